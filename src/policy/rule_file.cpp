#include "policy/rule_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "facts/schema.hpp"
#include "policy/level.hpp"
#include "policy/message.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::string_view first_edition = "2026.1";
// Facts of no kind: findings that the program makes itself, which a policy sets the level of like any other.
constexpr std::string_view by_engine = "engine";

bool is_rule_name(std::string_view name) {
  const auto parts = text::split(name, '/');
  return parts.size() == 2 && std::ranges::all_of(parts, [](std::string_view part) {
           return !part.empty() && part.front() >= 'a' && part.front() <= 'z' &&
                  part.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
         });
}

class Reader {
 public:
  Reader(const yaml::Node& node, Arena& arena, std::vector<Problem>& problems, const RuleChecks& checks)
      : map_(node, title(node), problems), arena_(arena), problems_(problems), checks_(checks) {}

  Rule read() {
    Rule rule;
    rule.name = keep(map_.required_text("name"));
    check_name(rule.name);
    rule.summary = keep(map_.required_text("summary"));
    rule.why = keep(map_.required_text("why"));
    rule.at = keep(map_.text("at"));
    rule.help = keep(map_.text("help"));
    rule.fix = keep(map_.text("fix"));
    rule.edition = keep(map_.text("edition", std::string(first_edition)));
    rule.group = keep(map_.text("group"));
    rule.order = static_cast<int>(std::clamp<long long>(map_.integer("order").value_or(0), 0, 1000));
    rule.severities = levels("severity", checks_.boundaries, true);
    read_undecided(rule);
    read_risk(rule);
    read_kind(rule);
    rule.clauses = clauses();
    rule.aliases = aliases();
    std::vector<std::string> sets{"hadolint", "buildkit"};
    for (const Alias& alias : rule.aliases) sets.emplace_back(alias.name);
    rule.sets = levels("sets", sets, false);
    rule.references = references();
    read_examples(rule);
    check_messages(rule);
    map_.finish();
    return rule;
  }

 private:
  static std::string title(const yaml::Node& node) {
    const yaml::Node* name = node.find("name");
    return name && name->is_scalar() ? "rule `" + name->scalar + "`" : "this rule";
  }

  std::string_view keep(std::string text) { return arena_.keep(std::move(text)); }
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }
  const Place& at(std::string_view key) const {
    const yaml::Node* value = map_.node().find(key);
    return value ? value->at : map_.node().at;
  }

  void check_name(std::string_view name) {
    if (name.empty()) return;
    if (!is_rule_name(name)) complain(at("name"), "a rule's name has to be `category/name` in lower case");
    if (!checks_.expected_name.empty() && name != checks_.expected_name) {
      complain(at("name"),
               "a rule's name has to be that of its file, `" + std::string(checks_.expected_name) + "`");
    }
  }

  void read_undecided(Rule& rule) {
    const std::string word = map_.text("undecided", "report");
    if (word != "report" && word != "pass") complain(at("undecided"), "has to be `report` or `pass`");
    rule.pass_undecided = word == "pass";
  }

  void read_risk(Rule& rule) {
    rule.risk = keep(map_.text("risk"));
    constexpr std::array<std::string_view, 4> known{"critical", "high", "medium", "low"};
    if (!rule.risk.empty() && std::ranges::find(known, rule.risk) == known.end())
      complain(at("risk"), "has to be one of critical, high, medium, low");
  }

  void read_kind(Rule& rule) {
    const std::string name = map_.required_text("on");
    if (name.empty()) return;
    if (name == by_engine) {
      engine_ = true;
      rule.kind = by_engine;
      return;
    }
    kind_ = facts::find_kind(name);
    if (kind_) {
      rule.kind = kind_->name;
      return;
    }
    std::vector<std::string_view> known{by_engine};
    for (const facts::Kind& kind : facts::kinds()) known.push_back(kind.name);
    const std::string_view near = text::did_you_mean(name, known);
    complain(at("on"), "no fact is called `" + name + "`" +
                           (near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?"));
  }

  std::optional<int> level(const yaml::Node& node) {
    const auto result = node.is_scalar() ? level_from(node.scalar) : std::nullopt;
    if (!result) complain(node.at, "has to be one of error, warning, info, style, off");
    return result;
  }

  std::span<const RuleSeverity> levels(std::string_view key, std::span<const std::string> names,
                                       bool required) {
    const yaml::Node* node = required ? map_.required(key) : map_.optional(key);
    std::vector<RuleSeverity> result;
    if (!node) return {};
    if (!node->is_map()) {
      // One word holds for every boundary, whatever a policy calls them.
      if (const auto one = level(*node)) result.push_back({"", *one});
      return arena_.keep(std::move(result));
    }
    for (const auto& [name, value] : node->entries) {
      if (std::ranges::find(names, name.scalar) == names.end()) {
        const std::vector<std::string_view> known(names.begin(), names.end());
        const std::string_view near = text::did_you_mean(name.scalar, known);
        complain(name.at, "`" + std::string(key) + "` knows no `" + name.scalar + "`" +
                              (near.empty() ? std::string() : "; did you mean `" + std::string(near) + "`?"));
        continue;
      }
      if (const auto one = level(value)) result.push_back({keep(name.scalar), *one});
    }
    if (required && !names.empty() && !node->find(names.back())) {
      complain(node->at,
               "`" + std::string(key) + "` has to name the strictest boundary, `" + names.back() + "`");
    }
    return arena_.keep(std::move(result));
  }

  const Condition* condition(const yaml::Node& node) {
    if (!kind_) return nullptr;
    const auto result = read_condition(node, *kind_, arena_, problems_, checks_);
    return result ? arena_.keep_one(*result) : nullptr;
  }

  const Condition* both(const Condition* one, const Condition* other) {
    if (!one || !other) return one ? one : other;
    Condition result;
    result.children = arena_.keep(std::vector<Condition>{*one, *other});
    return arena_.keep_one(result);
  }

  std::span<const Clause> clauses() {
    const yaml::Node* when = map_.optional("when");
    const yaml::Node* list = map_.optional("clauses");
    const yaml::Node* message = map_.optional("message");
    if (engine_) {
      if (when || list || message)
        complain(map_.node().at, "a rule `on: engine` has neither `when` nor messages");
      return {};
    }
    const Condition* common = when ? condition(*when) : nullptr;
    std::vector<Clause> result;
    if (!list) {
      if (!when) map_.required("when");
      result.push_back({common, keep(map_.required_text("message")), {}, false});
      return arena_.keep(std::move(result));
    }
    if (message) complain(message->at, "`message` belongs into the clauses");
    if (!list->is_sequence() || list->items.empty()) complain(list->at, "`clauses` has to be a list of maps");
    for (const yaml::Node& item : list->items) {
      result.push_back(clause(item, common));
      if (!item.find("when") && &item != &list->items.back()) {
        complain(item.at, "only the last clause can do without `when`: those after it would never be asked");
      }
    }
    return arena_.keep(std::move(result));
  }

  Clause clause(const yaml::Node& node, const Condition* common) {
    yaml::MapReader reader(node, "a clause", problems_);
    Clause result;
    const yaml::Node* when = reader.optional("when");
    result.when = both(common, when ? condition(*when) : nullptr);
    result.message = keep(reader.required_text("message"));
    result.help = keep(reader.text("help"));
    const std::string verdict = reader.text("verdict", "refuted");
    if (verdict != "refuted" && verdict != "unresolved") {
      complain(reader.optional("verdict")->at, "has to be `refuted` or `unresolved`");
    }
    result.unresolved = verdict == "unresolved";
    reader.finish();
    return result;
  }

  std::span<const Alias> aliases() {
    std::vector<Alias> result;
    const yaml::Node* list = map_.optional("aliases");
    if (!list) return {};
    if (!list->is_sequence()) complain(list->at, "`aliases` has to be a list");
    for (const yaml::Node& item : list->items) {
      if (item.is_scalar()) {
        result.push_back({keep(item.scalar), nullptr});
        continue;
      }
      yaml::MapReader reader(item, "an alias", problems_);
      Alias alias{keep(reader.required_text("name")), nullptr};
      if (const yaml::Node* when = reader.required("when")) alias.when = condition(*when);
      reader.finish();
      result.push_back(alias);
    }
    return arena_.keep(std::move(result));
  }

  std::span<const std::string_view> references() {
    std::vector<std::string_view> result;
    for (const yaml::Node* item : map_.scalars("references")) {
      if (!item->scalar.starts_with("https://"))
        complain(item->at, "a reference has to be an https:// address");
      result.push_back(keep(item->scalar));
    }
    return arena_.keep(std::move(result));
  }

  void read_examples(Rule& rule) {
    const yaml::Node* node =
        checks_.examples_required ? map_.required("examples") : map_.optional("examples");
    if (!node) return;
    yaml::MapReader reader(*node, "`examples`", problems_);
    rule.bad = examples(reader.required("bad"), true);
    rule.good = examples(reader.required("good"), false);
    reader.finish();
  }

  std::span<const Example> examples(const yaml::Node* list, bool bad) {
    std::vector<Example> result;
    if (!list) return {};
    if (!list->is_sequence() || list->items.empty()) complain(list->at, "has to be a list of examples");
    for (const yaml::Node& item : list->items) result.push_back(example(item, bad));
    return arena_.keep(std::move(result));
  }

  Example example(const yaml::Node& node, bool bad) {
    Example result;
    std::vector<Example::File> files;
    std::vector<std::string_view> expect, build_args;
    if (node.is_scalar()) {
      files.push_back({"Dockerfile", keep(node.scalar)});
    } else {
      yaml::MapReader reader(node, "an example", problems_);
      result.name = keep(reader.text("name"));
      result.boundary = keep(reader.text("boundary"));
      if (const std::string text = reader.text("dockerfile"); !text.empty())
        files.push_back({"Dockerfile", keep(text)});
      if (const yaml::Node* map = reader.optional("files")) {
        for (const auto& [path, text] : map->entries) {
          if (text.is_map() || text.is_sequence()) complain(text.at, "a file has to be a text");
          files.push_back({keep(path.scalar), keep(text.scalar)});
        }
      }
      for (const yaml::Node* argument : reader.scalars("build-args")) {
        if (argument->scalar.find('=') == std::string::npos) complain(argument->at, "has to be `NAME=VALUE`");
        build_args.push_back(keep(argument->scalar));
      }
      for (const yaml::Node* place : reader.scalars("expect")) expect.push_back(expected(*place, files, bad));
      reader.finish();
    }
    if (std::ranges::count(files, "Dockerfile", &Example::File::path) != 1) {
      complain(node.at, "an example has to have one file called Dockerfile");
    }
    if (bad && expect.empty()) expect.push_back("Dockerfile:1");
    result.files = arena_.keep(std::move(files));
    result.expect = arena_.keep(std::move(expect));
    result.build_args = arena_.keep(std::move(build_args));
    return result;
  }

  std::string_view expected(const yaml::Node& place, const std::vector<Example::File>& files, bool bad) {
    if (!bad) complain(place.at, "a good example expects no finding");
    const std::size_t colon = place.scalar.rfind(':');
    const std::string_view whole = keep(place.scalar);
    const std::string_view file = whole.substr(0, colon);
    const bool number = colon != std::string::npos && colon + 1 < whole.size() &&
                        whole.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    if (!number || std::ranges::find(files, file, &Example::File::path) == files.end()) {
      complain(place.at, "has to be `FILE:LINE` with a file of the example");
    }
    return whole;
  }

  void check_messages(const Rule& rule) {
    for (const Clause& clause : rule.clauses) {
      check_text(clause.message);
      check_text(clause.help);
      if (clause.message.ends_with('.')) {
        complain(map_.node().at, "a message has no final period: \"" + std::string(clause.message) + "\"");
      }
    }
    check_text(rule.help);
  }

  void check_text(std::string_view text) {
    const auto names = placeholders(text);
    if (!names) {
      complain(map_.node().at, names.error() + ": \"" + std::string(text) + "\"");
      return;
    }
    for (const std::string_view name : *names) {
      if (name == missing_entries) continue;
      if (kind_ && !facts::find_field(*kind_, name)) {
        complain(map_.node().at, "`" + std::string(kind_->name) + "` facts have no field `" +
                                     std::string(name) + "`, which the text \"" + std::string(text) +
                                     "\" names");
      }
    }
  }

  yaml::MapReader map_;
  Arena& arena_;
  std::vector<Problem>& problems_;
  const RuleChecks& checks_;
  const facts::Kind* kind_ = nullptr;
  bool engine_ = false;
};

}  // namespace

std::optional<Rule> read_rule(const yaml::Node& node, Arena& arena, std::vector<Problem>& problems,
                              const RuleChecks& checks) {
  const std::size_t before = problems.size();
  const Rule rule = Reader(node, arena, problems, checks).read();
  if (problems.size() != before) return std::nullopt;
  return rule;
}

}  // namespace dockgate::policy
