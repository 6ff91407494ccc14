#pragma once
// What programs on a command line mean for the supply chain of models. Rows are constant data, read from
// policies/catalog/commands.yaml when the project is built.

#include <span>
#include <string_view>

namespace dockgate::catalog {

/// How the word that names an artefact is read.
enum class CommandId {
  hub,      // org/name, hf://…@REV, an address of a model hub, or a local path
  url,      // an address: of a hub, or of a file that counts by its ending
  git,      // an address of a repository; only those of model hubs count
  name,     // a name of the tool's own registry; `name==VERSION` and the like are no pins
  version,  // a name whose version ends in digits (`/3`, `-3.7.1`, `:v3`); without one it moves
  storage,  // s3://, gs://, az:// …: a file that counts by its ending
};

/// Which plain words (those that are no options) name artefacts; `owned`: the first one, if it is
/// `owner/name`.
enum class CommandWords { none, first, all, owned };

/// One program (with its subcommand) that fetches or serves models. Options are written as on the command
/// line;
/// `--option=value` is understood for every option that starts with two dashes.
struct CommandRow {
  std::string_view api = {};            // how facts call it: "hf download"
  std::string_view artifact = "model";  // model, dataset, file …
  /// Leading words: "hf download", "python -m vllm.entrypoints.openai.api_server". A `*` stands for any text
  /// within a word. Options may stand between the words of a form.
  std::span<const std::string_view> forms = {};
  CommandId reads = CommandId::hub;
  CommandWords words = CommandWords::none;
  std::span<const std::string_view> id_options = {};       // options that name the artefact
  std::span<const std::string_view> more_id_options = {};  // that name further ones (tokenizer, adapter)
  /// Options of a server, each with any number of `NAME=ID` or JSON maps with `path`: adapters, whose
  /// revision nothing can name.
  std::span<const std::string_view> adapter_options = {};
  std::span<const std::string_view> revision_options = {};
  std::span<const std::string_view> more_revision_options = {};  // the revision of the further ones
  std::span<const std::string_view> code_revision_options = {};
  std::span<const std::string_view> trust_options = {};     // flags that allow remote code
  std::span<const std::string_view> distrust_options = {};  // and those that forbid it
  std::span<const std::string_view> kind_options = {};  // option that gives the artefact's kind (--repo-type)
  std::span<const std::string_view> dataset_options = {};    // option that names a dataset instead
  std::span<const std::string_view> output_options = {};     // the file that is written (-o)
  std::span<const std::string_view> folder_options = {};     // the folder that it is written to (-P)
  std::span<const std::string_view> keep_name_options = {};  // flags: written under the address's name (-O)
  /// Options whose value is JSON with a `model` (and a `revision`) that is fetched as well.
  std::span<const std::string_view> json_options = {};
  /// Options that name a YAML file whose keys are the other options without their dashes.
  std::span<const std::string_view> config_options = {};
  /// Options that name a file of ids, one a line behind `list_keyword`; `list_default` where none is given.
  std::span<const std::string_view> list_options = {};
  std::string_view list_keyword = {}, list_default = {};
  std::span<const std::string_view> harmless_words = {};   // globs: with one of these it fetches none of ours
  std::span<const std::string_view> value_options = {};    // other options that take the next word
  std::span<const std::string_view> offline_options = {};  // flags with which nothing is fetched
  std::string_view id_separator = {};                      // between several ids in one variable
  /// `git fetch`: the word may be the name of a remote, and the next one is what is fetched of it.
  bool remotes = false;
  std::span<const std::string_view> id_variables = {};  // environment variables that stand for the options
  std::span<const std::string_view> revision_variables = {};
  std::span<const std::string_view> trust_variables = {};
  /// Names of folders out of which servers load code by themselves, so that what is put there runs.
  std::span<const std::string_view> code_folders = {};
  std::string_view default_id = {};  // what is fetched when nothing names it; "" = nothing is
  bool bare_names = false;           // ids of a storage are its keys, without a scheme
  bool pinnable = true;              // a revision can be named at all
  bool trust_by_default = false;
  bool truthy_trust = false;    // any text that is not empty in a trust variable is true, "false" as well
  bool remote_code = false;     // code of the artefact can run
  bool optional_fetch = false;  // serves local files too: a path that is known is no fetch
  std::string_view alternative = {};     // what to use where it cannot be pinned
  std::string_view good = {}, bad = {};  // shell examples; tests run both
};

/// The rows that are part of the program.
std::span<const CommandRow> builtin_commands();

}  // namespace dockgate::catalog
