// Files that lie in a package and are asked for by its name: importlib.resources, pkgutil, pkg_resources.

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

enum class Gives { folder, path, content };

struct Resource {
  std::string_view dotted;
  Gives gives;
};
constexpr Resource resources[] = {
    {"importlib.resources.files", Gives::folder},        {"importlib_resources.files", Gives::folder},
    {"importlib.resources.path", Gives::path},           {"importlib.resources.read_text", Gives::content},
    {"importlib.resources.read_binary", Gives::content}, {"importlib.resources.open_text", Gives::content},
    {"importlib.resources.open_binary", Gives::content}, {"pkgutil.get_data", Gives::content},
    {"pkg_resources.resource_filename", Gives::path},    {"pkg_resources.resource_string", Gives::content},
    {"pkg_resources.resource_stream", Gives::content},
};

}  // namespace

/// The folder of a package, or of the package that a module is in, with `/` behind it; nothing when no file
/// of it was read.
std::optional<std::string> Engine::package_folder(std::string_view dotted) const {
  if (const auto module = find_module(dotted)) {
    const std::string& file = modules_[*module].file;
    const std::size_t slash = file.rfind('/');
    if (slash != std::string::npos) return file.substr(0, slash + 1);
    return std::nullopt;
  }
  // A namespace package has no file of its own.
  for (const Loaded& loaded : modules_) {
    if (!loaded.name.starts_with(dotted) || loaded.name.size() <= dotted.size() ||
        loaded.name[dotted.size()] != '.')
      continue;
    std::size_t up = loaded.is_package ? 1 : 0;
    for (const char c : std::string_view(loaded.name).substr(dotted.size() + 1)) up += c == '.';
    std::string folder = loaded.file.substr(0, loaded.file.rfind('/') + 1);
    for (; up > 0 && !folder.empty(); --up) {
      folder.pop_back();
      folder.resize(folder.rfind('/') + 1);
    }
    if (!folder.empty()) return folder;
  }
  return std::nullopt;
}

std::optional<Possibles> Engine::resource_call(std::string_view dotted, const Arguments& given,
                                               const Place& where) {
  if (!dotted.starts_with("importlib") && !dotted.starts_with("pk")) return std::nullopt;
  const Resource* row = nullptr;
  for (const Resource& one_row : resources)
    if (one_row.dotted == dotted) row = &one_row;
  const Argument* package = argument_of(given, 0, "package");
  if (row == nullptr) return std::nullopt;
  if (package == nullptr) package = argument_of(given, 0, "anchor");
  if (package == nullptr) return std::nullopt;
  const Argument* resource = argument_of(given, 1, "resource");
  Possibles out;
  for (const Possible& possible : package->value->possible) {
    const auto* text = text_of(possible);
    const auto* name = std::get_if<Name>(&possible.value);
    const auto folder = text != nullptr   ? package_folder(*text)
                        : name != nullptr ? package_folder(name->dotted)
                                          : std::nullopt;
    if (!folder) {
      add(out, unknown(Why::path, "the folder of the package is not known", where), where);
      continue;
    }
    if (row->gives == Gives::folder) {
      add(out, as_path(known(folder->substr(0, folder->size() - 1))), where);
      continue;
    }
    if (resource == nullptr) return std::nullopt;
    for (const Possible& file : resource->value->possible) {
      const auto* path = text_of(file);
      if (path == nullptr)
        add(out, derived_unknown(file, where), where);
      else if (row->gives == Gives::path)
        add(out, as_path(known(*folder + *path)), where);
      else if (auto content = read_file(*make_value(known(*folder + *path), where), where))
        add(out, *content, where);
    }
  }
  if (out.empty()) return std::nullopt;
  return out;
}

}  // namespace dockgate::python
