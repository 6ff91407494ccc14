#pragma once
// The command line as values.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/hadolint_file.hpp"
#include <dockgate/text.hpp>

namespace dockgate::cli {

enum class Command {
  help,
  version,
  check,
  fix,
  parse,
  facts,
  rules,
  explain,
  init,
  lock_write,
  lock_check,
  lock_update,
  lock_import,
  weights,
  gate,
  gate_diff,
  report,
  manifest_write,
  manifest_verify,
  policy_check,
  policy_rego,
  policy_schema,
  policy_show,
  policy_test,
  policy_why,
  completions,
  manual,
  baseline_create,
  baseline_prune,
  lsp,
  merge,
  format,
  review_add,
  review_list,
  review_check,
  review_dossier,
  hadolint,
};
enum class ColourWhen { automatic, always, never };

/// `--format NAME[=FILE]`.
struct FormatRequest {
  std::string name;
  std::string file;  // "" = standard output
};

struct Options {
  Command command = Command::help;
  std::vector<std::string>
      paths;  // or the rules of `explain`, the words of `rules`, the shell of `completions`
  std::string policy;
  bool policy_is_hadolint = false;   // the file is one of hadolint's, whatever it is called
  policy::HadolintOptions hadolint;  // of the command hadolint
  std::string report_path;           // hadolint --file-path-in-report
  std::vector<std::pair<std::string, std::string>> rule_levels;
  std::string boundary;
  std::string branch;
  std::string baseline;  // a file; "" = none, or for `baseline` its usual name
  std::string lock;      // a file; "" = the nearest, or for `lock` its usual name
  std::string ledger;    // a file; "" = the nearest
  std::string since;     // a commit of git, "" = none
  std::string shard;     // "2/8": the part of the Dockerfiles that is judged, "" = all
  std::vector<FormatRequest> formats;
  std::vector<std::pair<std::string, std::string>> build_args;
  std::string target;
  std::string context;
  std::string stdin_filename;
  std::string fail_on;
  bool no_fail = false;
  bool show_suppressed = false;
  bool unsafe = false;  // fix --unsafe
  bool diff = false;    // fix --diff
  bool quiet = false;
  bool verbose = false;
  bool no_sandbox = false;
  bool statistics = false;
  bool fields = false;  // rules --fields
  std::string from;  // init --from: the tool whose configuration is converted; lock import --from: what it is
  std::string as;    // lock import --as: the name of what is imported
  std::vector<std::pair<std::string, std::string>> mirrors;  // registry and place
  std::vector<std::string> token_hosts;
  std::string hub;           // address, "" = of the environment
  std::string ca_file;       // certificates that are trusted, "" = the system's
  unsigned timeout = 300;    // seconds for everything that is asked
  unsigned minimum_age = 0;  // days
  bool keep_going = false;
  bool dry_run = false;
  std::string reviewer;              // review add; "" = of git
  std::string next_review;           // a day; "" = half a year from today
  std::string upstream;              // repository, or repository@COMMIT
  std::vector<std::string> accepts;  // RULE[@FILE[:LINE]]=REASON
  int within = 30;                   // review list: days in which what ends is due
  bool all = false;                  // review list: also what needs nothing
  bool force = false;                // init --force
  bool check = false;                // format --check
  bool stdio = false;                // lsp --stdio, which says nothing new
  bool print = false;                // init --print
  ColourWhen colour = ColourWhen::automatic;
  std::string manifest;  // a file; "" = the nearest, or the usual place
  std::string image;     // an archive of the built image, "" = none
  std::string evidence;  // gate --evidence: a folder
  std::string today;     // gate --today: judge as on this day, "" = today
  unsigned jobs = 0;     // 0 = as many as there are processors
  std::string help;      // text for Command::help
};

/// Reads the arguments without the program's name. A mistake gives the words for the user, with "did you
/// mean".
Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace dockgate::cli
