#pragma once
// policies/recommended.yaml as constant tables, made when the project is built.

#include <span>
#include <string_view>

namespace dockgate::policy {

/// Levels are Severities; -1: not set. `suppress_inline` is an InlineSuppression.
struct BuiltinBoundary {
  std::string_view name;
  int fail_on = -1;
  int unresolved = -1;
  int at_most = -1;
  int suppress_inline = -1;
  long long exception_days = 0;  // 0: no bound
};

struct BuiltinList {
  std::string_view name;
  struct Entry {
    std::string_view name;
    std::span<const std::string_view> match;
  };
  std::span<const Entry> entries;
};

/// From the loosest to the strictest.
std::span<const BuiltinBoundary> builtin_boundaries();
std::span<const BuiltinList> builtin_lists();
std::string_view builtin_unclassified();
std::string_view builtin_edition();

}  // namespace dockgate::policy
