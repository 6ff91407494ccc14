#pragma once
// What the readers of launcher configurations share (launcher_files.hpp).

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "facts/launcher_files.hpp"

namespace dockgate::facts {

constexpr std::size_t max_launched = 200;

/// The recipes of the targets that a makefile, or a justfile, gives the command line, or of the first one.
std::vector<Launched> read_make(const shell::Command& command, const text::MappedText& configuration,
                                std::span<const text::MappedText> included);
std::vector<Launched> read_just(const shell::Command& command, const text::MappedText& configuration);

/// The commands of the tasks that the command line names, else of `default` (Taskfile, version 3).
std::vector<Launched> read_tasks(const shell::Command& command, const text::MappedText& configuration);
/// The script of package.json that `npm run NAME`, `npm start` and `yarn NAME` run, with the ones before and
/// after it (npm, scripts).
std::vector<Launched> read_scripts(const shell::Command& command, const text::MappedText& configuration);

/// A line of a text, without its end.
struct ConfigurationLine {
  std::size_t begin = 0, end = 0;
  std::string_view text;
};
std::vector<ConfigurationLine> configuration_lines(std::string_view text);

/// Whether `text` is a name as variables of the shell have one.
bool is_variable_name(std::string_view text);

/// `written` with every `OPEN…CLOSE` whose inside is the name of a variable (`%(ENV_X)s`) as the shell writes
/// one. `name_of` takes the name out of the inside; null: it is all of it.
text::MappedText with_shell_variables(const text::MappedText& written, std::string_view open,
                                      std::string_view close,
                                      std::string_view (*name_of)(std::string_view inner) = nullptr);

/// `{{ NAME }}` and `{{.NAME}}` as the shell writes a variable.
text::MappedText template_text(const text::MappedText& text);

/// The tasks that a runner has yet to do: those that were asked for, and what they need; each once, the last
/// one first.
class Pending {
 public:
  explicit Pending(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}
  void add(std::string_view name) { wanted_.emplace_back(name); }
  std::optional<std::string> next();

 private:
  std::vector<std::string> wanted_;
  std::set<std::string> done_;
};

}  // namespace dockgate::facts
