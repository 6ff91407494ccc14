#include "lint/reviews.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "text/file_trees.hpp"
#include "text/path.hpp"

namespace dockgate::lint {

namespace {

constexpr std::uint64_t most_owners = 4u << 20;
constexpr std::string_view about_code = "code/";

ReviewFiles::Found read_ledger(const FileTree& tree, const std::string& path) {
  const auto source = tree.read(path, ledger::max_bytes);
  if (!source) {
    const auto place = std::make_shared<SourceFile>(tree.display_path(path), std::string());
    return {nullptr, {{{place, {}}, "the ledger cannot be read: " + std::string(to_string(source.error()))}}};
  }
  auto ledger = ledger::read(*source);
  if (!ledger) return {nullptr, ledger.error()};
  return {std::make_shared<const ledger::Ledger>(std::move(*ledger)), {}};
}

}  // namespace

ReviewFiles::Found ReviewFiles::ledger(const std::shared_ptr<const FileTree>& tree, const std::string& path) {
  constexpr std::array<std::string_view, 1> names{ledger::file_name};
  const auto file = text::find_upward(*tree, text::parent(path), names);
  if (!file) return {};
  const std::lock_guard lock(mutex_);
  const Key key(tree.get(), *file);
  auto known = ledgers_.find(key);
  if (known == ledgers_.end()) known = ledgers_.emplace(key, read_ledger(*tree, *file)).first;
  return known->second;
}

ReviewFiles::Owners ReviewFiles::owners(const std::shared_ptr<const FileTree>& tree,
                                        const std::string& path) {
  const auto file = text::find_upward(*tree, text::parent(path), ledger::code_owners_files);
  if (!file) return {};
  const std::lock_guard lock(mutex_);
  const Key key(tree.get(), *file);
  if (const auto known = owners_.find(key); known != owners_.end()) return known->second;
  Owners found;
  for (const std::string_view name : ledger::code_owners_files) {
    // Of two names that end alike the longer one is listed first.
    if (*file != name && !file->ends_with("/" + std::string(name))) continue;
    const std::string folder = file->substr(0, file->size() - name.size());
    found.folder = tree->display_path(folder.substr(0, folder.size() - (folder.empty() ? 0 : 1)));
    break;
  }
  if (const auto source = tree->read(*file, most_owners))
    found.owners = std::make_shared<const ledger::CodeOwners>((*source)->bytes());
  return owners_.emplace(key, std::move(found)).first->second;
}

bool names_model_code(const policy::Policy& policy, std::string_view shown) {
  const std::string path = policy.relative(shown);
  return std::ranges::any_of(policy.boundaries(), [&](const policy::Boundary& boundary) {
    return policy.match(model_code_list, path, {}, boundary) != nullptr;
  });
}

void drop_code_of_other_boundaries(const policy::Policy& policy, const policy::Boundary& boundary,
                                   facts::BuildFacts& facts) {
  std::set<std::string> gone;
  for (const facts::VendoredFact& fact : facts.vendored) {
    const bool named = fact.found_by == "policy" && fact.at.source;
    if (named && !policy.match(model_code_list, policy.relative(fact.at.source->path()), {}, boundary))
      gone.insert(fact.file);
  }
  if (gone.empty()) return;
  std::erase_if(facts.vendored, [&](const auto& fact) { return gone.contains(fact.file); });
  std::erase_if(facts.code_issues, [&](const auto& fact) { return gone.contains(fact.file); });
}

std::vector<facts::KnownContent> known_contents(const policy::Policy& policy,
                                                const policy::Boundary& boundary) {
  std::vector<facts::KnownContent> out;
  const auto list = policy.lists().find("remote-code-models");
  if (list == policy.lists().end()) return out;
  for (const policy::ListEntry& entry : list->second) {
    const auto& only = entry.boundaries;
    if (!only.empty() && std::ranges::find(only, boundary.name) == only.end()) continue;
    for (const auto& [path, sha256] : entry.files) out.push_back({entry.name, path, sha256});
  }
  return out;
}

void accept_reviewed(const facts::BuildFacts& facts, const ledger::Ledger& ledger, const std::string& today,
                     std::vector<Finding>& findings) {
  struct Reviewed {
    const facts::ReviewFact* fact;
    ledger::Standing standing;
  };
  std::map<std::string_view, Reviewed> by_path;
  for (const facts::ReviewFact& fact : facts.reviews) {
    if (fact.state != "current" || fact.reviewed_by != "ledger" || !fact.at.source) continue;
    by_path.emplace(fact.at.source->path(),
                    Reviewed{&fact, ledger::standing(ledger, fact.ledger_path, fact.sha256, today)});
  }
  if (by_path.empty()) return;
  for (Finding& finding : findings) {
    if (finding.suppressed || !finding.at.source || !finding.rule.starts_with(about_code)) continue;
    const auto found = by_path.find(finding.at.source->path());
    if (found == by_path.end()) continue;
    const auto& [fact, standing] = found->second;
    std::vector<std::string> names = finding.aliases;
    names.push_back(finding.rule);
    const std::uint32_t line = finding.at.source->line_of(finding.at.span.begin);
    const auto* accepted = ledger::accepts(*standing.review, standing.file->path, line, names);
    if (accepted != nullptr)
      finding.suppressed =
          Suppression{Suppression::By::review, accepted->reason, fact->reviewer, fact->next_review};
  }
}

}  // namespace dockgate::lint
