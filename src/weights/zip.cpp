// PKWARE APPNOTE 6.3.10 has the records; torch's writer is caffe2/serialize/inline_container.cc.
#include "weights/zip.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <zlib.h>

#include "weights/bytes.hpp"
#include "weights/inflate.hpp"
#include "weights/pickle_scan.hpp"

namespace dockgate::weights {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t end_size = 22;
constexpr std::size_t longest_comment = 0xffff;
constexpr auto end_magic = "PK\5\6"sv;
constexpr auto entry_magic = "PK\1\2"sv;
constexpr auto local_magic = "PK\3\4"sv;
constexpr auto descriptor_magic = "PK\7\b"sv;

struct Directory {
  std::uint64_t begin = 0, size = 0, count = 0;
  std::uint64_t prefix = 0;  // bytes before the archive, by which its offsets are off
  std::size_t end = 0;       // of the end record
};

/// The last end record; npos when there is none.
std::size_t find_end(std::string_view bytes) {
  if (bytes.size() < end_size) return std::string_view::npos;
  const auto from = bytes.size() - std::min(bytes.size(), end_size + longest_comment);
  const auto found = bytes.substr(from).rfind(end_magic, bytes.size() - from - end_size);
  return found == std::string_view::npos ? found : from + found;
}

/// What the end record at `end` says, with its ZIP64 record.
std::optional<Directory> read_end(std::string_view bytes, std::size_t end, const Spot& spot,
                                  Findings* findings) {
  Directory out;
  out.end = end;
  out.count = little<std::uint16_t>(bytes, end + 10);
  out.size = little<std::uint32_t>(bytes, end + 12);
  std::uint64_t offset = little<std::uint32_t>(bytes, end + 16);
  std::uint64_t directory_end = end;
  if (end >= 20 && bytes.substr(end - 20, 4) == "PK\6\7") {
    const auto said = little<std::uint64_t>(bytes, end - 20 + 8);
    // Where the archive has a prefix, the record is not at its offset but just before its locator.
    auto record = said;
    if (part(bytes, record, 4) != "PK\6\6" && end >= 76) record = end - 76;
    if (part(bytes, record, 4) == "PK\6\6") {
      const auto at = static_cast<std::size_t>(record);
      const auto count = little<std::uint64_t>(bytes, at + 32);
      const auto size = little<std::uint64_t>(bytes, at + 40);
      const auto begin = little<std::uint64_t>(bytes, at + 48);
      const bool differs = (out.count != 0xffff && out.count != count) ||
                           (out.size != 0xffffffff && out.size != size) ||
                           (offset != 0xffffffff && offset != begin);
      if (differs && findings != nullptr)
        findings->suspicious("two records of the archive's end say different things", spot.at(end));
      out.count = count;
      out.size = size;
      offset = begin;
      directory_end = record;
    }
  }
  if (out.size > directory_end) return std::nullopt;
  out.begin = directory_end - out.size;
  if (offset > out.begin) return std::nullopt;
  out.prefix = out.begin - offset;
  return out;
}

/// The sizes and the offset of an entry that its ZIP64 field holds.
void read_zip64(std::string_view extra, ZipEntry& entry) {
  Cursor in(extra);
  while (in.ok() && in.left() >= 4) {
    const auto id = in.number<std::uint16_t>();
    const auto field = in.run(in.number<std::uint16_t>());
    if (!in.ok() || id != 1) continue;
    Cursor values(field);
    if (entry.size == 0xffffffff) entry.size = values.number<std::uint64_t>();
    if (entry.packed == 0xffffffff) entry.packed = values.number<std::uint64_t>();
    if (entry.header == 0xffffffff) entry.header = values.number<std::uint64_t>();
    return;
  }
}

class ZipReader {
 public:
  ZipReader(std::string_view bytes, const Spot& spot, Findings& findings)
      : bytes_(bytes), spot_(spot), findings_(findings) {}

  /// Reads the directory at `begin`; false when it is none.
  bool read(const Directory& directory, std::uint64_t begin, std::uint64_t prefix) {
    Cursor in(bytes_.substr(0, directory.end), static_cast<std::size_t>(begin));
    std::uint64_t count = 0;
    for (; in.left() >= 46 && bytes_.substr(in.at(), 4) == entry_magic; ++count) {
      if (!findings_.count_member()) {
        findings_.not_scanned("it has too many members", spot_.at(in.at()));
        break;
      }
      const auto at = in.at();
      ZipEntry entry;
      entry.flags = little<std::uint16_t>(bytes_, at + 8);
      entry.method = entry.local_method = little<std::uint16_t>(bytes_, at + 10);
      entry.crc = little<std::uint32_t>(bytes_, at + 16);
      entry.packed = little<std::uint32_t>(bytes_, at + 20);
      entry.size = little<std::uint32_t>(bytes_, at + 24);
      constexpr std::uint8_t unix_host = 3;
      constexpr std::uint16_t kind_of_file = 0170000, symbolic_link = 0120000;
      entry.link = little<std::uint8_t>(bytes_, at + 5) == unix_host &&
                   (little<std::uint16_t>(bytes_, at + 40) & kind_of_file) == symbolic_link;
      entry.header = little<std::uint32_t>(bytes_, at + 42);
      in.skip(46);
      entry.name = in.run(little<std::uint16_t>(bytes_, at + 28));
      const auto extra = in.run(little<std::uint16_t>(bytes_, at + 30));
      in.run(little<std::uint16_t>(bytes_, at + 32));
      if (!in.ok()) {
        findings_.suspicious("the directory of the archive breaks off", spot_.at(at));
        break;
      }
      read_zip64(extra, entry);
      if (!__builtin_add_overflow(entry.header, prefix, &entry.header)) add(std::move(entry));
    }
    if (count != directory.count && directory.count != 0xffff)
      findings_.suspicious("the archive says that it has " + std::to_string(directory.count) +
                               " members and lists " + std::to_string(count),
                           spot_.at(begin));
    return count > 0 || directory.count == 0;
  }

  void finish(const Directory& directory) {
    check_names();
    check_gaps(directory);
  }
  std::vector<ZipEntry> take() { return std::move(entries_); }
  /// Whether [at, at + size) lies within the data of one member.
  bool is_data(std::size_t at, std::size_t size) const {
    return std::ranges::any_of(entries_, [&](const ZipEntry& entry) {
      if (entry.data.data() == nullptr) return false;
      const auto begin = static_cast<std::size_t>(entry.data.data() - bytes_.data());
      return at >= begin && holds(entry.data, at - begin, size);
    });
  }

 private:
  void add(ZipEntry entry) {
    const auto at = static_cast<std::size_t>(std::min<std::uint64_t>(entry.header, bytes_.size()));
    const auto spot = spot_.in(entry.name);
    if (!holds(bytes_, entry.header, 30) || bytes_.substr(at, 4) != local_magic) {
      findings_.suspicious("a member has no header where the directory says", spot.at(entry.header));
      entries_.push_back(std::move(entry));
      return;
    }
    const auto flags = little<std::uint16_t>(bytes_, at + 6);
    const auto method = little<std::uint16_t>(bytes_, at + 8);
    const auto packed = little<std::uint32_t>(bytes_, at + 18);
    const auto size = little<std::uint32_t>(bytes_, at + 22);
    const auto name_size = little<std::uint16_t>(bytes_, at + 26);
    const auto extra_size = little<std::uint16_t>(bytes_, at + 28);
    entry.local_name = part(bytes_, at + 30, name_size);
    if (entry.local_name != entry.name)
      findings_.dangerous("a member is called `" + entry.name + "` in the directory and `" +
                              entry.local_name + "` in its header",
                          spot.at(at));
    entry.local_method = method;
    if (method != entry.method)
      findings_.suspicious("directory and header name different methods of compression", spot.at(at));
    const bool later = (flags & 8) != 0;  // sizes stand behind the data
    const bool wide = packed == 0xffffffff || size == 0xffffffff;
    const bool same = packed == (entry.packed & 0xffffffff) && size == (entry.size & 0xffffffff);
    if (!same && !wide && !(later && (packed == 0 || size == 0)))
      findings_.suspicious("directory and header give different sizes", spot.at(at));
    constexpr std::uint16_t strange = 0x1 | 0x20 | 0x40 | 0x2000;  // encrypted, patch, strong, masked
    if (((entry.flags | flags) & strange) != 0)
      findings_.suspicious(
          "a member has flags (encrypted, patched) at which scanners stop and loaders do not", spot.at(at));
    const auto data = entry.header + 30 + name_size + extra_size;
    entry.data = part(bytes_, data, entry.packed);
    if (entry.data.size() < entry.packed) findings_.suspicious("a member ends behind the file", spot.at(at));
    if (entry.method == 0 && entry.size != entry.packed)
      findings_.suspicious("a stored member has two different sizes", spot.at(at));
    extents_[entry.header] = std::max(extents_[entry.header], end_of(entry, data, later));
    entries_.push_back(std::move(entry));
  }

  /// One past the data and the descriptor that may follow it.
  std::uint64_t end_of(const ZipEntry& entry, std::uint64_t data, bool later) const {
    std::uint64_t end = 0;
    if (__builtin_add_overflow(data, entry.packed, &end)) return bytes_.size();
    if (!later) return end;
    const auto matches = [&](std::uint64_t at, bool wide) {
      const auto start = static_cast<std::size_t>(std::min<std::uint64_t>(at, bytes_.size()));
      const auto packed =
          wide ? little<std::uint64_t>(bytes_, start + 4) : little<std::uint32_t>(bytes_, start + 4);
      return little<std::uint32_t>(bytes_, start) == entry.crc && packed == entry.packed;
    };
    const std::uint64_t signature = part(bytes_, end, 4) == descriptor_magic ? 4 : 0;
    if (matches(end + signature, true)) return end + signature + 20;
    if (matches(end + signature, false)) return end + signature + 12;
    return signature != 0 ? end + 16 : end;
  }

  void check_names() {
    std::vector<std::string_view> names;
    names.reserve(entries_.size());
    for (const auto& entry : entries_) names.push_back(entry.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
      findings_.suspicious("two members are called `" + std::string(*twice) + "`", spot_.path());
  }

  void check_gaps(const Directory& directory) {
    std::uint64_t at = directory.prefix;
    if (at > 0) look_into_gap(0, at, "before the archive");
    for (const auto& [begin, end] : extents_) {
      if (begin > at) look_into_gap(at, begin, "between the members");
      if (begin < at && begin >= directory.prefix) findings_.suspicious("members overlap", spot_.at(begin));
      at = std::max(at, end);
    }
    if (at < directory.begin) look_into_gap(at, directory.begin, "between the members");
  }

  void look_into_gap(std::uint64_t begin, std::uint64_t end, std::string_view where) {
    const auto gap = part(bytes_, begin, end - begin);
    if (gap.find_first_not_of('\0') == std::string_view::npos) return;
    findings_.suspicious(
        std::to_string(gap.size()) + " bytes " + std::string(where) + " belong to none of them",
        spot_.at(begin));
    if (gaps_looked_into_++ < 100)
      search_imports(gap, 0, spot_.in("gap at byte " + std::to_string(begin)), findings_);
  }

  std::string_view bytes_;
  const Spot& spot_;
  Findings& findings_;
  std::vector<ZipEntry> entries_;
  std::map<std::uint64_t, std::uint64_t> extents_;  // of each local header: one past its data
  int gaps_looked_into_ = 0;
};

std::optional<Packing> packing_of_method(std::uint16_t method) {
  switch (method) {
    case 8:
      return Packing::deflate;
    case 12:
      return Packing::bzip2;
    case 14:
      return Packing::zip_lzma;
    case 95:
      return Packing::xz;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool has_zip_end(std::string_view bytes, bool exactly) {
  const auto end = find_end(bytes);
  if (end == std::string_view::npos) return false;
  if (exactly && end + end_size + little<std::uint16_t>(bytes, end + 20) != bytes.size()) return false;
  const auto directory = read_end(bytes, end, {}, nullptr);
  return directory && directory->count > 0 && part(bytes, directory->begin, 4) == entry_magic;
}

std::optional<std::vector<ZipEntry>> read_zip(std::string_view bytes, const Spot& spot, Findings& findings) {
  const auto end = find_end(bytes);
  if (end == std::string_view::npos) return std::nullopt;
  const auto directory = read_end(bytes, end, spot, &findings);
  if (!directory) return std::nullopt;
  const auto comment = little<std::uint16_t>(bytes, end + 20);
  if (end + end_size + comment != bytes.size())
    findings.suspicious(std::to_string(bytes.size() - end - end_size) + " bytes stand behind the archive",
                        spot.at(end));
  ZipReader reader(bytes, spot, findings);
  if (!reader.read(*directory, directory->begin, directory->prefix)) return std::nullopt;
  // Readers that take the offset as it stands would see this directory instead.
  const auto said = directory->begin - directory->prefix;
  if (directory->prefix > 0 && part(bytes, said, 4) == entry_magic) {
    findings.suspicious("the archive has two directories", spot.at(said));
    reader.read(*directory, said, 0);
  }
  // An end record inside of the comment of another. That of an archive which is stored as a member is no
  // second end, unless its comment reaches to the end of the file, at which some readers begin.
  const auto before = bytes.substr(0, end).rfind(end_magic);
  const bool within = before != std::string_view::npos && reader.is_data(before, end_size) &&
                      before + end_size + little<std::uint16_t>(bytes, before + 20) != bytes.size();
  if (before != std::string_view::npos && before + end_size + longest_comment >= bytes.size() && !within) {
    const auto other = read_end(bytes, before, spot, nullptr);
    if (other && other->count > 0 && part(bytes, other->begin, 4) == entry_magic) {
      findings.suspicious("the archive has two ends", spot.at(before));
      reader.read(*other, other->begin, other->prefix);
    }
  }
  reader.finish(*directory);
  return reader.take();
}

bool is_known_method(std::uint16_t method) {
  return method == 0 || packing_of_method(method).has_value();
}

ZipContent read_member(const ZipEntry& entry, std::uint64_t most) {
  ZipContent out;
  if (entry.method == 0) {
    out.bytes = entry.data;
    out.complete = entry.data.size() == entry.packed;
    return out;
  }
  const auto packing = packing_of_method(entry.method);
  if (!packing) return out;
  auto unpacked = unpack(*packing, entry.data, most);
  out.owned = std::make_shared<const std::string>(std::move(unpacked.bytes));
  out.bytes = *out.owned;
  out.complete = unpacked.complete;
  return out;
}

std::uint32_t crc_of(std::string_view bytes) {
  uLong crc = crc32(0, nullptr, 0);
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, 1u << 30);
    crc = crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    bytes.remove_prefix(piece.size());
  }
  return static_cast<std::uint32_t>(crc);
}

}  // namespace dockgate::weights
