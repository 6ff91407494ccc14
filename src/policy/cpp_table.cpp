#include "policy/cpp_table.hpp"

#include <algorithm>

#include "text/cpp_literal.hpp"

namespace dockgate::policy {
namespace {

std::string quoted(std::string_view text) {
  return "std::string_view(" + text::cpp_literal(text) + ", " + std::to_string(text.size()) + ")";
}

std::string_view op_name(Condition::Op op) {
  using Op = Condition::Op;
  switch (op) {
    case Op::all:
      return "all";
    case Op::any:
      return "any";
    case Op::negate:
      return "negate";
    case Op::is:
      return "is";
    case Op::in:
      return "in";
    case Op::matches:
      return "matches";
    case Op::glob:
      return "glob";
    case Op::present:
      return "present";
    case Op::absent:
      return "absent";
    case Op::unresolved:
      return "unresolved";
    case Op::at_least:
      return "at_least";
    case Op::less_than:
      return "less_than";
    case Op::misses_entry_of:
      return "misses_entry_of";
    case Op::in_list:
      return "in_list";
    case Op::list_given:
      return "list_given";
    case Op::contains:
      return "contains";
    case Op::contains_matching:
      return "contains_matching";
    case Op::exists:
      return "exists";
    case Op::missing:
      break;
  }
  return "missing";
}

class Writer {
 public:
  std::string write(std::span<const Rule> rules, const Settings& recommended) {
    out_ =
        "// Made from policies/ when the project is built.\n"
        "#include \"policy/builtin.hpp\"\n#include \"policy/rule.hpp\"\n\n"
        "namespace dockgate::policy {\nnamespace {\n\n";
    const std::string table = array("Rule", rules, [&](const Rule& rule) { return written(rule); });
    const std::string boundaries = array("BuiltinBoundary", std::span(recommended.boundaries),
                                         [&](const BoundarySettings& boundary) { return written(boundary); });
    std::vector<std::pair<std::string, std::vector<ListEntry>>> sorted(recommended.lists.begin(),
                                                                       recommended.lists.end());
    const std::string lists = array("BuiltinList", std::span(std::as_const(sorted)), [&](const auto& list) {
      return "{" + quoted(list.first) + ", " + entries(list.second) + "}";
    });
    out_ += "\n}  // namespace\n\nstd::span<const Rule> builtin_rules() { return " + table + "; }\n" +
            "std::span<const BuiltinBoundary> builtin_boundaries() { return " + boundaries + "; }\n" +
            "std::span<const BuiltinList> builtin_lists() { return " + lists + "; }\n" +
            "std::string_view builtin_unclassified() { return " +
            quoted(recommended.unclassified.value_or("")) +
            "; }\nstd::string_view builtin_edition() { return " + quoted(recommended.edition) + "; }\n\n" +
            "}  // namespace dockgate::policy\n";
    return std::move(out_);
  }

 private:
  // Defines an array and gives the expression that stands for it.
  template <typename Items, typename Write>
  std::string array(std::string_view type, const Items& items, const Write& write) {
    if (items.empty()) return "{}";
    std::string body;
    for (const auto& item : items) body += "    " + write(item) + ",\n";
    std::string name = "t" + std::to_string(next_++);
    out_ += "constexpr " + std::string(type) + " " + name + "[] = {\n" + body + "};\n";
    return name;
  }
  std::string texts(std::span<const std::string_view> items) {
    return array("std::string_view", items, [](std::string_view item) { return quoted(item); });
  }
  std::string written(const Condition& condition) {
    const std::string children =
        array("Condition", condition.children, [&](const Condition& child) { return written(child); });
    return "{Condition::Op::" + std::string(op_name(condition.op)) + ", " + quoted(condition.field) + ", " +
           texts(condition.values) + ", " + children + "}";
  }
  std::string pointer(const Condition* condition) {
    if (!condition) return "nullptr";
    return array("Condition", std::span(condition, 1), [&](const Condition& one) { return written(one); });
  }
  std::string levels(std::span<const RuleSeverity> items) {
    return array("RuleSeverity", items, [](const RuleSeverity& item) {
      return "{" + quoted(item.name) + ", " + std::to_string(item.severity) + "}";
    });
  }
  std::string examples(std::span<const Example> items) {
    return array("Example", items, [&](const Example& item) {
      return "{" + quoted(item.name) + ", " + files(item.files) + ", " + quoted(item.boundary) + ", " +
             texts(item.expect) + ", " + texts(item.build_args) + ", " + files(item.fixed) + "}";
    });
  }
  std::string files(std::span<const Example::File> items) {
    return array("Example::File", items, [](const Example::File& file) {
      return "{" + quoted(file.path) + ", " + quoted(file.text) + "}";
    });
  }
  std::string changes(std::span<const Change> items) {
    return array("Change", items, [](const Change& item) {
      return std::string("{Change::Op::") + (item.op == Change::Op::add ? "add" : "replace") + ", " +
             quoted(item.part) + ", " + quoted(item.with) + "}";
    });
  }
  std::string edits(std::span<const RuleEdit> items) {
    return array("RuleEdit", items, [&](const RuleEdit& item) {
      return "{" + quoted(item.title) + ", " + changes(item.changes) + ", " + pointer(item.when) + ", " +
             (item.safe ? "true" : "false") + "}";
    });
  }
  std::string written(const Rule& rule) {
    const std::string clauses = array("Clause", rule.clauses, [&](const Clause& clause) {
      return "{" + pointer(clause.when) + ", " + quoted(clause.message) + ", " + quoted(clause.help) + ", " +
             (clause.unresolved ? "true" : "false") + ", " + std::to_string(clause.at_most) + "}";
    });
    const std::string aliases = array("Alias", rule.aliases, [&](const Alias& alias) {
      return "{" + quoted(alias.name) + ", " + pointer(alias.when) + ", " + quoted(alias.field) + "}";
    });
    std::string result = "{";
    for (const std::string_view text : {rule.name, rule.summary, rule.why, rule.kind, rule.at}) {
      result += quoted(text) + ", ";
    }
    return result + levels(rule.severities) + ", " + levels(rule.sets) + ", " + clauses + ", " +
           quoted(rule.group) + ", " + std::to_string(rule.order) + ", " +
           (rule.pass_undecided ? "true" : "false") + ", " + quoted(rule.help) + ", " + quoted(rule.fix) +
           ", " + aliases + ", " + texts(rule.references) + ", " + examples(rule.good) + ", " +
           examples(rule.bad) + ", " + quoted(rule.edition) + ", " + quoted(rule.risk) + ", " +
           edits(rule.edits) + "}";
  }
  static std::string written(const BoundarySettings& boundary) {
    return "{" + quoted(boundary.name) + ", " + std::to_string(boundary.fail_on.value_or(-1)) + ", " +
           std::to_string(boundary.unresolved.value_or(-1)) + ", " +
           std::to_string(boundary.at_most.value_or(-1)) + ", " +
           std::to_string(boundary.suppress_inline ? static_cast<int>(*boundary.suppress_inline) : -1) +
           ", " + std::to_string(boundary.exception_days.value_or(0)) + "}";
  }
  std::string entries(const std::vector<ListEntry>& items) {
    return array("BuiltinList::Entry", std::span(items), [&](const ListEntry& entry) {
      const std::vector<std::string_view> match(entry.match.begin(), entry.match.end());
      return "{" + quoted(entry.name) + ", " + texts(match) + "}";
    });
  }

  std::string out_;
  int next_ = 0;
};

}  // namespace

std::string builtin_source(std::span<const Rule> rules, const Settings& recommended) {
  return Writer().write(rules, recommended);
}

}  // namespace dockgate::policy
