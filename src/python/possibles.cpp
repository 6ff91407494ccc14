// Values as such: making, comparing, joining.

#include "python/possibles.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dockgate::python {
namespace {
constexpr std::size_t max_alternatives = 8;
constexpr std::size_t max_steps = 12;
}  // namespace

const DictItem* Dict::find(std::string_view key) const {
  for (std::size_t i = items.size(); i-- > 0;)
    if (items[i].key == key) return &items[i];
  return nullptr;
}

const Unknown* Value::unknown() const {
  for (const Possible& value : possible)
    if (const auto* found = std::get_if<Unknown>(&value.value)) return found;
  return nullptr;
}

const Argument* Call::keyword(std::string_view name) const {
  for (const Argument& argument : arguments)
    if (!name.empty() && argument.keyword == name) return &argument;
  return nullptr;
}

const Argument* Call::positional(std::size_t index) const {
  for (const Argument& argument : arguments)
    if (argument.keyword.empty() && index-- == 0) return &argument;
  return nullptr;
}

ValuePtr text_value(std::string text, const Place& at, std::string what) {
  Possible value = known(std::move(text));
  if (!what.empty()) value.trace.push_back({at, std::move(what)});
  return make_value(std::move(value), at);
}

Possible known(std::string text) {
  Possible out;
  out.value = std::move(text);
  return out;
}
Possible written_text(std::string text, const Place& at) {
  if (text.find(gap) == std::string::npos) return known(std::move(text));
  Unknown open;
  open.why = Why::environment;
  open.at = at;
  bool name = false;
  for (const char c : text) {
    if (c == gap) {
      if (!name) open.pattern += gap;
      name = !name;
    } else if (!name) {
      open.pattern += c;
    } else if (open.pattern.find(gap) == open.pattern.rfind(gap)) {
      open.variable += c;
    }
  }
  open.prefix = open.pattern.substr(0, open.pattern.find(gap));
  open.what = "`" + open.variable + "` has no value";
  Possible out;
  out.value = std::move(open);
  return out;
}
Possible known(bool value) {
  Possible out;
  out.value = value;
  return out;
}
Possible known(long long value) {
  Possible out;
  out.value = value;
  return out;
}
Possible unknown(Why why, std::string what, Place at) {
  Possible out;
  out.value = Unknown{std::move(what), std::move(at), why, {}, {}, {}};
  return out;
}
Possible name_of(std::string dotted) {
  // A chain of calls that never ends would double its name at each step.
  if (dotted.size() > 512) dotted.resize(512);
  Possible out;
  out.value = Name{std::move(dotted)};
  return out;
}
Possibles one(Possible possible) {
  Possibles out;
  out.push_back(std::move(possible));
  return out;
}

ValuePtr make_value(Possibles possible, Place at) {
  if (possible.empty()) possible.push_back(unknown(Why::other, "nothing is known about it", at));
  auto value = std::make_shared<Value>();
  value->possible = std::move(possible);
  value->at = std::move(at);
  return value;
}
Possible dict_value(Dict dict) {
  Possible out;
  out.value = std::move(dict);
  return out;
}

ValuePtr make_value(Possible possible, Place at) {
  return make_value(one(std::move(possible)), std::move(at));
}

const std::string* text_of(const Possible& value) {
  return std::get_if<std::string>(&value.value);
}
const Unknown* unknown_of(const Possible& value) {
  return std::get_if<Unknown>(&value.value);
}
bool is_unknown(const Possible& value, Why why) {
  const auto* open = unknown_of(value);
  return open != nullptr && open->why == why;
}
bool may_be_unknown(const Value& value, Why why) {
  return std::any_of(value.possible.begin(), value.possible.end(),
                     [&](const Possible& possible) { return is_unknown(possible, why); });
}

namespace {

bool same_value(const ValuePtr& a, const ValuePtr& b, int depth) {
  if (a == b) return true;
  if (!a || !b || depth == 0 || a->possible.size() != b->possible.size()) return false;
  for (std::size_t i = 0; i < a->possible.size(); ++i)
    if (!same(a->possible[i], b->possible[i], depth - 1)) return false;
  return true;
}

struct Same {
  int depth;
  bool operator()(const Unknown& a, const Unknown& b) const {
    return a.why == b.why && a.what == b.what && a.prefix == b.prefix && a.pattern == b.pattern;
  }
  bool operator()(None, None) const { return true; }
  bool operator()(bool a, bool b) const { return a == b; }
  bool operator()(long long a, long long b) const { return a == b; }
  bool operator()(double a, double b) const { return a == b || (std::isnan(a) && std::isnan(b)); }
  bool operator()(const std::string& a, const std::string& b) const { return a == b; }
  bool operator()(const List& a, const List& b) const {
    if (a.items.size() != b.items.size() || a.complete != b.complete || a.items.size() > 32) return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
      if (!same_value(a.items[i], b.items[i], depth)) return false;
    return true;
  }
  bool operator()(const Dict& a, const Dict& b) const {
    if (a.items.size() != b.items.size() || a.complete != b.complete || a.items.size() > 64) return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
      if (a.items[i].key != b.items[i].key || a.items[i].maybe != b.items[i].maybe ||
          !same_value(a.items[i].value, b.items[i].value, depth))
        return false;
    return true;
  }
  bool operator()(const Name& a, const Name& b) const { return a.dotted == b.dotted; }
  bool operator()(const Result& a, const Result& b) const {
    return a.callee == b.callee &&
           (a.object == b.object ||
            (a.object && b.object && a.object->node == b.object->node &&
             a.object->module == b.object->module && a.object->frame == b.object->frame));
  }
  bool operator()(const FunctionRef& a, const FunctionRef& b) const {
    return same_object(a.object, b.object);
  }
  bool operator()(const ClassRef& a, const ClassRef& b) const { return same_object(a.object, b.object); }
  static bool same_object(const ObjectPtr& a, const ObjectPtr& b) {
    return a == b ||
           (a && b && a->kind == b->kind && a->kind != Object::Kind::partial && a->module == b->module &&
            a->index == b->index && a->frame == b->frame && a->self == b->self);
  }
  template <typename A, typename B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

}  // namespace

bool same(const Possible& a, const Possible& b, int depth) {
  return std::visit(Same{depth}, a.value, b.value);
}

void add(Possibles& into, const Possible& more, Place at) {
  for (Possible& have : into)
    if (same(have, more)) {
      have.from_default = have.from_default && more.from_default;
      return;
    }
  if (into.size() < max_alternatives) {
    into.push_back(more);
    return;
  }
  if (const auto* last = unknown_of(into.back()); last != nullptr && into.size() > max_alternatives) return;
  // Of nothing but paths, one more is a path as well.
  const auto is_path = [](const Possible& one) {
    const auto* text = text_of(one);
    return is_unknown(one, Why::path) || (text != nullptr && text->starts_with('/'));
  };
  const bool paths = is_path(more) && std::all_of(into.begin(), into.end(), is_path);
  into.push_back(
      unknown(paths ? Why::path : Why::limit, "more values are possible than are followed", std::move(at)));
}
void add(Possibles& into, const Possibles& more, const Place& at) {
  for (const Possible& value : more) add(into, value, at);
}

void add_step(Possible& value, Place at, const std::string& what) {
  if (value.trace.size() < max_steps) value.trace.push_back({std::move(at), what});
}
void add_step(Possibles& values, const Place& at, const std::string& what) {
  for (Possible& value : values) add_step(value, at, what);
}

Possible as_path(Possible value) {
  value.path = value.path || text_of(value) != nullptr;
  return value;
}

void inherit(Possible& result, const Possible& from) {
  for (const Step& step : from.trace) {
    if (result.trace.size() >= max_steps) break;
    const bool there = std::any_of(result.trace.begin(), result.trace.end(), [&step](const Step& have) {
      return have.what == step.what && have.at.span == step.at.span && have.at.source == step.at.source;
    });
    if (!there) result.trace.push_back(step);
  }
  result.from_default = result.from_default || from.from_default;
}

std::optional<bool> truth(const Possible& value) {
  struct Truth {
    std::optional<bool> operator()(const Unknown& u) const {
      return u.prefix.empty() ? std::nullopt : std::optional<bool>(true);
    }
    std::optional<bool> operator()(None) const { return false; }
    std::optional<bool> operator()(bool v) const { return v; }
    std::optional<bool> operator()(long long v) const { return v != 0; }
    std::optional<bool> operator()(double v) const { return v != 0; }
    std::optional<bool> operator()(const std::string& v) const { return !v.empty(); }
    std::optional<bool> operator()(const List& v) const {
      if (!v.items.empty()) return true;
      return v.complete ? std::optional<bool>(false) : std::nullopt;
    }
    std::optional<bool> operator()(const Dict& v) const {
      for (const DictItem& item : v.items)
        if (!item.maybe) return true;
      return v.complete && v.items.empty() ? std::optional<bool>(false) : std::nullopt;
    }
    std::optional<bool> operator()(const Name& v) const {
      return v.dotted == "Ellipsis" ? std::optional<bool>(true) : std::nullopt;
    }
    std::optional<bool> operator()(const Result&) const { return std::nullopt; }
    std::optional<bool> operator()(const FunctionRef&) const { return true; }
    std::optional<bool> operator()(const ClassRef&) const { return true; }
  };
  return std::visit(Truth{}, value.value);
}

std::optional<std::string> as_text(const Possible& value) {
  if (const auto* text = text_of(value)) return *text;
  if (const auto* number = std::get_if<long long>(&value.value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value.value)) return *flag ? "True" : "False";
  if (std::holds_alternative<None>(value.value)) return "None";
  if (const auto* real = std::get_if<double>(&value.value)) {
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, *real);
    std::string text(buffer, end.ptr);
    // Python writes 1.0 where the shortest form is 1.
    if (std::isfinite(*real) && text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
  }
  return std::nullopt;
}

Possible derived_unknown(const Possible& a, Place at, std::string what) {
  if (const auto* cause = unknown_of(a)) {
    Possible out;
    Unknown copy = *cause;
    copy.prefix.clear();
    copy.pattern.clear();
    if (copy.why == Why::changes) copy.why = Why::other;
    out.value = std::move(copy);
    return out;
  }
  if (const auto* result = std::get_if<Result>(&a.value))
    return unknown(Why::library, "`" + result->callee + "()` gives it", std::move(at));
  if (const auto* name = std::get_if<Name>(&a.value))
    return unknown(Why::library, "`" + name->dotted + "` is not followed", std::move(at));
  return unknown(Why::other, what.empty() ? "this expression is not followed" : std::move(what),
                 std::move(at));
}
Possible derived_unknown(const Possible& a, const Possible& b, Place at) {
  const auto opaque = [](const Possible& value) {
    return unknown_of(value) != nullptr || std::holds_alternative<Result>(value.value) ||
           std::holds_alternative<Name>(value.value);
  };
  return derived_unknown(!opaque(a) && opaque(b) ? b : a, std::move(at));
}

}  // namespace dockgate::python
