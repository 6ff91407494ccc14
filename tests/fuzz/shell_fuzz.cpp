// Any bytes as a shell script: no crash, no hang, places inside the file.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "shell/script.hpp"

namespace {

using namespace dockgate;

void check(const Place& place) {
  if (!place.source) return;
  if (place.span.begin > place.span.end || place.span.end > place.source->bytes().size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 100'000) return 0;
  const auto source =
      std::make_shared<SourceFile>("fuzz.sh", std::string(reinterpret_cast<const char*>(data), size));
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    return name.size() % 2 == 0 ? std::optional<std::string>(name) : std::nullopt;
  };
  const auto script = shell::parse(text::MappedText::whole(source), lookup);
  for (const shell::Command& command : script.commands) {
    check(command.at);
    for (const shell::Word& word : command.words) {
      check(word.at);
      check(word.text.place());
    }
    for (const shell::Redirect& redirect : command.redirects) check(redirect.body.place());
    if (command.pipe_position >= command.pipe_length) std::abort();
  }
  for (const Problem& problem : script.problems) check(problem.at);
  return 0;
}
