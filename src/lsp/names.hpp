#pragma once
// Where the names of a Dockerfile stand: its stages and its variables, with every place that speaks of them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::lsp {

enum class NameKind { stage, variable };

struct Occurrence {
  Span span;                    // of the name itself, without `$`, braces and quotes
  std::size_t instruction = 0;  // index into File::instructions
  bool definition = false;
  bool has_value = false;  // of an ARG or ENV: it gives the name a value
  bool by_number = false;  // of a stage: `--from=0`
};

/// A name and its places, in their order. Stages of the same name are names of their own; of variables, one
/// name is one in the whole file, since `--build-arg` and later ARG lines make it so.
struct Name {
  NameKind kind = NameKind::variable;
  std::string name;  // as first written
  std::vector<Occurrence> places;
  bool defined() const;
};

/// All names that `file` defines or uses.
std::vector<Name> names_of(const dockerfile::File& file);

/// The name with an occurrence that covers byte `offset`, its end included; null when there is none.
const Name* name_at(const std::vector<Name>& names, std::uint32_t offset);
const Occurrence* occurrence_at(const Name& name, std::uint32_t offset);

/// The places that give the use at `use` its value: the nearest ARG or ENV above it in its stage or the
/// stages below, and where that has no value the ARG before the first FROM; of a stage its FROM.
std::vector<Span> definitions(const dockerfile::File& file, const Name& name, const Occurrence& use);

/// Why `text` cannot be the name of a stage or variable, or "".
std::string why_no_name(NameKind kind, std::string_view text);

/// Index of the stage that instruction `instruction` stands in, from 0; nothing before the first FROM.
std::optional<std::size_t> stage_index(const dockerfile::File& file, std::size_t instruction);
/// The stage `stage` and those that it is built on, the nearest first.
std::vector<std::size_t> stages_under(const dockerfile::File& file, std::size_t stage);
/// Index of the instruction whose span covers `offset`, or whose last line ends there; nothing between them.
std::optional<std::size_t> instruction_at(const dockerfile::File& file, std::uint32_t offset);

/// `$NAME` and `${NAME…}` in `text` that are expanded: not those behind a backslash or in single quotes.
/// Offsets are into the text.
struct VariableUse {
  std::string_view name;
  Span span;
};
std::vector<VariableUse> variable_uses(std::string_view text, char escape, bool quotes = true);

/// A name of the environment that code reads or sets.
struct EnvironmentName {
  std::string name;
  Span span;  // without quotes and `$`
};
/// In Python: `os.environ["NAME"]`, `os.getenv("NAME")`.
std::vector<EnvironmentName> environment_names(const SourceFile& python);
/// In a shell script: `$NAME`, `${NAME…}`, `NAME=…`, `export NAME`. Comments and texts in single quotes have
/// none.
std::vector<EnvironmentName> script_names(const SourceFile& script);

/// In a compose file: what the services that build `dockerfile`, a path of the same tree, give it as
/// arguments and environment.
std::vector<EnvironmentName> compose_names(const SourcePtr& compose, std::string_view dockerfile);

}  // namespace dockgate::lsp
