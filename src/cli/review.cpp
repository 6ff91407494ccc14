// `review list`, `review dossier` and `review check`: what is known of the reviews of models' code.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "lint/understand.hpp"
#include "report/dossier.hpp"
#include "report/reviews.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// Understands the builds and prints what `render` makes of them.
template <typename Render>
int understood(const Options& options, Console& console, Render render) {
  auto prepared = prepare(options, console);
  if (!prepared) return exit_invalid;
  const bool nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  lint::UnderstandResult result = lint::understand_all(std::move(prepared->inputs), prepared->lint);
  std::move(prepared->not_judged.begin(), prepared->not_judged.end(), std::back_inserter(result.not_judged));
  std::vector<report::FactsEntry> entries;
  for (const lint::UnderstoodBuild& build : result.builds) entries.push_back({&build.facts, build.boundary});
  if (!result.policy_errors.empty()) complain(console, options, result.policy_errors);
  for (const NotJudged& item : result.not_judged)
    console.error("not judged: " + text::printable(item.file) + ": " + text::printable(item.reason) + "\n");
  if (nothing) console.error("nothing to check: no Dockerfile found\n");
  if (!entries.empty() && result.policy_errors.empty()) console.out(render(entries));
  if (result.internal_error) return exit_internal;
  if (!result.not_judged.empty()) return exit_not_judged;
  if (nothing) return exit_nothing;
  return result.policy_errors.empty() ? exit_clean : exit_invalid;
}

bool as_json(const Options& options) {
  return !options.formats.empty() && options.formats.front().name == "json";
}

}  // namespace

int review_list(const Options& options, Console& console) {
  return understood(options, console, [&](const std::vector<report::FactsEntry>& entries) {
    const auto rows = report::review_rows(entries, console.today(), options.within);
    return as_json(options) ? report::reviews_json(rows, console.today())
                            : report::reviews_text(rows, options.all, colour_for_output(options, console));
  });
}

int review_dossier(const Options& options, Console& console) {
  return understood(options, console, [&](const std::vector<report::FactsEntry>& entries) {
    if (as_json(options)) return report::dossier_json(entries);
    std::string text = report::dossier_text(entries, colour_for_output(options, console));
    return text.empty() ? std::string("no code of models\n") : text;
  });
}

}  // namespace dockgate::cli
