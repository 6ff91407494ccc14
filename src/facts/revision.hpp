#pragma once
// What a revision, a model id and a hub address say.

#include <optional>
#include <string>
#include <string_view>

#include "facts/facts.hpp"

namespace dockgate::facts {

/// commit for 40 lower-case hex digits (the only form that huggingface_hub takes for immutable), abbreviated
/// for 7 to 39, moving for every other text (branches, tags, refs/pr/N), absent for "".
RevisionState classify_revision(std::string_view revision);

/// The worse of two states: what a build with both has to be judged by.
RevisionState worse(RevisionState a, RevisionState b);
Known worse(Known a, Known b);

/// A place on the Hugging Face Hub, or on a mirror that has the same addresses.
struct HubPlace {
  std::string kind = "model";           // model, dataset, space
  std::string id;                       // "org/name"
  std::optional<std::string> revision;  // as written in the address
  std::string file;                     // path in the repository, "" for the whole
};

/// Reads `hf://[datasets/|spaces/]org/name[@REV][/path]` and
/// `https://huggingface.co/[datasets/|spaces/]org/name[/(resolve|raw|blob|tree)/REV[/path]]` (also hf.co and
/// hosts that begin with "hf-mirror"). Nothing for other texts.
std::optional<HubPlace> read_hub_address(std::string_view address);

/// Whether `host` is one of the Hub's own; its mirrors are not.
bool is_hub_host(std::string_view host);

/// Whether `id` can only be a path of the machine: absolute, `./`, `../`, `~`, file://, a Windows drive.
bool is_path(std::string_view id);

/// Whether `text` has the shape of a repository of the Hub: `name` or `org/name` out of letters, digits, `-`,
/// `_`, `.`.
bool is_repository_id(std::string_view text);

}  // namespace dockgate::facts
