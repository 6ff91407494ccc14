#include "facts/command_facts.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "facts/install_facts.hpp"
#include "facts/places.hpp"
#include "facts/run_facts.hpp"
#include "facts/run_places.hpp"

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

class CommandFacts {
 public:
  CommandFacts(const build::Build& build, const std::vector<RunCommand>& commands)
      : build_(build), commands_(commands), places_(build, commands) {}

  CommandFact of(const RunCommand& run, std::string program) {
    CommandFact fact;
    set_stage(build_, run.command->instruction, fact);
    if (run.stage >= 0 && static_cast<std::size_t>(run.stage) < build_.stages.size() &&
        run.stage != fact.stage) {
      const build::Stage& stage = build_.stages[static_cast<std::size_t>(run.stage)];
      fact.stage = stage.index;
      fact.stage_name = stage.name;
      fact.shipped = stage.shipped;
      fact.reached = stage.needed;
    }
    fact.at = run.shell.at;
    fact.trace = run.trace;
    fact.phase = run.phase;
    fact.program = std::move(program);
    fact.subject = fact.program;
    add_shell(run, fact);
    fact.piped_to = run.piped_to;
    fact.run_by = run.run_by;
    fact.script = run.file.empty() ? run.image_file : run.file;
    fact.onbuild = run.command->onbuild;
    if (run.command->kind == build::CommandKind::run) fact.cached = cached_of(run.command->instruction);
    if (!run.shell.wrapped_by.empty()) fact.parts.push_back({"wrapper", run.shell.wrapped_by.front().at});
    places_.add(static_cast<std::size_t>(&run - commands_.data()), fact.parts);
    return fact;
  }

 private:
  static void add_shell(const RunCommand& run, CommandFact& fact) {
    fact.argv.reserve(run.shell.words.size());
    for (const shell::Word& word : run.shell.words) {
      fact.argv.push_back(word.text.text());
      fact.known = fact.known && word.known;
    }
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
  }

  const std::vector<std::string>& cached_of(std::size_t instruction) {
    if (instruction != cached_of_) cached_ = cached_folders(build_, instruction);
    cached_of_ = instruction;
    return cached_;
  }

  const build::Build& build_;
  const std::vector<RunCommand>& commands_;
  RunPlaces places_;
  std::optional<std::size_t> cached_of_;  // the instruction that they are of
  std::vector<std::string> cached_;
};

bool is_wanted(const RunCommand& run, std::string_view program, const WantedOfKind& wanted) {
  return wanted.has("program", program) ||
         std::ranges::any_of(run.shell.wrapped_by, [&](const shell::Word& word) {
           return wanted.has("wrapped_by", shell::program_name(word));
         });
}

}  // namespace

void add_command_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                       const Wanted& wanted, BuildFacts& out) {
  const WantedOfKind& wanted_commands = wanted_of(wanted, "command");
  const WantedOfKind& wanted_installs = wanted_of(wanted, "install");
  if (wanted_commands.none() && wanted_installs.none()) return;
  if (wanted_commands.all()) out.commands.reserve(out.commands.size() + commands.size());
  CommandFacts facts(build, commands);
  InstallFacts installs(build);
  for (const RunCommand& run : commands) {
    std::string program = shell::program_name(run.shell.words[0]);
    const bool is_asked = is_wanted(run, program, wanted_commands);
    const auto install = wanted_installs.none() ? std::nullopt : installs.find(program, run, wanted_installs);
    if (!is_asked && !install) continue;
    CommandFact fact = facts.of(run, std::move(program));
    if (install)
      out.installs.push_back(installs.of(*install, run, is_asked ? CommandFact(fact) : std::move(fact)));
    if (is_asked) out.commands.push_back(std::move(fact));
  }
}

}  // namespace dockgate::facts
