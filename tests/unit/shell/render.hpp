#pragma once
// Commands as short text, so that tables of snippets stay readable.

#include <memory>
#include <string>

#include "shell/script.hpp"

namespace dockgate::shell {

/// One command a line: `wrappers: words`, unknown words as `<missing>`, words with blanks in [ ], then what
/// else holds in braces: `{1/2}` position in a pipeline, `&&`, `||`, `&`, `?` conditional, `!` failure
/// ignored, `cd:path`, `>path`, `<<body`, `X=value`, `fn`, `uncalled`, `feeds:x`.
inline std::string render(const Command& command) {
  std::string out;
  const auto word_text = [](const Word& word) {
    std::string text = word.text.text();
    if (!word.known) text += "<" + word.missing + ">";
    if (text.empty() || text.find_first_of(" \n\t") != std::string::npos) text = "[" + text + "]";
    return text;
  };
  for (const Word& wrapper : command.wrapped_by) out += program_name(wrapper) + ": ";
  for (std::size_t i = 0; i < command.words.size(); ++i)
    out += (i > 0 ? " " : "") + word_text(command.words[i]);
  std::string notes;
  const auto note = [&](const std::string& text) { notes += (notes.empty() ? "" : " ") + text; };
  if (command.pipe_length > 1) {
    note(std::to_string(command.pipe_position + 1) + "/" + std::to_string(command.pipe_length));
  }
  if (command.joined == Command::Joined::and_then) note("&&");
  if (command.joined == Command::Joined::or_else) note("||");
  if (command.joined == Command::Joined::background) note("&");
  if (command.conditional) note("?");
  if (command.ignore_failure) note("!");
  if (!command.workdir_known) {
    note("cd:<unknown>");
  } else if (!command.workdir.empty()) {
    note("cd:" + command.workdir);
  }
  for (const auto& [name, value] : command.assignments) note(name + "=" + word_text(value));
  for (const Redirect& redirect : command.redirects) {
    switch (redirect.kind) {
      case Redirect::Kind::read:
        note("<" + word_text(redirect.target));
        break;
      case Redirect::Kind::write:
        note(">" + word_text(redirect.target));
        break;
      case Redirect::Kind::append:
        note(">>" + word_text(redirect.target));
        break;
      case Redirect::Kind::heredoc:
        note("<<[" + redirect.body.text() + "]");
        break;
      case Redirect::Kind::herestring:
        note("<<<" + redirect.body.text());
        break;
      case Redirect::Kind::other:
        note("redirect");
        break;
    }
  }
  if (command.in_function) note(command.called ? "fn" : "uncalled");
  if (!command.feeds.empty()) note("feeds:" + command.feeds);
  return notes.empty() ? out : out + " {" + notes + "}";
}

inline std::string render(const Script& script) {
  std::string out;
  for (const Command& command : script.commands) out += render(command) + "\n";
  if (!out.empty()) out.pop_back();
  return out;
}

inline MappedText mapped(std::string text) {
  return MappedText::whole(std::make_shared<SourceFile>("test.sh", std::move(text)));
}

}  // namespace dockgate::shell
