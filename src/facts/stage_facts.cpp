#include "facts/stage_facts.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "facts/places.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t most_labels = 100'000;  // that stages pass on to one another, all together

/// What the stages pass on to one another; by index.
class Stages {
 public:
  explicit Stages(const build::Build& build) : build_(build), of_(build.stages.size()) {
    for (const auto& stage : build.stages) read(stage);
    spread();
    for (const auto& use : build.images) {
      if (use.role == build::ImageUse::Role::copy && use.is_stage && known(use.stage_index))
        of_[static_cast<std::size_t>(use.stage_index)].copied_from = true;
    }
  }

  StageFact fact(const build::Stage& stage) const {
    const auto& own = of_[static_cast<std::size_t>(stage.index)];
    const auto& from = build_.file->instructions[stage.from];
    StageFact fact;
    set_stage(build_, stage.from, fact);
    fact.at = header_of(build_, from);
    if (!from.args.empty()) {
      fact.base = from.args[0].text();
      fact.parts.push_back({"base", from.args[0].place()});
    }
    fact.subject = stage.name.empty() ? fact.base : stage.name;
    if (const auto* platform = from.flag("platform"); platform != nullptr && platform->value) {
      fact.platform = *platform->value;
      fact.parts.push_back({"platform", {build_.file->source, platform->value_span}});
    }
    fact.final = stage.index == build_.target_stage;
    fact.built_on = own.built_on;
    fact.copied_from = own.copied_from;
    fact.healthcheck = own.healthcheck     ? "own"
                       : own.below_checked ? "base"
                       : own.later_checked ? "later"
                                           : "none";
    fact.labels.assign(own.labels.begin(), own.labels.end());
    if (own.user != nullptr) {
      fact.user = own.user->rest.text();
      fact.root = own.root;
      fact.parts.push_back({"user", header_of(build_, *own.user)});
    }
    return fact;
  }

 private:
  struct Own {
    const dockerfile::Instruction* user = nullptr;
    bool root = false;
    bool healthcheck = false, below_checked = false, later_checked = false;
    bool built_on = false, copied_from = false;
    std::set<std::string> labels;
  };

  bool known(int stage) const { return stage >= 0 && static_cast<std::size_t>(stage) < of_.size(); }

  void read(const build::Stage& stage) {
    Own& own = of_[static_cast<std::size_t>(stage.index)];
    const auto& instructions = build_.file->instructions;
    for (std::size_t i = stage.from; i < stage.end && i < instructions.size(); ++i) {
      const auto& instruction = instructions[i];
      if (instruction.keyword == "HEALTHCHECK") own.healthcheck = true;
      if (instruction.keyword == "USER" && !instruction.args.empty()) {
        own.user = &instruction;
        const auto& scope = stage.scope ? *stage.scope : build_.globals;
        const auto user = build::expand(instruction.rest, scope, build_.file->escape);
        own.root = user.known && user.errors.empty() && is_root(user.text.view());
      }
      if (instruction.keyword != "LABEL") continue;
      for (const auto& pair : instruction.pairs) {
        const auto& scope = stage.scope ? *stage.scope : build_.globals;
        const auto key = build::expand(pair.key, scope, build_.file->escape);
        own.labels.insert(key.known && key.errors.empty() ? key.text.text() : pair.key.text());
      }
    }
  }

  /// A stage has what the ones below it have; and what a stage built on it has is not missing from it.
  void spread() {
    for (const auto& stage : build_.stages) {
      if (!known(stage.base_stage)) continue;
      Own& own = of_[static_cast<std::size_t>(stage.index)];
      Own& base = of_[static_cast<std::size_t>(stage.base_stage)];
      base.built_on = true;
      own.below_checked = base.healthcheck || base.below_checked;
      pass_on(base.labels, own.labels);
    }
    for (auto stage = build_.stages.rbegin(); stage != build_.stages.rend(); ++stage) {
      if (!known(stage->base_stage)) continue;
      const Own& own = of_[static_cast<std::size_t>(stage->index)];
      Own& base = of_[static_cast<std::size_t>(stage->base_stage)];
      base.later_checked = base.later_checked || own.healthcheck || own.later_checked;
      pass_on(own.labels, base.labels);
    }
  }

  void pass_on(const std::set<std::string>& from, std::set<std::string>& to) {
    passed_ += from.size();
    if (passed_ <= most_labels) to.insert(from.begin(), from.end());
  }

  const build::Build& build_;
  std::vector<Own> of_;
  std::size_t passed_ = 0;
};

}  // namespace

bool is_root(std::string_view user) {
  user = user.substr(0, user.find(':'));
  if (user == "root") return true;
  if (user.starts_with('+') || user.starts_with('-')) user.remove_prefix(1);
  return !user.empty() && user.find_first_not_of('0') == std::string_view::npos;
}

std::vector<StageFact> stage_facts(const build::Build& build) {
  std::vector<StageFact> facts;
  const Stages stages(build);
  for (const auto& stage : build.stages) {
    if (stage.from < build.file->instructions.size() && !build.file->instructions[stage.from].implied)
      facts.push_back(stages.fact(stage));
  }
  return facts;
}

std::vector<CommentFact> comment_facts(const build::Build& build) {
  std::vector<CommentFact> facts;
  const auto& instructions = build.file->instructions;
  std::size_t next = 0;
  for (const auto& comment : build.file->comments) {
    while (next < instructions.size() && instructions[next].span.begin < comment.span.begin) ++next;
    CommentFact fact;
    if (!instructions.empty()) set_stage(build, std::min(next, instructions.size() - 1), fact);
    fact.at = {build.file->source, comment.span};
    fact.text = comment.text;
    fact.subject = "comment";
    facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace dockgate::facts
