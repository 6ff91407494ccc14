// ggml-org/ggml, docs/gguf.md.
#include <algorithm>
#include <array>
#include <string>

#include "weights/bytes.hpp"
#include "weights/configs.hpp"
#include "weights/formats.hpp"

namespace dockgate::weights {
namespace {

constexpr std::uint32_t type_u32 = 4, type_text = 8, type_array = 9;
constexpr std::uint32_t largest_alignment = 1u << 20;
constexpr std::array<std::uint8_t, 13> sizes{1, 1, 2, 2, 4, 4, 4,
                                             1, 0, 0, 8, 8, 8};  // by type; 0: of no fixed size
/// A type of tensors: so many numbers stand in a block of so many bytes.
struct TensorType {
  std::uint32_t number, items, bytes;
};
constexpr std::array<TensorType, 31> tensor_types{{
    {0, 1, 4},      {1, 1, 2},     {2, 32, 18},    {3, 32, 20},    {6, 32, 22},    {7, 32, 24},
    {8, 32, 34},    {10, 256, 84}, {11, 256, 110}, {12, 256, 144}, {13, 256, 176}, {14, 256, 210},
    {15, 256, 292}, {16, 256, 66}, {17, 256, 74},  {18, 256, 98},  {19, 256, 50},  {20, 32, 18},
    {21, 256, 110}, {22, 256, 82}, {23, 256, 136}, {24, 1, 1},     {25, 1, 2},     {26, 1, 4},
    {27, 1, 8},     {28, 1, 8},    {29, 256, 56},  {30, 1, 2},     {34, 256, 54},  {35, 256, 66},
    {39, 32, 17},
}};
constexpr int deepest_array = 4;
constexpr std::uint64_t longest_key = 65535;

class GgufReader {
 public:
  GgufReader(std::string_view bytes, const Spot& spot, Findings& findings)
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
    if (!in_.ok()) return bad("breaks off in its header", in_.at());
    data();
  }

 private:
  /// Whether the tensors lie within the file, and whether anything but zeros stands behind them.
  void data() {
    const auto gap = data_end_ == 0 ? 0 : (alignment_ - in_.at() % alignment_) % alignment_;
    const auto begin = in_.at() + gap;
    std::uint64_t end = 0;
    if (__builtin_add_overflow(begin, data_end_, &end) || end > bytes_.size())
      return bad("has a tensor that lies outside of it", in_.at());
    if (!sizes_known_) return;
    const auto rest = part(bytes_, end, bytes_.size() - end);
    if (rest.find_first_not_of('\0') != std::string_view::npos)
      findings_.suspicious(std::to_string(rest.size()) + " bytes stand behind the last tensor",
                           spot_.at(static_cast<std::size_t>(end)));
  }
  std::uint64_t count() { return version_ == 1 ? in_.number<std::uint32_t>() : in_.number<std::uint64_t>(); }
  std::string_view text() { return in_.run(count()); }
  void bad(std::string_view what, std::size_t at) {
    findings_.suspicious("the file " + std::string(what), spot_.at(at));
  }

  bool value(std::string_view key, std::uint32_t type, int depth) {
    if (key == "general.alignment" && type == type_u32) {
      const auto alignment = in_.number<std::uint32_t>();
      if (alignment == 0 || alignment > largest_alignment) return false;
      alignment_ = alignment;
      return in_.ok();
    }
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
    const auto type = in_.number<std::uint32_t>();
    const auto offset = in_.number<std::uint64_t>();
    const auto known = std::ranges::find(tensor_types, type, &TensorType::number);
    sizes_known_ = sizes_known_ && known != tensor_types.end();
    std::uint64_t end = offset;
    if (known != tensor_types.end()) {
      std::uint64_t size = 0;
      const auto blocks = items / known->items + (items % known->items == 0 ? 0 : 1);
      if (__builtin_mul_overflow(blocks, known->bytes, &size) || __builtin_add_overflow(offset, size, &end))
        return bad("has a tensor whose size overflows", at);
    }
    data_end_ = std::max(data_end_, end);
  }

  Cursor in_;
  std::string_view bytes_;
  const Spot& spot_;
  Findings& findings_;
  std::uint32_t version_ = 0;
  std::uint64_t alignment_ = 32;
  std::uint64_t data_end_ = 0;  // one past the last tensor, from where their data begins
  bool sizes_known_ = true;     // of all tensors
};

}  // namespace

bool begins_as_gguf(std::string_view bytes) {
  return bytes.starts_with("GGUF") && bytes.size() >= 12;
}

Content scan_gguf(std::string_view bytes, const Spot& spot, Findings& findings) {
  GgufReader(bytes, spot, findings).read();
  return {"gguf", false, true, false};
}

}  // namespace dockgate::weights
