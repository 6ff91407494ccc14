#pragma once
// Reading numbers and runs of bytes without stepping out of them.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dockgate::weights {

/// A little-endian number at `at`; 0 where the bytes end before it does.
template <typename T>
T little(std::string_view bytes, std::size_t at) {
  static_assert(std::endian::native == std::endian::little);
  T value = 0;
  if (at <= bytes.size() && bytes.size() - at >= sizeof(T)) std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

/// The bytes [at, at + size), as many of them as there are.
inline std::string_view part(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
  if (at >= bytes.size()) return {};
  return bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
}

/// Whether [at, at + size) lies within `bytes`.
inline bool holds(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
  return at <= bytes.size() && size <= bytes.size() - at;
}

/// Reads forward; after a step past the end `ok` stays false and all that is read is 0 or empty.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}
  template <typename T>
  T number() {
    if (!take(sizeof(T))) return 0;
    return little<T>(bytes_, at_ - sizeof(T));
  }
  std::string_view run(std::uint64_t size) {
    if (!take(size)) return {};
    return bytes_.substr(at_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
  }
  bool skip(std::uint64_t size) { return take(size); }
  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }

 private:
  bool take(std::uint64_t size) {
    if (!ok_ || size > bytes_.size() - at_) return ok_ = false;
    at_ += static_cast<std::size_t>(size);
    return true;
  }
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace dockgate::weights
