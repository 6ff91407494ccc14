#pragma once
// Files that are pickles: one, several in a row, torch's and joblib's.

#include <optional>
#include <string_view>

#include "weights/content.hpp"
#include "weights/findings.hpp"
#include "weights/pickle_machine.hpp"

namespace dockgate::weights {

/// Whether `bytes` begin as a pickle of protocol 2 or later does.
bool begins_as_pickle(std::string_view bytes);

/// Scans all pickles of a file that is known to be one, with what stands behind them.
Content scan_pickles(std::string_view bytes, const Spot& spot, Findings& findings,
                     const PickleOptions& options = {});

/// Scans bytes that may be a pickle of any protocol. Nothing, and no reasons, where they are none.
std::optional<Content> try_pickle(std::string_view bytes, const Spot& spot, Findings& findings,
                                  const PickleOptions& options = {});

/// Scans the pickles at the front of a member of torch's TAR files, behind which raw numbers stand: a count,
/// then for each storage or tensor a pickle and its bytes.
void scan_pickle_front(std::string_view bytes, const Spot& spot, Findings& findings,
                       const PickleOptions& options);

/// Looks for the imports of pickles anywhere in `bytes` and reports dangerous ones. For what no reader
/// understands: the rest of a broken pickle, gaps of archives.
void search_imports(std::string_view bytes, std::size_t begin, const Spot& spot, Findings& findings);

}  // namespace dockgate::weights
