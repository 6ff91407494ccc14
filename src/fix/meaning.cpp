#include "fix/meaning.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "python/program.hpp"
#include "text/words.hpp"

namespace dockgate::fix {
namespace {

/// Whether words end at `c` in all languages that are read here.
bool separates(char c) {
  return std::string_view(" \t\r\n,;&|()[]{}\"'").find(c) != std::string_view::npos;
}

/// The first edit that goes through the inside of `span`, or makes it longer; one that only meets it does
/// not.
const TextEdit* edit_inside(Span span, std::span<const TextEdit> edits) {
  const auto at = std::ranges::find_if(edits, [&](const TextEdit& edit) {
    if (!edit.span.empty()) return edit.span.begin < span.end && span.begin < edit.span.end;
    if (span.empty() || edit.text.empty()) return false;
    if (edit.span.begin == span.end) return !separates(edit.text.front());
    if (edit.span.begin == span.begin) return !separates(edit.text.back());
    return span.begin < edit.span.begin && edit.span.begin < span.end;
  });
  return at == edits.end() ? nullptr : &*at;
}

/// Where an edit's text stands once all are made.
Span place_after(const TextEdit& edit, std::span<const TextEdit> edits) {
  std::int64_t begin = edit.span.begin;
  for (const TextEdit& other : edits) {
    if (other.span.begin >= edit.span.begin) break;
    begin += static_cast<std::int64_t>(other.text.size()) - (other.span.end - other.span.begin);
  }
  const auto at = static_cast<std::uint32_t>(begin);
  return {at, at + static_cast<std::uint32_t>(edit.text.size())};
}

/// The index of the first byte of decoded `text` that comes from byte `offset` of the file or behind it.
std::size_t decoded_index(const text::MappedText& text, std::uint32_t offset) {
  std::size_t low = 0, high = text.view().size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const auto at = static_cast<std::uint32_t>(middle);
    if (text.to_source({at, at + 1}).begin < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/// Whether Python reads `text` without a problem, and there is more in it than a word.
bool is_python(std::string_view text) {
  if (text.find('(') == std::string_view::npos) return false;
  const auto source = std::make_shared<SourceFile>("", std::string(text));
  return python::problems(*python::parse(text::MappedText::whole(source))).empty();
}

class Comparison {
 public:
  Comparison(const SourceFile& old, Leaves before, const SourceFile& made, Leaves after,
             std::span<const TextEdit> edits)
      : old_(old), before_(std::move(before)), made_(made), after_(std::move(after)), edits_(edits) {
    for (const Leaf& leaf : after_.leaves) ++left_[key(leaf.span, leaf.key)];
  }

  std::string run() {
    if (after_.problems > before_.problems) return "the file could no longer be read";
    for (const Leaf& leaf : before_.leaves) {
      if (edit_inside(leaf.span, edits_)) continue;
      const std::uint32_t begin = moved(leaf.span.begin, edits_);
      const auto found = left_.find(key({begin, begin + leaf.span.end - leaf.span.begin}, leaf.key));
      if (found == left_.end() || found->second == 0)
        return shown(old_, leaf) + " would be read in another way";
      --found->second;
    }
    for (const Leaf& leaf : after_.leaves) {
      auto& count = left_[key(leaf.span, leaf.key)];
      if (count == 0) continue;
      --count;
      // What could not be read before has parts now.
      if (after_.problems == before_.problems && !in_an_edit(leaf.span))
        return shown(made_, leaf) + " would be read as something new";
    }
    for (const Leaf& leaf : before_.leaves) {
      if (leaf.text.empty()) continue;
      if (const TextEdit* edit = edit_inside(leaf.span, edits_))
        if (std::string wrong = decoded_otherwise(leaf, *edit); !wrong.empty()) return wrong;
    }
    return {};
  }

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::string_view>;
  static Key key(Span span, const std::string& text) { return {span.begin, span.end, text}; }
  static std::string shown(const SourceFile& file, const Leaf& leaf) {
    const Position at = file.position(leaf.span.begin);
    return "`" + text::printable(text::trim(file.text(leaf.span)).substr(0, 60)) + "` in line " +
           std::to_string(at.line);
  }

  bool in_an_edit(Span span) const {
    return std::ranges::any_of(edits_, [&](const TextEdit& edit) {
      const Span there = place_after(edit, edits_);
      return span.begin <= there.end && there.begin <= span.end;
    });
  }

  /// An edit inside of a word has to come out of the decoding as it went in.
  std::string decoded_otherwise(const Leaf& leaf, const TextEdit& edit) const {
    if (edit.span.begin <= leaf.span.begin && edit.span.end >= leaf.span.end)
      return {};  // nothing is left of it
    const std::string& old = leaf.text.text();
    const std::size_t from = decoded_index(leaf.text, edit.span.begin),
                      to = decoded_index(leaf.text, edit.span.end);
    const std::string wanted = old.substr(0, from) + edit.text + old.substr(std::max(from, to));
    const Span there = place_after(edit, edits_);
    const auto found = std::ranges::find_if(after_.leaves, [&](const Leaf& other) {
      return other.text.text() == wanted && other.span.begin <= there.begin && other.span.end >= there.end;
    });
    const bool one_edit = std::ranges::count_if(edits_, [&](const TextEdit& each) {
                            const std::span<const TextEdit> alone{&each, 1};
                            return edit_inside(leaf.span, alone) != nullptr;
                          }) == 1;
    if (!one_edit) return "two edits would go through one word";
    if (found == after_.leaves.end())
      return "the text would not come through the quotes around it as it is written";
    if (is_python(old) && !is_python(wanted)) return "Python could no longer read it";
    return {};
  }

  const SourceFile& old_;
  const Leaves before_;
  const SourceFile& made_;
  const Leaves after_;
  std::span<const TextEdit> edits_;
  std::map<Key, std::size_t> left_;  // leaves of the new state that no old one stands for yet
};

}  // namespace

std::string changed_meaning(const SourcePtr& before, std::span<const TextEdit> edits, Language language) {
  if (language == Language::other || edits.empty()) return {};
  const auto after = std::make_shared<SourceFile>(before->path(), edited(before->bytes(), edits));
  return Comparison(*before, leaves_of(before, language), *after, leaves_of(after, language), edits).run();
}

}  // namespace dockgate::fix
