#pragma once
// Small helpers on text that several layers need.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::text {

std::string lower(std::string_view text);  // ASCII only
std::string upper(std::string_view text);  // ASCII only
std::string_view trim(std::string_view text, std::string_view blanks = " \t\r\n\v\f");
std::vector<std::string_view> split(std::string_view text, char separator);
/// What stands behind the last dot of a dotted name: all of it where there is none.
std::string_view last_part(std::string_view dotted);
bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII only

/// The candidate nearest to `word` by Damerau-Levenshtein distance of at most 2 (1 for words of up to three
/// letters), ignoring case; "" when none is near. The first of equally near ones wins.
std::string_view did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// "did you mean `--from`?" for the candidate that did_you_mean() finds, with `prefix` in front of it; ""
/// when none is near.
std::string hint(std::string_view word, std::span<const std::string_view> candidates,
                 std::string_view prefix = {});

/// `message`, with "; " and the hint behind it where there is one.
std::string with_hint(std::string message, std::string_view word,
                      std::span<const std::string_view> candidates);
std::string with_hint(std::string message, std::string_view word,
                      std::initializer_list<std::string_view> candidates);

/// `text` with control characters, line breaks, bidirectional controls and invalid UTF-8 made visible as
/// \xNN or \u{NNNN}, so that what is printed cannot steer a terminal or reorder what a reader sees.
std::string printable(std::string_view text);

/// Exactly `digits` characters out of 0-9 a-f.
bool is_lower_hex(std::string_view text, std::size_t digits);

/// The whole name of a commit of Git, its SHA-1 in 40 lower-case digits of hex.
bool is_commit(std::string_view text);

/// "1 rule", "2 rules"; `many` for a plural that is not `one` with an s.
std::string counted(std::size_t count, std::string_view one, std::string_view many = {});

}  // namespace dockgate::text
