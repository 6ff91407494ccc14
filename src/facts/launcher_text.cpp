#include "facts/launcher_text.hpp"

#include <algorithm>
#include <utility>

#include "text/words.hpp"

namespace dockgate::facts {

std::vector<ConfigurationLine> configuration_lines(std::string_view text) {
  std::vector<ConfigurationLine> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    out.push_back({begin, end, text.substr(begin, end - begin)});
    begin = end + 1;
  }
  return out;
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

text::MappedText template_text(const text::MappedText& written) {
  text::MappedText out(written.source());
  const auto view = written.view();
  std::size_t plain = 0;
  for (auto at = view.find("{{"); at != std::string_view::npos; at = view.find("{{", plain)) {
    const auto end = view.find("}}", at);
    if (end == std::string_view::npos) break;
    auto name = text::trim(view.substr(at + 2, end - at - 2));
    if (name.starts_with('.')) name.remove_prefix(1);
    out.append(written.substr(plain, is_variable_name(name) ? at : end + 2));
    if (is_variable_name(name))
      out.append_for(
          "${" + std::string(name) + "}",
          written.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end + 2)}));
    plain = end + 2;
  }
  out.append(written.substr(plain, view.size()));
  return out;
}

std::optional<std::string> Pending::next() {
  while (!wanted_.empty()) {
    std::string name = std::move(wanted_.back());
    wanted_.pop_back();
    if (done_.insert(name).second) return name;
  }
  return std::nullopt;
}

}  // namespace dockgate::facts
