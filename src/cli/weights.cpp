// `weights`: identifies, hashes and scans weight files.
#include "report/weights.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "text/digest.hpp"
#include "text/for_each.hpp"
#include "text/guarded_map.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "weights/hub_cache.hpp"
#include "weights/scan.hpp"

namespace dockgate::cli {
namespace {

constexpr int deepest_folder = 60;
constexpr std::size_t most_files = 1'000'000;

/// A file to look at. One that a user names is always reported, one of a folder when it is weights.
struct Item {
  std::shared_ptr<const FileTree> tree;
  std::string path;
  bool named = false;
};

struct Search {
  std::vector<Item> items;
  std::vector<report::WeightsEntry> wrong;  // references of a cache
  bool complete = true;
};

report::WeightsEntry failed(std::string path, std::string why, weights::Verdict verdict,
                            std::string format = "unknown") {
  report::WeightsEntry entry;
  entry.path = std::move(path);
  entry.scan.format = std::move(format);
  entry.scan.verdict = verdict;
  entry.scan.reasons.push_back({verdict, std::move(why), {}});
  return entry;
}

void walk(const std::shared_ptr<const FileTree>& tree, const std::string& folder, int depth, Search& out) {
  const auto entries = tree->list(folder);
  if (!entries) return;
  if (depth > deepest_folder) {
    out.complete = false;
    return;
  }
  if (weights::is_hub_folder(text::file_name(folder))) {
    for (auto& [path, reason] : weights::check_hub_references(*tree, folder))
      out.wrong.push_back(failed(tree->display_path(path), reason.what, reason.verdict, "hub-reference"));
  }
  for (const auto& entry : *entries) {
    const auto path = folder.empty() ? entry.name : folder + "/" + entry.name;
    auto kind = entry.kind;
    if (kind == EntryKind::link) {
      // A link to a folder may lead in a circle. One that leads outside is reported where it promises
      // weights.
      const auto target = tree->kind(path);
      if (!target && weights::name_kind(path) == weights::NameKind::weights)
        out.wrong.push_back(failed(tree->display_path(path),
                                   "the link leads nowhere, or outside of the folder",
                                   weights::Verdict::not_scanned));
      if (target == EntryKind::file) kind = EntryKind::file;
    }
    if (kind == EntryKind::other && weights::name_kind(path) == weights::NameKind::weights) {
      out.wrong.push_back(failed(tree->display_path(path), std::string(to_string(FileError::not_a_file)),
                                 weights::Verdict::not_scanned));
    }
    if (kind == EntryKind::file) {
      if (out.items.size() >= most_files) {
        out.complete = false;
        return;
      }
      out.items.push_back({tree, path, false});
    } else if (kind == EntryKind::folder && entry.name != ".git") {
      walk(tree, path, depth + 1, out);
    }
  }
}

/// Shows how much has been read, on a terminal only.
class ProgressLine {
 public:
  ProgressLine(bool shown, Console& console) : console_(console) {
    if (shown) thread_ = std::thread([this] { run(); });
  }
  ~ProgressLine() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    wake_.notify_all();
    thread_.join();
    console_.error("\r\x1b[K");
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void add(std::uint64_t bytes) { bytes_ += bytes; }
  void finish_file() { ++files_; }
  void expect(std::size_t files) { expected_ = files; }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, std::chrono::milliseconds(200), [this] { return done_; })) {
      console_.error("\r\x1b[K" + std::to_string(files_) + " of " + std::to_string(expected_) + " files, " +
                     std::to_string(bytes_ >> 20) + " MiB read");
    }
  }

  Console& console_;
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::size_t> files_{0}, expected_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

/// Nothing for a file of a folder that is no weights.
std::optional<report::WeightsEntry> look_at(const Item& item, ProgressLine& progress) {
  const auto shown = item.tree->display_path(item.path);
  const auto file = item.tree->map(item.path);
  const bool promised = weights::name_kind(item.path) == weights::NameKind::weights;
  if (!file) {
    if (!item.named && !promised) return std::nullopt;
    return failed(shown, std::string(to_string(file.error())), weights::Verdict::not_scanned);
  }
  report::WeightsEntry entry;
  entry.path = shown;
  entry.bytes = file->bytes.size();
  entry.scan = weights::scan(file->bytes, item.path);
  const bool listed = item.named || promised || entry.scan.weights;
  if (!listed) return std::nullopt;
  entry.sha256 = text::sha256(file->bytes, [&](std::uint64_t bytes) { progress.add(bytes); });
  if (auto wrong = weights::check_digest_in_path(item.path, file->bytes, entry.sha256)) {
    entry.scan.verdict = std::max(entry.scan.verdict, wrong->verdict);
    entry.scan.reasons.insert(entry.scan.reasons.begin(), std::move(*wrong));
  }
  if (!text::unchanged(*file)) {
    entry.scan.verdict = std::max(entry.scan.verdict, weights::Verdict::not_scanned);
    entry.scan.reasons.insert(entry.scan.reasons.begin(),
                              {weights::Verdict::not_scanned, "the file changed while it was read", {}});
  }
  return entry;
}

int exit_code(const std::vector<report::WeightsEntry>& entries, const Options& options) {
  int code = exit_clean;
  for (const auto& entry : entries) {
    const bool bad = entry.scan.verdict == weights::Verdict::dangerous ||
                     entry.scan.verdict == weights::Verdict::suspicious;
    if (bad && !options.no_fail) code = std::max<int>(code, exit_violated);
    if (entry.scan.verdict == weights::Verdict::not_scanned) code = std::max<int>(code, exit_not_judged);
  }
  return code;
}

}  // namespace

int weights(const Options& options, Console& console) {
  for (const FormatRequest& format : options.formats) {
    if (format.name == "text" || format.name == "json") continue;
    complain(console, options, "`weights` knows the formats text and json, not `" + format.name + "`");
    return exit_invalid;
  }
  Workspace workspace = Workspace::here();
  Search search;
  for (const std::string& path : options.paths) {
    const Located place = workspace.locate(path);
    if (place.tree->kind(place.path) == EntryKind::folder) {
      walk(place.tree, place.path, 0, search);
    } else {
      search.items.push_back({place.tree, place.path, true});
    }
  }
  std::vector<std::optional<report::WeightsEntry>> found(search.items.size());
  {
    ProgressLine progress(console.error_is_terminal() && !options.quiet, console);
    progress.expect(search.items.size());
    const unsigned jobs = jobs_of(options);
    const auto failures = text::for_each_index(search.items.size(), jobs, [&](std::size_t i) {
      found[i] = look_at(search.items[i], progress);
      progress.finish_file();
    });
    for (std::size_t i = 0; i < failures.size(); ++i) {
      if (failures[i].empty()) continue;
      const auto& item = search.items[i];
      found[i] = failed(item.tree->display_path(item.path), "internal error: " + failures[i],
                        weights::Verdict::not_scanned);
    }
  }
  std::vector<report::WeightsEntry> entries = std::move(search.wrong);
  for (auto& entry : found)
    if (entry) entries.push_back(std::move(*entry));
  std::ranges::stable_sort(entries, {}, &report::WeightsEntry::path);
  const auto twice = std::unique(entries.begin(), entries.end(),
                                 [](const auto& a, const auto& b) { return a.path == b.path; });
  entries.erase(twice, entries.end());

  std::vector<FormatRequest> formats = options.formats;
  if (formats.empty()) formats.push_back({"text", {}});
  for (const FormatRequest& format : formats) {
    const bool colour =
        format.file.empty() ? colour_for_output(options, console) : options.colour == ColourWhen::always;
    const auto text = format.name == "json" ? report::weights_json(entries)
                                            : report::weights_text(entries, colour, options.quiet);
    if (!put_out(format, text, options, console)) return exit_invalid;
  }
  if (!search.complete) {
    console.error("not judged: there are too many files or folders; not all were looked at\n");
    return exit_not_judged;
  }
  if (entries.empty()) {
    console.error("nothing to check: no weights found\n");
    return exit_nothing;
  }
  return exit_code(entries, options);
}

}  // namespace dockgate::cli
