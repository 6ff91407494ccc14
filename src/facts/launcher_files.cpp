#include "facts/launcher_files.hpp"

#include <algorithm>
#include <array>

#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::uint64_t max_bytes = 512UL * 1024;

/// How a program's configuration lists commands.
struct Launcher {
  std::string_view program;
  std::string_view option;                // names the file
  std::string_view separator;             // between a line's key and its command
  std::string_view key;                   // "" when every key is a command's name (Procfile)
  std::array<std::string_view, 3> files;  // looked for where no option names one
};
constexpr std::array<Launcher, 4> launchers = {{
    {"supervisord", "-c", "=", "command", {"/etc/supervisor/supervisord.conf", "/etc/supervisord.conf", ""}},
    {"circusd", "", "=", "cmd", {"circus.ini", "", ""}},
    {"honcho", "-f", ":", "", {"Procfile", "", ""}},
    {"foreman", "-f", ":", "", {"Procfile", "", ""}},
}};

void add_lines(const text::MappedText& text, const Launcher& launcher, const RunCommand& parent,
               std::vector<RunCommand>& out) {
  std::size_t begin = 0;
  const auto view = text.view();
  while (begin < view.size()) {
    const auto end = std::min(view.find('\n', begin), view.size());
    const auto line = view.substr(begin, end - begin);
    const auto separator = line.find(launcher.separator);
    const auto key = text::trim(line.substr(0, separator));
    if (separator != std::string_view::npos && !key.empty() && key.front() != '#' && key.front() != ';' &&
        (launcher.key.empty() || key == launcher.key)) {
      const auto script =
          shell::parse(text.substr(begin + separator + 1, end),
                       scope_lookup(parent.command != nullptr ? parent.command->scope : nullptr));
      for (const auto& shell : script.commands) {
        RunCommand command = parent;
        command.shell = shell;
        const auto name = shell::program_name(parent.shell.words.front());
        command.trace.push_back({parent.shell.at, "runs `" + name + "`, which reads its configuration"});
        out.push_back(std::move(command));
      }
    }
    begin = end + 1;
  }
}

}  // namespace

std::vector<RunCommand> launched_commands(const RunCommand& command, const ContextFiles& files,
                                          const FileTree* context) {
  std::vector<RunCommand> out;
  if (command.shell.words.empty()) return out;
  const auto program = shell::program_name(command.shell.words.front());
  const auto launcher = std::find_if(launchers.begin(), launchers.end(),
                                     [&](const Launcher& candidate) { return candidate.program == program; });
  if (launcher == launchers.end()) return out;
  std::vector<std::string> names;
  for (std::size_t i = 1; i + 1 < command.shell.words.size(); ++i)
    if (!launcher->option.empty() && command.shell.words[i].text.text() == launcher->option)
      names.push_back(command.shell.words[i + 1].text.text());
  if (program == "circusd" && command.shell.words.size() > 1)
    names.push_back(command.shell.words.back().text.text());
  if (names.empty())
    for (const auto name : launcher->files)
      if (!name.empty()) names.emplace_back(name);
  const ImageFiles image(command.files.get(), &files);
  const auto read = [&](const std::string& path) {
    const auto file = image.guess(path);
    if (!file) return;
    if (file->text) return add_lines(*file->text, *launcher, command, out);
    if (context == nullptr) return;
    if (const auto source = context->read(file->path, max_bytes))
      add_lines(text::MappedText::whole(*source), *launcher, command, out);
  };
  for (const auto& name : names)
    read("/" +
         text::normalize(text::join(command.workdir.empty() ? "/" : command.workdir, name)).value_or(""));
  if (program == "supervisord" && command.files != nullptr) {
    // The main file usually includes what lies in conf.d.
    const auto entries = command.files->entries();
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (entries[i].destination.find("supervisor/conf.d") != std::string::npos && !entries[i].folder)
        read(entries[i].destination);
  }
  return out;
}

}  // namespace dockgate::facts
