#pragma once
// Which reviews of the code of models are due, as text and as JSON.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/facts_json.hpp"

namespace dockgate::report {

/// How soon a file has to be looked at, the most pressing first.
enum class Due { missing, changed, expired, soon, current, not_run };
std::string_view to_string(Due due);  // "missing" … "soon", "current", "not-run"

struct ReviewRow {
  const facts::ReviewFact* fact = nullptr;  // of the entries
  std::string file;                         // display path
  Due due = Due::missing;
  int days = 0;                          // of a review that counts: how many are left
  std::vector<std::string> dockerfiles;  // of the builds that the file belongs to, sorted
};

/// One row for each file of a model's code in `builds`, the most pressing first, then by path. A review that
/// ends within `within` days from `today` (YYYY-MM-DD) is due soon.
std::vector<ReviewRow> review_rows(std::span<const FactsEntry> builds, std::string_view today, int within);

/// One line a file. Those that need nothing yet only with `all`.
std::string reviews_text(std::span<const ReviewRow> rows, bool all, bool colour);
/// One document, schema dockgate.reviews/1, with all rows.
std::string reviews_json(std::span<const ReviewRow> rows, std::string_view today);

}  // namespace dockgate::report
