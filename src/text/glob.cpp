#include "text/glob.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace dockgate::text {
namespace {

// One alternative of a pattern without braces, matched by keeping the set of reachable pattern positions: no
// backtracking, so the time is bounded by pattern × text.
struct Element {
  enum class Kind { byte, one, star, double_star, double_star_slash, set } kind = Kind::byte;
  unsigned char byte = 0;
  bool negated = false;
  std::vector<std::pair<unsigned char, unsigned char>> ranges;
};

std::vector<Element> compile(std::string_view pattern) {
  std::vector<Element> out;
  out.reserve(pattern.size());
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      if (i + 1 < pattern.size() && pattern[i + 1] == '*') {
        ++i;
        // `**/` matches nothing as well: `**/x` covers `x`.
        if (i + 1 < pattern.size() && pattern[i + 1] == '/') {
          ++i;
          out.push_back({Element::Kind::double_star_slash, 0, false, {}});
        } else {
          out.push_back({Element::Kind::double_star, 0, false, {}});
        }
      } else {
        out.push_back({Element::Kind::star, 0, false, {}});
      }
    } else if (c == '?') {
      out.push_back({Element::Kind::one, 0, false, {}});
    } else if (c == '[') {
      Element set{Element::Kind::set, 0, false, {}};
      std::size_t j = i + 1;
      if (j < pattern.size() && (pattern[j] == '!' || pattern[j] == '^')) {
        set.negated = true;
        ++j;
      }
      const std::size_t first = j;
      for (; j < pattern.size() && (pattern[j] != ']' || j == first); ++j) {
        const auto low = static_cast<unsigned char>(pattern[j]);
        auto high = low;
        if (j + 2 < pattern.size() && pattern[j + 1] == '-' && pattern[j + 2] != ']') {
          high = static_cast<unsigned char>(pattern[j + 2]);
          j += 2;
        }
        set.ranges.emplace_back(low, high);
      }
      if (j >= pattern.size()) {  // no closing bracket: an ordinary byte
        out.push_back({Element::Kind::byte, '[', false, {}});
      } else {
        out.push_back(std::move(set));
        i = j;
      }
    } else if (c == '\\' && i + 1 < pattern.size()) {
      out.push_back({Element::Kind::byte, static_cast<unsigned char>(pattern[++i]), false, {}});
    } else {
      out.push_back({Element::Kind::byte, static_cast<unsigned char>(c), false, {}});
    }
  }
  return out;
}

bool matches_one(const Element& element, unsigned char c) {
  switch (element.kind) {
    case Element::Kind::byte:
      return c == element.byte;
    case Element::Kind::one:
      return c != '/';
    case Element::Kind::set: {
      if (c == '/') return false;
      for (const auto& [low, high] : element.ranges) {
        if (c >= low && c <= high) return !element.negated;
      }
      return element.negated;
    }
    default:
      return false;
  }
}

bool match_plain(std::string_view pattern, std::string_view text) {
  const std::vector<Element> elements = compile(pattern);
  std::vector<char> now(elements.size() + 1, 0), next(elements.size() + 1, 0);
  const auto close = [&](std::vector<char>& set) {  // wildcards may match nothing
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const auto kind = elements[i].kind;
      if (set[i] != 0 && (kind == Element::Kind::star || kind == Element::Kind::double_star ||
                          kind == Element::Kind::double_star_slash)) {
        set[i + 1] = 1;
      }
    }
  };
  now[0] = 1;
  close(now);
  for (const char raw : text) {
    const auto c = static_cast<unsigned char>(raw);
    std::fill(next.begin(), next.end(), 0);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (now[i] == 0) continue;
      switch (elements[i].kind) {
        case Element::Kind::star:
          if (c != '/') next[i] = 1;
          break;
        case Element::Kind::double_star:
          next[i] = 1;
          break;
        case Element::Kind::double_star_slash:
          // Inside a part it can only go on; after a `/` the rest of the pattern may begin. 2 = inside a
          // part.
          next[i] = c == '/' ? 1 : 2;
          break;
        default:
          if (matches_one(elements[i], c)) next[i + 1] = 1;
      }
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const bool inside_part = elements[i].kind == Element::Kind::double_star_slash && next[i] == 2;
      if (next[i] != 0 && !inside_part && elements[i].kind != Element::Kind::byte &&
          elements[i].kind != Element::Kind::one && elements[i].kind != Element::Kind::set) {
        next[i + 1] = next[i + 1] == 0 ? char{1} : next[i + 1];
      }
    }
    now.swap(next);
  }
  return now[elements.size()] != 0;
}

// Expands `{a,b}` one level at a time; the alternatives together stay below 64 KiB, so that a pattern costs
// no more than a text of that length.
void expand(std::string_view pattern, std::vector<std::string>& out, int depth) {
  const std::size_t most = (64u << 10) / (pattern.size() + 1);
  const auto open = pattern.find('{');
  const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
  if (out.size() >= most) return;
  if (close == std::string_view::npos || depth > 10) {
    out.emplace_back(pattern);
    return;
  }
  const std::string_view body = pattern.substr(open + 1, close - open - 1);
  for (std::size_t begin = 0; begin <= body.size();) {
    const auto comma = std::min(body.find(',', begin), body.size());
    std::string one(pattern.substr(0, open));
    one += body.substr(begin, comma - begin);
    one += pattern.substr(close + 1);
    expand(one, out, depth + 1);
    begin = comma + 1;
  }
}

/// Where the set that begins at `open` ends: the place of its `]`, npos for a bracket without one.
std::size_t set_end(std::string_view pattern, std::size_t open) {
  std::size_t at = open + 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  const std::size_t first = at;
  for (; at < pattern.size() && (pattern[at] != ']' || at == first); ++at)
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') at += 2;
  return at < pattern.size() ? at : std::string_view::npos;
}

/// Whether the set from `open` to its `]` at `close` holds `c`.
bool set_holds(std::string_view pattern, std::size_t open, std::size_t close, char c) {
  if (c == '/') return false;
  std::size_t at = open + 1;
  const bool negated = pattern[at] == '!' || pattern[at] == '^';
  if (negated) ++at;
  const auto byte = [](char one) { return static_cast<unsigned char>(one); };
  for (; at < close; ++at) {
    const bool range = at + 2 < close && pattern[at + 1] == '-';
    const char high = range ? pattern[at + 2] : pattern[at];
    if (byte(c) >= byte(pattern[at]) && byte(c) <= byte(high)) return !negated;
    if (range) at += 2;
  }
  return negated;
}

/// Behind the element at `p`, which stands for one byte, if that may be `c`; else npos.
std::size_t behind_element(std::string_view pattern, std::size_t p, char c) {
  if (p == pattern.size()) return std::string_view::npos;
  if (pattern[p] == '[') {
    if (const auto close = set_end(pattern, p); close != std::string_view::npos)
      return set_holds(pattern, p, close, c) ? close + 1 : std::string_view::npos;
  }
  return pattern[p] == c || (pattern[p] == '?' && c != '/') ? p + 1 : std::string_view::npos;
}

/// The same for a pattern of letters, `?`, sets and stars of one kind, without building anything: `star_size`
/// is 1 for `*` and 2 for `**`. Since no single star goes over a `/`, the n-th of the text belongs to the
/// n-th of the pattern, and within a part the last star decides; with double stars it decides in all of the
/// text.
bool match_simple(std::string_view pattern, std::string_view text, std::size_t star_size) {
  std::size_t p = 0, t = 0;
  // Behind the last star, and where its text ends so far.
  std::size_t star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p += star_size;
      from = t;
    } else if (const auto behind = behind_element(pattern, p, text[t]); behind != std::string_view::npos) {
      p = behind;
      ++t;
    } else if (star != std::string_view::npos && (star_size == 2 || text[from] != '/')) {
      p = star;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

constexpr bool is_special(char c) {
  return c == '*' || c == '?' || c == '[' || c == '\\' || c == '{';
}

/// What special characters stand in a pattern, in one go.
struct Form {
  bool simple = true;         // nothing but `?`, sets and stars of one kind, and no `**/`
  std::size_t star_size = 1;  // of those
  bool escaped = false, braces = false;
  std::size_t plain_end = 0;  // where the plain text at the end of the pattern begins
};

/// The star at `i`, which is left at its last byte; `stars`: how many there were before.
void add_star(std::string_view pattern, std::size_t& i, Form& form, int& stars) {
  const std::size_t size = i + 1 < pattern.size() && pattern[i + 1] == '*' ? 2 : 1;
  i += size - 1;
  if (stars++ == 0) form.star_size = size;
  const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
  if (size != form.star_size || (size == 2 && (next == '/' || next == '*'))) form.simple = false;
}

Form form_of(std::string_view pattern) {
  Form form;
  int stars = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    switch (pattern[i]) {
      case '*':
        add_star(pattern, i, form, stars);
        break;
      case '\\':
        form.escaped = true;
        form.simple = false;
        break;
      case '[':
        if (const auto close = set_end(pattern, i); close != std::string_view::npos) {
          const auto set = pattern.substr(i, close - i);
          form.braces = form.braces || set.find('{') != std::string_view::npos;
          form.escaped = form.escaped || set.find('\\') != std::string_view::npos;
          form.simple = form.simple && !form.escaped;
          i = close;
        }
        break;
      case '{':
        form.braces = true;
        break;
      case '?':
      case ']':
      case '}':
      case ',':
      case '/':
        break;
      default:
        continue;
    }
    form.plain_end = i + 1;
  }
  return form;
}

std::size_t first_special(std::string_view pattern) {
  std::size_t at = 0;
  while (at < pattern.size() && !is_special(pattern[at])) ++at;
  return at;
}

/// `{a,b}` with plain text in front: alternatives whose beginning differs from the text are passed over.
/// Nothing when the pattern is of another form, or too many are left.
std::optional<bool> match_alternatives(std::string_view pattern, std::string_view text, int& left) {
  const std::size_t open = first_special(pattern);
  if (open == pattern.size()) return pattern == text;
  if (pattern[open] != '{') {
    const Form form = form_of(pattern);
    if (form.braces) return std::nullopt;
    return form.simple ? match_simple(pattern, text, form.star_size) : match_plain(pattern, text);
  }
  const auto close = pattern.find('}', open);
  if (close == std::string_view::npos || --left < 0) return std::nullopt;
  if (!text.starts_with(pattern.substr(0, open))) return false;
  const std::string_view rest = text.substr(open);
  const std::string_view body = pattern.substr(open + 1, close - open - 1);
  std::string one;
  for (std::size_t begin = 0; begin <= body.size();) {
    std::size_t end = begin, same = 0;
    while (end < body.size() && body[end] != ',' && !is_special(body[end]) && same < rest.size() &&
           body[end] == rest[same])
      ++end, ++same;
    const bool differs = end < body.size() && body[end] != ',' && !is_special(body[end]);
    end = std::min(body.find(',', end), body.size());
    const std::string_view alternative = body.substr(begin, end - begin);
    begin = end + 1;
    if (differs) continue;
    if (close + 1 == pattern.size() && same == alternative.size()) {  // all of it is plain
      if (same == rest.size()) return true;
      continue;
    }
    one.assign(pattern.substr(0, open)).append(alternative).append(pattern.substr(close + 1));
    const auto found = match_alternatives(one, text, left);
    if (!found || *found) return found;
  }
  return false;
}

}  // namespace

bool glob_match_further(std::string_view pattern, std::string_view text) {
  // Nearly every call ends here: the plain text in front of the first wildcard, and behind the last one,
  // differs.
  std::size_t plain = 0;
  while (plain < pattern.size() && !is_special(pattern[plain])) {
    if (plain == text.size() || pattern[plain] != text[plain]) return false;
    ++plain;
  }
  if (plain == pattern.size()) return plain == text.size();
  // The last byte stands for itself, unless it ends a wildcard.
  const char last = pattern.back();
  if (last != '*' && last != '?' && last != ']' && last != '}' && (text.empty() || text.back() != last))
    return false;
  if (pattern[plain] != '{') {
    const Form form = form_of(pattern);
    if (!form.escaped && !text.ends_with(pattern.substr(form.plain_end))) return false;
    if (!form.braces)
      return form.simple ? match_simple(pattern, text, form.star_size) : match_plain(pattern, text);
  }
  constexpr int most_groups = 200;
  int left = most_groups;
  if (const auto found = match_alternatives(pattern, text, left)) return *found;
  std::vector<std::string> alternatives;
  expand(pattern, alternatives, 0);
  for (const std::string& alternative : alternatives) {
    if (match_plain(alternative, text)) return true;
  }
  return false;
}

}  // namespace dockgate::text
