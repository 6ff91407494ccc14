// Import statements by the tokens of the text alone, for files whose tree nobody needs.

#include <algorithm>

#include "python/lazy_module.hpp"
#include "text/ascii.hpp"

namespace dockgate::python {
namespace {

bool is_name_start(char c) {
  return text::is_letter(c) || c == '_' || text::is_beyond_ascii(c);
}
bool is_name(char c) {
  return text::is_word(c) || text::is_beyond_ascii(c);
}

class Scanner {
 public:
  explicit Scanner(const MappedText& source) : source_(source), text_(source.view()) {}

  std::vector<Import> run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = text_[at_];
    if (c == '#') {
      skip_comment();
    } else if (c == '"' || c == '\'') {
      skip_string();
      fresh_ = false;
    } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
      at_ += 2;
    } else if (c == '\n' || c == '\r') {
      // Inside of brackets a line goes on.
      if (depth_ == 0) fresh_ = true;
      ++at_;
    } else if (c == ' ' || c == '\t' || c == '\f') {
      ++at_;
    } else if (is_name_start(c)) {
      word();
    } else {
      if (c == '(' || c == '[' || c == '{') ++depth_;
      if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
      // `try: import x`, `a = 1; import x`
      fresh_ = depth_ == 0 && (c == ';' || c == ':');
      ++at_;
    }
  }

  void word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    // A statement never begins inside of brackets; one that is left open must not hide the rest of the file.
    const bool line_start = begin == 0 || text_[begin - 1] == '\n' || text_[begin - 1] == '\r';
    if (line_start && depth_ > 0 &&
        (name == "def" || name == "class" || name == "import" || name == "from")) {
      depth_ = 0;
      fresh_ = true;
    }
    const bool starts = fresh_;
    fresh_ = false;
    if (!starts || depth_ > 0) return;
    if (name == "import") import_statement();
    if (name == "from") from_statement(begin);
  }

  void skip_comment() {
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
  }

  void skip_string() {
    const char quote = text_[at_];
    const bool triple = peek(1) == quote && peek(2) == quote;
    if (triple) {
      for (at_ += 3; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\\') {
          ++at_;
        } else if (text_[at_] == quote && peek(1) == quote && peek(2) == quote) {
          at_ += 3;
          return;
        }
      }
      return;
    }
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote) {
        ++at_;
        return;
      }
    }
  }

  /// Blanks and joined lines; with `lines`, line ends and comments too.
  void blanks(bool lines) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\f') {
        ++at_;
      } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
        at_ += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
      } else if (lines && (c == '\n' || c == '\r')) {
        ++at_;
      } else if (lines && c == '#') {
        skip_comment();
      } else {
        return;
      }
    }
  }

  std::string_view take_name() {
    const std::size_t begin = at_;
    if (at_ < text_.size() && is_name_start(text_[at_]))
      while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// `a.b.c`, blanks around the dots left out.
  std::string dotted() {
    std::string out;
    while (true) {
      const std::string_view part = take_name();
      if (part.empty()) return out;
      out += part;
      const std::size_t end = at_;
      blanks(false);
      if (peek() != '.') {
        at_ = end;
        return out;
      }
      out += '.';
      ++at_;
      blanks(false);
    }
  }

  void alias(bool lines) {
    const std::size_t before = at_;
    blanks(lines);
    if (take_name() == "as") {
      blanks(lines);
      take_name();
    } else {
      at_ = before;
    }
  }

  Place place(std::size_t begin) const {
    return source_.place({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)});
  }

  void import_statement() {
    while (true) {
      blanks(false);
      const std::size_t begin = at_;
      std::string name = dotted();
      if (name.empty()) return;
      alias(false);
      out_.push_back({std::move(name), 0, {}, place(begin)});
      blanks(false);
      if (peek() != ',') return;
      ++at_;
    }
  }

  void from_statement(std::size_t begin) {
    Import found;
    blanks(false);
    while (peek() == '.' || peek() == ' ' || peek() == '\t') {
      found.level += peek() == '.';
      ++at_;
    }
    found.module = dotted();
    // `from . import x`: the keyword was taken for the module's name.
    bool keyword = found.module == "import";
    if (keyword) found.module.clear();
    blanks(false);
    if (!keyword) keyword = take_name() == "import";
    if (!keyword || (found.level == 0 && found.module.empty())) return;
    blanks(false);
    const bool brackets = peek() == '(';
    if (brackets) ++at_;
    while (true) {
      blanks(brackets);
      if (peek() == '*') {
        found.names.emplace_back("*");
        ++at_;
        break;
      }
      const std::string_view name = take_name();
      if (name.empty()) break;
      found.names.emplace_back(name);
      alias(brackets);
      const std::size_t end = at_;
      blanks(brackets);
      if (peek() != ',') {
        at_ = brackets ? at_ : end;
        break;
      }
      ++at_;
    }
    if (brackets && peek() == ')') ++at_;
    found.at = place(begin);
    out_.push_back(std::move(found));
  }

  const MappedText& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool fresh_ = true;  // a statement may begin here
  std::vector<Import> out_;
};

}  // namespace

std::vector<Import> scan_imports(const MappedText& source) {
  return Scanner(source).run();
}

}  // namespace dockgate::python
