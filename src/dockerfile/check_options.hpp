#pragma once
// What a Dockerfile asks of Docker's build checks: `# check=skip=A,B;error=true` at the top of the file, and
// the same above one instruction.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// The options of one such comment. Names are those of the checks, in exactly this letter case; unknown names
/// mean nothing.
struct CheckOptions {
  std::vector<std::string> skip, experimental;
  bool skip_all = false;
  bool experimental_all = false;
  bool error = false;  // what is reported fails the build

  /// Whether `check` is left out. Experimental checks are never left out by name; they have to be asked for.
  bool skips(std::string_view check) const;
  bool asks_for(std::string_view experimental_check) const;
};

/// Reads `skip=A,B;experimental=C;error=true`: at most three parts, the last of the same key wins, `all`
/// stays. Fails with a message on an unknown key, a part without `=` or a value of `error` that Go's
/// strconv.ParseBool refuses (github.com/moby/buildkit, frontend/dockerfile/linter, ParseLintOptions).
Result<CheckOptions> read_check_options(std::string_view text);

/// What holds for a whole file.
struct FileChecks {
  CheckOptions options;
  std::string written;               // "skip=all": the options, without what follows them
  Span at;                           // of the directive's value; empty where a build argument stands in
  std::optional<SyntaxError> error;  // the options cannot be read; Docker refuses the file
};

/// Of the directive `# check=…` of `file`, up to the first blank of its value. `argument`, the value of the
/// build argument BUILDKIT_DOCKERFILE_CHECK, stands in place of the directive where it is given.
FileChecks file_checks(const File& file, const std::optional<std::string>& argument = std::nullopt);

/// What holds for one instruction; `error` has no meaning here.
struct InstructionChecks {
  CheckOptions options;
  Span at;  // of the comment
};

/// Of the first `# check=…` among the comments above `instruction`; nothing when there is none or it cannot
/// be read, which Docker passes over.
std::optional<InstructionChecks> instruction_checks(const Instruction& instruction);

}  // namespace dockgate::dockerfile
