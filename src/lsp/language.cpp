// Requests about one document, answered from its text and from what was judged.
#include <algorithm>

#include "dockerfile/parse.hpp"
#include "lock/lock.hpp"
#include "lsp/diagnostics_internal.hpp"
#include "lsp/marks.hpp"
#include "lsp/names.hpp"
#include "lsp/state_internal.hpp"
#include "lsp/structure.hpp"
#include "policy/find_policy.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::size_t most_symbols = 500;
constexpr std::size_t most_dockerfiles = 2000;

/// Numbers of the protocol.
int completion_kind(Completion::Kind kind) {
  switch (kind) {
    case Completion::Kind::keyword:
      return 14;
    case Completion::Kind::flag:
      return 10;  // property
    case Completion::Kind::stage:
      return 7;  // class
    case Completion::Kind::variable:
      return 6;
    case Completion::Kind::image:
      return 9;  // module
    case Completion::Kind::label:
      return 10;
    case Completion::Kind::file:
      return 17;
    case Completion::Kind::folder:
      return 19;
    case Completion::Kind::rule:
      return 20;  // enum member
    case Completion::Kind::key:
      return 5;  // field
    case Completion::Kind::value:
      return 12;
  }
  return 1;
}

int symbol_kind(Symbol::Kind kind) {
  switch (kind) {
    case Symbol::Kind::stage:
      return 5;  // class
    case Symbol::Kind::argument:
      return 14;  // constant
    case Symbol::Kind::variable:
      return 13;
    case Symbol::Kind::instruction:
      return 24;  // event
  }
  return 1;
}

Json symbol_json(const Symbol& symbol, const LineIndex& lines, Encoding encoding) {
  Json out{{"name", symbol.name},
           {"kind", symbol_kind(symbol.kind)},
           {"range", to_json(lines.range(symbol.span, encoding))},
           {"selectionRange", to_json(lines.range(symbol.selection, encoding))}};
  if (!symbol.detail.empty()) out["detail"] = symbol.detail;
  Json children = Json::array();
  for (const Symbol& child : symbol.children) children.push_back(symbol_json(child, lines, encoding));
  if (!children.empty()) out["children"] = std::move(children);
  return out;
}

/// The same as a flat list, for clients that take no tree.
void flat_symbols(const Symbol& symbol, const std::string& holder, const std::string& uri,
                  const LineIndex& lines, Encoding encoding, Json& out) {
  Json item{{"name", symbol.name},
            {"kind", symbol_kind(symbol.kind)},
            {"location", {{"uri", uri}, {"range", to_json(lines.range(symbol.span, encoding))}}}};
  if (!holder.empty()) item["containerName"] = holder;
  out.push_back(std::move(item));
  for (const Symbol& child : symbol.children) flat_symbols(child, symbol.name, uri, lines, encoding, out);
}

}  // namespace

const SourcePtr& Session::State::source_of(OpenDocument& document) const {
  if (!document.source) document.source = std::make_shared<SourceFile>(document.path, document.text);
  return document.source;
}

const std::shared_ptr<const dockerfile::File>& Session::State::file_of(OpenDocument& document) const {
  if (!document.file && document.kind == DocumentKind::dockerfile)
    document.file = std::make_shared<const dockerfile::File>(dockerfile::parse(source_of(document)));
  return document.file;
}

Known Session::State::known_of(OpenDocument& document) {
  Known known;
  known.source = source_of(document);
  known.file = file_of(document);
  const Root* root = find_root(document.root);
  if (root == nullptr || root->latest.revision != root->revision) return known;
  known.result = root->latest.result;
  known.builds = root->latest.builds;
  return known;
}

SourcePtr Session::State::text_of(const Root& root, const std::string& path) const {
  if (const auto open = root.open.find(path); open != root.open.end())
    return std::make_shared<SourceFile>(path, documents_.at(open->second).text);
  const auto source = root.disk->read(path, longest_document);
  return source ? *source : nullptr;
}

Json Session::State::hover_at(const Json& params) {
  OpenDocument& document = document_of(params);
  const LineIndex lines(document.text);
  const std::uint32_t offset = lines.offset(position_from(find(params, "position")), client_.encoding);
  const std::optional<Hover> found = document.kind == DocumentKind::policy
                                         ? policy_hover(source_of(document), offset)
                                         : hover(known_of(document), offset);
  if (!found) return nullptr;
  return {{"contents", {{"kind", client_.markdown ? "markdown" : "plaintext"}, {"value", found->markdown}}},
          {"range", to_json(lines.range(found->span, client_.encoding))}};
}

std::vector<KnownImage> Session::State::known_images(const Root& root, std::string_view path) const {
  std::vector<KnownImage> out;
  for (std::string folder(text::parent(path));; folder = text::parent(folder)) {
    const SourcePtr source = text_of(root, text::join(folder, lock::file_name));
    if (source) {
      const auto read = lock::read(source);
      if (!read) break;
      for (const lock::Image& image : read->images) {
        const auto reference = image::parse(image.name);
        const std::string name = reference ? image::familiar_name(*reference) : image.name;
        out.push_back(
            {name + (image.tag.empty() ? "" : ":" + image.tag), image.digest, "in " + source->path()});
      }
      break;
    }
    if (folder.empty()) break;
  }
  return out;
}

Json Session::State::completion(const Json& params) {
  OpenDocument& document = document_of(params);
  const LineIndex lines(document.text);
  const std::uint32_t offset = lines.offset(position_from(find(params, "position")), client_.encoding);
  const Root& root = *find_root(document.root);
  std::vector<Completion> items;
  if (document.kind == DocumentKind::dockerfile) {
    CompletionInput input;
    input.file = file_of(document);
    std::string context(text::parent(document.path));
    for (const auto& build : root.latest.builds) {
      if (build->facts.dockerfile == document.path)
        context = build->facts.context == "." ? "" : build->facts.context;
    }
    input.context = root.disk->subtree(context);
    input.images = known_images(root, document.path);
    if (const auto under = root.latest.under.find(document.path);
        under != root.latest.under.end() && under->second.policy)
      for (const policy::Boundary& each : under->second.policy->boundaries())
        input.boundaries.emplace_back(each.name);
    items = complete(input, offset);
  } else if (document.kind == DocumentKind::policy) {
    policy::PolicyPtr policy;
    for (const auto& [dockerfile, under] : root.latest.under) {
      if (under.policy && under.policy->title() == document.path) policy = under.policy;
    }
    items = complete_policy(source_of(document), policy ? *policy : *policy::Policy::builtin(), offset);
  }
  Json out = Json::array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Completion& item = items[i];
    std::string order = std::to_string(i);
    order.insert(0, 4 - std::min<std::size_t>(order.size(), 4), '0');
    Json json{{"label", item.label},
              {"kind", completion_kind(item.kind)},
              {"sortText", std::move(order)},
              {"textEdit",
               {{"range", to_json(lines.range(item.replace, client_.encoding))}, {"newText", item.insert}}}};
    if (!item.detail.empty()) json["detail"] = item.detail;
    if (!item.documentation.empty())
      json["documentation"] = {{"kind", client_.markdown ? "markdown" : "plaintext"},
                               {"value", item.documentation}};
    out.push_back(std::move(json));
  }
  return {{"isIncomplete", false}, {"items", std::move(out)}};
}

Json Session::State::signature_help(const Json& params) {
  OpenDocument& document = document_of(params);
  if (document.kind != DocumentKind::dockerfile) return nullptr;
  const LineIndex lines(document.text);
  const std::uint32_t offset = lines.offset(position_from(find(params, "position")), client_.encoding);
  Json list = Json::array();
  for (const Signature& signature : signatures(*file_of(document), offset)) {
    Json parameters = Json::array();
    for (const Span span : signature.parameters)
      parameters.push_back({{"label", signature.label.substr(span.begin, span.end - span.begin)}});
    list.push_back({{"label", signature.label},
                    {"documentation", signature.documentation},
                    {"parameters", std::move(parameters)},
                    {"activeParameter", signature.active}});
  }
  if (list.empty()) return nullptr;
  const Json active = list[0]["activeParameter"];
  return {{"signatures", std::move(list)}, {"activeSignature", 0}, {"activeParameter", active}};
}

Json Session::State::document_symbols(const Json& params) {
  OpenDocument& document = document_of(params);
  Json out = Json::array();
  if (document.kind != DocumentKind::dockerfile) return out;
  const LineIndex lines(document.text);
  for (const Symbol& symbol : outline(*file_of(document))) {
    if (client_.hierarchy) {
      out.push_back(symbol_json(symbol, lines, client_.encoding));
    } else {
      flat_symbols(symbol, {}, document.uri, lines, client_.encoding, out);
    }
  }
  return out;
}

Json Session::State::workspace_symbols(const Json& params) {
  const std::string query = text::lower(text_at(params, "query"));
  Json out = Json::array();
  std::size_t looked_at = 0;
  for (const auto& root : roots_) {
    if (!root->latest.result) continue;
    std::set<std::string> paths;
    for (const JudgedDockerfile& judged : root->latest.result->dockerfiles) paths.insert(judged.path);
    for (const std::string& path : paths) {
      if (++looked_at > most_dockerfiles) return out;
      const SourcePtr source = text_of(*root, path);
      if (!source) continue;
      const LineIndex lines(source->bytes());
      Json all = Json::array();
      for (const Symbol& symbol : outline(dockerfile::parse(source)))
        flat_symbols(symbol, path, uri_in(*root, path), lines, client_.encoding, all);
      for (Json& item : all) {
        // Names of people, not every RUN.
        const bool named = item["kind"] != symbol_kind(Symbol::Kind::instruction);
        if (!named || text::lower(item["name"].get<std::string>()).find(query) == std::string::npos) continue;
        out.push_back(std::move(item));
        if (out.size() >= most_symbols) return out;
      }
    }
  }
  return out;
}

Json Session::State::folding(const Json& params) {
  OpenDocument& document = document_of(params);
  Json out = Json::array();
  if (document.kind != DocumentKind::dockerfile) return out;
  for (const Fold& fold : folds(*file_of(document))) {
    Json item{{"startLine", fold.first - 1}, {"endLine", fold.last - 1}};
    if (fold.kind == Fold::Kind::comment) item["kind"] = "comment";
    out.push_back(std::move(item));
  }
  return out;
}

Json Session::State::selection_ranges(const Json& params) {
  OpenDocument& document = document_of(params);
  const Json* positions = find(params, "positions");
  if (positions == nullptr || !positions->is_array()) throw RequestError{invalid_params, "no positions"};
  if (document.kind != DocumentKind::dockerfile) return nullptr;
  const LineIndex lines(document.text);
  Json out = Json::array();
  for (const Json& position : *positions) {
    const std::uint32_t offset = lines.offset(position_from(&position), client_.encoding);
    Json range = nullptr;
    const std::vector<Span> spans = selections(*file_of(document), offset);
    for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
      Json next{{"range", to_json(lines.range(*span, client_.encoding))}};
      if (!range.is_null()) next["parent"] = std::move(range);
      range = std::move(next);
    }
    if (range.is_null()) range = {{"range", to_json(lines.range({offset, offset}, client_.encoding))}};
    out.push_back(std::move(range));
  }
  return out;
}

Json Session::State::semantic_tokens(const Json& params) {
  OpenDocument& document = document_of(params);
  Json data = Json::array();
  if (document.kind != DocumentKind::dockerfile) return {{"data", std::move(data)}};
  const LineIndex lines(document.text);
  Span wanted{0, static_cast<std::uint32_t>(document.text.size())};
  if (const Json* range = find(params, "range")) {
    const EditorRange asked = range_from(range);
    wanted = {lines.offset(asked.begin, client_.encoding), lines.offset(asked.end, client_.encoding)};
  }
  EditorPosition before;
  for (const Token& token : tokens(*file_of(document))) {
    if (token.span.end <= wanted.begin || token.span.begin >= wanted.end) continue;
    const EditorRange range = lines.range(token.span, client_.encoding);
    const std::uint32_t line = range.begin.line - before.line;
    data.push_back(line);
    data.push_back(line == 0 ? range.begin.character - before.character : range.begin.character);
    data.push_back(range.end.character - range.begin.character);
    data.push_back(static_cast<int>(token.kind));
    data.push_back(token.definition ? 1 : 0);
    before = range.begin;
  }
  return {{"data", std::move(data)}};
}

Json Session::State::document_links(const Json& params) {
  OpenDocument& document = document_of(params);
  const Root& root = *find_root(document.root);
  const LineIndex lines(document.text);
  std::vector<Link> found;
  if (document.kind == DocumentKind::dockerfile) found = links(known_of(document), *root.disk, document.path);
  if (document.kind == DocumentKind::compose)
    found = compose_links(source_of(document), *root.disk, document.path);
  Json out = Json::array();
  for (const Link& link : found)
    out.push_back({{"range", to_json(lines.range(link.span, client_.encoding))},
                   {"target", uri_in(root, link.path)},
                   {"tooltip", link.tooltip}});
  return out;
}

Json Session::State::inlay_hints(const Json& params) {
  OpenDocument& document = document_of(params);
  Json out = Json::array();
  if (document.kind != DocumentKind::dockerfile || !preferences_.inlay_hints) return out;
  const LineIndex lines(document.text);
  const EditorRange wanted = range_from(find(params, "range"));
  for (const Hint& hint : hints(known_of(document))) {
    const EditorPosition position = lines.position(hint.offset, client_.encoding);
    if (position < wanted.begin || wanted.end < position) continue;
    Json item{{"position", to_json(position)}, {"label", hint.label}, {"paddingLeft", true}};
    if (!hint.tooltip.empty()) item["tooltip"] = hint.tooltip;
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace dockgate::lsp
