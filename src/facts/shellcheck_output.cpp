// What ShellCheck prints: https://github.com/koalaman/shellcheck/wiki/Integration, format json1.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>

#include "facts/shellcheck.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_comments = 20'000;
constexpr std::size_t longest_message = 1'000;
constexpr std::array<std::string_view, 4> levels{"error", "warning", "info", "style"};

/// A number of `comment` from 1 on; nothing when it is no such number.
std::optional<std::uint32_t> number(const Json& comment, const char* key) {
  const auto found = comment.find(key);
  if (found == comment.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<std::int64_t>();
  if (value < 1 || value > 1'000'000'000) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

std::optional<std::string> word(const Json& comment, const char* key) {
  const auto found = comment.find(key);
  if (found == comment.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::size_t> number_of(std::string_view file, std::size_t scripts) {
  const std::string_view name = text::file_name(file);
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
  if (error != std::errc() || end != name.data() + name.size() || value < first_shellcheck_file ||
      value - first_shellcheck_file >= scripts)
    return std::nullopt;
  return value - first_shellcheck_file;
}

/// ShellCheck quotes pieces of the script: one line, of a bounded length.
std::string message_of(std::string text) {
  if (text.size() > longest_message) {
    text.resize(longest_message);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
    text += "…";
  }
  std::ranges::replace(text, '\n', ' ');
  while (text.ends_with('.') || text.ends_with(' ')) text.pop_back();
  return text;
}

std::optional<ShellIssue> issue_of(const Json& comment, std::size_t scripts) {
  if (!comment.is_object()) return std::nullopt;
  const auto file = word(comment, "file"), level = word(comment, "level"), message = word(comment, "message");
  const auto line = number(comment, "line"), column = number(comment, "column");
  const auto end_line = number(comment, "endLine"), end_column = number(comment, "endColumn");
  const auto code = number(comment, "code");
  if (!file || !level || !message || !line || !column || !end_line || !end_column || !code || *code > 9999)
    return std::nullopt;
  const auto script = number_of(*file, scripts);
  if (!script || std::ranges::find(levels, *level) == levels.end()) return std::nullopt;
  return ShellIssue{*script,     *line,
                    *column,     *end_line,
                    *end_column, "SC" + std::to_string(*code),
                    *level,      message_of(*message)};
}

}  // namespace

Result<std::vector<ShellIssue>> read_shellcheck(std::string_view json, std::size_t scripts) {
  using Read = Result<std::vector<ShellIssue>>;
  const Json whole = Json::parse(json, nullptr, false);
  const auto comments = whole.is_object() ? whole.find("comments") : whole.end();
  if (!whole.is_object() || comments == whole.end() || !comments->is_array())
    return Read::failure("what ShellCheck printed is not its format json1");
  std::vector<ShellIssue> out;
  for (const Json& comment : *comments) {
    if (out.size() == most_comments) break;
    auto issue = issue_of(comment, scripts);
    if (!issue) return Read::failure("a comment of ShellCheck's cannot be read");
    out.push_back(std::move(*issue));
  }
  return out;
}

}  // namespace dockgate::facts
