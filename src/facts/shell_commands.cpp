#include "facts/shell_commands.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "facts/command_input.hpp"
#include "facts/known_images.hpp"
#include "facts/launcher_files.hpp"
#include "facts/piped_code.hpp"
#include "facts/places.hpp"
#include "facts/run_facts.hpp"
#include "facts/run_files.hpp"
#include "facts/run_memo.hpp"
#include "facts/run_places.hpp"
#include "facts/wanted_script.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using build::CommandKind;
using text::MappedText;

constexpr int max_depth = 8;
constexpr std::size_t max_scripts = 200;
constexpr std::size_t max_commands = 200'000;
constexpr std::size_t max_made = 2000;

std::string_view name_of(CommandKind kind) {
  switch (kind) {
    case CommandKind::run:
      return "RUN";
    case CommandKind::cmd:
      return "CMD";
    case CommandKind::entrypoint:
      return "ENTRYPOINT";
    case CommandKind::healthcheck:
      return "HEALTHCHECK";
  }
  return "";
}

Phase phase_of(CommandKind kind) {
  if (kind == CommandKind::run) return Phase::build;
  return kind == CommandKind::healthcheck ? Phase::health : Phase::start;
}

class CommandCollector {
 public:
  CommandCollector(const build::Build& build, std::span<const catalog::Tables> tables, RunMemo* memo)
      : build_(build), tables_(tables), memo_(memo) {}
  ShellCommands take() {
    stages();
    return std::move(out_);
  }

 private:
  /// One shell text on its way.
  struct Text {
    const build::Command* command = nullptr;
    int stage = -1;
    Phase phase = Phase::build;
    std::vector<Step> trace;
    std::string file, image_file;
    std::string workdir;
    bool workdir_known = true;
    bool errexit = false, pipefail = false;
    shell::Lookup lookup;
    int depth = 0;
  };

  void stages();
  void command(const build::Command& command, int stage);
  void read(const build::Command& command, const Text& text);
  bool take_kept(const std::string& key, const build::Command& command, const RunAt& at, const Text& text);
  void read_and_keep(const std::string& key, const build::Command& command, const RunAt& at, Text text);
  std::optional<ImageFile> open(std::string_view path);
  void entry(const build::Stage& stage);
  catalog::Texts base_entrypoint(const build::Stage& stage, const build::ImageUse*& image) const;
  void base_entry(const build::Stage& stage, const build::ImageUse& image, catalog::Texts entrypoint);
  void script(shell::Script parsed, const Text& text);
  void run(shell::Command given, const std::vector<const shell::Command*>& peers, const shell::Script& parsed,
           const Text& text);
  FileText file_text(const Text& text, const shell::Command& command);
  std::shared_ptr<const build::FileMap> files_now();
  bool is_reached(std::string_view folder);
  const std::vector<std::string>& search_folders(const Text& text);
  void follow(const RunCommand& run, const Text& text);
  void follow_input(const RunCommand& run, const std::vector<const shell::Command*>& peers, const Text& text);
  void run_script(const ImageFile& found, const WantedScript& wanted, const RunCommand& run,
                  const Text& text);
  void launch(const RunCommand& run, const Text& text);
  void launch_services(const RunCommand& run, const Text& text);
  std::optional<ImageFile> find_script(const WantedScript& wanted, const RunCommand& run, const Text& text);
  shell::Sources sources_of(const Text& text);
  std::optional<ImageFile> from_context(std::string_view path);
  Text text_of(const build::Command& command, int stage) const;
  void set_files(const build::Command& command);
  void foreign(const build::Command& command, const Text& text);

  const build::Build& build_;
  std::span<const catalog::Tables> tables_;
  RunMemo* memo_;
  FilesKey files_key_;
  bool looked_ = false;  // into a file, since the beginning of the instruction at hand
  ShellCommands out_;
  std::vector<build::Placed> made_;  // by commands of the stage at hand, its base stages' included
  std::vector<std::vector<build::Placed>> made_by_stage_;
  std::shared_ptr<build::FileMap> files_;  // what stands in the image now
  std::shared_ptr<const build::FileMap> snapshot_;
  std::map<std::string, bool, std::less<>> reached_;  // folders, see is_reached()
  /// The search path and those of its folders that the build puts something into; of the snapshot.
  std::optional<std::pair<std::string, std::vector<std::string>>> searched_;
  std::optional<RunFiles> writer_;
  std::set<std::string> followed_;  // scripts of the instruction at hand, with their parameters
};

CommandCollector::Text CommandCollector::text_of(const build::Command& command, int stage) const {
  Text text;
  text.command = &command;
  text.stage = stage;
  text.phase = phase_of(command.kind);
  text.workdir = command.workdir.empty() ? "/" : command.workdir;
  text.workdir_known = command.workdir_known;
  text.lookup = scope_lookup(command.scope);
  for (const std::string& word : command.shell) {
    if (word == "pipefail") text.pipefail = true;
    if (word.size() > 1 && word[0] == '-' && word[1] != '-' && word.find('e') != std::string::npos) {
      text.errexit = true;
    }
  }
  return text;
}

void CommandCollector::set_files(const build::Command& command) {
  writer_.reset();
  snapshot_.reset();
  reached_.clear();
  searched_.reset();
  // A layer over the build's own map: its copies may be added to only by the build.
  files_ = std::make_shared<build::FileMap>(command.files);
  for (const build::Placed& placed : made_) files_->add(placed);
  writer_.emplace(*files_, build_.context.get());
}

/// A RUN that is not read by a shell: `#!/usr/bin/env python3` in a here-document, SHELL ["powershell"]; the
/// text is the last word where the shell ends with `-c`, else standard input.
void CommandCollector::foreign(const build::Command& command, const Text& text) {
  std::vector<MappedText> argv;
  for (const std::string& part : command.shell) {
    MappedText word(command.script.source());
    word.append_for(part, command.script.to_source({0, 0}));
    argv.push_back(std::move(word));
  }
  if (!command.shell.empty() && command.shell.back() == "-c") {
    argv.push_back(command.script);
    return script(shell::from_argv(argv, text.lookup), text);
  }
  shell::Script parsed = shell::from_argv(argv, text.lookup);
  if (parsed.commands.empty()) return;
  shell::Command single = std::move(parsed.commands.back());
  parsed.commands.clear();
  single.at = command.script.place();
  shell::Redirect redirect;
  redirect.kind = shell::Redirect::Kind::heredoc;
  redirect.body = command.script;
  redirect.target.at = single.at;
  single.redirects.push_back(std::move(redirect));
  parsed.commands.push_back(std::move(single));
  script(std::move(parsed), text);
}

void CommandCollector::command(const build::Command& command, int stage) {
  followed_.clear();
  set_files(command);
  const Text text = text_of(command, stage);
  const bool kept = memo_ != nullptr && command.kind == CommandKind::run && build_.file->source != nullptr &&
                    out_.scripts.size() < max_scripts;
  if (!kept) return read(command, text);
  const RunAt at{build_.file->source, build_.file->instructions[command.instruction].span};
  const std::string key = RunMemo::key_of(command, at, files_key_.of(command.files.get(), made_));
  if (!take_kept(key, command, at, text)) read_and_keep(key, command, at, text);
}

bool CommandCollector::take_kept(const std::string& key, const build::Command& command, const RunAt& at,
                                 const Text& text) {
  const auto kept = memo_->find(key, text.lookup);
  if (!kept || out_.commands.size() + kept->commands.size() >= max_commands) return false;
  RunMover mover(*kept, at);
  std::size_t made = 0;
  const auto write = [&](std::size_t end) {
    for (; made < end; ++made) {
      build::Placed placed = kept->made[made];
      mover.move(placed);
      placed.instruction = command.instruction;
      files_->add(std::move(placed));
    }
  };
  for (std::size_t i = 0; i < kept->commands.size(); ++i) {
    write(kept->written[i]);
    RunCommand& run = out_.commands.emplace_back(kept->commands[i]);
    mover.move(run);
    run.command = &command;
    run.stage = text.stage;
    run.files = files_now();
  }
  write(kept->made.size());
  for (Problem problem : kept->not_judged) {
    mover.move(problem);
    out_.not_judged.push_back(std::move(problem));
  }
  return true;
}

void CommandCollector::read_and_keep(const std::string& key, const build::Command& command, const RunAt& at,
                                     Text text) {
  const std::size_t commands = out_.commands.size(), scripts = out_.scripts.size();
  const std::size_t problems = out_.not_judged.size(), files = files_->size();
  AskedVariables asked(std::move(text.lookup));
  text.lookup = [&](std::string_view name) { return asked.ask(name); };
  looked_ = false;
  read(command, text);
  if (looked_ || writer_->looked() || out_.scripts.size() != scripts || out_.commands.size() >= max_commands)
    return;
  KeptRun run;
  run.asked = asked.take();
  run.commands.assign(out_.commands.begin() + static_cast<std::ptrdiff_t>(commands), out_.commands.end());
  for (const RunCommand& each : run.commands) run.written.push_back(each.files->size() - files);
  run.not_judged.assign(out_.not_judged.begin() + static_cast<std::ptrdiff_t>(problems),
                        out_.not_judged.end());
  if (files_->size() > files) {
    const auto entries = files_->entries();
    for (std::size_t i = files; i < entries.size(); ++i) run.made.push_back(entries[i]);
  }
  memo_->keep(key, std::move(run), at);
}

/// The file at the absolute image path `path`.
std::optional<ImageFile> CommandCollector::open(std::string_view path) {
  return open_image_file(build_, *files_, out_.files, path, &looked_);
}

/// Reads what `command` runs.
void CommandCollector::read(const build::Command& command, const Text& text) {
  if (command.exec_form) return script(shell::from_argv(command.argv, text.lookup, command.missing), text);
  if (command.shell.empty() || shell::is_shell(command.shell.front())) {
    return script(shell::parse(command.script, text.lookup, {}, sources_of(text)), text);
  }
  // `/usr/bin/env bash`, `env -S bash -e`
  if (std::any_of(command.shell.begin(), command.shell.end(),
                  [](const std::string& word) { return shell::is_shell(word); })) {
    return script(shell::parse(command.script, text.lookup, {}, sources_of(text)), text);
  }
  foreign(command, text);
}

/// ENTRYPOINT with CMD, as docker joins them: CMD's words follow an exec-form ENTRYPOINT; a shell-form
/// ENTRYPOINT takes none; a shell-form CMD comes as `/bin/sh -c TEXT`.
void CommandCollector::entry(const build::Stage& stage) {
  const build::Command* entrypoint = stage.entrypoint ? &build_.commands[*stage.entrypoint] : nullptr;
  const build::Command* cmd = stage.cmd ? &build_.commands[*stage.cmd] : nullptr;
  if (entrypoint == nullptr) {
    const build::ImageUse* image = nullptr;
    if (const auto known = base_entrypoint(stage, image); !known.empty() && stage.shipped) {
      if (cmd == nullptr || cmd->exec_form) base_entry(stage, *image, known);
      // Words that are no options may be meant as a command of their own, to run without that ENTRYPOINT.
      if (cmd == nullptr ||
          (cmd->exec_form && (cmd->argv.empty() || cmd->argv.front().view().starts_with("-"))))
        return;
    }
  }
  if (entrypoint == nullptr && cmd == nullptr) return;
  if (entrypoint == nullptr) return command(*cmd, stage.index);
  if (cmd == nullptr || !entrypoint->exec_form) return command(*entrypoint, stage.index);
  followed_.clear();
  set_files(*entrypoint);
  const Text text = text_of(*entrypoint, stage.index);
  std::vector<MappedText> argv = entrypoint->argv;
  std::vector<std::string> missing = entrypoint->missing;
  if (cmd->exec_form) {
    missing.resize(argv.size());
    missing.insert(missing.end(), cmd->missing.begin(), cmd->missing.end());
    argv.insert(argv.end(), cmd->argv.begin(), cmd->argv.end());
  } else {
    const Span front = cmd->script.to_source({0, 0});
    const std::vector<std::string> usual = {"/bin/sh", "-c"};
    for (const std::string& part : cmd->shell.empty() ? usual : cmd->shell) {
      MappedText word(cmd->script.source());
      word.append_for(part, front);
      argv.push_back(std::move(word));
    }
    argv.push_back(cmd->script);
  }
  script(shell::from_argv(argv, text.lookup, missing), text);
}

/// The ENTRYPOINT that the image below the stage is known to have.
catalog::Texts CommandCollector::base_entrypoint(const build::Stage& stage,
                                                 const build::ImageUse*& image) const {
  const build::Stage* at = &stage;
  for (std::size_t hops = 0; hops < build_.stages.size() && at->base_stage >= 0; ++hops)
    at = &build_.stages[static_cast<std::size_t>(at->base_stage)];
  if (at->base_stage >= 0 || at->base_image >= build_.images.size()) return {};
  image = &build_.images[at->base_image];
  const auto reference = reference_of(*image);
  if (!reference) return {};
  const std::string name = image::full_name(*reference);
  const auto any = [](catalog::Texts globs, std::string_view text) {
    return std::any_of(globs.begin(), globs.end(),
                       [&](std::string_view glob) { return text::glob_match(glob, text); });
  };
  for (const catalog::Tables& table : tables_)
    for (const catalog::ImageRow& row : table.images)
      if (!row.entrypoint.empty() && any(row.images, name) &&
          (row.tags.empty() || !image->reference || any(row.tags, reference->tag)))
        return row.entrypoint;
  return {};
}

/// What the base image starts, with the file's CMD behind it. The words stand at CMD, else at FROM.
void CommandCollector::base_entry(const build::Stage& stage, const build::ImageUse& image,
                                  catalog::Texts entrypoint) {
  const build::Command* cmd = stage.cmd ? &build_.commands[*stage.cmd] : nullptr;
  if (cmd == nullptr) {
    build::Command& made = out_.base_starts->emplace_back();
    made.kind = CommandKind::entrypoint;
    made.instruction = stage.from;
    made.exec_form = true;
    made.workdir = stage.workdir;
    made.workdir_known = false;
    made.scope = stage.environment ? stage.environment : stage.scope;
    made.files = stage.files;
    cmd = &made;
  }
  followed_.clear();
  set_files(*cmd);
  const Text text = text_of(*cmd, stage.index);
  const Place at = cmd->argv.empty() ? image.at : cmd->argv.front().place();
  std::vector<MappedText> argv;
  for (const std::string_view part : entrypoint) {
    MappedText word(at.source);
    word.append_for(part, at.span);
    argv.push_back(std::move(word));
  }
  std::vector<std::string> missing(argv.size());
  missing.insert(missing.end(), cmd->missing.begin(), cmd->missing.end());
  argv.insert(argv.end(), cmd->argv.begin(), cmd->argv.end());
  script(shell::from_argv(argv, text.lookup, missing), text);
}

void CommandCollector::stages() {
  made_by_stage_.resize(build_.stages.size());
  // They are large, and moved about where there is no room for more.
  constexpr std::size_t usual = 3, most_reserved = 2000;
  out_.commands.reserve(std::min(usual * build_.commands.size(), most_reserved));
  out_.files.resize(build_.stages.size());
  // A stage that only hands its commands on to a later one starts nothing itself.
  std::vector<bool> handed_on(build_.stages.size());
  for (const build::Stage& other : build_.stages) {
    if (other.base_stage < 0 || other.base_stage == other.index || !other.shipped) continue;
    const build::Stage& base = build_.stages[static_cast<std::size_t>(other.base_stage)];
    if (base.entrypoint == other.entrypoint && base.cmd == other.cmd)
      handed_on[static_cast<std::size_t>(other.base_stage)] = true;
  }
  for (const build::Stage& stage : build_.stages) {
    const auto index = static_cast<std::size_t>(stage.index);
    made_.clear();
    files_key_ = {};
    if (stage.base_stage >= 0 && static_cast<std::size_t>(stage.base_stage) < index) {
      made_ = made_by_stage_[static_cast<std::size_t>(stage.base_stage)];
    }
    for (const std::size_t run : stage.runs) {
      const std::size_t before = made_.size();
      command(build_.commands[run], stage.index);
      // What this RUN wrote stands behind the layer's first entries.
      const std::size_t own = build_.commands[run].files ? build_.commands[run].files->size() : 0;
      if (files_->size() > own + before && made_.size() < max_made) {
        const auto entries = files_->entries();
        for (std::size_t i = own + before; i < entries.size(); ++i) made_.push_back(entries[i]);
      }
    }
    made_by_stage_[index] = made_;
    auto files = std::make_shared<build::FileMap>(stage.files);
    for (const build::Placed& placed : made_) files->add(placed);
    out_.files[index] = std::move(files);
    if (!handed_on[index]) {
      entry(stage);
      if (stage.healthcheck) command(build_.commands[*stage.healthcheck], stage.index);
    }
  }
}

void CommandCollector::script(shell::Script parsed, const Text& text) {
  for (Problem& problem : parsed.problems) out_.not_judged.push_back(std::move(problem));
  std::map<int, std::vector<const shell::Command*>> pipelines;
  for (const shell::Command& command : parsed.commands) {
    if (command.pipe_length > 1) pipelines[command.pipeline].push_back(&command);
  }
  for (shell::Command& command : parsed.commands) {
    if (command.words.empty()) continue;
    static const std::vector<const shell::Command*> alone;
    const auto pipeline = pipelines.find(command.pipeline);
    const auto& peers = pipeline == pipelines.end() ? alone : pipeline->second;
    auto fed = fed_commands(command, peers, file_text(text, command));
    // Others of its pipeline look at it.
    if (fed.empty()) run(peers.empty() ? std::move(command) : command, peers, parsed, text);
    for (shell::Command& one : fed) run(std::move(one), peers, parsed, text);
  }
}

/// Reads the files that a command of `text` names, for as long as both stand.
FileText CommandCollector::file_text(const Text& text, const shell::Command& command) {
  return [this, &text, &command](std::string_view path) -> std::optional<MappedText> {
    const std::string folder = image_path(text.workdir, command.workdir);
    auto found = open(image_path(folder, path));
    return found ? std::optional(std::move(found->text)) : std::nullopt;
  };
}

/// Takes one command of `parsed`, which `peers` share a pipeline with.
void CommandCollector::run(shell::Command given, const std::vector<const shell::Command*>& peers,
                           const shell::Script& parsed, const Text& text) {
  if (out_.commands.size() >= max_commands) return;
  RunCommand run;
  run.command = text.command;
  run.shell = std::move(given);
  const shell::Command& command = run.shell;
  run.stage = text.stage;
  run.phase = text.phase;
  run.trace = text.trace;
  run.file = text.file;
  run.image_file = text.image_file;
  run.workdir = image_path(text.workdir, command.workdir);
  const bool absolute = command.workdir.starts_with('/');
  run.workdir_known = command.workdir_known && (text.workdir_known || absolute);
  run.errexit = text.errexit || parsed.errexit;
  run.pipefail = text.pipefail || parsed.pipefail;
  for (const shell::Command* other : peers) {
    if (other->pipe_position > command.pipe_position && !other->words.empty()) {
      run.piped_to.push_back(shell::program_name(other->words[0]));
      if (runs_its_input(*other)) run.run_by.push_back(run.piped_to.back());
    }
  }
  std::optional<shell::Command> as_written;
  const bool takes_it =
      std::any_of(command.words.begin() + 1, command.words.end(), [](const shell::Word& word) {
        return word.text.view() == "-" || word.text.view().ends_with("=-");  // `aria2c -i -`
      });
  if (command.pipe_position > 0 && (takes_it || runs_its_input(command)) &&
      !shell::is_shell(shell::program_name(command.words[0])))
    if (auto input = input_of(command, peers, file_text(text, command))) {
      as_written = command;
      shell::Redirect redirect;
      redirect.kind = shell::Redirect::Kind::heredoc;
      redirect.body = std::move(*input);
      redirect.target.at = command.at;
      run.shell.redirects.push_back(std::move(redirect));
    }
  if (!command.feeds.empty()) run.piped_to.push_back(command.feeds);
  if (runs_its_words(command.feeds)) run.run_by.push_back(command.feeds);
  for (const Place& via : command.via) run.trace.push_back({via, "calls a function of the script"});
  run.files = files_now();
  const std::size_t place = out_.commands.size();
  out_.commands.emplace_back();  // before those of the scripts that it runs
  follow(run, text);
  follow_input(run, peers, text);
  launch(run, text);
  if (text.command->kind == CommandKind::run && writer_) {
    writer_->add(as_written ? *as_written : command, peers, run.workdir, text.command->instruction);
  }
  out_.commands[place] = std::move(run);
}

/// The files of the image as they are now; commands between which nothing was written share them.
std::shared_ptr<const build::FileMap> CommandCollector::files_now() {
  if (!snapshot_ || snapshot_->size() != files_->size()) {
    snapshot_ = std::make_shared<const build::FileMap>(*files_);
    reached_.clear();
    searched_.reset();
  }
  return snapshot_;
}

/// FileMap::reaches() of the files as they are now.
bool CommandCollector::is_reached(std::string_view folder) {
  files_now();
  const auto known = reached_.find(folder);
  if (known != reached_.end()) return known->second;
  return reached_[std::string(folder)] = files_->reaches(folder);
}

/// The folders in which a program without a slash is looked for, as far as the build puts something into
/// them: most commands are programs of the base image.
const std::vector<std::string>& CommandCollector::search_folders(const Text& text) {
  files_now();
  std::string search = text.lookup ? text.lookup("PATH").value_or("") : std::string();
  if (searched_ && searched_->first == search) return searched_->second;
  std::vector<std::string> folders = program_folders(search);
  std::erase_if(folders, [&](const std::string& folder) {
    return !is_reached(folder) && files_->names_below(folder).empty();
  });
  searched_.emplace(std::move(search), std::move(folders));
  return searched_->second;
}

void CommandCollector::follow(const RunCommand& run, const Text& text) {
  if (text.depth >= max_depth || out_.scripts.size() >= max_scripts) return;
  const auto wanted = wanted_script(run.shell);
  if (!wanted) return;
  const auto found = find_script(*wanted, run, text);
  if (!found || !is_shell_text(found->text.view(), wanted->by_shell || found->image_file.ends_with(".sh")))
    return;
  run_script(*found, *wanted, run, text);
}

/// Reads what a shell is given on its standard input by a pipe or a file; a here-document has been read
/// already.
void CommandCollector::follow_input(const RunCommand& run, const std::vector<const shell::Command*>& peers,
                                    const Text& text) {
  const auto& command = run.shell;
  if (text.depth >= max_depth || !shell::is_shell(shell::program_name(command.words[0])) ||
      !runs_its_input(command))
    return;
  const bool given =
      std::any_of(command.redirects.begin(), command.redirects.end(), [](const auto& redirect) {
        return redirect.kind == shell::Redirect::Kind::heredoc ||
               redirect.kind == shell::Redirect::Kind::herestring;
      });
  const auto input = given ? std::nullopt : input_of(command, peers, file_text(text, command));
  if (!input) return;
  Text inner = text;
  ++inner.depth;
  inner.workdir = run.workdir;
  inner.workdir_known = run.workdir_known;
  inner.errexit = inner.pipefail = false;
  inner.trace = run.trace;
  inner.trace.push_back(
      {command.at, "`" + shell::program_name(command.words[0]) + "` runs what it is given"});
  std::vector<MappedText> parameters;
  for (std::size_t i = first_parameter(command); i < command.words.size() && command.words[i].known; ++i)
    parameters.push_back(command.words[i].text);
  script(shell::parse(*input, inner.lookup, parameters, sources_of(inner)), inner);
}

/// Reads the script `found` as `run` starts it.
void CommandCollector::run_script(const ImageFile& found, const WantedScript& wanted, const RunCommand& run,
                                  const Text& text) {
  Text inner = text;
  ++inner.depth;
  inner.file = found.file;
  inner.image_file = found.image_file;
  inner.workdir = run.workdir;
  inner.workdir_known = run.workdir_known;
  inner.errexit = inner.pipefail = false;
  const std::string shown = found.file.empty() ? found.image_file : found.file;
  const std::string what = text.depth == 0  ? std::string(name_of(text.command->kind)) + " runs " + shown
                           : wanted.sourced ? "sources " + shown
                                            : "runs " + shown;
  inner.trace = run.trace;
  inner.trace.push_back({run.shell.at, what});

  std::vector<MappedText> parameters;
  std::string key = found.image_file;
  for (std::size_t i = wanted.parameters; i < run.shell.words.size(); ++i) {
    const shell::Word& word = run.shell.words[i];
    if (!word.known) {
      parameters.clear();
      break;
    }
    parameters.push_back(word.text);
    key += '\0' + word.text.text();
  }
  if (!followed_.insert(key).second) return;
  if (!run.shell.assignments.empty() || run.shell.exported) {
    const auto outer = inner.lookup;
    std::map<std::string, std::optional<std::string>, std::less<>> set;
    if (run.shell.exported)
      for (const shell::Exported& variable : *run.shell.exported)
        set[variable.name] = variable.known && !variable.unset ? std::optional(variable.value) : std::nullopt;
    for (const auto& [name, value] : run.shell.assignments) {
      set[name] = value.known ? std::optional(value.text.text()) : std::nullopt;
    }
    inner.lookup = [outer, set](std::string_view name) -> std::optional<std::string> {
      if (const auto own = set.find(name); own != set.end()) return own->second;
      return outer ? outer(name) : std::nullopt;
    };
  }
  ReachedScript reached;
  reached.file = found.file;
  reached.image_file = found.image_file;
  reached.source = found.text.source();
  reached.stage = text.stage;
  reached.phase = text.phase;
  reached.trace = inner.trace;
  out_.scripts.push_back(std::move(reached));
  script(shell::parse(found.text, inner.lookup, parameters, sources_of(inner)), inner);
}

/// Reads what a launcher starts by its configuration.
void CommandCollector::launch(const RunCommand& run, const Text& text) {
  if (text.depth >= max_depth) return;
  launch_services(run, text);
  std::vector<std::string> paths = launcher_files(run.shell);
  if (paths.empty()) return;
  looked_ = true;
  for (const std::string& path : placed_files(build_, *files_, launcher_folders(run.shell)))
    paths.push_back(path);
  const std::string workdir = image_path(run.workdir, launcher_workdir(run.shell));
  for (std::size_t next = 0; next < paths.size() && next < max_scripts; ++next) {
    const std::string path = paths[next];
    auto found = open(image_path(workdir, path));
    // The makefile of some other project is none of the context's.
    if (!found && !reads_own_project(run.shell)) found = from_context(path);
    if (!found || !followed_.insert("launched " + found->image_file).second) continue;
    Text inner = text;
    ++inner.depth;
    inner.file = found->file;
    inner.image_file = found->image_file;
    inner.errexit = inner.pipefail = false;
    inner.trace = run.trace;
    inner.trace.push_back({run.shell.at, "`" + shell::program_name(run.shell.words.front()) + "` reads " +
                                             (found->file.empty() ? found->image_file : found->file)});
    std::vector<std::string> globs;
    for (const auto& glob : included_files(run.shell, found->text))
      globs.push_back(image_path(text::parent(found->image_file), glob));
    std::vector<MappedText> included;
    for (const auto& more : placed_files(build_, *files_, {globs.begin(), globs.end()})) {
      if (!joins_includes(run.shell))
        paths.push_back(more);
      else if (auto file = open(more))
        included.push_back(std::move(file->text));
    }
    for (const Launched& one : launched_commands(run.shell, found->text, included)) {
      inner.workdir = image_path(workdir, one.workdir);
      inner.workdir_known = run.workdir_known || one.workdir.starts_with('/');
      const auto outer = text.lookup;
      inner.lookup = [outer, set = one.environment](std::string_view name) -> std::optional<std::string> {
        for (const auto& [key, value] : set)
          if (key == name) return value;
        return outer ? outer(name) : std::nullopt;
      };
      shell::Script parsed = shell::parse(one.text, inner.lookup);
      for (shell::Command& command : parsed.commands)
        for (const auto& [key, value] : one.environment) {
          shell::Word word;
          word.text = MappedText(one.text.source());
          word.at = one.text.place();
          word.text.append_for(value, word.at.span);
          command.assignments.emplace(command.assignments.begin(), key, std::move(word));
        }
      script(std::move(parsed), inner);
    }
  }
}

/// Runs the scripts of services, as far as the build puts them where the init program looks.
void CommandCollector::launch_services(const RunCommand& run, const Text& text) {
  const auto globs = service_scripts(run.shell);
  if (globs.empty()) return;
  looked_ = true;
  const auto paths = placed_files(build_, *files_, globs);
  for (const std::string& path : paths) {
    const auto found = open(path);
    if (!found || !is_shell_text(found->text.view(), true)) continue;
    WantedScript wanted;
    wanted.parameters = run.shell.words.size();
    wanted.by_shell = true;
    run_script(*found, wanted, run, text);
  }
}

/// Opens what a script of `text` sources, for as long as that stands.
shell::Sources CommandCollector::sources_of(const Text& text) {
  return [this, &text](const shell::Word& path, const std::string& workdir) -> std::optional<MappedText> {
    WantedScript wanted;
    wanted.path = &path;
    RunCommand run;
    run.image_file = text.image_file;
    run.workdir = image_path(text.workdir, workdir);
    run.workdir_known = text.workdir_known;
    if (auto found = find_script(wanted, run, text)) return std::move(found->text);
    return std::nullopt;
  };
}

/// A context file by the end of its path: for images whose folders are not known (WORKDIR of the base image,
/// a COPY to `$APP_HOME`).
std::optional<ImageFile> CommandCollector::from_context(std::string_view path) {
  if (!build_.context) return std::nullopt;
  looked_ = true;
  while (path.starts_with("/") || path.starts_with("./")) path.remove_prefix(path[0] == '/' ? 1 : 2);
  for (int parts = 0; parts < 4 && !path.empty(); ++parts) {
    const auto normal = text::normalize(path);
    if (normal && build_.context->kind(*normal) == EntryKind::file) {
      const auto source = build_.context->read(*normal, max_script_bytes);
      if (source) return ImageFile{MappedText::whole(*source), *normal, "/" + *normal};
    }
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return std::nullopt;
}

std::optional<ImageFile> CommandCollector::find_script(const WantedScript& wanted, const RunCommand& run,
                                                       const Text& text) {
  const std::string_view path = wanted.path->text.view();
  if (path.empty() || path.find('\0') != std::string_view::npos || path.size() > 4096) return std::nullopt;
  const build::FileMap& files = *files_;
  if (wanted.by_name) {
    if (files.size() == 0) return std::nullopt;
    for (const std::string& folder : search_folders(text)) {
      const std::string image = image_path(folder, path);
      if (!files.is_destination(image) && !is_reached(text::parent(image))) continue;
      if (auto found = open(image)) return found;
    }
    return std::nullopt;
  }
  if (!wanted.path->known) {
    // "$(dirname "$0")/x.sh", "$SCRIPT_DIR/x.sh": beside the script itself.
    if (!path.starts_with('/') || path.size() < 2) return std::nullopt;
    if (!run.image_file.empty()) {
      if (auto found = open(image_path(text::parent(run.image_file), path.substr(1)))) return found;
    }
    return from_context(path);
  }
  if (auto found = open(image_path(run.workdir, path))) return found;
  if (!run.workdir_known || path.ends_with(".sh")) return from_context(path);
  return std::nullopt;
}

}  // namespace

ShellCommands shell_commands(const build::Build& build, std::span<const catalog::Tables> tables,
                             RunMemo* memo) {
  return CommandCollector(build, tables, memo).take();
}

}  // namespace dockgate::facts
