#include "catalog/maintainers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::catalog {
namespace {

/// Registries under which anybody can take a namespace of his own. GitHub's is left out: its namespaces are
/// the owners of the source repositories, so that the same name there is nearly always the same owner.
constexpr std::array<std::string_view, 2> open_registries{"docker.io", "quay.io"};

constexpr bool is_wild(char c) {
  return c == '*' || c == '?' || c == '[' || c == '{';
}

bool is_literal(std::string_view pattern) {
  return std::ranges::none_of(pattern, is_wild);
}

/// Length of the literal beginning of `pattern` plus one when it matches, 0 otherwise. Most patterns differ
/// from a name early.
std::size_t match_rank(std::string_view pattern, std::string_view name) {
  std::size_t literal = 0;
  while (literal < pattern.size() && !is_wild(pattern[literal])) {
    if (literal == name.size() || pattern[literal] != name[literal]) {
      return 0;
    }
    ++literal;
  }
  if (literal == pattern.size()) {
    return name.size() == pattern.size() ? literal + 1 : 0;
  }
  return text::glob_match(pattern, name) ? literal + 1 : 0;
}

bool any_matches(std::span<const std::string_view> patterns, std::string_view name) {
  return std::ranges::any_of(patterns, [&](auto pattern) { return match_rank(pattern, name) > 0; });
}

/// Of the parts of a name, the registry, the namespace ("library" for official images) and the rest.
struct NameParts {
  std::string_view registry, space, rest;
};

NameParts take_apart(std::string_view name) {
  NameParts parts;
  const auto first = name.find('/');
  parts.registry = name.substr(0, first);
  if (first == std::string_view::npos) {
    return parts;
  }
  const auto path = name.substr(first + 1);
  const auto second = path.find('/');
  parts.space = path.substr(0, second);
  if (second != std::string_view::npos) {
    parts.rest = path.substr(second + 1);
  }
  return parts;
}

/// What a word looks like at a glance, a character at a time: those that are easily taken for one another
/// become one, and marks between words are left out.
class Look {
 public:
  explicit Look(std::string_view word) : word_(word) {}

  /// -1 at the end.
  int next() {
    while (at_ < word_.size()) {
      const char c = word_[at_++];
      const char following = at_ < word_.size() ? word_[at_] : '\0';
      if (c == '-' || c == '_' || c == '.') {
        continue;
      }
      if (c == 'r' && following == 'n') {
        ++at_;
        return 'm';
      }
      if (c == 'v' && following == 'v') {
        ++at_;
        return 'w';
      }
      return c == '0' ? 'o' : c == '1' || c == 'i' ? 'l' : c == '5' ? 's' : c;
    }
    return -1;
  }

 private:
  std::string_view word_;
  std::size_t at_ = 0;
};

/// `any_case`: what is left of the words is compared without letter case.
bool look_alike(std::string_view a, std::string_view b, bool any_case = false) {
  const auto shown = [&](int c) { return any_case && c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  Look one(a), other(b);
  while (true) {
    const int c = one.next();
    if (shown(c) != shown(other.next())) {
      return false;
    }
    if (c < 0) {
      return true;
    }
  }
}

/// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`, or `limit` + 1 when there are more.
/// Only what lies within `limit` of the diagonal can be on the way.
std::size_t edits(std::string_view a, std::string_view b, std::size_t limit) {
  constexpr std::size_t longest = 64;  // of a name that anybody takes for another
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit || b.size() > longest) {
    return limit + 1;
  }
  using Row = std::array<unsigned char, longest + 2>;
  const auto far = static_cast<unsigned char>(limit + 1);
  Row one, two, three;
  Row *before = &one, *above = &two, *row = &three;
  unsigned char least_above = 0;
  for (std::size_t j = 0; j <= b.size() + 1; ++j) {
    (*before)[j] = far;
    (*above)[j] = static_cast<unsigned char>(std::min(j, limit + 1));
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::size_t first = i > limit ? i - limit : 1, last = std::min(b.size(), i + limit);
    (*row)[first - 1] = first == 1 ? static_cast<unsigned char>(std::min(i, limit + 1)) : far;
    unsigned char least = (*row)[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      std::size_t best =
          std::min({(*above)[j] + 1, (*row)[j - 1] + 1, (*above)[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best = std::min<std::size_t>(best, (*before)[j - 2] + 1);
      }
      (*row)[j] = static_cast<unsigned char>(std::min(best, limit + 1));
      least = std::min(least, (*row)[j]);
    }
    (*row)[last + 1] = far;
    if (least > limit && least_above > limit) {
      return limit + 1;  // a swap reaches over one row, no further
    }
    least_above = least;
    Row* const free = before;
    before = above;
    above = row;
    row = free;
  }
  return (*above)[b.size()];
}

/// Whether two letters that stand side by side are all that differs, in the other order: `ngnix`.
bool is_swapped(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  const auto [first, other] = std::ranges::mismatch(a, b);
  const auto at = static_cast<std::size_t>(first - a.begin());
  return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
         a.substr(at + 2) == b.substr(at + 2);
}

/// Whether `word` is taken for `known`. `closed`: nobody can register a name that stands there, so that even
/// short names that differ are slips; elsewhere short names are near one another by chance.
bool near(std::string_view word, std::string_view known, bool closed = false) {
  if (word == known || known.size() < 4) {
    return false;
  }
  if (look_alike(word, known) || is_swapped(word, known)) {
    return true;
  }
  const std::size_t limit = known.size() >= 9 ? 2 : known.size() >= 6 || closed ? 1 : 0;
  return limit > 0 && edits(word, known, limit) <= limit;
}

std::string familiar(std::string_view name) {
  for (const std::string_view prefix : {"docker.io/library/", "docker.io/"}) {
    if (name.starts_with(prefix)) {
      return std::string(name.substr(prefix.size()));
    }
  }
  return std::string(name);
}

}  // namespace

std::string_view find_maintainer(const ImageKnowledge& known, std::string_view name) {
  std::size_t best = 0;
  std::string_view found;
  const auto consider = [&](std::span<const std::string_view> images, std::string_view maintainer) {
    for (const auto pattern : images) {
      if (const auto rank = match_rank(pattern, name); rank > best) {
        best = rank;
        found = maintainer;
      }
    }
  };
  for (const auto& row : known.maintainers) {
    consider(row.images, row.name);
  }
  for (const auto& row : known.unmaintained) {
    if (!row.maintainer.empty()) {
      consider(row.images, row.maintainer);
    }
  }
  return found;
}

const Unmaintained* find_unmaintained(const ImageKnowledge& known, std::string_view name) {
  const auto row = std::ranges::find_if(
      known.unmaintained, [&](const auto& candidate) { return any_matches(candidate.images, name); });
  return row == known.unmaintained.end() ? nullptr : &*row;
}

bool starts_as_other_user(const ImageKnowledge& known, std::string_view name, std::string_view tag) {
  return std::ranges::any_of(known.other_users, [&](const OtherUser& row) {
    return any_matches(row.images, name) && (row.tags.empty() || any_matches(row.tags, tag));
  });
}

bool moves(const ImageKnowledge& known, std::string_view tag) {
  if (tag.empty()) {
    return false;
  }
  bool only_moving = true;
  std::size_t begin = 0;
  const auto lower = text::lower(tag);
  const std::string_view all = lower;
  while (begin <= all.size()) {
    const auto end = std::min(all.find_first_of("-_.", begin), all.size());
    const auto word = all.substr(begin, end - begin);
    if ((begin == 0 || end == all.size()) &&
        std::ranges::find(known.moving_ends, word) != known.moving_ends.end()) {
      return true;
    }
    only_moving = only_moving && std::ranges::find(known.moving_words, word) != known.moving_words.end();
    begin = end + 1;
  }
  return only_moving;
}

namespace {

/// A host that nobody knows and that looks like a known one: `gchr.io`.
Lookalike lookalike_host(const ImageKnowledge& known, const NameParts& parts, std::string_view name) {
  std::string_view resembled;
  for (const auto& row : known.maintainers) {
    for (const auto pattern : row.images) {
      const auto host = take_apart(pattern).registry;
      if (host == parts.registry) {
        return {};
      }
      if (resembled.empty() && host.find_first_of("*?[{") == std::string_view::npos && host.size() >= 6 &&
          near(parts.registry, host)) {
        resembled = host;
      }
    }
  }
  if (resembled.empty()) {
    return {};
  }
  return {
      std::string(resembled) + std::string(name.substr(parts.registry.size())),
      "stands on `" + std::string(parts.registry) + "`, which looks like `" + std::string(resembled) + "`"};
}

/// An official image's name in a namespace of Docker Hub that anybody may own: `someuser/python`.
Lookalike official_elsewhere(const ImageKnowledge& known, const NameParts& parts) {
  if (parts.registry != "docker.io") {
    return {};
  }
  const std::string official = "docker.io/library/" + std::string(parts.rest);
  for (const auto& row : known.maintainers) {
    if (std::ranges::find(row.images, std::string_view(official)) != row.images.end()) {
      return {official, "bears the name of the official image `" + std::string(parts.rest) +
                            "`, but stands in the namespace `" + std::string(parts.space) + "`"};
    }
  }
  return {};
}

}  // namespace

Lookalike find_lookalike(const ImageKnowledge& known, std::string_view name) {
  const auto parts = take_apart(name);
  if (parts.rest.empty() || !find_maintainer(known, name).empty()) {
    return {};
  }
  if (auto host = lookalike_host(known, parts, name); !host.known.empty()) {
    return host;
  }
  const bool official = parts.registry == "docker.io" && parts.space == "library";
  Lookalike elsewhere;
  for (const auto& row : known.maintainers) {
    for (const auto pattern : row.images) {
      const auto candidate = take_apart(pattern);
      if (candidate.registry != parts.registry && candidate.space != parts.space) {
        continue;  // not near in any way
      }
      const bool exact = is_literal(pattern);
      if (candidate.registry.find('*') != std::string_view::npos ||
          candidate.space.find('*') != std::string_view::npos) {
        continue;
      }
      if (official) {
        if (exact && candidate.registry == parts.registry && candidate.space == parts.space &&
            near(parts.rest, candidate.rest, true)) {
          return {std::string(pattern), "looks like the official image `" + familiar(pattern) + "`"};
        }
        continue;
      }
      if (candidate.space == "library" || candidate.space.empty() || candidate.rest.empty()) {
        continue;
      }
      const auto resembled = [&] {
        return std::string(candidate.registry) + "/" + std::string(candidate.space) + "/" +
               std::string(parts.rest);
      };
      if (candidate.registry == parts.registry && near(parts.space, candidate.space)) {
        return {resembled(), "looks like `" + familiar(resembled()) + "` of " + std::string(row.title)};
      }
      if (elsewhere.known.empty() && candidate.space == parts.space && candidate.space.size() >= 4 &&
          candidate.registry != parts.registry &&
          std::ranges::find(open_registries, parts.registry) != open_registries.end()) {
        elsewhere = {resembled(), "bears the name of `" + familiar(resembled()) + "` of " +
                                      std::string(row.title) + ", but stands on another registry"};
      }
    }
  }
  return elsewhere.known.empty() && !official ? official_elsewhere(known, parts) : elsewhere;
}

std::string_view lookalike_organisation(const ImageKnowledge& known, std::string_view organisation) {
  const auto lower = text::lower(organisation);
  std::string_view resembled;
  for (const auto candidate : known.model_organisations) {
    const auto name = text::lower(candidate);
    if (name == lower) {
      return {};
    }
    // An l for an I: lower case would hide it.
    if (resembled.empty() && (near(lower, name) || (organisation != candidate && candidate.size() >= 4 &&
                                                    look_alike(organisation, candidate, true)))) {
      resembled = candidate;
    }
  }
  return resembled;
}

}  // namespace dockgate::catalog
