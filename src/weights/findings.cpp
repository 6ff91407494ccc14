#include "weights/findings.hpp"

#include <algorithm>

namespace dockgate::weights {
namespace {
constexpr std::size_t most_reasons = 50;
}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::clean:
      return "clean";
    case Verdict::not_scanned:
      return "not-scanned";
    case Verdict::suspicious:
      return "suspicious";
    case Verdict::dangerous:
      return "dangerous";
  }
  return "not-scanned";
}

void Findings::add(Verdict verdict, std::string what, std::string where) {
  verdict_ = std::max(verdict_, verdict);
  const bool told = std::ranges::any_of(
      reasons_, [&](const Reason& reason) { return reason.verdict == verdict && reason.what == what; });
  if (told) return;
  if (reasons_.size() < most_reasons) {
    reasons_.push_back({verdict, std::move(what), std::move(where)});
    return;
  }
  // The worst ones stay.
  const auto least = std::ranges::min_element(reasons_, {}, &Reason::verdict);
  if (least->verdict < verdict) *least = {verdict, std::move(what), std::move(where)};
}

}  // namespace dockgate::weights
