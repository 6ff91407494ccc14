#include "facts/fetch_address.hpp"

#include <algorithm>
#include <span>

#include "catalog/addresses.hpp"
#include "facts/revision.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

/// Whether `text` ends with one of `endings`.
bool has_ending(std::string_view text, std::span<const std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return text.size() > ending.size() && text.ends_with(ending);
  });
}

bool contains(std::string_view text, std::span<const std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

std::string_view without_query(std::string_view address) {
  return address.substr(0, address.find_first_of("?#"));
}

/// The host in front of `rest`, credentials left out; `rest` becomes the path without its first slash.
std::string_view take_host(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  std::string_view host = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  if (const std::size_t user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  return host;
}

std::string join(const std::vector<std::string_view>& parts, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < parts.size(); ++i) {
    if (i > from) out += '/';
    out += parts[i];
  }
  return out;
}

/// https://modelscope.cn/[models/|datasets/]ORG/NAME[/resolve/REV/FILE] and its git addresses.
std::optional<FetchAddress> modelscope(std::string_view path) {
  auto parts = text::split(path, '/');
  FetchAddress out;
  out.hub = true;
  if (!parts.empty() && (parts[0] == "models" || parts[0] == "datasets" || parts[0] == "studios")) {
    if (parts[0] == "datasets") out.kind = "dataset";
    if (parts[0] == "studios") out.kind = "space";
    parts.erase(parts.begin());
  }
  if (parts.size() < 2 || parts[0].empty() || parts[1].empty() || parts[0] == "api") return std::nullopt;
  std::string_view name = parts[1];
  if (name.ends_with(".git")) name.remove_suffix(4);
  out.id = std::string(parts[0]) + "/" + std::string(name);
  if (parts.size() > 4 && (parts[2] == "resolve" || parts[2] == "raw")) {
    out.revision = parts[3];
    out.file = join(parts, 4);
  }
  return out;
}

}  // namespace

bool begins_with_hub(std::string_view address) {
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  auto host = address.substr(0, address.find('/'));
  if (const auto user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  return is_hub_host(host);
}

bool is_hub_interface(std::string_view address) {
  if (!begins_with_hub(address)) return false;
  const auto scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  const auto slash = address.find('/');
  return slash != std::string_view::npos && address.substr(slash + 1).starts_with("api/");
}

std::optional<FetchAddress> read_fetch_address(std::string_view address) {
  if (address.starts_with("huggingface.co/") || address.starts_with("hf.co/")) {
    return read_fetch_address("https://" + std::string(address));
  }
  if (address.starts_with("git@")) {  // git@host:path, as ssh has it
    const std::size_t colon = address.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return read_fetch_address("https://" + std::string(address.substr(4, colon - 4)) + "/" +
                              std::string(address.substr(colon + 1)));
  }
  if (const auto hub = read_hub_address(address)) {
    FetchAddress out;
    out.hub = true;
    out.kind = hub->kind;
    out.id = hub->id;
    out.revision = hub->revision;
    out.file = hub->file;
    return out;
  }
  const std::size_t scheme_end = address.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const std::string scheme = text::lower(address.substr(0, scheme_end));
  if (scheme == "ssh") return read_fetch_address("https" + std::string(address.substr(scheme_end)));
  if (scheme != "http" && scheme != "https" && scheme != "ftp") return std::nullopt;
  std::string_view path = without_query(address.substr(scheme_end + 3));
  const std::string_view host = take_host(path);
  if (host == "modelscope.cn" || host == "www.modelscope.cn") {
    if (auto found = modelscope(path)) return found;
  }
  FetchAddress out;
  out.id = scheme + "://" + std::string(host) + (path.empty() ? "" : "/" + std::string(path));
  out.kind = "file";
  out.file = text::file_name(path);
  const auto parts = text::split(path, '/');
  // https://raw.githubusercontent.com/OWNER/REPO/REF/PATH, https://github.com/OWNER/REPO/(raw|blob)/REF/PATH
  if (host == "raw.githubusercontent.com" && parts.size() > 3) out.revision = parts[2];
  if (host == "github.com" && parts.size() > 4 && (parts[2] == "raw" || parts[2] == "blob"))
    out.revision = parts[3];
  return out;
}

bool is_weight_name(std::string_view name) {
  const auto& known = catalog::address_knowledge();
  std::string lower = text::lower(text::file_name(without_query(name)));
  for (const std::string_view packed : known.packed_endings) {
    if (lower.ends_with(packed) && !lower.ends_with(".tar" + std::string(packed))) {
      lower.resize(lower.size() - packed.size());
      break;
    }
  }
  if (const std::size_t part = lower.find(".part"); part != std::string::npos) lower.resize(part);
  return has_ending(lower, known.weight_endings);
}

bool is_media_name(std::string_view name) {
  return has_ending(text::lower(text::file_name(without_query(name))),
                    catalog::address_knowledge().media_endings);
}

bool is_weight_address(std::string_view address) {
  const auto& known = catalog::address_knowledge();
  const std::string lower = text::lower(without_query(address));
  return contains(lower, known.model_services) ||
         (has_ending(lower, known.archive_endings) && contains(lower, known.weight_words));
}

}  // namespace dockgate::facts
