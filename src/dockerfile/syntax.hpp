#pragma once
// The syntax tree of one Dockerfile: what BuildKit's parser and instruction reader see, with every byte's
// place.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/mapped_text.hpp"

namespace dockgate::dockerfile {

using text::MappedText;

/// `# name=value` in the run of directives at the top.
struct Directive {
  std::string name;  // lower case
  std::string value;
  Span span;  // the whole comment line
  Span value_span;
};

/// A comment line, anywhere outside of here-documents.
struct Comment {
  std::string text;  // without `#` and surrounding blanks (those of an instruction: as BuildKit has them)
  Span span;         // from `#` to the end of the line
};

/// A leading `--name[=value]` word, quotes and escapes removed.
struct Flag {
  MappedText text;                   // "--from=build"
  std::string name;                  // "from"
  std::optional<std::string> value;  // nothing without `=`
  /// Place of the value inside the file.
  Span value_span;
};

/// A here-document of RUN, COPY or ADD.
struct Heredoc {
  std::string name;
  std::uint64_t fd = 0;  // digits before `<<`
  bool expand = true;    // no part of the name was quoted
  bool chomp = false;    // <<-: leading tabs are stripped on use
  std::string content;   // raw, tabs kept, as BuildKit's AST has it
  Span word_span;        // `<<EOF` in the header line
  Span content_span;     // the body without its terminator
};

/// One key-value of ENV, LABEL or ARG, words as written (quotes kept).
struct KeyValue {
  MappedText key;
  MappedText value;
  bool has_value = true;  // false for `ARG name`
  bool legacy = false;    // `ENV key value`
};

/// What would be written in place of a mistake.
struct Mend {
  std::string title;
  Span span;
  std::string text;
  bool safe = false;  // nothing else can be meant
};

/// A mistake that BuildKit's parser or instruction reader refuses; reading goes on with the next instruction.
struct SyntaxError {
  Span span;
  std::string message;
  std::string help;  // "did you mean `--from`?", or empty
  std::optional<Mend> mend = std::nullopt;
};

struct Instruction {
  std::string_view keyword;                            // upper case; as written stands at keyword_span
  std::unique_ptr<const std::string> unknown_keyword;  // where `keyword` points into it, not into the program
  Span keyword_span;
  Span span;  // from the keyword to the end of the last physical line, here-documents included
  std::uint32_t start_line = 0;
  std::uint32_t end_line = 0;
  std::uint32_t header_end_line = 0;  // last physical line before here-document bodies
  std::vector<Flag> flags;
  /// Split as BuildKit's parser splits them. JSON strings are decoded; otherwise quotes are kept.
  /// ENV and LABEL: see `pairs` (the contract's triples are made from those).
  std::vector<MappedText> args;
  bool json = false;
  std::vector<KeyValue> pairs;  // ENV, LABEL, ARG
  std::vector<Heredoc> heredocs;
  std::vector<Comment> comments;         // directly above, as BuildKit attaches them
  MappedText original;                   // the joined logical line, without blanks at its start
  MappedText rest;                       // `original` after keyword and flags
  bool blank_continuation = false;       // a blank line stood inside (NoEmptyContinuation)
  std::unique_ptr<Instruction> trigger;  // of ONBUILD
  bool known = true;                     // false for an unknown keyword
  bool valid = true;                     // false when one of the file's errors is about this instruction
  bool before_from = false;              // and that error is that no FROM stands before it
  bool implied = false;                  // no text of the file: a FROM put in by `imply_from`

  /// The flag called `name` ("from"), or null. The last one wins.
  const Flag* flag(std::string_view name) const;
};

struct File {
  SourcePtr source;
  char escape = '\\';
  std::vector<Directive> directives;
  std::vector<Comment> comments;  // all, in order
  std::vector<Instruction> instructions;
  std::vector<SyntaxError> errors;  // in the order of their places
};

}  // namespace dockgate::dockerfile
