// Parameters of functions of the program, from the places that call them.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_callers = 64;

/// Library functions that call what they are given; where the arguments for it begin.
struct HigherOrder {
  std::string_view last_name;
  std::size_t function;   // position of the function among the positional arguments
  std::size_t arguments;  // position of the first argument handed on; 99: none in this form
};
constexpr HigherOrder higher_order[] = {
    {"submit", 0, 1},
    {"to_thread", 0, 1},
    {"run_in_executor", 1, 2},
    {"run_in_threadpool", 0, 1},
    {"run_sync", 0, 1},
    {"call_soon", 0, 1},
    {"spawn", 0, 1},
    {"apply_async", 0, 99},
    {"apply", 0, 99},
    {"map", 0, 99},
    {"starmap", 0, 99},
    {"imap", 0, 99},
    {"Thread", 99, 99},
    {"Process", 99, 99},
    {"Timer", 1, 99},
    {"filter", 0, 99},
    {"start_new_thread", 0, 99},
    {"Fire", 0, 99},
    {"create_task", 0, 99},
    {"run_sync_in_worker_thread", 0, 1},
};

const HigherOrder* higher_order_of(std::string_view name) {
  for (const HigherOrder& row : higher_order)
    if (row.last_name == name) return &row;
  return nullptr;
}

}  // namespace

Possibles Engine::parameter(std::uint32_t module, const Binding& binding, const Frame* frame) {
  const Module& m = at(module);
  const Function& function = m.functions[binding.index];
  const std::size_t index = binding.value;
  const Frame* own = frame_of(module, binding.index, frame);
  const bool is_method = function.owner != no_node && !function.is_static;
  if (is_method && index == 0) {
    Possible out;
    if (own != nullptr && own->self) {
      if (own->self->kind == Object::Kind::klass)
        out.value = ClassRef{class_name(own->self->module, own->self->index), own->self};
      else
        out.value = Result{class_name(own->self->module, own->self->index), own->self};
      return one(std::move(out));
    }
    const ObjectPtr self = self_of(module, binding.index, frame);
    if (self->kind == Object::Kind::klass)
      out.value = ClassRef{class_name(module, function.owner), self};
    else
      out.value = Result{class_name(module, function.owner), self};
    return one(std::move(out));
  }
  if (own != nullptr && index < own->parameters.size() && own->parameters[index])
    return own->parameters[index]->possible;
  const Key key{std::uint64_t{module} << 32 | binding.node, 0};
  const auto [entry, fresh] = memo_.try_emplace(key, nullptr);
  if (!fresh) {
    if (entry->second) return entry->second->possible;
    return one(unknown(Why::changes,
                       "`" + std::string(function.parameters[index].name) + "` depends on itself",
                       m.place(binding.node)));
  }
  Possibles values = parameter_from_callers(module, binding.index, index);
  memo_[key] = make_value(values, m.place(binding.node));
  return values;
}

Possibles Engine::parameter_from_callers(std::uint32_t module, std::uint32_t function_index,
                                         std::size_t index) {
  const Module& m = at(module);
  const Function& function = m.functions[function_index];
  const Parameter& parameter = function.parameters[index];
  const Place where = m.place(parameter.node);
  const std::string name(parameter.name);
  Possibles out;
  if (auto value = decorated_parameter(module, function, index)) return std::move(*value);
  const bool is_method = function.owner != no_node && !function.is_static;
  bool left_out = false;
  const std::vector<Caller> sites = callers(module, function_index);
  for (const Caller& caller : sites) {
    bool maybe_absent = false;
    const ValuePtr value = bound(function, index, *caller.arguments, is_method, maybe_absent, caller.at);
    left_out = left_out || !value || maybe_absent;
    if (!value) continue;
    Possibles given = value->possible;
    // What is only handed on by the function to itself adds nothing.
    std::erase_if(given, [](const Possible& v) {
      const auto* open = unknown_of(v);
      return open != nullptr && open->why == Why::changes;
    });
    for (Possible& v : given) {
      if (std::holds_alternative<Name>(v.value)) continue;
      add_step(v, caller.at, "given as `" + name + "` of `" + function.dotted + "()`");
    }
    add(out, given, where);
  }
  if (!sites.empty() && !left_out && !out.empty()) return out;
  const bool open = sites.empty();
  if (parameter.kind == Parameter::Kind::rest || parameter.kind == Parameter::Kind::keywords) {
    if (!open) return out;
    Possible rest;
    if (parameter.kind == Parameter::Kind::rest) {
      List list;
      list.complete = false;
      rest.value = std::move(list);
    } else {
      Dict dict;
      dict.complete = false;
      rest.value = std::move(dict);
    }
    return one(std::move(rest));
  }
  if (parameter.fallback != no_node) {
    auto declared = declared_default(module, parameter.fallback, where);
    Possibles values = declared ? *declared : eval({module, parameter.fallback}, nullptr)->possible;
    for (Possible& value : values) {
      value.from_default = value.from_default || open;
      add_step(value, m.place(parameter.fallback),
               "default of `" + name + "` in `" + function.dotted + "()`");
    }
    add(out, values, where);
  }
  if (open || out.empty())
    add(out,
        unknown(Why::caller, "`" + name + "` comes from the caller of `" + function.dotted + "()`", where),
        where);
  return out;
}

bool Engine::refers_to(const Value& callee, std::uint32_t module, std::uint32_t function,
                       const Possible** which) {
  const auto is_it = [&](const ObjectPtr& object) {
    return object && object->kind == Object::Kind::function && object->module == module &&
           object->index == function;
  };
  for (const Possible& possible : callee.possible) {
    *which = &possible;
    if (const auto* reference = std::get_if<FunctionRef>(&possible.value)) {
      if (is_it(reference->object)) return true;
      if (reference->object && reference->object->kind == Object::Kind::partial) {
        const Possible* inner = nullptr;
        if (refers_to(*reference->object->inner, module, function, &inner)) return true;
      }
    }
    const auto* klass = std::get_if<ClassRef>(&possible.value);
    if (klass == nullptr || !klass->object) continue;
    const Function& wanted = at(module).functions[function];
    if (wanted.owner == no_node || (wanted.name != "__init__" && wanted.name != "__new__")) continue;
    // The nearest __init__ among the class and its bases is the one that runs.
    for (const auto& [base_module, base] : ancestors(klass->object->module, klass->object->index)) {
      const auto& names = at(base_module).scopes[at(base_module).classes[base].scope].names;
      const auto found = names.find(wanted.name);
      if (found == names.end()) continue;
      if (base_module == module && base == wanted.owner) return true;
      break;
    }
  }
  return false;
}

void Engine::index_calls() {
  if (sites_ready_) return;
  sites_ready_ = true;
  for (std::uint32_t module = 0; module < modules_.size(); ++module) {
    const Module& m = at(module);
    for (const NodeId call : m.calls) {
      const NodeId callee = m.child(call, Field::function);
      const std::string_view name = last_name(m, callee);
      sites_[name].push_back({{module, call}, no_node});
      const NodeId list = m.child(call, Field::arguments);
      if (list == no_node || m.at(list).kind != Kind::argument_list) continue;
      const bool higher = higher_order_of(name) != nullptr;
      for (NodeId c = m.first(list); c != no_node; c = m.sibling(c)) {
        NodeId value = c;
        if (m.at(c).kind == Kind::keyword_argument) value = m.child(c, Field::value);
        if (value == no_node) continue;
        const std::string_view referred = last_name(m, value);
        if (referred.empty()) continue;
        if (higher) sites_[referred].push_back({{module, call}, value});
        if (m.at(c).kind == Kind::keyword_argument) {
          const NodeId keyword = m.child(c, Field::name);
          if (keyword != no_node) aliases_[referred].insert(m.text(keyword));
        } else {
          passed_.insert(referred);
        }
        if (name == "partial" && value == m.first(list)) {
          const NodeId around = m.at(call).parent;
          const NodeId left = around == no_node ? no_node : m.child(around, Field::left);
          if (!last_name(m, left).empty()) aliases_[referred].insert(last_name(m, left));
        }
      }
    }
    for (NodeId node = 0; node < m.nodes.size(); ++node) {
      const Kind kind = m.at(node).kind;
      NodeId to = no_node, from = no_node;
      if (kind == Kind::aliased_import) {
        to = m.child(node, Field::alias);
        from = m.child(node, Field::name);
        for (NodeId c = from == no_node ? no_node : m.first(from); c != no_node; c = m.sibling(c)) from = c;
      } else if (kind == Kind::assignment) {
        to = m.child(node, Field::left);
        from = m.child(node, Field::right);
      } else if (kind == Kind::default_parameter || kind == Kind::typed_default_parameter) {
        to = m.child(node, Field::name);
        from = m.child(node, Field::value);
      } else if (kind == Kind::pair) {
        from = m.child(node, Field::value);
        if (from != no_node && !last_name(m, from).empty()) passed_.insert(last_name(m, from));
        continue;
      }
      if (to == no_node || from == no_node) continue;
      const Kind left = m.at(to).kind, right = m.at(from).kind;
      if (left == Kind::pattern_list || left == Kind::tuple_pattern)
        if (right == Kind::expression_list || right == Kind::tuple)
          for (NodeId a = m.first(to), b = m.first(from); a != no_node && b != no_node;
               a = m.sibling(a), b = m.sibling(b))
            if (!last_name(m, a).empty() && !last_name(m, b).empty())
              aliases_[last_name(m, b)].insert(last_name(m, a));
      const std::string_view target = last_name(m, to), source = last_name(m, from);
      if (!target.empty() && !source.empty()) aliases_[source].insert(target);
    }
  }
}

const std::vector<Engine::Caller>& Engine::callers(std::uint32_t module, std::uint32_t function_index) {
  const auto key = std::pair(module, function_index);
  const auto known_callers = callers_.find(key);
  if (known_callers != callers_.end()) return known_callers->second;
  static const std::vector<Caller> none;
  if (!finding_callers_.insert(key).second) return none;
  index_calls();
  const Module& m = at(module);
  const Function& function = m.functions[function_index];

  std::set<std::string_view> names;
  if (function.name == "<lambda>") {
    const NodeId around = m.at(function.node).parent;
    if (around != no_node && m.at(around).kind == Kind::assignment)
      names.insert(last_name(m, m.child(around, Field::left)));
    names.insert("");
  } else {
    names.insert(function.name);
  }
  if (function.owner != no_node && (function.name == "__init__" || function.name == "__new__")) {
    names.insert({m.classes[function.owner].name, "cls", "__class__"});
    for (std::uint32_t other = 0; other < modules_.size(); ++other)
      for (std::uint32_t c = 0; c < at(other).classes.size(); ++c) {
        const auto& line = ancestors(other, c);
        if (std::find(line.begin(), line.end(), std::pair(module, function.owner)) != line.end())
          names.insert(at(other).classes[c].name);
      }
  }
  std::vector<std::string_view> open(names.begin(), names.end());
  for (std::size_t i = 0; i < open.size() && open.size() < 32; ++i) {
    const auto aliases = aliases_.find(open[i]);
    if (passed_.contains(open[i]) && names.insert("").second) open.emplace_back("");
    if (aliases == aliases_.end()) continue;
    for (const std::string_view alias : aliases->second)
      if (names.insert(alias).second) open.push_back(alias);
  }
  // A function handed to another function of the program is called there under a parameter's name.
  std::vector<Caller> found;
  std::set<std::pair<std::uint32_t, NodeId>> seen;
  const auto try_site = [&](const CallSite& site) {
    if (found.size() >= max_callers || !spend()) return;
    if (!seen.insert({site.call.module, site.call.node}).second) return;
    const Module& caller = at(site.call.module);
    if (caller.at(site.call.node).dead) return;
    const NodeId callee =
        site.reference != no_node ? site.reference : caller.child(site.call.node, Field::function);
    if (callee == no_node) return;
    const ValuePtr value = eval({site.call.module, callee}, nullptr);
    const Possible* which = nullptr;
    if (!refers_to(*value, module, function_index, &which)) return;
    auto given = std::make_shared<Arguments>(arguments(site.call, nullptr));
    const Place where = place(site.call);
    if (site.reference != no_node) {
      const HigherOrder* row =
          higher_order_of(last_name(caller, caller.child(site.call.node, Field::function)));
      auto passed = std::make_shared<Arguments>();
      passed->open_what = "`" + snippet(site.call) + "` calls it";
      const bool plain = row != nullptr && row->arguments != 99;
      if (plain) {
        std::size_t position = 0;
        for (const Argument& argument : given->items)
          if (!argument.keyword.empty() || position++ >= row->arguments) passed->items.push_back(argument);
        passed->open_positional = given->open_positional;
        passed->open_keywords = given->open_keywords;
      } else {
        bool understood = false;
        for (const Argument& argument : given->items) {
          if (argument.keyword == "args") {
            add_splat(*passed, *argument.value, false, argument.at, argument.whole);
            understood = true;
          } else if (argument.keyword == "kwargs") {
            add_splat(*passed, *argument.value, true, argument.at, argument.whole);
            understood = true;
          }
        }
        const std::string_view outer = row == nullptr ? std::string_view() : row->last_name;
        const bool maps = outer == "map" || outer == "imap" || outer == "filter";
        std::size_t position = 0;
        for (const Argument& argument : given->items)
          if (maps && argument.keyword.empty() && position++ > 0) {
            passed->items.push_back({"", make_value(items_of(*argument.value, argument.at), argument.at),
                                     argument.at, argument.whole, false});
            understood = true;
          }
        if (outer == "Thread" || outer == "Process") understood = true;
        if (!understood) passed->open_positional = passed->open_keywords = true;
      }
      given = std::move(passed);
    } else if (const auto* reference = std::get_if<FunctionRef>(&which->value);
               reference != nullptr && reference->object &&
               reference->object->kind == Object::Kind::partial) {
      given = std::make_shared<Arguments>(*joined(*reference->object->arguments, *given));
    } else if (reference != nullptr && reference->object && !reference->object->self &&
               function.owner != no_node && !function.is_static && !given->items.empty() &&
               given->items.front().keyword.empty()) {
      // `Base.__init__(self, …)`: the receiver is the first argument.
      given->items.erase(given->items.begin());
    }
    found.push_back({std::move(given), where});
  };
  for (const std::string_view name : open) {
    const auto sites = sites_.find(name);
    if (sites == sites_.end()) continue;
    for (const CallSite& site : sites->second) try_site(site);
  }
  for (const std::string_view name : open) {
    if (!passed_.contains(name) || found.size() >= max_callers) continue;
    for (const std::string_view parameter_name : callable_parameters()) {
      if (names.contains(parameter_name)) continue;
      const auto sites = sites_.find(parameter_name);
      if (sites == sites_.end()) continue;
      for (const CallSite& site : sites->second) try_site(site);
    }
    break;
  }
  finding_callers_.erase(key);
  return callers_[key] = std::move(found);
}

/// Names of parameters that are called somewhere: `def run(f, x): f(x)`.
const std::vector<std::string_view>& Engine::callable_parameters() {
  if (callable_ready_) return callable_;
  callable_ready_ = true;
  std::set<std::string_view> found;
  for (std::uint32_t module = 0; module < modules_.size(); ++module) {
    const Module& m = at(module);
    for (const Function& function : m.functions)
      for (const Parameter& parameter : function.parameters)
        if (sites_.contains(parameter.name) && parameter.name != "self" && parameter.name != "cls")
          found.insert(parameter.name);
  }
  callable_.assign(found.begin(), found.end());
  return callable_;
}

}  // namespace dockgate::python
