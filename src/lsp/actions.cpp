#include "lsp/actions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "dockerfile/parse.hpp"
#include "fix/choose.hpp"
#include "ledger/ledger.hpp"
#include "lsp/names.hpp"
#include "text/date.hpp"
#include "text/digest.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"
#include "yaml/quote.hpp"

namespace dockgate::lsp {

namespace {

constexpr int exception_days = 90;
constexpr int review_days = 365;

std::string indentation_of(const SourceFile& file, std::uint32_t line) {
  const std::string_view text = file.text(file.line_span(line));
  return std::string(text.substr(0, std::min(text.find_first_not_of(" \t"), text.size())));
}

std::string line_end(const SourceFile& file) {
  return file.bytes().find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
}

std::string comment_for(const Finding& finding) {
  return "# dockgate: expect " + finding.rule + " reason=\"\"";
}

Changes above_line(const SourcePtr& file, std::uint32_t line, const Finding& finding) {
  const std::uint32_t at = file->line_span(line).begin;
  return {{{file, {at, at}, indentation_of(*file, line) + comment_for(finding) + line_end(*file)}}, {}, {}};
}

/// The number behind `EX-` that no exception has yet.
std::string next_id(const yaml::Node* exceptions) {
  int highest = 0;
  if (exceptions != nullptr) {
    for (const yaml::Node& each : exceptions->items) {
      const yaml::Node* id = each.find("id");
      if (id == nullptr || !id->scalar.starts_with("EX-")) continue;
      int number = 0;
      const std::string_view digits = std::string_view(id->scalar).substr(3);
      std::from_chars(digits.data(), digits.data() + digits.size(), number);
      highest = std::max(highest, std::min(number, 1000000));
    }
  }
  std::string text = std::to_string(highest + 1);
  return "EX-" + std::string(text.size() < 3 ? 3 - text.size() : 0, '0') + text;
}

std::string relative_to(std::string_view folder, std::string_view path) {
  if (folder.empty() || folder == ".") return std::string(path);
  if (!text::is_below(path, folder)) return std::string(path);
  return std::string(path.substr(folder.size() + 1));
}

std::string exception_entry(const Finding& finding, const std::string& folder, const std::string& id,
                            std::string_view today, const std::string& indent, const std::string& end) {
  const std::string path =
      relative_to(folder, finding.dockerfile.empty() && finding.at.source ? finding.at.source->path()
                                                                          : finding.dockerfile);
  std::string where = "{path: " + yaml::plain_or_quoted(path);
  if (!finding.subject.empty()) where += ", subject: " + yaml::plain_or_quoted(finding.subject);
  where += "}";
  const std::string inner = indent + "  ";
  std::string out = indent + "- id: " + id + end;
  for (const std::string& line :
       {"rule: " + finding.rule, "where: " + where, std::string("reason:"), std::string("owner:"),
        std::string("ticket:"), "expires: " + day_after(today, exception_days)})
    out += inner + line + end;
  return out;
}

/// The line behind the last one of the block under a key at the left margin that stands in line `key_line`.
std::uint32_t block_end(const SourceFile& file, std::uint32_t key_line) {
  std::uint32_t last = key_line;
  for (std::uint32_t line = key_line + 1; line <= file.line_count(); ++line) {
    const std::string_view text = file.text(file.line_span(line));
    const std::string_view words = text::trim(text);
    if (words.empty() || words.front() == '#') continue;
    const bool inside = text.front() == ' ' || text.front() == '-';
    if (!inside) break;
    last = line;
  }
  return last + 1;
}

/// `text` as a whole line in front of line `line`, which may be the one behind the last.
FileEdit insert_lines(const SourcePtr& file, std::uint32_t line, std::string text) {
  if (line <= file->line_count() && line > 1) {
    const std::uint32_t at = file->line_span(line).begin;
    return {file, {at, at}, std::move(text)};
  }
  const auto size = static_cast<std::uint32_t>(file->bytes().size());
  const bool open = size > 0 && file->bytes().back() != '\n';
  return {file, {size, size}, (open ? line_end(*file) : "") + text};
}

}  // namespace

std::string day_after(std::string_view today, int days) {
  return text::to_string(text::days_after(text::date_from(today).value_or(text::Date{}), days));
}

Changes fix_changes(const Fix& fix) {
  Changes out;
  for (const Edit& edit : fix.edits) {
    if (!edit.at.source) return {};
    out.edits.push_back({edit.at.source, edit.at.span, edit.text});
  }
  return out;
}

bool may_suppress(const policy::Boundary& boundary) {
  return boundary.suppress_inline != policy::InlineSuppression::forbid;
}

Changes suppress(const Finding& finding, bool dockerfile) {
  if (!finding.at.source || finding.rule == "input/syntax" || finding.rule.starts_with("policy/")) return {};
  const SourcePtr& source = finding.at.source;
  const std::string_view path = source->path();
  if (dockerfile) {
    const dockerfile::File file = dockerfile::parse(source);
    const auto index = instruction_at(file, finding.at.span.begin);
    if (!index) return {};
    return above_line(source, file.instructions[*index].start_line, finding);
  }
  const std::uint32_t last = source->line_of(
      std::max(finding.at.span.begin, finding.at.span.end - (finding.at.span.empty() ? 0 : 1)));
  if (path.ends_with(".py")) {
    const Span line = source->line_span(last);
    if (source->text(line).find('#') != std::string_view::npos) return {};
    return {{{source, {line.end, line.end}, "  " + comment_for(finding)}}, {}, {}};
  }
  if (path.ends_with(".sh")) {
    std::uint32_t first = source->line_of(finding.at.span.begin);
    while (first > 1 && source->text(source->line_span(first - 1)).ends_with('\\')) --first;
    return above_line(source, first, finding);
  }
  return {};
}

Changes add_exception(const Finding& finding, const PolicyFile& policy, std::string_view today) {
  if (finding.rule == "input/syntax") return {};
  if (!policy.source) {
    std::string text = "schema: 1\nedition: \"2026.1\"\n\nexceptions:\n";
    text += exception_entry(finding, policy.folder, next_id(nullptr), today, "  ", "\n");
    return {{}, policy.path, std::move(text)};
  }
  const auto root = yaml::parse(policy.source);
  if (!root || !(root->is_map() || root->is_null())) return {};
  const SourceFile& file = *policy.source;
  const std::string end = line_end(file);
  const auto entry = std::ranges::find_if(
      root->entries, [](const yaml::Entry& e) { return e.first.scalar == "exceptions"; });
  if (entry == root->entries.end()) {
    return {{insert_lines(policy.source, file.line_count() + 1,
                          end + "exceptions:" + end +
                              exception_entry(finding, policy.folder, next_id(nullptr), today, "  ", end))},
            {},
            {}};
  }
  const std::uint32_t key_line = file.line_of(entry->first.at.span.begin);
  const std::string id = next_id(&entry->second);
  const Span key_span = file.line_span(key_line);
  const std::string_view rest =
      text::trim(file.text({entry->first.at.span.end, key_span.end}).substr(0), " \t:");
  if (rest == "[]" || rest.empty()) {
    const bool items = entry->second.is_sequence() && !entry->second.items.empty();
    std::string indent = "  ";
    if (items) {
      const std::uint32_t first = file.line_of(entry->second.items.front().at.span.begin);
      indent = indentation_of(file, first);
    }
    Changes out;
    if (rest == "[]") out.edits.push_back({policy.source, {entry->first.at.span.end, key_span.end}, ":"});
    out.edits.push_back(insert_lines(policy.source, block_end(file, key_line),
                                     exception_entry(finding, policy.folder, id, today, indent, end)));
    return out;
  }
  if (rest.starts_with('#')) {
    return {{insert_lines(policy.source, block_end(file, key_line),
                          exception_entry(finding, policy.folder, id, today, "  ", end))},
            {},
            {}};
  }
  return {};
}

Changes add_review(const Finding& finding, const PolicyFile& ledger, std::string_view today) {
  if (!finding.at.source) return {};
  const SourceFile& reviewed = *finding.at.source;
  ledger::Review review;
  review.files.push_back({relative_to(ledger.folder, reviewed.path()),
                          text::sha256(reviewed.bytes()),
                          static_cast<long long>(reviewed.line_count()),
                          {}});
  review.reviewed = today;
  review.next_review = day_after(today, review_days);
  const std::string_view before = ledger.source ? ledger.source->bytes() : std::string_view();
  std::string after = ledger::with_review(before, review);
  if (!ledger.source) return {{}, ledger.path, std::move(after)};
  if (!after.starts_with(before)) return {};
  const auto size = static_cast<std::uint32_t>(before.size());
  return {{{ledger.source, {size, size}, after.substr(before.size())}}, {}, {}};
}

Changes fix_all(const std::vector<Finding>& findings, std::string_view path) {
  const auto chosen = fix::choose(findings, [&](const Finding&, const Fix& fix) {
    const Changes changes = fix_changes(fix);
    return fix.safe && !changes.empty() && std::ranges::all_of(changes.edits, [&](const FileEdit& edit) {
             return edit.file->path() == path;
           });
  });
  Changes out;
  for (const auto& [name, file] : fix::edits_of(chosen))
    for (const fix::TextEdit& edit : file.edits) out.edits.push_back({file.file, edit.span, edit.text});
  return out;
}

}  // namespace dockgate::lsp
