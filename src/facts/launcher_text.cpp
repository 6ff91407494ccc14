#include "facts/launcher_text.hpp"

#include <algorithm>
#include <utility>

#include "text/ascii.hpp"
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
  return !text.empty() && std::ranges::all_of(text, text::is_word);
}

text::MappedText with_shell_variables(const text::MappedText& written, std::string_view open,
                                      std::string_view close,
                                      std::string_view (*name_of)(std::string_view inner)) {
  text::MappedText out(written.source());
  const auto view = written.view();
  std::size_t plain = 0;
  for (auto at = view.find(open); at != std::string_view::npos; at = view.find(open, plain)) {
    const auto begin = at + open.size();
    const auto end = view.find(close, begin);
    if (end == std::string_view::npos) break;
    const auto behind = end + close.size();
    const auto inner = view.substr(begin, end - begin);
    const auto name = name_of != nullptr ? name_of(inner) : inner;
    const bool variable = is_variable_name(name);
    out.append(written.substr(plain, variable ? at : behind));
    if (variable)
      out.append_for("${" + std::string(name) + "}",
                     written.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(behind)}));
    plain = behind;
  }
  out.append(written.substr(plain, view.size()));
  return out;
}

text::MappedText template_text(const text::MappedText& written) {
  return with_shell_variables(written, "{{", "}}", [](std::string_view inner) {
    auto name = text::trim(inner);
    if (name.starts_with('.')) name.remove_prefix(1);
    return name;
  });
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
