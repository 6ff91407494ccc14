#include "policy/edits.hpp"

#include <algorithm>

#include "policy/conditions.hpp"
#include "policy/message.hpp"

namespace dockgate::policy {
namespace {

/// `text` with its placeholders filled in; nothing when the fact has no value for one of them.
std::optional<std::string> filled(std::string_view text, const facts::Fact& fact, const facts::Kind& kind) {
  bool whole = true;
  std::string result = fill(text, [&](std::string_view name) {
    const facts::Field* field = facts::find_field(kind, name);
    const facts::FieldValue value = field ? field->get(fact) : facts::FieldValue(facts::Absent{});
    if (std::holds_alternative<facts::Absent>(value) || std::holds_alternative<facts::Unresolved>(value)) {
      whole = false;
      return std::string();
    }
    return text_of_value(value);
  });
  if (!whole) return std::nullopt;
  return result;
}

/// `text` with the line ends of the file, which are those of its first line.
std::string with_line_ends(std::string_view text, const SourceFile& file) {
  const std::uint32_t end = file.line_span(1).end;
  if (!file.bytes().substr(end).starts_with("\r\n")) return std::string(text);
  std::string result;
  for (const char c : text) {
    if (c == '\n' && !result.ends_with('\r')) result += '\r';
    result += c;
  }
  return result;
}

/// The places that a change is about; the whole fact stands for a part without a name.
std::vector<facts::Part> parts_of(const Change& change, const facts::Fact& fact) {
  if (change.part.empty()) return {{"", fact.at}};
  std::vector<facts::Part> result;
  std::ranges::copy_if(fact.parts, std::back_inserter(result),
                       [&](const facts::Part& part) { return part.name == change.part; });
  return result;
}

std::optional<Edit> edit_of(const Change& change, const facts::Part& part, const std::string& text,
                            const SourcePtr& file) {
  if (!part.at.source || part.at.source != file) return std::nullopt;
  const bool adds = change.op == Change::Op::add;
  if (!adds && part.at.span.empty()) return std::nullopt;  // nothing stands there
  Edit edit{part.at, with_line_ends(part.lead + text + part.trail, *file)};
  if (adds) edit.at.span.begin = edit.at.span.end;
  return edit;
}

}  // namespace

std::optional<Fix> fix_of(const RuleEdit& edit, const facts::Fact& fact, const facts::Kind& kind) {
  const auto title = filled(edit.title, fact, kind);
  if (!title) return std::nullopt;
  Fix fix{*title, edit.safe, {}};
  for (const Change& change : edit.changes) {
    const auto text = filled(change.with, fact, kind);
    const auto parts = parts_of(change, fact);
    if (!text || parts.empty()) return std::nullopt;
    for (const facts::Part& part : parts) {
      auto made = edit_of(change, part, *text, fact.at.source);
      if (!made) return std::nullopt;
      fix.edits.push_back(std::move(*made));
    }
  }
  std::ranges::stable_sort(fix.edits, {}, [](const Edit& one) { return one.at.span.begin; });
  return fix;
}

bool same_edits(const Fix& a, const Fix& b) {
  return std::ranges::equal(a.edits, b.edits, [](const Edit& one, const Edit& other) {
    return one.at.source == other.at.source && one.at.span == other.at.span && one.text == other.text;
  });
}

}  // namespace dockgate::policy
