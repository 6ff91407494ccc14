#include "policy/regexes.hpp"

#include <map>
#include <mutex>

#include <re2/re2.h>

namespace dockgate::policy {
namespace {

re2::RE2::Options options() {
  re2::RE2::Options result;
  result.set_log_errors(false);
  return result;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

class Regexes::Compiled {
 public:
  explicit Compiled(std::string_view pattern) : pattern_(pattern) {}
  const re2::RE2& regex() const {
    std::call_once(once_, [&] { regex_ = std::make_unique<re2::RE2>(piece(pattern_), options()); });
    return *regex_;
  }

 private:
  std::string pattern_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<re2::RE2> regex_;
};

struct Regexes::State {
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<Compiled>, std::less<>> compiled;
};

Regexes::Regexes() : state_(std::make_unique<State>()) {}
Regexes::~Regexes() = default;

const Regexes::Compiled& Regexes::get(std::string_view pattern) const {
  const std::lock_guard lock(state_->mutex);
  auto found = state_->compiled.find(pattern);
  if (found == state_->compiled.end()) {
    found = state_->compiled.emplace(pattern, std::make_unique<Compiled>(pattern)).first;
  }
  return *found->second;
}

bool Regexes::found(const Compiled& regex, std::string_view text) {
  const re2::RE2& compiled = regex.regex();
  return compiled.ok() && re2::RE2::PartialMatch(piece(text), compiled);
}

std::optional<std::string> regex_complaint(std::string_view pattern) {
  const re2::RE2 regex(piece(pattern), options());
  if (regex.ok()) return std::nullopt;
  std::string message = regex.error();
  if (message.find(regex.error_arg()) == std::string::npos) message += " (`" + regex.error_arg() + "`)";
  return message;
}

}  // namespace dockgate::policy
