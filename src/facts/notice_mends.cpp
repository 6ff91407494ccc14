#include "facts/notice_mends.hpp"

#include <algorithm>
#include <array>

#include "facts/exec_form.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using dockerfile::File;
using dockerfile::Instruction;

bool holds_comment(const File& file, Span span) {
  return std::ranges::any_of(file.comments, [&](const dockerfile::Comment& comment) {
    return comment.span.begin >= span.begin && comment.span.end <= span.end;
  });
}

/// The lines from that of `begin` to that of the last byte before `end`, line ends included.
Span whole_lines(const SourceFile& source, std::uint32_t first, std::uint32_t last) {
  const auto size = static_cast<std::uint32_t>(source.bytes().size());
  const std::uint32_t end = last < source.line_count() ? source.line_span(last + 1).begin : size;
  return {source.line_span(first).begin, end};
}

/// Whether the shell of the stage at `index` reads POSIX words. A SHELL of a stage below counts as well.
bool reads_posix_words(const build::Build& build, std::size_t index) {
  const auto& instructions = build.file->instructions;
  for (const auto* stage = build.stage_of(index); stage != nullptr;) {
    for (std::size_t i = std::min(index, instructions.size()); i-- > stage->from;) {
      if (instructions[i].keyword != "SHELL" || instructions[i].args.empty()) continue;
      const auto program = instructions[i].args[0].view();
      const auto name = program.substr(program.find_last_of("/\\") + 1);
      constexpr std::array<std::string_view, 6> shells{"sh", "bash", "dash", "ash", "zsh", "ksh"};
      return std::ranges::find(shells, name) != shells.end();
    }
    if (stage->base_stage < 0) break;
    stage = &build.stages[static_cast<std::size_t>(stage->base_stage)];
    index = stage->end;
  }
  return build.file->escape != '`';  // a Dockerfile for Windows
}

/// Whether no other instruction gives the command words or takes its words: then it is alone what runs.
bool stands_alone(const build::Build& build, std::size_t index) {
  const std::string_view keyword = build.file->instructions[index].keyword;
  if (keyword == "HEALTHCHECK") return true;
  const std::string_view other = keyword == "CMD" ? "ENTRYPOINT" : "CMD";
  const bool asked = build.request.command || build.request.entrypoint;
  if (asked || std::ranges::any_of(build.file->instructions,
                                   [&](const Instruction& each) { return each.keyword == other; }))
    return false;
  if (keyword == "ENTRYPOINT") return true;  // it drops the CMD of the base image
  const auto* stage = build.stage_of(index);
  while (stage != nullptr && stage->base_stage >= 0)
    stage = &build.stages[static_cast<std::size_t>(stage->base_stage)];
  return stage != nullptr && stage->base_image < build.images.size() &&
         build.images[stage->base_image].is_scratch;
}

void add_exec_form(const build::Build& build, const build::Notice& notice, NoticeFact& fact) {
  const File& file = *build.file;
  const Instruction& instruction = file.instructions[notice.instruction];
  const std::size_t at = instruction.keyword == "HEALTHCHECK" ? 1 : 0;
  if (instruction.args.size() != at + 1 || !reads_posix_words(build, notice.instruction)) return;
  const Place place = instruction.args[at].place();
  const auto array = exec_form(text::trim(instruction.args[at].view()));
  if (!array || holds_comment(file, place.span)) return;
  add_word(place, *array, fact);
  fact.alone = stands_alone(build, notice.instruction);
}

void add_whole_instruction(const File& file, const Instruction& instruction, NoticeFact& fact) {
  fact.parts.push_back(
      {"lines", {file.source, whole_lines(*file.source, instruction.start_line, instruction.end_line)}});
}

/// A flag and the blanks behind it.
void add_flag(const File& file, const Instruction& instruction, std::string_view name, NoticeFact& fact) {
  const auto* flag = instruction.flag(name);
  if (flag == nullptr) return;
  Place at = flag->text.place();
  const std::string_view bytes = file.source->bytes();
  while (at.span.end < bytes.size() && (bytes[at.span.end] == ' ' || bytes[at.span.end] == '\t'))
    ++at.span.end;
  fact.parts.push_back({"word", at});
}

/// `value` of the old form as one word of the new form: ProcessWord of BuildKit's shell/lex.go makes the same
/// text of both. "" where that cannot be written.
std::string as_one_word(const text::MappedText& value, char escape) {
  const std::string& text = value.text();
  const std::string_view written = value.source()->text(value.place().span);
  if (text.find_first_of(" \t") == std::string::npos) return text == written ? text : std::string();
  const std::string special{'"', '\'', escape};
  if (text.find_first_of(special) == std::string::npos) return '"' + std::string(written) + '"';
  if (text != written || text.back() == escape) return {};
  std::string out;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == escape && quote != '\'' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      continue;
    }
    if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == ' ' || c == '\t')) {
      out += escape;
    }
    out += c;
  }
  return quote == '\0' ? out : std::string();
}

}  // namespace

void add_word(const Place& at, std::string correct, NoticeFact& fact) {
  fact.parts.push_back({"word", at});
  fact.correct = std::move(correct);
}

void add_mend(const build::Build& build, const build::Notice& notice, NoticeFact& fact) {
  const File& file = *build.file;
  const Instruction& instruction = file.instructions[notice.instruction];
  if (notice.kind == "json-args-recommended" || notice.kind == "shell-form") {
    add_exec_form(build, notice, fact);
  } else if (notice.kind == "multiple-instructions") {
    add_whole_instruction(file, instruction, fact);
  } else if (notice.kind == "redundant-target-platform") {
    add_flag(file, instruction, "platform", fact);
  } else if (!notice.correct.empty() && notice.at.source == file.source &&
             notice.correct.find_first_of("\"'$`\\ \t") == std::string::npos) {
    add_word(notice.at, notice.correct, fact);
  }
}

void add_pair_with_equals(const File& file, const dockerfile::KeyValue& pair, NoticeFact& fact) {
  const Place key = pair.key.place(), value = pair.value.place();
  const Span whole{key.span.begin, std::max(key.span.end, value.span.end)};
  const std::string word = as_one_word(pair.value, file.escape);
  if (word.empty() || holds_comment(file, whole)) return;
  add_word({key.source, whole}, std::string(key.source->text(key.span)) + "=" + word, fact);
}

void add_label_of_maintainer(const File& file, const Instruction& maintainer, NoticeFact& fact) {
  const std::string_view name = text::trim(maintainer.rest.view());
  const Span whole{maintainer.keyword_span.begin, maintainer.span.end};
  if (name.empty() || holds_comment(file, whole)) return;
  std::string value;
  for (const char c : name) {
    if (c == '"' || c == '$' || c == file.escape) value += file.escape;
    value += c;
  }
  const auto written = file.source->text(maintainer.keyword_span);
  const std::string keyword = written == text::lower(written) ? "label" : "LABEL";
  add_word({file.source, whole}, keyword + " org.opencontainers.image.authors=\"" + value + '"', fact);
}

void add_blank_lines(const File& file, const Instruction& instruction, NoticeFact& fact) {
  const SourceFile& source = *file.source;
  for (std::uint32_t line = instruction.start_line; line <= instruction.header_end_line; ++line) {
    if (text::trim(source.text(source.line_span(line))).empty())
      fact.parts.push_back({"lines", {file.source, whole_lines(source, line, line)}});
  }
}

}  // namespace dockgate::facts
