#include "lint/context.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "text/char_set.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lint {

namespace {

/// How well a folder serves as the context: sources and files of commands that are there and that are not.
struct Score {
  std::size_t copied = 0, copied_missing = 0;
  std::size_t named = 0, named_missing = 0;
  /// Smaller is better.
  auto rank() const { return std::tuple(copied_missing, named_missing); }
  bool perfect() const { return copied_missing == 0 && named_missing == 0; }
};

constexpr std::array<std::string_view, 10> file_endings{".py",  ".txt", ".sh",    ".toml", ".yaml",
                                                        ".yml", ".cfg", ".ipynb", ".lock", ".json"};
constexpr std::size_t longest_ending = 6;
constexpr std::size_t most_words = 2000;

/// Words of a command that look like files; a rough cut on blanks and quotes is enough to choose a folder by.
std::vector<std::string> file_words(const build::Command& command) {
  constexpr text::CharSet limits(" \t\r\n\"';&|()\\"), others("$*?{}()<>|&;:=`");
  std::vector<std::string> words;
  const auto take = [&](std::string_view text) {
    // Few words have one of the endings: those are looked for, and the word around them.
    for (auto dot = text.find('.'); dot != text.npos && words.size() < most_words;
         dot = text.find('.', dot)) {
      const auto rest = text.substr(dot, longest_ending + 1);
      const auto end = limits.find_in(rest);
      if (std::ranges::find(file_endings, rest.substr(0, end)) == file_endings.end()) {
        ++dot;
        continue;
      }
      auto begin = dot;
      while (begin > 0 && !limits.contains(text[begin - 1])) --begin;
      const auto word = text.substr(begin, dot + end - begin);
      if (others.find_in(word) == word.size()) words.emplace_back(word);
      dot += end;
    }
  };
  for (const auto& word : command.argv) take(word.view());
  take(command.script.view());
  return words;
}

Score score(const build::Build& build) {
  Score result;
  std::set<std::pair<std::size_t, std::string>> seen;
  std::vector<bool> is_base(build.stages.size());
  for (const build::Stage& stage : build.stages)
    if (stage.base_stage >= 0) is_base[static_cast<std::size_t>(stage.base_stage)] = true;
  std::unordered_set<const build::Placed*> counted;
  for (const build::Stage& stage : build.stages) {
    // A stage holds what those below it hold: the topmost ones have it all, and from the first placement on
    // that another one had, the rest is its as well.
    if (!stage.files || is_base[static_cast<std::size_t>(stage.index)]) continue;
    const auto entries = stage.files->entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
      const build::Placed& placed = entries[i];
      if (!counted.insert(&placed).second) break;
      const bool whole = placed.source.empty() || placed.source == ".";
      if (placed.from != build::Placed::From::context || whole) continue;
      if (!seen.emplace(placed.instruction, placed.source).second) continue;
      ++(placed.missing || placed.ignored ? result.copied_missing : result.copied);
    }
  }
  for (const build::Command& command : build.commands) {
    if (!command.files || !command.workdir_known || !build.context) continue;
    for (const std::string& word : file_words(command)) {
      const auto path = text::normalize(text::join(command.workdir, word));
      if (!path) continue;
      const auto hit = command.files->find("/" + *path);
      if (!hit || hit->placed->from != build::Placed::From::context) continue;
      // A file that the build itself writes is in no context; it counts against all folders alike.
      ++(build.context->kind(hit->source) ? result.named : result.named_missing);
    }
  }
  return result;
}

/// The sources of COPY and ADD that are not in the context of `build`; nothing where more than their names
/// decides, patterns and what a .dockerignore leaves out.
std::optional<std::vector<std::string>> missing_sources(const build::Build& build) {
  std::set<std::string> sources;
  for (const build::Stage& stage : build.stages) {
    if (!stage.files) continue;
    for (const build::Placed& placed : stage.files->entries()) {
      if (placed.from != build::Placed::From::context) continue;
      if (placed.ignored || placed.source.find_first_of("*?[\\") != std::string::npos) return std::nullopt;
      if (placed.missing) sources.insert(placed.source);
    }
  }
  return std::vector<std::string>(sources.begin(), sources.end());
}

}  // namespace

ChosenBuild resolve_in_context(const std::shared_ptr<const dockerfile::File>& file,
                               const std::shared_ptr<const FileTree>& tree, std::string_view path,
                               const build::Request& request) {
  const std::string own(text::parent(path));
  ChosenBuild best{build::resolve(file, tree->subtree(own), request), {}};
  Score best_score = score(best.build);
  if (best_score.perfect()) return best;
  const auto missing = best_score.named_missing == 0 ? missing_sources(best.build) : std::nullopt;
  for (std::string folder = own; !folder.empty() && !tree->kind(text::join(folder, ".git"));) {
    folder = std::string(text::parent(folder));
    // Where none of what is missing stands, nothing is better.
    if (missing && std::ranges::none_of(*missing, [&](const std::string& source) {
          return tree->kind(text::join(folder, source)).has_value();
        }))
      continue;
    build::Build candidate = build::resolve(file, tree->subtree(folder), request);
    const Score candidate_score = score(candidate);
    if (!(candidate_score.rank() < best_score.rank())) continue;
    best_score = candidate_score;
    best = {std::move(candidate), "what the Dockerfile copies is there, not beside it"};
    if (best_score.perfect()) break;
  }
  return best;
}

}  // namespace dockgate::lint
