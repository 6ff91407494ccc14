#include "facts/install_facts.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "catalog/apis.hpp"
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

using Rows = std::vector<std::pair<const Installer*, std::string_view>>;

Rows rows_of(std::string_view program) {
  Rows rows;
  for (const Installer& row : catalog::installers())
    for (const std::string_view form : row.forms)
      if (text::glob_match(form.substr(0, form.find(' ')), program)) rows.emplace_back(&row, form);
  return rows;
}

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

void add_packages(const RunCommand& run, const InstallFacts::Found& found, const Names& arguments,
                  InstallFact& fact) {
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
void place_options(const RunCommand& run, const InstallFacts::Found& found, InstallFact& fact) {
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

std::optional<InstallFacts::Found> InstallFacts::find(const std::string& program, const RunCommand& run,
                                                      const WantedOfKind& wanted) {
  if (run.phase != Phase::build || run.command == nullptr) return std::nullopt;
  const auto [known, fresh] = of_program_.try_emplace(program);
  if (fresh) known->second = rows_of(program);
  for (const auto& [row, form] : known->second) {
    const auto end = end_of(*row, form, run.shell.words);
    if (!end) continue;
    if (!wanted.has("manager", row->manager)) return std::nullopt;
    return Found{row, form, *end};
  }
  return std::nullopt;
}

const InstallFacts::Names& InstallFacts::arguments() {
  if (arguments_) return *arguments_;
  arguments_.emplace();
  for (const auto& instruction : build_.file->instructions) {
    if (instruction.keyword != "ARG") continue;
    for (const auto& pair : instruction.pairs) arguments_->insert(pair.key.text());
  }
  return *arguments_;
}

InstallFact InstallFacts::of(const Found& found, const RunCommand& run, CommandFact command) {
  InstallFact fact;
  static_cast<CommandFact&>(fact) = std::move(command);
  fact.manager = found.row->manager;
  fact.environment = environment_of(run);
  add_packages(run, found, arguments(), fact);
  place_options(run, found, fact);
  fact.subject = fact.unversioned.empty() ? fact.manager : fact.unversioned.front();
  return fact;
}

}  // namespace dockgate::facts
