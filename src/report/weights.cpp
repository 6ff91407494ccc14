#include "report/weights.hpp"

#include <array>

#include "report/json_writer.hpp"
#include "report/style.hpp"
#include "text/words.hpp"

namespace dockgate::report {
namespace {

Ink ink_of_verdict(weights::Verdict verdict) {
  switch (verdict) {
    case weights::Verdict::clean:
      return Ink::info;
    case weights::Verdict::not_scanned:
    case weights::Verdict::suspicious:
      return Ink::warning;
    case weights::Verdict::dangerous:
      return Ink::error;
  }
  return Ink::error;
}

std::string size_text(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> units{" bytes", " KiB", " MiB", " GiB", " TiB"};
  std::size_t unit = 0;
  std::uint64_t tenths = bytes * 10;
  while (tenths >= 10240 && unit + 1 < units.size()) {
    tenths /= 1024;
    ++unit;
  }
  std::string out = std::to_string(tenths / 10);
  if (unit > 0) out += "." + std::to_string(tenths % 10);
  return out + std::string(units[unit]);
}

}  // namespace

std::string weights_json(std::span<const WeightsEntry> files) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.weights/1").key("files").begin_array();
  for (const WeightsEntry& file : files) {
    json.begin_object()
        .member("path", file.path)
        .member("format", file.scan.format)
        .member("bytes", file.bytes);
    json.member("sha256", file.sha256).member("verdict", weights::to_string(file.scan.verdict));
    json.key("reasons").begin_array();
    for (const weights::Reason& reason : file.scan.reasons)
      json.begin_object().member("what", reason.what).member("where", reason.where).end_object();
    json.end_array().end_object();
  }
  return json.end_array().end_object().take();
}

std::string weights_text(std::span<const WeightsEntry> files, bool colour, bool quiet) {
  const Style style(colour);
  std::string out;
  std::array<std::size_t, 4> counts{};
  for (const WeightsEntry& file : files) {
    const auto verdict = file.scan.verdict;
    ++counts[static_cast<std::size_t>(verdict)];
    if (quiet && verdict == weights::Verdict::clean) continue;
    out += style.paint(ink_of_verdict(verdict), weights::to_string(verdict)) + " " +
           style.paint(Ink::strong, text::printable(file.path)) + ": " + file.scan.format + ", " +
           size_text(file.bytes);
    if (!file.sha256.empty()) out += ", sha256:" + file.sha256;
    out += "\n";
    for (const weights::Reason& reason : file.scan.reasons) {
      out += "  " + text::printable(reason.what);
      if (!reason.where.empty()) out += " (" + text::printable(reason.where) + ")";
      out += "\n";
    }
  }
  if (!quiet) {
    out += text::counted(files.size(), "file");
    for (const auto verdict : {weights::Verdict::dangerous, weights::Verdict::suspicious,
                               weights::Verdict::not_scanned, weights::Verdict::clean}) {
      const auto count = counts[static_cast<std::size_t>(verdict)];
      if (count > 0) out += ", " + std::to_string(count) + " " + std::string(weights::to_string(verdict));
    }
    out += "\n";
  }
  return out;
}

}  // namespace dockgate::report
