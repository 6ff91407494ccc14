#include "dockerfile/keywords.hpp"

#include <algorithm>
#include <array>

#include "dockerfile/characters.hpp"

namespace dockgate::dockerfile {
namespace {

// Flags as of Dockerfile frontend 1.26.
constexpr KnownFlag add_flags[] = {{"checksum", FlagKind::text},        {"chmod", FlagKind::text},
                                   {"chown", FlagKind::text},           {"exclude", FlagKind::texts},
                                   {"keep-git-dir", FlagKind::boolean}, {"link", FlagKind::boolean},
                                   {"unpack", FlagKind::boolean}};
constexpr KnownFlag copy_flags[] = {{"chmod", FlagKind::text},    {"chown", FlagKind::text},
                                    {"exclude", FlagKind::texts}, {"from", FlagKind::text},
                                    {"link", FlagKind::boolean},  {"parents", FlagKind::boolean}};
constexpr KnownFlag from_flags[] = {{"platform", FlagKind::text}};
constexpr KnownFlag health_flags[] = {{"interval", FlagKind::text},
                                      {"retries", FlagKind::text},
                                      {"start-interval", FlagKind::text},
                                      {"start-period", FlagKind::text},
                                      {"timeout", FlagKind::text}};
constexpr KnownFlag run_flags[] = {{"device", FlagKind::texts},
                                   {"mount", FlagKind::texts},
                                   {"network", FlagKind::text},
                                   {"security", FlagKind::text}};

constexpr std::array table = {
    Keyword{"ADD", Shape::list, add_flags},
    Keyword{"ARG", Shape::names, {}},
    Keyword{"CMD", Shape::command, {}},
    Keyword{"COPY", Shape::list, copy_flags},
    Keyword{"ENTRYPOINT", Shape::command, {}},
    Keyword{"ENV", Shape::pairs, {}},
    Keyword{"EXPOSE", Shape::blanks, {}},
    Keyword{"FROM", Shape::blanks, from_flags},
    Keyword{"HEALTHCHECK", Shape::health, health_flags},
    Keyword{"LABEL", Shape::pairs, {}},
    Keyword{"MAINTAINER", Shape::text, {}},
    Keyword{"ONBUILD", Shape::trigger, {}},
    Keyword{"RUN", Shape::command, run_flags},
    Keyword{"SHELL", Shape::command, {}},
    Keyword{"STOPSIGNAL", Shape::text, {}},
    Keyword{"USER", Shape::text, {}},
    Keyword{"VOLUME", Shape::list, {}},
    Keyword{"WORKDIR", Shape::text, {}},
};

constexpr auto names = [] {
  std::array<std::string_view, table.size()> out;
  for (std::size_t i = 0; i < table.size(); ++i) out[i] = table[i].name;
  return out;
}();

}  // namespace

std::span<const Keyword> keywords() {
  return table;
}

std::span<const std::string_view> keyword_names() {
  return names;
}

const Keyword* find_keyword(std::string_view word) {
  constexpr std::size_t longest = 33;  // "HEALTHCHECK", were each of its letters one of three bytes
  if (word.size() > longest) return nullptr;
  const auto find = [](std::string_view name) -> const Keyword* {
    // The first letters of a short list tell nearly all apart.
    const auto at = std::ranges::find_if(table, [&](const Keyword& keyword) {
      return !name.empty() && keyword.name.front() == name.front() && keyword.name == name;
    });
    return at != table.end() ? &*at : nullptr;
  };
  // As nearly all are written.
  if (const Keyword* keyword = find(word)) return keyword;
  // BuildKit compares in lower case; that maps two letters outside of ASCII onto ours.
  std::string name = to_lower(word);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return find(name);
}

}  // namespace dockgate::dockerfile
