#pragma once
// Values that BuildKit reads with Go's standard library: durations, numbers, truth values.

#include <cstdint>
#include <optional>
#include <string_view>

namespace dockgate::dockerfile {

/// A Go duration ("1m30s", "1.5h", "0") in nanoseconds; nothing when it is none or does not fit into 63 bits
/// (time.ParseDuration).
std::optional<std::int64_t> parse_duration(std::string_view text);

/// A decimal integer of 32 bits with an optional sign (strconv.ParseInt).
std::optional<std::int32_t> parse_int32(std::string_view text);
/// An unsigned integer of 32 bits without a sign (strconv.ParseUint).
std::optional<std::uint32_t> parse_uint32(std::string_view text, int base);

/// 1 t T TRUE true True, 0 f F FALSE false False (strconv.ParseBool).
std::optional<bool> parse_bool(std::string_view text);

/// Whether `text` is a number of bytes as in "10mb", "1.5 GiB" or "512" (docker/go-units, RAMInBytes).
bool is_byte_size(std::string_view text);

}  // namespace dockgate::dockerfile
