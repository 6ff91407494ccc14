// Without a reader of HDF5: Keras's description of the layers is JSON in an attribute, whose bytes stand in
// the file as they are (HDF5 file format 3.0: attributes are never compressed).
#include <algorithm>
#include <string>

#include "text/words.hpp"
#include "weights/archive.hpp"
#include "weights/bytes.hpp"
#include "weights/configs.hpp"
#include "weights/formats.hpp"

namespace dockgate::weights {
namespace {

using namespace std::string_view_literals;
constexpr auto signature = "\x89HDF\r\n\x1a\n"sv;

bool is_path(std::string_view text) {
  return !text.empty() && text.size() < 4096 &&
         std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

/// What stands in other files: external links (a link message of type 64, 3.0, IV.A.2.g) and datasets with
/// external data (message 7, IV.A.2.h). They are told by their bytes, each of which has to fit.
class Elsewhere {
 public:
  Elsewhere(std::string_view bytes, const Spot& spot, Findings& findings)
      : bytes_(bytes), spot_(spot), findings_(findings) {
    const auto at = bytes.substr(0, last_signature).find(signature);
    if (at != std::string_view::npos) base_ = at;
  }

  void search() {
    // Both begin with a version of 1, which is rarer among numbers than what follows it.
    for (auto at = bytes_.find('\1'); at != std::string_view::npos && found_ < most;
         at = bytes_.find('\1', at + 1)) {
      const auto next = bytes_.substr(at + 1, 3);
      if (next.size() > 1 && next[1] == link_type) link(at + 2);
      if (next == "\0\0\0"sv) external_data(at);
    }
  }

 private:
  static constexpr int most = 100;
  static constexpr std::size_t last_signature = 2u << 20;
  static constexpr char link_type = 64;  // external

  void link(std::size_t at) {
    const auto flags = static_cast<unsigned char>(bytes_[at - 1]);
    if ((flags & 0xe0) != 0 || (flags & 8) == 0) return;
    Cursor in(bytes_, at + 1);
    if ((flags & 4) != 0) in.skip(8);
    if ((flags & 16) != 0) in.skip(1);
    std::uint64_t name = 0;
    switch (flags & 3) {
      case 0:
        name = in.number<std::uint8_t>();
        break;
      case 1:
        name = in.number<std::uint16_t>();
        break;
      case 2:
        name = in.number<std::uint32_t>();
        break;
      default:
        name = in.number<std::uint64_t>();
        break;
    }
    if (!is_path(in.run(name))) return;
    const auto value = in.run(in.number<std::uint16_t>());
    if (value.size() < 4 || value.front() != 0 || value.back() != 0) return;
    const auto end = value.find('\0', 1);
    const auto file = value.substr(1, end - 1);
    const auto object = value.substr(end + 1, value.size() - end - 2);
    if (end + 2 > value.size() || !is_path(file) || !is_path(object)) return;
    report("a link leads into the file `", file, at);
  }

  void external_data(std::size_t at) {
    const auto slots = little<std::uint16_t>(bytes_, at + 4), used = little<std::uint16_t>(bytes_, at + 6);
    if (used == 0 || slots < used || !holds(bytes_, at, 16 + std::uint64_t{used} * 24)) return;
    const auto heap = base_ + little<std::uint64_t>(bytes_, at + 8);
    if (part(bytes_, heap, 4) != "HEAP") return;
    const auto names = base_ + little<std::uint64_t>(bytes_, static_cast<std::size_t>(heap) + 24);
    const auto size = little<std::uint64_t>(bytes_, static_cast<std::size_t>(heap) + 8);
    const auto all = part(bytes_, names, size);
    for (std::size_t i = 0; i < used; ++i) {
      const auto rest = part(all, little<std::uint64_t>(bytes_, at + 16 + i * 24), all.size());
      const auto name = rest.substr(0, rest.find('\0'));
      if (is_path(name)) report("a dataset's numbers stand in the file `", name, at);
    }
  }

  void report(std::string_view what, std::string_view file, std::size_t at) {
    ++found_;
    const auto text = std::string(what) + std::string(file) + "`, which is read with this one";
    if (leads_outside(file) || file.find(':') != std::string_view::npos) {  // or is an address
      findings_.dangerous(text, spot_.at(at));
    } else {
      findings_.suspicious(text, spot_.at(at));
    }
  }

  std::string_view bytes_;
  const Spot& spot_;
  Findings& findings_;
  std::uint64_t base_ = 0;  // addresses count from the signature
  int found_ = 0;
};

}  // namespace

bool begins_as_hdf5(std::string_view bytes) {
  if (bytes.starts_with(signature)) return true;
  for (std::size_t at = 512; at < bytes.size() && at <= (1u << 20); at *= 2)
    if (bytes.substr(at).starts_with(signature)) return true;
  return false;
}

Content scan_hdf5(std::string_view bytes, const Spot& spot, Findings& findings) {
  const bool keras = search_keras_configs(bytes, spot, findings);
  Elsewhere(bytes, spot, findings).search();
  if (!bytes.starts_with(signature))
    findings.suspicious("the file begins with something else than HDF5", spot.at(0));
  return {keras ? "keras-hdf5" : "hdf5", keras, true, false};
}

}  // namespace dockgate::weights
