#pragma once
// A file that is there as a whole, the old one or the new one, whatever happens meanwhile.

#include <functional>
#include <string>
#include <string_view>

namespace dockgate::cli {

/// Writes `text` into a new file beside `path`, brings it to the disk and puts it in the place of `path` in
/// one step. Where that is interrupted, `path` is what it was, and a file `.NAME.XXXXXX` may be left over. A
/// link is replaced, not followed. The new file has the rights of the old one, or those that new files have.
/// 0, or the errno of what went wrong. `before_step` is called before each step with its number, from 0:
/// tests end the process there.
int replace_file(const std::string& path, std::string_view text,
                 const std::function<void(int)>& before_step = nullptr);

}  // namespace dockgate::cli
