#pragma once
// Parts of the work that is left, for one question or for what is kept for all of them.

#include <algorithm>
#include <cstddef>
#include <utility>

namespace dockgate::python {

/// What keeps the question at hand from the work that is left.
struct Bound {
  bool holds = false;
  std::size_t withheld = 0;
};

/// Leaves at most `most` of `left` to what is done during its life; the rest is withheld.
class Bounded {
 public:
  Bounded(std::size_t& left, Bound& bound, std::size_t most) : left_(left), bound_(bound), outer_(bound) {
    bound = {bound.holds || most < left, left - std::min(left, most)};
    left -= bound.withheld;
  }
  ~Bounded() { left_ += std::exchange(bound_, outer_).withheld; }
  Bounded(const Bounded&) = delete;
  Bounded& operator=(const Bounded&) = delete;

 private:
  std::size_t& left_;
  Bound& bound_;
  Bound outer_;
};

/// Lifts a bound during its life: what is kept for every question is worked out whole, whatever the question
/// at hand is worth. What is withheld pays for it first.
class Whole {
 public:
  Whole(std::size_t& left, Bound& bound)
      : left_(left), bound_(bound), before_(left), lifted_(std::exchange(bound, {})) {
    left += lifted_.withheld;
  }
  ~Whole() {
    const std::size_t used = before_ + lifted_.withheld - left_;
    bound_ = {lifted_.holds, lifted_.withheld - std::min(used, lifted_.withheld)};
    left_ -= bound_.withheld;
  }
  Whole(const Whole&) = delete;
  Whole& operator=(const Whole&) = delete;

 private:
  std::size_t& left_;
  Bound& bound_;
  std::size_t before_;
  Bound lifted_;
};

}  // namespace dockgate::python
