#pragma once
// Calendar days. The library never asks for today's: its caller passes it in.

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace dockgate::text {

struct Date {
  int year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const Date&) const = default;  // NOLINT(modernize-use-nullptr): the tool's mistake
};

/// Reads `2026-12-31`; nothing for anything else, also for days that do not exist.
std::optional<Date> date_from(std::string_view text);
std::string to_string(Date date);
/// Days from `from` to `to`; negative when `to` is earlier.
int days_between(Date from, Date to);
/// The day `days` after `date`, at most the last one of the year 9999.
Date days_after(Date date, int days);

}  // namespace dockgate::text
