#include "facts/run_files.hpp"

#include <algorithm>
#include <optional>

#include "facts/command_input.hpp"
#include "facts/shell_commands.hpp"
#include "text/ascii.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using shell::Command;
using shell::Redirect;
using text::MappedText;

constexpr std::size_t max_content = 1u << 20;
constexpr std::size_t max_written = 400;

}  // namespace

void RunFiles::write(std::string path, MappedText content, bool append, std::size_t instruction,
                     const Place& at, std::string edited) {
  if (files_.size() > 100'000 || ++written_ > max_written) return;
  if (append) {
    const auto before = files_.find(path);
    if (before && (before->placed->from == build::Placed::From::command ||
                   before->placed->from == build::Placed::From::heredoc)) {
      MappedText joined = before->placed->content;
      if (joined.view().size() + content.view().size() > max_content) return;
      if (joined.source() == content.source()) {
        joined.append(content);
        content = std::move(joined);
      }
    } else if (before) {
      return;  // a file of the context that grows: its own text is the better part
    }
  }
  if (content.view().size() > max_content) return;
  build::Placed placed;
  placed.from = build::Placed::From::command;
  placed.destination = std::move(path);
  placed.content = std::move(content);
  placed.source = std::move(edited);
  placed.instruction = instruction;
  placed.at = at;
  files_.add(std::move(placed));
}

void RunFiles::add(const Command& command, const std::vector<const Command*>& pipeline,
                   std::string_view workdir, std::size_t instruction) {
  if (command.words.empty()) return;
  const std::string name = shell::program_name(command.words[0]);
  const std::string_view program = name;
  if (program == "cp" || program == "mv" || program == "ln" || program == "install") {
    return copy(command, workdir, instruction);
  }
  if (program == "sed") return edit(command, workdir, instruction);
  constexpr std::string_view printing[] = {"echo", "printf", "cat",  "tee", "base64",
                                           "tr",   "sort",   "uniq", "grep"};
  if (std::find(std::begin(printing), std::end(printing), program) == std::end(printing)) return;
  const auto content = output_of(command, pipeline);
  if (!content) return;
  for (const Redirect& redirect : command.redirects) {
    const bool append = redirect.kind == Redirect::Kind::append;
    if ((!append && redirect.kind != Redirect::Kind::write) || redirect.fd > 1) continue;
    if (!redirect.target.known || redirect.target.text.empty()) continue;
    write(image_path(workdir, redirect.target.text.view()), *content, append, instruction, command.at);
  }
  if (program != "tee") return;
  bool append = false;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const shell::Word& word = command.words[i];
    if (word.text.view() == "-a" || word.text.view() == "--append") append = true;
    if (!word.known || word.text.empty() || word.text.view()[0] == '-') continue;
    write(image_path(workdir, word.text.view()), *content, append, instruction, command.at);
  }
}

namespace {

/// `s/old/new/g` with an `old` that is plain but for dots, which stand for any byte.
struct Substitution {
  std::string old_text, new_text;
  std::vector<bool> any;  // for each byte of old_text
  bool global = false;
};

std::optional<Substitution> read_substitution(std::string_view script) {
  if (script.size() < 4 || script[0] != 's') return std::nullopt;
  const char limit = script[1];
  Substitution out;
  std::size_t i = 2;
  for (; i < script.size() && script[i] != limit; ++i) {
    const bool escaped = script[i] == '\\';
    if (escaped && ++i >= script.size()) return std::nullopt;
    const bool letter = text::is_letter_or_digit(script[i]) && !text::is_upper(script[i]);
    if (escaped ? letter || std::string_view("(){}+?|").find(script[i]) != std::string_view::npos
                : std::string_view("*[]^$").find(script[i]) != std::string_view::npos)
      return std::nullopt;  // a class, a group, an anchor
    out.old_text += script[i];
    out.any.push_back(!escaped && script[i] == '.');
  }
  for (++i; i < script.size() && script[i] != limit; ++i) {
    if (script[i] == '&') return std::nullopt;
    const bool escaped = script[i] == '\\';
    if (escaped && ++i >= script.size()) return std::nullopt;
    if (escaped && text::is_digit(script[i])) return std::nullopt;
    out.new_text += escaped && script[i] == 'n' ? '\n' : script[i];
  }
  if (i >= script.size() || out.old_text.empty()) return std::nullopt;
  const std::string_view flags = script.substr(i + 1);
  if (flags.find_first_not_of("gp;") != std::string_view::npos) return std::nullopt;
  out.global = flags.find('g') != std::string_view::npos;
  return out;
}

/// The text after the substitution: in each line once, or everywhere. Nothing when it changes nothing.
std::optional<MappedText> substituted(const MappedText& text, const Substitution& change) {
  const std::string_view bytes = text.view();
  const std::size_t length = change.old_text.size();
  MappedText out(text.source());
  std::size_t plain = 0;
  for (std::size_t i = 0; i + length <= bytes.size();) {
    bool here = true;
    for (std::size_t k = 0; k < length && here; ++k)
      here = change.any[k] ? bytes[i + k] != '\n' : bytes[i + k] == change.old_text[k];
    if (!here) {
      ++i;
      continue;
    }
    out.append(text.substr(plain, i));
    const Span span{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + length)};
    out.append_for(change.new_text, text.to_source(span));
    plain = i += length;
    if (out.view().size() > max_content) return std::nullopt;
    if (!change.global) i = std::min(bytes.find('\n', i), bytes.size());
  }
  if (plain == 0) return std::nullopt;
  out.append(text.substr(plain, bytes.size()));
  return out;
}

}  // namespace

/// `sed -i s/a/b/ files`: what runs is the edited text, whose places are those of the file.
void RunFiles::edit(const Command& command, std::string_view workdir, std::size_t instruction) {
  bool in_place = false;
  std::vector<Substitution> changes;
  std::vector<std::string_view> paths;
  const auto take = [&](const shell::Word& word) {
    for (const auto part : text::split(word.text.view(), '\n'))
      if (auto change = read_substitution(text::trim(part))) changes.push_back(std::move(*change));
  };
  bool scripted = false;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const shell::Word& word = command.words[i];
    const std::string_view text = word.text.view();
    if (!word.known) return;
    if (text == "-e" || text == "--expression") {
      if (++i < command.words.size() && command.words[i].known) take(command.words[i]);
      scripted = true;
    } else if (text.starts_with("-") && text.size() > 1) {
      in_place = in_place || text.starts_with("--in-place") ||
                 (text[1] != '-' && text.substr(0, text.find('.')).find('i') != std::string_view::npos);
    } else if (!scripted) {
      take(word);
      scripted = true;
    } else {
      paths.push_back(text);
    }
  }
  if (!in_place || changes.empty() || context_ == nullptr) return;
  for (const auto path : paths) {
    const std::string full = image_path(workdir, path);
    const auto hit = files_.find(full);
    if (!hit || hit->placed->archive) continue;
    std::optional<MappedText> content;
    if (hit->placed->from == build::Placed::From::command ||
        hit->placed->from == build::Placed::From::heredoc) {
      content = hit->placed->content;
    } else if (hit->placed->from == build::Placed::From::context) {
      looked_ = true;
      const auto source = context_->read(hit->source, max_content);
      if (source) content = MappedText::whole(*source);
    }
    if (!content) continue;
    bool changed = false;
    for (const auto& change : changes)
      if (auto next = substituted(*content, change)) {
        content = std::move(*next);
        changed = true;
      }
    if (!changed) continue;
    const std::string edited =
        hit->placed->from == build::Placed::From::context ? hit->source : hit->placed->source;
    write(full, std::move(*content), false, instruction, command.at, edited);
  }
}

/// `cp a b`, `cp a… folder`, `mv`, `ln -s`: what is known under the old name is known under the new one.
void RunFiles::copy(const Command& command, std::string_view workdir, std::size_t instruction) {
  std::vector<const shell::Word*> paths;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const shell::Word& word = command.words[i];
    const std::string_view text = word.text.view();
    if (!word.known || text.empty() || text.find_first_of("*?[") != std::string_view::npos) return;
    if (text[0] == '-' && text.size() > 1) {
      if (text == "-t" || text.starts_with("--target")) return;
      if (text == "-m" || text == "-o" || text == "-g") ++i;
      continue;
    }
    paths.push_back(&word);
  }
  if (paths.size() < 2 || paths.size() > 20) return;
  const std::string_view last = paths.back()->text.view();
  const std::string destination = image_path(workdir, last);
  const auto there = files_.find(destination);
  const bool into = last.back() == '/' || last == "." || paths.size() > 2 ||
                    (there && there->placed->folder && destination == there->placed->destination);
  for (std::size_t i = 0; i + 1 < paths.size(); ++i) {
    const std::string source = image_path(workdir, paths[i]->text.view());
    const auto hit = files_.find(source);
    if (!hit || hit->placed->archive || ++written_ > max_written) continue;
    build::Placed placed = *hit->placed;
    placed.source = hit->source;
    placed.folder = hit->placed->folder && hit->placed->source == hit->source;
    const std::string_view name = text::file_name(source);
    if (!placed.folder && hit->placed->folder && name.find('.') == std::string_view::npos) {
      placed.folder = true;  // something below a copied folder: without an extension rather a folder itself
    }
    placed.destination = into && !paths[i]->text.view().ends_with("/.")
                             ? image_path(destination, text::file_name(source))
                             : destination;
    placed.instruction = instruction;
    if (placed.destination != source) files_.add(std::move(placed));
  }
}

}  // namespace dockgate::facts
