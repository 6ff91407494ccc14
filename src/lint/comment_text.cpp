#include "lint/comment_text.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::lint {
namespace {

/// Takes pieces off the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(text::line_blanks), rest_.size()));
  }
  std::string_view until(std::string_view ends) {
    const std::size_t end = std::min(rest_.find_first_of(ends), rest_.size());
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }
  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// Names between commas and blanks, up to what is no name; the cursor stands behind them.
std::vector<std::string> names(Cursor& cursor) {
  std::vector<std::string> result;
  do {
    cursor.skip_blanks();
    const std::string_view name = cursor.until(" \t,;#");
    if (name.empty()) break;
    result.emplace_back(name);
    cursor.skip_blanks();
  } while (cursor.take(","));
  return result;
}

std::string_view value(Cursor& cursor) {
  for (const std::string_view quote : {"\"", "'"}) {
    if (!cursor.take(quote)) continue;
    const std::string_view text = cursor.until(quote);
    cursor.take(quote);
    return text;
  }
  return cursor.until(text::line_blanks);
}

void set(CommentText& comment, std::string_view key, std::string_view text) {
  constexpr std::array<std::string_view, 4> keys{"reason", "owner", "until", "scope"};
  constexpr std::array<std::string_view, 3> scopes{"line", "stage", "file"};
  if (key == "reason") {
    comment.reason = text;
  } else if (key == "owner") {
    comment.owner = text;
  } else if (key == "until") {
    comment.until = text;
  } else if (key == "scope" && text == "line") {
    comment.scope = CommentScope::line;
  } else if (key == "scope" && text == "stage") {
    comment.scope = CommentScope::stage;
  } else if (key == "scope" && text == "file") {
    comment.scope = CommentScope::file;
  } else if (key == "scope") {
    comment.mistake =
        text::with_hint("`scope` is line, stage or file, not `" + std::string(text) + "`", text, scopes);
  } else {
    comment.mistake =
        text::with_hint("`" + std::string(key) + "` is nothing that an `expect` comment says", key, keys);
  }
}

std::optional<CommentText> read_dockgate(Cursor cursor) {
  CommentText comment;
  comment.tool = "dockgate";
  cursor.skip_blanks();
  const std::string_view word = cursor.until(text::line_blanks);
  if (word != "expect") {
    constexpr std::array<std::string_view, 1> words{"expect"};
    comment.mistake =
        text::with_hint("`" + std::string(word) + "`: a `dockgate:` comment says `expect RULE`", word, words);
    return comment;
  }
  comment.names = names(cursor);
  if (comment.names.empty() || comment.names.back().find('=') != std::string::npos) {
    comment.mistake = "`expect` has to name a rule";
  }
  while (comment.mistake.empty()) {
    cursor.skip_blanks();
    if (cursor.done()) break;
    const std::string_view key = cursor.until("= \t");
    if (!cursor.take("=")) {
      comment.mistake = "`" + std::string(key) + "` stands for nothing; a reason is written reason=\"…\"";
      break;
    }
    set(comment, key, value(cursor));
  }
  return comment;
}

/// `[global|stage] ignore=…`, as hadolint and tally write it.
std::optional<CommentText> read_ignore(std::string_view tool, Cursor cursor) {
  CommentText comment;
  comment.tool = tool;
  comment.scope = CommentScope::line;
  cursor.skip_blanks();
  if (cursor.take("global")) comment.scope = CommentScope::file;
  if (cursor.take("stage")) comment.scope = CommentScope::stage_without_from;
  cursor.skip_blanks();
  if (!cursor.take("ignore")) return std::nullopt;
  cursor.skip_blanks();
  if (!cursor.take("=")) return std::nullopt;
  comment.names = names(cursor);
  cursor.skip_blanks();
  if (comment.names.empty()) return std::nullopt;
  if (tool == "hadolint") {
    // Anything but `#` behind the names makes the comment void.
    if (!cursor.done() && !cursor.take("#")) return std::nullopt;
    comment.reason = text::trim(cursor.rest());
    return comment;
  }
  if (cursor.take(";")) {
    cursor.skip_blanks();
    if (cursor.take("reason=")) comment.reason = text::trim(cursor.rest());
  }
  // tally puts the catalogue in front: hadolint/DL3006.
  for (std::string& name : comment.names) {
    for (const std::string_view catalogue : {"hadolint/", "buildkit/"}) {
      if (name.starts_with(catalogue)) name.erase(0, catalogue.size());
    }
  }
  return comment;
}

std::optional<CommentText> read_trivy(std::string_view text) {
  CommentText comment;
  comment.tool = "trivy";
  comment.scope = CommentScope::line;
  constexpr std::string_view begin = "trivy:ignore:";
  for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
    at += begin.size();
    Cursor cursor(text.substr(at));
    const std::string_view id = cursor.until(": \t,");
    if (id == "*") return std::nullopt;  // everything: no name that could be held to
    if (!id.empty()) comment.names.emplace_back(id);
    if (cursor.take(":exp:")) comment.until = cursor.until(text::line_blanks);
  }
  if (comment.names.empty()) return std::nullopt;
  return comment;
}

std::optional<CommentText> read_checkov(Cursor cursor) {
  CommentText comment;
  comment.tool = "checkov";
  comment.scope = CommentScope::file;
  const std::string_view id = cursor.until(": \t");
  if (id.empty()) return std::nullopt;
  comment.names.emplace_back(id);
  if (cursor.take(":")) comment.reason = text::trim(cursor.rest());
  return comment;
}

std::optional<CommentText> read_nosec(Cursor cursor) {
  CommentText comment;
  comment.tool = "bandit";
  comment.scope = CommentScope::line;
  if (!cursor.done() && text::line_blanks.find(cursor.rest().front()) == std::string_view::npos &&
      !cursor.take(":"))
    return std::nullopt;
  cursor.skip_blanks();
  cursor.take(":");
  // Names are separated by commas or blanks; what is no name is a remark.
  while (true) {
    cursor.skip_blanks();
    if (cursor.take(",")) continue;
    const std::string_view name = cursor.until(" \t,#");
    const bool is_id = name.size() > 1 && (name.front() == 'B' || name.front() == 'b') &&
                       name.find_first_not_of("0123456789", 1) == std::string_view::npos;
    if (!is_id) break;
    comment.names.emplace_back(name);
  }
  return comment;
}

std::optional<CommentText> read_shellcheck(Cursor cursor) {
  CommentText comment;
  comment.tool = "shellcheck";
  comment.scope = CommentScope::line;
  cursor.skip_blanks();
  if (!cursor.take("disable=")) return std::nullopt;
  comment.names = names(cursor);
  cursor.skip_blanks();
  if (cursor.take("#")) comment.reason = text::trim(cursor.rest());
  if (comment.names.empty()) return std::nullopt;
  return comment;
}

}  // namespace

std::optional<CommentText> read_comment(std::string_view text) {
  Cursor cursor(text::trim(text));
  const std::string_view whole = cursor.rest();
  if (cursor.take("dockgate:")) return read_dockgate(cursor);
  if (cursor.take("hadolint ")) return read_ignore("hadolint", cursor);
  if (cursor.take("tally ")) return read_ignore("tally", cursor);
  if (whole.starts_with("trivy:ignore:")) return read_trivy(whole);
  if (cursor.take("shellcheck ")) return read_shellcheck(cursor);
  if (cursor.take("checkov:skip=")) return read_checkov(cursor);
  if (cursor.take("nosec")) return read_nosec(cursor);
  // Bandit's may follow another remark: `# noqa: E501  # nosec B615`.
  if (const std::size_t at = whole.find("# nosec"); at != std::string_view::npos) {
    cursor = Cursor(whole.substr(at + 7));
    return read_nosec(cursor);
  }
  return std::nullopt;
}

}  // namespace dockgate::lint
