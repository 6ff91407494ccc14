#include "facts/folder_pointers.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "facts/revision.hpp"

namespace dockgate::facts {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t max_pointer_file = 4u << 20;

constexpr std::array<std::string_view, 11> configurations = {"config.json",
                                                             "tokenizer_config.json",
                                                             "processor_config.json",
                                                             "preprocessor_config.json",
                                                             "modules.json",
                                                             "model_index.json",
                                                             "adapter_config.json",
                                                             "generation_config.json",
                                                             "image_processor_config.json",
                                                             "feature_extractor_config.json",
                                                             "video_preprocessor_config.json"};

/// The place of the text `value` behind `key`, as they are written in JSON.
Place place_of(const SourcePtr& source, std::string_view key, std::string_view value) {
  const auto bytes = source->bytes();
  const auto quoted_key = "\"" + std::string(key) + "\"";
  auto at = bytes.find(quoted_key);
  if (at == std::string_view::npos) return {source, {}};
  Span span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + quoted_key.size())};
  if (const auto found = value.empty() ? std::string_view::npos : bytes.find(value, at);
      found != std::string_view::npos)
    span = {static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(found + value.size())};
  return {source, span};
}

const std::string* text_in(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

class PointerReader {
 public:
  PointerReader(const ContextFiles& files, const std::string& folder) : files_(files), folder_(folder) {}

  void read(std::string_view name, const SourcePtr& source) {
    const auto json = Json::parse(source->bytes(), nullptr, false);
    if (json.is_discarded()) return;
    if (name == "modules.json") {
      read_modules(source, json);
    } else if (name == "model_index.json") {
      read_index(source, json);
    } else if (json.is_object()) {
      read_config(source, json);
      if (name == "adapter_config.json") read_adapter(source, json);
    }
  }

  void add_by_name() {
    if (files_.has(path_below(folder_, "hubconf.py")))
      out_.code.push_back({path_below(folder_, "hubconf.py"), Needs::hub, {}, "`torch.hub.load` runs it"});
    const bool model_folder =
        files_.has(path_below(folder_, "config.json")) || files_.has(path_below(folder_, "model_index.json"));
    if (model_folder && files_.has(path_below(folder_, "handler.py")))
      out_.code.push_back({path_below(folder_, "handler.py"),
                           Needs::trust,
                           {},
                           "model servers run it as the model's own handler"});
  }

  FolderPointers take() { return std::move(out_); }

 private:
  /// `repo--module.Class` names another repository, `module.Class` a file of the folder.
  void add_reference(Needs needs, const SourcePtr& source, std::string_view key,
                     const std::string& reference) {
    const auto at = place_of(source, key, reference);
    if (const auto cut = reference.find("--"); cut != std::string::npos) {
      const auto repository = reference.substr(0, cut);
      // Most configurations name one repository for several classes.
      const bool known =
          std::any_of(out_.repositories.begin(), out_.repositories.end(), [&](const RepositoryPointer& one) {
            return one.id == repository && one.api == key && one.at.source == source;
          });
      if (is_repository_id(repository) && !known)
        out_.repositories.push_back(
            {std::string(key), "code", repository, std::nullopt, needs, at, true, false});
      return;
    }
    auto module = reference.substr(0, reference.rfind('.'));
    std::replace(module.begin(), module.end(), '.', '/');
    out_.code.push_back({path_below(folder_, module + ".py"), needs, at,
                         "`" + std::string(key) + "` in " + source->path() + " names it"});
  }

  void read_config(const SourcePtr& source, const Json& json) {
    const auto map = json.find("auto_map");
    if (map != json.end() && map->is_object())
      for (const auto& [key, value] : map->items()) {
        if (value.is_string()) add_reference(Needs::trust, source, "auto_map", value.get<std::string>());
        if (value.is_array())
          for (const auto& one : value)
            if (one.is_string()) add_reference(Needs::trust, source, "auto_map", one.get<std::string>());
      }
    const auto pipelines = json.find("custom_pipelines");
    if (pipelines != json.end() && pipelines->is_object())
      for (const auto& [key, value] : pipelines->items())
        if (const auto* reference = text_in(value, "impl"))
          add_reference(Needs::trust, source, "custom_pipelines", *reference);
    for (const char* key : {"_attn_implementation", "attn_implementation", "_attn_implementation_internal"})
      if (const auto* kernel = text_in(json, key);
          kernel != nullptr && kernel->find('/') != std::string::npos)
        add_kernel(source, key, *kernel);
  }

  void add_kernel(const SourcePtr& source, const char* key, const std::string& kernel) {
    auto id = kernel.substr(0, kernel.find(':'));
    std::optional<std::string> revision;
    if (const auto cut = id.find('@'); cut != std::string::npos) {
      revision = id.substr(cut + 1);
      id.resize(cut);
    }
    if (is_repository_id(id))
      out_.repositories.push_back(
          {key, "kernel", id, revision, Needs::nothing, place_of(source, key, kernel), true, false});
  }

  /// sentence-transformers: each module has the dotted name of its class. A local folder runs its own modules
  /// whatever the trust flag says.
  void read_modules(const SourcePtr& source, const Json& json) {
    if (!json.is_array()) return;
    for (const auto& one : json) {
      const auto* type = text_in(one, "type");
      if (type == nullptr || type->starts_with("sentence_transformers.") ||
          type->find('.') == std::string::npos)
        continue;
      add_reference(Needs::nothing, source, "type", *type);
    }
  }

  /// diffusers: `"unet": ["my_unet", "MyUNet"]` names unet/my_unet.py, `"_class_name": ["pipeline", "P"]`
  /// pipeline.py.
  void read_index(const SourcePtr& source, const Json& json) {
    if (!json.is_object()) return;
    for (const auto& [key, value] : json.items()) {
      if (!value.is_array() || value.empty() || !value[0].is_string()) continue;
      const auto module = value[0].get<std::string>();
      const auto inner = key == "_class_name" ? folder_ : path_below(folder_, key);
      const auto path = path_below(inner, module + ".py");
      if (!files_.has(path)) continue;
      out_.code.push_back({path, Needs::trust, place_of(source, key, module),
                           "`" + key + "` in " + source->path() + " names it"});
    }
  }

  /// peft: the base model, which AutoPeftModel and transformers fetch.
  void read_adapter(const SourcePtr& source, const Json& json) {
    const auto* base = text_in(json, "base_model_name_or_path");
    if (base == nullptr || is_path(*base) || !is_repository_id(*base) || base->find('/') == std::string::npos)
      return;
    std::optional<std::string> revision;
    if (const auto* given = text_in(json, "revision")) revision = *given;
    out_.repositories.push_back({"base_model_name_or_path", "model", *base, revision, Needs::nothing,
                                 place_of(source, "base_model_name_or_path", *base), false, true});
  }

  const ContextFiles& files_;
  const std::string& folder_;
  FolderPointers out_;
};

}  // namespace

std::string path_below(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

bool is_model_configuration(std::string_view name) {
  return std::ranges::find(configurations, name) != configurations.end();
}

FolderPointers folder_pointers(const FileTree& context, const ContextFiles& files,
                               const std::string& folder) {
  PointerReader reader(files, folder);
  for (const auto name : configurations) {
    const auto path = path_below(folder, name);
    if (!files.has(path)) continue;
    if (const auto source = context.read(path, max_pointer_file)) reader.read(name, *source);
  }
  reader.add_by_name();
  return reader.take();
}

}  // namespace dockgate::facts
