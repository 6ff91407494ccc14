#pragma once
// The words of conditions: the one table behind their reader and the JSON Schema.

#include <array>
#include <cstddef>
#include <string_view>

#include "policy/rule.hpp"

namespace dockgate::policy {

/// In bytes: one with many braces would cost seconds.
inline constexpr std::size_t max_glob = 500;

struct ConditionWord {
  std::string_view name;
  Condition::Op op;
  bool negated = false;
};

/// The words of an inner map, `tag: {matches: …}`.
inline constexpr std::array condition_words{
    ConditionWord{"is", Condition::Op::in},
    ConditionWord{"not", Condition::Op::in, true},
    ConditionWord{"matches", Condition::Op::matches},
    ConditionWord{"not-matches", Condition::Op::matches, true},
    ConditionWord{"glob", Condition::Op::glob},
    ConditionWord{"not-glob", Condition::Op::glob, true},
    ConditionWord{"contains", Condition::Op::contains},
    ConditionWord{"not-contains", Condition::Op::contains, true},
    ConditionWord{"contains-matching", Condition::Op::contains_matching},
    ConditionWord{"not-contains-matching", Condition::Op::contains_matching, true},
    ConditionWord{"in-list", Condition::Op::in_list},
    ConditionWord{"not-in-list", Condition::Op::in_list, true},
    ConditionWord{"misses-entry-of", Condition::Op::misses_entry_of},
    ConditionWord{"at-least", Condition::Op::at_least},
    ConditionWord{"less-than", Condition::Op::less_than},
    ConditionWord{"present", Condition::Op::present},
    ConditionWord{"unresolved", Condition::Op::unresolved}};

/// The words that stand in place of a field.
inline constexpr std::array<std::string_view, 6> condition_joins{"all",        "any",    "not",
                                                                 "list-given", "exists", "lacks"};
/// How the other fact of `exists` and `lacks` stands to the first; besides `same-FIELD`.
inline constexpr std::array<std::string_view, 6> condition_relations{"before",     "after",    "just-before",
                                                                     "just-after", "same-run", "other-run"};
/// The keys of `exists` and `lacks`.
inline constexpr std::array<std::string_view, 3> relation_keys{"on", "related", "where"};

}  // namespace dockgate::policy
