#pragma once
// Messages out of a stream of bytes: the base protocol of the Language Server Protocol 3.17.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dockgate::lsp {

/// Cuts a stream into the contents of messages. Never fails: what is no header is skipped up to the next
/// `Content-Length:`, so that one wrong message does not cost those behind it.
class FrameReader {
 public:
  /// Contents longer than this are not taken: their header counts as wrong.
  static constexpr std::size_t longest_content = 64u << 20;

  /// Adds bytes as they come, in pieces of any size.
  void feed(std::string_view bytes);
  /// The content of the next whole message; nothing until more bytes have come.
  std::optional<std::string> next();
  /// `content` was no message, so that its length may have been wrong: where a header stands inside of it,
  /// reading goes on there. Says whether it did.
  bool recover(std::string_view content);
  /// How often something was skipped.
  std::size_t skipped() const { return skipped_; }

 private:
  void skip_to_header();
  void drop(std::size_t count);

  std::string buffer_;
  std::size_t begin_ = 0;  // of what has not been taken yet
  std::size_t skipped_ = 0;
};

/// `content` with the header that the protocol wants.
std::string framed(std::string_view content);

}  // namespace dockgate::lsp
