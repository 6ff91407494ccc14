#include "report/parse_json.hpp"

#include "report/json_writer.hpp"

namespace dockgate::report {
namespace {

void write_heredoc(JsonWriter& out, const dockerfile::Heredoc& heredoc) {
  out.begin_object()
      .member("name", heredoc.name)
      .member("fd", heredoc.fd)
      .member("expand", heredoc.expand)
      .member("chomp", heredoc.chomp)
      .member("content", heredoc.content)
      .end_object();
}

// ENV and LABEL are triples of key, value and separator; everything else is what was split.
void write_args(JsonWriter& out, const dockerfile::Instruction& instruction) {
  out.key("args").begin_array();
  if (instruction.keyword == "ENV" || instruction.keyword == "LABEL") {
    for (const dockerfile::KeyValue& pair : instruction.pairs) {
      out.value(pair.key.text()).value(pair.value.text()).value(pair.legacy ? "" : "=");
    }
  } else {
    for (const dockerfile::MappedText& arg : instruction.args) out.value(arg.text());
  }
  out.end_array();
}

// Triggers nest a few levels at most; the parser sees to that.
void write_instruction(JsonWriter& out, const dockerfile::Instruction& instruction) {
  out.begin_object()
      .member("instruction", instruction.keyword)
      .member("start", instruction.start_line)
      .member("end", instruction.end_line);
  out.key("flags").begin_array();
  for (const dockerfile::Flag& flag : instruction.flags) out.value(flag.text.text());
  out.end_array();
  write_args(out, instruction);
  out.member("json", instruction.json);
  out.key("heredocs").begin_array();
  for (const dockerfile::Heredoc& heredoc : instruction.heredocs) write_heredoc(out, heredoc);
  out.end_array();
  out.key("comments").begin_array();
  for (const dockerfile::Comment& comment : instruction.comments) out.value(comment.text);
  out.end_array();
  out.member("original", instruction.original.text());
  if (instruction.trigger) {
    out.key("trigger");
    write_instruction(out, *instruction.trigger);
  }
  out.end_object();
}

void write_file(JsonWriter& out, const dockerfile::File& file) {
  out.begin_object().member("path", file.source->path()).member("escape", std::string(1, file.escape));
  out.key("directives").begin_array();
  for (const dockerfile::Directive& directive : file.directives) {
    out.begin_object()
        .member("name", directive.name)
        .member("value", directive.value)
        .member("line", file.source->line_of(directive.span.begin))
        .end_object();
  }
  out.end_array();
  out.key("instructions").begin_array();
  for (const dockerfile::Instruction& instruction : file.instructions) write_instruction(out, instruction);
  out.end_array();
  out.key("errors").begin_array();
  for (const dockerfile::SyntaxError& error : file.errors) {
    const Position at = file.source->position(error.span.begin);
    out.begin_object().member("line", at.line).member("column", at.column).member("message", error.message);
    if (!error.help.empty()) out.member("help", error.help);
    out.end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string parse_json(std::span<const dockerfile::File> files) {
  JsonWriter out;
  out.begin_object().member("schema", "dockgate.parse/1");
  out.key("files").begin_array();
  for (const dockerfile::File& file : files) write_file(out, file);
  out.end_array().end_object();
  return out.take();
}

}  // namespace dockgate::report
