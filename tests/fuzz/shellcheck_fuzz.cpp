// Any text as what ShellCheck printed, and as a Dockerfile whose scripts it would get: places stay in the
// file.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "dockerfile/parse.hpp"
#include "facts/shellcheck.hpp"
#include "text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > 16384) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\0');
  const auto printed = facts::read_shellcheck(std::string_view(text).substr(0, end), 3);
  const std::string rest = end == std::string::npos ? "FROM a\nRUN b \\\n c\n" : text.substr(end + 1);
  auto file = dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", rest));
  const auto build =
      build::resolve(std::make_shared<const dockerfile::File>(std::move(file)), nullptr, build::Request{});
  std::vector<facts::ShellIssue> issues;
  if (printed) issues = *printed;
  issues.push_back({0, 10, 1, 11, 3, "SC1", "info", "a"});
  issues.push_back({0, 12, 2, 9, 1, "SC1", "info", "a"});
  for (const auto& script : facts::shellcheck_scripts(build)) {
    if (!text::is_utf8(script.text) || !script.text.starts_with("#!/bin/")) std::abort();
    for (const auto& fact : facts::shell_issue_facts(build, script, issues)) {
      if (fact.at.span.begin > fact.at.span.end || fact.at.span.end > rest.size()) std::abort();
    }
  }
  return 0;
}
