#pragma once
// The fields of a CommandRow by name, once, for the reader of YAML and for the writer of constant tables.

#include <array>
#include <string_view>

#include "catalog/commands.hpp"

namespace dockgate::catalog {

constexpr std::array<std::string_view, 6> command_id_names = {"hub",  "url",     "git",
                                                              "name", "version", "storage"};
constexpr std::array<std::string_view, 4> command_words_names = {"none", "first", "all", "owned"};

/// Calls `visit(key, member)` in the order of declaration; the key is the member's name with `-` for `_`.
template <typename V>
void command_fields(CommandRow& row, V&& visit) {
  visit("api", row.api);
  visit("artifact", row.artifact);
  visit("forms", row.forms);
  visit("reads", row.reads);
  visit("words", row.words);
  visit("id-options", row.id_options);
  visit("more-id-options", row.more_id_options);
  visit("adapter-options", row.adapter_options);
  visit("revision-options", row.revision_options);
  visit("more-revision-options", row.more_revision_options);
  visit("code-revision-options", row.code_revision_options);
  visit("trust-options", row.trust_options);
  visit("distrust-options", row.distrust_options);
  visit("kind-options", row.kind_options);
  visit("dataset-options", row.dataset_options);
  visit("output-options", row.output_options);
  visit("folder-options", row.folder_options);
  visit("keep-name-options", row.keep_name_options);
  visit("json-options", row.json_options);
  visit("config-options", row.config_options);
  visit("list-options", row.list_options);
  visit("list-keyword", row.list_keyword);
  visit("list-default", row.list_default);
  visit("harmless-words", row.harmless_words);
  visit("value-options", row.value_options);
  visit("offline-options", row.offline_options);
  visit("id-separator", row.id_separator);
  visit("remotes", row.remotes);
  visit("id-variables", row.id_variables);
  visit("revision-variables", row.revision_variables);
  visit("trust-variables", row.trust_variables);
  visit("code-folders", row.code_folders);
  visit("default-id", row.default_id);
  visit("bare-names", row.bare_names);
  visit("pinnable", row.pinnable);
  visit("trust-by-default", row.trust_by_default);
  visit("truthy-trust", row.truthy_trust);
  visit("remote-code", row.remote_code);
  visit("optional-fetch", row.optional_fetch);
  visit("alternative", row.alternative);
  visit("good", row.good);
  visit("bad", row.bad);
}

}  // namespace dockgate::catalog
