// huggingface/safetensors, safetensors/src/tensor.rs.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "weights/bytes.hpp"
#include "weights/formats.hpp"

namespace dockgate::weights {
namespace {

constexpr std::uint64_t longest_header = 100'000'000;  // of the reference reader
constexpr int deepest_header = 16;

/// Bits of one number; nothing for a type that is not known.
std::optional<std::uint64_t> bits_of(std::string_view type) {
  static const std::map<std::string_view, std::uint64_t> known{
      {"BOOL", 8},        {"U8", 8},          {"I8", 8},      {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8},
      {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},    {"U16", 16},    {"F16", 16},    {"BF16", 16},
      {"I32", 32},        {"U32", 32},        {"F32", 32},    {"F64", 64},    {"I64", 64},    {"U64", 64},
      {"C64", 64},        {"F4", 4},          {"F6_E2M3", 6}, {"F6_E3M2", 6}};
  const auto found = known.find(type);
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// Parses, and tells whether a key stands twice or the nesting is deep.
nlohmann::json parse(std::string_view text, bool& twice, bool& deep) {
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    using Event = nlohmann::json::parse_event_t;
    if (depth > deepest_header) deep = true;
    if (event == Event::object_start) keys.emplace_back();
    if (event == Event::object_end && !keys.empty()) keys.pop_back();
    if (event == Event::key && !keys.empty() && !keys.back().insert(value.get<std::string>()).second)
      twice = true;
    return !deep;
  };
  return nlohmann::json::parse(text.begin(), text.end(), watch, false);
}

struct Extent {
  std::uint64_t begin = 0, end = 0;
};

class Header {
 public:
  Header(std::uint64_t data, const Spot& spot, Findings& findings)
      : data_(data), spot_(spot), findings_(findings) {}

  void tensor(const std::string& name, const nlohmann::json& value) {
    const auto bad = [&](std::string_view what) {
      findings_.suspicious("the tensor `" + name + "` " + std::string(what), spot_.path());
    };
    if (!value.is_object()) return bad("is not described");
    const auto type = value.find("dtype"), shape = value.find("shape"), offsets = value.find("data_offsets");
    if (type == value.end() || !type->is_string() || shape == value.end() || !shape->is_array() ||
        offsets == value.end() || !offsets->is_array() || offsets->size() != 2 ||
        !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned())
      return bad("is not described fully");
    const auto begin = (*offsets)[0].get<std::uint64_t>(), end = (*offsets)[1].get<std::uint64_t>();
    if (begin > end || end > data_) return bad("lies outside of the file");
    extents_.push_back({begin, end});
    const auto bits = bits_of(type->get<std::string>());
    if (!bits)
      return findings_.not_scanned("the tensor `" + name + "` has a type that is not known", spot_.path());
    std::uint64_t size = *bits;
    for (const auto& length : *shape) {
      if (!length.is_number_unsigned() || __builtin_mul_overflow(size, length.get<std::uint64_t>(), &size))
        return bad("has an impossible shape");
    }
    if (size % 8 != 0 || size / 8 != end - begin) bad("has a shape that its bytes do not fit");
  }

  void finish() {
    std::ranges::sort(extents_, {}, [](const Extent& extent) { return std::pair(extent.begin, extent.end); });
    std::uint64_t at = 0;
    for (const auto& extent : extents_) {
      if (extent.begin < at) return findings_.suspicious("tensors overlap", spot_.path());
      if (extent.begin > at)
        return findings_.suspicious("bytes between the tensors belong to none", spot_.path());
      at = extent.end;
    }
    if (at < data_)
      findings_.suspicious(std::to_string(data_ - at) + " bytes stand behind the last tensor", spot_.path());
  }

 private:
  std::uint64_t data_;
  const Spot& spot_;
  Findings& findings_;
  std::vector<Extent> extents_;
};

}  // namespace

bool begins_as_safetensors(std::string_view bytes) {
  if (bytes.size() < 10) return false;
  const auto length = little<std::uint64_t>(bytes, 0);
  return bytes[8] == '{' && length >= 2 && length < (std::uint64_t{1} << 40);
}

std::uint64_t safetensors_front(std::string_view bytes) {
  const auto length = little<std::uint64_t>(bytes, 0);
  return length > longest_header ? 0 : 8 + length;
}

Content scan_safetensors(std::string_view bytes, std::uint64_t size, const Spot& spot, Findings& findings) {
  Content out{"safetensors", false, true, false};
  const auto length = little<std::uint64_t>(bytes, 0);
  if (length > size - 8) {
    findings.suspicious("the header is longer than the file", spot.at(0));
    return out;
  }
  if (length > longest_header) {
    findings.suspicious("the header is longer than readers allow", spot.at(0));
    return out;
  }
  bool twice = false, deep = false;
  const auto header = parse(bytes.substr(8, static_cast<std::size_t>(length)), twice, deep);
  if (deep || !header.is_object()) {
    findings.suspicious("the header is no JSON object", spot.at(8));
    return out;
  }
  if (twice)
    findings.suspicious("a name stands twice in the header: readers take one or the other", spot.at(8));
  Header tensors(size - 8 - length, spot, findings);
  for (const auto& [name, value] : header.items()) {
    if (name != "__metadata__") {
      tensors.tensor(name, value);
      continue;
    }
    const bool texts =
        value.is_object() && std::ranges::all_of(value, [](const auto& each) { return each.is_string(); });
    if (!texts) findings.suspicious("the metadata are no texts", spot.at(8));
  }
  tensors.finish();
  return out;
}

}  // namespace dockgate::weights
