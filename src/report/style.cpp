#include "report/style.hpp"

namespace dockgate::report {

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Ink::error;
    case Severity::warning:
      return Ink::warning;
    case Severity::info:
      return Ink::info;
    case Severity::style:
      return Ink::style;
  }
  return Ink::error;
}

std::string Style::paint(Ink ink, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  std::string_view code;
  switch (ink) {  // ECMA-48 SGR parameters
    case Ink::error:
      code = "1;31";
      break;
    case Ink::warning:
      code = "1;33";
      break;
    case Ink::info:
      code = "1;36";
      break;
    case Ink::style:
      code = "1;32";
      break;
    case Ink::frame:
      code = "34";
      break;
    case Ink::strong:
      code = "1";
      break;
  }
  std::string out = "\x1b[";
  out.append(code).append("m").append(text).append("\x1b[0m");
  return out;
}

}  // namespace dockgate::report
