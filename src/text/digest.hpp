#pragma once
// Digests of contents, streamed.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace dockgate::text {

/// Called with the number of bytes since the last call, from the thread that computes.
using Progress = std::function<void(std::uint64_t)>;

/// SHA-256 as 64 lower-case hexadecimal digits, by OpenSSL; "" should that fail.
std::string sha256(std::string_view bytes, const Progress& progress = nullptr);
/// The name that git gives to the content: SHA-1 over `blob SIZE\0` and the bytes. 40 digits.
std::string git_blob_sha1(std::string_view bytes);

}  // namespace dockgate::text
