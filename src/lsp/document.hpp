#pragma once
// A document that is open in the editor.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/encoding.hpp"

namespace dockgate::lsp {

/// What a document is to dockgate.
enum class DocumentKind {
  dockerfile,
  compose,
  bake,
  python,
  shell,
  policy,
  hadolint,
  ledger,
  ignore_file,
  other
};

/// By the language that the editor says, where that says it all, else by name (the last path part or all).
DocumentKind kind_of(std::string_view language, std::string_view path);

struct Document {
  std::string uri;  // as the editor writes it
  std::string language;
  std::int64_t version = 0;
  std::string text;
  DocumentKind kind = DocumentKind::other;
};

/// One change of a document: a range and the text that stands there then; no range: the whole text.
struct Change {
  std::optional<EditorRange> range;
  std::string text;
};

/// Longest text of a document that is taken; FileTree::read has the same bound.
inline constexpr std::size_t longest_document = 16u << 20;

/// Applies `changes` one after the other, each to what the one before left. A range that leads outside of the
/// text is cut to it, one whose end stands before its beginning is turned around. False, and nothing changed,
/// when the text would become longer than longest_document.
bool apply_changes(std::string& text, const std::vector<Change>& changes, Encoding encoding);

}  // namespace dockgate::lsp
