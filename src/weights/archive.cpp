#include "weights/archive.hpp"

#include <algorithm>
#include <string>

#include "text/words.hpp"
#include "weights/bytes.hpp"
#include "weights/configs.hpp"
#include "weights/pickle_scan.hpp"
#include "weights/tar.hpp"
#include "weights/zip.hpp"

namespace dockgate::weights {
namespace {

constexpr std::uint64_t first_look = 1u << 20;      // unpacked of a member to see what it is
constexpr std::size_t largest_checked = 64u << 20;  // of members whose CRC is computed
constexpr std::size_t largest_text = 16u << 20;

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [&](auto end) { return name.ends_with(end); });
}

/// What the layout of an archive says that it is.
struct Layout {
  std::string format = "zip";
  bool can_run_code = false;  // whatever its members are
  std::string root;           // of torch: "archive/"
};

bool has(const std::vector<ZipEntry>& entries, std::string_view name) {
  return std::ranges::any_of(
      entries, [&](const ZipEntry& entry) { return entry.name == name || entry.local_name == name; });
}

Layout layout_of(const std::vector<ZipEntry>& entries) {
  for (const auto& entry : entries) {
    if (!entry.name.ends_with("/data.pkl") && entry.name != "data.pkl") continue;
    const auto root = entry.name.substr(0, entry.name.size() - 8);
    const bool script =
        has(entries, root + "constants.pkl") || std::ranges::any_of(entries, [&](const auto& other) {
          return other.name.starts_with(root + "code/");
        });
    return {script ? "torchscript" : "torch-zip", true, root};
  }
  if (has(entries, "config.json") && (has(entries, "metadata.json") || has(entries, "model.weights.h5")))
    return {"keras", false, {}};
  if (has(entries, "schema.json")) return {"skops", true, {}};
  if (has(entries, "MAR-INF/MANIFEST.json")) return {"torch-mar", true, {}};
  const bool arrays = !entries.empty() && std::ranges::all_of(entries, [](const auto& entry) {
    return entry.name.ends_with(".npy");
  });
  if (arrays) return {"npz", false, {}};
  return {};
}

class Members {
 public:
  Members(const Layout& layout, const Spot& spot, Findings& findings, int depth)
      : layout_(layout), spot_(spot), findings_(findings), depth_(depth) {}

  void scan(std::string_view name, std::string_view bytes) {
    const auto spot = spot_.in(name);
    const bool script = layout_.format == "torchscript";
    if (is_storage(name)) return scan_storage(bytes, spot);
    if (ends_with_any(name, {".py", ".pyc", ".pyd"})) {
      if (script && name.starts_with(layout_.root + "code/")) {
        scan_torchscript(bytes.substr(0, largest_text), spot, findings_);
      } else {
        findings_.suspicious("the archive holds Python code", spot.path());
      }
      return;
    }
    const auto text = bytes.substr(0, largest_text);
    if (ends_with_any(name, {".yaml", ".yml", ".json"})) scan_hydra_targets(text, spot, findings_);
    if (layout_.format == "keras" && name == "config.json") return scan_keras_config(text, spot, findings_);
    if (layout_.format == "skops" && name == "schema.json") return scan_skops_schema(text, spot, findings_);
    if (name.ends_with(".pkl") || name.ends_with(".debug_pkl") || begins_as_pickle(bytes))
      return scan_pickle(bytes, spot);
    const auto content = scan_content(bytes, spot, findings_, depth_ + 1);
    if (content.program && name.find("aotinductor/") != std::string_view::npos) {
      findings_.dangerous("the archive holds a program, which is loaded with the model", spot.path());
    } else if (content.program) {
      findings_.suspicious("the archive holds a program", spot.path());
    }
    can_run_code_ = can_run_code_ || content.can_run_code;
  }

  void check_name(std::string_view name) {
    if (leads_outside(name))
      findings_.dangerous("the member `" + std::string(name) + "` leads outside", spot_.path());
  }
  void check_link(std::string_view name, std::string_view target) {
    if (leads_outside(target))
      findings_.dangerous("the link `" + std::string(name) + "` leads outside, to `" +
                              std::string(target.substr(0, 200)) + "`",
                          spot_.path());
  }
  /// Whether a member can, as far as formats tell.
  bool can_run_code() const { return can_run_code_; }

  /// Raw numbers of torch, which nothing reads as anything else.
  bool is_storage(std::string_view name) const {
    if (layout_.format != "torch-zip" && layout_.format != "torchscript") return false;
    if (!name.starts_with(layout_.root)) return false;
    name.remove_prefix(layout_.root.size());
    return name.starts_with("data/") || name.starts_with("constants/") || name.starts_with("tensors/");
  }

 private:
  PickleOptions options() const {
    PickleOptions out;
    out.torch = layout_.format == "torch-zip" || layout_.format == "torchscript";
    out.torchscript = layout_.format == "torchscript";
    out.depth = depth_ + 1;
    return out;
  }

  void scan_pickle(std::string_view bytes, const Spot& spot) {
    can_run_code_ = true;
    scan_pickles(bytes, spot, findings_, options());
  }

  void scan_storage(std::string_view bytes, const Spot& spot) {
    if (begins_as_pickle(bytes)) try_pickle(bytes, spot, findings_, options());
  }

  const Layout& layout_;
  const Spot& spot_;
  Findings& findings_;
  int depth_;
  bool can_run_code_ = false;
};

/// Whether the numbers behind the header of an array need no look.
bool is_plain_array(std::string_view head) {
  if (!head.starts_with("\x93NUMPY") || head.size() < 12) return false;
  const auto text = head.substr(0, std::min<std::size_t>(head.size(), 10 + little<std::uint16_t>(head, 8)));
  return head[6] == 1 && text.find('O') == std::string_view::npos &&
         text.find("'descr'") != std::string_view::npos;
}

void scan_entry(const ZipEntry& entry, Members& members, const Spot& spot, Findings& findings) {
  const auto where = spot.in(entry.name);
  if (!is_known_method(entry.method)) {
    findings.not_scanned("a member has a compression that is not known", where.path());
    return;
  }
  auto content = read_member(entry, std::min(first_look, findings.unpacked_left()));
  if (!content.complete && entry.method != 0 && !is_plain_array(content.bytes)) {
    content = read_member(entry, findings.unpacked_left());
    if (!content.complete) findings.not_scanned("a member is too large or broken", where.path());
  }
  if (content.owned) findings.count_unpacked(content.bytes.size());
  const bool small = content.bytes.size() <= largest_checked && !members.is_storage(entry.name);
  if (content.complete && small) {
    if (content.bytes.size() != entry.size)
      findings.suspicious("a member has another size than said", where.path());
    if (crc_of(content.bytes) != entry.crc)
      findings.suspicious("a member has a wrong CRC, at which scanners stop and torch does not",
                          where.path());
  }
  if (entry.link) return members.check_link(entry.name, content.bytes);
  members.scan(entry.name, content.bytes);
}

}  // namespace

bool leads_outside(std::string_view name) {
  if (name.starts_with('/') || name.starts_with('\\')) return true;
  if (name.size() > 1 && name[1] == ':') return true;  // C:\…
  std::string slashes(name);
  std::ranges::replace(slashes, '\\', '/');
  const auto parts = text::split(slashes, '/');
  return std::ranges::find(parts, "..") != parts.end();
}

Content scan_zip(std::string_view bytes, const Spot& spot, Findings& findings, int depth) {
  Content out{"zip", true, true, false};
  if (depth > findings.limits().depth) {
    findings.not_scanned("archives stand too deep in each other", spot.path());
    return out;
  }
  const auto entries = read_zip(bytes, spot, findings);
  if (!entries) {
    findings.not_scanned("the archive has no directory that can be read", spot.path());
    search_imports(bytes, 0, spot, findings);
    return out;
  }
  const auto layout = layout_of(*entries);
  out.format = layout.format;
  Members members(layout, spot, findings, depth);
  for (const auto& entry : *entries) {
    members.check_name(entry.name);
    if (entry.folder() && entry.data.empty()) continue;
    scan_entry(entry, members, spot, findings);
    if (entry.local_method == entry.method) continue;
    // Readers that go from header to header take this one.
    ZipEntry other = entry;
    other.method = entry.local_method;
    scan_entry(other, members, spot, findings);
  }
  out.can_run_code = layout.can_run_code || members.can_run_code();
  return out;
}

Content scan_tar(std::string_view bytes, const Spot& spot, Findings& findings, int depth) {
  Content out{"tar", true, true, false};
  if (depth > findings.limits().depth) {
    findings.not_scanned("archives stand too deep in each other", spot.path());
    return out;
  }
  const auto entries = read_tar(bytes, spot, findings);
  const auto has_member = [&](std::string_view name) {
    return std::ranges::any_of(entries, [&](const TarEntry& entry) {
      return entry.name == name || entry.name == "./" + std::string(name);
    });
  };
  Layout layout;
  layout.format = "tar";
  if (has_member("pickle") && has_member("sys_info")) layout.format = "torch-tar";
  if (has_member("model_config.yaml")) layout.format = "nemo";
  out.format = layout.format;
  Members members(layout, spot, findings, depth);
  for (const auto& entry : entries) {
    members.check_name(entry.name);
    if (entry.type == '1' || entry.type == '2') {
      members.check_link(entry.name, entry.target);
      continue;
    }
    if (entry.type == '3' || entry.type == '4' || entry.type == '6') {
      findings.suspicious("the archive holds the device `" + entry.name + "`", spot.path());
      continue;
    }
    if (entry.type == '5') continue;
    const bool torch_member = layout.format == "torch-tar" &&
                              ends_with_any(entry.name, {"pickle", "sys_info", "tensors", "storages"});
    if (torch_member) {
      // Each begins with pickles; numbers follow in two of them.
      PickleOptions options;
      options.torch = true;
      options.depth = depth + 1;
      scan_pickle_front(entry.data, spot.in(entry.name), findings, options);
    } else {
      members.scan(entry.name, entry.data);
    }
  }
  out.can_run_code = layout.format == "torch-tar" || members.can_run_code();
  return out;
}

}  // namespace dockgate::weights
