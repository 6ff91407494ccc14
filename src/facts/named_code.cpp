#include "facts/named_code.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "facts/folder_pointers.hpp"
#include "facts/places.hpp"
#include "python/syntax.hpp"
#include "text/path.hpp"

namespace dockgate::facts {
namespace {

constexpr std::string_view by_list = "the policy's list `model-code` names it";

/// Whether a class of the module derives from one of `bases`, by the last part of the name.
bool derives(const python::Module& module, std::span<const std::string_view> bases) {
  return std::ranges::any_of(module.classes, [&](const python::Class& each) {
    return std::ranges::any_of(each.bases, [&](python::NodeId base) {
      return std::ranges::find(bases, python::last_name(module, base)) != bases.end();
    });
  });
}

/// Whether a file of this name stands beside a model's code only. A `config.json` or `modules.json` does not
/// say so much.
bool marks_model_folder(std::string_view name) {
  const auto* row = catalog::find_review_file(catalog::review_knowledge(), name);
  if (row != nullptr) return row->bases.empty();
  return is_model_configuration(name) && name != "config.json" && name != "modules.json";
}

class Named {
 public:
  Named(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
        const NamesModelCode& names, const catalog::Index& catalog, ModuleCache& cache, VendoredCode& code)
      : build_(build),
        commands_(commands),
        files_(files),
        names_(names),
        catalog_(catalog),
        cache_(cache),
        code_(code) {}

  void run(const std::vector<CodeFact>& reached) {
    std::map<std::string_view, const CodeFact*> by_file;
    for (const auto& fact : reached) by_file.emplace(fact.file, &fact);
    for (const auto& path : files_.files)
      if (marks_model_folder(text::file_name(path))) certain_folders_.insert(text::parent(path));
    for (const auto& path : files_.files) {
      const auto* row = catalog::find_review_file(catalog::review_knowledge(), text::file_name(path));
      const bool by_policy = names_ && names_(build_.context->display_path(path));
      if (row == nullptr && !by_policy) continue;
      CodeFact fact;
      // What nothing starts is no code fact where it does not matter to models.
      if (const auto known = by_file.find(path); known != by_file.end())
        fact = *known->second;
      else if (!place(path, fact))
        continue;
      fact.file = path;
      if (row == nullptr)
        add(fact, by_list, "policy", true);
      else
        add(fact, row->about, "name", by_policy || row->bases.empty() || certain(path, *row));
    }
  }

 private:
  void add(const CodeFact& fact, std::string_view why, std::string_view found_by, bool certain) {
    VendoredFact start;
    static_cast<Fact&>(start) = fact;
    start.parts.clear();
    start.file = fact.file;
    start.folder = text::parent(fact.file);
    start.why = why;
    start.found_by = found_by;
    start.certain = certain;
    start.runs = fact.reached ? Known::yes : Known::unresolved;
    if (!fact.reached) start.missing = "what starts or imports it";
    code_.add(std::move(start), true);
  }

  bool certain(const std::string& path, const catalog::ReviewFiles& row) const {
    if (certain_folders_.contains(text::parent(path))) return true;
    const auto source = build_.context->read(path);
    if (!source) return false;
    return derives(*cache_.parse(text::MappedText::whole(*source), catalog_)->module->module(), row.bases);
  }

  /// Whether some stage that is needed gets the file.
  bool place(const std::string& path, Fact& fact) const {
    for (std::size_t i = build_.stages.size(); i-- > 0;) {
      if (!build_.stages[i].needed || i >= commands_.files.size() || !commands_.files[i]) continue;
      const auto paths = commands_.files[i]->image_paths(path);
      if (paths.empty()) continue;
      if (const auto hit = commands_.files[i]->find(paths.front()); hit && hit->placed != nullptr) {
        set_stage(build_, hit->placed->instruction, fact);
        fact.trace.push_back({hit->placed->at, "ships the file"});
      }
      fact.reached = false;
      fact.phase = Phase::start;
      return true;
    }
    return false;
  }

  const build::Build& build_;
  const ShellCommands& commands_;
  const ContextFiles& files_;
  const NamesModelCode& names_;
  const catalog::Index& catalog_;
  ModuleCache& cache_;
  VendoredCode& code_;
  std::set<std::string_view> certain_folders_;
};

}  // namespace

void add_named_code(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
                    const std::vector<CodeFact>& reached, const NamesModelCode& names,
                    const catalog::Index& catalog, ModuleCache& cache, VendoredCode& code) {
  if (build.context == nullptr) return;
  Named(build, commands, files, names, catalog, cache, code).run(reached);
}

}  // namespace dockgate::facts
