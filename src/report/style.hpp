#pragma once
// Colours of the terminal form, or none.

#include <string>
#include <string_view>

namespace dockgate::report {

enum class Ink { error, warning, info, style, frame, strong };

class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  /// `text` in the ink, when colours are on.
  std::string paint(Ink ink, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace dockgate::report
