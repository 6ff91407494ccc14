#include "build/go_path.hpp"

#include <vector>

#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

std::size_t character_length(std::string_view text, std::size_t at) {
  return text::decode(text.substr(at)).length;
}

std::uint32_t code_point(std::string_view character) {
  return text::decode(character).value;
}

/// One unit of a pattern read at `at`, which moves behind it.
struct Unit {
  enum class Kind { end, malformed, star, any, one_of, literal };
  Kind kind = Kind::end;
  std::string_view character;  // literal
  std::string_view members;    // one_of: between the brackets, `^` removed
  bool negated = false;
};

/// Reads one member of a class, which may be escaped; "" when there is none.
std::string_view class_member(std::string_view pattern, std::size_t& at) {
  if (at >= pattern.size() || pattern[at] == '-' || pattern[at] == ']') return {};
  if (pattern[at] == '\\') ++at;
  if (at >= pattern.size()) return {};
  const auto length = character_length(pattern, at);
  at += length;
  return pattern.substr(at - length, length);
}

/// Reads the next `low[-high]` of a class; false when it is malformed.
bool class_range(std::string_view pattern, std::size_t& at, std::string_view& low, std::string_view& high) {
  low = high = class_member(pattern, at);
  if (low.empty()) return false;
  if (at < pattern.size() && pattern[at] == '-') {
    ++at;
    high = class_member(pattern, at);
  }
  return !high.empty();
}

Unit next_unit(std::string_view pattern, std::size_t& at) {
  Unit unit;
  if (at >= pattern.size()) return unit;
  const char c = pattern[at];
  if (c == '*' || c == '?') {
    ++at;
    unit.kind = c == '*' ? Unit::Kind::star : Unit::Kind::any;
    return unit;
  }
  if (c == '[') {
    ++at;
    unit.negated = at < pattern.size() && pattern[at] == '^';
    if (unit.negated) ++at;
    const auto begin = at;
    unit.kind = Unit::Kind::one_of;
    for (bool first = true; first || at >= pattern.size() || pattern[at] != ']'; first = false) {
      std::string_view low, high;
      if (!class_range(pattern, at, low, high)) {
        unit.kind = Unit::Kind::malformed;
        return unit;
      }
    }
    unit.members = pattern.substr(begin, at - begin);
    ++at;
    return unit;
  }
  if (c == '\\' && ++at >= pattern.size()) {
    unit.kind = Unit::Kind::malformed;
    return unit;
  }
  const auto length = character_length(pattern, at);
  unit.kind = Unit::Kind::literal;
  unit.character = pattern.substr(at, length);
  at += length;
  return unit;
}

bool is_member(const Unit& unit, std::string_view character) {
  const auto value = code_point(character);
  for (std::size_t at = 0; at < unit.members.size();) {
    std::string_view low, high;
    if (!class_range(unit.members, at, low, high)) break;
    if (code_point(low) <= value && value <= code_point(high)) return !unit.negated;
  }
  return unit.negated;
}

}  // namespace

std::string clean_path(std::string_view path) {
  const bool rooted = path.starts_with('/');
  std::vector<std::string_view> parts;
  for (const auto part : text::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !rooted) {
      parts.push_back(part);
    }
  }
  std::string out(rooted ? "/" : "");
  for (const auto part : parts) {
    if (out.size() > (rooted ? 1u : 0u)) out += '/';
    out += part;
  }
  return out.empty() ? "." : out;
}

bool match_path(std::string_view pattern, std::string_view text) {
  if (!is_valid_pattern(pattern)) return false;
  // Only the last star ever has to be tried again: what stands before it has matched as early as it could.
  std::size_t p = 0, t = 0, star_p = std::string_view::npos, star_t = 0;
  while (true) {
    std::size_t next = p;
    const Unit unit = next_unit(pattern, next);
    if (unit.kind == Unit::Kind::star) {
      star_p = p = next;
      star_t = t;
      continue;
    }
    if (unit.kind == Unit::Kind::end && t == text.size()) return true;
    bool matches = false;
    std::size_t length = 0;
    if (t < text.size() && unit.kind != Unit::Kind::end) {
      length = character_length(text, t);
      const auto character = text.substr(t, length);
      matches = unit.kind == Unit::Kind::literal  ? character == unit.character
                : unit.kind == Unit::Kind::one_of ? character != "/" && is_member(unit, character)
                                                  : character != "/";
    }
    if (matches) {
      p = next;
      t += length;
      continue;
    }
    if (star_p == std::string_view::npos || star_t >= text.size() || text[star_t] == '/') return false;
    star_t += character_length(text, star_t);
    p = star_p;
    t = star_t;
  }
}

bool is_valid_pattern(std::string_view pattern) {
  for (std::size_t at = 0;;) {
    const auto kind = next_unit(pattern, at).kind;
    if (kind == Unit::Kind::end) return true;
    if (kind == Unit::Kind::malformed) return false;
  }
}

bool has_wildcard(std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '*' || path[i] == '?' || path[i] == '[') return true;
    if (path[i] == '\\') ++i;
  }
  return false;
}

std::string unescape_pattern(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

}  // namespace dockgate::build
