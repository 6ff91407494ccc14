#include "build/expand.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "build/shell_pattern.hpp"
#include "text/char_set.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

// BuildKit has no limits here. A file that meets these was written to hurt: each line `ENV a=$a$a` doubles a
// value.
constexpr int deepest_nesting = 100;
constexpr std::size_t longest_text = 256u << 10;

struct ExpansionError {
  std::string message;
  std::string missing;  // the variable for want of which it failed
};

bool is_digit(std::uint32_t c) {
  return c >= '0' && c <= '9';
}

/// Whether Go calls `c` a letter or digit. Outside of ASCII an approximation: everything but the blocks of
/// punctuation, symbols and blanks that turn up in texts.
bool is_word_character(std::uint32_t c) {
  if (c < 0x80) return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3005) &&
         !(c >= 0x3008 && c < 0x3021) && !(c >= 0xFE10 && c < 0xFE70) && !(c >= 0xFF00 && c < 0xFF10) &&
         !(c >= 0xFFE0 && c < 0x10000) && c < 0x1F000;
}

bool is_special_parameter(std::uint32_t c) {
  return c < 0x80 && std::string_view("@*#?-$!0").find(static_cast<char>(c)) != std::string_view::npos;
}

bool is_blank(char c) {
  return std::string_view(" \t\n\v\f\r").find(c) != std::string_view::npos;
}

/// What a part of a word expands to, and on what it depends. The names that were not set are noted by the
/// Expander itself, since BuildKit reports them also in parts that are not used.
struct Piece {
  MappedText text;
  bool known = true;
  std::string missing;
  std::vector<const Variable*> used;
};

/// Whether bytes of the result may end a word (EXPOSE only).
enum class Splits { no, yes };

class Expander {
 public:
  Expander(const MappedText& word, const Scope& scope, char escape, bool quotes)
      : word_(word), in_(word.view()), scope_(scope), escape_(escape), quotes_(quotes) {}

  Expanded run(std::vector<MappedText>* words = nullptr) {
    Expanded out;
    words_ = words;
    try {
      Piece piece = until('\0', false, 0);
      end_word();
      out.text = std::move(piece.text);
      out.known = piece.known;
      out.missing = std::move(piece.missing);
      for (const Variable* variable : piece.used) {
        const bool repeated = std::any_of(out.used.begin(), out.used.end(),
                                          [&](const Variable& v) { return v.name == variable->name; });
        if (!repeated) out.used.push_back(*variable);
      }
    } catch (const ExpansionError& error) {
      out.text = word_;
      out.known = false;
      out.errors.push_back(error.message);
      out.missing = error.missing;
    }
    out.undefined = std::move(undefined_);
    out.undefined_at = std::move(undefined_at_);
    return out;
  }

 private:
  [[noreturn]] static void fail(std::string message, std::string missing = {}) {
    throw ExpansionError{std::move(message), std::move(missing)};
  }

  bool at_end() const { return at_ >= in_.size(); }
  bool next_is(char c) const { return !at_end() && in_[at_] == c; }
  std::size_t length_here() const { return text::decode(in_.substr(at_)).length; }
  Span span_from(std::size_t begin) const {
    return word_.to_source({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)});
  }

  void check_size(const Piece& piece) const {
    if (piece.text.text().size() > longest_text) fail("the expanded text is longer than 256 KiB");
  }

  /// Copies the character behind an escape.
  void copy_escaped(Piece& piece, int depth) {
    const auto length = length_here();
    const MappedText character = word_.substr(at_, at_ + length);
    at_ += length;
    piece.text.append(character);
    if (depth == 0) note_words(character, Splits::no);
  }

  void append(Piece& piece, Piece other) const {
    piece.text.append(other.text);
    if (!other.known && piece.known) {
      piece.known = false;
      piece.missing = std::move(other.missing);
    }
    piece.used.insert(piece.used.end(), other.used.begin(), other.used.end());
    check_size(piece);
  }

  /// Text up to `stop`, which is consumed, or to the end of the word for '\0'. With `raw_escapes` the escape
  /// character stays in the text: patterns need it.
  Piece until(char stop, bool raw_escapes, int depth) {
    if (depth > deepest_nesting) fail("variables are nested more than 100 deep");
    const bool outer_raw = std::exchange(raw_escapes_, raw_escapes);
    Piece piece{MappedText(word_.source()), true, {}, {}};
    bool closed = stop == '\0';
    while (!at_end()) {
      const char c = in_[at_];
      if (stop != '\0' && c == stop) {
        ++at_;
        closed = true;
        break;
      }
      if (c == '$') {
        Piece value = dollar(depth);
        if (depth == 0) note_words(value.text, Splits::yes);
        append(piece, std::move(value));
      } else if (quotes_ && c == '\'') {
        single_quoted(piece, depth);
      } else if (quotes_ && c == '"') {
        double_quoted(piece, depth);
      } else if (c == escape_) {
        const auto begin = at_++;
        if (raw_escapes_) piece.text.append(word_.substr(begin, at_));
        if (at_end()) break;  // a trailing escape is dropped
        copy_escaped(piece, depth);
      } else {
        plain(piece, stop, depth);
      }
    }
    raw_escapes_ = outer_raw;
    if (!closed) fail(std::string("the closing `") + stop + "` is missing");
    return piece;
  }

  /// A run of characters that mean nothing, at once.
  void plain(Piece& piece, char stop, int depth) {
    const auto begin = at_;
    while (!at_end()) {
      const char c = in_[at_];
      if (c == '$' || c == escape_ || (stop != '\0' && c == stop) || (quotes_ && (c == '\'' || c == '"')))
        break;
      ++at_;
    }
    const MappedText run = word_.substr(begin, at_);
    piece.text.append(run);
    if (depth == 0) note_words(run, Splits::yes);
  }

  void single_quoted(Piece& piece, int depth) {
    const auto begin = ++at_;
    const auto end = in_.find('\'', begin);
    if (end == std::string_view::npos) fail("the closing `'` is missing");
    const MappedText quoted = word_.substr(begin, end);
    at_ = end + 1;
    piece.text.append(quoted);
    if (depth == 0) note_words(quoted, Splits::no);
  }

  void double_quoted(Piece& piece, int depth) {
    ++at_;
    Piece quoted{MappedText(word_.source()), true, {}, {}};
    while (true) {
      if (at_end()) fail("the closing `\"` is missing");
      const char c = in_[at_];
      if (c == '"') break;
      if (c == '$') {
        append(quoted, dollar(depth));
        continue;
      }
      const auto begin = at_;
      if (c == escape_) {
        ++at_;
        if (raw_escapes_) quoted.text.append(word_.substr(begin, at_));
        if (at_end()) continue;
        const bool escapes = in_[at_] == '"' || in_[at_] == '$' || in_[at_] == escape_;
        if (!escapes) {  // the escape character itself stays
          quoted.text.append(word_.substr(begin, begin + 1));
          continue;
        }
        quoted.text.append(word_.substr(at_, at_ + 1));
        ++at_;
        continue;
      }
      while (!at_end() && in_[at_] != '"' && in_[at_] != '$' && in_[at_] != escape_) ++at_;
      quoted.text.append(word_.substr(begin, at_));
    }
    ++at_;
    if (depth == 0) {
      note_words(quoted.text, Splits::no);
      in_word_ = in_word_ || words_ != nullptr;
    }
    append(piece, std::move(quoted));
  }

  std::string name() {
    const auto begin = at_;
    while (!at_end()) {
      const auto c = text::decode(in_.substr(at_));
      if (at_ == begin && is_digit(c.value)) {
        while (!at_end() && is_digit(static_cast<unsigned char>(in_[at_]))) ++at_;
        break;
      }
      if (at_ == begin && is_special_parameter(c.value)) {
        ++at_;
        break;
      }
      if (!c.valid || !is_word_character(c.value)) break;
      at_ += c.length;
    }
    return std::string(in_.substr(begin, at_ - begin));
  }

  /// Looks `name` up; notes it when it is not set.
  const Variable* look_up(const std::string& name, std::size_t begin) {
    const Variable* variable = scope_.get(name);
    if (variable == nullptr && std::find(undefined_.begin(), undefined_.end(), name) == undefined_.end()) {
      undefined_.push_back(name);
      undefined_at_.push_back({word_.source(), span_from(begin)});
    }
    return variable;
  }

  /// The value of a variable as text that stands for the bytes from `begin` on.
  Piece value_of(const std::string& name, const Variable* variable, std::size_t begin) const {
    Piece piece{MappedText(word_.source()), true, {}, {}};
    if (variable != nullptr) {
      piece.used.push_back(variable);
      if (variable->value) piece.text.append_for(*variable->value, span_from(begin));
    }
    if (variable == nullptr || !variable->known || !variable->value) {
      piece.known = false;
      piece.missing = variable != nullptr && !variable->missing.empty() ? variable->missing : name;
    }
    return piece;
  }

  Piece dollar(int depth) {
    const auto begin = at_++;
    if (!next_is('{')) {
      const std::string variable = name();
      if (!variable.empty()) return value_of(variable, look_up(variable, begin), begin);
      Piece literal{MappedText(word_.source()), true, {}, {}};
      literal.text.append(word_.substr(begin, at_));
      return literal;
    }
    ++at_;
    if (at_end()) fail("the closing `}` is missing");
    if (next_is('{') || next_is('}') || next_is(':')) fail("bad substitution: a name is missing after `${`");
    const std::string variable = name();
    if (at_end()) fail("unsupported modifier in `${" + variable + "`");
    const auto modifier_begin = at_;
    char modifier = in_[at_];
    at_ += length_here();
    if (modifier == '}') return value_of(variable, look_up(variable, begin), begin);
    const bool colon = modifier == ':';
    if (colon && !at_end()) {
      modifier = in_[at_];
      at_ += length_here();
    }
    const auto written = std::string(in_.substr(modifier_begin, at_ - modifier_begin));
    if (modifier == '/' && !colon) return replacement(variable, begin, depth);
    if (std::string_view("+-?#%").find(modifier) == std::string_view::npos) {
      // Behind a colon BuildKit reads the word and asks for the variable before it looks at the modifier.
      if (colon) until('}', false, depth + 1), look_up(variable, begin);
      fail("unsupported modifier `" + text::printable(written) + "` in substitution");
    }
    const bool pattern = modifier == '#' || modifier == '%';
    if (colon && pattern) fail("unsupported modifier `" + written + "` in substitution");
    return modified(variable, modifier, colon, until('}', pattern, depth + 1), begin);
  }

  Piece modified(const std::string& variable_name, char modifier, bool colon, Piece word, std::size_t begin) {
    const Variable* variable = look_up(variable_name, begin);
    // A variable without a known value counts as unset, as BuildKit sees it when nobody gives one.
    const bool set = variable != nullptr && variable->value.has_value();
    const bool present = set && !(colon && variable->value->empty());
    const auto depend = [&](Piece piece) {
      if (variable != nullptr) piece.used.insert(piece.used.begin(), variable);
      return piece;
    };
    switch (modifier) {
      case '-':
        return present ? value_of(variable_name, variable, begin) : depend(std::move(word));
      case '+': {
        Piece nothing{MappedText(word_.source()), true, {}, {}};
        return depend(present ? std::move(word) : std::move(nothing));
      }
      case '?':
        if (present) return value_of(variable_name, variable, begin);
        fail(variable_name + ": " +
                 (!word.text.empty() ? word.text.text()
                  : set              ? std::string("is not allowed to be empty")
                                     : std::string("is not allowed to be unset")),
             variable_name);
      default:
        break;
    }
    std::string_view pattern_text = word.text.view();
    const bool greedy = pattern_text.starts_with(modifier);
    if (greedy) pattern_text.remove_prefix(1);
    const auto pattern = ShellPattern::compile(pattern_text, greedy);
    if (!pattern) fail("invalid pattern `" + text::printable(pattern_text) + "`: " + pattern.error());
    const std::string value = set ? *variable->value : std::string();
    return changed(variable_name, variable, begin,
                   modifier == '#' ? pattern->without_prefix(value) : pattern->without_suffix(value), word);
  }

  Piece replacement(const std::string& variable_name, std::size_t begin, int depth) {
    const bool all = next_is('/');
    if (all) ++at_;
    const Piece pattern_word = until('/', true, depth + 1);
    Piece replacement_word = until('}', true, depth + 1);
    const Variable* variable = look_up(variable_name, begin);
    const auto pattern = ShellPattern::compile(pattern_word.text.view(), true);
    if (!pattern)
      fail("invalid pattern `" + text::printable(pattern_word.text.view()) + "`: " + pattern.error());
    const std::string value = variable != nullptr ? variable->value.value_or("") : std::string();
    const auto result = all ? pattern->replace_all(value, replacement_word.text.view())
                            : pattern->replace_first(value, replacement_word.text.view());
    append(replacement_word, pattern_word);
    return changed(variable_name, variable, begin, result, replacement_word);
  }

  /// The result of an operation on a value: depends on the variable and on the words of the operation.
  Piece changed(const std::string& variable_name, const Variable* variable, std::size_t begin,
                const std::optional<std::string>& result, const Piece& word) const {
    if (!result) fail("the pattern is too costly for this value");
    Piece piece = value_of(variable_name, variable, begin);
    piece.text = MappedText(word_.source());
    piece.text.append_for(*result, span_from(begin));
    if (piece.known && !word.known) {
      piece.known = false;
      piece.missing = word.missing;
    }
    piece.used.insert(piece.used.end(), word.used.begin(), word.used.end());
    return piece;
  }

  /// Collects the words of the result, when somebody wants them.
  void note_words(const MappedText& text, Splits splits) {
    if (words_ == nullptr) return;
    if (splits == Splits::no) {
      current_.append(text);
      in_word_ = in_word_ || !text.empty();
      return;
    }
    const auto view = text.view();
    for (std::size_t i = 0; i < view.size();) {
      if (is_blank(view[i])) {
        end_word();
        ++i;
        continue;
      }
      const auto begin = i;
      while (i < view.size() && !is_blank(view[i])) ++i;
      current_.append(text.substr(begin, i));
      in_word_ = true;
    }
  }

  void end_word() {
    if (words_ != nullptr && in_word_ && !current_.empty()) words_->push_back(std::move(current_));
    current_ = MappedText(word_.source());
    in_word_ = false;
  }

  const MappedText& word_;
  const std::string_view in_;
  const Scope& scope_;
  const char escape_;
  const bool quotes_;
  std::size_t at_ = 0;
  bool raw_escapes_ = false;
  std::vector<std::string> undefined_;
  std::vector<Place> undefined_at_;
  std::vector<MappedText>* words_ = nullptr;
  MappedText current_;
  bool in_word_ = false;
};

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Go's scanner, which reads the words, drops a byte-order mark at their beginning.
MappedText without_mark(const MappedText& word) {
  return word.view().starts_with(byte_order_mark) ? word.substr(byte_order_mark.size(), word.view().size())
                                                  : word;
}

}  // namespace

bool stands_for_itself(std::string_view word, char escape) {
  constexpr text::CharSet special("$'\"");
  return !word.starts_with(byte_order_mark) &&
         std::ranges::none_of(word, [&](char c) { return c == escape || special.contains(c); });
}

Expanded expand(const MappedText& word, const Scope& scope, char escape) {
  if (stands_for_itself(word.view(), escape)) {
    Expanded out;
    out.text = word;
    return out;
  }
  return Expander(without_mark(word), scope, escape, true).run();
}

Expanded expand_heredoc(const MappedText& body, const Scope& scope) {
  return Expander(without_mark(body), scope, '\\', false).run();
}

ExpandedWords expand_words(const MappedText& word, const Scope& scope, char escape) {
  ExpandedWords out;
  out.whole = Expander(without_mark(word), scope, escape, true).run(&out.words);
  return out;
}

}  // namespace dockgate::build
