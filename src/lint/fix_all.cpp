// Fixes in passes: choose, try, compare, keep. include/dockgate/fix.hpp says what holds in the end.
#include "lint/fix_all.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "build/invocation.hpp"
#include "facts/collect.hpp"
#include "fix/choose.hpp"
#include "fix/meaning.hpp"
#include "lint/fix_comparison.hpp"
#include "lint/judge.hpp"
#include "text/file_trees.hpp"

namespace dockgate {

namespace {

using fix::Chosen;
using lint::FindingCounts;
using lint::FixGroups;
using Names = std::set<std::string>;

constexpr int most_rounds = 12;  // of fixes that follow from one another
constexpr int most_passes =
    10'000;  // each mends or refuses something; the bound is against a mistake of ours

/// A fix that does not serve, by its place, which moves with the edits around it.
struct Refused {
  std::string path;
  std::uint32_t begin;
  std::string rule, title;
};

/// A compose or bake file, which may hold a Dockerfile.
bool is_build_file(std::string_view path) {
  return path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".hcl") ||
         path.ends_with(".json");
}

std::string dockerfile_of(const LintInput& input) {
  return input.source ? input.source->path() : input.tree->display_path(input.path);
}

class Fixer {
 public:
  Fixer(const FindFixInputs& find, const LintOptions& options, const FixOptions& fixes)
      : find_(find), options_(options), fixes_(fixes) {}

  FixResult run() && {
    set_all(judge({}));
    bool changed = false;
    for (int pass = 0; pass < most_passes; ++pass) {
      const std::vector<Chosen> chosen = choose();
      if (chosen.empty()) {
        if (limits_.empty()) break;
        limits_.clear();  // those that waited for others have their turn when nothing else is left
        continue;
      }
      step(chosen);
      changed = changed || !texts_.empty();
    }
    result_.left = changed ? judge({}) : std::move(first_);
    for (auto& [path, text] : texts_) {
      const SourcePtr& before = originals_.at(path);
      if (text != before->bytes()) result_.files.push_back({path, before, text});
    }
    return std::move(result_);
  }

 private:
  /// Judges the builds of `dockerfiles` with the texts as they are now, all where none is named.
  LintResult judge(const Names& dockerfiles) { return judge(dockerfiles, texts_); }
  LintResult judge(const Names& dockerfiles, const FileTexts& texts) {
    FixInputs found = find_(texts);
    if (!dockerfiles.empty())
      std::erase_if(found.inputs,
                    [&](const LintInput& input) { return !dockerfiles.contains(dockerfile_of(input)); });
    LintOptions options = options_;
    options.context = std::move(found.context);
    options.progress = nullptr;
    for (const LintInput& input : found.inputs) trees_.insert(input.tree);
    trees_.insert(options.context);
    return lint::check_with(std::move(found.inputs), options, cache_);
  }

  void set_all(LintResult result) {
    now_ = result.findings;
    for (const NotJudged& item : result.not_judged) not_judged_.emplace(item.file, item.reason);
    first_ = std::move(result);
  }

  /// Puts what was found through `dockerfiles` in place of what was found before.
  void set(const Names& dockerfiles, const LintResult& result) {
    const auto is_meant = [&](const Finding& finding) { return dockerfiles.contains(finding.dockerfile); };
    std::erase_if(now_, is_meant);
    std::ranges::copy_if(result.findings, std::back_inserter(now_), is_meant);
    std::ranges::stable_sort(now_, {},
                             [](const Finding& finding) { return std::string_view(finding.dockerfile); });
  }

  bool is_refused(const Finding& finding, const Fix& one) const {
    const Edit& first = one.edits.front();
    return std::ranges::any_of(refused_, [&](const Refused& old) {
      return old.begin == first.at.span.begin && old.path == first.at.source->path() &&
             old.rule == finding.rule && old.title == one.title;
    });
  }

  bool may_make(const Finding& finding, const Fix& one) const {
    if ((!one.safe && !fixes_.unsafe) || one.edits.empty() || (fixes_.wanted && !fixes_.wanted(finding)))
      return false;
    return std::ranges::all_of(one.edits, [](const Edit& edit) { return edit.at.source != nullptr; }) &&
           !is_refused(finding, one);
  }

  std::vector<Chosen> choose() const {
    std::map<std::string, std::size_t> taken;  // by Dockerfile
    std::vector<Chosen> some;
    for (const Chosen& one :
         fix::choose(now_, [&](const Finding&finding, const Fix&fix) { return may_make(finding, fix); })) {
      const auto limit = limits_.find(one.finding->dockerfile);
      if (limit == limits_.end() || taken[one.finding->dockerfile]++ < limit->second) some.push_back(one);
    }
    return some;
  }

  /// The Dockerfiles whose builds `chosen` may change: their own, or all when code is edited, which others
  /// may share.
  static Names affected(const std::vector<Chosen>& chosen) {
    Names names;
    for (const Chosen& one : chosen) names.insert(one.finding->dockerfile);
    for (const Chosen& one : chosen)
      for (const Edit& edit : one.fix->edits)
        if (!names.contains(edit.at.source->path())) return {};
    return names;
  }

  lint::FixBaseline baseline(const Names& dockerfiles) const {
    lint::FixBaseline before{lint::counts_of(now_), not_judged_};
    if (!dockerfiles.empty())
      std::erase_if(before.findings,
                    [&](const auto& entry) { return !dockerfiles.contains(std::get<0>(entry.first)); });
    return before;
  }

  /// Makes `chosen`, or those of them that do no harm.
  void step(std::vector<Chosen> chosen) {
    const FixGroups groups(chosen);
    set_apart(chosen, groups, changed_meanings(chosen, groups));
    if (chosen.empty()) return;
    const Names names = affected(chosen);
    FileTexts texts = texts_;
    for (const auto& [path, file] : fix::edits_of(chosen))
      texts[path] = fix::edited(file.file->bytes(), file.edits);
    const LintResult then = judge(names, texts);
    const auto trouble = lint::compare_fixes(baseline(names), then, chosen, groups);
    std::vector<std::pair<std::string, LintResult>> followed = set_apart(chosen, groups, trouble);
    make(chosen);
    for (const Chosen& one : chosen) limits_.erase(one.finding->dockerfile);
    if (names.empty()) {
      // Somewhere the same code may run that a fix was taken back from.
      const LintResult whole = trouble.empty() ? then : judge({});
      now_ = whole.findings;
      return;
    }
    Names good;
    for (const Chosen& one : chosen) good.insert(one.finding->dockerfile);
    set(good, then);
    for (const auto& [dockerfile, result] : followed) set({dockerfile}, result);
  }

  /// Takes the fixes of groups with trouble out of `chosen`. Next time fewer of them are tried; one alone is
  /// made together with what it brings, or refused. What was found through Dockerfiles that this has changed.
  std::vector<std::pair<std::string, LintResult>> set_apart(
      std::vector<Chosen>& chosen, const FixGroups& groups,
      const std::map<std::string, std::string>& trouble) {
    std::map<std::string, std::vector<Chosen>> bad;
    std::erase_if(chosen, [&](const Chosen& one) {
      const std::string group = groups.of(one.finding->dockerfile);
      if (!trouble.contains(group)) return false;
      bad[group].push_back(one);
      return true;
    });
    std::vector<std::pair<std::string, LintResult>> followed;
    for (const auto& [group, fixes] : bad) {
      if (fixes.size() > 1) {
        narrow(fixes);
      } else if (auto result = follow(fixes.front())) {
        followed.emplace_back(fixes.front().finding->dockerfile, std::move(*result));
      } else {
        refuse(fixes.front(), trouble.at(group));
      }
    }
    return followed;
  }

  void refuse(const Chosen& one, const std::string& why) {
    const Edit& first = one.fix->edits.front();
    refused_.push_back({first.at.source->path(), first.at.span.begin, one.finding->rule, one.fix->title});
    result_.refused.push_back({*one.finding, *one.fix, why});
    limits_.erase(one.finding->dockerfile);
  }

  /// The fixes of one Dockerfile are halved; where several share a file, all but the first wait.
  void narrow(const std::vector<Chosen>& fixes) {
    std::map<std::string, std::size_t> counts;
    for (const Chosen& each : fixes) ++counts[each.finding->dockerfile];
    bool first = true;
    for (const auto& [dockerfile, count] : counts) {
      limits_[dockerfile] = counts.size() > 1 ? (first ? count : 0) : count / 2;
      first = false;
    }
  }

  /// Makes a fix together with those of the findings that it brings: `FROM` in upper case wants `AS` so as
  /// well, and a rule that speaks once of a RUN goes on to the next command. Nothing, and nothing is made,
  /// when something is left over in the end.
  std::optional<LintResult> follow(const Chosen& first) {
    const std::string& dockerfile = first.finding->dockerfile;
    if (fix::edits_of({first}).size() != 1 || !lint::edits(first, dockerfile)) return std::nullopt;
    const FindingCounts before = baseline({dockerfile}).findings;
    const auto count_in = [](const FindingCounts& counts, const lint::FindingKey& wanted) {
      const auto found = counts.find(wanted);
      return found == counts.end() ? 0 : found->second;
    };
    const auto key = lint::key_of(*first.finding);
    std::vector<std::uint32_t> others;  // where findings of the rule stand that are not of this fix
    for (const Finding& finding : now_)
      if (&finding != first.finding && lint::key_of(finding) == key) others.push_back(finding.at.span.begin);
    const auto made_before = result_.made;
    const auto texts_before = texts_;
    const auto refused_before = refused_;
    LintResult then;
    std::vector<Chosen> chosen{first};
    for (int round = 0; round < most_rounds && !chosen.empty(); ++round) {
      if (!changed_meanings(chosen, FixGroups(chosen)).empty()) break;
      make(chosen);
      for (const auto& [path, file] : fix::edits_of(chosen))
        for (std::uint32_t& begin : others) begin = fix::moved(begin, file.edits);
      then = judge({dockerfile});
      const FindingCounts after = lint::counts_of(then.findings);
      const auto grown = [&](const lint::FindingKey& other) {
        return count_in(after, other) > count_in(before, other);
      };
      const bool harmless =
          std::ranges::none_of(after, [&](const auto& entry) { return grown(entry.first); });
      if (harmless && count_in(after, key) < count_in(before, key)) {
        limits_.erase(dockerfile);
        return then;
      }
      const auto follows = [&](const Finding& finding) {
        if (!harmless) return grown(lint::key_of(finding));
        return lint::key_of(finding) == key &&
               std::ranges::find(others, finding.at.span.begin) == others.end();
      };
      chosen = fix::choose(then.findings, [&](const Finding& finding, const Fix& one) {
        return follows(finding) && may_make(finding, one);
      });
    }
    result_.made = made_before;
    texts_ = texts_before;
    refused_ = refused_before;
    return std::nullopt;
  }

  static std::map<std::string, std::string> changed_meanings(const std::vector<Chosen>& chosen,
                                                             const FixGroups& groups) {
    std::map<std::string, std::string> trouble;
    Names dockerfiles;
    for (const Chosen& one : chosen) dockerfiles.insert(one.finding->dockerfile);
    for (const auto& [path, file] : fix::edits_of(chosen)) {
      const bool dockerfile = dockerfiles.contains(path) && !is_build_file(path);
      const fix::Language language = dockerfile ? fix::Language::dockerfile : fix::language_of(path);
      if (std::string why = fix::changed_meaning(file.file, file.edits, language); !why.empty())
        trouble.emplace(groups.of(path), std::move(why));
    }
    return trouble;
  }

  void make(const std::vector<Chosen>& chosen) {
    for (const auto& [path, file] : fix::edits_of(chosen)) {
      originals_.try_emplace(path, file.file);
      texts_[path] = fix::edited(file.file->bytes(), file.edits);
      for (Refused& old : refused_) {
        if (old.path == path) old.begin = fix::moved(old.begin, file.edits);
      }
    }
    for (const Chosen& one : chosen) result_.made.push_back({*one.finding, *one.fix, {}});
  }

  const FindFixInputs& find_;
  const LintOptions& options_;
  const FixOptions& fixes_;
  /// Most of the code stays as it is from pass to pass.
  std::shared_ptr<facts::ModuleCache> cache_ = facts::make_module_cache({}, {}, facts::Reuse::edits);
  std::set<std::shared_ptr<const FileTree>> trees_;  // that the cache knows
  LintResult first_;
  std::vector<Finding> now_;  // what is found with the texts as they are
  std::set<std::pair<std::string, std::string>> not_judged_;
  FileTexts texts_;  // of all files that were changed
  std::map<std::string, SourcePtr> originals_;
  std::vector<Refused> refused_;
  std::map<std::string, std::size_t>
      limits_;  // how many fixes of a Dockerfile are tried at once; absent: all
  FixResult result_;
};

}  // namespace

namespace lint {

std::shared_ptr<const FileTree> with_texts(const std::shared_ptr<const FileTree>& tree,
                                           const FileTexts& texts) {
  if (!tree) return nullptr;
  const std::string root = tree->display_path("");
  const std::string prefix = root.empty() || root == "." ? std::string() : root + "/";
  FileTexts inside;
  for (const auto& [path, text] : texts) {
    if (path.starts_with(prefix) && tree->kind(path.substr(prefix.size())) == EntryKind::file)
      inside.emplace(path.substr(prefix.size()), text);
  }
  return inside.empty() ? tree : text::overlay_files(tree, std::move(inside));
}

std::vector<LintInput> with_texts(std::vector<LintInput> inputs, const FileTexts& texts) {
  std::map<const FileTree*, std::shared_ptr<const FileTree>> trees;  // Dockerfiles share them
  for (LintInput& input : inputs) {
    auto& tree = trees[input.tree.get()];
    if (!tree) tree = with_texts(input.tree, texts);
    input.tree = tree;
    if (!input.source) continue;
    if (const auto text = texts.find(input.source->path()); text != texts.end())
      input.source = std::make_shared<SourceFile>(text->first, text->second);
  }
  return inputs;
}

bool changes_requests(const std::vector<LintInput>& inputs, const FileTexts& texts) {
  return std::ranges::any_of(inputs, [&](const LintInput& input) {
    return input.invocation && input.invocation->at.source &&
           texts.contains(input.invocation->at.source->path());
  });
}

}  // namespace lint

FixResult fix_all(const FindFixInputs& find, const LintOptions& options, const FixOptions& fixes) {
  return Fixer(find, options, fixes).run();
}

FixResult fix_all(const std::vector<LintInput>& inputs, const LintOptions& options, const FixOptions& fixes) {
  return fix_all(
      [&](const FileTexts& texts) {
        return FixInputs{lint::with_texts(inputs, texts), lint::with_texts(options.context, texts)};
      },
      options, fixes);
}

}  // namespace dockgate
