#include "facts/dockerfile_facts.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "build/expand.hpp"
#include "catalog/maintainers.hpp"
#include "facts/build_checks.hpp"
#include "facts/image_facts.hpp"
#include "facts/places.hpp"
#include "facts/port_facts.hpp"
#include "facts/secrets.hpp"
#include "facts/stage_facts.hpp"
#include "facts/value_forms.hpp"
#include "text/ascii.hpp"

namespace dockgate::facts {
namespace {

void add_stages(const build::Build& build, BuildFacts& facts) {
  for (const auto& stage : build.stages) {
    if (stage.from < build.file->instructions.size() && build.file->instructions[stage.from].implied)
      continue;
    StageSummary summary;
    summary.index = stage.index;
    summary.name = stage.name;
    summary.shipped = stage.shipped;
    if (stage.from < build.file->instructions.size()) {
      summary.line = build.file->instructions[stage.from].start_line;
    }
    if (stage.base_image < build.images.size()) {
      summary.base = build.images[stage.base_image].text.text.text();
    }
    facts.stages.push_back(std::move(summary));
  }
}

/// Names that ARG has declared so far, in any stage.
using Declared = std::set<std::string, std::less<>>;

/// The ARGs of `declared` that `$NAME` and `${NAME` in `text` name.
std::vector<std::string> named_variables(std::string_view text, const Declared& declared) {
  std::vector<std::string> out;
  for (auto at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    auto begin = at + 1;
    if (begin < text.size() && text[begin] == '{') ++begin;
    const auto name = text.substr(begin, text::word_length(text, begin));
    if (declared.contains(name) && std::ranges::find(out, name) == out.end()) out.emplace_back(name);
  }
  return out;
}

InstructionFact instruction_fact(const build::Build& build, std::size_t index, const Declared& declared) {
  const auto& instruction = build.file->instructions[index];
  InstructionFact fact;
  set_stage(build, index, fact);
  fact.at = header_of(build, instruction);
  fact.keyword = instruction.keyword;
  fact.subject = instruction.keyword;
  fact.written = std::string(build.file->source->text(instruction.keyword_span));
  fact.text = instruction.rest.text();
  fact.json = instruction.json;
  for (const auto& argument : instruction.args) {
    fact.args.push_back(argument.text());
  }
  for (const auto& flag : instruction.flags) {
    fact.flags.push_back(flag.text.text());
  }
  for (const auto& pair : instruction.pairs) {
    fact.keys.push_back(pair.key.text());
  }
  if (instruction.trigger) fact.trigger = instruction.trigger->keyword;
  if (instruction.keyword == "USER") {
    fact.variables = named_variables(fact.text, declared);
    const auto* stage = build.stage_of(index);
    const auto& scope = stage != nullptr && stage->scope ? *stage->scope : build.globals;
    const auto user = build::expand(instruction.rest, scope, build.file->escape);
    if (user.known && user.errors.empty()) fact.resolved = user.text.text();
  }
  return fact;
}

/// The variable of `scope` that `pair` itself has set, if no later instruction of the stage has set it again.
const build::Variable* set_by(const build::Scope& scope, std::string_view name,
                              const dockerfile::KeyValue& pair) {
  const auto* variable = scope.get(name);
  if (variable == nullptr) {
    return nullptr;
  }
  const auto key = pair.key.place().span;
  const auto value = pair.value.place().span;
  const auto at = variable->at.span;
  return at.begin <= std::max(key.end, value.end) && at.end >= key.begin ? variable : nullptr;
}

/// The name that `pair` gives a variable or label.
std::string name_of(const build::Build& build, const dockerfile::Instruction& instruction,
                    const dockerfile::KeyValue& pair, const build::Scope& before) {
  if (instruction.keyword == "ARG" || build::stands_for_itself(pair.key.view(), build.file->escape))
    return pair.key.text();  // ARG does not expand it
  const auto name = build::expand(pair.key, before, build.file->escape);
  return name.known && name.errors.empty() ? name.text.text() : pair.key.text();
}

void add_variables(const build::Build& build, std::size_t index, const dockerfile::Instruction& instruction,
                   const DockerfileWants& wants, BuildFacts& facts) {
  if (instruction.keyword != "ENV" && instruction.keyword != "ARG" && instruction.keyword != "LABEL") {
    return;
  }
  const bool all =
      instruction.keyword == "LABEL" || wanted_of(wants.wanted, "variable").has("kind", instruction.keyword);
  if (!all && !wants.variable) return;
  const auto& before = build.before(index);
  const auto& after = index < build.after.size() ? build.after[index] : build.globals;
  for (const auto& pair : instruction.pairs) {
    std::string written = name_of(build, instruction, pair, before);
    if (!all && !wants.variable(written)) continue;
    VariableFact fact;
    fact.name = std::move(written);
    set_stage(build, index, fact);
    const auto key = pair.key.place();
    const auto value = pair.value.place();
    fact.at = {key.source,
               {key.span.begin, pair.has_value ? std::max(key.span.end, value.span.end) : key.span.end}};
    fact.parts.reserve(2);
    fact.parts.push_back({"name", key});
    fact.kind = instruction.keyword;
    fact.onbuild = &instruction != &build.file->instructions[index];
    fact.subject = fact.name;
    fact.has_value = pair.has_value;
    if (pair.has_value) {
      fact.parts.push_back({"value", value});
      const auto* variable = instruction.keyword == "LABEL" ? nullptr : set_by(after, fact.name, pair);
      if (variable != nullptr && variable->value) {
        fact.value = *variable->value;
        fact.known = variable->known;
        fact.missing = variable->missing;
      } else {
        // A label, or set twice in one instruction.
        const auto expanded = build::expand(pair.value, before, build.file->escape);
        fact.value = expanded.text.text();
        fact.known = expanded.known && expanded.errors.empty();
        fact.missing = expanded.missing;
      }
    }
    if (fact.kind == "LABEL" && fact.known) fact.forms = value_forms(fact.value);
    facts.variables.push_back(std::move(fact));
  }
}

/// The image use at the bottom of the chain of stages under `stage`.
std::optional<std::size_t> bottom_image(const build::Build& build, const build::Stage& stage) {
  const auto* at = &stage;
  // Stages only build on earlier ones; the bound is against a broken model.
  for (std::size_t steps = 0; steps <= build.stages.size(); ++steps) {
    if (at->base_stage < 0 || static_cast<std::size_t>(at->base_stage) >= build.stages.size()) {
      return at->base_image < build.images.size() ? std::optional(at->base_image) : std::nullopt;
    }
    at = &build.stages[static_cast<std::size_t>(at->base_stage)];
  }
  return std::nullopt;
}

/// Judges a stage without USER by what is known of its base image.
void judge_base(const ImageFact& base, UserFact& fact) {
  if (base.state == ImageState::scratch) {
    fact.root = true;
    return;
  }
  const auto& known = catalog::image_knowledge();
  if (base.name.empty()) {
    fact.known = false;
    fact.missing = base.missing.empty() ? "the base image" : base.missing;
  } else if (catalog::starts_as_other_user(known, base.name, base.tag)) {
    fact.root = false;
  } else if (base.maintainer) {
    fact.root = true;
  } else {
    fact.known = false;
    fact.missing = "the user of `" + base.resolved + "`";
  }
}

/// The user that the container of the target stage starts as; see UserFact. Without a USER the base image
/// decides: known images are judged by the list of policies/catalog/maintainers.yaml, where those that are
/// not said to set another user start as root; an image that nobody knows leaves it open. `images` has a fact
/// for each of the build's.
std::vector<UserFact> users(const build::Build& build, const std::vector<ImageFact>& images) {
  if (build.target_stage < 0 || static_cast<std::size_t>(build.target_stage) >= build.stages.size()) {
    return {};
  }
  const auto& stage = build.stages[static_cast<std::size_t>(build.target_stage)];
  const auto& instructions = build.file->instructions;
  const bool implied = stage.from < instructions.size() && instructions[stage.from].implied;
  if (implied && !stage.user_instruction) {
    return {};  // no image is known that would decide
  }
  UserFact fact;
  const auto base = bottom_image(build, stage);
  if (base) {
    fact.base = build.images[*base].text.text.text();
  }
  set_stage(build, stage.from, fact);
  fact.phase = Phase::start;
  if (stage.user_instruction && *stage.user_instruction < instructions.size()) {
    const auto& instruction = instructions[*stage.user_instruction];
    fact.instruction = *stage.user_instruction;
    fact.inherited = *stage.user_instruction < stage.from;
    fact.at = header_of(build, instruction);
    const auto user =
        build::expand(instruction.rest, build.before(*stage.user_instruction), build.file->escape);
    fact.user = user.known ? user.text.text() : instruction.rest.text();
    fact.notes = notes_on_values(user);
    fact.known = user.known && user.errors.empty();
    fact.missing = user.missing;
    fact.root = fact.known && is_root(fact.user);
  } else {
    if (stage.from < instructions.size()) {
      fact.at = header_of(build, instructions[stage.from]);
    }
    if (base) {
      judge_base(images[*base], fact);
    } else {
      fact.known = false;
      fact.missing = "the base image";
    }
  }
  fact.subject = stage.name.empty() ? fact.base : stage.name;
  return {fact};
}

}  // namespace

void add_dockerfile_facts(const build::Build& build, KnownImages& known, const DockerfileWants& wants,
                          BuildFacts& facts) {
  add_stages(build, facts);
  auto images = image_facts(build, known);
  facts.users = users(build, images);
  for (auto& image : images) {
    if (image.role == "FROM" && build.file->instructions[image.instruction].implied) continue;
    facts.images.push_back(std::move(image));
  }
  Declared declared;
  const WantedOfKind& instructions = wanted_of(wants.wanted, "instruction");
  if (instructions.all()) facts.instructions.reserve(build.file->instructions.size());
  for (std::size_t i = 0; i < build.file->instructions.size(); ++i) {
    const auto& instruction = build.file->instructions[i];
    if (instruction.implied) continue;
    if (instruction.keyword == "ARG" && !instructions.none())
      for (const auto& pair : instruction.pairs) declared.insert(pair.key.text());
    if (instructions.has("keyword", instruction.keyword))
      facts.instructions.push_back(instruction_fact(build, i, declared));
    add_variables(build, i, instruction, wants, facts);
    if (instruction.trigger && instruction.trigger->keyword != "LABEL")
      add_variables(build, i, *instruction.trigger, wants, facts);
  }
  const auto asked = [&](std::string_view kind) { return !wanted_of(wants.wanted, kind).none(); };
  if (asked("stage")) facts.stage_facts = stage_facts(build);
  if (asked("comment")) facts.comments = comment_facts(build);
  if (asked("port")) facts.ports = port_facts(build);
  if (asked("notice")) facts.notices = notice_facts(build);
  if (asked("secret")) facts.secrets = secret_facts(build);
}

}  // namespace dockgate::facts
