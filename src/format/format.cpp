#include "format/format.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "dockerfile/parse.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::format {

namespace {

using dockerfile::File;
using dockerfile::Instruction;

constexpr std::string_view indentation = "    ";
/// So often the file is read to find the edits that would change something.
constexpr std::size_t most_tries = 200;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Edits that belong to one instruction, or to what stands between two.
using Group = std::vector<LayoutEdit>;

class Layout {
 public:
  explicit Layout(const File& file) : file_(file), bytes_(file.source->bytes()) {}

  std::vector<Group> groups() {
    std::uint32_t line = 1;
    for (const Instruction& instruction : file_.instructions) {
      if (instruction.implied) continue;
      between(line, instruction.start_line);
      Group group;
      begin_ = line_begin(instruction.start_line);
      if (instruction.span.begin > begin_ && all_blank(begin_, instruction.span.begin))
        put(group, {begin_, instruction.span.begin}, "");
      if (instruction.valid) words(instruction, group);
      ends(instruction, group);
      keep(std::move(group));
      line = instruction.end_line + 1;
    }
    between(line, file_.source->line_count() + 1);
    last_line();
    return std::move(groups_);
  }

 private:
  std::uint32_t line_begin(std::uint32_t line) const { return file_.source->line_span(line).begin; }
  std::uint32_t line_stop(std::uint32_t line) const { return file_.source->line_span(line).end; }

  bool all_blank(std::uint32_t begin, std::uint32_t end) const {
    const std::string_view text = bytes_.substr(begin, end - begin);
    return std::ranges::all_of(text, is_blank);
  }

  void put(Group& group, Span span, std::string_view text) const {
    if (span.begin <= span.end && file_.source->text(span) != text)
      group.push_back({span, std::string(text)});
  }

  void keep(Group group) {
    if (group.empty()) return;
    std::ranges::sort(group, {}, [](const LayoutEdit& edit) { return edit.span.begin; });
    groups_.push_back(std::move(group));
  }

  /// Comments and blank lines from line `first` up to line `end`.
  void between(std::uint32_t first, std::uint32_t end) {
    std::uint32_t empty = 0;
    for (std::uint32_t line = first; line < end; ++line) {
      const Span span = file_.source->line_span(line);
      const std::string_view text = file_.source->text(span);
      const std::size_t size = text::trim(text, text::line_blanks).size();
      Group group;
      if (size == 0) {
        ++empty;
        // Of several in a row the first stays; none stands above everything, or at the end.
        const bool goes = empty > 1 || line == 1 || rest_is_empty(line);
        if (goes) {
          put(group,
              {span.begin, line < file_.source->line_count() ? line_begin(line + 1)
                                                             : static_cast<std::uint32_t>(bytes_.size())},
              "");
        } else {
          put(group, span, "");
        }
        keep(std::move(group));
        continue;
      }
      empty = 0;
      const auto lead =
          static_cast<std::uint32_t>(std::min(text.find_first_not_of(text::line_blanks), text.size()));
      put(group, {span.begin, span.begin + lead}, "");
      trim_end(group, span.begin + lead, span.end);
      keep(std::move(group));
    }
  }

  bool rest_is_empty(std::uint32_t line) const {
    return bytes_.find_first_not_of(" \t\r\n", line_begin(line)) == std::string_view::npos;
  }

  void trim_end(Group& group, std::uint32_t begin, std::uint32_t end) const {
    std::uint32_t stop = end;
    while (stop > begin && is_blank(bytes_[stop - 1])) --stop;
    put(group, {stop, end}, "");
  }

  void last_line() {
    // Blanks alone at the end are no line that could be ended: they go.
    if (std::ranges::all_of(bytes_.substr(bytes_.rfind('\n') + 1), is_blank)) return;
    const bool windows = bytes_.find("\r\n") != std::string_view::npos;
    const auto size = static_cast<std::uint32_t>(bytes_.size());
    keep({{{size, size}, windows ? "\r\n" : "\n"}});
  }

  /// Keyword, flags and the words that are split at blanks.
  void words(const Instruction& instruction, Group& group) const {
    put(group, instruction.keyword_span, instruction.keyword);
    std::vector<Span> parts{instruction.keyword_span};
    for (const dockerfile::Flag& flag : instruction.flags) parts.push_back(flag.text.place().span);
    if (instruction.trigger) {
      gaps(parts, instruction.trigger->keyword_span, group);
      return words(*instruction.trigger, group);
    }
    const std::string_view keyword = instruction.keyword;
    const bool split = keyword == "FROM" || keyword == "COPY" || keyword == "ADD" || keyword == "EXPOSE" ||
                       keyword == "VOLUME" || keyword == "ARG";
    if (instruction.json) {
      array(instruction, parts, group);
    } else if (!instruction.pairs.empty() && keyword != "ARG") {
      for (const dockerfile::KeyValue& pair : instruction.pairs) {
        const Span key = pair.key.place().span, value = pair.value.place().span;
        if (pair.legacy) {
          parts.push_back(key);
          if (!value.empty()) parts.push_back({value.begin, value.begin});
        } else {
          parts.push_back({key.begin, std::max(key.end, value.end)});
        }
      }
    } else if (split) {
      for (const auto& arg : instruction.args) parts.push_back(arg.place().span);
      if (keyword == "FROM" && instruction.args.size() == 3)
        put(group, instruction.args[1].place().span, "AS");
    } else if (!instruction.rest.empty()) {
      const std::uint32_t begin = instruction.rest.place().span.begin;
      parts.push_back({begin, begin});
    }
    for (std::size_t i = 1; i < parts.size(); ++i) gap({parts[i - 1].end, parts[i].begin}, group);
  }

  void gaps(const std::vector<Span>& parts, Span next, Group& group) const {
    for (std::size_t i = 1; i < parts.size(); ++i) gap({parts[i - 1].end, parts[i].begin}, group);
    gap({parts.back().end, next.begin}, group);
  }

  /// Blanks between two words: one, or a continued line.
  void gap(Span span, Group& group) const {
    if (span.begin >= span.end) return;
    const std::string_view text = file_.source->text(span);
    if (text.find('\n') == std::string_view::npos) {
      if (std::ranges::all_of(text, is_blank)) put(group, span, " ");
      return;
    }
    const std::vector<std::string_view> lines = text::split(text, '\n');
    const auto content = [](std::string_view line) { return text::trim(line, " \t\r"); };
    if (content(lines.front()) != std::string(1, file_.escape) || !content(lines.back()).empty()) return;
    std::uint32_t at = span.begin;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view line = lines[i];
      const std::string_view words = content(line);
      const bool comment = words.starts_with('#');
      const bool inner = i > 0 && i + 1 < lines.size();
      if (inner && !comment && words != std::string(1, file_.escape)) {
        at += static_cast<std::uint32_t>(line.size()) + 1;  // a blank line: Docker warns of it, and it stays
        continue;
      }
      const bool carriage = line.ends_with('\r');
      std::string laid;
      if (i == 0) {
        laid = " " + std::string(words);
      } else {
        laid = std::string(indentation) + std::string(words);
      }
      const auto size = static_cast<std::uint32_t>(line.size() - (carriage ? 1 : 0));
      put(group, {at, at + size}, laid);
      at += static_cast<std::uint32_t>(line.size()) + 1;
    }
  }

  /// The blanks of a JSON array that stands in one line.
  void array(const Instruction& instruction, std::vector<Span>& parts, Group& group) const {
    const Span span = instruction.rest.place().span;
    const std::string_view text = file_.source->text(span);
    const std::size_t open = text.find('[');
    if (open == std::string_view::npos || text.find('\n') != std::string_view::npos) return;
    const auto begin = static_cast<std::uint32_t>(span.begin + open);
    if (open == 0) parts.push_back({begin, begin});
    std::string laid;
    bool inside = false;
    std::size_t end = open;
    for (std::size_t i = open; i < text.size(); ++i) {
      const char c = text[i];
      if (inside) {
        laid += c;
        if (c == '\\' && i + 1 < text.size()) laid += text[++i];
        if (c == '"') inside = false;
        continue;
      }
      if (is_blank(c)) continue;
      if (c == '"') inside = true;
      laid += c;
      if (c == ',') laid += ' ';
      if (c == ']') {
        end = i + 1;
        break;
      }
    }
    if (end > open) put(group, {begin, static_cast<std::uint32_t>(span.begin + end)}, laid);
  }

  /// Blanks at the ends of the lines of an instruction, as far as nobody reads them.
  void ends(const Instruction& instruction, Group& group) const {
    for (std::uint32_t line = instruction.start_line; line <= instruction.header_end_line; ++line) {
      const Span span = file_.source->line_span(line);
      std::uint32_t stop = span.end;
      while (stop > span.begin && is_blank(bytes_[stop - 1])) --stop;
      if (stop == span.end || stop == span.begin) continue;
      const bool continued = bytes_[stop - 1] == file_.escape;
      const bool last = line == instruction.header_end_line;
      const bool comment = text::trim(file_.source->text(span)).starts_with('#');
      const bool read = last && !instruction.json && !instruction.rest.view().empty() &&
                        is_blank(instruction.rest.view().back());
      const bool done = std::ranges::any_of(
          group, [&](const LayoutEdit& edit) { return edit.span.begin < span.end && stop < edit.span.end; });
      if (!done && (continued || comment || (last && !read))) put(group, {stop, span.end}, "");
    }
  }

  const File& file_;
  std::string_view bytes_;
  std::uint32_t begin_ = 0;
  std::vector<Group> groups_;
};

std::vector<LayoutEdit> joined(const std::vector<const Group*>& groups) {
  std::vector<LayoutEdit> out;
  for (const Group* group : groups) out.insert(out.end(), group->begin(), group->end());
  std::ranges::stable_sort(out, {}, [](const LayoutEdit& edit) { return edit.span.begin; });
  return out;
}

bool keeps_tree(const File& file, const std::vector<LayoutEdit>& edits) {
  for (std::size_t i = 1; i < edits.size(); ++i) {
    if (edits[i].span.begin < edits[i - 1].span.end) return false;
  }
  const auto source =
      std::make_shared<SourceFile>(file.source->path(), apply_layout(file.source->bytes(), edits));
  return same_tree(file, dockerfile::parse(source));
}

}  // namespace

std::string apply_layout(std::string_view text, const std::vector<LayoutEdit>& edits) {
  std::string out;
  std::size_t at = 0;
  for (const LayoutEdit& edit : edits) {
    out.append(text.substr(at, edit.span.begin - at)).append(edit.text);
    at = edit.span.end;
  }
  return out.append(text.substr(at));
}

std::vector<LayoutEdit> layout_edits(const File& file) {
  const std::vector<Group> groups = Layout(file).groups();
  std::vector<const Group*> kept;
  std::size_t tries = 0;
  // Halves, then halves of those, until what changes something is found and left out.
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, groups.size()}};
  while (!open.empty() && tries < most_tries) {
    const auto [begin, end] = open.back();
    open.pop_back();
    if (begin == end) continue;
    const std::size_t before = kept.size();
    for (std::size_t i = begin; i < end; ++i) kept.push_back(&groups[i]);
    ++tries;
    if (keeps_tree(file, joined(kept))) continue;
    kept.resize(before);
    if (end - begin == 1) continue;
    const std::size_t middle = begin + (end - begin) / 2;
    open.emplace_back(middle, end);
    open.emplace_back(begin, middle);
  }
  return joined(kept);
}

}  // namespace dockgate::format
