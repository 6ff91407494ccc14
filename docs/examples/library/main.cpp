// Judges one Dockerfile with the library: judge FOLDER DOCKERFILE.
#include <iostream>

#include <dockgate/files.hpp>
#include <dockgate/lint.hpp>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: judge FOLDER DOCKERFILE\n";
    return 2;
  }
  const auto tree = dockgate::text::disk_files(argv[1], "");
  dockgate::LintOptions options;
  options.boundary = "production";
  const dockgate::LintResult result = dockgate::check({{tree, argv[2], nullptr}}, options);
  for (const dockgate::Finding& finding : result.findings) {
    if (finding.suppressed || !finding.at.source) continue;
    const dockgate::Position at = finding.at.source->position(finding.at.span.begin);
    std::cout << finding.at.source->path() << ":" << at.line << ": " << finding.rule << "\n";
  }
  return result.violated ? 1 : 0;
}
