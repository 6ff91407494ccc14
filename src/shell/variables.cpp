#include "shell/variables.hpp"

#include <algorithm>
#include <cctype>

#include "text/ascii.hpp"

namespace dockgate::shell {
namespace {

constexpr std::size_t max_others = 4;  // values that one variable may have
constexpr std::size_t max_value = 64u << 10;
constexpr std::size_t max_items = 256;
constexpr std::size_t max_exported = 256;

Variable unknown(std::string_view name) {
  Variable variable;
  variable.known = false;
  variable.missing = "$" + std::string(name);
  return variable;
}

/// Where branches only add items to an array (`args+=(--port "$PORT")`), the one to which most are added;
/// null where they differ in another way.
const Variable* longest_array(const std::vector<Variable>& candidates) {
  const auto longest =
      std::ranges::max_element(candidates, {}, [](const Variable& v) { return v.items.size(); });
  if (longest == candidates.end() || longest->items.empty()) return nullptr;
  const auto begins = [&](const Variable& other) {
    if (!other.known || !other.keys.empty() || (other.items.empty() && !other.value.empty())) return false;
    return std::equal(other.items.begin(), other.items.end(), longest->items.begin());
  };
  return std::ranges::all_of(candidates, begins) ? &*longest : nullptr;
}

}  // namespace

std::optional<std::size_t> item_at(const std::vector<std::string>& keys, std::size_t count,
                                   std::string_view index) {
  if (!keys.empty())
    return std::min(count, static_cast<std::size_t>(std::ranges::find(keys, index) - keys.begin()));
  const bool negative = index.starts_with('-');
  if (negative) index.remove_prefix(1);
  if (index.empty() || index.size() > 4 || !text::is_all_digits(index)) return std::nullopt;
  const auto at = static_cast<std::size_t>(std::stoul(std::string(index)));
  if (!negative) return std::min(at, count);
  return at == 0 || at > count ? count : count - at;
}

Variables::Variables(const Lookup& lookup, std::vector<MappedText> parameters) : lookup_(lookup) {
  if (!parameters.empty()) parameters_ = std::move(parameters);
}

Variable Variables::get(std::string_view name) const {
  if (text::is_all_digits(name)) {
    if (name == "0") {
      const auto found = values_.find(name);
      return found != values_.end() ? found->second : unknown(name);
    }
    if (!parameters_ || name.size() > 4) return unknown(name);
    const std::size_t index = static_cast<std::size_t>(std::stoul(std::string(name)));
    Variable variable;
    if (index <= parameters_->size()) variable.value = (*parameters_)[index - 1].text();
    return variable;
  }
  if (const auto found = values_.find(name); found != values_.end()) return found->second;
  if (lookup_) {
    if (auto value = lookup_(name)) {
      Variable variable;
      variable.value = std::move(*value);
      return variable;
    }
  }
  return unknown(name);
}

void Variables::set(std::string_view name, Variable value) {
  if (value.value.size() > max_value || value.items.size() > max_items) value = unknown(name);
  changed_ = true;
  const auto found = values_.find(name);
  if (found == values_.end()) {
    journal_.emplace_back(name, std::nullopt);
    values_.emplace(name, std::move(value));
  } else {
    journal_.emplace_back(name, std::move(found->second));
    found->second = std::move(value);
  }
}

Variables::Changes Variables::rollback(std::size_t mark) {
  Changes changes;
  changed_ = changed_ || journal_.size() > mark;
  while (journal_.size() > mark) {
    auto& [name, before] = journal_.back();
    const auto found = values_.find(name);
    if (found != values_.end()) {
      changes.emplace(name, found->second);  // the first seen is the last that was set
      if (before) {
        found->second = std::move(*before);
      } else {
        values_.erase(found);
      }
    }
    journal_.pop_back();
  }
  return changes;
}

void Variables::merge(const std::vector<Changes>& branches, bool complete) {
  Changes merged;
  for (const Changes& branch : branches) {
    for (const auto& [name, value] : branch) {
      if (merged.count(name) != 0) continue;
      const Variable before = get(name);
      std::vector<Variable> candidates;
      const auto add = [&](const Variable& candidate) {
        if (std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
          candidates.push_back(candidate);
        }
      };
      for (const Changes& other : branches) {
        const auto found = other.find(name);
        add(found == other.end() ? before : found->second);
      }
      if (!complete) add(before);
      if (candidates.size() == 1) {
        merged.emplace(name, candidates.front());
        continue;
      }
      if (const Variable* longest = longest_array(candidates)) {
        merged.emplace(name, *longest);
        continue;
      }
      std::erase(candidates, unknown(name));  // set by nobody before: the other value is its default
      if (candidates.size() == 1 && candidates.front().known) {
        candidates.front().assumed = "$" + name;
        merged.emplace(name, candidates.front());
      } else {
        Variable several = unknown(name);
        const auto take = [&](const std::string& text) {
          if (several.others.size() < max_others &&
              std::find(several.others.begin(), several.others.end(), text) == several.others.end())
            several.others.push_back(text);
        };
        for (const Variable& candidate : candidates) {
          if (candidate.known && candidate.items.empty()) take(candidate.value);
          for (const std::string& text : candidate.others) take(text);
        }
        merged.emplace(name, std::move(several));
      }
    }
  }
  for (auto& [name, value] : merged) set(name, std::move(value));
}

bool Variables::reaches_environment(std::string_view name) const {
  return export_all_ || exported_.find(name) != exported_.end() || (lookup_ && lookup_(name).has_value());
}

void Variables::export_name(std::string_view name, const Place& at) {
  if (exported_.size() >= max_exported && exported_.find(name) == exported_.end()) return;
  exported_.insert_or_assign(std::string(name), at);
  changed_ = true;
}

std::shared_ptr<const std::vector<Exported>> Variables::exported() {
  if (!changed_) return snapshot_;
  changed_ = false;
  auto all = std::make_shared<std::vector<Exported>>();
  for (const auto& [name, at] : exported_) {
    const auto found = values_.find(name);
    // Exported in a subshell that has ended, or only named: its value is that of the environment.
    if (found == values_.end()) continue;
    const Variable& variable = found->second;
    all->push_back({name, variable.value, variable.known, variable.missing, at, variable.unset});
  }
  snapshot_ = all->empty() ? nullptr : std::move(all);
  return snapshot_;
}

bool Variables::spend(std::size_t bytes) {
  if (bytes > budget_) {
    budget_ = 0;
    return false;
  }
  budget_ -= bytes;
  return true;
}

}  // namespace dockgate::shell
