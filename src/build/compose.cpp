#include "build/compose.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "build/interpolate.hpp"
#include "build/named_contexts.hpp"
#include "build/platform.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::build {
namespace {

using yaml::Node;

constexpr int most_files = 50;
constexpr int deepest_extends = 20;
constexpr std::uint64_t longest_compose_file = 4u << 20;

/// Text with the place that it came from.
struct Setting {
  std::string text;
  Place at;
};

/// Key and value of a map or of a list of `KEY=value`; no value means "from the environment".
struct Pair {
  std::string name;
  std::optional<std::string> value;
  std::string missing;  // the variable for want of which there is no value
  Place at = {};        // where it is written; without a source: nowhere in particular
};

struct Words {
  std::vector<std::string> words;
  std::vector<std::string> missing;  // as Command::missing
  std::vector<Place> places;         // of each word
  Place at;
};

/// What of a service matters here, with everything inherited.
struct Service {
  bool has_build = false;
  std::optional<Setting> context;   // relative to the root of the tree
  std::optional<Setting> fallback;  // the context when nobody names one: the folder of the file
  std::optional<Setting> dockerfile, dockerfile_inline, target;
  std::vector<Pair> args, environment;
  std::vector<NamedContext> contexts;
  std::optional<std::string> platform;
  Place args_at, environment_at;
  std::optional<Words> command, entrypoint;
  std::optional<Setting> image;
  std::vector<std::string> image_missing;  // its variables without a value; `${NAME}` stands in its text
  Place at;
  std::vector<Problem> problems;  // shown only when the service builds something
};

void set_pair(std::vector<Pair>& pairs, Pair pair) {
  const auto same =
      std::find_if(pairs.begin(), pairs.end(), [&](const Pair& p) { return p.name == pair.name; });
  if (same == pairs.end()) {
    pairs.push_back(std::move(pair));
  } else {
    *same = std::move(pair);
  }
}

/// `over` laid on `base`, as `extends` and override files do.
void merge(Service& base, const Service& over) {
  base.has_build = base.has_build || over.has_build;
  const auto take = [](auto& mine, const auto& theirs) {
    if (theirs) mine = theirs;
  };
  take(base.context, over.context);
  take(base.fallback, over.fallback);
  take(base.dockerfile, over.dockerfile);
  take(base.dockerfile_inline, over.dockerfile_inline);
  take(base.target, over.target);
  take(base.command, over.command);
  take(base.entrypoint, over.entrypoint);
  take(base.platform, over.platform);
  if (over.image) base.image_missing = over.image_missing;
  take(base.image, over.image);
  for (const auto& context : over.contexts) {
    const auto same = std::find_if(base.contexts.begin(), base.contexts.end(),
                                   [&](const NamedContext& c) { return c.name == context.name; });
    if (same == base.contexts.end()) {
      base.contexts.push_back(context);
    } else {
      *same = context;
    }
  }
  for (const auto& pair : over.args) set_pair(base.args, pair);
  for (const auto& pair : over.environment) set_pair(base.environment, pair);
  if (over.args_at.source) base.args_at = over.args_at;
  if (over.environment_at.source) base.environment_at = over.environment_at;
  if (over.at.source) base.at = over.at;
  base.problems.insert(base.problems.end(), over.problems.begin(), over.problems.end());
}

using Entry = std::pair<const Node*, const Node*>;

/// The entries of a map with its `<<` merged in: the map's own go first, then each merged map in order.
void collect_fields(const Node& map, std::vector<Entry>& out, std::set<std::string_view>& seen, int depth) {
  if (!map.is_map() || depth > 20) return;
  for (const auto& [key, value] : map.entries)
    if (key.scalar != "<<" && seen.insert(key.scalar).second) out.emplace_back(&key, &value);
  for (const auto& [key, value] : map.entries) {
    if (key.scalar != "<<") continue;
    if (value.is_map()) collect_fields(value, out, seen, depth + 1);
    for (const auto& item : value.items) collect_fields(item, out, seen, depth + 1);
  }
}

std::vector<Entry> fields_of(const Node& map) {
  std::vector<Entry> out;
  std::set<std::string_view> seen;
  collect_fields(map, out, seen, 0);
  return out;
}

const Node* field(const std::vector<Entry>& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key->scalar == name && !value->is_null()) return value;
  return nullptr;
}

/// Where the words of a scalar stand that come one after the other.
class WordPlaces {
 public:
  explicit WordPlaces(const Node& node) : at_(node.at), from_(node.at.span.begin), end_(node.at.span.end) {
    const std::string_view bytes = at_.source->bytes();
    // The lines of a block scalar stand below its `|` or `>`.
    if (from_ >= bytes.size() || (bytes[from_] != '|' && bytes[from_] != '>') || !node.quoted) return;
    from_ = std::min(end_, static_cast<std::uint32_t>(bytes.size()));
    end_ =
        static_cast<std::uint32_t>(std::min(bytes.size(), from_ + 2 * node.scalar.size() + longest_indent));
  }

  /// The place of `word`; that of the whole where it is written in another way.
  Place next(std::string_view word) {
    const std::string_view bytes = at_.source->bytes().substr(0, end_);
    const auto found = word.empty() ? std::string_view::npos : bytes.find(word, from_);
    if (found == std::string_view::npos) return at_;
    from_ = static_cast<std::uint32_t>(found + word.size());
    return {at_.source, {static_cast<std::uint32_t>(found), from_}};
  }

 private:
  static constexpr std::size_t longest_indent = 4096;  // of all its lines
  Place at_;
  std::uint32_t from_, end_;
};

class ComposeReader {
 public:
  ComposeReader(const FileTree& tree, Invocations& out) : tree_(tree), out_(out) {}

  using Services = std::vector<std::pair<std::string, Service>>;

  /// All services of a file, its includes and its override.
  Services file(std::string_view path, int depth) {
    Services services;
    const auto document = load(path);
    if (!document) {
      if (depth == 0) out_.readable = false;
      return services;
    }
    const std::string folder(text::parent(path));
    use_dotenv(folder);
    const auto top = fields_of(*document);
    if (const Node* include = field(top, "include"); include != nullptr && depth < deepest_extends) {
      for (const auto& item : include->items) {
        const Node* one = item.is_map() ? item.find("path") : &item;
        if (one != nullptr && one->is_scalar())
          add(services, file(resolve(folder, text_of(*one), one->at), depth + 1));
      }
      use_dotenv(folder);
    }
    if (const Node* list = field(top, "services")) {
      for (const auto& [key, value] : fields_of(*list)) {
        Services one;
        auto outer = std::exchange(out_.problems, {});
        one.emplace_back(key->scalar, service(*document, folder, *key, *value, 0));
        one[0].second.problems = std::exchange(out_.problems, std::move(outer));
        add(services, std::move(one));
      }
    }
    return services;
  }

  static void add(Services& services, Services more) {
    for (auto& one : more) {
      const auto same = std::find_if(services.begin(), services.end(),
                                     [&](const auto& known) { return known.first == one.first; });
      if (same == services.end()) {
        services.push_back(std::move(one));
      } else {
        merge(same->second, one.second);
      }
    }
  }

  Invocation invocation(const std::string& name, const Service& service) {
    Invocation out;
    out.context = service.context ? service.context->text : "";
    if (service.dockerfile_inline) {
      out.inline_at = service.dockerfile_inline->at;
      out.inline_dockerfile =
          std::make_shared<SourceFile>(out.inline_at.source->path(), service.dockerfile_inline->text);
    } else {
      const Setting setting = service.dockerfile.value_or(Setting{"Dockerfile", service.at});
      out.dockerfile = resolve(out.context, setting.text, setting.at);
    }
    if (service.target) out.request.target = service.target->text;
    out.request.contexts = service.contexts;
    if (service.platform && parse_platform(*service.platform)) out.request.platform = *service.platform;
    set_pairs(service.args, out.request.build_args, out.request.unknown_args);
    out.request.build_args_at = service.args_at;
    start(name, service, out);
    return out;
  }

  /// A service that only starts an image: a build of that image alone. Variables without a value are
  /// arguments.
  static std::optional<Invocation> started(const std::string& name, const Service& service) {
    const std::string& image = service.image->text;
    const auto is_part = [](char c) { return c > ' ' && c != '\\' && c != '`' && c < 0x7f; };
    const bool open = !service.image_missing.empty();
    if (image.empty() || !std::all_of(image.begin(), image.end(), is_part)) return std::nullopt;
    if (!open && image.find('$') != std::string::npos) return std::nullopt;
    Invocation out;
    out.only_with_models = true;
    out.inline_at = service.image->at;
    std::string text;
    for (const std::string& missing : service.image_missing) {
      text += "ARG " + missing + "\n";
      out.made_of.emplace_back();
      out.request.unknown_args.emplace_back(missing, missing);
    }
    out.request.build_args_at = service.image->at;
    const std::string from = "FROM ";
    text += from + image + "\n";
    out.made_of.push_back({service.image->at, static_cast<std::uint32_t>(from.size())});
    out.inline_dockerfile = std::make_shared<SourceFile>(out.inline_at.source->path(), std::move(text));
    start(name, service, out);
    return out;
  }

  /// What the service puts over the image's own commands and variables.
  static void start(const std::string& name, const Service& service, Invocation& out) {
    out.at = service.at;
    out.request.label = "compose service " + name;
    out.request.build_args_origin = Origin::compose;
    set_pairs(service.environment, out.request.environment, out.request.unknown_environment);
    out.request.environment_at = service.environment_at;
    for (const Pair& pair : service.environment)
      if (pair.at.source) out.request.environment_places.emplace_back(pair.name, pair.at);
    if (service.command) {
      out.request.command = service.command->words;
      out.request.command_missing = service.command->missing;
      out.request.command_places = service.command->places;
      out.request.command_at = service.command->at;
    }
    if (service.entrypoint) {
      out.request.entrypoint = service.entrypoint->words;
      out.request.entrypoint_missing = service.entrypoint->missing;
      out.request.entrypoint_places = service.entrypoint->places;
      out.request.entrypoint_at = service.entrypoint->at;
    }
  }

  static void set_pairs(const std::vector<Pair>& from,
                        std::vector<std::pair<std::string, std::string>>& known,
                        std::vector<std::pair<std::string, std::string>>& unknown) {
    for (const auto& pair : from) {
      if (pair.value) {
        known.emplace_back(pair.name, *pair.value);
      } else if (!pair.missing.empty()) {
        unknown.emplace_back(pair.name, pair.missing);
      }
    }
  }

  /// `path` seen from `folder`, in the tree; marks what leads out of it.
  std::string resolve(std::string_view folder, std::string_view path, const Place& at) {
    if (path.starts_with('/')) {
      problem(at, "`" + text::printable(path) + "` is an absolute path; it is not followed");
      return "\n";
    }
    const auto normal = text::normalize(text::join(folder, path));
    if (!normal) problem(at, "`" + text::printable(path) + "` leads out of the tree that is judged");
    return normal.value_or("\n");
  }

  static bool is_outside(std::string_view path) { return path == "\n"; }

 private:
  void problem(const Place& at, std::string message) { out_.problems.push_back({at, std::move(message)}); }

  const Node* load(std::string_view path) {
    if (is_outside(path)) return nullptr;
    const auto known = documents_.find(path);
    if (known != documents_.end()) return known->second ? &*known->second : nullptr;
    auto& slot = documents_[std::string(path)];
    if (documents_.size() > most_files) return nullptr;
    const auto source = tree_.read(path, longest_compose_file);
    if (!source) {
      auto empty = std::make_shared<SourceFile>(tree_.display_path(path), "");
      problem({empty, {}}, "could not be read: " + std::string(to_string(source.error())));
      return nullptr;
    }
    auto parsed = yaml::parse(*source);
    if (!parsed) {
      out_.problems.push_back(parsed.error());
      return nullptr;
    }
    slot = std::move(*parsed);
    return &*slot;
  }

  void use_dotenv(const std::string& folder) {
    variables_.clear();
    if (const auto source = tree_.read(text::join(folder, ".env"), longest_compose_file))
      variables_ = read_dotenv((*source)->bytes());
  }

  std::string text_of(const Node& node) {
    auto result = interpolate(node.scalar, variables_);
    for (const auto& name : result.missing)
      problem(node.at, "variable `" + name + "` has no value here: it comes from the environment");
    return std::move(result.text);
  }

  std::optional<Setting> setting(const std::vector<Entry>& fields, std::string_view name) {
    const Node* node = field(fields, name);
    if (node == nullptr || !node->is_scalar()) return std::nullopt;
    return Setting{text_of(*node), node->at};
  }

  std::vector<Pair> pairs(const Node& node) {
    std::vector<Pair> out;
    const auto add = [&](std::string name, std::optional<std::string_view> written, const Place& at) {
      Pair pair{std::move(name), std::nullopt, {}, at};
      if (!written) {
        if (const auto found = variables_.find(pair.name); found != variables_.end())
          pair.value = found->second;
      } else if (auto result = interpolate(*written, variables_); result.missing.empty()) {
        pair.value = std::move(result.text);
      } else {
        pair.missing = result.missing[0];
      }
      set_pair(out, std::move(pair));
    };
    if (node.is_map()) {
      for (const auto& [key, value] : fields_of(node)) {
        if (value->is_null()) add(key->scalar, std::nullopt, key->at);
        if (value->is_scalar()) add(key->scalar, value->scalar, key->at);
      }
    }
    for (const auto& item : node.items) {
      if (!item.is_scalar()) continue;
      const auto equals = item.scalar.find('=');
      if (equals == std::string::npos) {
        add(item.scalar, std::nullopt, item.at);
      } else {
        add(item.scalar.substr(0, equals), std::string_view(item.scalar).substr(equals + 1), item.at);
      }
    }
    return out;
  }

  std::optional<Words> words(const std::vector<Entry>& fields, std::string_view name) {
    const Node* node = field(fields, name);
    if (node == nullptr || node->is_map()) return std::nullopt;
    Words out;
    out.at = node->at;
    const auto add = [&](std::string_view written, const Place& at) {
      auto word = interpolate(written, variables_);
      out.missing.push_back(word.missing.empty() ? "" : "$" + word.missing[0]);
      out.words.push_back(std::move(word.text));
      out.places.push_back(at);
    };
    if (node->is_scalar()) {
      const auto whole = interpolate(node->scalar, variables_);
      text_of(*node);  // says what has no value
      WordPlaces places(*node);
      if (whole.missing.empty()) {
        out.words = split_command(whole.text);
        for (const auto& word : out.words) out.places.push_back(places.next(word));
      } else {
        // A variable without a value is one word, as far as can be told.
        for (const auto& word : split_command(node->scalar)) add(word, places.next(word));
      }
    }
    for (const auto& item : node->items) {
      text_of(item);
      add(item.scalar, item.at);
    }
    return out;
  }

  Service service(const Node& document, const std::string& folder, const Node& key, const Node& node,
                  int depth) {
    Service out;
    const auto fields = fields_of(node);
    if (const Node* extends = field(fields, "extends"); extends != nullptr && depth < deepest_extends) {
      std::string name = extends->is_scalar() ? text_of(*extends) : "";
      const Node* other = &document;
      std::string other_folder = folder;
      if (extends->is_map()) {
        const auto parts = fields_of(*extends);
        if (const auto wanted = setting(parts, "service")) name = wanted->text;
        if (const auto path = setting(parts, "file")) {
          const std::string file = resolve(folder, path->text, path->at);
          other = load(file);
          other_folder = text::parent(file);
        }
      }
      const Node* base_key = nullptr;
      const Node* base = nullptr;
      if (other != nullptr) {
        const Node* services = field(fields_of(*other), "services");
        if (services != nullptr) {
          for (const auto& [k, value] : fields_of(*services))
            if (k->scalar == name) base_key = k, base = value;
        }
      }
      if (base != nullptr) {
        out = service(*other, other_folder, *base_key, *base, depth + 1);
      } else {
        problem(extends->at,
                "service `" + text::printable(name) + "`, which this one extends, was not found");
      }
    }
    Service own;
    own.at = key.at;
    read_build(own, folder, fields);
    if (const Node* environment = field(fields, "environment")) {
      own.environment = pairs(*environment);
      own.environment_at = environment->at;
    }
    if (const Node* files = field(fields, "env_file")) read_env_files(own, folder, *files);
    if (const Node* image = field(fields, "image"); image != nullptr && image->is_scalar()) {
      Variables known = variables_;
      own.image_missing = interpolate(image->scalar, known).missing;
      for (const std::string& name : own.image_missing) known.emplace(name, "${" + name + "}");
      own.image = Setting{interpolate(image->scalar, known).text, image->at};
    }
    own.command = words(fields, "command");
    own.entrypoint = words(fields, "entrypoint");
    merge(out, own);
    return out;
  }

  void read_build(Service& out, const std::string& folder, const std::vector<Entry>& fields) {
    const Node* build = field(fields, "build");
    if (build == nullptr) return;
    out.has_build = true;
    if (build->is_scalar()) {
      out.context = Setting{text_of(*build), build->at};
    } else if (build->is_map()) {
      const auto parts = fields_of(*build);
      out.context = setting(parts, "context");
      out.dockerfile = setting(parts, "dockerfile");
      out.target = setting(parts, "target");
      if (const Node* text = field(parts, "dockerfile_inline"); text != nullptr && text->is_scalar())
        out.dockerfile_inline = Setting{text_of(*text), text->at};
      if (const Node* args = field(parts, "args")) {
        out.args = pairs(*args);
        out.args_at = args->at;
      }
      if (const Node* contexts = field(parts, "additional_contexts")) read_contexts(out, folder, *contexts);
      // Of several, the first stands for all.
      if (const Node* platforms = field(parts, "platforms");
          platforms != nullptr && !platforms->items.empty())
        out.platform = text_of(platforms->items[0]);
    }
    if (!out.context) {
      out.fallback = Setting{folder, build->at};
      return;
    }
    const Setting written = *out.context;
    const bool remote = written.text.find("://") != std::string::npos || written.text.starts_with("git@");
    if (remote)
      problem(written.at,
              "the build context `" + text::printable(written.text) + "` is elsewhere; it is not judged");
    out.context->text = remote ? "\n" : resolve(folder, written.text, written.at);
  }

  void read_contexts(Service& out, const std::string& folder, const Node& node) {
    const auto add = [&](std::string name, std::string_view written, const Place& at) {
      auto value = interpolate(written, variables_);
      if (!value.missing.empty()) {
        out.contexts.push_back({std::move(name), NamedContext::Kind::unknown, value.missing[0], at});
        return;
      }
      NamedContext context = named_context(std::move(name), value.text, at);
      place_folder(context, folder);
      out.contexts.push_back(std::move(context));
    };
    for (const auto& [key, value] : fields_of(node))
      if (value->is_scalar()) add(key->scalar, value->scalar, value->at);
    for (const auto& item : node.items) {
      const auto equals = item.scalar.find('=');
      if (item.is_scalar() && equals != std::string::npos)
        add(item.scalar.substr(0, equals), std::string_view(item.scalar).substr(equals + 1), item.at);
    }
  }

  /// `environment` goes before what the files say.
  void read_env_files(Service& out, const std::string& folder, const Node& node) {
    std::vector<Pair> pairs;
    const auto read = [&](const Node& item) {
      const Node* path = item.is_map() ? item.find("path") : &item;
      if (path == nullptr || !path->is_scalar()) return;
      const std::string file = resolve(folder, text_of(*path), path->at);
      const auto source = is_outside(file) ? Result<SourcePtr, FileError>::failure(FileError::outside)
                                           : tree_.read(file, longest_compose_file);
      if (!source) return;  // such files are rarely committed
      for (auto& [name, value] : read_dotenv((*source)->bytes())) set_pair(pairs, {name, value, {}, {}});
    };
    if (node.is_scalar()) read(node);
    for (const auto& item : node.items) read(item);
    for (auto& pair : out.environment) set_pair(pairs, std::move(pair));
    out.environment = std::move(pairs);
    if (!out.environment_at.source) out.environment_at = node.at;
  }

  const FileTree& tree_;
  Invocations& out_;
  std::map<std::string, std::optional<Node>, std::less<>> documents_;
  Variables variables_;
};

std::string override_path(std::string_view path) {
  const auto dot = path.rfind('.');
  return std::string(path.substr(0, dot)) + ".override" + std::string(path.substr(dot));
}

/// A service without `build`: another service's build where that one gives the image its name, else the
/// image.
void add_started(const ComposeReader::Services& services, const std::string& name, const Service& service,
                 ComposeReader& reader, Invocations& out) {
  if (!service.image) return;
  const auto& image = service.image->text;
  const auto builder = std::find_if(services.begin(), services.end(), [&](const auto& other) {
    const Service& one = other.second;
    return one.has_build && one.image && one.image->text == image &&
           one.image_missing == service.image_missing;
  });
  if (builder == services.end()) {
    if (auto started = ComposeReader::started(name, service)) out.builds.push_back(std::move(*started));
    return;
  }
  if (!service.command && !service.entrypoint && service.environment.empty()) return;
  Service built = builder->second;
  if (!built.context) built.context = built.fallback;
  if (built.context && ComposeReader::is_outside(built.context->text)) return;
  built.at = service.at;
  built.command = service.command;
  built.entrypoint = service.entrypoint;
  built.environment = service.environment;
  built.environment_at = service.environment_at;
  auto invocation = reader.invocation(name, built);
  if (!ComposeReader::is_outside(invocation.dockerfile)) out.builds.push_back(std::move(invocation));
}

}  // namespace

bool is_compose_file_name(std::string_view name) {
  return name == "compose.yaml" || name == "compose.yml" || name == "docker-compose.yaml" ||
         name == "docker-compose.yml";
}

Invocations read_compose(const FileTree& tree, std::string_view path) {
  Invocations out;
  ComposeReader reader(tree, out);
  auto services = reader.file(path, 0);
  if (is_compose_file_name(text::file_name(path))) {
    const std::string over = override_path(path);
    if (tree.kind(over)) ComposeReader::add(services, reader.file(over, 0));
  }
  for (auto& [name, service] : services) {
    if (!service.has_build) {
      add_started(services, name, service, reader, out);
      continue;
    }
    out.problems.insert(out.problems.end(), service.problems.begin(), service.problems.end());
    if (!service.context) service.context = service.fallback;
    if ((service.context && ComposeReader::is_outside(service.context->text))) continue;
    auto invocation = reader.invocation(name, service);
    if (!ComposeReader::is_outside(invocation.dockerfile)) out.builds.push_back(std::move(invocation));
  }
  return out;
}

}  // namespace dockgate::build
