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

std::vector<Launched> read_make(const shell::Command& command, const MappedText& configuration) {
  struct Rule {
    std::vector<std::string_view> needs;
    std::vector<ConfigurationLine> recipe;
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
