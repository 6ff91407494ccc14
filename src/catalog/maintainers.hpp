#pragma once
// What is known of images by their names: who maintains them, which are abandoned, which tags move. The rows
// are constant data, made from policies/catalog/maintainers.yaml when the project is built.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dockgate::catalog {

/// A text::glob_match pattern on the normalised name, `registry/repository`, taken apart beforehand: there
/// are thousands, and each is held against every name. Of patterns shorter than 64 KiB.
struct ImagePattern {
  std::string_view text;
  std::uint16_t literal = 0;   // bytes before the first wildcard
  std::uint16_t registry = 0;  // bytes before the first slash
  std::uint16_t space = 0;     // bytes between it and the second one, or the end
  char last = 0;               // the last byte of the literal beginning

  constexpr ImagePattern() = default;
  explicit constexpr ImagePattern(std::string_view pattern) : text(pattern) {
    const auto part = [](std::size_t size) { return static_cast<std::uint16_t>(size); };
    const std::size_t size = pattern.size();
    const std::size_t wild = pattern.find_first_of("*?[{"), slash = pattern.find('/');
    literal = part(wild == pattern.npos ? size : wild);
    registry = part(slash == pattern.npos ? size : slash);
    if (slash != pattern.npos) {
      const std::size_t second = pattern.find('/', slash + 1);
      space = part((second == pattern.npos ? size : second) - slash - 1);
    }
    last = literal == 0 ? '\0' : pattern[literal - 1u];
  }
  /// With the parts as another one has them: for tables, in which compilers do not search thousands of texts.
  constexpr ImagePattern(std::string_view pattern, std::uint16_t literal_size, std::uint16_t registry_size,
                         std::uint16_t space_size)
      : text(pattern),
        literal(literal_size),
        registry(registry_size),
        space(space_size),
        last(literal == 0 ? '\0' : pattern[literal - 1u]) {}
  constexpr bool has_wildcard() const { return literal != text.size(); }
};

struct Maintainer {
  std::string_view name;   // "docker-official", "nvidia"
  std::string_view title;  // "Docker Official Images"
  std::span<const ImagePattern> images;
};

struct Unmaintained {
  std::span<const ImagePattern> images;
  std::string_view why;         // continues "is no longer maintained: "
  std::string_view instead;     // what to use in its place, or ""
  std::string_view maintainer;  // who maintained it, where no row of Maintainer says so
};

/// Images whose configuration sets another user than root.
struct OtherUser {
  std::span<const ImagePattern> images;
  std::span<const std::string_view> tags;  // patterns; empty: under every tag
};

struct ImageKnowledge {
  std::string_view as_of;  // day of the list, "2026-08-22"
  std::span<const Maintainer> maintainers;
  std::span<const Unmaintained> unmaintained;
  std::span<const OtherUser> other_users;
  std::span<const std::string_view> moving_words;  // a tag of nothing but these moves
  std::span<const std::string_view> moving_ends;  // … and so does one that begins or ends with one of these
  std::span<const std::string_view> model_organisations;  // well-known ones of model hubs
};

/// The built-in rows.
const ImageKnowledge& image_knowledge();

/// Name of who maintains the image `name` ("docker.io/nvidia/cuda"), or "". Of several patterns the one with
/// the longest text before its first wildcard decides.
std::string_view find_maintainer(const ImageKnowledge& known, std::string_view name);
/// The row that says that `name` is abandoned, or null.
const Unmaintained* find_unmaintained(const ImageKnowledge& known, std::string_view name);
/// Whether a container of `name` under `tag` starts as another user than root by its image's own
/// configuration.
bool starts_as_other_user(const ImageKnowledge& known, std::string_view name, std::string_view tag);
/// Whether `tag` names no version, so that its owner moves it: `nightly`, `latest-gpu`, `alpine`. A tag with
/// a date, a number or a commit in it does not count.
bool moves(const ImageKnowledge& known, std::string_view tag);

struct Lookalike {
  std::string known;  // the name that it resembles, "docker.io/nvidia/cuda"
  std::string how;    // continues "`x` ": "differs in few letters from `…`"
};
/// The known name that `name`, which has no known maintainer, resembles: a namespace or official image at a
/// small edit distance or of the same look (0 for o, 1 for l, rn for m), or a known namespace on another
/// registry where anybody can register names. `known` is empty when it resembles nothing.
Lookalike find_lookalike(const ImageKnowledge& known, std::string_view name);

/// The well-known organisation of a model hub that `organisation`, which is none of them, resembles in the
/// same way; "" for none. Case does not count.
std::string_view lookalike_organisation(const ImageKnowledge& known, std::string_view organisation);

}  // namespace dockgate::catalog
