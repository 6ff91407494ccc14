// Jinja 3.1, "Template Designer Documentation". Only expressions and statements count: the text around them
// and inside of string literals says what it likes.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "text/ascii.hpp"
#include "text/words.hpp"
#include "weights/configs.hpp"
#include "weights/pickle_names.hpp"
#include "weights/pickle_strings.hpp"

namespace dockgate::weights {
namespace {

struct Token {
  enum class Kind { name, text, other } kind = Kind::other;
  std::string text;
  std::size_t at = 0;
};

bool is_word(char c) {
  return text::is_word(c) || text::is_beyond_ascii(c);
}

/// The tokens of one block, from `at` to its end mark.
std::vector<Token> tokens_of(std::string_view text, std::size_t& at, std::string_view end) {
  std::vector<Token> out;
  while (at < text.size() && text.substr(at, 2) != end) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const auto begin = at++;
      while (at < text.size() && text[at] != c) at += text[at] == '\\' ? 2 : 1;
      at = std::min(at + 1, text.size());
      out.push_back({Token::Kind::text, unescape_unicode(unquote(text.substr(begin, at - begin))), begin});
    } else if (is_word(c)) {
      const auto begin = at;
      while (at < text.size() && is_word(text[at])) ++at;
      out.push_back({Token::Kind::name, std::string(text.substr(begin, at - begin)), begin});
    } else {
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
        out.push_back({Token::Kind::other, std::string(1, c), at});
      ++at;
    }
  }
  at = std::min(at + 2, text.size());
  return out;
}

/// Texts that are joined by `~`, `+` or nothing become one.
std::vector<Token> joined(const std::vector<Token>& tokens) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    const bool glue = (token.text == "~" || token.text == "+") && token.kind == Token::Kind::other;
    if (glue && !out.empty() && out.back().kind == Token::Kind::text && i + 1 < tokens.size() &&
        tokens[i + 1].kind == Token::Kind::text)
      continue;
    if (token.kind == Token::Kind::text && !out.empty() && out.back().kind == Token::Kind::text) {
      out.back().text += token.text;
    } else {
      out.push_back(token);
    }
  }
  return out;
}

constexpr std::size_t longest_template = 4u << 20;
constexpr std::array<std::string_view, 12> ways_out{"popen",    "system",   "subprocess", "importlib",
                                                    "builtins", "eval",     "exec",       "func_globals",
                                                    "gi_frame", "cr_frame", "f_globals",  "mro"};
constexpr std::array<std::string_view, 6> helpers{"lipsum",  "cycler", "joiner", "get_flashed_messages",
                                                  "url_for", "request"};
constexpr std::array<std::string_view, 4> loaders{"include", "import", "from", "extends"};

class Template {
 public:
  Template(const Spot& spot, Findings& findings) : spot_(spot), findings_(findings) {}

  void block(const std::vector<Token>& raw, bool statement) {
    const auto tokens = joined(raw);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto& token = tokens[i];
      const auto before = i > 0 ? std::string_view(tokens[i - 1].text) : std::string_view();
      const auto after = i + 1 < tokens.size() ? std::string_view(tokens[i + 1].text) : std::string_view();
      const bool key = before == "[" || before == "(" || before == "|";
      if (token.kind == Token::Kind::text) {
        // A hook's name inside of a longer text is something that the model is told.
        if (is_hook(token.text) || (key && token.text.starts_with("__")))
          dangerous("the name `" + token.text + "`", token);
        const bool lone = !token.text.empty() && token.text.find_first_not_of('_') == std::string::npos;
        const bool many =
            (before == "*" && token.text.starts_with('_')) || (after == "*" && token.text.ends_with('_'));
        if (many || (lone && before == "[")) dangerous("a name that is put together of underscores", token);
        continue;
      }
      if (token.kind != Token::Kind::name) continue;
      if (is_hook(token.text)) dangerous("the attribute `" + token.text + "`", token);
      if (before == "." && token.text.starts_with('_') && !is_hook(token.text))
        dangerous("the private attribute `" + token.text + "`", token);
      const bool called = after == "(";
      const bool member =
          token.text == "system" || token.text == "mro" ? before == "." && called : before == "." || called;
      if (member && std::ranges::find(ways_out, token.text) != ways_out.end())
        dangerous("`" + token.text + "`", token);
      if (before == "|" && token.text == "attr") {
        const bool plain = after == "(" && i + 2 < tokens.size() && tokens[i + 2].kind == Token::Kind::text &&
                           !tokens[i + 2].text.starts_with('_');
        if (plain) {
          findings_.suspicious("the chat template uses the filter `attr`", spot_.at(token.at));
        } else {
          dangerous("the filter `attr` with a name that is computed or private", token);
        }
      }
      if (std::ranges::find(helpers, token.text) != helpers.end() && before != "." &&
          (after == "." || after == "[" || after == "|"))
        dangerous("the attributes of `" + token.text + "`", token);
      if (statement && i == 0 && std::ranges::find(loaders, token.text) != loaders.end())
        findings_.suspicious("the chat template loads another one", spot_.at(token.at));
    }
  }

 private:
  void dangerous(const std::string& what, const Token& token) {
    findings_.dangerous("the chat template uses " + what + ", which leads to any code (CVE-2024-34359)",
                        spot_.at(token.at));
  }
  const Spot& spot_;
  Findings& findings_;
};

}  // namespace

void scan_template(std::string_view text, const Spot& spot, Findings& findings) {
  if (text.size() > longest_template) {
    findings.not_scanned("the chat template is too long", spot.path());
    return;
  }
  Template reader(spot, findings);
  for (std::size_t at = 0; at + 1 < text.size();) {
    const auto open = text.substr(at, 2);
    if (open == "{#") {
      const auto end = text.find("#}", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else if (open == "{{" || open == "{%") {
      at += 2;
      while (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
      const auto tokens = tokens_of(text, at, open == "{{" ? "}}" : "%}");
      reader.block(tokens, open == "{%");
    } else {
      ++at;
    }
  }
}

}  // namespace dockgate::weights
