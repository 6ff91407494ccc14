#include "facts/python_processes.hpp"

#include <algorithm>

#include "facts/judge_values.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using python::Possible;
using text::MappedText;

constexpr std::size_t max_started = 400;

/// What is not known of a word or text becomes a variable that nothing sets.
constexpr std::string_view unknown_variable = "UNKNOWN";

/// `text` at `at`, gaps as variables where `shell` reads it, else left out.
MappedText placed(std::string_view text, const Place& at, bool shell) {
  std::string written;
  for (const char c : text) {
    if (c != python::gap)
      written += c;
    else if (shell)
      written += "${" + std::string(unknown_variable) + "}";
  }
  MappedText out(at.source);
  out.append_for(written, at.span);
  return out;
}

/// The text of a value as far as it is known; nothing where it has none at all.
std::optional<std::string> pattern_of(const Possible& possible) {
  if (const auto* text = std::get_if<std::string>(&possible.value)) return *text;
  const auto* open = std::get_if<python::Unknown>(&possible.value);
  return open == nullptr || open->pattern.empty() ? std::nullopt : std::optional(open->pattern);
}

/// One word of a list of arguments.
struct ArgumentWord {
  MappedText text;
  bool known = true;
  std::string missing;
};

ArgumentWord word_of(const python::Value& value, const Place& call) {
  ArgumentWord out;
  const Place at = value.at.source != nullptr ? value.at : call;
  if (const auto* text = value.text()) {
    out.text = placed(*text, at, false);
    return out;
  }
  const Possible* first = nullptr;
  // Of several values the first text that is known and not empty says most.
  const auto says = [](const Possible* possible) {
    const auto* text = possible == nullptr ? nullptr : std::get_if<std::string>(&possible->value);
    return text == nullptr ? 0 : text->empty() ? 1 : 2;
  };
  for (const auto& possible : value.possible)
    if (first == nullptr || says(&possible) > says(first)) first = &possible;
  const auto pattern = first == nullptr ? std::nullopt : pattern_of(*first);
  out.text = placed(pattern.value_or(""), at, false);
  out.known = first != nullptr && std::holds_alternative<std::string>(first->value);
  if (out.known) return out;
  const auto* open = value.unknown();
  out.missing = open == nullptr ? "a value" : open->variable.empty() ? open->what : open->variable;
  return out;
}

}  // namespace

ProcessCommands::ProcessCommands(const Program& program)
    : program_(program), owner_(std::make_shared<build::Command>()) {
  owner_->kind = program.phase == Phase::build ? build::CommandKind::run : build::CommandKind::cmd;
  owner_->instruction = program.instruction;
  owner_->exec_form = true;
  owner_->workdir = program.workdir;
  owner_->scope = program.scope;
  owner_->files = program.files;
}

void ProcessCommands::take(shell::Script script, const python::Call& call, const std::vector<Step>& trace,
                           const std::string& file) {
  for (auto& command : script.commands) {
    if (command.words.empty() || commands_.commands.size() >= max_started) continue;
    RunCommand run;
    run.command = owner_.get();
    run.shell = std::move(command);
    run.shell.called = program_.reached;
    run.shell.at = call.at;
    run.stage = program_.stage;
    run.phase = program_.phase;
    run.trace = trace;
    run.file = file;
    run.workdir = image_path(program_.workdir.empty() ? "/" : program_.workdir, run.shell.workdir);
    run.files = program_.files;
    commands_.commands.push_back(std::move(run));
  }
}

void ProcessCommands::add(const python::Call& call, const catalog::ProcessApi& row,
                          const std::vector<Step>& trace, const std::string& file) {
  const auto lookup = scope_lookup(program_.scope);
  std::vector<ArgumentWord> words;
  const auto take_words = [&] {
    if (words.empty()) return;
    std::vector<MappedText> argv;
    argv.reserve(words.size());
    for (const auto& word : words) argv.push_back(word.text);
    auto script = shell::from_argv(argv, lookup);
    // What is unwrapped keeps its words in their order, the last ones last.
    for (auto& command : script.commands) {
      auto& kept = command.words;
      for (std::size_t i = 0; i < kept.size() && i < words.size(); ++i) {
        const auto& word = words[words.size() - 1 - i];
        auto& to = kept[kept.size() - 1 - i];
        if (to.text.view() != word.text.view()) break;
        if (word.known) continue;
        to.known = false;
        to.missing = word.missing;
        to.quoted = true;
      }
    }
    take(std::move(script), call, trace, file);
  };
  if (row.words) {
    for (const auto& argument : call.arguments)
      if (argument.keyword.empty() && argument.value) words.push_back(word_of(*argument.value, argument.at));
    return take_words();
  }
  const auto given = find_argument(call, row.command, {});
  if (!given || given->value == nullptr) return;
  for (const auto& possible : given->value->possible) {
    if (const auto* list = std::get_if<python::List>(&possible.value)) {
      words.clear();
      for (const auto& item : list->items) words.push_back(word_of(*item, given->at));
      if (!list->complete && !words.empty()) {  // `["vllm", "serve", *others]`
        ArgumentWord rest;
        rest.text = MappedText(given->at.source);
        rest.known = false;
        rest.missing = "the rest of the list";
        words.push_back(std::move(rest));
      }
      take_words();
    } else if (const auto text = pattern_of(possible)) {
      const Place at = given->value->at.source != nullptr ? given->value->at : given->at;
      take(shell::parse(placed(*text, at, true), lookup), call, trace, file);
    }
  }
}

}  // namespace dockgate::facts
