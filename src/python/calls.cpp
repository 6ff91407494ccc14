// The calls of all modules: which may matter by name, what their callee is, what they are given.

#include <algorithm>

#include "python/engine.hpp"
#include "python/lazy_module.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

using text::last_part;

// Work for one module: evaluations of nodes that were not known yet.
constexpr std::size_t base_budget = 60000;
// And for all modules of a program together, besides what their size allows.
constexpr std::size_t program_budget = 400000;

// Bytes of text for a value that may be worked out: two for each node.
constexpr std::size_t bytes_a_work = 2;

/// Whether `value` may be a pathlib path.
bool is_a_path(const Value& value) {
  return std::any_of(value.possible.begin(), value.possible.end(), [](const Possible& possible) {
    const auto* open = std::get_if<Unknown>(&possible.value);
    return possible.path || (open != nullptr && open->why == Why::path);
  });
}

/// Functions that run code in a text or a file.
bool runs_code(std::string_view dotted) {
  return runs_text(dotted) || dotted == "exec" || dotted == "eval" || dotted == "execfile" ||
         dotted == "runpy.run_path" || dotted == "runpy.run_module" || starts_programs(dotted);
}

}  // namespace

Engine::Engine(const std::vector<Loaded>& modules, const Environment& environment)
    : environment_(environment) {
  // Names of modules are kept as views, so that nothing may move when texts are added.
  modules_.reserve(modules.size() + max_executed);
  for (const Loaded& loaded : modules)
    if (loaded.module || loaded.lazy) modules_.push_back(loaded);
  given_ = static_cast<std::uint32_t>(modules_.size());
  for (std::uint32_t i = 0; i < modules_.size(); ++i) by_name_.emplace(modules_[i].name, i);
}

std::string Engine::enclosing_function(std::uint32_t module, NodeId node) const {
  const Module& m = at(module);
  std::uint32_t scope = m.at(node).scope;
  while (scope != 0 && m.scopes[scope].kind == Scope::Kind::comprehension) scope = m.scopes[scope].parent;
  if (m.scopes[scope].kind == Scope::Kind::function) return m.functions[m.scopes[scope].index].dotted;
  if (m.scopes[scope].kind == Scope::Kind::klass) return m.classes[m.scopes[scope].index].dotted;
  return {};
}

std::vector<Call> Engine::calls(const CallFilter& filter, const CallFilter& followed) {
  std::vector<Call> out;
  find_interesting(filter, followed);
  std::size_t pool = program_budget;
  const std::vector<bool> looked_at = modules_to_look_at(filter);
  // A part of the pool is each module's own, so that the last ones are looked at as well as the first.
  const auto own = [&](std::uint32_t module) { return 2 * at(module).nodes.size(); };
  std::size_t reserved = 0;
  for (std::uint32_t module = 0; module < looked_at.size(); ++module)
    if (looked_at[module]) reserved += own(module);
  pool += reserved;
  // What modules that are not asked would have, the others have: their values are worked out all the same.
  for (const Loaded& loaded : modules_)
    if (!loaded.asked && loaded.lazy != nullptr) pool += loaded.lazy->source().view().size() / bytes_a_work;
  for (std::uint32_t module = 0; module < modules_.size(); ++module) {
    if (module < looked_at.size() && !looked_at[module]) continue;
    reserved -= std::min(reserved, own(module));
    const std::size_t share =
        std::min(base_budget + at(module).nodes.size(), pool - std::min(pool, reserved));
    budget_ = share;
    module_calls(module, filter, out);
    pool -= share - budget_;
  }
  return out;
}

namespace {

/// Call::room of the call at `node`.
Place room_in(const Module& m, NodeId node) {
  const NodeId list = m.at(node).kind == Kind::call ? m.child(node, Field::arguments) : no_node;
  if (list == no_node || m.at(list).kind != Kind::argument_list) return {};
  std::uint32_t end = m.at(list).begin + 1;
  for (NodeId c = m.first(list); c != no_node; c = m.sibling(c)) end = m.at(c).end;
  return m.source.place({end, end});
}

}  // namespace

void Engine::emit(Ref site, const Possible& callee, const ArgumentsPtr& given, const CallFilter& filter,
                  bool reference, Place where, Place callee_at, std::vector<Call>& out) {
  const Module& m = at(site.module);
  Call call;
  call.reference = reference;
  if (const auto* name = std::get_if<Name>(&callee.value)) {
    call.callee = name->dotted;
  } else if (const auto* klass = std::get_if<ClassRef>(&callee.value)) {
    call.callee = klass->dotted;
  } else if (const auto* function = std::get_if<FunctionRef>(&callee.value)) {
    if (function->object && function->object->kind == Object::Kind::partial) {
      ++depth_;
      if (depth_ < 16)
        for (const Possible& inner : function->object->inner->possible) {
          Possible with = inner;
          inherit(with, callee);
          emit(site, with, given_to(*function->object, *given), filter, reference, where, callee_at, out);
        }
      --depth_;
      return;
    }
    call.callee = function->dotted;
  } else if (const auto* result = std::get_if<Result>(&callee.value)) {
    // `methodcaller("from_pretrained", "x")(AutoModel)` is a call of that method.
    if (result->callee == "operator.methodcaller" && result->object && result->object->arguments &&
        !given->items.empty()) {
      const Arguments& made = *result->object->arguments;
      const auto* method = made.items.empty() ? nullptr : made.items.front().value->text();
      if (method == nullptr) return;
      auto rest = std::make_shared<Arguments>(made);
      rest->items.erase(rest->items.begin());
      for (const Possible& receiver : given->items.front().value->possible)
        for (const Possible& found : member(receiver, *method, where, site))
          if (!std::holds_alternative<Result>(found.value))
            emit(site, found, rest, filter, reference, where, callee_at, out);
      return;
    }
    call.callee = result->callee + ".__call__";
  } else {
    return;
  }
  bool drop_self = false;
  if (call.callee.ends_with(".__init__") && std::holds_alternative<Name>(callee.value)) {
    call.callee.resize(call.callee.size() - 9);
    const NodeId object = m.child(m.child(site.node, Field::function), Field::object);
    drop_self = object != no_node && m.at(object).kind != Kind::call;
  }
  if (filter) {
    bool wanted = filter(last_part(call.callee), call.callee);
    bases_of(call.callee, call.bases);
    // What the program defines itself is looked into; only what it inherits is the library's.
    if (own_definition(callee)) call.bases.clear();
    for (const std::string& base : call.bases) {
      if (wanted) break;
      // `MyModel.from_pretrained` counts as its base's, `MyEncoder(…)` as a call of its base.
      const bool constructs = std::holds_alternative<ClassRef>(callee.value);
      const std::string dotted = constructs ? base : base + "." + std::string(last_part(call.callee));
      wanted = filter(last_part(dotted), dotted);
    }
    if (!wanted) return;
  } else {
    bases_of(call.callee, call.bases);
  }
  call.arguments = given->items;
  if (drop_self && !call.arguments.empty() && call.arguments.front().keyword.empty())
    call.arguments.erase(call.arguments.begin());
  for (Argument& argument : call.arguments) name_bases(argument);
  call.open_positional = given->open_positional;
  call.open_keywords = given->open_keywords;
  call.open_what = given->open_what;
  call.at = std::move(where);
  call.callee_at = std::move(callee_at);
  if (!reference) call.room = room_in(m, site.node);
  call.module = modules_[site.module].name;
  call.function = enclosing_function(site.module, site.node);
  call.via = callee.trace;
  call.dead = m.at(site.node).dead || is_switched_off(site);
  out.push_back(std::move(call));
}

void Engine::name_bases(Argument& argument) {
  const auto is_class = [](const Possible& p) { return std::holds_alternative<ClassRef>(p.value); };
  if (!argument.value ||
      std::none_of(argument.value->possible.begin(), argument.value->possible.end(), is_class))
    return;
  auto value = std::make_shared<Value>(*argument.value);
  for (Possible& possible : value->possible)
    if (auto* klass = std::get_if<ClassRef>(&possible.value)) bases_of(klass->dotted, klass->bases);
  argument.value = std::move(value);
}

/// Whether the `find_class` of an unpickler decides itself what it finds, rather than to find everything in
/// the end: it raises, or never asks that of its base.
bool decides_classes(const Module& m, const Class& klass) {
  for (NodeId node = klass.node; node < m.at(klass.node).next; ++node) {
    if (m.at(node).kind != Kind::function_definition) continue;
    const NodeId name = m.child(node, Field::name);
    if (name == no_node || m.text(name) != "find_class") continue;
    bool falls_back = false;
    for (NodeId inner = node; inner < m.at(node).next; ++inner) {
      if (m.at(inner).kind == Kind::raise_statement) return true;
      if (m.at(inner).kind == Kind::call && last_name(m, m.child(inner, Field::function)) == "find_class")
        falls_back = true;
    }
    return !falls_back;
  }
  return true;
}

/// Whether a function of the program, or a constructor of it, runs when `callee` is called.
bool Engine::own_definition(const Possible& callee) {
  if (const auto* function = std::get_if<FunctionRef>(&callee.value))
    return function->object && function->object->kind == Object::Kind::function;
  const auto* klass = std::get_if<ClassRef>(&callee.value);
  if (klass == nullptr || !klass->object) return false;
  // An unpickler that decides itself what it finds is none that finds everything.
  for (const auto& [module, index] : ancestors(klass->object->module, klass->object->index)) {
    const Class& own = at(module).classes[index];
    const auto& names = at(module).scopes[own.scope].names;
    if (names.contains("__init__")) return true;
    if (names.contains("find_class") && decides_classes(at(module), own)) return true;
  }
  return false;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> Engine::class_by_name(std::string_view dotted) const {
  for (std::size_t dot = dotted.rfind('.'); dot != std::string_view::npos && dot > 0;
       dot = dotted.rfind('.', dot - 1)) {
    const auto module = find_module(dotted.substr(0, dot));
    if (!module) continue;
    const auto& classes = at(*module).classes;
    for (std::uint32_t i = 0; i < classes.size(); ++i)
      if (classes[i].dotted == dotted.substr(dot + 1)) return std::pair(*module, i);
    return std::nullopt;
  }
  return std::nullopt;
}

void Engine::bases_of(const std::string& dotted, std::vector<std::string>& bases) {
  auto found = class_by_name(dotted);
  if (!found && dotted.find('.') != std::string::npos)
    found = class_by_name(std::string_view(dotted).substr(0, dotted.rfind('.')));
  if (found) bases = library_bases(found->first, found->second);
}

std::size_t Engine::worth(std::string_view name) const {
  return !followed_ || (!name.empty() && followed_(name, {})) ? all_work : question_budget;
}

std::size_t Engine::worth_of_callee(std::string_view name) const {
  const bool common = is_large() && !libraries_of(name).empty();
  return common ? question_budget : worth(name);
}

bool Engine::leads_too_far(std::string_view word, As as) {
  if (!bound_.holds || !is_large() || holding(word, as).size() <= max_vague_modules) return false;
  ++cuts_;
  bound_.withheld += std::exchange(budget_, 0);
  return true;
}

ValuePtr Engine::eval_within(Ref at, std::size_t most) {
  const Bounded bounded(budget_, bound_, most);
  return eval(at, nullptr);
}

void Engine::module_calls(std::uint32_t module, const CallFilter& filter, std::vector<Call>& out) {
  const Module& m = at(module);
  const auto first_call = static_cast<std::ptrdiff_t>(out.size());
  auto sites = calls_to_look_at(module, filter);
  // What says most by its name has the work first.
  std::stable_partition(sites.begin(), sites.end(), [&](const auto& site) {
    return site.second && worth(last_name(m, m.child(site.first, Field::function))) == all_work;
  });
  for (const auto& [node, whole] : sites) {
    const Ref site{module, node};
    const NodeId callee = m.child(node, Field::function);
    if (callee == no_node) continue;
    if (!whole) {
      references(site, filter, out);
      continue;
    }
    const std::string_view last = last_name(m, callee);
    const bool plain = !last.empty();
    if (m.at(callee).kind == Kind::identifier && last == "super") continue;
    const ValuePtr value = eval_within({module, callee}, worth_of_callee(last));
    const NodeId name_node =
        m.at(callee).kind == Kind::attribute ? m.child(callee, Field::attribute) : callee;
    ArgumentsPtr given;
    const auto arguments_once = [&]() {
      if (given) return given;
      const Bounded bounded(budget_, bound_, worth(last));
      given = std::make_shared<Arguments>(arguments(site, nullptr));
      return given;
    };
    bool unknown_receiver = false;
    std::size_t emitted = out.size();
    for (const Possible& possible : value->possible) {
      if (const auto* name = std::get_if<Name>(&possible.value); name != nullptr && runs_code(name->dotted))
        execute(name->dotted, *arguments_once(), site);
      if (const auto* name = std::get_if<Name>(&possible.value);
          name != nullptr &&
          std::find(target_calls_.begin(), target_calls_.end(), name->dotted) != target_calls_.end())
        if (const Argument* mapping = positional(*arguments_once(), 0); mapping != nullptr && mapping->value)
          target_call(site, *mapping->value, *given, filter, 0, out);
      if (unknown_of(possible) == nullptr) {
        if (filter && !may_pass(possible, filter)) continue;
        emit(site, possible, arguments_once(), filter, false, m.place(node), m.place(name_node), out);
      } else {
        unknown_receiver = m.at(callee).kind == Kind::attribute;
      }
    }
    // Where the work ran out, the import says at least what is called; else a library's name does, which the
    // program may hand on (`from .compat import pickle`).
    if (out.size() == emitted && may_be_unknown(*value, Why::limit)) {
      auto dotted = written_name({module, callee});
      if (!dotted || (filter && !filter(last_part(*dotted), *dotted))) {
        dotted = dotted_text(m, callee);
        if (dotted->find('.') == std::string::npos || !begins_with_a_library(*dotted)) dotted.reset();
      }
      if (dotted && (!filter || filter(last_part(*dotted), *dotted)))
        emit(site, name_of(std::move(*dotted)), arguments_once(), filter, false, m.place(node),
             m.place(name_node), out);
    }
    // Paths are followed as their text: what a method does to the file goes by the library's name.
    if (plain && out.size() == emitted && m.at(callee).kind == Kind::attribute) {
      const std::string dotted = "pathlib.Path." + std::string(last);
      if ((!filter || filter(last, dotted)) &&
          is_a_path(*eval_within({module, m.child(callee, Field::object)}, worth_of_callee(last))))
        emit(site, name_of(dotted), arguments_once(), filter, false, m.place(node), m.place(name_node), out);
    }
    // The method of something that is not known.
    const std::string method = "." + std::string(last);
    if (unknown_receiver && out.size() == emitted && plain && (!filter || filter(last, method))) {
      const ValuePtr receiver = eval_within({module, m.child(callee, Field::object)}, worth_of_callee(last));
      const bool opaque =
          std::any_of(receiver->possible.begin(), receiver->possible.end(), [](const Possible& p) {
            const auto* open = unknown_of(p);
            return (open != nullptr && open->prefix.empty()) || std::holds_alternative<Result>(p.value);
          });
      if (opaque) {
        emit(site, name_of(method), arguments_once(), filter, false, m.place(node), m.place(name_node), out);
        if (out.size() > emitted) out.back().method_on_unknown = true;
      }
    }
    references(site, filter, out);
  }
  // Decorators that are no calls: `@loader`.
  const auto decorate = [&](const std::vector<NodeId>& decorators) {
    for (const NodeId decorator : decorators) {
      if (m.at(decorator).kind == Kind::call || (filter && !filter(last_name(m, decorator), {}))) continue;
      if (!filter) continue;
      const ValuePtr value = eval({module, decorator}, nullptr);
      auto open = std::make_shared<Arguments>();
      for (const Possible& possible : value->possible)
        if (std::holds_alternative<Name>(possible.value))
          emit({module, decorator}, possible, open, filter, true, m.place(decorator), m.place(decorator),
               out);
    }
  };
  for (const Function& function : m.functions) decorate(function.decorators);
  for (const Class& klass : m.classes) decorate(klass.decorators);
  std::stable_sort(out.begin() + first_call, out.end(),
                   [](const Call& a, const Call& b) { return a.at.span.begin < b.at.span.begin; });
}

/// `hydra.utils.instantiate({"_target_": "pkg.Class", "x": 1}, y=2)`: pkg.Class(x=1, y=2); mappings inside it
/// are made first.
void Engine::target_call(Ref site, const Value& mapping, const Arguments& more, const CallFilter& filter,
                         int depth, std::vector<Call>& out) {
  constexpr int max_depth = 8;
  const Module& m = at(site.module);
  for (const Possible& possible : mapping.possible) {
    const auto* dict = std::get_if<Dict>(&possible.value);
    if (dict == nullptr || depth > max_depth) continue;
    auto given = std::make_shared<Arguments>();
    const std::string* target = nullptr;
    for (const DictItem& item : dict->items) {
      if (item.key == "_target_") {
        target = item.value->text();
      } else if (!item.key.starts_with('_')) {
        target_call(site, *item.value, {}, filter, depth + 1, out);
        given->items.push_back({item.key, item.value, item.value->at, item.value->at, item.maybe});
      }
    }
    if (target == nullptr) continue;
    for (const Argument& argument : more.items) {
      if (argument.keyword.empty()) continue;
      std::erase_if(given->items, [&](const Argument& old) { return old.keyword == argument.keyword; });
      given->items.push_back(argument);
    }
    given->open_keywords = !dict->complete || more.open_keywords;
    given->open_what = "the mapping of `" + *target + "`";
    Possible callee = name_of(*target);
    callee.trace = possible.trace;
    emit(site, callee, given, filter, true, m.place(site.node), m.place(site.node), out);
  }
}

bool Engine::may_pass(const Possible& callee, const CallFilter& filter) {
  if (const auto* name = std::get_if<Name>(&callee.value)) {
    std::string_view dotted = name->dotted;
    if (dotted.ends_with(".__init__")) dotted.remove_suffix(9);
    return filter(last_part(dotted), dotted) || class_names_contains(name->dotted);
  }
  return true;
}

bool Engine::class_names_contains(const std::string& dotted) {
  std::vector<std::string> bases;
  bases_of(dotted, bases);
  return !bases.empty();
}

const std::vector<Engine::EnvironmentWrite>& Engine::environment_writes() {
  const Filling filling{&environment_writes_, 0, 0};
  come_to(filling);
  if (environment_writes_ready_) return environment_writes_;
  const Fill fill(*this, filling);
  environment_writes_ready_ = true;
  const auto is_environment = [this](std::uint32_t module, NodeId node) {
    const ValuePtr value = eval({module, node}, nullptr);
    const auto* name = value->only<Name>();
    return name != nullptr && name->dotted == "os.environ";
  };
  const auto write = [this](Ref where, const Value& name, const ValuePtr& value, bool only_if_unset) {
    for (const Possible& possible : name.possible)
      if (const auto* text = text_of(possible))
        environment_writes_.push_back({where, *text, value, only_if_unset});
  };
  std::set<std::uint32_t> writers;
  for (const std::string_view word : {"environ", "putenv", "load_dotenv"})
    each_holding(word, [&writers](std::uint32_t module) { writers.insert(module); });
  // The environment under another name, in what is looked into anyway.
  for (std::uint32_t module = 0; module < given_; ++module)
    if (modules_[module].module && !modules_[module].module->index.environment.empty())
      writers.insert(module);
  for (const std::uint32_t module : writers) {
    if (index_of(module).environment.empty()) continue;
    const Module& m = at(module);
    for (const NodeId node : m.index.environment) {
      const Node& here = m.at(node);
      if (here.dead) continue;
      if (here.kind == Kind::augmented_assignment) {
        const NodeId left = m.child(node, Field::left);
        const NodeId right = m.child(node, Field::right);
        const NodeId owner =
            left == no_node || m.at(left).kind != Kind::attribute ? no_node : m.child(left, Field::object);
        // The name itself: what is assigned to it here is asked for by what this gives.
        if (owner == no_node || right == no_node || m.text(owner) != "os") continue;
        for (const Possible& possible : eval({module, right}, nullptr)->possible)
          if (const auto* dict = std::get_if<Dict>(&possible.value))
            for (const DictItem& item : dict->items)
              write({module, node}, *make_value(known(item.key), m.place(right)), item.value, item.maybe);
      } else if (here.kind == Kind::assignment) {
        const NodeId left = m.child(node, Field::left);
        const NodeId right = m.child(node, Field::right);
        if (left == no_node || right == no_node || m.at(left).kind != Kind::subscript) continue;
        if (!is_environment(module, m.child(left, Field::value))) continue;
        const ValuePtr name = eval({module, m.child(left, Field::subscript)}, nullptr);
        write({module, node}, *name, eval({module, right}, nullptr), false);
      } else if (here.kind == Kind::call) {
        const NodeId callee = m.child(node, Field::function);
        const std::string_view last = last_name(m, callee);
        if (last != "setdefault" && last != "putenv" && last != "update") continue;
        if (last != "putenv" &&
            (m.at(callee).kind != Kind::attribute || !is_environment(module, m.child(callee, Field::object))))
          continue;
        const Arguments given = arguments({module, node}, nullptr);
        if (last == "update") {
          for (const Argument& argument : given.items) {
            if (!argument.keyword.empty()) {
              write({module, node}, *make_value(known(argument.keyword), argument.at), argument.value, false);
              continue;
            }
            for (const Possible& possible : argument.value->possible)
              if (const auto* dict = std::get_if<Dict>(&possible.value))
                for (const DictItem& item : dict->items)
                  write({module, node}, *make_value(known(item.key), argument.at), item.value, item.maybe);
          }
        } else if (given.items.size() >= 2) {
          write({module, node}, *given.items[0].value, given.items[1].value, last == "setdefault");
        }
      }
    }
  }
  return environment_writes_;
}

bool Engine::may_be_skipped(Ref ref) {
  const Module& m = at(ref.module);
  for (NodeId node = ref.node, parent = m.at(node).parent; parent != no_node;
       node = parent, parent = m.at(node).parent) {
    const Kind kind = m.at(parent).kind;
    if (kind == Kind::else_clause || kind == Kind::elif_clause || kind == Kind::except_clause ||
        kind == Kind::case_clause)
      return true;
    if ((kind == Kind::for_statement || kind == Kind::while_statement) && m.at(node).field == Field::body)
      return true;
    if (kind != Kind::if_statement || m.at(node).field != Field::consequence) continue;
    const NodeId condition = m.child(parent, Field::condition);
    if (condition == no_node || m.text(condition).find("__name__") != std::string_view::npos) continue;
    const ValuePtr value = eval({ref.module, condition}, nullptr);
    if (!std::all_of(value->possible.begin(), value->possible.end(),
                     [](const Possible& one) { return truth(one).value_or(false); }) ||
        value->possible.empty())
      return true;
  }
  return false;
}

Assignment Engine::assignment_of(const EnvironmentWrite& write) {
  return {"os.environ[" + write.name + "]",
          write.value,
          place(write.at),
          write.only_if_unset,
          at(write.at.module).at(write.at.node).dead,
          may_be_skipped(write.at),
          {}};
}

void Engine::module_assignments(std::uint32_t module, const std::function<bool(std::string_view)>& counts,
                                std::vector<Assignment>& out) {
  if (!modules_[module].relevant) return;
  const Module& m = at(module);
  budget_ = base_budget + m.nodes.size();
  for (NodeId node = 0; node < m.nodes.size(); ++node) {
    if (m.at(node).kind != Kind::assignment) continue;
    const NodeId left = m.child(node, Field::left);
    const NodeId right = m.child(node, Field::right);
    if (left == no_node || right == no_node || m.at(left).kind != Kind::attribute) continue;
    if (counts && !counts(last_name(m, left))) continue;
    const std::string text = dotted_text(m, left);
    if (text.empty() || text.starts_with("self.") || text.starts_with("cls.")) continue;
    const ValuePtr object = eval({module, m.child(left, Field::object)}, nullptr);
    const auto* name = object->only<Name>();
    if (name == nullptr || find_module(name->dotted)) continue;
    Assignment assignment;
    assignment.target = name->dotted + "." + std::string(last_name(m, left));
    assignment.value = eval({module, right}, nullptr);
    assignment.at = m.place(node);
    assignment.dead = m.at(node).dead;
    assignment.conditional = may_be_skipped({module, node});
    for (const Possible& possible : assignment.value->possible)
      if (const auto* function = std::get_if<FunctionRef>(&possible.value);
          function != nullptr && function->object && function->object->kind == Object::Kind::partial &&
          function->object->arguments)
        assignment.given = function->object->arguments->items;
    out.push_back(std::move(assignment));
  }
}

std::vector<Assignment> Engine::assignments(const std::function<bool(std::string_view)>& counts) {
  std::vector<Assignment> out;
  budget_ = base_budget;
  for (const EnvironmentWrite& write : environment_writes()) out.push_back(assignment_of(write));
  for (std::uint32_t module = 0; module < modules_.size(); ++module) module_assignments(module, counts, out);
  return out;
}

std::vector<Call> calls(const std::vector<Loaded>& modules, const Environment& environment,
                        const CallFilter& filter, const CallFilter& followed) {
  return Engine(modules, environment).calls(filter, followed);
}

std::vector<Assignment> assignments(const std::vector<Loaded>& modules, const Environment& environment) {
  return Engine(modules, environment).assignments({});
}

Evaluation evaluate(const std::vector<Loaded>& modules, const Environment& environment,
                    const Wanted& wanted) {
  Engine engine(modules, environment);
  engine.know(wanted);
  Evaluation out;
  out.calls = engine.calls(wanted.call, wanted.followed);
  out.assignments = engine.assignments(wanted.assigned);
  out.flags = engine.flags(wanted.flags);
  return out;
}

}  // namespace dockgate::python
