// The base protocol and the first layer above it: whatever bytes come, in whatever pieces.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lsp/frames.hpp"
#include "lsp/session.hpp"
#include "text/file_trees.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size == 0 || size > (1u << 16)) return 0;
  lsp::Host host;
  host.open_folder = [](const std::string&) { return text::memory_files({{"Dockerfile", "FROM a\n"}}); };
  host.today = [] { return std::string("2026-11-24"); };
  host.branch_of = [](const std::string&) { return std::string(); };
  lsp::Session session(std::move(host));
  lsp::FrameReader frames;
  // The first byte says how long the pieces are in which the others come.
  const std::size_t piece = data[0] + 1u;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    frames.feed(bytes.substr(at, piece));
    while (const auto content = frames.next()) {
      if (content->size() > bytes.size()) std::abort();
      if (!session.receive(*content)) frames.recover(*content);
      session.take_jobs();
      for (const std::string& message : session.take_output()) {
        lsp::FrameReader back;
        back.feed(lsp::framed(message));
        if (back.next() != message) std::abort();
      }
    }
  }
  return 0;
}
