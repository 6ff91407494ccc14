#pragma once
// Finds the files of imported modules: sys.path, as far as a build tells it.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalog/index.hpp"
#include "facts/image_files.hpp"

namespace dockgate::facts {

/// Where the packages of a context lie and which console scripts they define; made once a build.
class Projects {
 public:
  Projects(const FileTree* context, const ContextFiles& files);
  struct Script {
    std::string target;  // "pkg.mod:function"
    std::string folder;  // of the file that defines it
  };
  const Script* console_script(std::string_view name) const;
  /// Folders that hold the top-level package `name` (a folder with __init__.py whose parent has none).
  std::vector<std::string> parents_of(std::string_view name) const;
  /// Folders with pyproject.toml, setup.py or setup.cfg, and their `src`.
  const std::vector<std::string>& roots() const { return roots_; }
  /// Whether the context path lies in one of them.
  bool holds(std::string_view path) const;

 private:
  void read_scripts(std::string_view text, const std::string& folder);
  std::map<std::string, Script, std::less<>> scripts_;
  std::multimap<std::string, std::string, std::less<>> packages_;
  std::vector<std::string> roots_;
};

struct FoundModule {
  std::string path;        // context path
  std::string image_path;  // "" when found in the context only
  std::optional<text::MappedText> text;
  bool is_package = false;
};

/// One program's search path.
class ModuleSearch {
 public:
  ModuleSearch(const ImageFiles& image, const Projects& projects, const catalog::Index& catalog)
      : image_(image), projects_(projects), catalog_(catalog) {}
  /// A folder of the image that is searched, surely or probably.
  void add_image_root(std::string path, bool sure = true);
  /// The folders of installed packages into which the build puts files itself.
  void add_package_folders(const build::FileMap& files);
  /// A folder of the context that may be searched: names of well-known libraries are not looked for there.
  void add_context_root(std::string path, bool sure);
  const std::optional<FoundModule>& find(std::string_view dotted);
  /// Names of the modules and packages directly below the package `dotted`; at most 300.
  std::vector<std::string> submodules(std::string_view dotted) const;

 private:
  struct Root {
    std::string path;
    bool image = false;
    bool sure = false;
  };
  std::optional<FoundModule> try_root(const Root& root, const std::string& relative) const;
  std::optional<FoundModule> search(const std::string& dotted) const;

  const ImageFiles& image_;
  const Projects& projects_;
  const catalog::Index& catalog_;
  std::vector<Root> roots_;
  std::unordered_map<std::string, std::optional<FoundModule>> known_;
};

}  // namespace dockgate::facts
