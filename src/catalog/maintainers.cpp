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

/// Length of the literal beginning of `pattern` plus one when it matches, 0 otherwise.
std::size_t match_rank(const ImagePattern& pattern, std::string_view name) {
  const std::size_t literal = pattern.literal;
  const bool may_match = pattern.has_wildcard() ? literal <= name.size() : literal == name.size();
  if (!may_match || (literal > 0 && name[literal - 1] != pattern.last) ||
      name.substr(0, literal) != pattern.text.substr(0, literal)) {
    return 0;
  }
  return !pattern.has_wildcard() || text::glob_match(pattern.text, name) ? literal + 1 : 0;
}

bool any_matches(std::span<const ImagePattern> patterns, std::string_view name) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) { return match_rank(pattern, name) > 0; });
}

/// Of the parts of a name, the registry, the namespace ("library" for official images) and the rest.
struct NameParts {
  std::string_view registry, space, rest;
};

NameParts take_apart(const ImagePattern& name) {
  NameParts parts;
  parts.registry = name.text.substr(0, name.registry);
  if (name.registry < name.text.size()) {
    const auto path = name.text.substr(name.registry + 1u);
    parts.space = path.substr(0, name.space);
    if (name.space < path.size()) {
      parts.rest = path.substr(name.space + 1u);
    }
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

/// Whether at most `limit` edits (insert, delete, replace, swap of neighbours) lead from `a` to `b`.
bool within_edits(std::string_view a, std::string_view b, std::size_t limit) {
  // Ends that are the same cost nothing, whatever stands between them.
  const auto [left, right] = std::ranges::mismatch(a, b);
  const auto same = static_cast<std::size_t>(left - a.begin());
  a.remove_prefix(same);
  b.remove_prefix(same);
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (a.empty() || b.empty()) {
    return std::max(a.size(), b.size()) <= limit;
  }
  if (limit == 0) {
    return false;
  }
  return within_edits(a.substr(1), b.substr(1), limit - 1) || within_edits(a.substr(1), b, limit - 1) ||
         within_edits(a, b.substr(1), limit - 1) ||
         (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0] &&
          within_edits(a.substr(2), b.substr(2), limit - 1));
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
  constexpr std::size_t longest = 64;  // of a name that anybody takes for another
  if (word == known || known.size() < 4) {
    return false;
  }
  if (look_alike(word, known)) {
    return true;
  }
  const std::size_t limit = known.size() >= 9 ? 2 : known.size() >= 6 || closed ? 1 : 0;
  const std::size_t apart =
      word.size() > known.size() ? word.size() - known.size() : known.size() - word.size();
  if (limit > 0 && known.size() <= longest) {
    return apart <= limit && within_edits(word, known, limit);  // a swap is one edit
  }
  return is_swapped(word, known);
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
  const auto consider = [&](std::span<const ImagePattern> images, std::string_view maintainer) {
    for (const auto& pattern : images) {
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
    return any_matches(row.images, name) &&
           (row.tags.empty() || std::ranges::any_of(row.tags, [&](std::string_view pattern) {
              return text::glob_match(pattern, tag);
            }));
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
    for (const auto& pattern : row.images) {
      const auto host = pattern.text.substr(0, pattern.registry);
      if (host == parts.registry) {
        return {};
      }
      if (resembled.empty() && pattern.literal >= pattern.registry && host.size() >= 6 &&
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
    if (std::ranges::find(row.images, std::string_view(official), &ImagePattern::text) != row.images.end()) {
      return {official, "bears the name of the official image `" + std::string(parts.rest) +
                            "`, but stands in the namespace `" + std::string(parts.space) + "`"};
    }
  }
  return {};
}

}  // namespace

Lookalike find_lookalike(const ImageKnowledge& known, std::string_view name) {
  const auto parts = take_apart(ImagePattern(name));
  if (parts.rest.empty() || !find_maintainer(known, name).empty()) {
    return {};
  }
  if (auto host = lookalike_host(known, parts, name); !host.known.empty()) {
    return host;
  }
  const bool official = parts.registry == "docker.io" && parts.space == "library";
  Lookalike elsewhere;
  std::string_view other_space;  // of the last pattern, when it is not near: most rows are about one
  for (const auto& row : known.maintainers) {
    for (const auto& pattern : row.images) {
      const bool same_space =
          pattern.space == parts.space.size() &&
          pattern.text.substr(std::min<std::size_t>(pattern.registry + 1u, pattern.text.size()),
                              pattern.space) == parts.space;
      const bool same_registry =
          pattern.registry == parts.registry.size() && pattern.text.starts_with(parts.registry);
      if (official ? !same_registry || !same_space : !same_registry && !same_space) {
        continue;  // not near in any way
      }
      const auto candidate = take_apart(pattern);
      if (same_registry && !official && candidate.space == other_space) {
        continue;
      }
      const bool exact = !pattern.has_wildcard();
      if (!exact && (candidate.registry.find('*') != std::string_view::npos ||
                     candidate.space.find('*') != std::string_view::npos)) {
        continue;
      }
      if (official) {
        if (exact && near(parts.rest, candidate.rest, true)) {
          return {std::string(pattern.text),
                  "looks like the official image `" + familiar(pattern.text) + "`"};
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
      if (same_registry) {
        if (near(parts.space, candidate.space)) {
          return {resembled(), "looks like `" + familiar(resembled()) + "` of " + std::string(row.title)};
        }
        other_space = candidate.space;
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
