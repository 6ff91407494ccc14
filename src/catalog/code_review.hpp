#pragma once
// What a reviewer looks for in code that a model brings along. Constant data, made from
// policies/catalog/code_review.yaml when the project is built.

#include <optional>
#include <span>
#include <string_view>

namespace dockgate::catalog {

/// How much something weighs on its own. `none` is known and harmless.
enum class ReviewWeight { none, low, medium, high };

struct ReviewModules {
  std::string_view about;
  ReviewWeight weight = ReviewWeight::low;
  std::span<const std::string_view> names;
};

struct ReviewCalls {
  std::string_view rule;   // "dynamic-execution", "network", "file-access", "obfuscated"
  std::string_view about;  // "runs text as code"
  ReviewWeight weight = ReviewWeight::low;
  /// What it contributes to a dangerous pair: execute, decode, download (which may send as well), fetch (from
  /// a hub), send; or "".
  std::string_view role;
  bool computed = false;                    // only where the first argument is not a constant
  bool open = false;                        // the second argument is a file mode
  bool quiet = false;                       // counts for a pair, says nothing by itself
  bool suspicious_texts = false;            // only where a text argument is one of the hidden names
  bool reads = false;                       // only of a path that leads out of the model's folder
  bool writes = false;                      // not in a function that saves
  bool starts = false;                      // the first argument names a program
  bool runs_text = false;                   // the first argument is code
  std::span<const std::string_view> names;  // dotted; `x.*` covers all below x
};

struct ReviewWords {
  std::string_view about;
  ReviewWeight weight = ReviewWeight::low;
  std::span<const std::string_view> names;
};

/// Names of files that are a model's code.
struct ReviewFiles {
  std::string_view about;
  std::span<const std::string_view> names;      // globs on the file's name
  std::span<const std::string_view> bases;      // globs; with them, a class has to derive from one of these
  std::span<const std::string_view> libraries;  // of which the file then imports one
  bool below_root = false;                      // not at the top of the context
};

struct ReviewKnowledge {
  std::span<const ReviewFiles> files;
  std::span<const ReviewModules> modules;
  std::span<const ReviewCalls> calls;
  std::span<const std::string_view> variable_readers, variable_writers, environment_readers;  // dotted
  std::span<const std::string_view> environments;
  std::span<const std::string_view> answer_methods;
  std::span<const std::string_view> ordinary_programs;  // that modelling code may start
  std::span<const std::string_view> saving_functions;   // globs on the name of the function around
  std::span<const std::string_view> hidden_names;
  std::span<const ReviewWords> inner_attributes;
  std::span<const std::string_view> hooks;
  std::span<const ReviewWords> sensitive_paths;                                                 // globs
  std::span<const std::string_view> ordinary_variables, secret_variables, weakening_variables;  // globs
  std::span<const ReviewWords> hosts;                                                           // globs
};

/// The built-in rows.
const ReviewKnowledge& review_knowledge();

/// The row of `files` that names a file called `name`, or null.
const ReviewFiles* find_review_file(const ReviewKnowledge& known, std::string_view name);
/// The row of `modules` that names `module` or a package it lies in, or null; the longest name wins.
const ReviewModules* find_review_module(const ReviewKnowledge& known, std::string_view module);
/// The first row of `calls` that names the dotted `callee`, or null.
const ReviewCalls* find_review_call(const ReviewKnowledge& known, std::string_view callee);
/// The first row of `rows` that matches `word` (globs in which `*` covers any bytes but `/`), or null.
const ReviewWords* find_review_word(std::span<const ReviewWords> rows, std::string_view word);

}  // namespace dockgate::catalog
