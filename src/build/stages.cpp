// FROM lines, the stage graph, and what of it ends in the image.

#include <algorithm>
#include <charconv>
#include <set>

#include "build/named_contexts.hpp"
#include "build/platform.hpp"
#include "build/resolver.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

using text::lower;

// Stages hand their commands on: a file of many stages with one long command would not fit into the memory.
// Of the stages that nobody asks for, the last ones then have none.
constexpr std::size_t most_inherited_bytes = 16u << 20;
constexpr std::size_t most_triggers_run = 100000;

bool is_malformed_digest(const image::Reference& reference) {
  return !reference.digest.empty() && !reference.digest_valid;
}

/// `text` as a Go integer: digits with an optional sign.
std::optional<long long> integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// What images of distributions have. Made once: the copies share it.
const Folders& usual_folders() {
  static const Folders folders = [] {
    Folders made;
    for (const char* folder : {"/bin",
                               "/etc",
                               "/home",
                               "/opt",
                               "/root",
                               "/tmp",
                               "/usr/bin",
                               "/usr/lib",
                               "/usr/local/bin",
                               "/usr/local/lib",
                               "/usr/local/sbin",
                               "/usr/local/share",
                               "/usr/sbin",
                               "/usr/share",
                               "/var/lib",
                               "/var/log",
                               "/var/tmp",
                               "/srv",
                               "/mnt",
                               "/sbin",
                               "/lib"})
      made.add(folder);
    return made;
  }();
  return folders;
}

}  // namespace

void Resolver::read_syntax_directive() {
  for (const auto& directive : build_.file->directives) {
    if (directive.name != "syntax") continue;
    ImageUse use;
    use.role = ImageUse::Role::syntax;
    const auto value = text::trim(directive.value);
    const auto word = value.substr(0, value.find_first_of(" \t"));
    MappedText text(build_.file->source);
    text.append_copy(word, directive.value_span.begin);
    use.text.text = text;
    use.at = text.place();
    read_reference(use);
    build_.images.push_back(std::move(use));
    return;
  }
}

void Resolver::find_stages() {
  const auto& instructions = build_.file->instructions;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    if (instructions[i].keyword != "FROM") continue;
    if (!build_.stages.empty()) build_.stages.back().end = i;
    Stage stage;
    stage.index = static_cast<int>(build_.stages.size());
    stage.from = i;
    stage.end = instructions.size();
    const auto& args = instructions[i].args;
    if (args.size() >= 3 && text::equal_ignoring_case(args[1].view(), "as")) {
      stage.name = lower(args[2].view());
      stage.name_span = args[2].place().span;
      last_stage_by_name_[stage.name] = stage.index;
    }
    build_.stages.push_back(std::move(stage));
  }
}

void Resolver::check_stage_names() {
  std::set<std::string_view> seen;
  for (const auto& stage : build_.stages) {
    if (stage.name.empty()) continue;
    const Place at{build_.file->source, stage.name_span};
    if (stage.name == "scratch" || stage.name == "context")
      note_at(stage.from, "reserved-stage-name", stage.name, "stage name `" + stage.name + "` is reserved",
              at);
    if (!seen.insert(stage.name).second)
      note_at(stage.from, "duplicate-stage-name", stage.name,
              "stage name `" + stage.name + "` is used more than once", at);
  }
}

void Resolver::find_target() {
  if (build_.stages.empty()) return;
  build_.target_stage = static_cast<int>(build_.stages.size()) - 1;
  const std::string& target = build_.request.target;
  if (target.empty()) return;
  if (const int named = stage_named(target); named >= 0) {
    build_.target_stage = named;
    return;
  }
  note_at(build_.stages.back().from, "target-not-found", target,
          "target stage `" + target + "` is not in this file; the last stage was judged instead", {});
}

int Resolver::stage_named(std::string_view name) const {
  const auto found = last_stage_by_name_.find(lower(name));
  return found == last_stage_by_name_.end() ? -1 : found->second;
}

void Resolver::read_reference(ImageUse& use) {
  if (!use.text.known || !use.text.errors.empty()) return;
  const std::string& text = use.text.text.text();
  if (text == "scratch") {
    use.is_scratch = true;
    return;
  }
  auto reference = image::parse(text);
  if (reference) {
    use.reference = *reference;
  } else {
    use.error = reference.error();
  }
}

void Resolver::read_from(Stage& stage) {
  instruction_ = stage.from;
  stage_ = stage.index;
  const Instruction& from = from_of(stage);
  ImageUse use;
  use.instruction = stage.from;
  use.stage = stage.index;
  if (from.args.empty()) {
    use.text.text = MappedText(build_.file->source);
    use.at = {build_.file->source, from.keyword_span};
    use.error = image::ReferenceError{"the image name is missing", {}};
    build_.images.push_back(std::move(use));
    stage.base_image = build_.images.size() - 1;
    return;
  }
  const MappedText& word = from.args[0];
  use.at = word.place();

  const auto defaults = expand(word, default_globals_, escape());
  if (defaults.errors.empty()) {
    const auto reference = image::parse(defaults.text.view());
    if (!reference || is_malformed_digest(*reference))
      note("invalid-default-arg-in-from", word.text(),
           "`" + text::printable(word.view()) + "` gives no valid image name without build arguments",
           use.at);
  }

  use.text = expand(word, build_.globals, escape());
  const auto report = [&](const Expanded& result, const MappedText& written) {
    std::vector<std::string_view> names;
    if (!result.undefined.empty())
      for (const auto& [name, variable] : build_.globals)
        if (names.size() < 500) names.push_back(name);
    for (std::size_t i = 0; i < result.undefined.size(); ++i) {
      const std::string& name = result.undefined[i];
      std::string message = "`" + name + "` is not a global ARG: FROM sees only those before the first FROM";
      note("undefined-arg-in-from", name, text::with_hint(std::move(message), name, names),
           result.undefined_at[i]);
    }
    for (const auto& error : result.errors) note("expansion-error", "FROM", error, written.place());
  };
  report(use.text, word);
  if (const auto* flag = from.flag("platform"); flag != nullptr && flag->value) {
    report(expand(flag_value(*flag), build_.globals, escape()), flag_value(*flag));
    read_platform(stage, from);
  }

  if (!stage.name.empty() && use_context(use, stage.name)) {
    stage.replaced = true;
  } else if (use.text.known) {
    const std::string& base = use.text.text.text();
    const auto earlier = nearest_stage_by_name_.find(base);  // lower-cased names, compared as they are
    if (earlier != nearest_stage_by_name_.end()) {
      use.is_stage = true;
      use.stage_index = stage.base_stage = earlier->second;
      dependencies_[static_cast<std::size_t>(stage.index)].push_back(earlier->second);
    } else if (!use_context(use, base)) {
      read_reference(use);
      if (base.empty() && use.text.errors.empty())
        note("blank-base-name", word.text(), "the image name is blank", use.at);
    }
  }
  build_.images.push_back(std::move(use));
  stage.base_image = build_.images.size() - 1;
  if (!stage.name.empty()) nearest_stage_by_name_[stage.name] = stage.index;
}

void Resolver::read_platform(const Stage& stage, const Instruction& from) {
  const MappedText value = flag_value(*from.flag("platform"));
  const auto result = expand(value, build_.globals, escape());
  if (!result.errors.empty()) return;
  const bool constant = result.used.empty() && result.undefined.empty();
  if (result.used.size() == 1 && result.undefined.empty() && result.used[0].name == "TARGETPLATFORM" &&
      result.text.text() == result.used[0].value) {
    note("redundant-target-platform", value.text(),
         "`--platform=" + text::printable(value.view()) + "` is what happens without the flag",
         value.place());
  }
  if (const auto platform = parse_platform(result.text.view()); constant && platform) {
    if (stage.name.find(platform->system) == std::string::npos &&
        stage.name.find(platform->architecture) == std::string::npos)
      return note("constant-platform", result.text.text(),
                  "`--platform` has the constant value `" + text::printable(result.text.view()) + "`",
                  value.place());
  }
  note("platform-flag", value.text(), "`--platform=" + text::printable(value.view()) + "`", value.place());
}

void Resolver::begin_stage(Stage& stage) {
  const auto index = static_cast<std::size_t>(stage.index);
  instruction_ = stage.from;
  stage_ = stage.index;
  state_ = &states_[index];
  if (stage.base_stage >= 0) {
    const auto base = static_cast<std::size_t>(stage.base_stage);
    *state_ = states_[base];
    for (auto* slot : {&state_->cmd, &state_->entrypoint, &state_->healthcheck}) slot->from_parent = true;
    // BuildKit runs the triggers of the direct parent first, at the child's FROM line.
    for (const Instruction* trigger : triggers_[base]) {
      if (++triggers_run_ > most_triggers_run) {
        if (triggers_run_ == most_triggers_run + 1)
          note("too-many-triggers", "", "this file runs more than 100000 triggers; the rest was not followed",
               {build_.file->source, from_of(stage).keyword_span});
        break;
      }
      dispatch(*trigger);
    }
    return;
  }
  const ImageUse& base_image = build_.images[stage.base_image];
  const bool is_folder = base_image.context && base_image.context->kind == NamedContext::Kind::folder;
  const bool scratch = base_image.is_scratch || is_folder;
  if (is_folder && base_image.context->inside) {
    Placed placed;
    placed.source = *base_image.context->inside;
    placed.destination = "/";
    placed.folder = true;
    placed.instruction = stage.from;
    placed.at = base_image.at;
    state_->files.add(std::move(placed));
  }
  state_->base_is_external = !scratch;
  // The builder's shell on Windows. The escape character `\`` says that a file is written for it.
  const auto* platform = from_of(stage).flag("platform");
  const bool for_windows = platform != nullptr && platform->value && platform->value->starts_with("windows");
  if (!scratch &&
      (for_windows || build_.file->escape == '`' || build_.request.platform.starts_with("windows") ||
       names_windows_image(base_image.text.text.view())))
    state_->shell = {"cmd", "/S", "/C"};
  state_->workdir_known = scratch;
  Variable path;
  path.name = "PATH";
  path.value = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  path.origin = Origin::base_image;
  path.is_env = true;
  path.known = scratch;  // an image may have its own
  if (!scratch) path.missing = "PATH";
  path.at = base_image.at;
  state_->variables.set(path);
  state_->environment.set(std::move(path));
  if (!scratch) state_->folders = usual_folders();
}

void Resolver::end_stage(Stage& stage) {
  stage.files = std::make_shared<const FileMap>(state_->files);
  const bool is_target = stage.index == build_.target_stage;
  StageState changed;
  const StageState* state = state_;
  if (is_target) {  // stages on top of the target do not see what compose puts over it
    changed = *state_;
    apply_request(changed);
    state = &changed;
  }
  stage.scope = std::make_shared<const Scope>(state->variables);
  stage.environment = std::make_shared<const Scope>(state->environment);
  stage.workdir = state->workdir;
  stage.user = state->user;
  stage.user_instruction = state->user_instruction;
  const auto finish = [&](const StageState::Slot& slot, std::optional<std::size_t>& index) {
    if (!slot.command || (slot.command->argv.empty() && slot.command->script.empty())) return;
    if (slot.from_parent && !is_target) {
      inherited_bytes_ += slot.command->script.text().size();
      for (const auto& word : slot.command->argv) inherited_bytes_ += word.text().size();
      if (inherited_bytes_ > most_inherited_bytes) return;
    }
    Command command = *slot.command;
    command.from_parent = slot.from_parent;
    command.files = stage.files;
    command.scope = stage.environment;
    command.workdir = state->workdir;
    command.workdir_known = state->workdir_known;
    build_.commands.push_back(std::move(command));
    index = build_.commands.size() - 1;
  };
  finish(state->healthcheck, stage.healthcheck);
  finish(state->entrypoint, stage.entrypoint);
  finish(state->cmd, stage.cmd);
}

bool Resolver::add_dependency(int other, std::string_view name, Place at) {
  dependencies_[static_cast<std::size_t>(stage_)].push_back(other);
  if (other < stage_) return true;
  forward_references_.push_back({stage_, other, instruction_, std::string(name), std::move(at)});
  return false;
}

int Resolver::read_source_stage(const MappedText& text, const Place& at, ImageUse::Role role, bool numbers) {
  ImageUse use;
  use.role = role;
  use.instruction = instruction_;
  use.stage = stage_;
  use.text.text = text;
  use.at = at;
  const auto plain = expand(text, Scope(), escape());
  if (!plain.errors.empty() || !plain.undefined.empty() || plain.text.text() != text.text()) {
    use.text.known = false;
    use.text.undefined = plain.undefined;
    use.text.undefined_at = plain.undefined_at;
    use.text.missing = plain.undefined.empty() ? "" : plain.undefined[0];
    note("copy-from-variable", text.text(),
         "variables and quotes do not work in `from`: name a stage that uses the ARG in its FROM", at);
    build_.images.push_back(std::move(use));
    return -1;
  }
  int other = -1;
  bool is_number = false;
  if (const auto number = integer(text.view()); numbers && number) {
    is_number = true;
    const bool there = *number >= 0 && *number < static_cast<long long>(build_.stages.size());
    if (!there || from_of(build_.stages[static_cast<std::size_t>(*number)]).implied) {
      note("copy-from-unknown-index", text.text(), "there is no stage " + text.text(), at);
      use.error = image::ReferenceError{"there is no stage of this number",
                                        {0, static_cast<std::uint32_t>(text.view().size())}};
    } else {
      other = static_cast<int>(*number);
    }
  } else {
    other = stage_named(text.view());
  }
  if (other >= 0) {
    use.is_stage = true;
    use.stage_index = other;
    if (!add_dependency(other, text.view(), at)) other = -1;
  } else if (!is_number && !use_context(use, text.view())) {
    read_reference(use);
  }
  build_.images.push_back(std::move(use));
  return other;
}

bool Resolver::use_context(ImageUse& use, std::string_view name) const {
  const NamedContext* context = find_context(build_.request.contexts, name);
  if (context == nullptr) return false;
  use.context = *context;
  use.text = {};
  use.text.text = MappedText(build_.file->source);
  switch (context->kind) {
    case NamedContext::Kind::image:
      use.text.text.append_for(context->value, use.at.span);
      read_reference(use);
      break;
    case NamedContext::Kind::folder:
    case NamedContext::Kind::build:
      use.text.text.append_for(name, use.at.span);
      break;
    case NamedContext::Kind::elsewhere:
    case NamedContext::Kind::unknown:
      use.text.text.append_for(name, use.at.span);
      use.text.known = false;
      use.text.missing = context->value;
      break;
  }
  return true;
}

void Resolver::set_source(Placed& placed, int other) const {
  const ImageUse& use = build_.images.back();
  placed.ignore = nullptr;
  placed.from = use.is_stage ? Placed::From::stage : Placed::From::image;
  placed.source_stage = use.is_stage ? use.stage_index : -1;
  if (other >= 0) placed.stage_files = build_.stages[static_cast<std::size_t>(other)].files;
  if (use.context && use.context->inside) {
    placed.from = Placed::From::context;
    placed.source = *use.context->inside;
  }
}

// A reference to this or a later stage is a cycle when a way leads back, else only out of order; BuildKit has
// a message for each. Both are errors. Strongly connected components by Tarjan's algorithm, without
// recursion.
void Resolver::report_forward_references() {
  if (forward_references_.empty()) return;
  const auto count = dependencies_.size();
  std::vector<int> order(count, -1), low(count, 0), component(count, -1), stack;
  struct Frame {
    int stage;
    std::size_t next;
  };
  int counter = 0;
  for (std::size_t root = 0; root < count; ++root) {
    if (order[root] >= 0) continue;
    std::vector<Frame> frames{{static_cast<int>(root), 0}};
    while (!frames.empty()) {
      auto& frame = frames.back();
      const auto at = static_cast<std::size_t>(frame.stage);
      if (frame.next == 0 && order[at] < 0) {
        order[at] = low[at] = counter++;
        stack.push_back(frame.stage);
      }
      if (frame.next < dependencies_[at].size()) {
        const int other = dependencies_[at][frame.next++];
        const auto o = static_cast<std::size_t>(other);
        if (order[o] < 0) {
          frames.push_back({other, 0});
        } else if (component[o] < 0) {
          low[at] = std::min(low[at], order[o]);
        }
        continue;
      }
      if (low[at] == order[at]) {
        for (bool more = true; more; stack.pop_back()) {
          const auto member = static_cast<std::size_t>(stack.back());
          component[member] = frame.stage;
          more = member != at;
        }
      }
      const int done = low[at];
      frames.pop_back();
      if (!frames.empty()) {
        const auto parent = static_cast<std::size_t>(frames.back().stage);
        low[parent] = std::min(low[parent], done);
      }
    }
  }
  for (const auto& reference : forward_references_) {
    const bool cycle = component[static_cast<std::size_t>(reference.stage)] ==
                       component[static_cast<std::size_t>(reference.other)];
    if (reference.stage == reference.other) {
      note_at(reference.instruction, "copy-from-itself", reference.name,
              "stage `" + reference.name + "` cannot use files of itself", reference.at);
    } else if (cycle) {
      note_at(reference.instruction, "stage-cycle", reference.name,
              "stage `" + reference.name + "` is built from this one: a cycle", reference.at);
    } else {
      note_at(reference.instruction, "copy-from-later-stage", reference.name,
              "stage `" + reference.name + "` has to stand before the one that uses it", reference.at);
    }
  }
}

void Resolver::mark_needed() {
  if (build_.target_stage < 0) return;
  for (int at = build_.target_stage; at >= 0; at = build_.stages[static_cast<std::size_t>(at)].base_stage) {
    build_.stages[static_cast<std::size_t>(at)].shipped = true;
    build_.shipped_order.push_back(static_cast<std::size_t>(at));
  }
  std::reverse(build_.shipped_order.begin(), build_.shipped_order.end());
  std::vector<int> open{build_.target_stage};
  while (!open.empty()) {
    const auto at = static_cast<std::size_t>(open.back());
    open.pop_back();
    if (std::exchange(build_.stages[at].needed, true)) continue;
    open.insert(open.end(), dependencies_[at].begin(), dependencies_[at].end());
  }
}

}  // namespace dockgate::build
