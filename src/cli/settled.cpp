#include "cli/settled.hpp"

#include <algorithm>

#include "report/text.hpp"

namespace dockgate::cli {

bool SettledReports::serve(const Options& options, std::size_t inputs) {
  constexpr std::size_t few = 1000;  // their findings fit into the memory
  const bool text =
      options.formats.empty() || (options.formats.size() == 1 && options.formats.front().name == "text" &&
                                  options.formats.front().file.empty());
  return inputs >= few && text && options.command == Command::check && !options.statistics &&
         options.baseline.empty() && options.since.empty() && options.shard.empty();
}

SettledReports::SettledReports(report::ReportOptions look) : look_(std::move(look)) {
  look_.quiet = true;
  look_.jobs = 1;
}

void SettledReports::take(const JudgedDockerfile& judged, std::vector<Finding> findings) {
  LintResult one;
  one.dockerfiles = {judged};
  one.findings = std::move(findings);
  constexpr std::size_t unpacked = std::size_t{8} << 20;  // bytes of reports that need not be small
  const std::string report = report::text_report(one, look_);
  PackedText text(report, written_.fetch_add(report.size()) > unpacked);
  const std::lock_guard lock(mutex_);
  reports_.emplace_back(judged.path, std::move(text));
}

void SettledReports::report(const LintResult& rest, const report::ReportOptions& look,
                            const std::function<void(std::string_view)>& put) {
  std::ranges::sort(reports_, {}, &std::pair<std::string, PackedText>::first);
  std::vector<report::SettledText> settled;
  settled.reserve(reports_.size());
  for (const auto& [path, text] : reports_) settled.push_back({path, [&text = text] { return text.text(); }});
  report::text_report(rest, look, settled, put);
}

}  // namespace dockgate::cli
