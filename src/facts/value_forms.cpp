#include "facts/value_forms.hpp"

#include <algorithm>
#include <charconv>

#include "catalog/installers.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

bool is_url(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || !text::is_letter(text[0])) return false;
  const auto in_scheme = [](char c) { return text::is_letter_or_digit(c) || one_of(c, "+-."); };
  if (!std::ranges::all_of(text.substr(0, colon), in_scheme)) return false;
  const auto rest = text.substr(colon + 1);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '%') {
      if (i + 2 >= rest.size() || !text::is_hex_digit(rest[i + 1]) || !text::is_hex_digit(rest[i + 2]))
        return false;
    } else if (!text::is_letter_or_digit(c) && !one_of(c, "-._~:/?#[]@!$&'()*+,;=")) {
      return false;
    }
  }
  return std::ranges::count(rest, '#') < 2;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos || at == 0 || at + 1 == text.size()) return false;
  const auto is_atom = [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) {
      return text::is_letter_or_digit(c) || one_of(c, "!#$%&'*+-/=?^_`{|}~");
    });
  };
  const auto dotted = [&](std::string_view part) {
    return std::ranges::all_of(text::split(part, '.'), is_atom);
  };
  const auto local = text.substr(0, at);
  const auto domain = text.substr(at + 1);
  const bool quoted = local.size() > 1 && local.starts_with('"') && local.ends_with('"') &&
                      local.substr(1, local.size() - 2).find('"') == local.npos;
  const bool literal = domain.starts_with('[') && domain.ends_with(']') && domain.find(' ') == domain.npos;
  return (quoted || dotted(local)) && (literal || dotted(domain));
}

/// The number in `digits` if it is at most `most`.
bool at_most(std::string_view digits, int least, int most) {
  int value = 0;
  if (!text::is_all_digits(digits)) return false;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value >= least && value <= most;
}

int days_in(int year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_time(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':')
    return false;
  if (!one_of(text[10], "Tt ")) return false;
  if (!at_most(text.substr(0, 4), 0, 9999) || !at_most(text.substr(5, 2), 1, 12) ||
      !at_most(text.substr(11, 2), 0, 23) || !at_most(text.substr(14, 2), 0, 59) ||
      !at_most(text.substr(17, 2), 0, 60))
    return false;
  int year = 0, month = 0;
  std::from_chars(text.data(), text.data() + 4, year);
  std::from_chars(text.data() + 5, text.data() + 7, month);
  if (!at_most(text.substr(8, 2), 1, days_in(year, month))) return false;
  text.remove_prefix(19);
  if (text.starts_with('.')) {
    std::size_t end = 1;
    while (end < text.size() && text::is_digit(text[end])) ++end;
    if (end == 1) return false;
    text.remove_prefix(end);
  }
  if (text == "Z" || text == "z") return true;
  return text.size() == 6 && one_of(text[0], "+-") && text[3] == ':' && at_most(text.substr(1, 2), 0, 23) &&
         at_most(text.substr(4, 2), 0, 59);
}

bool is_commit(std::string_view text) {
  return text::is_lower_hex(text, 7) || text::is_commit(text);
}

bool is_version(std::string_view text) {
  const auto identifiers = [](std::string_view part) {
    return std::ranges::all_of(text::split(part, '.'), [](std::string_view id) {
      return !id.empty() &&
             std::ranges::all_of(id, [](char c) { return text::is_letter_or_digit(c) || c == '-'; });
    });
  };
  if (const auto plus = text.find('+'); plus != text.npos) {
    if (!identifiers(text.substr(plus + 1))) return false;
    text = text.substr(0, plus);
  }
  if (const auto dash = text.find('-'); dash != text.npos) {
    if (!identifiers(text.substr(dash + 1))) return false;
    text = text.substr(0, dash);
  }
  const auto numbers = text::split(text, '.');
  return numbers.size() == 3 && std::ranges::all_of(numbers, text::is_all_digits);
}

}  // namespace

std::vector<std::string> value_forms(std::string_view value) {
  std::vector<std::string> forms;
  if (is_url(value)) forms.emplace_back("url");
  if (is_email(value)) forms.emplace_back("email");
  if (is_time(value)) forms.emplace_back("time");
  if (catalog::is_licence(value)) forms.emplace_back("licence");
  if (is_commit(value)) forms.emplace_back("commit");
  if (is_version(value)) forms.emplace_back("version");
  return forms;
}

}  // namespace dockgate::facts
