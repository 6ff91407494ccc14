// Conditions out of YAML.
#include <algorithm>

#include "facts/schema.hpp"
#include "policy/condition_words.hpp"
#include "policy/regexes.hpp"
#include "policy/rule_file.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

using Op = Condition::Op;

constexpr auto& joins = condition_joins;
constexpr auto& relations = condition_relations;
using Word = ConditionWord;

bool is_relational(const Condition& condition) {
  return condition.op == Op::exists || condition.op == Op::missing ||
         std::ranges::any_of(condition.children, is_relational);
}

class ConditionReader {
 public:
  ConditionReader(Arena& arena, std::vector<Problem>& problems, const RuleChecks& checks)
      : arena_(arena), problems_(problems), checks_(checks) {}

  Condition read(const yaml::Node& node, const facts::Kind& kind) {
    std::vector<Condition> parts;
    if (node.is_sequence()) {
      for (const yaml::Node& item : node.items) parts.push_back(read(item, kind));
    } else if (node.is_map()) {
      for (const auto& [key, value] : node.entries) parts.push_back(entry(key, value, kind));
    }
    if (parts.empty()) complain(node.at, "a condition has to be a map such as `{state: tag}`");
    // Whatever looks at other facts comes last: it costs more.
    std::stable_partition(parts.begin(), parts.end(),
                          [](const Condition& part) { return !is_relational(part); });
    return join(Op::all, std::move(parts));
  }

 private:
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }

  Condition join(Op op, std::vector<Condition> parts) {
    if (op != Op::negate && parts.size() == 1) return parts.front();
    Condition result;
    result.op = op;
    result.children = arena_.keep(std::move(parts));
    return result;
  }
  Condition negate(Condition condition) { return join(Op::negate, {condition}); }

  Condition entry(const yaml::Node& key, const yaml::Node& value, const facts::Kind& kind) {
    if (key.scalar == "all" || key.scalar == "any") {
      std::vector<Condition> parts;
      for (const yaml::Node& item : value.items) parts.push_back(read(item, kind));
      if (parts.empty()) complain(value.at, "`" + key.scalar + "` has to be a list of conditions");
      return join(key.scalar == "all" ? Op::all : Op::any, std::move(parts));
    }
    if (key.scalar == "not") return negate(read(value, kind));
    if (key.scalar == "exists" || key.scalar == "lacks") return relation(key.scalar, value, kind);
    if (key.scalar == "list-given") {
      Condition result;
      result.op = Op::list_given;
      result.values = list_name(value);
      return result;
    }
    return field(key, value, kind);
  }

  Condition field(const yaml::Node& key, const yaml::Node& value, const facts::Kind& kind) {
    const facts::Field* field = facts::find_field(kind, key.scalar);
    if (!field) {
      std::vector<std::string_view> known(joins.begin(), joins.end());
      for (const auto fields : {kind.fields, facts::common_fields()}) {
        for (const facts::Field& each : fields) known.push_back(each.name);
      }
      complain(key.at,
               text::with_hint("`" + std::string(kind.name) + "` facts have no field `" + key.scalar + "`",
                               key.scalar, known));
      return {};
    }
    std::vector<Condition> parts;
    if (value.is_map()) {
      for (const auto& [word, operand] : value.entries) parts.push_back(test(word, operand, *field));
      if (parts.empty()) complain(value.at, "an empty test of `" + key.scalar + "`");
    } else {
      parts.push_back(compare(Op::in, value, *field));
    }
    return join(Op::all, std::move(parts));
  }

  Condition test(const yaml::Node& word, const yaml::Node& operand, const facts::Field& field) {
    const auto* known = std::ranges::find(condition_words, word.scalar, &Word::name);
    if (known == condition_words.end()) {
      std::vector<std::string_view> names;
      names.reserve(condition_words.size());
      for (const Word& each : condition_words) names.push_back(each.name);
      complain(word.at, text::with_hint("unknown test `" + word.scalar + "`", word.scalar, names));
      return {};
    }
    Condition result = compare(known->op, operand, field);
    return known->negated ? negate(result) : result;
  }

  Condition compare(Op op, const yaml::Node& operand, const facts::Field& field) {
    Condition result;
    result.op = op;
    result.field = arena_.keep(std::string(field.name));
    if (op == Op::present || op == Op::unresolved) {
      const auto wanted = operand.boolean();
      if (!wanted) complain(operand.at, "has to be true or false");
      if (op == Op::present) {
        result.op = wanted.value_or(true) ? Op::present : Op::absent;
        return result;
      }
      return wanted.value_or(true) ? result : negate(result);
    }
    if (op == Op::in_list || op == Op::misses_entry_of) {
      if (op == Op::misses_entry_of && field.type != "list")
        complain(operand.at, "`" + std::string(field.name) + "` is no list");
      result.values = list_name(operand);
      return result;
    }
    result.values = values(operand);
    check(op, operand, field);
    if (op == Op::in && result.values.size() == 1) result.op = Op::is;
    return result;
  }

  std::span<const std::string_view> values(const yaml::Node& operand) {
    std::vector<std::string_view> result;
    const auto add = [&](const yaml::Node& node) {
      if (node.is_scalar()) {
        result.push_back(arena_.keep(node.scalar));
      } else {
        complain(node.at, "has to be a text");
      }
    };
    if (operand.is_sequence()) {
      std::ranges::for_each(operand.items, add);
      if (operand.items.empty()) complain(operand.at, "an empty list holds for nothing");
    } else {
      add(operand);
    }
    return arena_.keep(std::move(result));
  }

  // Whether the field's type goes with the test, and each value with the type.
  void check(Op op, const yaml::Node& operand, const facts::Field& field) {
    const bool wants_list = op == Op::contains || op == Op::contains_matching;
    if (wants_list != (field.type == "list")) {
      complain(operand.at, wants_list ? "`" + std::string(field.name) + "` is no list"
                                      : "`" + std::string(field.name) +
                                            "` is a list: use `contains` or `contains-matching`");
      return;
    }
    const auto each = [&](const std::function<void(const yaml::Node&)>& look) {
      if (operand.is_scalar()) look(operand);
      std::ranges::for_each(operand.items, look);
    };
    if (op == Op::matches || op == Op::contains_matching) {
      each([&](const yaml::Node& value) {
        if (const auto complaint = regex_complaint(value.scalar)) {
          complain(value.at, "not a regular expression: " + *complaint);
        }
      });
    }
    if (op == Op::glob) {
      each([&](const yaml::Node& value) {
        if (value.scalar.size() > max_glob) {
          complain(value.at, "a pattern of more than " + std::to_string(max_glob) + " bytes");
        }
      });
    }
    if (op == Op::at_least || op == Op::less_than) {
      each([&](const yaml::Node& value) {
        const bool right = field.type == "number" ? value.integer().has_value()
                                                  : value.scalar.find_first_of("0123456789") == 0;
        if (!right || operand.is_sequence()) complain(value.at, "has to be one number or version");
      });
    }
    if (op == Op::in) each([&](const yaml::Node& value) { check_value(value, field); });
  }

  void check_value(const yaml::Node& value, const facts::Field& field) {
    constexpr std::string_view one_of = "one of: ";
    if (field.type == "flag" && !value.boolean()) complain(value.at, "has to be true or false");
    if (field.type == "number" && !value.integer()) complain(value.at, "has to be a whole number");
    if (!field.type.starts_with(one_of)) return;
    std::vector<std::string_view> allowed;
    for (const std::string_view word : text::split(field.type.substr(one_of.size()), ',')) {
      allowed.push_back(text::trim(word));
    }
    if (std::ranges::find(allowed, value.scalar) != allowed.end()) return;
    complain(value.at, text::with_hint("`" + std::string(field.name) + "` is never `" + value.scalar +
                                           "`; it is " + std::string(field.type),
                                       value.scalar, allowed));
  }

  std::span<const std::string_view> list_name(const yaml::Node& node) {
    const std::vector<std::string_view> known(checks_.lists.begin(), checks_.lists.end());
    if (std::ranges::find(known, node.scalar) == known.end()) {
      complain(node.at, text::with_hint("no list is called `" + node.scalar + "`", node.scalar, known));
    }
    return arena_.keep(std::vector<std::string_view>{arena_.keep(node.scalar)});
  }

  Condition relation(const std::string& op, const yaml::Node& node, const facts::Kind& kind) {
    yaml::MapReader reader(node, "`" + op + "`", problems_);
    Condition result;
    result.op = op == "exists" ? Op::exists : Op::missing;
    const facts::Kind* other = find_kind(reader.required("on"));
    std::vector<std::string_view> terms{other ? other->name : std::string_view()};
    for (const yaml::Node* word : reader.scalars("related")) {
      if (other && !is_relation(word->scalar, kind, *other)) {
        complain(word->at,
                 text::with_hint("unknown relation `" + word->scalar + "`", word->scalar, relations));
      }
      terms.push_back(arena_.keep(word->scalar));
    }
    if (const yaml::Node* where = reader.optional("where"); where && other) {
      const Condition inner = read(*where, *other);
      if (is_relational(inner)) complain(where->at, "`exists` and `lacks` cannot stand inside of each other");
      result.children = arena_.keep(std::vector<Condition>{inner});
    }
    reader.finish();
    result.values = arena_.keep(std::move(terms));
    return result;
  }

  const facts::Kind* find_kind(const yaml::Node* node) {
    if (!node) return nullptr;
    const facts::Kind* kind = facts::find_kind(node->scalar);
    if (!kind) {
      std::vector<std::string_view> names;
      for (const facts::Kind& each : facts::kinds()) names.push_back(each.name);
      complain(node->at, text::with_hint("no fact is called `" + node->scalar + "`", node->scalar, names));
    }
    return kind;
  }

  static bool is_relation(std::string_view word, const facts::Kind& one, const facts::Kind& other) {
    if (std::ranges::find(relations, word) != relations.end()) return true;
    constexpr std::string_view same = "same-";
    if (!word.starts_with(same)) return false;
    return facts::find_field(one, word.substr(same.size())) &&
           facts::find_field(other, word.substr(same.size()));
  }

  Arena& arena_;
  std::vector<Problem>& problems_;
  const RuleChecks& checks_;
};

}  // namespace

std::optional<Condition> read_condition(const yaml::Node& node, const facts::Kind& kind, Arena& arena,
                                        std::vector<Problem>& problems, const RuleChecks& checks) {
  const std::size_t before = problems.size();
  const Condition result = ConditionReader(arena, problems, checks).read(node, kind);
  if (problems.size() != before) return std::nullopt;
  return result;
}

}  // namespace dockgate::policy
