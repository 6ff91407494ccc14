#pragma once
// One result with everything that a report has to show.

#include <dockgate/lint.hpp>

namespace dockgate::report {

inline LintResult crafted() {
  const auto dockerfile =
      std::make_shared<SourceFile>("Dockerfile", "FROM python:3\nCMD [\"python\", \"serve.py\"]\n");
  const auto serve =
      std::make_shared<SourceFile>("app/serve.py", "m = load(\n    \"org/name\",\n    trust=True,\n)\n");
  LintResult result;
  result.dockerfiles.push_back({"Dockerfile", ".", "production", "no rule classifies it",
                                "builtin:recommended", "no .dockgate.yaml", "", "", Severity::error});
  Finding base;
  base.rule = "base/digest";
  base.aliases = {"DL9999"};
  base.message = "`python:3` is not pinned by digest";
  base.help = "write the digest behind the tag";
  base.at = {dockerfile, {5, 13}};
  base.dockerfile = "Dockerfile";
  base.boundary = "production";
  base.subject = "docker.io/library/python";
  base.fixes.push_back({"pin the digest", true, {{{dockerfile, {13, 13}}, "@sha256:00"}}});
  base.fingerprint = std::string(32, '1');
  Finding model;
  model.rule = "model/remote-code";
  model.severity = Severity::warning;
  model.verdict = Verdict::unresolved;
  model.message = "code of `org/name` may run, \x1b[31m<&>\xff";
  model.notes = {"TRUST is not set"};
  model.at = {serve, {4, 43}};
  model.dockerfile = "Dockerfile";
  model.boundary = "production";
  model.subject = "org/name";
  model.trace.push_back({{dockerfile, {14, 40}}, "CMD runs serve.py"});
  model.fingerprint = std::string(32, '2');
  Finding quiet = base;
  quiet.rule = "build/root-user";
  quiet.suppressed = Suppression{Suppression::By::policy, "known", "ml-team", "2027-01-01"};
  result.findings = {base, quiet, model};
  result.not_judged.push_back({"old/Dockerfile", {1, 1}, "permission denied", false});
  result.skipped.push_back({"Dockerfile.j2", "a template"});
  result.rules.push_back({"base/digest",
                          "image without a digest",
                          "a tag moves",
                          "write the digest",
                          "look it up",
                          {"DL9999"},
                          {"https://docs.docker.com/"},
                          Severity::error,
                          "medium",
                          true});
  result.rules.push_back({"build/root-user", "root", "too much", "name a user", "", {}, {}, {}, "", true});
  result.rules.push_back({"model/remote-code",
                          "code of a model",
                          "it runs",
                          "turn it off",
                          "",
                          {},
                          {},
                          Severity::error,
                          "critical",
                          false});
  result.files = 2;
  return result;
}

}  // namespace dockgate::report
