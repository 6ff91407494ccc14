// NumPy, doc/neps/nep-0001-npy-format.rst.
#include <algorithm>
#include <charconv>

#include "text/words.hpp"
#include "weights/bytes.hpp"
#include "weights/formats.hpp"
#include "weights/pickle_scan.hpp"

namespace dockgate::weights {
namespace {

constexpr std::size_t longest_npy_header = 1u << 20;

/// The text behind a key of the header, which is a Python literal: `{'descr': '<f4', 'fortran_order': …}`.
std::string_view value_of(std::string_view header, std::string_view key) {
  auto at = header.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos) at = header.find("\"" + std::string(key) + "\"");
  if (at == std::string_view::npos) return {};
  at = header.find(':', at);
  return at == std::string_view::npos ? std::string_view() : text::trim(header.substr(at + 1));
}

/// The product of the numbers of a tuple; 0 on overflow too.
std::uint64_t product(std::string_view tuple) {
  tuple = tuple.substr(0, tuple.find(')'));
  std::uint64_t out = 1;
  for (auto part : text::split(tuple, ',')) {
    part = text::trim(part, " (L");
    if (part.empty()) continue;
    std::uint64_t value = 0;
    std::from_chars(part.data(), part.data() + part.size(), value);
    if (__builtin_mul_overflow(out, value, &out)) return 0;
  }
  return out;
}

/// Whether a type holds Python objects: a code `O` in quotes, with or without a byte order.
bool holds_objects(std::string_view type) {
  for (auto at = type.find('O'); at != std::string_view::npos; at = type.find('O', at + 1)) {
    const auto before = at == 0 ? '\0' : type[at - 1];
    if (before == '\'' || before == '"' || before == '|' || before == '<' || before == '>' || before == '=')
      return true;
  }
  return type.find("object") != std::string_view::npos || type.find('\\') != std::string_view::npos;
}

}  // namespace

bool begins_as_npy(std::string_view bytes) {
  return bytes.starts_with("\x93NUMPY");
}

Content scan_npy(std::string_view bytes, const Spot& spot, Findings& findings, int depth) {
  Content out{"npy", false, true, false};
  Cursor in(bytes, 6);
  const auto version = in.number<std::uint8_t>();
  in.number<std::uint8_t>();
  const auto length = version == 1 ? in.number<std::uint16_t>() : in.number<std::uint32_t>();
  const auto header = in.run(length);
  if (!in.ok() || version < 1 || version > 3 || length > longest_npy_header) {
    findings.suspicious("the header of the array does not fit the file", spot.at(6));
    return out;
  }
  auto type = value_of(header, "descr");
  type = type.substr(0, std::min(type.find("'fortran_order'"), type.find("'shape'")));
  const auto data = bytes.substr(in.at());
  if (type.empty()) {
    findings.suspicious("the header of the array names no type", spot.at(6));
  } else if (holds_objects(type)) {
    out.can_run_code = true;
    PickleOptions options;
    options.depth = depth + 1;
    scan_pickles(data, spot.in("array"), findings, options);
    return out;
  }
  // What stands behind the numbers is read by nobody, unless they are said to be fewer than there are.
  if (begins_as_pickle(data)) try_pickle(data, spot.in("array"), findings);
  const auto code = type.find_first_of("'\"");
  if (code == 0 && type.size() > 3 && type.find(type[0], 1) != std::string_view::npos) {
    const auto text = type.substr(1, type.find(type[0], 1) - 1);
    std::uint64_t size = 0;
    const auto digits = text.find_first_of("0123456789");
    if (digits != std::string_view::npos)
      std::from_chars(text.data() + digits, text.data() + text.size(), size);
    if (text.find('U') != std::string_view::npos) size *= 4;
    const auto count = product(value_of(header, "shape"));
    if (size > 0 && text.find('[') == std::string_view::npos && !__builtin_mul_overflow(size, count, &size) &&
        size != data.size())
      findings.suspicious("the array needs " + std::to_string(size) + " bytes, and the file has " +
                              std::to_string(data.size()),
                          spot.at(in.at()));
  }
  return out;
}

}  // namespace dockgate::weights
