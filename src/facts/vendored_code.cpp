#include "facts/vendored_code.hpp"

#include <algorithm>
#include <set>

#include "facts/folder_pointers.hpp"
#include "facts/revision.hpp"
#include "text/digest.hpp"
#include "text/path.hpp"

namespace dockgate::facts {
namespace {

constexpr std::uint64_t max_code = 4u << 20;
constexpr std::size_t max_code_of_start = 200;

/// `from . import x` as "." with "x" behind it, `from .a import b` as ".a".
std::vector<std::string> import_names(const std::vector<python::Import>& imports) {
  std::set<std::string> names;
  for (const auto& import : imports) {
    const std::string dots(static_cast<std::size_t>(std::max(import.level, 0)), '.');
    if (!import.module.empty()) {
      names.insert(dots + import.module);
      continue;
    }
    for (const auto& name : import.names) names.insert(dots + name);
  }
  return {names.begin(), names.end()};
}

}  // namespace

std::vector<std::string> imported_files(const ContextFiles& files, std::string_view folder,
                                        const std::string& path, const std::vector<python::Import>& imports) {
  std::vector<std::string> out;
  const auto add_file = [&](const std::string& file) {
    if (file == path || !files.has(file)) return false;
    if (std::ranges::find(out, file) == out.end()) out.push_back(file);
    return true;
  };
  // The module itself, and the packages around it.
  const auto add = [&](const std::string& base, std::string dotted) {
    std::ranges::replace(dotted, '.', '/');
    bool found = false;
    for (const std::string_view ending : {".py", "/__init__.py"})
      found = add_file(path_below(base, dotted + std::string(ending))) || found;
    for (auto slash = dotted.find('/'); slash != std::string::npos; slash = dotted.find('/', slash + 1))
      found = add_file(path_below(base, dotted.substr(0, slash) + "/__init__.py")) || found;
    return found;
  };
  for (const auto& import : imports) {
    std::string base(text::parent(path));
    for (int level = 1; level < import.level; ++level) base = text::parent(base);
    const bool beside = import.module.empty() || add(base, import.module);
    const std::string prefix = import.module.empty() ? std::string() : import.module + ".";
    if (import.level > 0 || beside)
      for (const auto& name : import.names) add(base, prefix + name);
    if (import.level > 0 || beside || base == folder) continue;
    if (add(std::string(folder), import.module))
      for (const auto& name : import.names) add(std::string(folder), prefix + name);
  }
  return out;
}

bool VendoredCode::read(VendoredFact& fact) const {
  const auto source = context_.read(fact.file, max_code);
  if (!source) return false;
  fact.at = {*source, {}};
  fact.subject = fact.file;
  fact.sha256 = text::sha256((*source)->bytes());
  fact.lines = (*source)->bytes().empty() ? 0 : (*source)->line_count();
  fact.language = fact.file.ends_with(".py") ? "python" : "other";
  fact.imports.clear();
  fact.brings.clear();
  if (fact.language != "python") return true;
  const auto parsed = cache_.parse(*source);
  fact.imports = import_names(parsed->imports);
  for (auto& file : imported_files(files_, fact.folder, fact.file, parsed->imports))
    if (text::is_below(file, fact.folder)) fact.brings.push_back(std::move(file));
  return true;
}

void VendoredCode::add(VendoredFact start, bool weak) {
  std::vector<std::pair<std::string, std::string>> waiting{{start.file, start.why}};
  std::set<std::string> seen;
  while (!waiting.empty() && seen.size() < max_code_of_start) {
    auto [path, why] = std::move(waiting.back());
    waiting.pop_back();
    if (!files_.has(path) || !seen.insert(path).second) continue;
    const auto known = by_file_.find(path);
    if (known != by_file_.end()) {
      const VendoredFact& before = out_[known->second];
      const bool worse_than_before = worse(before.runs, start.runs) != before.runs;
      if (weak ? start.runs != Known::yes || !worse_than_before : !worse_than_before) continue;
    }
    VendoredFact fact = start;
    fact.file = path;
    fact.why = why;
    if (!read(fact)) continue;
    for (const auto& inner : fact.brings) waiting.emplace_back(inner, "imported by `" + path + "`");
    if (known != by_file_.end()) {
      out_[known->second] = std::move(fact);
    } else {
      by_file_.emplace(path, out_.size());
      out_.push_back(std::move(fact));
    }
  }
}

}  // namespace dockgate::facts
