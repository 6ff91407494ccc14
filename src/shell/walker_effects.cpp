// The part of the walker that follows what some builtins leave behind: traps, aliases, variables that are
// read and printed into.

#include <utility>

#include "shell/printed.hpp"
#include "shell/walker_internal.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::shell {

/// `trap TEXT SIGNAL…`: the text runs when the shell ends or the signal comes.
void Walker::trapped(const Command& command, const Around& around) {
  std::size_t at = 1;
  if (at < command.words.size() && command.words[at].text.view() == "--") ++at;
  if (at + 1 >= command.words.size() || !command.words[at].known) return;
  const std::string_view text = command.words[at].text.view();
  if (text.empty() || text.starts_with("-")) return;
  Around inside = around;
  const std::string_view signal = command.words[at + 1].text.view();
  inside.conditional = inside.conditional || (signal != "EXIT" && signal != "0");
  Command like = command;
  like.wrapped_by.push_back(command.words[0]);
  like.redirects.clear();
  nested(command.words[at].text, {}, false, like, inside);
}

void Walker::take_aliases(const Command& command) {
  constexpr std::size_t max_aliases = 200;
  for (std::size_t i = 1; i < command.words.size() && out_.aliases.size() < max_aliases; ++i) {
    const Word& word = command.words[i];
    const std::size_t equals = word.text.view().find('=');
    if (!word.known || equals == std::string_view::npos || equals == 0) continue;
    out_.aliases.insert_or_assign(std::string(word.text.view().substr(0, equals)),
                                  word.text.substr(equals + 1, word.text.view().size()));
  }
}

/// The command that an alias in the place of the program stands for, seen at the place where it is called.
/// Whether the shell expands aliases is not asked: where it does not, the command is an error.
std::optional<MappedText> Walker::aliased(const std::vector<Field>& words) {
  if (out_.aliases.empty() || !words.front().word.known || words.front().word.quoted) return std::nullopt;
  const auto found = out_.aliases.find(words.front().word.text.view());
  if (found == out_.aliases.end()) return std::nullopt;
  const std::string text = found->second.text();
  // An alias is not expanded within itself: POSIX, 2.3.1.
  if (text.starts_with(found->first) &&
      (text.size() == found->first.size() || !text::is_word(text[found->first.size()])))
    return std::nullopt;
  MappedText out(script_.source());
  out.append_for(text, words.front().word.at.span);
  for (std::size_t i = 1; i < words.size(); ++i) {
    out.append_for(" ", words[i].word.at.span);
    out.append(words[i].raw());
  }
  return out;
}

/// `printf -v NAME FORMAT WORD…`.
void Walker::print_into_variable(const Command& command) {
  if (command.words.size() < 4 || command.words[1].text.view() != "-v" || !command.words[2].known) return;
  std::vector<std::string> words{"printf"};
  Variable value;
  const std::string_view name = command.words[2].text.view();
  for (std::size_t i = 3; i < command.words.size(); ++i) {
    if (!command.words[i].known && value.known) {
      value.known = false;
      value.missing = command.words[i].missing;
    }
    words.push_back(command.words[i].text.text());
  }
  if (value.known) {
    if (auto printed = printed_by(words)) {
      value.value = std::move(*printed);
    } else {
      value.known = false;
      value.missing = "$" + std::string(name);
    }
  }
  variables_.set(name, std::move(value));
}

/// `IFS=, read -r A B <<< TEXT`: the last name takes all that is left (POSIX, read). False where the text,
/// the separators or an option is not known.
bool Walker::read_here_string(const Command& command) {
  const Redirect* input = nullptr;
  for (const Redirect& redirect : command.redirects)
    if (redirect.kind == Redirect::Kind::herestring) input = &redirect;
  if (input == nullptr || !input->body_known) return false;
  std::string separators = " \t\n";
  for (const auto& [name, value] : command.assignments) {
    if (name != "IFS") continue;
    if (!value.known) return false;
    separators = value.text.text();
  }
  std::vector<std::string> names;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text.view();
    if (word == "-r") continue;
    if (!command.words[i].known || word.starts_with("-")) return false;
    names.emplace_back(word);
  }
  if (names.empty()) return false;
  const std::string_view given = input->body.view();
  read_fields(names, text::trim(given.substr(0, given.find('\n')), separators), separators);
  return true;
}

/// A line taken apart at the separators: each name has a field of it, the last one all that is left.
void Walker::read_fields(const std::vector<std::string>& names, std::string_view line,
                         std::string_view separators) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t end = i + 1 == names.size() ? line.size() : line.find_first_of(separators);
    Variable value;
    value.value = line.substr(0, end);
    line = end >= line.size() ? std::string_view() : text::trim(line.substr(end), separators);
    variables_.set(names[i], std::move(value));
  }
}

}  // namespace dockgate::shell
