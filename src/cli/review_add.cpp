// `review add`: signs for code that was read.
#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <optional>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/git.hpp"
#include "cli/prepare.hpp"
#include "cli/replace_file.hpp"
#include "cli/workspace.hpp"
#include "facts/code_issues.hpp"
#include "facts/named_code.hpp"
#include "ledger/code_owners.hpp"
#include "ledger/ledger.hpp"
#include "lint/reviews.hpp"
#include "policy/find_policy.hpp"
#include "policy/rule.hpp"
#include "text/date.hpp"
#include "text/file_trees.hpp"
#include "text/glob.hpp"
#include "text/line_diff.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr int half_a_year = 182;

/// What is reviewed, and where that is written down.
struct Subject {
  std::shared_ptr<const FileTree> tree;
  std::vector<facts::VendoredFact> files;
  std::vector<facts::CodeIssueFact> issues;
  std::string ledger_path;  // in the tree
  ledger::Ledger ledger;
  std::string ledger_text;
};

using Done = Result<bool, std::vector<Problem>>;

Done failure(std::string message) {
  return Done::failure({{{}, std::move(message)}});
}

std::string shown(const facts::Fact& fact) {
  return fact.at.source->path();
}

/// The folder that holds all of them: a tree may have more files than are looked at.
std::string common_folder(std::vector<std::string> folders, const std::vector<std::string>& files) {
  for (const std::string& file : files) folders.emplace_back(text::parent(file));
  std::string common = folders.front();
  for (const std::string& folder : folders)
    while (!common.empty() && folder != common && !folder.starts_with(common + "/"))
      common = text::parent(common);
  return common;
}

/// The files that the user names, with what they import, and what stands in folders that hold models.
Done find_files(const Options& options, Workspace& workspace, Subject& subject) {
  facts::ModuleCache cache;
  std::vector<std::string> folders, files;
  for (const std::string& path : options.paths) {
    const Located place = workspace.locate(path);
    if (subject.tree && subject.tree != place.tree)
      return failure(text::printable(path) +
                     ": belongs to another folder than the paths before; one review, one ledger");
    subject.tree = place.tree;
    const auto kind = place.tree->kind(place.path);
    if (place.path.empty() || kind == EntryKind::folder)
      folders.push_back(place.path);
    else if (kind == EntryKind::file)
      files.push_back(place.path);
    else
      return failure(text::printable(path) + ": there is no such file or folder");
  }
  const auto all = cache.files(*subject.tree, common_folder(folders, files));
  facts::VendoredCode code(*subject.tree, *all, cache);
  for (const std::string& file : files) {
    facts::VendoredFact start;
    start.file = file;
    start.folder = text::parent(file);
    code.add(std::move(start));
    if (!code.has(file)) return failure(text::printable(file) + ": cannot be read, or is above 4 MiB");
  }
  for (const std::string& folder : folders) {
    auto found = facts::model_code_below(*subject.tree, *all, folder, cache);
    if (found.empty())
      return failure(text::printable(folder.empty() ? "." : folder) +
                     ": no code of a model is known there; name the files");
    for (auto& fact : found) code.add(std::move(fact));
  }
  subject.files = code.take();
  std::ranges::sort(subject.files, {}, &facts::VendoredFact::file);
  subject.issues = facts::code_issues(subject.files, cache);
  return true;
}

/// The nearest ledger, or where a new one goes: beside the policy, else to the top.
Done find_ledger(const Options& options, Workspace& workspace, Subject& subject) {
  constexpr std::array<std::string_view, 1> ledgers{ledger::file_name};
  const std::string folder(text::parent(subject.files.front().file));
  if (!options.ledger.empty()) {
    const Located place = workspace.locate(options.ledger);
    if (place.tree != subject.tree)
      return failure(text::printable(options.ledger) + ": a ledger stands above the files that it speaks of");
    subject.ledger_path = place.path;
  } else if (const auto known = text::find_upward(*subject.tree, folder, ledgers)) {
    subject.ledger_path = *known;
  } else {
    const auto policy = text::find_upward(*subject.tree, folder, policy::own_file_names);
    subject.ledger_path = text::join(policy ? text::parent(*policy) : "", ledger::file_name);
  }
  subject.ledger.path = subject.tree->display_path(subject.ledger_path);
  if (!subject.tree->kind(subject.ledger_path)) return true;
  const auto source = subject.tree->read(subject.ledger_path, ledger::max_bytes);
  if (!source)
    return failure("ledger " + text::printable(subject.ledger.path) + ": " +
                   std::string(to_string(source.error())));
  auto ledger = ledger::read(*source);
  if (!ledger) return Done::failure(ledger.error());
  subject.ledger = std::move(*ledger);
  subject.ledger_text = (*source)->bytes();
  return true;
}

bool names_code_rule(std::string_view rule) {
  const bool pattern = rule.find('*') != std::string_view::npos;
  return std::ranges::any_of(policy::builtin_rules(), [&](const policy::Rule& each) {
    return each.kind == "code-issue" && (pattern ? text::glob_match(rule, each.name) : each.name == rule);
  });
}

/// The issues that an entry of `accepted` speaks of, and no other one accepted before.
bool covers(const ledger::Accepted& accepted, const Subject& subject, const facts::CodeIssueFact& issue) {
  ledger::Review one;
  one.accepted = {accepted};
  const std::string path = subject.ledger.relative(shown(issue));
  const std::uint32_t line = issue.at.source->line_of(issue.at.span.begin);
  return ledger::accepts(one, path, line, {"code/" + issue.category}) != nullptr;
}

/// Reads `RULE[@FILE[:LINE]]=REASON`.
Done add_accepted(const std::string& text, Workspace& workspace, const Subject& subject,
                  ledger::Review& review) {
  const std::string option = "--accept " + text::printable(text) + ": ";
  const auto equals = text.find('=');
  ledger::Accepted accepted;
  if (equals != std::string::npos) accepted.reason = text::trim(text.substr(equals + 1));
  if (accepted.reason.empty()) return failure(option + "needs RULE=REASON");
  std::string where = text.substr(0, equals);
  const auto at = where.find('@');
  accepted.rule = where.substr(0, at);
  if (!names_code_rule(accepted.rule)) {
    std::vector<std::string_view> known;
    for (const policy::Rule& rule : policy::builtin_rules())
      if (rule.kind == "code-issue") known.push_back(rule.name);
    return failure(text::with_hint(option + "a review accepts findings of code/…", accepted.rule, known));
  }
  if (at != std::string::npos) {
    where.erase(0, at + 1);
    const auto colon = where.rfind(':');
    if (colon != std::string::npos && colon + 1 < where.size() &&
        where.find_first_not_of("0123456789", colon + 1) == std::string::npos && where.size() - colon < 9) {
      accepted.line = static_cast<std::uint32_t>(std::stoul(where.substr(colon + 1)));
      where.resize(colon);
    }
    const Located place = workspace.locate(where);
    accepted.file = subject.ledger.relative(place.tree->display_path(place.path));
    if (std::ranges::find(review.files, accepted.file, &ledger::ReviewedFile::path) == review.files.end())
      return failure(option + "`" + text::printable(where) + "` is none of the files that are reviewed");
  }
  if (std::ranges::none_of(subject.issues,
                           [&](const auto& issue) { return covers(accepted, subject, issue); }))
    return failure(option + "there is no such finding in the files that are reviewed");
  review.accepted.push_back(std::move(accepted));
  return true;
}

Done add_upstream(const Options& options, ledger::Review& review) {
  const auto at = options.upstream.rfind('@');
  review.repository = options.upstream.substr(0, at);
  if (at == std::string::npos) return true;
  review.commit = options.upstream.substr(at + 1);
  if (review.repository.empty() || !text::is_commit(review.commit))
    return failure("--upstream is REPOSITORY or REPOSITORY@COMMIT, with the 40 hex digits of the commit");
  return true;
}

Done make_review(const Options& options, Console& console, Workspace& workspace, const Subject& subject,
                 ledger::Review& review) {
  const std::string today = console.today();
  review.reviewer = text::trim(options.reviewer);
  if (review.reviewer.empty()) review.reviewer = git_identity(subject.tree->display_path("")).value_or("");
  if (review.reviewer.empty())
    return failure("who reviewed it? git knows no name here: --reviewer \"NAME <ADDRESS>\"");
  review.reviewed = today;
  review.next_review = options.next_review;
  if (review.next_review.empty()) {
    const auto now = text::date_from(today);
    review.next_review = text::to_string(text::days_after(now.value_or(text::Date{}), half_a_year));
  }
  if (!text::date_from(review.next_review) || review.next_review < today)
    return failure("--next-review is a day from today on, such as 2027-05-31, not `" +
                   text::printable(options.next_review) + "`");
  for (const auto& file : subject.files) {
    const std::string path = subject.ledger.relative(shown(file));
    if (path.empty())
      return failure(text::printable(shown(file)) + ": lies outside of the folder of the ledger " +
                     text::printable(subject.ledger.path));
    if (text::printable(path) != path)
      return failure(text::printable(path) + ": a name that cannot be written as a text; rename the file");
    review.files.push_back({path, file.sha256, file.lines, text::line_marks(file.at.source->bytes())});
  }
  if (!options.upstream.empty())
    if (Done done = add_upstream(options, review); !done) return done;
  for (const std::string& text : options.accepts)
    if (Done done = add_accepted(text, workspace, subject, review); !done) return done;
  return true;
}

std::string summary(const Subject& subject, const ledger::Review& review, const Options& options) {
  std::string out = text::printable(review.reviewer) + " reviewed " +
                    text::counted(review.files.size(), "file") + " on " + review.reviewed + ", next by " +
                    review.next_review + "\n";
  for (const auto& file : subject.files) {
    out += "  " + text::printable(shown(file)) + "  " + std::to_string(file.lines) +
           " lines  sha256:" + file.sha256;
    if (!file.why.empty()) out += "  (" + text::printable(file.why) + ")";
    out += '\n';
  }
  std::string open;
  for (const auto& issue : subject.issues) {
    const bool accepted = std::ranges::any_of(
        review.accepted, [&](const ledger::Accepted& each) { return covers(each, subject, issue); });
    if (accepted) continue;
    open += "  " + text::printable(shown(issue)) + ":" +
            std::to_string(issue.at.source->line_of(issue.at.span.begin)) + " code/" + issue.category + ": " +
            text::printable(issue.about) + ": `" + text::printable(issue.name) + "` (" + issue.weight + ")\n";
  }
  if (!open.empty()) out += "not accepted, so that they stay findings:\n" + open;
  return out + (options.dry_run ? "not written, as --dry-run says\n"
                                : "written to " + text::printable(subject.ledger.path) + "\n");
}

/// Tells when CODEOWNERS wants somebody else.
void tell_owners(const Subject& subject, const ledger::Review& review, Console& console) {
  lint::ReviewFiles files;
  const auto [owners, folder] = files.owners(subject.tree, subject.files.front().file);
  if (!owners) return;
  for (const auto& file : subject.files) {
    const auto path = text::relative_to(shown(file), folder);
    const auto wanted = path ? owners->of(*path) : std::vector<std::string>{};
    if (wanted.empty() || ledger::is_owner(review.reviewer, wanted) != ledger::Ownership::no) continue;
    std::string names;
    for (const std::string& name : wanted) names += (names.empty() ? "" : ", ") + name;
    console.error("note: " + text::printable(shown(file)) + ": CODEOWNERS names " + text::printable(names) +
                  ", not " + text::printable(review.reviewer) + "\n");
  }
}

}  // namespace

int review_add(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  Subject subject;
  ledger::Review review;
  for (const auto& step :
       {std::function<Done()>([&] { return find_files(options, workspace, subject); }),
        std::function<Done()>([&] { return find_ledger(options, workspace, subject); }),
        std::function<Done()>([&] { return make_review(options, console, workspace, subject, review); })}) {
    if (const Done done = step(); !done) {
      complain(console, options, done.error());
      return exit_invalid;
    }
  }
  const std::string text = ledger::with_review(subject.ledger_text, review);
  // What is written has to be read again by everybody.
  const auto again = ledger::read(std::make_shared<SourceFile>(subject.ledger.path, text));
  if (!again || again->reviews.size() != subject.ledger.reviews.size() + 1) {
    complain(console, options,
             text::printable(subject.ledger.path) +
                 " is written in a form to which no review can be added; write its `reviews` as a list, one "
                 "a line");
    return exit_invalid;
  }
  if (!options.dry_run) {
    if (const int error = replace_file(subject.ledger.path, text); error != 0) {
      complain(console, options,
               "cannot write " + text::printable(subject.ledger.path) + ": " + std::strerror(error));
      return exit_invalid;
    }
  }
  tell_owners(subject, review, console);
  if (!options.quiet) console.out(summary(subject, review, options));
  return exit_clean;
}

}  // namespace dockgate::cli
