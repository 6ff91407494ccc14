#include "facts/wanted_script.hpp"

#include <algorithm>

#include "facts/shell_commands.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {

std::vector<std::string> program_folders(std::string_view path) {
  std::vector<std::string> out = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                  "/usr/bin",        "/sbin",          "/bin"};
  for (const std::string_view part : text::split(path, ':')) {
    if (!part.starts_with('/')) continue;
    std::string folder = image_path(part, "");
    if (std::ranges::find(out, folder) == out.end()) out.push_back(std::move(folder));
  }
  return out;
}

bool is_shell_text(std::string_view text, bool asked) {
  if (text.substr(0, 512).find('\0') != std::string_view::npos) return false;
  if (!text.starts_with("#!")) return asked;
  const std::string_view line = text.substr(2, text.find('\n') - 2);
  for (std::string_view word : text::split(text::trim(line), ' ')) {
    word = text::trim(word);
    if (shell::is_shell(text::file_name(word))) return true;
  }
  return false;
}

std::optional<WantedScript> wanted_script(const shell::Command& command) {
  if (command.words.empty()) return std::nullopt;
  const shell::Word& first = command.words[0];
  const std::string_view program = first.text.view();
  WantedScript wanted;
  if (program == "source" || program == ".") {
    if (command.words.size() < 2) return std::nullopt;
    wanted.path = &command.words[1];
    wanted.parameters = 2;
    wanted.by_shell = wanted.sourced = true;
    return wanted;
  }
  if (shell::is_shell(program)) {
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      const std::string_view word = command.words[i].text.view();
      if (word.size() > 1 && (word[0] == '-' || word[0] == '+')) {
        if (word.back() == 'o' || word.back() == 'O' || word == "--rcfile" || word == "--init-file") ++i;
        if (!word.starts_with("--") && word.find('s') != std::string_view::npos) return std::nullopt;
        continue;
      }
      wanted.path = &command.words[i];
      wanted.parameters = i + 1;
      wanted.by_shell = true;
      return wanted;
    }
    return std::nullopt;
  }
  wanted.path = &first;
  wanted.parameters = 1;
  wanted.by_name = program.find('/') == std::string_view::npos;
  if (wanted.by_name && (!first.known || program.empty())) return std::nullopt;
  return wanted;
}

}  // namespace dockgate::facts
