#pragma once
// What callers of fix_all() need to make its inputs anew.

#include <memory>
#include <vector>

#include <dockgate/fix.hpp>

namespace dockgate::lint {

/// `tree` with those of the texts that stand for files of it; `tree` itself when there is none.
std::shared_ptr<const FileTree> with_texts(const std::shared_ptr<const FileTree>& tree,
                                           const FileTexts& texts);

/// `inputs` over trees with the texts; one that was given as text has the text of its path.
std::vector<LintInput> with_texts(std::vector<LintInput> inputs, const FileTexts& texts);

/// Whether one of the texts is a build file that asks for one of `inputs`, so that they have to be looked for
/// again.
bool changes_requests(const std::vector<LintInput>& inputs, const FileTexts& texts);

}  // namespace dockgate::lint
