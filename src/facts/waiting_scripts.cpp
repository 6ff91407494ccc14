#include "facts/waiting_scripts.hpp"

#include <set>

#include "text/path.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t max_waiting = 200;
constexpr std::uint64_t max_waiting_bytes = 1u << 20;
constexpr std::uint64_t max_bytes = 4u << 20;

}  // namespace

WaitingScripts waiting_scripts(const build::Build& build, const ShellCommands& commands,
                               const ContextFiles& files) {
  WaitingScripts out;
  out.commands.waiting = true;
  if (build.context == nullptr || build.target_stage < 0) return out;
  const auto target = static_cast<std::size_t>(build.target_stage);
  if (target >= build.stages.size()) return out;
  const build::Stage& stage = build.stages[target];
  const auto map =
      target < commands.files.size() && commands.files[target] ? commands.files[target] : stage.files;
  if (map == nullptr) return out;
  std::set<std::string_view> reached;
  for (const ReachedScript& script : commands.scripts) reached.insert(script.file);

  const auto scope = stage.environment ? stage.environment : stage.scope;
  std::uint64_t bytes = 0;
  for (const std::string& path : files.files) {
    if (!path.ends_with(".sh") && !path.ends_with(".bash")) continue;
    if (reached.contains(path)) continue;
    const auto places = map->image_paths(path);
    if (places.empty()) continue;
    const auto source = build.context->read(path, max_waiting_bytes);
    if (!source) continue;
    bytes += (*source)->bytes().size();
    if (out.owners.size() == max_waiting || bytes > max_bytes) {
      out.commands.not_judged.push_back(
          {{}, "not all shell scripts that ship were looked at: there are too many"});
      break;
    }
    build::Command& owner = out.owners.emplace_back();
    owner.kind = build::CommandKind::cmd;
    owner.instruction = stage.from;
    owner.workdir = stage.workdir;
    owner.scope = scope;
    owner.files = stage.files;
    std::vector<Step> trace;
    if (const auto hit = map->find(places.front()); hit && hit->placed != nullptr) {
      const auto& placed = hit->outer != nullptr ? *hit->outer : *hit->placed;
      owner.instruction = placed.instruction;
      trace.push_back({placed.at, "ships `" + path + "`, which nothing runs"});
    }
    const auto parsed = shell::parse(text::MappedText::whole(*source), scope_lookup(scope));
    for (const shell::Command& command : parsed.commands) {
      if (command.words.empty()) continue;
      RunCommand run;
      run.command = &owner;
      run.shell = command;
      run.shell.called = false;
      run.stage = stage.index;
      run.phase = Phase::start;
      run.trace = trace;
      run.file = path;
      run.image_file = places.front();
      run.workdir = image_path(stage.workdir, command.workdir);
      run.workdir_known = false;
      run.files = map;
      out.commands.commands.push_back(std::move(run));
    }
    ReachedScript script;
    script.file = path;
    script.image_file = places.front();
    script.source = *source;
    script.stage = stage.index;
    script.phase = Phase::start;
    script.trace = std::move(trace);
    out.commands.scripts.push_back(std::move(script));
  }
  out.commands.files = commands.files;
  return out;
}

}  // namespace dockgate::facts
