#pragma once
// What commands read on their standard input, and the commands that xargs and parallel make of it.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "shell/script.hpp"

namespace dockgate::facts {

/// The text of the file at a path as a command gives it; nothing when it is not known.
using FileText = std::function<std::optional<text::MappedText>(std::string_view path)>;

/// What `command`, of `pipeline`, writes to its standard output, where echo, printf, cat, tee and a few
/// filters (`base64 -d`, `tr`, `sort`, `uniq`, `grep -v '^#'`) make it of what is known.
std::optional<text::MappedText> output_of(const shell::Command& command,
                                          const std::vector<const shell::Command*>& pipeline,
                                          const FileText& open = {});

/// What `command`, of `pipeline`, reads on its standard input: a here-document, a file, the part of the
/// pipeline before it.
std::optional<text::MappedText> input_of(const shell::Command& command,
                                         const std::vector<const shell::Command*>& pipeline,
                                         const FileText& open);

/// `command` once for each time that the xargs or parallel in front of it runs it (findutils, xargs; GNU
/// parallel), at most 64 times. Empty when it has none or its input is not known.
std::vector<shell::Command> fed_commands(const shell::Command& command,
                                         const std::vector<const shell::Command*>& pipeline,
                                         const FileText& open);

}  // namespace dockgate::facts
