#include "policy/message.hpp"

namespace dockgate::policy {
namespace {

struct Piece {
  std::string_view text;
  bool placeholder = false;
};

// Where the next brace stands from `begin` on, npos when there is none.
std::size_t next_brace(std::string_view text, std::size_t begin) {
  while (begin < text.size() && text[begin] != '{' && text[begin] != '}') ++begin;
  return begin < text.size() ? begin : std::string_view::npos;
}

// The next piece of `text`, which must not be empty; nothing at a brace that belongs to no pair.
std::optional<Piece> next_piece(std::string_view text) {
  if (text.starts_with("{{") || text.starts_with("}}")) return Piece{text.substr(0, 2)};
  if (text.front() == '}') return std::nullopt;
  if (text.front() != '{') return Piece{text.substr(0, next_brace(text, 0))};
  const std::size_t end = next_brace(text, 1);
  if (end == std::string_view::npos || end == 1 || text[end] == '{') return std::nullopt;
  return Piece{text.substr(0, end + 1), true};
}

}  // namespace

Result<std::vector<std::string_view>> placeholders(std::string_view text) {
  using Names = Result<std::vector<std::string_view>>;
  std::vector<std::string_view> names;
  while (!text.empty()) {
    const auto piece = next_piece(text);
    if (!piece) return Names::failure("a brace without its pair; `{{` and `}}` stand for braces");
    if (piece->placeholder) names.push_back(piece->text.substr(1, piece->text.size() - 2));
    text.remove_prefix(piece->text.size());
  }
  return names;
}

std::string fill(std::string_view text, const std::function<std::string(std::string_view name)>& value) {
  std::string result;
  while (!text.empty()) {
    const Piece piece = next_piece(text).value_or(Piece{text.substr(0, 1)});
    if (piece.placeholder) {
      result += value(piece.text.substr(1, piece.text.size() - 2));
    } else if (piece.text == "{{" || piece.text == "}}") {
      result += piece.text.front();
    } else {
      result += piece.text;
    }
    text.remove_prefix(piece.text.size());
  }
  return result;
}

}  // namespace dockgate::policy
