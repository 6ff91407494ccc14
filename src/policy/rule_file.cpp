#include "policy/rule_file.hpp"

#include <algorithm>

#include "facts/schema.hpp"
#include "policy/level.hpp"
#include "policy/message.hpp"
#include "policy/policy_shape.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::string_view first_edition = "2026.1";
// Facts of no kind: findings that the program makes itself, which a policy sets the level of like any other.
constexpr std::string_view by_engine = "engine";

class RuleReader {
 public:
  RuleReader(const yaml::Node& node, Arena& arena, std::vector<Problem>& problems, const RuleChecks& checks)
      : map_(node, rule_shape()), arena_(arena), problems_(problems), checks_(checks) {}

  Rule read() {
    Rule rule;
    rule.name = keep(map_.text("name"));
    check_name(rule.name);
    rule.summary = keep(map_.text("summary"));
    rule.why = keep(map_.text("why"));
    rule.at = keep(map_.text("at"));
    rule.help = keep(map_.text("help"));
    rule.fix = keep(map_.text("fix"));
    rule.edition = keep(map_.text("edition", first_edition));
    rule.group = keep(map_.text("group"));
    rule.order = static_cast<int>(std::clamp<long long>(map_.integer("order").value_or(0), 0, 1000));
    rule.severities = levels("severity", checks_.boundaries);
    read_undecided(rule);
    rule.risk = keep(map_.text("risk"));
    read_kind(rule);
    rule.clauses = clauses();
    rule.aliases = aliases();
    std::vector<std::string> sets{"hadolint", "buildkit"};
    for (const Alias& alias : rule.aliases) sets.emplace_back(alias.name);
    rule.sets = levels("sets", sets);
    rule.references = references();
    check_part(rule.at, map_.at("at"));
    rule.edits = edits();
    read_examples(rule);
    check_messages(rule);
    return rule;
  }

 private:
  std::string_view keep(std::string text) { return arena_.keep(std::move(text)); }
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }
  void check_name(std::string_view name) {
    if (name.empty()) return;
    if (!checks_.expected_name.empty() && name != checks_.expected_name) {
      complain(map_.at("name"),
               "a rule's name has to be that of its file, `" + std::string(checks_.expected_name) + "`");
    }
  }

  void read_undecided(Rule& rule) { rule.pass_undecided = map_.text("undecided") == "pass"; }

  void read_kind(Rule& rule) {
    const std::string name = map_.text("on");
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
    complain(map_.at("on"), text::with_hint("no fact is called `" + name + "`", name, known));
  }

  std::span<const RuleSeverity> levels(std::string_view key, std::span<const std::string> names) {
    const yaml::Node* node = map_.find(key);
    std::vector<RuleSeverity> result;
    if (!node) return {};
    if (!node->is_map()) {
      // One word holds for every boundary, whatever a policy calls them.
      if (const auto one = level_from(node->scalar)) result.push_back({"", *one});
      return arena_.keep(std::move(result));
    }
    for (const auto& [name, value] : node->entries) {
      if (std::ranges::find(names, name.scalar) == names.end()) {
        const std::vector<std::string_view> known(names.begin(), names.end());
        complain(name.at, text::with_hint("`" + std::string(key) + "` knows no `" + name.scalar + "`",
                                          name.scalar, known));
        continue;
      }
      if (const auto one = level_from(value.scalar)) result.push_back({keep(name.scalar), *one});
    }
    if (key == "severity" && !names.empty() && !node->find(names.back())) {
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
    const yaml::Node* when = map_.find("when");
    const yaml::Node* list = map_.find("clauses");
    const yaml::Node* message = map_.find("message");
    if (engine_) {
      if (when || list || message)
        complain(map_.node().at, "a rule `on: engine` has neither `when` nor messages");
      return {};
    }
    const Condition* common = when ? condition(*when) : nullptr;
    std::vector<Clause> result;
    if (!list) {
      if (!when) complain_of_lack("when");
      if (!message) complain_of_lack("message");
      result.push_back({common, keep(map_.text("message")), {}, false});
      return arena_.keep(std::move(result));
    }
    if (message) complain(message->at, "`message` belongs into the clauses");
    for (const yaml::Node& item : list->items) {
      result.push_back(clause(item, common));
      if (!item.find("when") && &item != &list->items.back()) {
        complain(item.at, "only the last clause can do without `when`: those after it would never be asked");
      }
    }
    return arena_.keep(std::move(result));
  }

  void complain_of_lack(const std::string& key) {
    const std::string name = map_.text("name");
    complain(map_.node().at,
             (name.empty() ? "this rule" : "rule `" + name + "`") + " lacks the key `" + key + "`");
  }

  Clause clause(const yaml::Node& node, const Condition* common) {
    const Fields fields(node, clause_shape());
    Clause result;
    const yaml::Node* when = fields.find("when");
    result.when = both(common, when ? condition(*when) : nullptr);
    result.message = keep(fields.text("message"));
    result.help = keep(fields.text("help"));
    result.unresolved = fields.text("verdict") == "unresolved";
    if (const auto level = level_from(fields.text("at-most")); level && *level != level_off)
      result.at_most = *level;
    return result;
  }

  std::span<const Alias> aliases() {
    std::vector<Alias> result;
    for (const yaml::Node& item : map_.items("aliases")) {
      if (item.is_scalar()) {
        result.push_back({keep(item.scalar), nullptr, {}});
        continue;
      }
      const Fields fields(item, alias_shape());
      Alias alias{keep(fields.text("name")), nullptr, keep(fields.text("field"))};
      if (const yaml::Node* when = fields.find("when")) alias.when = condition(*when);
      if (!alias.field.empty() && kind_ && !facts::find_field(*kind_, alias.field))
        complain(fields.at("field"),
                 "`" + std::string(kind_->name) + "` facts have no field `" + std::string(alias.field) + "`");
      result.push_back(alias);
    }
    return arena_.keep(std::move(result));
  }

  std::span<const std::string_view> references() {
    std::vector<std::string_view> result;
    for (const std::string& text : map_.texts("references")) result.push_back(keep(text));
    return arena_.keep(std::move(result));
  }

  std::span<const RuleEdit> edits() {
    const yaml::Node* node = map_.find("edit");
    if (!node) return {};
    if (engine_) complain(node->at, "a rule `on: engine` has no edit: it has no fact");
    std::vector<RuleEdit> result;
    for (const yaml::Node& item : map_.items("edit")) {
      const Fields fields(item, edit_shape());
      RuleEdit edit;
      edit.title = keep(fields.text("title"));
      edit.safe = fields.flag("safe");
      if (const yaml::Node* when = fields.find("when")) edit.when = condition(*when);
      check_text(edit.title);
      std::vector<Change> changes{change(fields)};
      for (const yaml::Node& more : fields.items("also")) changes.push_back(change({more, change_shape()}));
      edit.changes = arena_.keep(std::move(changes));
      result.push_back(edit);
    }
    return arena_.keep(std::move(result));
  }

  Change change(const Fields& fields) {
    Change result;
    if (fields.has("replace") && fields.has("add"))
      complain(fields.at("add"), "a change either replaces a part or adds something behind it");
    const std::string_view key = fields.has("add") ? "add" : "replace";
    if (key == "add") result.op = Change::Op::add;
    result.part = keep(fields.text(key));
    check_part(result.part, fields.at(key));
    result.with = keep(fields.text("with"));
    check_text(result.with);
    return result;
  }

  void check_part(std::string_view part, const Place& at) {
    if (part.empty() || !kind_ || facts::has_part(*kind_, part)) return;
    std::vector<std::string_view> known;
    for (const facts::PartName& each : kind_->parts) known.push_back(each.name);
    complain(at, text::with_hint(
                     "`" + std::string(kind_->name) + "` facts have no part `" + std::string(part) + "`",
                     part, known));
  }

  void read_examples(Rule& rule) {
    const yaml::Node* node = map_.find("examples");
    if (!node && checks_.examples_required) complain_of_lack("examples");
    if (!node) return;
    const Fields fields(*node, examples_shape());
    rule.bad = examples(fields.items("bad"), true);
    rule.good = examples(fields.items("good"), false);
  }

  std::span<const Example> examples(std::span<const yaml::Node> list, bool bad) {
    std::vector<Example> result;
    for (const yaml::Node& item : list) result.push_back(example(item, bad));
    return arena_.keep(std::move(result));
  }

  Example example(const yaml::Node& node, bool bad) {
    Example result;
    std::vector<Example::File> files;
    std::vector<std::string_view> expect, build_args;
    if (node.is_scalar()) {
      files.push_back({"Dockerfile", keep(node.scalar)});
    } else {
      const Fields fields(node, example_shape());
      result.name = keep(fields.text("name"));
      result.boundary = keep(fields.text("boundary"));
      if (const std::string text = fields.text("dockerfile"); !text.empty())
        files.push_back({"Dockerfile", keep(text)});
      for (const auto& [path, text] : fields.entries("files"))
        files.push_back({keep(path.scalar), keep(text.scalar)});
      for (const yaml::Node& argument : fields.items("build-args"))
        build_args.push_back(keep(argument.scalar));
      result.fixed = fixed(fields, files);
      if (!bad && fields.has("fixed")) complain(fields.at("fixed"), "a good example has nothing to fix");
      for (const yaml::Node& place : fields.items("expect")) expect.push_back(expected(place, files, bad));
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

  std::span<const Example::File> fixed(const Fields& fields, const std::vector<Example::File>& files) {
    std::vector<Example::File> result;
    const yaml::Node* node = fields.find("fixed");
    if (node && node->is_scalar()) result.push_back({"Dockerfile", keep(node->scalar)});
    for (const auto& [path, text] : fields.entries("fixed")) {
      if (std::ranges::find(files, path.scalar, &Example::File::path) == files.end())
        complain(path.at, "the example has no file `" + path.scalar + "`");
      result.push_back({keep(path.scalar), keep(text.scalar)});
    }
    return arena_.keep(std::move(result));
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

  Fields map_;
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
  if (!checks.form_is_checked) check_shape(node, rule_shape(), problems);
  const Rule rule = RuleReader(node, arena, problems, checks).read();
  if (problems.size() != before) return std::nullopt;
  return rule;
}

}  // namespace dockgate::policy
