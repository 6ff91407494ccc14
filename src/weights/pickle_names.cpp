#include "weights/pickle_names.hpp"

#include <algorithm>
#include <tuple>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::weights {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

template <typename Row>
const Row* find_row(std::span<const Row> rows, std::string_view module, std::string_view name) {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), Pair(module, name),
                       [](const Row& row, Pair pair) { return Pair(row.module, row.name) < pair; });
  return found != rows.end() && found->module == module && found->name == name ? &*found : nullptr;
}

/// The row that makes `name` of `module`, or all of the module, dangerous.
const DangerousName* dangerous_row(const PickleKnowledge& known, std::string_view module,
                                   std::string_view name) {
  if (const auto* row = find_row(known.dangerous, module, name)) return row;
  for (std::string_view above = module;;) {
    if (const auto* row = find_row(known.dangerous, above, {})) return row;
    const auto dot = above.rfind('.');
    if (dot == std::string_view::npos) return nullptr;
    above = above.substr(0, dot);
  }
}

NameVerdict dangerous(std::string why) {
  return {NameVerdict::Kind::dangerous, Use::any, std::move(why)};
}

bool begins_private(std::string_view word) {
  return word.starts_with('_');
}

}  // namespace

bool is_hook(std::string_view name) {
  return name.size() > 4 && name.starts_with("__") && name.ends_with("__");
}

bool is_dotted_name(std::string_view name) {
  bool start = true;
  for (const char c : name) {
    const bool digit = text::is_digit(c);
    const bool letter = text::is_letter(c) || c == '_' || text::is_beyond_ascii(c);
    if (c == '.') {
      if (start) return false;
      start = true;
    } else if (letter || (digit && !start)) {
      start = false;
    } else {
      return false;
    }
  }
  return !start;
}

NameVerdict judge_name(std::string_view module, std::string_view name) {
  const auto& known = pickle_knowledge();
  if (const auto* row = find_row(known.renamed, module, name)) {
    module = row->new_module;
    name = row->new_name;
  } else if (const auto* whole = find_row(known.renamed, module, {})) {
    module = whole->new_module;
  }
  if (const auto* row = find_row(known.allowed, module, name))
    return {NameVerdict::Kind::allowed, row->use, {}};

  const auto parts = text::split(name, '.');
  // Each way to read the dots: `torch` + `hub.load` is `torch.hub` + `load` as well.
  std::string above(module);
  for (const auto part : parts) {
    if (const auto* row = dangerous_row(known, above, part)) return dangerous(std::string(row->why));
    above += '.';
    above += part;
  }
  if (const auto* row = dangerous_row(known, above, {})) return dangerous(std::string(row->why));
  for (const auto part : parts) {
    if (is_hook(part)) return dangerous("`" + std::string(part) + "` leads to any code");
    if (const auto* row = find_row(known.dangerous, {}, part)) return dangerous(std::string(row->why));
    const bool library =
        find_row(known.dangerous, part, {}) != nullptr || std::ranges::binary_search(known.public_only, part);
    if (parts.size() > 1 && library)
      return dangerous("reaches the module `" + std::string(part) + "` through another");
  }
  const auto modules = text::split(module, '.');
  if (std::ranges::binary_search(known.public_only, modules.front()) &&
      (std::ranges::any_of(parts, begins_private) || std::ranges::any_of(modules, begins_private)))
    return dangerous("a private part of Python's library");
  return {};
}

}  // namespace dockgate::weights
