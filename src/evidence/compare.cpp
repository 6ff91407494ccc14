#include <algorithm>
#include <map>
#include <set>

#include "evidence/evidence.hpp"
#include "text/words.hpp"

namespace dockgate::evidence {
namespace {

std::string shown(std::string_view text) {
  return text.empty() ? std::string("nothing") : "`" + text::printable(text) + "`";
}

std::string place_of(const SeenFinding& finding) {
  return text::printable(finding.file) + ":" + std::to_string(finding.line);
}

std::string words_of(const SeenFinding& finding) {
  return std::string(to_string(finding.outcome)) + " " + finding.rule + " at " + place_of(finding) + ": " +
         text::printable(finding.message);
}

class Comparison {
 public:
  Comparison(const Evidence& before, const Evidence& after) : before_(before), after_(after) {}

  std::vector<Change> run() {
    value("decision", "", decision(before_), decision(after_));
    value("tool", "version", before_.tool_version, after_.tool_version);
    policies();
    parts();
    findings();
    exceptions();
    list("not judged", before_.not_judged, after_.not_judged);
    return std::move(out_);
  }

 private:
  static std::string decision(const Evidence& evidence) { return evidence.accepted ? "accepted" : "refused"; }

  void add(std::string topic, std::string text) { out_.push_back({std::move(topic), std::move(text)}); }

  void value(const std::string& topic, const std::string& what, const std::string& before,
             const std::string& after) {
    if (before == after) return;
    add(topic, (what.empty() ? "" : what + ": ") + shown(before) + " is now " + shown(after));
  }

  void policies() {
    std::map<std::string, const PolicyIdentity*> old_ones, new_ones;
    for (const auto& each : before_.policies) old_ones[each.name] = &each;
    for (const auto& each : after_.policies) new_ones[each.name] = &each;
    for (const auto& [name, policy] : old_ones) {
      const auto now = new_ones.find(name);
      if (now == new_ones.end()) {
        add("policy", shown(name) + " no longer applies");
        continue;
      }
      value("policy", shown(name) + " SHA-256", policy->sha256, now->second->sha256);
      value("policy", shown(name) + " boundary", policy->boundary, now->second->boundary);
      const std::set<std::string> off_before(policy->rules_off.begin(), policy->rules_off.end());
      const std::set<std::string> off_after(now->second->rules_off.begin(), now->second->rules_off.end());
      for (const auto& rule : off_after)
        if (!off_before.contains(rule)) add("policy", rule + " is off now");
      for (const auto& rule : off_before)
        if (!off_after.contains(rule)) add("policy", rule + " is on now");
    }
    for (const auto& [name, policy] : new_ones)
      if (!old_ones.contains(name)) add("policy", shown(name) + " is new");
  }

  static manifest::Manifest manifest_of(const Evidence& evidence) {
    manifest::Manifest out;
    for (const auto& build : evidence.builds) out.builds.push_back(build.parts);
    return out;
  }

  void parts() {
    using Kind = manifest::Difference::Kind;
    for (const auto& each : manifest::compare(manifest_of(before_), manifest_of(after_))) {
      if (each.what == "the policy") continue;  // said above
      std::string text = text::printable(each.build) + ": " + each.what;
      if (each.kind == Kind::added) text += " is new";
      if (each.kind == Kind::removed) text += " is gone";
      if (each.kind == Kind::changed)
        text +=
            ": " + text::printable(each.field) + " " + shown(each.before) + " is now " + shown(each.after);
      add("parts", std::move(text));
    }
  }

  void findings() {
    std::map<std::string, const SeenFinding*> old_ones, new_ones;
    for (const auto& each : before_.findings) old_ones[each.fingerprint] = &each;
    for (const auto& each : after_.findings) new_ones[each.fingerprint] = &each;
    for (const auto& each : after_.findings) {
      const auto old = old_ones.find(each.fingerprint);
      if (old == old_ones.end()) {
        add("finding", "new: " + words_of(each));
      } else if (old->second->outcome != each.outcome) {
        add("finding", each.rule + " at " + place_of(each) + ": " +
                           std::string(to_string(old->second->outcome)) + " is now " +
                           std::string(to_string(each.outcome)));
      }
    }
    for (const auto& each : before_.findings)
      if (!new_ones.contains(each.fingerprint)) add("finding", "gone: " + words_of(each));
  }

  /// What an exception is, whatever line it stands in and however long it runs.
  static std::string name_of(const ExceptionInForce& each) {
    return each.rule + (each.id.empty() ? "" : " " + each.id) + " (" + text::printable(each.reason) + ")";
  }

  void exceptions() {
    std::map<std::string, const ExceptionInForce*> old_ones, new_ones;
    for (const auto& each : before_.exceptions) old_ones[name_of(each)] = &each;
    for (const auto& each : after_.exceptions) new_ones[name_of(each)] = &each;
    for (const auto& [name, each] : new_ones) {
      const auto old = old_ones.find(name);
      if (old == old_ones.end()) {
        add("exception", "new: " + name + ", until " + each->expires);
      } else {
        value("exception", name + " expires", old->second->expires, each->expires);
      }
    }
    for (const auto& [name, each] : old_ones)
      if (!new_ones.contains(name)) add("exception", "no longer in force: " + name);
  }

  void list(const std::string& topic, const std::vector<std::pair<std::string, std::string>>& before,
            const std::vector<std::pair<std::string, std::string>>& after) {
    const auto holds = [](const auto& all, const auto& one) {
      return std::ranges::find(all, one) != all.end();
    };
    for (const auto& each : after)
      if (!holds(before, each)) add(topic, "new: " + text::printable(each.first + ": " + each.second));
    for (const auto& each : before)
      if (!holds(after, each)) add(topic, "gone: " + text::printable(each.first + ": " + each.second));
  }

  const Evidence& before_;
  const Evidence& after_;
  std::vector<Change> out_;
};

}  // namespace

std::vector<Change> compare(const Evidence& before, const Evidence& after) {
  return Comparison(before, after).run();
}

}  // namespace dockgate::evidence
