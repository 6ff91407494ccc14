#include "lock/time.hpp"

#include <array>
#include <chrono>
#include <string_view>

#include "lock/lock.hpp"
#include "text/words.hpp"

namespace dockgate::lock {

namespace {

constexpr std::int64_t day = 86'400;

std::string digits(std::int64_t value, std::size_t width) {
  std::string out = std::to_string(value);
  while (out.size() < width) out.insert(out.begin(), '0');
  return out;
}

/// `text` as a number of `count` digits at `at`; nothing when it is none.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int out = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

/// Seconds of "+05:30"; nothing for other texts.
std::optional<std::int64_t> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = number(text, 1, 2), minutes = number(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t out = std::int64_t{*hours} * 3600 + std::int64_t{*minutes} * 60;
  return text[0] == '-' ? -out : out;
}

}  // namespace

std::string time_of(std::int64_t seconds) {
  const std::chrono::sys_days days{std::chrono::days(seconds / day)};
  const std::chrono::year_month_day date(days);
  const std::int64_t rest = seconds % day;
  return digits(static_cast<int>(date.year()), 4) + "-" + digits(static_cast<unsigned>(date.month()), 2) +
         "-" + digits(static_cast<unsigned>(date.day()), 2) + "T" + digits(rest / 3600, 2) + ":" +
         digits(rest / 60 % 60, 2) + ":" + digits(rest % 60, 2) + "Z";
}

std::optional<std::int64_t> seconds_of(std::string_view time) {
  const auto year = number(time, 0, 4), month = number(time, 5, 2), date = number(time, 8, 2);
  const auto hour = number(time, 11, 2), minute = number(time, 14, 2), second = number(time, 17, 2);
  if (!year || !month || !date || !hour || !minute || !second) return std::nullopt;
  if (time[4] != '-' || time[7] != '-' || (time[10] != 'T' && time[10] != 't') || time[13] != ':' ||
      time[16] != ':')
    return std::nullopt;
  std::string_view rest = time.substr(19);
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end);
  }
  const auto offset = offset_of(rest);
  const std::chrono::year_month_day day_of_year{std::chrono::year(*year),
                                                std::chrono::month(static_cast<unsigned>(*month)),
                                                std::chrono::day(static_cast<unsigned>(*date))};
  if (!offset || !day_of_year.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(day_of_year).time_since_epoch().count();
  return days * day + std::int64_t{*hour} * 3600 + std::int64_t{*minute} * 60 + *second - *offset;
}

bool is_time(std::string_view text) {
  const auto seconds = seconds_of(text);
  return seconds && *seconds >= 0 && time_of(*seconds) == text;
}

std::string length_of_time(std::int64_t seconds) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> units{
      {{day, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
  if (seconds < 0) seconds = 0;
  for (const auto& [length, name] : units) {
    const std::int64_t count = seconds / length;
    if (count > 0 || length == 1) return text::counted(static_cast<std::size_t>(count), name);
  }
  return {};
}

}  // namespace dockgate::lock
