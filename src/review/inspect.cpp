#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

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

/// Whether `one` says nothing beside `other`, where one of them lies in the other: the heavier says it all,
/// as in `open("/etc/shadow")`; so does the first of a chain, `smtplib.SMTP(…).sendmail(…)`; and who looks a
/// name up by a text need not be told that it is called by another one.
bool says_less(const Issue& one, const Issue& other) {
  if (one.weight != other.weight) return one.weight < other.weight;
  if (one.name.starts_with(other.name) && (one.name == other.name || one.name[other.name.size()] == '.'))
    return one.at.span.end - one.at.span.begin > other.at.span.end - other.at.span.begin;
  return one.about == under_another_name && other.about != under_another_name;
}

void drop_covered(std::vector<Issue>& issues) {
  std::vector<bool> gone(issues.size(), false);
  for (std::size_t i = 0; i < issues.size(); ++i) {
    for (std::size_t j = i + 1; j < issues.size() && issues[j].at.span.begin < issues[i].at.span.end; ++j) {
      if (issues[i].category != issues[j].category) continue;
      if (!within(issues[i], issues[j]) && !within(issues[j], issues[i])) continue;
      if (says_less(issues[i], issues[j]))
        gone[i] = true;
      else if (says_less(issues[j], issues[i]))
        gone[j] = true;
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

using Roles = std::initializer_list<std::string_view>;

bool has_role(const Issue& issue, Roles roles) {
  return std::ranges::find(roles, issue.role) != roles.end();
}

const Issue* first_with(const std::vector<Issue>& issues, Roles roles) {
  const auto found = std::ranges::find_if(issues, [&](const Issue& issue) { return has_role(issue, roles); });
  return found == issues.end() ? nullptr : &*found;
}

void make_worse(std::vector<Issue>& issues, Roles roles, const std::string& why) {
  for (Issue& issue : issues) {
    if (!has_role(issue, roles) || !issue.pair.empty()) continue;
    issue.pair = why;
    if (issue.weight != Weight::none) issue.weight = Weight::high;
  }
}

std::string quoted(const Issue& issue) {
  return "`" + issue.name + "`";
}

/// Two things of one file of which each may be ordinary, and both together are not.
void judge_pairs(std::vector<Issue>& issues) {
  const Issue* execute = first_with(issues, {"execute"});
  if (execute == nullptr) return;
  const std::string runs = quoted(*execute);
  if (const Issue* decode = first_with(issues, {"decode"})) {
    const std::string hides = "and " + quoted(*decode) + " hides what it may run";
    make_worse(issues, {"decode"}, "and " + runs + " could run what it hides");
    make_worse(issues, {"execute"}, hides);
  }
  if (const Issue* download = first_with(issues, {"download", "fetch"})) {
    const std::string brings = "and " + quoted(*download) + " could bring what it runs";
    make_worse(issues, {"download", "fetch"}, "and " + runs + " could run what comes");
    make_worse(issues, {"execute"}, brings);
  }
}

/// A secret that is read in one file can leave by another.
void judge_leaks(std::vector<std::vector<Issue>>& files) {
  const Issue* secret = nullptr;
  const Issue* leaves = nullptr;
  for (const auto& issues : files) {
    if (secret == nullptr) secret = first_with(issues, {"environment"});
    if (leaves == nullptr) leaves = first_with(issues, {"send", "download"});
  }
  if (secret == nullptr || leaves == nullptr) return;
  const std::string away = "and " + quoted(*leaves) + " could send it away";
  const std::string read = "and the environment is read (" + quoted(*secret) + ")";
  for (auto& issues : files) {
    make_worse(issues, {"environment"}, away);
    make_worse(issues, {"send", "download"}, read);
  }
}

/// An ordinary import is told only where something grave comes from it.
void drop_ordinary_imports(std::vector<Issue>& issues) {
  const auto grave = [&](const std::string& module) {
    return std::ranges::any_of(issues, [&](const Issue& issue) {
      const bool counts = issue.weight >= Weight::medium || !issue.pair.empty();
      if (!counts || issue.category == "import") return false;
      return issue.name.starts_with(module + ".") || (issue.category == "environment" && module == "os");
    });
  };
  std::erase_if(issues, [&](const Issue& issue) {
    return issue.category == "import" && issue.weight == Weight::low && !grave(issue.name);
  });
}

}  // namespace

std::vector<Issue> inspect(const std::vector<python::Loaded>& modules,
                           const catalog::ReviewKnowledge& known) {
  std::map<std::string_view, std::vector<python::Call>> calls;
  std::set<std::string, std::less<>> callees;
  for (const python::Loaded& loaded : modules) calls[loaded.name];
  for (python::Call& call : python::calls(modules, {})) {
    const auto found = calls.find(call.module);
    callees.insert(call.callee);
    if (found != calls.end()) found->second.push_back(std::move(call));
  }
  std::vector<std::vector<Issue>> files;
  for (const python::Loaded& loaded : modules) {
    const LocalNames names(*loaded.module);
    const ConstantTexts texts(*loaded.module);
    const Subject subject{*loaded.module, names, texts, known, callees};
    std::vector<Issue>& issues = files.emplace_back();
    add_imports(subject, issues);
    add_calls(subject, calls[loaded.name], issues);
    add_expressions(subject, issues);
    add_literals(subject, issues);
    add_shape(subject, issues);
    drop_repeats(issues);
    judge_pairs(issues);
  }
  judge_leaks(files);
  std::vector<Issue> all;
  for (std::vector<Issue>& issues : files) {
    drop_ordinary_imports(issues);
    std::erase_if(issues, [](const Issue& issue) { return issue.weight == Weight::none; });
    drop_covered(issues);
    std::ranges::move(issues, std::back_inserter(all));
  }
  return all;
}

}  // namespace dockgate::review
