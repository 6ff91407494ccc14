#include "facts/model_folders.hpp"

#include <algorithm>
#include <set>

#include "catalog/code_review.hpp"
#include "facts/folder_pointers.hpp"
#include "facts/revision.hpp"
#include "text/path.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t max_folders = 2000;
constexpr std::uint64_t max_registered = 4u << 20;

/// One load that opens a folder.
struct Load {
  const ModelFact* model;
  bool sure = true;  // the folder is known to be this one
};

/// Whether a load of `needs` may follow what `load` is.
bool suits(const Load& load, Needs needs) {
  return needs != Needs::hub || (load.sure && load.model->api.starts_with("torch.hub."));
}

/// peft: PeftModel.from_pretrained is given the base model as an object, AutoPeftModel fetches it.
bool fetches_base(const Load& load) {
  const auto& api = load.model->api;
  if (!load.sure) return false;
  return api.find("AutoPeftModel") != std::string::npos ||
         (api.find("PeftModel") == std::string::npos && api.find("PeftConfig") == std::string::npos);
}

class Folders {
 public:
  Folders(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
          const std::vector<ModelFact>& loads, VendoredCode& code)
      : build_(build), commands_(commands), files_(files), loads_(loads), code_(code) {}

  std::vector<ModelFact> run() {
    std::set<std::string> folders;
    for (const auto& path : files_.files) {
      if (!is_model_configuration(text::file_name(path))) continue;
      if (folders.size() >= max_folders) break;
      folders.insert(std::string(text::parent(path)));
    }
    for (const auto& load : loads_) {
      if (load.id_state != IdState::local) continue;
      if (auto folder = context_entry(load.path, EntryKind::folder)) folders.insert(std::move(*folder));
    }
    for (const auto& folder : folders)
      if (const auto placed = placed_at(folder)) read(folder, *placed);
    for (const auto& load : loads_) {
      // A script by its own name: of a dataset, a metric, a pipeline.
      if (load.id_state != IdState::local || !load.path.ends_with(".py")) continue;
      if (auto file = context_entry(load.path, EntryKind::file)) add_script(*file, {&load, true});
    }
    registered();
    return std::move(models_);
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

  /// The folder or file of the context that stands at `path` in some stage.
  std::optional<std::string> context_entry(std::string_view path, EntryKind kind) const {
    if (path.empty()) return std::nullopt;
    for (std::size_t i = commands_.files.size(); i-- > 0;) {
      if (!commands_.files[i]) continue;
      const auto hit = commands_.files[i]->find(path);
      if (!hit || hit->placed->from != build::Placed::From::context) continue;
      const auto source = hit->source == "." ? std::string() : hit->source;
      if (build_.context->kind(source) == kind) return source;
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
      } else if (const auto opened = context_entry(load.path, EntryKind::folder);
                 opened && *opened == folder) {
        out.push_back({&load, true});
      }
    }
    return out;
  }

  /// Whether one of `loads` follows a pointer that needs `needs`; the load that says so.
  static std::pair<Known, const ModelFact*> follows(const std::vector<Load>& loads, Needs needs) {
    std::pair<Known, const ModelFact*> out{Known::no, nullptr};
    for (const auto& load : loads) {
      if (!suits(load, needs)) continue;
      auto runs = needs == Needs::trust ? load.model->remote_code : Known::yes;
      if (!load.sure && runs == Known::yes) runs = Known::unresolved;
      if (out.second == nullptr || worse(out.first, runs) != out.first) out = {runs, load.model};
    }
    if (out.second == nullptr) out.first = Known::unresolved;
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

  void add_code(const std::string& folder, const At& at, const std::vector<Load>& loads,
                const CodePointer& pointer, std::string_view found_by) {
    const auto [runs, load] = follows(loads, pointer.needs);
    // Without a load of torch.hub, hubconf.py is known by its name only.
    if (pointer.needs == Needs::hub && load == nullptr) return;
    VendoredFact start;
    set_common(at, load, pointer.at, pointer.why, start);
    start.file = pointer.file;
    start.folder = folder;
    start.why = pointer.why;
    start.found_by = found_by;
    start.runs = runs;
    if (load == nullptr) start.missing = "which load opens the folder";
    if (load != nullptr && runs == Known::unresolved) start.missing = load->missing_remote_code;
    code_.add(std::move(start));
  }

  /// A script that `load` names, or that the folder which it names has by the rules of the library.
  void add_script(const std::string& file, const Load& load) {
    const bool metric = load.model->artifact == "code";
    if (!metric && load.model->artifact != "dataset") return;
    const std::string folder(text::parent(file));
    const CodePointer pointer{
        file, metric ? Needs::nothing : Needs::trust, {}, "`" + load.model->api + "` runs it"};
    add_code(folder, placed_at(file).value_or(At{}), {load}, pointer, "load");
  }

  /// Files that register themselves with an Auto class: they are made to lie in a model's folder, which a
  /// copy in the start may put them into.
  void registered() {
    constexpr std::string_view call = ".register_for_auto_class(";
    for (const auto& path : files_.files) {
      const auto name = text::file_name(path);
      if (catalog::find_review_file(catalog::review_knowledge(), name) == nullptr || code_.has(path))
        continue;
      const std::string folder(text::parent(path));
      const auto placed = placed_at(folder);
      const auto source = placed ? build_.context->read(path, max_registered)
                                 : Result<SourcePtr, FileError>::failure(FileError::missing);
      if (!source) continue;
      const auto at = (*source)->bytes().find(call);
      if (at == std::string_view::npos) continue;
      const Place here{*source,
                       {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + call.size())}};
      add_code(folder, *placed, loads_of(folder),
               {path, Needs::trust, here, "`register_for_auto_class` makes it a model's own code"}, "name");
    }
  }

  /// Adds the repository that a configuration points to, when a load may follow.
  void add_repository(const At& at, const std::vector<Load>& loads, const RepositoryPointer& pointer) {
    const auto [runs, load] = follows(loads, pointer.needs);
    if (load == nullptr || runs == Known::no) return;
    ModelFact fact;
    set_common(at, load, {}, "", fact);
    fact.at = pointer.at;
    fact.api = pointer.api;
    fact.artifact = pointer.artifact;
    fact.id = fact.subject = pointer.id;
    fact.id_state = IdState::known;
    fact.revision = pointer.revision;
    fact.revision_state = fact.revision ? classify_revision(*fact.revision) : RevisionState::absent;
    fact.parts.push_back({"id", pointer.at});
    if (pointer.runs_code) {
      fact.remote_code = runs;
      if (!fact.revision && load->code_revision_state != RevisionState::not_needed)
        fact.revision_state = load->code_revision_state;
      fact.code_revision_state = fact.revision_state;
      fact.missing_remote_code = load->missing_remote_code;
      fact.notes.emplace_back("the code of another repository: `code_revision` is what pins it");
    }
    models_.push_back(std::move(fact));
  }

  void read(const std::string& folder, const At& at) {
    const auto loads = loads_of(folder);
    const auto pointers = folder_pointers(*build_.context, files_, folder);
    for (const auto& pointer : pointers.code) add_code(folder, at, loads, pointer, "configuration");
    for (const auto& pointer : pointers.repositories) {
      std::vector<Load> fetching = loads;
      if (pointer.is_base) std::erase_if(fetching, [](const Load& load) { return !fetches_base(load); });
      add_repository(at, fetching, pointer);
    }
    for (const auto& load : loads) {
      if (!load.sure) continue;
      add_script(path_below(folder, std::string(text::file_name(folder)) + ".py"), load);
      if (load.model->artifact == "code") add_script(path_below(folder, "pipeline.py"), load);
    }
  }

  const build::Build& build_;
  const ShellCommands& commands_;
  const ContextFiles& files_;
  const std::vector<ModelFact>& loads_;
  VendoredCode& code_;
  std::vector<ModelFact> models_;
};

}  // namespace

std::vector<ModelFact> model_folders(const build::Build& build, const ShellCommands& commands,
                                     const ContextFiles& files, const std::vector<ModelFact>& loads,
                                     VendoredCode& code) {
  if (build.context == nullptr) return {};
  return Folders(build, commands, files, loads, code).run();
}

}  // namespace dockgate::facts
