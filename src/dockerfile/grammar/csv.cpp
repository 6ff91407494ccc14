#include "dockerfile/grammar/csv.hpp"

#include "dockerfile/grammar/x3_internal.hpp"

namespace dockgate::dockerfile::grammar {
namespace {

const x3::rule<struct csv_quoted_id, Slice> csv_quoted = "quoted field";
const x3::rule<struct csv_plain_id, Slice> csv_plain = "field";
const x3::rule<struct option_key_id, Slice> option_key = "option name";
const x3::rule<struct option_value_id, Slice> option_value = "option value";

const auto csv_quoted_def = '"' >> x3::raw[*("\"\"" | (char_ - '"'))] >> '"';
const auto csv_plain_def = x3::raw[*(char_ - char_(",\""))];
const auto option_key_def = x3::raw[*(char_ - '=')];
const auto option_value_def = '=' >> x3::raw[*char_];
BOOST_SPIRIT_DEFINE(csv_quoted, csv_plain, option_key, option_value)

}  // namespace

CsvCut cut_csv(std::string_view text) {
  CsvCut out;
  Iterator it = text.data();
  const Iterator end = it + text.size();
  if (it == end) return out;
  while (true) {
    const bool quoted = it != end && *it == '"';
    Slice slice;
    const bool read = quoted ? x3::parse(it, end, csv_quoted, slice) : x3::parse(it, end, csv_plain, slice);
    if (!read || (it != end && *it != ',')) {
      out.bad = {it, static_cast<std::size_t>(end - it)};
      return out;
    }
    out.fields.push_back({view_of(slice), quoted});
    if (it == end) break;
    ++it;
  }
  out.ok = true;
  return out;
}

OptionCut cut_option(std::string_view field) {
  Iterator it = field.data();
  const Iterator end = it + field.size();
  Slice key;
  Slice value;
  x3::parse(it, end, option_key, key);
  if (!x3::parse(it, end, option_value, value)) return {view_of(key), std::nullopt};
  return {view_of(key), view_of(value)};
}

}  // namespace dockgate::dockerfile::grammar
