// Which commands there are and what each of them takes.
#include <algorithm>
#include <iterator>
#include <string_view>

#include "cli/command_line_internal.hpp"
#include "cli/exit_codes.hpp"
#include "cli/hadolint_options.hpp"
#include "report/formats.hpp"

namespace dockgate::cli {

namespace {

void add_sandbox(CLI::App& app, Options& options) {
  app.add_flag("--no-sandbox", options.no_sandbox,
               "do not give up the network and the writing of other files before reading");
}

void add_output(CLI::App& app, Options& options, Raw& raw) {
  app.add_option("--color", raw.colour, "auto, always or never")->type_name("WHEN");
  app.add_flag("-q,--quiet", options.quiet, "findings only");
  app.add_flag("-v,--verbose", options.verbose, "also what was skipped, and why");
  add_sandbox(app, options);
}

void add_policy(CLI::App& app, Options& options) {
  app.add_option("--policy", options.policy,
                 "a policy file, or builtin:recommended, builtin:hadolint, builtin:buildkit, builtin:all")
      ->type_name("POLICY");
}

void add_rule_levels(CLI::App& app, Raw& raw) {
  repeatable(
      app.add_option("--rule", raw.rules, "level of a rule, alias or pattern; repeatable, the last wins"),
      "NAME=LEVEL");
}

/// Options that decide what is judged and how, at a boundary that is given otherwise.
void add_judging_somewhere(CLI::App& app, Options& options, Raw& raw) {
  add_policy(app, options);
  app.add_option("--lock", options.lock, "what names stand for; default: the nearest dockgate.lock")
      ->type_name("FILE");
  app.add_option("--ledger", options.ledger,
                 "the reviews that count; default: the nearest .dockgate-reviews.yaml")
      ->type_name("FILE");
  add_rule_levels(app, raw);
  app.add_option("--branch", options.branch,
                 "the branch that is judged; default: that of the CI job or of .git")
      ->type_name("BRANCH");
  repeatable(app.add_option("--build-arg", raw.build_args, "value of an ARG; repeatable"), "K=V");
  app.add_option("--target", options.target, "stage to build")->type_name("STAGE");
  app.add_option("--context", options.context, "the build context of every Dockerfile")->type_name("DIR");
  app.add_option("--stdin-filename", options.stdin_filename, "place of the Dockerfile that is read from `-`")
      ->type_name("NAME");
  app.add_option("-j,--jobs", options.jobs, "threads; 0: one a processor")->type_name("N");
}

void add_dry_run(CLI::App& app, Options& options) {
  app.add_flag("--dry-run", options.dry_run, "tell what would change and write nothing");
}

/// The one format of what is printed.
void add_format(CLI::App& app, Raw& raw, const std::string& help, const std::string& value) {
  app.add_option("-f,--format", raw.formats, help)->type_name(value)->expected(1)->allow_extra_args(false);
}
void add_form(CLI::App& app, Raw& raw) {
  add_format(app, raw, "text, json or markdown", "FORM");
}

void add_fail_on(CLI::App& app, Options& options) {
  app.add_option("--fail-on", options.fail_on, "lowest level that fails: error, warning, info or style")
      ->type_name("LEVEL");
}

/// What findings do that are there.
void add_lenience(CLI::App& app, Options& options) {
  app.add_flag("--no-fail", options.no_fail, "exit with 0 where the policy is violated");
  app.add_flag("--show-suppressed", options.show_suppressed, "list suppressed findings as well");
}

void add_today(CLI::App& app, Options& options) {
  app.add_option("--today", options.today, "judge what expires as on this day, such as 2026-12-31")
      ->type_name("DAY");
}

/// Options about whom `lock update` asks, and how.
void add_asking(CLI::App& app, Options& options, Raw& raw) {
  app.add_option("--minimum-age", options.minimum_age,
                 "days that a new version has to be old before it is taken")
      ->type_name("DAYS");
  repeatable(app.add_option("--mirror", raw.mirrors, "a place that is asked before a registry; repeatable"),
             "REGISTRY=PLACE");
  repeatable(app.add_option("--token-host", options.token_hosts,
                            "a further host that may ask for credentials of registries; repeatable"),
             "HOST");
  app.add_option("--hub", options.hub, "the hub's address; default: HF_ENDPOINT, else https://huggingface.co")
      ->type_name("URL");
  app.add_option("--ca-file", options.ca_file, "certificates that are trusted in place of the system's")
      ->type_name("FILE");
  app.add_option("--timeout", options.timeout, "seconds for everything that is asked; default: 300")
      ->type_name("SECONDS")
      ->check(CLI::Range(1u, 86'400u).description(""));
  app.add_flag("--keep-going", options.keep_going, "write what could be had where something could not");
}

/// The same, and the boundary.
void add_judging(CLI::App& app, Options& options, Raw& raw) {
  add_judging_somewhere(app, options, raw);
  app.add_option("--boundary", options.boundary, "judge at this boundary, whatever the policy says")
      ->type_name("BOUNDARY");
}

/// What the commands around a release share.
void add_release(CLI::App& app, Options& options, Raw& raw) {
  app.add_option("PATH", options.paths, "Dockerfiles or folders; default: the current folder");
  add_judging_somewhere(app, options, raw);
  app.add_option("--manifest", options.manifest,
                 "the manifest; default: the nearest .dockgate-manifest.json upward")
      ->type_name("FILE");
  app.add_option("--image", options.image,
                 "the built image as an OCI layout or `docker save` archive; its layers are read as they are")
      ->type_name("FILE");
}

/// Formats, each of which may go to a file.
void add_format_option(CLI::App& app, Raw& raw, const std::string& help, const std::string& value) {
  repeatable(app.add_option("-f,--format", raw.formats, help), value);
}

void add_formats(CLI::App& app, Raw& raw) {
  std::string names;
  for (const report::Format& format : report::formats())
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  add_format_option(app, raw, "repeatable; one of " + names, "NAME[=FILE]");
}

/// `review …`: who read which code of models.
void add_review_commands(CommandLine& line) {
  Options& options = line.options;
  CLI::App* review =
      line.app.add_subcommand("review", "the ledger of reviewed code: who read which code of models");
  review->require_subcommand(1);
  review->allow_extras();
  CLI::App* add = line.add(*review, Command::review_add, "add", "sign for code that was read");
  add->add_option("PATH", options.paths, "files, with what they import, or folders of models")->required();
  add->add_option("--reviewer", options.reviewer, "who read it; default: name and address of git")
      ->type_name("NAME");
  add->add_option("--next-review", options.next_review,
                  "last day on which the review counts; default: half a year from today")
      ->type_name("DAY");
  add->add_option("--upstream", options.upstream,
                  "where the code comes from: REPOSITORY or REPOSITORY@COMMIT")
      ->type_name("REPOSITORY");
  repeatable(add->add_option("--accept", options.accepts,
                             "a finding that the reviewer accepts, RULE[@FILE[:LINE]]=REASON; repeatable"),
             "RULE=REASON");
  add->add_option("--ledger", options.ledger, "default: the nearest .dockgate-reviews.yaml, or a new one")
      ->type_name("FILE");
  add_dry_run(*add, options);
  add_output(*add, options, line.raw);
  CLI::App* list = line.add(*review, Command::review_list, "list", "list what is due for review");
  CLI::App* check =
      line.add(*review, Command::review_check, "check", "judge the code of models and its reviews");
  CLI::App* dossier = line.add(*review, Command::review_dossier, "dossier",
                               "list every file of a model's code that would run, and what is in it");
  for (CLI::App* sub : {list, check, dossier}) {
    sub->add_option("PATH", options.paths, "Dockerfiles or folders; default: the current folder");
    add_judging(*sub, options, line.raw);
    add_output(*sub, options, line.raw);
  }
  for (CLI::App* sub : {list, dossier}) add_format(*sub, line.raw, "text or json", "REPORT");
  list->add_option("--within", options.within, "days in which a review that ends is due; default: 30")
      ->type_name("DAYS")
      ->check(CLI::Range(0, 36'500).description(""));
  list->add_flag("--all", options.all, "also what needs no review yet");
  add_formats(*check, line.raw);
  add_fail_on(*check, options);
  add_lenience(*check, options);
}

void add_check_command(CommandLine& line) {
  CLI::App* check =
      line.add(line.app, Command::check, "check", "judge Dockerfiles and the code that their images run");
  check->add_option("PATH", line.options.paths,
                    "Dockerfiles, folders, or - for standard input; default: the current folder");
  add_judging(*check, line.options, line.raw);
  add_formats(*check, line.raw);
  add_fail_on(*check, line.options);
  add_lenience(*check, line.options);
  check->add_flag("--statistics", line.options.statistics, "count findings by rule, boundary and owner");
  add_output(*check, line.options, line.raw);

  check
      ->add_option("--baseline", line.options.baseline,
                   "findings that are known; what it lists in vain is a finding")
      ->type_name("FILE");
  add_hadolint_names(*check, line.raw);
  check
      ->add_option("--since", line.options.since,
                   "judge only what changed since this commit, by the git program")
      ->type_name("COMMIT");
  check
      ->add_option("--shard", line.options.shard,
                   "judge only this part of the Dockerfiles; `merge` joins the results")
      ->type_name("I/N");
}

void add_hadolint(CommandLine& line) {
  CLI::App* hadolint = line.add(line.app, Command::hadolint, "hadolint",
                                "stand in for hadolint: its options, defaults, formats and exit codes");
  add_hadolint_command(*hadolint, line.options, line.raw, line.version);
  add_sandbox(*hadolint, line.options);
}

void add_merge_command(CommandLine& line) {
  CLI::App* merge =
      line.add(line.app, Command::merge, "merge", "join the results of `check --shard --format json`");
  merge->add_option("FILE", line.options.paths, "outputs of `check --format json`")->required();
  add_lenience(*merge, line.options);
  add_sandbox(*merge, line.options);
}

void add_gate_commands(CommandLine& line) {
  CLI::App* gate =
      line.add(line.app, Command::gate, "gate",
               "decide about a release: check at the strictest boundary, with manifest and review ledger");
  gate->require_subcommand(0, 1);
  add_release(*gate, line.options, line.raw);
  add_formats(*gate, line.raw);
  gate->add_option("--evidence", line.options.evidence, "write what was seen and decided into this folder")
      ->type_name("DIR");
  add_fail_on(*gate, line.options);
  gate->add_option("--baseline", line.options.baseline,
                   "findings that are known debt; the evidence lists them")
      ->type_name("FILE");
  add_today(*gate, line.options);
  add_lenience(*gate, line.options);
  add_output(*gate, line.options, line.raw);
  CLI::App* diff = line.add(*gate, Command::gate_diff, "diff", "what has changed between two decisions");
  diff->add_option("EVIDENCE", line.options.paths, "two folders of --evidence, the older one first")
      ->required()
      ->expected(2);
  add_format_option(*diff, line.raw, "text or json", "DIFF");
  add_output(*diff, line.options, line.raw);
}

void add_report_command(CommandLine& line) {
  CLI::App* report = line.add(line.app, Command::report, "report", "the evidence report for an auditor");
  add_release(*report, line.options, line.raw);
  add_format_option(*report, line.raw, "repeatable; html, markdown or json", "REPORT[=FILE]");
  report
      ->add_option("--baseline", line.options.baseline, "findings that are known debt; the report lists them")
      ->type_name("FILE");
  add_today(*report, line.options);
  add_output(*report, line.options, line.raw);
}

void add_manifest_commands(CommandLine& line) {
  CLI::App* manifest = line.app.add_subcommand("manifest", "the record of what a build really ships");
  manifest->require_subcommand(1);
  manifest->allow_extras();
  CLI::App* write =
      line.add(*manifest, Command::manifest_write, "write", "write it from the context, and from an image");
  add_release(*write, line.options, line.raw);
  add_format_option(*write, line.raw, "print it instead: json, cyclonedx or in-toto; repeatable",
                    "MANIFEST[=FILE]");
  write->add_flag("--no-fail", line.options.no_fail, "exit with 0 where the image lacks something");
  add_output(*write, line.options, line.raw);
  CLI::App* verify =
      line.add(*manifest, Command::manifest_verify, "verify", "compute it again and say what differs");
  add_release(*verify, line.options, line.raw);
  add_format_option(*verify, line.raw, "text or json", "DIFF");
  verify->add_flag("--no-fail", line.options.no_fail, "exit with 0 where something differs");
  add_output(*verify, line.options, line.raw);
}

void add_fix_command(CommandLine& line) {
  CLI::App* fix =
      line.add(line.app, Command::fix, "fix", "mend what an edit can mend, and tell what is left");
  fix->add_option("PATH", line.options.paths,
                  "Dockerfiles, folders, or - for standard input; default: the current folder");
  fix->add_flag("--unsafe", line.options.unsafe, "also what may change what the image does");
  fix->add_flag("--diff", line.options.diff, "print a patch and change nothing");
  add_judging(*fix, line.options, line.raw);
  add_format(*fix, line.raw, "text or json", "REPORT");
  add_fail_on(*fix, line.options);
  add_lenience(*fix, line.options);
  fix->add_option("--baseline", line.options.baseline, "findings that are known; they are left alone")
      ->type_name("FILE");
  fix->add_option("--since", line.options.since,
                  "mend only what changed since this commit, by the git program")
      ->type_name("COMMIT");
  add_output(*fix, line.options, line.raw);
}

void add_baseline_commands(CommandLine& line) {
  CLI::App* baseline =
      line.app.add_subcommand("baseline", "the file of known findings, which may only shrink");
  baseline->require_subcommand(1);
  baseline->allow_extras();
  CLI::App* create =
      line.add(*baseline, Command::baseline_create, "create", "write all findings into a new baseline");
  CLI::App* prune =
      line.add(*baseline, Command::baseline_prune, "prune", "take out of a baseline what is mended");
  for (CLI::App* sub : {create, prune}) {
    sub->add_option("PATH", line.options.paths, "Dockerfiles or folders; default: the current folder");
    sub->add_option("--baseline", line.options.baseline, "default: .dockgate-baseline.json")
        ->type_name("FILE");
    add_judging(*sub, line.options, line.raw);
    add_output(*sub, line.options, line.raw);
  }
}

void add_parse_command(CommandLine& line) {
  CLI::App* parse =
      line.add(line.app, Command::parse, "parse", "print the syntax tree of Dockerfiles as JSON");
  parse->add_option("FILE", line.options.paths, "Dockerfiles, or - for standard input")->required();
  parse
      ->add_option("--stdin-filename", line.options.stdin_filename,
                   "place of the Dockerfile that is read from `-`")
      ->type_name("NAME");
  add_sandbox(*parse, line.options);
}

void add_facts_command(CommandLine& line) {
  CLI::App* facts =
      line.add(line.app, Command::facts, "facts", "print what was understood, before any policy, as JSON");
  facts->add_option("PATH", line.options.paths, "Dockerfiles, folders, or - for standard input")->required();
  add_judging(*facts, line.options, line.raw);
  add_sandbox(*facts, line.options);
}

void add_rules_command(CommandLine& line) {
  CLI::App* rules = line.add(line.app, Command::rules, "rules", "list the rules, or those that match a word");
  rules->add_option("WORD", line.options.paths,
                    "a category, a name or alias, a pattern such as model/*, or words");
  rules->add_flag("--fields", line.options.fields, "list the kinds of facts and their fields instead");
  add_form(*rules, line.raw);
  add_sandbox(*rules, line.options);
}

void add_explain_command(CommandLine& line) {
  CLI::App* explain =
      line.add(line.app, Command::explain, "explain", "say what a rule is for, with examples and fixes");
  explain->add_option("RULE", line.options.paths, "name or alias: base/digest, DL3007")->required();
  add_policy(*explain, line.options);
  explain->add_option("--boundary", line.options.boundary, "tell what the rule costs at this boundary")
      ->type_name("BOUNDARY");
  add_form(*explain, line.raw);
  add_sandbox(*explain, line.options);
}

void add_init_command(CommandLine& line) {
  CLI::App* init =
      line.add(line.app, Command::init, "init", "write a small commented policy, proposed from the tree");
  init->add_option("DIR", line.options.paths, "where the policy will stand; default: the current folder")
      ->expected(0, 1);
  init->add_option("--from", line.options.from, "convert another tool's configuration: hadolint")
      ->type_name("TOOL");
  init->add_flag("--force", line.options.force, "replace a policy that is there");
  init->add_flag("--print", line.options.print, "print it and write nothing");
  add_sandbox(*init, line.options);
}

void add_lock_commands(CommandLine& line) {
  CLI::App* lock =
      line.add(line.app, Command::lock_write, "lock", "write what the sources mention into the lock");
  lock->require_subcommand(0, 1);
  CLI::App* lock_check =
      line.add(*lock, Command::lock_check, "check", "compare the lock with the sources, offline");
  for (CLI::App* sub : {lock, lock_check}) {
    sub->add_option("PATH", line.options.paths, "Dockerfiles or folders; default: the current folder");
    add_judging(*sub, line.options, line.raw);
    add_form(*sub, line.raw);
    add_output(*sub, line.options, line.raw);
  }
  add_dry_run(*lock, line.options);
  CLI::App* update =
      line.add(*lock, Command::lock_update, "update",
               "ask registries and the hub what the names stand for: the one command that uses the network");
  update->add_option("NAME", line.options.paths, "entries to ask for; default: all");
  add_judging(*update, line.options, line.raw);
  add_asking(*update, line.options, line.raw);
  add_dry_run(*update, line.options);
  add_form(*update, line.raw);
  add_output(*update, line.options, line.raw);
  CLI::App* import =
      line.add(*lock, Command::lock_import, "import", "fill the lock from what is on the disk, offline");
  import
      ->add_option(
          "SOURCE", line.options.paths,
          "a cache of the hub, a checkout with LFS pointers, an OCI layout, or the output of docker image "
          "inspect (- for standard input)")
      ->required();
  import->add_option("--from", line.options.from, "what it is: hub-cache, lfs, oci-layout or docker-inspect")
      ->type_name("KIND");
  import->add_option("--as", line.options.as, "the name of what is imported: python:3.12, org/name@COMMIT")
      ->type_name("NAME");
  import->add_option("--lock", line.options.lock, "default: dockgate.lock")->type_name("FILE");
  add_dry_run(*import, line.options);
  add_form(*import, line.raw);
  add_output(*import, line.options, line.raw);
}

void add_weights_command(CommandLine& line) {
  CLI::App* weights = line.add(line.app, Command::weights, "weights",
                               "identify, hash and scan weight files; nothing is unpickled");
  weights->add_option("PATH", line.options.paths, "files, or folders that are searched")->required();
  add_format_option(*weights, line.raw, "text or json; repeatable", "NAME[=FILE]");
  weights->add_flag("--no-fail", line.options.no_fail, "exit with 0 where a file is dangerous or suspicious");
  weights->add_option("-j,--jobs", line.options.jobs, "threads; 0: one a processor")->type_name("N");
  add_output(*weights, line.options, line.raw);
}

void add_policy_commands(CommandLine& line) {
  CLI::App* policy = line.app.add_subcommand("policy", "look at a policy");
  policy->require_subcommand(1);
  policy->allow_extras();
  CLI::App* policy_check = line.add(*policy, Command::policy_check, "check", "validate a policy file");
  policy_check->add_option("FILE", line.options.paths, "default: the nearest .dockgate.yaml");
  add_output(*policy_check, line.options, line.raw);
  CLI::App* policy_test =
      line.add(*policy, Command::policy_test, "test", "run the tests that stand in a policy");
  policy_test->add_option("FILE", line.options.paths, "default: the nearest .dockgate.yaml");
  policy_test->add_flag("--no-fail", line.options.no_fail, "exit with 0 where a test fails");
  add_output(*policy_test, line.options, line.raw);
  CLI::App* show =
      line.add(*policy, Command::policy_show, "show", "the effective policy, with the place of each value");
  show->add_option("FILE", line.options.paths,
                   "the Dockerfile that it holds for; default: one in the current folder");
  add_policy(*show, line.options);
  add_rule_levels(*show, line.raw);
  add_sandbox(*show, line.options);
  CLI::App* rego =
      line.add(*policy, Command::policy_rego, "rego",
               "print what the builder itself can enforce, as Dockerfile.rego for docker buildx");
  rego->add_option("FILE", line.options.paths,
                   "the Dockerfile that it is for; default: one in the current folder");
  add_policy(*rego, line.options);
  rego->add_option("--boundary", line.options.boundary, "what holds there; default: the strictest")
      ->type_name("BOUNDARY");
  rego->add_option("--lock", line.options.lock, "what names stand for; default: the nearest dockgate.lock")
      ->type_name("FILE");
  add_sandbox(*rego, line.options);
  line.add(*policy, Command::policy_schema, "schema", "the JSON Schema of policy files");
  CLI::App* why =
      line.add(*policy, Command::policy_why, "why", "which policy and boundary a Dockerfile has, and why");
  why->add_option("FILE", line.options.paths, "Dockerfiles")->required();
  add_judging(*why, line.options, line.raw);
  add_sandbox(*why, line.options);
}

void add_format_command(CommandLine& line) {
  CLI::App* layout =
      line.add(line.app, Command::format, "format", "lay out Dockerfiles; what Docker reads stays the same");
  layout->add_option("PATH", line.options.paths,
                     "Dockerfiles, folders, or - for standard input; default: the current folder");
  layout->add_flag("--check", line.options.check,
                   "change nothing; name the files that would change, and exit with 1");
  layout->add_flag("-q,--quiet", line.options.quiet, "do not name files");
}

void add_lsp_command(CommandLine& line) {
  CLI::App* lsp =
      line.add(line.app, Command::lsp, "lsp", "language server on standard input and output, for editors");
  // Some clients give it to every server.
  lsp->add_flag("--stdio", line.options.stdio, "standard input and output, as always");
}

void add_completions_command(CommandLine& line) {
  CLI::App* completions =
      line.add(line.app, Command::completions, "completions", "print completions for a shell");
  completions->add_option("SHELL", line.options.paths, "bash, zsh or fish")->required()->expected(1);
}

void add_manual_command(CommandLine& line) {
  line.add(line.app, Command::manual, "man", "print the manual page");
}

void add_version_command(CommandLine& line) {
  line.add(line.app, Command::version, "version", "print the version");
}

struct CommandRow {
  std::string_view name;
  void (*add)(CommandLine& line);
};
constexpr CommandRow command_rows[] = {
    {"check", add_check_command},    {"hadolint", add_hadolint},
    {"merge", add_merge_command},    {"gate", add_gate_commands},
    {"report", add_report_command},  {"manifest", add_manifest_commands},
    {"fix", add_fix_command},        {"baseline", add_baseline_commands},
    {"parse", add_parse_command},    {"facts", add_facts_command},
    {"rules", add_rules_command},    {"explain", add_explain_command},
    {"init", add_init_command},      {"lock", add_lock_commands},
    {"review", add_review_commands}, {"weights", add_weights_command},
    {"policy", add_policy_commands}, {"format", add_format_command},
    {"lsp", add_lsp_command},        {"completions", add_completions_command},
    {"man", add_manual_command},     {"version", add_version_command},
};

}  // namespace

CommandLine::CommandLine(std::string_view only) {
  app.allow_extras();
  app.require_subcommand(0, 1);
  app.set_help_flag("-h,--help", "print what the program or a command takes");
  app.add_flag("-V,--version", version, "print the version");
  app.footer("Exit codes:\n" + exit_code_text());
  const auto* named = std::ranges::find(command_rows, only, &CommandRow::name);
  for (const CommandRow& row : command_rows)
    if (named == std::end(command_rows) || &row == named) row.add(*this);
}

}  // namespace dockgate::cli
