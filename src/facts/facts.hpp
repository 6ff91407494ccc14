#pragma once
// Typed, located, policy-free statements about one build, each with the trace that led to it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::facts {

/// One step of the way from the Dockerfile to the place of a fact.
struct Step {
  Place at;
  std::string what;  // "CMD runs serve.py", "imports app.model", "ENV MODEL_REV=main"
};

/// A part of a fact that a rule may point at or edit instead of the whole ("revision", "tag"). A fact may
/// have several of one name; the first is the one to point at.
struct Part {
  std::string name;
  Place at;  // empty for a gap, where nothing stands yet and something may be added
  /// What has to stand before and behind that which is added, in the style of the place: ", " in a call. Line
  /// ends are `\n` here, whatever the file has.
  std::string lead = {}, trail = {};
};

enum class Phase { build, start, health };
enum class Known { yes, no, unresolved };  // a yes/no question that may stay open

/// What all facts have.
struct Fact {
  Place at;
  std::string subject;      // the image, model, package … it is about
  std::vector<Step> trace;  // the Dockerfile line first; empty when the fact stands in the Dockerfile itself
  std::vector<Part> parts;
  std::vector<std::string> notes;  // "BASE is python:3.12 by its ARG default (line 1)"
  int stage = -1;                  // index of the stage, -1 outside of stages
  std::string stage_name;
  bool shipped = true;  // the stage, or the file, ends in the image
  bool reached = true;  // something starts it; false: it ships, nothing starts it
  Phase phase = Phase::build;
  std::size_t instruction = 0;  // index into the Dockerfile's instructions (the one that leads here)
};

/// What the lock says of a name (lock/mentions.hpp). All empty where no lock is handed in, or none speaks of
/// it.
struct LockStanding {
  std::string state;   // current, not-written, differs, missing, open
  std::string locked;  // digest or commit that the lock has
  std::string entry;   // the entry's key
  std::string file;    // display path of the lock
};

enum class ImageState { digest, tag, floating, malformed, stage, scratch, unresolved };

struct ImageFact : Fact {
  std::string text;                               // as written
  std::string resolved;                           // after expansion
  std::string role;                               // FROM, COPY, RUN, ADD, syntax
  std::string registry, repository, tag, digest;  // normalised
  std::string name;                               // "docker.io/library/python"
  ImageState state = ImageState::unresolved;
  std::string malformed;            // what is wrong with it
  std::string missing;              // the variable that is not known
  bool invalid_by_default = false;  // without that variable what is left is no reference
  bool invalid_default = false;     // of FROM: no reference when every ARG has its default
  bool undeclared = false;          // of FROM: unresolved, and uses a variable that no ARG declares
  std::string
      floating;  // how a floating reference moves: "no-tag", "latest", "moving-name" (nightly, main …)
  std::optional<std::string> maintainer;  // "docker-official", a vendor; nothing: unknown
  std::string maintainer_source;          // where that is known from: "dockgate's list of 2026-08-22"
  std::string unmaintained;               // why it is no longer maintained, or ""
  std::string lookalike;                  // the known name that it resembles, or ""
  std::string lookalike_how;              // how: "looks like `nvidia/cuda` of NVIDIA"
  LockStanding lock;
};

struct InstructionFact : Fact {
  std::string keyword;  // upper case
  std::string written;  // as written
  std::string text;     // the joined rest
  std::vector<std::string> args, flags, keys;
  std::vector<std::string> variables;  // ARG and ENV that its words name and an earlier line declares
  std::string trigger;                 // keyword of what ONBUILD runs
  std::string resolved;                // of USER: its user after expansion, where known
  bool json = false;
};

struct CommandFact : Fact {
  std::string program;                  // base name of the program
  std::vector<std::string> argv;        // decoded words; unknown parts left out
  std::vector<std::string> piped_to;    // programs further down its pipeline
  std::vector<std::string> run_by;      // interpreters that run its output as code: `| sh`, `bash <(…)`
  std::vector<std::string> wrapped_by;  // sudo, env, …
  std::vector<std::string> options;     // their names: `yes` of --yes=1, `y` and `q` of -yq
  std::vector<std::string> operands;    // words behind the program that are no options
  std::vector<std::string> cached;      // targets of the cache and tmpfs mounts of its RUN
  std::vector<std::string> sets;        // NAME=VALUE in front of it, where known
  std::vector<std::string> reads;       // files that it is redirected from
  std::vector<std::string> writes;      // files that its output is redirected to
  std::string script;                   // the script that holds it; "" in the Dockerfile
  bool onbuild = false;                 // of an ONBUILD
  bool known = true;
};

/// A list that is made each time somebody asks for it, since hardly anybody does.
class LazyList {
 public:
  using Make = std::function<std::vector<std::string>()>;
  LazyList() = default;
  LazyList(Make make) : make_(std::move(make)) {}  // NOLINT: implicit on purpose
  std::vector<std::string> get() const { return make_ ? make_() : std::vector<std::string>(); }

 private:
  Make make_;
};

/// A command that installs packages.
struct InstallFact : CommandFact {
  std::string manager;                   // apt-get, apk, pip …
  std::vector<std::string> packages;     // as written; variables without a value stay as `${NAME}`
  std::vector<std::string> unversioned;  // those of them that name no version
  LazyList environment;                  // NAME=VALUE of ENV and of the command itself, where known
};

/// A RUN, or that of an ONBUILD.
struct RunFact : Fact {
  std::string text;      // what the shell is given
  std::string shell;     // the program that reads it: sh, bash, powershell …
  std::string pipefail;  // who sets it: "shell" (the instruction SHELL), "script", "" nobody
  std::string flags;     // --mount=… and the like, joined by blanks
  int commands = 0;      // simple commands in it
  bool pipes = false;    // a command's output goes to another
  bool onbuild = false;
};

/// One source of a COPY or ADD.
struct CopyFact : Fact {
  std::string keyword;              // COPY, ADD
  std::string other_keyword;        // the other of the two, in the letter case of this one
  std::string source, destination;  // as written, without quotes around
  std::string from;                 // --from, as written
  int index = 0;                    // of the source, from 0
  int sources = 0;                  // how many the instruction has
  std::string content;              // of ADD: what the context has there: folder, file, archive; "" not known
  bool workdir_set = false;         // a WORKDIR stands before it, in the stage or one below
  std::vector<std::string> named_by;  // later commands of the stage that name the file, words joined
};

/// A build stage.
struct StageFact : Fact {
  std::string base;                 // what FROM names, as written
  std::string platform;             // --platform, as written
  std::string user;                 // the last USER of the stage itself, as written
  std::string healthcheck;          // where one comes from: own, base, later (a stage built on it), none
  bool root = false;                // that user is the superuser
  bool final = false;               // the stage that is built
  bool built_on = false;            // a later stage starts from it
  bool copied_from = false;         // a later COPY takes files from it
  std::vector<std::string> labels;  // names; those of stages below and of stages built on it included
};

/// A comment line of the Dockerfile.
struct CommentFact : Fact {
  std::string text;  // without `#` and blanks around
};

struct VariableFact : Fact {
  std::string kind;  // ENV, ARG, LABEL
  std::string name;
  std::string value;
  bool has_value = false;
  bool onbuild = false;
  std::vector<std::string> forms;  // of a LABEL's value: url, email, time, licence, commit, version
  bool known = true;               // false: the value depends on a variable that the file does not fix
  std::string missing;
};

struct UserFact : Fact {  // one a shipped final stage
  std::string user;       // in force at its end; "" when no USER was set
  bool root = false;
  bool known = true;  // false: `missing` says what decides
  std::string missing;
  std::string base;        // the image at the bottom of the stage, as written
  bool inherited = false;  // the USER stands in an earlier stage
};

struct SecretFact : Fact {
  std::string kind;    // "variable-name", "token", "private-key", "url-password"
  std::string name;    // the variable; "" when it is no variable's
  std::string what;    // "Hugging Face access token"
  bool named = false;  // the name of an ARG or ENV in a stage says that it is a secret
  std::string shown;   // the beginning of the value, never all of it: "hf_AbC…"
};

/// What Docker's build checks, and no other kind of fact, speak of; see build_checks.hpp.
struct NoticeFact : Fact {
  std::string notice;         // what is so: "undefined-variable", "instruction-casing" …
  std::string keyword;        // of the instruction, upper case
  std::string name;           // the variable, stage, path, word … it is about
  std::string correct;        // what should stand in place of its part `word`, where that is known
  std::string message;        // in words, where the build has some
  bool base_decides = false;  // so unless the base image, which is not looked at, says otherwise
  bool requested = false;     // an experimental check that the file asks for
  bool set_beside = false;    // of ENV: another of its pairs sets the variable, and nothing further up
  bool alone = false;  // of a command: neither ENTRYPOINT nor CMD stands beside it, in a base image either
};

enum class IdState { known, local, unresolved };
enum class RevisionState { commit, abbreviated, moving, absent, not_pinnable, not_needed, unresolved };

/// A model, dataset, adapter, tokenizer, kernel, Space … that is fetched or opened.
struct ModelFact : Fact {
  std::string api;       // "transformers.AutoModel.from_pretrained", "hf download", "git clone"
  std::string artifact;  // model, dataset, space, code …
  std::string id;
  IdState id_state = IdState::unresolved;
  /// Absolute image path that a local id names, or that one which names a repository would have as a path;
  /// "" where that is not known or where paths do not count.
  std::string path;
  std::optional<std::string> revision;
  RevisionState revision_state = RevisionState::absent;
  Known remote_code = Known::no;
  RevisionState code_revision_state = RevisionState::not_needed;
  bool verified = false;  // its content is proven by a digest check in the same stage
  bool fetched = true;    // reaches the network (false: local files only)
  bool may_start = true;  // false: it only ships, and all that the image starts is known and leads elsewhere
  bool vendored = true;   // of a local id: it stands in the build context, or where it stands is not known
  bool in_image = true;   // of a local id: the build puts it there, or where it stands is not known
  std::string missing;    // what is not known, for every `unresolved`
  std::string missing_remote_code;
  std::string alternative;  // what to use instead when it cannot be pinned
  LockStanding lock;
  std::string quote;  // of texts in the call: `"` or `'`; "" outside of Python, and where that is not known
  /// The keyword or option that names the revision and that of the code ("revision", "--revision"), or "".
  std::string revision_name, code_revision_name;
};

/// A call that deserialises and may run code.
struct LoadFact : Fact {
  std::string api;
  Known safe = Known::no;  // yes: proved safe
  std::string why;         // "weights_only is not given; torch 2.1.0 (FROM tag) unpickles by default"
  std::string bypassed;    // why the guard that is given does not hold in the version of the library, or ""
  std::string guard;       // the keyword of the argument that keeps it from running code, or ""
  std::string guard_safe;  // what has to stand there, as Python writes it, or ""
};

/// What changes how models are loaded, or from where, apart from the loads themselves: an environment
/// variable, a guard of a library that is replaced, edited or answered.
struct SettingFact : Fact {
  std::string role;           // trust, guard-removed, hardening, offline, endpoint, token, model, revision
  std::string name;           // the variable, or the guard
  std::string value;          // of a variable; never that of a token
  std::string how;            // ENV, ARG, compose, export, python, patch, edit, call, answer, option
  Known active = Known::yes;  // it has its effect
  std::string why;
  std::string missing;
  std::string alternative;
  bool read_by_library = true;  // false: no library reads the variable
};

/// A port of EXPOSE.
struct PortFact : Fact {
  std::string written, text;         // as written; after expansion
  std::string port, last, protocol;  // the port, or the first and the last of a range
  bool known = true;
  std::string missing;
};

/// A call in the Python that the image runs or ships; collected where a policy asks for calls.
struct CallFact : Fact {
  std::string function;               // resolved and dotted; ".load" of an object that is not known
  std::vector<std::string> args;      // texts of the positional arguments; "(not known)" where one is not
  std::vector<std::string> keywords;  // names of keyword arguments
  std::vector<std::string> options;   // NAME=VALUE of those whose value is known
  std::string in;                     // the function that holds it; "" at the level of the module
  bool open = false;                  // more may be given by an unknown `*x` or `**x`
};

/// Code that ships or runs.
struct CodeFact : Fact {
  std::string file;      // context path, or "Dockerfile:12 (python -c)"
  std::string language;  // python, shell
};

/// A file of code that a model brings along: what a load of a model folder of the context runs, what is a
/// model's code by its name, what the policy names.
struct VendoredFact : Fact {
  std::string file;      // context path
  std::string folder;    // of the model, context path; "" is the context itself
  std::string language;  // python, other
  std::string why;       // why it is the model's code: "`auto_map` in model/config.json names it"
  std::string found_by;  // "configuration" of the folder, "load" that opens it, its "name", the "policy"
  Known runs = Known::unresolved;  // a load of the folder runs it; unresolved: `missing` says why
  std::string missing;
  std::string sha256;  // of its bytes, 64 lower-case hex digits
  std::int64_t lines = 0;
  std::vector<std::string> imports;  // modules as they are named: "torch", ".helper"
  std::vector<std::string> brings;   // context paths of the files among them, which run with it
};

/// Something that a reviewer of the code that a model brings along has to look at; see review/issues.hpp.
struct CodeIssueFact : Fact {
  std::string category;  // import, file-access, network, dynamic-execution, obfuscated, environment,
                         // hardcoded-address
  std::string about;     // "starts a program"
  std::string name;      // what does it: "subprocess.run", "HF_TOKEN"
  std::string value;     // a constant that it is given, as far as it is known
  std::string weight;    // by itself, or with what makes it worse: low, medium, high
  std::string pair;      // what makes it worse: "and `requests.post` could send it away", or ""
  std::string file, folder, sha256;  // of the file, as its VendoredFact has them
  Known runs = Known::unresolved;
};

/// What is known of the review of a file of code that a model brings along.
struct ReviewFact : Fact {
  std::string file, folder, language, sha256;  // as its VendoredFact has them
  Known runs = Known::unresolved;
  std::string missing;
  std::string state;  // missing, changed, expired, current
  std::string
      reviewed_by;     // "ledger", "policy" (a file of its list `models`); "" when nothing knows the file
  std::string source;  // display path of the ledger, or the entry of the policy's list
  std::string ledger_path;  // the file from the ledger's folder; "" where it does not lie below that
  std::string known_path;   // under which the content, or what it was before, was reviewed
  std::string reviewer;     // of the review that counts, or of what was before
  std::string reviewed, next_review;      // days as YYYY-MM-DD
  std::string repository, commit;         // where the review says that the code comes from
  std::int64_t lines = 0;                 // that the file has
  std::int64_t reviewed_lines = 0;        // that it had when it was reviewed; 0 where that is not known
  std::int64_t added = -1, removed = -1;  // lines since then; -1 where the ledger does not tell
  std::vector<std::string> owners;        // who should review it by CODEOWNERS
  Known by_owner = Known::unresolved;     // the reviewer is one of them
};

struct WeightFact : Fact {
  std::string path, format, sha256, verdict;
  std::string why;         // the worst of what was found, or ""
  bool runs_code = false;  // the format may hold code that runs on load
  std::uint64_t bytes = 0;
};

/// What ShellCheck says of a RUN (facts/shellcheck.hpp).
struct ShellIssueFact : Fact {
  std::string code;   // "SC2086"
  std::string level;  // error, warning, info, style
  std::string message;
  bool onbuild = false;  // it stands in an ONBUILD
};

struct StageSummary {
  int index = 0;
  std::string name;
  std::uint32_t line = 0;
  std::string base;
  bool shipped = false;
};

/// Everything that was understood of one build.
struct BuildFacts {
  std::string dockerfile;  // display path
  std::string context;
  std::string label;  // "bake target api" or ""
  SourcePtr source;   // of the Dockerfile
  std::vector<StageSummary> stages;
  std::vector<ImageFact> images;
  std::vector<InstructionFact> instructions;
  std::vector<CommandFact> commands;
  std::vector<InstallFact> installs;
  std::vector<RunFact> runs;
  std::vector<CopyFact> copies;
  std::vector<StageFact> stage_facts;
  std::vector<CommentFact> comments;
  std::vector<VariableFact> variables;
  std::vector<UserFact> users;
  std::vector<SecretFact> secrets;
  std::vector<NoticeFact> notices;
  std::vector<ModelFact> models;
  std::vector<LoadFact> loads;
  std::vector<CallFact> calls;
  std::vector<PortFact> ports;
  std::vector<SettingFact> settings;
  std::vector<CodeFact> code;
  std::vector<VendoredFact> vendored;
  std::vector<CodeIssueFact> code_issues;
  std::vector<ReviewFact> reviews;
  std::vector<WeightFact> weights;
  std::vector<ShellIssueFact> shell_issues;  // where a policy asks for them; collect() leaves them out
  std::vector<Problem> not_judged;           // what could not be read, and why
};

std::string_view to_string(ImageState state);
std::string_view to_string(RevisionState state);
std::string_view to_string(IdState state);
std::string_view to_string(Known known);
std::string_view to_string(Phase phase);

}  // namespace dockgate::facts
