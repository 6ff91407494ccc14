#include "facts/exec_form.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "text/ascii.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

// POSIX, "Shell Command Language" 2.4 and 2.14, and what bash adds: words that only a shell knows. Those that
// are programs as well (echo, test, kill, pwd …) are left out.
constexpr auto of_the_shell = std::to_array<std::string_view>(
    {".",       ":",        "!",        "alias",  "bg",    "bind",   "break", "builtin", "case",   "cd",
     "command", "continue", "declare",  "dirs",   "do",    "enable", "eval",  "exit",    "export", "fc",
     "fg",      "for",      "function", "hash",   "if",    "jobs",   "let",   "local",   "popd",   "pushd",
     "read",    "readonly", "return",   "select", "set",   "shift",  "shopt", "source",  "time",   "times",
     "trap",    "type",     "ulimit",   "umask",  "until", "while"});

// Characters that no shell gives a meaning anywhere in a word.
bool is_plain(char c) {
  return text::is_word(c) || text::is_beyond_ascii(c) ||
         std::string_view("-./:,=+@%").find(c) != std::string_view::npos;
}

/// The words of `script`; nothing where more than quotes and blanks would have to be understood.
std::optional<std::vector<std::string>> plain_words(std::string_view script) {
  std::vector<std::string> words;
  bool open = false;  // a word has begun
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (c == ' ' || c == '\t') {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (is_plain(c)) {
      words.back() += c;
      continue;
    }
    if (c != '\'' && c != '"') return std::nullopt;
    const auto end = script.find(c, i + 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto inside = script.substr(i + 1, end - i - 1);
    if (inside.find_first_of("\\\n\r!") != std::string_view::npos) return std::nullopt;
    if (c == '"' && inside.find_first_of("$`") != std::string_view::npos) return std::nullopt;
    words.back() += inside;
    i = end;
  }
  return words;
}

/// The characters of a JSON string without its quotes.
std::string in_json(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::optional<std::string> exec_form(std::string_view script) {
  if (!text::is_utf8(script)) return std::nullopt;
  auto words = plain_words(script);
  if (!words) return std::nullopt;
  if (!words->empty() && words->front() == "exec") words->erase(words->begin());
  if (words->empty()) return std::nullopt;
  const std::string& program = words->front();
  const bool assigns = program.find('=') != std::string::npos;
  const bool option = program.starts_with('-');  // of `exec`
  if (program.empty() || assigns || option || std::ranges::find(of_the_shell, program) != of_the_shell.end())
    return std::nullopt;
  std::string out = "[";
  for (const std::string& word : *words) {
    for (const char c : word)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    if (out.size() > 1) out += ", ";
    out += '"' + in_json(word) + '"';
  }
  return out + "]";
}

}  // namespace dockgate::facts
