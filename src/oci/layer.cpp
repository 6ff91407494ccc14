#include "oci/layer.hpp"

#include <algorithm>

#include "oci/unpacked.hpp"
#include "text/digest.hpp"
#include "text/path.hpp"
#include "weights/formats.hpp"
#include "weights/hub_cache.hpp"
#include "weights/scan.hpp"
#include "weights/tar.hpp"

namespace dockgate::oci {
namespace {

constexpr std::size_t head_size = 4096;          // tells what a file is
constexpr std::size_t longest_extra = 1u << 20;  // of GNU's and pax's headers
constexpr std::size_t most_problems = 100;
constexpr std::uint64_t highest_ratio = 100;

bool in_hub_cache(std::string_view path) {
  while (!path.empty()) {
    if (weights::is_hub_folder(text::file_name(path))) return true;
    path = text::parent(path);
  }
  return false;
}

/// Whether it is asked for by name, or lies in the hub's cache.
bool is_asked_for(std::string_view path, const ReadOptions& options) {
  return options.asked.contains(text::file_name(path)) || in_hub_cache(path);
}

/// Whether the digest of a file is wanted: it is asked for, or is weights by name or by its first bytes, or
/// lies in the hub's cache.
bool matters(std::string_view path, std::string_view head, const ReadOptions& options) {
  return is_asked_for(path, options) || weights::name_kind(path) != weights::NameKind::other ||
         weights::begins_as_safetensors(head) || weights::begins_as_gguf(head) ||
         weights::begins_as_hdf5(head);
}

void take_scan(const weights::Scan& scan, const ReadOptions& options, LayerEntry& entry) {
  entry.weights = scan.weights || weights::name_kind(entry.path) == weights::NameKind::weights;
  entry.looked_at = entry.weights || is_asked_for(entry.path, options);
  if (!entry.weights) return;
  entry.format = scan.format;
  entry.verdict = weights::to_string(scan.verdict);
  entry.runs_code = scan.can_run_code;
  if (!scan.reasons.empty()) entry.why = scan.reasons.front().what;
}

void look_at(std::string_view bytes, const ReadOptions& options, LayerEntry& entry) {
  entry.sha256 = text::sha256(bytes);
  auto scan = weights::scan(bytes, entry.path);
  if (auto wrong = weights::check_digest_in_path(entry.path, bytes, entry.sha256)) {
    scan.verdict = std::max(scan.verdict, wrong->verdict);
    scan.reasons.insert(scan.reasons.begin(), std::move(*wrong));
    scan.weights = true;
  }
  take_scan(scan, options, entry);
}

/// Of a file that is too large to be kept: its digest is known, its content is not scanned.
void give_up_on(std::string sha256, std::string_view head, const ReadOptions& options, LayerEntry& entry) {
  entry.sha256 = std::move(sha256);
  entry.weights =
      weights::name_kind(entry.path) == weights::NameKind::weights || weights::looks_like_weights(head);
  entry.looked_at = entry.weights || is_asked_for(entry.path, options);
  if (!entry.weights) return;
  entry.format = weights::begins_as_safetensors(head) ? "safetensors"
                 : weights::begins_as_gguf(head)      ? "gguf"
                                                      : "unknown";
  entry.verdict = weights::to_string(weights::Verdict::not_scanned);
  entry.why = "larger than what is scanned in a compressed layer";
}

std::string check_digest(std::string_view what, const std::string& said, const std::string& have) {
  if (said.empty() || said == "sha256:" + have) return {};
  return "the " + std::string(what) + " " + said + " has another content";
}

/// The entry of a member; nothing for a name that leads outside, which is a problem.
std::optional<LayerEntry> entry_of(weights::TarEntry&& member, std::uint64_t size, LayerContent& out) {
  auto path = text::normalize(member.name);
  if (!path) {
    if (out.problems.size() < most_problems)
      out.problems.push_back("the member `" + member.name + "` of a layer leads outside");
    return std::nullopt;
  }
  LayerEntry entry;
  entry.path = *std::move(path);
  entry.type = member.type == '7' ? '0' : member.type;
  entry.bytes = size;
  entry.target = std::move(member.target);
  if (entry.type == '1') entry.target = text::normalize(entry.target).value_or("");
  return entry;
}

/// A layer that lies in memory as it is.
class FlatLayer : public LayerWork {
 public:
  FlatLayer(const LayerBlob& layer, std::string_view blob, const ReadOptions& options)
      : layer_(layer), blob_(blob), options_(options) {
    weights::Limits limits;
    limits.members = options.members;
    weights::Findings findings(limits);
    for (auto& member : weights::read_tar(blob, {}, findings)) {
      const auto data = member.data;
      auto entry = entry_of(std::move(member), data.size(), out_);
      if (!entry) continue;
      if (entry->type == '0' && matters(entry->path, data.substr(0, head_size), options))
        files_.emplace_back(out_.entries.size(), data);
      out_.entries.push_back(*std::move(entry));
    }
    for (const auto& reason : findings.reasons())
      if (reason.verdict == weights::Verdict::not_scanned) out_.problems.push_back("a layer: " + reason.what);
  }

  std::size_t parts() const override { return files_.size() + 1; }
  void run(std::size_t part) override {
    if (part == 0) {
      const auto have = text::sha256(blob_);
      wrong_ = check_digest("layer", layer_.digest, have);
      if (wrong_.empty()) wrong_ = check_digest("unpacked layer", layer_.diff_id, have);
      return;
    }
    const auto& [index, data] = files_[part - 1];
    look_at(data, options_, out_.entries[index]);
  }
  LayerContent take() override {
    if (!wrong_.empty()) out_.problems.push_back(wrong_);
    return std::move(out_);
  }

 private:
  LayerBlob layer_;
  std::string_view blob_;
  const ReadOptions& options_;
  std::vector<std::pair<std::size_t, std::string_view>> files_;
  std::string wrong_;
  LayerContent out_;
};

/// A layer that comes in pieces.
class PackedLayer : public LayerWork {
 public:
  PackedLayer(const LayerBlob& layer, std::string_view blob, LayerPacking packing, const ReadOptions& options)
      : layer_(layer), blob_(blob), packing_(packing), options_(options) {}

  std::size_t parts() const override { return 1; }
  void run(std::size_t) override {
    if (auto wrong = check_digest("layer", layer_.digest, text::sha256(blob_)); !wrong.empty())
      return problem(std::move(wrong));
    const auto most = std::max(options_.unpacked_bytes, blob_.size() * highest_ratio);
    const auto pieces = unpacked(blob_, packing_);
    text::Sha256 whole;
    std::uint64_t total = 0;
    for (auto piece = pieces->next(); !piece.empty(); piece = pieces->next()) {
      total += piece.size();
      if (total > most) return problem("a layer unpacks to more than " + std::to_string(most) + " bytes");
      whole.add(piece);
      while (!piece.empty()) piece.remove_prefix(feed(piece));
    }
    if (!pieces->wrong().empty()) return problem("a layer: " + std::string(pieces->wrong()));
    if (left_ > 0 || (step_ == Step::header && !buffer_.empty())) problem("a layer breaks off");
    if (auto wrong = check_digest("unpacked layer", layer_.diff_id, whole.hex()); !wrong.empty())
      problem(std::move(wrong));
  }
  LayerContent take() override { return std::move(out_); }

 private:
  enum class Step { header, extra, file, skip, end };
  static constexpr std::size_t block = weights::TarHeaders::block;

  void problem(std::string what) {
    if (out_.problems.size() < most_problems) out_.problems.push_back(std::move(what));
  }

  /// Takes from the front of `piece`; says how much.
  std::size_t feed(std::string_view piece) {
    if (step_ == Step::end) return piece.size();
    if (step_ == Step::header) {
      const auto now = piece.substr(0, block - buffer_.size());
      buffer_ += now;
      if (buffer_.size() == block) {
        const std::string header = std::exchange(buffer_, {});
        begin(header);
      }
      return now.size();
    }
    const auto now = piece.substr(0, std::min<std::uint64_t>(piece.size(), left_));
    left_ -= now.size();
    take_content(now);
    if (left_ == 0) finish();
    return now.size();
  }

  void begin(std::string_view header) {
    auto step = headers_.take(header);
    using Kind = weights::TarHeaders::Step::Kind;
    if (step.kind == Kind::end || step.kind == Kind::broken) {
      if (step.kind == Kind::broken) problem("a layer has a broken header");
      step_ = Step::end;
      return;
    }
    content_ = step.size;
    left_ = step.size + (block - step.size % block) % block;
    if (left_ < step.size) {
      problem("a layer has a member of an impossible size");
      step_ = Step::end;
      return;
    }
    if (step.kind == Kind::extra) {
      step_ = Step::extra;
      if (step.size > longest_extra) {
        problem("a layer has a header that is too long");
        step_ = Step::end;
      }
    } else {
      begin_member(std::move(step.entry), step.size);
    }
    if (left_ == 0 && step_ != Step::end) finish();
  }

  void begin_member(weights::TarEntry&& member, std::uint64_t size) {
    step_ = Step::skip;
    if (out_.entries.size() >= options_.members) {
      problem("a layer has too many members");
      step_ = Step::end;
      return;
    }
    auto entry = entry_of(std::move(member), size, out_);
    if (!entry) return;
    if (entry->type == '0') step_ = Step::file;
    out_.entries.push_back(*std::move(entry));
  }

  void take_content(std::string_view bytes) {
    // The padding behind the content is no part of it.
    const auto now = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), content_));
    content_ -= now.size();
    if (step_ == Step::extra) buffer_ += now;
    if (step_ != Step::file) return;
    if (!hash_) {
      buffer_ += now;
      if (buffer_.size() < head_size && content_ > 0) return;
      if (!matters(out_.entries.back().path, std::string_view(buffer_).substr(0, head_size), options_)) {
        buffer_.clear();
        step_ = Step::skip;
        return;
      }
      hash_ = std::make_unique<text::Sha256>();
      hash_->add(buffer_);
      front_ = std::min(weights::front_needed(buffer_), options_.scanned_bytes);
      return;
    }
    hash_->add(now);
    const bool keep = out_.entries.back().bytes <= options_.scanned_bytes || buffer_.size() < front_;
    if (keep) buffer_ += now;
  }

  void finish() {
    if (step_ == Step::extra) headers_.extra(buffer_);
    if (step_ == Step::file) {
      LayerEntry& entry = out_.entries.back();
      if (entry.bytes <= options_.scanned_bytes) {
        if (hash_ || matters(entry.path, buffer_, options_)) look_at(buffer_, options_, entry);
      } else if (hash_ && front_ > 0 && buffer_.size() >= front_) {
        entry.sha256 = hash_->hex();
        take_scan(weights::scan_front(buffer_, entry.bytes), options_, entry);
      } else if (hash_) {
        give_up_on(hash_->hex(), std::string_view(buffer_).substr(0, head_size), options_, entry);
      }
    }
    hash_.reset();
    front_ = 0;
    buffer_.clear();
    step_ = Step::header;
  }

  LayerBlob layer_;
  std::string_view blob_;
  LayerPacking packing_;
  const ReadOptions& options_;
  LayerContent out_;
  weights::TarHeaders headers_;
  Step step_ = Step::header;
  std::string buffer_;         // of a header, or of the content as far as it is kept
  std::uint64_t left_ = 0;     // of the member, its padding included
  std::uint64_t content_ = 0;  // of the member, without
  std::uint64_t front_ = 0;    // of the content, that says all about it
  std::unique_ptr<text::Sha256> hash_;
};

}  // namespace

std::unique_ptr<LayerWork> layer_work(const LayerBlob& layer, std::string_view blob,
                                      const ReadOptions& options) {
  const auto packing = packing_of_layer(blob);
  if (packing == LayerPacking::none) return std::make_unique<FlatLayer>(layer, blob, options);
  return std::make_unique<PackedLayer>(layer, blob, packing, options);
}

}  // namespace dockgate::oci
