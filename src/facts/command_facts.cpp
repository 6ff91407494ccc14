// Facts of kind `command`.

#include "facts/places.hpp"
#include "facts/run_facts.hpp"
#include "facts/run_places.hpp"
#include "facts/shell_commands.hpp"

namespace dockgate::facts {

namespace {

/// Options by their names, and the words that are none. What stands behind `--` is no option.
void add_words(const std::vector<shell::Word>& words, CommandFact& fact) {
  bool dashes = false;
  fact.operands.reserve(words.size() - 1);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i].text.view();
    if (dashes || word.size() < 2 || word[0] != '-') {
      fact.operands.emplace_back(word);
    } else if (word == "--") {
      dashes = true;
    } else if (word.starts_with("--")) {
      fact.options.emplace_back(word.substr(2, word.find('=') - 2));
    } else {
      for (const char letter : word.substr(1)) fact.options.emplace_back(1, letter);
    }
  }
}

}  // namespace

std::vector<CommandFact> command_facts(const build::Build& build, const std::vector<RunCommand>& commands) {
  std::vector<CommandFact> facts;
  facts.reserve(commands.size());
  std::vector<std::string> cached;
  std::size_t cached_of = build.file->instructions.size();
  const RunPlaces places(build, commands);
  for (const RunCommand& run : commands) {
    CommandFact fact;
    set_stage(build, run.command->instruction, fact);
    if (run.stage >= 0 && static_cast<std::size_t>(run.stage) < build.stages.size() &&
        run.stage != fact.stage) {
      const build::Stage& stage = build.stages[static_cast<std::size_t>(run.stage)];
      fact.stage = stage.index;
      fact.stage_name = stage.name;
      fact.shipped = stage.shipped;
      fact.reached = stage.needed;
    }
    fact.at = run.shell.at;
    fact.trace = run.trace;
    fact.phase = run.phase;
    fact.program = shell::program_name(run.shell.words[0]);
    fact.subject = fact.program;
    fact.argv.reserve(run.shell.words.size());
    for (const shell::Word& word : run.shell.words) {
      fact.argv.push_back(word.text.text());
      fact.known = fact.known && word.known;
    }
    fact.piped_to = run.piped_to;
    fact.run_by = run.run_by;
    for (const shell::Word& word : run.shell.wrapped_by) fact.wrapped_by.push_back(shell::program_name(word));
    add_words(run.shell.words, fact);
    for (const auto& [name, word] : run.shell.assignments)
      if (word.known) fact.sets.push_back(name + "=" + word.text.text());
    for (const shell::Redirect& redirect : run.shell.redirects) {
      using Kind = shell::Redirect::Kind;
      if (redirect.kind == Kind::read) fact.reads.push_back(redirect.target.text.text());
      if (redirect.kind == Kind::write || redirect.kind == Kind::append)
        fact.writes.push_back(redirect.target.text.text());
    }
    fact.script = run.file.empty() ? run.image_file : run.file;
    fact.onbuild = run.command->onbuild;
    if (run.command->kind == build::CommandKind::run) {
      if (run.command->instruction != cached_of) {
        cached_of = run.command->instruction;
        cached = cached_folders(build, cached_of);
      }
      fact.cached = cached;
    }
    if (!run.shell.wrapped_by.empty()) fact.parts.push_back({"wrapper", run.shell.wrapped_by.front().at});
    places.add(static_cast<std::size_t>(&run - commands.data()), fact.parts);
    facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace dockgate::facts
