#pragma once
// Edits to a text: which go together, and what they make of it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::fix {

/// `text` in place of the bytes of `span`; an empty span is an insertion.
struct TextEdit {
  Span span;
  std::string text;
  bool operator==(const TextEdit&) const = default;
};

/// Whether the order in which both are made matters, or might: their spans have a byte or an end in common.
bool touch(const TextEdit& a, const TextEdit& b);

/// `text` with `edits` made, which are sorted, do not touch one another, and lie inside of the text.
std::string edited(std::string_view text, std::span<const TextEdit> edits);

/// Where byte `offset` of the text lies once `edits` (as for edited()) are made; one inside of a span that is
/// replaced lies at the beginning of what stands there then. An insertion at `offset` itself goes before it.
std::uint32_t moved(std::uint32_t offset, std::span<const TextEdit> edits);

}  // namespace dockgate::fix
