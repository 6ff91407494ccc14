#include "policy/policy_tests.hpp"

#include <algorithm>

#include "policy/level.hpp"
#include "policy/policy_shape.hpp"
#include "text/path.hpp"

namespace dockgate::policy {
namespace {

Expectation read_expectation(const yaml::Node& node) {
  const Fields fields(node, expectation_shape());
  Expectation result;
  result.at = node.at;
  result.rule = fields.text("rule");
  result.file = fields.text("file");
  result.line = fields.integer("line");
  if (const auto level = level_from(fields.text("severity")); level && *level != level_off)
    result.severity = static_cast<Severity>(*level);
  if (fields.has("verdict")) {
    result.verdict = fields.text("verdict") == "unresolved" ? Verdict::unresolved : Verdict::refuted;
  }
  result.subject = fields.optional_text("subject");
  result.suppressed = fields.flag("suppressed");
  return result;
}

}  // namespace

PolicyTest read_test(const yaml::Node& node, std::vector<Problem>& problems) {
  const Fields fields(node, test_shape());
  PolicyTest result;
  result.at = fields.at("name");
  result.name = fields.text("name");
  result.boundary = fields.text("boundary");
  if (const yaml::Node* as = fields.find("as")) {
    const Fields inner(*as, test_as_shape());
    result.path = inner.text("path", result.path);
    result.target = inner.text("target");
    result.branch = inner.text("branch");
    result.today = inner.text("today");
    if (!text::normalize(result.path))
      problems.push_back({inner.at("path"), "has to be a path below the policy"});
  }
  const std::string dockerfile(text::file_name(result.path));
  if (const auto text = fields.optional_text("dockerfile")) result.files.emplace_back(dockerfile, *text);
  for (const auto& [path, text] : fields.entries("files")) {
    if (!text::normalize(path.scalar))
      problems.push_back({path.at, "has to be a path below the Dockerfile's folder"});
    result.files.emplace_back(path.scalar, text.scalar);
  }
  if (std::ranges::count(result.files, dockerfile, &std::pair<std::string, std::string>::first) != 1) {
    problems.push_back({result.at, "has to have one file called " + dockerfile});
  }
  for (const auto& [name, value] : fields.entries("build-args"))
    result.build_args.emplace_back(name.scalar, value.scalar);
  for (const yaml::Node& item : fields.items("expect")) result.expect.push_back(read_expectation(item));
  for (const yaml::Node& item : fields.items("absent")) result.absent.emplace_back(item.scalar, item.at);
  return result;
}

}  // namespace dockgate::policy
