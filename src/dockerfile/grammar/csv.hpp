#pragma once
// The grammar of one line of comma-separated values, which the options of --mount and --device are.

#include <optional>
#include <string_view>
#include <vector>

namespace dockgate::dockerfile::grammar {

struct CsvField {
  std::string_view text;  // without the quotes around it
  bool quoted = false;    // then `""` inside stands for one quote
};

struct CsvCut {
  std::vector<CsvField> fields;
  /// What cannot be read, if anything: from a stray or open quote to the end. Empty also for an empty `text`,
  /// which has no fields and is an error too (RFC 4180 as read by BuildKit).
  std::string_view bad;
  bool ok = false;
};

CsvCut cut_csv(std::string_view text);

/// The key and the value of `field`: split at its first `=`.
struct OptionCut {
  std::string_view key;
  std::optional<std::string_view> value;
};
OptionCut cut_option(std::string_view field);

}  // namespace dockgate::dockerfile::grammar
