#pragma once
// Which files an editor has to be told about anew after a build was judged again.

#include <set>
#include <string>
#include <vector>

#include <dockgate/finding.hpp>

namespace dockgate::lsp {

/// Adds to `files` the display paths of those whose findings an editor would show in another way after than
/// before: another one, in other words, at another place. Both lists are in the order of findings::sort, and
/// of builds of one Dockerfile. Some files may be added though nothing differs.
void add_changed_files(const std::vector<Finding>& before, const std::vector<Finding>& after,
                       std::set<std::string>& files);

}  // namespace dockgate::lsp
