// COPY, ADD and WORKDIR: the map between the context and the image.

#include <algorithm>
#include <set>

#include "build/expand.hpp"
#include "build/go_path.hpp"
#include "build/resolver.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

// A context may hold any number of files, and a hostile file any number of wildcards.
constexpr std::size_t most_matches = 4096;
constexpr std::size_t most_lists = 2048;
constexpr std::size_t most_placements = 50000;

/// Endings of the archives that ADD unpacks. BuildKit looks at the first bytes; the name is the nearest to it
/// that needs no reading.
bool is_archive_name(std::string_view name) {
  const std::string lower = text::lower(name);
  for (const std::string_view ending :
       {".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst"})
    if (lower.ends_with(ending)) return true;
  return false;
}

/// Whether ADD takes `source` for a git repository (github.com/moby/buildkit, util/gitutil and dfgitutil).
bool is_git_source(std::string_view source) {
  if (source.starts_with("git://") || source.starts_with("ssh://") || source.starts_with("git@")) return true;
  if (!source.starts_with("http://") && !source.starts_with("https://")) return false;
  const auto path = source.substr(0, source.find_first_of("#?"));
  return path.ends_with(".git");
}

bool is_web_source(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

/// The name under which ADD stores a download.
std::string download_name(std::string_view url) {
  auto path = url.substr(url.find("://") + 3);
  path = path.substr(0, path.find_first_of("?#"));
  const auto slash = path.find('/');
  if (slash == path.npos) return "__unnamed__";
  path = path.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  const auto name = text::file_name(path);
  return name.empty() ? "__unnamed__" : std::string(name);
}

/// Whether `word` opens a here-document, as COPY sees its arguments: [digits]<<[-]name.
bool is_heredoc_word(std::string_view word) {
  const auto begin = word.find_first_not_of("0123456789");
  return begin != word.npos && word.substr(begin).starts_with("<<") && word.size() > begin + 2 &&
         word[begin + 2] != '<';
}

/// What a path that nobody can look at probably is: files have an ending, or lie where programs lie.
bool looks_like_folder(std::string_view path, const CopyPlan& plan) {
  if (path.empty() || path.ends_with('/')) return true;
  const auto name = text::file_name(path);
  if (name.find('.', 1) != name.npos) return false;
  if (text::file_name(text::parent(path)) == "bin" || text::file_name(text::parent(path)) == "sbin")
    return false;
  return !plan.into_folder || text::file_name(plan.destination) == name;
}

}  // namespace

MappedText flag_value(const dockerfile::Flag& flag) {
  const auto view = flag.text.view();
  const auto equals = view.find('=');
  if (equals != view.npos && view.substr(equals + 1) == flag.value.value_or(""))
    return flag.text.substr(equals + 1, view.size());
  MappedText out = flag.text.substr(0, 0);
  out.append_for(flag.value.value_or(""), flag.value_span);
  return out;
}

void Folders::add(std::string_view path) {
  for (std::string at(path); !at.empty() && !paths_.contains(at);) {
    const std::string above(text::parent(at));
    paths_.set(std::exchange(at, above), {});
  }
}

// `<name of the Dockerfile>.dockerignore` beside the Dockerfile goes before `.dockerignore` at the root of
// the context. Where the Dockerfile lies outside of the context, the caller has to read the former.
void Resolver::read_ignore_file() {
  const auto read = [&](const SourcePtr& source, std::string_view shown) {
    ignore_ = std::make_shared<const IgnoreFile>(source->bytes());
    for (const auto& pattern : ignore_->malformed())
      note("ignore-file-malformed", pattern,
           "`" + text::printable(shown) + "` has the malformed pattern `" + text::printable(pattern) + "`",
           {source, {}});
  };
  if (const SourcePtr& own = build_.request.ignore_file) return read(own, own->path());
  if (!build_.context) return;
  const auto use = [&](std::string_view path) {
    const auto source = build_.context->read(path, longest_ignore_file);
    if (!source) {
      if (source.error() != FileError::missing)
        note("ignore-file-unreadable", std::string(path),
             "`" + text::printable(path) + "` could not be read: " + std::string(to_string(source.error())),
             {});
      return false;
    }
    read(*source, path);
    return true;
  };
  std::string_view dockerfile =
      build_.file->source ? std::string_view(build_.file->source->path()) : std::string_view();
  const std::string_view root = build_.context_path;
  if (!root.empty() && root != "." && text::is_below(dockerfile, root) && dockerfile.size() > root.size())
    dockerfile.remove_prefix(root.size() + 1);
  if (!dockerfile.empty() && dockerfile != "-" && use(std::string(dockerfile) + ".dockerignore")) return;
  use(".dockerignore");
}

std::string Resolver::absolute(std::string_view path) const {
  return clean_path(path.starts_with('/') ? std::string(path) : text::join(state_->workdir, path));
}

MappedText Resolver::body_of(const dockerfile::Heredoc& heredoc) const {
  MappedText out(build_.file->source);
  const auto body = build_.file->source->text(heredoc.content_span);
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size() - 1) + 1;
    if (heredoc.chomp) at = std::min(body.find_first_not_of('\t', at), end);
    out.append_copy(body.substr(at, end - at), heredoc.content_span.begin + static_cast<std::uint32_t>(at));
    at = end;
  }
  return out;
}

void Resolver::on_workdir(const Instruction& instruction) {
  if (instruction.args.empty()) return;
  const auto path = expanded(instruction.args[0]);
  const auto text = path.text.view();
  const bool rooted = text.starts_with('/');
  const bool constant = path.used.empty() && path.undefined.empty();
  state_->workdir_written = constant && (rooted || !state_->workdir_set || state_->workdir_written);
  if (!rooted && path.errors.empty()) {
    if (!state_->workdir_set) {
      note("relative-workdir", std::string(text),
           "WORKDIR `" + text::printable(text) + "` is relative to a folder that this file does not set",
           instruction.args[0].place(), !state_->workdir_known);
    } else {
      note("relative-workdir-later", std::string(text),
           "WORKDIR `" + text::printable(text) + "` is relative to the one before it",
           instruction.args[0].place(), !state_->workdir_known);
    }
    // Where the base image begins is not known; `/` is what most have.
    if (state_->workdir_written) build_.notices.back().correct = absolute(text);
  }
  state_->workdir_set = true;
  state_->workdir_known = path.known && (rooted || state_->workdir_known);
  state_->workdir = absolute(text);
  state_->folders.add(state_->workdir);
}

void Resolver::on_copy(const Instruction& instruction, bool is_add) {
  CopyPlan plan;
  plan.is_add = is_add;
  plan.placed.instruction = instruction_;
  plan.placed.ignore = ignore_;
  bool parents = false;
  std::vector<std::string> excluded;
  bool has_source = true;
  for (const auto& flag : instruction.flags) {
    if (flag.name == "from" && !is_add && flag.value && !flag.value->empty()) {
      const MappedText name = flag_value(flag);
      const int other =
          read_source_stage(name, {build_.file->source, flag.value_span}, ImageUse::Role::copy, true);
      const ImageUse& use = build_.images.back();
      set_source(plan.placed, other);
      plan.is_named = use.context.has_value();
      has_source = !use.is_stage || other >= 0;
    } else if (flag.name == "chown" || flag.name == "chmod") {
      if (flag.value) expanded(flag_value(flag));
    } else if (flag.name == "checksum" && is_add && flag.value) {
      plan.placed.checksum = expanded(flag_value(flag)).text.text();
    } else if (flag.name == "exclude" && flag.value) {
      excluded.push_back(*flag.value);
    } else if (flag.name == "parents") {
      parents = !flag.value || !text::equal_ignoring_case(*flag.value, "false");
    }
  }
  if (!excluded.empty())
    plan.placed.exclude = std::make_shared<const IgnoreFile>(IgnoreFile::from_patterns(excluded));
  if (instruction.args.size() < 2) return;

  struct Source {
    Expanded word;
    Place at;
    const dockerfile::Heredoc* heredoc = nullptr;
  };
  std::vector<Source> sources;
  std::size_t next_heredoc = 0;
  for (std::size_t i = 0; i + 1 < instruction.args.size(); ++i) {
    const MappedText& arg = instruction.args[i];
    Source source;
    source.at = arg.place();
    if (!instruction.json && next_heredoc < instruction.heredocs.size() && is_heredoc_word(arg.view())) {
      source.heredoc = &instruction.heredocs[next_heredoc++];
    } else {
      source.word = expanded(arg);
    }
    sources.push_back(std::move(source));
  }
  const auto destination = expanded(instruction.args.back());
  const auto text = destination.text.view();
  plan.destination = absolute(text);
  plan.into_folder = text.empty() || text == "." || text.ends_with('/') || text.ends_with("/.") ||
                     sources.size() > 1 || state_->folders.contains(plan.destination);
  if (!has_source) return;

  for (const auto& source : sources) {
    plan.placed.at = source.at;
    if (source.heredoc != nullptr) {
      copy_heredoc(plan, *source.heredoc);
      continue;
    }
    const auto word = source.word.text.view();
    if (!source.word.errors.empty()) continue;
    if (!source.word.known) {
      note("copy-source-unresolved", source.word.missing,
           "what is copied depends on `" + source.word.missing + "`, which has no value", source.at);
      continue;
    }
    const bool git = is_git_source(word);
    if (git || is_web_source(word)) {
      copy_remote(plan, word, git);
    } else {
      copy_local(plan, word, parents);
    }
  }
}

void Resolver::copy_heredoc(CopyPlan plan, const dockerfile::Heredoc& heredoc) {
  MappedText body = body_of(heredoc);
  if (heredoc.expand) {
    const auto result = expand_heredoc(body, state_->variables);
    note_expansion(result, body);
    body = result.text;
  }
  Placed placed = std::move(plan.placed);
  placed.from = Placed::From::heredoc;
  placed.ignore = placed.exclude = nullptr;
  placed.source = heredoc.name;
  placed.destination =
      plan.into_folder ? clean_path(text::join(plan.destination, heredoc.name)) : plan.destination;
  placed.content = std::move(body);
  add_placed(std::move(placed));
}

void Resolver::copy_remote(CopyPlan plan, std::string_view source, bool git) {
  Placed placed = std::move(plan.placed);
  placed.from = git ? Placed::From::git : Placed::From::url;
  placed.ignore = nullptr;
  placed.source = source;
  placed.folder = git;
  placed.destination = !git && plan.into_folder
                           ? clean_path(text::join(plan.destination, download_name(source)))
                           : plan.destination;
  add_placed(std::move(placed));
}

void Resolver::note_ignored_source(std::string_view source, bool is_add, Place at) {
  // BuildKit gives up where exceptions make the question hard; so that the check says the same, so do we.
  if (ignore_->empty() || ignore_->has_exceptions()) return;
  const std::string path = clean_path(source);
  const bool root = path == "." || path == "/";
  if (root ? !ignore_->ignores_all_of_root() : !ignore_->ignores(path)) return;
  note("copy-ignored-file", path,
       std::string(is_add ? "ADD" : "COPY") + " of `" + text::printable(path) +
           "`, which the ignore file leaves out",
       std::move(at));
}

void Resolver::copy_local(CopyPlan plan, std::string_view source, bool parents) {
  const bool from_context = plan.placed.from == Placed::From::context;
  // A named context is a folder of the build's context here; no `..` leads out of it.
  const std::string folder = std::exchange(plan.placed.source, {});
  if (!folder.empty()) {
    const bool slash = source.size() > 1 && source.ends_with('/');
    const std::string inner = clean_path("/" + std::string(source)).substr(1);
    return copy_local(std::move(plan), text::join(folder, inner) + (slash && !inner.empty() ? "/" : ""),
                      parents);
  }
  if (from_context && !plan.is_named) note_ignored_source(source, plan.is_add, plan.placed.at);
  if (parents) {
    // What stands before a `/./` is not kept below the destination.
    const auto pivot = source.find("/./");
    const std::string root = pivot == source.npos ? "" : std::string(source.substr(0, pivot));
    const std::string kept =
        clean_path("/" + std::string(pivot == source.npos ? source : source.substr(pivot + 3))).substr(1);
    if (has_wildcard(root)) {
      note("copy-source-unresolved", std::string(source),
           "a wildcard before the pivot of `--parents` is not followed", plan.placed.at);
      return;
    }
    if (has_wildcard(kept)) {
      Placed placed = std::move(plan.placed);
      const std::string rooted = clean_path("/" + unescape_pattern(root));
      placed.source = from_context ? rooted.substr(1) : rooted;
      placed.folder = true;
      placed.destination = plan.destination;
      placed.include = std::make_shared<const IgnoreFile>(IgnoreFile::from_patterns({kept}));
      add_placed(std::move(placed));
      return;
    }
    const std::string inside = clean_path("/" + root + "/" + kept).substr(1);
    const std::string plain = unescape_pattern(inside);
    plan.into_folder = false;
    plan.destination = clean_path(text::join(plan.destination, unescape_pattern(kept)));
    place(plan, plain);
    return;
  }
  const std::string path = clean_path("/" + std::string(source)).substr(1);
  if (has_wildcard(path) && plan.placed.from != Placed::From::image) {
    place_matches(plan, path);
  } else {
    place(plan,
          unescape_pattern(path) + (source.size() > 1 && source.ends_with('/') && !path.empty() ? "/" : ""));
  }
}

std::optional<EntryKind> Resolver::source_kind(const Placed& placed, std::string_view source) const {
  const auto in_context = [&](std::string_view path) -> std::optional<EntryKind> {
    if (path.empty()) return EntryKind::folder;
    return build_.context ? build_.context->kind(path) : std::nullopt;
  };
  if (placed.from == Placed::From::context) return in_context(source);
  const auto files = placed.stage_files.lock();
  if (placed.from != Placed::From::stage || !files) return std::nullopt;
  if (source.empty()) return EntryKind::folder;
  const auto hit = files->find(source);
  if (hit && hit->placed->from == Placed::From::context && !hit->placed->archive)
    return in_context(hit->source);
  if (hit && hit->source == hit->placed->source)
    return hit->placed->folder ? EntryKind::folder : EntryKind::file;
  const auto& folders = states_[static_cast<std::size_t>(placed.source_stage)].folders;
  if (folders.contains("/" + std::string(source))) return EntryKind::folder;
  return std::nullopt;
}

void Resolver::place(const CopyPlan& plan, std::string source) {
  const bool slash = source.ends_with('/');
  if (slash) source.pop_back();
  Placed placed = plan.placed;
  const auto kind = source_kind(placed, source);
  if (placed.from == Placed::From::context) {
    placed.source = source;
    placed.ignored = !plan.is_named && ignore_->ignores(source) &&
                     !(ignore_->has_exceptions() && kind == EntryKind::folder);
    placed.missing = build_.context && !kind;
    if (placed.missing)
      note("copy-source-missing", source, "`" + text::printable(source) + "` is not in the build context",
           placed.at);
  } else {
    placed.source = "/" + source;
  }
  placed.folder = kind ? *kind == EntryKind::folder : looks_like_folder(source + (slash ? "/" : ""), plan);
  placed.archive = plan.is_add && !placed.folder && is_archive_name(source);
  if (placed.archive) {
    placed.folder = true;  // unpacked into the destination, never renamed
    placed.destination = plan.destination;
  } else {
    const bool below = !placed.folder && plan.into_folder;
    placed.destination =
        below ? clean_path(text::join(plan.destination, text::file_name(source))) : plan.destination;
  }
  add_placed(std::move(placed));
}

std::vector<std::string> Resolver::children(const Placed& placed, std::string_view folder) const {
  std::set<std::string> names;
  const auto add_context = [&](std::string_view path) {
    if (!build_.context) return;
    const auto entries = build_.context->list(path);
    if (!entries) return;
    for (const auto& entry : *entries) names.insert(entry.name);
  };
  if (placed.from == Placed::From::context) {
    add_context(folder);
  } else if (const auto files = placed.stage_files.lock()) {
    const std::string path = clean_path("/" + std::string(folder));
    names = files->names_below(path);
    const auto hit = files->find(path);
    if (hit && hit->placed->from == Placed::From::context && hit->placed->folder && !hit->placed->archive)
      add_context(hit->source);
  }
  return {names.begin(), names.end()};
}

void Resolver::place_matches(const CopyPlan& plan, std::string_view pattern) {
  const auto parts = text::split(pattern, '/');
  struct Open {
    std::string path;
    std::size_t part;
  };
  std::vector<Open> open{{"", 0}};
  std::vector<std::string> found;
  std::size_t lists = 0;
  bool too_many = false;
  while (!open.empty()) {
    const Open here = std::move(open.back());
    open.pop_back();
    if (here.part == parts.size()) {
      found.push_back(here.path);
      too_many = found.size() >= most_matches;
      if (too_many) break;
      continue;
    }
    const auto part = parts[here.part];
    if (!has_wildcard(part)) {
      open.push_back({text::join(here.path, unescape_pattern(part)), here.part + 1});
      continue;
    }
    if (++lists > most_lists) {
      too_many = true;
      break;
    }
    for (const auto& name : children(plan.placed, here.path)) {
      if (match_path(part, name)) open.push_back({text::join(here.path, name), here.part + 1});
      if (open.size() > most_matches) {
        too_many = true;
        break;
      }
    }
  }
  if (too_many)
    note("too-many-files", std::string(pattern),
         "`" + text::printable(pattern) + "` matches too many files; not all of them were followed",
         plan.placed.at);
  std::sort(found.begin(), found.end());
  const bool exceptions = ignore_->has_exceptions();
  for (auto& path : found) {
    const auto kind = source_kind(plan.placed, path);
    if (!kind) continue;
    // What is left out never reached the builder, so a wildcard does not see it.
    if (plan.placed.from == Placed::From::context && !plan.is_named && ignore_->ignores(path) &&
        !(exceptions && *kind == EntryKind::folder))
      continue;
    CopyPlan one = plan;
    one.into_folder = plan.into_folder || found.size() > 1;
    place(one, path);
  }
}

void Resolver::add_placed(Placed placed) {
  if (++placed_count_ > most_placements) {
    if (!std::exchange(placed_too_many_, true))
      note("too-many-files", "", "this build copies more than 50000 single files; the rest was not followed",
           placed.at);
    return;
  }
  const std::string folder =
      placed.folder ? placed.destination : std::string(text::parent(placed.destination));
  state_->folders.add(folder);
  state_->files.add(std::move(placed));
}

}  // namespace dockgate::build
