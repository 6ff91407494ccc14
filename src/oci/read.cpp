#include <algorithm>
#include <map>
#include <mutex>

#include "oci/file_system.hpp"
#include "oci/image.hpp"
#include "oci/index.hpp"
#include "oci/layer.hpp"

namespace dockgate::oci {
namespace {

Result<std::unique_ptr<Blobs>> open(const FileTree& tree, std::string_view path) {
  using Out = Result<std::unique_ptr<Blobs>>;
  if (tree.kind(path) == EntryKind::folder) return Out(folder_blobs(tree, std::string(path)));
  auto file = tree.map(path);
  if (!file) return Out::failure(std::string(to_string(file.error())));
  return tar_blobs(*std::move(file));
}

/// The layers of all images, each read once though several images may stand on it.
class Layers {
 public:
  Layers(const Blobs& blobs, const ReadOptions& options) : blobs_(blobs), options_(options) {}

  void add(const LayerBlob& layer, Image& image) {
    if (layer.name.empty()) return;
    Slot& slot = slots_[{layer.name, layer.diff_id}];
    if (slot.work) return;
    auto file = blobs_.find(layer.name);
    if (!file) {
      image.problems.push_back("the layer `" + layer.name + "` is not in the archive");
      return;
    }
    slot.file = *std::move(file);
    slot.work = layer_work(layer, slot.file.bytes, options_);
  }

  void run() {
    std::vector<std::pair<Slot*, std::size_t>> tasks;
    for (auto& [key, slot] : slots_) {
      if (!slot.work) continue;
      for (std::size_t part = 0; part < slot.work->parts(); ++part) tasks.emplace_back(&slot, part);
    }
    const auto task = [&](std::size_t i) { tasks[i].first->work->run(tasks[i].second); };
    if (options_.for_each) {
      options_.for_each(tasks.size(), task);
    } else {
      for (std::size_t i = 0; i < tasks.size(); ++i) task(i);
    }
    for (auto& [key, slot] : slots_) {
      if (slot.work) slot.content = slot.work->take();
      slot.work.reset();
    }
  }

  LayerContent content(const LayerBlob& layer) const {
    const auto found = slots_.find({layer.name, layer.diff_id});
    return found == slots_.end() ? LayerContent{} : found->second.content;
  }

 private:
  struct Slot {
    MappedFile file;
    std::unique_ptr<LayerWork> work;
    LayerContent content;
  };
  const Blobs& blobs_;
  const ReadOptions& options_;
  std::map<std::pair<std::string, std::string>, Slot> slots_;
};

}  // namespace

Result<std::vector<Image>> read(const FileTree& tree, std::string_view path, const ReadOptions& options) {
  using Out = Result<std::vector<Image>>;
  const auto blobs = open(tree, path);
  if (!blobs) return Out::failure(blobs.error());
  auto index = read_index(**blobs);
  if (!index) return Out::failure(index.error());
  Layers layers(**blobs, options);
  for (ImageParts& parts : *index)
    for (const LayerBlob& layer : parts.layers) layers.add(layer, parts.image);
  layers.run();
  std::vector<Image> out;
  for (ImageParts& parts : *index) {
    FileSystem files;
    for (const LayerBlob& layer : parts.layers) {
      auto content = layers.content(layer);
      std::ranges::move(content.problems, std::back_inserter(parts.image.problems));
      files.apply(std::move(content));
    }
    parts.image.files = files.files();
    parts.image.models = files.models();
    std::ranges::move(files.take_problems(), std::back_inserter(parts.image.problems));
    if (!(*blobs)->unchanged()) parts.image.problems.push_back("the archive changed while it was read");
    out.push_back(std::move(parts.image));
  }
  return out;
}

}  // namespace dockgate::oci
