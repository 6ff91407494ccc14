#pragma once
// Variables in compose files and .env files: `$X`, `${X:-default}` and the like (compose-spec,
// interpolation).

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::build {

using Variables = std::map<std::string, std::string, std::less<>>;

struct Interpolated {
  std::string text;
  std::vector<std::string> missing;  // variables without value or default; they stand for nothing in `text`
};

/// `text` with its variables replaced; `$$` is a dollar. Text that is no valid form stays as it is.
Interpolated interpolate(std::string_view text, const Variables& variables);

/// The assignments of a .env file: `KEY=value`, `export`, quotes, comments; later lines see earlier ones.
Variables read_dotenv(std::string_view text);

/// A command written as one string, split as a POSIX shell splits plain words: quotes and backslashes,
/// nothing else.
std::vector<std::string> split_command(std::string_view text);

}  // namespace dockgate::build
