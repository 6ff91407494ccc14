// What is called, imported and looked up.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "catalog/secrets.hpp"
#include "review/parts.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

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

/// Whether the mode of an `open` lets it write. One that is not known may be for reading.
bool opens_for_writing(const python::Call& call) {
  const python::Argument* mode = call.keyword("mode");
  if (mode == nullptr) mode = call.positional(1);
  const std::string* text = text_of(mode);
  return text != nullptr && text->find_first_of("wax+") != std::string::npos;
}

bool saves(const ReviewKnowledge& known, const python::Call& call) {
  return any_matches(known.saving_functions, text::lower(last_of(call.function)));
}

bool is_address(std::string_view text) {
  constexpr std::array<std::string_view, 7> schemes{"http://", "https://", "ftp://", "s3://",
                                                    "gs://",   "hf://",    "ws://"};
  return std::ranges::any_of(schemes, [&](std::string_view scheme) { return text.starts_with(scheme); });
}

bool leads_out(std::string_view path) {
  return path.starts_with('/') || path.starts_with('~') || path.starts_with("..") ||
         path.find("/../") != std::string_view::npos || path.starts_with("file:");
}

/// Code without a name in it: numbers, brackets, operators, and texts without letters.
bool is_only_data(std::string_view code) {
  return code.find_first_not_of("0123456789.,+-*/%()[]{}:'\" \t\n") == std::string_view::npos;
}

/// Whether nothing but the name of an ordinary program decides what runs: no shell takes part.
bool starts_ordinary_program(const ReviewKnowledge& known, const python::Call& call) {
  if (call.keyword("shell") != nullptr || call.open_keywords) return false;
  const python::Argument* given = call.positional(0);
  if (given == nullptr) given = call.keyword("args");
  if (given == nullptr || !given->value) return false;
  const std::string* program = given->value->text();
  if (const auto* list = given->value->only<python::List>(); list != nullptr && !list->items.empty())
    program = list->items.front()->text();
  return program != nullptr && holds(known.ordinary_programs, text::file_name(*program));
}

/// Makes of what the row says what this very call is.
void weigh(const Subject& subject, const catalog::ReviewCalls& row, const python::Call& call,
           const std::string* first, Issue& issue) {
  const bool writing = row.open ? opens_for_writing(call) : row.writes;
  if (row.open && writing) {
    issue.about = "writes a file";
    issue.weight = Weight::medium;
  }
  if (row.writes && writing && saves(subject.known, call)) issue.weight = Weight::none;
  if (row.reads && !writing) {
    if (first != nullptr && is_address(*first))
      issue = {"network", "reads from an address", issue.name, issue.value, Weight::medium, "", "download",
               issue.at};
    else if (first == nullptr || !leads_out(*first))
      issue.weight = Weight::none;
  }
  if (row.runs_text && first != nullptr && is_only_data(*first)) {
    issue.weight = Weight::low;
    issue.role.clear();
  }
  if (row.starts && starts_ordinary_program(subject.known, call)) {
    issue.weight = Weight::medium;
    issue.role.clear();
  }
  if (row.quiet) issue.weight = Weight::none;
}

/// A method of what another listed call gave, where that call is told already: `Popen(…).communicate()`.
bool asks_an_answer(const Subject& subject, const catalog::ReviewCalls& row, std::string_view callee) {
  if (row.role != "execute" && !holds(subject.known.answer_methods, last_of(callee))) return false;
  for (auto dot = callee.rfind('.'); dot != std::string_view::npos && dot > 0;
       dot = callee.rfind('.', dot - 1)) {
    const std::string_view made_by = callee.substr(0, dot);
    if (subject.callees.contains(made_by) && catalog::find_review_call(subject.known, made_by) == &row)
      return true;
  }
  return false;
}

/// A module whose names nobody has to look up by a text: one of the lists, or the builtins.
bool is_listed_module(const ReviewKnowledge& known, std::string_view dotted) {
  return dotted == "builtins" || dotted == "__builtins__" || dotted == "__builtin__" ||
         catalog::find_review_module(known, dotted) != nullptr;
}

void add_lookup(const Subject& subject, std::string_view module, const std::string* name, const Place& at,
                std::vector<Issue>& issues) {
  const bool listed = is_listed_module(subject.known, module);
  if (name == nullptr) {
    if (listed)
      issues.push_back({"obfuscated", "looks a name up by a text that is made at run time",
                        std::string(module), "", Weight::high, "", "", at});
    return;
  }
  const bool builtins = module == "builtins" || module == "__builtins__" || module == "__builtin__";
  const std::string whole = builtins ? *name : std::string(module) + "." + *name;
  const catalog::ReviewCalls* row = listed ? catalog::find_review_call(subject.known, whole) : nullptr;
  if ((row != nullptr && row->weight >= Weight::medium) || holds(subject.known.hidden_names, *name))
    issues.push_back({"obfuscated", "looks a name up by a text", *name, "", Weight::high, "", "", at});
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
    const python::Argument* object = call.positional(0);
    const auto* module = object != nullptr && object->value ? object->value->only<python::Name>() : nullptr;
    if (call.positional(1) != nullptr)
      add_lookup(subject, module != nullptr ? module->dotted : "", text_of(call.positional(1)), call.at,
                 issues);
    return;
  }
  const catalog::ReviewCalls* row = catalog::find_review_call(subject.known, call.callee);
  if (row == nullptr || asks_an_answer(subject, *row, call.callee)) return;
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
  if (first != nullptr && row->role != "decode") issue.value = shortened(*first);
  weigh(subject, *row, call, first, issue);
  if (issue.weight == Weight::none && issue.role.empty()) return;
  issues.push_back(issue);
  if (issue.weight >= Weight::medium && hidden(subject, call)) {
    issues.push_back({"obfuscated", std::string(under_another_name), shortened(call.callee), "",
                      row->weight == Weight::high ? Weight::high : Weight::medium, "", "", call.callee_at});
  }
}

/// The module whose table of names is subscripted: "os" of `vars(os)`, `os.__dict__`,
/// `sys.modules["os"].__dict__`; "builtins"; "?" for `globals()` and `sys.modules`; nothing for other things.
std::optional<std::string> table_of(const Subject& subject, NodeId node) {
  const python::Module& module = subject.module;
  const std::string name = subject.names.resolve(node);
  if (name == "__builtins__" || name == "builtins" || name == "builtins.__dict__" ||
      name == "__builtins__.__dict__")
    return "builtins";
  if (name == "sys.modules") return "?";
  if (name.ends_with(".__dict__")) return name.substr(0, name.size() - std::string_view(".__dict__").size());
  if (module.at(node).kind == Kind::attribute) {
    const NodeId last = module.child(node, Field::attribute);
    constexpr std::array<std::string_view, 3> tables{"__dict__", "__globals__", "f_globals"};
    if (last != no_node && holds(tables, module.text(last))) return "?";
  }
  if (module.at(node).kind != Kind::call) return std::nullopt;
  const NodeId function = module.child(node, Field::function);
  const std::string callee = function == no_node ? std::string() : subject.names.resolve(function);
  if (callee == "globals" || callee == "locals") return "?";
  if (callee != "vars") return std::nullopt;
  const NodeId arguments = module.child(node, Field::arguments);
  const NodeId first = arguments == no_node ? no_node : module.first(arguments);
  const std::string object = first == no_node ? std::string() : subject.names.resolve(first);
  return object.empty() ? "?" : object;
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
  } else if (const auto table = table_of(subject, value)) {
    add_lookup(subject, *table, text ? &*text : nullptr, module.place(node), issues);
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

/// `__builtins__` that is put away, in a container or as somebody's argument, where its names are reached
/// later.
bool keeps_builtins(const python::Module& module, NodeId node) {
  const NodeId parent = module.at(node).parent;
  if (parent == no_node || module.text(node) != "__builtins__") return false;
  constexpr std::array kept{Kind::list,
                            Kind::tuple,
                            Kind::set,
                            Kind::pair,
                            Kind::dictionary,
                            Kind::expression_list,
                            Kind::default_parameter,
                            Kind::keyword_argument,
                            Kind::return_statement};
  return std::ranges::find(kept, module.at(parent).kind) != kept.end();
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
  const python::Module& module = subject.module;
  std::vector<Span> dead;  // import statements that only a type checker reads
  for (NodeId node = 0; node < module.nodes.size(); ++node) {
    const python::Node& here = module.at(node);
    if (here.dead && (here.kind == Kind::import_statement || here.kind == Kind::import_from_statement))
      dead.push_back(module.place(node).span);
  }
  const auto is_dead = [&](const Place& at) {
    return std::ranges::any_of(
        dead, [&](Span span) { return span.begin <= at.span.begin && at.span.begin < span.end; });
  };
  std::set<std::string> told;
  const auto tell = [&](const std::string& name, const Place& at) {
    const catalog::ReviewModules* row = catalog::find_review_module(subject.known, name);
    if (row == nullptr || row->weight == Weight::none) return;
    if (!told.insert(name).second) return;
    issues.push_back({"import", std::string(row->about), shortened(name), "", row->weight, "", "", at});
  };
  for (const python::Import& import : python::imports(module)) {
    if (import.level > 0 || is_dead(import.at)) continue;
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
    if (here.kind == Kind::identifier && keeps_builtins(module, node))
      issues.push_back({"obfuscated", "reaches into the interpreter by an inner attribute", "__builtins__",
                        "", Weight::high, "", "", module.place(node)});
    if (here.kind == Kind::function_definition) {
      const NodeId name = module.child(node, Field::name);
      if (name != no_node && holds(subject.known.hooks, module.text(name)))
        issues.push_back({"dynamic-execution", "defines what runs when an object is unpickled",
                          std::string(module.text(name)), "", Weight::medium, "", "", module.place(name)});
    }
  }
}

}  // namespace dockgate::review
