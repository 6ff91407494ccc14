#pragma once
// What holds for the tree of any input whatever. Used on random bytes and on real files alike.

#include <cstdint>
#include <string>
#include <string_view>

#include "dockerfile/mount.hpp"
#include "dockerfile/parse.hpp"

namespace dockgate::dockerfile {

/// Empty, or which property `file` breaks.
class TreeCheck {
 public:
  static std::string broken(const File& file) {
    TreeCheck check(file);
    check.all();
    return check.broken_;
  }

 private:
  explicit TreeCheck(const File& file) : file_(file) {
    whole_ = {0, static_cast<std::uint32_t>(file.source->bytes().size())};
  }

  void require(bool holds, std::string_view what) {
    if (!holds && broken_.empty()) broken_ = what;
  }
  static bool inside(Span span, Span outer) {
    return outer.begin <= span.begin && span.begin <= span.end && span.end <= outer.end;
  }

  // Every byte of a mapped text comes from inside `outer`, and is equal to its byte there where it was
  // copied.
  void mapped(const MappedText& text, Span outer, std::string_view what) {
    // An empty text that was cut out of nothing has no place.
    require(inside(text.place().span, text.empty() ? whole_ : outer), what);
    const std::string_view view = text.view();
    for (std::uint32_t i = 0; i < view.size() && i < 2000; ++i) {
      const Span span = text.to_source({i, i + 1});
      require(inside(span, outer), what);
      const auto byte = static_cast<unsigned char>(view[i]);
      if (span.end != span.begin + 1 || byte < 0x20 || byte >= 0x80) continue;
      require(file_.source->text(span) == view.substr(i, 1), what);
    }
  }

  void instruction(const Instruction& in, Span outer) {
    require(inside(in.span, outer), "span of an instruction");
    require(inside(in.keyword_span, in.span), "span of a keyword");
    require(in.start_line <= in.header_end_line && in.header_end_line <= in.end_line, "order of lines");
    mapped(in.original, in.span, "text of an instruction");
    mapped(in.rest, in.span, "text after the flags");
    for (const Flag& flag : in.flags) {
      mapped(flag.text, in.span, "flag");
      require(!flag.value || inside(flag.value_span, in.span), "value of a flag");
      for (const MountOption& option : mount_options(flag).options) mapped(option.text, in.span, "option");
      (void)check_mount(mount_options(flag));
    }
    for (const MappedText& arg : in.args) mapped(arg, in.span, "argument");
    for (const KeyValue& pair : in.pairs) {
      mapped(pair.key, in.span, "key");
      if (pair.has_value) mapped(pair.value, in.span, "value");
    }
    for (const Heredoc& heredoc : in.heredocs) {
      require(inside(heredoc.word_span, in.span), "here-document's word");
      require(inside(heredoc.content_span, whole_), "here-document's body");
      require(file_.source->text(heredoc.content_span) == heredoc.content, "here-document's content");
      require(!heredoc.name.empty(), "here-document's name");
    }
    if (in.trigger) instruction(*in.trigger, in.span);
  }

  void all() {
    std::uint32_t line = 0;
    for (const Instruction& in : file_.instructions) {
      instruction(in, whole_);
      require(in.start_line > line, "instructions in order");
      line = in.end_line;
      require(in.end_line <= file_.source->line_count(), "last line");
    }
    std::uint32_t at = 0;
    for (const SyntaxError& error : file_.errors) {
      require(inside(error.span, whole_), "span of an error");
      require(error.span.begin >= at, "errors in order");
      require(!error.message.empty() && error.message.back() != '.', "message");
      at = error.span.begin;
    }
    for (const Comment& comment : file_.comments) {
      require(inside(comment.span, whole_), "span of a comment");
      require(file_.source->text(comment.span).starts_with('#'), "start of a comment");
    }
    for (const Directive& directive : file_.directives) {
      require(inside(directive.value_span, directive.span) && inside(directive.span, whole_), "directive");
    }
    require(file_.escape == '\\' || file_.escape == '`', "escape");
    require(!file_.instructions.empty() || !file_.errors.empty(), "a file without instructions has an error");
  }

  const File& file_;
  Span whole_;
  std::string broken_;
};

}  // namespace dockgate::dockerfile
