#pragma once
// What the configuration of a model folder points to: code of its own, and other repositories.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/module_cache.hpp"
#include <dockgate/text.hpp>

namespace dockgate::facts {

/// What a load has to be before it follows a pointer.
enum class Needs {
  trust,    // it allows remote code
  nothing,  // loading the folder is enough
  hub       // it is one of torch.hub
};

struct CodePointer {
  std::string file;  // context path; it may be missing
  Needs needs = Needs::trust;
  Place at;         // in the configuration; without a source where only the file's name says so
  std::string why;  // "`auto_map` in model/config.json names it"
};

struct RepositoryPointer {
  std::string api;       // the key
  std::string artifact;  // code, kernel, model
  std::string id;
  std::optional<std::string> revision;
  Needs needs = Needs::trust;
  Place at;
  bool runs_code = false;
  bool is_base = false;  // the base model of an adapter
};

struct FolderPointers {
  std::vector<CodePointer> code;
  std::vector<RepositoryPointer> repositories;
};

/// Whether files of this name configure a model: config.json, modules.json …
bool is_model_configuration(std::string_view name);

/// Reads the configuration files of a folder of the context: auto_map, custom_pipelines, modules.json,
/// model_index.json, adapter_config.json; and knows handler.py and hubconf.py by their names. A file that
/// cannot be read points to nothing.
FolderPointers folder_pointers(const FileTree& context, const ContextFiles& files, const std::string& folder);

/// `name` in `folder`, which may be "".
std::string path_below(std::string_view folder, std::string_view name);

}  // namespace dockgate::facts
