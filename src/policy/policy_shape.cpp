#include "policy/policy_shape.hpp"

#include <span>

#include "policy/condition_words.hpp"
#include "policy/level.hpp"

namespace dockgate::policy {
namespace {

using Kind = Shape::Kind;

constexpr std::array<std::string_view, 4> severity_words{"error", "warning", "info", "style"};

constexpr Shape text{};
constexpr Shape flag{.kind = Kind::flag};
constexpr Shape words{.name = "words", .filled = true};
constexpr Shape texts{.kind = Kind::list, .item = &text, .or_one = true};
constexpr Shape glob{.name = "glob", .at_most = max_glob};
constexpr Shape globs{.kind = Kind::list, .item = &glob, .or_one = true};
constexpr Shape one_or_more_globs{.kind = Kind::list, .item = &glob, .or_one = true, .at_least = 1};
constexpr Shape text_map{.kind = Kind::map, .what = "`{}`", .rest = &text};
constexpr Shape level{.kind = Kind::word,
                      .name = "level",
                      .wants = "one of error, warning, info, style, off",
                      .words = level_words};
constexpr Shape severity{.kind = Kind::word,
                         .name = "severity",
                         .wants = "one of error, warning, info, style",
                         .words = severity_words};
constexpr Shape day{.name = "day", .wants = "a day such as 2027-01-15", .day = true};
constexpr Shape last_day{.wants = "the last day of the exception, such as 2026-12-31", .day = true};
constexpr Shape sha256{
    .name = "sha256", .wants = "the 64 lower-case hex digits of a SHA-256", .pattern = "[0-9a-f]{64}"};
constexpr Shape commit{
    .name = "commit", .wants = "the 40 lower-case hex digits of a commit", .pattern = "[0-9a-f]{40}"};
constexpr Shape fingerprint{.wants = "the 32 lower-case hex digits of a fingerprint",
                            .pattern = "[0-9a-f]{32}"};
constexpr Shape fingerprints{.kind = Kind::list, .item = &fingerprint, .or_one = true};
constexpr Shape from_one{.kind = Kind::integer, .least = 1};

// ---- schema, edition, extends

constexpr std::array<std::string_view, 1> schema_versions{"1"};
constexpr Shape schema_version{.kind = Kind::word,
                               .wants = "1: this version reads policies of `schema: 1` only",
                               .words = schema_versions};
constexpr Shape edition{.kind = Kind::word, .words = editions};

constexpr std::array extension_keys{
    ShapeKey{"file", &text, "a policy file, by its path from this one", true},
    ShapeKey{"sha256", &sha256, "SHA-256 of that file; another content stops the run"}};
constexpr Shape extension_map{.kind = Kind::map, .what = "an entry of `extends`", .keys = extension_keys};
constexpr std::array<const Shape*, 2> extension_forms{&text, &extension_map};
constexpr Shape extension{.kind = Kind::either, .options = extension_forms};
constexpr Shape extensions{.kind = Kind::list, .item = &extension, .or_one = true};

// ---- boundaries

constexpr Shape inline_word{.kind = Kind::word, .words = inline_words};
constexpr std::array boundary_keys{
    ShapeKey{"like", &text,
             "research, internal or production: the levels of built-in rules and all that is not said here"},
    ShapeKey{"fail-on", &severity, "the level from which the run fails"},
    ShapeKey{"unresolved", &severity, "the level of findings that say \"could not be proven safe\""},
    ShapeKey{"at-most", &severity, "no finding is more than this"},
    ShapeKey{"suppress-inline", &inline_word,
             "whether comments may suppress findings: yes, with a reason, no"},
    ShapeKey{"exception-days", &from_one, "the longest that an exception may run"}};
constexpr Shape boundary{
    .kind = Kind::map, .name = "boundary", .what = "boundary `{}`", .keys = boundary_keys, .nullable = true};
constexpr Shape boundaries{.kind = Kind::map, .what = "`boundaries`", .rest = &boundary};

// ---- classify

constexpr std::array compose_keys{ShapeKey{"file", &globs, "the compose file, from the policy's folder"},
                                  ShapeKey{"service", &globs, "the service that asks for the build"}};
constexpr std::array<std::string_view, 2> compose_one{"file", "service"};
constexpr Shape compose{.kind = Kind::map, .what = "`compose`", .keys = compose_keys, .one_of = compose_one};
constexpr std::array bake_keys{ShapeKey{"file", &globs, "the bake file, from the policy's folder"},
                               ShapeKey{"target", &globs, "the target that asks for the build"}};
constexpr std::array<std::string_view, 2> bake_one{"file", "target"};
constexpr Shape bake{.kind = Kind::map, .what = "`bake`", .keys = bake_keys, .one_of = bake_one};

constexpr ShapeKey match_path{"path", &globs,
                              "globs on the Dockerfile's path from the policy's folder; `!` takes out"};
constexpr ShapeKey match_target{"target", &globs, "the stage that is built"};
constexpr ShapeKey match_label{"label", &text_map, "names and values of LABEL"};
constexpr ShapeKey match_compose{"compose", &compose, "a compose service that asks for the build"};
constexpr ShapeKey match_bake{"bake", &bake, "a bake target that asks for the build"};
constexpr ShapeKey match_invocation{"invocation", &globs,
                                    "globs on `compose service NAME`, `bake target NAME`"};
constexpr ShapeKey match_branch{"branch", &globs, "the branch that is judged"};
constexpr std::array match_keys{match_path, match_target,     match_label, match_compose,
                                match_bake, match_invocation, match_branch};
constexpr std::array<std::string_view, 7> match_one{"path", "target",     "label", "compose",
                                                    "bake", "invocation", "branch"};
constexpr Shape match{
    .kind = Kind::map, .name = "match", .what = "an entry of `any`", .keys = match_keys, .one_of = match_one};
constexpr Shape match_list{.kind = Kind::list, .item = &match, .at_least = 1};
constexpr std::array classify_keys{
    ShapeKey{"boundary", &text, "the boundary that it gives", true},
    ShapeKey{"lowers", &flag, "needed for a boundary that is looser than `unclassified`"},
    ShapeKey{"any", &match_list, "several conditions of which one has to match"},
    match_path,
    match_target,
    match_label,
    match_compose,
    match_bake,
    match_invocation,
    match_branch};
constexpr std::array<std::string_view, 8> classify_one{"any",     "path", "target",     "label",
                                                       "compose", "bake", "invocation", "branch"};
constexpr Shape classify_entry{
    .kind = Kind::map, .what = "an entry of `classify`", .keys = classify_keys, .one_of = classify_one};
constexpr Shape classify{.kind = Kind::list, .item = &classify_entry};

// ---- lists

constexpr ShapeKey entry_name{"name", &text, "who or what it is, for messages"};
constexpr ShapeKey entry_match{"match", &one_or_more_globs,
                               "globs, or names that also cover what lies below them", true};
constexpr ShapeKey entry_boundaries{"boundaries", &texts, "the boundaries at which it counts"};
constexpr std::array list_entry_keys{entry_name, entry_match, entry_boundaries};
constexpr Shape list_entry_map{.kind = Kind::map, .what = "an entry of list `{}`", .keys = list_entry_keys};
constexpr std::array<const Shape*, 2> list_entry_forms{&glob, &list_entry_map};
constexpr Shape list_entry{.kind = Kind::either, .name = "list-entry", .options = list_entry_forms};
constexpr Shape list{.kind = Kind::list, .item = &list_entry};

constexpr Shape file_hashes{.kind = Kind::map, .what = "`files`", .rest = &sha256};
constexpr std::array remote_code_keys{
    ShapeKey{"files", &file_hashes, "each file of code that was reviewed, with its SHA-256", true}};
constexpr Shape remote_code_map{.kind = Kind::map, .what = "`remote-code`", .keys = remote_code_keys};
constexpr std::array<const Shape*, 2> remote_code_forms{&flag, &remote_code_map};
constexpr Shape remote_code{.kind = Kind::either, .options = remote_code_forms};
constexpr std::array model_entry_keys{
    entry_name, entry_match, ShapeKey{"revision", &commit, "only at this commit"},
    ShapeKey{"remote-code", &remote_code, "the model's own code was accepted, or reviewed file by file"},
    entry_boundaries};
constexpr Shape model_entry_map{.kind = Kind::map, .what = "an entry of list `{}`", .keys = model_entry_keys};
constexpr std::array<const Shape*, 2> model_entry_forms{&glob, &model_entry_map};
constexpr Shape model_entry{.kind = Kind::either, .name = "model-entry", .options = model_entry_forms};
constexpr Shape models{.kind = Kind::list, .item = &model_entry};
constexpr std::array lists_keys{
    ShapeKey{"models", &models, "models that are known, with their commit and what was reviewed of them"}};
constexpr Shape lists{.kind = Kind::map, .what = "`lists`", .keys = lists_keys, .rest = &list};

// ---- rules, overrides

constexpr std::array setting_keys{
    ShapeKey{"locked", &flag, "a file that extends this one cannot lower the level"},
    ShapeKey{"effective", &day, "a warning until that day, an error from it on"}};
constexpr Shape setting_map{
    .kind = Kind::map, .what = "the setting of `{}`", .keys = setting_keys, .rest = &level};
constexpr std::array<const Shape*, 2> setting_forms{&level, &setting_map};
constexpr Shape setting{.kind = Kind::either,
                        .name = "setting",
                        .wants = "a level, or a map from boundaries to levels",
                        .options = setting_forms};
constexpr Shape rules{.kind = Kind::map, .what = "`rules`", .rest = &setting};

constexpr std::array override_keys{
    ShapeKey{"path", &one_or_more_globs, "globs on the Dockerfile's path from the policy's folder", true},
    ShapeKey{"rules", &rules, "levels that hold there", true}};
constexpr Shape override_entry{.kind = Kind::map, .what = "an entry of `overrides`", .keys = override_keys};
constexpr Shape overrides{.kind = Kind::list, .item = &override_entry};

// ---- exceptions

constexpr std::array where_keys{
    ShapeKey{"path", &globs, "of the Dockerfile or of the file with the finding"},
    ShapeKey{"stage", &globs, "name or index of the stage"},
    ShapeKey{"subject", &globs, "the image, the model …"},
    ShapeKey{"fingerprint", &fingerprints, "this very finding, as reports name it"}};
constexpr std::array<std::string_view, 4> where_one{"path", "stage", "subject", "fingerprint"};
constexpr Shape where{.kind = Kind::map, .what = "`where`", .keys = where_keys, .one_of = where_one};
constexpr Shape justification{.kind = Kind::word, .words = justifications};
constexpr std::array exception_keys{
    ShapeKey{"id", &words, "its name", true},
    ShapeKey{"rule", &text, "name or alias of the rule", true},
    ShapeKey{"reason", &words, "why it is allowed, in words", true},
    ShapeKey{"justification", &justification, "why it is allowed, as an audit counts it"},
    ShapeKey{"owner", &words, "who answers for it", true},
    ShapeKey{"ticket", &words, "where it was agreed", true},
    ShapeKey{"approved-by", &words, "who agreed"},
    ShapeKey{"created", &day, "the day on which it was agreed"},
    ShapeKey{"expires", &last_day, "its last day", true},
    ShapeKey{"where", &where, "what it speaks of; all that is given has to match", true}};
constexpr Shape exception{.kind = Kind::map, .what = "an exception", .keys = exception_keys};
constexpr Shape exceptions{.kind = Kind::list, .item = &exception};

// ---- comments

constexpr Shape comment_tool{.kind = Kind::word, .words = comment_tools};
constexpr Shape comments{.kind = Kind::list, .item = &comment_tool, .or_one = true};

// ---- tests

constexpr Shape verdict{.kind = Kind::word, .wants = "`refuted` or `unresolved`", .words = verdict_words};
constexpr std::array expectation_keys{
    ShapeKey{"rule", &text, "name or alias of the rule", true},
    ShapeKey{"file", &text, "the file with the finding; default: the Dockerfile"},
    ShapeKey{"line", &from_one, "its line"},
    ShapeKey{"severity", &severity, "its level"},
    ShapeKey{"verdict", &verdict, "what was found"},
    ShapeKey{"subject", &text, "what it is about"},
    ShapeKey{"suppressed", &flag, "true: an exception or a comment suppresses it"}};
constexpr Shape expectation{.kind = Kind::map, .what = "an entry of `expect`", .keys = expectation_keys};
constexpr Shape expectations{.kind = Kind::list, .item = &expectation};
constexpr std::array test_as_keys{ShapeKey{"path", &text, "where the Dockerfile stands"},
                                  ShapeKey{"target", &text, "the stage that is built"},
                                  ShapeKey{"branch", &text, "the branch that is judged"},
                                  ShapeKey{"today", &day, "the day of the run"}};
constexpr Shape test_as{.kind = Kind::map, .what = "`as`", .keys = test_as_keys};
constexpr std::array test_keys{ShapeKey{"name", &words, "what it shows", true},
                               ShapeKey{"as", &test_as, "how the Dockerfile is built"},
                               ShapeKey{"boundary", &text, "the boundary that it has to get"},
                               ShapeKey{"dockerfile", &text, "the Dockerfile"},
                               ShapeKey{"files", &text_map, "the files beside it"},
                               ShapeKey{"build-args", &text_map, "values of ARG"},
                               ShapeKey{"expect", &expectations, "findings that it has to give"},
                               ShapeKey{"absent", &texts, "rules that find nothing"}};
constexpr std::array<std::string_view, 2> test_one{"dockerfile", "files"};
constexpr Shape test{
    .kind = Kind::map, .name = "test", .what = "a test", .keys = test_keys, .one_of = test_one};
constexpr Shape tests{.kind = Kind::list, .item = &test};

// ---- a rule

constexpr Shape rule_name{.wants = "`category/name` in lower case",
                          .pattern = "[a-z][a-z0-9-]*/[a-z][a-z0-9-]*"};
constexpr Shape level_map{.kind = Kind::map, .what = "`{}`", .rest = &level};
constexpr std::array<const Shape*, 2> level_forms{&level, &level_map};
constexpr Shape level_or_map{.kind = Kind::either,
                             .name = "levels",
                             .wants = "one of error, warning, info, style, off",
                             .options = level_forms};
constexpr Shape condition{.kind = Kind::condition};
constexpr std::array<std::string_view, 2> undecided_words{"report", "pass"};
constexpr Shape undecided{.kind = Kind::word, .wants = "`report` or `pass`", .words = undecided_words};
constexpr Shape reference{.wants = "an https:// address", .pattern = "https://.*"};
constexpr Shape references{.kind = Kind::list, .item = &reference, .or_one = true};
constexpr Shape order{.kind = Kind::integer, .least = 0};

constexpr std::array clause_keys{
    ShapeKey{"when", &condition, "when it holds; only the last clause can do without"},
    ShapeKey{"message", &words, "what is said; `{field}` is a field of the fact", true},
    ShapeKey{"help", &text, "in place of the rule's"},
    ShapeKey{"verdict", &verdict, "unresolved: could not be proven safe"},
    ShapeKey{"at-most", &severity, "its findings are no more than this, unless a policy names their alias"}};
constexpr Shape clause{.kind = Kind::map, .what = "a clause", .keys = clause_keys};
constexpr Shape clauses{.kind = Kind::list, .wants = "a list of maps", .item = &clause, .at_least = 1};

constexpr std::array alias_keys{
    ShapeKey{"name", &glob, "what another catalogue calls it; with `field`, a glob on its values", true},
    ShapeKey{"when", &condition, "the cases that it covers"},
    ShapeKey{"field", &text, "the field of the fact that holds the name"}};
constexpr std::array<std::string_view, 2> alias_one{"when", "field"};
constexpr Shape alias_map{.kind = Kind::map, .what = "an alias", .keys = alias_keys, .one_of = alias_one};
constexpr std::array<const Shape*, 2> alias_forms{&text, &alias_map};
constexpr Shape alias{.kind = Kind::either, .options = alias_forms};
constexpr Shape aliases{.kind = Kind::list, .item = &alias};

constexpr ShapeKey edit_replace{"replace", &text,
                                "the part of the fact that is replaced; default: the whole fact"};
constexpr ShapeKey edit_add{"add", &text, "the part of the fact behind which the text is put, or a gap"};
constexpr ShapeKey edit_with{"with", &text, "the text; `{field}` is a field of the fact", true};
constexpr std::array change_keys{edit_replace, edit_add, edit_with};
constexpr Shape change{
    .kind = Kind::map, .name = "change", .what = "a change of `also`", .keys = change_keys};
constexpr Shape changes{.kind = Kind::list, .item = &change, .or_one = true};
constexpr std::array edit_keys{
    ShapeKey{"title", &words, "what the edit does", true},
    ShapeKey{"when", &condition, "has to hold for it to be offered"},
    edit_replace,
    edit_add,
    edit_with,
    ShapeKey{"also", &changes, "further changes, made together with it"},
    ShapeKey{"safe", &flag, "true: what the image does stays the same, or was broken"}};
constexpr Shape edit{.kind = Kind::map, .name = "edit", .what = "`edit`", .keys = edit_keys};
constexpr Shape edits{.kind = Kind::list, .item = &edit, .or_one = true};

constexpr Shape argument{.wants = "`NAME=VALUE`", .pattern = "[^=]+=[^\n]*"};
constexpr Shape arguments{.kind = Kind::list, .item = &argument, .or_one = true};
constexpr std::array<const Shape*, 2> fixed_forms{&text, &text_map};
constexpr Shape fixed{.kind = Kind::either, .options = fixed_forms};
constexpr std::array example_keys{
    ShapeKey{"name", &text, "what it shows"},
    ShapeKey{"boundary", &text, "default: production"},
    ShapeKey{"dockerfile", &text, "the Dockerfile"},
    ShapeKey{"files", &text_map, "several files, one of them called Dockerfile"},
    ShapeKey{"build-args", &arguments, "values of ARG"},
    ShapeKey{"expect", &texts, "of a bad one: the place of each finding, FILE:LINE"},
    ShapeKey{"fixed", &fixed, "of a bad one: the Dockerfile after the edits, or files by path"}};
constexpr Shape example_map{.kind = Kind::map, .what = "an example", .keys = example_keys};
constexpr std::array<const Shape*, 2> example_forms{&text, &example_map};
constexpr Shape example{.kind = Kind::either, .name = "example", .options = example_forms};
constexpr Shape example_list{
    .kind = Kind::list, .wants = "a list of examples", .item = &example, .at_least = 1};
constexpr std::array examples_keys{ShapeKey{"bad", &example_list, "give findings", true},
                                   ShapeKey{"good", &example_list, "give none", true}};
constexpr Shape examples{.kind = Kind::map, .what = "`examples`", .keys = examples_keys};

constexpr std::array<std::string_view, 4> risk_words{"critical", "high", "medium", "low"};
constexpr Shape risk{.kind = Kind::word, .wants = "one of critical, high, medium, low", .words = risk_words};
constexpr std::array rule_keys{
    ShapeKey{"name", &rule_name, "category/name", true},
    ShapeKey{"summary", &words, "what it finds, in a line", true},
    ShapeKey{"why", &words, "what goes wrong otherwise", true},
    ShapeKey{"on", &text, "the kind of fact that it judges", true},
    ShapeKey{"at", &text, "part of the fact to underline"},
    ShapeKey{"severity", &level_or_map, "its level, or one for each boundary", true},
    ShapeKey{"sets", &level_or_map, "its level in the policies of other tools"},
    ShapeKey{"when", &condition, "when it holds, the rule is broken"},
    ShapeKey{"message", &words, "what is said; `{field}` is a field of the fact"},
    ShapeKey{"clauses", &clauses, "several conditions with a message each"},
    ShapeKey{"undecided", &undecided, "what happens where a field is not known"},
    ShapeKey{"group", &text, "only the first broken rule of a group speaks"},
    ShapeKey{"order", &order, "its place in the group"},
    ShapeKey{"help", &text, "what to do, in a line"},
    ShapeKey{"fix", &text, "how to mend it, for `explain`"},
    ShapeKey{"edit", &edits, "an edit that mends it, or several ways, the best first"},
    ShapeKey{"aliases", &aliases, "what other catalogues call it"},
    ShapeKey{"references", &references, "where to read more"},
    ShapeKey{"edition", &edition, "the first edition that has it"},
    ShapeKey{"risk", &risk, "how grave it is for security; absent when it is no matter of that"},
    ShapeKey{"examples", &examples, "what it finds and what not; run as tests"}};
constexpr Shape rule{.kind = Kind::map, .name = "rule", .what = "rule `{name}`", .keys = rule_keys};
constexpr Shape custom{.kind = Kind::list, .item = &rule};

constexpr Shape catalog{.kind = Kind::foreign};

constexpr std::array policy_keys{
    ShapeKey{"schema", &schema_version, "the form of this file", true},
    ShapeKey{"edition", &edition, "the built-in rules that the policy was written for"},
    ShapeKey{"extends", &extensions, "what it starts from: builtin:… or files of the repository"},
    ShapeKey{"boundaries", &boundaries, "from the loosest to the strictest"},
    ShapeKey{"unclassified", &text, "the boundary of what `classify` does not name"},
    ShapeKey{"classify", &classify, "which Dockerfile has which boundary; the strictest match counts"},
    ShapeKey{"lists", &lists, "maintainers, registries, models and lists of your own"},
    ShapeKey{"rules", &rules, "levels of rules, aliases and patterns such as `model/*`"},
    ShapeKey{"overrides", &overrides, "levels that hold in some folders"},
    ShapeKey{"exceptions", &exceptions, "findings that are let pass until a day"},
    ShapeKey{"comments", &comments, "the tools whose comments may suppress findings"},
    ShapeKey{"custom", &custom, "rules of your own"},
    ShapeKey{"catalog", &catalog,
             "rows about APIs, commands, variables and images, as docs/catalog.md has them"},
    ShapeKey{"tests", &tests, "what the policy has to say of an example; `dockgate policy test` runs them"}};
constexpr Shape policy{.kind = Kind::map, .what = "the policy", .keys = policy_keys};

}  // namespace

const Shape& policy_shape() {
  return policy;
}
const Shape& rule_shape() {
  return rule;
}
const Shape& extension_shape() {
  return extension_map;
}
const Shape& boundary_shape() {
  return boundary;
}
const Shape& classify_shape() {
  return classify_entry;
}
const Shape& match_shape() {
  return match;
}
const Shape& build_file_shape(std::string_view key) {
  return key == "compose" ? compose : bake;
}
const Shape& list_entry_shape() {
  return list_entry_map;
}
const Shape& model_entry_shape() {
  return model_entry_map;
}
const Shape& remote_code_shape() {
  return remote_code_map;
}
const Shape& setting_shape() {
  return setting_map;
}
const Shape& override_shape() {
  return override_entry;
}
const Shape& exception_shape() {
  return exception;
}
const Shape& where_shape() {
  return where;
}
const Shape& test_shape() {
  return test;
}
const Shape& test_as_shape() {
  return test_as;
}
const Shape& expectation_shape() {
  return expectation;
}
const Shape& clause_shape() {
  return clause;
}
const Shape& alias_shape() {
  return alias_map;
}
const Shape& edit_shape() {
  return edit;
}
const Shape& change_shape() {
  return change;
}
const Shape& examples_shape() {
  return examples;
}
const Shape& example_shape() {
  return example_map;
}

}  // namespace dockgate::policy
