#pragma once
// From a build to all its facts.

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "build/build.hpp"
#include "catalog/apis.hpp"
#include "catalog/commands.hpp"
#include "facts/facts.hpp"
#include "facts/wanted.hpp"

namespace dockgate::facts {

/// Parsed modules by content and what calls and commands mean, shared by the builds of one run. Safe to use
/// from several threads. `more` and `more_commands` are the rows of a policy; they stand before the built-in
/// ones and have to outlive the cache.
class ModuleCache;
/// Whether the same files are judged again after edits: then what only a later judgement can need is kept,
/// and what no longer counts is dropped in time.
enum class Reuse { one_run, edits };
std::shared_ptr<ModuleCache> make_module_cache(std::vector<catalog::Tables> more = {},
                                               std::span<const catalog::CommandRow> more_commands = {},
                                               Reuse reuse = Reuse::one_run);

/// Says whether the policy names a file, by its display path, as a model's code.
using NamesModelCode = std::function<bool(std::string_view shown)>;

struct CollectOptions {
  std::shared_ptr<ModuleCache> cache;  // null: one of its own, with the built-in rows
  bool hash_weights = false;           // compute the digests of weight files
  bool all_code = false;  // parse also the files in which nothing is known, to tell what is not valid Python
  unsigned jobs = 1;      // threads, for files that are read one by one
  Wanted wanted;          // the facts that somebody asks for, of those that can be left out; null: all
  bool calls = false;     // collect every call of the Python code, for a policy that asks about calls
  bool issues = false;  // look at the code that models bring along, for a policy that asks about code issues
  NamesModelCode names_model_code;  // what else is a model's code, by the policy; may be empty
  bool code = true;  // follow the image into the Python code that it runs; false: nobody asks about that
};

/// What the Dockerfile and the shell scripts say, and what is needed to go on from there into the Python
/// code. `build` has to outlive it.
struct DockerfileSide;
std::shared_ptr<const DockerfileSide> dockerfile_side(const build::Build& build,
                                                      const CollectOptions& options);

/// Runs every collector. Never fails: what could not be read is in `not_judged`. Facts stand in the order of
/// their places, without duplicates. `side`, of the same build and with the same options, is made where it is
/// not given.
BuildFacts collect(const build::Build& build, const CollectOptions& options = {},
                   std::shared_ptr<const DockerfileSide> side = nullptr);

}  // namespace dockgate::facts
