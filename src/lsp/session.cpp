#include "lsp/session.hpp"

#include "lsp/state_internal.hpp"

namespace dockgate::lsp {

Session::Session(Host host) : state_(std::make_unique<State>(std::move(host))) {}
Session::~Session() = default;

bool Session::receive(const std::string& content) {
  return state_->receive(content);
}

void Session::judged(std::size_t root, Outcome outcome) {
  state_->judged(root, std::move(outcome));
}

void Session::publish_rest(const std::function<bool()>& interrupted) {
  state_->publish_rest(interrupted);
}

std::vector<std::string> Session::take_output() {
  return std::exchange(state_->output, {});
}

std::vector<Job> Session::take_jobs() {
  return state_->take_jobs();
}

std::vector<Outcome> Session::take_spent() {
  return state_->take_spent();
}

std::optional<int> Session::exit_code() const {
  return state_->exit_code;
}

}  // namespace dockgate::lsp
