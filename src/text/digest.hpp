#pragma once
// Digests of contents, streamed.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace dockgate::text {

/// Called with the number of bytes since the last call, from the thread that computes.
using Progress = std::function<void(std::uint64_t)>;

/// SHA-256 of what comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  /// 64 lower-case hexadecimal digits; "" should OpenSSL fail. Call once, at the end.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 as 64 lower-case hexadecimal digits, by OpenSSL; "" should that fail.
std::string sha256(std::string_view bytes, const Progress& progress = nullptr);
/// The same digest in base64 with padding, as Content-Security-Policy has it; "" should OpenSSL fail.
std::string sha256_base64(std::string_view bytes);
/// The name that git gives to the content: SHA-1 over `blob SIZE\0` and the bytes. 40 digits.
std::string git_blob_sha1(std::string_view bytes);

}  // namespace dockgate::text
