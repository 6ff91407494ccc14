#pragma once
// Fixes made, until nothing more can be mended. The command `fix`, editors and the tests of rules call it.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <dockgate/finding.hpp>
#include <dockgate/lint.hpp>

namespace dockgate {

struct FixOptions {
  bool unsafe = false;  // those too that may change what the image does
  /// Which findings are mended; an empty function: all.
  std::function<bool(const Finding&)> wanted;
};

/// A finding and the fix that was made or tried for it, with places in the text as it was at that time.
struct TriedFix {
  Finding finding;
  Fix fix;
  std::string
      refused;  // why it was not made: "it would bring a new finding of packages/apt-version"; "" when it was
};

/// A file before and after. Nothing is written.
struct FixedFile {
  std::string path;  // display path
  SourcePtr before;
  std::string after;
};

struct FixResult {
  LintResult left;             // what check() says of the files with all fixes made
  std::vector<TriedFix> made;  // in the order in which they were made
  std::vector<TriedFix> refused;
  std::vector<FixedFile> files;  // that are changed, sorted by path
};

/// Texts that stand in place of those in the trees, by display path.
using FileTexts = std::map<std::string, std::string>;

/// What is to be judged once `files` stand in place of those in the trees. It is asked again after every
/// pass, since build files may say something else then.
struct FixInputs {
  std::vector<LintInput> inputs;
  std::shared_ptr<const FileTree> context;  // in place of LintOptions::context
};
using FindFixInputs = std::function<FixInputs(const FileTexts& files)>;

/// Makes the fixes of all findings that are not suppressed, several passes, until none is left. A fix is
/// refused when with it some rule would have more findings than before, its own would not have fewer, or
/// anything but what it edits would be read in another way. Every pass ends with fewer findings than it began
/// with, so that it ends; fixing what was fixed changes nothing. Never throws; what cannot be judged is in
/// `left`.
FixResult fix_all(const FindFixInputs& find, const LintOptions& options, const FixOptions& fixes = {});

/// Fixes inputs that stay the same, whatever is mended: none of them comes out of a compose or bake file.
FixResult fix_all(const std::vector<LintInput>& inputs, const LintOptions& options,
                  const FixOptions& fixes = {});

}  // namespace dockgate
