#pragma once
// A console that keeps what a command writes, on a day that only the test changes.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cli/console.hpp"

namespace dockgate::test {

class Recorder final : public cli::Console {
 public:
  void out(std::string_view text) override { out_ += text; }
  void error(std::string_view text) override { error_ += text; }
  std::optional<std::string> input(std::size_t) override { return input_; }
  bool out_is_terminal() const override { return false; }
  bool error_is_terminal() const override { return false; }
  std::optional<std::string> variable(const char* name) const override {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }
  std::string today() const override { return today_; }
  std::string input_, out_, error_, today_ = "2026-11-24";
  std::map<std::string, std::string> variables_;
};

}  // namespace dockgate::test
