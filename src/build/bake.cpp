#include "build/bake.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <utility>
#include <variant>

#include "build/compose.hpp"
#include "build/hcl_internal.hpp"
#include "build/named_contexts.hpp"
#include "build/platform.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::build {
namespace {

using hcl::Locals;
using hcl::Value;
using Kind = Value::Kind;

constexpr std::uint64_t longest_bake_file = 2u << 20;
constexpr std::size_t most_combinations = 64;
constexpr int deepest_inheritance = 20;

/// The expression of one attribute, in either form of the file.
using Expression = std::variant<TSNode, const yaml::Node*>;

struct Field {
  std::string name;
  Expression expression;
  Place at;
};

/// A variable, function, group or target.
struct Item {
  std::string name;
  Place at;
  std::vector<Field> fields;
  /// The last of that name.
  const Field* find(std::string_view wanted) const {
    for (auto field = fields.rbegin(); field != fields.rend(); ++field)
      if (field->name == wanted) return &*field;
    return nullptr;
  }
};

using Items = std::vector<Item>;

const Item* item_named(const Items& items, std::string_view name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

/// What a target says, with what it inherits. Values may be unknown.
struct Target {
  std::map<std::string, Value, std::less<>> settings;
  std::map<std::string, Value, std::less<>> args;
  std::map<std::string, Value, std::less<>> contexts;
  Place args_at;
  const Invocation* service = nullptr;  // of a compose file beside the bake files, with the same name
};

class BakeReader {
 public:
  explicit BakeReader(Invocations& out)
      : out_(out),
        evaluator_([this](std::string_view name) { return variable(name); },
                   [this](std::string_view name, const std::vector<Value>& arguments) {
                     return call(name, arguments);
                   }) {}

  void read_hcl(const SourcePtr& source) {
    const auto& document = documents_.emplace_back(source);
    if (document.has_errors()) problem(document.error_at(), "this is not valid HCL; the rest was read");
    for (const auto& block : document.blocks()) {
      Item item;
      item.name = block.label;
      item.at = block.at;
      for (const auto& attribute : block.attributes)
        item.fields.push_back({attribute.name, attribute.expression, attribute.at});
      add(block.type, std::move(item));
    }
    // An attribute outside of blocks is a variable too.
    for (const auto& attribute : document.attributes()) {
      Item item;
      item.name = attribute.name;
      item.fields.push_back({"default", attribute.expression, attribute.at});
      add("variable", std::move(item));
    }
  }

  void read_json(const SourcePtr& source) {
    auto parsed = yaml::parse(source);  // every JSON document of this shape is a YAML document
    if (!parsed) {
      out_.problems.push_back(parsed.error());
      out_.readable = false;
      return;
    }
    const auto& root = roots_.emplace_back(std::move(*parsed));
    for (const auto& [type, items] : root.entries) {
      for (const auto& [name, body] : items.entries) {
        Item item;
        item.name = name.scalar;
        item.at = name.at;
        for (const auto& [key, value] : body.entries) item.fields.push_back({key.scalar, &value, value.at});
        add(type.scalar, std::move(item));
      }
    }
  }

  /// Services of compose files: a target of the same name goes over them (buildx, bake.ParseFiles).
  void read_services(Invocations services) {
    for (Invocation& service : services.builds) {
      std::string name = service.request.label.substr(service.request.label.rfind(' ') + 1);
      std::replace(name.begin(), name.end(), '.', '_');
      services_.insert_or_assign(std::move(name), std::move(service));
    }
  }

  void collect(std::string_view folder) {
    for (const Item& target : targets_) {
      if (!is_built(target)) continue;
      for (const auto& locals : combinations(target)) invocation(target, locals, folder);
    }
  }

 private:
  void problem(const Place& at, std::string message) { out_.problems.push_back({at, std::move(message)}); }

  void add(std::string_view type, Item item) {
    Items* items = type == "variable"   ? &variables_
                   : type == "function" ? &functions_
                   : type == "group"    ? &groups_
                   : type == "target"   ? &targets_
                                        : nullptr;
    if (items == nullptr) return;
    // A second target of a name goes over the first, attribute by attribute; what is no target is replaced.
    for (auto& known : *items) {
      if (known.name != item.name) continue;
      if (items != &targets_) {
        known = std::move(item);
      } else {
        std::move(item.fields.begin(), item.fields.end(), std::back_inserter(known.fields));
      }
      return;
    }
    items->push_back(std::move(item));
  }

  Value evaluate(const Field& field, const Locals& locals) {
    if (const auto* node = std::get_if<const yaml::Node*>(&field.expression))
      return from_json(**node, locals, 0);
    return evaluator_.evaluate(field.at.source, std::get<TSNode>(field.expression), locals);
  }

  Value from_json(const yaml::Node& node, const Locals& locals, int depth) {
    Value out;
    if (depth > 20) return out;
    if (node.is_null()) {
      out = Value::null();
    } else if (node.is_scalar() && node.quoted) {
      out = evaluator_.evaluate_template(node.scalar, locals);
    } else if (node.is_scalar()) {
      if (const auto boolean = node.boolean()) {
        out = Value::of(*boolean);
      } else if (const auto integer = node.integer()) {
        out = Value::of(static_cast<double>(*integer));
      } else {
        out = Value::of(node.scalar);
      }
    } else if (node.is_sequence()) {
      out.kind = Kind::list;
      for (const auto& item : node.items) out.items.push_back(from_json(item, locals, depth + 1));
    } else {
      out.kind = Kind::map;
      for (const auto& [key, value] : node.entries) {
        out.keys.push_back(key.scalar);
        out.items.push_back(from_json(value, locals, depth + 1));
      }
    }
    out.at = node.at;
    return out;
  }

  Value variable(std::string_view name) {
    if (name == "BAKE_LOCAL_PLATFORM") return Value::of(std::string("linux/amd64"));
    if (const auto known = values_.find(name); known != values_.end()) return known->second;
    auto& slot = values_[std::string(name)];
    slot = Value::unknown(std::string(name));  // also what a variable that needs itself sees
    if (const bool is_target = name.starts_with("target."); is_target || name.starts_with("group.")) {
      const Item* block = item_named(is_target ? targets_ : groups_, name.substr(name.find('.') + 1));
      if (block == nullptr) return slot;
      Value value = attributes_of(*block);
      values_[std::string(name)] = value;
      return value;
    }
    const Item* item = item_named(variables_, name);
    if (item == nullptr) return slot;
    if (const Field* field = item->find("default")) {
      Value value = evaluate(*field, {});
      value.at = {};
      values_[std::string(name)] = value;
      return value;
    }
    return slot;  // without default it comes from the environment
  }

  /// What the block itself says, without what it inherits.
  Value attributes_of(const Item& block) {
    Value out;
    out.kind = Kind::map;
    for (const Field& field : block.fields) {
      Value value = evaluate(field, {});
      const auto known = std::find(out.keys.begin(), out.keys.end(), field.name);
      if (known == out.keys.end()) {
        out.keys.push_back(field.name);
        out.items.push_back(std::move(value));
      } else if (value.kind != Kind::null) {
        out.items[static_cast<std::size_t>(known - out.keys.begin())] = std::move(value);
      }
    }
    return out;
  }

  std::optional<Value> call(std::string_view name, const std::vector<Value>& arguments) {
    const Item* function = item_named(functions_, name);
    if (function == nullptr) return std::nullopt;
    const Field* params = function->find("params");
    const Field* result = function->find("result");
    if (result == nullptr || calls_ >= deepest_inheritance) return Value::unknown(std::string(name) + "()");
    Locals locals;
    if (params != nullptr) {
      const auto names = parameter_names(*params);
      for (std::size_t i = 0; i < names.size() && i < arguments.size(); ++i) locals[names[i]] = arguments[i];
    }
    ++calls_;
    Value value = evaluate(*result, locals);
    --calls_;
    value.at = {};
    return value;
  }

  /// `params = [a, b]`: bare names in HCL, strings in JSON.
  std::vector<std::string> parameter_names(const Field& field) const {
    std::vector<std::string> out;
    if (const auto* node = std::get_if<const yaml::Node*>(&field.expression)) {
      for (const auto& item : (*node)->items) out.push_back(item.scalar);
      return out;
    }
    const auto written = text::trim(field.at.source->text(field.at.span), "[] \t\r\n");
    for (const auto name : text::split(written, ',')) out.emplace_back(text::trim(name, " \t\r\n\""));
    return out;
  }

  std::vector<std::string> texts(const Item& item, std::string_view name, const Locals& locals) {
    std::vector<std::string> out;
    for (const Field& field : item.fields) {
      if (field.name != name) continue;
      const Value value = evaluate(field, locals);
      for (const auto& one : value.items)
        if (const auto text = one.as_text()) out.push_back(*text);
    }
    return out;
  }

  bool is_built(const Item& target) {
    if (!built_) {
      built_.emplace();
      std::set<std::string> inherited;
      for (const auto& group : groups_)
        for (auto& name : texts(group, "targets", {})) built_->insert(std::move(name));
      for (const auto& one : targets_) {
        for (auto& name : texts(one, "inherits", {})) inherited.insert(std::move(name));
        for (auto& name : linked_targets(one)) built_->insert(std::move(name));
      }
      for (const auto& one : targets_)
        if (!one.name.starts_with('_') && inherited.count(one.name) == 0) built_->insert(one.name);
    }
    return built_->count(target.name) != 0;
  }

  /// Targets that others take as a named context are built too.
  std::vector<std::string> linked_targets(const Item& item) {
    std::vector<std::string> out;
    for (const Field& field : item.fields) {
      if (field.name != "contexts") continue;
      for (const auto& value : evaluate(field, {}).items) {
        const auto text = value.as_text();
        if (text && text->starts_with("target:")) out.push_back(text->substr(7));
      }
    }
    return out;
  }

  /// The variables of each combination of a target's matrix; one empty set without a matrix.
  std::vector<Locals> combinations(const Item& target) {
    std::vector<Locals> out(1);
    const Field* matrix = target.find("matrix");
    if (matrix == nullptr) return out;
    const Value axes = evaluate(*matrix, {});
    for (std::size_t i = 0; i < axes.keys.size(); ++i) {
      std::vector<Locals> next;
      for (const auto& locals : out) {
        for (const auto& value : axes.items[i].items) {
          if (next.size() >= most_combinations) break;
          Locals more = locals;
          more[axes.keys[i]] = value;
          next.push_back(std::move(more));
        }
      }
      if (axes.items[i].kind != Kind::list || next.empty()) {
        problem(matrix->at,
                "the matrix of target `" + text::printable(target.name) + "` could not be computed");
        return {};
      }
      if (next.size() >= most_combinations)
        problem(matrix->at, "the matrix of target `" + text::printable(target.name) +
                                "` has more than 64 combinations; the rest was not followed");
      out = std::move(next);
    }
    return out;
  }

  void read_target(const Item& item, const Locals& locals, Target& out, int depth) {
    if (depth < deepest_inheritance && --budget_ > 0) {
      for (const auto& name : texts(item, "inherits", locals)) {
        if (const Item* base = item_named(targets_, name)) {
          read_target(*base, locals, out, depth + 1);
        } else {
          problem(item.at, "target `" + text::printable(name) + "`, which this one inherits, was not found");
        }
      }
    }
    if (const auto service = services_.find(item.name); service != services_.end())
      take_service(service->second, out);
    constexpr std::string_view names[] = {"context", "dockerfile", "dockerfile-inline", "target",
                                          "platforms"};
    for (const Field& field : item.fields) {
      if (std::find(std::begin(names), std::end(names), field.name) == std::end(names)) continue;
      Value value = evaluate(field, locals);
      value.at = field.at;
      if (value.kind != Kind::null) out.settings[field.name] = std::move(value);
    }
    for (const Field& field : item.fields) {
      if (field.name != "args" && field.name != "contexts") continue;
      const Value values = evaluate(field, locals);
      auto& into = field.name == "args" ? out.args : out.contexts;
      if (field.name == "args") out.args_at = field.at;
      for (std::size_t i = 0; i < values.keys.size(); ++i)
        if (values.items[i].kind != Kind::null) into[values.keys[i]] = values.items[i];
      if (values.kind == Kind::unknown)
        problem(field.at, std::string(field.name == "args" ? "the arguments" : "the named contexts") +
                              " of target `" + text::printable(item.name) + "` could not be computed");
    }
  }

  void take_service(const Invocation& service, Target& out) {
    out.service = &service;
    for (const char* name : {"context", "dockerfile", "dockerfile-inline"}) out.settings.erase(name);
    if (!service.request.target.empty()) out.settings["target"] = Value::of(service.request.target);
    for (const auto& [name, value] : service.request.build_args) out.args[name] = Value::of(value);
    for (const auto& [name, missing] : service.request.unknown_args) out.args[name] = Value::unknown(missing);
    if (service.request.build_args_at.source) out.args_at = service.request.build_args_at;
  }

  void invocation(const Item& item, const Locals& locals, std::string_view folder) {
    Target target;
    budget_ = 1000;
    read_target(item, locals, target, 0);
    std::string label = item.name;
    if (const Field* name = item.find("name"))
      if (const auto text = evaluate(*name, locals).as_text()) label = *text;
    bool complete = true;
    const auto setting = [&](std::string_view name) -> std::optional<std::string> {
      const auto found = target.settings.find(name);
      if (found == target.settings.end()) return std::nullopt;
      auto text = found->second.as_text();
      if (!text) {
        complete = false;
        problem(found->second.at, "`" + std::string(name) + "` of target `" + text::printable(label) + "` " +
                                      lack(found->second));
      }
      return text;
    };
    const auto place = [&](std::string_view name) {
      const auto found = target.settings.find(name);
      return found == target.settings.end() ? item.at : found->second.at;
    };

    Invocation out;
    out.at = item.at;
    out.request.label = "bake target " + label;
    out.request.build_args_origin = Origin::bake;
    out.request.build_args_at = target.args_at;
    const auto context = setting("context");
    const auto dockerfile = setting("dockerfile");
    const auto inline_text = setting("dockerfile-inline");
    out.request.target = setting("target").value_or("");
    if (!complete) return;
    if (target.service != nullptr) {
      out.context = target.service->context;
      out.dockerfile = target.service->dockerfile;
      out.inline_dockerfile = target.service->inline_dockerfile;
      out.inline_at = target.service->inline_at;
      out.request.contexts = target.service->request.contexts;
    }
    if (context || target.service == nullptr) {
      const std::string written = context.value_or(".");
      if (named_context("", written, {}).kind != NamedContext::Kind::folder) {
        problem(place("context"),
                "the build context `" + text::printable(written) + "` is elsewhere; it is not judged");
        return;
      }
      const auto root = resolve(folder, named_context("", written, {}).value, place("context"));
      if (!root) return;
      out.context = *root;
    }
    if (inline_text) {
      out.inline_at = place("dockerfile-inline");
      out.inline_dockerfile = std::make_shared<SourceFile>(
          out.inline_at.source ? out.inline_at.source->path() : "", *inline_text);
    } else if (dockerfile || target.service == nullptr) {
      const bool is_named = dockerfile && !dockerfile->empty();
      const auto path = resolve(out.context, is_named ? *dockerfile : "Dockerfile", place("dockerfile"));
      if (!path) return;
      out.dockerfile = *path;
      out.inline_dockerfile = nullptr;
    }
    read_contexts(target, folder, out);
    if (const auto platforms = target.settings.find("platforms"); platforms != target.settings.end()) {
      // Of several, the first stands for all.
      const auto& items = platforms->second.items;
      const auto first = items.empty() ? std::nullopt : items[0].as_text();
      if (first && parse_platform(*first)) out.request.platform = *first;
    }
    for (const auto& [name, value] : target.args) {
      if (value.kind == Kind::null) continue;  // not passed at all
      if (auto text = value.as_text()) {
        out.request.build_args.emplace_back(name, std::move(*text));
      } else {
        out.request.unknown_args.emplace_back(name, value.kind == Kind::unknown ? value.text : "");
      }
    }
    out_.builds.push_back(std::move(out));
  }

  void read_contexts(const Target& target, std::string_view folder, Invocation& out) {
    for (const auto& [name, value] : target.contexts) {
      NamedContext context{name, NamedContext::Kind::unknown, value.text, value.at};
      if (const auto text = value.as_text()) {
        if (text->empty()) continue;
        context = named_context(name, *text, value.at);
        place_folder(context, folder);
      }
      out.request.contexts.push_back(std::move(context));
    }
  }

  static std::string lack(const Value& value) {
    if (value.kind != Kind::unknown || value.text.empty()) return "could not be computed";
    return "depends on `" + text::printable(value.text) + "`, which has no value here";
  }

  std::optional<std::string> resolve(std::string_view folder, std::string_view path, const Place& at) {
    if (!path.starts_with('/')) {
      if (auto normal = text::normalize(text::join(folder, path))) return normal;
    }
    problem(at, "`" + text::printable(path) + "` leads out of the tree that is judged");
    return std::nullopt;
  }

  Invocations& out_;
  hcl::Evaluator evaluator_;
  std::deque<hcl::Document> documents_;  // items point into both
  std::deque<yaml::Node> roots_;
  Items variables_, functions_, groups_, targets_;
  std::map<std::string, Invocation, std::less<>> services_;
  std::map<std::string, Value, std::less<>> values_;
  std::optional<std::set<std::string>> built_;
  int calls_ = 0;
  int budget_ = 0;
};

}  // namespace

bool is_bake_file_name(std::string_view name) {
  return name == "docker-bake.hcl" || name == "docker-bake.json";
}

namespace {

Invocations read_files(const FileTree& tree, const std::vector<std::string>& paths,
                       const std::vector<std::string>& compose_paths) {
  Invocations out;
  BakeReader reader(out);
  for (const std::string& path : compose_paths) reader.read_services(read_compose(tree, path));
  for (const std::string& path : paths) {
    const auto source = tree.read(path, longest_bake_file);
    if (!source) {
      out.problems.push_back({{std::make_shared<SourceFile>(tree.display_path(path), ""), {}},
                              "could not be read: " + std::string(to_string(source.error()))});
      out.readable = false;
    } else if (path.ends_with(".json")) {
      reader.read_json(*source);
    } else {
      reader.read_hcl(*source);
    }
  }
  if (!paths.empty()) reader.collect(text::parent(paths.front()));
  return out;
}

std::vector<std::string> present(const FileTree& tree, std::string_view folder,
                                 std::initializer_list<std::string_view> names) {
  std::vector<std::string> paths;
  for (const auto name : names) {
    std::string path = text::join(folder, name);
    if (tree.kind(path) == EntryKind::file) paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace

Invocations read_bake(const FileTree& tree, const std::vector<std::string>& paths) {
  return read_files(tree, paths, {});
}

Invocations read_bake(const FileTree& tree, std::string_view path) {
  return read_bake(tree, std::vector<std::string>{std::string(path)});
}

Invocations read_bake_folder(const FileTree& tree, std::string_view folder) {
  return read_files(
      tree,
      present(
          tree, folder,
          {"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"}),
      present(tree, folder, {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}));
}

}  // namespace dockgate::build
