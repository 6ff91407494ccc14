#include "shell/brace_expansion.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "shell/number.hpp"
#include "text/ascii.hpp"

namespace dockgate::shell {
namespace {

constexpr std::size_t max_words = 64;
constexpr int max_braces = 8;

using Pieces = std::vector<BracePiece>;

/// A `{…}` that stands for several words.
struct Brace {
  std::uint32_t begin = 0, end = 0;   // of the whole, with its braces
  std::vector<std::uint32_t> commas;  // none: a sequence
};

/// What `1..3`, `a..c`, `01..10..2` counts, or nothing where it is no sequence.
std::optional<std::vector<std::string>> sequence(std::string_view body) {
  const std::size_t dots = body.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view first = body.substr(0, dots);
  std::string_view last = body.substr(dots + 2);
  int step = 1;
  if (const std::size_t more = last.find(".."); more != std::string_view::npos) {
    const auto given = number(last.substr(more + 2));
    if (!given) return std::nullopt;
    step = std::max(1, std::abs(*given % 1'000'000));
    last = last.substr(0, more);
  }
  const auto letter = [](std::string_view text) { return text.size() == 1 && text::is_letter(text[0]); };
  std::vector<std::string> out;
  const auto count = [&](int from, int to, auto shown) {
    for (int value = from; out.size() <= max_words; value += from <= to ? step : -step) {
      if (from <= to ? value > to : value < to) break;
      out.push_back(shown(value));
    }
  };
  if (letter(first) && letter(last)) {
    count(first[0], last[0], [](int value) { return std::string(1, static_cast<char>(value)); });
    return out;
  }
  const auto from = number(first);
  const auto to = number(last);
  if (!from || !to || std::abs(*from) > 1'000'000 || std::abs(*to) > 1'000'000) return std::nullopt;
  // A zero in front makes all as wide as the widest of the two.
  const auto padded = [](std::string_view text) { return text.size() > 1 && text[text[0] == '-'] == '0'; };
  const std::size_t width = padded(first) || padded(last) ? std::max(first.size(), last.size()) : 0;
  count(*from, *to, [&](int value) {
    std::string digits = std::to_string(std::abs(value));
    const std::size_t sign = value < 0 ? 1 : 0;
    if (digits.size() + sign < width) digits.insert(0, width - digits.size() - sign, '0');
    return (sign ? "-" : "") + digits;
  });
  return out;
}

class Expander {
 public:
  Expander(std::string_view text, const std::vector<Substitution>& substitutions)
      : text_(text), substitutions_(substitutions) {}

  /// Adds the words of `before` and then `rest`; false when there are too many.
  bool expand(const Pieces& before, Span rest, int depth, std::vector<Pieces>& out) const {
    const auto brace = depth < max_braces ? find(rest) : std::nullopt;
    if (!brace) {
      if (out.size() >= max_words) return false;
      out.push_back(before);
      out.back().push_back({rest});
      return true;
    }
    Pieces start = before;
    if (brace->begin > rest.begin) start.push_back({{rest.begin, brace->begin}});
    const auto go_on = [&](const Pieces& middle) {
      Pieces pieces = start;
      pieces.insert(pieces.end(), middle.begin(), middle.end());
      return expand(pieces, {brace->end, rest.end}, depth + 1, out);
    };
    if (brace->commas.empty()) {
      const Span whole{brace->begin, brace->end};
      const auto counted = sequence(text_.substr(whole.begin + 1, whole.end - whole.begin - 2));
      return counted && counted->size() <= max_words &&
             std::ranges::all_of(*counted, [&](const std::string& one) {
               return go_on({{whole, one}});
             });
    }
    std::uint32_t begin = brace->begin + 1;
    for (std::size_t i = 0; i <= brace->commas.size(); ++i) {
      const std::uint32_t end = i < brace->commas.size() ? brace->commas[i] : brace->end - 1;
      std::vector<Pieces> choices;
      if (!expand({}, {begin, end}, depth + 1, choices)) return false;
      for (const Pieces& choice : choices)
        if (!go_on(choice)) return false;
      begin = end + 1;
    }
    return true;
  }

 private:
  /// The first brace of `part` that is one.
  std::optional<Brace> find(Span part) const {
    for (std::uint32_t at = part.begin; at < part.end; at = behind(at, part.end))
      if (text_[at] == '{')
        if (auto brace = brace_at(at, part.end)) return brace;
    return std::nullopt;
  }
  std::optional<Brace> brace_at(std::uint32_t begin, std::uint32_t end) const {
    Brace brace{begin, 0, {}};
    int open = 0;
    for (std::uint32_t at = begin; at < end; at = behind(at, end)) {
      const char c = text_[at];
      if (std::isspace(static_cast<unsigned char>(c))) return std::nullopt;
      if (c == '{') ++open;
      if (c == ',' && open == 1) brace.commas.push_back(at);
      if (c != '}' || --open > 0) continue;
      brace.end = at + 1;
      if (brace.commas.empty() && !sequence(text_.substr(begin + 1, at - begin - 1))) return std::nullopt;
      return brace;
    }
    return std::nullopt;
  }
  /// The offset behind the character at `at`: quotes, expansions and substitutions count as one.
  std::uint32_t behind(std::uint32_t at, std::uint32_t end) const {
    const auto inner = std::lower_bound(
        substitutions_.begin(), substitutions_.end(), at,
        [](const Substitution& one, std::uint32_t offset) { return one.span.begin < offset; });
    if (inner != substitutions_.end() && inner->span.begin == at)
      return std::min(std::max(inner->span.end, at + 1), end);
    const char c = text_[at];
    if (c == '\\') return std::min(at + 2, end);
    if (c == '\'') {
      const std::size_t close = text_.substr(0, end).find('\'', at + 1);
      return close == std::string_view::npos ? end : static_cast<std::uint32_t>(close + 1);
    }
    if (c == '"' || (c == '$' && at + 1 < end && text_[at + 1] == '{')) {
      const char close = c == '"' ? '"' : '}';
      std::uint32_t next = at + (c == '"' ? 1 : 2);
      while (next < end && text_[next] != close) next += text_[next] == '\\' ? 2 : 1;
      return std::min(next + 1, end);
    }
    return at + 1;
  }

  std::string_view text_;
  const std::vector<Substitution>& substitutions_;
};

}  // namespace

std::vector<std::vector<BracePiece>> expand_braces(std::string_view text, Span part,
                                                   const std::vector<Substitution>& substitutions) {
  std::vector<Pieces> out;
  const std::string_view word = text.substr(part.begin, part.end - part.begin);
  if (word.find('{') == std::string_view::npos || !Expander(text, substitutions).expand({}, part, 0, out)) {
    out.assign(1, {{part}});
  }
  return out;
}

}  // namespace dockgate::shell
