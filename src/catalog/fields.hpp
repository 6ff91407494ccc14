#pragma once
// The fields of every row by name, once, for the reader of YAML and for the writer of constant tables.

#include <array>
#include <string_view>

#include "catalog/apis.hpp"

namespace dockgate::catalog {

/// The names of an enumeration's values in YAML, in order of declaration.
template <typename E>
struct EnumNames;

template <>
struct EnumNames<RevisionForm> {
  static constexpr std::string_view type = "RevisionForm";
  static constexpr std::array<std::string_view, 7> names = {
      "argument", "at-sign", "colon", "last-part", "alias", "not-pinnable", "by-library"};
};
template <>
struct EnumNames<RemoteCode> {
  static constexpr std::string_view type = "RemoteCode";
  static constexpr std::array<std::string_view, 3> names = {"never", "flag", "always"};
};
template <>
struct EnumNames<LocalPath> {
  static constexpr std::string_view type = "LocalPath";
  static constexpr std::array<std::string_view, 3> names = {"wins", "ignored", "only"};
};
template <>
struct EnumNames<OtherId> {
  static constexpr std::string_view type = "OtherId";
  static constexpr std::array<std::string_view, 4> names = {"nothing", "verified", "floating", "repo"};
};
template <>
struct EnumNames<RunForm> {
  static constexpr std::string_view type = "RunForm";
  static constexpr std::array<std::string_view, 6> names = {"module-attribute", "module", "file",
                                                            "command",          "folder", "models"};
};
template <>
struct EnumNames<VariableRole> {
  static constexpr std::string_view type = "VariableRole";
  static constexpr std::array<std::string_view, 8> names = {
      "trust", "guard-removed", "hardening", "offline", "endpoint", "token", "model", "revision"};
};

// Each function calls `visit(key, member)` in the order of declaration; the key is the member's name with `-`
// for `_`.

template <typename V>
void fields(Parameter& row, V&& visit) {
  visit("at", row.at);
  visit("keywords", row.keywords);
}

template <typename V>
void fields(VersionRow& row, V&& visit) {
  visit("package", row.package);
  visit("from", row.from);
  visit("before", row.before);
  visit("value", row.value);
  visit("why", row.why);
}

template <typename V>
void fields(OtherRepo& row, V&& visit) {
  visit("in", row.in);
  visit("id", row.id);
  visit("revision", row.revision);
  visit("same-revision", row.same_revision);
  visit("form", row.form);
  visit("artifact", row.artifact);
  visit("uri-only", row.uri_only);
  visit("any-name", row.any_name);
  visit("builtin", row.builtin);
  visit("only", row.only);
  visit("alternative", row.alternative);
}

template <typename V>
void fields(ModelApi& row, V&& visit) {
  visit("calls", row.calls);
  visit("bases", row.bases);
  visit("methods", row.methods);
  visit("unknown-receiver", row.unknown_receiver);
  visit("artifact", row.artifact);
  visit("kind", row.kind);
  visit("id", row.id);
  visit("default-id", row.default_id);
  visit("prefixes", row.prefixes);
  visit("otherwise", row.otherwise);
  visit("assets", row.assets);
  visit("open-is-nothing", row.open_is_nothing);
  visit("builtin", row.builtin);
  visit("builtin-is", row.builtin_is);
  visit("form", row.form);
  visit("revision", row.revision);
  visit("default-revision", row.default_revision);
  visit("code-revision", row.code_revision);
  visit("remote-code", row.remote_code);
  visit("trust", row.trust);
  visit("trust-by-default", row.trust_by_default);
  visit("trust-defaults", row.trust_defaults);
  visit("trust-ignored", row.trust_ignored);
  visit("nested", row.nested);
  visit("local", row.local);
  visit("offline", row.offline);
  visit("only-if", row.only_if);
  visit("others", row.others);
  visit("fetches", row.fetches);
  visit("alternative", row.alternative);
  visit("note", row.note);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(LoadApi& row, V&& visit) {
  visit("calls", row.calls);
  visit("file", row.file);
  visit("guard", row.guard);
  visit("safe-value", row.safe_value);
  visit("guard-default", row.guard_default);
  visit("guard-defaults", row.guard_defaults);
  visit("unsafe-anyway", row.unsafe_anyway);
  visit("defeats", row.defeats);
  visit("defeated-by", row.defeated_by);
  visit("only-files", row.only_files);
  visit("always-files", row.always_files);
  visit("made-by", row.made_by);
  visit("why", row.why);
  visit("alternative", row.alternative);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(WriteApi& row, V&& visit) {
  visit("calls", row.calls);
  visit("methods", row.methods);
  visit("path", row.path);
  visit("empty", row.empty);
  visit("gives", row.gives);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(ProcessApi& row, V&& visit) {
  visit("calls", row.calls);
  visit("command", row.command);
  visit("words", row.words);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(Runner& row, V&& visit) {
  visit("programs", row.programs);
  visit("subcommands", row.subcommands);
  visit("form", row.form);
  visit("options", row.options);
  visit("path-options", row.path_options);
  visit("variable", row.variable);
  visit("config-file", row.config_file);
  visit("config-key", row.config_key);
  visit("default-file", row.default_file);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(VariableRow& row, V&& visit) {
  visit("names", row.names);
  visit("role", row.role);
  visit("values", row.values);
  visit("harmless", row.harmless);
  visit("only-with", row.only_with);
  visit("why", row.why);
  visit("no-library-reads-it", row.no_library_reads_it);
  visit("calls", row.calls);
  visit("keywords", row.keywords);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(GuardRow& row, V&& visit) {
  visit("name", row.name);
  visit("assignments", row.assignments);
  visit("keyword", row.keyword);
  visit("safe-value", row.safe_value);
  visit("calls", row.calls);
  visit("most-items", row.most_items);
  visit("edits", row.edits);
  visit("editors", row.editors);
  visit("edit-calls", row.edit_calls);
  visit("answers", row.answers);
  visit("python-options", row.python_options);
  visit("options", row.options);
  visit("only-with", row.only_with);
  visit("why", row.why);
  visit("alternative", row.alternative);
  visit("shell", row.shell);
  visit("good", row.good);
  visit("bad", row.bad);
}

template <typename V>
void fields(ImageRow& row, V&& visit) {
  visit("images", row.images);
  visit("tags", row.tags);
  visit("entrypoint", row.entrypoint);
  visit("package", row.package);
  visit("good", row.good);
  visit("bad", row.bad);
}

}  // namespace dockgate::catalog
