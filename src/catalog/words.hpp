#pragma once
// Words by which files of Python are looked through: constant data, made from policies/catalog/words.yaml
// when the project is built.

#include <span>
#include <string_view>

namespace dockgate::catalog {

struct WordKnowledge {
  std::span<const std::string_view>
      common_calls;  // last names of calls that say nothing without their library
  std::span<const std::string_view> common_programs;  // programs that say nothing by their name
  std::span<const std::string_view> target_calls;     // that call what a mapping names under `_target_`
  std::span<const std::string_view> keyword_tables;   // last names of calls that only keep their keywords
  std::span<const std::string_view> looking_calls;    // last names of calls that call nothing they are shown
};

const WordKnowledge& word_knowledge();

}  // namespace dockgate::catalog
