#include "weights/inflate.hpp"

#include <algorithm>
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>

#include "weights/bytes.hpp"

namespace dockgate::weights {
namespace {

constexpr std::size_t step = 256u << 10;
constexpr std::size_t longest_input = 1u << 30;  // of one call to a library; lengths there are 32 bits wide
constexpr std::uint64_t lzma_memory = 256u << 20;

/// Room for the next piece at the end of `out.bytes`; 0 when `most` is reached.
std::size_t make_room(Unpacked& out, std::uint64_t most, std::size_t have) {
  const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(step, most - have));
  out.bytes.resize(have + room);
  out.cut = room == 0;
  return room;
}

Unpacked inflate_stream(std::string_view bytes, std::uint64_t most, int window, bool many) {
  Unpacked out;
  std::size_t have = 0;
  while (true) {
    z_stream stream{};
    if (inflateInit2(&stream, window) != Z_OK) break;
    int status = Z_OK;
    const auto begin = out.used;
    while (status == Z_OK) {
      const auto input = std::min(bytes.size() - out.used, longest_input);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + out.used));
      stream.avail_in = static_cast<uInt>(input);
      const auto room = make_room(out, most, have);
      if (room == 0) break;
      stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data() + have);
      stream.avail_out = static_cast<uInt>(room);
      status = inflate(&stream, Z_NO_FLUSH);
      out.used += input - stream.avail_in;
      have += room - stream.avail_out;
      if (status == Z_BUF_ERROR && stream.avail_out == 0) status = Z_OK;
      if (status == Z_OK && input == 0 && stream.avail_out != 0) break;
    }
    inflateEnd(&stream);
    out.complete = status == Z_STREAM_END;
    const bool next = many && out.complete && bytes.substr(out.used).starts_with("\x1f\x8b");
    if (!next || out.used == begin) break;
  }
  out.bytes.resize(have);
  return out;
}

Unpacked bunzip(std::string_view bytes, std::uint64_t most) {
  Unpacked out;
  std::size_t have = 0;
  while (true) {
    bz_stream stream{};
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) break;
    int status = BZ_OK;
    while (status == BZ_OK) {
      const auto input = std::min(bytes.size() - out.used, longest_input);
      stream.next_in = const_cast<char*>(bytes.data() + out.used);
      stream.avail_in = static_cast<unsigned>(input);
      const auto room = make_room(out, most, have);
      if (room == 0) break;
      stream.next_out = out.bytes.data() + have;
      stream.avail_out = static_cast<unsigned>(room);
      status = BZ2_bzDecompress(&stream);
      out.used += input - stream.avail_in;
      have += room - stream.avail_out;
      if (status == BZ_OK && input == 0 && stream.avail_out != 0) break;
    }
    BZ2_bzDecompressEnd(&stream);
    out.complete = status == BZ_STREAM_END;
    if (!out.complete || !bytes.substr(out.used).starts_with("BZh")) break;
  }
  out.bytes.resize(have);
  return out;
}

Unpacked run_lzma(lzma_stream& stream, lzma_ret ready, std::string_view bytes, std::uint64_t most) {
  Unpacked out;
  std::size_t have = 0;
  if (ready == LZMA_OK) {
    stream.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream.avail_in = bytes.size();
    lzma_ret status = LZMA_OK;
    while (status == LZMA_OK) {
      const auto room = make_room(out, most, have);
      if (room == 0) break;
      stream.next_out = reinterpret_cast<std::uint8_t*>(out.bytes.data() + have);
      stream.avail_out = room;
      status = lzma_code(&stream, LZMA_FINISH);
      have += room - stream.avail_out;
    }
    out.complete = status == LZMA_STREAM_END;
    out.used = bytes.size() - stream.avail_in;
  }
  lzma_end(&stream);
  out.bytes.resize(have);
  return out;
}

Unpacked unlzma(Packing packing, std::string_view bytes, std::uint64_t most) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (packing == Packing::xz)
    return run_lzma(stream, lzma_stream_decoder(&stream, lzma_memory, LZMA_CONCATENATED), bytes, most);
  if (packing == Packing::lzma)
    return run_lzma(stream, lzma_alone_decoder(&stream, lzma_memory), bytes, most);
  // Of ZIP: version (2), size of the properties (2), the properties, the stream.
  if (bytes.size() < 9 || little<std::uint16_t>(bytes, 2) != 5) return {};
  lzma_options_lzma options{};
  const auto properties = static_cast<unsigned char>(bytes[4]);
  if (properties >= 9 * 5 * 5) return {};
  options.lc = properties % 9;
  options.lp = properties / 9 % 5;
  options.pb = properties / 9 / 5;
  options.dict_size = std::min<std::uint32_t>(little<std::uint32_t>(bytes, 5), 128u << 20);
  if (options.lc + options.lp > LZMA_LCLP_MAX) return {};
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  auto out = run_lzma(stream, lzma_raw_decoder(&stream, filters), bytes.substr(9), most);
  // A raw stream may have no end of its own: all of the input was used, nothing was wrong.
  out.complete = out.complete || (!out.cut && out.used == bytes.size() - 9);
  return out;
}

Unpacked unlz4(std::string_view bytes, std::uint64_t most) {
  Unpacked out;
  LZ4F_dctx* context = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) != 0) return out;
  std::size_t have = 0;
  std::size_t hint = 1;
  while (hint != 0 && out.used < bytes.size()) {
    std::size_t room = make_room(out, most, have);
    if (room == 0) break;
    std::size_t input = std::min(bytes.size() - out.used, longest_input);
    hint = LZ4F_decompress(context, out.bytes.data() + have, &room, bytes.data() + out.used, &input, nullptr);
    if (LZ4F_isError(hint) != 0) break;
    out.used += input;
    have += room;
  }
  out.complete = hint == 0;
  LZ4F_freeDecompressionContext(context);
  out.bytes.resize(have);
  return out;
}

}  // namespace

std::string_view to_string(Packing packing) {
  switch (packing) {
    case Packing::zlib:
      return "zlib";
    case Packing::gzip:
      return "gzip";
    case Packing::deflate:
      return "deflate";
    case Packing::bzip2:
      return "bzip2";
    case Packing::xz:
      return "xz";
    case Packing::lzma:
    case Packing::zip_lzma:
      return "lzma";
    case Packing::lz4:
      return "lz4";
    case Packing::zf:
      return "zf";
  }
  return "";
}

std::optional<Packing> packing_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\x1f\x8b\x08"sv)) return Packing::gzip;
  if (bytes.size() > 10 && bytes.starts_with("BZh") && bytes[3] >= '1' && bytes[3] <= '9' &&
      (bytes.substr(4, 6) == "1AY&SY" || bytes.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv))
    return Packing::bzip2;
  if (bytes.starts_with("\xfd"
                        "7zXZ\0"sv))
    return Packing::xz;
  if (bytes.starts_with("\x04\x22\x4d\x18")) return Packing::lz4;
  if (bytes.starts_with("ZF0x")) return Packing::zf;
  if (bytes.size() > 13 && bytes[0] == '\x5d') {
    // .lzma has no magic: usual properties, a dictionary of 2^n or 3·2^n, a size that is unknown or small.
    const auto dictionary = little<std::uint32_t>(bytes, 1);
    const auto size = little<std::uint64_t>(bytes, 5);
    const bool usual = dictionary >= 4096 && (std::has_single_bit(dictionary) ||
                                              (dictionary % 3 == 0 && std::has_single_bit(dictionary / 3)));
    if (usual && (size == ~std::uint64_t{0} || size < (std::uint64_t{1} << 40))) return Packing::lzma;
  }
  if (bytes.size() > 2 && (bytes[0] & 0x0f) == 8 && static_cast<unsigned char>(bytes[0]) <= 0x78) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    if ((first * 256u + second) % 31 == 0 && (second & 0x20) == 0 && first >= 0x48) return Packing::zlib;
  }
  return std::nullopt;
}

Unpacked unpack(Packing packing, std::string_view bytes, std::uint64_t most) {
  switch (packing) {
    case Packing::zlib:
      return inflate_stream(bytes, most, 15, false);
    case Packing::gzip:
      return inflate_stream(bytes, most, 15 + 16, true);
    case Packing::deflate:
      return inflate_stream(bytes, most, -15, false);
    case Packing::bzip2:
      return bunzip(bytes, most);
    case Packing::xz:
    case Packing::lzma:
    case Packing::zip_lzma:
      return unlzma(packing, bytes, most);
    case Packing::lz4:
      return unlz4(bytes, most);
    case Packing::zf: {
      // Joblib before 0.10: `ZF`, the size in hexadecimal in a field of 19 characters, a zlib stream.
      constexpr std::size_t header = 2 + 19;
      if (bytes.size() < header) return {};
      auto out = inflate_stream(bytes.substr(header), most, 15, false);
      out.used += header;
      return out;
    }
  }
  return {};
}

}  // namespace dockgate::weights
