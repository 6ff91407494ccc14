#pragma once
// Walks one shell syntax tree in the order in which it would run and collects its commands.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "shell/decode.hpp"
#include "shell/script.hpp"
#include "shell/tree.hpp"
#include "shell/unwrap.hpp"
#include "shell/variables.hpp"

namespace dockgate::shell {

/// What all scripts nested in one another share.
struct Collected {
  Script script;
  std::unordered_map<std::uint64_t, int> seen;  // commands by place, for Command::iteration
  int next_pipeline = 0;
  std::size_t steps = 0;  // statements walked, loops and calls counted each time
  bool exhausted = false;
  int nested_scripts = 0;  // how deep
  int printed = 0;         // how deep substitutions are that print a file
  const Sources* sources = nullptr;
  std::map<std::string, MappedText, std::less<>> aliases;
};

/// What holds for a statement because of where it stands.
struct Around {
  int depth = 0;
  int nesting = 0;  // of the syntax tree
  bool conditional = false;
  bool in_function = false;
  bool called = true;
  bool nested_script = false;
  std::string feeds;
  std::shared_ptr<const Comparison> compared;
  int pipeline = -1;  // of which pipeline this statement is a part
  int pipe_position = 0;
  int pipe_length = 1;
};

class Walker {
 public:
  Walker(const MappedText& script, Variables& variables, Collected& out);

  /// Walks the whole text. `around` is what its commands inherit, `wrapped_by` the programs that run it.
  void walk(const Around& around, std::vector<Word> wrapped_by);
  /// One command whose words are given, as from an exec form.
  void run_words(std::vector<Field> words, const Around& around);

  void set_workdir(std::string workdir, bool known);

 private:
  /// One simple command as the grammar has it.
  struct Simple {
    std::vector<std::pair<std::string, Word>> assignments;
    std::vector<Field> fields;
    std::vector<Redirect> redirects;
    std::vector<Node> nodes;  // that may hold substitutions
  };

  Span span_of(Node node) const { return {node.begin(), node.end()}; }
  std::string_view text_of(Node node) const;
  void problem(Node node, std::string message);
  bool step();

  void statement(Node node, Around around);
  void statements(Nodes nodes, Around around);
  void list(Node node, const Around& around);
  void pipeline(Node node, const Around& around);
  bool followed(const std::vector<Node>& parts);
  void piped(const std::vector<Node>& parts, const Around& around);
  void redirected(Node node, const Around& around);
  std::optional<Span> dash_between(Node body, Nodes children) const;
  void branches(Node node, const Around& around);
  void cases(Node node, const Around& around);
  void for_each(Node node, const Around& around);
  void loop(Node node, const Around& around);
  bool read_lines(Node node, const Around& around);
  bool shift_words(Node node, const Around& around);
  bool chosen_case(Node node, const Around& around);
  void isolated(Nodes nodes, const Around& around);
  void test(Node node, const Around& around);
  void compare(Node left, Node right, bool equal, const Around& around);
  void error(Node node, const Around& around);
  void command(Node node, const Around& around);
  void simple_command(Node node, const Around& around);
  std::optional<std::pair<std::string, Variable>> choice_in(Node node) const;
  void declaration(Node node, const Around& around);
  void uncalled_functions();

  void assign(Node node);
  Variable array_of(Node node);
  void set_element(const Variable& before, Node name, Variable& variable);
  void append_to(const Variable& before, bool array, Variable& variable);
  std::vector<Substitution> substitutions_of(Node node);
  std::optional<std::string> output_of(Node substitution);
  std::optional<std::string> small_output_of(Node substitution);
  std::optional<MappedText> file_text(const Word& path);
  std::vector<Field> fields_of(Node node);
  void add_fields(Node node, std::vector<Field>& out);
  Field field_one(Node node);
  void add_redirect(Node node, std::vector<Redirect>& redirects);
  void add_heredoc(Node node, std::vector<Redirect>& redirects);
  void walk_substitutions(Node node, const Around& around, const std::string& feeds);

  void emit(Simple simple, const Around& around);
  void push(Command command);
  void nested(const MappedText& text, std::vector<Word> parameters, bool own_parameters, const Command& like,
              const Around& around);
  void call(const std::vector<Word>& words, const Around& around);
  void effects(const Command& command);
  void trapped(const Command& command, const Around& around);
  void take_aliases(const Command& command);
  std::optional<MappedText> aliased(const std::vector<Field>& words);
  void print_into_variable(const Command& command);
  bool read_here_string(const Command& command);
  void read_fields(const std::vector<std::string>& names, std::string_view line, std::string_view separators);
  void change_folder(const Command& command);
  void take_sourced(const Command& command);
  void export_names(const Command& command);

  const MappedText& script_;
  Variables& variables_;
  Collected& out_;
  TreePtr tree_;
  std::vector<Word> wrapped_by_;
  std::vector<Redirect> pending_redirects_;  // of the command that comes next
  std::optional<MappedText> loop_input_;     // what the loop that comes next reads
  std::optional<Span> pending_dash_;         // its last word, where the grammar lost it
  std::vector<Node> pending_words_;          // words of it that stand behind its here-document's start
  std::vector<Place> via_;
  std::map<std::string, Node, std::less<>> functions_;
  std::set<std::string, std::less<>> called_;
  Command::Joined joined_ = Command::Joined::first;
  std::string workdir_;
  bool workdir_known_ = true;
  bool shifting_ = false;  // the words of the command line are taken one after the other
  bool choosing_ = false;  // one of several values of a variable holds for the command at hand
};

}  // namespace dockgate::shell
