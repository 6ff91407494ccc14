#include "ledger/code_owners.hpp"

#include <algorithm>
#include <optional>

#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::ledger {

namespace {

constexpr std::size_t most_rows = 20'000;

/// The words of a line: separated by blanks, `\` keeps the next one. What stands behind ` #` is a comment.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && i + 1 < line.size()) {
      if (line[i + 1] != ' ' && line[i + 1] != '\t') word += c;  // the pattern's own
      word += line[++i];
    } else if (c == ' ' || c == '\t') {
      end();
    } else if (c == '#' && word.empty()) {
      break;
    } else {
      word += c;
    }
  }
  end();
  return words;
}

/// `[Name]`, `^[Name][2]`: the line from behind it, or nothing when the line opens no section.
std::optional<std::string_view> behind_section(std::string_view line) {
  if (line.starts_with('^')) line.remove_prefix(1);
  if (!line.starts_with('[')) return std::nullopt;
  const auto close = line.find(']');
  if (close == std::string_view::npos || close == 1) return std::nullopt;
  line.remove_prefix(close + 1);
  if (line.starts_with('[')) {
    const auto count = line.find(']');
    if (count == std::string_view::npos) return std::nullopt;
    line.remove_prefix(count + 1);
  }
  return line;
}

/// What stands between `<` and `>` at the end, or the whole when it is an address itself; "" otherwise.
std::string_view address_of(std::string_view reviewer) {
  const auto open = reviewer.rfind('<');
  const auto close = reviewer.rfind('>');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    reviewer = reviewer.substr(open + 1, close - open - 1);
  reviewer = text::trim(reviewer);
  const bool address = reviewer.find('@') != std::string_view::npos && reviewer.front() != '@' &&
                       reviewer.find(' ') == std::string_view::npos;
  return address ? reviewer : std::string_view();
}

}  // namespace

CodeOwners::CodeOwners(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t rows = 0;
  for (std::string_view line : text::split(text, '\n')) {
    line = text::trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (const auto rest = behind_section(line)) {
      sections_.push_back({words_of(*rest), {}});
      continue;
    }
    auto words = words_of(line);
    if (words.empty()) continue;
    auto pattern = text::GitPattern::read(words.front());
    if (!pattern || pattern->negated || ++rows > most_rows) continue;
    if (sections_.empty()) sections_.emplace_back();
    words.erase(words.begin());
    const bool direct = pattern->anchored && pattern->glob.ends_with("/*");
    sections_.back().rows.push_back({std::move(*pattern), direct, std::move(words)});
  }
}

bool CodeOwners::covers(const Row& row, std::string_view path) {
  if (row.pattern.matches(path, false)) return true;
  if (row.direct_only) return false;
  for (std::string_view folder = text::parent(path); !folder.empty(); folder = text::parent(folder))
    if (row.pattern.matches(folder, true)) return true;
  return false;
}

std::vector<std::string> CodeOwners::of(std::string_view path) const {
  std::vector<std::string> out;
  for (const Section& section : sections_) {
    const auto row = std::find_if(section.rows.rbegin(), section.rows.rend(),
                                  [&](const Row& each) { return covers(each, path); });
    if (row == section.rows.rend()) continue;
    for (const std::string& owner : row->owners.empty() ? section.owners : row->owners)
      if (std::ranges::find(out, owner) == out.end()) out.push_back(owner);
  }
  return out;
}

Ownership is_owner(std::string_view reviewer, const std::vector<std::string>& owners) {
  const std::string_view address = address_of(reviewer);
  bool only_addresses = !owners.empty() && !address.empty();
  for (const std::string& owner : owners) {
    if (owner.starts_with('@')) {
      only_addresses = false;
      for (const std::string_view word : text::split(reviewer, ' '))
        if (text::equal_ignoring_case(word, owner)) return Ownership::yes;
    } else if (!address.empty() && text::equal_ignoring_case(owner, address)) {
      return Ownership::yes;
    }
  }
  return only_addresses ? Ownership::no : Ownership::unknown;
}

}  // namespace dockgate::ledger
