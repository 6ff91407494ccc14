#pragma once
// The grammar of a directive comment.

#include <optional>
#include <string_view>

namespace dockgate::dockerfile::grammar {

struct DirectiveCut {
  std::string_view name;   // as written
  std::string_view value;  // without blanks around it; one blank where nothing but blanks follows the `=`
};

/// Cuts `# name=value`. `line` has no line end and no blanks before the `#`. Nothing when it is an ordinary
/// comment or no comment at all. The name is not looked up.
std::optional<DirectiveCut> cut_directive(std::string_view line);

}  // namespace dockgate::dockerfile::grammar
