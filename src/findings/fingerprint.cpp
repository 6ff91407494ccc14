#include "findings/fingerprint.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace dockgate::findings {

namespace {

__extension__ using Wide = unsigned __int128;

/// FNV-1a with 128 bits; offset and prime from the FNV draft (draft-eastlake-fnv, section 5).
class Hash {
 public:
  void byte(unsigned char value) {
    state_ ^= value;
    state_ *= prime;
  }
  /// A field and its end, so that ("ab", "c") and ("a", "bc") differ.
  void field(std::string_view text) {
    for (const char c : text) byte(static_cast<unsigned char>(c));
    byte(0xff);
    byte(0);
  }
  std::string hex() const {
    std::string out(32, '0');
    Wide rest = state_;
    for (std::size_t i = out.size(); i-- > 0; rest >>= 4)
      out[i] = "0123456789abcdef"[static_cast<unsigned>(rest & 15)];
    return out;
  }

 private:
  static constexpr Wide prime = (Wide{1} << 88) + 0x13b;
  Wide state_ = (Wide{0x6c62272e07bb0142} << 64) | 0x62b821756295c58d;
};

/// One blank for each run of blanks, so that a new indentation changes nothing.
std::string evened(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = !out.empty();
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

}  // namespace

std::string fingerprint(const Finding& finding, std::size_t ordinal) {
  Hash hash;
  hash.field("dockgate/1");
  hash.field(finding.rule);
  hash.field(finding.at.source ? finding.at.source->path() : "");
  hash.field(finding.dockerfile);
  hash.field(finding.subject);
  hash.field(finding.at.source ? evened(finding.at.source->text(finding.at.span)) : "");
  hash.field(std::to_string(ordinal));
  return hash.hex();
}

}  // namespace dockgate::findings
