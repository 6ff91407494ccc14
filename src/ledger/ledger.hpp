#pragma once
// The review ledger: who reviewed which code, by content, until when. A YAML file of the repository that only
// grows: a new review is a new entry, and the latest one of a content counts.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::ledger {

/// The file beside a policy, or at the top of the repository.
inline constexpr std::string_view file_name = ".dockgate-reviews.yaml";
inline constexpr std::uint64_t max_bytes = std::uint64_t{64} << 20;  // of the file; a longer one is not read

struct ReviewedFile {
  std::string path;    // from the ledger's folder, with `/`
  std::string sha256;  // 64 lower-case hex digits
  long long lines = 0;
  std::string marks;  // of its lines (text/line_diff.hpp), to tell later how much changed; "" when not kept
};

/// A finding that the reviewer saw and accepts.
struct Accepted {
  std::string rule;  // or an alias, or a pattern such as `code/*`
  std::string file;  // "" = every file of the review
  std::string reason;
  std::uint32_t line = 0;  // only there; 0 = on every line of the file
};

struct Review {
  std::vector<ReviewedFile> files;
  std::string repository, commit;  // where the code comes from; "" when not said
  std::string reviewer;
  std::string reviewed;     // day as YYYY-MM-DD
  std::string next_review;  // last day on which the review counts
  std::vector<Accepted> accepted;
  Place at;
};

struct Ledger {
  std::string path;  // display path of the file
  std::vector<Review> reviews;
  /// `shown`, the display path of a file, from the ledger's folder; "" where it does not lie below that.
  std::string relative(std::string_view shown) const;
};

/// Reads a ledger; all mistakes at once, with places.
Result<Ledger, std::vector<Problem>> read(const SourcePtr& source);

enum class State { missing, changed, expired, current };
std::string_view to_string(State state);

/// What the ledger says about a content under a path.
struct Standing {
  State state = State::missing;
  const Review* review = nullptr;      // the one that counts, or the one that it has changed since
  const ReviewedFile* file = nullptr;  // within it
};
/// `path` from the ledger's folder. A content that was reviewed under another path counts as reviewed: what
/// runs is the same. Of several reviews of it that have not run out, the latest counts. `today` as
/// YYYY-MM-DD.
Standing standing(const Ledger& ledger, std::string_view path, std::string_view sha256,
                  std::string_view today);

/// The reason for which the review accepts a finding of one of `names` (rule and aliases) on `line` of
/// `path`, the path under which the file was reviewed; null when it does not.
const Accepted* accepts(const Review& review, std::string_view path, std::uint32_t line,
                        const std::vector<std::string>& names);

/// The text of a ledger with one more review: `text` as it is, then the entry. An empty `text` begins a new
/// file.
std::string with_review(std::string_view text, const Review& review);

}  // namespace dockgate::ledger
