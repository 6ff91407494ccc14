#pragma once
// Variables of a running script: assignments over what the caller knows, with a way back for branches.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/script.hpp"

namespace dockgate::shell {

struct Variable {
  std::string value;
  bool known = true;
  std::string missing;             // "$NAME" or what its value depends on, when not known
  std::string assumed;             // the variable whose default was taken
  std::vector<std::string> items;  // of an array; `value` is then the first
  /// Of an array: what each item depends on that is not known, "" for an item that is; empty: all are known.
  std::vector<std::string> gaps;
  std::vector<std::string> keys;    // of an associative array, one an item
  bool unset = false;               // `unset NAME`
  std::vector<std::string> others;  // what it may be where branches that may run give several values
  bool operator==(const Variable&) const = default;
};

/// Where in an array of `count` items the one of `index` stands: by its key, where the array has keys, else
/// by its number, a negative one from the end. `count` where there is none; nothing where `index` is no
/// number.
std::optional<std::size_t> item_at(const std::vector<std::string>& keys, std::size_t count,
                                   std::string_view index);

class Variables {
 public:
  Variables(const Lookup& lookup, std::vector<MappedText> parameters);

  /// The value in force; not known where neither the script nor the caller gives one.
  Variable get(std::string_view name) const;
  /// Values above 64 KiB become unknown, so that doubling (`X=$X$X`) stays cheap.
  void set(std::string_view name, Variable value);

  /// Positional parameters from $1 on; nothing when they are not known.
  const std::optional<std::vector<MappedText>>& parameters() const { return parameters_; }
  void set_parameters(std::optional<std::vector<MappedText>> parameters) {
    parameters_ = std::move(parameters);
  }

  using Changes = std::map<std::string, Variable, std::less<>>;
  std::size_t mark() const { return journal_.size(); }
  /// Undoes every change since `mark` and gives the values that stood at its end.
  Changes rollback(std::size_t mark);
  /// Sets what holds after one of `branches` ran; `complete` when one of them certainly did. A variable that
  /// may have several values is unknown; one that nothing else sets keeps its only value, as assumed.
  void merge(const std::vector<Changes>& branches, bool complete);

  /// Puts `name` into the environment of later commands; `at` is where its value was set.
  void export_name(std::string_view name, const Place& at);
  /// `set -a`: what is set from now on is exported.
  void export_all(bool on) { export_all_ = on; }
  /// What is exported now; null when nothing is.
  std::shared_ptr<const std::vector<Exported>> exported();
  /// Whether an assignment to `name` reaches the environment: it is exported, or came from there.
  bool reaches_environment(std::string_view name) const;

  /// Takes `bytes` from what one script may expand to; false when it is used up.
  bool spend(std::size_t bytes);

 private:
  const Lookup& lookup_;
  std::optional<std::vector<MappedText>> parameters_;
  std::map<std::string, Variable, std::less<>> values_;
  std::vector<std::pair<std::string, std::optional<Variable>>> journal_;
  std::map<std::string, Place, std::less<>> exported_;
  std::shared_ptr<const std::vector<Exported>> snapshot_;  // of what is exported, while nothing changes
  bool changed_ = false;
  bool export_all_ = false;
  std::size_t budget_ = 16u << 20;
};

}  // namespace dockgate::shell
