#include "text/digest.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "text/base64.hpp"

// The plain functions: those that replace them bring all of the library along, a fifth of the program, and
// cost more for a short text than its digest does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

namespace dockgate::text {
namespace {

constexpr std::size_t piece = 4u << 20;  // between reports of progress

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex += digits[bytes[i] >> 4];
    hex += digits[bytes[i] & 15];
  }
  return hex;
}

struct Sha256Functions {
  using Context = SHA256_CTX;
  static constexpr std::size_t size = SHA256_DIGEST_LENGTH;
  static constexpr auto begin = SHA256_Init;
  static constexpr auto add = SHA256_Update;
  static constexpr auto end = SHA256_Final;
};
struct Sha1Functions {
  using Context = SHA_CTX;
  static constexpr std::size_t size = SHA_DIGEST_LENGTH;
  static constexpr auto begin = SHA1_Init;
  static constexpr auto add = SHA1_Update;
  static constexpr auto end = SHA1_Final;
};

/// A digest that is fed piece by piece; a step that fails makes the result "".
template <typename Functions>
class Running {
 public:
  Running() { ok_ = Functions::begin(&context_) == 1; }
  void add(std::string_view bytes) {
    ok_ = ok_ && Functions::add(&context_, bytes.data(), bytes.size()) == 1;
  }
  std::string hex() {
    const auto digest = finish();
    return hex_of(digest.data(), digest.size());
  }
  /// The bytes of the digest; none when a step failed.
  std::vector<unsigned char> finish() {
    std::vector<unsigned char> out(Functions::size);
    ok_ = ok_ && Functions::end(out.data(), &context_) == 1;
    out.resize(ok_ ? Functions::size : 0);
    return out;
  }

 private:
  typename Functions::Context context_{};
  bool ok_ = false;
};

template <typename Functions>
std::string digest(std::string_view prefix, std::string_view bytes, const Progress& progress) {
  Running<Functions> running;
  running.add(prefix);
  while (!bytes.empty()) {
    const auto now = bytes.substr(0, piece);
    running.add(now);
    bytes.remove_prefix(now.size());
    if (progress) progress(now.size());
  }
  return running.hex();
}

}  // namespace

struct Sha256::State {
  Running<Sha256Functions> running;
};
Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
void Sha256::add(std::string_view bytes) {
  state_->running.add(bytes);
}
std::string Sha256::hex() {
  return state_->running.hex();
}

std::string sha256(std::string_view bytes, const Progress& progress) {
  return digest<Sha256Functions>({}, bytes, progress);
}

std::string sha256_base64(std::string_view bytes) {
  Running<Sha256Functions> running;
  running.add(bytes);
  const auto digest = running.finish();
  return encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string git_blob_sha1(std::string_view bytes) {
  const std::string header = "blob " + std::to_string(bytes.size()) + '\0';
  return digest<Sha1Functions>(header, bytes, nullptr);
}

}  // namespace dockgate::text
