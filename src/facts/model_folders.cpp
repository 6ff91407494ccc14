#include "facts/model_folders.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "facts/revision.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t max_configuration = 4u << 20;
constexpr std::size_t max_folders = 2000;
constexpr std::size_t max_code_of_folder = 200;

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

/// What of a configuration a load has to allow before it follows the pointer.
enum class Needs {
  trust,   // trust_remote_code
  nothing  // loading the folder is enough
};

std::string below(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

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

/// One load that opens a folder.
struct Load {
  const ModelFact* model;
  bool sure = true;  // the folder is known to be this one
};

class Folders {
 public:
  Folders(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
          const std::vector<ModelFact>& loads, const catalog::Index& catalog, ModuleCache& cache)
      : build_(build), commands_(commands), files_(files), loads_(loads), catalog_(catalog), cache_(cache) {}

  ModelFolders run() {
    std::set<std::string> folders;
    for (const auto& path : files_.files) {
      const auto name = text::file_name(path);
      if (std::find(configurations.begin(), configurations.end(), name) == configurations.end()) continue;
      if (folders.size() >= max_folders) break;
      folders.insert(std::string(text::parent(path)));
    }
    for (const auto& load : loads_)
      if (load.id_state == IdState::local)
        if (auto folder = context_folder(load.path)) folders.insert(std::move(*folder));
    for (const auto& folder : folders)
      if (const auto placed = placed_at(folder)) read(folder, *placed);
    return std::move(out_);
  }

 private:
  /// Where the image has a folder of the context.
  struct At {
    int stage = -1;
    std::string image_path;
    const build::Placed* placed = nullptr;
  };

  std::optional<At> placed_at(const std::string& folder) const {
    for (std::size_t i = build_.stages.size(); i-- > 0;) {
      const auto& stage = build_.stages[i];
      if (!stage.needed || i >= commands_.files.size() || !commands_.files[i]) continue;
      const auto paths = commands_.files[i]->image_paths(folder.empty() ? "." : folder);
      if (paths.empty()) continue;
      const auto hit = commands_.files[i]->find(paths.front());
      return At{stage.index, paths.front(),
                hit ? (hit->outer != nullptr ? hit->outer : hit->placed) : nullptr};
    }
    return std::nullopt;
  }

  /// The folder of the context that stands at `path` in some stage.
  std::optional<std::string> context_folder(std::string_view path) const {
    if (path.empty() || build_.context == nullptr) return std::nullopt;
    for (std::size_t i = commands_.files.size(); i-- > 0;) {
      if (!commands_.files[i]) continue;
      const auto hit = commands_.files[i]->find(path);
      if (!hit || hit->placed->from != build::Placed::From::context) continue;
      const auto source = hit->source == "." ? std::string() : hit->source;
      if (build_.context->kind(source) == EntryKind::folder) return source;
    }
    return std::nullopt;
  }

  std::vector<Load> loads_of(const std::string& folder) const {
    std::vector<Load> out;
    for (const auto& load : loads_) {
      if (load.id_state != IdState::local) continue;
      if (load.path.empty()) {
        // Some path that only the running program knows.
        if (load.remote_code != Known::no) out.push_back({&load, false});
      } else if (const auto opened = context_folder(load.path); opened && *opened == folder) {
        out.push_back({&load, true});
      }
    }
    return out;
  }

  /// Whether one of `loads` follows a pointer that needs `needs`; the load that says so.
  static std::pair<Known, const ModelFact*> follows(const std::vector<Load>& loads, Needs needs) {
    std::pair<Known, const ModelFact*> out{Known::no, nullptr};
    for (const auto& load : loads) {
      auto runs = needs == Needs::nothing ? Known::yes : load.model->remote_code;
      if (!load.sure && runs == Known::yes) runs = Known::unresolved;
      if (out.second == nullptr || worse(out.first, runs) != out.first) out = {runs, load.model};
    }
    if (loads.empty()) out.first = Known::unresolved;
    return out;
  }

  void set_common(const At& at, const ModelFact* load, const Place& named_at, std::string named,
                  Fact& fact) const {
    fact.stage = at.stage;
    if (at.stage >= 0 && static_cast<std::size_t>(at.stage) < build_.stages.size()) {
      const auto& stage = build_.stages[static_cast<std::size_t>(at.stage)];
      fact.stage_name = stage.name;
      fact.shipped = stage.shipped;
    }
    fact.reached = load != nullptr && load->reached;
    fact.phase = load != nullptr ? load->phase : Phase::start;
    if (load != nullptr) {
      fact.trace = load->trace;
      fact.trace.push_back({load->at, "`" + load->api + "` loads the folder"});
      fact.instruction = load->instruction;
    } else if (at.placed != nullptr) {
      fact.instruction = at.placed->instruction;
      fact.trace.push_back({at.placed->at, "ships the folder"});
    }
    if (named_at.source != nullptr) fact.trace.push_back({named_at, std::move(named)});
  }

  /// Adds a file of the folder and what it imports from there.
  void add_code(const std::string& folder, const At& at, std::string file, const std::vector<Load>& loads,
                Needs needs, const Place& named_at, const std::string& why) {
    const auto [runs, load] = follows(loads, needs);
    std::vector<std::pair<std::string, std::string>> waiting = {{std::move(file), why}};
    std::size_t count = 0;
    while (!waiting.empty() && count < max_code_of_folder) {
      const auto [path, reason] = std::move(waiting.back());
      waiting.pop_back();
      if (!files_.has(path) || build_.context == nullptr) continue;
      const auto source = build_.context->read(path, max_configuration);
      if (!source) continue;
      ++count;
      auto& known = by_file_[path];
      if (known != 0) {
        auto& before = out_.code[known - 1];
        if (worse(before.runs, runs) == before.runs) continue;
        before.runs = runs;
        before.trace.clear();
        set_common(at, load, named_at, reason, before);
        continue;
      }
      VendoredFact fact;
      set_common(at, load, named_at, reason, fact);
      fact.at = {*source, {}};
      fact.file = fact.subject = path;
      fact.folder = folder;
      fact.language = path.ends_with(".py") ? "python" : "other";
      fact.why = reason;
      fact.runs = runs;
      if (load == nullptr) fact.missing = "which load opens the folder";
      out_.code.push_back(std::move(fact));
      known = out_.code.size();
      for (auto& inner : imported(path, *source))
        waiting.emplace_back(std::move(inner), "imported by `" + path + "`");
    }
  }

  /// Files of the same folder that a module imports: relative imports, which loaders follow too.
  std::vector<std::string> imported(const std::string& path, const SourcePtr& source) const {
    std::vector<std::string> out;
    if (!path.ends_with(".py")) return out;
    const auto parsed = cache_.parse(text::MappedText::whole(source), catalog_);
    for (const auto& import : parsed->imports) {
      std::string base(text::parent(path));
      for (int level = 1; level < import.level; ++level) base = text::parent(base);
      const auto add = [&](std::string dotted) {
        std::replace(dotted.begin(), dotted.end(), '.', '/');
        for (const std::string_view ending : {".py", "/__init__.py"})
          if (auto file = below(base, dotted + std::string(ending)); files_.has(file))
            out.push_back(std::move(file));
      };
      if (import.module.empty()) {
        if (import.level > 0)
          for (const auto& name : import.names) add(name);
      } else {
        add(import.module);  // `import helper` beside the file: on the path for hubconf.py and the like
      }
    }
    return out;
  }

  /// Adds the repository that a configuration points to, when a load may follow.
  void add_repository(const At& at, const std::vector<Load>& loads, Needs needs, std::string api,
                      std::string artifact, std::string id, std::optional<std::string> revision,
                      const Place& named_at, bool runs_code) {
    const auto [runs, load] = follows(loads, needs);
    if (load == nullptr || runs == Known::no) return;
    ModelFact fact;
    set_common(at, load, {}, "", fact);
    fact.at = named_at;
    fact.api = std::move(api);
    fact.artifact = std::move(artifact);
    fact.id = fact.subject = std::move(id);
    fact.id_state = IdState::known;
    fact.revision = std::move(revision);
    fact.revision_state = fact.revision ? classify_revision(*fact.revision) : RevisionState::absent;
    fact.parts.push_back({"id", named_at});
    if (runs_code) {
      fact.remote_code = runs;
      if (!fact.revision && load->code_revision_state != RevisionState::not_needed)
        fact.revision_state = load->code_revision_state;
      fact.code_revision_state = fact.revision_state;
      fact.missing_remote_code = load->missing_remote_code;
      fact.notes.emplace_back("the code of another repository: `code_revision` is what pins it");
    }
    out_.models.push_back(std::move(fact));
  }

  /// `repo--module.Class` names another repository, `module.Class` a file of the folder.
  void add_reference(const std::string& folder, const At& at, const std::vector<Load>& loads, Needs needs,
                     const SourcePtr& source, std::string_view key, const std::string& reference) {
    const auto named_at = place_of(source, key, reference);
    const auto where = "`" + std::string(key) + "` in " + source->path() + " names it";
    if (const auto cut = reference.find("--"); cut != std::string::npos) {
      const auto repository = reference.substr(0, cut);
      if (is_repository_id(repository))
        add_repository(at, loads, needs, std::string(key), "code", repository, std::nullopt, named_at, true);
      return;
    }
    auto module = reference.substr(0, reference.rfind('.'));
    std::replace(module.begin(), module.end(), '.', '/');
    add_code(folder, at, below(folder, module + ".py"), loads, needs, named_at, where);
  }

  void read(const std::string& folder, const At& at) {
    const auto loads = loads_of(folder);
    for (const auto name : configurations) {
      const auto path = below(folder, name);
      if (!files_.has(path) || build_.context == nullptr) continue;
      const auto source = build_.context->read(path, max_configuration);
      if (!source) continue;
      const auto json = Json::parse((*source)->bytes(), nullptr, false);
      if (json.is_discarded()) continue;
      if (name == "modules.json") {
        read_modules(folder, at, loads, *source, json);
      } else if (name == "model_index.json") {
        read_index(folder, at, loads, *source, json);
      } else if (json.is_object()) {
        read_config(folder, at, loads, *source, json);
        if (name == "adapter_config.json") read_adapter(at, loads, *source, json);
      }
    }
    for (const std::string_view name : {"handler.py", "hubconf.py", "pipeline.py"}) {
      const auto path = below(folder, name);
      if (!files_.has(path)) continue;
      const bool hub = std::any_of(loads.begin(), loads.end(), [](const Load& load) {
        return load.sure && load.model->api.starts_with("torch.hub.");
      });
      if (name == "hubconf.py" && hub)
        add_code(folder, at, path, loads, Needs::nothing, {}, "`torch.hub.load` runs it");
      if (name == "handler.py" && is_model_folder(folder))
        add_code(folder, at, path, loads, Needs::trust, {},
                 "model servers run it as the model's own handler");
    }
  }

  bool is_model_folder(const std::string& folder) const {
    return files_.has(below(folder, "config.json")) || files_.has(below(folder, "model_index.json"));
  }

  void read_config(const std::string& folder, const At& at, const std::vector<Load>& loads,
                   const SourcePtr& source, const Json& json) {
    const auto map = json.find("auto_map");
    if (map != json.end() && map->is_object())
      for (const auto& [key, value] : map->items()) {
        if (value.is_string())
          add_reference(folder, at, loads, Needs::trust, source, "auto_map", value.get<std::string>());
        if (value.is_array())
          for (const auto& one : value)
            if (one.is_string())
              add_reference(folder, at, loads, Needs::trust, source, "auto_map", one.get<std::string>());
      }
    const auto pipelines = json.find("custom_pipelines");
    if (pipelines != json.end() && pipelines->is_object())
      for (const auto& [key, value] : pipelines->items())
        if (const auto* reference = text_in(value, "impl"))
          add_reference(folder, at, loads, Needs::trust, source, "custom_pipelines", *reference);
    for (const char* key : {"_attn_implementation", "attn_implementation", "_attn_implementation_internal"})
      if (const auto* kernel = text_in(json, key);
          kernel != nullptr && kernel->find('/') != std::string::npos) {
        auto id = kernel->substr(0, kernel->find(':'));
        std::optional<std::string> revision;
        if (const auto cut = id.find('@'); cut != std::string::npos) {
          revision = id.substr(cut + 1);
          id.resize(cut);
        }
        if (is_repository_id(id))
          add_repository(at, loads, Needs::nothing, key, "kernel", id, revision,
                         place_of(source, key, *kernel), true);
      }
  }

  /// sentence-transformers: each module has the dotted name of its class. A local folder runs its own modules
  /// whatever the trust flag says.
  void read_modules(const std::string& folder, const At& at, const std::vector<Load>& loads,
                    const SourcePtr& source, const Json& json) {
    if (!json.is_array()) return;
    for (const auto& one : json) {
      const auto* type = text_in(one, "type");
      if (type == nullptr || type->starts_with("sentence_transformers.") ||
          type->find('.') == std::string::npos)
        continue;
      add_reference(folder, at, loads, Needs::nothing, source, "type", *type);
    }
  }

  /// diffusers: `"unet": ["my_unet", "MyUNet"]` names unet/my_unet.py, `"_class_name": ["pipeline", "P"]`
  /// pipeline.py.
  void read_index(const std::string& folder, const At& at, const std::vector<Load>& loads,
                  const SourcePtr& source, const Json& json) {
    if (!json.is_object()) return;
    for (const auto& [key, value] : json.items()) {
      if (!value.is_array() || value.empty() || !value[0].is_string()) continue;
      const auto module = value[0].get<std::string>();
      auto inner = key == "_class_name" ? folder : below(folder, key);
      const auto path = below(inner, module + ".py");
      if (!files_.has(path)) continue;
      add_code(folder, at, path, loads, Needs::trust, place_of(source, key, module),
               "`" + key + "` in " + source->path() + " names it");
    }
  }

  /// peft: the base model, which AutoPeftModel and transformers fetch.
  void read_adapter(const At& at, const std::vector<Load>& loads, const SourcePtr& source, const Json& json) {
    const auto* base = text_in(json, "base_model_name_or_path");
    if (base == nullptr || is_path(*base) || !is_repository_id(*base) || base->find('/') == std::string::npos)
      return;
    std::vector<Load> fetching;
    for (const auto& load : loads) {
      const auto& api = load.model->api;
      // PeftModel.from_pretrained is given the base model as an object.
      if (load.sure && api.find("PeftModel") == std::string::npos &&
          api.find("PeftConfig") == std::string::npos)
        fetching.push_back(load);
      else if (load.sure && api.find("AutoPeftModel") != std::string::npos)
        fetching.push_back(load);
    }
    std::optional<std::string> revision;
    if (const auto* given = text_in(json, "revision")) revision = *given;
    add_repository(at, fetching, Needs::nothing, "base_model_name_or_path", "model", *base, revision,
                   place_of(source, "base_model_name_or_path", *base), false);
  }

  const build::Build& build_;
  const ShellCommands& commands_;
  const ContextFiles& files_;
  const std::vector<ModelFact>& loads_;
  const catalog::Index& catalog_;
  ModuleCache& cache_;
  std::map<std::string, std::size_t> by_file_;  // index into the code facts, plus one
  ModelFolders out_;
};

}  // namespace

ModelFolders model_folders(const build::Build& build, const ShellCommands& commands,
                           const ContextFiles& files, const std::vector<ModelFact>& loads,
                           const catalog::Index& catalog, ModuleCache& cache) {
  return Folders(build, commands, files, loads, catalog, cache).run();
}

}  // namespace dockgate::facts
