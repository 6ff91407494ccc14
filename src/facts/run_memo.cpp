#include "facts/run_memo.hpp"

#include <algorithm>

namespace dockgate::facts {
namespace {

constexpr std::size_t most_answers = 8;  // kept for one text

void move(text::Mover& mover, shell::CommandMover& commands, RunCommand& command) {
  commands.move(command.shell);
  for (Step& step : command.trace) mover.move(step.at);
}

void move(text::Mover& mover, build::Placed& placed) {
  placed.content.move(mover);
  mover.move(placed.at);
}

void move(text::Mover& mover, KeptRun& run) {
  shell::CommandMover commands(mover);
  for (RunCommand& command : run.commands) move(mover, commands, command);
  for (build::Placed& placed : run.made) move(mover, placed);
  for (Problem& problem : run.not_judged) mover.move(problem.at);
}

std::size_t weight_of(const KeptRun& run) {
  std::size_t words = 16;
  for (const RunCommand& command : run.commands) words += 4 + command.shell.words.size();
  return words;
}

}  // namespace

std::optional<std::string> AskedVariables::ask(std::string_view name) {
  for (const auto& [known, answer] : answers_)
    if (known == name) return answer;
  auto answer = lookup_ ? lookup_(name) : std::nullopt;
  answers_.emplace_back(name, answer);
  return answer;
}

std::string_view FilesKey::of(const build::FileMap* layer, const std::vector<build::Placed>& made) {
  const bool known = layer_ != nullptr && layer != nullptr && layer->is_copy_of(*layer_);
  if (!known) {
    layer_ = layer;
    layer_key_.clear();
    if (layer != nullptr)
      for (const build::Placed& placed : layer->entries()) placed.append_key(layer_key_);
  }
  const bool more = made_ < made.size();
  for (; made_ < made.size(); ++made_) made[made_].append_key(made_key_);
  if (!known || more || key_.empty()) key_ = layer_key_ + '\2' + made_key_;
  return key_;
}

std::string RunMemo::key_of(const build::Command& command, const RunAt& at, std::string_view files) {
  std::string key(at.source->text(at.instruction));
  const auto add = [&](std::string_view part) { key.append(1, '\0').append(part); };
  add(command.workdir);
  key += command.workdir_known ? 'k' : 'u';
  for (const std::string& word : command.shell) add(word);
  key += command.exec_form ? 'e' : 's';
  command.script.append_key(at.instruction.begin, key);
  for (const text::MappedText& word : command.argv) word.append_key(at.instruction.begin, key);
  add(files);
  return key;
}

RunMover::RunMover(const KeptRun& run, const RunAt& at)
    : mover_(run.frame, {0, static_cast<std::uint32_t>(run.frame->bytes().size())}, at.source,
             at.instruction.begin) {}

void RunMover::move(RunCommand& command) {
  facts::move(mover_, commands_, command);
}

void RunMover::move(build::Placed& placed) {
  facts::move(mover_, placed);
}

void RunMover::move(Problem& problem) {
  mover_.move(problem.at);
}

std::shared_ptr<const KeptRun> RunMemo::find(const std::string& key, const shell::Lookup& lookup) {
  const std::lock_guard lock(mutex_);
  const Kept* all = kept_.find(key);
  if (all == nullptr) return nullptr;
  const auto holds = [&](const auto& run) {
    return std::ranges::all_of(run->asked, [&](const auto& asked) {
      return (lookup ? lookup(asked.first) : std::nullopt) == asked.second;
    });
  };
  const auto one = std::ranges::find_if(*all, holds);
  if (one == all->end()) return nullptr;
  ++found_;
  return *one;
}

void RunMemo::keep(const std::string& key, KeptRun run, const RunAt& at) {
  run.frame = std::make_shared<const SourceFile>(std::string(), std::string(at.source->text(at.instruction)));
  text::Mover mover(at.source, at.instruction, run.frame, 0);
  move(mover, run);
  for (const build::Placed& placed : run.made)
    if (placed.from != build::Placed::From::command || !placed.source.empty()) return;
  if (mover.strayed()) return;
  for (RunCommand& command : run.commands) {
    command.command = nullptr;
    command.files = nullptr;
  }
  const std::size_t weight = weight_of(run);
  auto kept = std::make_shared<const KeptRun>(std::move(run));
  const std::lock_guard lock(mutex_);
  const Kept* known = kept_.find(key);
  Kept all = known != nullptr ? *known : Kept{};
  if (all.size() >= most_answers) all.erase(all.begin());
  all.push_back(std::move(kept));
  kept_.replace(key, std::move(all), weight);
}

}  // namespace dockgate::facts
