#include "facts/notebook.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using text::MappedText;

constexpr int max_nesting = 64;

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

/// Walks the JSON once and keeps the texts of code cells, each character with its place.
class CellReader {
 public:
  explicit CellReader(const SourcePtr& source) : source_(source), bytes_(source->bytes()) {}

  std::vector<MappedText> cells() {
    value(0, "");
    return std::move(cells_);
  }

 private:
  void blanks() {
    while (at_ < bytes_.size() && std::string_view(" \t\r\n").find(bytes_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= bytes_.size() || bytes_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// Skips a string; its bytes between the quotes.
  std::optional<Span> string() {
    if (!take('"')) return std::nullopt;
    const auto begin = at_;
    while (at_ < bytes_.size() && bytes_[at_] != '"') at_ += bytes_[at_] == '\\' ? 2 : 1;
    if (at_ >= bytes_.size()) return std::nullopt;
    return Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_++)};
  }
  std::string_view written(Span span) const { return bytes_.substr(span.begin, span.end - span.begin); }

  unsigned hex(std::size_t at) const {
    unsigned code = 0;
    for (std::size_t i = at; i < at + 4 && i < bytes_.size(); ++i) {
      const int digit = std::max(text::hex_value(bytes_[i]), 0);
      code = code * 16 + static_cast<unsigned>(digit);
    }
    return code;
  }

  /// Appends the decoded string of `span`.
  void decode(Span span, MappedText& out) const {
    std::uint32_t plain = span.begin;
    for (std::uint32_t i = span.begin; i < span.end; ++i) {
      if (bytes_[i] != '\\') continue;
      out.append_copy(bytes_.substr(plain, i - plain), plain);
      std::string text;
      std::uint32_t end = i + 2;
      switch (i + 1 < span.end ? bytes_[i + 1] : '\\') {
        case 'n':
          text = "\n";
          break;
        case 't':
          text = "\t";
          break;
        case 'r':
          text = "\r";
          break;
        case 'b':
        case 'f':
          text = " ";
          break;
        case 'u': {
          unsigned code = hex(i + 2);
          end = i + 6;
          if (code >= 0xD800 && code < 0xDC00 && bytes_.substr(i + 6, 2) == "\\u") {
            const unsigned low = hex(i + 8);
            if (low >= 0xDC00 && low < 0xE000) {
              code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
              end = i + 12;
            }
          }
          if (code >= 0xD800 && code < 0xE000) code = 0xFFFD;
          append_utf8(text, code);
          break;
        }
        default:
          text = bytes_.substr(i + 1, 1);
          break;
      }
      end = std::min(end, span.end);
      out.append_for(text, {i, end});
      plain = end;
      i = end - 1;
    }
    if (plain < span.end) out.append_copy(bytes_.substr(plain, span.end - plain), plain);
  }

  /// Any value; `key` is the one it stands under. False where the text is no JSON.
  bool value(int depth, std::string_view key) {
    blanks();
    if (at_ >= bytes_.size() || depth > max_nesting) return false;
    const char c = bytes_[at_];
    if (c == '"') return string().has_value();
    if (c == '{') return object(depth, key == "cells" || key == "worksheets");
    if (c == '[') {
      ++at_;
      if (take(']')) return true;
      do {
        if (!value(depth + 1, key)) return false;
      } while (take(','));
      return take(']');
    }
    const auto begin = at_;
    while (at_ < bytes_.size() && std::string_view(",]} \t\r\n").find(bytes_[at_]) == std::string_view::npos)
      ++at_;
    return at_ > begin;
  }

  bool object(int depth, bool may_be_cell) {
    ++at_;
    bool code = false;
    std::vector<Span> lines;
    if (!take('}')) {
      do {
        const auto key = string();
        if (!key || !take(':')) return false;
        const auto name = written(*key);
        blanks();
        if (may_be_cell && name == "cell_type") {
          const auto type = string();
          if (!type) return false;
          code = written(*type) == "code";
        } else if (may_be_cell && (name == "source" || name == "input")) {
          if (!texts(lines)) return false;
        } else if (!value(depth + 1, name)) {
          return false;
        }
      } while (take(','));
      if (!take('}')) return false;
    }
    if (code) {
      MappedText cell(source_);
      for (const auto& line : lines) decode(line, cell);
      if (!cell.empty()) cells_.push_back(std::move(cell));
    }
    return true;
  }

  /// A string or a list of strings.
  bool texts(std::vector<Span>& out) {
    if (at_ < bytes_.size() && bytes_[at_] == '[') {
      ++at_;
      if (take(']')) return true;
      do {
        const auto line = string();
        if (!line) return false;
        out.push_back(*line);
      } while (take(','));
      return take(']');
    }
    const auto line = string();
    if (line) out.push_back(*line);
    return line.has_value();
  }

  SourcePtr source_;
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::vector<MappedText> cells_;
};

/// Where the Python of a cell begins, behind `%%time` and the like; nothing when the cell is no Python.
std::optional<std::size_t> python_of(const MappedText& cell, NotebookCode& out) {
  const auto view = cell.view();
  std::size_t begin = 0;
  while (true) {
    const auto first = view.find_first_not_of(" \t\r\n", begin);
    if (first == std::string_view::npos) return std::nullopt;
    if (!view.substr(first).starts_with("%%")) return begin;
    const auto end = std::min(view.find('\n', first), view.size());
    const auto magic = text::trim(view.substr(first + 2, end - first - 2));
    const auto name = magic.substr(0, magic.find(' '));
    if (name == "bash" || name == "sh" || name == "script") {
      out.shell.push_back(cell.substr(end, view.size()));
      return std::nullopt;
    }
    // %%time, %%capture and the like run the rest as Python; what others do with it is their own.
    if (name != "time" && name != "timeit" && name != "capture" && name != "prun") return std::nullopt;
    begin = end;
  }
}

/// Adds a cell to the notebook's Python and shell texts.
void add_cell(const MappedText& cell, NotebookCode& out) {
  const auto view = cell.view();
  const auto start = python_of(cell, out);
  if (!start) return;
  bool continued = false;
  for (std::size_t begin = *start; begin < view.size();) {
    const auto end = std::min(view.find('\n', begin), view.size());
    const auto line = view.substr(begin, end - begin);
    const auto at = line.find_first_not_of(" \t");
    const auto text = at == std::string_view::npos ? std::string_view() : line.substr(at);
    const bool magic = !continued && !text.empty() && (text[0] == '!' || text[0] == '%' || text[0] == '?');
    if (!magic) {
      out.python.append(cell.substr(begin, end));
    } else {
      const Place place = cell.place({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
      const auto words = text::trim(text.substr(1));
      std::string instead = std::string(at, ' ') + "pass";
      const bool sets = text[0] == '%' && (words.starts_with("env ") || words.starts_with("set_env "));
      if (sets) {
        const auto setting = text::trim(words.substr(words.find(' ')));
        const auto cut = setting.find_first_of("= ");
        if (cut != std::string_view::npos) {
          const auto value = text::trim(setting.substr(cut + 1), " \t\r\"'");
          if (value.find_first_of("'\\{$") == std::string_view::npos)
            instead = std::string(at, ' ') + "import os; os.environ['" + std::string(setting.substr(0, cut)) +
                      "'] = '" + std::string(value) + "'";
        }
      }
      out.python.append_for(instead, place.span);
      const bool piped = text[0] == '%' && (words.starts_with("pip ") || words.starts_with("conda "));
      if (text[0] == '!' || piped) {
        const auto skip = begin + at + 1 + (text.starts_with("!!") ? 1 : 0);
        out.shell.push_back(cell.substr(skip, end));
      }
    }
    out.python.append_for("\n",
                          cell.to_source({static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(end)}));
    // Inside of brackets or behind a backslash a line that begins with % is an operator.
    continued = !magic && text::trim(line).ends_with('\\');
    begin = end + 1;
  }
}

}  // namespace

NotebookCode read_notebook(const SourcePtr& source) {
  NotebookCode out;
  out.python = MappedText(source);
  if (source->bytes().size() >= UINT32_MAX) return out;
  for (const auto& cell : CellReader(source).cells()) add_cell(cell, out);
  return out;
}

}  // namespace dockgate::facts
