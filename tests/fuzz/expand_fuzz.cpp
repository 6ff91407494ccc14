// Expansion of any word: it ends, every byte of the result has a place in the word, and without a `$`, a
// quote, an escape or a byte order mark at its front, which Docker's scanner drops, nothing changes.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "build/expand.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > 4096) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto source = std::make_shared<SourceFile>("word", text);
  const auto word = text::MappedText::whole(source);
  build::Scope scope;
  const std::pair<const char*, const char*> values[] = {
      {"A", "alpha/beta.tar.gz"}, {"E", ""}, {"L", "one\ntwo"}};
  for (const auto& [name, value] : values) {
    build::Variable variable;
    variable.name = name;
    variable.value = value;
    scope.set(std::move(variable));
  }
  const auto check = [&](const build::Expanded& result) {
    for (std::uint32_t i = 0; i < result.text.text().size(); ++i) {
      const Span span = result.text.to_source({i, i + 1});
      if (span.begin > span.end || span.end > size) std::abort();
    }
    if (result.undefined.size() != result.undefined_at.size()) std::abort();
  };
  for (const char escape : {'\\', '`'}) {
    const auto result = build::expand(word, scope, escape);
    check(result);
    const bool plain = text.find_first_of(std::string("$'\"") + escape) == std::string::npos &&
                       !text.starts_with("\xEF\xBB\xBF");
    if (plain && result.text.text() != text) std::abort();
    check(build::expand_words(word, scope, escape).whole);
  }
  check(build::expand_heredoc(word, scope));
  return 0;
}
