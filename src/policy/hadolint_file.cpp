#include "policy/hadolint_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "policy/level.hpp"
#include "policy/rule.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::array<std::string_view, 4> file_names{".hadolint.yaml", ".hadolint.yml", "hadolint.yaml",
                                                     "hadolint.yml"};
constexpr std::array<std::string_view, 4> levels{"style", "info", "warning", "error"};  // the last wins

// hadolint's types of labels, and the lists of ours that stand for them.
using LabelType = std::pair<std::string_view, std::string_view>;
constexpr std::array<LabelType, 8> label_types{{{"", ""},
                                                {"text", ""},
                                                {"url", "url-labels"},
                                                {"rfc3339", "time-labels"},
                                                {"spdx", "licence-labels"},
                                                {"hash", "commit-labels"},
                                                {"semver", "version-labels"},
                                                {"email", "email-labels"}}};

class Reader {
 public:
  Reader(const yaml::Node& node, std::vector<Problem>& problems) : node_(node), problems_(problems) {}

  Settings read() {
    settings_.source = node_.at.source;
    settings_.edition = std::string(newest_edition());
    settings_.extends.push_back({"hadolint", {}, {}, node_.at});
    if (!node_.is_map() && !node_.is_null()) {
      complain(node_, "hadolint's configuration has to be a map");
      return std::move(settings_);
    }
    read_levels();
    read_registries();
    read_labels();
    read_boundaries();
    flag("no-color");
    flag("verbose");
    return std::move(settings_);
  }

 private:
  void complain(const yaml::Node& node, std::string message) {
    problems_.push_back({node.at, std::move(message)});
  }

  const yaml::Node* find(std::string_view key) const {
    const auto* value = node_.find(key);
    return value != nullptr && !value->is_null() ? value : nullptr;
  }

  bool flag(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return false;
    const auto result = value->boolean();
    if (!result) complain(*value, "`" + std::string(key) + "` has to be true or false");
    return result.value_or(false);
  }

  /// The texts of a list. A single text in place of one is a mistake in hadolint too.
  std::vector<const yaml::Node*> texts(const yaml::Node* list, std::string_view key) {
    std::vector<const yaml::Node*> result;
    if (list == nullptr) return result;
    if (!list->is_sequence()) {
      complain(*list, "`" + std::string(key) + "` has to be a list, such as `[DL3008]`");
      return result;
    }
    for (const yaml::Node& item : list->items) {
      if (item.is_scalar()) {
        result.push_back(&item);
      } else {
        complain(item, "an entry of `" + std::string(key) + "` has to be a text");
      }
    }
    return result;
  }

  void set_level(const yaml::Node& code, int level) {
    if (find_builtin_rule(code.scalar) == nullptr) return;  // an older or newer rule of hadolint's
    RuleSetting setting;
    setting.pattern = code.scalar;
    setting.levels.push_back({"", level, code.at});
    setting.at = code.at;
    settings_.rules.push_back(std::move(setting));
  }

  void read_levels() {
    const auto* override = find("override");
    if (override != nullptr && !override->is_map()) {
      complain(*override, "`override` has to be a map of levels, such as `{error: [DL3008]}`");
    } else if (override != nullptr) {
      for (const std::string_view name : levels) {
        for (const auto* code : texts(override->find(name), name))
          set_level(*code, *level_from(std::string(name)));
      }
    }
    for (const auto* code : texts(find("ignored"), "ignored")) set_level(*code, level_off);
  }

  void add(std::string_view list, std::string pattern, const Place& at) {
    ListEntry entry;
    entry.match = {std::move(pattern)};
    entry.at = at;
    settings_.lists[std::string(list)].push_back(std::move(entry));
  }

  /// A registry, or with `*` at one end or alone all that begin or end so; its images lie below.
  void read_registries() {
    for (const auto* item : texts(find("trustedRegistries"), "trustedRegistries")) {
      const std::string& name = item->scalar;
      if (name == "*") {
        add("registries", "**", item->at);
      } else if (name.find('*') != std::string::npos) {
        add("registries", name + "/**", item->at);
      } else {
        add("registries", name, item->at);
      }
      if (name == "hub.docker.com") add("registries", "docker.io", item->at);
    }
  }

  void read_labels() {
    const bool strict = flag("strict-labels");
    if (strict) settings_.lists["only-labels"].emplace_back();  // so that the list is given, if with nothing
    const auto* schema = find("label-schema");
    if (schema == nullptr) return;
    if (!schema->is_map())
      return complain(*schema, "`label-schema` has to be a map of labels and their types");
    for (const auto& [name, type] : schema->entries) {
      const auto* known = std::ranges::find(label_types, type.scalar, &LabelType::first);
      if ((!type.is_scalar() && !type.is_null()) || known == label_types.end()) {
        std::vector<std::string_view> names;
        names.reserve(label_types.size());
        for (const auto& each : label_types) names.push_back(each.first);
        const auto near = text::did_you_mean(type.scalar, names);
        complain(type, "a label is of type text, url, rfc3339, spdx, hash, semver or email" +
                           (near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?"));
        continue;
      }
      add("labels", name.scalar, name.at);
      if (strict) add("only-labels", name.scalar, name.at);
      if (!known->second.empty()) add(known->second, name.scalar, name.at);
    }
  }

  /// hadolint has one place for everything: it fails from `info` on, and comments may silence it.
  void read_boundaries() {
    int fail_on = static_cast<int>(Severity::info);
    if (const auto* threshold = find("failure-threshold")) {
      if (threshold->scalar == "none" || threshold->scalar == "ignore") {
        fail_on = static_cast<int>(Severity::style);
      } else if (const auto level = level_from(threshold->scalar); level && *level != level_off) {
        fail_on = *level;
      } else {
        const auto near = text::did_you_mean(threshold->scalar, levels);
        complain(*threshold,
                 "`failure-threshold` has to be error, warning, info, style, ignore or none" +
                     (near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?"));
      }
    }
    const bool never = flag("no-fail");
    const bool forbidden = flag("disable-ignore-pragma");
    // Its comments are not read then, whatever they would hide.
    if (forbidden) settings_.comments = std::vector<std::string>{"dockgate", "buildkit"};
    for (const std::string_view name : {"research", "internal", "production"}) {
      BoundarySettings boundary;
      boundary.name = name;
      boundary.like = "production";
      boundary.at = node_.at;
      boundary.fail_on = fail_on;
      boundary.never_fails = never;
      boundary.suppress_inline = forbidden ? InlineSuppression::forbid : InlineSuppression::allow;
      settings_.boundaries.push_back(std::move(boundary));
    }
  }

  const yaml::Node& node_;
  std::vector<Problem>& problems_;
  Settings settings_;
};

}  // namespace

bool is_hadolint_file(std::string_view path) {
  return std::ranges::find(file_names, text::file_name(path)) != file_names.end();
}

Settings read_hadolint_file(const yaml::Node& node, std::vector<Problem>& problems) {
  return Reader(node, problems).read();
}

}  // namespace dockgate::policy
