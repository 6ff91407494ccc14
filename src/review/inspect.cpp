#include <algorithm>
#include <map>

#include "review/issues.hpp"
#include "review/parts.hpp"

namespace dockgate::review {

namespace {

/// Whether `inner` lies in `outer`, from the same line on.
bool within(const Issue& outer, const Issue& inner) {
  if (outer.at.source != inner.at.source || !outer.at.source) return false;
  if (inner.at.span.begin < outer.at.span.begin || inner.at.span.end > outer.at.span.end) return false;
  return outer.at.source->line_of(outer.at.span.begin) == outer.at.source->line_of(inner.at.span.begin);
}

/// Of a call and what it is given, `open("/etc/shadow")`, the heavier one says it all.
void drop_covered(std::vector<Issue>& issues) {
  std::vector<bool> gone(issues.size(), false);
  for (std::size_t i = 0; i < issues.size(); ++i) {
    for (std::size_t j = i + 1; j < issues.size() && issues[j].at.span.begin < issues[i].at.span.end; ++j) {
      if (issues[i].category != issues[j].category || issues[i].weight == issues[j].weight) continue;
      if (within(issues[i], issues[j])) gone[issues[i].weight < issues[j].weight ? i : j] = true;
    }
  }
  std::size_t at = 0;
  std::erase_if(issues, [&](const Issue&) { return gone[at++]; });
}

/// One issue of a kind at a place; the heavier one stays.
void drop_repeats(std::vector<Issue>& issues) {
  const auto order = [](const Issue& a, const Issue& b) {
    if (a.at.span.begin != b.at.span.begin) return a.at.span.begin < b.at.span.begin;
    if (a.category != b.category) return a.category < b.category;
    if (a.name != b.name) return a.name < b.name;
    return a.weight > b.weight;
  };
  std::stable_sort(issues.begin(), issues.end(), order);
  const auto same = [](const Issue& a, const Issue& b) {
    return a.at.span.begin == b.at.span.begin && a.category == b.category && a.name == b.name;
  };
  issues.erase(std::unique(issues.begin(), issues.end(), same), issues.end());
}

const Issue* first_with(const std::vector<Issue>& issues, std::string_view role) {
  const auto found = std::ranges::find_if(issues, [&](const Issue& issue) { return issue.role == role; });
  return found == issues.end() ? nullptr : &*found;
}

/// Two things of which each may be ordinary, and both together are not.
void judge_pairs(std::vector<Issue>& issues) {
  const Issue* secret = first_with(issues, "environment");
  const Issue* leaves = first_with(issues, "send");
  if (leaves == nullptr) leaves = first_with(issues, "download");
  const Issue* execute = first_with(issues, "execute");
  const Issue* decode = first_with(issues, "decode");
  const Issue* download = first_with(issues, "download");
  const auto quoted = [](const Issue* issue) { return "`" + issue->name + "`"; };
  std::map<std::string, std::string> worse;  // role → why
  if (secret != nullptr && leaves != nullptr) {
    worse["environment"] = "and " + quoted(leaves) + " could send it away";
    worse["send"] = "and the environment is read (" + quoted(secret) + ")";
    worse["download"] = worse["send"];
  }
  if (decode != nullptr && execute != nullptr) {
    worse["decode"] = "and " + quoted(execute) + " could run what it hides";
    worse["execute"] = "and " + quoted(decode) + " hides what it may run";
  }
  if (download != nullptr && execute != nullptr) {
    worse["download"] = "and " + quoted(execute) + " could run what comes";
    if (!worse.contains("execute"))
      worse["execute"] = "and " + quoted(download) + " could bring what it runs";
  }
  for (Issue& issue : issues) {
    const auto found = worse.find(issue.role);
    if (found == worse.end() || issue.weight == Weight::none) continue;
    issue.pair = found->second;
    issue.weight = Weight::high;
  }
}

}  // namespace

std::vector<Issue> inspect(const std::vector<python::Loaded>& modules,
                           const catalog::ReviewKnowledge& known) {
  std::map<std::string_view, std::vector<python::Call>> calls;
  for (const python::Loaded& loaded : modules) calls[loaded.name];
  for (python::Call& call : python::calls(modules, {})) {
    const auto found = calls.find(call.module);
    if (found != calls.end()) found->second.push_back(std::move(call));
  }
  std::vector<Issue> all;
  for (const python::Loaded& loaded : modules) {
    const LocalNames names(*loaded.module);
    const ConstantTexts texts(*loaded.module);
    const Subject subject{*loaded.module, names, texts, known};
    std::vector<Issue> issues;
    add_imports(subject, issues);
    add_calls(subject, calls[loaded.name], issues);
    add_expressions(subject, issues);
    add_literals(subject, issues);
    add_shape(subject, issues);
    drop_repeats(issues);
    drop_covered(issues);
    std::ranges::move(issues, std::back_inserter(all));
  }
  judge_pairs(all);
  std::erase_if(all, [](const Issue& issue) { return issue.weight == Weight::none; });
  return all;
}

}  // namespace dockgate::review
