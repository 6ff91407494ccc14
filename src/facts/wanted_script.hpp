#pragma once
// Which word of a command names a script that it reads.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/script.hpp"

namespace dockgate::facts {

/// The script that a command runs or sources.
struct WantedScript {
  const shell::Word* path = nullptr;
  std::size_t parameters = 0;  // index of the first word behind it
  bool by_shell = false;       // `sh x`, `source x`: a shell whatever its first line says
  bool by_name = false;        // a program without a slash: the search path decides
  bool sourced = false;
};

/// The folders in which a program without a slash is looked for, first the usual ones: absolute, each once.
/// `path` is the value of PATH, as far as it is known.
std::vector<std::string> program_folders(std::string_view path);

/// Whether `text` is a shell script: by its first line, or by `asked` where it has none.
bool is_shell_text(std::string_view text, bool asked);

/// The script of `command`, into whose words the result points; nothing when it runs none.
std::optional<WantedScript> wanted_script(const shell::Command& command);

}  // namespace dockgate::facts
