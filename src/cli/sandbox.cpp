#include "cli/sandbox.hpp"

#ifdef __linux__
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <span>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace dockgate::cli {

#ifdef __linux__
namespace {

// <linux/landlock.h> of older systems knows less than the kernels that the program runs on, so that the parts
// of the interface that are used stand here.
constexpr long call_create_ruleset = 444, call_add_rule = 445, call_restrict_self = 446;
constexpr unsigned ask_version = 1;
constexpr unsigned rule_path_beneath = 1;
constexpr std::uint64_t fs_execute = 1u << 0, fs_write = 1u << 1, fs_remove_folder = 1u << 4,
                        fs_remove_file = 1u << 5, fs_make_folder = 1u << 7, fs_make_file = 1u << 8,
                        fs_refer = 1u << 13, fs_truncate = 1u << 14, fs_device_control = 1u << 15;
/// Removing and making of every kind: bits 4 to 12.
constexpr std::uint64_t fs_change = 0x1ff0;
constexpr std::uint64_t net_tcp = 3;  // bind and connect
constexpr std::uint64_t scopes = 3;   // abstract sockets and signals of other processes
struct Ruleset {
  std::uint64_t files = 0, net = 0, scoped = 0;
};
struct [[gnu::packed]] PathRule {
  std::uint64_t allowed = 0;
  std::int32_t path = -1;
};

class Handle {
 public:
  explicit Handle(long fd) : fd_(static_cast<int>(fd)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Ruleset handled(int version, const Confinement& allowed) {
  Ruleset rules;
  if (!allowed.write_anywhere) {
    rules.files = fs_write | fs_change;
    if (!allowed.programs) rules.files |= fs_execute;
    if (version >= 2) rules.files |= fs_refer;
    if (version >= 3) rules.files |= fs_truncate;
    if (version >= 5) rules.files |= fs_device_control;
  }
  if (version >= 4) rules.net = net_tcp;
  if (version >= 6) rules.scoped = scopes;
  return rules;
}

/// A file that cannot be allowed (a pipe needs no leave, a missing folder has no file) is left to whoever
/// writes to it, and to the words that tell what went wrong.
void allow(int ruleset, const std::string& path, std::uint64_t rights) {
  const Handle file(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (file.get() < 0) return;
  const PathRule rule{rights, file.get()};
  ::syscall(call_add_rule, ruleset, rule_path_beneath, &rule, 0);
}

void make_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) return;  // opening a FIFO would wake its reader
  const Handle made(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666));
}

int restrict_files(const Confinement& allowed) {
  const long version = ::syscall(call_create_ruleset, nullptr, 0, ask_version);
  if (version <= 0) return 0;
  const Ruleset rules = handled(static_cast<int>(version), allowed);
  if (rules.files == 0 && rules.net == 0 && rules.scoped == 0) return 0;
  const Handle ruleset(::syscall(call_create_ruleset, &rules, sizeof rules, 0));
  if (ruleset.get() < 0) return 0;
  if (rules.files != 0) {
    allow(ruleset.get(), "/dev/null", fs_write & rules.files);
    for (const std::string& file : allowed.files) {
      make_file(file);
      allow(ruleset.get(), file, (fs_write | fs_truncate) & rules.files);
    }
    for (const std::string& folder : allowed.folders) {
      ::mkdir(folder.c_str(), 0777);
      allow(ruleset.get(), folder,
            (fs_write | fs_truncate | fs_make_file | fs_make_folder | fs_remove_file | fs_remove_folder) &
                rules.files);
    }
  }
  return ::syscall(call_restrict_self, ruleset.get(), 0) == 0 ? static_cast<int>(version) : 0;
}

#if defined(__x86_64__)
constexpr std::uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t machine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t machine = 0;
#endif
constexpr std::uint32_t first_x32_call = 0x40000000;

void add_network(std::vector<long>& calls) {
  calls.insert(calls.end(), {SYS_socket, SYS_bind, SYS_connect,
                             // io_uring: calls that no filter sees
                             425, 426, 427});
}

/// What changes files without writing to them, which Landlock lets pass.
void add_metadata(std::vector<long>& calls) {
  calls.insert(calls.end(), {SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr,
                             SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr,
                             SYS_fremovexattr, SYS_truncate, 452 /* fchmodat2 */, 463 /* setxattrat */,
                             466 /* removexattrat */, 469 /* file_setattr */});
#ifdef __x86_64__
  calls.insert(calls.end(), {SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat});
#endif
}

/// Doors into the kernel that a reader of files has no business with.
void add_kernel(std::vector<long>& calls) {
  calls.insert(calls.end(), {SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_add_key, SYS_request_key,
                             SYS_keyctl, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
                             SYS_unshare, SYS_setns, SYS_open_by_handle_at});
}

using Program = std::vector<sock_filter>;
sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter finish(std::uint32_t action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}
/// Over `jump` instructions when what was loaded is `value`, else on.
sock_filter skip_when(std::uint32_t value, std::size_t jump) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, static_cast<std::uint8_t>(jump), 0);
}

/// From call `first` to that of the next segment.
struct Segment {
  std::uint32_t first = 0;
  Program code;
};

/// `calls` denied, the terminal's `ioctl` looked at, the others let pass.
std::vector<Segment> segments(std::vector<long> calls) {
  const sock_filter deny = finish(SECCOMP_RET_ERRNO | EPERM), pass = finish(SECCOMP_RET_ALLOW);
  // Typing into the terminal that the program was started from.
  const Program control{load(offsetof(seccomp_data, args[1])), skip_when(TIOCSTI, 2), skip_when(TIOCLINUX, 1),
                        pass, deny};
  calls.push_back(SYS_ioctl);
  std::sort(calls.begin(), calls.end());
  std::vector<Segment> out{{0, {pass}}};
  for (const long call : calls) {
    const auto number = static_cast<std::uint32_t>(call);
    if (out.back().first == number) out.pop_back();
    out.push_back({number, call == SYS_ioctl ? control : Program{deny}});
    out.push_back({number + 1, {pass}});
  }
  return out;
}

/// A search by halves: the kernel runs the filter once for each of its calls when it takes it, and a row of
/// comparisons would cost more than all the rest of the start.
void add_search(Program& out, std::span<const Segment> from) {
  if (from.size() == 1) {
    out.insert(out.end(), from.front().code.begin(), from.front().code.end());
    return;
  }
  const std::size_t half = from.size() / 2, jump = out.size();
  out.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, from[half].first, 0, 0));
  add_search(out, from.first(half));
  out[jump].jt = static_cast<std::uint8_t>(out.size() - jump - 1);
  add_search(out, from.subspan(half));
}

Program filter(const Confinement& allowed) {
  std::vector<long> calls;
  add_network(calls);
  add_kernel(calls);
  if (!allowed.write_anywhere) {
    add_metadata(calls);
    if (!allowed.programs) calls.insert(calls.end(), {SYS_execve, SYS_execveat});
  }
  // Calls by another table of the kernel have other numbers.
  Program out{load(offsetof(seccomp_data, arch)), skip_when(machine, 1), finish(SECCOMP_RET_ERRNO | EPERM),
              load(offsetof(seccomp_data, nr))};
#ifdef __x86_64__
  out.insert(out.end(),
             {BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first_x32_call, 0, 1), finish(SECCOMP_RET_ERRNO | EPERM)});
#endif
  add_search(out, segments(std::move(calls)));
  return out;
}

bool restrict_calls(const Confinement& allowed) {
  if (machine == 0) return false;
  Program program = filter(allowed);
  const sock_fprog code{static_cast<unsigned short>(program.size()), program.data()};
  // Without this flag kernels before 5.16 slow the whole process down against speculation.
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &code) == 0)
    return true;
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &code) == 0;
}

}  // namespace

Confined confine(const Confinement& allowed) {
  // Both ask for this: no program that is started gains rights by its owner or capabilities.
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return {};
  Confined confined;
  confined.landlock = restrict_files(allowed);
  confined.seccomp = restrict_calls(allowed);
  return confined;
}
#else
Confined confine(const Confinement&) {
  return {};
}
#endif

std::string to_string(const Confined& confined) {
  if (confined.landlock == 0 && !confined.seccomp)
    return "sandbox: none, the system has neither Landlock nor seccomp";
  std::string out = "sandbox:";
  if (confined.landlock > 0) out += " Landlock " + std::to_string(confined.landlock);
  if (confined.landlock > 0 && confined.seccomp) out += ",";
  if (confined.seccomp) out += " seccomp";
  return out;
}

}  // namespace dockgate::cli
