#include "text/digest.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <openssl/evp.h>

namespace dockgate::text {
namespace {

constexpr std::size_t piece = 4u << 20;  // between reports of progress

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex += digits[bytes[i] >> 4];
    hex += digits[bytes[i] & 15];
  }
  return hex;
}

/// A digest that is fed piece by piece; a step that fails makes the result "".
class Running {
 public:
  explicit Running(const EVP_MD* kind) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    ok_ = context_ && EVP_DigestInit_ex(context_.get(), kind, nullptr) == 1;
  }
  void add(std::string_view bytes) {
    ok_ = ok_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  std::string hex() {
    const auto digest = finish();
    return hex_of(digest.data(), digest.size());
  }
  /// The bytes of the digest; none when a step failed.
  std::vector<unsigned char> finish() {
    std::vector<unsigned char> out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    ok_ = ok_ && EVP_DigestFinal_ex(context_.get(), out.data(), &size) == 1;
    out.resize(ok_ ? size : 0);
    return out;
  }

 private:
  Context context_;
  bool ok_ = false;
};

std::string digest(const EVP_MD* kind, std::string_view prefix, std::string_view bytes,
                   const Progress& progress) {
  Running running(kind);
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
  Running running{EVP_sha256()};
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
  return digest(EVP_sha256(), {}, bytes, progress);
}

std::string sha256_base64(std::string_view bytes) {
  Running running(EVP_sha256());
  running.add(bytes);
  const auto digest = running.finish();
  if (digest.empty()) return {};
  std::string out(4 * ((digest.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), digest.data(),
                                   static_cast<int>(digest.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string git_blob_sha1(std::string_view bytes) {
  const std::string header = "blob " + std::to_string(bytes.size()) + '\0';
  return digest(EVP_sha1(), header, bytes, nullptr);
}

}  // namespace dockgate::text
