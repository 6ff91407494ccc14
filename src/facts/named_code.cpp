#include "facts/named_code.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "facts/folder_pointers.hpp"
#include "facts/places.hpp"
#include "python/syntax.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::string_view by_list = "the policy's list `model-code` names it";

/// Whether a class of the file derives from one of the row's bases, in a file that imports one of its
/// libraries.
bool derives(const ParsedFile& file, const catalog::ReviewFiles& row) {
  const bool imports = std::ranges::any_of(file.imports, [&](const python::Import& import) {
    const std::string_view package = text::split(import.module, '.').front();
    return import.level == 0 && std::ranges::find(row.libraries, package) != row.libraries.end();
  });
  if (!imports) return false;
  const python::ModulePtr parsed = file.module->module();
  const python::Module& module = *parsed;
  return std::ranges::any_of(module.classes, [&](const python::Class& each) {
    return std::ranges::any_of(each.bases, [&](python::NodeId base) {
      const std::string_view name = python::last_name(module, base);
      return std::ranges::any_of(row.bases, [&](auto glob) { return text::glob_match(glob, name); });
    });
  });
}

/// Whether a file of this name stands beside a model's code only. A `config.json` or `modules.json` does not
/// say so much.
bool marks_model_folder(std::string_view name) {
  const auto* row = catalog::find_review_file(catalog::review_knowledge(), name);
  if (row != nullptr) return row->bases.empty() && !row->below_root;
  return is_model_configuration(name) && name != "config.json" && name != "modules.json";
}

/// Tells a model's code by the names of files.
class NamedModules {
 public:
  NamedModules(const FileTree& tree, const ContextFiles& files, ModuleCache& cache)
      : tree_(tree), cache_(cache) {
    for (const auto& path : files.files)
      if (marks_model_folder(text::file_name(path))) model_folders_.insert(text::parent(path));
  }

  /// The row that the file is called like, where it is a model's; null: a team's own may have such a name as
  /// well.
  const catalog::ReviewFiles* row_of(const std::string& path) const {
    const auto* row = catalog::find_review_file(catalog::review_knowledge(), text::file_name(path));
    if (row == nullptr) return nullptr;
    const std::string_view folder = text::parent(path);
    if (row->below_root && folder.empty()) return nullptr;
    if (row->bases.empty() || model_folders_.contains(folder)) return row;
    const auto source = tree_.read(path);
    const bool one = source && derives(*cache_.parse(*source), *row);
    return one ? row : nullptr;
  }

 private:
  const FileTree& tree_;
  ModuleCache& cache_;
  std::set<std::string_view> model_folders_;
};

class Named {
 public:
  Named(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
        const NamesModelCode& names, ModuleCache& cache, VendoredCode& code)
      : build_(build), commands_(commands), files_(files), names_(names), cache_(cache), code_(code) {}

  void run(const std::vector<CodeFact>& reached) {
    std::map<std::string_view, const CodeFact*> by_file;
    for (const auto& fact : reached) by_file.emplace(fact.file, &fact);
    const NamedModules names(*build_.context, files_, cache_);
    for (const auto& path : files_.files) {
      const auto* row = names.row_of(path);
      if (row == nullptr && !(names_ && names_(build_.context->display_path(path)))) continue;
      CodeFact fact;
      // What nothing starts is no code fact where it does not matter to models.
      if (const auto known = by_file.find(path); known != by_file.end())
        fact = *known->second;
      else if (!place(path, fact))
        continue;
      fact.file = path;
      if (row != nullptr)
        add(fact, row->about, "name");
      else
        add(fact, by_list, "policy");
    }
  }

 private:
  void add(const CodeFact& fact, std::string_view why, std::string_view found_by) {
    VendoredFact start;
    static_cast<Fact&>(start) = static_cast<const Fact&>(fact);
    start.parts.clear();
    start.file = fact.file;
    start.folder = text::parent(fact.file);
    start.why = why;
    start.found_by = found_by;
    start.runs = fact.reached ? Known::yes : Known::unresolved;
    if (!fact.reached) start.missing = "what starts or imports it";
    code_.add(std::move(start), true);
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
  ModuleCache& cache_;
  VendoredCode& code_;
};

}  // namespace

void add_named_code(const build::Build& build, const ShellCommands& commands, const ContextFiles& files,
                    const std::vector<CodeFact>& reached, const NamesModelCode& names, ModuleCache& cache,
                    VendoredCode& code) {
  if (build.context == nullptr) return;
  Named(build, commands, files, names, cache, code).run(reached);
}

std::vector<VendoredFact> model_code_below(const FileTree& tree, const ContextFiles& files,
                                           const std::string& folder, ModuleCache& cache) {
  VendoredCode code(tree, files, cache);
  const NamedModules names(tree, files, cache);
  const auto add = [&](const std::string& file, std::string why) {
    VendoredFact start;
    start.file = file;
    start.folder = text::is_below(file, folder) && !folder.empty() ? folder : std::string(text::parent(file));
    start.why = std::move(why);
    code.add(std::move(start));
  };
  std::set<std::string_view> seen;
  for (const auto& path : files.files) {
    if (!text::is_below(path, folder)) continue;
    if (const auto* row = names.row_of(path)) add(path, std::string(row->about));
    const std::string_view here = text::parent(path);
    if (!is_model_configuration(text::file_name(path)) || !seen.insert(here).second) continue;
    for (const auto& pointer : folder_pointers(tree, files, std::string(here)).code)
      add(pointer.file, pointer.why);
  }
  return code.take();
}

}  // namespace dockgate::facts
