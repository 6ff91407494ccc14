#pragma once
// From the values that an argument may have to one verdict: the worst that holds, and the way that led to it.

#include <optional>
#include <string>
#include <vector>

#include "catalog/apis.hpp"
#include "facts/facts.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// An argument as the row names it: given directly, or inside of a dictionary argument.
struct Given {
  python::ValuePtr value;
  Place at;
  Place whole;
  bool maybe_absent = false;
};

/// The argument that `parameter` names; then one under its keywords in a dictionary passed as one of
/// `nested`.
std::optional<Given> find_argument(const python::Call& call, const catalog::Parameter& parameter,
                                   catalog::Texts nested);

/// What stands under one of `keywords` in a dictionary passed as one of `holders`.
std::optional<Given> find_nested(const python::Call& call, catalog::Texts keywords, catalog::Texts holders);

/// Whether the call hands on arguments that are not known and that may hold `parameter`.
bool may_hold(const python::Call& call, const catalog::Parameter& parameter);

struct RevisionVerdict {
  RevisionState state = RevisionState::absent;
  std::optional<std::string> text;
  std::string missing;
  std::vector<Step> trace;
  std::vector<std::string> notes;
  Place at;        // the argument as a whole
  Place value_at;  // its value, where it can be written anew; else without a source
};
/// The worst of the revisions that the argument may be.
RevisionVerdict judge_revision(const python::Call& call, const catalog::Parameter& parameter,
                               catalog::Texts nested);
/// The same for what was found already; `open`: the argument may be given in a way that is not known.
RevisionVerdict judge_revision(const python::Call& call, const std::optional<Given>& given, bool open);

struct FlagVerdict {
  Known value = Known::no;
  bool given = false;
  std::string missing;
  std::vector<Step> trace;
  std::vector<std::string> notes;
  Place at;        // the argument as a whole
  Place value_at;  // its value, where it can be written anew; else without a source
};
/// Whether the argument may be true. A text that is not empty is true, whatever it says.
FlagVerdict judge_flag(const python::Call& call, const catalog::Parameter& parameter, catalog::Texts nested);

/// Whether the call is given one of the switches (`local_files_only`, `source=local`) for sure.
bool switched_on(const python::Call& call, catalog::Texts switches);

std::vector<Step> to_steps(const std::vector<python::Step>& steps);

/// What is left open though a default stands for it, as a note: "`MODEL_REV` may be set from outside".
void add_default_notes(const python::Value& value, std::vector<std::string>& notes);

}  // namespace dockgate::facts
