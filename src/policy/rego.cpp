#include "policy/rego.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <set>

#include "catalog/maintainers.hpp"
#include "policy/level.hpp"
#include "policy/patterns.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

constexpr std::array<std::string_view, 1> full_name{"fullRepo"};

// The rules about images that a builder can check.
constexpr std::array<std::string_view, 6> carried{
    "base/digest", "base/floating-tag", "base/lock", "base/maintainer", "base/registry", "base/unmaintained"};

/// A string of Rego, which has the escapes of JSON.
std::string rego_text(std::string_view text) {
  std::string out = "\"";
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      out += std::string("\\u00") + digits[byte / 16] + digits[byte % 16];
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Printable, on one line: what a policy says must not end a comment.
std::string comment(std::string_view text) {
  return "# " + text::printable(text) + "\n";
}

class RegoWriter {
 public:
  RegoWriter(const Policy& policy, const Boundary& boundary, const RegoInput& input)
      : policy_(policy), boundary_(boundary), input_(input) {}

  std::string write() && {
    head();
    if (enforced("base/registry")) registries();
    if (enforced("base/maintainer")) maintainers();
    if (enforced("base/unmaintained")) unmaintained();
    if (enforced("base/digest")) {
      digests();
    } else if (enforced("base/floating-tag")) {
      floating();
    }
    if (enforced("base/lock") && !input_.lock_file.empty()) lock();
    decision();
    return std::move(out_);
  }

 private:
  int level_of(const Rule& rule) const {
    return policy_.level(rule, {}, boundary_, input_.path, input_.today).level;
  }
  bool fails(const Rule& rule) const {
    const int level = level_of(rule);
    return level != level_off && !boundary_.never_fails && static_cast<Severity>(level) >= boundary_.fail_on;
  }
  bool enforced(std::string_view name) const {
    const Rule* rule = policy_.find_rule(name);
    if (rule == nullptr || !fails(*rule)) return false;
    return name != "base/registry" || policy_.has_entries("registries");
  }

  void head() {
    out_ +=
        comment("Made by `dockgate policy rego` from " + policy_.title() + ", boundary " + boundary_.name +
                (input_.lock_file.empty() ? std::string() : ", and " + input_.lock_file) + ".");
    out_ += comment("Change those and make it again: what is written here by hand is lost.");
    out_ +=
        "#\n# docker buildx (0.31 or later) reads it beside the Dockerfile, as NAME.rego beside NAME, and "
        "asks it about each\n"
        "# image of FROM and COPY --from before the build starts.\n";
    not_carried_over();
    out_ += "\npackage docker\n";
  }

  void not_carried_over() {
    std::string lenient;
    std::map<std::string, std::size_t> others;  // by category
    for (const Rule* rule : policy_.rules()) {
      const bool here = std::ranges::find(carried, rule->name) != carried.end();
      if (here && !fails(*rule)) lenient += (lenient.empty() ? "" : ", ") + std::string(rule->name);
      if (!here && fails(*rule)) ++others[std::string(rule->name.substr(0, rule->name.find('/')))];
    }
    out_ += "#\n# What cannot be carried over, and only `dockgate check` and `dockgate gate` tell:\n";
    for (const auto& [category, count] : others)
      out_ += comment("- " + text::counted(count, "rule") + " " + category + "/*");
    if (!lenient.empty()) out_ += comment("- what fails no build at this boundary: " + lenient);
    for (const Exception& exception : policy_.exceptions()) {
      if (std::ranges::find(carried, exception.rule) == carried.end()) continue;
      out_ += comment("- the exception " + exception.id + " to " + exception.rule + ", until " +
                      exception.expires_text + ": its images are denied here");
    }
    out_ +=
        "# - stages, suppressing comments and the way to a finding: the builder names an image and nothing "
        "else\n";
  }

  /// A rule `NAME` that holds for images whose `field` one of the patterns matches.
  void matcher(std::string_view name, std::span<const std::string_view> fields,
               const std::set<std::string>& regexes) {
    const std::string patterns = std::string(name) + "_patterns";
    out_ += patterns + " := [\n";
    for (const std::string& regex : regexes) out_ += "  " + rego_text(regex) + ",\n";
    out_ += "]\n";
    for (const std::string_view field : fields)
      out_ += "\n" + std::string(name) + " if {\n  some pattern in " + patterns +
              "\n  regex.match(pattern, input.image." + std::string(field) + ")\n}\n";
  }

  void deny(std::initializer_list<std::string_view> conditions, std::string_view words,
            std::string_view arguments) {
    out_ += "\ndenied contains msg if {\n  input.image\n";
    for (const std::string_view condition : conditions) out_ += "  " + std::string(condition) + "\n";
    out_ += "  msg := sprintf(" + rego_text(words) + ", [" + std::string(arguments) + "])\n}\n";
  }

  /// The patterns of a list that hold at the boundary. A name without a host is one of Docker Hub as well.
  std::set<std::string> list(std::string_view name) const {
    std::set<std::string> regexes;
    const auto entries = policy_.lists().find(name);
    if (entries == policy_.lists().end()) return regexes;
    for (const ListEntry& entry : entries->second) {
      const auto& at = entry.boundaries;
      if (!at.empty() && std::ranges::find(at, boundary_.name) == at.end()) continue;
      for (const std::string& pattern : entry.match) {
        regexes.insert(pattern_as_regex(pattern));
        regexes.insert(pattern_as_regex(with_registry(pattern)));
      }
    }
    return regexes;
  }

  void registries() {
    out_ += "\n# base/registry: the policy's list `registries`\n";
    constexpr std::array<std::string_view, 2> fields{"host", "fullRepo"};
    matcher("listed_registry", fields, list("registries"));
    deny({"not listed_registry"},
         "base/registry: %s comes from %s, which the policy's list `registries` does not name",
         "input.image.ref, input.image.host");
  }

  void maintainers() {
    const auto& known = catalog::image_knowledge();
    out_ += "\n" + comment("base/maintainer: the policy's list `maintainers`, and dockgate's of " +
                           std::string(known.as_of));
    std::set<std::string> regexes = list("maintainers");
    for (const auto& maintainer : known.maintainers)
      for (const auto& glob : maintainer.images) regexes.insert("^" + glob_as_regex(glob.text) + "$");
    matcher("maintained", full_name, regexes);
    deny({"not maintained"}, "base/maintainer: nobody known maintains %s", "input.image.fullRepo");
  }

  void unmaintained() {
    const auto& known = catalog::image_knowledge();
    out_ += "\n" + comment("base/unmaintained: dockgate's list of " + std::string(known.as_of));
    std::set<std::string> regexes;
    for (const auto& row : known.unmaintained)
      for (const auto& glob : row.images) regexes.insert("^" + glob_as_regex(glob.text) + "$");
    matcher("given_up", full_name, regexes);
    deny({"given_up"}, "base/unmaintained: %s is no longer maintained", "input.image.fullRepo");
  }

  /// Docker's own frontend is meant to move: base/frontend speaks of it.
  void frontend() {
    for (const char* name : {"dockerfile", "dockerfile-upstream"})
      out_ += "\nfrontend if input.image.fullRepo == \"docker.io/docker/" + std::string(name) + "\"\n";
  }

  void digests() {
    out_ += "\n# base/digest\n";
    frontend();
    deny({"not input.image.isCanonical", "not frontend"}, "base/digest: %s is not pinned by a digest",
         "input.image.ref");
  }

  void floating() {
    out_ += "\n# base/floating-tag: no tag, or latest\n";
    frontend();
    out_ += "\nfloating if not input.image.tag\n\nfloating if input.image.tag == \"latest\"\n";
    deny({"not input.image.isCanonical", "not frontend", "floating"},
         "base/floating-tag: %s names no version", "input.image.ref");
  }

  void lock() {
    out_ += "\n" + comment("base/lock: " + input_.lock_file) + "locked := {\n";
    for (const LockedImage& image : input_.locked) {
      if (image.digests.empty() || image.tag.empty()) continue;
      out_ += "  " + rego_text(image.name + ":" + image.tag) + ": [";
      for (std::size_t i = 0; i < image.digests.size(); ++i)
        out_ += (i == 0 ? "" : ", ") + rego_text(image.digests[i]);
      out_ += "],\n";
    }
    out_ += "}\n\nlocked_name := sprintf(\"%s:%s\", [input.image.fullRepo, input.image.tag])\n";
    deny({"not input.image.isCanonical", "not locked[locked_name]"}, "base/lock: the lock has nothing on %s",
         "locked_name");
    deny({"digests := locked[locked_name]", "not input.image.checksum in digests"},
         "base/lock: the lock has another digest for %s than %s", "locked_name, input.image.checksum");
  }

  void decision() {
    out_ +=
        "\ndefault allow := false\n\n# Only images are judged here.\nallow if not input.image\n\n"
        "allow if {\n  input.image\n  count(denied) == 0\n}\n";
    if (out_.find("denied contains") == std::string::npos) out_ += "\ndenied := set()\n";
    out_ += "\ndecision := {\"allow\": allow, \"deny_msg\": [msg | some msg in denied]}\n";
  }

  const Policy& policy_;
  const Boundary& boundary_;
  const RegoInput& input_;
  std::string out_;
};

}  // namespace

std::string rego(const Policy& policy, const Boundary& boundary, const RegoInput& input) {
  return RegoWriter(policy, boundary, input).write();
}

}  // namespace dockgate::policy
