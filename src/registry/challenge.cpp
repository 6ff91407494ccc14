#include "registry/challenge.hpp"

#include <algorithm>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::registry {

namespace {

constexpr std::size_t most = 16;

bool is_token(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return text::is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<Challenge> challenges() {
    std::vector<Challenge> out;
    while (out.size() < most) {
      skip(" \t,");
      const std::string_view scheme = token();
      if (scheme.empty()) break;
      Challenge challenge{text::lower(scheme), {}};
      if (!blank()) {
        out.push_back(std::move(challenge));
        if (!rest_.empty() && rest_.front() != ',') break;
        continue;
      }
      const bool whole = parameters(challenge);
      out.push_back(std::move(challenge));
      if (!whole) break;
    }
    return out;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  bool blank() {
    const std::size_t before = rest_.size();
    skip(" \t");
    return rest_.size() < before;
  }
  std::string_view token() {
    const std::size_t end =
        static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_token) - rest_.begin());
    const std::string_view out = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return out;
  }

  /// False where the text cannot be read further. Leaves the next scheme in front.
  bool parameters(Challenge& challenge) {
    while (challenge.parameters.size() < most) {
      const std::string_view before = rest_;
      skip(" \t,");
      const std::string_view name = token();
      if (name.empty()) return rest_.empty();
      skip(" \t");
      if (!rest_.starts_with('=')) {  // the scheme of the next challenge
        rest_ = before;
        return true;
      }
      rest_.remove_prefix(1);
      skip(" \t=");  // more `=` belong to the credentials-like form, which no registry uses
      std::string value;
      if (!read_value(value)) return false;
      challenge.parameters.emplace(text::lower(name), std::move(value));
    }
    return false;
  }

  bool read_value(std::string& out) {
    if (!rest_.starts_with('"')) {
      out = token();
      return true;
    }
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (rest_[i] == '\\' && ++i == rest_.size()) return false;
      out += rest_[i];
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

std::vector<Challenge> read_challenges(std::string_view header) {
  return Reader(header).challenges();
}

}  // namespace dockgate::registry
