// From a name to its places: definitions, references, highlights, renaming; also where Python and scripts
// read the name from their environment, and where a compose file sets it.
#include <algorithm>

#include "dockerfile/parse.hpp"
#include "lsp/names.hpp"
#include "lsp/state_internal.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

struct FilePlace {
  SourcePtr source;
  Span span;
  bool definition = false;
  bool by_number = false;
  bool chosen = false;  // one of the definitions that count where the request stands
};

struct CodeFile {
  SourcePtr source;
  bool python = false;  // else a shell script
};

std::vector<EnvironmentName> names_in(const CodeFile& code) {
  return code.python ? environment_names(*code.source) : script_names(*code.source);
}

/// The Python files and scripts that a Dockerfile's builds run or ship, once each; not what stands in the
/// Dockerfile itself.
std::vector<CodeFile> code_files(const Known& known, std::string_view dockerfile) {
  std::vector<CodeFile> out;
  for (const auto& build : known.builds) {
    if (build->facts.dockerfile != dockerfile) continue;
    for (const facts::CodeFact& file : build->facts.code) {
      const SourcePtr& source = file.at.source;
      const bool python = file.language == "python";
      if (!source || source->path() == dockerfile || (python && !source->path().ends_with(".py"))) continue;
      const bool seen =
          std::ranges::any_of(out, [&](const CodeFile& c) { return c.source->path() == source->path(); });
      if (!seen) out.push_back({source, python});
    }
  }
  return out;
}

}  // namespace

/// A name with all its places in the files that share it.
struct Session::State::NamePlaces {
  NameKind kind = NameKind::variable;
  std::string name;
  Span here;  // of the occurrence that was asked about
  Root* root = nullptr;
  std::vector<FilePlace> places;
};

std::optional<Session::State::NamePlaces> Session::State::name_places(const Json& params) {
  OpenDocument& document = document_of(params);
  const LineIndex lines(document.text);
  const std::uint32_t offset = lines.offset(position_from(find(params, "position")), client_.encoding);
  const Known known = known_of(document);
  NamePlaces out;
  out.root = find_root(document.root);

  std::vector<std::shared_ptr<const dockerfile::File>> files;
  if (document.kind == DocumentKind::dockerfile) {
    const std::vector<Name> names = names_of(*known.file);
    const Name* name = name_at(names, offset);
    if (name == nullptr) return std::nullopt;
    const Occurrence& use = *occurrence_at(*name, offset);
    out.kind = name->kind;
    out.name = name->name;
    out.here = use.span;
    const std::vector<Span> chosen = definitions(*known.file, *name, use);
    for (const Occurrence& place : name->places) {
      const bool counts = std::ranges::find(chosen, place.span) != chosen.end();
      out.places.push_back({known.source, place.span, place.definition, place.by_number, counts});
    }
    if (name->kind == NameKind::stage || !name->defined()) return out;
    files.push_back(known.file);
  } else if (document.kind == DocumentKind::python || document.kind == DocumentKind::shell) {
    for (const EnvironmentName& each : names_in({known.source, document.kind == DocumentKind::python})) {
      if (each.span.begin > offset || offset > each.span.end) continue;
      out.name = each.name;
      out.here = each.span;
    }
    if (out.name.empty()) return std::nullopt;
    for (const auto& build : known.builds) {
      const std::vector<CodeFile> code = code_files(known, build->facts.dockerfile);
      const bool runs =
          std::ranges::any_of(code, [&](const CodeFile& c) { return c.source->path() == document.path; });
      if (!runs || !build->file) continue;
      const bool seen = std::ranges::any_of(
          files, [&](const auto& f) { return f->source->path() == build->file->source->path(); });
      if (seen) continue;
      files.push_back(build->file);
      for (const Name& name : names_of(*build->file)) {
        if (name.kind != NameKind::variable || name.name != out.name) continue;
        for (const Occurrence& place : name.places)
          out.places.push_back({build->file->source, place.span, place.definition, false, place.definition});
      }
    }
    out.places.push_back({known.source, out.here, false, false, false});
  } else {
    return std::nullopt;
  }
  const auto add = [&](const SourcePtr& source, const std::vector<EnvironmentName>& names) {
    for (const EnvironmentName& each : names) {
      const bool seen = std::ranges::any_of(out.places, [&](const FilePlace& p) {
        return p.source->path() == source->path() && p.span == each.span;
      });
      if (each.name == out.name && !seen) out.places.push_back({source, each.span});
    }
  };
  for (const auto& file : files) {
    const std::string& path = file->source->path();
    for (const CodeFile& code : code_files(known, path)) add(code.source, names_in(code));
    for (const auto& build : known.builds) {
      if (build->facts.dockerfile != path || kind_of({}, build->build_file) != DocumentKind::compose)
        continue;
      if (const SourcePtr compose = text_of(*out.root, build->build_file))
        add(compose, compose_names(compose, path));
    }
  }
  return out;
}

Json Session::State::definition(const Json& params) {
  const auto found = name_places(params);
  Json out = Json::array();
  if (!found) return out;
  for (const FilePlace& place : found->places) {
    if (!place.chosen) continue;
    const LineIndex lines(place.source->bytes());
    out.push_back({{"uri", uri_in(*found->root, place.source->path())},
                   {"range", to_json(lines.range(place.span, client_.encoding))}});
  }
  return out;
}

Json Session::State::references(const Json& params) {
  const auto found = name_places(params);
  Json out = Json::array();
  if (!found) return out;
  const bool declarations = flag_at(params, "context.includeDeclaration");
  for (const FilePlace& place : found->places) {
    if (place.definition && !declarations) continue;
    const LineIndex lines(place.source->bytes());
    out.push_back({{"uri", uri_in(*found->root, place.source->path())},
                   {"range", to_json(lines.range(place.span, client_.encoding))}});
  }
  return out;
}

Json Session::State::highlights(const Json& params) {
  const auto found = name_places(params);
  Json out = Json::array();
  if (!found) return out;
  const std::string& path = document_of(params).path;
  constexpr int read = 2, write = 3;
  for (const FilePlace& place : found->places) {
    if (place.source->path() != path) continue;
    const LineIndex lines(place.source->bytes());
    out.push_back({{"range", to_json(lines.range(place.span, client_.encoding))},
                   {"kind", place.definition ? write : read}});
  }
  return out;
}

Json Session::State::prepare_rename(const Json& params) {
  const auto found = name_places(params);
  const bool defined = found && std::ranges::any_of(found->places, &FilePlace::definition);
  if (!defined || found->name.empty()) return nullptr;
  const LineIndex lines(document_of(params).text);
  return {{"range", to_json(lines.range(found->here, client_.encoding))}, {"placeholder", found->name}};
}

Json Session::State::rename(const Json& params) {
  const std::string name = text_at(params, "newName");
  const auto found = name_places(params);
  const bool defined = found && std::ranges::any_of(found->places, &FilePlace::definition);
  if (!defined) throw RequestError{request_failed, "nothing here can be renamed"};
  if (std::string why = why_no_name(found->kind, name); !why.empty()) throw RequestError{request_failed, why};
  Changes changes;
  std::set<std::string> looked_at;
  for (const FilePlace& place : found->places) {
    if (place.by_number) continue;
    changes.edits.push_back({place.source, place.span, name});
    if (name == found->name || !place.definition || !looked_at.insert(place.source->path()).second) continue;
    for (const Name& other : names_of(dockerfile::parse(place.source))) {
      const bool same =
          other.kind == found->kind &&
          (found->kind == NameKind::stage ? text::equal_ignoring_case(other.name, name) : other.name == name);
      const bool itself = other.kind == NameKind::stage && text::equal_ignoring_case(found->name, name);
      if (same && !itself)
        throw RequestError{request_failed, "`" + text::printable(name) + "` is there already"};
    }
  }
  return workspace_edit(*found->root, changes);
}

}  // namespace dockgate::lsp
