#pragma once
// The shape of a Dockerfile for an editor: outline, folds, selections, colours. Pure functions of its tree.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::lsp {

/// One entry of the outline.
struct Symbol {
  enum class Kind { stage, argument, variable, instruction };
  std::string name, detail;
  Kind kind = Kind::instruction;
  Span span, selection;  // all of it, and the part that names it
  std::vector<Symbol> children;
};
/// Stages with what stands in them; in front the ARG lines of the whole file.
std::vector<Symbol> outline(const dockerfile::File& file);

/// Lines that fold, from 1, both included.
struct Fold {
  enum class Kind { code, comment };
  std::uint32_t first = 0, last = 0;
  Kind kind = Kind::code;
};
std::vector<Fold> folds(const dockerfile::File& file);

/// What a selection grows to around byte `offset`, the smallest first: the word, the argument, the
/// instruction, the stage, the file.
std::vector<Span> selections(const dockerfile::File& file, std::uint32_t offset);

/// A coloured part. Parts do not overlap and none goes over a line end.
struct Token {
  enum class Kind { keyword, parameter, variable, string, comment, stage, property, number, function, label };
  Span span;
  Kind kind = Kind::keyword;
  bool definition = false;
};
/// The kinds as the protocol calls them, by their number.
inline constexpr std::array<const char*, 10> token_types{"keyword",  "parameter", "variable", "string",
                                                         "comment",  "class",     "property", "number",
                                                         "function", "macro"};
/// In order. Bodies of here-documents are coloured as what they are: scripts of a shell or of Python, or
/// text.
std::vector<Token> tokens(const dockerfile::File& file);

}  // namespace dockgate::lsp
