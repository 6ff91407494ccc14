#pragma once
// What an address that a command fetches leads to.

#include <optional>
#include <string>
#include <string_view>

namespace dockgate::facts {

/// A file or repository of a model hub or another host.
struct FetchAddress {
  bool hub = false;                     // of a model hub: `id` is org/name
  std::string kind = "model";           // model, dataset, space
  std::string id;                       // org/name, or the address without query and credentials
  std::optional<std::string> revision;  // as the address names it: after /resolve/, /raw/, `#`
  std::string file;                     // name of the file, "" for a whole repository
};

/// Reads the addresses of the Hugging Face Hub and its mirrors, of ModelScope, and of GitHub's raw files;
/// every other http(s) or ftp address is a file without revision. Nothing for other texts.
std::optional<FetchAddress> read_fetch_address(std::string_view address);

/// Whether an address, of which the rest need not be known, begins with a host of the Hugging Face hub.
bool begins_with_hub(std::string_view address);

/// Whether an address, of which the rest need not be known, leads to what a hub answers programs
/// (`https://huggingface.co/api/…`): nothing that is loaded as a model.
bool is_hub_interface(std::string_view address);

/// Whether a file of this name holds weights or another part of a model, by its ending
/// (`model.safetensors`, `x.pth`, `x.gguf.part1`). Compressed endings are looked through.
bool is_weight_name(std::string_view name);

/// Whether the file name (the end of a path or address) is that of a picture, a sound, a film or a page.
bool is_media_name(std::string_view name);

/// Whether an address leads to weights though its name does not say so: civitai downloads, archives whose
/// path speaks of weights or checkpoints.
bool is_weight_address(std::string_view address);

}  // namespace dockgate::facts
