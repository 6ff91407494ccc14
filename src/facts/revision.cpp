#include "facts/revision.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, text::is_lower_hex_digit);
}

std::string_view take_part(std::string_view& path) {
  const auto slash = path.find('/');
  const auto part = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  return part;
}

/// `refs%2Fpr%2F1` is how an address writes `refs/pr/1`.
std::string decode_slashes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "%2F" || text.substr(i, 3) == "%2f") {
      out += '/';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool take_kind(std::string_view& path, HubPlace& place) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kinds = {
      {{"datasets/", "dataset"}, {"spaces/", "space"}, {"models/", "model"}}};
  for (const auto& [prefix, kind] : kinds) {
    if (!path.starts_with(prefix)) continue;
    place.kind = kind;
    path.remove_prefix(prefix.size());
    return true;
  }
  return false;
}

}  // namespace

RevisionState classify_revision(std::string_view revision) {
  if (revision.empty()) return RevisionState::absent;
  if (text::is_commit(revision)) return RevisionState::commit;
  if (revision.size() >= 7 && revision.size() < 40 && is_hex(revision)) return RevisionState::abbreviated;
  return RevisionState::moving;
}

RevisionState worse(RevisionState a, RevisionState b) {
  constexpr auto rank = [](RevisionState state) {
    switch (state) {
      case RevisionState::absent:
        return 6;
      case RevisionState::moving:
        return 5;
      case RevisionState::abbreviated:
        return 4;
      case RevisionState::not_pinnable:
        return 3;
      case RevisionState::unresolved:
        return 2;
      case RevisionState::commit:
        return 1;
      case RevisionState::not_needed:
        return 0;
    }
    return 0;
  };
  return rank(a) >= rank(b) ? a : b;
}

Known worse(Known a, Known b) {
  if (a == Known::yes || b == Known::yes) return Known::yes;
  return a == Known::unresolved || b == Known::unresolved ? Known::unresolved : Known::no;
}

bool is_hub_host(std::string_view host) {
  return host == "huggingface.co" || host == "www.huggingface.co" || host == "hf.co";
}

std::optional<HubPlace> read_hub_address(std::string_view address) {
  HubPlace place;
  if (address.starts_with("hf://")) {
    auto path = address.substr(5);
    take_kind(path, place);
    const auto owner = take_part(path);
    // A revision may hold slashes (`@refs/pr/1`), encoded or not.
    auto name = take_part(path);
    if (owner.empty() || name.empty()) return std::nullopt;
    const auto at = name.find('@');
    if (at != std::string_view::npos) {
      std::string revision = decode_slashes(name.substr(at + 1));
      if (revision == "refs") {
        const auto group = take_part(path);
        const auto number = take_part(path);
        revision += "/" + std::string(group) + "/" + std::string(number);
      }
      place.revision = std::move(revision);
      name = name.substr(0, at);
    }
    place.id = std::string(owner) + "/" + std::string(name);
    place.file = path;
    return place;
  }
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!address.starts_with(scheme)) continue;
    auto path = address.substr(scheme.size());
    path = path.substr(0, path.find_first_of("?#"));
    auto host = take_part(path);
    if (const auto user = host.rfind('@'); user != std::string_view::npos) host = host.substr(user + 1);
    if (!is_hub_host(host) && !host.starts_with("hf-mirror")) return std::nullopt;
    take_kind(path, place);
    const auto owner = take_part(path);
    auto name = take_part(path);
    if (owner.empty() || name.empty()) return std::nullopt;
    if (name.ends_with(".git")) name.remove_suffix(4);
    place.id = std::string(owner) + "/" + std::string(name);
    const auto verb = take_part(path);
    if (verb == "resolve" || verb == "raw" || verb == "blob" || verb == "tree") {
      place.revision = decode_slashes(take_part(path));
      place.file = path;
    }
    return place;
  }
  return std::nullopt;
}

bool is_path(std::string_view id) {
  if (id.empty()) return false;
  if (id.front() == '/' || id.front() == '~' || id == "." || id == "..") return true;
  if (id.starts_with("./") || id.starts_with("../") || id.starts_with("file://")) return true;
  return id.size() > 2 && id[1] == ':' && (id[2] == '\\' || id[2] == '/');
}

bool is_repository_id(std::string_view text) {
  const auto parts = text::split(text, '/');
  if (parts.empty() || parts.size() > 2) return false;
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && part != "." && part != ".." && std::all_of(part.begin(), part.end(), [](char c) {
      return text::is_word(c) || c == '-' || c == '.';
    });
  });
}

}  // namespace dockgate::facts
