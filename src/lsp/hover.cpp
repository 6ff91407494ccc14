#include "lsp/hover.hpp"

#include <algorithm>

#include "build/build.hpp"
#include "lsp/help.hpp"
#include "lsp/names.hpp"
#include "policy/describe.hpp"
#include "policy/rule.hpp"
#include "report/places.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

using dockerfile::Instruction;

bool covers(Span span, std::uint32_t offset) {
  return span.begin <= offset && offset <= span.end;
}

bool here(const Known& known, const Place& place, std::uint32_t offset) {
  return place.source && place.source->path() == known.source->path() && covers(place.span, offset);
}

std::string_view words(build::Origin origin) {
  switch (origin) {
    case build::Origin::unset:
      return "nothing sets it";
    case build::Origin::arg_default:
      return "the default of its ARG";
    case build::Origin::build_arg:
      return "`--build-arg`";
    case build::Origin::env:
      return "ENV";
    case build::Origin::predefined:
      return "BuildKit";
    case build::Origin::compose:
      return "the compose file";
    case build::Origin::bake:
      return "the bake file";
    case build::Origin::base_image:
      return "the base image";
  }
  return "";
}

class Page {
 public:
  explicit Page(std::string title) : text_(std::move(title)) {}
  void paragraph(const std::string& text) {
    if (!text.empty()) text_ += "\n\n" + text;
  }
  void row(std::string_view name, const std::string& value) {
    if (!value.empty()) text_ += (rows_++ == 0 ? "\n\n- " : "\n- ") + std::string(name) + ": " + value;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  int rows_ = 0;
};

std::string words(const facts::LockStanding& lock) {
  if (lock.file.empty()) return {};
  return plain(lock.state) + (lock.locked.empty() ? "" : ", " + code(lock.locked)) + " (" + plain(lock.file) +
         ")";
}

/// The findings at a place, each with its verdict.
std::string findings_at(const Known& known, Span span) {
  std::string out;
  if (!known.result) return out;
  for (const Finding& finding : known.result->findings) {
    if (report::file_of(finding.at) != known.source->path()) continue;
    if (finding.at.span.begin > span.end || finding.at.span.end < span.begin) continue;
    out += "\n- " + std::string(to_string(finding.severity)) + " " + code(finding.rule) + ", " +
           std::string(to_string(finding.verdict)) + ": " + plain(finding.message);
    if (finding.suppressed) out += " *(suppressed: " + plain(finding.suppressed->reason) + ")*";
  }
  return out.empty() ? "\n- no finding" : out;
}

std::string boundary_of(const Known& known, const std::string& dockerfile) {
  if (!known.result) return {};
  for (const JudgedDockerfile& judged : known.result->dockerfiles) {
    if (judged.path == dockerfile)
      return "**" + plain(judged.boundary) + "**: " + plain(judged.boundary_reason);
  }
  return {};
}

std::string trace_of(const facts::Fact& fact) {
  std::string out;
  for (const facts::Step& step : fact.trace) {
    out += "\n- ";
    if (step.at.source)
      out +=
          code(step.at.source->path() + ":" + std::to_string(step.at.source->line_of(step.at.span.begin))) +
          " ";
    out += plain(step.what);
  }
  return out.empty() ? out : "How it gets there:\n" + out;
}

Hover image_hover(const Known& known, const facts::BuildFacts& facts, const facts::ImageFact& image) {
  Page page("**image** " + code(image.text));
  if (image.resolved != image.text) page.row("resolved", code(image.resolved));
  page.row("registry", image.registry.empty() ? "" : code(image.registry));
  page.row("repository", image.repository.empty() ? "" : code(image.repository));
  page.row("tag", image.tag.empty() ? "" : code(image.tag));
  page.row("digest",
           image.digest.empty() ? "none: the name may mean another image tomorrow" : code(image.digest));
  page.row("lock", words(image.lock));
  page.row("state", std::string(facts::to_string(image.state)) +
                        (image.floating.empty() ? "" : ", " + image.floating));
  page.row("maintainer", image.maintainer
                             ? plain(*image.maintainer) + " (" + plain(image.maintainer_source) + ")"
                             : std::string("nobody known"));
  page.row("not maintained", plain(image.unmaintained));
  page.row("looks like", image.lookalike.empty() ? "" : code(image.lookalike));
  page.row("missing", image.missing.empty() ? "" : code(image.missing));
  for (const std::string& note : image.notes) page.row("note", plain(note));
  page.row("boundary", boundary_of(known, facts.dockerfile));
  page.paragraph("Verdict:\n" + findings_at(known, image.at.span));
  return {page.take(), image.at.span};
}

Hover model_hover(const Known& known, const facts::ModelFact& model) {
  Page page("**" + plain(model.artifact) + "** " + code(model.id.empty() ? std::string("?") : model.id));
  page.row("loaded by", code(model.api));
  page.row("name", std::string(facts::to_string(model.id_state)));
  page.row("revision", (model.revision ? code(*model.revision) + ", " : std::string()) +
                           std::string(facts::to_string(model.revision_state)));
  page.row("lock", words(model.lock));
  page.row("its own code", std::string(facts::to_string(model.remote_code)));
  page.row("when", std::string(facts::to_string(model.phase)));
  page.row("content", model.verified ? "proven by a digest in the same stage" : "");
  page.row("from the network", model.fetched ? "yes" : "no");
  page.row("not known", model.missing.empty() ? "" : plain(model.missing));
  page.row("instead", plain(model.alternative));
  for (const std::string& note : model.notes) page.row("note", plain(note));
  page.paragraph("Verdict:\n" + findings_at(known, model.at.span));
  page.paragraph(trace_of(model));
  return {page.take(), model.at.span};
}

Hover load_hover(const Known& known, const facts::LoadFact& load) {
  Page page("**load** " + code(load.api));
  page.row("safe", std::string(facts::to_string(load.safe)));
  page.row("why", plain(load.why));
  for (const std::string& note : load.notes) page.row("note", plain(note));
  page.paragraph("Verdict:\n" + findings_at(known, load.at.span));
  page.paragraph(trace_of(load));
  return {page.take(), load.at.span};
}

/// The smallest fact of all builds that stands at `offset`.
std::optional<Hover> fact_hover(const Known& known, std::uint32_t offset) {
  std::optional<Hover> best;
  const auto take = [&](Hover next) {
    const auto size = [](const Hover& h) { return h.span.end - h.span.begin; };
    if (!best || size(next) < size(*best)) best = std::move(next);
  };
  for (const auto& build : known.builds) {
    for (const auto& image : build->facts.images)
      if (here(known, image.at, offset)) take(image_hover(known, build->facts, image));
    for (const auto& model : build->facts.models)
      if (here(known, model.at, offset)) take(model_hover(known, model));
    for (const auto& load : build->facts.loads)
      if (here(known, load.at, offset)) take(load_hover(known, load));
  }
  return best;
}

const build::Variable* variable_at(const Known& known, const std::string& name, const Occurrence& place) {
  for (const auto& understood : known.builds) {
    const build::Build& build = *understood->build;
    if (!build.file || build.file->source->path() != known.source->path()) continue;
    if (place.instruction >= build.after.size()) continue;
    const build::Scope& scope =
        place.definition ? build.after[place.instruction] : build.before(place.instruction);
    if (const auto found = scope.find(name); found != scope.end()) return &found->second;
  }
  return nullptr;
}

/// The image or stage that `stage` begins with, as it is written and what that comes to.
std::string base_of(const build::Build& build, const build::Stage& stage) {
  if (stage.from >= build.file->instructions.size()) return {};
  const Instruction& from = build.file->instructions[stage.from];
  if (from.args.empty()) return {};
  const std::string written = from.args.front().text();
  if (stage.base_image >= build.images.size()) return code(written);
  const std::string& resolved = build.images[stage.base_image].text.text.text();
  return code(written) + (resolved == written ? "" : ", which is " + code(resolved)) + " (line " +
         std::to_string(from.start_line) + ")";
}

std::optional<Hover> name_hover(const Known& known, std::uint32_t offset) {
  const std::vector<Name> names = names_of(*known.file);
  const Name* name = name_at(names, offset);
  if (name == nullptr) return std::nullopt;
  const Occurrence& place = *occurrence_at(*name, offset);
  if (name->kind == NameKind::stage) {
    Page page("**stage** " + code(name->name.empty() ? std::string("(without a name)") : name->name));
    for (const auto& understood : known.builds) {
      for (const build::Stage& stage : understood->build->stages) {
        if (stage.name_span.empty() || !(stage.name_span == name->places.front().span)) continue;
        page.row("built on", base_of(*understood->build, stage));
        page.row("number", std::to_string(stage.index));
        page.row("part of the image", stage.shipped  ? "yes"
                                      : stage.needed ? "no, it is only built"
                                                     : "no, it is not even built");
        page.row("user", stage.user.empty() ? "" : code(stage.user));
      }
    }
    return Hover{page.take(), place.span};
  }
  Page page("**variable** " + code(name->name));
  if (const build::Variable* variable = variable_at(known, name->name, place)) {
    page.row("value", variable->value ? code(*variable->value) : variable->known ? "none" : "not known");
    page.row("from", std::string(words(variable->origin)));
    page.row("there", variable->is_env ? "in the build and in containers" : "in the build only");
    page.row("missing", variable->missing.empty() ? "" : code(variable->missing));
    for (const auto& [at, what] : variable->trace) {
      const std::string line =
          at.source ? " " + std::to_string(at.source->line_of(at.span.begin)) : std::string();
      page.row("line" + line, code(what));
    }
  } else if (const HelpItem* predefined = find_help(variable_help(), name->name)) {
    page.paragraph(std::string(predefined->text));
  } else if (!name->defined()) {
    page.paragraph("No ARG or ENV of this file sets it.");
  }
  return Hover{page.take(), place.span};
}

std::string instruction_page(const InstructionHelp& help) {
  std::string out;
  for (const std::string_view form : help.forms)
    out += (out.empty() ? "```dockerfile\n" : "\n") + std::string(form);
  out += "\n```\n\n" + std::string(help.text);
  if (!help.more.empty()) out += "\n\n" + std::string(help.more);
  return out;
}

std::optional<Hover> instruction_hover(const Instruction& instruction, std::uint32_t offset) {
  const InstructionHelp* help = find_instruction_help(instruction.keyword);
  if (help == nullptr) return std::nullopt;
  if (covers(instruction.keyword_span, offset))
    return Hover{instruction_page(*help), instruction.keyword_span};
  for (const dockerfile::Flag& flag : instruction.flags) {
    if (!covers(flag.text.place().span, offset)) continue;
    const HelpItem* item = find_help(help->flags, flag.name);
    if (item != nullptr)
      return Hover{code("--" + flag.name) + "\n\n" + std::string(item->text), flag.text.place().span};
  }
  return instruction.trigger ? instruction_hover(*instruction.trigger, offset) : std::nullopt;
}

std::optional<Hover> finding_hover(const Known& known, std::uint32_t offset) {
  if (!known.result) return std::nullopt;
  std::optional<Hover> out;
  for (const Finding& finding : known.result->findings) {
    if (!here(known, finding.at, offset) || finding.suppressed) continue;
    const RuleInfo* rule = report::rule_of(*known.result, finding);
    if (rule == nullptr) continue;
    if (!out) {
      out = Hover{rule_markdown(*rule), finding.at.span};
    } else {
      out->markdown += "\n\n---\n\n" + rule_markdown(*rule);
    }
  }
  return out;
}

}  // namespace

std::string code(std::string_view text) {
  const std::string shown = text::printable(text);
  std::string fence = "`";
  while (shown.find(fence) != std::string::npos) fence += '`';
  const bool padded = shown.empty() || shown.front() == '`' || shown.back() == '`';
  return fence + (padded ? " " : "") + shown + (padded ? " " : "") + fence;
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text::printable(text)) {
    if (c == '<' || c == '[' || c == ']' || c == '*' || c == '!') out += '\\';
    out += c;
  }
  return out;
}

std::string plain_lines(std::string_view text) {
  std::string out;
  for (const std::string_view line : text::split(text, '\n')) {
    if (!out.empty()) out += '\n';
    out += plain(line);
  }
  return out;
}

std::string rule_markdown(const RuleInfo& rule) {
  std::string out = "**" + rule.name + "**: " + plain(rule.summary);
  if (!rule.why.empty()) out += "\n\n" + plain_lines(rule.why);
  if (!rule.help.empty()) out += "\n\nWhat to do: " + plain_lines(rule.help);
  if (!rule.fix.empty()) out += "\n\n" + plain_lines(rule.fix);
  for (const std::string& reference : rule.references) out += "\n\n<" + reference + ">";
  return out;
}

std::optional<Hover> hover(const Known& known, std::uint32_t offset) {
  if (known.file) {
    if (auto found = name_hover(known, offset)) return found;
    if (const auto index = instruction_at(*known.file, offset)) {
      if (auto found = instruction_hover(known.file->instructions[*index], offset)) return found;
    }
    for (const dockerfile::Directive& directive : known.file->directives) {
      if (!covers(directive.span, offset) || fact_hover(known, offset)) continue;
      if (const HelpItem* item = find_help(directive_help(), directive.name))
        return Hover{"`# " + directive.name + "=`\n\n" + std::string(item->text), directive.span};
    }
  }
  if (auto found = fact_hover(known, offset)) return found;
  return finding_hover(known, offset);
}

}  // namespace dockgate::lsp
