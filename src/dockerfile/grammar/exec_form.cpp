#include "dockerfile/grammar/exec_form.hpp"

#include <charconv>
#include <cstdint>

#include "dockerfile/grammar/x3_internal.hpp"
#include "text/utf8.hpp"

namespace dockgate::dockerfile::grammar {
namespace {

const auto json_blank = char_("\t\n\r ");
const auto hex = char_("0-9a-fA-F");
const auto digits = +char_("0-9");

const x3::rule<struct json_string_id, Slice> json_string = "JSON string";
const x3::rule<struct json_number_id, Slice> json_number = "JSON number";
const x3::rule<struct json_word_id, Slice> json_word = "`true`, `false` or `null`";

const auto json_escape = '\\' >> (char_("\"\\/bfnrt") | ('u' >> hex >> hex >> hex >> hex));
const auto json_plain = char_ - char_("\"\\") - char_('\x00', '\x1f');
const auto json_string_def = x3::raw['"' >> *(json_plain | json_escape) >> '"'];
const auto json_number_def = x3::raw[-x3::lit('-') >> ('0' | (char_("1-9") >> *char_("0-9"))) >>
                                     -('.' >> digits) >> -(char_("eE") >> -char_("+-") >> digits)];
const auto json_word_def = x3::raw[x3::lit("true") | "false" | "null"];
BOOST_SPIRIT_DEFINE(json_string, json_number, json_word)

// Whether a number is too large for a double. Too small ones are read as zero.
bool overflows(std::string_view number) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc::result_out_of_range) return false;
  // Out of range at either end: the sign of the exponent tells, for no line is long enough to make up for it.
  const auto exponent = number.find_first_of("eE");
  if (exponent != std::string_view::npos) return number[exponent + 1] != '-';
  return number.find_first_of("123456789") < number.find('.');
}

// Reads values until the array that `it` stands before is closed. The grammar knows tokens; the nesting is a
// stack here, so that no depth of input is a depth of calls.
class ArrayReader {
 public:
  explicit ArrayReader(std::string_view text) : it_(text.data()), end_(text.data() + text.size()) {}

  ExecFormCut read() {
    if (!open('[')) return {};
    while (!open_.empty()) {
      if (!step()) return {};
    }
    skip();
    if (it_ != end_) return {};
    cut_.form = cut_.offender.empty() ? ExecForm::strings : ExecForm::mixed;
    return std::move(cut_);
  }

 private:
  static constexpr std::size_t most_levels = 10000;  // Go's encoding/json

  void skip() { x3::parse(it_, end_, x3::omit[*json_blank]); }
  bool take(char c) {
    skip();
    if (it_ == end_ || *it_ != c) return false;
    ++it_;
    return true;
  }
  bool open(char bracket) {
    if (!take(bracket)) return false;
    if (open_.size() == most_levels) return false;
    open_.push_back(bracket);
    fresh_ = true;
    return true;
  }

  // One element of the innermost array or object with its comma or closing bracket.
  bool step() {
    const bool object = open_.back() == '{';
    if (take(object ? '}' : ']')) {
      if (!fresh_ && after_comma_) return false;
      open_.pop_back();
      if (open_.size() == 1) note({element_, static_cast<std::size_t>(it_ - element_)}, false);
      return value_done();
    }
    if (!fresh_ && !after_comma_) return false;
    fresh_ = after_comma_ = false;
    Slice slice;
    if (object) {
      skip();
      if (!x3::parse(it_, end_, json_string, slice) || !take(':')) return false;
    }
    skip();
    if (open_.size() == 1) element_ = it_;
    if (it_ != end_ && (*it_ == '[' || *it_ == '{')) return open(*it_);
    const bool is_string = x3::parse(it_, end_, json_string, slice);
    if (!is_string && !x3::parse(it_, end_, json_word, slice)) {
      if (!x3::parse(it_, end_, json_number, slice) || overflows(view_of(slice))) return false;
    }
    if (open_.size() == 1) note(view_of(slice), is_string);
    return value_done();
  }

  bool value_done() {
    fresh_ = false;
    after_comma_ = !open_.empty() && take(',');
    return true;
  }
  void note(std::string_view element, bool is_string) {
    if (is_string) {
      cut_.elements.push_back(element);
    } else if (cut_.offender.empty()) {
      cut_.offender = element;
    }
  }

  Iterator it_;
  Iterator end_;
  Iterator element_ = nullptr;  // where the current element of the outermost array begins
  std::string open_;            // brackets that are open
  bool fresh_ = false;          // nothing stood in the innermost one so far
  bool after_comma_ = false;
  ExecFormCut cut_;
};

void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&out](std::uint32_t b) { out += static_cast<char>(b); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

// The value of `\uXXXX` at the start of `text`, or a value above 0xFFFF where none stands.
std::uint32_t unit_at(std::string_view text) {
  std::uint32_t value = 0x110000;
  if (text.size() >= 6 && text[0] == '\\' && text[1] == 'u') {
    std::from_chars(text.data() + 2, text.data() + 6, value, 16);
  }
  return value;
}

// The escape that `text` starts with; sets `length` to its bytes.
std::string decode_escape(std::string_view text, std::size_t& length) {
  length = 2;
  switch (text[1]) {
    case 'b':
      return "\b";
    case 'f':
      return "\f";
    case 'n':
      return "\n";
    case 'r':
      return "\r";
    case 't':
      return "\t";
    case 'u':
      break;
    default:
      return std::string(1, text[1]);
  }
  length = 6;
  std::uint32_t value = unit_at(text);
  if (value >= 0xD800 && value < 0xE000) {
    const std::uint32_t low = unit_at(text.substr(6));
    if (value < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
      length = 12;
      value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
    } else {
      value = 0xFFFD;
    }
  }
  std::string out;
  append_utf8(out, value);
  return out;
}

}  // namespace

ExecFormCut cut_exec_form(std::string_view text) {
  return ArrayReader(text).read();
}

std::vector<StringPiece> cut_json_string(std::string_view element) {
  std::vector<StringPiece> out;
  std::string_view rest = element.substr(1, element.size() - 2);
  while (!rest.empty()) {
    std::size_t length = 0;
    if (rest.front() == '\\') {
      std::string decoded = decode_escape(rest, length);
      out.push_back({rest.substr(0, length), false, std::move(decoded)});
    } else {
      text::CodePoint point;
      while (length < rest.size() && rest[length] != '\\') {
        point = text::decode(rest.substr(length));
        if (!point.valid) break;
        length += point.length;
      }
      if (length == 0) {
        length = 1;
        out.push_back({rest.substr(0, 1), false, "\xEF\xBF\xBD"});
      } else {
        out.push_back({rest.substr(0, length), true, {}});
      }
    }
    rest.remove_prefix(length);
  }
  return out;
}

}  // namespace dockgate::dockerfile::grammar
