#pragma once
// Files as torch, joblib and others write them, made byte by byte. What is hostile among them is harmless in
// effect, and nothing here is ever unpickled.

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

#include "weights/scan.hpp"

namespace dockgate::weights::samples {

/// The low bytes of a number, as many as T has.
template <typename T, typename Number>
std::string le(Number value) {
  std::string out(sizeof(T), '\0');
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out[i] = static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xff);
  return out;
}

// ---- pickle opcodes

inline std::string byte(int value) {
  return std::string(1, static_cast<char>(value));
}
inline std::string proto(int version) {
  return "\x80" + byte(version);
}
inline std::string text(std::string_view value) {
  return "X" + le<std::uint32_t>(value.size()) + std::string(value);
}
inline std::string short_text(std::string_view value) {
  return "\x8c" + byte(static_cast<int>(value.size())) + std::string(value);
}
inline std::string bytes(std::string_view value) {
  return "B" + le<std::uint32_t>(value.size()) + std::string(value);
}
inline std::string number(int value) {
  return "J" + le<std::int32_t>(value);
}
inline std::string global(std::string_view module, std::string_view name) {
  return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
inline std::string stack_global(std::string_view module, std::string_view name) {
  return short_text(module) + "\x94" + short_text(name) + "\x94\x93\x94";
}
inline std::string tuple(std::initializer_list<std::string> items) {
  std::string out = "(";
  for (const auto& item : items) out += item;
  return out + "t";
}
inline std::string call(const std::string& callee, std::initializer_list<std::string> arguments) {
  return callee + tuple(arguments) + "R";
}
inline std::string pickle(const std::string& body, int version = 2) {
  return proto(version) + body + ".";
}
/// One that would run `true`.
inline std::string payload(int version = 2) {
  return pickle(call(global("posix", "system"), {text("true")}), version);
}

/// A tensor of float32 as torch.save writes it; its storage is called `key`.
inline std::string tensor(std::string_view key, int length) {
  const auto storage =
      tuple({text("storage"), global("torch", "FloatStorage"), text(key), text("cpu"), number(length)}) + "Q";
  return call(global("torch._utils", "_rebuild_tensor_v2"),
              {storage, number(0), tuple({number(length)}), tuple({number(1)}), "\x89",
               call(global("collections", "OrderedDict"), {})});
}
/// A state dict with one tensor a name.
inline std::string state_dict(const std::vector<std::string>& names, int length = 4) {
  std::string body = global("collections", "OrderedDict") + ")Rq\x01(";
  int key = 0;
  for (const auto& name : names) body += text(name) + tensor(std::to_string(key++), length);
  return body + "u}" + text("_metadata") + "N" + "sb";
}

// ---- zip

struct Member {
  std::string name, data;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::string local_name = {};  // "" = name
  std::uint32_t crc_change = 0;
  std::string packed = {};  // with a method
};

inline std::uint32_t crc(std::string_view data) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const unsigned char*>(data.data()), static_cast<unsigned>(data.size())));
}

inline std::string deflated(std::string_view data) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, data.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<unsigned>(data.size());
  stream.next_out = reinterpret_cast<unsigned char*>(out.data());
  stream.avail_out = static_cast<unsigned>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// `descriptors`: sizes stand behind the data, as torch's writer has it.
inline std::string zip(const std::vector<Member>& members, bool descriptors = false,
                       std::string_view prefix = {}, std::string_view comment = {}) {
  std::string out(prefix), directory;
  for (const auto& member : members) {
    const std::string& data = member.method == 0 ? member.data : member.packed;
    const auto flags = static_cast<std::uint16_t>(member.flags | (descriptors ? 8 : 0));
    const auto sum = crc(member.data) ^ member.crc_change;
    const auto& local = member.local_name.empty() ? member.name : member.local_name;
    const auto offset = static_cast<std::uint32_t>(out.size() - prefix.size());
    out += "PK\3\4" + le<std::uint16_t>(20) + le<std::uint16_t>(flags) + le<std::uint16_t>(member.method) +
           le<std::uint32_t>(0) + le<std::uint32_t>(descriptors ? 0 : sum) +
           le<std::uint32_t>(descriptors ? 0 : data.size()) +
           le<std::uint32_t>(descriptors ? 0 : member.data.size()) + le<std::uint16_t>(local.size()) +
           le<std::uint16_t>(0) + local + data;
    if (descriptors)
      out += std::string("PK\7\b") + le<std::uint32_t>(sum) + le<std::uint32_t>(data.size()) +
             le<std::uint32_t>(member.data.size());
    directory += "PK\1\2" + le<std::uint16_t>(20) + le<std::uint16_t>(20) + le<std::uint16_t>(flags) +
                 le<std::uint16_t>(member.method) + le<std::uint32_t>(0) + le<std::uint32_t>(sum) +
                 le<std::uint32_t>(data.size()) + le<std::uint32_t>(member.data.size()) +
                 le<std::uint16_t>(member.name.size()) + le<std::uint16_t>(0) + le<std::uint16_t>(0) +
                 le<std::uint16_t>(0) + le<std::uint16_t>(0) + le<std::uint32_t>(0) +
                 le<std::uint32_t>(offset) + member.name;
  }
  const auto begin = static_cast<std::uint32_t>(out.size() - prefix.size());
  out += directory;
  out += "PK\5\6" + le<std::uint32_t>(0) + le<std::uint16_t>(members.size()) +
         le<std::uint16_t>(members.size()) + le<std::uint32_t>(directory.size()) + le<std::uint32_t>(begin) +
         le<std::uint16_t>(comment.size()) + std::string(comment);
  return out;
}

/// torch.save of `body` (the pickle), with `storages` of 16 bytes.
inline std::string torch_zip(const std::string& data_pkl, int storages = 2) {
  std::vector<Member> members{{"archive/data.pkl", data_pkl}, {"archive/byteorder", "little"}};
  for (int i = 0; i < storages; ++i)
    members.push_back({"archive/data/" + std::to_string(i), std::string(16, '\x3f')});
  members.push_back({"archive/version", "3\n"});
  members.push_back({"archive/.data/serialization_id", "1234567890123456789012345678901234567890"});
  return zip(members, true);
}

// ---- tar

inline std::string tar_member(std::string_view name, std::string_view data, char type = '0',
                              std::string_view target = {}) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, std::string_view value) {
    std::copy(value.begin(), value.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  const auto octal = [](std::uint64_t value, std::size_t width) {
    std::string out(width, '0');
    for (auto digit = out.rbegin(); digit != out.rend(); ++digit, value /= 8)
      *digit = static_cast<char>('0' + value % 8);
    return out;
  };
  put(0, name);
  put(100, octal(0644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(data.size(), 11));
  put(136, octal(0, 11));
  header[156] = type;
  put(157, target);
  put(257, std::string_view("ustar\0"
                            "00",
                            8));
  put(148, "        ");
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6));
  header[154] = '\0';
  std::string out = header + std::string(data);
  out.resize((out.size() + 511) / 512 * 512);
  return out;
}
inline std::string tar(std::initializer_list<std::string> members) {
  std::string out;
  for (const auto& member : members) out += member;
  return out + std::string(1024, '\0');
}

// ---- others

inline std::string safetensors(std::string_view header, std::string_view data) {
  return le<std::uint64_t>(header.size()) + std::string(header) + std::string(data);
}
inline std::string npy(std::string_view type, std::string_view shape, std::string_view data) {
  std::string header =
      "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': " + std::string(shape) + ", }";
  while ((header.size() + 11) % 64 != 0) header += ' ';
  header += '\n';
  return "\x93NUMPY\x01" + std::string(1, '\0') + le<std::uint16_t>(header.size()) + header +
         std::string(data);
}

// ---- protocol buffers

inline std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
inline std::string field(std::uint32_t number, std::string_view run) {
  return varint(number << 3 | 2) + varint(run.size()) + std::string(run);
}
inline std::string field(std::uint32_t number, std::uint64_t value) {
  return varint(number << 3) + varint(value);
}

/// All reasons, for messages of tests.
inline std::string reasons(const Scan& scan) {
  std::string out(to_string(scan.verdict));
  out += " " + scan.format;
  for (const auto& reason : scan.reasons) out += "\n  " + reason.what + " (" + reason.where + ")";
  return out;
}

}  // namespace dockgate::weights::samples
