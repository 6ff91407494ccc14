// `lock update`: the one command that uses the network.
#include <algorithm>
#include <chrono>
#include <thread>

#include "cli/commands.hpp"
#include "cli/credentials.hpp"
#include "cli/curl_transport.hpp"
#include "cli/exit_codes.hpp"
#include "cli/lock_file.hpp"
#include "cli/prepare.hpp"
#include "cli/version.hpp"
#include "hub/client.hpp"
#include "image/reference.hpp"
#include "lock/time.hpp"
#include "registry/client.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::int64_t day = 86'400;

class SystemClock final : public net::Clock {
 public:
  std::int64_t milliseconds() override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  std::int64_t seconds() override {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  void sleep(std::int64_t milliseconds) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }
};

/// The entries that a user's NAME means: a key, a name as it is written in sources, or one without tag or
/// revision.
std::vector<std::string> keys_of(const lock::Lock& lock, const std::string& name) {
  std::vector<std::string> keys;
  const auto reference = image::parse(name);
  for (const lock::Image& image : lock.images) {
    const bool same = reference && image::full_name(*reference) == image.name &&
                      (reference->tag.empty() || reference->tag == image.tag) &&
                      (reference->digest.empty() || reference->digest == image.digest);
    if (same || lock::key(image) == name) keys.push_back(lock::key(image));
  }
  for (const lock::Model& model : lock.models) {
    const std::string key = lock::key(model);
    if (key == name || key.substr(0, key.find('@')) == name || model.id == name ||
        model.id + "@" + model.revision == name)
      keys.push_back(key);
  }
  return keys;
}

/// Nothing, and the user told, where a name means no entry.
std::optional<std::vector<std::string>> chosen(const lock::Lock& lock, const Options& options,
                                               Console& console) {
  std::vector<std::string> all;
  for (const lock::Image& image : lock.images) all.push_back(lock::key(image));
  for (const lock::Model& model : lock.models) all.push_back(lock::key(model));
  if (options.paths.empty()) return all;
  std::vector<std::string> keys;
  for (const std::string& name : options.paths) {
    const auto meant = keys_of(lock, name);
    if (meant.empty()) {
      const std::vector<std::string_view> known(all.begin(), all.end());
      complain(console, options,
               text::with_hint("neither the lock nor the sources have `" + text::printable(name) + "`", name,
                               known));
      return std::nullopt;
    }
    keys.insert(keys.end(), meant.begin(), meant.end());
  }
  return keys;
}

/// Asks for each of `keys`, one after the other: servers count.
class Update {
 public:
  Update(const Options& options, Console& console, net::Transport& transport, lock::Lock& lock)
      : options_(options),
        console_(console),
        lock_(lock),
        session_(transport, clock_, {.total_milliseconds = std::int64_t{options.timeout} * 1000}),
        registry_(session_, docker_credentials(console, secrets_), registry_settings(options)),
        hub_(session_, hub_settings(options, console, secrets_)) {
    if (options.verbose)
      session_.log = [this](std::string_view line) { console_.error(clean(text::printable(line)) + "\n"); };
  }

  void run(const std::vector<std::string>& keys, LockReport& report) {
    const lock::UpdateRules rules{console_.now(), options_.minimum_age * day};
    // Copies: the entries change while they are asked for.
    for (const lock::Image& image : std::vector(lock_.images)) {
      if (std::ranges::find(keys, lock::key(image)) == keys.end()) continue;
      auto found = registry_.resolve(image);
      if (found && !found->unchanged) found->image.origin.from = "registry";
      finish(
          image, found, [&] { return lock::update(lock_, found->image, found->made, rules); }, report);
    }
    for (const lock::Model& model : std::vector(lock_.models)) {
      if (std::ranges::find(keys, lock::key(model)) == keys.end()) continue;
      auto found = hub_.resolve(model);
      if (found && !found->unchanged) found->model.origin.from = "hub";
      finish(
          model, found,
          [&] { return with_reference(*found, lock::update(lock_, found->model, found->made, rules)); },
          report);
    }
  }

  /// Without any secret that was used: what servers answer may repeat them.
  std::string clean(std::string text) const { return without_secrets(std::move(text), secrets_); }

 private:
  static registry::ClientOptions registry_settings(const Options& options) {
    registry::ClientOptions out;
    for (const auto& [registry, mirror] : options.mirrors) out.mirrors[registry].push_back(mirror);
    out.token_hosts = options.token_hosts;
    out.want_age = options.minimum_age > 0;
    return out;
  }

  static hub::ClientOptions hub_settings(const Options& options, const Console& console,
                                         std::vector<std::string>& secrets) {
    hub::ClientOptions out;
    if (!options.hub.empty()) {
      out.endpoint = options.hub;
    } else if (const auto endpoint = console.variable("HF_ENDPOINT")) {
      out.endpoint = *endpoint;
    }
    // The second name is the older one (huggingface_hub, constants.py).
    for (const char* name : {"HUGGING_FACE_HUB_TOKEN", "HF_TOKEN"})
      if (const auto token = console.variable(name)) out.token = text::trim(*token);
    if (!out.token.empty()) secrets.push_back(out.token);
    return out;
  }

  /// A tag is meant to stay where it is.
  static std::optional<lock::Change> with_reference(const hub::Resolved& found,
                                                    std::optional<lock::Change> change) {
    if (change && change->what == lock::Change::What::moved && found.reference == "tag")
      change->reasons.insert(change->reasons.begin(), "it is a tag, and tags are not meant to move");
    return change;
  }

  template <typename Entry, typename Found, typename Apply>
  void finish(const Entry& entry, const Found& found, const Apply& apply, LockReport& report) {
    if (!found) {
      report.errors.push_back(clean(lock::key(entry) + ": " + found.error().message));
      return;
    }
    if (auto change = apply()) report.changes.push_back(std::move(*change));
  }

  const Options& options_;
  Console& console_;
  lock::Lock& lock_;
  SystemClock clock_;
  std::vector<std::string> secrets_;
  net::Session session_;
  registry::Client registry_;
  hub::Client hub_;
};

/// Changes by the sources come first; what was asked for afterwards replaces them where it is about the same
/// entry.
void merge(std::vector<lock::Change> by_sources, LockReport& report) {
  for (lock::Change& change : by_sources) {
    const auto later = std::ranges::find(report.changes, change.key, &lock::Change::key);
    if (later == report.changes.end()) {
      report.changes.push_back(std::move(change));
    } else if (change.what == lock::Change::What::added) {
      later->what = lock::Change::What::added;
      later->at = change.at;
    }
  }
  std::ranges::stable_sort(report.changes, {}, &lock::Change::key);
}

}  // namespace

int lock_update(const Options& options, Console& console) {
  const auto file = open_lock(options, console);
  if (!file) return exit_invalid;
  const auto sources = read_sources(options, {}, console);
  if (!sources) return exit_invalid;
  if (sources->nothing && !file->source) {
    console.error("nothing to lock: no Dockerfile found\n");
    return exit_nothing;
  }
  lock::Changed changed = lock::follow_sources(file->lock, sources->mentions, console.now(), sources->whole);
  const auto keys = chosen(changed.lock, options, console);
  if (!keys) return exit_invalid;
  auto transport = curl_transport(
      {options.ca_file.empty() ? console.variable("SSL_CERT_FILE").value_or("") : options.ca_file,
       std::string(version)});
  if (!transport) {
    complain(console, options, transport.error());
    return exit_not_judged;
  }
  LockReport report;
  report.path = file->path;
  report.dry_run = options.dry_run;
  Update update(options, console, **transport, changed.lock);
  update.run(*keys, report);
  for (const std::string& error : report.errors) complain(console, options, error);
  if (!report.errors.empty() && !options.keep_going && !options.dry_run) {
    console.error(text::printable(file->path) + " is unchanged\n");
    if (format_of(options) == "text") return exit_not_judged;
    report.changes.clear();
    count(file->lock, report);
    console.out(update.clean(render(report, format_of(options))));
    return exit_not_judged;
  }
  merge(std::move(changed.changes), report);
  if (!save_lock(*file, changed.lock, options, console, report.written)) return exit_invalid;
  count(changed.lock, report);
  console.out(update.clean(render(report, format_of(options))));
  if (!report.errors.empty()) return std::max(sources->code, int{exit_not_judged});
  return sources->code;
}

}  // namespace dockgate::cli
