#include "weights/pickle_machine.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <vector>

#include "text/ascii.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"
#include "weights/bytes.hpp"
#include "weights/pickle_names.hpp"
#include "weights/pickle_strings.hpp"
#include "weights/pickle_values.hpp"
#include "weights/torch_bytes.hpp"

namespace dockgate::weights {
namespace {

constexpr std::size_t most_stack = 16u << 20;  // values

std::string shown(const Import& import) {
  return "`" + import.module + "." + import.name + "`";
}

class Machine {
 public:
  Machine(std::string_view bytes, std::size_t begin, const Spot& spot, Findings& findings,
          const PickleOptions& options)
      : bytes_(bytes), at_(begin), begin_(begin), spot_(spot), findings_(findings), options_(options) {}

  PickleRun run() {
    while (!done_) {
      opcode_at_ = at_;
      if (at_ >= bytes_.size()) {
        stop_broken("it ends without STOP");
        break;
      }
      if (findings_.opcodes_left() == 0) {
        run_.end = PickleRun::End::limit;
        run_.why = "it has too many opcodes";
        break;
      }
      --findings_.opcodes_left();
      const auto opcode = static_cast<unsigned char>(bytes_[at_++]);
      step(opcode);
      check_frame(opcode);
    }
    run_.next = at_;
    run_.imports = imports_.size();
    return std::move(run_);
  }

 private:
  // ---- reading the stream

  void stop_broken(std::string why) {
    done_ = true;
    if (run_.why.empty()) run_.why = std::move(why);
    run_.end = PickleRun::End::broken;
  }
  void stop_limit(std::string why) {
    done_ = true;
    run_.why = std::move(why);
    run_.end = PickleRun::End::limit;
  }
  /// A mistake after which an unpickler would stop; what follows is read all the same.
  void mistake(std::string why) {
    if (run_.why.empty()) run_.why = std::move(why) + " at byte " + std::to_string(opcode_at_);
    mistaken_ = true;
  }

  template <typename T>
  T number() {
    if (bytes_.size() - at_ < sizeof(T)) {
      stop_broken("it ends in the middle of an opcode");
      at_ = bytes_.size();
      return 0;
    }
    at_ += sizeof(T);
    return little<T>(bytes_, at_ - sizeof(T));
  }

  std::string_view run_of(std::uint64_t size) {
    if (size > bytes_.size() - at_) {
      stop_broken("it ends in the middle of an opcode");
      at_ = bytes_.size();
      return {};
    }
    at_ += static_cast<std::size_t>(size);
    return bytes_.substr(at_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
  }

  std::string_view line() {
    const auto end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) {
      stop_broken("it ends in the middle of a line");
      at_ = bytes_.size();
      return {};
    }
    const auto out = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return out;
  }

  // Unpicklers in C and in Python disagree where an opcode crosses the end of its frame.
  void check_frame(unsigned char opcode) {
    if (frame_end_ == 0 || opcode == 0x95) return;
    if (opcode_at_ < frame_end_ && at_ > frame_end_ && !done_) {
      findings_.suspicious("an opcode crosses the end of its frame: unpicklers read it differently",
                           spot_.at(opcode_at_));
    }
    if (at_ >= frame_end_) frame_end_ = 0;
  }

  // ---- the stack

  std::size_t fence() const { return marks_.empty() ? 0 : marks_.back(); }
  void push(Value value) {
    if (stack_.size() >= most_stack) return stop_limit("its stack is too high");
    stack_.push_back(value);
  }
  void push(Kind kind) {
    Value value;
    value.kind = kind;
    push(value);
  }
  Value pop() {
    if (stack_.size() <= fence()) {
      mistake("it takes from an empty stack");
      return {};
    }
    const Value value = stack_.back();
    stack_.pop_back();
    return value;
  }
  /// Begin of the values above the last mark; the mark is taken.
  std::size_t take_mark() {
    if (marks_.empty()) {
      mistake("it has no mark");
      return stack_.size();
    }
    const auto begin = marks_.back();
    marks_.pop_back();
    return begin;
  }
  Value top() {
    if (stack_.size() <= fence()) {
      mistake("it takes from an empty stack");
      return {};
    }
    return stack_.back();
  }

  /// A value becomes part of another one. Names that are harmless in one use only may not.
  void hand_over(const Value& value) {
    if (value.kind != Kind::global) return;
    const Import& import = imports_[value.index];
    if (import.verdict.kind != NameVerdict::Kind::allowed) return;
    switch (import.verdict.use) {
      case Use::any:
      case Use::tensor:
      case Use::encode:
      case Use::array:
        return;
      case Use::type_of:
        return;  // `type` itself, as a class of something
      case Use::attribute:
      case Use::import_call:
      case Use::torch_bytes:
        findings_.dangerous("hands over " + shown(import) + ", which can reach any code",
                            spot_.at(opcode_at_));
        return;
    }
  }
  void hand_over_from(std::size_t begin) {
    for (auto i = begin; i < stack_.size(); ++i) hand_over(stack_[i]);
  }

  // ---- values

  static std::string_view text_of(const Value& value) { return PickleValues::text_of(value); }
  Value item(const Value& tuple, std::size_t i) const { return values_.item(tuple, i); }
  Value tuple_from(std::size_t begin) {
    begin = std::min(begin, stack_.size());
    hand_over_from(begin);
    return values_.tuple_from(stack_, begin);
  }

  // ---- names

  Value import(std::string module, std::string name) {
    auto key = module + '\n' + name;
    auto [found, added] = by_name_.emplace(std::move(key), static_cast<std::uint32_t>(imports_.size()));
    if (added) {
      imports_.push_back({std::move(module), std::move(name), {}});
      judge(imports_.back());
    }
    Value value;
    value.kind = Kind::global;
    value.index = found->second;
    return value;
  }

  void judge(Import& import) {
    if (options_.torchscript && (import.module == "__torch__" || import.module.starts_with("__torch__."))) {
      import.verdict.kind = NameVerdict::Kind::allowed;
      return;
    }
    import.verdict = judge_name(import.module, import.name);
    if (import.verdict.kind == NameVerdict::Kind::dangerous) {
      findings_.dangerous("imports " + shown(import) + ": " + import.verdict.why, spot_.at(opcode_at_));
    } else if (import.verdict.kind == NameVerdict::Kind::unknown) {
      findings_.suspicious("imports " + shown(import) + ", which is on no list of harmless names",
                           spot_.at(opcode_at_));
    }
  }

  void stack_global() {
    const Value name = pop();
    const Value module = pop();
    const auto is_name = [](const Value& value) {
      return (value.kind == Kind::text || value.kind == Kind::bytes) && value.index < 4096;
    };
    if (!is_name(name) || !is_name(module)) {
      findings_.dangerous("imports a name that is computed while it is read", spot_.at(opcode_at_));
      push(Value{});
      return;
    }
    push(import(std::string(text_of(module)), std::string(text_of(name))));
  }

  // ---- calls

  void call(const Value& callee, const Value& arguments) {
    run_.calls = true;
    Value result;
    result.kind = Kind::object;
    if (callee.kind != Kind::global) {
      findings_.suspicious("calls something that is no imported name", spot_.at(opcode_at_));
      push(result);
      return;
    }
    result.index = callee.index;
    switch (imports_[callee.index].verdict.use) {
      case Use::any:
      case Use::tensor:
        break;
      case Use::array:
        run_.arrays = true;
        values_.keep_call(result, arguments);
        break;
      case Use::attribute:
        result = attribute(callee, arguments);
        break;
      case Use::import_call:
        result = import_by_call(callee, arguments);
        break;
      case Use::type_of:
        if (values_.size_of(arguments) != 1)
          findings_.dangerous("calls `type` to make a class", spot_.at(opcode_at_));
        break;
      case Use::encode:
        result = encoded(arguments);
        break;
      case Use::torch_bytes:
        scan_torch_bytes(arguments);
        break;
    }
    if (imports_[callee.index].name == "dtype") values_.keep_call(result, arguments);
    push(result);
  }

  /// getattr(class, "MEMBER"), as enumerations are pickled by Python 3.11, is another import.
  Value attribute(const Value& callee, const Value& arguments) {
    const Value owner = item(arguments, 0);
    const Value name = item(arguments, 1);
    const bool constant = name.kind == Kind::text && name.index < 4096;
    const auto text = constant ? std::string(text_of(name)) : std::string();
    if (!constant || is_hook(text) || values_.size_of(arguments) != 2) {
      findings_.dangerous("calls " + shown(imports_[callee.index]) + " for " +
                              (constant ? "`" + text + "`" : "a name that is computed"),
                          spot_.at(opcode_at_));
      return {};
    }
    if (owner.kind != Kind::global) {
      findings_.suspicious("takes the attribute `" + text + "` of an object", spot_.at(opcode_at_));
      return {};
    }
    const Import& whole = imports_[owner.index];
    const bool member =
        std::ranges::all_of(text, [](char c) { return text::is_upper(c) || text::is_digit(c) || c == '_'; });
    if (whole.verdict.kind == NameVerdict::Kind::allowed && whole.verdict.use == Use::any && member) {
      Value value;
      value.kind = Kind::object;
      value.index = owner.index;
      return value;
    }
    return import(whole.module, whole.name + "." + text);
  }

  Value import_by_call(const Value& callee, const Value& arguments) {
    const Value module = item(arguments, 0);
    const Value name = item(arguments, 1);
    if (module.kind != Kind::text || name.kind != Kind::text || module.index > 4096 || name.index > 4096) {
      findings_.dangerous("calls " + shown(imports_[callee.index]) + " for a name that is computed",
                          spot_.at(opcode_at_));
      return {};
    }
    return import(std::string(text_of(module)), std::string(text_of(name)));
  }

  /// Protocol 2 writes bytes as _codecs.encode(text, "latin1").
  Value encoded(const Value& arguments) {
    const Value text = item(arguments, 0);
    const Value codec = item(arguments, 1);
    const auto name = codec.kind == Kind::text ? text_of(codec) : std::string_view();
    const bool plain = name == "latin1" || name == "latin-1" || name == "utf-8" || name == "ascii";
    if (text.kind != Kind::text || !plain) {
      findings_.suspicious("encodes text by another codec than `latin1`", spot_.at(opcode_at_));
      return {};
    }
    Value bytes = text;
    bytes.kind = Kind::bytes;
    bytes.latin1 = true;
    return bytes;
  }

  void scan_torch_bytes(const Value& arguments) {
    const Value bytes = item(arguments, 0);
    if (bytes.kind != Kind::bytes) {
      findings_.dangerous("opens a torch file that is computed while it is read", spot_.at(opcode_at_));
      return;
    }
    if (bytes.index >= no_index - 1) {
      findings_.not_scanned("a torch file inside of it is too large", spot_.at(opcode_at_));
      return;
    }
    const auto spot = spot_.in("torch file at byte " + std::to_string(opcode_at_));
    if (bytes.latin1) {
      findings_.count_unpacked(bytes.index);
      scan_torch_bytes_in_pickle(to_latin1(text_of(bytes)), spot, findings_, options_.depth + 1);
    } else {
      scan_torch_bytes_in_pickle(text_of(bytes), spot, findings_, options_.depth + 1);
    }
  }

  // ---- changes of objects

  bool is_global_target(const Value& target, std::string_view what) {
    if (target.kind != Kind::global) return false;
    findings_.dangerous(std::string(what) + " " + shown(imports_[target.index]) + " itself",
                        spot_.at(opcode_at_));
    return true;
  }

  void build() {
    const Value state = pop();
    hand_over(state);
    const Value target = top();
    run_.calls = true;
    if (is_global_target(target, "changes")) return;
    bool hooks = state.hooks;
    for (std::size_t i = 0; i < std::min<std::size_t>(values_.size_of(state).value_or(0), 2); ++i)
      hooks = hooks || item(state, i).hooks;
    if (hooks)
      findings_.suspicious("replaces one of the hooks of an object, such as `__setstate__`",
                           spot_.at(opcode_at_));
    if (Call* made = values_.call_of(target)) {
      made->state = state;
      if (imports_[target.index].verdict.use == Use::array) skip_array(state);
    } else if (target.kind != Kind::object && target.kind != Kind::unknown) {
      findings_.suspicious("sets the state of something that is no object", spot_.at(opcode_at_));
    }
  }

  void set_items(std::size_t begin) {
    begin = std::min(begin, stack_.size());
    hand_over_from(begin);
    if (begin == 0 || begin <= fence()) {
      mistake("it has no map to set items of");
      stack_.resize(begin);
      return;
    }
    Value& target = stack_[begin - 1];
    if ((stack_.size() - begin) % 2 != 0) mistake("a key has no value");
    if (target.kind == Kind::dict) {
      for (auto i = begin; i + 1 < stack_.size(); i += 2) values_.add_pair(target, stack_[i], stack_[i + 1]);
    } else if (target.kind == Kind::persistent || (target.kind == Kind::object && target.index != no_index &&
                                                   imports_[target.index].verdict.use == Use::tensor)) {
      findings_.dangerous("sets items of a tensor or storage while it is read", spot_.at(opcode_at_));
    } else if (!is_global_target(target, "sets items of") && target.kind != Kind::object &&
               target.kind != Kind::unknown) {
      findings_.suspicious("sets items of something that is no map", spot_.at(opcode_at_));
    }
    stack_.resize(begin);
  }

  void append_from(std::size_t begin, bool to_set) {
    begin = std::min(begin, stack_.size());
    hand_over_from(begin);
    if (begin == 0 || begin <= fence()) {
      mistake("it has no list to append to");
    } else {
      const Value& target = stack_[begin - 1];
      const bool right = target.kind == (to_set ? Kind::set : Kind::list) || target.kind == Kind::object ||
                         target.kind == Kind::unknown;
      if (!is_global_target(target, "adds to") && !right)
        findings_.suspicious("adds to something that is no list or set", spot_.at(opcode_at_));
    }
    stack_.resize(begin);
  }

  // ---- joblib: the bytes of an array follow the state of its wrapper

  void skip_array(const Value& state) {
    const auto array = raw_array(values_, state);
    frame_end_ = 0;
    if (array.objects) return run_inner();
    if (!array.known) return stop_broken("an array of joblib has no shape or type that is known");
    if (array.aligned) run_of(number<std::uint8_t>());
    if (!done_) run_of(array.bytes);
  }

  /// A pickle of its own in the middle of this one.
  void run_inner() {
    if (options_.depth >= findings_.limits().depth) return stop_limit("pickles stand too deep in each other");
    auto inner = options_;
    ++inner.depth;
    const auto run = run_pickle(bytes_, at_, spot_, findings_, inner);
    at_ = run.next;
    if (run.end == PickleRun::End::limit) return stop_limit(run.why);
    if (run.end == PickleRun::End::broken) stop_broken("an array of objects inside of it: " + run.why);
  }

  // ---- memo

  void put(std::optional<std::uint64_t> index) {
    if (index && !memo_.put(*index, top())) stop_limit("its memo is too large");
  }
  void get(std::optional<std::uint64_t> index) {
    const auto value = index ? memo_.get(*index) : std::nullopt;
    if (index && !value) mistake("it reads memo " + std::to_string(*index) + ", which is not set");
    push(value.value_or(Value{}));
  }
  std::optional<std::uint64_t> memo_line() {
    const auto index = memo_index(line());
    if (!index) mistake("a memo index is no number");
    return index;
  }

  // ---- opcodes

  void extension(std::uint64_t code) {
    // No writer of models makes them; what an earlier load registered would be called.
    findings_.dangerous(
        "uses extension code " + std::to_string(code) + ": what it imports is registered elsewhere",
        spot_.at(opcode_at_));
    push(Value{});
  }

  void persistent(const Value& id) {
    if (!options_.torch) {
      findings_.suspicious("has a persistent id outside of a torch file", spot_.at(opcode_at_));
    } else if (id.kind == Kind::tuple) {
      const Value first = item(id, 0);
      const auto word = first.kind == Kind::text || first.kind == Kind::bytes ? text_of(first) : "";
      // torch/serialization.py: a class with its source, which is compared and not run, stands for itself.
      if (word == "module") return push(item(id, 1));
      if (word != "storage")
        findings_.suspicious("has a persistent id that torch does not write", spot_.at(opcode_at_));
    }
    push(Kind::persistent);
  }

  void new_object(bool extended) {
    if (extended) hand_over(pop());
    const Value arguments = pop();
    const Value callee = pop();
    const auto use = callee.kind == Kind::global ? imports_[callee.index].verdict.use : Use::any;
    if (use != Use::attribute && use != Use::import_call && use != Use::torch_bytes)
      return call(callee, arguments);
    hand_over(callee);
    push(Kind::object);
  }

  void proto(unsigned version) {
    if (version > 5) stop_broken("protocol " + std::to_string(version) + " is not known");
    if (opcode_at_ != begin_)
      findings_.suspicious("states its protocol in the middle: scanners take that for another pickle",
                           spot_.at(opcode_at_));
  }

  void frame(std::uint64_t size) {
    if (frame_end_ > opcode_at_)
      findings_.suspicious("a frame begins inside of another: unpicklers read it differently",
                           spot_.at(opcode_at_));
    if (size > bytes_.size() - at_) mistake("a frame is longer than the file");
    frame_end_ = at_ + static_cast<std::size_t>(std::min<std::uint64_t>(size, bytes_.size() - at_));
  }

  void step(unsigned char opcode);
  void step_text(unsigned char opcode);
  void integer_line(std::string_view text, bool is_long);

  std::string_view bytes_;
  std::size_t at_ = 0, begin_ = 0, opcode_at_ = 0;
  const Spot& spot_;
  Findings& findings_;
  PickleOptions options_;
  PickleRun run_;
  bool done_ = false, mistaken_ = false;
  std::size_t frame_end_ = 0;  // 0: outside of frames

  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;
  PickleMemo memo_;
  PickleValues values_;
  std::vector<Import> imports_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
};

void Machine::integer_line(std::string_view text, bool is_long) {
  text = text::trim(text);
  if (is_long && text.ends_with('L')) text.remove_suffix(1);
  if (!is_long && (text == "00" || text == "01")) return push(Kind::boolean);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  push(PickleValues::number(value));
}

/// Opcodes whose argument is a line or a run of bytes.
void Machine::step_text(unsigned char opcode) {
  switch (opcode) {
    case 'S':
      return push(values_.owned_text(unquote(line())));
    case 'V':
      return push(values_.owned_text(unescape_unicode(line())));
    case 'T':
      return push(PickleValues::text(run_of(number<std::uint32_t>())));
    case 'U':
      return push(PickleValues::text(run_of(number<std::uint8_t>())));
    case 'X':
      return push(PickleValues::text(run_of(number<std::uint32_t>())));
    case 0x8c:
      return push(PickleValues::text(run_of(number<std::uint8_t>())));
    case 0x8d:
      return push(PickleValues::text(run_of(number<std::uint64_t>())));
    case 'B':
      return push(PickleValues::text(run_of(number<std::uint32_t>()), Kind::bytes));
    case 'C':
      return push(PickleValues::text(run_of(number<std::uint8_t>()), Kind::bytes));
    case 0x8e:
    case 0x96:
      return push(PickleValues::text(run_of(number<std::uint64_t>()), Kind::bytes));
    default:
      return stop_broken("opcode " + std::to_string(opcode) + " is unknown");
  }
}

void Machine::step(unsigned char opcode) {
  switch (opcode) {
    case '(':
      if (marks_.size() >= most_stack) return stop_limit("it has too many marks");
      return marks_.push_back(stack_.size());
    case '.': {
      const Value result = pop();
      run_.result_is_number = result.kind == Kind::number;
      done_ = true;
      run_.end = mistaken_ ? PickleRun::End::broken : PickleRun::End::stop;
      return;
    }
    case '0':
      if (stack_.size() > fence()) {
        stack_.pop_back();
      } else {
        take_mark();
      }
      return;
    case '1':
      return stack_.resize(std::min(take_mark(), stack_.size()));
    case '2':
      return push(top());
    case 'F':
      line();
      return push(Kind::real);
    case 'I':
      return integer_line(line(), false);
    case 'L':
      return integer_line(line(), true);
    case 'J':
      return push(PickleValues::number(number<std::int32_t>()));
    case 'K':
      return push(PickleValues::number(number<std::uint8_t>()));
    case 'M':
      return push(PickleValues::number(number<std::uint16_t>()));
    case 'N':
      return push(Kind::none);
    case 'P':
      return persistent(PickleValues::text(line()));
    case 'Q':
      return persistent(pop());
    case 'R': {
      const Value arguments = pop();
      return call(pop(), arguments);
    }
    case 'a': {
      if (stack_.size() <= fence()) return mistake("it takes from an empty stack");
      return append_from(stack_.size() - 1, false);
    }
    case 'b':
      return build();
    case 'c': {
      auto module = std::string(line());
      auto name = std::string(line());
      if (done_) return;
      return push(import(std::move(module), std::move(name)));
    }
    case 'd': {
      const auto begin = take_mark();
      hand_over_from(begin);
      Value map = values_.map();
      for (auto i = begin; i + 1 < stack_.size(); i += 2) values_.add_pair(map, stack_[i], stack_[i + 1]);
      stack_.resize(std::min(begin, stack_.size()));
      return push(map);
    }
    case '}':
      return push(values_.map());
    case 'e':
      return append_from(take_mark(), false);
    case 'g':
      return get(memo_line());
    case 'h':
      return get(number<std::uint8_t>());
    case 'j':
      return get(number<std::uint32_t>());
    case 'i': {
      auto module = std::string(line());
      auto name = std::string(line());
      if (done_) return;
      const Value arguments = tuple_from(take_mark());
      return call(import(std::move(module), std::move(name)), arguments);
    }
    case 'l': {
      const auto begin = take_mark();
      hand_over_from(begin);
      stack_.resize(std::min(begin, stack_.size()));
      return push(Kind::list);
    }
    case ']':
      return push(Kind::list);
    case 'o': {
      const auto begin = take_mark();
      if (begin >= stack_.size()) return mistake("it has no class to make an object of");
      const Value arguments = tuple_from(begin + 1);
      return call(pop(), arguments);
    }
    case 'p':
      return put(memo_line());
    case 'q':
      return put(number<std::uint8_t>());
    case 'r':
      return put(number<std::uint32_t>());
    case 's':
      if (stack_.size() < fence() + 2) return mistake("it takes from an empty stack");
      return set_items(stack_.size() - 2);
    case 't':
      return push(tuple_from(take_mark()));
    case ')':
      return push(tuple_from(stack_.size()));
    case 'u':
      return set_items(take_mark());
    case 'G':
      number<std::uint64_t>();
      return push(Kind::real);
    case 0x80:
      return proto(number<std::uint8_t>());
    case 0x81:
      return new_object(false);
    case 0x82:
      return extension(number<std::uint8_t>());
    case 0x83:
      return extension(number<std::uint16_t>());
    case 0x84:
      return extension(number<std::uint32_t>());
    case 0x85:
    case 0x86:
    case 0x87: {
      const std::size_t size = opcode - 0x84u;
      if (stack_.size() < fence() + size) mistake("it takes from an empty stack");
      return push(
          tuple_from(stack_.size() - std::min(size, stack_.size() - std::min(fence(), stack_.size()))));
    }
    case 0x88:
    case 0x89:
      return push(Kind::boolean);
    case 0x8a: {
      const auto digits = run_of(number<std::uint8_t>());
      return push(PickleValues::number(
          digits.size() <= 8 ? little<std::int64_t>(std::string(digits) + std::string(8, '\0'), 0) : -1));
    }
    case 0x8b: {
      const auto size = number<std::int32_t>();
      if (size < 0) return stop_broken("a number has a negative length");
      run_of(static_cast<std::uint64_t>(size));
      return push(PickleValues::number(-1));
    }
    case 0x8f:
      return push(Kind::set);
    case 0x90:
      return append_from(take_mark(), true);
    case 0x91: {
      const auto begin = take_mark();
      hand_over_from(begin);
      stack_.resize(std::min(begin, stack_.size()));
      return push(Kind::set);
    }
    case 0x92:
      return new_object(true);
    case 0x93:
      return stack_global();
    case 0x94:
      if (!memo_.memoize(top())) stop_limit("its memo is too large");
      return;
    case 0x95:
      return frame(number<std::uint64_t>());
    case 0x97:
      return push(Kind::bytes);
    case 0x98:
      return;
    default:
      return step_text(opcode);
  }
}

}  // namespace

PickleRun run_pickle(std::string_view bytes, std::size_t begin, const Spot& spot, Findings& findings,
                     const PickleOptions& options) {
  return Machine(bytes, std::min(begin, bytes.size()), spot, findings, options).run();
}

}  // namespace dockgate::weights
