#include "facts/image_facts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "catalog/maintainers.hpp"
#include "facts/places.hpp"

namespace dockgate::facts {
namespace {

std::string role_name(build::ImageUse::Role role) {
  switch (role) {
    case build::ImageUse::Role::base:
      return "FROM";
    case build::ImageUse::Role::copy:
      return "COPY";
    case build::ImageUse::Role::mount:
      return "RUN";
    case build::ImageUse::Role::add:
      return "ADD";
    case build::ImageUse::Role::syntax:
      break;
  }
  return "syntax";
}

/// Other names of Docker Hub's registry that people copy out of logs. The client does not fold them as it
/// does index.docker.io, but they serve the same images.
std::string normal_registry(const std::string& registry) {
  constexpr std::array<std::string_view, 4> others{"index.docker.io", "registry-1.docker.io",
                                                   "registry.hub.docker.com", "hub.docker.com"};
  return std::ranges::find(others, registry) == others.end() ? registry : "docker.io";
}

std::string origin_words(build::Origin origin) {
  switch (origin) {
    case build::Origin::arg_default:
      return "by its default";
    case build::Origin::build_arg:
      return "by a build argument";
    case build::Origin::env:
      return "by ENV";
    case build::Origin::predefined:
      return "as BuildKit sets it";
    case build::Origin::compose:
      return "by the compose file";
    case build::Origin::bake:
      return "by the bake file";
    case build::Origin::base_image:
      return "by the base image";
    case build::Origin::unset:
      break;
  }
  return "";
}

void add_part(ImageFact& fact, std::string name, const build::Expanded& text, Span part) {
  if (!part.empty()) {
    fact.parts.push_back({std::move(name), text.text.place(part)});
  }
}

/// Where a digest goes: behind the reference, or behind the default of the ARG that is all of it. A reference
/// that is put together of several variables has no such place.
std::optional<Place> place_of_pin(const build::Build& build, const build::ImageUse& use) {
  const SourcePtr& source = use.at.source;
  if (!source || source != build.file->source) return std::nullopt;
  const std::string& resolved = use.text.text.text();
  const std::string_view written = source->text(use.at.span);
  if (written == resolved) return Place{source, {use.at.span.end, use.at.span.end}};
  if (use.text.used.size() != 1) return std::nullopt;
  const build::Variable& variable = use.text.used.front();
  if (written != "$" + variable.name && written != "${" + variable.name + "}") return std::nullopt;
  if (variable.origin != build::Origin::arg_default || variable.at.source != source) return std::nullopt;
  const std::string_view set = source->text(variable.at.span);
  const std::uint32_t end = variable.at.span.end;
  for (const char* quote : {"", "\"", "'"}) {
    if (set != variable.name + "=" + quote + resolved + quote) continue;
    const std::uint32_t at = end - static_cast<std::uint32_t>(std::string_view(quote).size());
    return Place{source, {at, at}};
  }
  return std::nullopt;
}

void judge_digest(ImageFact& fact, const image::Reference& reference) {
  if (reference.digest_valid) {
    fact.state = ImageState::digest;
    return;
  }
  fact.state = ImageState::malformed;
  const auto colon = fact.digest.find(':');
  const auto algorithm = fact.digest.substr(0, colon);
  const auto length = fact.digest.size() - std::min(fact.digest.size(), colon + 1);
  const std::size_t wanted = algorithm == "sha512" ? 128 : 64;
  if (algorithm != "sha256" && algorithm != "sha512" && algorithm != "blake3") {
    fact.malformed = fmt::format("`{}` is no registered digest algorithm", algorithm);
  } else if (length != wanted) {
    fact.malformed = fmt::format("a {} digest has {} hex digits, this one has {}", algorithm, wanted, length);
  } else {
    fact.malformed = "the hex digits of a digest have to be in lower case";
  }
}

void judge_tag(ImageFact& fact) {
  if (fact.tag.empty()) {
    fact.state = ImageState::floating;
    fact.floating = "no-tag";
  } else if (fact.tag == "latest") {
    fact.state = ImageState::floating;
    fact.floating = "latest";
  } else if (catalog::moves(catalog::image_knowledge(), fact.tag)) {
    fact.state = ImageState::floating;
    fact.floating = "moving-name";
  } else {
    fact.state = ImageState::tag;
  }
}

void look_up(ImageFact& fact, KnownImages& images) {
  const KnownImage known = images.find(fact.name);
  if (!known.maintainer.empty()) {
    fact.maintainer = std::string(known.maintainer);
    fact.maintainer_source = fmt::format("dockgate's list of {}", catalog::image_knowledge().as_of);
  } else if (!known.lookalike.known.empty()) {
    fact.lookalike = known.lookalike.known;
    fact.lookalike_how = known.lookalike.how;
  }
  if (const auto* row = known.unmaintained) {
    fact.unmaintained = row->why;
    if (!row->instead.empty()) {
      fact.unmaintained += fmt::format("; use `{}`", row->instead);
    }
  }
}

void judge_reference(const build::Build& build, ImageFact& fact, const build::ImageUse& use,
                     KnownImages& images) {
  const auto& reference = *use.reference;
  fact.registry = normal_registry(reference.registry);
  fact.repository = reference.repository;
  if (fact.registry == "docker.io" && fact.repository.find('/') == std::string::npos) {
    fact.repository = "library/" + fact.repository;
  }
  fact.name = fact.registry + "/" + fact.repository;
  fact.tag = reference.tag;
  fact.digest = reference.digest;
  add_part(fact, "name", use.text, reference.name_span);
  add_part(fact, "tag", use.text, reference.tag_span);
  add_part(fact, "digest", use.text, reference.digest_span);
  if (!fact.digest.empty()) {
    judge_digest(fact, reference);
  } else {
    judge_tag(fact);
    // The tag stays for readers, and for the bots that look for a newer one.
    if (const auto at = place_of_pin(build, use))
      fact.parts.push_back({"pin", *at, fact.tag.empty() ? ":latest@" : "@", ""});
  }
  look_up(fact, images);
}

/// Says what a compose or bake file puts in the place of the image.
std::string context_note(const build::NamedContext& context) {
  using Kind = build::NamedContext::Kind;
  std::string what;
  switch (context.kind) {
    case Kind::image:
      what = "the image `" + context.value + "`";
      break;
    case Kind::folder:
      what = "the folder `" + (context.value.empty() ? "." : context.value) + "`";
      break;
    case Kind::build:
      what = "what `" + context.value + "` builds";
      break;
    case Kind::elsewhere:
      what = "`" + context.value + "`";
      break;
    case Kind::unknown:
      what = "something that depends on `" + context.value + "`";
      break;
  }
  auto note = fmt::format("the named context `{}` is {}", context.name, what);
  if (context.at.source) {
    note +=
        fmt::format(" ({}:{})", context.at.source->path(), context.at.source->line_of(context.at.span.begin));
  }
  return note;
}

ImageFact image_fact(const build::Build& build, const build::ImageUse& use, KnownImages& images) {
  ImageFact fact;
  fact.role = role_name(use.role);
  fact.at = use.at;
  if (use.role != build::ImageUse::Role::syntax && use.instruction < build.file->instructions.size()) {
    fact.at = on_first_line(build.file->instructions[use.instruction], use.at);
    set_stage(build, use.instruction, fact);
  }
  fact.text = use.at.source ? std::string(use.at.source->text(use.at.span)) : use.text.text.text();
  fact.resolved = use.text.text.text();
  fact.subject = fact.resolved.empty() ? fact.text : fact.resolved;
  fact.notes = notes_on_values(use.text);
  if (use.context) {
    fact.notes.insert(fact.notes.begin(), context_note(*use.context));
  }
  const bool is_made_here = use.context && (use.context->kind == build::NamedContext::Kind::folder ||
                                            use.context->kind == build::NamedContext::Kind::build);
  if (use.is_scratch) {
    fact.state = ImageState::scratch;
  } else if (use.is_stage || is_made_here) {
    fact.state = ImageState::stage;
  } else if (!use.text.errors.empty()) {
    fact.state = ImageState::malformed;
    fact.malformed = use.text.errors.front();
  } else if (!use.text.known) {
    fact.state = ImageState::unresolved;
    fact.missing = use.text.missing;
    fact.invalid_by_default = !image::parse(fact.resolved);
    fact.undeclared = use.role == build::ImageUse::Role::base && !use.text.undefined.empty();
  } else if (use.reference) {
    judge_reference(build, fact, use, images);
  } else {
    fact.state = ImageState::malformed;
    fact.malformed = use.error ? use.error->message : "the image name is empty";
    if (use.error) {
      add_part(fact, "name", use.text, use.error->span);
    }
  }
  return fact;
}

}  // namespace

std::vector<std::string> notes_on_values(const build::Expanded& text) {
  std::vector<std::string> notes;
  for (const auto& variable : text.used) {
    if (!variable.value || !variable.known) {
      continue;
    }
    auto note = fmt::format("`{}` is `{}`", variable.name, *variable.value);
    if (const auto words = origin_words(variable.origin); !words.empty()) {
      note += " " + words;
    }
    if (variable.at.source && variable.origin != build::Origin::predefined) {
      note += fmt::format(" (line {})", variable.at.source->line_of(variable.at.span.begin));
    }
    if (std::ranges::find(notes, note) == notes.end()) {
      notes.push_back(std::move(note));
    }
  }
  return notes;
}

std::vector<ImageFact> image_facts(const build::Build& build, KnownImages& images) {
  std::set<std::size_t> invalid_defaults;  // FROM instructions
  for (const auto& notice : build.notices) {
    if (notice.kind == "invalid-default-arg-in-from") {
      invalid_defaults.insert(notice.instruction);
    }
  }
  std::vector<ImageFact> facts;
  facts.reserve(build.images.size());
  for (const auto& use : build.images) {
    auto fact = image_fact(build, use, images);
    fact.invalid_default =
        use.role == build::ImageUse::Role::base && invalid_defaults.contains(use.instruction);
    facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace dockgate::facts
