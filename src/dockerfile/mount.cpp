#include "dockerfile/mount.hpp"

#include <algorithm>
#include <array>

#include "dockerfile/characters.hpp"
#include "dockerfile/grammar/csv.hpp"
#include "dockerfile/pieces.hpp"
#include "dockerfile/values.hpp"
#include "text/words.hpp"

namespace dockgate::dockerfile {
namespace {

// A key of --mount, the key it is another name for, and what its value has to be.
enum class Value { any, truth, size, octal, decimal, type, sharing };
struct Key {
  std::string_view name;
  std::string_view meaning;
  Value value = Value::any;
  bool needs_value = true;
};
constexpr std::array mount_keys = {
    Key{"type", "type", Value::type, true},
    Key{"from", "from", Value::any, true},
    Key{"source", "source", Value::any, true},
    Key{"src", "source", Value::any, true},
    Key{"target", "target", Value::any, true},
    Key{"dst", "target", Value::any, true},
    Key{"destination", "target", Value::any, true},
    Key{"readonly", "readonly", Value::truth, false},
    Key{"ro", "readonly", Value::truth, false},
    Key{"readwrite", "readwrite", Value::truth, false},
    Key{"rw", "readwrite", Value::truth, false},
    Key{"id", "id", Value::any, true},
    Key{"sharing", "sharing", Value::sharing, true},
    Key{"required", "required", Value::truth, false},
    Key{"size", "size", Value::size, true},
    Key{"mode", "mode", Value::octal, true},
    Key{"uid", "uid", Value::decimal, true},
    Key{"gid", "gid", Value::decimal, true},
    Key{"env", "env", Value::any, true},
};
constexpr std::array<std::string_view, 5> mount_types = {"bind", "cache", "secret", "ssh", "tmpfs"};
constexpr std::array<std::string_view, 3> sharing_modes = {"locked", "private", "shared"};

/// The keys that do something for a type; BuildKit passes over some of the others.
struct TypeKeys {
  std::string_view type;
  std::array<std::string_view, 9> keys;
};
constexpr std::array type_keys = {
    TypeKeys{"bind", {"source", "target", "from", "readwrite"}},
    TypeKeys{"cache", {"target", "id", "sharing", "from", "source", "readonly", "mode", "uid", "gid"}},
    TypeKeys{"tmpfs", {"target", "size"}},
    TypeKeys{"secret", {"id", "target", "env", "required", "mode", "uid", "gid"}},
    TypeKeys{"ssh", {"id", "target", "required", "mode", "uid", "gid"}},
};

const Key* find_key(std::string_view name) {
  const auto at =
      std::find_if(mount_keys.begin(), mount_keys.end(), [&](const Key& k) { return k.name == name; });
  return at == mount_keys.end() ? nullptr : &*at;
}

std::string suggest_key(std::string_view word) {
  std::array<std::string_view, mount_keys.size()> names;
  std::transform(mount_keys.begin(), mount_keys.end(), names.begin(), [](const Key& k) { return k.name; });
  return text::hint(word, names);
}

bool has_variable(const MappedText& text) {
  return text.view().find('$') != std::string_view::npos;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<SyntaxError> check_value(const Key& key, const MountOption& option) {
  const std::string_view value = option.value.view();
  const std::string quoted = "`" + text::printable(value) + "`";
  switch (key.value) {
    case Value::any:
      return std::nullopt;
    case Value::type:
      if (is_one_of(to_lower(value), mount_types)) return std::nullopt;
      return SyntaxError{option.text.place().span, "unsupported mount type " + quoted,
                         text::hint(value, mount_types)};
    case Value::sharing:
      if (is_one_of(to_lower(value), sharing_modes)) return std::nullopt;
      return SyntaxError{option.text.place().span, "unsupported sharing mode " + quoted,
                         text::hint(value, sharing_modes)};
    case Value::truth:
      if (parse_bool(value)) return std::nullopt;
      break;
    case Value::size:
      if (is_byte_size(value)) return std::nullopt;
      break;
    case Value::octal:
      if (parse_uint32(value, 8)) return std::nullopt;
      break;
    case Value::decimal:
      if (parse_uint32(value, 10)) return std::nullopt;
      break;
  }
  return SyntaxError{option.text.place().span, "invalid value " + quoted + " for `" + option.key + "`", {}};
}

// What depends on the type that the mount has in the end.
std::optional<SyntaxError> check_combination(const MountOptions& mount, std::string_view type) {
  const auto refuse = [](const MountOption* option, std::string message) {
    return SyntaxError{option->text.place().span, std::move(message), {}};
  };
  const std::string of_type = "a mount of type `" + std::string(type) + "`";
  for (const std::string_view key : {"mode", "uid", "gid"}) {
    const MountOption* option = mount.find(key);
    if (option != nullptr && (type == "bind" || type == "tmpfs")) {
      return refuse(option, "`" + std::string(key) + "` does not go with " + of_type);
    }
  }
  const MountOption* sharing = mount.find("sharing");
  if (sharing != nullptr && type != "cache") return refuse(sharing, "`sharing` does not go with " + of_type);
  if (type != "secret") return std::nullopt;
  const auto given = [&](std::string_view key) {
    const MountOption* option = mount.find(key);
    return option != nullptr && !option->value.empty() ? option : nullptr;
  };
  if (const MountOption* from = given("from")) return refuse(from, "`from` does not go with " + of_type);
  if (given("source") && given("id")) return refuse(given("id"), "`source` and `id` exclude each other");
  if (!given("source") && !given("target") && !given("id")) {
    return SyntaxError{
        mount.options.front().text.place().span, of_type + " needs `id`, `source` or `target`", {}};
  }
  return std::nullopt;
}

MappedText field_text(const Cutter& cutter, const grammar::CsvField& field) {
  if (!field.quoted || field.text.find('"') == std::string_view::npos) return cutter.cut(field.text);
  MappedText out(cutter.from().source());
  std::string_view rest = field.text;
  while (true) {
    const std::size_t quote = rest.find('"');
    out.append(cutter.cut(rest.substr(0, quote == std::string_view::npos ? quote : quote + 1)));
    if (quote == std::string_view::npos) return out;
    rest.remove_prefix(quote + 2);  // a doubled quote stands for one
  }
}

}  // namespace

const MountOption* MountOptions::find(std::string_view key) const {
  for (auto option = options.rbegin(); option != options.rend(); ++option) {
    const Key* known = find_key(option->key);
    if (known != nullptr && known->meaning == key) return &*option;
  }
  return nullptr;
}

std::string MountOptions::type() const {
  const MountOption* option = find("type");
  return option == nullptr || !option->has_value ? "bind" : to_lower(option->value.view());
}

MountOptions mount_options(const Flag& flag) {
  MountOptions out;
  const Cutter cutter(flag.text);
  const std::string_view text = flag.text.view();
  const std::size_t equals = text.find('=');
  const std::string_view value =
      equals == std::string_view::npos ? text.substr(text.size()) : text.substr(equals + 1);
  const grammar::CsvCut cut = grammar::cut_csv(value);
  if (!cut.ok) {
    const bool empty = value.empty();
    out.error =
        SyntaxError{cutter.span(empty ? text : cut.bad),
                    "`--" + flag.name + "` " + (empty ? "has no options" : "has a quote out of place"),
                    "write the options as key=value with commas between them"};
    return out;
  }
  for (const grammar::CsvField& field : cut.fields) {
    MountOption option;
    option.text = field_text(cutter, field);
    const auto [key, given] = grammar::cut_option(option.text.view());
    option.key = to_lower(key);
    option.has_value = given.has_value();
    option.value = given ? Cutter(option.text).cut(*given) : MappedText(flag.text.source());
    out.options.push_back(std::move(option));
  }
  return out;
}

std::vector<MountKey> keys_behind(std::string_view options) {
  std::string type = "bind";
  std::vector<std::string_view> given;
  for (const std::string_view option : text::split(options, ',')) {
    const std::size_t equals = option.find('=');
    const Key* key = find_key(to_lower(option.substr(0, equals)));
    if (key == nullptr) continue;
    given.push_back(key->meaning);
    if (key->meaning == "type" && equals != std::string_view::npos)
      type = to_lower(option.substr(equals + 1));
  }
  std::vector<MountKey> out;
  const auto add = [&](std::string_view name) {
    const Key* key = find_key(name);
    if (key != nullptr && std::ranges::find(given, name) == given.end())
      out.push_back({key->name, key->needs_value});
  };
  const auto known = std::ranges::find(type_keys, type, &TypeKeys::type);
  if (known == type_keys.end()) return out;
  for (const std::string_view name : known->keys) add(name);
  add("type");
  return out;
}

std::optional<SyntaxError> read_mount(const Flag& flag) {
  MountOptions mount = mount_options(flag);
  if (mount.error) return mount.error;
  for (const MountOption& option : mount.options) {
    if (option.key != "from" || !option.has_value) continue;
    const std::size_t dollar = option.value.view().find('$');
    if (dollar == std::string_view::npos || dollar + 1 == option.value.view().size()) continue;
    return SyntaxError{option.text.place().span, "`from` of a mount cannot have a variable",
                       "name a stage with `FROM … AS name` and mount from that name"};
  }
  return std::nullopt;
}

std::optional<SyntaxError> check_mount(const MountOptions& mount) {
  if (mount.error) return mount.error;
  std::string type = "bind";
  bool type_known = true;
  for (const MountOption& option : mount.options) {
    const Key* key = find_key(option.key);
    if (!option.has_value && (key == nullptr || key->needs_value)) {
      return SyntaxError{option.text.place().span,
                         "`" + text::printable(option.text.view()) + "` must be written as key=value",
                         suggest_key(option.key)};
    }
    if (key == nullptr) {
      return SyntaxError{option.text.place().span,
                         "unknown mount option `" + text::printable(option.key) + "`",
                         suggest_key(option.key)};
    }
    // These two depend on the type that was given before them.
    const bool allowed =
        key->name == "required" ? type == "secret" || type == "ssh" : key->name != "size" || type == "tmpfs";
    if (!allowed && type_known) {
      return SyntaxError{option.text.place().span,
                         "`" + option.key + "` does not go with a mount of type `" + type + "`",
                         "the type has to stand before it"};
    }
    if (!option.has_value) continue;
    if (has_variable(option.value)) {
      if (key->value == Value::type) type_known = false;
      continue;
    }
    if (auto error = check_value(*key, option)) return error;
    if (key->value == Value::type) {
      type = to_lower(option.value.view());
      type_known = true;
    }
  }
  return type_known ? check_combination(mount, type) : std::nullopt;
}

std::optional<SyntaxError> read_device(const Flag& flag) {
  MountOptions device = mount_options(flag);
  if (device.error) return device.error;
  static constexpr std::array<std::string_view, 2> keys = {"name", "required"};
  bool named = false;
  for (const MountOption& option : device.options) {
    const std::string quoted = "`" + text::printable(option.text.view()) + "`";
    if (option.key == "required") {
      if (!option.has_value || parse_bool(option.value.view())) continue;
      return SyntaxError{option.text.place().span, "invalid value in " + quoted, "write true or false"};
    }
    if (option.key == "name" && option.has_value) {
      if (named) return SyntaxError{option.text.place().span, "the device is named already", {}};
      named = !option.value.empty();
      continue;
    }
    if (!named) {
      named = !option.text.empty();  // a field of its own is the name, `=` or not
      continue;
    }
    if (!option.has_value) {
      return SyntaxError{option.text.place().span, quoted + " must be written as key=value", {}};
    }
    return SyntaxError{option.text.place().span, "unknown device option " + quoted,
                       text::hint(option.key, keys)};
  }
  return std::nullopt;
}

}  // namespace dockgate::dockerfile
