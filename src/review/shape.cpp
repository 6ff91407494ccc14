// The text as a reader sees it, and where that is not what Python runs.
#include <algorithm>
#include <array>
#include <set>

#include "review/parts.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::review {

using python::Kind;
using python::NodeId;

namespace {

constexpr std::size_t long_line = 1000;
constexpr std::size_t off_screen = 100;

struct Range {
  std::uint32_t first, last;
};
constexpr std::array<Range, 5> bidirectional{
    {{0x202a, 0x202e}, {0x2066, 0x2069}, {0x200e, 0x200f}, {0x061c, 0x061c}, {0xe0000, 0xe007f}}};
constexpr std::array<Range, 3> invisible{{{0x200b, 0x200d}, {0x2060, 0x2064}, {0xfeff, 0xfeff}}};
/// Letters that NFKC, which Python applies to names (PEP 3131), turns into ASCII.
constexpr std::array<Range, 7> compatibility{{{0xff21, 0xff5a},
                                              {0x1d400, 0x1d7ff},
                                              {0x2100, 0x214f},
                                              {0x24b6, 0x24e9},
                                              {0x1f110, 0x1f189},
                                              {0x2070, 0x209c},
                                              {0x1d2c, 0x1d6a}}};
constexpr std::array<Range, 2> confusable{{{0x0370, 0x03ff}, {0x0400, 0x052f}}};

template <std::size_t n>
bool within(const std::array<Range, n>& ranges, std::uint32_t value) {
  return std::ranges::any_of(ranges, [&](Range r) { return value >= r.first && value <= r.last; });
}

/// "U+202E".
std::string code_point(std::uint32_t value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (; value > 0 || out.size() < 4; value >>= 4) out.insert(out.begin(), digits[value & 15]);
  return "U+" + out;
}

class Shape {
 public:
  Shape(const Subject& subject, std::vector<Issue>& issues) : subject_(subject), issues_(issues) {}

  void add() {
    cookie();
    characters();
    lines();
    identifiers();
  }

 private:
  void tell(std::string about, std::string_view name, Weight weight, std::size_t begin, std::size_t end) {
    issues_.push_back(
        {"obfuscated", std::move(about), shortened(name), "", weight, "", "",
         subject_.module.source.place({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)})});
  }
  std::string_view text() const { return subject_.module.source.view(); }

  /// `# -*- coding: X -*-` on one of the first two lines (PEP 263): any but the plain ones hide the file.
  void cookie() {
    std::size_t begin = 0;
    for (int line = 0; line < 2 && begin < text().size(); ++line) {
      const std::size_t end = std::min(text().find('\n', begin), text().size());
      const std::string_view here = text().substr(begin, end - begin);
      const auto hash = here.find('#');
      const auto word = here.find("coding", hash == std::string_view::npos ? here.size() : hash);
      if (word != std::string_view::npos && word + 6 < here.size() &&
          (here[word + 6] == ':' || here[word + 6] == '=')) {
        std::string_view name = text::trim(here.substr(word + 7));
        name = name.substr(0, name.find_first_of(" \t;,*"));
        constexpr std::array<std::string_view, 9> plain{
            "utf-8", "utf8", "utf_8", "utf-8-sig", "ascii", "us-ascii", "latin-1", "iso-8859-1", "latin1"};
        if (std::ranges::find(plain, text::lower(name)) == plain.end())
          tell("has a coding cookie, so that Python runs other text than this", name, Weight::high, begin,
               end);
        return;
      }
      begin = end + 1;
    }
  }

  void characters() {
    bool told_bidi = false, told_invisible = false, told_control = false;
    for (std::size_t at = 0; at < text().size();) {
      const auto byte = static_cast<unsigned char>(text()[at]);
      if (byte < 0x80) {
        const bool lone_return = byte == '\r' && (at + 1 >= text().size() || text()[at + 1] != '\n');
        if (!told_control && (byte == 0 || lone_return)) {
          told_control = true;
          tell(byte == 0 ? "holds a zero byte" : "breaks a line with a lone carriage return",
               code_point(byte), Weight::medium, at, at + 1);
        }
        ++at;
        continue;
      }
      const text::CodePoint point = text::decode(text().substr(at));
      if (!told_bidi && within(bidirectional, point.value)) {
        told_bidi = true;
        tell("holds a character that reorders what a reader sees", code_point(point.value), Weight::high, at,
             at + point.length);
      }
      if (!told_invisible && at > 0 && within(invisible, point.value)) {
        told_invisible = true;
        tell("holds an invisible character", code_point(point.value), Weight::medium, at, at + point.length);
      }
      at += point.length;
    }
  }

  void lines() {
    bool told_long = false, told_off = false;
    for (std::size_t begin = 0; begin < text().size();) {
      const std::size_t end = std::min(text().find('\n', begin), text().size());
      const std::string_view line = text().substr(begin, end - begin);
      if (!told_long && line.size() > long_line) {
        told_long = true;
        tell("has a very long line", std::to_string(line.size()) + " bytes", Weight::low, begin, end);
      }
      if (const auto gap = line.find(std::string(off_screen, ' '));
          !told_off && gap != std::string_view::npos) {
        const auto before = line.find_first_not_of(" \t");
        const auto after = line.find_first_not_of(' ', gap);
        if (before < gap && after != std::string_view::npos && line[after] != '#' && line[after] != '\r') {
          told_off = true;
          tell("has code far off the screen", text::trim(line.substr(after)), Weight::high, begin + after,
               end);
        }
      }
      begin = end + 1;
    }
  }

  void identifiers() {
    std::set<std::string_view> seen;
    const python::Module& module = subject_.module;
    for (NodeId node = 0; node < module.nodes.size(); ++node) {
      if (module.at(node).kind != Kind::identifier) continue;
      // As it is written, not as Python reads it.
      const std::size_t begin = module.at(node).begin;
      const std::string_view name = text().substr(begin, module.at(node).end - begin);
      if (!seen.insert(name).second) continue;
      if (unreadable(name))
        tell("has a name that cannot be read", name, Weight::medium, begin, begin + name.size());
      judge_letters(name, begin);
    }
  }

  /// `lIlI1I`, `O0O0`, `_0x3fa2`, `____`.
  static bool unreadable(std::string_view name) {
    if (name.starts_with("_0x") && name.size() > 4 &&
        name.substr(3).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos)
      return true;
    if (name.size() < 4) return false;
    if (name.find_first_not_of('_') == std::string_view::npos) return true;
    if (name.find_first_not_of("lI1O0o_") != std::string_view::npos) return false;
    const std::set<char> letters(name.begin(), name.end());
    return letters.size() - letters.count('_') >= 2;
  }

  void judge_letters(std::string_view name, std::size_t begin) {
    bool ascii = false, mixed = false, folded = false;
    for (std::size_t at = 0; at < name.size();) {
      const text::CodePoint point = text::decode(name.substr(at));
      ascii = ascii || (point.value < 0x80 && point.value != '_');
      mixed = mixed || within(confusable, point.value);
      folded = folded || within(compatibility, point.value);
      at += point.length;
    }
    if (folded)
      tell("has a name in letters that Python reads as other ones", name, Weight::high, begin,
           begin + name.size());
    else if (ascii && mixed)
      tell("mixes alphabets in one name", name, Weight::high, begin, begin + name.size());
  }

  const Subject& subject_;
  std::vector<Issue>& issues_;
};

}  // namespace

void add_shape(const Subject& subject, std::vector<Issue>& issues) {
  Shape(subject, issues).add();
}

}  // namespace dockgate::review
