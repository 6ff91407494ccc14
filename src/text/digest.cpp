#include "text/digest.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/evp.h>

namespace dockgate::text {
namespace {

constexpr std::size_t piece = 4u << 20;  // between reports of progress

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

std::string digest(const EVP_MD* kind, std::string_view prefix, std::string_view bytes,
                   const Progress& progress) {
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), kind, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), prefix.data(), prefix.size()) != 1)
    return {};
  while (!bytes.empty()) {
    const auto now = bytes.substr(0, piece);
    if (EVP_DigestUpdate(context.get(), now.data(), now.size()) != 1) return {};
    bytes.remove_prefix(now.size());
    if (progress) progress(now.size());
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_DigestFinal_ex(context.get(), out.data(), &size) != 1) return {};
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex += digits[out[i] >> 4];
    hex += digits[out[i] & 15];
  }
  return hex;
}

}  // namespace

std::string sha256(std::string_view bytes, const Progress& progress) {
  return digest(EVP_sha256(), {}, bytes, progress);
}

std::string git_blob_sha1(std::string_view bytes) {
  const std::string header = "blob " + std::to_string(bytes.size()) + '\0';
  return digest(EVP_sha1(), header, bytes, nullptr);
}

}  // namespace dockgate::text
