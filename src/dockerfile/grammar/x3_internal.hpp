#pragma once
// What the grammars of this folder share. Private to their .cpp files: it is the only header here that
// includes Boost.
//
// House rules: a grammar only cuts slices (raw[]), decoding is plain C++; no skipper, no actions, no error
// handlers; character sets instead of ctype classes, which assert on bytes above 0x7F in Boost 1.74.

#include <string_view>

#include <boost/spirit/home/x3.hpp>

namespace dockgate::dockerfile::grammar {

namespace x3 = boost::spirit::x3;
using x3::standard::char_;

using Iterator = const char*;
using Slice = boost::iterator_range<Iterator>;

inline std::string_view view_of(const Slice& slice) {
  return {slice.begin(), static_cast<std::size_t>(slice.end() - slice.begin())};
}

/// The blanks between the words of an instruction: Go's `[\t\v\f\r ]`.
inline const auto blank = char_("\t\v\f\r ");

}  // namespace dockgate::dockerfile::grammar
