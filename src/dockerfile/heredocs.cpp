#include "dockerfile/heredocs.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "dockerfile/grammar/heredoc.hpp"
#include "dockerfile/shell_words.hpp"

namespace dockgate::dockerfile {
namespace {

enum class Reading { none, heredoc, failed };

std::ptrdiff_t count_quotes(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return c == '\'' || c == '"'; });
}

// The opener that all of `word` is, if it is one.
Reading read_opener(std::string_view word, Heredoc& out) {
  const auto cut = grammar::cut_heredoc_opener(word);
  if (!cut || cut->name.empty()) return Reading::none;
  const auto plain = split_shell_words(cut->name, {});
  if (!plain) return Reading::failed;
  if (plain->size() != 1) return Reading::none;
  const auto quoted = split_shell_words(cut->name, {.keep_quotes = true});
  if (!quoted || quoted->size() != 1) return Reading::failed;
  out.name = plain->front().text;
  // A quote that was written goes missing when the quotes are removed; then the body is not expanded.
  out.expand = count_quotes(out.name) == count_quotes(quoted->front().text);
  out.chomp = cut->chomp;
  const std::string_view digits = cut->descriptor;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.fd);
  if (read.ec == std::errc::result_out_of_range) out.fd = std::numeric_limits<decltype(out.fd)>::max();
  return Reading::heredoc;
}

}  // namespace

Openers find_heredocs(const MappedText& line) {
  Openers out;
  const auto words = split_shell_words(line.view(), {.keep_quotes = true, .keep_escapes = true});
  if (!words) return out;
  for (const ShellWord& word : *words) {
    Heredoc heredoc;
    heredoc.word_span =
        line.to_source({static_cast<std::uint32_t>(word.begin), static_cast<std::uint32_t>(word.end)});
    switch (read_opener(word.text, heredoc)) {
      case Reading::none:
        break;
      case Reading::heredoc:
        out.heredocs.push_back(std::move(heredoc));
        break;
      case Reading::failed:
        out.heredocs.clear();
        out.failed = heredoc.word_span;
        return out;
    }
  }
  return out;
}

bool is_heredoc_word(std::string_view word) {
  Heredoc ignored;
  return read_opener(word, ignored) == Reading::heredoc;
}

}  // namespace dockgate::dockerfile
