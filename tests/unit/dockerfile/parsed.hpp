#pragma once
// Short ways to parse and look, for the tests of this folder.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/parse.hpp"

namespace dockgate::dockerfile {

inline File parsed(std::string text) {
  return parse(std::make_shared<const SourceFile>("Dockerfile", std::move(text)));
}

/// The file with `FROM a` as line 1 and `text` from line 2 on.
inline File in_stage(std::string_view text) {
  return parsed("FROM a\n" + std::string(text));
}

inline std::vector<std::string> args_of(const Instruction& instruction) {
  std::vector<std::string> out;
  for (const MappedText& arg : instruction.args) out.push_back(arg.text());
  return out;
}

inline std::vector<std::string> flags_of(const Instruction& instruction) {
  std::vector<std::string> out;
  for (const Flag& flag : instruction.flags) out.push_back(flag.text.text());
  return out;
}

/// The bytes of the file under `span`.
inline std::string under(const File& file, Span span) {
  return std::string(file.source->text(span));
}

/// Message of the only error, or what is there instead.
inline std::string only_error(const File& file) {
  if (file.errors.size() == 1) return file.errors.front().message;
  return std::to_string(file.errors.size()) + " errors";
}

using Strings = std::vector<std::string>;

}  // namespace dockgate::dockerfile
