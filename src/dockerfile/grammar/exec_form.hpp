#pragma once
// The grammar of the exec form: a JSON array of strings.

#include <string>
#include <string_view>
#include <vector>

namespace dockgate::dockerfile::grammar {

enum class ExecForm {
  none,     // no valid JSON array: the text is a shell command or a list of words
  strings,  // an array of strings
  mixed,    // a valid array with an element that is no string: BuildKit refuses it
};

struct ExecFormCut {
  ExecForm form = ExecForm::none;
  std::vector<std::string_view> elements;  // for strings: each with its quotes, undecoded
  std::string_view offender;               // for mixed: the first element that is no string
};

/// Reads all of `text` as Go's encoding/json does (RFC 8259; 10,000 levels at most; a number outside of
/// float64 makes it invalid).
ExecFormCut cut_exec_form(std::string_view text);

/// A piece of a JSON string: bytes to copy, or an escape and what it stands for.
struct StringPiece {
  std::string_view source;
  bool copied = true;
  std::string decoded;  // for an escape, or a byte that is not UTF-8
};

/// The pieces of `element`, which has its quotes. A lone surrogate and a byte that is not UTF-8 give U+FFFD.
std::vector<StringPiece> cut_json_string(std::string_view element);

}  // namespace dockgate::dockerfile::grammar
