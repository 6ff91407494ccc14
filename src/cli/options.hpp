#pragma once
// The command line as values.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::cli {

enum class Command {
  help,
  version,
  check,
  parse,
  facts,
  rules,
  explain,
  init,
  weights,
  policy_check,
  policy_schema,
  policy_show,
  policy_test,
  policy_why,
  completions,
  manual,
  baseline_create,
  baseline_prune,
  lsp,
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
  std::vector<std::pair<std::string, std::string>> rule_levels;
  std::string boundary;
  std::string branch;
  std::string baseline;  // a file; "" = none, or for `baseline` its usual name
  std::string lock;      // a file; "" = the nearest, or for `lock` its usual name
  std::string since;     // a commit of git, "" = none
  std::vector<FormatRequest> formats;
  std::vector<std::pair<std::string, std::string>> build_args;
  std::string target;
  std::string context;
  std::string stdin_filename;
  std::string fail_on;
  bool no_fail = false;
  bool show_suppressed = false;
  bool quiet = false;
  bool verbose = false;
  bool no_sandbox = false;
  bool statistics = false;
  bool fields = false;  // rules --fields
  std::string from;     // init --from: the tool whose configuration is converted
  bool force = false;   // init --force
  bool stdio = false;   // lsp --stdio, which says nothing new
  bool print = false;   // init --print
  ColourWhen colour = ColourWhen::automatic;
  unsigned jobs = 0;  // 0 = as many as there are processors
  std::string help;   // text for Command::help
};

/// Reads the arguments without the program's name. A mistake gives the words for the user, with "did you
/// mean".
Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace dockgate::cli
