#pragma once
// What was found out lately, within a bound.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dockgate::text {

/// Values by key, of which those that nobody asked for lately are dropped: at any time between one and two
/// times `most` are kept, by the weights that they are given. Not safe to use from several threads.
template <typename Value>
class Recent {
 public:
  explicit Recent(std::size_t most) : most_(most) {}
  void set_bound(std::size_t most) { most_ = most; }

  /// The value of `key`, or null. It stays where it is until the next call of keep() or find().
  const Value* find(const std::string& key) {
    if (const auto known = young_.find(key); known != young_.end()) return &known->second.value;
    const auto known = old_.find(key);
    if (known == old_.end()) return nullptr;
    Weighed weighed = std::move(known->second);
    old_.erase(known);
    return &put(key, std::move(weighed));
  }
  /// Keeps `value`; where there is one for `key`, that one stays. Gives what is kept.
  const Value& keep(const std::string& key, Value value, std::size_t weight = 1) {
    if (const Value* known = find(key)) return *known;
    return put(key, {std::move(value), weight});
  }
  /// The same; where there is one for `key`, it goes.
  void replace(const std::string& key, Value value, std::size_t weight = 1) {
    old_.erase(key);
    put(key, {std::move(value), weight});
  }
  /// Calls `visit(value)` with each.
  template <typename Visit>
  void each(Visit visit) const {
    for (const auto* map : {&young_, &old_})
      for (const auto& [key, weighed] : *map) visit(weighed.value);
  }

 private:
  struct Weighed {
    Value value;
    std::size_t weight = 1;
  };
  using Map = std::unordered_map<std::string, Weighed>;

  const Value& put(const std::string& key, Weighed weighed) {
    if (weight_ >= most_) {
      old_ = std::exchange(young_, {});
      weight_ = 0;
    }
    weight_ += weighed.weight;
    return young_.insert_or_assign(key, std::move(weighed)).first->second.value;
  }

  std::size_t most_;
  std::size_t weight_ = 0;  // of what is young
  Map young_, old_;         // asked for since the bound was reached last, and before that
};

}  // namespace dockgate::text
