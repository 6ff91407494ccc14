// Expressions.

#include <algorithm>
#include <charconv>
#include <utility>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_depth = 120;
// Down to this depth a value is part of what a call is asked for, and tried again however often.
constexpr std::size_t outermost = 8;
constexpr std::size_t max_turns = 64;

/// Leaves `depth` as it was, whichever way the function ends.
class Deeper {
 public:
  explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  std::size_t& depth_;
};

std::string_view without_type_prefix(std::string_view text) {
  return text.substr(0, 40);
}

/// What a text that is put together is meant to hold: None only where nothing else is possible.
ValuePtr meant(const ValuePtr& value) {
  const auto is_none = [](const Possible& one) { return std::holds_alternative<None>(one.value); };
  if (value->possible.size() < 2 || std::none_of(value->possible.begin(), value->possible.end(), is_none) ||
      std::all_of(value->possible.begin(), value->possible.end(), is_none))
    return value;
  auto out = std::make_shared<Value>(*value);
  std::erase_if(out->possible, is_none);
  return out;
}

}  // namespace

bool Engine::spend(std::size_t work) {
  if (budget_ < work) {
    budget_ = 0;
    return false;
  }
  budget_ -= work;
  spent_ += work;
  return true;
}

bool Engine::retry(std::size_t& left) const {
  if (depth_ <= outermost) return true;
  if (left == 0) return false;
  --left;
  return true;
}

std::string Engine::snippet(Ref ref) const {
  std::string_view text = at(ref.module).text(ref.node);
  text = text.substr(0, text.find('\n'));
  if (text.size() <= 80) return std::string(text);
  std::size_t end = 77;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

/// What stands for a value that is asked for while it is worked out.
ValuePtr Engine::begun(const Memo& memo, const std::string& what, const Place& at) {
  low_ = std::min(low_, memo.depth);
  ++circles_;
  return make_value(unknown(Why::changes, "`" + what + "` depends on itself", at), at);
}

/// Takes out what only hands itself on.
void Engine::drop_self(Possibles& values) {
  const std::size_t before = values.size();
  std::erase_if(values, [](const Possible& value) { return is_unknown(value, Why::changes); });
  dropped_ += before - values.size();
}

Engine::Progress Engine::begin() {
  return {cuts_, dropped_, std::exchange(low_, std::numeric_limits<std::size_t>::max()), waiting_.size()};
}

/// Keeps a value that was worked out at depth_. What was made out of a value that is still worked out further
/// out is forgotten when that one is there, so that the order of questions decides nothing.
ValuePtr Engine::finished(const Key& key, ValuePtr value, const Progress& before) {
  if (budget_ == 0) {
    memo_.erase(key);  // the next module has work of its own to spend on it
  } else {
    memo_[key] = Memo{value, cuts_ != before.cuts ? depth_ : 0};
  }
  if (low_ < depth_) {
    // A part that could not be had because it was just being worked out has to be asked for again.
    if (dropped_ != before.dropped || may_be_unknown(*value, Why::changes)) waiting_.push_back(key);
    low_ = std::min(low_, before.low);
    return value;
  }
  for (std::size_t i = before.waiting; i < waiting_.size(); ++i)
    if (const auto found = memo_.find(waiting_[i]); found != memo_.end() && found->second.value)
      memo_.erase(found);
  waiting_.resize(std::min(waiting_.size(), before.waiting));
  low_ = before.low;
  return value;
}

ValuePtr Engine::eval(Ref ref, const Frame* frame) {
  if (ref.node == no_node) return make_value(Possibles{}, Place{});
  const Key key{std::uint64_t{ref.module} << 32 | ref.node, frame != nullptr ? frame->id : 0};
  const auto [entry, fresh] = memo_.try_emplace(key, Memo{nullptr, depth_ + 1});
  if (!fresh && entry->second.value) {
    Memo& memo = entry->second;
    if (memo.depth == 0) return memo.value;
    // From much further out the same expression can be followed to its end.
    ++cuts_;
    if (depth_ + nearer > memo.depth || !retry(retries_)) return memo.value;
    memo = Memo{nullptr, depth_ + 1};
  } else if (!fresh) {
    return begun(entry->second, snippet(ref), place(ref));
  }
  if (depth_ >= max_depth || !spend()) {
    memo_.erase(key);
    const char* what = depth_ >= max_depth ? "it is nested too deeply" : "the module takes too much work";
    ++cuts_;
    return make_value(unknown(Why::limit, what, place(ref)), place(ref));
  }
  const Deeper deeper(depth_);
  deepest_ = std::max(deepest_, depth_);
  deepest_call_ = std::max(deepest_call_, call_depth_);
  const Progress before = begin();
  return finished(key, make_value(eval_node(ref, frame), place(ref)), before);
}

Possibles Engine::eval_node(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const Node& node = m.at(ref.node);
  const auto inner = [&](NodeId child) {
    return child == no_node ? Possibles{} : eval({ref.module, child}, frame)->possible;
  };
  switch (node.kind) {
    case Kind::string:
    case Kind::concatenated_string:
      if (auto text = constant_text(m, ref.node)) {
        Possibles out = one(written_text(std::move(*text), place(ref)));
        const NodeId parent = m.at(ref.node).parent;
        if (m.asks_for_paths && parent != no_node &&
            (m.at(parent).kind == Kind::argument_list || m.at(parent).kind == Kind::keyword_argument))
          narrow(ref, out);
        return out;
      }
      return interpolated(ref, frame);
    case Kind::integer: {
      std::string digits(without_type_prefix(m.text(ref.node)));
      std::erase(digits, '_');
      int base = 10;
      if (digits.size() > 2 && digits[0] == '0') {
        const char letter = static_cast<char>(digits[1] | 0x20);
        base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
        if (base != 10) digits.erase(0, 2);
      }
      long long number = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
      if (error != std::errc() || end != digits.data() + digits.size())
        return one(unknown(Why::other, "the number is too large to be followed", place(ref)));
      return one(known(number));
    }
    case Kind::float_literal: {
      std::string digits(without_type_prefix(m.text(ref.node)));
      std::erase(digits, '_');
      double number = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (error != std::errc() || end != digits.data() + digits.size())
        return one(unknown(Why::other, "the number is not followed", place(ref)));
      Possible out;
      out.value = number;
      return one(std::move(out));
    }
    case Kind::true_literal:
      return one(known(true));
    case Kind::false_literal:
      return one(known(false));
    case Kind::none: {
      Possible out;
      out.value = None{};
      return one(std::move(out));
    }
    case Kind::identifier:
      return name(ref, frame);
    case Kind::attribute: {
      Possibles out = attribute(ref, frame);
      narrow(ref, out);
      return out;
    }
    case Kind::subscript:
      return subscript(ref, frame);
    case Kind::call:
      return call_value(ref, frame);
    case Kind::await:
    case Kind::parenthesized_expression:
    case Kind::type:
    case Kind::expression_statement:
      return inner(m.first(ref.node));
    case Kind::named_expression:
      return inner(m.child(ref.node, Field::value));
    case Kind::keyword_argument:
      return inner(m.child(ref.node, Field::value));
    case Kind::assignment:
      return inner(m.child(ref.node, Field::right));
    case Kind::tuple:
    case Kind::list:
    case Kind::set:
    case Kind::expression_list:
    case Kind::pattern_list:
      return sequence(ref, frame);
    case Kind::dictionary:
      return dictionary(ref, frame);
    case Kind::list_comprehension:
    case Kind::set_comprehension:
    case Kind::generator_expression:
    case Kind::dictionary_comprehension:
      return comprehension(ref, frame);
    case Kind::conditional_expression:
      return conditional(ref, frame);
    case Kind::boolean_operator:
      return boolean(ref, frame);
    case Kind::comparison_operator:
      return comparison(ref, frame);
    case Kind::binary_operator:
      return binary_chain(ref, frame);
    case Kind::not_operator: {
      const NodeId operand = m.child(ref.node, Field::argument);
      if (operand == no_node) break;
      return each(*eval({ref.module, operand}, frame), place(ref), [&](const Possible& value) {
        const auto holds = truth(value);
        return holds ? known(!*holds) : derived_unknown(value, place(ref));
      });
    }
    case Kind::unary_operator: {
      const NodeId operand = m.child(ref.node, Field::argument);
      if (operand == no_node) break;
      return each(*eval({ref.module, operand}, frame), place(ref), [&](const Possible& value) {
        const std::string_view op = m.text(m.first(ref.node));
        if (op == "-") return binary("-", known(0LL), value, place(ref));
        if (op == "+") return value;
        if (const auto* number = std::get_if<long long>(&value.value); number != nullptr && op == "~")
          return known(~*number);
        return derived_unknown(value, place(ref));
      });
    }
    case Kind::lambda:
      return one(function_ref(ref.module, m.function_at.at(ref.node), frame, nullptr));
    case Kind::ellipsis:
      return one(name_of("Ellipsis"));
    case Kind::yield:
      break;
    default:
      break;
  }
  return one(unknown(Why::other, "`" + snippet(ref) + "` is not followed", place(ref)));
}

Possibles Engine::sequence(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  List out;
  for (NodeId c = m.first(ref.node); c != no_node; c = m.sibling(c)) {
    if (out.items.size() >= max_items) {
      out.complete = false;
      break;
    }
    const Kind kind = m.at(c).kind;
    if (kind != Kind::list_splat && kind != Kind::list_splat_pattern) {
      out.items.push_back(eval({ref.module, c}, frame));
      continue;
    }
    const NodeId inner = m.first(c);
    const ValuePtr value = eval({ref.module, inner}, frame);
    const auto* list = value->only<List>();
    out.complete = out.complete && list != nullptr && list->complete;
    if (list != nullptr)
      for (const ValuePtr& item : list->items)
        if (out.items.size() < max_items) out.items.push_back(item);
  }
  Possible result;
  result.value = std::move(out);
  return one(std::move(result));
}

void Engine::merge_dict(Dict& into, const Value& from, bool maybe) {
  const bool several = from.possible.size() > 1;
  std::vector<DictItem> merged;
  std::size_t dicts = 0;
  for (const Possible& possible : from.possible) {
    const auto* dict = std::get_if<Dict>(&possible.value);
    if (dict == nullptr) {
      if (!std::holds_alternative<None>(possible.value)) into.complete = false;
      ++dicts;
      continue;
    }
    ++dicts;
    into.complete = into.complete && dict->complete;
    for (const DictItem& item : dict->items) {
      auto have = std::find_if(merged.begin(), merged.end(),
                               [&item](const DictItem& m) { return m.key == item.key; });
      if (have == merged.end()) {
        // In an alternative before this one the key was not there.
        merged.push_back({item.key, item.value, item.maybe || maybe || dicts > 1});
        continue;
      }
      Possibles both = have->value->possible;
      add(both, item.value->possible, from.at);
      have->value = make_value(std::move(both), item.value->at);
      have->maybe = have->maybe || item.maybe;
    }
  }
  if (!spend((into.items.size() + 1) * (merged.size() + 1) / 64)) {
    into.complete = false;
    return;
  }
  if (several)
    for (DictItem& item : merged)
      for (const Possible& possible : from.possible) {
        const auto* dict = std::get_if<Dict>(&possible.value);
        if (dict == nullptr || dict->find(item.key) == nullptr) item.maybe = true;
      }
  for (DictItem& item : merged) {
    if (!item.maybe) {
      std::erase_if(into.items, [&item](const DictItem& have) { return have.key == item.key; });
    } else if (const DictItem* have = into.find(item.key)) {
      // Either the old value stays or the new one replaces it.
      Possibles both = have->value->possible;
      add(both, item.value->possible, from.at);
      item.value = make_value(std::move(both), item.value->at);
      item.maybe = have->maybe;
      std::erase_if(into.items, [&item](const DictItem& old) { return old.key == item.key; });
    }
    if (into.items.size() < max_items)
      into.items.push_back(std::move(item));
    else
      into.complete = false;
  }
}

Possibles Engine::dictionary(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  // `{**os.environ}` is followed as the environment.
  if (m.child_count(ref.node) == 1 && m.at(m.first(ref.node)).kind == Kind::dictionary_splat) {
    const ValuePtr only = eval({ref.module, m.first(m.first(ref.node))}, frame);
    if (const auto* name = only->only<Name>(); name != nullptr && name->dotted == "os.environ")
      return only->possible;
  }
  Dict out;
  // Looking for an earlier equal key in each step would make a large table quadratic.
  std::unordered_map<std::string, std::size_t> where;
  for (NodeId c = m.first(ref.node); c != no_node; c = m.sibling(c)) {
    if (m.at(c).kind == Kind::dictionary_splat) {
      merge_dict(out, *eval({ref.module, m.first(c)}, frame));
      where.clear();
      for (std::size_t i = 0; i < out.items.size(); ++i) where[out.items[i].key] = i;
      continue;
    }
    if (m.at(c).kind != Kind::pair) continue;
    const NodeId key_node = m.child(c, Field::key);
    const NodeId value_node = m.child(c, Field::value);
    if (key_node == no_node || value_node == no_node) continue;
    if (out.items.size() >= max_items) {
      out.complete = false;
      break;
    }
    const ValuePtr key = eval({ref.module, key_node}, frame);
    const auto text = key->possible.size() == 1 ? as_text(key->possible.front()) : std::nullopt;
    if (!text) {
      out.complete = false;
      // A key that is not known still has a value that a lookup may give.
      out.items.push_back({std::string(unknown_key), eval({ref.module, value_node}, frame), true});
      continue;
    }
    const auto [entry, fresh] = where.try_emplace(*text, out.items.size());
    if (fresh)
      out.items.push_back({*text, eval({ref.module, value_node}, frame), false});
    else
      out.items[entry->second].value = eval({ref.module, value_node}, frame);
  }
  Possible result;
  result.value = std::move(out);
  return one(std::move(result));
}

/// One turn for each item that is known, so that what belongs together stays together.
std::optional<Possibles> Engine::unrolled(Ref ref, NodeId body, const Frame* frame) {
  const Module& m = at(ref.module);
  NodeId clause = no_node;
  std::vector<NodeId> conditions;
  for (NodeId c = m.first(ref.node); c != no_node; c = m.sibling(c)) {
    if (m.at(c).kind == Kind::if_clause) conditions.push_back(m.first(c));
    if (m.at(c).kind != Kind::for_in_clause) continue;
    if (clause != no_node) return std::nullopt;
    clause = c;
  }
  const NodeId source_node = clause == no_node ? no_node : m.child(clause, Field::right);
  if (source_node == no_node) return std::nullopt;
  const ValuePtr source = with_words(eval({ref.module, source_node}, frame));
  if (source->possible.size() != 1) return std::nullopt;
  List items;
  if (const auto* list = source->only<List>()) {
    items = *list;
  } else if (const auto* text = source->text()) {
    if (text->size() > max_turns) return std::nullopt;
    for (const char c : *text) items.items.push_back(make_value(known(std::string(1, c)), place(ref)));
  } else if (const auto* dict = source->only<Dict>()) {
    for (const DictItem& item : dict->items) items.items.push_back(make_value(known(item.key), place(ref)));
    items.complete = dict->complete;
  } else {
    return std::nullopt;
  }
  if (items.items.size() > max_turns || !spend(items.items.size())) return std::nullopt;
  const bool pairs = m.at(body).kind == Kind::pair;
  List list;
  Dict dict;
  list.complete = dict.complete = items.complete;
  for (const ValuePtr& item : items.items) {
    Frame& turn = frames_.emplace_back();
    turn.module = ref.module;
    turn.function = no_node;
    turn.outer = frame;
    turn.iterated = source_node;
    turn.item = item;
    turn.id = static_cast<std::uint32_t>(frames_.size());
    turn.depth = frame != nullptr ? frame->depth : 0;
    bool may_hold = true, may_fail = false;
    for (const NodeId condition : conditions) {
      if (condition == no_node) continue;
      bool holds_once = false;
      const ValuePtr test = eval({ref.module, condition}, &turn);
      for (const Possible& value : test->possible) {
        const auto holds = truth(value);
        holds_once = holds_once || !holds || *holds;
        may_fail = may_fail || !holds || !*holds;
      }
      may_hold = may_hold && holds_once;
    }
    if (!may_hold) continue;
    if (!pairs) {
      list.items.push_back(eval({ref.module, body}, &turn));
      list.complete = list.complete && !may_fail;
      continue;
    }
    const ValuePtr key = eval({ref.module, m.child(body, Field::key)}, &turn);
    const ValuePtr value = eval({ref.module, m.child(body, Field::value)}, &turn);
    const auto text = key->possible.size() == 1 ? as_text(key->possible.front()) : std::nullopt;
    if (text && !may_fail) std::erase_if(dict.items, [&](const DictItem& have) { return have.key == *text; });
    dict.complete = dict.complete && text.has_value();
    dict.items.push_back({text ? *text : std::string(unknown_key), value, may_fail || !text});
  }
  Possible result;
  if (pairs)
    result.value = std::move(dict);
  else
    result.value = std::move(list);
  return one(std::move(result));
}

Possibles Engine::comprehension(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const NodeId body = m.child(ref.node, Field::body);
  if (body == no_node) return {};
  if (auto turns = unrolled(ref, body, frame)) return std::move(*turns);
  bool filtered = false;
  bool complete = true;
  std::size_t clauses = 0;
  for (NodeId c = m.first(ref.node); c != no_node; c = m.sibling(c)) {
    filtered = filtered || m.at(c).kind == Kind::if_clause;
    if (m.at(c).kind == Kind::for_in_clause) ++clauses;
  }
  complete = !filtered && clauses == 1;
  Possible result;
  if (m.at(body).kind == Kind::pair) {
    Dict out;
    const ValuePtr key = eval({ref.module, m.child(body, Field::key)}, frame);
    const ValuePtr value = eval({ref.module, m.child(body, Field::value)}, frame);
    for (const Possible& possible : key->possible) {
      if (const auto text = as_text(possible))
        out.items.push_back({*text, value, filtered});
      else
        out.complete = false;
    }
    result.value = std::move(out);
    return one(std::move(result));
  }
  // Each alternative of the body is an item; which of them go together is lost where several variables meet.
  List out;
  const ValuePtr value = eval({ref.module, body}, frame);
  for (const Possible& possible : value->possible) {
    if (unknown_of(possible) != nullptr) complete = false;
    out.items.push_back(make_value(possible, place({ref.module, body})));
  }
  out.complete = complete;
  result.value = std::move(out);
  return one(std::move(result));
}

Possibles Engine::conditional(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const NodeId body = m.first(ref.node);
  const NodeId condition = body == no_node ? no_node : m.sibling(body);
  const NodeId otherwise = condition == no_node ? no_node : m.sibling(condition);
  if (otherwise == no_node) return {};
  const ValuePtr test = eval({ref.module, condition}, frame);
  bool may_hold = false, may_fail = false;
  for (const Possible& value : test->possible) {
    const auto holds = truth(value);
    may_hold = may_hold || !holds || *holds;
    may_fail = may_fail || !holds || !*holds;
  }
  Possibles out;
  if (may_hold) {
    const std::string_view text = m.text(body);
    const bool is_test = m.text(condition) == text;
    const bool not_none = m.text(condition) == std::string(text) + " is not None";
    const ValuePtr evaluated = eval({ref.module, body}, frame);
    for (const Possible& value : evaluated->possible) {
      // `x if x else y` and `x if x is not None else y` never give what the test excludes.
      if (is_test && truth(value) == std::optional<bool>(false)) continue;
      if (not_none && std::holds_alternative<None>(value.value)) continue;
      add(out, value, place(ref));
    }
  }
  if (may_fail) add(out, eval({ref.module, otherwise}, frame)->possible, place(ref));
  return out;
}

Possibles Engine::boolean(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  // `a or b or c …` nests to the left: flattened, so that a long chain needs no depth.
  std::vector<NodeId> operands;
  std::string_view op;
  NodeId node = ref.node;
  for (;;) {
    const NodeId token = m.child(node, Field::operator_token);
    const NodeId left = m.child(node, Field::left);
    const NodeId right = m.child(node, Field::right);
    if (token == no_node || left == no_node || right == no_node) return {};
    op = m.text(token);
    operands.push_back(right);
    const NodeId deeper =
        m.at(left).kind == Kind::boolean_operator ? m.child(left, Field::operator_token) : no_node;
    if (deeper == no_node || m.text(deeper) != op) {
      operands.push_back(left);
      break;
    }
    node = left;
  }
  std::reverse(operands.begin(), operands.end());
  const bool stops_on = op == "or";
  // `os.environ.get("X") or "y"` is os.environ.get("X", "y") in other words.
  bool given_from_outside = false;
  Possibles out;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    bool goes_on = false;
    const ValuePtr evaluated = eval({ref.module, operands[i]}, frame);
    for (const Possible& value : evaluated->possible) {
      const auto holds = truth(value);
      const bool is_last = i + 1 == operands.size();
      if (is_last || !holds || *holds == stops_on) {
        Possible taken = value;
        const Unknown* open = unknown_of(value);
        given_from_outside = given_from_outside ||
                             (open != nullptr && (open->why == Why::environment || open->why == Why::caller ||
                                                  open->why == Why::command_line));
        if (stops_on && given_from_outside && open == nullptr) taken.from_default = true;
        add(out, taken, place(ref));
      }
      goes_on = goes_on || !holds || *holds != stops_on;
    }
    if (!goes_on) break;
    if (out.size() > 8) break;
  }
  return out;
}

Possibles Engine::comparison(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  std::vector<NodeId> operands;
  std::vector<std::string> operators;
  for (NodeId c = m.first(ref.node); c != no_node; c = m.sibling(c)) {
    if (m.at(c).kind != Kind::operator_token) {
      operands.push_back(c);
      continue;
    }
    // `is not` and `not in` may come as two tokens.
    std::string token(m.text(c));
    std::erase(token, '\n');
    if (token.starts_with("not") && token != "not in") token = token == "not" ? token : "not in";
    if (token.starts_with("is") && token.size() > 2) token = "is not";
    if (operands.size() == operators.size())
      operators.back() += " " + token;
    else
      operators.push_back(std::move(token));
  }
  if (operands.size() != operators.size() + 1 || operators.empty() || operators.size() > 16)
    return one(unknown(Why::other, "`" + snippet(ref) + "` is not followed", place(ref)));
  // `a < b < c` holds when each part does.
  Possibles out;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const ValuePtr left = eval({ref.module, operands[i]}, frame);
    const ValuePtr right = with_words(eval({ref.module, operands[i + 1]}, frame));
    if (const auto* name = right->only<Name>();
        name != nullptr && name->dotted == "os.environ" && operators[i].ends_with("in")) {
      return environment_has(*left, operators[i] != "not in", place(ref));
    }
    const Possibles part = combine(*left, *right, place(ref), [&](const Possible& a, const Possible& b) {
      const auto holds = compare(operators[i], a, b);
      return holds ? known(*holds) : derived_unknown(a, b, place(ref));
    });
    const bool may_go_on = std::any_of(part.begin(), part.end(), [](const Possible& value) {
      return truth(value) != std::optional<bool>(false);
    });
    for (const Possible& value : part)
      if (i + 1 == operators.size() || truth(value) != std::optional<bool>(true)) add(out, value, place(ref));
    if (!may_go_on) break;
  }
  return out;
}

Possibles Engine::binary_chain(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  std::vector<std::pair<std::string_view, NodeId>> rest;
  NodeId node = ref.node;
  while (m.at(node).kind == Kind::binary_operator) {
    const NodeId token = m.child(node, Field::operator_token);
    const NodeId left = m.child(node, Field::left);
    const NodeId right = m.child(node, Field::right);
    if (token == no_node || left == no_node || right == no_node) return {};
    rest.emplace_back(m.text(token), right);
    node = left;
  }
  ValuePtr value = eval({ref.module, node}, frame);
  for (std::size_t i = rest.size(); i-- > 0;) {
    const ValuePtr right = eval({ref.module, rest[i].second}, frame);
    const std::string_view op = rest[i].first;
    // The items of a tuple may each have several values: `"%s/%s" % (org, name)`.
    const auto* list = right->only<List>();
    if (op == "%" && list != nullptr && list->items.size() <= 4) {
      std::vector<List> choices(1);
      for (const ValuePtr& item : list->items) {
        std::vector<List> longer;
        for (const List& choice : choices)
          for (const Possible& possible : item->possible) {
            if (longer.size() >= 8) break;
            longer.push_back(choice);
            longer.back().items.push_back(make_value(possible, item->at));
          }
        choices = std::move(longer);
      }
      Possibles out;
      for (List& choice : choices) {
        Possible values;
        for (const ValuePtr& item : choice.items) inherit(values, item->possible.front());
        values.value = std::move(choice);
        const ValuePtr single = make_value(values, right->at);
        add(out,
            combine(*value, *single, place(ref),
                    [&](const Possible& a, const Possible& b) { return binary(op, a, b, place(ref)); }),
            place(ref));
      }
      value = make_value(std::move(out), place(ref));
      continue;
    }
    value = make_value(
        combine(*value, *right, place(ref),
                [&](const Possible& a, const Possible& b) { return binary(op, a, b, place(ref)); }),
        place(ref));
  }
  return value->possible;
}

Possibles Engine::interpolated(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  ValuePtr value = make_value(known(std::string()), place(ref));
  const auto append = [&](const Value& piece) {
    value = make_value(combine(*value, piece, place(ref),
                               [&](const Possible& a, const Possible& b) {
                                 const auto text = as_text(b);
                                 if (!text || text_of(b) != nullptr) return binary("+", a, b, place(ref));
                                 Possible as = b;
                                 as.value = *text;
                                 return binary("+", a, as, place(ref));
                               }),
                       place(ref));
  };
  std::vector<NodeId> strings;
  if (m.at(ref.node).kind == Kind::concatenated_string) {
    for (NodeId c = m.first(ref.node); c != no_node; c = m.sibling(c)) strings.push_back(c);
  } else {
    strings.push_back(ref.node);
  }
  for (const NodeId string : strings) {
    if (m.at(string).kind != Kind::string) continue;
    bool raw = false;
    for (NodeId c = m.first(string); c != no_node; c = m.sibling(c)) {
      switch (m.at(c).kind) {
        case Kind::string_start:
          raw = m.text(c).find_first_of("rR") != std::string_view::npos;
          break;
        case Kind::string_content:
          append(
              *make_value(written_text(decode_content(m.text(c), raw, false, true), m.place(c)), m.place(c)));
          break;
        case Kind::interpolation: {
          const NodeId expression = m.child(c, Field::expression);
          const NodeId specifier = m.child(c, Field::format_specifier);
          const NodeId conversion = m.child(c, Field::type_conversion);
          const bool plain = (specifier == no_node || m.text(specifier) == ":s") &&
                             (conversion == no_node || m.text(conversion) == "!s");
          const ValuePtr shown =
              expression == no_node ? nullptr : meant(eval({ref.module, expression}, frame));
          if (shown != nullptr && plain)
            append(*shown);
          else if (shown != nullptr)
            append(*make_value(
                each(*shown, m.place(c),
                     [&](const Possible& one) {
                       return formatted(one, conversion == no_node ? std::string_view() : m.text(conversion),
                                        specifier == no_node ? std::string_view() : m.text(specifier),
                                        m.place(c));
                     }),
                m.place(c)));
          else
            append(*make_value(
                unknown(Why::other, "`" + snippet({ref.module, c}) + "` is not followed", m.place(c)),
                m.place(c)));
          break;
        }
        default:
          break;
      }
    }
  }
  return value->possible;
}

}  // namespace dockgate::python
