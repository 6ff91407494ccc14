#include "report/places.hpp"

namespace dockgate::report {

Range range_of(const Place& place) {
  if (!place.source) return {};
  return {place.source->position(place.span.begin), place.source->position(place.span.end)};
}

std::string_view file_of(const Place& place) {
  return place.source ? std::string_view(place.source->path()) : std::string_view();
}

std::string_view file_of(const Finding& finding) {
  return finding.at.source ? file_of(finding.at) : std::string_view(finding.dockerfile);
}

}  // namespace dockgate::report
