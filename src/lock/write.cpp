#include <algorithm>

#include "lock/lock.hpp"
#include "yaml/quote.hpp"

namespace dockgate::lock {

namespace {

constexpr std::string_view head =
    "# What the names in the sources stood for when somebody looked. Written by `dockgate lock`; do not edit "
    "it.\n"
    "schema: 1\n";

void add_line(std::string& out, std::string_view key, std::string_view value) {
  if (!value.empty())
    out.append("    ").append(key).append(": ").append(yaml::plain_or_quoted(value)).append("\n");
}

/// A word that is text to every reader of YAML.
void add_word(std::string& out, std::string_view key, std::string_view word) {
  if (!word.empty()) out.append("    ").append(key).append(": ").append(word).append("\n");
}

void add_origin(std::string& out, const Origin& origin) {
  add_line(out, "when", origin.when);
  add_word(out, "from", origin.from);
  add_line(out, "host", origin.host);
}

void add_waiting(std::string& out, const std::optional<Waiting>& waiting) {
  if (!waiting) return;
  out += "    waiting: {value: " + yaml::quoted(waiting->value);
  if (!waiting->since.empty()) out += ", since: " + yaml::quoted(waiting->since);
  out += "}\n";
}

/// The lines below a key; `{}` behind it where there are none.
void add_entry(std::string& out, const std::string& key, const std::string& lines) {
  out += "\n  " + yaml::quoted(key) + ":" + (lines.empty() ? " {}\n" : "\n" + lines);
}

std::string lines_of(const Image& image) {
  std::string out;
  add_line(out, "digest", image.digest);
  add_word(out, "kind", image.kind);
  add_origin(out, image.origin);
  add_waiting(out, image.waiting);
  if (!image.platforms.empty()) out += "    platforms:\n";
  for (const auto& [platform, digest] : image.platforms)
    out += "      " + yaml::plain_or_quoted(platform) + ": " + yaml::quoted(digest) + "\n";
  return out;
}

std::string lines_of(const Model& model) {
  std::string out;
  // In quotes always: some commits would be read as numbers.
  if (!model.commit.empty()) out += "    commit: " + yaml::quoted(model.commit) + "\n";
  add_line(out, "repository", model.repository);
  add_origin(out, model.origin);
  add_waiting(out, model.waiting);
  if (!model.files.empty()) out += "    files:\n";
  for (const auto& [path, file] : model.files) {
    const bool strong = !file.sha256.empty();
    out += "      " + yaml::plain_or_quoted(path) + ": {" + (strong ? "sha256: " : "git-sha1: ") +
           yaml::quoted(strong ? file.sha256 : file.git_sha1) + ", bytes: " + std::to_string(file.bytes) +
           "}\n";
  }
  return out;
}

template <typename Entry>
void sort_entries(std::vector<Entry>& entries) {
  std::ranges::sort(entries, {}, [](const Entry& entry) { return key(entry); });
}

}  // namespace

void sort(Lock& lock) {
  sort_entries(lock.images);
  sort_entries(lock.models);
}

std::string write(const Lock& lock) {
  Lock sorted = lock;
  sort(sorted);
  std::string out(head);
  // An empty line before each entry: entries that two branches add at different places do not touch one
  // another.
  if (!sorted.images.empty()) out += "\nimages:\n";
  for (const Image& image : sorted.images) add_entry(out, key(image), lines_of(image));
  if (!sorted.models.empty()) out += "\nmodels:\n";
  for (const Model& model : sorted.models) add_entry(out, key(model), lines_of(model));
  return out;
}

const Image* find_image(const Lock& lock, std::string_view name, std::string_view tag) {
  if (tag.empty()) tag = "latest";
  const auto found = std::ranges::find_if(
      lock.images, [&](const Image& image) { return image.name == name && image.tag == tag; });
  return found == lock.images.end() ? nullptr : &*found;
}

const Model* find_model(const Lock& lock, std::string_view kind, std::string_view id,
                        std::string_view revision) {
  if (revision.empty()) revision = "main";
  const auto found = std::ranges::find_if(lock.models, [&](const Model& model) {
    return model.kind == kind && model.id == id && model.revision == revision;
  });
  return found == lock.models.end() ? nullptr : &*found;
}

}  // namespace dockgate::lock
