#include "weights/content.hpp"

#include <algorithm>
#include <array>

#include "text/utf8.hpp"
#include "text/words.hpp"
#include "weights/archive.hpp"
#include "weights/bytes.hpp"
#include "weights/configs.hpp"
#include "weights/formats.hpp"
#include "weights/inflate.hpp"
#include "weights/lfs_pointer.hpp"
#include "weights/pickle_scan.hpp"
#include "weights/tar.hpp"
#include "weights/zip.hpp"

namespace dockgate::weights {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view format;
};
/// What is recognised and not looked into.
constexpr std::array closed_formats{
    Magic{"7z\xbc\xaf\x27\x1c", "7z"},
    Magic{"Rar!\x1a\x07", "rar"},
    Magic{"\x28\xb5\x2f\xfd", "zstd"},
    Magic{"MSCF\0\0\0\0"sv, "cab"},
    Magic{"\x04\x03\x02\x01ptrt", "tensorrt"},
    Magic{"ptrt", "tensorrt"},
    Magic{"ftrt", "tensorrt"},
};
/// Numbers only, without a description that could lead a reader astray far.
constexpr std::array plain_formats{
    Magic{"lmgg", "ggml"},
    Magic{"fmgg", "ggml"},
    Magic{"tjgg", "ggml"},
    Magic{"algg", "ggml"},
    Magic{"tree\nversion=", "lightgbm"},
    Magic{"CBM1", "catboost"},
    Magic{"binf", "xgboost"},
    Magic{"\xba\x16\x4f\x2f", "fasttext"},
};
constexpr std::array programs{
    Magic{"\x7f"
          "ELF",
          "elf"},
    Magic{"MZ", "pe"},
    Magic{"\xfe\xed\xfa\xce", "mach-o"},
    Magic{"\xfe\xed\xfa\xcf", "mach-o"},
    Magic{"\xce\xfa\xed\xfe", "mach-o"},
    Magic{"\xcf\xfa\xed\xfe", "mach-o"},
    Magic{"\xca\xfe\xba\xbe", "mach-o"},
    Magic{"#!", "script"},
    Magic{"\0asm"sv, "wasm"},
};

template <std::size_t N>
const Magic* find_magic(const std::array<Magic, N>& magics, std::string_view bytes) {
  const auto found =
      std::ranges::find_if(magics, [&](const Magic& magic) { return bytes.starts_with(magic.bytes); });
  return found == magics.end() ? nullptr : &*found;
}

Content scan_packed(Packing packing, std::string_view bytes, const Spot& spot, Findings& findings,
                    int depth) {
  Content out;
  if (depth >= findings.limits().depth) {
    findings.not_scanned("compressed files stand too deep in each other", spot.path());
    out.weights = true;
    return out;
  }
  const auto unpacked = unpack(packing, bytes, findings.unpacked_left());
  findings.count_unpacked(unpacked.bytes.size());
  if (unpacked.bytes.empty() && !unpacked.complete) {
    // Two bytes make a zlib header; without a stream behind it they were no such thing.
    if (packing != Packing::zlib && packing != Packing::lzma)
      findings.not_scanned("the " + std::string(to_string(packing)) + " stream is broken", spot.path());
    return out;
  }
  const auto inner = spot.in(std::string(to_string(packing)) + " content");
  out = scan_content(unpacked.bytes, inner, findings, depth + 1);
  if (out.format == "unknown" && (packing == Packing::zlib || packing == Packing::lzma) && !unpacked.complete)
    return {};
  if (unpacked.cut) {
    findings.not_scanned("it unpacks to more than " + std::to_string(unpacked.bytes.size()) + " bytes",
                         spot.path());
    search_imports(unpacked.bytes, 0, inner, findings);
  } else if (!unpacked.complete) {
    findings.not_scanned("the " + std::string(to_string(packing)) + " stream is broken", spot.path());
  }
  if (out.program) findings.suspicious("the compressed file holds a program", spot.path());
  const auto rest = bytes.substr(std::min(unpacked.used, bytes.size()));
  if (unpacked.complete && rest.find_first_not_of('\0') != std::string_view::npos)
    findings.suspicious(std::to_string(rest.size()) + " bytes stand behind the compressed content",
                        spot.at(unpacked.used));
  out.format += "+" + std::string(to_string(packing));
  out.program = false;
  return out;
}

bool begins_as_zip(std::string_view bytes) {
  return bytes.starts_with("PK\3\4") || bytes.starts_with("PK\5\6") || bytes.starts_with("PK\7\bPK\3\4");
}

bool looks_like_text(std::string_view bytes) {
  auto head = bytes.substr(0, 4096);
  if (head.find('\0') != std::string_view::npos) return false;
  std::size_t bad = 0;
  for (auto rest = head; !rest.empty();) {
    const auto point = text::decode(rest);
    bad += point.valid ? 0 : 1;
    rest.remove_prefix(point.length);
  }
  return bad <= 3;  // a code point may be cut at the end
}

Content scan_known(std::string_view bytes, const Spot& spot, Findings& findings, int depth) {
  if (bytes.empty()) return {"empty", false, false, false};
  if (begins_as_zip(bytes)) return scan_zip(bytes, spot, findings, depth);
  if (begins_as_npy(bytes)) return scan_npy(bytes, spot, findings, depth);
  if (begins_as_gguf(bytes)) return scan_gguf(bytes, spot, findings);
  if (begins_as_pickle(bytes)) {
    PickleOptions options;
    options.depth = depth;
    return scan_pickles(bytes, spot, findings, options);
  }
  if (bytes.starts_with("FUGG")) {
    findings.not_scanned("the file is written for big-endian machines", spot.at(0));
    return {"gguf", false, true, false};
  }
  if (begins_as_safetensors(bytes)) return scan_safetensors(bytes, bytes.size(), spot, findings);
  if (begins_as_tar(bytes)) return scan_tar(bytes, spot, findings, depth);
  if (begins_as_tflite(bytes)) return scan_tflite(bytes, spot, findings);
  if (is_lfs_pointer(bytes)) return scan_lfs_pointer(bytes, spot, findings);
  if (const auto* magic = find_magic(closed_formats, bytes)) {
    findings.not_scanned("the format `" + std::string(magic->format) + "` is not looked into", spot.path());
    return {std::string(magic->format), true, true, false};
  }
  if (const auto* magic = find_magic(plain_formats, bytes))
    return {std::string(magic->format), false, true, false};
  if (const auto* magic = find_magic(programs, bytes)) {
    Content out{std::string(magic->format), true, false, true};
    if (magic->format == "pe" && bytes.size() < 64) out.program = false;
    return out;
  }
  if (begins_as_hdf5(bytes)) return scan_hdf5(bytes, spot, findings);
  if (const auto packing = packing_of(bytes)) {
    auto out = scan_packed(*packing, bytes, spot, findings, depth);
    if (out.format != "unknown") return out;
  }
  if (const auto proto = proto_of(bytes); proto != Proto::none)
    return scan_proto(proto, bytes, spot, findings);
  PickleOptions options;
  options.depth = depth;
  if (auto pickle = try_pickle(bytes, spot, findings, options)) return *pickle;
  if (looks_like_text(bytes)) return {"text", false, false, false};
  return {};
}

}  // namespace

Content scan_content(std::string_view bytes, const Spot& spot, Findings& findings, int depth) {
  if (depth > findings.limits().depth) {
    findings.not_scanned("files stand too deep in each other", spot.path());
    return {"unknown", true, true, false};
  }
  auto out = scan_known(bytes, spot, findings, depth);
  // Readers of ZIP look for the end of the file, whatever it begins with. An archive or a pickle may well
  // hold a torch file near its own end.
  const bool holds_files = begins_as_tar(bytes) || begins_as_pickle(bytes);
  if (!begins_as_zip(bytes) && has_zip_end(bytes, holds_files)) {
    findings.suspicious("a ZIP archive stands behind other content: readers see one or the other",
                        spot.path());
    const auto archive = scan_zip(bytes, spot, findings, depth);
    out.can_run_code = out.can_run_code || archive.can_run_code;
    out.weights = true;
    if (out.format == "unknown" || out.format == "text") out.format = archive.format;
  }
  return out;
}

}  // namespace dockgate::weights
