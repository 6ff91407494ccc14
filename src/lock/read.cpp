#include <algorithm>
#include <array>

#include "image/reference.hpp"
#include "lock/lock.hpp"
#include "lock/names.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::lock {

namespace {

constexpr std::array<std::string_view, 7> origins{"registry", "hub",        "sources",       "hub-cache",
                                                  "lfs",      "oci-layout", "docker-inspect"};

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_host(std::string_view text) {
  constexpr std::string_view others = ".-:[]";
  return text.size() <= 255 && std::ranges::all_of(text, [&](char c) {
           return text::is_word(c) || others.find(c) != std::string_view::npos;
         });
}

class Reader {
 public:
  explicit Reader(std::vector<Problem>& problems) : problems_(problems) {}

  void lock(const yaml::Node& node, Lock& out) {
    yaml::MapReader reader(node, "lock", problems_);
    if (const yaml::Node* schema = reader.required("schema"); schema != nullptr && schema->scalar != "1")
      reader.complain(schema->at, "`schema` is 1");
    each(reader.optional("images"), "images", [&](const yaml::Entry& entry) { image(entry, out); });
    each(reader.optional("models"), "models", [&](const yaml::Entry& entry) { model(entry, out); });
    reader.finish();
  }

 private:
  template <typename Read>
  void each(const yaml::Node* node, std::string_view key, const Read& read) {
    if (node == nullptr) return;
    if (!node->is_map()) {
      problems_.push_back({node->at, "`" + std::string(key) + "` maps names to what they stand for"});
      return;
    }
    for (const yaml::Entry& entry : node->entries) read(entry);
  }

  void complain(const Place& place, std::string message) { problems_.push_back({place, std::move(message)}); }

  void image(const yaml::Entry& entry, Lock& out) {
    Image image;
    image.at = entry.first.at;
    const auto named = image_named(entry.first.scalar);
    if (!named) {
      complain(entry.first.at, named.error());
    } else {
      image.name = named->name;
      image.tag = named->tag;
    }
    yaml::MapReader reader(entry.second, "image `" + entry.first.scalar + "`", problems_);
    image.digest = digest(reader.optional("digest"), "`digest`");
    if (named && image.tag.empty()) {
      if (!image.digest.empty() && image.digest != named->digest)
        complain(reader.node().find("digest")->at, "the digest is another one than that of the name");
      image.digest = named->digest;
    }
    image.kind = reader.text("kind");
    if (!image.kind.empty() && image.kind != "index" && image.kind != "manifest")
      complain(reader.node().find("kind")->at, "`kind` is index or manifest");
    each(reader.optional("platforms"), "platforms", [&](const yaml::Entry& platform) {
      if (!is_platform(platform.first.scalar))
        complain(platform.first.at, "a platform belongs here, such as linux/amd64");
      image.platforms[platform.first.scalar] = digest(&platform.second, "the value of a platform");
    });
    image.waiting = waiting(reader, [](std::string_view text) { return is_digest(text); });
    image.origin = origin(reader);
    reader.finish();
    out.images.push_back(std::move(image));
  }

  void model(const yaml::Entry& entry, Lock& out) {
    Model model;
    model.at = entry.first.at;
    if (auto named = model_named(entry.first.scalar)) {
      model.kind = named->kind;
      model.id = named->id;
      model.revision = named->revision;
    } else {
      complain(entry.first.at, named.error());
    }
    yaml::MapReader reader(entry.second, "model `" + entry.first.scalar + "`", problems_);
    model.commit = reader.text("commit");
    if (!model.commit.empty() && !text::is_commit(model.commit))
      complain(reader.node().find("commit")->at, "`commit` is 40 lower-case hex digits");
    if (text::is_commit(model.revision)) {
      if (!model.commit.empty() && model.commit != model.revision)
        complain(reader.node().find("commit")->at, "the commit is another one than that of the name");
      model.commit = model.revision;
    }
    model.repository = reader.text("repository");
    if (!model.repository.empty() && !is_repository(model.repository))
      complain(reader.node().find("repository")->at, "`repository` is a name such as org/name");
    each(reader.optional("files"), "files", [&](const yaml::Entry& each) {
      if (!is_file_path(each.first.scalar))
        complain(each.first.at, "a path below the repository belongs here");
      model.files[each.first.scalar] = file(each);
    });
    model.waiting = waiting(reader, text::is_commit);
    model.origin = origin(reader);
    reader.finish();
    out.models.push_back(std::move(model));
  }

  File file(const yaml::Entry& entry) {
    File out;
    yaml::MapReader reader(entry.second, "file `" + entry.first.scalar + "`", problems_);
    out.sha256 = reader.text("sha256");
    out.git_sha1 = reader.text("git-sha1");
    if (!out.sha256.empty() && !text::is_lower_hex(out.sha256, 64))
      complain(reader.node().find("sha256")->at, "`sha256` is 64 lower-case hex digits");
    if (!out.git_sha1.empty() && !text::is_lower_hex(out.git_sha1, 40))
      complain(reader.node().find("git-sha1")->at, "`git-sha1` is 40 lower-case hex digits");
    if (out.sha256.empty() && out.git_sha1.empty() && entry.second.is_map())
      complain(entry.second.at, "`sha256` or `git-sha1` belongs here");
    const long long bytes = reader.integer("bytes").value_or(0);
    if (bytes < 0) complain(entry.second.at, "`bytes` is not negative");
    out.bytes = static_cast<std::uint64_t>(std::max(bytes, 0LL));
    reader.finish();
    return out;
  }

  std::string digest(const yaml::Node* node, std::string_view what) {
    if (node == nullptr) return {};
    if (!node->is_scalar() || !is_digest(node->scalar)) {
      complain(node->at, std::string(what) + " is a digest: sha256: and 64 lower-case hex digits");
      return {};
    }
    return node->scalar;
  }

  std::string time(yaml::MapReader& reader, std::string_view key) {
    std::string text = reader.text(key);
    if (text.empty() || is_time(text)) return text;
    complain(reader.node().find(key)->at,
             "`" + std::string(key) + "` is a time in UTC: YYYY-MM-DDTHH:MM:SSZ");
    return {};
  }

  Origin origin(yaml::MapReader& reader) {
    Origin out{time(reader, "when"), reader.text("from"), reader.text("host")};
    if (!out.from.empty() && !is_one_of(out.from, origins)) {
      std::string known;
      for (const std::string_view each : origins) known += (known.empty() ? "" : ", ") + std::string(each);
      complain(reader.node().find("from")->at, "`from` is one of " + known);
    }
    if (!is_host(out.host)) complain(reader.node().find("host")->at, "`host` is the name of a host");
    return out;
  }

  template <typename IsValue>
  std::optional<Waiting> waiting(yaml::MapReader& reader, const IsValue& is_value) {
    const yaml::Node* node = reader.optional("waiting");
    if (node == nullptr) return std::nullopt;
    yaml::MapReader inner(*node, "`waiting`", problems_);
    Waiting out{inner.required_text("value"), {}};
    if (!out.value.empty() && !is_value(out.value))
      complain(node->at, "the `value` that waits is a full digest or commit");
    out.since = time(inner, "since");
    inner.finish();
    return out;
  }

  std::vector<Problem>& problems_;
};

/// The place of a conflict mark that a merge has left; YAML's own words for it help nobody.
std::optional<Place> merge_conflict(const SourcePtr& source) {
  for (std::uint32_t line = 1; line <= source->line_count(); ++line) {
    const Span span = source->line_span(line);
    const std::string_view text = source->text(span);
    for (const std::string_view mark : {"<<<<<<< ", ">>>>>>> "})
      if (text.starts_with(mark)) return Place{source, span};
  }
  return std::nullopt;
}

}  // namespace

Result<Lock, std::vector<Problem>> read(const SourcePtr& source) {
  using Read = Result<Lock, std::vector<Problem>>;
  if (const auto conflict = merge_conflict(source))
    return Read::failure(
        {{*conflict, "a merge has left a conflict here: keep one side of each entry and remove the marks"}});
  const auto node = yaml::parse(source);
  if (!node) return Read::failure({node.error()});
  std::vector<Problem> problems;
  Lock out;
  out.path = source->path();
  Reader(problems).lock(*node, out);
  if (!problems.empty()) return Read::failure(std::move(problems));
  sort(out);
  return out;
}

bool is_digest(std::string_view text) {
  const auto reference = image::parse("image@" + std::string(text));
  return reference && reference->digest == text && reference->digest_valid;
}

}  // namespace dockgate::lock
