// Settings, and what they extend, to a policy; every name in them is checked here.
#include <algorithm>
#include <array>
#include <cstdint>

#include "policy/arena.hpp"
#include "policy/builtin.hpp"
#include "policy/hadolint_file.hpp"
#include "policy/level.hpp"
#include "policy/policy.hpp"
#include "policy/regexes.hpp"
#include "text/digest.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::array<std::string_view, 4> builtin_names{"recommended", "hadolint", "buildkit", "all"};
constexpr std::size_t max_extensions = 8;  // one inside of another
constexpr std::size_t max_files = 32;      // in all
// What is compared with each other is bounded, so that no policy takes long to load.
constexpr std::size_t max_settings = 2000, max_custom = 1000;
constexpr std::size_t from_command_line = SIZE_MAX;

std::string place_name(const Place& at) {
  return at.source->path() + ":" + std::to_string(at.source->line_of(at.span.begin));
}

}  // namespace

class PolicyLoader {
 public:
  explicit PolicyLoader(const FileTree* tree) : policy_(new Policy()), tree_(tree) {
    policy_->edition_ = builtin_edition();
    for (const BuiltinBoundary& each : builtin_boundaries())
      policy_->boundaries_.push_back(builtin_boundary(each));
    policy_->unclassified_ = builtin_unclassified();
    policy_->unclassified_origin_ = "the built-in policy";
    for (const BuiltinList& list : builtin_lists()) {
      auto& entries = policy_->lists_[std::string(list.name)];
      for (const BuiltinList::Entry& entry : list.entries) {
        entries.push_back(
            {std::string(entry.name), {entry.match.begin(), entry.match.end()}, {}, {}, {}, {}});
      }
    }
  }

  static PolicyPtr builtin(std::string_view name) {
    if (std::ranges::find(builtin_names, name) == builtin_names.end()) return nullptr;
    PolicyLoader loader(nullptr);
    loader.policy_->sets_ = {std::string(name)};
    loader.policy_->title_ = "builtin:" + std::string(name);
    loader.leave_comments_to_their_tools();
    loader.finish_rules();
    loader.policy_->note_wanted();
    return PolicyPtr(std::move(loader.policy_));
  }

  static LoadResult file(const SourcePtr& source, const FileTree* tree, std::string_view path,
                         const HadolintOptions* hadolint) {
    PolicyLoader loader(tree);
    loader.hadolint_ = hadolint;
    loader.policy_->title_ = source->path();
    loader.policy_->folder_ = text::parent(source->path());
    loader.collect(source, path, 0);
    loader.apply_all();
    if (!loader.problems_.empty()) return loader.failure();
    loader.policy_->note_wanted();
    return PolicyPtr(std::move(loader.policy_));
  }

  static LoadResult with_levels(const Policy& base,
                                std::span<const std::pair<std::string, std::string>> levels) {
    PolicyLoader loader(nullptr);
    *loader.policy_ = base;
    const Place option;  // no text to point at
    for (const auto& [name, word] : levels) {
      RuleSetting setting;
      setting.pattern = name;
      setting.at = option;
      if (const auto level = level_from(word)) {
        setting.levels.push_back({"", *level, option});
      } else {
        loader.complain(option,
                        text::with_hint("`" + name + "=" + word +
                                            "`: the level has to be one of error, warning, info, style, off",
                                        word, {level_words.begin(), level_words.end()}));
      }
      loader.add_setting(setting, {}, "--rule", from_command_line);
    }
    if (!loader.problems_.empty()) return loader.failure();
    loader.policy_->note_wanted();
    return PolicyPtr(std::move(loader.policy_));
  }

 private:
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }

  // The problems in the order in which a reader of the files meets them.
  LoadResult failure() {
    std::ranges::stable_sort(problems_, {}, [](const Problem& problem) {
      return std::pair(problem.at.source ? problem.at.source->path() : std::string(), problem.at.span.begin);
    });
    return LoadResult::failure(std::move(problems_));
  }

  Boundary builtin_boundary(const BuiltinBoundary& from) const {
    Boundary result;
    result.name = result.like = from.name;
    if (from.fail_on >= 0) result.fail_on = static_cast<Severity>(from.fail_on);
    if (from.unresolved >= 0) result.unresolved = static_cast<Severity>(from.unresolved);
    if (from.at_most >= 0) result.at_most = static_cast<Severity>(from.at_most);
    if (from.suppress_inline >= 0)
      result.suppress_inline = static_cast<InlineSuppression>(from.suppress_inline);
    if (comments_count_) result.suppress_inline = InlineSuppression::allow;
    if (from.exception_days > 0) result.exception_days = from.exception_days;
    result.rank = static_cast<std::size_t>(&from - builtin_boundaries().data());
    return result;
  }

  // Reads `source` and, before it, what it extends; the extended ones come first in settings_. Paths in an
  // extended file are relative to the policy that extends it.
  void collect(const SourcePtr& source, std::string_view path, std::size_t depth) {
    const auto node = yaml::parse(source);
    if (!node) return complain(node.error().at, node.error().message);
    const bool hadolint = hadolint_ != nullptr || is_hadolint_file(source->path());
    Settings settings =
        hadolint ? read_hadolint_file(*node, problems_, hadolint_ != nullptr ? *hadolint_ : HadolintOptions{})
                 : read_settings(*node, problems_);
    for (const Extension& extension : settings.extends) extend(extension, path, depth);
    if (settings.extends.empty()) add_set("recommended");
    settings_.push_back(std::move(settings));
    policy_->sources_.emplace_back(source->path(), text::sha256(source->bytes()));
  }

  void extend(const Extension& extension, std::string_view path, std::size_t depth) {
    if (extension.file.empty()) {
      if (std::ranges::find(builtin_names, extension.builtin) == builtin_names.end()) {
        return complain(extension.at,
                        text::with_hint("no built-in policy is called `" + extension.builtin + "`",
                                        extension.builtin, {builtin_names.begin(), builtin_names.end()}));
      }
      return add_set(extension.builtin);
    }
    if (!tree_) return complain(extension.at, "another file cannot be extended here");
    if (depth + 1 >= max_extensions || ++files_ > max_files)
      return complain(extension.at, "policies extend each other in a circle or too deeply");
    const auto file = text::normalize(text::join(text::parent(path), extension.file));
    const auto source = file ? tree_->read(*file) : Result<SourcePtr, FileError>::failure(FileError::outside);
    if (!source) {
      return complain(extension.at,
                      "`" + extension.file + "` cannot be read: " + std::string(to_string(source.error())));
    }
    if (const std::string found = text::sha256((*source)->bytes());
        !extension.sha256.empty() && found != extension.sha256) {
      return complain(extension.at, "`" + extension.file + "` is not what was reviewed: its SHA-256 is " +
                                        found + ", and " + extension.sha256 + " is expected");
    }
    collect(*source, *file, depth + 1);
  }

  // Whoever takes over another tool's rules alone has its comments, too: they count as they do there.
  void leave_comments_to_their_tools() {
    const auto& sets = policy_->sets_;
    comments_count_ = std::ranges::none_of(
        sets, [](const std::string& set) { return set == "recommended" || set == "all"; });
    if (!comments_count_) return;
    for (Boundary& each : policy_->boundaries_) each.suppress_inline = InlineSuppression::allow;
  }

  void add_set(const std::string& name) {
    auto& sets = policy_->sets_;
    if (std::ranges::find(sets, name) == sets.end()) sets.push_back(name);
  }

  // Boundaries and lists of all files first, since rules and classifications name them.
  void apply_all() {
    leave_comments_to_their_tools();
    for (const Settings& each : settings_) {
      policy_->edition_ = each.edition;
      apply_boundaries(each);
      for (const auto& [name, entries] : each.lists) {
        auto& list = policy_->lists_[name];
        list.insert(list.end(), entries.begin(), entries.end());
      }
    }
    check_list_boundaries();
    for (const Settings& each : settings_) read_custom(each);
    for (const Settings& each : settings_)
      for (const yaml::Node& node : each.catalog) read_catalog(node);
    finish_rules();
    for (const Settings& each : settings_) {
      ++layers_;
      apply_classification(each);
      for (const RuleSetting& setting : each.rules) add_setting(setting, {}, place_name(setting.at), layers_);
      for (const Override& one : each.overrides) {
        for (const RuleSetting& setting : one.rules)
          add_setting(setting, one.paths, place_name(setting.at), layers_);
      }
      for (const Exception& exception : each.exceptions) add_exception(exception);
      if (each.comments) policy_->comments_ = each.comments;
    }
    // The last one is the file itself; what it extends has tests of its own.
    if (settings_.empty()) return;
    for (const yaml::Node& node : settings_.back().tests) add_test(read_test(node, problems_));
  }

  void add_test(PolicyTest test) {
    if (!test.boundary.empty()) check_boundary(test.boundary, test.at);
    for (const Expectation& each : test.expect) check_rule_name(each.rule, each.at);
    for (const auto& [rule, at] : test.absent) check_rule_name(rule, at);
    policy_->tests_.push_back(std::move(test));
  }

  void apply_boundaries(const Settings& settings) {
    if (!settings.boundaries.empty()) {
      std::vector<Boundary> result;
      for (const BoundarySettings& each : settings.boundaries) {
        result.push_back(boundary(each));
        result.back().rank = result.size() - 1;
      }
      policy_->boundaries_ = std::move(result);
    }
    if (settings.unclassified) {
      policy_->unclassified_ = *settings.unclassified;
      policy_->unclassified_origin_ = place_name(settings.unclassified_at);
      check_boundary(*settings.unclassified, settings.unclassified_at);
    } else if (!policy_->find_boundary(policy_->unclassified_)) {
      policy_->unclassified_ = policy_->strictest().name;
      policy_->unclassified_origin_ = settings.source->path();
    }
  }

  Boundary boundary(const BoundarySettings& from) {
    const auto known = builtin_boundaries();
    const auto same = [](std::string_view name) {
      return [name](const BuiltinBoundary& each) { return each.name == name; };
    };
    Boundary result;
    if (const Boundary* below = policy_->find_boundary(from.name)) {
      result = *below;
    } else {
      // A boundary that nobody described is judged as the strictest.
      result = builtin_boundary(known.back());
    }
    if (from.like) {
      const auto found = std::ranges::find_if(known, same(*from.like));
      if (found == known.end()) {
        complain(from.at, "`like: " + *from.like + "` has to name research, internal or production");
      } else {
        result = builtin_boundary(*found);
      }
    }
    result.name = from.name;
    for (const auto& [key, at] : from.places) result.origins[key] = place_name(at);
    if (from.fail_on) result.fail_on = static_cast<Severity>(*from.fail_on);
    if (from.unresolved) result.unresolved = static_cast<Severity>(*from.unresolved);
    if (from.at_most) result.at_most = static_cast<Severity>(*from.at_most);
    if (from.suppress_inline) result.suppress_inline = *from.suppress_inline;
    if (from.exception_days) result.exception_days = from.exception_days;
    result.never_fails = from.never_fails;
    return result;
  }

  // What is empty was complained about when it was read.
  bool check_boundary(const std::string& name, const Place& at) {
    if (name.empty() || policy_->find_boundary(name)) return !name.empty();
    std::vector<std::string_view> known;
    for (const Boundary& each : policy_->boundaries_) known.push_back(each.name);
    complain(at, text::with_hint("no boundary is called `" + name + "`", name, known));
    return false;
  }

  void check_list_boundaries() {
    for (const auto& [name, entries] : policy_->lists_) {
      for (const ListEntry& entry : entries) {
        for (const std::string& boundary : entry.boundaries) check_boundary(boundary, entry.at);
      }
    }
  }

  // The commands have a reader of their own.
  void read_catalog(const yaml::Node& node) {
    policy_->has_catalog_ = true;
    yaml::Node rest = node;
    std::erase_if(rest.entries, [](const yaml::Entry& entry) { return entry.first.scalar == "commands"; });
    policy_->catalog_.add(rest, problems_);
    if (const yaml::Node* commands = node.find("commands"))
      policy_->catalog_commands_.add(*commands, problems_);
  }

  void read_custom(const Settings& settings) {
    std::vector<std::string> boundaries, lists;
    for (const Boundary& each : policy_->boundaries_) boundaries.push_back(each.name);
    for (const auto& [name, entries] : policy_->lists_) lists.push_back(name);
    RuleChecks checks;
    checks.examples_required = false;
    checks.form_is_checked = true;
    checks.boundaries = boundaries;
    checks.lists = lists;
    for (const yaml::Node& node : settings.custom) {
      if (policy_->custom_.size() >= max_custom) {
        return complain(node.at, "more than " + std::to_string(max_custom) + " rules");
      }
      const auto rule = read_rule(node, *policy_->arena_, problems_, checks);
      if (!rule) continue;
      const bool taken =
          find_builtin_rule(rule->name) != nullptr ||
          std::ranges::find(policy_->custom_, rule->name, &Rule::name) != policy_->custom_.end();
      if (taken) complain(node.at, "a rule called `" + std::string(rule->name) + "` exists already");
      policy_->custom_.push_back(*rule);
    }
  }

  void finish_rules() {
    auto& rules = policy_->rules_;
    for (const Rule& rule : builtin_rules()) {
      if (rule.edition <= policy_->edition_) rules.push_back(&rule);
    }
    for (const Rule& rule : policy_->custom_) rules.push_back(policy_->arena_->keep_one(rule));
    std::ranges::sort(rules, {}, [](const Rule* rule) { return rule->name; });
  }

  void apply_classification(const Settings& settings) {
    const Boundary* floor = policy_->find_boundary(policy_->unclassified_);
    for (const Classification& each : settings.classify) {
      if (!check_boundary(each.boundary, each.at)) continue;
      const Boundary* boundary = policy_->find_boundary(each.boundary);
      if (floor && boundary->rank < floor->rank && !each.lowers) {
        complain(each.at, "`" + each.boundary + "` is looser than `" + floor->name +
                              "`, which unclassified files have; write `lowers: true` if that is meant");
      }
      policy_->classify_.emplace_back(each, place_name(each.at));
    }
  }

  std::vector<std::string_view> rule_names() const {
    std::vector<std::string_view> names;
    for (const Rule* rule : policy_->rules_) {
      names.push_back(rule->name);
      for (const Alias& alias : rule->aliases)
        if (alias.field.empty()) names.push_back(alias.name);
    }
    return names;
  }

  bool check_rule(const std::string& pattern, const Place& at) {
    if (pattern.empty()) return false;
    const bool glob = pattern.find('*') != std::string::npos;
    // Only `*`, and no longer than a name: nothing else is needed, and braces would cost time.
    if (glob && (pattern.size() > 100 || pattern.find_first_of("{[?\\") != std::string::npos)) {
      complain(at, "a pattern of rules is a name with `*` in it");
      return false;
    }
    const bool known =
        glob ? std::ranges::any_of(policy_->rules_,
                                   [&](const Rule* rule) { return text::glob_match(pattern, rule->name); })
             : policy_->find_rule(pattern) != nullptr;
    if (!known) complain(at, text::with_hint("no rule is called `" + pattern + "`", pattern, rule_names()));
    return known;
  }

  void add_setting(const RuleSetting& from, const std::vector<std::string>& paths, std::string origin,
                   std::size_t layer) {
    if (policy_->settings_.size() == max_settings) {
      // Once for all that follow.
      complain(from.at, "more than " + std::to_string(max_settings) + " levels of rules");
    }
    if (policy_->settings_.size() >= max_settings + 1 || !check_rule(from.pattern, from.at)) return;
    Policy::Setting setting;
    static_cast<RuleSetting&>(setting) = from;
    setting.origin = std::move(origin);
    setting.layer = layer;
    setting.paths = paths;
    for (const BoundaryLevel& each : from.levels) check_boundary(each.boundary, each.at);
    check_locks(setting);
    policy_->settings_.push_back(std::move(setting));
  }

  // A locked level may be raised, but not lowered, by a file that extends the one with the lock.
  void check_locks(const Policy::Setting& setting) {
    for (const Rule* rule : policy_->rules_) {
      // Under conditional aliases too: what they cover is a part of the rule.
      std::vector<std::string> aliases = alias_names(*rule);
      aliases.push_back(setting.pattern);
      if (!setting.covers(*rule, aliases)) continue;
      for (const Policy::Setting& lock : policy_->settings_) {
        aliases.back() = lock.pattern == rule->name ? setting.pattern : lock.pattern;
        if (!lock.locked || lock.layer >= setting.layer || !lock.covers(*rule, aliases)) continue;
        for (const Boundary& boundary : policy_->boundaries_) {
          const auto wanted = setting.at_boundary(boundary), least = lock.at_boundary(boundary);
          const bool later = setting.effective && least && *least > static_cast<int>(Severity::warning);
          if ((wanted && least && *wanted < *least) || later) {
            complain(setting.at, "`" + std::string(rule->name) + "` is locked at " +
                                     std::string(level_name(*least)) + " for " + boundary.name + " by " +
                                     lock.origin);
            break;
          }
        }
      }
    }
  }

  static std::vector<std::string> alias_names(const Rule& rule) {
    std::vector<std::string> names;
    for (const Alias& alias : rule.aliases) names.emplace_back(alias.name);
    return names;
  }

  void check_rule_name(const std::string& name, const Place& at) {
    if (name.find('*') != std::string::npos) return complain(at, "names one rule, not a pattern");
    check_rule(name, at);
  }

  void add_exception(const Exception& exception) {
    if (exception.rule.find('*') != std::string::npos) {
      return complain(exception.at, "an exception names one rule, not a pattern");
    }
    if (check_rule(exception.rule, exception.at)) policy_->exceptions_.push_back(exception);
  }

  std::shared_ptr<Policy> policy_;
  const FileTree* tree_;
  const HadolintOptions* hadolint_ = nullptr;  // the file is one of hadolint's, which extend no other
  std::vector<Settings> settings_;
  std::vector<Problem> problems_;
  std::size_t layers_ = 0;
  bool comments_count_ = false;  // unless a boundary says otherwise
  std::size_t files_ = 0;
};

PolicyPtr Policy::builtin(std::string_view name) {
  return PolicyLoader::builtin(name);
}

LoadResult Policy::parse(const SourcePtr& source, const FileTree* tree, std::string_view path) {
  return PolicyLoader::file(source, tree, path, nullptr);
}

LoadResult Policy::parse_hadolint(const SourcePtr& source) {
  return parse_hadolint(source, {});
}

LoadResult Policy::parse_hadolint(const SourcePtr& source, const HadolintOptions& options) {
  return PolicyLoader::file(source, nullptr, {}, &options);
}

LoadResult Policy::with_levels(std::span<const std::pair<std::string, std::string>> levels) const {
  return PolicyLoader::with_levels(*this, levels);
}

}  // namespace dockgate::policy
