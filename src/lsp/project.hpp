#pragma once
// The judgements of one folder, kept up to date: after a change only the Dockerfiles that read what changed
// are judged again.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lint/judge.hpp"
#include "lsp/snapshot_files.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lsp {

/// What the editor's settings say about judging; as the options of `check`.
struct JudgeSettings {
  std::string policy;  // a path from the folder, "builtin:…", or "" for the nearest
  std::vector<std::pair<std::string, std::string>> rule_levels;
  std::string boundary, target, baseline;
  std::vector<std::pair<std::string, std::string>> build_args;
  bool operator==(const JudgeSettings&) const = default;
};

using Texts = std::map<std::string, std::string>;

/// The state of a folder and what is new in it. Paths are from the folder.
struct Update {
  std::uint64_t revision = 0;                 // of the state; grows
  std::shared_ptr<const Texts> texts;         // of open documents, saved or not
  std::vector<std::string> open_dockerfiles;  // which the editor says are Dockerfiles, whatever their names
  std::set<std::string> changed;              // files whose content is another one
  bool anew = false;  // files came or went, or the settings changed: nothing that was known counts
  std::shared_ptr<const JudgeSettings> settings;
  std::string today, branch;
  /// Puts a later update over this one.
  void merge(Update later);
};

struct Outcome {
  std::uint64_t revision = 0;  // of the state in which every open document was judged
  bool whole = false;          // everything else was judged in that state as well
  std::shared_ptr<const LintResult> result;
  /// What was understood of the builds that read an open document.
  std::vector<std::shared_ptr<const lint::Understood>> builds;
  /// The policy and boundary that each Dockerfile (display path) was judged under.
  struct Under {
    policy::PolicyPtr policy;
    const policy::Boundary* boundary = nullptr;  // of `policy`
  };
  std::map<std::string, Under> under;
  std::set<std::string> touched;  // files (display paths) whose findings may differ from those before
  std::size_t done = 0, total = 0;
};

/// Not safe to use from several threads; a worker owns it. Never throws but for want of memory.
class Project {
 public:
  explicit Project(std::shared_ptr<const FileTree> disk);
  void update(Update update);
  /// Whether a build that an open document belongs to is to be judged; whether any is.
  bool urgent() const;
  bool pending() const;
  /// Judges the next build, the urgent ones first. Something has to be pending.
  void step();
  /// What is known by now.
  Outcome outcome();
  /// Frees what newer judgements have replaced, which nobody who types should wait for.
  void rest() { spent_.clear(); }

 private:
  struct State {
    LintInput input;
    std::string key;
    lint::Judgement judgement;
    std::string failure;
    std::shared_ptr<const lint::Understood> understood;
    RecordingFiles::Paths reads;
    bool dirty = true, urgent = false, judged = false;
  };
  void apply_settings();
  void look();
  void take_changes(const std::set<std::string>& changed);
  /// Gives what was judged before.
  std::shared_ptr<const lint::Judgement> judge(State& state);
  bool is_open(const std::string& path) const { return texts_->contains(path); }
  bool reads_open(const State& state) const;
  void mark_urgent();
  /// All files that are spoken of; those of which it is said in another way than before.
  void touch(const lint::Judgement& judgement);
  void touch_others(const lint::Judgement& judgement);  // but for findings
  void touch_changes(const lint::Judgement& before, const lint::Judgement& after);
  void check_open_files(LintResult& result) const;

  std::shared_ptr<const FileTree> disk_;
  std::shared_ptr<RecordingFiles> tree_;         // of the inputs
  std::shared_ptr<RecordingFiles> policy_tree_;  // of the policies, which all inputs share
  std::shared_ptr<const Texts> texts_;
  std::vector<std::string> open_dockerfiles_;
  std::shared_ptr<const JudgeSettings> settings_;
  std::uint64_t revision_ = 0;
  LintOptions options_;
  std::vector<Problem> settings_problems_;
  std::unique_ptr<lint::Shared> shared_;
  std::unique_ptr<policy::PolicyFinder> finder_;
  RecordingFiles::Paths found_reads_, policy_reads_;
  std::vector<NotJudged> not_found_;
  std::vector<State> states_;
  std::set<std::string> touched_;
  std::vector<std::shared_ptr<const void>> spent_;
};

}  // namespace dockgate::lsp
