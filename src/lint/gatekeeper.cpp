#include "lint/gatekeeper.hpp"

#include <algorithm>

#include "ledger/ledger.hpp"
#include "manifest/collect.hpp"
#include "policy/evaluate.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lint {
namespace {

constexpr std::string_view missing_rule = "manifest/missing";
constexpr std::string_view mismatch_rule = "manifest/mismatch";
constexpr std::uint64_t largest_manifest = 64u << 20;

/// The FROM of the stage that is built: what a finding about the whole build points at.
Place place_of(const facts::BuildFacts& facts) {
  if (!facts.source) return {};
  const std::uint32_t line = facts.stages.empty() ? 1 : std::max(facts.stages.back().line, 1u);
  return {facts.source, facts.source->line_span(line)};
}

/// What writes the manifest: its folder, or that of the Dockerfile, as a user types it.
std::string write_command(std::string_view path, bool with_image) {
  const auto folder = std::string(text::parent(path));
  return "`dockgate manifest write " + text::printable(folder.empty() ? "." : folder) +
         (with_image ? " --image ARCHIVE`" : "`");
}

/// Puts findings of one build through its policy.
class Reporter {
 public:
  Reporter(const facts::BuildFacts& facts, text::Date today, Judgement& judgement)
      : facts_(facts), today_(today), judgement_(judgement) {}

  void add(std::string_view rule, Place at, std::string message, std::string help, std::string subject,
           Verdict verdict = Verdict::refuted) {
    Finding finding;
    finding.rule = rule;
    finding.message = std::move(message);
    finding.help = std::move(help);
    finding.at = std::move(at);
    finding.dockerfile = facts_.dockerfile;
    finding.subject = std::move(subject);
    finding.verdict = verdict;
    if (policy::apply_policy(finding, *judgement_.policy, *judgement_.boundary, today_, &judgement_.use))
      judgement_.findings.push_back(std::move(finding));
  }

 private:
  const facts::BuildFacts& facts_;
  text::Date today_;
  Judgement& judgement_;
};

}  // namespace

std::optional<std::string> find_manifest(const FileTree& tree, std::string_view path) {
  std::string folder = text::normalize(text::parent(path)).value_or("");
  while (true) {
    const std::string file = text::join(folder, manifest::file_name);
    if (tree.kind(file) == EntryKind::file) return file;
    if (folder.empty()) return std::nullopt;
    folder = text::parent(folder);
  }
}

manifest::Policy policy_of_manifest(const policy::Policy& policy, std::string_view folder) {
  // A built-in one has a name and no file.
  const bool file = !policy.sources().empty();
  return {file ? manifest::relative_to(policy.title(), folder) : policy.title(), policy.digest()};
}

std::shared_ptr<GatedBuild> Gatekeeper::begin(const policy::PolicyPtr& policy) {
  auto boundary = std::make_shared<policy::Boundary>(policy->strictest());
  boundary->suppress_inline = policy::InlineSuppression::forbid;
  boundary->unresolved = Severity::error;
  boundary->never_fails = false;
  auto gated = std::make_shared<GatedBuild>();
  gated->policy = policy;
  gated->boundary = std::move(boundary);
  return gated;
}

Gatekeeper::Found Gatekeeper::load(const FileTree& tree, const std::string& path) const {
  Found found;
  found.path = tree.display_path(path);
  found.folder = tree.display_path(text::parent(path));
  const auto source = tree.read(path, largest_manifest);
  if (!source) {
    found.problems.push_back({{std::make_shared<SourceFile>(found.path, std::string()), {}},
                              "the manifest cannot be read: " + std::string(to_string(source.error()))});
    return found;
  }
  found.source = *source;
  auto manifest = manifest::read(*source);
  if (manifest) {
    found.manifest = std::make_shared<const manifest::Manifest>(*std::move(manifest));
  } else {
    found.problems = manifest.error();
  }
  return found;
}

Gatekeeper::Found Gatekeeper::find(const LintInput& input) const {
  std::string path;
  const FileTree* tree = input.tree.get();
  if (request_.manifest) {
    tree = request_.manifest->tree.get();
    path = request_.manifest->path;
  } else if (const auto near = find_manifest(*tree, input.path)) {
    path = *near;
  } else {
    return {};
  }
  const std::lock_guard lock(mutex_);
  const auto [known, added] = loaded_.try_emplace(tree->display_path(path));
  if (added) known->second = load(*tree, path);
  return known->second;
}

void Gatekeeper::look(const LintInput& input, const facts::BuildFacts& facts, const ledger::Ledger* ledger,
                      text::Date today, Judgement& judgement) const {
  GatedBuild& gated = *judgement.gated;
  gated.facts = facts;
  gated.label = facts.label;
  if (ledger != nullptr && !ledger->reviews.empty()) gated.ledger = ledger->reviews.front().at.source;
  const Found found = request_.folder ? Found{} : find(input);
  const auto beside = found.path.empty() ? std::string(text::parent(facts.dockerfile)) : found.folder;
  const auto folder = request_.folder.value_or(beside);
  gated.now = manifest::collect(facts, folder, policy_of_manifest(*gated.policy, folder));
  read_image(judgement);
  gated.manifest_path = found.path;
  gated.manifest_source = found.source;
  judgement.policy_errors.insert(judgement.policy_errors.end(), found.problems.begin(), found.problems.end());
  judge_image(facts, today, judgement);
  if (!request_.folder && found.problems.empty()) compare(found, facts, today, judgement);
}

void Gatekeeper::read_image(Judgement& judgement) const {
  if (!request_.read_image) return;
  GatedBuild& gated = *judgement.gated;
  auto images = request_.read_image(manifest::names_to_ask_for(gated.now));
  if (!images) {
    judgement.not_judged.push_back({request_.image_path, {}, images.error(), false});
    return;
  }
  gated.images = *std::move(images);
  for (const auto& image : gated.images) {
    gated.now.images.push_back(manifest::shipped_image(image));
    for (const auto& problem : image.problems)
      judgement.not_judged.push_back({request_.image_path, {}, problem, false});
  }
}

void Gatekeeper::compare(const Found& found, const facts::BuildFacts& facts, text::Date today,
                         Judgement& judgement) const {
  GatedBuild& gated = *judgement.gated;
  Reporter report(facts, today, judgement);
  const auto& name = facts.dockerfile;
  const bool with_image = request_.read_image != nullptr;
  const manifest::Build* before =
      found.manifest ? manifest::find(*found.manifest, gated.now.dockerfile, gated.now.label) : nullptr;
  if (before == nullptr) {
    const std::string message = found.path.empty()
                                    ? "no manifest says what the build of `" + name + "` ships"
                                    : "`" + found.path + "` does not have the build of `" + name + "`";
    report.add(
        missing_rule, place_of(facts), message,
        write_command(found.path.empty() ? name : found.path, with_image) + " writes it; commit the file",
        name);
    return;
  }
  gated.in_manifest = true;
  const std::string help = "if this is meant, " + write_command(found.path, with_image) +
                           " records it; if not, put back what was there";
  auto expected = *before;
  if (!with_image && !expected.images.empty()) {
    report.add(mismatch_rule, expected.images.front().at,
               "what the image holds was not compared, since no image was given",
               "give the image as an archive with `--image FILE`", name, Verdict::unresolved);
    expected.images.clear();
  }
  for (const auto& difference : manifest::compare(expected, gated.now))
    report.add(mismatch_rule, difference.at, manifest::in_words(difference), help, difference.what);
  for (std::size_t i = 0; i < gated.images.size(); ++i) {
    const auto digests = manifest::digests_of(gated.images[i]);
    for (const auto& difference : manifest::compare_with_image(*before, gated.now.images[i], digests))
      report.add(mismatch_rule, difference.at, manifest::in_words(difference),
                 "build the image again from this context", difference.what);
  }
}

void Gatekeeper::judge_image(const facts::BuildFacts& facts, text::Date today, Judgement& judgement) const {
  facts::BuildFacts held;
  held.dockerfile = facts.dockerfile;
  held.source = facts.source;
  std::vector<std::string> known;
  for (const auto& weights : facts.weights) known.push_back(weights.sha256);
  for (const auto& image : judgement.gated->images) {
    for (const auto& file : image.files) {
      // What the context has as well was judged there.
      if (!file.weights || std::ranges::find(known, file.sha256) != known.end()) continue;
      facts::WeightFact fact;
      fact.at = place_of(facts);
      fact.path = fact.subject = "/" + file.path;
      fact.format = file.format;
      fact.sha256 = file.sha256;
      fact.verdict = file.verdict;
      fact.why = file.why;
      fact.bytes = file.bytes;
      fact.runs_code = file.runs_code;
      fact.notes = {"in the image `" + request_.image_path + "`"};
      if (!facts.stages.empty()) {
        fact.stage = facts.stages.back().index;
        fact.stage_name = facts.stages.back().name;
      }
      held.weights.push_back(std::move(fact));
    }
  }
  if (held.weights.empty()) return;
  auto findings = policy::evaluate(*judgement.policy, *judgement.boundary, held, today, &judgement.use,
                                   &judgement.gated->looks);
  std::ranges::move(findings, std::back_inserter(judgement.findings));
  std::ranges::move(held.weights, std::back_inserter(judgement.gated->facts.weights));
}

}  // namespace dockgate::lint
