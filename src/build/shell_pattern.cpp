#include "build/shell_pattern.hpp"

#include <algorithm>

#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace dockgate::build {
namespace {

std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto length = text::decode(text).length;
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

void append(std::string& out, const std::vector<std::string_view>& characters, std::size_t begin,
            std::size_t end) {
  for (; begin < end; ++begin) out += characters[begin];
}

/// The replacement with its `$…` filled in, as Go's Regexp.Expand does for an expression without groups.
std::string fill(std::string_view replacement, const std::string& match) {
  std::string out;
  for (std::size_t at = 0; at < replacement.size();) {
    if (replacement[at] != '$') {
      out += replacement[at++];
      continue;
    }
    ++at;
    if (at < replacement.size() && replacement[at] == '$') {
      out += replacement[at++];
      continue;
    }
    const bool braces = at < replacement.size() && replacement[at] == '{';
    const auto begin = at + (braces ? 1 : 0);
    auto end = begin;
    while (end < replacement.size() && text::is_word(replacement[end])) ++end;
    if (end == begin || (braces && (end == replacement.size() || replacement[end] != '}'))) {
      out += '$';  // malformed: text
      continue;
    }
    if (replacement.substr(begin, end - begin) == "0") out += match;
    at = end + (braces ? 1 : 0);
  }
  return out;
}

}  // namespace

class ShellPattern::Search {
 public:
  Search(const std::vector<Token>& tokens, bool greedy, const Characters& characters)
      : tokens_(tokens), greedy_(greedy), characters_(characters), dead_(states(), false) {}

  static bool is_too_large(std::size_t tokens, std::size_t characters) {
    constexpr std::size_t most_states = 16u << 20;
    return (tokens + 1) > most_states / (characters + 1);
  }

  /// The end of the match that begins at `begin`, in the order of preference of a backtracking expression.
  std::optional<std::size_t> match_at(std::size_t begin) {
    pending_.assign(1, {0, begin});
    while (!pending_.empty()) {
      const auto [token, at] = pending_.back();
      pending_.pop_back();
      if (token == tokens_.size()) return at;
      const auto state = token * (characters_.size() + 1) + at;
      if (dead_[state]) continue;
      dead_[state] = true;  // tried: a second way to it can only fail again, or come later in preference
      const bool more = at < characters_.size();
      const bool in_line = more && characters_[at] != "\n";
      switch (tokens_[token].kind) {
        case Token::Kind::literal:
          if (more && characters_[at] == tokens_[token].text) pending_.push_back({token + 1, at + 1});
          break;
        case Token::Kind::any:
          if (in_line) pending_.push_back({token + 1, at + 1});
          break;
        case Token::Kind::star:  // what is to be tried first goes on top
          if (greedy_) pending_.push_back({token + 1, at});
          if (in_line) pending_.push_back({token, at + 1});
          if (!greedy_) pending_.push_back({token + 1, at});
          break;
      }
    }
    return std::nullopt;
  }

  /// Forgets the dead ends: after a match the states on its way may lead to another one.
  void restart() { dead_.assign(states(), false); }

 private:
  std::size_t states() const { return (tokens_.size() + 1) * (characters_.size() + 1); }
  const std::vector<Token>& tokens_;
  const bool greedy_;
  const Characters& characters_;
  std::vector<bool> dead_;
  std::vector<std::pair<std::size_t, std::size_t>> pending_;
};

Result<ShellPattern> ShellPattern::compile(std::string_view pattern, bool greedy) {
  ShellPattern out;
  out.greedy_ = greedy;
  const auto characters = characters_of(pattern);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    auto text = characters[i];
    if (text == "*") {
      // Several stars in a row match what one matches.
      if (out.tokens_.empty() || out.tokens_.back().kind != Token::Kind::star)
        out.tokens_.push_back({Token::Kind::star, {}});
      continue;
    }
    if (text == "?") {
      out.tokens_.push_back({Token::Kind::any, {}});
      continue;
    }
    if (text == "\\") {
      const auto next = i + 1 < characters.size() ? characters[i + 1] : std::string_view();
      if (next == "}" || next == "/") continue;
      if (next != "*" && next != "?" && next != "\\")
        return Result<ShellPattern>::failure("invalid escape `\\" + std::string(next) + "`");
      text = next;
      ++i;
    }
    out.tokens_.push_back({Token::Kind::literal, std::string(text)});
  }
  return out;
}

std::optional<std::string> ShellPattern::without_prefix(std::string_view value) const {
  const auto characters = characters_of(value);
  if (Search::is_too_large(tokens_.size(), characters.size())) return std::nullopt;
  const auto end = Search(tokens_, greedy_, characters).match_at(0);
  std::string out;
  append(out, characters, end.value_or(0), characters.size());
  return out;
}

std::optional<std::string> ShellPattern::without_suffix(std::string_view value) const {
  auto characters = characters_of(value);
  if (Search::is_too_large(tokens_.size(), characters.size())) return std::nullopt;
  auto tokens = tokens_;
  std::reverse(tokens.begin(), tokens.end());
  std::reverse(characters.begin(), characters.end());
  const auto taken = Search(tokens, greedy_, characters).match_at(0).value_or(0);
  std::reverse(characters.begin(), characters.end());
  std::string out;
  append(out, characters, 0, characters.size() - taken);
  return out;
}

std::optional<std::string> ShellPattern::replace_first(std::string_view value,
                                                       std::string_view replacement) const {
  const auto characters = characters_of(value);
  if (Search::is_too_large(tokens_.size(), characters.size())) return std::nullopt;
  Search search(tokens_, greedy_, characters);
  for (std::size_t begin = 0; begin <= characters.size(); ++begin) {
    const auto end = search.match_at(begin);
    if (!end) continue;
    std::string out;
    append(out, characters, 0, begin);
    out += replacement;
    append(out, characters, *end, characters.size());
    return out;
  }
  return std::string(value);
}

std::optional<std::string> ShellPattern::replace_all(std::string_view value,
                                                     std::string_view replacement) const {
  constexpr std::size_t most_bytes = 1u << 20;
  const auto characters = characters_of(value);
  if (Search::is_too_large(tokens_.size(), characters.size())) return std::nullopt;
  Search search(tokens_, greedy_, characters);
  std::string out;
  std::size_t copied = 0, work = 0;
  std::optional<std::size_t> last_end;
  for (std::size_t begin = 0; begin <= characters.size();) {
    const auto end = search.match_at(begin);
    // An empty match right behind the last one does not count.
    if (end && !(*end == begin && last_end == begin)) {
      append(out, characters, copied, begin);
      std::string match;
      append(match, characters, begin, *end);
      out += fill(replacement, match);
      copied = *end;
      last_end = *end;
    }
    if (end) {
      search.restart();
      work += (tokens_.size() + 1) * (characters.size() + 1);
      if (work > (64u << 20) || out.size() > most_bytes) return std::nullopt;
    }
    begin = end && *end > begin ? *end : begin + 1;
  }
  append(out, characters, copied, characters.size());
  return out;
}

}  // namespace dockgate::build
