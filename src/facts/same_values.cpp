#include "facts/same_values.hpp"

#include <algorithm>
#include <type_traits>

namespace dockgate::facts {
namespace {

constexpr int deepest_compared = 4;  // of lists and mappings in one another that are looked into

class ValueComparison {
 public:
  explicit ValueComparison(SamePlace same_place) : same_place_(same_place) {}

  bool same(const python::ValuePtr& a, const python::ValuePtr& b, int depth) const {
    if (a == b) return true;
    if (a == nullptr || b == nullptr || depth > deepest_compared || !same_place_(a->at, b->at)) return false;
    return std::ranges::equal(
        a->possible, b->possible,
        [&](const python::Possible& x, const python::Possible& y) { return same_possible(x, y, depth); });
  }

 private:
  bool same_possible(const python::Possible& a, const python::Possible& b, int depth) const {
    return a.value.index() == b.value.index() && a.from_default == b.from_default && a.path == b.path &&
           std::visit(
               [&](const auto& left) {
                 return same_held(left, std::get<std::decay_t<decltype(left)>>(b.value), depth);
               },
               a.value) &&
           std::ranges::equal(a.trace, b.trace, [&](const python::Step& x, const python::Step& y) {
             return x.what == y.what && same_place_(x.at, y.at);
           });
  }

  bool same_held(const python::None&, const python::None&, int) const { return true; }
  bool same_held(bool a, bool b, int) const { return a == b; }
  bool same_held(long long a, long long b, int) const { return a == b; }
  bool same_held(const std::string& a, const std::string& b, int) const { return a == b; }
  bool same_held(const python::Name& a, const python::Name& b, int) const { return a.dotted == b.dotted; }
  bool same_held(const python::Unknown& a, const python::Unknown& b, int) const {
    return a.what == b.what && a.variable == b.variable && a.why == b.why && a.prefix == b.prefix &&
           a.pattern == b.pattern && same_place_(a.at, b.at);
  }
  bool same_held(const python::List& a, const python::List& b, int depth) const {
    return a.complete == b.complete &&
           std::ranges::equal(a.items, b.items, [&](const python::ValuePtr& x, const python::ValuePtr& y) {
             return same(x, y, depth + 1);
           });
  }
  bool same_held(const python::Dict& a, const python::Dict& b, int depth) const {
    return a.complete == b.complete &&
           std::ranges::equal(a.items, b.items, [&](const python::DictItem& x, const python::DictItem& y) {
             return x.key == y.key && x.maybe == y.maybe && same(x.value, y.value, depth + 1);
           });
  }
  /// Numbers that need not be equal to themselves, and objects of the program.
  template <typename Other>
  bool same_held(const Other&, const Other&, int) const {
    return false;
  }

  SamePlace same_place_;
};

}  // namespace

bool same_value(const python::ValuePtr& a, const python::ValuePtr& b, SamePlace same_place) {
  return ValueComparison(same_place).same(a, b, 0);
}

}  // namespace dockgate::facts
