#pragma once
// Work on many items by a few threads.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace dockgate::text {

/// Calls `work` with each index below `count`, from up to `jobs` threads (0 counts as 1). What a call throws
/// is caught; the result holds its words by index, "" where all went well.
std::vector<std::string> for_each_index(std::size_t count, unsigned jobs,
                                        const std::function<void(std::size_t)>& work);

/// Calls `work` with each index below `count`, many of them in one go: for short work. Throws
/// std::runtime_error with the words of the first failure, after all else was done.
void for_each_index_in_shares(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

}  // namespace dockgate::text
