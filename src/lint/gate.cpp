#include "lint/gate.hpp"

#include <atomic>

#include "lint/gatekeeper.hpp"
#include "text/for_each.hpp"

namespace dockgate::lint {

GateResult gate(std::vector<LintInput> inputs, const LintOptions& options, const GateRequest& request) {
  const Gatekeeper gatekeeper(request);
  Shared shared(options, inputs.size(), gatekeeper);
  std::vector<Judgement> judgements(inputs.size());
  std::atomic<std::size_t> done = 0;
  const auto failures = text::for_each_index(inputs.size(), options.jobs, [&](std::size_t i) {
    judgements[i] = judge(inputs[i], shared);
    if (options.progress) options.progress(++done);
  });
  GateResult result;
  for (const Judgement& judgement : judgements) {
    if (!judgement.dockerfile || !judgement.gated) continue;
    judgement.gated->dockerfile = judgement.dockerfile->path;
    result.builds.push_back(judgement.gated);
  }
  result.lint = put_together(inputs, std::move(judgements), failures, options);
  for (std::size_t i = 0; i < result.lint.findings.size(); ++i) {
    const Finding& finding = result.lint.findings[i];
    if (finding.suppressed) continue;
    if (finding.fails || finding.verdict == Verdict::unresolved) result.failing.push_back(i);
  }
  result.accepted = !result.builds.empty() && result.failing.empty() && result.lint.not_judged.empty() &&
                    result.lint.policy_errors.empty() && !result.lint.internal_error;
  return result;
}

}  // namespace dockgate::lint
