#pragma once
// Storage behind the views of rules that were read at run time.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::policy {

/// Keeps texts and arrays at fixed places for as long as it lives, also when it is moved.
class Arena {
 public:
  std::string_view keep(std::string text) {
    if (text.empty()) return {};
    auto kept = std::make_shared<const std::string>(std::move(text));
    blocks_.push_back(kept);
    return *kept;
  }
  template <typename T>
  std::span<const T> keep(std::vector<T> items) {
    if (items.empty()) return {};
    auto kept = std::make_shared<const std::vector<T>>(std::move(items));
    blocks_.push_back(kept);
    return *kept;
  }
  template <typename T>
  const T* keep_one(T item) {
    auto kept = std::make_shared<const T>(std::move(item));
    blocks_.push_back(kept);
    return kept.get();
  }

 private:
  std::vector<std::shared_ptr<const void>> blocks_;
};

}  // namespace dockgate::policy
