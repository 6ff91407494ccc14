// Open documents, and the folders that they belong to.
#include <algorithm>

#include "lsp/state_internal.hpp"
#include "lsp/uri.hpp"
#include "text/file_trees.hpp"
#include "text/path.hpp"

namespace dockgate::lsp {

namespace {

std::string inside_of(const std::string& folder, const std::string& path) {
  if (path == folder) return {};
  return folder == "/" ? path.substr(1) : path.substr(folder.size() + 1);
}

/// A name for a document without a place: `untitled:Untitled-1` as `Untitled-1`.
std::string name_without_place(std::string_view uri) {
  const auto colon = uri.find(':');
  std::string name(colon == std::string_view::npos ? uri : uri.substr(colon + 1));
  std::ranges::replace(name, '/', '_');
  while (name.starts_with('_') || name.starts_with('.')) name.erase(0, 1);
  return name.empty() ? "untitled" : name;
}

}  // namespace

Root* Session::State::find_root(std::size_t id) {
  const auto found = std::ranges::find_if(roots_, [&](const auto& root) { return root->id == id; });
  return found == roots_.end() ? nullptr : found->get();
}

Root& Session::State::add_root(const std::string& folder, bool workspace) {
  for (const auto& root : roots_) {
    if (root->folder != folder) continue;
    root->workspace = root->workspace || workspace;
    return *root;
  }
  auto root = std::make_unique<Root>();
  root->id = next_root_++;
  root->folder = folder;
  root->workspace = workspace;
  root->disk =
      std::make_shared<CachedFiles>(folder.empty() ? text::memory_files({}) : host_.open_folder(folder));
  roots_.push_back(std::move(root));
  changed(*roots_.back(), {}, true);
  return *roots_.back();
}

void Session::State::remove_root(const std::string& folder) {
  const auto found = std::ranges::find_if(roots_, [&](const auto& root) { return root->folder == folder; });
  if (found == roots_.end()) return;
  Root& root = **found;
  for (const auto& [path, said] : root.published) {
    if (!client_.pulls)
      notify("textDocument/publishDiagnostics",
             {{"uri", uri_in(root, path)}, {"diagnostics", Json::array()}});
  }
  closed_roots_.push_back(root.id);
  roots_.erase(found);
}

Root& Session::State::root_for(const std::string& uri, std::string& path) {
  const auto place = path_of(uri);
  if (!place) {
    path = name_without_place(uri);
    for (const auto& root : roots_) {
      if (root->workspace) return *root;
    }
    return add_root({}, false);
  }
  Root* best = nullptr;
  for (const auto& root : roots_) {
    const bool holds = root->folder == "/" || (!root->folder.empty() && text::is_below(*place, root->folder));
    if (holds && (best == nullptr || root->folder.size() > best->folder.size())) best = root.get();
  }
  if (best == nullptr) {
    // The repository around it, else its own folder.
    const std::string own(text::parent(*place));
    std::string chosen = own;
    for (std::string folder = own; folder.size() > 1; folder = text::parent(folder)) {
      if (!host_.open_folder(folder)->kind(".git")) continue;
      chosen = folder;
      break;
    }
    best = &add_root(chosen.empty() ? "/" : chosen, false);
  }
  path = text::normalize(inside_of(best->folder, *place)).value_or(std::string(text::file_name(*place)));
  return *best;
}

void Session::State::changed(Root& root, const std::string& path, bool anew) {
  ++root.revision;
  if (!root.update) root.update.emplace();
  root.update->anew = root.update->anew || anew;
  if (path.empty()) return;
  root.update->changed.insert(path);
  root.edited.insert(path);
}

void Session::State::fill(Root& root, Update& update) const {
  auto texts = std::make_shared<Texts>();
  for (const auto& [path, uri] : root.open) {
    const OpenDocument& document = documents_.at(uri);
    texts->emplace(path, document.text);
    if (document.kind == DocumentKind::dockerfile) update.open_dockerfiles.push_back(path);
  }
  update.revision = root.revision;
  update.texts = std::move(texts);
  update.settings = std::make_shared<const JudgeSettings>(preferences_.judge);
  update.today = host_.today();
  update.branch = root.folder.empty() ? std::string() : host_.branch_of(root.folder);
}

std::vector<Job> Session::State::take_jobs() {
  std::vector<Job> jobs;
  for (const std::size_t id : closed_roots_) jobs.push_back({id, nullptr, {}, true});
  closed_roots_.clear();
  for (const auto& root : roots_) {
    if (!root->update) continue;
    fill(*root, *root->update);
    jobs.push_back({root->id, root->disk, std::move(*root->update), false});
    root->update.reset();
  }
  return jobs;
}

void Session::State::place(OpenDocument& document) {
  std::string path;
  Root& root = root_for(document.uri, path);
  if (root.id == document.root && path == document.path) return;
  if (Root* old = find_root(document.root)) {
    old->open.erase(document.path);
    changed(*old, document.path, true);
  }
  document.root = root.id;
  document.path = path;
  document.on_disk = root.disk->kind(path) == EntryKind::file;
  document.source = nullptr;  // which knows the path
  document.file = nullptr;
  root.open[path] = normal_uri(document.uri);
  changed(root, path, !document.on_disk);
}

Json Session::State::did_open(const Json& params) {
  OpenDocument document;
  document.uri = text_at(params, "textDocument.uri");
  if (document.uri.empty()) throw RequestError{invalid_params, "no uri"};
  document.language = text_at(params, "textDocument.languageId");
  document.version = number_at(params, "textDocument.version").value_or(0);
  document.text = text_at(params, "textDocument.text");
  document.kind = kind_of(document.language, document.uri);
  if (document.text.size() > longest_document)
    throw RequestError{invalid_params, "the document is above 16 MiB"};
  const std::string key = normal_uri(document.uri);
  if (const auto known = documents_.find(key); known != documents_.end()) {
    // Opened twice: the later one counts.
    document.root = known->second.root;
    document.path = known->second.path;
    document.on_disk = known->second.on_disk;
    known->second = std::move(document);
    if (Root* root = find_root(known->second.root)) changed(*root, known->second.path);
    return {};
  }
  place(documents_.emplace(key, std::move(document)).first->second);
  return {};
}

OpenDocument* Session::State::find_document(const Json& params) {
  const auto known = documents_.find(normal_uri(text_at(params, "textDocument.uri")));
  return known == documents_.end() ? nullptr : &known->second;
}

OpenDocument& Session::State::document_of(const Json& params) {
  OpenDocument* document = find_document(params);
  if (document == nullptr) throw RequestError{invalid_params, "the document is not open"};
  return *document;
}

Json Session::State::did_change(const Json& params) {
  OpenDocument& document = document_of(params);
  const Json* list = find(params, "contentChanges");
  if (list == nullptr || !list->is_array()) throw RequestError{invalid_params, "no changes"};
  std::vector<Change> changes;
  for (const Json& change : *list) {
    Change next;
    if (const Json* range = find(change, "range"); range != nullptr && !range->is_null())
      next.range = range_from(range);
    next.text = text_at(change, "text");
    changes.push_back(std::move(next));
  }
  if (!apply_changes(document.text, changes, client_.encoding))
    throw RequestError{invalid_params, "the document would be above 16 MiB"};
  document.version = number_at(params, "textDocument.version").value_or(document.version + 1);
  document.source = nullptr;
  document.file = nullptr;
  if (Root* root = find_root(document.root)) changed(*root, document.path);
  return {};
}

Json Session::State::did_save(const Json& params) {
  OpenDocument* document = find_document(params);
  if (document == nullptr) return {};
  Root* root = find_root(document->root);
  if (root == nullptr) return {};
  // A client that does not tell of files on disk: what is not open may have changed since the last save.
  if (!client_.watches) {
    root->disk->forget_all();
    changed(*root, document->path, true);
    return {};
  }
  root->disk->forget(document->path);
  if (!document->on_disk) {
    document->on_disk = true;
    changed(*root, document->path, true);
  }
  return {};
}

Json Session::State::did_close(const Json& params) {
  const auto known = documents_.find(normal_uri(text_at(params, "textDocument.uri")));
  if (known == documents_.end()) return {};
  const OpenDocument document = std::move(known->second);
  documents_.erase(known);
  Root* root = find_root(document.root);
  if (root == nullptr) return {};
  root->open.erase(document.path);
  // What is said of the file from now on is said under its own address: an untitled document has none, and
  // editors may write one in another way.
  if (!client_.pulls && root->published.contains(document.path) &&
      document.uri != uri_in(*root, document.path)) {
    root->published.erase(document.path);
    notify("textDocument/publishDiagnostics", {{"uri", document.uri}, {"diagnostics", Json::array()}});
  }
  root->disk->forget(document.path);
  root->touched.insert(document.path);
  changed(*root, document.path, root->disk->kind(document.path) != EntryKind::file);
  return {};
}

std::string Session::State::uri_in(const Root& root, std::string_view path) const {
  if (const auto open = root.open.find(std::string(path)); open != root.open.end())
    return documents_.at(open->second).uri;
  if (root.folder.empty()) return "untitled:" + std::string(path);
  return uri_of(root.folder == "/" ? "/" + std::string(path) : root.folder + "/" + std::string(path));
}

}  // namespace dockgate::lsp
