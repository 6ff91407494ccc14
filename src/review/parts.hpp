#pragma once
// The passes of inspect(): each looks at one module in its own way and adds what it finds.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "python/syntax.hpp"
#include "review/issues.hpp"
#include "review/local_names.hpp"

namespace dockgate::review {

/// What is said of a sink that is called by another name than its own.
inline constexpr std::string_view under_another_name = "calls it under another name";

/// Strings, sums of strings, adjacent strings. Found in one pass, without recursion.
class ConstantTexts {
 public:
  explicit ConstantTexts(const python::Module& module);
  /// Whether the expression is made of constant strings only; placeholders of an f-string count as nothing.
  bool is_text(python::NodeId node) const { return texts_[node]; }
  /// The text, nothing for other expressions.
  std::optional<std::string> text(python::NodeId node) const;

 private:
  const python::Module& module_;
  std::vector<bool> texts_;
};

/// What the passes share about one module.
struct Subject {
  const python::Module& module;
  const LocalNames& names;
  const ConstantTexts& texts;
  const catalog::ReviewKnowledge& known;
  const std::set<std::string, std::less<>>& callees;  // of all calls of the modules that run together
};

/// Imports by the list of modules.
void add_imports(const Subject& subject, std::vector<Issue>& issues);
/// Calls by the list of calls, environment variables that they read among them. `calls` are those of this
/// module.
void add_calls(const Subject& subject, const std::vector<python::Call>& calls, std::vector<Issue>& issues);
/// What no call shows: `os.environ["X"]`, inner attributes, names looked up by a text, hooks, decorators.
void add_expressions(const Subject& subject, std::vector<Issue>& issues);
/// Constant texts: addresses, sensitive paths, long encoded data. Docstrings are left out.
void add_literals(const Subject& subject, std::vector<Issue>& issues);
/// The text itself: coding cookies, characters that mislead a reader, code off screen, unreadable names.
void add_shape(const Subject& subject, std::vector<Issue>& issues);

/// Where an environment variable of this name stands in the lists.
Weight variable_weight(const catalog::ReviewKnowledge& known, std::string_view name, bool written);
/// `text` cut to what a message can hold.
std::string shortened(std::string_view text);

}  // namespace dockgate::review
