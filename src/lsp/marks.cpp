#include "lsp/marks.hpp"

#include <algorithm>
#include <set>

#include "lsp/names.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::lsp {

namespace {

using dockerfile::Instruction;

/// The builds of the document itself.
std::vector<const lint::Understood*> own_builds(const Known& known) {
  std::vector<const lint::Understood*> out;
  for (const auto& build : known.builds) {
    if (build->file && build->file->source->path() == known.source->path()) out.push_back(build.get());
  }
  return out;
}

std::string context_of(const Known& known, std::string_view path) {
  for (const lint::Understood* build : own_builds(known)) {
    const std::string& context = build->facts.context;
    return context == "." ? std::string() : context;
  }
  return std::string(text::parent(path));
}

void add_sources(const Instruction& instruction, const std::string& context, const FileTree& tree,
                 std::vector<Link>& out) {
  const bool copies = instruction.keyword == "COPY" || instruction.keyword == "ADD";
  if (!copies || instruction.flag("from") != nullptr) return;
  for (std::size_t i = 0; i + 1 < instruction.args.size(); ++i) {
    const std::string_view word = instruction.args[i].view();
    const auto path = text::normalize(text::join(context, text::trim(word, "\"'")));
    const bool plain = word.find_first_of("$*?[<:") == std::string_view::npos;
    if (!path || !plain || tree.kind(*path) != EntryKind::file) continue;
    out.push_back({instruction.args[i].place().span, *path, "open what is copied"});
  }
}

}  // namespace

std::vector<Link> links(const Known& known, const FileTree& tree, std::string_view path) {
  std::vector<Link> out;
  const std::string context = context_of(known, path);
  if (known.file) {
    for (const Instruction& instruction : known.file->instructions)
      add_sources(instruction.trigger ? *instruction.trigger : instruction, context, tree, out);
  }
  std::set<std::pair<std::uint32_t, std::string>> seen;
  for (const lint::Understood* build : own_builds(known)) {
    for (const facts::CodeFact& file : build->facts.code) {
      // One step from the Dockerfile: what a command names.
      if (file.trace.size() != 1 || !file.at.source) continue;
      const Place& from = file.trace.front().at;
      if (!from.source || from.source->path() != known.source->path() || file.at.source == from.source)
        continue;
      if (seen.insert({from.span.begin, file.at.source->path()}).second)
        out.push_back({from.span, file.at.source->path(), "open what runs"});
    }
  }
  return out;
}

std::vector<Link> compose_links(const SourcePtr& source, const FileTree& tree, std::string_view path) {
  std::vector<Link> out;
  const auto root = yaml::parse(source);
  if (!root) return out;
  const yaml::Node* services = root->find("services");
  if (services == nullptr) return out;
  for (const yaml::Entry& service : services->entries) {
    const yaml::Node* build = service.second.find("build");
    if (build == nullptr) continue;
    const yaml::Node* context = build->is_map() ? build->find("context") : build;
    const yaml::Node* named = build->is_map() ? build->find("dockerfile") : nullptr;
    const std::string folder =
        text::join(text::parent(path), context != nullptr && context->is_scalar() ? context->scalar : ".");
    const yaml::Node* word = named != nullptr && named->is_scalar() ? named : context;
    if (word == nullptr || !word->is_scalar()) continue;
    const auto file = text::normalize(text::join(folder, word == named ? named->scalar : "Dockerfile"));
    if (file && tree.kind(*file) == EntryKind::file)
      out.push_back({word->at.span, *file, "open the Dockerfile"});
  }
  return out;
}

std::vector<Hint> hints(const Known& known) {
  std::vector<Hint> out;
  std::set<std::pair<std::uint32_t, std::string>> seen;
  const auto add = [&](std::uint32_t offset, std::string label, std::string tooltip) {
    if (seen.insert({offset, label}).second) out.push_back({offset, std::move(label), std::move(tooltip)});
  };
  for (const lint::Understood* build : own_builds(known)) {
    for (const facts::ImageFact& image : build->facts.images) {
      if (!image.at.source || image.at.source->path() != known.source->path()) continue;
      if (image.text.find('$') == std::string::npos || image.resolved == image.text) continue;
      std::string notes;
      for (const std::string& note : image.notes) notes += (notes.empty() ? "" : "\n") + note;
      if (image.missing.empty()) add(image.at.span.end, "= " + text::printable(image.resolved), notes);
    }
  }
  if (known.result && known.file) {
    const auto first =
        std::ranges::find_if(known.file->instructions, [](const Instruction& i) { return !i.implied; });
    for (const JudgedDockerfile& judged : known.result->dockerfiles) {
      if (judged.path != known.source->path() || first == known.file->instructions.end()) continue;
      const std::uint32_t line = first->start_line;
      add(known.source->line_span(line).end, "boundary: " + text::printable(judged.boundary),
          judged.boundary_reason);
    }
  }
  std::ranges::stable_sort(out, {}, &Hint::offset);
  return out;
}

}  // namespace dockgate::lsp
