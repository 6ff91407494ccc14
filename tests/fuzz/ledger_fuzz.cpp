// Fuzzes the reader of review ledgers and of CODEOWNERS: a review that is added to what was read can be read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ledger/code_owners.hpp"
#include "ledger/ledger.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  const std::string text(reinterpret_cast<const char*>(data), size);
  ledger::CodeOwners(text).of("models/modeling_a.py");
  const auto read = [](std::string bytes) {
    return ledger::read(std::make_shared<SourceFile>(".dockgate-reviews.yaml", std::move(bytes)));
  };
  const auto before = read(text);
  if (!before) return 0;
  for (const auto& review : before->reviews) {
    for (const auto& file : review.files) {
      // What a review names is known under that content, whatever its path.
      const auto standing = ledger::standing(*before, file.path, file.sha256, "2026-01-01");
      if (standing.state == ledger::State::missing || standing.state == ledger::State::changed) std::abort();
      ledger::accepts(review, file.path, 1, {"code/network"});
    }
  }
  if (before->reviews.empty()) return 0;
  const auto alone = read(ledger::with_review({}, before->reviews.front()));
  if (!alone || alone->reviews.size() != 1) std::abort();
  return 0;
}
