#pragma once
// Files as reports and policies are written.

#include <string>
#include <string_view>

namespace dockgate::cli {

enum class WriteMode { replace, create };

/// Writes a whole file; `create` fails with EEXIST where there is one. 0, or the errno of what went wrong.
int write_file(const std::string& path, std::string_view text, WriteMode mode = WriteMode::replace);

}  // namespace dockgate::cli
