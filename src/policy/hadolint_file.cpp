#include "policy/hadolint_file.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "policy/level.hpp"
#include "policy/rule.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::array<std::string_view, 4> hadolint_names{".hadolint.yaml", ".hadolint.yml", "hadolint.yaml",
                                                         "hadolint.yml"};
constexpr std::array<std::string_view, 4> level_lists{"style", "info", "warning", "error"};  // the last wins

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

class HadolintReader {
 public:
  HadolintReader(const yaml::Node& node, std::vector<Problem>& problems, const HadolintOptions& options)
      : node_(node), problems_(problems), options_(options) {}

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

  void set_level(const std::string& code, int level, const Place& at) {
    if (find_builtin_rule(code) == nullptr) return;  // an older or newer rule of hadolint's
    RuleSetting setting;
    setting.pattern = code;
    setting.levels.push_back({"", level, at});
    setting.at = at;
    settings_.rules.push_back(std::move(setting));
  }

  void set_levels(const yaml::Node* list, std::string_view key, const std::vector<std::string>& more,
                  int level) {
    for (const auto* code : texts(list, key)) set_level(code->scalar, level, code->at);
    for (const std::string& code : more) set_level(code, level, node_.at);
  }

  void read_levels() {
    const auto* override = find("override");
    if (override != nullptr && !override->is_map()) {
      complain(*override, "`override` has to be a map of levels, such as `{error: [DL3008]}`");
      override = nullptr;
    }
    const std::array more{&options_.styles, &options_.infos, &options_.warnings, &options_.errors};
    for (std::size_t i = 0; i < level_lists.size(); ++i) {
      const auto* list = override != nullptr ? override->find(level_lists[i]) : nullptr;
      set_levels(list, level_lists[i], *more[i], *level_from(std::string(level_lists[i])));
    }
    set_levels(find("ignored"), "ignored", options_.ignored, level_off);
  }

  void add(std::string_view list, std::string pattern, const Place& at) {
    ListEntry entry;
    entry.match = {std::move(pattern)};
    entry.at = at;
    settings_.lists[std::string(list)].push_back(std::move(entry));
  }

  /// A registry, or with `*` at one end or alone all that begin or end so; its images lie below.
  void read_registries() {
    for (const auto* item : texts(find("trustedRegistries"), "trustedRegistries"))
      add_registry(item->scalar, item->at);
    for (const std::string& name : options_.registries) add_registry(name, node_.at);
  }

  void add_registry(const std::string& name, const Place& at) {
    if (name == "*") {
      add("registries", "**", at);
    } else if (name.find('*') != std::string::npos) {
      add("registries", name + "/**", at);
    } else {
      add("registries", name, at);
    }
    if (name == "hub.docker.com") add("registries", "docker.io", at);
  }

  void read_labels() {
    const bool strict = flag("strict-labels") || options_.strict_labels;
    if (strict) settings_.lists["only-labels"].emplace_back();  // so that the list is given, if with nothing
    std::set<std::string_view> given;
    for (const auto& label : options_.labels)
      if (label.over_file && given.insert(label.name).second)
        add_label(label.name, label.type, strict, node_.at);
    const auto* schema = find("label-schema");
    if (schema != nullptr && !schema->is_map()) {
      complain(*schema, "`label-schema` has to be a map of labels and their types");
    } else if (schema != nullptr) {
      for (const auto& [name, type] : schema->entries) read_label(name, type, strict, given);
    }
    for (const auto& label : options_.labels)
      if (given.insert(label.name).second) add_label(label.name, label.type, strict, node_.at);
  }

  void read_label(const yaml::Node& name, const yaml::Node& type, bool strict,
                  std::set<std::string_view>& given) {
    if ((!type.is_scalar() && !type.is_null()) || !is_hadolint_label_type(type.scalar)) {
      std::vector<std::string_view> names;
      names.reserve(label_types.size());
      for (const auto& each : label_types) names.push_back(each.first);
      return complain(type,
                      text::with_hint("a label is of type text, url, rfc3339, spdx, hash, semver or email",
                                      type.scalar, names));
    }
    if (given.insert(name.scalar).second) add_label(name.scalar, type.scalar, strict, name.at);
  }

  void add_label(const std::string& name, std::string_view type, bool strict, const Place& at) {
    add("labels", name, at);
    if (strict) add("only-labels", name, at);
    const std::string_view list = std::ranges::find(label_types, type, &LabelType::first)->second;
    if (!list.empty()) add(list, name, at);
  }

  /// hadolint has one place for everything: it fails from `info` on, and comments may silence it.
  void read_boundaries() {
    const auto* threshold = find("failure-threshold");
    if (threshold != nullptr && !is_hadolint_threshold(threshold->scalar)) {
      complain(*threshold,
               text::with_hint("`failure-threshold` has to be error, warning, info, style, ignore or none",
                               threshold->scalar, level_lists));
      threshold = nullptr;
    }
    std::string level = threshold != nullptr ? threshold->scalar : options_.usual_threshold.value_or("info");
    if (options_.threshold) level = *options_.threshold;
    const int fail_on =
        level == "none" || level == "ignore" ? static_cast<int>(Severity::style) : *level_from(level);
    const bool never = flag("no-fail") || options_.never_fails;
    const bool forbidden = flag("disable-ignore-pragma") || options_.no_comments;
    // Its comments are not read then, whatever they would hide.
    if (forbidden) settings_.comments = std::vector<std::string>{"dockgate", "buildkit"};
    for (const std::string_view name : {"research", "internal", "production"}) {
      BoundarySettings boundary;
      boundary.name = name;
      boundary.like = "production";
      boundary.at = node_.at;
      boundary.fail_on = fail_on;
      boundary.never_fails = never;
      if (threshold != nullptr && !options_.threshold) boundary.places.emplace_back("fail-on", threshold->at);
      if (const auto* pragma = find("disable-ignore-pragma"))
        boundary.places.emplace_back("suppress-inline", pragma->at);
      boundary.suppress_inline = forbidden ? InlineSuppression::forbid : InlineSuppression::allow;
      settings_.boundaries.push_back(std::move(boundary));
    }
  }

  const yaml::Node& node_;
  std::vector<Problem>& problems_;
  const HadolintOptions& options_;
  Settings settings_;
};

}  // namespace

bool is_hadolint_file(std::string_view path) {
  return std::ranges::find(hadolint_names, text::file_name(path)) != hadolint_names.end();
}

bool is_hadolint_label_type(std::string_view type) {
  return std::ranges::find(label_types, type, &LabelType::first) != label_types.end();
}

bool is_hadolint_threshold(std::string_view level) {
  return level == "none" || level == "ignore" || std::ranges::find(level_lists, level) != level_lists.end();
}

Settings read_hadolint_file(const yaml::Node& node, std::vector<Problem>& problems,
                            const HadolintOptions& options) {
  return HadolintReader(node, problems, options).read();
}

HadolintOutput read_hadolint_output(const yaml::Node& node) {
  HadolintOutput output;
  if (!node.is_map()) return output;
  const auto is_set = [&](std::string_view key) {
    const auto* value = node.find(key);
    return value != nullptr && value->boolean().value_or(false);
  };
  if (const auto* format = node.find("format"); format != nullptr && format->is_scalar())
    output.formats.push_back(format->scalar);
  if (const auto* formats = node.find("formats"); formats != nullptr && formats->is_sequence())
    for (const yaml::Node& format : formats->items)
      if (format.is_scalar()) output.formats.push_back(format.scalar);
  output.no_colour = is_set("no-color");
  output.verbose = is_set("verbose");
  return output;
}

}  // namespace dockgate::policy
