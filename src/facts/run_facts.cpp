#include "facts/run_facts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "facts/places.hpp"
#include "facts/run_places.hpp"
#include "shell/unwrap.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

/// The RUN at index `instruction`, or the one behind its ONBUILD.
const dockerfile::Instruction& run_at(const build::Build& build, std::size_t instruction) {
  const auto& outer = build.file->instructions[instruction];
  return outer.trigger ? *outer.trigger : outer;
}

bool is_read_by_shell(const build::Command& command) {
  return command.shell.empty() ||
         std::ranges::any_of(command.shell, [](const std::string& word) { return shell::is_shell(word); });
}

std::string joined(const std::vector<text::MappedText>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word.text();
  return out;
}

/// What the commands of one RUN say of it.
struct Seen {
  std::set<std::pair<std::uint32_t, std::uint32_t>> places;  // one of a loop counts once
  bool pipes = false;
  Place first_pipe;
  bool script_pipefail = false;
};

void look(const RunCommand& run, Seen& seen) {
  // What another shell runs is one command of this RUN, and how its pipes fail is that shell's.
  if (run.shell.nested_script || !run.file.empty() || !run.image_file.empty()) return;
  seen.places.emplace(run.shell.at.span.begin, run.shell.at.span.end);
  if (run.shell.pipe_length > 1) {
    if (!seen.pipes) seen.first_pipe = run.shell.at;
    seen.first_pipe.span.end = std::max(seen.first_pipe.span.end, run.shell.at.span.end);
    seen.pipes = true;
  }
  seen.script_pipefail = seen.script_pipefail || run.pipefail;
}

/// Whether the SHELL fails with any program of a pipe: bash, zsh and busybox's ash have the option.
bool sets_pipefail(const std::vector<std::string>& shell) {
  const auto knows_it = [](const std::string& word) {
    const auto name = shell::base_name(word);
    return name == "bash" || name == "zsh" || name == "ash";
  };
  return std::ranges::find(shell, "pipefail") != shell.end() && std::ranges::any_of(shell, knows_it);
}

/// How many statements a script for PowerShell or cmd has, about: they end at `;`, `&`, `|` and lines that
/// stand in no quotes.
int statements(std::string_view script) {
  int count = 0;
  bool anything = false;
  char quote = 0;
  for (const char c : script) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
      anything = true;
    } else if (c == ';' || c == '&' || c == '|' || c == '\n') {
      count += anything ? 1 : 0;
      anything = false;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      anything = true;
    }
  }
  return count + (anything ? 1 : 0);
}

RunFact run_fact(const build::Build& build, const build::Command& command, const Seen& seen) {
  RunFact fact;
  set_stage(build, command.instruction, fact);
  const auto& instruction = run_at(build, command.instruction);
  fact.at = header_of(build, build.file->instructions[command.instruction]);
  fact.subject = "RUN";
  fact.parts = {{"keyword", {build.file->source, instruction.keyword_span}}};
  fact.text = command.exec_form ? joined(command.argv) : command.script.text();
  fact.shell = command.shell.empty() ? "sh" : text::lower(shell::base_name(command.shell.front()));
  if (fact.shell.ends_with(".exe")) fact.shell.resize(fact.shell.size() - 4);
  for (const auto& flag : instruction.flags) {
    if (!fact.flags.empty()) fact.flags += ' ';
    fact.flags += flag.text.text();
  }
  fact.onbuild = command.onbuild;
  fact.commands = command.exec_form || is_read_by_shell(command) ? static_cast<int>(seen.places.size())
                                                                 : statements(fact.text);
  fact.pipes = seen.pipes;
  if (seen.pipes) fact.parts.push_back({"pipe", seen.first_pipe});
  if (!command.onbuild) fact.parts.push_back(gap_above(build, command.instruction));
  if (auto join = join_with_run_before(build, command.instruction)) fact.parts.push_back(std::move(*join));
  if (sets_pipefail(command.shell)) {
    fact.pipefail = "shell";
  } else if (seen.script_pipefail && std::ranges::find(command.shell, "pipefail") == command.shell.end()) {
    fact.pipefail = "script";
  }
  return fact;
}

}  // namespace

std::vector<RunCommand> trigger_commands(const build::Build& build) {
  std::vector<RunCommand> out;
  for (const build::Command& command : build.triggers) {
    if (!command.exec_form && !is_read_by_shell(command)) continue;
    const auto lookup = scope_lookup(command.scope);
    const shell::Script script = command.exec_form ? shell::from_argv(command.argv, lookup, command.missing)
                                                   : shell::parse(command.script, lookup);
    const auto* stage = build.stage_of(command.instruction);
    for (const shell::Command& each : script.commands) {
      if (each.words.empty()) continue;
      RunCommand run;
      run.command = &command;
      run.shell = each;
      run.stage = stage == nullptr ? -1 : stage->index;
      run.errexit = script.errexit;
      run.pipefail = script.pipefail;
      out.push_back(std::move(run));
    }
  }
  return out;
}

std::vector<RunFact> run_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                               const std::vector<RunCommand>& triggers) {
  std::map<const build::Command*, Seen> seen;
  for (const auto* list : {&commands, &triggers}) {
    for (const RunCommand& run : *list) {
      if (run.phase == Phase::build && run.command != nullptr) look(run, seen[run.command]);
    }
  }
  std::vector<RunFact> facts;
  for (const build::Command& command : build.commands) {
    if (command.kind != build::CommandKind::run) continue;
    // A trigger that a later stage runs stands where its ONBUILD does, and is told there.
    if (build.file->instructions[command.instruction].keyword != "RUN") continue;
    facts.push_back(run_fact(build, command, seen[&command]));
  }
  for (const build::Command& command : build.triggers)
    facts.push_back(run_fact(build, command, seen[&command]));
  std::ranges::stable_sort(facts, {}, &RunFact::instruction);
  return facts;
}

std::vector<std::string> cached_folders(const build::Build& build, std::size_t instruction) {
  std::vector<std::string> out;
  for (const auto& flag : run_at(build, instruction).flags) {
    if (flag.name != "mount" || !flag.value) continue;
    std::string_view type, target;
    for (const std::string_view field : text::split(*flag.value, ',')) {
      const auto equals = std::min(field.find('='), field.size());
      const auto key = text::trim(field.substr(0, equals));
      const auto value = field.substr(std::min(equals + 1, field.size()));
      if (text::equal_ignoring_case(key, "type")) type = value;
      if (text::equal_ignoring_case(key, "target") || text::equal_ignoring_case(key, "dst") ||
          text::equal_ignoring_case(key, "destination"))
        target = value;
    }
    if ((type == "cache" || type == "tmpfs") && !target.empty()) out.emplace_back(target);
  }
  return out;
}

std::string shown_word(const shell::Word& word, const build::Scope* scope,
                       const std::set<std::string, std::less<>>& arguments) {
  if (word.known || word.at.source == nullptr) return word.text.text();
  const std::string_view written = word.at.source->text(word.at.span);
  std::string out;
  for (std::size_t at = 0; at < written.size(); ++at) {
    const char c = written[at];
    if (c == '"' || c == '\'') continue;
    if (c != '$' || at + 1 == written.size()) {
      out += c;
      continue;
    }
    const bool braces = written[at + 1] == '{';
    const auto begin = at + (braces ? 2 : 1);
    const auto end = begin + text::word_length(written, begin);
    const std::string_view name = written.substr(begin, end - begin);
    if (name.empty() || (braces && (end == written.size() || written[end] != '}'))) {
      out += c;
      continue;
    }
    const auto* variable = scope != nullptr ? scope->get(name) : nullptr;
    if (variable != nullptr && variable->known && variable->value) {
      out += *variable->value;
    } else if (variable != nullptr || arguments.contains(name)) {
      out += "${" + std::string(name) + "}";
    }
    at = end - (braces ? 0 : 1);
  }
  return out.empty() ? std::string(written) : out;
}

}  // namespace dockgate::facts
