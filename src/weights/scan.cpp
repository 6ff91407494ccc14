#include "weights/scan.hpp"

#include <algorithm>

#include "weights/bytes.hpp"
#include "weights/content.hpp"
#include "weights/findings.hpp"
#include "weights/formats.hpp"
#include "weights/inflate.hpp"
#include "weights/lfs_pointer.hpp"
#include "weights/pickle_scan.hpp"
#include "weights/tar.hpp"

namespace dockgate::weights {

namespace {

Scan result_of(const Content& content, const Findings& findings) {
  Scan out;
  out.format = content.format;
  out.verdict = findings.verdict();
  out.reasons = findings.reasons();
  std::ranges::stable_sort(out.reasons, std::ranges::greater{}, &Reason::verdict);
  out.can_run_code = content.can_run_code;
  out.weights = content.weights;
  return out;
}

}  // namespace

Scan scan(std::string_view bytes, std::string_view name, const Limits& limits) {
  Findings findings(limits);
  const Spot spot;
  const auto content = scan_content(bytes, spot, findings, 0);
  const auto kind = name_kind(name);
  if (content.program) {
    if (kind == NameKind::weights) {
      findings.dangerous("a program (" + content.format + ") that is named as weights", {});
    } else {
      findings.not_scanned("a program (" + content.format + "), not weights", {});
    }
  } else if (content.format == "empty") {
    findings.not_scanned("the file is empty", {});
  } else if (!content.weights) {
    findings.not_scanned(content.format == "text" ? "text, not weights" : "the content is of no known format",
                         {});
  }
  return result_of(content, findings);
}

std::uint64_t front_needed(std::string_view head) {
  return begins_as_safetensors(head) ? safetensors_front(head) : 0;
}

Scan scan_front(std::string_view front, std::uint64_t size) {
  Findings findings((Limits()));
  return result_of(scan_safetensors(front, size, Spot(), findings), findings);
}

bool looks_like_weights(std::string_view head) {
  return head.starts_with("PK\3\4") || begins_as_npy(head) || begins_as_gguf(head) ||
         begins_as_pickle(head) || begins_as_safetensors(head) || begins_as_tar(head) ||
         begins_as_tflite(head) || is_lfs_pointer(head) || begins_as_hdf5(head) ||
         packing_of(head).has_value() || head.starts_with("7z\xbc\xaf");
}

bool is_surely_weights(std::string_view head) {
  // The first member of what torch.save writes, and of arrays.
  const auto member = part(head, 30, little<std::uint16_t>(head, 26));
  const bool archive =
      head.starts_with("PK\3\4") && (member.ends_with("data.pkl") || member.ends_with(".npy"));
  const bool pickle = head.size() > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5;
  return archive || pickle || begins_as_safetensors(head) || begins_as_gguf(head) || begins_as_npy(head) ||
         head.starts_with("\x89HDF\r\n\x1a\n");
}

}  // namespace dockgate::weights
