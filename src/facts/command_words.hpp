#pragma once
// One command line read by a row of the catalogue: which words name what.

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/commands.hpp"
#include "shell/script.hpp"

namespace dockgate::facts {

/// The words of a command by their meaning.
struct CommandWords {
  const catalog::CommandRow* row = nullptr;
  std::vector<shell::Word> ids, more_ids;
  std::vector<shell::Word> adapters;  // ids of adapters that a server loads
  std::vector<shell::Word> rest;      // plain words behind the id
  std::optional<shell::Word> revision, more_revision, code_revision, branch, kind, output, folder;
  std::vector<shell::Word> json, configs, lists;  // values of options whose content names more
  bool is_dataset = false;
  bool keeps_name = false;
  bool offline = false;
  std::optional<bool> trust;
  /// The option that sets it, with its value and the blanks before it; without a source where it stands
  /// elsewhere.
  Place trust_at;
  Place trust_word;  // the word of that option, wherever it stands
  std::string open;  // an unknown word that may hold further options ("$VLLM_ARGS"), or ""
};

/// Reads `words` by the first of `rows` with a form that they begin with; nothing when none has.
std::optional<CommandWords> read_command(const std::vector<shell::Word>& words,
                                         std::span<const catalog::CommandRow> rows);

/// Rows by the programs that their forms begin with; each program is held against all of them once.
class RowsByProgram {
 public:
  explicit RowsByProgram(std::span<const catalog::CommandRow> rows) : rows_(rows) {}
  /// All rows that the words begin with (one program may have a row a way of naming models).
  std::vector<CommandWords> read(const std::vector<shell::Word>& words);

 private:
  std::span<const catalog::CommandRow> rows_;
  std::unordered_map<std::string, std::vector<const catalog::CommandRow*>> of_program_;
};

/// Reads `words` from the one at index `at` on as options and ids of `row`.
CommandWords read_options(const catalog::CommandRow& row, const std::vector<shell::Word>& words,
                          std::size_t at);

/// "python" for every name of an interpreter (python3, python3.11, pypy3), else the name itself.
std::string canonical_program(std::string_view program);

}  // namespace dockgate::facts
