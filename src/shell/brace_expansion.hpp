#pragma once
// `{a,b}` and `{1..3}` in a word: bash manual, 3.5.1. Pure functions on text.

#include <string>
#include <string_view>
#include <vector>

#include "shell/decode.hpp"

namespace dockgate::shell {

/// A part of a word as written, or what a sequence counts to, which stands for `part`.
struct BracePiece {
  Span part;
  std::string counted = {};
};

/// The words that `part` of `text` stands for, each as its pieces in order; one with `part` itself where it
/// has no brace expansion, and where there are more than 64. `substitutions` are those within it, in order.
std::vector<std::vector<BracePiece>> expand_braces(std::string_view text, Span part,
                                                   const std::vector<Substitution>& substitutions);

}  // namespace dockgate::shell
