#include "facts/scope.hpp"

#include <algorithm>
#include <array>

namespace dockgate::facts {
namespace {

using Names = std::span<const std::string_view>;

struct Row {
  std::string_view kind;
  std::string_view searched;
  std::array<std::string_view, 6> names;  // the rest is empty
};

constexpr std::array<std::string_view, 5> shared_names{"phase", "reached", "shipped", "stage", "stage_name"};

constexpr std::array rows{
    Row{"call", "", {"function"}},
    Row{"code", "", {"language"}},
    Row{"code-issue", "vendored", {"category"}},
    Row{"command", "", {"onbuild", "program"}},
    Row{"copy", "", {"keyword"}},
    Row{"image", "", {"role"}},
    Row{"install", "", {"manager", "onbuild", "program"}},
    Row{"instruction", "", {"keyword", "trigger"}},
    Row{"load", "", {"api"}},
    Row{"model", "", {"api", "artifact", "fetched", "id_state"}},
    Row{"notice", "dockerfile", {"keyword", "notice", "requested"}},
    Row{"review", "", {"language", "runs"}},
    Row{"run", "", {"onbuild", "pipes", "shell"}},
    Row{"secret", "dockerfile", {"kind", "named"}},
    Row{"setting", "", {"how", "name", "role"}},
    Row{"stage", "", {"built_on", "copied_from", "final"}},
    Row{"variable", "", {"kind", "name", "onbuild"}},
    Row{"vendored", "", {"language", "runs"}},
};

/// The names of a row and the common ones together.
struct Joined {
  std::string_view kind;
  std::array<std::string_view, 11> names;
  std::size_t count = 0;
};
std::array<Joined, rows.size()> join() {
  std::array<Joined, rows.size()> out{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out[i].kind = rows[i].kind;
    for (const auto name : shared_names) out[i].names[out[i].count++] = name;
    for (const auto name : rows[i].names)
      if (!name.empty()) out[i].names[out[i].count++] = name;
  }
  return out;
}

}  // namespace

Names scope_fields(std::string_view kind) {
  // Made when first asked for: g++ 12 takes no table like this one for a constant expression.
  static const auto joined = join();
  const auto* row = std::ranges::find(joined, kind, &Joined::kind);
  return row == joined.end() ? Names(shared_names) : Names(row->names.data(), row->count);
}

std::string_view searched_in(std::string_view kind) {
  const auto* row = std::ranges::find(rows, kind, &Row::kind);
  return row == rows.end() ? std::string_view() : row->searched;
}

}  // namespace dockgate::facts
