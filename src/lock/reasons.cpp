#include "lock/reasons.hpp"

#include <algorithm>
#include <array>

#include "text/path.hpp"
#include "text/words.hpp"
#include "weights/scan.hpp"

namespace dockgate::lock {

namespace {

constexpr std::size_t most_names = 5;

/// "a, b and 3 more".
std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
    out += (i == 0 ? "`" : ", `") + names[i] + "`";
  if (names.size() > most_names) out += " and " + std::to_string(names.size() - most_names) + " more";
  return out;
}

bool is_code(std::string_view path) {
  constexpr std::array<std::string_view, 8> endings{".py",  ".pyc",   ".so", ".pyd",
                                                    ".dll", ".dylib", ".sh", ".ipynb"};
  const std::string name = text::lower(text::file_name(path));
  return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

/// Whether two entries can be two contents: where only one of them has a SHA-256 they cannot be told apart.
bool differ(const File& a, const File& b) {
  if (a.bytes != b.bytes) return true;
  if (!a.sha256.empty() && !b.sha256.empty()) return a.sha256 != b.sha256;
  return !a.git_sha1.empty() && !b.git_sha1.empty() && a.git_sha1 != b.git_sha1;
}

struct Differences {
  std::vector<std::string> code, weights, rest;
  void add(const std::string& path, const char* how) {
    const bool weight = weights::name_kind(path) == weights::NameKind::weights;
    (is_code(path) ? code : weight ? weights : rest).push_back(path + how);
  }
};

Differences differences(const Model& before, const Model& after) {
  Differences out;
  for (const auto& [path, file] : after.files) {
    const auto old = before.files.find(path);
    if (old == before.files.end()) {
      out.add(path, " (new)");
    } else if (differ(old->second, file)) {
      out.add(path, "");
    }
  }
  for (const auto& [path, file] : before.files)
    if (!after.files.contains(path)) out.add(path, " (gone)");
  return out;
}

}  // namespace

std::vector<std::string> reasons(const Image& before, const Image& after) {
  std::vector<std::string> out;
  if (before.kind == "index" && after.kind == "manifest")
    out.push_back("it was an index of several platforms, and is the image of one now");
  if (before.kind.empty() || after.kind.empty()) return out;
  std::vector<std::string> gone, fresh, same;
  for (const auto& [platform, digest] : before.platforms) {
    const auto now = after.platforms.find(platform);
    if (now == after.platforms.end()) {
      gone.push_back(platform);
    } else if (now->second == digest) {
      same.push_back(platform);
    }
  }
  for (const auto& [platform, digest] : after.platforms)
    if (!before.platforms.contains(platform)) fresh.push_back(platform);
  if (!gone.empty()) out.push_back("no image any more for " + listed(gone));
  if (!fresh.empty()) out.push_back("new for " + listed(fresh));
  if (!same.empty()) out.push_back("the same image as before for " + listed(same));
  return out;
}

std::vector<std::string> reasons(const Model& before, const Model& after) {
  std::vector<std::string> out;
  if (before.repository != after.repository && !after.repository.empty())
    out.push_back("the hub has the repository as `" + after.repository +
                  "` now; whoever takes the old name decides what it gives");
  if (before.files.empty() || after.files.empty()) {
    if (before.commit != after.commit && !before.commit.empty())
      out.emplace_back("which files changed is not known: the lock had no list of them");
    return out;
  }
  const Differences changed = differences(before, after);
  if (!changed.code.empty()) out.push_back("code changed, which a load may run: " + listed(changed.code));
  if (!changed.weights.empty()) out.push_back("weights changed: " + listed(changed.weights));
  if (!changed.rest.empty())
    out.push_back((changed.code.empty() && changed.weights.empty()
                       ? "code and weights are the same; changed: "
                       : "changed as well: ") +
                  listed(changed.rest));
  return out;
}

}  // namespace dockgate::lock
