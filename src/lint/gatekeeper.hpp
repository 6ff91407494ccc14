#pragma once
// What the release gate looks at while one Dockerfile is judged.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "lint/gate.hpp"
#include "lint/judge.hpp"

namespace dockgate::lint {

/// Shared by the Dockerfiles of one run; safe to use from several threads.
class Gatekeeper {
 public:
  explicit Gatekeeper(const GateRequest& request) : request_(request) {}

  /// A build that is to be judged at the strictest boundary of `policy`: comments do not suppress there, what
  /// could not be proven safe weighs as much as its rule, and the boundary fails whatever it says of itself.
  static std::shared_ptr<GatedBuild> begin(const policy::PolicyPtr& policy);

  /// Compares the build with its manifest and judges what the image holds; findings go to `judgement`.
  /// `ledger` is the one that counted, or null.
  void look(const LintInput& input, const facts::BuildFacts& facts, const ledger::Ledger* ledger,
            text::Date today, Judgement& judgement) const;

 private:
  struct Found {
    std::string path, folder;  // display paths; "" when there is none
    SourcePtr source;
    std::shared_ptr<const manifest::Manifest> manifest;
    std::vector<Problem> problems;
  };
  Found find(const LintInput& input) const;
  Found load(const FileTree& tree, const std::string& path) const;
  void read_image(Judgement& judgement) const;
  void compare(const Found& found, const facts::BuildFacts& facts, text::Date today,
               Judgement& judgement) const;
  void judge_image(const facts::BuildFacts& facts, text::Date today, Judgement& judgement) const;

  const GateRequest& request_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Found> loaded_;  // by display path
};

}  // namespace dockgate::lint
