#include "build/ignore_file.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "build/go_path.hpp"
#include "text/ascii.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, text::decode(text.substr(at)).length);
}

/// What a backslash before `character` stands for.
struct Escaped {
  bool is_class = false;
  std::string text;  // the character, or the members of the class
};

/// Docker makes a regular expression of the pattern, where a backslash before a letter has its own meaning.
/// Nothing for anchors and the like, which no pattern means; most of them are errors.
std::optional<Escaped> escaped(std::string_view character) {
  const char c = character[0];
  if (character.size() > 1 || !text::is_letter_or_digit(c)) return Escaped{false, std::string(character)};
  constexpr std::string_view control = "afnrtv", meant = "\a\f\n\r\t\v";
  if (const auto at = control.find(c); at != control.npos) return Escaped{false, std::string(1, meant[at])};
  constexpr std::pair<std::string_view, std::string_view> classes[] = {
      {"dD", "0-9"}, {"sS", "\t\n\f\r "}, {"wW", "0-9A-Za-z_"}};
  for (const auto& [names, members] : classes) {
    if (c == names[0]) return Escaped{true, std::string(members)};
    if (c == names[1]) return Escaped{true, "^" + std::string(members)};
  }
  return std::nullopt;
}

/// Whether `character` is in the class with these `members`, as a regular expression reads them.
bool in_class(std::string_view members, std::string_view character) {
  const bool negated = members.starts_with('^');
  if (negated) members.remove_prefix(1);
  const auto value = text::decode(character).value;
  const auto take = [&](std::size_t& at) {
    if (members[at] == '\\' && at + 1 < members.size()) ++at;
    const auto one = character_at(members, at);
    at += one.size();
    return text::decode(one).value;
  };
  bool found = false;
  for (std::size_t at = 0; at < members.size() && !found;) {
    const auto low = take(at);
    auto high = low;
    if (at + 1 < members.size() && members[at] == '-') high = take(++at);
    found = low <= value && value <= high;
  }
  return found != negated;
}

}  // namespace

IgnoreFile::IgnoreFile(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (const auto line : text::split(text, '\n')) {
    if (line.starts_with('#')) continue;
    auto pattern = text::trim(line, blanks);
    if (pattern.empty()) continue;
    const bool exception = pattern[0] == '!';
    if (exception) pattern = text::trim(pattern.substr(1), blanks);
    std::string cleaned = pattern.empty() ? std::string() : clean_path(pattern);
    if (cleaned.size() > 1 && cleaned[0] == '/') cleaned.erase(0, 1);
    add(exception ? "!" + cleaned : cleaned);
  }
}

IgnoreFile IgnoreFile::from_patterns(const std::vector<std::string>& patterns) {
  IgnoreFile out;
  for (const auto& pattern : patterns) out.add(pattern);
  return out;
}

void IgnoreFile::add(std::string_view pattern) {
  pattern = text::trim(pattern, blanks);
  if (pattern.empty()) return;
  Pattern compiled;
  compiled.text = clean_path(pattern);
  compiled.exception = compiled.text[0] == '!';
  if (compiled.exception) compiled.text.erase(0, 1);
  if (compiled.text.empty() || !is_valid_pattern(compiled.text) || !compile(compiled)) {
    malformed_.emplace_back(pattern);
    return;
  }
  patterns_.push_back(std::move(compiled));
}

// The order of decisions is the library's: a leading `**` makes a pattern a suffix and a trailing one a
// prefix, unless another wildcard follows or precedes. Hence `**foo` matches `barfoo`, and `a/**` does not
// match `a`.
bool IgnoreFile::compile(Pattern& pattern) {
  using Kind = Pattern::Kind;
  const std::string& text = pattern.text;
  auto& tokens = pattern.tokens;
  bool first = true;
  for (std::size_t at = 0; at < text.size(); first = false) {
    const char c = text[at];
    if (c == '*' && text.compare(at, 2, "**") == 0) {
      at += 2;
      if (at < text.size() && text[at] == '/') ++at;
      if (at < text.size()) {
        tokens.push_back({Token::Kind::folders, {}});
        pattern.kind = Kind::tokens;
      } else {
        tokens.push_back({Token::Kind::everything, {}});
        pattern.kind = pattern.kind == Kind::exact ? Kind::prefix : Kind::tokens;
      }
      if (first) pattern.kind = Kind::suffix;
    } else if (c == '*' || c == '?') {
      ++at;
      tokens.push_back({c == '*' ? Token::Kind::star : Token::Kind::any, {}});
      pattern.kind = Kind::tokens;
    } else if (c == '[') {
      auto end = at + 1;
      if (end < text.size() && text[end] == '^') ++end;
      for (bool member = true; end < text.size() && (member || text[end] != ']'); member = false)
        end += text[end] == '\\' ? 2 : 1;
      if (end >= text.size()) return false;
      tokens.push_back({Token::Kind::one_of, text.substr(at + 1, end - at - 1)});
      at = end + 1;
      pattern.kind = Kind::tokens;
    } else {
      const bool is_escaped = c == '\\' && at + 1 < text.size();
      if (is_escaped) {
        ++at;
        pattern.kind = Kind::tokens;
      }
      const auto character = character_at(text, at);
      at += character.size();
      if (!is_escaped) {
        tokens.push_back({Token::Kind::literal, std::string(character)});
      } else if (auto meaning = escaped(character)) {
        tokens.push_back(
            {meaning->is_class ? Token::Kind::one_of : Token::Kind::literal, std::move(meaning->text)});
      } else {
        return false;
      }
    }
  }
  if (pattern.kind != Kind::tokens) tokens.clear();
  return true;
}

bool IgnoreFile::matches(const Pattern& pattern, std::string_view path) {
  const std::string_view text = pattern.text;
  switch (pattern.kind) {
    case Pattern::Kind::exact:
      return path == text;
    case Pattern::Kind::prefix:
      return path.starts_with(text.substr(0, text.size() - 2));
    case Pattern::Kind::suffix: {
      const auto suffix = text.substr(2);
      return path.ends_with(suffix) || (suffix.starts_with('/') && path == suffix.substr(1));
    }
    case Pattern::Kind::tokens:
      break;
  }
  return matches_tokens(pattern.tokens, path);
}

// Follows all ways through the tokens at once, so that no pattern costs more than its length times the
// path's.
bool IgnoreFile::matches_tokens(const std::vector<Token>& tokens, std::string_view path) {
  using Kind = Token::Kind;
  const auto size = tokens.size();
  std::vector<char> at(size + 1), inside(size + 1), next_at(size + 1), next_inside(size + 1);
  const auto enter = [&](std::vector<char>& states, std::size_t token) {
    for (; states[token] == 0; ++token) {
      states[token] = 1;
      const bool may_skip =
          token < size && (tokens[token].kind == Kind::star || tokens[token].kind == Kind::everything ||
                           tokens[token].kind == Kind::folders);
      if (!may_skip) return;
    }
  };
  enter(at, 0);
  for (std::size_t offset = 0; offset < path.size();) {
    const auto character = character_at(path, offset);
    offset += character.size();
    std::fill(next_at.begin(), next_at.end(), 0);
    std::fill(next_inside.begin(), next_inside.end(), 0);
    for (std::size_t token = 0; token < size; ++token) {
      if (at[token] == 0 && inside[token] == 0) continue;
      const auto& [kind, text] = tokens[token];
      if (kind == Kind::folders) {  // any number of whole folders
        next_inside[token] = 1;
        if (character == "/") enter(next_at, token + 1);
      } else if (kind == Kind::everything || (kind == Kind::star && character != "/")) {
        enter(next_at, token);
      } else if ((kind == Kind::any && character != "/") || (kind == Kind::literal && character == text) ||
                 (kind == Kind::one_of && in_class(text, character))) {
        enter(next_at, token + 1);
      }
    }
    at.swap(next_at);
    inside.swap(next_inside);
  }
  return at[size] != 0;
}

bool IgnoreFile::ignores(std::string_view path) const {
  if (path.empty() || path == ".") return false;
  bool ignored = false;
  for (const auto& pattern : patterns_) {
    if (pattern.exception != ignored) continue;  // it could not change anything
    bool match = matches(pattern, path);
    for (auto slash = path.find('/'); !match && slash != path.npos; slash = path.find('/', slash + 1))
      match = matches(pattern, path.substr(0, slash));
    // Of `/a`, the library's parents are "" and "/"; of `/a/b`, "" and "/a".
    if (!match && path.size() > 1 && path.rfind('/') == 0) match = matches(pattern, "/");
    if (match) ignored = !pattern.exception;
  }
  return ignored;
}

bool IgnoreFile::ignores_all_of_root() const {
  return std::any_of(patterns_.begin(), patterns_.end(), [](const Pattern& pattern) {
    return !pattern.exception && (pattern.text == "*" || pattern.text == "**" || pattern.text == "**/*");
  });
}

void IgnoreFile::append_key(std::string& key) const {
  for (const Pattern& pattern : patterns_) {
    key += pattern.exception ? '!' : ' ';
    key.append(pattern.text).append(1, '\0');
  }
}

bool IgnoreFile::has_exceptions() const {
  return std::any_of(patterns_.begin(), patterns_.end(), [](const Pattern& p) { return p.exception; });
}

}  // namespace dockgate::build
