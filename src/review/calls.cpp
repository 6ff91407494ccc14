// What is called, imported and looked up.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "catalog/secrets.hpp"
#include "review/parts.hpp"
#include "text/glob.hpp"

namespace dockgate::review {

using catalog::ReviewKnowledge;
using python::Field;
using python::Kind;
using python::no_node;
using python::NodeId;

namespace {

constexpr std::size_t shown_bytes = 60;

bool any_matches(std::span<const std::string_view> globs, std::string_view text) {
  return std::ranges::any_of(globs, [&](std::string_view glob) { return text::glob_match(glob, text); });
}

bool holds(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view last_of(std::string_view dotted) {
  const auto dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

const std::string* text_of(const python::Argument* argument) {
  return argument == nullptr || !argument->value ? nullptr : argument->value->text();
}

/// What `os.getenv`, `os.environ.get` and their like do with the variable that they name, or with all.
enum class Variables { none, reads, writes, reads_all };
Variables variables_of(const ReviewKnowledge& known, std::string_view callee) {
  if (holds(known.variable_readers, callee)) return Variables::reads;
  if (holds(known.variable_writers, callee)) return Variables::writes;
  return holds(known.environment_readers, callee) ? Variables::reads_all : Variables::none;
}

void add_variable(const Subject& subject, const std::string& name, bool written, const Place& at,
                  std::vector<Issue>& issues) {
  const Weight weight = variable_weight(subject.known, name, written);
  if (weight == Weight::none) return;
  const bool secret = !written && weight >= Weight::medium;
  issues.push_back({"environment",
                    written  ? "sets an environment variable"
                    : secret ? "reads an environment variable that may hold a secret"
                             : "reads an environment variable",
                    shortened(name), "", weight, "", secret ? "environment" : "", at});
}

void add_whole_environment(const Place& at, std::vector<Issue>& issues) {
  issues.push_back({"environment", "reads the whole environment", "os.environ", "", Weight::medium, "",
                    "environment", at});
}

/// A sink under another name than its own, where no import renamed it in plain sight.
bool hidden(const Subject& subject, const python::Call& call) {
  if (!call.callee_at.source) return false;
  const std::string_view written = call.callee_at.source->text(call.callee_at.span);
  return last_of(written) != last_of(call.callee) && !subject.names.renamed(last_of(written));
}

Weight mode_weight(const python::Call& call) {
  const python::Argument* mode = call.keyword("mode");
  if (mode == nullptr) mode = call.positional(1);
  if (mode == nullptr) return Weight::low;
  const std::string* text = text_of(mode);
  if (text == nullptr) return Weight::low;
  return text->find_first_of("wax+") == std::string::npos ? Weight::low : Weight::medium;
}

/// A method of what another listed call gave: that call is told already.
bool asks_an_answer(const ReviewKnowledge& known, std::string_view callee) {
  const std::string_view method = last_of(callee);
  if (method.size() == callee.size() || !holds(known.answer_methods, method)) return false;
  const std::string_view made_by = callee.substr(0, callee.size() - method.size() - 1);
  return made_by.find('.') != std::string_view::npos && catalog::find_review_call(known, made_by) != nullptr;
}

void add_call(const Subject& subject, const python::Call& call, std::vector<Issue>& issues) {
  if (const Variables what = variables_of(subject.known, call.callee); what != Variables::none) {
    if (what == Variables::reads_all) return add_whole_environment(call.at, issues);
    const std::string* name = text_of(call.positional(0));
    return add_variable(subject, name != nullptr ? *name : "a name made at run time",
                        what == Variables::writes, call.at, issues);
  }
  for (const python::Argument& argument : call.arguments) {
    const auto* name = argument.value ? argument.value->only<python::Name>() : nullptr;
    if (name != nullptr && holds(subject.known.environments, name->dotted))
      add_whole_environment(argument.at, issues);
  }
  if (call.callee == "getattr" || call.callee == "builtins.getattr") {
    const std::string* looked_up = text_of(call.positional(1));
    if (looked_up != nullptr && holds(subject.known.hidden_names, *looked_up))
      issues.push_back(
          {"obfuscated", "looks a name up by a text", *looked_up, "", Weight::high, "", "", call.at});
    return;
  }
  const catalog::ReviewCalls* row = catalog::find_review_call(subject.known, call.callee);
  if (row == nullptr || asks_an_answer(subject.known, call.callee)) return;
  const std::string* first = text_of(call.positional(0));
  if (row->computed && (first != nullptr || call.positional(0) == nullptr)) return;
  if (row->suspicious_texts && (first == nullptr || !holds(subject.known.hidden_names, *first))) return;
  Issue issue{std::string(row->rule),
              std::string(row->about),
              shortened(call.callee),
              "",
              row->weight,
              "",
              std::string(row->role),
              call.at};
  if (row->open) issue.weight = std::max(issue.weight, mode_weight(call));
  if (row->open && issue.weight >= Weight::medium) issue.about = "writes a file";
  if (first != nullptr && row->role != "decode") issue.value = shortened(*first);
  if (row->quiet) issue.weight = Weight::none;
  issues.push_back(issue);
  if (issue.weight >= Weight::medium && hidden(subject, call)) {
    issues.push_back({"obfuscated", "calls it under another name", shortened(call.callee), "",
                      row->weight == Weight::high ? Weight::high : Weight::medium, "", "", call.callee_at});
  }
}

/// Whether the subscripted thing is a table of names: `vars(os)`, `os.__dict__`, `globals()`, `sys.modules`.
bool is_name_table(const Subject& subject, NodeId node) {
  const std::string_view text = subject.module.text(node);
  if (text.size() > 200) return false;
  constexpr std::array<std::string_view, 6> tables{"__dict__", "__builtins__", "vars(",
                                                   "globals(", "locals(",      "sys.modules"};
  return std::ranges::any_of(
             tables, [&](std::string_view table) { return text.find(table) != std::string_view::npos; }) ||
         subject.names.resolve(node) == "sys.modules";
}

void add_subscript(const Subject& subject, NodeId node, std::vector<Issue>& issues) {
  const python::Module& module = subject.module;
  const NodeId value = module.child(node, Field::value);
  const NodeId key = module.child(node, Field::subscript);
  if (value == no_node || key == no_node) return;
  const std::optional<std::string> text = subject.texts.text(key);
  const std::string base = subject.names.resolve(value);
  if (holds(subject.known.environments, base)) {
    const python::Node& here = module.at(node);
    const bool written = here.field == Field::left && here.parent != no_node &&
                         module.at(here.parent).kind == Kind::assignment;
    add_variable(subject, text.value_or("a name made at run time"), written, module.place(node), issues);
  } else if (text && holds(subject.known.hidden_names, *text) && is_name_table(subject, value)) {
    issues.push_back(
        {"obfuscated", "looks a name up by a text", *text, "", Weight::high, "", "", module.place(node)});
  }
}

void add_attribute(const Subject& subject, NodeId node, std::vector<Issue>& issues) {
  const NodeId name = subject.module.child(node, Field::attribute);
  if (name == no_node) return;
  const std::string_view text = subject.module.text(name);
  if (!text.starts_with("__") && text.find('_') == std::string_view::npos) return;
  for (const catalog::ReviewWords& row : subject.known.inner_attributes)
    if (holds(row.names, text))
      issues.push_back({"obfuscated", "reaches into the interpreter by an inner attribute", std::string(text),
                        "", row.weight, "", "", subject.module.place(name)});
}

void add_decorator(const Subject& subject, NodeId node, std::vector<Issue>& issues) {
  const NodeId expression = subject.module.first(node);
  if (expression == no_node) return;
  const std::string name = subject.names.resolve(expression);
  const catalog::ReviewCalls* row = name.empty() ? nullptr : catalog::find_review_call(subject.known, name);
  if (row != nullptr && row->weight >= Weight::medium)
    issues.push_back({std::string(row->rule), std::string(row->about), name, "a decorator", row->weight, "",
                      std::string(row->role), subject.module.place(node)});
}

}  // namespace

std::string shortened(std::string_view text) {
  if (text.size() <= shown_bytes) return std::string(text);
  std::size_t end = shown_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80u) --end;
  return std::string(text.substr(0, end)) + "…";
}

Weight variable_weight(const ReviewKnowledge& known, std::string_view name, bool written) {
  if (written) return any_matches(known.weakening_variables, name) ? Weight::high : Weight::low;
  if (any_matches(known.ordinary_variables, name)) return Weight::none;
  if (any_matches(known.secret_variables, name) || catalog::names_a_secret(catalog::secret_knowledge(), name))
    return Weight::medium;
  return Weight::low;
}

void add_imports(const Subject& subject, std::vector<Issue>& issues) {
  std::set<std::string> told;
  const auto tell = [&](const std::string& module, const Place& at) {
    const catalog::ReviewModules* row = catalog::find_review_module(subject.known, module);
    if (row == nullptr || row->weight == Weight::none) return;
    if (!told.insert(module).second) return;
    issues.push_back({"import", std::string(row->about), shortened(module), "", row->weight, "", "", at});
  };
  for (const python::Import& import : python::imports(subject.module)) {
    if (import.level > 0) continue;
    if (catalog::find_review_module(subject.known, import.module) != nullptr) {
      tell(import.module, import.at);
      continue;
    }
    for (const std::string& name : import.names) tell(import.module + "." + name, import.at);
  }
}

void add_calls(const Subject& subject, const std::vector<python::Call>& calls, std::vector<Issue>& issues) {
  for (const python::Call& call : calls)
    if (!call.dead && !call.method_on_unknown) add_call(subject, call, issues);
}

void add_expressions(const Subject& subject, std::vector<Issue>& issues) {
  const python::Module& module = subject.module;
  for (NodeId node = 0; node < module.nodes.size(); ++node) {
    const python::Node& here = module.at(node);
    if (here.dead) continue;
    if (here.kind == Kind::subscript) add_subscript(subject, node, issues);
    if (here.kind == Kind::attribute) add_attribute(subject, node, issues);
    if (here.kind == Kind::decorator) add_decorator(subject, node, issues);
    if (here.kind == Kind::function_definition) {
      const NodeId name = module.child(node, Field::name);
      if (name != no_node && holds(subject.known.hooks, module.text(name)))
        issues.push_back({"dynamic-execution", "defines what runs when an object is unpickled",
                          std::string(module.text(name)), "", Weight::medium, "", "", module.place(name)});
    }
  }
}

}  // namespace dockgate::review
