// POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format".
#include "weights/tar.hpp"

#include <charconv>
#include <limits>

#include "weights/bytes.hpp"

namespace dockgate::weights {
namespace {

constexpr std::size_t block = TarHeaders::block;

std::string_view until_nul(std::string_view field) {
  return field.substr(0, field.find('\0'));
}

/// An octal field, or one in base 256 as GNU writes large numbers.
std::optional<std::uint64_t> number_of(std::string_view field) {
  if (!field.empty() && (static_cast<unsigned char>(field[0]) & 0x80) != 0) {
    std::uint64_t value = static_cast<unsigned char>(field[0]) & 0x3fu;
    for (const char c : field.substr(1)) {
      if (value >> 56 != 0) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  const auto first = field.find_first_not_of(' ');
  if (first == std::string_view::npos) return 0;
  field = field.substr(first);
  field = field.substr(0, field.find_first_of(std::string_view("\0 ", 2)));
  if (field.empty()) return 0;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value, 8);
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return value;
}

bool has_right_checksum(std::string_view header) {
  if (header.size() < block) return false;
  const auto said = number_of(header.substr(148, 8));
  if (!said || *said == 0) return false;
  std::uint64_t sum = 0;
  std::int64_t signed_sum = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const char c = i >= 148 && i < 156 ? ' ' : header[i];
    sum += static_cast<unsigned char>(c);
    signed_sum += static_cast<signed char>(c);
  }
  return sum == *said || signed_sum == static_cast<std::int64_t>(*said);
}

}  // namespace

bool begins_as_tar(std::string_view bytes) {
  return has_right_checksum(bytes) && !until_nul(bytes.substr(0, 100)).empty();
}

void TarHeaders::read_pax(std::string_view text, Said& out) {
  while (!text.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || length <= digits + 1 || length > text.size()) return;
    auto record = text.substr(digits + 1, length - digits - 2);
    text.remove_prefix(length);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos) continue;
    const auto value = record.substr(equals + 1);
    record = record.substr(0, equals);
    if (record == "path" || record == "GNU.sparse.name") out.path = value;
    if (record == "linkpath") out.link = value;
    if (record == "size") {
      std::uint64_t size = 0;
      if (std::from_chars(value.data(), value.data() + value.size(), size).ec == std::errc()) out.size = size;
    }
  }
}

TarHeaders::Step TarHeaders::take(std::string_view header) {
  Step step;
  if (header.find_first_not_of('\0') == std::string_view::npos) {
    step.kind = Step::Kind::end;
    return step;
  }
  if (!has_right_checksum(header)) return step;
  step.size = number_of(header.substr(124, 12)).value_or(std::numeric_limits<std::uint64_t>::max());
  type_ = header[156];
  if (type_ == 'x' || type_ == 'g' || type_ == 'L' || type_ == 'K') {
    step.kind = Step::Kind::extra;
    return step;
  }
  step.kind = Step::Kind::member;
  if (global_.size) step.size = *global_.size;
  if (next_.size) step.size = *next_.size;
  if (type_ >= '1' && type_ <= '6') step.size = 0;
  TarEntry& entry = step.entry;
  entry.type = type_ == '\0' ? '0' : type_;
  entry.name = until_nul(header.substr(0, 100));
  if (header.substr(257, 6) == std::string_view("ustar\0", 6)) {
    const auto prefix = until_nul(header.substr(345, 155));
    if (!prefix.empty()) entry.name = std::string(prefix) + "/" + entry.name;
  }
  entry.target = until_nul(header.substr(157, 100));
  if (global_.path) entry.name = *global_.path;
  if (next_.path) entry.name = *next_.path;
  if (next_.link) entry.target = *next_.link;
  next_ = {};
  return step;
}

void TarHeaders::extra(std::string_view content) {
  if (type_ == 'x' || type_ == 'g') {
    read_pax(content, type_ == 'x' ? next_ : global_);
  } else {
    (type_ == 'L' ? next_.path : next_.link) = std::string(until_nul(content));
  }
}

std::vector<TarEntry> read_tar(std::string_view bytes, const Spot& spot, Findings& findings) {
  std::vector<TarEntry> out;
  TarHeaders headers;
  std::size_t at = 0;
  while (at < bytes.size()) {
    auto step = headers.take(part(bytes, at, block));
    if (step.kind == TarHeaders::Step::Kind::end) {
      if (bytes.find_first_not_of('\0', at) != std::string_view::npos)
        findings.suspicious("something stands behind the end of the archive", spot.at(at));
      return out;
    }
    if (step.kind == TarHeaders::Step::Kind::broken) {
      findings.not_scanned("the archive has a broken header", spot.at(at));
      return out;
    }
    const auto data = part(bytes, at + block, step.size);
    if (data.size() < step.size) findings.not_scanned("a member ends behind the file", spot.at(at));
    const auto here = at;
    at += block + (data.size() + block - 1) / block * block;
    if (step.kind == TarHeaders::Step::Kind::extra) {
      headers.extra(data);
      continue;
    }
    if (!findings.count_member()) {
      findings.not_scanned("it has too many members", spot.at(here));
      return out;
    }
    step.entry.data = data;
    out.push_back(std::move(step.entry));
  }
  return out;
}

}  // namespace dockgate::weights
