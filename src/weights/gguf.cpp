// ggml-org/ggml, docs/gguf.md.
#include <array>
#include <string>

#include "weights/bytes.hpp"
#include "weights/configs.hpp"
#include "weights/formats.hpp"

namespace dockgate::weights {
namespace {

constexpr std::uint32_t type_text = 8, type_array = 9;
constexpr std::array<std::uint8_t, 13> sizes{1, 1, 2, 2, 4, 4, 4,
                                             1, 0, 0, 8, 8, 8};  // by type; 0: of no fixed size
constexpr int deepest_array = 4;
constexpr std::uint64_t longest_key = 65535;

class Reader {
 public:
  Reader(std::string_view bytes, const Spot& spot, Findings& findings)
      : in_(bytes, 4), bytes_(bytes), spot_(spot), findings_(findings) {}

  void read() {
    version_ = in_.number<std::uint32_t>();
    if ((version_ & 0xffff) == 0)
      return findings_.not_scanned("the file is written for big-endian machines", spot_.at(4));
    if (version_ < 1 || version_ > 3)
      return findings_.not_scanned("a version of GGUF that is not known", spot_.at(4));
    const auto tensors = count();
    const auto values = count();
    // Each takes at least so many bytes; a larger number would make a reader allocate what it never fills.
    if (tensors > bytes_.size() / 24 || values > bytes_.size() / 13)
      return bad("says that it has more tensors or values than fit the file", 8);
    for (std::uint64_t i = 0; i < values && in_.ok(); ++i) {
      const auto at = in_.at();
      const auto key = text();
      if (key.size() > longest_key) return bad("has a key that is too long", at);
      const auto type = in_.number<std::uint32_t>();
      if (!value(key, type, 0)) return bad("has a value that does not fit the file", at);
    }
    for (std::uint64_t i = 0; i < tensors && in_.ok(); ++i) tensor();
    if (!in_.ok()) bad("breaks off in its header", in_.at());
  }

 private:
  std::uint64_t count() { return version_ == 1 ? in_.number<std::uint32_t>() : in_.number<std::uint64_t>(); }
  std::string_view text() { return in_.run(count()); }
  void bad(std::string_view what, std::size_t at) {
    findings_.suspicious("the file " + std::string(what), spot_.at(at));
  }

  bool value(std::string_view key, std::uint32_t type, int depth) {
    if (type == type_text) {
      const auto content = text();
      if (key.find("chat_template") != std::string_view::npos)
        scan_template(content, spot_.in(key), findings_);
      return in_.ok();
    }
    if (type == type_array) {
      const auto item = in_.number<std::uint32_t>();
      const auto size = count();
      if (depth >= deepest_array || item >= sizes.size()) return false;
      if (sizes[item] != 0) {
        std::uint64_t total = 0;
        return !__builtin_mul_overflow(size, std::uint64_t{sizes[item]}, &total) && in_.skip(total);
      }
      for (std::uint64_t i = 0; i < size; ++i)
        if (!value(key, item, depth + 1)) return false;
      return in_.ok();
    }
    return type < sizes.size() && in_.skip(sizes[type]);
  }

  void tensor() {
    const auto at = in_.at();
    text();
    const auto dimensions = in_.number<std::uint32_t>();
    if (dimensions > 8) return bad("has a tensor of too many dimensions", at);
    std::uint64_t items = 1;
    for (std::uint32_t i = 0; i < dimensions; ++i)
      if (__builtin_mul_overflow(items, count(), &items)) return bad("has a tensor whose size overflows", at);
    in_.number<std::uint32_t>();
    const auto offset = in_.number<std::uint64_t>();
    if (in_.ok() && offset > bytes_.size()) bad("has a tensor that lies outside of it", at);
  }

  Cursor in_;
  std::string_view bytes_;
  const Spot& spot_;
  Findings& findings_;
  std::uint32_t version_ = 0;
};

}  // namespace

bool begins_as_gguf(std::string_view bytes) {
  return bytes.starts_with("GGUF") && bytes.size() >= 12;
}

Content scan_gguf(std::string_view bytes, const Spot& spot, Findings& findings) {
  Reader(bytes, spot, findings).read();
  return {"gguf", false, true, false};
}

}  // namespace dockgate::weights
