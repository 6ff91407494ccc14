#include "facts/weight_facts.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "facts/places.hpp"
#include "text/digest.hpp"
#include "text/for_each.hpp"
#include "text/guarded_map.hpp"
#include "text/words.hpp"
#include "weights/hub_cache.hpp"
#include "weights/scan.hpp"

namespace dockgate::facts {
namespace {

/// Whether a file of this text tells Python where to look for modules, as `*.pth` do in site-packages: a path
/// on each line. Lines that begin with `import` run, and are not passed over.
bool lists_paths(std::string_view text) {
  constexpr std::size_t most = 64u << 10;
  if (text.size() > most) return false;
  bool any = false;
  for (const auto line : text::split(text, '\n')) {
    const auto path = text::trim(line);
    if (path.empty() || path.starts_with('#')) continue;
    if (path.find('/') == std::string_view::npos || path.find_first_of(" \t<>{}:;") != std::string_view::npos)
      return false;
    any = true;
  }
  return any;
}

constexpr std::size_t most_files = 5000;
constexpr std::size_t first_bytes = 512;

/// Whether a file that is not called so is weights by its first bytes.
bool begins_as_weights(const FileTree& context, const std::string& path) {
  const auto file = context.map(path);
  return file && weights::is_surely_weights(file->bytes.substr(0, first_bytes));
}

/// The content alone, without its place in the build. A format of "" is a file that is no weights.
WeightFact look_at(const FileTree& context, const std::string& path, bool hash) {
  WeightFact fact;
  fact.path = path;
  fact.subject = path;
  const bool promised = weights::name_kind(path) == weights::NameKind::weights;
  const auto file = context.map(path);
  if (!file) {
    if (!promised) return fact;
    fact.format = "unknown";
    fact.verdict = weights::to_string(weights::Verdict::not_scanned);
    fact.why = to_string(file.error());
    return fact;
  }
  auto scan = weights::scan(file->bytes, path);
  if (!promised && !scan.weights) return fact;
  if (path.ends_with(".pth") && scan.format == "text" && lists_paths(file->bytes)) return fact;
  fact.bytes = file->bytes.size();
  fact.format = scan.format;
  fact.runs_code = scan.can_run_code;
  if (hash) {
    fact.sha256 = text::sha256(file->bytes);
    if (const auto wrong = weights::check_digest_in_path(path, file->bytes, fact.sha256)) {
      scan.verdict = std::max(scan.verdict, wrong->verdict);
      scan.reasons.insert(scan.reasons.begin(), *wrong);
    }
  }
  if (!text::unchanged(*file)) {
    scan.verdict = std::max(scan.verdict, weights::Verdict::not_scanned);
    scan.reasons.insert(scan.reasons.begin(),
                        {weights::Verdict::not_scanned, "the file changed while it was read", {}});
  }
  fact.verdict = weights::to_string(scan.verdict);
  for (const auto& reason : scan.reasons)
    fact.notes.push_back(reason.where.empty() ? reason.what : reason.what + " (" + reason.where + ")");
  if (!scan.reasons.empty()) fact.why = scan.reasons.front().what;
  return fact;
}

}  // namespace

std::vector<WeightFact> weight_facts(const build::Build& build, const ContextFiles& files, ModuleCache& cache,
                                     const WeightOptions& options, std::vector<Problem>& not_judged) {
  std::vector<WeightFact> out;
  const auto target = static_cast<std::size_t>(build.target_stage);
  if (build.context == nullptr || build.target_stage < 0 || target >= build.stages.size()) return out;
  const auto map = build.stages[target].files;
  if (map == nullptr) return out;
  struct Candidate {
    std::string path, image_path;
    WeightFact fact;
  };
  std::vector<Candidate> candidates;
  for (const auto& path : options.hash ? files.files : files.weights) {
    const bool named = std::ranges::binary_search(files.weights, path);
    if (!named && !begins_as_weights(*build.context, path)) continue;
    const auto places = map->image_paths(path);
    if (places.empty()) continue;
    if (candidates.size() == most_files) {
      not_judged.push_back({{build.file->source, {}},
                            "the context has more than " + std::to_string(most_files) +
                                " files that may be weights; the others were not looked at"});
      break;
    }
    candidates.push_back({path, places.front(), {}});
  }
  const auto failures = text::for_each_index(candidates.size(), options.jobs, [&](std::size_t i) {
    Candidate& candidate = candidates[i];
    const auto key = build.context->display_path(candidate.path) + (options.hash ? "#" : "");
    auto fact = cache.weight(key);
    if (!fact) fact = cache.keep_weight(key, look_at(*build.context, candidate.path, options.hash));
    candidate.fact = *std::move(fact);
  });
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    auto& [path, image_path, fact] = candidates[i];
    if (!failures[i].empty())
      not_judged.push_back({{build.file->source, {}}, "`" + path + "`: internal error: " + failures[i]});
    if (fact.format.empty()) continue;
    if (const auto hit = map->find(image_path); hit && hit->placed != nullptr) {
      set_stage(build, hit->placed->instruction, fact);
      fact.at = hit->placed->at;
      fact.instruction = hit->placed->instruction;
    }
    fact.shipped = true;
    out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace dockgate::facts
