#pragma once
// The hub's answers as values.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lock/lock.hpp"
#include <dockgate/text.hpp>

namespace dockgate::hub {

struct RevisionInfo {
  std::string commit;  // 40 lower-case hex digits
  std::string id;      // the name under which the hub has the repository now
  std::string made;    // lastModified
};
/// GET /api/models/ID/revision/REV.
Result<RevisionInfo> read_revision(std::string_view json);

struct ReferenceInfo {
  std::string kind;    // branch, tag, conversion, pull-request
  std::string commit;  // 40 lower-case hex digits
};
/// GET /api/models/ID/refs: what `name` is among them; nothing where it is none of them.
Result<std::optional<ReferenceInfo>> read_references(std::string_view json, std::string_view name);

/// GET /api/models/ID/tree/REV?recursive=true: adds the files of one page to `files`: those in LFS with their
/// SHA-256, the others with git's name for their content. "" or what is wrong.
std::string read_tree(std::string_view json, std::map<std::string, lock::File>& files);

/// The address of the next page in a header `Link` (RFC 8288); "" where there is none.
std::string next_page(std::string_view link);

}  // namespace dockgate::hub
