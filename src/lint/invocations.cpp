#include "lint/invocations.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "build/bake.hpp"
#include "build/cog.hpp"
#include "build/compose.hpp"
#include "build/ignore_file.hpp"
#include "dockerfile/parse.hpp"
#include "facts/collect.hpp"
#include "lint/recognize.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lint {

namespace {

constexpr std::size_t most_builds = 500;

bool is_yaml_name(std::string_view name) {
  return name.ends_with(".yml") || name.ends_with(".yaml");
}

/// docker-compose.gpu.yml, compose-dev.yaml: given to `docker compose -f` by hand.
bool is_compose_variant_name(std::string_view name) {
  if (!is_yaml_name(name)) return false;
  for (const std::string_view prefix : {"docker-compose", "compose"}) {
    if (!name.starts_with(prefix) || name.size() <= prefix.size()) continue;
    const char next = name[prefix.size()];
    if (next == '.' || next == '-' || next == '_') return true;
  }
  return false;
}

/// Read with the file that it overrides, never alone.
bool is_compose_override_name(std::string_view name) {
  return name.ends_with(".override.yml") || name.ends_with(".override.yaml");
}

bool is_bake_name(std::string_view name) {
  return build::is_bake_file_name(name) || name == "docker-bake.override.hcl" ||
         name == "docker-bake.override.json";
}

NotJudged at_place(const Place& at, std::string_view fallback, std::string reason, bool part) {
  NotJudged item{std::string(fallback), {}, std::move(reason), part};
  if (at.source) {
    item.file = at.source->path();
    item.at = at.source->position(at.span.begin);
  }
  return item;
}

/// Whether an image that a service only starts loads a model there, by what is known of images and commands.
bool loads_models(const build::Invocation& invocation, const std::shared_ptr<facts::ModuleCache>& cache) {
  const auto file = std::make_shared<const dockerfile::File>(dockerfile::parse(invocation.inline_dockerfile));
  facts::CollectOptions options;
  options.cache = cache;
  const facts::BuildFacts facts = facts::collect(build::resolve(file, nullptr, invocation.request), options);
  return !facts.models.empty();
}

class Builder {
 public:
  explicit Builder(const std::shared_ptr<const FileTree>& tree) : tree_(tree) {}

  /// `path`: the file that was read, or the first of them. `partly`: a file that may be a fragment.
  void add(const std::string& path, build::Invocations read, bool partly) {
    const std::string shown = tree_->display_path(path);
    for (const Problem& problem : read.problems) {
      out_.not_judged.push_back(at_place(problem.at, shown, problem.message, read.readable || partly));
    }
    if (read.builds.size() > most_builds) {
      out_.not_judged.push_back(at_place(
          read.builds[most_builds].at, shown,
          "asks for more than " + std::to_string(most_builds) + " builds; the rest is not judged this way",
          true));
      read.builds.resize(most_builds);
    }
    for (build::Invocation& invocation : read.builds) add_one(path, shown, std::move(invocation));
  }

  Asked take() { return std::move(out_); }

 private:
  void add_one(const std::string& path, const std::string& shown, build::Invocation invocation) {
    const auto refuse = [&](const std::string& reason) {
      out_.not_judged.push_back(
          at_place(invocation.at, shown, text::printable(invocation.request.label) + ": " + reason, true));
    };
    if (!invocation.context.empty() && tree_->kind(invocation.context) != EntryKind::folder) {
      return refuse("the context `" + text::printable(invocation.context) + "` is no folder");
    }
    for (build::NamedContext& context : invocation.request.contexts) {
      if (context.kind != build::NamedContext::Kind::folder) continue;
      if (!context.out_of_tree && text::is_below(context.value, invocation.context)) {
        const bool is_root = invocation.context.empty() || context.value == invocation.context;
        context.inside =
            is_root && !invocation.context.empty()
                ? std::string()
                : context.value.substr(invocation.context.empty() ? 0 : invocation.context.size() + 1);
      } else {
        out_.not_judged.push_back(at_place(context.at, shown,
                                           text::printable(invocation.request.label) + ": what comes from `" +
                                               text::printable(context.name) +
                                               "` is not followed, the folder lies outside of the context",
                                           true));
      }
    }
    if (invocation.only_with_models) {
      if (!cache_) cache_ = facts::make_module_cache();
      if (!loads_models(invocation, cache_)) return;
    }
    LintInput input{tree_, path, invocation.inline_dockerfile, nullptr};
    if (!invocation.inline_dockerfile) {
      input.path = invocation.dockerfile;
      if (const auto ignore = tree_->read(input.path + ".dockerignore", build::longest_ignore_file))
        invocation.request.ignore_file = *ignore;
      const auto& source = read(input.path);
      if (!source.source)
        return refuse("the Dockerfile `" + text::printable(input.path) + "`: " + source.reason);
      input.source = source.source;
    }
    input.invocation = std::make_shared<const build::Invocation>(std::move(invocation));
    if (seen_.insert(input_key(input)).second) out_.inputs.push_back(std::move(input));
  }

  struct Read {
    SourcePtr source;
    std::string reason;
  };
  /// Services often share a Dockerfile.
  const Read& read(const std::string& path) {
    const auto known = read_.find(path);
    if (known != read_.end()) return known->second;
    Read& slot = read_[path];
    const auto source = tree_->read(path);
    if (!source) {
      slot.reason = to_string(source.error());
    } else {
      slot.reason = why_no_dockerfile((*source)->bytes(), name_kind(text::file_name(path)));
      if (slot.reason.empty()) slot.source = *source;
    }
    return slot;
  }

  std::shared_ptr<const FileTree> tree_;
  std::map<std::string, Read> read_;
  std::shared_ptr<facts::ModuleCache> cache_;
  std::set<std::string> seen_;
  Asked out_;
};

/// Whether the build is that of the last stage, which `docker build` takes where nobody names one.
bool builds_last_stage(const LintInput& input) {
  const std::string& target = input.invocation->request.target;
  if (target.empty()) return true;
  SourcePtr source = input.source;
  if (!source) {
    const auto read = input.tree->read(input.path);
    if (!read) return true;
    source = *read;
  }
  const auto file = dockerfile::parse(source);
  std::size_t stages = 0;
  const dockerfile::Instruction* last = nullptr;
  for (const auto& instruction : file.instructions)
    if (instruction.keyword == "FROM") {
      last = &instruction;
      ++stages;
    }
  if (last == nullptr || target == std::to_string(stages - 1)) return true;
  const auto& words = last->args;
  return words.size() == 3 && text::equal_ignoring_case(words.back().view(), target);
}

void put_over(std::vector<std::pair<std::string, std::string>>& values, const std::string& name) {
  values.erase(
      std::remove_if(values.begin(), values.end(), [&](const auto& value) { return value.first == name; }),
      values.end());
}

}  // namespace

bool is_build_file_name(std::string_view name) {
  return build::is_compose_file_name(name) || is_compose_variant_name(name) || is_bake_name(name) ||
         build::is_cog_file_name(name);
}

Asked read_build_files(const std::shared_ptr<const FileTree>& tree, const std::vector<std::string>& paths) {
  Builder builder(tree);
  std::set<std::string> baked;
  for (const std::string& path : paths) {
    const std::string_view name = text::file_name(path);
    if (is_bake_name(name)) {
      const std::string folder(text::parent(path));
      if (baked.insert(folder).second) builder.add(path, build::read_bake_folder(*tree, folder), false);
    } else if (build::is_cog_file_name(name)) {
      builder.add(path, build::read_cog(*tree, path), false);
    } else if (!is_compose_override_name(name)) {
      builder.add(path, build::read_compose(*tree, path), !build::is_compose_file_name(name));
    }
  }
  return builder.take();
}

std::string input_key(const LintInput& input) {
  std::string key;
  // Lengths keep ("ab", "c") and ("a", "bc") apart.
  const auto add = [&](std::string_view text) {
    key += text;
    key += '\0';
    key += std::to_string(text.size());
    key += '\0';
  };
  const auto add_pairs = [&](const std::vector<std::pair<std::string, std::string>>& pairs) {
    add(std::to_string(pairs.size()));
    for (const auto& [name, value] : pairs) {
      add(name);
      add(value);
    }
  };
  const auto add_words = [&](const std::optional<std::vector<std::string>>& words) {
    add(words ? std::to_string(words->size()) : "none");
    if (words) std::for_each(words->begin(), words->end(), add);
  };
  add(input.tree->display_path(input.path));
  if (!input.invocation) return key;
  const build::Invocation& invocation = *input.invocation;
  const build::Request& request = invocation.request;
  add(request.label);
  add(invocation.context);
  add(request.target);
  add(invocation.inline_dockerfile ? invocation.inline_dockerfile->bytes() : std::string_view());
  add(request.platform);
  add(std::to_string(request.contexts.size()));
  for (const build::NamedContext& context : request.contexts) {
    add(context.name);
    add(std::to_string(static_cast<int>(context.kind)));
    add(context.value);
  }
  add_pairs(request.build_args);
  add_pairs(request.unknown_args);
  add_pairs(request.environment);
  add_pairs(request.unknown_environment);
  add_words(request.command);
  add_words(request.command_missing);
  add_words(request.entrypoint);
  add_words(request.entrypoint_missing);
  return key;
}

void keep_each_once(std::vector<LintInput>& inputs) {
  std::set<std::string> asked;  // Dockerfiles whose last stage a build file asks for
  for (const LintInput& input : inputs) {
    if (input.invocation && !input.invocation->inline_dockerfile && builds_last_stage(input))
      asked.insert(input.tree->display_path(input.path));
  }
  std::set<std::string> seen;
  std::vector<std::pair<std::string, LintInput>> kept;
  for (LintInput& input : inputs) {
    std::string shown = input.tree->display_path(input.path);
    if (!input.invocation && asked.count(shown) != 0) continue;
    if (seen.insert(input_key(input)).second) kept.emplace_back(std::move(shown), std::move(input));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  inputs.clear();
  for (auto& [shown, input] : kept) inputs.push_back(std::move(input));
}

build::Request with_options(build::Request request, const LintOptions& options) {
  for (const auto& [name, value] : options.build_args) {
    put_over(request.build_args, name);
    put_over(request.unknown_args, name);
  }
  request.build_args.insert(request.build_args.end(), options.build_args.begin(), options.build_args.end());
  if (!options.target.empty()) request.target = options.target;
  return request;
}

}  // namespace dockgate::lint
