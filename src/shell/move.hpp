#pragma once
// Commands that go along with their text.

#include <map>
#include <memory>
#include <vector>

#include "shell/script.hpp"
#include "text/mover.hpp"

namespace dockgate::shell {

/// Moves the places of the commands of one script; what they share they share behind it.
class CommandMover {
 public:
  explicit CommandMover(text::Mover& mover) : mover_(mover) {}
  void move(Command& command);

 private:
  void move(Word& word);
  void move(std::vector<Word>& words);

  text::Mover& mover_;
  using Exports = std::shared_ptr<const std::vector<Exported>>;
  std::map<Exports, Exports> exported_;
};

}  // namespace dockgate::shell
