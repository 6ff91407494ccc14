#pragma once
// Moments of a lock: UTC, to the second.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dockgate::lock {

/// 2026-11-29T14:40:00Z of seconds since 1970, for the years 1970 to 9999.
std::string time_of(std::int64_t seconds);
/// Seconds since 1970 of a time in RFC 3339, with fractions of a second and an offset or without; nothing for
/// other texts.
std::optional<std::int64_t> seconds_of(std::string_view time);
/// "3 days", "5 hours", "1 minute": the largest whole unit.
std::string length_of_time(std::int64_t seconds);

}  // namespace dockgate::lock
