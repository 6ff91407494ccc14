#include "facts/shellcheck.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "facts/places.hpp"
#include "shell/unwrap.hpp"
#include "text/ascii.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::array<std::string_view, 5> shells{"sh", "bash", "dash", "ash", "ksh"};
// hadolint's list: Docker sets them where the client has them.
constexpr std::array<std::string_view, 8> proxies{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy",
                                                  "FTP_PROXY",  "ftp_proxy",  "NO_PROXY",    "no_proxy"};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The shell that reads a script, and whether it stops at the first failure.
struct Interpreter {
  std::string name;
  bool errexit = false;
};

/// Nothing for one that ShellCheck does not know. `/usr/bin/env bash` is bash.
std::optional<Interpreter> interpreter_of(const std::vector<std::string>& shell) {
  if (shell.empty()) return Interpreter{"sh"};
  Interpreter out;
  for (const std::string& word : shell) {
    const std::string_view base = shell::base_name(word);
    if (out.name.empty() && std::ranges::find(shells, base) != shells.end()) out.name = base;
    const bool options = word.size() > 1 && word[0] == '-' && word[1] != '-';
    if (options && word.find('e') != std::string::npos) out.errexit = true;
  }
  const bool leads = !out.name.empty() && (shell::base_name(shell.front()) == out.name ||
                                           shell::base_name(shell.front()) == "env");
  return leads ? std::optional(out) : std::nullopt;
}

/// The name in `hadolint shell=NAME`, or nothing.
std::optional<std::string> shell_comment(std::string_view text) {
  text = text::trim(text);
  for (const std::string_view part : {"hadolint", "shell", "="}) {
    if (!text.starts_with(part)) return std::nullopt;
    text = text::trim(text.substr(part.size()));
  }
  text = text.substr(0, text.find_first_of(" \t"));
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

/// What comments say of the shell of the base image: hadolint's way to name it.
class ShellComments {
 public:
  explicit ShellComments(const dockerfile::File& file) : file_(file) {
    for (const dockerfile::Comment& comment : file.comments)
      if (auto name = shell_comment(comment.text)) found_.emplace_back(comment.span.begin, std::move(*name));
  }

  /// The shell that a comment gives to `instruction`; nothing where none does, or a later SHELL.
  std::optional<std::string> at(const build::Build& build, std::size_t instruction) const {
    if (found_.empty()) return std::nullopt;
    const auto& all = file_.instructions;
    const build::Stage* stage = build.stage_of(instruction);
    const std::uint32_t from = stage != nullptr ? all[stage->from].span.begin : 0;
    std::uint32_t set = 0;  // where a SHELL of the stage stands
    for (std::size_t i = stage != nullptr ? stage->from : 0; i < instruction; ++i)
      if (all[i].keyword == "SHELL") set = all[i].span.begin;
    std::optional<std::string> name;
    for (const auto& [at, shell] : found_) {
      const bool everywhere = all.empty() || at < all.front().span.begin;
      const bool in_stage = at >= from && at < all[instruction].span.begin;
      if (in_stage ? at > set : everywhere && set == 0) name = shell;
    }
    return name;
  }

 private:
  const dockerfile::File& file_;
  std::vector<std::pair<std::uint32_t, std::string>> found_;
};

/// `text` with `?` for each byte that is not UTF-8, and with no comment that directs ShellCheck. Every byte
/// keeps its place.
std::string harmless(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size();) {
    const auto point = text::decode(std::string_view(out).substr(i));
    if (!point.valid || point.value == 0) out[i] = '?';
    i += point.length;
  }
  constexpr std::string_view word = "shellcheck";
  for (std::size_t at = out.find(word); at != std::string::npos; at = out.find(word, at + word.size())) {
    std::size_t before = at;
    while (before > 0 && is_blank(out[before - 1])) --before;
    if (before > 0 && out[before - 1] == '#') out[at] = 'S';
  }
  return out;
}

std::string head_of(const Interpreter& interpreter, const build::Scope* scope) {
  std::set<std::string_view> names(proxies.begin(), proxies.end());
  if (scope != nullptr) {
    for (const auto& [name, variable] : *scope)
      if (text::is_identifier(name) && variable.origin != build::Origin::base_image) names.insert(name);
  }
  std::string out = "#!/bin/" + interpreter.name + (interpreter.errexit ? " -e\n" : "\n");
  for (const std::string_view name : names) out.append("export ").append(name).append("=1\n");
  return out;
}

// Brackets in one another beyond which a script is left out: ShellCheck's memory grows with their square.
constexpr int max_brackets = 100;

bool is_nested_too_deeply(std::string_view script) {
  int depth = 0, deepest = 0;
  for (const char c : script) {
    if (c == '(' || c == '{') deepest = std::max(deepest, ++depth);
    if ((c == ')' || c == '}') && depth > 0) --depth;
  }
  return deepest > max_brackets;
}

std::optional<ShellCheckScript> script_of(const build::Build& build, const build::Command& command,
                                          const ShellComments& comments) {
  if (command.kind != build::CommandKind::run || command.exec_form || command.script.empty() ||
      is_nested_too_deeply(command.script.view()))
    return std::nullopt;
  std::vector<std::string> shell = command.shell;
  const bool own_interpreter = command.script.view().starts_with("#!");
  if (!own_interpreter)
    if (auto name = comments.at(build, command.instruction)) shell = {std::move(*name)};
  const auto interpreter = interpreter_of(shell);
  if (!interpreter) return std::nullopt;
  ShellCheckScript out;
  out.script = command.script;
  out.instruction = command.instruction;
  out.onbuild = command.onbuild;
  if (own_interpreter)
    out.skipped = std::min(command.script.view().find('\n'), command.script.view().size() - 1) + 1;
  out.text = head_of(*interpreter, command.scope.get());
  out.head = out.text.size();
  out.text += harmless(command.script.view().substr(out.skipped));
  if (!out.text.ends_with('\n')) out.text += '\n';
  return out;
}

/// The byte of `text` at `line` and `column`, at most the end of that line.
std::size_t offset_of(std::string_view text, std::uint32_t line, std::uint32_t column) {
  std::size_t at = 0;
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  for (; column > 1 && at < text.size() && text[at] != '\n'; --column)
    at += text::decode(text.substr(at)).length;
  return at;
}

}  // namespace

std::vector<ShellCheckScript> shellcheck_scripts(const build::Build& build) {
  std::vector<ShellCheckScript> out;
  if (!build.file) return out;
  const ShellComments comments(*build.file);
  const auto add = [&](const build::Command& command) {
    if (auto script = script_of(build, command, comments)) out.push_back(std::move(*script));
  };
  for (const build::Command& command : build.commands) {
    // A trigger that a later stage runs stands where its ONBUILD does, and is told there.
    if (build.file->instructions[command.instruction].keyword == "RUN") add(command);
  }
  for (const build::Command& command : build.triggers) add(command);
  std::ranges::stable_sort(out, {}, &ShellCheckScript::instruction);
  return out;
}

std::vector<ShellIssueFact> shell_issue_facts(const build::Build& build, const ShellCheckScript& script,
                                              const std::vector<ShellIssue>& issues) {
  std::vector<ShellIssueFact> out;
  for (const ShellIssue& issue : issues) {
    const std::size_t begin = offset_of(script.text, issue.line, issue.column);
    if (begin < script.head) continue;
    std::size_t end = offset_of(script.text, issue.end_line, issue.end_column);
    if (end <= begin) end = offset_of(script.text, issue.line, issue.column + 1);
    const auto in_script = [&](std::size_t at) {
      return static_cast<std::uint32_t>(at - script.head + script.skipped);
    };
    ShellIssueFact fact;
    set_stage(build, script.instruction, fact);
    fact.at = script.script.place({in_script(begin), in_script(end)});
    fact.code = issue.code;
    fact.subject = issue.code;
    fact.level = issue.level;
    fact.message = issue.message;
    fact.onbuild = script.onbuild;
    out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace dockgate::facts
