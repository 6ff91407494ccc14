#include "text/shapes.hpp"

#include <algorithm>
#include <cstdint>

#include "text/utf8.hpp"

namespace dockgate::text {
namespace {

struct Shape {
  std::uint32_t code;
  std::string_view plain;
};
// Sorted by code. From UnicodeData.txt: compatibility decompositions into ASCII letters and digits.
constexpr Shape shapes[] = {
    {0x00aa, "a"},  {0x00b2, "2"},   {0x00b3, "3"},   {0x00b9, "1"},   {0x00ba, "o"},  {0x0132, "IJ"},
    {0x0133, "ij"}, {0x017f, "s"},   {0x01c7, "LJ"},  {0x01c8, "Lj"},  {0x01c9, "lj"}, {0x01ca, "NJ"},
    {0x01cb, "Nj"}, {0x01cc, "nj"},  {0x01f1, "DZ"},  {0x01f2, "Dz"},  {0x01f3, "dz"}, {0x02b0, "h"},
    {0x02b2, "j"},  {0x02b3, "r"},   {0x02b7, "w"},   {0x02b8, "y"},   {0x02e1, "l"},  {0x02e2, "s"},
    {0x02e3, "x"},  {0x1d2c, "A"},   {0x1d2e, "B"},   {0x1d30, "D"},   {0x1d31, "E"},  {0x1d33, "G"},
    {0x1d34, "H"},  {0x1d35, "I"},   {0x1d36, "J"},   {0x1d37, "K"},   {0x1d38, "L"},  {0x1d39, "M"},
    {0x1d3a, "N"},  {0x1d3c, "O"},   {0x1d3e, "P"},   {0x1d3f, "R"},   {0x1d40, "T"},  {0x1d41, "U"},
    {0x1d42, "W"},  {0x1d43, "a"},   {0x1d47, "b"},   {0x1d48, "d"},   {0x1d49, "e"},  {0x1d4d, "g"},
    {0x1d4f, "k"},  {0x1d50, "m"},   {0x1d52, "o"},   {0x1d56, "p"},   {0x1d57, "t"},  {0x1d58, "u"},
    {0x1d5b, "v"},  {0x1d62, "i"},   {0x1d63, "r"},   {0x1d64, "u"},   {0x1d65, "v"},  {0x1d9c, "c"},
    {0x1da0, "f"},  {0x1dbb, "z"},   {0x2070, "0"},   {0x2071, "i"},   {0x2074, "4"},  {0x2075, "5"},
    {0x2076, "6"},  {0x2077, "7"},   {0x2078, "8"},   {0x2079, "9"},   {0x207f, "n"},  {0x2080, "0"},
    {0x2081, "1"},  {0x2082, "2"},   {0x2083, "3"},   {0x2084, "4"},   {0x2085, "5"},  {0x2086, "6"},
    {0x2087, "7"},  {0x2088, "8"},   {0x2089, "9"},   {0x2090, "a"},   {0x2091, "e"},  {0x2092, "o"},
    {0x2093, "x"},  {0x2095, "h"},   {0x2096, "k"},   {0x2097, "l"},   {0x2098, "m"},  {0x2099, "n"},
    {0x209a, "p"},  {0x209b, "s"},   {0x209c, "t"},   {0x2102, "C"},   {0x210a, "g"},  {0x210b, "H"},
    {0x210c, "H"},  {0x210d, "H"},   {0x210e, "h"},   {0x2110, "I"},   {0x2111, "I"},  {0x2112, "L"},
    {0x2113, "l"},  {0x2115, "N"},   {0x2119, "P"},   {0x211a, "Q"},   {0x211b, "R"},  {0x211c, "R"},
    {0x211d, "R"},  {0x2124, "Z"},   {0x2128, "Z"},   {0x212a, "K"},   {0x212c, "B"},  {0x212d, "C"},
    {0x212f, "e"},  {0x2130, "E"},   {0x2131, "F"},   {0x2133, "M"},   {0x2134, "o"},  {0x2139, "i"},
    {0x2145, "D"},  {0x2146, "d"},   {0x2147, "e"},   {0x2148, "i"},   {0x2149, "j"},  {0x2160, "I"},
    {0x2161, "II"}, {0x2162, "III"}, {0x2163, "IV"},  {0x2164, "V"},   {0x2165, "VI"}, {0x2166, "VII"},
    {0x2168, "IX"}, {0x2169, "X"},   {0x216a, "XI"},  {0x216c, "L"},   {0x216d, "C"},  {0x216e, "D"},
    {0x216f, "M"},  {0x2170, "i"},   {0x2171, "ii"},  {0x2172, "iii"}, {0x2173, "iv"}, {0x2174, "v"},
    {0x2175, "vi"}, {0x2176, "vii"}, {0x2178, "ix"},  {0x2179, "x"},   {0x217a, "xi"}, {0x217c, "l"},
    {0x217d, "c"},  {0x217e, "d"},   {0x217f, "m"},   {0x2c7c, "j"},   {0x2c7d, "V"},  {0xfb00, "ff"},
    {0xfb01, "fi"}, {0xfb02, "fl"},  {0xfb03, "ffi"}, {0xfb04, "ffl"}, {0xfb05, "st"}, {0xfb06, "st"},
    {0xfe33, "_"},  {0xfe34, "_"},   {0xfe4d, "_"},   {0xfe4e, "_"},   {0xfe4f, "_"}};

/// What stands for `code` in plain form; "" when it has none.
std::string_view plain_of(std::uint32_t code) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  static constexpr std::string_view digits = "0123456789";
  if (code >= 0x1d400 && code <= 0x1d6a3) return letters.substr((code - 0x1d400) % 52, 1);
  if (code >= 0x1d7ce && code <= 0x1d7ff) return digits.substr((code - 0x1d7ce) % 10, 1);
  if (code >= 0xff21 && code <= 0xff3a) return letters.substr(code - 0xff21, 1);
  if (code >= 0xff41 && code <= 0xff5a) return letters.substr(26 + code - 0xff41, 1);
  if (code >= 0xff10 && code <= 0xff19) return digits.substr(code - 0xff10, 1);
  if (code == 0xff3f) return "_";
  const auto found =
      std::lower_bound(std::begin(shapes), std::end(shapes), code,
                       [](const Shape& shape, std::uint32_t wanted) { return shape.code < wanted; });
  return found != std::end(shapes) && found->code == code ? found->plain : std::string_view();
}

}  // namespace

std::string plain_shapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      out.push_back(text[at++]);
      continue;
    }
    const CodePoint here = decode(text.substr(at));
    const std::string_view plain = here.valid ? plain_of(here.value) : std::string_view();
    out += plain.empty() ? text.substr(at, here.length) : plain;
    at += here.length;
  }
  return out;
}

bool has_other_shapes(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint here = decode(text.substr(at));
    if (here.valid && !plain_of(here.value).empty()) return true;
    at += here.length;
  }
  return false;
}

}  // namespace dockgate::text
