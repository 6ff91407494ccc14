#pragma once
// Which fixes are made together.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fix/edited.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::fix {

/// A fix that was chosen, with the finding that it mends. Both live in the list that choose() was given.
struct Chosen {
  const Finding* finding = nullptr;
  const Fix* fix = nullptr;
};

/// The edits of chosen fixes by file, sorted; those that several fixes share stand there once.
struct FileEdits {
  SourcePtr file;
  std::vector<TextEdit> edits;
};
using EditsByPath = std::map<std::string, FileEdits>;

/// For each finding the first fix that `may_make` allows and whose edits touch none of an earlier one, in the
/// order of `findings`. One that makes the very same edits as an earlier one goes along with it. Suppressed
/// findings are passed over. The same findings always give the same choice.
std::vector<Chosen> choose(const std::vector<Finding>& findings,
                           const std::function<bool(const Finding&, const Fix&)>& may_make);

/// The edits of `chosen`, which choose() gave.
EditsByPath edits_of(const std::vector<Chosen>& chosen);

}  // namespace dockgate::fix
