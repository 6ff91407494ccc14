#pragma once
// Colours of the terminal form, or none.

#include <string>
#include <string_view>

#include <dockgate/finding.hpp>

namespace dockgate::report {

enum class Ink { error, warning, info, style, frame, strong };
/// The ink of findings of that severity.
Ink ink_of(Severity severity);

class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  /// `text` in the ink, when colours are on.
  std::string paint(Ink ink, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace dockgate::report
