#include "policy/settings.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "policy/level.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr long long known_schema = 1;
constexpr std::size_t max_glob = 500;
constexpr std::array<std::string_view, 1> editions{"2026.1"};

class Reader {
 public:
  Reader(const yaml::Node& node, std::vector<Problem>& problems)
      : map_(node, "the policy", problems), problems_(problems) {}

  Settings read() {
    settings_.source = map_.node().at.source;
    read_schema();
    read_edition();
    if (const yaml::Node* one = map_.optional("extends"); one && !one->is_sequence()) {
      read_extension(*one);
    } else {
      items("extends", [&](const yaml::Node& node) { read_extension(node); });
    }
    if (const yaml::Node* node = map("boundaries")) {
      settings_.boundaries_at = node->at;
      for (const auto& [name, value] : node->entries) settings_.boundaries.push_back(boundary(name, value));
    }
    if (const yaml::Node* node = map_.optional("unclassified")) {
      settings_.unclassified = map_.text("unclassified");
      settings_.unclassified_at = node->at;
    }
    items("classify", [&](const yaml::Node& node) { settings_.classify.push_back(classification(node)); });
    if (const yaml::Node* node = map("lists")) {
      for (const auto& [name, value] : node->entries) read_list(name, value);
    }
    if (const yaml::Node* node = map("rules")) settings_.rules = rules(*node);
    items("overrides", [&](const yaml::Node& node) { read_override(node); });
    items("exceptions", [&](const yaml::Node& node) { read_exception(node); });
    items("custom", [&](const yaml::Node& node) { settings_.custom.push_back(node); });
    if (const yaml::Node* node = map("catalog")) settings_.catalog.push_back(*node);
    map_.optional("tests");  // run by the policy's own test command, which reads them itself
    map_.finish();
    return std::move(settings_);
  }

 private:
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }

  const yaml::Node* map(std::string_view key) {
    const yaml::Node* node = map_.optional(key);
    if (!node || node->is_map()) return node;
    complain(node->at, "`" + std::string(key) + "` has to be a map");
    return nullptr;
  }
  template <typename Read>
  void items(std::string_view key, const Read& read) {
    const yaml::Node* node = map_.optional(key);
    if (!node) return;
    if (!node->is_sequence()) return complain(node->at, "`" + std::string(key) + "` has to be a list");
    for (const yaml::Node& item : node->items) read(item);
  }

  // The bound keeps a pattern with many braces from costing seconds.
  void check_glob(const yaml::Node& node) {
    if (node.scalar.size() <= max_glob) return;
    complain(node.at, "a pattern of more than " + std::to_string(max_glob) + " bytes");
  }
  std::vector<std::string> globs(yaml::MapReader& reader, std::string_view key) {
    std::vector<std::string> result;
    for (const yaml::Node* item : reader.scalars(key)) {
      check_glob(*item);
      result.push_back(item->scalar);
    }
    return result;
  }

  void read_schema() {
    const yaml::Node* node = map_.required("schema");
    if (node && node->integer() != known_schema) {
      complain(node->at, "this version reads policies of `schema: 1` only");
    }
  }

  void read_edition() {
    settings_.edition = map_.text("edition", std::string(editions.back()));
    if (std::ranges::find(editions, settings_.edition) == editions.end()) {
      complain(map_.node().find("edition")->at, "no edition is called `" + settings_.edition +
                                                    "`; the newest is `" + std::string(editions.back()) +
                                                    "`");
    }
  }

  void read_extension(const yaml::Node& node) {
    constexpr std::string_view builtin = "builtin:";
    Extension result;
    result.at = node.at;
    if (node.is_scalar() && node.scalar.starts_with(builtin)) {
      result.builtin = node.scalar.substr(builtin.size());
    } else if (node.is_scalar()) {
      result.file = node.scalar;
    } else {
      yaml::MapReader reader(node, "an entry of `extends`", problems_);
      result.file = reader.required_text("file");
      reader.finish();
    }
    settings_.extends.push_back(std::move(result));
  }

  std::optional<int> severity(yaml::MapReader& reader, std::string_view key) {
    const yaml::Node* node = reader.optional(key);
    if (!node) return std::nullopt;
    const auto level = level_from(node->scalar);
    if (level && *level != level_off) return level;
    complain(node->at, "has to be one of error, warning, info, style");
    return std::nullopt;
  }

  BoundarySettings boundary(const yaml::Node& name, const yaml::Node& value) {
    BoundarySettings result;
    result.name = name.scalar;
    result.at = name.at;
    if (value.is_null()) return result;
    yaml::MapReader reader(value, "boundary `" + name.scalar + "`", problems_);
    if (reader.optional("like")) result.like = reader.text("like");
    result.fail_on = severity(reader, "fail-on");
    result.unresolved = severity(reader, "unresolved");
    result.at_most = severity(reader, "at-most");
    if (const yaml::Node* word = reader.optional("suppress-inline")) {
      constexpr std::array<std::string_view, 3> words{"allow", "reason", "forbid"};
      const auto* found = std::ranges::find(words, word->scalar);
      if (found == words.end())
        complain(word->at, "has to be one of allow, reason, forbid");
      else
        result.suppress_inline = static_cast<InlineSuppression>(found - words.begin());
    }
    result.exception_days = reader.integer("exception-days");
    if (result.exception_days && *result.exception_days < 1) {
      complain(reader.optional("exception-days")->at, "has to be at least 1");
    }
    reader.finish();
    return result;
  }

  void read_match(yaml::MapReader& reader, ClassifyMatch& match) {
    match.paths = globs(reader, "path");
    match.targets = reader.texts("target");
    match.invocations = globs(reader, "invocation");
    if (const yaml::Node* labels = reader.optional("label")) {
      if (!labels->is_map()) complain(labels->at, "`label` has to be a map of names and values");
      for (const auto& [name, value] : labels->entries) match.labels.emplace_back(name.scalar, value.scalar);
    }
    if (match.paths.empty() && match.targets.empty() && match.labels.empty() && match.invocations.empty()) {
      complain(reader.node().at,
               "says of nothing when it applies: give `path`, `target`, `label` or `invocation`");
    }
  }

  Classification classification(const yaml::Node& node) {
    yaml::MapReader reader(node, "an entry of `classify`", problems_);
    Classification result;
    result.at = node.at;
    result.boundary = reader.required_text("boundary");
    result.lowers = reader.boolean("lowers", false);
    if (const yaml::Node* any = reader.optional("any")) {
      if (!any->is_sequence()) complain(any->at, "`any` has to be a list");
      for (const yaml::Node& item : any->items) {
        yaml::MapReader inner(item, "an entry of `any`", problems_);
        read_match(inner, result.any.emplace_back());
        inner.finish();
      }
    } else {
      read_match(reader, result.any.emplace_back());
    }
    reader.finish();
    return result;
  }

  void read_list(const yaml::Node& name, const yaml::Node& value) {
    auto& list = settings_.lists[name.scalar];
    if (!value.is_sequence()) return complain(value.at, "list `" + name.scalar + "` has to be a list");
    for (const yaml::Node& item : value.items) {
      ListEntry entry;
      entry.at = item.at;
      bool remote_code = false;
      if (item.is_scalar()) {
        entry.match = {item.scalar};
        check_glob(item);
      } else {
        yaml::MapReader reader(item, "an entry of list `" + name.scalar + "`", problems_);
        entry.name = reader.text("name");
        entry.match = globs(reader, "match");
        if (name.scalar == "models") {
          remote_code = reader.boolean("remote-code", false);
          if (reader.optional("revision")) entry.revision = reader.text("revision");
        }
        entry.boundaries = reader.texts("boundaries");
        if (entry.match.empty()) reader.required("match");
        reader.finish();
      }
      if (entry.name.empty() && !entry.match.empty()) entry.name = entry.match.front();
      // A model whose own code was accepted stands in a list of its own, so that a rule can ask for it.
      if (remote_code) settings_.lists["remote-code-models"].push_back(entry);
      list.push_back(std::move(entry));
    }
  }

  std::optional<int> level(const yaml::Node& node) {
    const auto result = node.is_scalar() ? level_from(node.scalar) : std::nullopt;
    if (!result) complain(node.at, "has to be one of error, warning, info, style, off");
    return result;
  }

  std::vector<RuleSetting> rules(const yaml::Node& node) {
    std::vector<RuleSetting> result;
    if (!node.is_map()) complain(node.at, "`rules` has to be a map of rules and levels");
    for (const auto& [name, value] : node.entries) {
      RuleSetting setting;
      setting.pattern = name.scalar;
      setting.at = name.at;
      if (value.is_scalar()) {
        if (const auto one = level(value)) setting.levels.push_back({"", *one, value.at});
      } else if (value.is_map()) {
        read_rule_setting(value, setting);
      } else {
        complain(value.at, "has to be a level, or a map from boundaries to levels");
      }
      result.push_back(std::move(setting));
    }
    return result;
  }

  void read_rule_setting(const yaml::Node& node, RuleSetting& setting) {
    for (const auto& [key, value] : node.entries) {
      if (key.scalar == "locked") {
        setting.locked = value.boolean().value_or(false);
        if (!value.boolean()) complain(value.at, "has to be true or false");
      } else if (key.scalar == "effective") {
        setting.effective = date_from(value.scalar);
        if (!setting.effective) complain(value.at, "has to be a day such as 2027-01-15");
      } else if (const auto one = level(value)) {
        setting.levels.push_back({key.scalar, *one, key.at});  // whether it is a boundary is checked later
      }
    }
  }

  void read_override(const yaml::Node& node) {
    yaml::MapReader reader(node, "an entry of `overrides`", problems_);
    Override result;
    result.at = node.at;
    reader.required("path");
    result.paths = globs(reader, "path");
    if (const yaml::Node* map = reader.required("rules")) result.rules = rules(*map);
    reader.finish();
    settings_.overrides.push_back(std::move(result));
  }

  void read_exception(const yaml::Node& node) {
    yaml::MapReader reader(node, "an exception", problems_);
    Exception result;
    result.at = node.at;
    result.id = reader.required_text("id");
    if (const yaml::Node* id = reader.optional("id")) result.at = id->at;
    result.rule = reader.required_text("rule");
    result.reason = reader.required_text("reason");
    result.owner = reader.required_text("owner");
    result.ticket = reader.required_text("ticket");
    result.approved_by = reader.text("approved-by");
    result.expires_text = reader.required_text("expires");
    if (const yaml::Node* expires = reader.optional("expires")) {
      const auto date = date_from(result.expires_text);
      if (!date) complain(expires->at, "has to be the last day of the exception, such as 2026-12-31");
      result.expires = date.value_or(Date{});
    }
    if (const yaml::Node* where = reader.required("where")) {
      yaml::MapReader inner(*where, "`where`", problems_);
      result.paths = globs(inner, "path");
      result.stages = globs(inner, "stage");
      result.subjects = globs(inner, "subject");
      inner.finish();
      if (result.paths.empty() && result.stages.empty() && result.subjects.empty()) {
        complain(where->at, "an exception for everything; give `path`, `stage` or `subject`");
      }
    }
    reader.finish();
    if (!result.id.empty() && !exception_ids_.insert(result.id).second) {
      complain(result.at, "a second exception called `" + result.id + "`");
    }
    settings_.exceptions.push_back(std::move(result));
  }

  yaml::MapReader map_;
  std::vector<Problem>& problems_;
  Settings settings_;
  std::set<std::string> exception_ids_;
};

}  // namespace

std::string_view newest_edition() {
  return editions.back();
}

Settings read_settings(const yaml::Node& node, std::vector<Problem>& problems) {
  return Reader(node, problems).read();
}

}  // namespace dockgate::policy
