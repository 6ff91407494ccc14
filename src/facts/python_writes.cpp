#include "facts/python_writes.hpp"

#include <algorithm>
#include <set>

#include "facts/judge_values.hpp"
#include "facts/python_processes.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

/// The first word of a path that is no blank of its own: "org" of "org/model".
std::string_view first_word(std::string_view path) {
  const auto begin = std::ranges::find_if(path, text::is_word);
  return {begin, std::find_if_not(begin, path.end(), text::is_word)};
}

/// Whether the Dockerfile or the command line gives the program a text that holds the word.
bool is_given(const Program& program, std::string_view word) {
  const auto holds = [&](const shell::Word& one) {
    return !one.known || one.text.view().find(word) != std::string_view::npos;
  };
  if (std::any_of(program.arguments.begin(), program.arguments.end(), holds)) return true;
  for (const auto& [name, value] : program.assignments)
    if (holds(value)) return true;
  if (program.exported)
    for (const auto& variable : *program.exported)
      if (!variable.known || variable.value.find(word) != std::string::npos) return true;
  if (program.scope)
    for (const auto& [name, variable] : *program.scope)
      if (variable.value && variable.value->find(word) != std::string::npos) return true;
  return false;
}

/// Files that write, of a program that is looked through for all of it.
constexpr std::ptrdiff_t few = 100;

bool may_write(const ProgramModule& module) {
  const auto& mentions = module.parsed->mentions;
  return mentions.matters && (mentions.write || mentions.process);
}

/// Leaves those modules to be looked into that may make something near what is asked for.
void choose(const Program& program, std::vector<python::Loaded>& loaded,
            const std::vector<std::string>* asked) {
  for (std::size_t i = 0; i < loaded.size(); ++i) loaded[i].relevant = may_write(program.modules[i]);
  std::set<std::string_view> words;
  bool all = asked == nullptr;
  if (!all)
    for (const auto& path : *asked)
      if (const auto word = first_word(path); words.insert(word).second)
        all = all || word.empty() || is_given(program, word);
  std::vector<std::size_t> holders;
  if (!all)
    for (std::size_t i = 0; i < loaded.size(); ++i)
      if (std::any_of(words.begin(), words.end(),
                      [&](std::string_view word) { return loaded[i].lazy->may_hold(word); }))
        holders.push_back(i);
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    if (!loaded[i].relevant || all) continue;
    loaded[i].relevant = std::any_of(holders.begin(), holders.end(), [&](std::size_t holder) {
      return holder == i || loaded[i].lazy->may_hold(text::last_part(loaded[holder].name)) ||
             loaded[holder].lazy->may_hold(text::last_part(loaded[i].name));
    });
  }
}

void add_written(const python::Call& call, const catalog::WriteApi& row, const Program& program,
                 std::vector<MadePath>& out) {
  const auto given = find_argument(call, row.path, {});
  if (!given || given->value == nullptr) return;
  for (const auto& possible : given->value->possible)
    if (const auto* text = std::get_if<std::string>(&possible.value);
        text != nullptr && !text->empty() && text->find("://") == std::string::npos)
      out.push_back({program.phase == Phase::build ? program.stage : -1, image_path(program.workdir, *text),
                     !row.empty, call.at});
}

}  // namespace

bool writes_little(const Program& program) {
  return std::count_if(program.modules.begin(), program.modules.end(), may_write) <= few;
}

std::vector<MadePath> made_by_calls(const Program& program, const std::vector<python::Call>& calls,
                                    const catalog::Index& catalog) {
  std::vector<MadePath> out;
  ProcessCommands started(program);
  for (const auto& call : calls) {
    if (call.dead) continue;
    if (const auto* row = catalog.write(call.callee)) add_written(call, *row, program, out);
    if (const auto* row = catalog.process(call.callee)) started.add(call, *row, {}, {});
  }
  for (const auto phase : {Phase::start, Phase::build})
    for (auto& path : made_by_commands(started.commands(), phase)) out.push_back(std::move(path));
  return out;
}

std::vector<MadePath> python_writes(const Program& program, std::vector<python::Loaded> loaded,
                                    const python::Environment& environment,
                                    const std::vector<std::string>* asked, ModuleCache& cache) {
  const auto& catalog = cache.catalog();
  choose(program, loaded, asked);
  if (std::none_of(loaded.begin(), loaded.end(), [](const auto& one) { return one.relevant; })) return {};
  python::Wanted wanted;
  wanted.call = [&](std::string_view last, std::string_view dotted) {
    if (dotted.empty()) return catalog.may_write(last) || catalog.may_start(last);
    return catalog.write(dotted) != nullptr || catalog.process(dotted) != nullptr;
  };
  wanted.followed = [](std::string_view, std::string_view) { return false; };
  wanted.assigned = [](std::string_view) { return false; };
  const auto evaluation = cache.evaluations().of(loaded, environment, "writes", wanted);
  return made_by_calls(program, evaluation->calls, catalog);
}

}  // namespace dockgate::facts
