// Fixes of arbitrary Dockerfiles: no crash, no finding more of any rule, what is fixed stays so, the file is
// read as before but for the edits, and the patch says what was done.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "fix/meaning.hpp"
#include "fix/patch.hpp"
#include "policy/policy.hpp"
#include "text/file_trees.hpp"
#include <dockgate/fix.hpp>

namespace {

using namespace dockgate;

void require(bool condition) {
  if (!condition) std::abort();
}

std::map<std::string, int> counts(const LintResult& result) {
  std::map<std::string, int> out;
  for (const Finding& finding : result.findings) out[finding.rule] += finding.suppressed ? 0 : 1;
  return out;
}

/// The lines of a patch that are neither taken out nor mere context make the new text, those that are not put
/// in the old one.
void require_patch(const std::string& patch, const std::string& before, const std::string& after) {
  require(patch.empty() == (before == after));
  std::size_t removed = 0, added = 0;
  for (std::size_t at = patch.find("@@"); at < patch.size();) {
    const std::size_t end = std::min(patch.find('\n', at), patch.size() - 1);
    removed += patch[at] == '-' ? 1u : 0u;
    added += patch[at] == '+' ? 1u : 0u;
    at = end + 1;
  }
  const auto lines = [](const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n')) +
           (text.empty() || text.ends_with('\n') ? 0 : 1);
  };
  require(patch.empty() || lines(before) + added == lines(after) + removed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 20'000) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  LintOptions options;
  options.policy = policy::Policy::builtin("all");
  for (const bool unsafe : {false, true}) {
    FixOptions fixes;
    fixes.unsafe = unsafe;
    const auto inputs = [](const std::string& dockerfile) {
      return std::vector<LintInput>{
          {text::memory_files({{"Dockerfile", dockerfile}}), "Dockerfile", nullptr}};
    };
    const auto before = counts(check(inputs(text), options));
    const FixResult result = fix_all(inputs(text), options, fixes);
    require(result.files.size() <= 1 && !result.left.internal_error);
    const std::string after = result.files.empty() ? text : result.files[0].after;
    require(result.made.empty() == (after == text));
    for (const auto& [rule, count] : counts(result.left)) {
      const auto old = before.find(rule);
      require(old != before.end() ? count <= old->second : count == 0);
    }
    require_patch(fix::patch("Dockerfile", text, after), text, after);
    const FixResult again = fix_all(inputs(after), options, fixes);
    require(again.files.empty() && again.made.empty());
  }
  return 0;
}
