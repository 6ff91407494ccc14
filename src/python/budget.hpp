#pragma once
// Parts of the work that is left, for one question or for what is kept for all of them.

#include <algorithm>
#include <cstddef>
#include <utility>

namespace dockgate::python {

/// Leaves at most `most` of `left` to what is done during its life; the rest is `withheld`.
class Bounded {
 public:
  Bounded(std::size_t& left, std::size_t& withheld, std::size_t most)
      : left_(left), withheld_(withheld), outer_(withheld) {
    withheld = left - std::min(left, most);
    left -= withheld;
  }
  ~Bounded() { left_ += std::exchange(withheld_, outer_); }
  Bounded(const Bounded&) = delete;
  Bounded& operator=(const Bounded&) = delete;

 private:
  std::size_t& left_;
  std::size_t& withheld_;
  std::size_t outer_;
};

/// Lifts a bound during its life: what is kept for every question is worked out whole, whatever the question
/// at hand is worth. What is withheld pays for it first.
class Whole {
 public:
  Whole(std::size_t& left, std::size_t& withheld)
      : left_(left), withheld_(withheld), before_(left), lifted_(std::exchange(withheld, 0)) {
    left += lifted_;
  }
  ~Whole() {
    const std::size_t used = before_ + lifted_ - left_;
    withheld_ = lifted_ - std::min(used, lifted_);
    left_ -= withheld_;
  }
  Whole(const Whole&) = delete;
  Whole& operator=(const Whole&) = delete;

 private:
  std::size_t& left_;
  std::size_t& withheld_;
  std::size_t before_, lifted_;
};

}  // namespace dockgate::python
