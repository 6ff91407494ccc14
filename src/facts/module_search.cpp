#include "facts/module_search.hpp"

#include <algorithm>
#include <set>

#include "text/ascii.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t max_script_file = 512UL * 1024;
constexpr int max_project_depth = 4;
constexpr std::size_t max_submodules = 300;

std::string under(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return folder == "/" ? "/" + std::string(name) : std::string(folder) + "/" + std::string(name);
}

bool is_script_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return text::is_word(c) || c == '-' || c == '.'; });
}

}  // namespace

Projects::Projects(const FileTree* context, const ContextFiles& files) {
  for (const auto& path : files.files) {
    const auto name = text::file_name(path);
    const std::string folder(text::parent(path));
    if (name == "__init__.py" && !folder.empty()) {
      const std::string parent(text::parent(folder));
      if (!files.has(under(parent, "__init__.py")))
        packages_.emplace(std::string(text::file_name(folder)), parent);
    }
    if (name != "pyproject.toml" && name != "setup.cfg" && name != "setup.py") continue;
    if (std::count(path.begin(), path.end(), '/') > max_project_depth) continue;
    roots_.push_back(folder);
    roots_.push_back(under(folder, "src"));
    if (context == nullptr) continue;
    if (const auto source = context->read(path, max_script_file)) read_scripts((*source)->bytes(), folder);
  }
  std::sort(roots_.begin(), roots_.end());
  roots_.erase(std::unique(roots_.begin(), roots_.end()), roots_.end());
}

void Projects::read_scripts(std::string_view text, const std::string& folder) {
  // `name = "pkg.mod:function"` has the same shape in all three files; a name that is no console script does
  // no harm, since it is only looked up by the program of a command.
  for (auto line : text::split(text, '\n')) {
    line = text::trim(line, " \t\r\"',[]{}()");
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = text::trim(line.substr(0, equals), " \t\"'");
    auto target = text::trim(line.substr(equals + 1), " \t\"',");
    target = target.substr(0, target.find_first_of("\"' ,["));
    const auto colon = target.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == target.size()) continue;
    if (!is_script_name(name) || !is_script_name(target.substr(0, colon))) continue;
    scripts_.try_emplace(std::string(name), Script{std::string(target), folder});
  }
}

const Projects::Script* Projects::console_script(std::string_view name) const {
  const auto found = scripts_.find(name);
  return found == scripts_.end() ? nullptr : &found->second;
}

bool Projects::holds(std::string_view path) const {
  return std::any_of(roots_.begin(), roots_.end(), [&](const std::string& root) {
    return root.empty() || (path.size() > root.size() && path.starts_with(root) && path[root.size()] == '/');
  });
}

std::vector<std::string> Projects::parents_of(std::string_view name) const {
  std::vector<std::string> out;
  for (auto [at, end] = packages_.equal_range(name); at != end; ++at) out.push_back(at->second);
  return out;
}

void ModuleSearch::add_image_root(std::string path, bool sure) {
  if (path.empty()) return;
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  roots_.push_back({std::move(path), true, sure});
}

void ModuleSearch::add_package_folders(const build::FileMap& files) {
  std::set<std::string> folders;
  for (const build::Placed& placed : files.entries())
    for (const std::string_view name : {"/site-packages/", "/dist-packages/"})
      if (const std::size_t at = (placed.destination + "/").find(name); at != std::string::npos)
        folders.insert(placed.destination.substr(0, at + name.size() - 1));
  for (const std::string& folder : folders) add_image_root(folder, false);
}

void ModuleSearch::add_context_root(std::string path, bool sure) {
  for (const auto& root : roots_)
    if (!root.image && root.path == path) return;
  roots_.push_back({std::move(path), false, sure});
}

std::optional<FoundModule> ModuleSearch::try_root(const Root& root, const std::string& relative) const {
  for (const bool package : {true, false}) {
    const auto path = under(root.path, relative + (package ? "/__init__.py" : ".py"));
    if (root.image) {
      if (auto file = image_.find(path)) return FoundModule{file->path, path, file->text, package};
    } else if (image_.context() != nullptr && image_.context()->has(path)) {
      return FoundModule{path, "", std::nullopt, package};
    }
  }
  return std::nullopt;
}

std::optional<FoundModule> ModuleSearch::search(const std::string& dotted) const {
  std::string relative = dotted;
  std::replace(relative.begin(), relative.end(), '.', '/');
  const auto top = std::string_view(dotted).substr(0, dotted.find('.'));
  const bool library = catalog_.is_library(top);
  for (const auto& root : roots_) {
    if (library && !root.sure) continue;
    if (auto found = try_root(root, relative)) return found;
  }
  for (const auto& parent : projects_.parents_of(top)) {
    // A project may itself be the library that everybody else installs.
    const auto& roots = projects_.roots();
    if (library && std::find(roots.begin(), roots.end(), parent) == roots.end()) continue;
    if (auto found = try_root({parent, false, false}, relative)) return found;
  }
  return std::nullopt;
}

const std::optional<FoundModule>& ModuleSearch::find(std::string_view dotted) {
  const auto [known, fresh] = known_.try_emplace(std::string(dotted));
  if (fresh) known->second = search(known->first);
  return known->second;
}

std::vector<std::string> ModuleSearch::submodules(std::string_view dotted) const {
  std::vector<std::string> out;
  if (image_.context() == nullptr) return out;
  std::string relative(dotted);
  std::replace(relative.begin(), relative.end(), '.', '/');
  const auto& files = image_.context()->files;
  const auto take = [&](const std::string& folder) {
    const std::string prefix = folder.empty() ? "" : folder + "/";
    for (auto at = std::lower_bound(files.begin(), files.end(), prefix);
         at != files.end() && at->starts_with(prefix) && out.size() < max_submodules; ++at) {
      std::string_view name = std::string_view(*at).substr(prefix.size());
      if (name.ends_with("/__init__.py") && std::count(name.begin(), name.end(), '/') == 1)
        name.remove_suffix(12);
      else if (name.ends_with(".py") && name != "__init__.py" && name.find('/') == std::string_view::npos)
        name.remove_suffix(3);
      else
        continue;
      out.emplace_back(name);
    }
  };
  for (const auto& root : roots_) {
    if (!root.image) {
      take(under(root.path, relative));
    } else if (const auto package = image_.find(under(root.path, relative + "/__init__.py"))) {
      take(std::string(text::parent(package->path)));
    }
    if (!out.empty()) return out;
  }
  for (const auto& parent : projects_.parents_of(dotted.substr(0, dotted.find('.')))) {
    take(under(parent, relative));
    if (!out.empty()) return out;
  }
  return out;
}

}  // namespace dockgate::facts
