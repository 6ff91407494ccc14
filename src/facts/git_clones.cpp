#include "facts/git_clones.hpp"

#include <algorithm>

#include "facts/places.hpp"
#include "facts/run_places.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {

using shell::Word;

namespace {

bool is_git_lfs(const RunCommand& run) {
  const auto& words = run.shell.words;
  return words.size() > 2 && shell::program_name(words[0]) == "git" && words[1].text.view() == "lfs";
}

}  // namespace

std::string folder_of(const RunCommand& run) {
  const auto& words = run.shell.words;
  for (std::size_t i = 1; i + 1 < words.size() && words[i].text.view().starts_with('-'); i += 2)
    if (words[i].text.view() == "-C") return image_path(run.workdir, words[i + 1].text.view());
  return run.workdir;
}

const Word* remote_address(const ShellCommands& commands, std::size_t index, const std::string& folder,
                           const Word& name) {
  const RunCommand& fetch = commands.commands[index];
  for (std::size_t i = index; i-- > 0;) {
    const RunCommand& run = commands.commands[i];
    if (run.stage != fetch.stage || shell::program_name(run.shell.words[0]) != "git") continue;
    const auto& words = run.shell.words;
    const auto remote = std::ranges::find(words, "remote", [](const Word& w) { return w.text.view(); });
    if (remote == words.end() || folder_of(run) != folder) continue;
    for (auto word = remote + 1; word + 1 < words.end(); ++word)
      if (word->text.view() == name.text.view() && word != remote + 1) return &*(word + 1);
  }
  return nullptr;
}

const RunCommand* checkout_of(const ShellCommands& commands, std::size_t index, const std::string& folder,
                              const Word*& revision) {
  const RunCommand& clone = commands.commands[index];
  const RunCommand* found = nullptr;  // the last one holds
  for (std::size_t i = index + 1; i < commands.commands.size(); ++i) {
    const RunCommand& run = commands.commands[i];
    if (run.stage != clone.stage || run.phase != clone.phase) continue;
    const auto& words = run.shell.words;
    if (shell::program_name(words[0]) != "git" || run.shell.ignore_failure) continue;
    std::string workdir = run.workdir;
    std::size_t at = 1;
    for (; at < words.size() && words[at].text.view().starts_with("-"); ++at) {
      const std::string_view option = words[at].text.view();
      if ((option == "-C" || option == "-c") && at + 1 < words.size()) {
        ++at;
        if (option == "-C") workdir = image_path(workdir, words[at].text.view());
      }
    }
    if (at >= words.size()) continue;
    const std::string_view verb = words[at].text.view();
    const bool pulls = verb == "pull" || verb == "merge";
    if (verb != "checkout" && verb != "reset" && verb != "switch" && !pulls) continue;
    if (workdir != folder && run.shell.workdir_known && clone.shell.workdir_known) continue;
    const Word* named = nullptr;
    bool files = false;
    for (++at; at < words.size() && !files; ++at) {
      const std::string_view word = words[at].text.view();
      files = word == "--";  // `checkout -- FILE`: the commit stays
      const bool names_branch =
          word == "-b" || word == "-B" || word == "-c" || word == "-C" || word == "--orphan";
      if (names_branch && !pulls) ++at;
      if (!word.starts_with("-") && (named == nullptr || pulls)) named = &words[at];
    }
    if (files || named == nullptr || named->text.view() == "HEAD") continue;
    // `pull origin main` brings in what the branch holds that day.
    revision = named;
    found = &run;
  }
  return found;
}

namespace {

/// `cp -r CLONE/pkg /usr/lib/python3/dist-packages`: from then on every program imports it.
bool installs_copy(const RunCommand& run, const std::string& folder) {
  const auto& words = run.shell.words;
  const std::string program = shell::program_name(words.front());
  if (program != "cp" && program != "mv" && program != "ln" && program != "rsync") return false;
  const Word& target = words.back();
  const auto parts = text::split(target.text.view(), '/');
  const bool importable = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part == "site-packages" || part == "dist-packages";
  });
  return importable && std::any_of(words.begin() + 1, words.end() - 1, [&](const Word& word) {
           return !word.text.empty() && !word.text.view().starts_with("-") &&
                  text::is_below(image_path(run.workdir, word.text.view()), folder);
         });
}

}  // namespace

bool code_is_used(const ShellCommands& commands, std::size_t index, const std::string& folder) {
  const RunCommand& clone = commands.commands[index];
  return std::any_of(
      commands.commands.begin() + static_cast<std::ptrdiff_t>(index) + 1, commands.commands.end(),
      [&](const RunCommand& run) {
        if (run.stage != clone.stage && run.phase == Phase::build) return false;
        if (run.shell.words.size() > 2 && installs_copy(run, folder)) return true;
        const std::string program = shell::program_name(run.shell.words.front());
        const bool runs =
            text::glob_match("{python,pypy,pip,uv,torchrun,accelerate,uvicorn,gunicorn,streamlit}*", program);
        if (!runs) return false;
        if (text::is_below(run.workdir, folder)) return true;
        return std::any_of(run.shell.words.begin() + 1, run.shell.words.end(), [&](const Word& word) {
          return word.known && !word.text.empty() && !word.text.view().starts_with("-") &&
                 text::is_below(image_path(run.workdir, word.text.view()), folder);
        });
      });
}

bool is_below_any(std::string_view folder, std::span<const std::string_view> names) {
  const auto parts = text::split(folder, '/');
  return std::any_of(parts.begin(), parts.end() - 1, [&](std::string_view part) {
    return std::find(names.begin(), names.end(), part) != names.end();
  });
}

bool takes_large_files(const ShellCommands& commands, std::size_t index, const std::string& folder) {
  const RunCommand& clone = commands.commands[index];
  if (is_git_lfs(clone)) return true;
  return std::any_of(commands.commands.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                     commands.commands.end(), [&](const RunCommand& run) {
                       if (run.stage != clone.stage || run.phase != clone.phase || !is_git_lfs(run))
                         return false;
                       const auto verb = run.shell.words[2].text.view();
                       return (verb == "pull" || verb == "fetch" || verb == "checkout") &&
                              text::is_below(run.workdir, folder);
                     });
}

bool fetches_large_files(const ShellCommands& commands, int stage) {
  return std::any_of(commands.commands.begin(), commands.commands.end(),
                     [&](const RunCommand& run) { return run.stage == stage && is_git_lfs(run); });
}

}  // namespace dockgate::facts
