#include "dockerfile/pieces.hpp"

#include "dockerfile/grammar/exec_form.hpp"
#include "text/utf8.hpp"

namespace dockgate::dockerfile {

MappedText Cutter::cut_utf8(std::string_view slice) const {
  if (text::is_utf8(slice)) return cut(slice);
  MappedText out(from_.source());
  while (!slice.empty()) {
    std::size_t good = 0;
    text::CodePoint point;
    while (good < slice.size() && (point = text::decode(slice.substr(good))).valid) good += point.length;
    if (good > 0) out.append(cut(slice.substr(0, good)));
    slice.remove_prefix(good);
    if (slice.empty()) break;
    out.append_for("\xEF\xBF\xBD", span(slice.substr(0, 1)));
    slice.remove_prefix(1);
  }
  return out;
}

MappedText decode_flag(const Cutter& cutter, std::string_view slice, char escape) {
  MappedText out(cutter.from().source());
  const auto append_byte = [&](std::string_view byte) {
    const auto value = static_cast<unsigned char>(byte.front());
    const char encoded[2] = {static_cast<char>(0xC0 | (value >> 6)),
                             static_cast<char>(0x80 | (value & 0x3F))};
    out.append_for({encoded, 2}, cutter.span(byte));
  };
  const auto is_plain = [escape](char c) {
    return c != '"' && c != '\'' && c != escape && static_cast<unsigned char>(c) < 0x80;
  };
  char quote = '\0';
  for (std::size_t i = 0; i < slice.size();) {
    std::size_t run = i;
    while (run < slice.size() && is_plain(slice[run])) ++run;
    if (run > i) {
      out.append(cutter.cut(slice.substr(i, run - i)));
      i = run;
      continue;
    }
    const char c = slice[i];
    if (c == quote || (quote == '\0' && (c == '"' || c == '\''))) {
      quote = c == quote ? '\0' : c;
      ++i;
      continue;
    }
    if (c == escape && ++i == slice.size()) break;  // a last escape is dropped
    const std::string_view byte = slice.substr(i++, 1);
    if (static_cast<unsigned char>(byte.front()) < 0x80) {
      out.append(cutter.cut(byte));
    } else {
      append_byte(byte);
    }
  }
  return out;
}

MappedText decode_json_string(const Cutter& cutter, std::string_view slice) {
  MappedText out = cutter.cut(slice.substr(1, 0));  // keeps the place of an empty string
  for (const grammar::StringPiece& piece : grammar::cut_json_string(slice)) {
    if (piece.copied) {
      out.append(cutter.cut(piece.source));
    } else {
      out.append_for(piece.decoded, cutter.span(piece.source));
    }
  }
  return out;
}

}  // namespace dockgate::dockerfile
