// Fuzzes the reader of evidence, and the page, which has to stay harmless whatever it is given.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "evidence/evidence.hpp"
#include "evidence/write.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto read = evidence::read(std::make_shared<SourceFile>("evidence.json", text));
  if (!read) return 0;
  if (!evidence::compare(*read, *read).empty()) std::abort();
  const auto page = evidence::html(*read);
  // The page has one script and one style, and both are its own.
  const auto count = [&](std::string_view what) {
    std::size_t found = 0;
    for (auto at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++found;
    return found;
  };
  if (count("<script") != 1 || count("<style") != 1 || count("<img") != 0) std::abort();
  evidence::markdown(*read);
  evidence::decision_text(*read);
  return 0;
}
