#include "facts/build_checks.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "dockerfile/check_options.hpp"
#include "facts/notice_mends.hpp"
#include "facts/places.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using dockerfile::Instruction;
using text::lower;
using text::upper;

constexpr std::string_view definition_check = "InvalidDefinitionDescription";

class CheckCollector {
 public:
  explicit CheckCollector(const build::Build& build)
      : build_(build), file_(*build.file), checks_(dockerfile::file_checks(file_, check_argument())) {}

  std::vector<NoticeFact> run() && {
    for (const auto& notice : build_.notices) add_notice(notice);
    correct_casing_ = majority_casing();
    for (std::size_t i = 0; i < file_.instructions.size(); ++i) {
      if (!file_.instructions[i].implied) read(i, file_.instructions[i]);
    }
    add_triggers();
    std::stable_sort(facts_.begin(), facts_.end(), [](const NoticeFact& a, const NoticeFact& b) {
      return a.at.span.begin < b.at.span.begin;
    });
    return std::move(facts_);
  }

 private:
  /// Docker takes the options of the checks from this build argument when it is given.
  std::optional<std::string> check_argument() const {
    for (const auto& [name, value] : build_.request.build_args)
      if (name == "BUILDKIT_DOCKERFILE_CHECK") return value;
    return std::nullopt;
  }

  NoticeFact& add(std::size_t index, std::string_view notice, std::string name, Place at) {
    NoticeFact fact;
    set_stage(build_, index, fact);
    fact.notice = notice;
    fact.name = std::move(name);
    fact.subject = fact.name;
    fact.at = std::move(at);
    fact.keyword = file_.instructions[index].keyword;
    facts_.push_back(std::move(fact));
    return facts_.back();
  }

  Place keyword_of(std::size_t index) const { return {file_.source, file_.instructions[index].keyword_span}; }

  /// `place` if it stands on the first line of the instruction, else the keyword: what comes from a trigger
  /// of an earlier stage stands elsewhere in the file, but BuildKit reports it here.
  Place on_line_of(std::size_t index, const Place& place) const {
    const auto& keyword = file_.instructions[index].keyword_span;
    const auto line = file_.source->line_of(keyword.begin);
    const bool here = place.source == file_.source && !place.span.empty() &&
                      place.span.begin >= keyword.begin && file_.source->line_of(place.span.begin) == line;
    return here ? place : keyword_of(index);
  }

  void add_notice(const build::Notice& notice) {
    if (notice.instruction >= file_.instructions.size()) return;
    if (!file_.instructions[notice.instruction].valid) return;
    const bool elsewhere = notice.at.source && notice.at.source != file_.source;
    auto& fact = add(notice.instruction, notice.kind, notice.name,
                     elsewhere ? notice.at : on_line_of(notice.instruction, notice.at));
    fact.message = notice.message;
    fact.base_decides = notice.base_decides;
    fact.set_beside = notice.set_beside;
    if (!elsewhere) add_mend(build_, notice, fact);
  }

  void read(std::size_t index, const Instruction& instruction) {
    const auto written = file_.source->text(instruction.keyword_span);
    // What BuildKit looks at before it refuses an instruction.
    if (instruction.blank_continuation) add_empty_continuation(index, instruction);
    if (instruction.keyword == "MAINTAINER")
      add_label_of_maintainer(file_, instruction, add(index, "maintainer", "MAINTAINER", keyword_of(index)));
    if (instruction.keyword == "FROM") read_from_words(index, instruction, written);
    if (!instruction.valid) return;
    if (is_judged_for_casing(index)) {
      const std::string right =
          correct_casing_ == "lower" ? lower(instruction.keyword) : upper(instruction.keyword);
      // A keyword may be continued on the next line, so that what stands there is not what it says.
      if (written.size() == right.size() && written != right) {
        add_word(keyword_of(index), right,
                 add(index, "instruction-casing", std::string(written), keyword_of(index)));
      }
    }
    // The instruction reader keeps the stage's name in lower case before it compares.
    if (instruction.keyword == "FROM" && instruction.args.size() == 3)
      read_description(index, instruction, {lower(instruction.args[2].text())});
    if (is_legacy(instruction)) {
      auto& fact = add(index, "legacy-key-value", instruction.pairs[0].key.text(),
                       on_line_of(index, instruction.pairs[0].key.place()));
      add_pair_with_equals(file_, instruction.pairs[0], fact);
    }
    if (instruction.keyword == "ARG") {
      std::vector<std::string> names;
      for (const auto& pair : instruction.pairs) names.push_back(pair.key.text());
      read_description(index, instruction, names);
    }
  }

  static bool is_legacy(const Instruction& instruction) {
    return (instruction.keyword == "ENV" || instruction.keyword == "LABEL") && !instruction.pairs.empty() &&
           instruction.pairs[0].legacy;
  }

  void read_from_words(std::size_t index, const Instruction& from, std::string_view written) {
    if (from.args.size() < 3) return;
    const std::string as = from.args[1].text();
    const std::string name = from.args[2].text();
    if (from.args.size() == 3 && name != lower(name)) {
      auto& fact = add(index, "stage-name-casing", name, on_line_of(index, from.args[2].place()));
      add_word(from.args[2].place(), lower(name), fact);
      add_uses(index, name, fact);
    }
    const bool is_lower = written == lower(written);
    const bool is_upper = written == upper(written);
    if (is_lower != is_upper) {
      const std::string right = is_lower ? lower(as) : upper(as);
      if (as != right)
        add_word(from.args[1].place(), right,
                 add(index, "from-as-casing", as, on_line_of(index, from.args[1].place())));
    }
  }

  /// Where the stage that begins at `index` is named in another letter case than it will have.
  void add_uses(std::size_t index, std::string_view name, NoticeFact& fact) const {
    const auto* stage = build_.stage_of(index);
    for (const auto& use : build_.images) {
      if (stage == nullptr || !use.is_stage || use.stage_index != stage->index ||
          use.at.source != file_.source)
        continue;
      const auto written = file_.source->text(use.at.span);
      if (text::equal_ignoring_case(written, name) && written != lower(name))
        fact.parts.push_back({"word", use.at});
    }
  }

  /// BuildKit reports the last line of the instruction, not the blank one.
  void add_empty_continuation(std::size_t index, const Instruction& instruction) {
    auto span = file_.source->line_span(instruction.header_end_line);
    const auto line = file_.source->text(span);
    const auto blanks = line.find_first_not_of(" \t\r");
    if (blanks != line.npos) span.begin += static_cast<std::uint32_t>(blanks);
    add_blank_lines(file_, instruction,
                    add(index, "empty-continuation", std::string(instruction.keyword), {file_.source, span}));
  }

  void read_description(std::size_t index, const Instruction& instruction,
                        const std::vector<std::string>& names) {
    if (instruction.comments.empty() || names.empty()) return;
    const std::string& comment = instruction.comments.back().text;
    const auto first = std::string_view(comment).substr(0, comment.find(' '));
    if (std::find(names.begin(), names.end(), first) != names.end()) return;
    auto& fact =
        add(index, "definition-description", names.size() == 1 ? names[0] : "<name>", keyword_of(index));
    const auto own = dockerfile::instruction_checks(instruction);
    fact.requested =
        checks_.options.asks_for(definition_check) || (own && own->options.asks_for(definition_check));
  }

  /// ARG before the first FROM neither votes nor is judged.
  bool is_judged_for_casing(std::size_t index) const {
    return build_.stage_of(index) != nullptr && !file_.instructions[index].implied;
  }

  /// "lower" or "upper", what most instructions have; upper where none or as many have either.
  std::string_view majority_casing() const {
    std::size_t lowers = 0, uppers = 0;
    for (std::size_t i = 0; i < file_.instructions.size(); ++i) {
      if (!is_judged_for_casing(i)) continue;
      const auto written = file_.source->text(file_.instructions[i].keyword_span);
      const auto holds = [&](bool capitals) {
        return std::ranges::any_of(
            written, [&](char c) { return text::is_letter(c) && text::is_upper(c) == capitals; });
      };
      if (!holds(true)) {
        ++lowers;
      } else if (!holds(false)) {
        ++uppers;
      }
    }
    return lowers > uppers ? "lower" : "upper";
  }

  /// The triggers of a stage are judged where a stage is built from it, on that FROM.
  void add_triggers() {
    for (const auto& stage : build_.stages) {
      if (stage.base_stage < 0 || static_cast<std::size_t>(stage.base_stage) >= build_.stages.size())
        continue;
      const auto& base = build_.stages[static_cast<std::size_t>(stage.base_stage)];
      for (std::size_t i = base.from; i < base.end && i < file_.instructions.size(); ++i) {
        const auto* trigger = file_.instructions[i].trigger.get();
        if (trigger == nullptr || !is_legacy(*trigger)) continue;
        auto& fact =
            add(stage.from, "legacy-key-value", trigger->pairs[0].key.text(), keyword_of(stage.from));
        fact.keyword = trigger->keyword;
        add_pair_with_equals(file_, trigger->pairs[0], fact);
      }
    }
  }

  const build::Build& build_;
  const dockerfile::File& file_;
  dockerfile::FileChecks checks_;
  std::string_view correct_casing_;
  std::vector<NoticeFact> facts_;
};

}  // namespace

std::vector<NoticeFact> notice_facts(const build::Build& build) {
  return CheckCollector(build).run();
}

}  // namespace dockgate::facts
