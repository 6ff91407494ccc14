#include "shell/printed.hpp"

#include "shell/number.hpp"
#include "text/path.hpp"

namespace dockgate::shell {
namespace {

constexpr int max_numbers = 64;
using Words = std::vector<std::string>;

std::string joined(const Words& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < words.size(); ++i) out += (i > from ? " " : "") + words[i];
  return out;
}

std::optional<std::string> formatted(const Words& words) {
  if (words.size() < 2) return std::nullopt;
  std::string out;
  const std::string_view format = words[1];
  std::size_t next = 2;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '\\' && i + 1 < format.size() && format[i + 1] == 'n') {
      out += '\n';
      ++i;
    } else if (format[i] == '%' && i + 1 < format.size() && format[i + 1] == 's') {
      if (next < words.size()) out += words[next++];
      ++i;
    } else if (format[i] == '\\' || format[i] == '%') {
      return std::nullopt;
    } else {
      out += format[i];
    }
  }
  return next == words.size() ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<std::string> counted(const Words& words) {
  if (words.size() < 2 || words.size() > 3) return std::nullopt;
  const auto first = words.size() == 3 ? number(words[1]) : std::optional(1);
  const auto last = number(words.back());
  if (!first || !last || *first < 0 || *last > 1'000'000 || *last - *first >= max_numbers)
    return std::nullopt;
  std::string out;
  for (int value = *first; value <= *last; ++value) out += std::to_string(value) + "\n";
  return out;
}

}  // namespace

std::optional<std::string> printed_by(const Words& words) {
  if (words.empty()) return std::nullopt;
  const std::string& program = words.front();
  const bool options = words.size() > 1 && words[1].starts_with('-');
  if (program == "echo") {
    if (!options) return joined(words, 1);
    return words[1] == "-n" ? std::optional(joined(words, 2)) : std::nullopt;
  }
  if (program == "printf") return options ? std::nullopt : formatted(words);
  if (program == "seq") return counted(words);
  if (options || words.size() < 2 || words[1].empty()) return std::nullopt;
  std::string_view path = words[1];
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (program == "basename" && words.size() <= 3) {
    std::string name(text::file_name(path));
    if (words.size() == 3 && name != words[2] && name.ends_with(words[2]))
      name.resize(name.size() - words[2].size());
    return name.empty() ? std::nullopt : std::optional(std::move(name));
  }
  if (program == "dirname" && words.size() == 2) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return ".";
    return slash == 0 ? "/" : std::string(path.substr(0, slash));
  }
  return std::nullopt;
}

}  // namespace dockgate::shell
