#pragma once
// The symbolic values of a pickle: what stands on its stack and in its memo.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "weights/pickle_names.hpp"

namespace dockgate::weights {

constexpr std::uint32_t no_index = 0xffffffff;

enum class Kind : std::uint8_t {
  unset,  // of the memo
  unknown,
  none,
  boolean,
  number,
  real,
  text,
  bytes,
  list,
  dict,
  set,
  tuple,
  global,      // an imported name: `index` into the imports
  object,      // what a call gave: `index` of the called name, `data` one more than the call's record
  persistent,  // what a persistent id stands for
};

/// One value. Texts and bytes are views of the stream or of PickleValues.
struct Value {
  Kind kind = Kind::unknown;
  bool hooks = false;              // of a map: a key is one of Python's hooks
  bool latin1 = false;             // of bytes: written as UTF-8 text of code points up to 255
  std::uint32_t index = no_index;  // length of a text; imports, tuples, maps
  std::uint64_t data = 0;          // number; address of a text
};

struct Import {
  std::string module, name;
  NameVerdict verdict;
};

/// A call whose arguments and state matter later.
struct Call {
  Value arguments, state;
};

/// The contents of values. What would take too much memory is not kept: it is then not known.
class PickleValues {
 public:
  static Value text(std::string_view text, Kind kind = Kind::text);
  Value owned_text(std::string text);
  static std::string_view text_of(const Value& value) {
    return {reinterpret_cast<const char*>(static_cast<std::uintptr_t>(value.data)), value.index};
  }
  static Value number(std::int64_t number);

  /// A tuple of the values from `begin` of `stack`, which are taken.
  Value tuple_from(std::vector<Value>& stack, std::size_t begin);
  /// Of a tuple; nothing where it is none, or not kept.
  std::optional<std::size_t> size_of(const Value& tuple) const;
  Value item(const Value& tuple, std::size_t i) const;

  Value map();
  void add_pair(Value& map, const Value& key, const Value& value);
  /// The value under a text key; unknown where there is none.
  Value find(const Value& map, std::string_view key) const;

  /// Keeps what an object was made with; not beyond a million of them.
  void keep_call(Value& object, const Value& arguments);
  Call* call_of(const Value& object);
  const Call* call_of(const Value& object) const;

 private:
  struct Range {
    std::size_t begin = 0;
    std::uint32_t size = 0;
  };
  std::vector<Range> tuples_;
  std::vector<Value> kept_;
  std::vector<std::vector<std::pair<Value, Value>>> maps_;
  std::size_t kept_pairs_ = 0;
  std::vector<Call> calls_;
  std::deque<std::string> owned_;
};

/// What PUT, MEMOIZE and GET share.
class PickleMemo {
 public:
  /// False when there is no room.
  bool put(std::uint64_t index, const Value& value);
  /// MEMOIZE stores under the number of entries (Modules/_pickle.c), whatever PUT did before.
  bool memoize(const Value& value) { return put(count_, value); }
  /// Nothing where it was never set.
  std::optional<Value> get(std::uint64_t index) const;

 private:
  std::vector<Value> near_;
  std::unordered_map<std::uint64_t, Value> far_;
  std::uint64_t count_ = 0;
};

/// The index that a text opcode writes; Python takes blanks, a sign and underscores.
std::optional<std::uint64_t> memo_index(std::string_view line);

/// The bytes of an array that follow the state of joblib's wrapper (joblib/numpy_pickle.py).
struct RawArray {
  bool known = false;    // shape and type are
  bool objects = false;  // a pickle follows in place of numbers
  bool aligned = false;  // a byte with the length of padding, and the padding, stand before them
  std::uint64_t bytes = 0;
};
RawArray raw_array(const PickleValues& values, const Value& state);

}  // namespace dockgate::weights
