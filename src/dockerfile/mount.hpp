#pragma once
// The comma-separated options of `RUN --mount` and `RUN --device`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

struct MountOption {
  std::string key;   // lower case, as written otherwise: "src", "ro"
  MappedText text;   // the whole field, "src=/a"
  MappedText value;  // after `=`; variables unexpanded
  bool has_value = false;
};

struct MountOptions {
  std::vector<MountOption> options;  // in order, all fields
  std::optional<SyntaxError> error;  // not comma-separated values; then `options` is empty

  /// The last option under one of BuildKit's names for it: "source" also finds `src`, "target" also `dst` and
  /// `destination`, "readonly" also `ro`, "readwrite" also `rw`. Null when there is none.
  const MountOption* find(std::string_view key) const;
  /// "bind" unless given otherwise.
  std::string type() const;
};

/// Splits the value of `flag` into its options.
MountOptions mount_options(const Flag& flag);

/// A key of `--mount` by its own name, and whether it needs a value.
struct MountKey {
  std::string_view name;
  bool needs_value = true;
};
/// The keys that can still be written behind `options`, what `--mount=` has so far: those that do something
/// for its type and are not there yet.
std::vector<MountKey> keys_behind(std::string_view options);

/// What BuildKit refuses about a mount once the variables in it are expanded: unknown keys and types, keys
/// that do not go with the type, malformed numbers. An option whose value has a `$` is taken to be right.
/// These are no errors of the file's syntax: BuildKit finds them only when it builds the stage.
std::optional<SyntaxError> check_mount(const MountOptions& mount);

/// What BuildKit's instruction reader refuses about a mount: malformed values, and a variable in `from`.
std::optional<SyntaxError> read_mount(const Flag& flag);
/// The same about a device: everything that can be wrong with it.
std::optional<SyntaxError> read_device(const Flag& flag);

}  // namespace dockgate::dockerfile
