#include <algorithm>
#include <map>

#include "facts/launcher_text.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using text::MappedText;

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
      if (is_variable_name(name)) put("${" + std::string(name) + "}", at, end + 1);
    }
  }
  out.append(text.substr(plain, view.size()));
  return out;
}

/// The lines of a makefile; one that a backslash ends goes on in the next.
std::vector<ConfigurationLine> make_lines(std::string_view text) {
  std::vector<ConfigurationLine> out;
  bool goes_on = false;
  for (const ConfigurationLine& line : configuration_lines(text)) {
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

/// The command in the bytes from `begin` to `end`, without the marks in front of it that the runner reads for
/// itself (`@`, `-`).
MappedText without_marks(const MappedText& configuration, std::size_t begin, std::size_t end,
                         std::string_view marks) {
  return configuration.substr(std::min(end, configuration.view().find_first_not_of(marks, begin)), end);
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// The variables of a makefile (GNU make manual, "How to Use Variables").
class MakeVariables {
 public:
  /// `NAME=value` on the command line: no assignment of the file changes it.
  void give(std::string_view name, std::string_view value) { given_[std::string(name)] = value; }
  /// `NAME op value` with the operator still behind the name: `=`, `:=`, `?=`, `+=`.
  void assign(std::string_view head, std::string_view value) {
    head = text::trim(head);
    if (head.starts_with("export ")) head.remove_prefix(7);
    const bool once = head.ends_with('?'), more = head.ends_with('+');
    std::string& held = set_[std::string(text::trim(head, " \t?:+"))];
    if (more && !held.empty())
      (held += ' ') += value;
    else if (!once || held.empty())
      held = value;
  }
  /// All of them, with the variables in their values replaced as far as they are known.
  std::vector<std::pair<std::string, std::string>> values() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [name, value] : given_) out.emplace_back(name, expanded(value, 0));
    for (const auto& [name, value] : set_)
      if (!given_.contains(name)) out.emplace_back(name, expanded(value, 0));
    if (!given_.contains("MAKE") && !set_.contains("MAKE")) out.emplace_back("MAKE", "make");
    return out;
  }

 private:
  using Table = std::map<std::string, std::string, std::less<>>;

  std::string expanded(std::string_view value, int depth) const {
    constexpr std::size_t max_length = 4096;
    std::string out;
    for (std::size_t at = 0; at < value.size() && out.size() < max_length;) {
      const bool opens =
          value[at] == '$' && at + 1 < value.size() && (value[at + 1] == '(' || value[at + 1] == '{');
      const auto end = opens ? value.find(value[at + 1] == '(' ? ')' : '}', at) : value.npos;
      const auto* held = end == value.npos ? nullptr : find(value.substr(at + 2, end - at - 2));
      if (held == nullptr || depth > 4) {
        out += value[at++];
        continue;
      }
      out += expanded(*held, depth + 1);
      at = end + 1;
    }
    return out;
  }
  const std::string* find(std::string_view name) const {
    for (const Table* table : {&given_, &set_})
      if (const auto found = table->find(name); found != table->end()) return &found->second;
    return nullptr;
  }

  Table given_, set_;
};

struct Justfile {
  struct Recipe {
    std::vector<std::string_view> parameters, needs;
    std::vector<ConfigurationLine> lines;
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

}  // namespace

std::vector<Launched> read_make(const shell::Command& command, const MappedText& configuration,
                                std::span<const MappedText> included) {
  struct Rule {
    std::vector<std::string_view> needs;
    std::vector<std::pair<const MappedText*, ConfigurationLine>> recipe;
  };
  std::map<std::string, Rule, std::less<>> rules;
  MakeVariables variables;
  for (const shell::Word& word : command.words)
    if (const auto equals = word.text.view().find('='); equals != std::string_view::npos)
      variables.give(word.text.view().substr(0, equals), word.text.view().substr(equals + 1));
  std::vector<std::string> wanted;
  std::string first;
  Rule* rule = nullptr;
  const auto take = [&](const MappedText& file, const ConfigurationLine& line) {
    if (line.text.starts_with('\t')) {
      if (rule != nullptr) rule->recipe.emplace_back(&file, line);
      return;
    }
    const auto text = text::trim(line.text);
    if (text.empty() || text[0] == '#') return;
    const auto colon = text.find(':');
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && (colon == std::string_view::npos || equals <= colon + 1))
      return variables.assign(text.substr(0, equals), text::trim(text.substr(equals + 1)));
    if (colon == std::string_view::npos) return;
    const std::string name(text::trim(text.substr(0, colon)));
    rule = &rules[name];
    if (first.empty() && !name.starts_with('.')) first = name;
    for (const auto need : text::split(text.substr(colon + 1), ' '))
      if (!need.empty()) rule->needs.push_back(need);
  };
  const auto read = [&](const MappedText& file) {
    rule = nullptr;
    for (const auto& line : make_lines(file.view())) take(file, line);
  };
  read(configuration);
  for (const MappedText& file : included) read(file);
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = command.words[i].text.view();
    if (!word.starts_with('-') && word.find('=') == word.npos && rules.contains(word))
      wanted.emplace_back(word);
  }
  if (wanted.empty() && !first.empty()) wanted.push_back(first);

  const auto values = variables.values();
  std::vector<Launched> out;
  Pending pending(std::move(wanted));
  for (auto name = pending.next(); name && out.size() < max_launched; name = pending.next()) {
    const auto found = rules.find(*name);
    if (found == rules.end()) continue;
    for (const auto need : found->second.needs) pending.add(need);
    for (const auto& [file, line] : found->second.recipe) {
      const auto text = without_marks(*file, line.begin + 1, line.end, "@-+ \t");
      out.push_back({recipe_text(text), {}, values});
    }
  }
  return out;
}

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

}  // namespace dockgate::facts
