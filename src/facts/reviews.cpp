#include "facts/reviews.hpp"

#include <algorithm>

#include "text/line_diff.hpp"
#include "text/path.hpp"

namespace dockgate::facts {
namespace {

Known known_of(ledger::Ownership ownership) {
  if (ownership == ledger::Ownership::unknown) return Known::unresolved;
  return ownership == ledger::Ownership::yes ? Known::yes : Known::no;
}

void set_review(const ledger::Standing& standing, const ledger::Ledger& ledger, ReviewFact& fact) {
  fact.state = ledger::to_string(standing.state);
  if (standing.review == nullptr) return;
  fact.reviewed_by = "ledger";
  fact.source = ledger.path;
  fact.known_path = standing.file->path;
  fact.reviewed_lines = standing.file->lines;
  fact.reviewer = standing.review->reviewer;
  fact.reviewed = standing.review->reviewed;
  fact.next_review = standing.review->next_review;
  fact.repository = standing.review->repository;
  fact.commit = standing.review->commit;
}

/// How far the content is from the reviewed one, where the ledger has its marks.
void set_diff(const ledger::Standing& standing, ReviewFact& fact) {
  if (standing.state != ledger::State::changed || standing.file->marks.empty() || !fact.at.source) return;
  const auto diff = text::line_diff(standing.file->marks, fact.at.source->bytes());
  fact.added = static_cast<std::int64_t>(diff.added);
  fact.removed = static_cast<std::int64_t>(diff.removed);
  if (diff.first_line > 0)
    fact.parts.push_back({"change", {fact.at.source, fact.at.source->line_span(diff.first_line)}});
}

/// A content that the policy names counts as reviewed; another one under the same name has changed.
void ask_policy(const std::vector<KnownContent>& known, ReviewFact& fact) {
  const auto set = [&](const KnownContent& content, ledger::State state) {
    fact.state = ledger::to_string(state);
    fact.reviewed_by = "policy";
    fact.source = fact.repository = content.model;
    fact.known_path = content.path;
    fact.reviewer = "the policy";
  };
  const auto same = std::ranges::find(known, fact.sha256, &KnownContent::sha256);
  if (same != known.end()) return set(*same, ledger::State::current);
  if (fact.state != ledger::to_string(ledger::State::missing)) return;
  const auto named = std::ranges::find_if(known, [&](const KnownContent& content) {
    return fact.file == content.path || fact.file.ends_with("/" + content.path);
  });
  if (named != known.end()) set(*named, ledger::State::changed);
}

}  // namespace

std::vector<ReviewFact> review_facts(const std::vector<VendoredFact>& code, const ReviewSources& sources) {
  std::vector<ReviewFact> out;
  for (const VendoredFact& file : code) {
    ReviewFact& fact = out.emplace_back();
    static_cast<Fact&>(fact) = static_cast<const Fact&>(file);
    fact.file = file.file;
    fact.folder = file.folder;
    fact.language = file.language;
    fact.sha256 = file.sha256;
    fact.runs = file.runs;
    fact.missing = file.missing;
    fact.lines = file.lines;
    fact.state = ledger::to_string(ledger::State::missing);
    const std::string shown = file.at.source ? file.at.source->path() : std::string();
    if (sources.ledger) {
      fact.ledger_path = sources.ledger->relative(shown);
      const auto standing = ledger::standing(*sources.ledger, fact.ledger_path, fact.sha256, sources.today);
      set_review(standing, *sources.ledger, fact);
      set_diff(standing, fact);
    }
    if (fact.state != ledger::to_string(ledger::State::current)) ask_policy(sources.known, fact);
    if (!sources.owners) continue;
    if (const auto path = text::relative_to(shown, sources.owners_folder))
      fact.owners = sources.owners->of(*path);
    if (fact.owners.empty()) continue;
    fact.by_owner = known_of(ledger::is_owner(fact.reviewer, fact.owners));
    if (fact.state == ledger::to_string(ledger::State::current)) continue;
    std::string owners;
    for (const std::string& owner : fact.owners) owners += (owners.empty() ? "`" : ", `") + owner + "`";
    fact.notes.push_back("by CODEOWNERS, it is for " + owners + " to review");
  }
  return out;
}

}  // namespace dockgate::facts
