#pragma once
// A file as the row of its smallest parts, so that two states of it can be compared part by part.

#include <string>
#include <string_view>
#include <vector>

#include "text/mapped_text.hpp"

namespace dockgate::fix {

/// A word, a keyword, a flag, a token, with what it is and what stands around it.
struct Leaf {
  Span span;        // in the file
  std::string key;  // equal for parts that mean the same in the same surroundings
  /// Of text that was decoded and that something else reads on, such as a word of a shell; else empty.
  text::MappedText text;
};

/// How a file is read.
enum class Language { dockerfile, python, shell, other };
/// By the ending of `path`; a Dockerfile has none that tells, and is named by who knows it.
Language language_of(std::string_view path);

struct Leaves {
  std::vector<Leaf> leaves;  // in the order of their places
  std::size_t problems = 0;  // parts that could not be read
};
/// `other` has none: nothing is known of such a file.
Leaves leaves_of(const SourcePtr& source, Language language);

}  // namespace dockgate::fix
