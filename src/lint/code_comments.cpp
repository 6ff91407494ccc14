#include "lint/code_comments.hpp"

#include <string>

namespace dockgate::lint {
namespace {

/// Walks through a file once. It knows just enough of the two languages to tell comments from strings and
/// statements from lines; a mistake in the code ends at the end of its line, or of the file.
class CommentWalk {
 public:
  CommentWalk(const SourceFile& source, CodeLanguage language)
      : source_(source), text_(source.bytes()), python_(language == CodeLanguage::python) {}

  std::vector<CodeComment> run() {
    while (at_ < text_.size()) step();
    end_statement();
    return std::move(comments_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\n') {
      if (depth_ == 0) end_statement();
      blank_line();
      ++at_;
    } else if (c == '\\') {
      code();
      at_ += 2;
    } else if (c == '#' && (python_ || begins_word())) {
      comment();
    } else if (c == '"' || c == '\'') {
      code();
      string(c);
    } else {
      if (c != ' ' && c != '\t' && c != '\r') code();
      if (python_ && (c == '(' || c == '[' || c == '{')) ++depth_;
      if (python_ && (c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
      ++at_;
    }
  }

  bool begins_word() const {
    return at_ == 0 || std::string_view(" \t\n;|&()`").find(text_[at_ - 1]) != std::string_view::npos;
  }

  std::uint32_t line() const { return source_.line_of(static_cast<std::uint32_t>(at_)); }

  void code() {
    if (!in_statement_) first_ = line();
    in_statement_ = true;
  }

  void comment() {
    const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    comments_.push_back({{static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end)}, 0, 0, false});
    at_ = end;
  }

  // Comments that wait above all code are about the file once a blank line follows them.
  void blank_line() {
    const std::size_t next = at_ + 1;
    const std::size_t word = text_.find_first_not_of(" \t\r", next);
    const bool blank = word != std::string_view::npos && text_[word] == '\n';
    if (!blank || seen_code_ || in_statement_) return;
    for (std::size_t i = waiting_; i < comments_.size(); ++i) comments_[i].head = true;
  }

  void end_statement() {
    if (!in_statement_) return;
    const std::uint32_t last = source_.line_of(static_cast<std::uint32_t>(at_ > 0 ? at_ - 1 : 0));
    for (; waiting_ < comments_.size(); ++waiting_) {
      comments_[waiting_].first = first_;
      comments_[waiting_].last = last;
    }
    in_statement_ = false;
    seen_code_ = true;
    depth_ = 0;
  }

  void string(char quote) {
    const std::string three(3, quote);
    const bool triple = python_ && text_.substr(at_).starts_with(three);
    at_ += triple ? 3 : 1;
    const bool escapes = python_ || quote == '"';
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\' && escapes) {
        at_ += 2;
      } else if (c == '\n' && python_ && !triple) {
        return;
      } else if (triple ? text_.substr(at_).starts_with(three) : c == quote) {
        at_ += triple ? 3 : 1;
        return;
      } else {
        ++at_;
      }
    }
  }

  const SourceFile& source_;
  std::string_view text_;
  bool python_;
  std::size_t at_ = 0;
  std::vector<CodeComment> comments_;
  std::size_t waiting_ = 0;  // the first comment whose statement has not ended
  std::size_t depth_ = 0;    // of brackets
  bool in_statement_ = false, seen_code_ = false;
  std::uint32_t first_ = 1;
};

}  // namespace

std::vector<CodeComment> code_comments(const SourceFile& source, CodeLanguage language) {
  return CommentWalk(source, language).run();
}

}  // namespace dockgate::lint
