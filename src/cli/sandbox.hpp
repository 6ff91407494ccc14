#pragma once
// What this process can no longer do once it has read its arguments: the kernel's own fence around readers of
// hostile files. Landlock (https://docs.kernel.org/userspace-api/landlock.html) keeps it from changing files
// and from TCP, seccomp (https://docs.kernel.org/userspace-api/seccomp_filter.html) from sockets of any kind
// and from calls that no reader needs.

#include <string>
#include <vector>

namespace dockgate::cli {

/// What stays allowed. Reading does, everywhere: what is judged may lie anywhere, and what was read can leave
/// only through the outputs.
struct Confinement {
  std::vector<std::string>
      files;  // outputs; one that is missing is made, empty, since only that can be allowed
  std::vector<std::string> folders;  // below which files may be made and removed; made where missing
  bool write_anywhere = false;       // for commands that change the tree itself: only the network is shut
  bool programs = false;             // other programs may be started; the same holds for them
};

/// What is in force afterwards.
struct Confined {
  int landlock = 0;      // version of the kernel's interface; 0: it has none, or refuses
  bool seccomp = false;  // the kernel took the filter
};

/// Confines this thread and every thread and program it starts from now on, for good. Call it before threads
/// are started. What the kernel does not have is left out without a word; the result tells. Elsewhere than on
/// Linux nothing happens.
Confined confine(const Confinement& allowed);

/// "sandbox: Landlock 7, seccomp", for who asked for details.
std::string to_string(const Confined& confined);

}  // namespace dockgate::cli
