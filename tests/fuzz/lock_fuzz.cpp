// Any text as a lock: what is read can be written, and is the same when it is read again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lock/lock.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > 8192) return 0;
  const auto source =
      std::make_shared<SourceFile>("dockgate.lock", std::string(reinterpret_cast<const char*>(data), size));
  const auto lock = lock::read(source);
  if (!lock) {
    if (lock.error().empty()) std::abort();
    for (const Problem& problem : lock.error()) {
      const bool inside = problem.at.span.begin <= problem.at.span.end && problem.at.span.end <= size;
      if (problem.message.empty() || !inside) std::abort();
    }
    return 0;
  }
  const std::string text = lock::write(*lock);
  const auto again = lock::read(std::make_shared<SourceFile>("dockgate.lock", text));
  if (!again || lock::write(*again) != text) std::abort();
  if (again->images.size() != lock->images.size() || again->models.size() != lock->models.size())
    std::abort();
  return 0;
}
