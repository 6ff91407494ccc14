#include "facts/content_proofs.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

/// Hex digits of a digest of the tool, 0 where it does not count as a proof.
std::size_t digest_digits(const std::vector<shell::Word>& words) {
  const std::string program = shell::program_name(words[0]);
  if (!program.ends_with("sum") && program != "openssl") return 0;
  if (program == "sha256sum") return 64;
  if (program == "sha384sum") return 96;
  if (program == "sha512sum" || program == "b2sum") return 128;
  if (program == "openssl") {  // openssl dgst -sha256 FILE, openssl sha256 FILE
    for (std::size_t i = 1; i < words.size(); ++i) {
      std::string_view option = words[i].text.view();
      while (option.starts_with('-')) option.remove_prefix(1);
      if (option == "sha256") return 64;
      if (option == "sha384") return 96;
      if (option == "sha512") return 128;
    }
    return 0;
  }
  if (program != "shasum") return 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::string_view value = words[i].text.view();
    if ((value == "-a" || value == "--algorithm") && i + 1 < words.size()) {
      value = words[i + 1].text.view();
    } else if (value.starts_with("-a")) {
      value.remove_prefix(2);
    } else {
      continue;
    }
    if (value == "256") return 64;
    if (value == "384") return 96;
    if (value == "512") return 128;
  }
  return 0;
}

bool asks_to_check(const std::vector<shell::Word>& words) {
  return std::any_of(words.begin() + 1, words.end(), [](const shell::Word& word) {
    const std::string_view text = word.text.view();
    if (text == "--check") return true;
    return text.size() > 1 && text[0] == '-' && text[1] != '-' && text.find('c') != std::string_view::npos;
  });
}

/// Whether a failure of the command at `index` ends what it is part of.
bool failure_counts(const std::vector<RunCommand>& commands, std::size_t index) {
  const RunCommand& run = commands[index];
  if (run.shell.ignore_failure || run.shell.joined == shell::Command::Joined::background) return false;
  // Of a test it is the output that counts, at whatever place of a pipeline it is made.
  if (run.shell.compared == nullptr && run.shell.pipe_position + 1 < run.shell.pipe_length && !run.pipefail)
    return false;
  for (std::size_t i = index + 1; i < commands.size(); ++i) {
    const RunCommand& next = commands[i];
    if (next.command != run.command || next.image_file != run.image_file) break;
    if (next.shell.pipeline == run.shell.pipeline) continue;
    switch (next.shell.joined) {
      case shell::Command::Joined::and_then:
        continue;
      case shell::Command::Joined::or_else:
        // `|| exit 1`, `|| { echo …; exit 1; }`
        for (std::size_t k = i; k < commands.size() && k < i + 5; ++k) {
          const auto& words = commands[k].shell.words;
          const std::string_view program = words[0].text.view();
          if (program == "false") return true;
          if ((program == "exit" || program == "return") &&
              !(words.size() > 1 && words[1].text.view() == "0")) {
            return true;
          }
        }
        return false;
      case shell::Command::Joined::background:
        return false;
      default:
        if (run.errexit) return true;
        // `if ! sha256sum -c …; then exit 1; fi`
        if (next.shell.conditional && !run.shell.conditional) {
          for (std::size_t k = i; k < commands.size() && k < i + 5 && commands[k].shell.conditional; ++k) {
            if (commands[k].shell.words[0].text.view() == "exit") return true;
          }
        }
        return false;
    }
  }
  return true;
}

/// Whether the commands behind `index` end the build or start: `then exit 1`, `&& exit 1`.
bool exits_behind(const std::vector<RunCommand>& commands, std::size_t index) {
  const RunCommand& run = commands[index];
  for (std::size_t i = index + 1; i < commands.size() && i < index + 6; ++i) {
    const RunCommand& next = commands[i];
    if (next.command != run.command || next.image_file != run.image_file) return false;
    if (next.shell.pipeline == run.shell.pipeline) continue;
    if (next.shell.joined == shell::Command::Joined::or_else) return false;
    if (!next.shell.conditional && next.shell.joined != shell::Command::Joined::and_then) return false;
    const auto& words = next.shell.words;
    const std::string_view program = words[0].text.view();
    if (program == "false") return true;
    if (program == "exit" || program == "return") return !(words.size() > 1 && words[1].text.view() == "0");
  }
  return false;
}

/// A digest that a test compares: `[ "$(sha256sum f | cut -d' ' -f1)" = "…" ]`.
void read_comparison(const std::vector<RunCommand>& commands, std::size_t index, std::size_t digits,
                     std::vector<ContentProof>& proofs) {
  const RunCommand& run = commands[index];
  const auto& compared = *run.shell.compared;
  const std::string_view text = text::trim(compared.other.text.view());
  const std::string digest = text::lower(text.substr(0, text.find(' ')));
  if (!compared.other.known || !text::is_lower_hex(digest, digits)) return;
  const bool exits = exits_behind(commands, index);
  if (compared.equal ? exits || !failure_counts(commands, index) : !exits) return;
  const auto add = [&](const shell::Word& word) {
    if (word.known && !word.text.empty() && word.text.view()[0] != '-')
      proofs.push_back({index, run.stage, image_path(run.workdir, word.text.view()), digest});
  };
  for (std::size_t k = 1; k < run.shell.words.size(); ++k) add(run.shell.words[k]);
  for (const auto& redirect : run.shell.redirects)
    if (redirect.kind == shell::Redirect::Kind::read) add(redirect.target);
}

/// Reads the lines of a checksum file: `HEX  name`, `HEX *name`, `SHA256 (name) = HEX`.
void read_sums(std::string_view text, std::size_t digits, const RunCommand& run, std::size_t index,
               std::vector<ContentProof>& proofs) {
  for (const std::string_view whole : text::split(text.substr(0, 1u << 20), '\n')) {
    const std::string_view line = text::trim(whole);
    std::string_view digest = line.substr(0, line.find_first_of(" \t"));
    std::string_view name = text::trim(line.substr(digest.size()));
    if (name.starts_with('*')) name.remove_prefix(1);
    if (const std::size_t equals = line.rfind(") = "); equals != std::string_view::npos) {
      const std::size_t open = line.find('(');
      if (open == std::string_view::npos || open > equals) continue;
      name = line.substr(open + 1, equals - open - 1);
      digest = line.substr(equals + 4);
    }
    const std::string lower = text::lower(digest);
    if (name.empty() || !text::is_lower_hex(lower, digits)) continue;
    proofs.push_back({index, run.stage, image_path(run.workdir, name), lower});
  }
}

/// The text that echo or printf in front of the check in its pipeline gives it.
std::string piped_text(const std::vector<RunCommand>& commands, std::size_t index) {
  const RunCommand& run = commands[index];
  for (std::size_t i = index; i-- > 0 && index - i < 16;) {
    const RunCommand& other = commands[i];
    if (other.command != run.command || other.shell.pipeline != run.shell.pipeline) continue;
    if (other.shell.pipe_position + 1 != run.shell.pipe_position) continue;
    const std::string program = shell::program_name(other.shell.words[0]);
    if (program != "echo" && program != "printf") return {};
    if (!std::all_of(other.shell.words.begin(), other.shell.words.end(),
                     [](const shell::Word& word) { return word.known; })) {
      return {};
    }
    std::string text;
    std::size_t first = 1;
    while (program == "echo" && first < other.shell.words.size() &&
           other.shell.words[first].text.view().starts_with("-")) {
      ++first;
    }
    if (program == "printf" && first + 1 < other.shell.words.size()) {
      // printf '%s  %s\n' HASH file: the words in the places of the directives
      std::string format = other.shell.words[first].text.text();
      std::size_t word = first + 1;
      for (std::size_t at = format.find("%s"); at != std::string::npos && word < other.shell.words.size();
           at = format.find("%s", at)) {
        const std::string& value = other.shell.words[word++].text.text();
        format.replace(at, 2, value);
        at += value.size();
      }
      text = format;
    } else {
      for (std::size_t k = first; k < other.shell.words.size(); ++k) {
        text += (k > first ? " " : "") + other.shell.words[k].text.text();
      }
    }
    for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) {
      text.replace(at, 2, "\n");
    }
    return text;
  }
  return {};
}

}  // namespace

std::vector<ContentProof> content_proofs(const build::Build& build, const ShellCommands& commands) {
  std::vector<ContentProof> proofs;
  const auto& all = commands.commands;
  for (std::size_t i = 0; i < all.size() && proofs.size() < 10'000; ++i) {
    const RunCommand& run = all[i];
    const std::size_t digits = digest_digits(run.shell.words);
    if (digits == 0) continue;
    if (run.shell.compared) read_comparison(all, i, digits, proofs);
    if (!asks_to_check(run.shell.words) || !failure_counts(all, i)) continue;
    for (const shell::Redirect& redirect : run.shell.redirects) {
      if ((redirect.kind == shell::Redirect::Kind::heredoc ||
           redirect.kind == shell::Redirect::Kind::herestring) &&
          redirect.body_known) {
        read_sums(redirect.body.view(), digits, run, i, proofs);
      }
    }
    if (run.shell.pipe_position > 0) read_sums(piped_text(all, i), digits, run, i, proofs);
    for (std::size_t k = 1; k < run.shell.words.size(); ++k) {
      const shell::Word& word = run.shell.words[k];
      if (!word.known || word.text.empty() || word.text.view()[0] == '-' || !run.files) continue;
      const auto sums =
          open_image_file(build, *run.files, commands.files, image_path(run.workdir, word.text.view()));
      if (sums) read_sums(sums->text.view(), digits, run, i, proofs);
    }
  }
  return proofs;
}

bool is_proven(const ShellCommands& commands, const std::vector<ContentProof>& proofs, std::size_t download,
               std::string_view path) {
  if (path.empty() || proofs.empty()) return false;
  const int stage = commands.commands[download].stage;
  std::vector<std::string> names = {std::string(path)};
  const auto is_file = [&](std::string_view other) {
    return std::find(names.begin(), names.end(), other) != names.end();
  };
  for (std::size_t i = download + 1; i < commands.commands.size(); ++i) {
    const RunCommand& run = commands.commands[i];
    if (run.stage != stage) continue;
    if (std::any_of(proofs.begin(), proofs.end(), [&](const ContentProof& proof) {
          return proof.command == i && proof.stage == stage && is_file(proof.path);
        }))
      return true;
    const auto& words = run.shell.words;
    const std::string program = shell::program_name(words.front());
    std::vector<std::string> paths;
    for (std::size_t k = 1; k < words.size(); ++k)
      if (words[k].known && !words[k].text.empty() && !words[k].text.view().starts_with("-"))
        paths.push_back(image_path(run.workdir, words[k].text.view()));
    // `python -c "torch.load('/tmp/w.bin')"` names it inside of a word.
    const bool within = std::any_of(words.begin() + 1, words.end(), [&](const shell::Word& word) {
      return word.text.view().size() > path.size() && word.text.view().find(path) != std::string_view::npos;
    });
    if (!within && !std::any_of(paths.begin(), paths.end(), is_file)) continue;
    if ((program == "mv" || program == "cp") && paths.size() == 2 && is_file(paths[0])) {
      names.push_back(paths[1] + "/" + std::string(text::file_name(paths[0])));
      names.push_back(paths[1]);
      continue;
    }
    // What only looks at the file, or prepares it, does not use it.
    static constexpr std::array<std::string_view, 19> idle = {
        "echo",  "printf", "ls",        "chmod",     "chown", "test", "[",    "stat", "mkdir", "cd",
        "touch", "chgrp",  "sha256sum", "sha512sum", "file",  "du",   "curl", "wget", "aria2c"};
    if (std::find(idle.begin(), idle.end(), program) == idle.end()) return false;
  }
  return false;
}

}  // namespace dockgate::facts
