#pragma once
// Digest checks in shell: which files of the image are proven to have a known content.

#include <string>
#include <string_view>
#include <vector>

#include "facts/shell_commands.hpp"

namespace dockgate::facts {

/// One file that a command compares with a digest, in such a way that the build or start fails when it
/// differs.
struct ContentProof {
  std::size_t command = 0;  // index into ShellCommands::commands of the check
  int stage = -1;
  std::string path;    // absolute image path
  std::string digest;  // lower-case hex
};

/// All comparisons of the output of such a tool in a test, and all checks by sha256sum, sha384sum, sha512sum,
/// shasum -a 256…, b2sum with -c. No proof: `|| true`, a check whose failure nobody looks at (`; next`
/// without set -e), MD5 and SHA-1, digests that are not known.
std::vector<ContentProof> content_proofs(const build::Build& build, const ShellCommands& commands);

/// Whether one of `proofs` covers the file that the command `download` writes to `path`, under that name or
/// the one that a later `mv` or `cp` gives it, in the same stage, before another command uses the file.
bool is_proven(const ShellCommands& commands, const std::vector<ContentProof>& proofs, std::size_t download,
               std::string_view path);

}  // namespace dockgate::facts
