#include "policy/json_schema.hpp"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "facts/schema.hpp"
#include "policy/condition_words.hpp"
#include "policy/policy_shape.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Shape::Kind;

Json reference(std::string_view name) {
  return {{"$ref", "#/definitions/" + std::string(name)}};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Words; one that looks like a number may stand without quotes.
Json words(std::span<const std::string_view> list) {
  Json result = Json::array();
  for (const std::string_view word : list) {
    result.push_back(word);
    if (is_number(word)) result.push_back(Json::parse(word));
  }
  return {{"enum", result}};
}

/// A text whose form does not matter may look like a number or a flag: `ticket: 1412`.
Json any_text() {
  return {{"type", {"string", "number", "boolean"}}};
}

Json one_or_list(const Json& item) {
  return {{"anyOf", {item, {{"type", "array"}, {"items", item}, {"minItems", 1}}}}};
}

class SchemaWriter {
 public:
  std::string write() {
    Json out{{"$schema", "http://json-schema.org/draft-07/schema#"},
             {"title", "dockgate policy"},
             {"description", "A policy of dockgate, .dockgate.yaml"}};
    out.update(written_out(policy_shape()));
    for (const facts::Kind& kind : facts::kinds()) definitions_[condition_name(kind)] = condition(kind);
    out["definitions"] = definitions_;
    return out.dump(1) + "\n";
  }

 private:
  static std::string condition_name(const facts::Kind& kind) { return "condition-" + std::string(kind.name); }

  Json of(const Shape& shape) {
    if (shape.name.empty()) return written_out(shape);
    const std::string name(shape.name);
    if (!definitions_.contains(name)) {
      definitions_[name] = nullptr;  // keeps its place, and ends the recursion
      definitions_[name] = written_out(shape);
    }
    return reference(name);
  }

  Json written_out(const Shape& shape) {
    Json out = plain(shape);
    if (shape.nullable) return {{"anyOf", {{{"type", "null"}}, out}}};
    return out;
  }

  Json plain(const Shape& shape) {
    switch (shape.kind) {
      case Kind::text:
        return text(shape);
      case Kind::flag:
        return {{"type", "boolean"}};
      case Kind::integer: {
        Json out{{"type", "integer"}};
        if (shape.least != std::numeric_limits<long long>::min()) out["minimum"] = shape.least;
        return out;
      }
      case Kind::word:
        return words(shape.words);
      case Kind::list: {
        Json list{{"type", "array"}, {"items", of(*shape.item)}};
        if (shape.at_least > 0) list["minItems"] = shape.at_least;
        return shape.or_one ? Json{{"anyOf", {of(*shape.item), list}}} : list;
      }
      case Kind::map:
        return map(shape);
      case Kind::either: {
        Json options = Json::array();
        for (const Shape* option : shape.options) options.push_back(of(*option));
        return {{"anyOf", options}};
      }
      case Kind::condition:
        return {{"type", {"object", "array"}}};  // the rule's `on` says more
      case Kind::foreign:
        return {{"type", "object"}};
    }
    return {};
  }

  static Json text(const Shape& shape) {
    if (shape.day)
      return {{"type", "string"}, {"format", "date"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}};
    if (!shape.pattern.empty())
      return {{"type", "string"}, {"pattern", "^(" + std::string(shape.pattern) + ")$"}};
    Json out = any_text();
    if (shape.filled) out["pattern"] = "[^ \\t\\r\\n\\v\\f]";
    if (shape.at_most > 0) out["maxLength"] = shape.at_most;
    return out;
  }

  Json map(const Shape& shape) {
    Json properties = Json::object(), required = Json::array();
    for (const ShapeKey& key : shape.keys) {
      Json value{{"description", key.doc}};
      Json form = of(*key.shape);
      // Draft 7 passes over what stands beside a reference.
      if (form.contains("$ref")) form = {{"allOf", {form}}};
      value.update(form);
      // A key that may be left out may be left empty.
      if (!key.required) value = {{"description", key.doc}, {"anyOf", {{{"type", "null"}}, form}}};
      properties[std::string(key.name)] = value;
      if (key.required) required.push_back(key.name);
    }
    Json out{{"type", "object"}};
    if (!properties.empty()) out["properties"] = properties;
    if (!required.empty()) out["required"] = required;
    out["additionalProperties"] = shape.rest ? of(*shape.rest) : Json(false);
    if (!shape.one_of.empty()) {
      Json any = Json::array();
      for (const std::string_view name : shape.one_of) {
        any.push_back(
            {{"required", {name}}, {"properties", {{std::string(name), {{"not", {{"type", "null"}}}}}}}});
      }
      out["anyOf"] = any;
    }
    if (&shape == &rule_shape()) add_conditions(out);
    return out;
  }

  /// What `when` may say follows from `on`.
  static void add_conditions(Json& rule) {
    Json kinds = Json::array(), cases = Json::array();
    kinds.push_back("engine");
    for (const facts::Kind& kind : facts::kinds()) {
      kinds.push_back(kind.name);
      const Json when = reference(condition_name(kind));
      const Json each{{"properties", {{"when", when}}}};
      cases.push_back({{"if", {{"properties", {{"on", {{"const", kind.name}}}}}, {"required", {"on"}}}},
                       {"then",
                        {{"properties",
                          {{"when", {{"anyOf", {{{"type", "null"}}, when}}}},
                           {"clauses", {{"items", each}}},
                           {"edit", {{"properties", each["properties"]}, {"items", each}}},
                           {"aliases", {{"items", each}}}}}}}});
    }
    rule["properties"]["on"] = {{"description", rule["properties"]["on"]["description"]}, {"enum", kinds}};
    rule["allOf"] = cases;
  }

  Json condition(const facts::Kind& kind) {
    const Json self = reference(condition_name(kind));
    Json properties = Json::object();
    const auto add = [&](const facts::Field& field) {
      // Draft 7 passes over what stands beside a reference.
      const Json value{{"description", std::string(field.doc)}, {"allOf", {test(field)}}};
      properties[std::string(field.name)] = value;
    };
    for (const facts::Field& field : kind.fields) add(field);
    for (const facts::Field& field : facts::common_fields()) {
      if (!properties.contains(std::string(field.name))) add(field);
    }
    const Json several{{"type", "array"}, {"items", self}, {"minItems", 1}};
    for (const std::string_view join : condition_joins) {
      Json& value = properties[std::string(join)];
      if (join == "all" || join == "any") value = several;
      if (join == "not") value = self;
      if (join == "list-given") value = any_text();
      if (join == "exists" || join == "lacks") value = relation(kind);
    }
    return {{"anyOf",
             {{{"type", "object"},
               {"minProperties", 1},
               {"properties", properties},
               {"additionalProperties", false}},
              several}}};
  }

  /// The other fact of `exists` and `lacks`; how it stands to the first depends on what that is.
  Json relation(const facts::Kind& one) {
    std::string names;
    for (const auto fields : {one.fields, facts::common_fields()}) {
      for (const facts::Field& field : fields) names += (names.empty() ? "" : "|") + std::string(field.name);
    }
    std::string relations;
    for (const std::string_view word : condition_relations) relations += std::string(word) + "|";
    const Json related =
        one_or_list({{"type", "string"}, {"pattern", "^(" + relations + "same-(" + names + "))$"}});
    if (!definitions_.contains("relation")) definitions_["relation"] = any_relation();
    return {{"allOf", {reference("relation"), {{"properties", {{"related", related}}}}}}};
  }

  static Json any_relation() {
    Json kinds = Json::array(), cases = Json::array(), properties = Json::object();
    for (const facts::Kind& kind : facts::kinds()) {
      kinds.push_back(kind.name);
      cases.push_back({{"if", {{"properties", {{"on", {{"const", kind.name}}}}}, {"required", {"on"}}}},
                       {"then", {{"properties", {{"where", reference(condition_name(kind))}}}}}});
    }
    for (const std::string_view key : relation_keys) {
      Json& value = properties[std::string(key)];
      if (key == "on") value = {{"enum", kinds}};
      if (key == "related") value = {{"type", {"string", "array"}}};
      if (key == "where") value = {{"type", {"object", "array"}}};
    }
    return {{"type", "object"},
            {"properties", properties},
            {"required", {"on"}},
            {"additionalProperties", false},
            {"allOf", cases}};
  }

  /// One value of a field.
  static Json value(const facts::Field& field) {
    constexpr std::string_view one_of = "one of: ";
    if (field.type == "flag") return {{"type", "boolean"}};
    if (field.type == "number") return {{"type", "integer"}};
    if (!field.type.starts_with(one_of)) return any_text();
    std::vector<std::string_view> allowed;
    for (const std::string_view word : text::split(field.type.substr(one_of.size()), ',')) {
      allowed.push_back(text::trim(word));
    }
    return words(allowed);
  }

  /// What may stand under a field: one definition for each type of field.
  Json test(const facts::Field& field) {
    std::string name = "test-" + std::string(field.type);
    std::ranges::replace(name, ' ', '-');
    std::erase_if(name, [](char c) { return c == ':' || c == ','; });
    if (!definitions_.contains(name)) definitions_[name] = test_of_type(field);
    return reference(name);
  }

  static Json test_of_type(const facts::Field& field) {
    using Op = Condition::Op;
    const bool list = field.type == "list";
    Json properties = Json::object();
    for (const ConditionWord& word : condition_words) {
      const bool of_list =
          word.op == Op::contains || word.op == Op::contains_matching || word.op == Op::misses_entry_of;
      const bool of_all = word.op == Op::present || word.op == Op::unresolved || word.op == Op::in_list;
      if (!of_all && of_list != list) continue;
      Json& operand = properties[std::string(word.name)];
      if (word.op == Op::present || word.op == Op::unresolved) {
        operand = {{"type", "boolean"}};
      } else if (word.op == Op::in) {
        operand = one_or_list(value(field));
      } else if (word.op == Op::at_least || word.op == Op::less_than) {
        operand = field.type == "number" ? Json{{"type", "integer"}}
                                         : Json{{"type", {"string", "number"}}, {"pattern", "^[0-9]"}};
      } else if (word.op == Op::in_list || word.op == Op::misses_entry_of) {
        operand = any_text();
      } else {
        operand = one_or_list(any_text());
      }
    }
    Json map{{"type", "object"},
             {"minProperties", 1},
             {"properties", properties},
             {"additionalProperties", false}};
    if (list) return map;
    return {{"anyOf", {value(field), {{"type", "array"}, {"items", value(field)}, {"minItems", 1}}, map}}};
  }

  Json definitions_ = Json::object();
};

}  // namespace

std::string policy_json_schema() {
  return SchemaWriter().write();
}

}  // namespace dockgate::policy
