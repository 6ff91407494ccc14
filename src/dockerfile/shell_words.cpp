#include "dockerfile/shell_words.hpp"

#include <utility>

#include "dockerfile/characters.hpp"
#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace dockgate::dockerfile {
namespace {

constexpr char escape = '\\';
constexpr std::string_view special_parameters = "@*#?-$!0";

// A letter of a variable's name. Outside of ASCII every code point but a blank passes for a letter.
bool is_name_character(std::string_view character) {
  const char c = character.front();
  if (character.size() > 1) return leading_space(character) == 0;
  return text::is_word(c);
}

class Splitter {
 public:
  Splitter(std::string_view line, ShellWordOptions options)
      : line_(line), keep_quotes_(options.keep_quotes), keep_escapes_(options.keep_escapes) {
    if (line_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  std::optional<std::vector<ShellWord>> split() {
    while (!done()) {
      const std::size_t begin = at_;
      const char c = line_[at_];
      if (c == '$') {
        const std::string text = dollar();
        for (std::string_view rest = text; !rest.empty();) {
          const std::string_view character = first_character(rest);
          add_or_end(character, begin);
          rest.remove_prefix(character.size());
        }
      } else if (c == '<') {
        add(angle(), begin);
      } else if (c == '\'' || c == '"') {
        add(c == '"' ? double_quoted() : single_quoted(), begin);
      } else if (c == escape) {
        ++at_;
        if (keep_escapes_) add("\\", begin);
        if (done()) break;
        add(next(), begin);
      } else {
        add_or_end(next(), begin);
      }
      if (failed_) return std::nullopt;
    }
    end_word();
    return std::move(words_);
  }

 private:
  static constexpr int deepest = 100;

  bool done() const { return at_ >= line_.size(); }
  char peek() const { return done() ? '\0' : line_[at_]; }
  bool at(char c) const { return !done() && line_[at_] == c; }
  std::string fail() {
    failed_ = true;
    return {};
  }

  static std::string_view first_character(std::string_view text) {
    return text.substr(0, text::decode(text).length);
  }
  // The next character, U+FFFD for a byte that is not UTF-8.
  std::string next() {
    const text::CodePoint point = text::decode(line_.substr(at_));
    const std::string_view bytes = line_.substr(at_, point.length);
    at_ += point.length;
    return point.valid ? std::string(bytes) : std::string("\xEF\xBF\xBD");
  }

  void add(std::string_view text, std::size_t begin) {
    if (word_.empty()) word_begin_ = begin;
    word_ += text;
    in_word_ = true;
    word_end_ = at_;
  }
  // A blank outside of quotes ends the word.
  void add_or_end(std::string_view character, std::size_t begin) {
    if (leading_space(character) == 0) {
      add(character, begin);
    } else if (in_word_) {
      end_word();
    }
  }
  void end_word() {
    if (word_.empty()) return;
    words_.push_back({std::exchange(word_, {}), word_begin_, word_end_});
    in_word_ = false;
  }

  std::string single_quoted() {
    ++at_;
    const std::size_t close = line_.find('\'', at_);
    if (close == std::string_view::npos) return fail();
    const std::string inner = to_utf8(line_.substr(at_, close - at_));
    at_ = close + 1;
    return keep_quotes_ ? "'" + inner + "'" : inner;
  }

  std::string double_quoted() {
    ++at_;
    std::string out = keep_quotes_ ? "\"" : "";
    while (!failed_) {
      if (done()) return fail();
      const char c = line_[at_];
      if (c == '"') {
        ++at_;
        if (keep_quotes_) out += '"';
        return out;
      }
      if (c == '$') {
        out += dollar();
      } else if (c == escape) {
        ++at_;
        if (keep_escapes_) out += escape;
        if (done()) continue;
        // Before any other character the escape stands for itself, beside the one that is kept above.
        if (at('"') || at('$') || at(escape)) {
          out += line_[at_++];
        } else {
          out += escape;
        }
      } else {
        out += next();
      }
    }
    return out;
  }

  // `<`, or `<<` with the blanks behind it.
  std::string angle() {
    ++at_;
    if (!at('<')) return "<";
    ++at_;
    std::string out = "<<";
    while (at(' ') || at('\t') || at('\r')) out += line_[at_++];
    return out;
  }

  std::string name() {
    if (done()) return {};
    const std::size_t begin = at_;
    if (text::is_digit(peek())) {
      while (text::is_digit(peek())) ++at_;
    } else if (special_parameters.find(peek()) != std::string_view::npos) {
      ++at_;
    } else {
      while (!done()) {
        const text::CodePoint point = text::decode(line_.substr(at_));
        if (!point.valid || !is_name_character(line_.substr(at_, point.length))) break;
        at_ += point.length;
      }
    }
    return std::string(line_.substr(begin, at_ - begin));
  }

  // A variable, which has no value and comes out as it was written, except for quotes and escapes in its
  // word.
  std::string dollar() {
    ++at_;
    if (!at('{')) return "$" + name();
    ++at_;
    if (done() || at('{') || at('}') || at(':')) return fail();
    std::string out = "${" + name();
    if (done()) return fail();
    std::string modifier(1, line_[at_++]);
    if (modifier == "}") return out + "}";
    if (modifier == "/") {
      if (at('/')) ++at_;
      const std::string pattern = word_until('/', true);
      const std::string replacement = failed_ ? "" : word_until('}', true);
      return out + "/" + pattern + "/" + replacement + "}";
    }
    const bool null_is_unset = modifier == ":";
    if (null_is_unset) {
      if (done()) return fail();
      modifier += next();
    }
    const char last = modifier.back();
    const bool strips = last == '#' || last == '%';
    if (null_is_unset ? strips : std::string_view("+-?#%").find(last) == std::string_view::npos)
      return fail();
    return out + modifier + word_until('}', strips) + "}";
  }

  std::string word_until(char stop, bool keep_escapes) {
    if (depth_ == deepest) return fail();
    ++depth_;
    word_.clear();  // BuildKit's lexer has one buffer for the words of all levels
    const bool outer = std::exchange(keep_escapes_, keep_escapes);
    std::string out;
    bool closed = false;
    while (!done() && !failed_ && !closed) {
      const char c = line_[at_];
      if (c == stop) {
        ++at_;
        closed = true;
      } else if (c == '$') {
        out += dollar();
      } else if (c == '<') {
        out += angle();
      } else if (c == '\'' || c == '"') {
        out += c == '"' ? double_quoted() : single_quoted();
      } else if (c == escape) {
        ++at_;
        if (keep_escapes_) out += escape;
        if (!done()) out += next();
      } else {
        out += next();
      }
    }
    if (!closed) failed_ = true;
    keep_escapes_ = outer;
    --depth_;
    return out;
  }

  std::string_view line_;
  bool keep_quotes_;
  bool keep_escapes_;
  std::size_t at_ = 0;
  bool failed_ = false;
  int depth_ = 0;
  std::string word_;
  std::size_t word_begin_ = 0;
  std::size_t word_end_ = 0;
  bool in_word_ = false;
  std::vector<ShellWord> words_;
};

}  // namespace

std::optional<std::vector<ShellWord>> split_shell_words(std::string_view line, ShellWordOptions options) {
  return Splitter(line, options).split();
}

}  // namespace dockgate::dockerfile
