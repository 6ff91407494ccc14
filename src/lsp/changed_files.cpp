#include "lsp/changed_files.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "findings/finish.hpp"

namespace dockgate::lsp {

namespace {

/// Compares places of two states of the files as an editor shows them.
class Places {
 public:
  bool same(const Place& a, const Place& b) {
    if (a.source == b.source) return a.span == b.span;
    if (a.source == nullptr || b.source == nullptr) return false;
    // Many findings name the same few steps of the way to them.
    if (a.source != last_[0].source || b.source != last_[1].source || a.span != last_[0].span ||
        b.span != last_[1].span) {
      last_[0] = a;
      last_[1] = b;
      are_same_ = look_the_same(a, b);
    }
    return are_same_;
  }

 private:
  /// The same lines, the same bytes from the beginning of the first one: whatever an editor counts in.
  static bool look_the_same(const Place& a, const Place& b) {
    if (a.source->path() != b.source->path()) return false;
    const std::string_view one = a.source->bytes(), other = b.source->bytes();
    // A lone carriage return in front ends a line for the editor alone.
    const auto returns = [](std::string_view text) { return text.find('\r') != std::string_view::npos; };
    if (returns(one) || returns(other)) return one == other && a.span == b.span;
    const std::uint32_t line = a.source->line_of(a.span.begin);
    if (line != b.source->line_of(b.span.begin)) return false;
    const std::uint32_t begin = a.source->line_span(line).begin,
                        begin_there = b.source->line_span(line).begin;
    return a.span.begin - begin == b.span.begin - begin_there &&
           a.source->text({begin, a.span.end}) == b.source->text({begin_there, b.span.end});
  }

  Place last_[2];
  bool are_same_ = false;
};

bool same(const Finding& a, const Finding& b, Places& places) {
  return a.rule == b.rule && a.severity == b.severity && a.message == b.message && a.help == b.help &&
         a.subject == b.subject && a.dockerfile == b.dockerfile &&
         a.suppressed.has_value() == b.suppressed.has_value() && places.same(a.at, b.at) &&
         std::ranges::equal(a.trace, b.trace, [&](const TraceStep& one, const TraceStep& other) {
           return one.what == other.what && places.same(one.at, other.at);
         });
}

/// Takes the findings of the first file off the front.
std::span<const Finding> take_file(std::span<const Finding>& rest) {
  const std::string_view file = findings::file_of(rest.front());
  const auto end =
      std::ranges::find_if(rest, [&](const Finding& one) { return findings::file_of(one) != file; });
  const auto count = static_cast<std::size_t>(end - rest.begin());
  const auto out = rest.first(count);
  rest = rest.subspan(count);
  return out;
}

}  // namespace

void add_changed_files(const std::vector<Finding>& before, const std::vector<Finding>& after,
                       std::set<std::string>& files) {
  Places places;
  std::span<const Finding> old(before), now(after);
  while (!old.empty() || !now.empty()) {
    const auto order = old.empty()   ? std::strong_ordering::greater
                       : now.empty() ? std::strong_ordering::less
                                     : findings::file_of(old.front()) <=> findings::file_of(now.front());
    const auto gone = order <= 0 ? take_file(old) : std::span<const Finding>();
    const auto come = order >= 0 ? take_file(now) : std::span<const Finding>();
    const auto is_same = [&](const Finding& a, const Finding& b) { return same(a, b, places); };
    if (!std::ranges::equal(gone, come, is_same))
      files.emplace(findings::file_of(gone.empty() ? come.front() : gone.front()));
  }
}

}  // namespace dockgate::lsp
