// RUN, CMD, ENTRYPOINT, HEALTHCHECK and what decides how they run: SHELL, USER, mounts.

#include <algorithm>

#include "build/expand.hpp"
#include "build/go_path.hpp"
#include "build/resolver.hpp"
#include "text/char_set.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

/// The interpreter and its arguments of a script's first line, or nothing.
std::vector<std::string> interpreter_of(std::string_view script) {
  std::vector<std::string> out;
  if (!script.starts_with("#!")) return out;
  auto line = script.substr(2, script.find('\n') - 2);
  while (true) {
    line = text::trim(line);
    if (line.empty()) return out;
    const auto end = std::min(line.find_first_of(" \t"), line.size());
    out.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::string name_of(CommandKind kind) {
  switch (kind) {
    case CommandKind::cmd:
      return "CMD";
    case CommandKind::entrypoint:
      return "ENTRYPOINT";
    case CommandKind::healthcheck:
      return "HEALTHCHECK";
    case CommandKind::run:
      break;
  }
  return "RUN";
}

/// `places` by word; those that it does not have stand at `at`.
std::vector<MappedText> words_at(const std::vector<std::string>& words, const std::vector<Place>& places,
                                 const Place& at) {
  std::vector<MappedText> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Place& place = i < places.size() && places[i].source ? places[i] : at;
    MappedText text(place.source);
    text.append_for(words[i], place.span);
    out.push_back(std::move(text));
  }
  return out;
}

bool is_proxy_name(std::string_view name) {
  for (const std::string_view proxy : {"http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"})
    if (text::equal_ignoring_case(name, proxy)) return true;
  return false;
}

}  // namespace

Command Resolver::run_command(const Instruction& instruction,
                              const std::vector<dockerfile::Heredoc>& heredocs) const {
  Command command;
  command.instruction = instruction_;
  command.workdir = state_->workdir;
  command.workdir_known = state_->workdir_known;
  command.shell = state_->shell;
  command.exec_form = instruction.json;
  if (instruction.json) {
    command.argv = instruction.args;
  } else {
    command.script = instruction.args.empty() ? instruction.rest : instruction.args[0];
  }
  if (!instruction.json && !heredocs.empty()) {
    const auto written = text::trim(build_.file->source->text(command.script.place().span));
    const auto word = build_.file->source->text(heredocs[0].word_span);
    if (heredocs.size() == 1 && written == word) {
      // The body is the script: for the shell, or for the interpreter that it names itself.
      command.script = body_of(heredocs[0]);
      if (auto interpreter = interpreter_of(command.script.view()); !interpreter.empty())
        command.shell = std::move(interpreter);
    } else {
      // The shell gets the line with the bodies behind it, as a shell script has them.
      MappedText script = command.script;
      for (const auto& heredoc : heredocs) {
        const auto body = build_.file->source->text(heredoc.content_span);
        const Span end{heredoc.content_span.end, heredoc.content_span.end};
        script.append_for("\n", {heredoc.content_span.begin, heredoc.content_span.begin});
        script.append_copy(body, heredoc.content_span.begin);
        if (!body.empty() && !body.ends_with('\n')) script.append_for("\n", end);
        script.append_for(heredoc.name, end);
      }
      script.append_for("\n", {instruction.span.end, instruction.span.end});
      command.script = std::move(script);
    }
  }
  return command;
}

void Resolver::on_run(const Instruction& instruction) {
  Command command = run_command(instruction, instruction.heredocs);
  FileMap files = state_->files;
  read_mounts(instruction, files);
  command.files = std::make_shared<const FileMap>(std::move(files));
  Scope scope = state_->variables;
  // Proxies given as build arguments reach RUN without an ARG.
  for (const auto& [name, value] : build_.request.build_args) {
    if (!is_proxy_name(name) || scope.contains(name)) continue;
    Variable proxy;
    proxy.name = name;
    proxy.value = value;
    proxy.origin = build_.request.build_args_origin;
    scope.set(std::move(proxy));
  }
  command.scope = std::make_shared<const Scope>(std::move(scope));
  note_made_folders(command.script.view());
  build_.commands.push_back(std::move(command));
  build_.stages[static_cast<std::size_t>(stage_)].runs.push_back(build_.commands.size() - 1);
}

// What ONBUILD runs is run in builds of other files; here it is only known which text that is.
void Resolver::on_trigger(const Instruction& onbuild) {
  if (onbuild.trigger->keyword != "RUN") return;
  Command command = run_command(*onbuild.trigger, onbuild.heredocs);
  command.onbuild = true;
  command.scope = std::make_shared<const Scope>(state_->variables);
  build_.triggers.push_back(std::move(command));
}

void Resolver::read_mounts(const Instruction& instruction, FileMap& files) {
  for (const auto& flag : instruction.flags) {
    if (flag.name != "mount" || !flag.value) continue;
    const MappedText value = flag_value(flag);
    std::string type = "bind", source, target;
    MappedText from;
    bool known = true;
    const auto view = value.view();
    for (std::size_t at = 0; at <= view.size();) {
      const auto end = std::min(view.find(',', at), view.size());
      const auto equals = std::min(view.find('=', at), end);
      const std::string key = text::lower(text::trim(view.substr(at, equals - at)));
      const MappedText field = value.substr(std::min(equals + 1, end), end);
      at = end + 1;
      if (key == "from") {
        from = field;
        continue;
      }
      const auto result = expanded(field);
      if (key == "type") type = result.text.text();
      if (key == "source" || key == "src") source = result.text.text(), known = known && result.known;
      if (key == "target" || key == "dst" || key == "destination")
        target = result.text.text(), known = known && result.known;
    }
    Placed placed;
    placed.instruction = instruction_;
    placed.at = value.place();
    placed.ignore = ignore_;
    bool usable = known && type == "bind" && !target.empty();
    if (!from.empty()) {
      const int other = read_source_stage(from, from.place(), ImageUse::Role::mount, false);
      const ImageUse& use = build_.images.back();
      set_source(placed, other);
      usable = usable && (!use.is_stage || other >= 0);
    }
    if (!usable) continue;
    // A named context is a folder of the build's context here; no `..` leads out of it.
    const std::string path = text::join(placed.source, clean_path("/" + source).substr(1));
    const auto kind = source_kind(placed, path);
    placed.source = placed.from == Placed::From::context ? path : "/" + path;
    placed.folder =
        kind ? *kind == EntryKind::folder : text::file_name(path).find('.') == std::string_view::npos;
    placed.missing = placed.from == Placed::From::context && build_.context && !kind;
    placed.destination = absolute(target);
    files.add(std::move(placed));
  }
}

// Whether `COPY a /b` makes a file `b` or puts `a` into a folder depends on what RUN has made before. `mkdir`
// is the usual way; a word that is no path after all does no harm.
void Resolver::note_made_folders(std::string_view script) {
  constexpr std::string_view separators = " \t\r\n;&|()";
  constexpr text::CharSet ends(separators);
  const auto first = script.find("mkdir");
  if (first == script.npos) return;
  bool in_mkdir = false;
  for (std::size_t at = script.find_last_of(separators, first) + 1; at < script.size();) {
    const char c = script[at];
    if (ends.contains(c)) {
      if (c == ';' || c == '&' || c == '|' || c == '\n') in_mkdir = false;
      ++at;
      continue;
    }
    const auto end = ends.find_in(script, at);
    const auto word = script.substr(at, end - at);
    at = end;
    if (word == "mkdir") {
      in_mkdir = true;
    } else if (in_mkdir && word[0] != '-' && word.find_first_of("$*?'\"`{\\") == word.npos) {
      state_->folders.add(absolute(word));
    }
  }
}

void Resolver::on_shell(const Instruction& instruction) {
  if (!instruction.json || instruction.args.empty()) return;
  state_->shell.clear();
  for (const auto& arg : instruction.args) state_->shell.push_back(arg.text());
  state_->shell_set = true;
}

void Resolver::on_user(const Instruction& instruction) {
  if (instruction.args.empty()) return;
  state_->user = expanded(instruction.args[0]).text.text();
  state_->user_instruction = instruction_;
}

void Resolver::on_start_command(const Instruction& instruction, CommandKind kind) {
  auto& slot = kind == CommandKind::cmd ? state_->cmd : state_->entrypoint;
  note_replaced(slot, name_of(kind));
  if (!instruction.json && !state_->shell_set)
    note("json-args-recommended", name_of(kind),
         name_of(kind) + " in string form runs in a shell, which keeps signals from the program",
         {build_.file->source, instruction.keyword_span}, state_->base_is_external);
  if (!instruction.json && state_->shell_set) note_shell_form(name_of(kind), instruction);
  Command command;
  command.kind = kind;
  command.instruction = instruction_;
  command.exec_form = instruction.json;
  command.shell = state_->shell;
  if (instruction.json) {
    command.argv = instruction.args;
  } else {
    command.script = instruction.args.empty() ? instruction.rest : instruction.args[0];
  }
  const bool own_cmd = state_->cmd.command && !state_->cmd.from_parent;
  slot = {std::make_shared<const Command>(std::move(command)), false};
  // An ENTRYPOINT drops the CMD of what lies below, but not one of this stage.
  if (kind == CommandKind::entrypoint && !own_cmd) state_->cmd = {};
}

void Resolver::note_replaced(const StageState::Slot& slot, const std::string& keyword) {
  if (!slot.command || slot.from_parent) return;
  const auto instruction = slot.command->instruction;
  note_at(instruction, "multiple-instructions", keyword,
          "a later " + keyword + " of this stage replaces this one",
          {build_.file->source, build_.file->instructions[instruction].keyword_span});
}

void Resolver::note_shell_form(const std::string& name, const Instruction& instruction) {
  note("shell-form", name, name + " in string form runs in a shell",
       {build_.file->source, instruction.keyword_span});
}

void Resolver::on_healthcheck(const Instruction& instruction) {
  note_replaced(state_->healthcheck, "HEALTHCHECK");
  Command command;
  command.kind = CommandKind::healthcheck;
  command.instruction = instruction_;
  command.exec_form = instruction.json;
  command.shell = state_->shell;
  const auto& args = instruction.args;
  if (!instruction.json && args.size() > 1) note_shell_form("HEALTHCHECK", instruction);
  const bool none = !args.empty() && text::equal_ignoring_case(args[0].view(), "none");
  if (!none && args.size() > 1) {
    if (instruction.json) {
      command.argv.assign(args.begin() + 1, args.end());
    } else {
      command.script = args[1];
    }
  }
  // NONE is kept too: it counts as the earlier one when another follows
  state_->healthcheck = {std::make_shared<const Command>(std::move(command)), false};
}

const Place& Request::environment_place(std::string_view name) const {
  const auto found = std::find_if(environment_places.begin(), environment_places.end(),
                                  [&](const auto& one) { return one.first == name; });
  return found == environment_places.end() ? environment_at : found->second;
}

// Compose rules (compose-spec, spec.md): an entrypoint given there also drops the image's command.
void Resolver::apply_request(StageState& state) {
  const Request& request = build_.request;
  const auto& from = build_.stages[static_cast<std::size_t>(build_.target_stage)].from;
  const auto replace = [&](StageState::Slot& slot, CommandKind kind, const std::vector<std::string>& words,
                           const std::vector<std::string>& missing, const std::vector<Place>& places,
                           const Place& at) {
    slot = {};
    if (words.empty()) return;
    Command command;
    command.kind = kind;
    command.instruction = from;
    command.exec_form = true;
    command.argv = words_at(words, places, at);
    command.missing = missing;
    command.shell = state.shell;
    command.from_request = true;
    slot.command = std::make_shared<const Command>(std::move(command));
  };
  const auto set = [&](const std::string& name, std::optional<std::string> value, std::string missing) {
    Variable variable;
    variable.name = name;
    variable.origin = Origin::compose;
    variable.is_env = true;
    variable.at = request.environment_place(name);
    variable.known = value.has_value();
    if (variable.at.source)
      variable.trace.emplace_back(variable.at, name + "=" + value.value_or("${" + missing + "}"));
    variable.value = std::move(value);
    variable.missing = std::move(missing);
    state.environment.set(std::move(variable));
  };
  for (const auto& [name, value] : request.environment) set(name, value, "");
  for (const auto& [name, missing] : request.unknown_environment) set(name, std::nullopt, missing);
  if (request.entrypoint) {
    replace(state.entrypoint, CommandKind::entrypoint, *request.entrypoint, request.entrypoint_missing,
            request.entrypoint_places, request.entrypoint_at);
    state.cmd = {};
  }
  if (request.command)
    replace(state.cmd, CommandKind::cmd, *request.command, request.command_missing, request.command_places,
            request.command_at);
}

}  // namespace dockgate::build
