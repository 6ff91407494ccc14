#include "policy/settings.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "policy/level.hpp"
#include "policy/policy_shape.hpp"

namespace dockgate::policy {
namespace {

class SettingsReader {
 public:
  SettingsReader(const yaml::Node& node, std::vector<Problem>& problems)
      : policy_(node, policy_shape()), problems_(problems) {}

  Settings read() {
    settings_.source = policy_.node().at.source;
    settings_.edition = policy_.text("edition", editions.back());
    for (const yaml::Node& node : policy_.items("extends")) read_extension(node);
    settings_.boundaries_at = policy_.at("boundaries");
    for (const auto& [name, value] : policy_.entries("boundaries")) {
      settings_.boundaries.push_back(boundary(name, value));
    }
    settings_.unclassified = policy_.optional_text("unclassified");
    settings_.unclassified_at = policy_.at("unclassified");
    for (const yaml::Node& node : policy_.items("classify"))
      settings_.classify.push_back(classification(node));
    for (const auto& [name, value] : policy_.entries("lists")) read_list(name, value);
    settings_.rules = rules(policy_.entries("rules"));
    for (const yaml::Node& node : policy_.items("overrides")) read_override(node);
    for (const yaml::Node& node : policy_.items("exceptions")) read_exception(node);
    if (policy_.has("comments")) settings_.comments = policy_.texts("comments");
    settings_.comments_at = policy_.at("comments");
    if (const yaml::Node* node = policy_.find("catalog")) settings_.catalog.push_back(*node);
    const auto custom = policy_.items("custom"), tests = policy_.items("tests");
    settings_.custom.assign(custom.begin(), custom.end());
    settings_.tests.assign(tests.begin(), tests.end());
    return std::move(settings_);
  }

 private:
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }

  void read_extension(const yaml::Node& node) {
    constexpr std::string_view builtin = "builtin:";
    Extension result;
    result.at = node.at;
    if (node.is_scalar() && node.scalar.starts_with(builtin)) {
      result.builtin = node.scalar.substr(builtin.size());
    } else if (node.is_scalar()) {
      result.file = node.scalar;
    } else {
      const Fields fields(node, extension_shape());
      result.file = fields.text("file");
      result.sha256 = fields.text("sha256");
    }
    if (!result.builtin.empty() || !result.file.empty()) settings_.extends.push_back(std::move(result));
  }

  static std::optional<int> severity(const Fields& fields, std::string_view key) {
    const auto level = level_from(fields.text(key));
    return level && *level != level_off ? level : std::nullopt;
  }

  static BoundarySettings boundary(const yaml::Node& name, const yaml::Node& value) {
    const Fields fields(value, boundary_shape());
    BoundarySettings result;
    result.name = name.scalar;
    result.at = name.at;
    result.like = fields.optional_text("like");
    result.fail_on = severity(fields, "fail-on");
    result.unresolved = severity(fields, "unresolved");
    result.at_most = severity(fields, "at-most");
    if (const auto word = fields.word("suppress-inline")) {
      result.suppress_inline = static_cast<InlineSuppression>(*word);
    }
    result.exception_days = fields.integer("exception-days");
    for (const auto& [key, each] : value.entries) result.places.emplace_back(key.scalar, each.at);
    return result;
  }

  static std::optional<ClassifyMatch::BuildFile> build_file(const Fields& fields, std::string_view key,
                                                            std::string_view name_key) {
    const yaml::Node* node = fields.find(key);
    if (!node) return std::nullopt;
    const Fields inner(*node, build_file_shape(key));
    return ClassifyMatch::BuildFile{inner.texts("file"), inner.texts(name_key)};
  }

  static ClassifyMatch match(const Fields& fields) {
    ClassifyMatch result;
    result.paths = fields.texts("path");
    result.targets = fields.texts("target");
    result.invocations = fields.texts("invocation");
    result.branches = fields.texts("branch");
    result.compose = build_file(fields, "compose", "service");
    result.bake = build_file(fields, "bake", "target");
    for (const auto& [name, value] : fields.entries("label"))
      result.labels.emplace_back(name.scalar, value.scalar);
    return result;
  }

  Classification classification(const yaml::Node& node) {
    const Fields fields(node, classify_shape());
    Classification result;
    result.at = node.at;
    result.boundary = fields.text("boundary");
    result.lowers = fields.flag("lowers");
    result.all = match(fields);
    bool by_label = !result.all.labels.empty();
    for (const yaml::Node& item : fields.items("any")) {
      result.any.push_back(match(Fields(item, match_shape())));
      by_label = by_label || !result.any.back().labels.empty();
    }
    if (result.lowers && by_label) {
      complain(fields.at("lowers"), "a label may raise a file but not lower it; use `path`");
    }
    return result;
  }

  void read_list(const yaml::Node& name, const yaml::Node& value) {
    auto& list = settings_.lists[name.scalar];
    const bool models = name.scalar == "models";
    for (const yaml::Node& item : value.items) {
      ListEntry entry;
      entry.at = item.at;
      bool remote_code = false;
      if (item.is_scalar()) {
        entry.match = {item.scalar};
      } else {
        const Fields fields(item, models ? model_entry_shape() : list_entry_shape());
        entry.name = fields.text("name");
        entry.match = fields.texts("match");
        entry.boundaries = fields.texts("boundaries");
        if (models) remote_code = read_model(fields, entry);
      }
      if (entry.name.empty() && !entry.match.empty()) entry.name = entry.match.front();
      // A model whose own code was accepted stands in a list of its own, so that a rule can ask for it.
      if (remote_code) settings_.lists["remote-code-models"].push_back(entry);
      list.push_back(std::move(entry));
    }
  }

  bool read_model(const Fields& fields, ListEntry& entry) {
    entry.revision = fields.optional_text("revision");
    const yaml::Node* remote_code = fields.find("remote-code");
    if (!remote_code || !remote_code->is_map()) return fields.flag("remote-code");
    for (const auto& [path, digest] : Fields(*remote_code, remote_code_shape()).entries("files")) {
      entry.files.emplace_back(path.scalar, digest.scalar);
    }
    if (!entry.revision) {
      complain(remote_code->at, "files were reviewed at one commit: give its `revision`");
    }
    return true;
  }

  static std::vector<RuleSetting> rules(std::span<const yaml::Entry> entries) {
    std::vector<RuleSetting> result;
    for (const auto& [name, value] : entries) {
      RuleSetting setting;
      setting.pattern = name.scalar;
      setting.at = name.at;
      if (value.is_scalar()) {
        if (const auto one = level_from(value.scalar)) setting.levels.push_back({"", *one, value.at});
      } else if (value.is_map()) {
        read_rule_setting(value, setting);
      }
      result.push_back(std::move(setting));
    }
    return result;
  }

  static void read_rule_setting(const yaml::Node& node, RuleSetting& setting) {
    const Fields fields(node, setting_shape());
    setting.locked = fields.flag("locked");
    setting.effective = text::date_from(fields.text("effective"));
    for (const auto& [key, value] : node.entries) {
      if (std::ranges::find(setting_shape().keys, key.scalar, &ShapeKey::name) != setting_shape().keys.end())
        continue;
      // Whether it is a boundary is checked later.
      if (const auto one = level_from(value.scalar)) setting.levels.push_back({key.scalar, *one, key.at});
    }
  }

  void read_override(const yaml::Node& node) {
    const Fields fields(node, override_shape());
    settings_.overrides.push_back({fields.texts("path"), rules(fields.entries("rules")), node.at});
  }

  void read_exception(const yaml::Node& node) {
    const Fields fields(node, exception_shape());
    Exception result;
    result.id = fields.text("id");
    result.at = fields.at("id");
    result.rule = fields.text("rule");
    result.reason = fields.text("reason");
    result.justification = fields.text("justification");
    result.owner = fields.text("owner");
    result.ticket = fields.text("ticket");
    result.approved_by = fields.text("approved-by");
    result.created = day(fields, "created");
    result.expires_text = fields.text("expires");
    result.expires = day(fields, "expires").value_or(text::Date{});
    if (result.created && result.expires < *result.created) {
      complain(fields.at("expires"), "ends before it begins");
    }
    if (const yaml::Node* where = fields.find("where")) {
      const Fields inner(*where, where_shape());
      result.paths = inner.texts("path");
      result.stages = inner.texts("stage");
      result.subjects = inner.texts("subject");
      result.fingerprints = inner.texts("fingerprint");
    }
    if (!result.id.empty() && !exception_ids_.insert(result.id).second) {
      complain(result.at, "a second exception called `" + result.id + "`");
    }
    settings_.exceptions.push_back(std::move(result));
  }

  static std::optional<text::Date> day(const Fields& fields, std::string_view key) {
    return text::date_from(fields.text(key));
  }

  Fields policy_;
  std::vector<Problem>& problems_;
  Settings settings_;
  std::set<std::string> exception_ids_;
};

}  // namespace

std::string_view newest_edition() {
  return editions.back();
}

Settings read_settings(const yaml::Node& node, std::vector<Problem>& problems) {
  check_shape(node, policy_shape(), problems);
  return SettingsReader(node, problems).read();
}

}  // namespace dockgate::policy
