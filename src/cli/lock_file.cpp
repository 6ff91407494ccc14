#include "cli/lock_file.hpp"

#include <algorithm>
#include <cstring>

#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/replace_file.hpp"
#include "cli/workspace.hpp"
#include "lint/understand.hpp"
#include "lock/find_lock.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

std::string path_of(const Options& options) {
  return options.lock.empty() ? std::string(lock::file_name) : options.lock;
}

template <typename T>
void append(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::optional<LockFile> open_lock(const Options& options, Console& console) {
  LockFile out;
  out.path = path_of(options);
  Workspace workspace = Workspace::here();
  const Located place = workspace.locate(out.path);
  out.lock.path = place.tree->display_path(place.path);
  if (!place.tree->kind(place.path)) return out;
  lock::FoundLock found = lock::load(*place.tree, place.path);
  if (!found.lock) {
    complain(console, options, found.problems);
    return std::nullopt;
  }
  out.source = found.source;
  out.lock = *found.lock;
  return out;
}

bool save_lock(const LockFile& file, const lock::Lock& lock, const Options& options, Console& console,
               bool& written) {
  written = false;
  const std::string text = lock::write(lock);
  if (options.dry_run || (file.source && file.source->bytes() == text)) return true;
  Workspace workspace = Workspace::here();
  const Located place = workspace.locate(file.path);
  const auto now = place.tree->read(place.path, lock::max_lock_bytes);
  const bool same =
      file.source ? now && (*now)->bytes() == file.source->bytes() : !place.tree->kind(place.path);
  if (!same) {
    complain(console, options,
             text::printable(file.path) + " has been changed meanwhile; it was left as it is");
    return false;
  }
  if (const int error = replace_file(file.path, text); error != 0) {
    complain(console, options, "cannot write " + text::printable(file.path) + ": " + std::strerror(error));
    return false;
  }
  written = true;
  return true;
}

std::optional<Sources> read_sources(const Options& options, const std::vector<std::string>& paths,
                                    Console& console) {
  Options judging = options;
  judging.paths = paths;
  judging.lock.clear();
  auto prepared = prepare(judging, console);
  if (!prepared) return std::nullopt;
  Sources out;
  out.nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  lint::UnderstandResult result = lint::understand_all(std::move(prepared->inputs), prepared->lint, false);
  append(result.not_judged, std::move(prepared->not_judged));
  for (const lint::UnderstoodBuild& build : result.builds) {
    lock::Mentions mentions = lock::mentions_of(build.facts);
    append(out.mentions.images, std::move(mentions.images));
    append(out.mentions.models, std::move(mentions.models));
  }
  for (const NotJudged& item : result.not_judged)
    console.error("not judged: " + text::printable(item.file) + ": " + text::printable(item.reason) + "\n");
  if (!result.policy_errors.empty()) {
    complain(console, options, result.policy_errors);
    return std::nullopt;
  }
  if (!result.not_judged.empty()) out.code = exit_not_judged;
  if (result.internal_error) out.code = exit_internal;
  const std::string folder(text::parent(path_of(options)));
  const bool all =
      std::ranges::all_of(paths, [&](const std::string& path) { return text::normalize(path) == folder; });
  out.whole = all && options.target.empty() && out.code == 0 && !out.nothing;
  return out;
}

void count(const lock::Lock& lock, LockReport& report) {
  report.images = lock.images.size();
  report.models = lock.models.size();
  report.open = static_cast<std::size_t>(std::ranges::count(lock.images, "", &lock::Image::digest) +
                                         std::ranges::count(lock.models, "", &lock::Model::commit));
}

std::string format_of(const Options& options) {
  return options.formats.empty() ? "text" : options.formats.front().name;
}

}  // namespace dockgate::cli
