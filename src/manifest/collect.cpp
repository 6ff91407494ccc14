#include "manifest/collect.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "text/path.hpp"
#include "text/utf8.hpp"

namespace dockgate::manifest {
namespace {

template <typename T, typename Key>
void sort_once(std::vector<T>& list, Key key) {
  std::ranges::sort(list, {}, key);
  const auto twice = [&](const T& a, const T& b) { return key(a) == key(b); };
  list.erase(std::unique(list.begin(), list.end(), twice), list.end());
}

/// A reference that another stage of the file stands for, or that is no image, is no base image.
bool names_an_image(const facts::ImageFact& image) {
  return image.state != facts::ImageState::stage && image.state != facts::ImageState::scratch;
}

BaseImage base_image(const facts::ImageFact& fact) {
  const std::string& reference = fact.resolved.empty() ? fact.text : fact.resolved;
  return {text::to_utf8(fact.role), text::to_utf8(reference), text::to_utf8(fact.digest), fact.shipped};
}

Model model(const facts::ModelFact& fact) {
  Model out;
  out.kind = text::to_utf8(fact.artifact.empty() ? "model" : fact.artifact);
  out.local = fact.id_state == facts::IdState::local;
  out.id = text::to_utf8(out.local && !fact.path.empty() ? fact.path : fact.id);
  out.revision = text::to_utf8(fact.revision.value_or(""));
  out.revision_state = facts::to_string(fact.revision_state);
  out.remote_code = facts::to_string(fact.remote_code);
  return out;
}

Code code(const facts::VendoredFact& fact, const std::vector<facts::ReviewFact>& reviews) {
  Code out;
  out.path = text::to_utf8(fact.file);
  out.sha256 = fact.sha256;
  out.model = text::to_utf8(fact.folder);
  const auto review = std::ranges::find_if(reviews, [&](const facts::ReviewFact& each) {
    return each.file == fact.file && each.state == "current";
  });
  if (review == reviews.end()) return out;
  out.reviewer = text::to_utf8(review->reviewer);
  out.reviewed = text::to_utf8(review->reviewed);
  out.next_review = text::to_utf8(review->next_review);
  out.repository = text::to_utf8(review->repository);
  out.commit = text::to_utf8(review->commit);
  return out;
}

Weights weights(const oci::ImageFile& file) {
  return {text::to_utf8(file.path), file.format, file.bytes, file.sha256, file.verdict};
}

}  // namespace

std::string relative_to(std::string_view path, std::string_view folder) {
  namespace fs = std::filesystem;
  const auto from = fs::path(folder.empty() ? "." : folder).lexically_normal();
  const auto to = fs::path(path.empty() ? "." : path).lexically_normal();
  auto out = to.lexically_relative(from).generic_string();
  if (out.ends_with('/')) out.pop_back();
  return text::to_utf8(out.empty() ? std::string(path) : out);
}

Build collect(const facts::BuildFacts& facts, std::string_view folder, Policy policy) {
  Build out;
  out.dockerfile = relative_to(facts.dockerfile, folder);
  out.label = text::to_utf8(facts.label);
  out.context = relative_to(facts.context, folder);
  out.policy = std::move(policy);
  for (const auto& image : facts.images)
    if (names_an_image(image)) out.base_images.push_back(base_image(image));
  for (const auto& fact : facts.models) out.models.push_back(model(fact));
  for (const auto& fact : facts.weights)
    out.weights.push_back(
        {text::to_utf8(fact.path), fact.format, fact.bytes, fact.sha256, text::to_utf8(fact.verdict)});
  for (const auto& fact : facts.vendored) out.code.push_back(code(fact, facts.reviews));
  sort_once(out.base_images, [](const BaseImage& each) {
    return std::tuple(each.used_by, each.reference, each.digest, each.shipped);
  });
  sort_once(out.models, [](const Model& each) {
    return std::tuple(each.kind, each.id, each.revision, each.revision_state, each.remote_code, each.local);
  });
  sort_once(out.weights, [](const Weights& each) { return std::tuple(each.path, each.sha256); });
  sort_once(out.code, [](const Code& each) { return std::tuple(each.path, each.sha256, each.model); });
  return out;
}

ShippedImage shipped_image(const oci::Image& image) {
  ShippedImage out;
  out.platform = text::to_utf8(image.platform);
  out.config = text::to_utf8(image.config);
  out.manifest = text::to_utf8(image.manifest);
  out.base_name = text::to_utf8(image.base_name);
  out.base_digest = text::to_utf8(image.base_digest);
  for (const auto& layer : image.layers) out.layers.push_back(text::to_utf8(layer));
  for (const auto& file : image.files)
    if (file.weights) out.weights.push_back(weights(file));
  for (const auto& cached : image.models) {
    CachedModel model{
        text::to_utf8(cached.kind), text::to_utf8(cached.id), text::to_utf8(cached.revision), {}};
    for (const auto& [name, sha256] : cached.files) model.files.push_back({text::to_utf8(name), sha256});
    out.models.push_back(std::move(model));
  }
  sort_once(out.weights, [](const Weights& each) { return std::tuple(each.path, each.sha256); });
  return out;
}

std::vector<std::string> digests_of(const oci::Image& image) {
  std::vector<std::string> out;
  for (const auto& file : image.files) out.push_back(file.sha256);
  return out;
}

std::vector<std::string> names_to_ask_for(const Build& build) {
  std::set<std::string> names;
  for (const auto& each : build.weights) names.emplace(text::file_name(each.path));
  for (const auto& each : build.code) names.emplace(text::file_name(each.path));
  return {names.begin(), names.end()};
}

}  // namespace dockgate::manifest
