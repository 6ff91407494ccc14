#include <algorithm>
#include <iterator>
#include <utility>

#include "build/resolver.hpp"

namespace dockgate::build {

Resolver::Resolver(std::shared_ptr<const dockerfile::File> file, std::shared_ptr<const FileTree> context,
                   Request request) {
  build_.file = std::move(file);
  build_.context = std::move(context);
  build_.request = std::move(request);
  if (build_.context) build_.context_path = build_.context->display_path("");
}

// The order is BuildKit's: names and FROM lines of the whole file first, then stage by stage.
Build Resolver::run() {
  read_syntax_directive();
  read_ignore_file();
  find_stages();
  check_stage_names();
  find_target();
  set_predefined();
  build_.after.resize(build_.file->instructions.size());
  read_globals();
  states_.resize(build_.stages.size());
  triggers_.resize(build_.stages.size());
  dependencies_.resize(build_.stages.size());
  for (auto& stage : build_.stages) read_from(stage);
  for (auto& stage : build_.stages) {
    begin_stage(stage);
    build_.after[stage.from] = state_->variables;
    for (std::size_t i = stage.from + 1; i < stage.end; ++i) {
      instruction_ = i;
      const Instruction& instruction = build_.file->instructions[i];
      if (instruction.trigger) {
        triggers_[static_cast<std::size_t>(stage.index)].push_back(instruction.trigger.get());
        on_trigger(instruction);
      } else if (!stage.replaced) {
        dispatch(instruction);
      }
      build_.after[i] = state_->variables;
    }
    end_stage(stage);
  }
  report_forward_references();
  mark_needed();
  return std::move(build_);
}

void Resolver::dispatch(const Instruction& instruction) {
  const std::string_view keyword = instruction.keyword;
  if (keyword == "ARG") return on_arg(instruction);
  if (keyword == "ENV") return on_env(instruction);
  if (keyword == "RUN") return on_run(instruction);
  if (keyword == "COPY") return on_copy(instruction, false);
  if (keyword == "ADD") return on_copy(instruction, true);
  if (keyword == "WORKDIR") return on_workdir(instruction);
  if (keyword == "USER") return on_user(instruction);
  if (keyword == "CMD") return on_start_command(instruction, CommandKind::cmd);
  if (keyword == "ENTRYPOINT") return on_start_command(instruction, CommandKind::entrypoint);
  if (keyword == "HEALTHCHECK") return on_healthcheck(instruction);
  if (keyword == "SHELL") return on_shell(instruction);
  if (keyword == "LABEL") return on_label(instruction);
  if (keyword == "EXPOSE") return on_expose(instruction);
  if (keyword == "VOLUME" || keyword == "STOPSIGNAL") {
    for (const auto& word : instruction.args) expanded(word);
  }
}

void Resolver::note(std::string kind, std::string name, std::string message, Place at, bool base_decides) {
  build_.notices.push_back({std::move(kind),
                            std::move(name),
                            std::move(message),
                            instruction_,
                            std::move(at),
                            base_decides,
                            {},
                            false});
}

void Resolver::note_word(std::string kind, const MappedText& word, std::string message, std::string correct) {
  const Place at = word.place();
  const bool literal = at.source && at.source->text(at.span) == word.view();
  note(std::move(kind), word.text(), std::move(message), at);
  if (literal) build_.notices.back().correct = std::move(correct);
}

void Resolver::note_at(std::size_t instruction, std::string kind, std::string name, std::string message,
                       Place at) {
  const auto here = std::exchange(instruction_, instruction);
  note(std::move(kind), std::move(name), std::move(message), std::move(at));
  instruction_ = here;
}

const Scope& Build::before(std::size_t instruction) const {
  if (instruction >= after.size()) return globals;
  const bool is_from = file->instructions[instruction].keyword == "FROM";
  return instruction == 0 || is_from ? globals : after[instruction - 1];
}

const Stage* Build::stage_of(std::size_t instruction) const {
  const auto next = std::upper_bound(stages.begin(), stages.end(), instruction,
                                     [](std::size_t at, const Stage& stage) { return at < stage.from; });
  return next == stages.begin() ? nullptr : &*std::prev(next);  // stages lie without gaps
}

Build resolve(std::shared_ptr<const dockerfile::File> file, std::shared_ptr<const FileTree> context,
              Request request) {
  return Resolver(std::move(file), std::move(context), std::move(request)).run();
}

}  // namespace dockgate::build
