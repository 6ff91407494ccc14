// One module is edited, the others stay: what they say is kept as long as all that they asked of the edited
// one gets the same answers.

#include <algorithm>

#include "python/engine.hpp"
#include "python/lazy_module.hpp"

namespace dockgate::python {

/// See program.hpp.
struct OthersSay {
  std::vector<Loaded> modules;   // what all of this points into
  std::string names;             // Engine::found_names()
  std::vector<ModuleSays> says;  // by module; nothing of the edited one
  Asked asked;                   // of the edited one
  std::size_t spent = 0;
  bool order_decides = false;  // see Engine::is_of_no_order()
};

namespace {

// Far from every bound on work, so that none is reached whatever is looked at first: each module and all
// flags of one have more than this.
constexpr std::size_t far_spent = 20000;
constexpr std::size_t far_depth = 30;
constexpr std::size_t far_call_depth = 4;
constexpr std::size_t far_frames = 1000;

/// What the tables of an index that were looked at have under a word; where two indexes are alike, nobody
/// sees a difference without looking at the module itself. `calls` are compared apart from the rest.
class Entries {
 public:
  Entries(std::string_view word, unsigned tables) : word_(word), tables_(tables) {}

  bool same_calls(const NameIndex& a, const NameIndex& b) const {
    const auto site = [](const CallSite& x, const CallSite& y) {
      return x.home == y.home && x.called == y.called && (x.reference == no_node) == (y.reference == no_node);
    };
    return same_visible(a.sites, b.sites, site) && same_visible(a.inner_sites, b.inner_sites, site);
  }
  bool same_others(const NameIndex& a, const NameIndex& b) const {
    const auto by_value = [](const auto& x, const auto& y) { return x == y; };
    const auto any = [](const auto&, const auto&) { return true; };  // how many there are
    const auto has = [this](Asked::Table table) { return (tables_ & table) != 0; };
    return same_visible(a.flows, b.flows, by_value) && same_visible(a.handed, b.handed, by_value) &&
           (!has(Asked::stores) || same(a.stores, b.stores, any)) &&
           (!has(Asked::derived) || same(a.derived, b.derived, by_value)) &&
           (!has(Asked::functions) ||
            (same(a.functions, b.functions, by_value) && same(a.fields, b.fields, by_value)));
  }
  bool asks_for_calls() const { return (tables_ & Asked::sites) != 0; }

 private:
  template <typename Table, typename Equal>
  bool same(const Table& a, const Table& b, Equal equal) const {
    const auto left = a.find(word_);
    const auto right = b.find(word_);
    if (left == a.end() || right == b.end()) return (left == a.end()) == (right == b.end());
    return std::equal(left->second.begin(), left->second.end(), right->second.begin(), right->second.end(),
                      equal);
  }
  /// The same of what a name may stand for that is looked for from outside; see Engine::stands_for().
  template <typename Table, typename Equal>
  bool same_visible(const Table& a, const Table& b, Equal equal) const {
    const auto visible = [this](const Table& table) {
      std::vector<const typename Table::mapped_type::value_type*> out;
      if (const auto found = table.find(word_); found != table.end())
        for (const auto& entry : found->second)
          if ((tables_ & (Asked::bound | Asked::sites)) != 0 ||
              (entry.home == elsewhere && (tables_ & (Asked::named | Asked::global)) != 0) ||
              (entry.home == 0 && (tables_ & Asked::global) != 0))
            out.push_back(&entry);
      return out;
    };
    const auto left = visible(a);
    const auto right = visible(b);
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](const auto* x, const auto* y) { return equal(*x, *y); });
  }

  std::string_view word_;
  unsigned tables_;
};

/// Whether the index has nothing that is looked for in modules only after they were looked into.
bool has_names_only(const NameIndex& index) {
  const auto named = [](const auto& entries) {
    return !entries.contains(std::string_view()) && !entries.contains(computed_name);
  };
  return named(index.sites) && named(index.inner_sites) && named(index.flows) && named(index.handed) &&
         named(index.stores) && named(index.derived) && named(index.functions) && named(index.fields) &&
         index.environment.empty();
}

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

Evaluation put_together(const std::vector<ModuleSays>& others, std::uint32_t edited, const ModuleSays& own) {
  const auto of = [&](std::uint32_t module) -> const ModuleSays& {
    return module == edited ? own : others[module];
  };
  Evaluation out;
  for (std::uint32_t module = 0; module < others.size(); ++module) {
    append(out.calls, of(module).calls);
    append(out.assignments, of(module).environment);
    append(out.flags, of(module).flags);
  }
  for (std::uint32_t module = 0; module < others.size(); ++module)
    append(out.assignments, of(module).assignments);
  return out;
}

}  // namespace

void Engine::prepare(const Wanted& wanted) {
  know(wanted);
  find_interesting(wanted.call, wanted.followed);
  looked_at_ = modules_to_look_at(wanted.call);
  flagged_ = modules_with_flags(wanted.flags);
  for (std::uint32_t module = 0; module < given_; ++module) {
    if (looked_at_[module]) module_of(module);
    read_first_.push_back(modules_[module].module != nullptr);
  }
}

std::string Engine::found_names(std::uint32_t apart) const {
  std::vector<std::string> lines;
  for (const auto& [name, aliases] : interesting_) {
    lines.emplace_back(name);
    for (const Alias& alias : aliases) {
      if (alias.where == Alias::Where::here && alias.module == apart) continue;
      std::string line(alias.name);
      for (const std::uint32_t number :
           {static_cast<std::uint32_t>(alias.where), std::uint32_t{alias.result}, alias.module, alias.home})
        line += ' ' + std::to_string(number);
      lines.push_back(std::move(line));
    }
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + '\n';
  for (std::uint32_t module = 0; module < looked_at_.size(); ++module)
    if (module != apart) out += looked_at_[module] ? '1' : '0';
  return out;
}

ModuleSays Engine::says(std::uint32_t module, const Wanted& wanted) {
  ModuleSays out;
  budget_ = 2 * far_spent;
  if (looked_at_[module]) module_calls(module, wanted.call, out.calls);
  for (const EnvironmentWrite& write : environment_writes())
    if (write.at.module == module) out.environment.push_back(assignment_of(write));
  module_assignments(module, wanted.assigned, out.assignments);
  if (flagged_.contains(module)) module_flags(module, wanted.flags, out.flags);
  return out;
}

void Engine::watch(std::uint32_t module) {
  // What was found out before was not noted.
  holding_ = {};
  mentions_ = {};
  stores_.clear();
  next_names_ = {};
  watched_ = module;
  asked_ = {};
}

Asked Engine::asked() {
  watched_ = no_node;
  return std::move(asked_);
}

std::optional<Possibles> Engine::bound_in(std::uint32_t module, std::string_view name) {
  if (module != watched_) return reaching(module, 0, name, no_node, nullptr);
  const auto definition = plain_definition(module_of(module), name);
  if (!definition) return reaching(module, 0, name, no_node, nullptr);
  asked_.names.emplace(name, *definition);
  watched_ = no_node;  // the answer rests on nothing else
  auto value = reaching(module, 0, name, no_node, nullptr);
  watched_ = module;
  return value;
}

/// The function or class that `name` always is, by its number; nothing for anything else.
std::optional<std::string> Engine::plain_definition(const Module& module, std::string_view name) {
  const auto found = module.scopes[0].names.find(name);
  if (found == module.scopes[0].names.end() || found->second.size() != 1) return std::nullopt;
  const Binding& binding = found->second.front();
  if (binding.deferred || module.at(binding.node).dead) return std::nullopt;
  if (binding.kind == Binding::Kind::function && module.functions[binding.index].decorators.empty())
    return "function " + std::to_string(binding.index) + " " + module.functions[binding.index].dotted;
  if (binding.kind == Binding::Kind::klass && module.classes[binding.index].decorators.empty())
    return "class " + std::to_string(binding.index) + " " + module.classes[binding.index].dotted;
  return std::nullopt;
}

bool Engine::calls_own_things(std::uint32_t module, std::string_view name) {
  const Module& m = module_of(module);
  const auto cannot_be_another = [&](const Possible& possible) {
    if (std::holds_alternative<ClassRef>(possible.value) || is_unknown(possible, Why::limit)) return false;
    if (const auto* function = std::get_if<FunctionRef>(&possible.value))
      return function->object && function->object->kind == Object::Kind::function &&
             function->object->module == module;
    const auto* result = std::get_if<Result>(&possible.value);
    return result == nullptr || !result->object || result->object->kind != Object::Kind::instance;
  };
  for (const auto* index : {&m.index.sites, &m.index.inner_sites}) {
    const auto sites = index->find(name);
    if (sites == index->end()) continue;
    for (const CallSite& site : sites->second) {
      budget_ = 2 * far_spent;
      const NodeId callee = callee_of(m, site);
      if (callee == no_node) continue;
      const ValuePtr value = eval({module, callee}, nullptr);
      if (!std::all_of(value->possible.begin(), value->possible.end(), cannot_be_another)) return false;
    }
  }
  return true;
}

bool Engine::calls_own_things(std::string_view name) {
  if (asked_.more) return false;
  if (asked_.calls.contains(std::string(name))) return true;
  if (!aside_) {
    aside_ = std::make_unique<Engine>(modules_, environment_);
    for (const Loaded& loaded : modules_) aside_->read_first_.push_back(loaded.module != nullptr);
  }
  if (!aside_->calls_own_things(watched_, name)) return false;
  asked_.calls.emplace(name);
  return true;
}

bool Engine::answers(const Asked& asked, std::uint32_t module, const Module& before) {
  const NameIndex& now = module_of(module).index;
  if (asked.more || !before.index.environment.empty() || !now.environment.empty()) return false;
  for (const auto& [name, definition] : asked.names)
    if (plain_definition(module_of(module), name) != definition) return false;
  std::vector<std::string_view> calls(asked.calls.begin(), asked.calls.end());
  for (const auto& [word, tables] : asked.words) {
    const Entries entries(word, tables);
    if (!entries.same_others(before.index, now)) return false;
    if (entries.same_calls(before.index, now)) continue;
    if (entries.asks_for_calls()) return false;
    calls.push_back(word);  // nobody sees them while they call nothing of others
  }
  return std::all_of(calls.begin(), calls.end(),
                     [&](std::string_view name) { return calls_own_things(module, name); });
}

bool Engine::is_of_no_order(std::size_t spent_before) const {
  if (aside_ && !aside_->is_of_no_order(0)) return false;
  if (circles_ != 0 || cuts_ != 0 || modules_.size() != given_ || spent_before + spent_ >= far_spent ||
      deepest_ >= far_depth || deepest_call_ >= far_call_depth || frames_.size() >= far_frames ||
      std::any_of(frames_.begin(), frames_.end(),
                  [](const Frame& frame) { return frame.depth >= far_call_depth; }))
    return false;
  // What has no name is only looked for in modules that were looked into before.
  for (std::uint32_t module = 0; module < given_; ++module)
    if (modules_[module].module && !read_first_[module] && !has_names_only(modules_[module].module->index))
      return false;
  return true;
}

bool is_of_use(const OthersSay& others) {
  return !others.order_decides;
}

Evaluation evaluate_edited(const std::vector<Loaded>& modules, const Environment& environment,
                           const Wanted& wanted, std::uint32_t edited,
                           std::span<const std::shared_ptr<const OthersSay>> known,
                           std::shared_ptr<const OthersSay>& used) {
  used = nullptr;
  const bool all_there = std::all_of(modules.begin(), modules.end(), [](const Loaded& loaded) {
    return loaded.module != nullptr || loaded.lazy != nullptr;
  });
  if (!all_there) return evaluate(modules, environment, wanted);
  Engine engine(modules, environment);
  engine.prepare(wanted);
  const std::string names = engine.found_names(edited);
  for (const auto& others : known) {
    if (others->order_decides) {
      used = others;
      return evaluate(modules, environment, wanted);
    }
    const Loaded& before = others->modules[edited];
    const ModulePtr module = before.module ? before.module : before.lazy->module();
    if (names != others->names || !engine.answers(others->asked, edited, *module)) continue;
    const ModuleSays own = engine.says(edited, wanted);
    if (!engine.is_of_no_order(others->spent)) return evaluate(modules, environment, wanted);
    used = others;
    return put_together(others->says, edited, own);
  }
  // What was worked out to compare answers was not noted.
  if (engine.spent() != 0) return evaluate_edited(modules, environment, wanted, edited, {}, used);

  auto made = std::make_shared<OthersSay>();
  made->modules = modules;
  made->names = names;
  made->says.resize(modules.size());
  engine.watch(edited);
  for (std::uint32_t module = 0; module < modules.size(); ++module)
    if (module != edited) made->says[module] = engine.says(module, wanted);
  made->asked = engine.asked();
  made->spent = engine.spent();
  const ModuleSays own = engine.says(edited, wanted);
  made->order_decides = !engine.is_of_no_order(0);
  Evaluation out =
      made->order_decides ? evaluate(modules, environment, wanted) : put_together(made->says, edited, own);
  if (made->order_decides || !made->asked.more) used = std::move(made);
  return out;
}

}  // namespace dockgate::python
