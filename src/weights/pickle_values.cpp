#include "weights/pickle_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/words.hpp"

namespace dockgate::weights {
namespace {

constexpr std::size_t most_memo = 16u << 20;        // entries; 384 MiB
constexpr std::size_t most_kept_values = 8u << 20;  // in tuples and small maps
constexpr std::size_t most_kept_pairs = 16;         // of one map
constexpr std::size_t most_maps = 1'000'000;
constexpr std::size_t most_calls = 1'000'000;

bool is_changing_hook(std::string_view key) {
  static constexpr std::array<std::string_view, 14> hooks{
      "__setstate__",     "__class__", "__reduce__",  "__reduce_ex__", "__getattr__",
      "__getattribute__", "__call__",  "__globals__", "__code__",      "__builtins__",
      "__init__",         "__new__",   "__del__",     "__getitem__"};
  return std::ranges::find(hooks, key) != hooks.end();
}

}  // namespace

Value PickleValues::text(std::string_view text, Kind kind) {
  Value value;
  value.kind = kind;
  value.index = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), no_index - 1));
  value.data = reinterpret_cast<std::uintptr_t>(text.data());
  return value;
}

Value PickleValues::owned_text(std::string text) {
  return PickleValues::text(owned_.emplace_back(std::move(text)));
}

Value PickleValues::number(std::int64_t number) {
  Value value;
  value.kind = Kind::number;
  value.data = static_cast<std::uint64_t>(number);
  return value;
}

Value PickleValues::tuple_from(std::vector<Value>& stack, std::size_t begin) {
  begin = std::min(begin, stack.size());
  Value value;
  value.kind = Kind::tuple;
  const auto size = stack.size() - begin;
  if (kept_.size() + size <= most_kept_values && tuples_.size() < most_kept_values) {
    value.index = static_cast<std::uint32_t>(tuples_.size());
    tuples_.push_back({kept_.size(), static_cast<std::uint32_t>(size)});
    kept_.insert(kept_.end(), stack.begin() + static_cast<std::ptrdiff_t>(begin), stack.end());
  }
  stack.resize(begin);
  return value;
}

std::optional<std::size_t> PickleValues::size_of(const Value& tuple) const {
  if (tuple.kind != Kind::tuple || tuple.index == no_index) return std::nullopt;
  return tuples_[tuple.index].size;
}

Value PickleValues::item(const Value& tuple, std::size_t i) const {
  const auto size = size_of(tuple);
  return size && i < *size ? kept_[tuples_[tuple.index].begin + i] : Value{};
}

Value PickleValues::map() {
  Value value;
  value.kind = Kind::dict;
  if (maps_.size() < most_maps) {
    value.index = static_cast<std::uint32_t>(maps_.size());
    maps_.emplace_back();
  }
  return value;
}

void PickleValues::add_pair(Value& map, const Value& key, const Value& value) {
  if (key.kind != Kind::text) return;
  if (key.index < 64 && is_changing_hook(text_of(key))) map.hooks = true;
  if (map.index == no_index) return;
  auto& pairs = maps_[map.index];
  if (pairs.size() >= most_kept_pairs || kept_pairs_ >= most_kept_values) return;
  pairs.emplace_back(key, value);
  ++kept_pairs_;
}

Value PickleValues::find(const Value& map, std::string_view key) const {
  if (map.kind != Kind::dict || map.index == no_index) return {};
  for (const auto& [name, value] : maps_[map.index])
    if (text_of(name) == key) return value;
  return {};
}

void PickleValues::keep_call(Value& object, const Value& arguments) {
  if (calls_.size() >= most_calls) return;
  calls_.push_back({arguments, {}});
  object.data = calls_.size();
}

Call* PickleValues::call_of(const Value& object) {
  return object.kind == Kind::object && object.data != 0 ? &calls_[object.data - 1] : nullptr;
}

const Call* PickleValues::call_of(const Value& object) const {
  return object.kind == Kind::object && object.data != 0 ? &calls_[object.data - 1] : nullptr;
}

bool PickleMemo::put(std::uint64_t index, const Value& value) {
  const bool near = index < 2 * near_.size() + 4096 && index < most_memo;
  if (near && index >= near_.size()) near_.resize(index + 1, Value{Kind::unset});
  if (!near && far_.size() >= most_memo / 8) return false;
  Value& place = near ? near_[index] : far_.try_emplace(index, Value{Kind::unset}).first->second;
  if (place.kind == Kind::unset) ++count_;
  place = value;
  return true;
}

std::optional<Value> PickleMemo::get(std::uint64_t index) const {
  if (index < near_.size() && near_[index].kind != Kind::unset) return near_[index];
  const auto found = far_.find(index);
  return found == far_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint64_t> memo_index(std::string_view line) {
  std::string digits;
  for (const char c : text::trim(line))
    if (c != '_' && c != '+') digits += c;
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return index;
}

RawArray raw_array(const PickleValues& values, const Value& state) {
  RawArray out;
  const Value shape = values.find(state, "shape");
  const auto dimensions = values.size_of(shape);
  const Call* type = values.call_of(values.find(state, "dtype"));
  if (!dimensions || type == nullptr) return out;
  const Value code = values.item(type->arguments, 0);
  const auto text = code.kind == Kind::text ? PickleValues::text_of(code) : std::string_view();
  if (text.empty()) return out;
  // State: version, byte order, subtype, names, fields, size of an item, alignment, flags
  // (numpy/core/_internal).
  const Value flags = values.item(type->state, 7);
  out.objects = text[0] == 'O' || (flags.kind == Kind::number && (flags.data & 1) != 0);
  out.aligned = values.find(state, "numpy_array_alignment_bytes").kind == Kind::number;
  const Value size = values.item(type->state, 5);
  if (size.kind == Kind::number && static_cast<std::int64_t>(size.data) > 0) {
    out.bytes = size.data;
  } else if (text == "?") {
    out.bytes = 1;
  } else {
    std::from_chars(text.data() + 1, text.data() + text.size(), out.bytes);
  }
  for (std::size_t i = 0; i < *dimensions; ++i) {
    const Value length = values.item(shape, i);
    if (length.kind != Kind::number || __builtin_mul_overflow(out.bytes, length.data, &out.bytes)) return out;
  }
  out.known = true;
  return out;
}

}  // namespace dockgate::weights
