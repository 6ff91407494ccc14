#pragma once
// Calls as one line of text each, so that a test says on one line what it expects.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "python/program.hpp"

namespace dockgate::python::test {

inline std::string show(const Value& value);

inline std::string show(const Possible& possible) {
  struct Show {
    std::string operator()(const Unknown& u) const {
      constexpr std::string_view names[] = {"other",      "caller", "environment", "option", "library",
                                            "unassigned", "path",   "changes",     "limit"};
      std::string out = "?" + std::string(names[static_cast<std::size_t>(u.why)]);
      if (!u.variable.empty()) out += ":" + u.variable;
      if (!u.prefix.empty()) out += "'" + u.prefix + "'";
      return out;
    }
    std::string operator()(None) const { return "None"; }
    std::string operator()(bool v) const { return v ? "True" : "False"; }
    std::string operator()(long long v) const { return std::to_string(v); }
    std::string operator()(double v) const { return std::to_string(v).substr(0, 4); }
    std::string operator()(const std::string& v) const { return "'" + v + "'"; }
    std::string operator()(const List& v) const {
      std::string out = "[";
      for (const ValuePtr& item : v.items) out += (out.size() > 1 ? "," : "") + show(*item);
      return out + (v.complete ? "]" : "..]");
    }
    std::string operator()(const Dict& v) const {
      std::string out = "{";
      for (const DictItem& item : v.items)
        out += (out.size() > 1 ? "," : "") + item.key + (item.maybe ? "?" : "") + ":" + show(*item.value);
      return out + (v.complete ? "}" : "..}");
    }
    std::string operator()(const Name& v) const { return "<" + v.dotted + ">"; }
    std::string operator()(const Result& v) const { return "<" + v.callee + "()>"; }
    std::string operator()(const FunctionRef& v) const { return "<def " + v.dotted + ">"; }
    std::string operator()(const ClassRef& v) const { return "<class " + v.dotted + ">"; }
  };
  return std::visit(Show{}, possible.value) + (possible.from_default ? "*" : "");
}

inline std::string show(const Value& value) {
  std::string out;
  for (const Possible& possible : value.possible) out += (out.empty() ? "" : "|") + show(possible);
  return out;
}

inline std::string show(const Call& call) {
  std::string out = call.callee;
  if (!call.bases.empty()) {
    out += " [";
    for (const std::string& base : call.bases) out += (out.back() == '[' ? "" : " ") + base;
    out += "]";
  }
  out += "(";
  bool first = true;
  const auto comma = [&] {
    if (!first) out += ", ";
    first = false;
  };
  for (const Argument& argument : call.arguments) {
    comma();
    if (!argument.keyword.empty()) out += argument.keyword + (argument.maybe_absent ? "?=" : "=");
    out += show(*argument.value);
  }
  if (call.open_positional) {
    comma();
    out += "*?";
  }
  if (call.open_keywords) {
    comma();
    out += "**?";
  }
  out += ")";
  if (call.reference) out += " ref";
  if (call.dead) out += " dead";
  return out;
}

inline ModulePtr parse_text(std::string name, std::string code) {
  return parse(MappedText::whole(std::make_shared<SourceFile>(std::move(name), std::move(code))));
}

/// The names that the tests' filter lets through.
inline bool wanted(std::string_view last, std::string_view) {
  for (const std::string_view name :
       {"from_pretrained", "pipeline", "load", "load_dataset", "snapshot_download", "hf_hub_download",
        "SentenceTransformer", "system", "use"})
    if (last == name) return true;
  return false;
}

inline Environment environment_of(std::vector<std::pair<std::string, std::string>> variables = {},
                                  std::vector<std::string> unset = {}) {
  Environment out;
  out.variable = [variables, unset](std::string_view name) -> std::optional<ValuePtr> {
    for (const auto& [key, value] : variables)
      if (key == name) return text_value(value, {}, "ENV " + key);
    for (const std::string& key : unset)
      if (key == name) return ValuePtr();
    return std::nullopt;
  };
  return out;
}

/// One call a line, in order.
inline std::string calls_of(const std::vector<std::pair<std::string, std::string>>& modules,
                            const Environment& environment = {}) {
  std::vector<Loaded> loaded;
  for (const auto& [name, code] : modules) {
    const bool package = name.ends_with("/");
    const std::string plain = package ? name.substr(0, name.size() - 1) : name;
    loaded.push_back({plain, parse_text(plain + ".py", code), package, {}});
  }
  std::string out;
  for (const Call& call : calls(loaded, environment, wanted)) out += (out.empty() ? "" : "\n") + show(call);
  return out;
}

inline std::string calls_of(const std::string& code, const Environment& environment = {}) {
  return calls_of(std::vector<std::pair<std::string, std::string>>{{"__main__", code}}, environment);
}

}  // namespace dockgate::python::test
