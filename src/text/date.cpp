#include "text/date.hpp"

#include <algorithm>
#include <chrono>

namespace dockgate::text {
namespace {

std::chrono::year_month_day calendar(Date date) {
  return std::chrono::year(date.year) / date.month / date.day;
}

}  // namespace

std::optional<Date> date_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t begin, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(begin, count)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const Date date{number(0, 4), number(5, 2), number(8, 2)};
  if (date.year < 0 || date.month < 1 || date.day < 1 || !calendar(date).ok()) return std::nullopt;
  return date;
}

std::string to_string(Date date) {
  const auto padded = [](int number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2);
}

int days_between(Date from, Date to) {
  return static_cast<int>(
      (std::chrono::sys_days(calendar(to)) - std::chrono::sys_days(calendar(from))).count());
}

Date days_after(Date date, int days) {
  const std::chrono::year_month_day day(std::chrono::sys_days(calendar(date)) + std::chrono::days(days));
  if (static_cast<int>(day.year()) > 9999) return {9999, 12, 31};
  return {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day()))};
}

}  // namespace dockgate::text
