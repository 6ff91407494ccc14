#include "facts/code_issues.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "review/issues.hpp"
#include "text/path.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t most_issues_of_file = 200;

std::string_view weight_name(review::Weight weight) {
  constexpr std::array<std::string_view, 4> names{"none", "low", "medium", "high"};
  return names.at(static_cast<std::size_t>(weight));
}

/// The name by which the other files of the folder import it.
python::Loaded loaded(const VendoredFact& file, python::ModulePtr module) {
  std::string name = text::relative_to(file.file, file.folder).value_or(file.file);
  name.resize(name.size() - std::string_view(".py").size());
  const bool is_package = text::file_name(name) == "__init__";
  if (is_package) name = text::parent(name);
  std::ranges::replace(name, '/', '.');
  return {std::move(name), std::move(module), is_package, {}};
}

CodeIssueFact fact_of(const VendoredFact& file, const review::Issue& issue) {
  CodeIssueFact fact;
  static_cast<Fact&>(fact) = static_cast<const Fact&>(file);
  fact.at = issue.at;
  fact.parts.clear();
  fact.category = issue.category;
  fact.about = issue.about;
  fact.name = issue.name;
  fact.value = issue.value;
  fact.weight = weight_name(issue.weight);
  fact.pair = issue.pair;
  fact.file = file.file;
  fact.folder = file.folder;
  fact.sha256 = file.sha256;
  fact.runs = file.runs;
  return fact;
}

/// The files of one folder, looked at together.
void add_folder(const std::vector<const VendoredFact*>& files, ModuleCache& cache,
                std::vector<CodeIssueFact>& out) {
  std::string key;
  std::map<std::string_view, const VendoredFact*> by_path;
  for (const VendoredFact* file : files) {
    key += file->at.source->path() + '\0' + file->sha256 + '\0';
    by_path[file->at.source->path()] = file;
  }
  auto issues = cache.issues(key);
  if (!issues) {
    std::vector<python::Loaded> modules;
    modules.reserve(files.size());
    for (const VendoredFact* file : files)
      modules.push_back(loaded(*file, cache.parse(file->at.source)->module->module()));
    issues = cache.keep_issues(key, review::inspect(modules));
  }
  std::map<std::string_view, std::size_t> count;
  for (const review::Issue& issue : *issues) {
    if (issue.at.source == nullptr) continue;
    const auto file = by_path.find(issue.at.source->path());
    if (file == by_path.end() || ++count[file->first] > most_issues_of_file) continue;
    out.push_back(fact_of(*file->second, issue));
  }
}

}  // namespace

std::vector<CodeIssueFact> code_issues(const std::vector<VendoredFact>& code, ModuleCache& cache) {
  std::map<std::string_view, std::vector<const VendoredFact*>> folders;
  for (const VendoredFact& file : code)
    if (file.language == "python" && file.at.source != nullptr) folders[file.folder].push_back(&file);
  std::vector<CodeIssueFact> out;
  for (const auto& [folder, files] : folders) add_folder(files, cache, out);
  return out;
}

}  // namespace dockgate::facts
