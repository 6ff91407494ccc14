#include "oci/unpacked.hpp"

#include <algorithm>
#include <string>
#include <zlib.h>
#include <zstd.h>

namespace dockgate::oci {
namespace {

constexpr std::size_t piece = 256u << 10;
constexpr std::size_t longest_input = 1u << 30;  // of one call: zlib counts in 32 bits
constexpr int largest_window = 27;               // 128 MiB, what `zstd` itself takes without asking

class Plain : public Pieces {
 public:
  explicit Plain(std::string_view blob) : rest_(blob) {}
  std::string_view next() override {
    const auto now = rest_.substr(0, piece);
    rest_.remove_prefix(now.size());
    return now;
  }
  std::string_view wrong() const override { return {}; }

 private:
  std::string_view rest_;
};

class Gzip : public Pieces {
 public:
  explicit Gzip(std::string_view blob) : rest_(blob), room_(piece, '\0') {
    open_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
    if (!open_) wrong_ = "there is no memory to unpack it";
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override {
    if (open_) inflateEnd(&stream_);
  }

  std::string_view next() override {
    while (wrong_.empty() && !done_) {
      const auto input = std::min(rest_.size(), longest_input);
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
      stream_.avail_in = static_cast<uInt>(input);
      stream_.next_out = reinterpret_cast<Bytef*>(room_.data());
      stream_.avail_out = static_cast<uInt>(room_.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      rest_.remove_prefix(input - stream_.avail_in);
      const std::size_t got = room_.size() - stream_.avail_out;
      if (status == Z_STREAM_END) {
        // Several members may follow each other; estargz writes one for each file.
        done_ = !rest_.starts_with("\x1f\x8b") || inflateReset(&stream_) != Z_OK;
      } else if (status != Z_OK || (input == 0 && got == 0)) {
        wrong_ = rest_.empty() ? "the gzip stream breaks off" : "the gzip stream is broken";
      }
      if (got > 0) return std::string_view(room_).substr(0, got);
    }
    return {};
  }
  std::string_view wrong() const override { return wrong_; }

 private:
  std::string_view rest_;
  std::string room_;
  z_stream stream_{};
  bool open_ = false, done_ = false;
  std::string_view wrong_;
};

class Zstd : public Pieces {
 public:
  explicit Zstd(std::string_view blob)
      : input_{blob.data(), blob.size(), 0}, room_(piece, '\0'), context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    if (!context_ ||
        ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, largest_window)) != 0)
      wrong_ = "there is no memory to unpack it";
  }

  std::string_view next() override {
    while (wrong_.empty() && !(input_.pos == input_.size && left_ == 0)) {
      ZSTD_outBuffer out{room_.data(), room_.size(), 0};
      const auto before = input_.pos;
      left_ = ZSTD_decompressStream(context_.get(), &out, &input_);
      if (ZSTD_isError(left_) != 0) {
        wrong_ = "the zstd stream is broken";
      } else if (input_.pos == before && out.pos == 0) {
        wrong_ = "the zstd stream breaks off";
      }
      if (out.pos > 0) return std::string_view(room_).substr(0, out.pos);
    }
    return {};
  }
  std::string_view wrong() const override { return wrong_; }

 private:
  ZSTD_inBuffer input_;
  std::string room_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::size_t left_ = 1;  // 0 between frames
  std::string_view wrong_;
};

}  // namespace

LayerPacking packing_of_layer(std::string_view blob) {
  if (blob.starts_with("\x1f\x8b")) return LayerPacking::gzip;
  if (blob.starts_with("\x28\xb5\x2f\xfd")) return LayerPacking::zstd;
  return LayerPacking::none;
}

std::unique_ptr<Pieces> unpacked(std::string_view blob, LayerPacking packing) {
  switch (packing) {
    case LayerPacking::gzip:
      return std::make_unique<Gzip>(blob);
    case LayerPacking::zstd:
      return std::make_unique<Zstd>(blob);
    case LayerPacking::none:
      break;
  }
  return std::make_unique<Plain>(blob);
}

}  // namespace dockgate::oci
