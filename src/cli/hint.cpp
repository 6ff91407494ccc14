#include "cli/hint.hpp"

#include "text/words.hpp"

namespace dockgate::cli {

std::string with_hint(std::string message, std::string_view word,
                      const std::vector<std::string_view>& known) {
  const std::string_view near = text::did_you_mean(word, known);
  if (!near.empty()) message.append("; did you mean `").append(near).append("`?");
  return message;
}

}  // namespace dockgate::cli
