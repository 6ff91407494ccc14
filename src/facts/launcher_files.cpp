#include "facts/launcher_files.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "facts/notebook.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::facts {
namespace {

using text::MappedText;

constexpr std::size_t max_launched = 200;

enum class Form {
  sections,  // INI: a section a program, its command under a key
  lines,     // `name: command`
  make,      // targets with their recipes
  just,      // the same in the form of just
  tasks,     // YAML: `tasks: {NAME: {cmds: […]}}`
  scripts,   // JSON: `"scripts": {NAME: command}`
  notebook,  // Jupyter: the lines that begin with `!`
};

struct Launcher {
  std::string_view programs;  // glob
  Form form;
  std::array<std::string_view, 2> options;  // that name the file
  std::string_view key;                     // of the command
  std::array<std::string_view, 3> files;    // where no option names one
};
constexpr std::array<Launcher, 8> launchers = {{
    {"supervisord",
     Form::sections,
     {"-c", "--configuration"},
     "command",
     {"/etc/supervisor/supervisord.conf", "/etc/supervisord.conf", "supervisord.conf"}},
    {"circusd", Form::sections, {"", ""}, "cmd", {"circus.ini", "", ""}},
    {"{honcho,foreman,overmind,hivemind,goreman,forego}",
     Form::lines,
     {"-f", "--procfile"},
     "",
     {"Procfile", "", ""}},
    {"{make,gmake}", Form::make, {"-f", "--file"}, "", {"Makefile", "makefile", "GNUmakefile"}},
    {"just", Form::just, {"-f", "--justfile"}, "", {"justfile", "Justfile", ".justfile"}},
    {"{task,go-task}",
     Form::tasks,
     {"-t", "--taskfile"},
     "",
     {"Taskfile.yml", "Taskfile.yaml", "taskfile.yml"}},
    {"{npm,pnpm,yarn,bun}", Form::scripts, {"", ""}, "", {"package.json", "", ""}},
    {"{jupyter,jupyter-*,papermill,voila,runipy,nbconvert}", Form::notebook, {"", ""}, "", {"", "", ""}},
}};

const Launcher* launcher_of(const shell::Command& command) {
  if (command.words.empty()) return nullptr;
  auto program = shell::program_name(command.words.front());
  if (program.starts_with("python") && command.words.size() > 2 && command.words[1].text.view() == "-m")
    program = command.words[2].text.text();
  const auto found = std::find_if(launchers.begin(), launchers.end(), [&](const Launcher& launcher) {
    return text::glob_match(launcher.programs, program);
  });
  return found == launchers.end() ? nullptr : &*found;
}

struct Line {
  std::size_t begin = 0, end = 0;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    out.push_back({begin, end, text.substr(begin, end - begin)});
    begin = end + 1;
  }
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// `text` with every `OPEN…CLOSE` (`%(ENV_X)s`, `$(X)`) written as the shell writes a variable.
MappedText with_shell_variables(const MappedText& text, std::string_view open, std::string_view close) {
  MappedText out(text.source());
  const auto view = text.view();
  std::size_t plain = 0;
  for (auto at = view.find(open); at != std::string_view::npos; at = view.find(open, plain)) {
    const auto name = at + open.size();
    const auto end = view.find(close, name);
    if (end == std::string_view::npos) break;
    const auto inner = view.substr(name, end - name);
    const bool variable = is_name(inner);
    out.append(text.substr(plain, variable ? at : end + close.size()));
    if (variable)
      out.append_for(
          "${" + std::string(inner) + "}",
          text.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end + close.size())}));
    plain = end + close.size();
  }
  out.append(text.substr(plain, view.size()));
  return out;
}

/// A line of a recipe as make gives it to the shell: `$(X)` is a variable of make's, `$$` a dollar sign.
MappedText recipe_text(const MappedText& text) {
  MappedText out(text.source());
  const auto view = text.view();
  std::size_t plain = 0;
  const auto put = [&](std::string_view piece, std::size_t begin, std::size_t end) {
    out.append(text.substr(plain, begin));
    out.append_for(piece,
                   text.to_source({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}));
    plain = end;
  };
  for (auto at = view.find('$'); at < view.size(); at = view.find('$', std::max(plain, at + 1))) {
    if (view.substr(at).starts_with("$$")) {
      put("$", at, at + 2);
    } else if (view.substr(at).starts_with("$(")) {
      const auto end = view.find(')', at);
      if (end == std::string_view::npos) break;
      const auto name = view.substr(at + 2, end - at - 2);
      if (is_name(name)) put("${" + std::string(name) + "}", at, end + 1);
    }
  }
  out.append(text.substr(plain, view.size()));
  return out;
}

/// The lines of a makefile; one that a backslash ends goes on in the next.
std::vector<Line> make_lines(std::string_view text) {
  std::vector<Line> out;
  bool goes_on = false;
  for (const Line& line : lines_of(text)) {
    if (goes_on) {
      out.back().end = line.end;
      out.back().text = text.substr(out.back().begin, line.end - out.back().begin);
    } else {
      out.push_back(line);
    }
    const auto last = line.text.find_last_not_of('\\');
    goes_on = (line.text.size() - (last == std::string_view::npos ? 0 : last + 1)) % 2 == 1;
  }
  return out;
}

/// `A="1",B=2`
void read_environment(std::string_view text, std::vector<std::pair<std::string, std::string>>& out) {
  while (!text.empty() && out.size() < 100) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return;
    const auto name = text::trim(text.substr(0, equals), " \t,");
    text = text::trim(text.substr(equals + 1));
    std::string_view value;
    if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
      const auto end = std::min(text.find(text[0], 1), text.size());
      value = text.substr(1, end - 1);
      text = text.substr(std::min(end + 1, text.size()));
    } else {
      value = text::trim(text.substr(0, text.find(',')));
      text = text.substr(std::min(text.find(','), text.size()));
    }
    out.emplace_back(name, value);
  }
}

std::vector<Launched> read_sections(const Launcher& launcher, const MappedText& configuration) {
  std::vector<Launched> out;
  Launched section;
  bool any = false;
  const auto finish = [&] {
    if (any && out.size() < max_launched) out.push_back(section);
    section = {};
    any = false;
  };
  for (const auto& line : lines_of(configuration.view())) {
    const auto trimmed = text::trim(line.text);
    if (trimmed.starts_with('[')) {
      finish();
      continue;
    }
    const auto equals = line.text.find('=');
    if (equals == std::string_view::npos || trimmed.starts_with('#') || trimmed.starts_with(';')) continue;
    const auto key = text::trim(line.text.substr(0, equals));
    if (key == launcher.key) {
      // A blank and a semicolon begin a comment.
      const auto comment = line.text.find(" ;", equals);
      const auto end = comment == std::string_view::npos ? line.end : line.begin + comment;
      section.text = with_shell_variables(configuration.substr(line.begin + equals + 1, end), "%(ENV_", ")s");
      any = true;
    } else if (key == "directory" || key == "working_dir") {
      section.workdir = text::trim(line.text.substr(equals + 1));
    } else if (key == "environment") {
      read_environment(line.text.substr(equals + 1), section.environment);
    }
  }
  finish();
  return out;
}

std::vector<Launched> read_lines(const MappedText& configuration) {
  std::vector<Launched> out;
  for (const auto& line : lines_of(configuration.view())) {
    const auto colon = line.text.find(':');
    if (colon == std::string_view::npos || text::trim(line.text).starts_with('#') ||
        out.size() >= max_launched)
      continue;
    out.push_back({configuration.substr(line.begin + colon + 1, line.end), {}, {}});
  }
  return out;
}

/// The tasks that a runner has yet to do: those that were asked for, and what they need; each once, the last
/// one first.
class Pending {
 public:
  explicit Pending(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}
  void add(std::string_view name) { wanted_.emplace_back(name); }
  std::optional<std::string> next() {
    while (!wanted_.empty()) {
      std::string name = std::move(wanted_.back());
      wanted_.pop_back();
      if (done_.insert(name).second) return name;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::string> wanted_;
  std::set<std::string> done_;
};

/// The command in the bytes from `begin` to `end`, without the marks in front of it that the runner reads for
/// itself (`@`, `-`).
MappedText without_marks(const MappedText& configuration, std::size_t begin, std::size_t end,
                         std::string_view marks) {
  return configuration.substr(std::min(end, configuration.view().find_first_not_of(marks, begin)), end);
}

/// The recipes of the targets that the command line names, or of the first target.
std::vector<Launched> read_make(const shell::Command& command, const MappedText& configuration) {
  struct Rule {
    std::vector<std::string_view> needs;
    std::vector<Line> recipe;
  };
  std::map<std::string, Rule, std::less<>> rules;
  std::vector<std::pair<std::string, std::string>> variables;
  std::vector<std::string> wanted;
  std::string first;
  Rule* rule = nullptr;
  for (const auto& line : make_lines(configuration.view())) {
    if (line.text.starts_with('\t')) {
      if (rule != nullptr) rule->recipe.push_back(line);
      continue;
    }
    const auto text = text::trim(line.text);
    if (text.empty() || text[0] == '#') continue;
    const auto colon = text.find(':');
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && (colon == std::string_view::npos || equals <= colon + 1)) {
      variables.emplace_back(text::trim(text.substr(0, equals), " \t?:+"),
                             text::trim(text.substr(equals + 1)));
      continue;
    }
    if (colon == std::string_view::npos) continue;
    const std::string name(text::trim(text.substr(0, colon)));
    rule = &rules[name];
    if (first.empty() && !name.starts_with('.')) first = name;
    for (const auto need : text::split(text.substr(colon + 1), ' '))
      if (!need.empty()) rule->needs.push_back(need);
  }
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = command.words[i].text.view();
    if (const auto equals = word.find('='); equals != std::string_view::npos)
      variables.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    else if (!word.starts_with('-') && rules.contains(word))
      wanted.emplace_back(word);
  }
  if (wanted.empty() && !first.empty()) wanted.push_back(first);

  std::vector<Launched> out;
  Pending pending(std::move(wanted));
  for (auto name = pending.next(); name && out.size() < max_launched; name = pending.next()) {
    const auto found = rules.find(*name);
    if (found == rules.end()) continue;
    for (const auto need : found->second.needs) pending.add(need);
    for (const auto& line : found->second.recipe) {
      const auto text = without_marks(configuration, line.begin + 1, line.end, "@-+ \t");
      out.push_back({recipe_text(text), {}, variables});
    }
  }
  return out;
}

/// `{{ NAME }}` and `{{.NAME}}` as the shell writes a variable.
MappedText template_text(const MappedText& text) {
  MappedText out(text.source());
  const auto view = text.view();
  std::size_t plain = 0;
  for (auto at = view.find("{{"); at != std::string_view::npos; at = view.find("{{", plain)) {
    const auto end = view.find("}}", at);
    if (end == std::string_view::npos) break;
    auto name = text::trim(view.substr(at + 2, end - at - 2));
    if (name.starts_with('.')) name.remove_prefix(1);
    out.append(text.substr(plain, is_name(name) ? at : end + 2));
    if (is_name(name))
      out.append_for("${" + std::string(name) + "}",
                     text.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end + 2)}));
    plain = end + 2;
  }
  out.append(text.substr(plain, view.size()));
  return out;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return quoted ? text.substr(1, text.size() - 2) : text;
}

struct Justfile {
  struct Recipe {
    std::vector<std::string_view> parameters, needs;
    std::vector<Line> lines;
  };
  std::map<std::string, Recipe, std::less<>> recipes;
  std::vector<std::pair<std::string, std::string>> variables;
  std::string first;  // recipe
};

/// `name parameter="x": needs`, then indented lines (just's manual).
Justfile read_justfile(std::string_view content) {
  Justfile out;
  Justfile::Recipe* recipe = nullptr;
  for (const auto& line : make_lines(content)) {
    const auto text = text::trim(line.text);
    if (text.empty() || text[0] == '#' || text[0] == '[') continue;
    if (line.text[0] == ' ' || line.text[0] == '\t') {
      if (recipe != nullptr) recipe->lines.push_back(line);
      continue;
    }
    if (const auto assigned = text.find(":="); assigned != std::string_view::npos) {
      auto name = text::trim(text.substr(0, assigned));
      if (name.starts_with("export ")) name = text::trim(name.substr(7));
      out.variables.emplace_back(name, unquoted(text::trim(text.substr(assigned + 2))));
      continue;
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) continue;
    auto head = text::split(text.substr(0, colon), ' ');
    const std::string name(text::trim(head.front(), "@"));
    recipe = &out.recipes[name];
    if (out.first.empty()) out.first = name;
    for (std::size_t i = 1; i < head.size(); ++i)
      if (!head[i].empty()) recipe->parameters.push_back(text::trim(head[i], "+*$"));
    for (const auto need : text::split(text.substr(colon + 1), ' '))
      if (!need.empty() && need != "&&") recipe->needs.push_back(need);
  }
  return out;
}

/// The recipes of a justfile that the command line names, or the first one.
std::vector<Launched> read_just(const shell::Command& command, const MappedText& configuration) {
  const Justfile file = read_justfile(configuration.view());
  std::vector<std::string> wanted;
  std::vector<std::string_view> arguments;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = command.words[i].text.view();
    if (word.starts_with('-')) continue;
    if (wanted.empty() && file.recipes.contains(word)) {
      wanted.emplace_back(word);
    } else if (!wanted.empty()) {
      arguments.push_back(word);
    }
  }
  if (wanted.empty() && !file.first.empty()) wanted.push_back(file.first);
  std::vector<Launched> out;
  Pending pending(std::move(wanted));
  for (auto name = pending.next(); name && out.size() < max_launched; name = pending.next()) {
    const auto found = file.recipes.find(*name);
    if (found == file.recipes.end()) continue;
    for (const auto need : found->second.needs) pending.add(text::trim(need, "()"));
    auto known = file.variables;
    const auto& parameters = found->second.parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const auto equals = parameters[i].find('=');
      if (out.empty() && i < arguments.size()) {
        known.emplace_back(parameters[i].substr(0, equals), arguments[i]);
      } else if (equals != std::string_view::npos) {
        known.emplace_back(parameters[i].substr(0, equals), unquoted(parameters[i].substr(equals + 1)));
      }
    }
    for (const auto& line : found->second.lines) {
      const auto text = without_marks(configuration, line.begin, line.end, "@- \t");
      out.push_back({template_text(text), {}, known});
    }
  }
  return out;
}

/// The text of a scalar. Written in one line, every byte keeps its place.
MappedText scalar_text(const yaml::Node& node) {
  MappedText out(node.at.source);
  const auto written = node.at.source->text(node.at.span);
  const auto at = written.find(node.scalar);
  if (at != std::string_view::npos) {
    out.append_copy(node.scalar, node.at.span.begin + static_cast<std::uint32_t>(at));
  } else {
    out.append_for(node.scalar, node.at.span);
  }
  return out;
}

/// The document of a configuration that is a whole file.
std::optional<yaml::Node> document_of(const MappedText& configuration) {
  if (configuration.source() == nullptr || configuration.view() != configuration.source()->bytes())
    return std::nullopt;
  auto node = yaml::parse(configuration.source());
  if (!node || !node->is_map()) return std::nullopt;
  return std::move(*node);
}

void read_variables(const yaml::Node* node, std::vector<std::pair<std::string, std::string>>& out) {
  if (node == nullptr || !node->is_map()) return;
  for (const auto& [key, value] : node->entries)
    if (value.is_scalar() && out.size() < 1000) out.emplace_back(key.scalar, value.scalar);
}

/// The commands of the tasks that the command line names, else of `default` (Taskfile, version 3).
std::vector<Launched> read_tasks(const shell::Command& command, const MappedText& configuration) {
  std::vector<Launched> out;
  const auto root = document_of(configuration);
  const auto* tasks = root ? root->find("tasks") : nullptr;
  if (tasks == nullptr || !tasks->is_map()) return out;
  std::vector<std::pair<std::string, std::string>> shared;
  read_variables(root->find("vars"), shared);
  read_variables(root->find("env"), shared);
  std::vector<std::string> wanted;
  for (std::size_t i = 1; i < command.words.size(); ++i)
    if (const auto word = command.words[i].text.view();
        !word.starts_with('-') && word.find('=') == std::string_view::npos)
      wanted.emplace_back(word);
  if (wanted.empty()) wanted.emplace_back("default");
  Pending pending(std::move(wanted));
  for (auto name = pending.next(); name && out.size() < max_launched; name = pending.next()) {
    const auto* task = tasks->find(*name);
    if (task == nullptr) continue;
    auto variables = shared;
    std::string workdir;
    if (task->is_map()) {
      read_variables(task->find("vars"), variables);
      read_variables(task->find("env"), variables);
      if (const auto* folder = task->find("dir"); folder != nullptr) workdir = folder->scalar;
    }
    const auto take = [&](const yaml::Node& node) {
      const auto* one = node.is_map() ? node.find("cmd") : &node;
      if (one != nullptr && one->is_scalar())
        out.push_back({template_text(scalar_text(*one)), workdir, variables});
      if (node.is_map())
        if (const auto* other = node.find("task"); other != nullptr) pending.add(other->scalar);
    };
    if (task->is_scalar()) take(*task);
    const yaml::Node* lists[] = {task->is_map() ? task->find("cmds") : task,
                                 task->is_map() ? task->find("cmd") : nullptr};
    for (const auto* list : lists) {
      if (list == nullptr) continue;
      if (list != task && list->is_scalar()) take(*list);
      for (const auto& item : list->items) take(item);
    }
    if (const auto* needs = task->is_map() ? task->find("deps") : nullptr; needs != nullptr)
      for (const auto& need : needs->items)
        if (need.is_scalar()) pending.add(need.scalar);
  }
  return out;
}

/// The script of package.json that `npm run NAME`, `npm start` and `yarn NAME` run, with the ones before and
/// after it (npm, scripts).
std::vector<Launched> read_scripts(const shell::Command& command, const MappedText& configuration) {
  std::vector<Launched> out;
  const auto root = document_of(configuration);
  const auto* scripts = root ? root->find("scripts") : nullptr;
  if (scripts == nullptr || !scripts->is_map()) return out;
  std::string name;
  for (std::size_t i = 1; i < command.words.size() && name.empty(); ++i) {
    const auto word = command.words[i].text.view();
    if (word.starts_with('-') || word == "run" || word == "run-script") continue;
    name = word == "t" ? "test" : word;
    if (name == "ci" || name == "i") name = "install";
  }
  for (const auto& one : {"pre" + name, name, "post" + name}) {
    const auto* script = scripts->find(one);
    if (script != nullptr && script->is_scalar()) out.push_back({scalar_text(*script), {}, {}});
  }
  return out;
}

}  // namespace

std::vector<std::string> launcher_files(const shell::Command& command) {
  std::vector<std::string> out;
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return out;
  for (std::size_t i = 1; i + 1 < command.words.size(); ++i)
    if (const auto word = command.words[i].text.view();
        !word.empty() && (word == launcher->options[0] || word == launcher->options[1]))
      out.push_back(command.words[i + 1].text.text());
  if (launcher->form == Form::notebook)
    for (const auto& word : command.words)
      if (word.known && word.text.view().ends_with(".ipynb")) out.push_back(word.text.text());
  if (launcher->programs == "circusd" && command.words.size() > 1)
    out.push_back(command.words.back().text.text());
  if (!out.empty()) return out;
  for (const auto file : launcher->files)
    if (!file.empty()) out.emplace_back(file);
  return out;
}

bool reads_own_project(const shell::Command& command) {
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return false;
  return launcher->form == Form::make || launcher->form == Form::just || launcher->form == Form::tasks ||
         launcher->form == Form::scripts;
}

std::vector<Launched> launched_commands(const shell::Command& command, const MappedText& configuration) {
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return {};
  switch (launcher->form) {
    case Form::sections:
      return read_sections(*launcher, configuration);
    case Form::lines:
      return read_lines(configuration);
    case Form::make:
      return read_make(command, configuration);
    case Form::just:
      return read_just(command, configuration);
    case Form::tasks:
      return read_tasks(command, configuration);
    case Form::scripts:
      return read_scripts(command, configuration);
    case Form::notebook: {
      std::vector<Launched> out;
      if (configuration.source() != nullptr)
        for (auto& text : read_notebook(configuration.source()).shell)
          if (out.size() < max_launched) out.push_back({std::move(text), {}, {}});
      return out;
    }
  }
  return {};
}

std::vector<std::string_view> service_scripts(const shell::Command& command) {
  if (command.words.empty()) return {};
  const auto program = command.words.front().text.view();
  const auto name = shell::program_name(command.words.front());
  static constexpr std::array<std::string_view, 5> s6 = {"/etc/cont-init.d/*", "/etc/services.d/*/run",
                                                         "/etc/s6-overlay/s6-rc.d/*/run",
                                                         "/etc/s6-overlay/s6-rc.d/*/up", "/etc/s6/*/run"};
  static constexpr std::array<std::string_view, 3> runit = {"/etc/service/*/run", "/etc/sv/*/run",
                                                            "/etc/my_init.d/*"};
  if (program == "/init" || name == "s6-svscan" || name == "s6-overlay-suexec") return {s6.begin(), s6.end()};
  if (name == "runsvdir" || name == "runsvdir-start" || name == "runit" || name == "my_init" ||
      name == "runsv")
    return {runit.begin(), runit.end()};
  return {};
}

}  // namespace dockgate::facts
