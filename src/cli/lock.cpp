// `lock`, `lock check` and `lock import`: what works without a network.
#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/lock_file.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "hub/import.hpp"
#include "lock/names.hpp"
#include "registry/import.hpp"
#include "report/json_writer.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t most_input = 64u << 20;

int nothing_to_lock(Console& console) {
  console.error("nothing to lock: no Dockerfile found\n");
  return exit_nothing;
}

/// What `lock check` says of one mention, or of an entry that nothing mentions.
struct Row {
  std::string file;
  std::uint32_t line = 0;
  std::string state, name, message;
  auto order() const { return std::tie(file, line, name, state, message); }
};

std::string message_of(const lock::Standing& said, const std::string& written) {
  switch (said.state) {
    case lock::State::not_written:
      return "the sources have only the name, the lock has " + said.locked;
    case lock::State::differs:
      return "the sources have " + written + ", the lock has " + said.locked;
    case lock::State::missing:
      return "the lock has nothing on it";
    case lock::State::open:
      return "the lock has no value for it yet";
    case lock::State::current:
      break;
  }
  return {};
}

template <typename Mention>
void add_row(const lock::Lock& lock, const Mention& mention, const std::string& written,
             std::vector<Row>& rows) {
  const lock::Standing said = lock::standing(lock, mention);
  if (said.state == lock::State::current || !mention.at.source) return;
  if constexpr (requires { mention.meant_to_move; }) {
    if (mention.meant_to_move && said.state == lock::State::not_written) return;
  }
  rows.push_back({mention.at.source->path(), mention.at.source->line_of(mention.at.span.begin),
                  std::string(lock::to_string(said.state)), said.key, message_of(said, written)});
}

std::vector<Row> compare(const lock::Lock& lock, const Sources& sources) {
  std::vector<Row> rows;
  for (const lock::ImageMention& mention : sources.mentions.images)
    add_row(lock, mention, mention.digest, rows);
  for (const lock::ModelMention& mention : sources.mentions.models)
    add_row(lock, mention, mention.commit, rows);
  const auto look = [&](const auto& entry, const std::vector<std::string>& keys) {
    if (std::ranges::find(keys, lock::key(entry)) == keys.end() || !entry.at.source) return;
    rows.push_back({entry.at.source->path(), entry.at.source->line_of(entry.at.span.begin), "unused",
                    lock::key(entry), "nothing mentions it"});
  };
  if (sources.whole) {
    const auto keys = lock::unused(lock, sources.mentions);
    for (const lock::Image& image : lock.images) look(image, keys);
    for (const lock::Model& model : lock.models) look(model, keys);
  }
  std::ranges::sort(rows, {}, &Row::order);
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [](const Row& a, const Row& b) { return a.order() == b.order(); }),
             rows.end());
  return rows;
}

std::string render(const std::vector<Row>& rows, const LockFile& file, const std::string& format) {
  if (format == "json") {
    report::JsonWriter json;
    json.begin_object().member("schema", "dockgate.lock-check/1").member("lock", file.lock.path);
    json.key("differences").begin_array();
    for (const Row& row : rows) {
      json.begin_object().member("file", row.file).member("line", row.line).member("state", row.state);
      json.member("name", row.name).member("message", row.message).end_object();
    }
    json.end_array().end_object();
    return json.take();
  }
  const bool markdown = format == "markdown";
  std::string out;
  for (const Row& row : rows) {
    out += (markdown ? "- " : "") + text::printable(row.file) + ":" + std::to_string(row.line) + ": `" +
           text::printable(row.name) + "`: " + text::printable(row.message) + "\n";
  }
  const std::string path = text::printable(file.lock.path);
  if (markdown && !out.empty()) out += '\n';
  if (rows.empty())
    return path +
           " agrees with the sources: " + in_numbers(file.lock.images.size(), file.lock.models.size()) + "\n";
  return out + path + " and the sources differ in " + text::counted(rows.size(), "place") +
         "; `dockgate lock` follows the sources, `dockgate lock update` asks, `dockgate fix` writes into the "
         "sources\n";
}

/// What `--from` says, or what the source looks like; "" when that is not known.
std::string kind_of(const Options& options, const Located& place) {
  if (!options.from.empty()) return options.from;
  if (place.tree->kind(place.path) == EntryKind::file) return "docker-inspect";
  if (hub::is_cache(*place.tree, place.path)) return "hub-cache";
  if (registry::is_oci_layout(*place.tree, place.path)) return "oci-layout";
  if (hub::checkout_of(*place.tree, place.path)) return "lfs";
  return {};
}

lock::Imported failed(std::string why) {
  lock::Imported out;
  out.problems.push_back(std::move(why));
  return out;
}

lock::Imported import_pointers(const Options& options, const Located& place) {
  auto model = hub::checkout_of(*place.tree, place.path);
  if (!options.as.empty()) {
    auto named = lock::model_named(options.as);
    if (!named) return failed("--as " + options.as + ": " + named.error());
    if (text::is_lower_hex(named->revision, 40)) named->commit = named->revision;
    if (named->commit.empty() && model && model->revision == named->revision) named->commit = model->commit;
    if (named->commit.empty())
      return failed("--as " + options.as +
                    ": which commit that is, the folder does not say; name the commit");
    model = *named;
  }
  if (!model)
    return failed("which repository and commit it is, the folder does not say: --as org/name@COMMIT does");
  return hub::import_lfs(*place.tree, place.path, *model);
}

lock::Imported import_one(const Options& options, const std::string& path, Workspace& workspace,
                          Console& console) {
  if (path == "-") {
    const auto text = console.input(most_input);
    return text ? registry::import_docker_inspect(*text) : failed("standard input cannot be read");
  }
  // From the folder above, since the name of a folder of the hub's cache says what it is.
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  const std::filesystem::path named = whole.has_filename() ? whole : whole.parent_path();
  const Located place{workspace.folder(named.parent_path().string()), named.filename().string()};
  if (!place.tree->kind(place.path)) return failed("there is no such file or folder");
  const std::string kind = kind_of(options, place);
  if (kind == "docker-inspect") {
    const auto source = place.tree->read(place.path, most_input);
    return source ? registry::import_docker_inspect((*source)->bytes())
                  : failed(std::string(to_string(source.error())));
  }
  if (place.tree->kind(place.path) != EntryKind::folder) return failed("it is no folder");
  if (kind == "hub-cache") return hub::import_cache(*place.tree, place.path);
  if (kind == "oci-layout") return registry::import_oci_layout(*place.tree, place.path, options.as);
  if (kind == "lfs") return import_pointers(options, place);
  return failed(
      "it is no cache of the hub, no OCI layout and no checkout from the hub that can be told; --from names "
      "what it is");
}

/// Tells who wrote `lock updat` that no such file is there, but a command of nearly that name.
bool is_mistyped_command(const Options& options, Console& console) {
  const std::vector<std::string_view> commands{"check", "update", "import"};
  Workspace workspace = Workspace::here();
  for (const std::string& path : options.paths) {
    const Located place = workspace.locate(path);
    if (place.tree->kind(place.path) || text::did_you_mean(path, commands).empty()) continue;
    complain(console, options,
             text::with_hint("there is no `" + text::printable(path) + "`", path, commands));
    return true;
  }
  return false;
}

}  // namespace

int lock_write(const Options& options, Console& console) {
  if (is_mistyped_command(options, console)) return exit_invalid;
  const auto file = open_lock(options, console);
  if (!file) return exit_invalid;
  const auto sources = read_sources(options, options.paths, console);
  if (!sources) return exit_invalid;
  if (sources->nothing) return nothing_to_lock(console);
  lock::Changed changed = lock::follow_sources(file->lock, sources->mentions, console.now(), sources->whole);
  LockReport report;
  report.changes = std::move(changed.changes);
  report.path = file->path;
  report.dry_run = options.dry_run;
  if (!save_lock(*file, changed.lock, options, console, report.written)) return exit_invalid;
  count(changed.lock, report);
  console.out(render(report, format_of(options)));
  return sources->code;
}

int lock_check(const Options& options, Console& console) {
  const auto file = open_lock(options, console);
  if (!file) return exit_invalid;
  if (!file->source) {
    complain(console, options, "there is no " + text::printable(file->path) + ": `dockgate lock` writes one");
    return exit_invalid;
  }
  const auto sources = read_sources(options, options.paths, console);
  if (!sources) return exit_invalid;
  if (sources->nothing) return nothing_to_lock(console);
  const std::vector<Row> rows = compare(file->lock, *sources);
  console.out(render(rows, *file, format_of(options)));
  return std::max(sources->code, rows.empty() ? int{exit_clean} : int{exit_violated});
}

int lock_import(const Options& options, Console& console) {
  constexpr std::array<std::string_view, 4> kinds{"hub-cache", "lfs", "oci-layout", "docker-inspect"};
  if (!options.from.empty() && std::ranges::find(kinds, options.from) == kinds.end()) {
    complain(console, options,
             "--from knows hub-cache, lfs, oci-layout and docker-inspect, not `" +
                 text::printable(options.from) + "`");
    return exit_invalid;
  }
  const auto file = open_lock(options, console);
  if (!file) return exit_invalid;
  lock::Lock next = file->lock;
  LockReport report;
  report.path = file->path;
  report.dry_run = options.dry_run;
  Workspace workspace = Workspace::here();
  bool failed = false, nothing = true;
  for (const std::string& path : options.paths) {
    lock::Imported found = import_one(options, path, workspace, console);
    for (const std::string& problem : found.problems)
      complain(console, options, text::printable(path) + ": " + text::printable(problem));
    failed = failed || !found.problems.empty();
    nothing = nothing && found.lock.images.empty() && found.lock.models.empty();
    for (std::string& note : found.notes) report.notes.push_back(std::move(note));
    for (lock::Change& change : lock::import(next, found.lock, console.now()))
      report.changes.push_back(std::move(change));
  }
  if (failed) {
    console.error(text::printable(file->path) + " is unchanged\n");
    return exit_not_judged;
  }
  if (nothing) {
    for (const std::string& note : report.notes) console.error("note: " + text::printable(note) + "\n");
    console.error("nothing to import\n");
    return exit_nothing;
  }
  if (!save_lock(*file, next, options, console, report.written)) return exit_invalid;
  count(next, report);
  console.out(render(report, format_of(options)));
  return exit_clean;
}

}  // namespace dockgate::cli
