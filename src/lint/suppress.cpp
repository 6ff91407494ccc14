#include "lint/suppress.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>

#include "catalog/comments.hpp"
#include "lint/code_comments.hpp"
#include "lint/comment_text.hpp"
#include "policy/evaluate.hpp"
#include "text/words.hpp"

namespace dockgate::lint {

namespace {

using policy::InlineSuppression;

/// A comment with the lines that it reaches.
struct Comment {
  Place at;
  CommentText text;
  std::uint32_t first = 0, last = 0;
  std::vector<bool> used;  // by name
};

/// Lines of a Dockerfile that a comment reaches.
class DockerfileComments {
 public:
  explicit DockerfileComments(const dockerfile::File& file) : file_(file), source_(*file.source) {}

  std::vector<Comment> run() {
    for (const dockerfile::Comment& comment : file_.comments) add(comment.span);
    for (const dockerfile::Instruction& instruction : file_.instructions) {
      for (const dockerfile::Heredoc& heredoc : instruction.heredocs) add_body(heredoc);
    }
    return std::move(found_);
  }

 private:
  void add(Span span) {
    auto text = read_comment(source_.text(span).substr(1));
    // ShellCheck reads what a script says, not the Dockerfile around it.
    if (!text || text->tool == "shellcheck") return;
    Comment comment{{file_.source, span}, std::move(*text), 0, 0, {}};
    if (reach(comment)) found_.push_back(std::move(comment));
  }

  /// Whole lines of a here-document that are comments speak of the next line of it; ShellCheck's above all
  /// commands speak of all of it.
  void add_body(const dockerfile::Heredoc& heredoc) {
    if (heredoc.content.find('#') == std::string::npos) return;
    const std::uint32_t last = source_.line_of(heredoc.content_span.end);
    bool above_all = true;
    for (std::uint32_t line = source_.line_of(heredoc.content_span.begin); line < last; ++line) {
      const Span span = source_.line_span(line);
      const std::string_view text = source_.text(span);
      const std::size_t at = text.find_first_not_of(" \t");
      if (at == std::string_view::npos) continue;
      above_all = above_all && text[at] == '#';
      if (text[at] != '#') continue;
      auto read = read_comment(text.substr(at + 1));
      if (!read || (read->scope != CommentScope::by_place && read->scope != CommentScope::line)) continue;
      const bool whole = above_all && read->tool == "shellcheck";
      found_.push_back({{file_.source, {span.begin + static_cast<std::uint32_t>(at), span.end}},
                        std::move(*read),
                        line + 1,
                        whole ? last : line + 1,
                        {}});
    }
  }

  /// False when the comment reaches nothing, as its tool sees it.
  bool reach(Comment& comment) {
    const std::uint32_t line = source_.line_of(comment.at.span.begin);
    const auto& all = file_.instructions;
    const auto next =
        std::ranges::find_if(all, [&](const dockerfile::Instruction& each) { return each.end_line >= line; });
    const auto index = static_cast<std::size_t>(next - all.begin());
    const bool hadolint = comment.text.tool == "hadolint";
    CommentScope scope = comment.text.scope;
    if (scope == CommentScope::by_place && next != all.end()) {
      const bool above_all = index == 0 && blank_line_between(line, next->start_line);
      if (above_all) scope = CommentScope::file;
      if (!above_all && next->keyword == "FROM") scope = CommentScope::stage;
    }
    if (scope == CommentScope::file) {
      comment.first = 1;
      comment.last = source_.line_count();
      return true;
    }
    if (next == all.end()) return !hadolint;
    if (scope == CommentScope::stage || scope == CommentScope::stage_without_from) {
      stage(comment, index, scope == CommentScope::stage_without_from);
      return true;
    }
    // hadolint's comments count for the very next line only.
    if (hadolint && next->start_line != line + 1) return false;
    comment.first = next->start_line;
    comment.last = next->end_line;
    return true;
  }

  bool blank_line_between(std::uint32_t line, std::uint32_t end) const {
    for (++line; line < end; ++line) {
      if (text::trim(source_.text(source_.line_span(line))).empty()) return true;
    }
    return false;
  }

  void stage(Comment& comment, std::size_t index, bool without_from) const {
    const auto& all = file_.instructions;
    std::size_t from = index;
    while (from > 0 && all[from].keyword != "FROM") --from;
    comment.first = without_from ? all[from].end_line + 1 : all[from].start_line;
    comment.last = source_.line_count();
    for (std::size_t i = from + 1; i < all.size(); ++i) {
      if (all[i].keyword != "FROM") continue;
      comment.last = all[i].start_line - 1;
      return;
    }
  }

  const dockerfile::File& file_;
  const SourceFile& source_;
  std::vector<Comment> found_;
};

/// Most files hold no such comment; a word of each decides quickly.
bool may_hold_comments(std::string_view bytes) {
  constexpr std::array<std::string_view, 3> before_colon{"dockgate", "trivy", "checkov"};
  for (auto at = bytes.find(':'); at != bytes.npos; at = bytes.find(':', at + 1))
    if (std::ranges::any_of(before_colon,
                            [&](std::string_view word) { return bytes.substr(0, at).ends_with(word); }))
      return true;
  return bytes.find("nosec") != bytes.npos;
}

void add_code(const SourcePtr& source, std::string_view language, std::vector<Comment>& found) {
  if (!may_hold_comments(source->bytes())) return;
  for (const CodeComment& each :
       code_comments(*source, language == "python" ? CodeLanguage::python : CodeLanguage::shell)) {
    auto text = read_comment(source->text(each.span).substr(1));
    if (!text) continue;
    Comment comment{{source, each.span}, std::move(*text), each.first, each.last, {}};
    const CommentScope scope = comment.text.scope;
    if (scope == CommentScope::file || (scope == CommentScope::by_place && each.head)) {
      comment.first = 1;
      comment.last = source->line_count();
    } else if (scope == CommentScope::stage && comment.text.mistake.empty()) {
      comment.text.mistake = "there are stages in a Dockerfile only";
    }
    found.push_back(std::move(comment));
  }
}

bool same(std::string_view a, std::string_view b) {
  return text::equal_ignoring_case(a, b);
}

bool carries(const Finding& finding, std::string_view name) {
  return finding.rule == name ||
         std::ranges::any_of(finding.aliases, [&](const std::string& alias) { return same(alias, name); });
}

/// Whether `name`, in the words of `tool`, speaks of the finding.
bool speaks_of(std::string_view tool, std::string_view name, const Finding& finding) {
  if (carries(finding, name)) return true;
  return std::ranges::any_of(catalog::comment_rows(), [&](const catalog::CommentRow& row) {
    return row.tool == tool && std::ranges::any_of(row.ids, [&](auto id) { return same(id, name); }) &&
           std::ranges::any_of(row.rules, [&](auto rule) { return carries(finding, rule); });
  });
}

/// A comment without names (`# nosec`) speaks of all that the tool has a name for.
bool speaks_of_any(std::string_view tool, const Finding& finding) {
  return std::ranges::any_of(catalog::comment_rows(), [&](const catalog::CommentRow& row) {
    return row.tool == tool &&
           std::ranges::any_of(row.rules, [&](auto rule) { return carries(finding, rule); });
  });
}

class Suppressor {
 public:
  Suppressor(const CommentJudge& judge, Severity fail_on) : judge_(judge), fail_on_(fail_on) {}

  void take(std::vector<Comment> comments) {
    for (Comment& comment : comments) {
      if (!judge_.policy.reads_comments_of(comment.text.tool)) continue;
      comment.used.resize(comment.text.names.size());
      if (comment.text.tool == "dockgate") check(comment);
      auto& list = comments_[comment.at.source->path()];
      list.push_back(std::move(comment));
    }
  }

  void apply(std::vector<Finding>& findings) {
    if (comments_.empty()) return;
    for (Finding& finding : findings) {
      if (finding.suppressed || !finding.at.source || finding.rule == "input/syntax" ||
          finding.rule.starts_with("policy/")) {
        continue;
      }
      const auto list = comments_.find(finding.at.source->path());
      if (list == comments_.end()) continue;
      const std::uint32_t first = finding.at.source->line_of(finding.at.span.begin);
      const std::uint32_t last =
          finding.at.source->line_of(std::max(finding.at.span.begin, finding.at.span.end - 1));
      for (Comment& comment : list->second) {
        if (comment.first <= last && first <= comment.last) apply(comment, finding);
      }
    }
  }

  Suppressed finish() {
    for (auto& [path, list] : comments_) {
      for (Comment& comment : list) {
        if (comment.text.tool != "dockgate" || !comment.text.mistake.empty()) continue;
        for (std::size_t i = 0; i < comment.text.names.size(); ++i) {
          result_.uses.push_back(
              {comment.at, comment.text.names[i], comment.text.owner, comment.text.until, comment.used[i]});
        }
      }
    }
    return std::move(result_);
  }

 private:
  /// Mistakes in a comment of ours: it counts for nothing then.
  void check(Comment& comment) {
    CommentText& text = comment.text;
    if (text.mistake.empty() && !text.until.empty() && !text::date_from(text.until)) {
      text.mistake = "`until` is the last day, such as 2026-12-31, not `" + text.until + "`";
    }
    for (const std::string& name : text.names) {
      if (!text.mistake.empty()) break;
      if (judge_.policy.find_rule(name)) continue;
      std::vector<std::string_view> known;
      for (const policy::Rule* rule : judge_.policy.rules()) known.push_back(rule->name);
      text.mistake = text::with_hint("no rule is called `" + name + "`", name, known);
    }
    if (!text.mistake.empty()) add("policy/suppression-invalid", comment, text.mistake, "comment");
  }

  bool matches(Comment& comment, const Finding& finding) {
    if (!comment.text.mistake.empty()) return false;
    if (comment.text.names.empty()) return speaks_of_any(comment.text.tool, finding);
    bool any = false;
    for (std::size_t i = 0; i < comment.text.names.size(); ++i) {
      if (!speaks_of(comment.text.tool, comment.text.names[i], finding)) continue;
      comment.used[i] = true;
      any = true;
    }
    return any;
  }

  void apply(Comment& comment, Finding& finding) {
    if (!matches(comment, finding)) return;
    const CommentText& text = comment.text;
    const auto until = text::date_from(text.until);
    const bool ours = text.tool == "dockgate";
    if (judge_.boundary.suppress_inline == InlineSuppression::forbid &&
        (ours || finding.severity >= fail_on_)) {
      if (first_about("policy/suppression-forbidden", comment, finding.rule))
        take(judge_.forbidden(comment.at, finding.rule));
      return;
    }
    if (until && *until < judge_.today) {
      add("policy/suppression-expired", comment,
          "this comment on " + finding.rule + " ran out on " + text.until +
              (text.owner.empty() ? std::string() : "; ask " + text.owner),
          finding.rule);
      return;
    }
    if (finding.suppressed) return;
    if (judge_.boundary.suppress_inline == InlineSuppression::reason && text.reason.empty()) {
      add("policy/suppression-reason", comment,
          "this comment on " + finding.rule + " gives no reason, and the boundary " + judge_.boundary.name +
              " asks for one",
          finding.rule);
      return;
    }
    finding.suppressed = Suppression{Suppression::By::inline_comment, text.reason, text.owner, text.until};
  }

  void add(std::string_view rule, const Comment& comment, std::string message, const std::string& subject) {
    if (first_about(rule, comment, subject))
      take(judge_.finding(rule, comment.at, std::move(message), subject));
  }
  /// Once for each comment and rule that it is about.
  bool first_about(std::string_view rule, const Comment& comment, const std::string& subject) {
    return told_.insert({std::string(rule), comment.at.source->path(), comment.at.span.begin, subject})
        .second;
  }
  void take(std::optional<Finding> finding) {
    if (finding) result_.findings.push_back(std::move(*finding));
  }

  const CommentJudge& judge_;
  Severity fail_on_;
  std::map<std::string, std::vector<Comment>> comments_;  // by path
  std::set<std::tuple<std::string, std::string, std::uint32_t, std::string>> told_;
  Suppressed result_;
};

}  // namespace

std::optional<Finding> CommentJudge::finding(std::string_view rule, const Place& at, std::string message,
                                             std::string subject) const {
  Finding finding;
  finding.rule = rule;
  finding.message = std::move(message);
  finding.at = at;
  finding.dockerfile = dockerfile;
  finding.subject = std::move(subject);
  if (!policy::apply_policy(finding, policy, boundary, today)) return std::nullopt;
  return finding;
}

std::optional<Finding> CommentJudge::forbidden(const Place& at, const std::string& hidden) const {
  return finding("policy/suppression-forbidden", at,
                 "a comment that would hide " + hidden + " does not count at the boundary " + boundary.name,
                 hidden);
}

Suppressed suppress_by_comments(const dockerfile::File& file, const facts::BuildFacts& facts,
                                const CommentJudge& judge, Severity fail_on, std::vector<Finding>& findings) {
  Suppressor suppressor(judge, fail_on);
  suppressor.take(DockerfileComments(file).run());
  std::set<const SourceFile*> seen{file.source.get()};
  // Who wrote the code of a model does not decide what its reader overlooks.
  std::set<std::string_view> brought;
  for (const facts::VendoredFact& fact : facts.vendored)
    if (fact.at.source) brought.insert(fact.at.source->path());
  std::vector<Comment> code;
  for (const facts::CodeFact& fact : facts.code) {
    if (fact.at.source && !brought.contains(fact.at.source->path()) &&
        seen.insert(fact.at.source.get()).second)
      add_code(fact.at.source, fact.language, code);
  }
  suppressor.take(std::move(code));
  suppressor.apply(findings);
  return suppressor.finish();
}

void CommentReview::add(const policy::PolicyPtr& policy, const policy::Boundary& boundary,
                        const std::string& dockerfile, const std::vector<CommentUse>& uses) {
  for (const CommentUse& use : uses) {
    const std::pair key{std::pair{use.at.source->path(), use.at.span.begin}, use.name};
    const auto [entry, added] = seen_.try_emplace(key, Seen{use, policy, &boundary, dockerfile});
    if (added) continue;
    Seen& seen = entry->second;
    seen.use.used = seen.use.used || use.used;
    if (boundary.rank <= seen.boundary->rank) continue;
    seen.policy = policy;
    seen.boundary = &boundary;
    seen.dockerfile = dockerfile;
  }
}

std::vector<Finding> CommentReview::findings(const LintOptions& options, text::Date today) const {
  std::vector<Finding> result;
  for (const auto& [key, seen] : seen_) {
    if (seen.use.used) continue;
    Finding finding;
    finding.rule = "policy/suppression-unused";
    finding.message = "this comment expects " + seen.use.name + ", which finds nothing here";
    finding.at = seen.use.at;
    finding.dockerfile = seen.dockerfile;
    finding.subject = seen.use.name;
    if (!policy::apply_policy(finding, *seen.policy, *seen.boundary, today)) continue;
    finding.fails = finding.severity >= options.fail_on.value_or(seen.boundary->fail_on);
    result.push_back(std::move(finding));
  }
  return result;
}

}  // namespace dockgate::lint
