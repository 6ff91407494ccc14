#include "lsp/document.hpp"

#include <algorithm>

#include "build/invocation.hpp"
#include "ledger/ledger.hpp"
#include "lint/invocations.hpp"
#include "lint/recognize.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

DocumentKind kind_of(std::string_view language, std::string_view path) {
  const std::string_view name = text::file_name(path);
  if (name == ".dockgate.yaml" || name == ".dockgate.yml") return DocumentKind::policy;
  if (name == ".hadolint.yaml" || name == ".hadolint.yml") return DocumentKind::hadolint;
  if (name == ledger::file_name) return DocumentKind::ledger;
  if (name.ends_with(".dockerignore")) return DocumentKind::ignore_file;
  // VS Code and Docker's own extension call it dockerfile, Sublime Text and others have letters of both
  // cases.
  const std::string lower = text::lower(language);
  if (lower == "dockerfile" || lower == "containerfile") return DocumentKind::dockerfile;
  if (lower == "dockercompose" || lower == "yaml.docker-compose") return DocumentKind::compose;
  if (lower == "dockerbake") return DocumentKind::bake;
  if (lower == "python" || name.ends_with(".py")) return DocumentKind::python;
  if (lower == "shellscript" || lower == "sh" || lower == "bash" || name.ends_with(".sh"))
    return DocumentKind::shell;
  if (lint::is_build_file_name(name) && !name.starts_with("cog."))
    return name.ends_with(".yml") || name.ends_with(".yaml") ? DocumentKind::compose : DocumentKind::bake;
  const lint::NameKind kind = lint::name_kind(name);
  if (kind == lint::NameKind::exact || kind == lint::NameKind::likely) return DocumentKind::dockerfile;
  return DocumentKind::other;
}

bool apply_changes(std::string& text, const std::vector<Change>& changes, Encoding encoding) {
  std::string changed = text;
  for (const Change& change : changes) {
    if (!change.range) {
      changed = change.text;
    } else {
      const LineIndex lines(changed);
      std::uint32_t begin = lines.offset(change.range->begin, encoding);
      std::uint32_t end = lines.offset(change.range->end, encoding);
      if (end < begin) std::swap(begin, end);
      if (changed.size() - (end - begin) + change.text.size() > longest_document) return false;
      changed.replace(begin, end - begin, change.text);
    }
    if (changed.size() > longest_document) return false;
  }
  text = std::move(changed);
  return true;
}

}  // namespace dockgate::lsp
