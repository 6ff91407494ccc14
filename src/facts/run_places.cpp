#include "facts/run_places.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using dockerfile::Instruction;

/// What a trigger runs in a later stage stands at its ONBUILD, where it is told as well.
bool in_dockerfile(const build::Build& build, const RunCommand& run) {
  return run.phase == Phase::build && run.command != nullptr &&
         run.command->kind == build::CommandKind::run && run.file.empty() && run.image_file.empty() &&
         build.file->instructions[run.command->instruction].keyword != "FROM";
}

/// The blanks at the beginning of the line that holds byte `offset`.
std::string indentation(const SourceFile& source, std::uint32_t offset) {
  const std::string_view line = source.text(source.line_span(source.line_of(offset)));
  return std::string(line.substr(0, std::min(line.find_first_not_of(text::line_blanks), line.size())));
}

/// What stands behind the last command of a script.
struct Rest {
  bool plain = false;  // nothing but what ends lists and compound commands
  std::uint32_t closed =
      0;  // byte behind the last `fi`, `done`, `esac`, `}` or `)`; where it begins if there is none
};

/// Reads the source from `begin` to `end`, passing over continuations and the comment lines behind them.
Rest read_rest(const SourceFile& source, std::uint32_t begin, std::uint32_t end, char escape) {
  Rest rest{false, begin};
  const std::string_view bytes = source.bytes();
  constexpr std::array<std::string_view, 5> closers{"fi", "done", "esac", "}", ")"};
  std::uint32_t at = begin;
  bool line_begins = false;
  while (at < end) {
    const std::string_view here = bytes.substr(at, end - at);
    const std::size_t line = std::min(here.find('\n'), here.size());
    if (here[0] == ' ' || here[0] == '\t' || here[0] == '\r' || here[0] == '\n' || here[0] == ';') {
      line_begins = line_begins || here[0] == '\n';
      ++at;
      continue;
    }
    const bool continues = here[0] == escape && text::trim(here.substr(1, line - 1)).empty();
    if (continues || (line_begins && here[0] == '#')) {
      at += static_cast<std::uint32_t>(std::min(line + 1, here.size()));
      line_begins = true;
      continue;
    }
    const auto closer = std::ranges::find_if(closers, [&](std::string_view word) {
      return here.starts_with(word) && (here.size() == word.size() ||
                                        std::string_view(" \t\r\n;)}").find(here[word.size()]) != here.npos);
    });
    if (closer == closers.end()) return rest;
    at += static_cast<std::uint32_t>(closer->size());
    rest.closed = at;
    line_begins = false;
  }
  rest.plain = true;
  return rest;
}

/// ` && ` before a further command at byte `at` of a RUN, as the RUN has it between its lines.
std::string joiner(const SourceFile& source, const Instruction& run, std::uint32_t at, char escape) {
  const std::uint32_t line = source.line_of(at);
  if (line <= run.start_line) return " && ";
  const std::string indent = indentation(source, at);
  const auto words_of = [&](std::uint32_t number) {
    std::string_view words = text::trim(source.text(source.line_span(number)));
    if (words.ends_with(escape)) words = text::trim(words.substr(0, words.size() - 1));
    return words;
  };
  const std::string fold = {escape, '\n'};
  if (words_of(line).starts_with("&&")) return " " + fold + indent + "&& ";
  for (std::uint32_t before = line - 1; before >= run.start_line; --before) {
    const auto words = words_of(before);
    if (words.empty() || words.starts_with('#')) continue;
    if (words.ends_with("&&") || words.ends_with(';')) return " && " + fold + indent;
    if (words.starts_with("&&"))
      return " " + fold + indentation(source, source.line_span(before).begin) + "&& ";
  }
  return " && ";
}

}  // namespace

Part gap_above(const build::Build& build, std::size_t index) {
  const SourcePtr& source = build.file->source;
  const Instruction& instruction = build.file->instructions[index];
  const std::uint32_t at =
      instruction.comments.empty() ? instruction.keyword_span.begin : instruction.comments.front().span.begin;
  return {"above", {source, {at, at}}, "", "\n" + indentation(*source, at)};
}

std::optional<Part> join_with_run_before(const build::Build& build, std::size_t index) {
  const auto& instructions = build.file->instructions;
  if (index == 0 || index >= instructions.size()) return std::nullopt;
  const Instruction& one = instructions[index - 1];
  const Instruction& other = instructions[index];
  for (const Instruction* each : {&one, &other}) {
    const bool script =
        each->keyword == "RUN" && !each->json && each->heredocs.empty() && each->args.size() == 1;
    if (!script || each->args[0].view().find('#') != std::string_view::npos) return std::nullopt;
  }
  const SourceFile& source = *build.file->source;
  const Span before = one.args[0].place().span, behind = other.args[0].place().span;
  if (before.end > other.keyword_span.begin || behind.begin < other.keyword_span.end) return std::nullopt;
  const auto between = source.text({before.end, other.keyword_span.begin});
  if (!text::trim(between).empty()) return std::nullopt;
  const auto last = one.args[0].view().back();
  if (last == ';' || last == '&' || last == '|') return std::nullopt;
  const std::string fold = {' ', build.file->escape, '\n'};
  return Part{"join", {build.file->source, {before.end, behind.begin}}, fold + "    ", ""};
}

Part option_gap(const Place& at) {
  const auto end = at.span.end;
  const std::string_view bytes = at.source->bytes();
  return {"options", {at.source, {end, end}}, end < bytes.size() && bytes[end] == '"' ? "\", \"" : " ", ""};
}

RunPlaces::RunPlaces(const build::Build& build, const std::vector<RunCommand>& commands)
    : build_(build), commands_(commands) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!in_dockerfile(build, commands[i])) continue;
    const auto [entry, added] = runs_.try_emplace(commands[i].command);
    Run& run = entry->second;
    if (added) run.first = i;
    run.last = i;
    run.nested = run.nested || commands[i].shell.nested_script;
    run.end = std::max(run.end, commands[i].shell.at.span.end);
    for (const shell::Redirect& redirect : commands[i].shell.redirects)
      run.end = std::max(run.end, redirect.target.at.span.end);
  }
}

const Instruction& RunPlaces::instruction_of(const RunCommand& run) const {
  return build_.file->instructions[run.command->instruction];
}

const std::optional<Part>& RunPlaces::end_gap(Run& run) const {
  if (!run.end_gap) run.end_gap = find_end(run);
  return *run.end_gap;
}

std::optional<Part> RunPlaces::find_end(const Run& run) const {
  const RunCommand& last = commands_[run.last];
  const Instruction& instruction = instruction_of(last);
  const SourceFile& source = *build_.file->source;
  if (run.nested || last.command->exec_form || last.command->script.empty()) return std::nullopt;
  const auto leaves = [](const shell::Word& word) {
    const std::string program = shell::program_name(word);
    return program == "exit" || program == "exec" || program == "return";
  };
  if (leaves(last.shell.words.front()) || std::ranges::any_of(last.shell.wrapped_by, leaves))
    return std::nullopt;
  const Span script = last.command->script.place().span;
  const bool body =
      !instruction.heredocs.empty() && script.begin >= instruction.heredocs[0].content_span.begin;
  if ((!instruction.heredocs.empty() && !body) || run.end < script.begin || run.end > script.end)
    return std::nullopt;
  const Rest rest = read_rest(source, run.end, script.end, body ? '\\' : build_.file->escape);
  if (!rest.plain) return std::nullopt;
  const Place at{build_.file->source, {rest.closed, rest.closed}};
  const std::string lead = body ? "\n" + indentation(source, rest.closed)
                                : joiner(source, instruction, rest.closed, build_.file->escape);
  return Part{"end", at, lead, ""};
}

void RunPlaces::add(std::size_t index, std::vector<Part>& parts) const {
  const RunCommand& command = commands_[index];
  if (!in_dockerfile(build_, command)) return;
  Run& run = runs_.find(command.command)->second;
  const SourceFile& source = *build_.file->source;
  const auto& words = command.shell.words;
  const Place& program = words.front().at;
  constexpr std::size_t usual = 5;
  parts.reserve(parts.size() + usual);
  if (program.source != build_.file->source) return;
  const bool json = command.command->exec_form && !command.shell.nested_script;
  if (source.text(program.span) == words.front().text.view()) {
    parts.push_back({"program", program});
    parts.push_back(option_gap(program));
  }
  const std::optional<Part>& gap = end_gap(run);
  if (gap) parts.push_back(*gap);

  const auto& wrappers = command.shell.wrapped_by;
  if (!wrappers.empty() && !json && shell::program_name(wrappers.front()) == "sudo") {
    const auto next = wrappers.size() > 1 ? wrappers[1].at.span : program.span;
    const auto begin = wrappers.front().at.span.begin, end = wrappers.front().at.span.end;
    if (end < next.begin && text::trim(source.text({end, next.begin}), text::line_blanks).empty())
      parts.push_back({"sudo", {build_.file->source, {begin, next.begin}}});
  }
  if (command.command->onbuild || json) return;
  const Instruction& instruction = instruction_of(command);
  parts.push_back(gap_above(build_, command.command->instruction));
  if (index != run.first || !gap || !instruction.heredocs.empty()) return;
  const auto at = command.shell.at.span;
  if (at.begin != command.command->script.place().span.begin) return;
  if (run.first == run.last && at.end == gap->at.span.end) {
    parts.push_back({"instruction", {build_.file->source, {instruction.keyword_span.begin, at.end}}});
    return;
  }
  if (words.front().text.view() != "cd" || run.first + 1 >= commands_.size() || run.first == run.last) return;
  const RunCommand& next = commands_[run.first + 1];
  if (next.shell.joined != shell::Command::Joined::and_then || next.shell.depth != 0 ||
      command.shell.depth != 0)
    return;
  const auto begin = next.shell.at.span.begin;
  const auto between = begin > at.end ? source.text({at.end, begin}) : std::string_view();
  const auto behind = between.find("&&");
  if (behind == between.npos || !text::trim(between.substr(0, behind), " \t\r\n\\").empty() ||
      !text::trim(between.substr(behind + 2), " \t\r\n\\").empty())
    return;
  parts.push_back({"cd", {build_.file->source, {at.begin, begin}}});
}

}  // namespace dockgate::facts
