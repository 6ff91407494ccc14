#pragma once
// Tests that stand inside of a policy: an example and what the policy has to say of it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yaml/node.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::policy {

/// A finding that an example has to give; what is left out may be anything.
struct Expectation {
  std::string rule;  // name or alias
  std::string file;  // from the Dockerfile's folder; "" = the Dockerfile
  std::optional<long long> line;
  std::optional<Severity> severity;
  std::optional<Verdict> verdict;
  std::optional<std::string> subject;
  bool suppressed = false;
  Place at;
};

struct PolicyTest {
  std::string name;
  std::string path = "Dockerfile";  // from the policy's folder
  std::string target, branch;
  std::string today;     // "" = the day of the run
  std::string boundary;  // that the example has to get; "" = any
  /// By path from the Dockerfile's folder, the Dockerfile among them.
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::pair<std::string, std::string>> build_args;
  std::vector<Expectation> expect;
  std::vector<std::pair<std::string, Place>> absent;  // rules that find nothing
  Place at;
};

/// Reads a test whose form was checked (test_shape()). Whether rules and boundaries exist is not looked at.
PolicyTest read_test(const yaml::Node& node, std::vector<Problem>& problems);

}  // namespace dockgate::policy
