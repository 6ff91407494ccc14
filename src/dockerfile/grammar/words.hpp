#pragma once
// The grammar of the words of ENV, LABEL and ARG.

#include <string_view>
#include <vector>

namespace dockgate::dockerfile::grammar {

/// Splits at White_Space outside of quotes. Quotes and escapes stay in the words; single quotes know no
/// escape; an open quote runs to the end. An escape as the very last byte is dropped, unless it stands in
/// single quotes.
std::vector<std::string_view> cut_words(std::string_view text, char escape);

}  // namespace dockgate::dockerfile::grammar
