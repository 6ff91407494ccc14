#pragma once
// What single words of a command that fetches a model say of the model.

#include <string_view>
#include <vector>

#include "catalog/commands.hpp"
#include "facts/command_words.hpp"
#include "facts/facts.hpp"
#include "facts/shell_commands.hpp"
#include "shell/script.hpp"

namespace dockgate::facts {

/// Fills the revision that `word` names.
void set_revision(ModelFact& fact, const shell::Word& word);

/// The gap for the option that names the revision, behind the word of the id, and its name.
void add_revision_option(const catalog::CommandRow& row, const shell::Word& id, ModelFact& fact);

/// The ids in one variable; `separator` is empty where it holds one.
std::vector<shell::Word> parts_of(const shell::Word& id, std::string_view separator);

/// Fills id and revision from an address; false when it leads to nothing of interest. `output_name` is the
/// name that the file gets, or "".
bool set_address(ModelFact& fact, const shell::Word& word, std::string_view output_name);

/// Whether the address is known as far as it names something: a token may be missing in it.
bool names_known_place(const shell::Word& word);

/// Whether an option's value is a SHA-256: `sha-256=HEX`, `sha256:HEX`.
bool is_digest(std::string_view text);

/// Whether one version of an object is named: by an option, or by a generation behind its name
/// (`gs://bucket/net.pt#1700000000000000`).
bool names_object_version(const CommandWords& words, std::string_view id);

/// Whether a word of the command itself stands at the place, and not one of a file of options.
bool is_word_of(const RunCommand& run, const Place& at);

/// Moves the fact to `at` where the word there stands outside of the exec form that names the program:
/// `ENTRYPOINT ["vllm", "serve"]` with the model in CMD, or in the command of a service.
void move_to_added_word(ModelFact& fact, const RunCommand& run, const Place& at);

/// A digest proves the content.
void set_proven(ModelFact& fact);

}  // namespace dockgate::facts
