#include "catalog/code_review.hpp"

#include <algorithm>

#include "text/glob.hpp"

namespace dockgate::catalog {

namespace {

/// `name`, or below it.
bool covers(std::string_view name, std::string_view dotted) {
  return dotted.starts_with(name) && (dotted.size() == name.size() || dotted[name.size()] == '.');
}

}  // namespace

const ReviewFiles* find_review_file(const ReviewKnowledge& known, std::string_view name) {
  const auto matches = [&](std::string_view glob) { return text::glob_match(glob, name); };
  const auto row = std::ranges::find_if(
      known.files, [&](const ReviewFiles& each) { return std::ranges::any_of(each.names, matches); });
  return row == known.files.end() ? nullptr : &*row;
}

const ReviewModules* find_review_module(const ReviewKnowledge& known, std::string_view module) {
  const ReviewModules* best = nullptr;
  std::size_t length = 0;
  for (const ReviewModules& row : known.modules)
    for (const std::string_view name : row.names)
      if (name.size() > length && covers(name, module)) {
        best = &row;
        length = name.size();
      }
  return best;
}

const ReviewCalls* find_review_call(const ReviewKnowledge& known, std::string_view callee) {
  const auto names = [&](std::string_view name) {
    if (name.ends_with(".*")) return callee.starts_with(name.substr(0, name.size() - 1));
    return name == callee;
  };
  const auto row = std::ranges::find_if(
      known.calls, [&](const ReviewCalls& each) { return std::ranges::any_of(each.names, names); });
  return row == known.calls.end() ? nullptr : &*row;
}

const ReviewWords* find_review_word(std::span<const ReviewWords> rows, std::string_view word) {
  const auto matches = [&](std::string_view glob) { return text::glob_match(glob, word); };
  const auto row = std::ranges::find_if(
      rows, [&](const ReviewWords& each) { return std::ranges::any_of(each.names, matches); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace dockgate::catalog
