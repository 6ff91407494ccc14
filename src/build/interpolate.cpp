#include "build/interpolate.hpp"

#include <utility>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

constexpr int deepest_braces = 50;
constexpr std::size_t longest_value = 256u << 10;

bool is_name_character(char c, bool first) {
  return text::is_word(c) && !(first && text::is_digit(c));
}

std::size_t name_end(std::string_view text, std::size_t begin) {
  auto end = begin;
  while (end < text.size() && is_name_character(text[end], end == begin)) ++end;
  return end;
}

/// For each `${` the place of the `}` that closes it, or npos; found in one pass, so that nests cost nothing.
std::map<std::size_t, std::size_t> braces_of(std::string_view text) {
  std::map<std::size_t, std::size_t> out;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '$') {
      ++i;
    } else if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') {
      open.push_back(i++);
    } else if (text[i] == '}' && !open.empty()) {
      out[open.back()] = i;
      open.pop_back();
    }
  }
  return out;
}

class Interpolation {
 public:
  Interpolation(std::string_view text, const Variables& variables)
      : text_(text), variables_(variables), braces_(braces_of(text)) {}

  Interpolated run() {
    part(0, text_.size(), 0);
    return std::move(out_);
  }

 private:
  const std::string* value_of(std::string_view name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : &found->second;
  }

  void put(std::string_view name) {
    if (const auto* value = value_of(name)) {
      out_.text += *value;
    } else {
      out_.missing.emplace_back(name);
    }
  }

  void part(std::size_t at, std::size_t end, int depth) {
    while (at < end && out_.text.size() < longest_value) {
      if (text_[at] != '$' || at + 1 == end) {
        out_.text += text_[at++];
        continue;
      }
      const char next = text_[at + 1];
      const auto stop = name_end(text_.substr(0, end), at + (next == '{' ? 2 : 1));
      if (next == '$') {
        out_.text += '$';
        at += 2;
      } else if (next == '{') {
        const auto close = braces_.find(at);
        if (close == braces_.end() || close->second >= end || stop == at + 2 || depth >= deepest_braces) {
          out_.text += text_[at++];
        } else {
          braced(at, stop, close->second, depth);
          at = close->second + 1;
        }
      } else if (stop == at + 1) {
        out_.text += text_[at++];
      } else {
        put(text_.substr(at + 1, stop - at - 1));
        at = stop;
      }
    }
  }

  /// `${name…}` from `begin` to `close`, whose name ends at `stop`.
  void braced(std::size_t begin, std::size_t stop, std::size_t close, int depth) {
    const auto name = text_.substr(begin + 2, stop - begin - 2);
    if (stop == close) return put(name);
    const bool colon = text_[stop] == ':';
    const auto word = stop + (colon ? 2 : 1);
    const char operation = stop + (colon ? 1 : 0) < close ? text_[stop + (colon ? 1 : 0)] : '\0';
    const auto* value = value_of(name);
    const bool present = value != nullptr && !(colon && value->empty());
    if ((operation == '-' || operation == '?') && present) {
      out_.text += *value;
    } else if (operation == '?') {
      out_.missing.emplace_back(name);
    } else if (operation == '-' || (operation == '+' && present)) {
      part(word, close, depth + 1);
    } else if (operation != '+') {
      out_.text += text_.substr(begin, close + 1 - begin);
    }
  }

  std::string_view text_;
  const Variables& variables_;
  std::map<std::size_t, std::size_t> braces_;
  Interpolated out_;
};

}  // namespace

Interpolated interpolate(std::string_view text, const Variables& variables) {
  return Interpolation(text, variables).run();
}

Variables read_dotenv(std::string_view text) {
  Variables out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (auto line : text::split(text, '\n')) {
    line = text::trim(line);
    if (line.starts_with("export ")) line = text::trim(line.substr(7));
    const auto equals = line.find('=');
    if (line.empty() || line[0] == '#' || equals == line.npos) continue;
    const auto name = text::trim(line.substr(0, equals));
    auto value = text::trim(line.substr(equals + 1));
    if (name.empty()) continue;
    if (!value.empty() && (value[0] == '"' || value[0] == '\'')) {
      const char quote = value[0];
      const auto end = value.find(quote, 1);
      value = value.substr(1, end == value.npos ? value.npos : end - 1);
      out[std::string(name)] = quote == '"' ? interpolate(value, out).text : std::string(value);
      continue;
    }
    for (auto hash = value.find('#'); hash != value.npos; hash = value.find('#', hash + 1)) {
      if (hash != 0 && value[hash - 1] != ' ' && value[hash - 1] != '\t') continue;
      value = text::trim(value.substr(0, hash));
      break;
    }
    out[std::string(name)] = interpolate(value, out).text;
  }
  return out;
}

std::vector<std::string> split_command(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else if (c == '\\' && quote == '"' && i + 1 < text.size()) {
        word += text[++i];
      } else {
        word += c;
      }
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (in_word) out.push_back(std::exchange(word, {}));
      in_word = false;
      continue;
    }
    in_word = true;
    if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '\\' && i + 1 < text.size()) {
      word += text[++i];
    } else {
      word += c;
    }
  }
  if (in_word) out.push_back(std::move(word));
  return out;
}

}  // namespace dockgate::build
