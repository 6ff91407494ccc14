#include <algorithm>
#include <map>
#include <set>

#include "manifest/manifest.hpp"
#include "text/words.hpp"

namespace dockgate::manifest {
namespace {

using Kind = Difference::Kind;

struct Field {
  std::string_view name;
  std::string value;
};
using Fields = std::vector<Field>;

std::string named(std::string_view what, std::string_view name) {
  return std::string(what) + " `" + text::printable(name) + "`";
}

// What each entry is called, and what is compared of it.

std::string name_of(const BaseImage& image) {
  return named("the image of " + image.used_by, image.reference);
}
Fields fields_of(const BaseImage& image) {
  return {{"digest", image.digest}, {"shipped", image.shipped ? "true" : "false"}};
}

std::string name_of(const Model& model) {
  return named(model.kind.empty() ? "model" : model.kind, model.id);
}
Fields fields_of(const Model& model) {
  return {{"revision", model.revision},
          {"revision_state", model.revision_state},
          {"remote_code", model.remote_code},
          {"local", model.local ? "true" : "false"}};
}

std::string name_of(const Weights& weights) {
  return named("weights", weights.path);
}
Fields fields_of(const Weights& weights) {
  return {{"sha256", weights.sha256},
          {"bytes", std::to_string(weights.bytes)},
          {"format", weights.format},
          {"verdict", weights.verdict}};
}

std::string name_of(const Code& code) {
  return named("code", code.path);
}
Fields fields_of(const Code& code) {
  return {{"sha256", code.sha256},
          {"model", code.model},
          {"reviewer", code.reviewer},
          {"reviewed", code.reviewed},
          {"next_review", code.next_review},
          {"repository", code.repository},
          {"commit", code.commit}};
}

std::string name_of(const CachedModel& model) {
  return named(model.kind, model.id) + " at " + named("commit", model.revision);
}
Fields fields_of(const CachedModel& model) {
  Fields out;
  for (const auto& file : model.files) out.push_back({file.name, file.sha256});
  return out;
}

std::string name_of(const ShippedImage& image) {
  return image.platform.empty() ? "the image" : "the image for " + image.platform;
}

/// Entries of one name are told apart by their order, sorted by what they hold: a model that is loaded at two
/// commits.
template <typename Entry>
std::map<std::pair<std::string, std::size_t>, const Entry*> by_name(const std::vector<Entry>& entries) {
  std::vector<const Entry*> sorted;
  for (const Entry& entry : entries) sorted.push_back(&entry);
  const auto key = [](const Entry* entry) {
    std::string fields;
    for (const auto& field : fields_of(*entry)) fields += field.value + '\n';
    return std::pair(name_of(*entry), fields);
  };
  std::ranges::stable_sort(sorted, {}, key);
  std::map<std::pair<std::string, std::size_t>, const Entry*> out;
  std::map<std::string, std::size_t> seen;
  for (const Entry* entry : sorted) {
    const auto name = name_of(*entry);
    out.emplace(std::pair(name, seen[name]++), entry);
  }
  return out;
}

class Comparison {
 public:
  explicit Comparison(std::string build) : build_(std::move(build)) {}

  void fields(const std::string& what, const Fields& before, const Fields& after, const Place& at) {
    std::map<std::string_view, std::string_view> now;
    for (const auto& field : after) now[field.name] = field.value;
    std::set<std::string_view> seen;
    for (const auto& field : before) {
      seen.insert(field.name);
      const auto found = now.find(field.name);
      const std::string_view value = found == now.end() ? std::string_view() : found->second;
      if (value != field.value) change(what, field.name, field.value, value, at);
    }
    for (const auto& field : after)
      if (!seen.contains(field.name)) change(what, field.name, {}, field.value, at);
  }

  template <typename Entry>
  void lists(const std::vector<Entry>& before, const std::vector<Entry>& after, std::string_view where,
             const Place& at) {
    const auto old_ones = by_name(before), new_ones = by_name(after);
    const std::string suffix = where.empty() ? "" : " in " + std::string(where);
    for (const auto& [key, entry] : old_ones) {
      const auto found = new_ones.find(key);
      if (found == new_ones.end()) {
        add({Kind::removed, build_, key.first + suffix, {}, {}, {}, entry->at});
      } else {
        fields(key.first + suffix, fields_of(*entry), fields_of(*found->second), entry->at);
      }
    }
    for (const auto& [key, entry] : new_ones) {
      if (!old_ones.contains(key)) add({Kind::added, build_, key.first + suffix, {}, {}, {}, at});
    }
  }

  void images(const Build& before, const Build& after) {
    for (const ShippedImage& image : before.images) {
      const auto found = std::ranges::find(after.images, image.platform, &ShippedImage::platform);
      const auto what = name_of(image);
      if (found == after.images.end()) {
        add({Kind::removed, build_, what, {}, {}, {}, image.at});
        continue;
      }
      fields(what,
             {{"config", image.config},
              {"manifest", image.manifest},
              {"base name", image.base_name},
              {"base digest", image.base_digest},
              {"layers", joined(image.layers)}},
             {{"config", found->config},
              {"manifest", found->manifest},
              {"base name", found->base_name},
              {"base digest", found->base_digest},
              {"layers", joined(found->layers)}},
             image.at);
      lists(image.weights, found->weights, what, image.at);
      lists(image.models, found->models, what, image.at);
    }
    for (const ShippedImage& image : after.images) {
      if (std::ranges::find(before.images, image.platform, &ShippedImage::platform) == before.images.end())
        add({Kind::added, build_, name_of(image), {}, {}, {}, before.at});
    }
  }

  void add(Difference difference) { out_.push_back(std::move(difference)); }
  std::vector<Difference> take() { return std::move(out_); }

 private:
  static std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : " ") + text;
    return out;
  }
  void change(const std::string& what, std::string_view field, std::string_view before,
              std::string_view after, const Place& at) {
    add({Kind::changed, build_, what, std::string(field), std::string(before), std::string(after), at});
  }

  std::string build_;
  std::vector<Difference> out_;
};

std::string title_of(const Build& build) {
  return build.dockerfile + (build.label.empty() ? "" : " (" + build.label + ")");
}

std::string shown(std::string_view value) {
  return value.empty() ? std::string("nothing") : "`" + text::printable(value) + "`";
}

}  // namespace

std::string_view to_string(Difference::Kind kind) {
  switch (kind) {
    case Kind::added:
      return "added";
    case Kind::removed:
      return "removed";
    case Kind::changed:
      break;
  }
  return "changed";
}

std::string in_words(const Difference& difference) {
  switch (difference.kind) {
    case Kind::added:
      return difference.what + " is there, and the manifest does not have it";
    case Kind::removed:
      return difference.what + " stands in the manifest and is not there";
    case Kind::changed:
      break;
  }
  return text::printable(difference.field) + " of " + difference.what + " is " + shown(difference.after) +
         ", and the manifest says " + shown(difference.before);
}

std::vector<Difference> compare(const Build& before, const Build& after) {
  Comparison comparison(title_of(before));
  comparison.fields("the build", {{"context", before.context}}, {{"context", after.context}}, before.at);
  comparison.fields("the policy", {{"name", before.policy.name}, {"sha256", before.policy.sha256}},
                    {{"name", after.policy.name}, {"sha256", after.policy.sha256}}, before.policy.at);
  comparison.lists(before.base_images, after.base_images, {}, before.at);
  comparison.lists(before.models, after.models, {}, before.at);
  comparison.lists(before.weights, after.weights, {}, before.at);
  comparison.lists(before.code, after.code, {}, before.at);
  comparison.images(before, after);
  return comparison.take();
}

std::vector<Difference> compare(const Manifest& before, const Manifest& after) {
  std::vector<Difference> out;
  for (const Build& build : before.builds) {
    const Build* now = find(after, build.dockerfile, build.label);
    if (now == nullptr) {
      out.push_back(
          {Kind::removed, title_of(build), named("the build of", build.dockerfile), {}, {}, {}, build.at});
      continue;
    }
    auto differences = compare(build, *now);
    std::ranges::move(differences, std::back_inserter(out));
  }
  for (const Build& build : after.builds) {
    if (find(before, build.dockerfile, build.label) == nullptr)
      out.push_back({Kind::added, title_of(build), named("the build of", build.dockerfile), {}, {}, {}, {}});
  }
  return out;
}

std::vector<Difference> compare_with_image(const Build& build, const ShippedImage& image,
                                           const std::vector<std::string>& digests_in_image) {
  Comparison comparison(title_of(build));
  const auto where = " in " + name_of(image);
  const auto holds = [&](const std::string& sha256) {
    return std::ranges::find(digests_in_image, sha256) != digests_in_image.end();
  };
  for (const Weights& weights : build.weights)
    if (!holds(weights.sha256))
      comparison.add({Kind::removed, title_of(build), name_of(weights) + where, {}, {}, {}, weights.at});
  for (const Code& code : build.code)
    if (!holds(code.sha256))
      comparison.add({Kind::removed, title_of(build), name_of(code) + where, {}, {}, {}, code.at});
  for (const CachedModel& cached : image.models) {
    std::set<std::string> pinned;
    for (const Model& model : build.models)
      if (model.id == cached.id && text::is_commit(model.revision)) pinned.insert(model.revision);
    if (pinned.empty() || pinned.contains(cached.revision)) continue;
    comparison.fields(named(cached.kind, cached.id) + where, {{"revision", *pinned.begin()}},
                      {{"revision", cached.revision}}, cached.at);
  }
  const auto base = std::ranges::find_if(build.base_images, [](const BaseImage& each) {
    return each.used_by == "FROM" && each.shipped && !each.digest.empty();
  });
  if (base != build.base_images.end() && !image.base_digest.empty())
    comparison.fields("the base" + where, {{"digest", base->digest}}, {{"digest", image.base_digest}},
                      base->at);
  return comparison.take();
}

}  // namespace dockgate::manifest
