#include "facts/known_images.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t most_names = 1000;

KnownImage look_up(const std::string& name) {
  const auto& known = catalog::image_knowledge();
  KnownImage answer;
  answer.maintainer = catalog::find_maintainer(known, name);
  if (answer.maintainer.empty()) {
    answer.lookalike = catalog::find_lookalike(known, name);
  }
  answer.unmaintained = catalog::find_unmaintained(known, name);
  return answer;
}

}  // namespace

KnownImage KnownImages::find(const std::string& name) {
  {
    const std::lock_guard guard(mutex_);
    if (const auto answer = answers_.find(name); answer != answers_.end()) {
      return answer->second;
    }
  }
  // The others need not wait meanwhile.
  auto answer = look_up(name);
  const std::lock_guard guard(mutex_);
  if (answers_.size() >= most_names) {
    answers_.clear();
  }
  answers_.try_emplace(name, answer);
  return answer;
}

std::optional<image::Reference> reference_of(const build::ImageUse& image) {
  std::string_view written = image.text.text.view();
  if (image.reference || image.text.known || !written.ends_with(':')) return image.reference;
  written.remove_suffix(1);
  const auto named = image::parse(written);
  return named ? std::optional(*named) : std::nullopt;
}

}  // namespace dockgate::facts
