#include "facts/install_facts.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "catalog/apis.hpp"
#include "catalog/installers.hpp"
#include "facts/run_facts.hpp"
#include "facts/run_places.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::Installer;
using shell::Word;
using Names = std::set<std::string, std::less<>>;

bool is_option(std::string_view word) {
  return word.size() > 1 && word.starts_with('-');
}

/// Whether the option `word` takes the next one: by its name, or by a letter among short ones that stand
/// together (`-yt`).
bool takes_next(const Installer& row, std::string_view word) {
  if (word.find('=') != std::string_view::npos) return false;
  if (catalog::has(row.value_options, word)) return true;
  if (word.starts_with("--") || word.size() < 3) return false;
  const std::string last{'-', word.back()};
  return catalog::has(row.value_options, last);
}

/// Where a form ends in a command.
struct Found {
  const Installer* row = nullptr;
  std::string_view form;
  std::size_t next = 0;  // index of the first word behind it
};

/// Where the form ends in the words of a command whose program is the form's.
std::optional<std::size_t> end_of(const Installer& row, std::string_view form,
                                  const std::vector<Word>& words) {
  const auto wanted = text::split(form, ' ');
  std::size_t part = 1;
  std::size_t i = 1;
  for (; i < words.size() && part < wanted.size(); ++i) {
    const std::string_view word = words[i].text.view();
    if (word == wanted[part]) {
      ++part;
    } else if (row.first) {
      if (!is_option(word)) return std::nullopt;
      if (takes_next(row, word)) ++i;
    }
  }
  return part == wanted.size() ? std::optional(i) : std::nullopt;
}

/// The forms of installers; each program is held against all of them once.
class Forms {
 public:
  std::optional<Found> find(const std::string& program, const std::vector<Word>& words) {
    const auto [known, fresh] = of_program_.try_emplace(program);
    if (fresh) known->second = all_of(program);
    for (const auto& [row, form] : known->second)
      if (const auto end = end_of(*row, form, words)) return Found{row, form, *end};
    return std::nullopt;
  }

 private:
  using Rows = std::vector<std::pair<const Installer*, std::string_view>>;
  static Rows all_of(std::string_view program) {
    Rows rows;
    for (const Installer& row : catalog::installers())
      for (const std::string_view form : row.forms)
        if (text::glob_match(form.substr(0, form.find(' ')), program)) rows.emplace_back(&row, form);
    return rows;
  }
  std::unordered_map<std::string, Rows> of_program_;
};

/// The environment of a RUN, without what is not known.
LazyList environment_of(const RunCommand& run) {
  std::vector<std::string> own;
  for (const auto& [name, value] : run.shell.assignments) {
    if (value.known) own.push_back(name + "=" + value.text.text());
  }
  return LazyList([scope = run.command->scope, own = std::move(own)] {
    std::vector<std::string> out;
    if (scope) {
      for (const auto& [name, variable] : *scope) {
        if (variable.is_env && variable.known && variable.value &&
            variable.origin != build::Origin::base_image)
          out.push_back(name + "=" + *variable.value);
      }
    }
    out.insert(out.end(), own.begin(), own.end());
    return out;
  });
}

/// Names that an ARG of any stage declares.
Names arguments_of(const build::Build& build) {
  Names names;
  for (const auto& instruction : build.file->instructions) {
    if (instruction.keyword != "ARG") continue;
    for (const auto& pair : instruction.pairs) names.insert(pair.key.text());
  }
  return names;
}

void add_packages(const RunCommand& run, const Found& found, const Names& arguments, InstallFact& fact) {
  const auto& words = run.shell.words;
  Place first;
  for (std::size_t i = found.next; i < words.size(); ++i) {
    const std::string_view word = words[i].text.view();
    if (catalog::has(found.row->stops, word)) break;
    if (is_option(word)) {
      if (takes_next(*found.row, word)) ++i;
      continue;
    }
    std::string package = shown_word(words[i], run.command->scope.get(), arguments);
    if (!catalog::names_version(*found.row, package)) {
      if (!first.source) first = words[i].at;
      fact.unversioned.push_back(package);
    }
    fact.packages.push_back(std::move(package));
    if (catalog::has(found.row->single, found.form)) break;
  }
  if (first.source) fact.parts.push_back({"package", first});
}

/// Options go behind the word that says what is done: `apt-get install`.
void place_options(const RunCommand& run, const Found& found, InstallFact& fact) {
  const auto gap = std::ranges::find(fact.parts, "options", &Part::name);
  const Word& word = run.shell.words[found.next - 1];
  if (gap == fact.parts.end() || found.next < 2) return;
  if (word.at.source == gap->at.source && word.at.source->text(word.at.span) == word.text.view()) {
    *gap = option_gap(word.at);
  } else {
    fact.parts.erase(gap);
  }
}

}  // namespace

std::vector<InstallFact> install_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                                       const std::vector<CommandFact>& facts) {
  std::vector<InstallFact> out;
  const Names arguments = arguments_of(build);
  Forms forms;
  for (std::size_t i = 0; i < commands.size() && i < facts.size(); ++i) {
    const RunCommand& run = commands[i];
    if (run.phase != Phase::build || run.command == nullptr) continue;
    const auto found = forms.find(facts[i].program, run.shell.words);
    if (!found) continue;
    InstallFact fact;
    static_cast<CommandFact&>(fact) = facts[i];
    fact.manager = found->row->manager;
    fact.environment = environment_of(run);
    add_packages(run, *found, arguments, fact);
    place_options(run, *found, fact);
    fact.subject = fact.unversioned.empty() ? fact.manager : fact.unversioned.front();
    out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace dockgate::facts
