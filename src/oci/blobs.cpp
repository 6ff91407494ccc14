#include "oci/blobs.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include "text/guarded_map.hpp"
#include "text/path.hpp"
#include "weights/tar.hpp"

namespace dockgate::oci {
namespace {

constexpr int most_blob_links = 8;

class FolderBlobs : public Blobs {
 public:
  FolderBlobs(const FileTree& tree, std::string folder) : tree_(tree), folder_(std::move(folder)) {}

  std::optional<MappedFile> find(std::string_view name) const override {
    auto file = tree_.map(folder_.empty() ? std::string(name) : folder_ + "/" + std::string(name));
    if (!file) return std::nullopt;
    const std::lock_guard lock(mutex_);
    seen_.push_back(*file);
    return *std::move(file);
  }

  bool unchanged() const override {
    const std::lock_guard lock(mutex_);
    return std::ranges::all_of(seen_, text::unchanged);
  }

 private:
  const FileTree& tree_;
  std::string folder_;
  mutable std::mutex mutex_;
  mutable std::vector<MappedFile> seen_;
};

class TarBlobs : public Blobs {
 public:
  explicit TarBlobs(MappedFile archive) : archive_(std::move(archive)) {}

  /// "" or what is wrong with the archive.
  std::string read() {
    weights::Findings findings({});
    for (auto& entry : weights::read_tar(archive_.bytes, {}, findings)) {
      auto name = text::normalize(entry.name);
      if (!name) continue;
      if (entry.type == '1' || entry.type == '2') {
        const auto base = entry.type == '2' ? text::parent(*name) : std::string_view();
        if (auto target = text::normalize(text::join(base, entry.target)))
          links_.insert_or_assign(*std::move(name), *std::move(target));
      } else if (entry.type == '0') {
        files_.insert_or_assign(*std::move(name), entry.data);
      }
    }
    for (const auto& reason : findings.reasons())
      if (reason.verdict == weights::Verdict::not_scanned) return reason.what + " (" + reason.where + ")";
    return {};
  }

  std::optional<MappedFile> find(std::string_view name) const override {
    std::string here(name);
    for (int i = 0; i < most_blob_links; ++i) {
      if (const auto file = files_.find(here); file != files_.end())
        return MappedFile{file->second, archive_.owner};
      const auto link = links_.find(here);
      if (link == links_.end()) return std::nullopt;
      here = link->second;
    }
    return std::nullopt;
  }

  bool unchanged() const override { return text::unchanged(archive_); }

 private:
  MappedFile archive_;
  std::map<std::string, std::string_view, std::less<>> files_;
  std::map<std::string, std::string> links_;
};

}  // namespace

std::unique_ptr<Blobs> folder_blobs(const FileTree& tree, std::string folder) {
  return std::make_unique<FolderBlobs>(tree, std::move(folder));
}

Result<std::unique_ptr<Blobs>> tar_blobs(MappedFile archive) {
  using Out = Result<std::unique_ptr<Blobs>>;
  if (archive.bytes.starts_with("\x1f\x8b") || archive.bytes.starts_with("\x28\xb5\x2f\xfd"))
    return Out::failure("the archive is compressed as a whole; unpack it first, with `gunzip` or `zstd -d`");
  if (!weights::begins_as_tar(archive.bytes)) return Out::failure("neither a tar nor a folder of an image");
  auto blobs = std::make_unique<TarBlobs>(std::move(archive));
  if (auto wrong = blobs->read(); !wrong.empty()) return Out::failure(std::move(wrong));
  return Out(std::unique_ptr<Blobs>(std::move(blobs)));
}

}  // namespace dockgate::oci
