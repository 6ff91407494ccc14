#include "shell/move.hpp"

namespace dockgate::shell {

void CommandMover::move(Word& word) {
  word.text.move(mover_);
  mover_.move(word.at);
}

void CommandMover::move(std::vector<Word>& words) {
  for (Word& word : words) move(word);
}

void CommandMover::move(Command& command) {
  for (auto& [name, value] : command.assignments) move(value);
  if (command.exported) {
    auto& moved = exported_[command.exported];
    if (!moved) {
      auto all = std::make_shared<std::vector<Exported>>(*command.exported);
      for (Exported& variable : *all) mover_.move(variable.at);
      moved = std::move(all);
    }
    command.exported = moved;
  }
  move(command.words);
  move(command.wrapped_by);
  move(command.fed_by);
  for (Redirect& redirect : command.redirects) {
    move(redirect.target);
    redirect.body.move(mover_);
  }
  mover_.move(command.at);
  for (Place& via : command.via) mover_.move(via);
  if (command.compared) {
    auto moved = std::make_shared<Comparison>(*command.compared);
    move(moved->other);
    command.compared = std::move(moved);
  }
}

}  // namespace dockgate::shell
