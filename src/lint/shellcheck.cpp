#include "lint/shellcheck.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <string_view>

#include "build/build.hpp"
#include "build/invocation.hpp"
#include "lint/inline_places.hpp"
#include "text/for_each.hpp"

namespace dockgate::lint {

namespace {

constexpr std::size_t scripts_a_call = 100;
constexpr std::size_t bytes_a_call = 256u << 10;
constexpr std::size_t longest_script = 128u << 10;
constexpr unsigned seconds_a_call = 30, seconds_alone = 5;
constexpr int most_failures = 10;  // of calls; who makes ShellCheck hang does not do it for hours

/// A script, and where each of its kind stands.
struct AskedScript {
  Place at;  // of the first
  std::string shown;
};
using Scripts = std::map<std::string, AskedScript, std::less<>>;

/// The scripts of one input, with their places; none where its policy does not ask.
std::vector<std::pair<std::string, Place>> scripts_of(const LintInput& input, Shared& shared) {
  std::vector<std::pair<std::string, Place>> out;
  const policy::FoundPolicy found = shared.policy_of(input);
  if (!found.policy || !found.policy->asks_about(shellcheck_kind)) return out;
  const auto source = source_of(input);
  if (!source) return out;  // told when it is judged
  // Only its variables and shells matter, not what it copies.
  const build::Build build =
      build::resolve(read_dockerfile(*source), nullptr, request_of(input, shared.options()));
  const bool is_inline = input.invocation && input.invocation->inline_dockerfile;
  const InlinePlaces inlined(*source, input.invocation.get());
  for (facts::ShellCheckScript& script : facts::shellcheck_scripts(build)) {
    const Place at = script.script.place();
    out.emplace_back(std::move(script.text), is_inline ? inlined.outer(at) : at);
  }
  return out;
}

/// The calls over all scripts. Safe to use from several threads, each with its own call.
class Calls {
 public:
  using Issues = ShellCheckAnswers::Issues;

  Calls(const Scripts& scripts, const LintOptions& options) : options_(options) {
    std::size_t bytes = 0;
    for (const auto& [text, asked] : scripts) {
      if (text.size() > longest_script) continue;
      if (calls_.empty() || calls_.back().size() == scripts_a_call || bytes + text.size() > bytes_a_call) {
        calls_.emplace_back();
        bytes = 0;
      }
      calls_.back().push_back(text);
      bytes += text.size();
    }
  }

  std::map<std::string, Issues, std::less<>> run() {
    std::vector<std::vector<std::optional<Issues>>> answers(calls_.size());
    text::for_each_index(calls_.size(), options_.jobs,
                         [&](std::size_t i) { answers[i] = answers_of(calls_[i]); });
    std::map<std::string, Issues, std::less<>> out;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      for (std::size_t j = 0; j < answers[i].size(); ++j)
        if (answers[i][j]) out.emplace(std::move(calls_[i][j]), std::move(*answers[i][j]));
    }
    return out;
  }

 private:
  /// One answer a script; nothing where ShellCheck gave none. One script that it chokes on must not cost the
  /// others theirs.
  std::vector<std::optional<Issues>> answers_of(const std::vector<std::string>& scripts) {
    std::vector<std::optional<Issues>> out(scripts.size());
    if (const auto issues = call(scripts, seconds_a_call)) {
      for (auto& each : out) each.emplace();
      for (const facts::ShellIssue& issue : *issues) out[issue.script]->push_back(issue);
      return out;
    }
    if (scripts.size() == 1) return out;
    for (std::size_t i = 0; i < scripts.size(); ++i) out[i] = call({scripts[i]}, seconds_alone);
    return out;
  }

  std::optional<Issues> call(const std::vector<std::string>& scripts, unsigned seconds) {
    if (failures_ >= most_failures) return std::nullopt;
    const auto printed = options_.shellcheck(scripts, seconds);
    if (printed)
      if (auto issues = facts::read_shellcheck(*printed, scripts.size())) return std::move(*issues);
    ++failures_;
    return std::nullopt;
  }

  const LintOptions& options_;
  std::vector<std::vector<std::string>> calls_;
  std::atomic<int> failures_ = 0;
};

}  // namespace

std::vector<facts::ShellIssueFact> ShellCheckAnswers::facts_of(const build::Build& build) const {
  std::vector<facts::ShellIssueFact> out;
  for (const facts::ShellCheckScript& script : facts::shellcheck_scripts(build)) {
    const auto answer = answers_.find(script.text);
    if (answer == answers_.end()) continue;
    auto facts = facts::shell_issue_facts(build, script, answer->second);
    std::move(facts.begin(), facts.end(), std::back_inserter(out));
  }
  return out;
}

std::vector<NotJudged> ask_shellcheck(const std::vector<LintInput>& inputs, Shared& shared) {
  std::vector<std::vector<std::pair<std::string, Place>>> parts(inputs.size());
  // What fails here fails again when the input is judged, and is told there.
  text::for_each_index(inputs.size(), shared.options().jobs,
                       [&](std::size_t i) { parts[i] = scripts_of(inputs[i], shared); });
  Scripts scripts;
  std::vector<NotJudged> not_judged;
  std::size_t files = 0;
  std::string first;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (parts[i].empty()) continue;
    if (files++ == 0) first = shown_path(inputs[i]);
    for (auto& [text, at] : parts[i])
      scripts.try_emplace(std::move(text), AskedScript{at, shown_path(inputs[i])});
  }
  if (scripts.empty()) return not_judged;
  if (!shared.options().shellcheck) {
    not_judged.push_back(
        {first,
         {},
         "ShellCheck, which the policy asks for, is not installed" +
             (files > 1 ? "; the same for " + std::to_string(files - 1) + " other Dockerfiles"
                        : std::string()),
         true});
    return not_judged;
  }
  auto answers = Calls(scripts, shared.options()).run();
  for (const auto& [text, asked] : scripts) {
    if (answers.contains(text)) continue;
    const SourcePtr& source = asked.at.source;
    not_judged.push_back({source ? source->path() : asked.shown,
                          source ? source->position(asked.at.span.begin) : Position{},
                          "ShellCheck gave no answer about this script", true});
  }
  shared.set_shellcheck(std::make_shared<const ShellCheckAnswers>(std::move(answers)));
  return not_judged;
}

}  // namespace dockgate::lint
