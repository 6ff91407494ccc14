// The part of the walker that turns one simple command into what it runs.

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <utility>

#include "shell/printed.hpp"
#include "shell/walker_internal.hpp"
#include "text/ascii.hpp"
#include "text/path.hpp"

namespace dockgate::shell {
namespace {

constexpr int max_nested_scripts = 8;
constexpr std::size_t max_calls = 8;
constexpr std::size_t max_path = 4096;
constexpr std::size_t max_printed = 1u << 16;  // of a file in a word

/// Most words have none.
bool may_substitute(Node node) {
  return node && (is_substitution(node.kind()) || node.children().size() > 0);
}

std::vector<Word> words_of(std::vector<Field> fields) {
  std::vector<Word> words;
  words.reserve(fields.size());
  for (Field& field : fields) words.push_back(std::move(field.word));
  return words;
}

Variable unknown_value(std::string_view name) {
  Variable value;
  value.known = false;
  value.missing = "$" + std::string(name);
  return value;
}

}  // namespace

/// The text of the file at `path`, where it is at hand and small enough for a word.
std::optional<MappedText> Walker::file_text(const Word& path) {
  if (out_.sources == nullptr || !*out_.sources || !path.known || path.text.empty()) return std::nullopt;
  auto text = (*out_.sources)(path, workdir_);
  if (!text || text->view().size() > max_printed || text->view().find('\0') != std::string_view::npos ||
      !variables_.spend(text->view().size()))
    return std::nullopt;
  return text;
}

/// What `$(cat FILE)` and `$(< FILE)` print.
std::optional<std::string> Walker::output_of(Node substitution) {
  if (auto printed = small_output_of(substitution)) return printed;
  if (out_.sources == nullptr || !*out_.sources || out_.printed > 0) return std::nullopt;
  std::vector<Node> parts = named_children(substitution);
  if (parts.size() != 1) return std::nullopt;
  Node inner = parts[0];
  parts = named_children(inner);
  Node path;
  if (inner.kind() == NodeKind::command && parts.size() == 2 && text_of(parts[0]) == "cat") {
    path = parts[1];
  } else {
    if (inner.kind() == NodeKind::redirected_statement && parts.size() == 1) {
      inner = parts[0];
      parts = named_children(inner);
    }
    if (inner.kind() != NodeKind::file_redirect || parts.size() != 1 || !text_of(inner).starts_with("<"))
      return std::nullopt;
    path = parts[0];
  }
  if (path.kind() == NodeKind::file_redirect) return std::nullopt;
  ++out_.printed;
  const Word word = field_one(path).word;
  --out_.printed;
  const auto text = word.text.view().starts_with("-") ? std::nullopt : file_text(word);
  if (!text) return std::nullopt;
  std::string printed(text->view());
  printed.resize(printed.find_last_not_of('\n') + 1);
  return printed;
}

/// What a program of printed_by() gives, of words that are known.
std::optional<std::string> Walker::small_output_of(Node substitution) {
  constexpr std::size_t max_words = 32;
  const std::vector<Node> statements = named_children(substitution);
  if (out_.printed > 3 || statements.size() != 1 || statements[0].kind() != NodeKind::command)
    return std::nullopt;
  const std::vector<Node> written = named_children(statements[0]);
  if (written.size() < 2 || written.size() > max_words) return std::nullopt;
  const std::string_view program = text_of(written[0]);
  constexpr std::array<std::string_view, 5> known{"echo", "printf", "basename", "dirname", "seq"};
  if (std::ranges::find(known, program) == known.end()) return std::nullopt;
  ++out_.printed;
  std::vector<Field> fields;
  for (const Node word : written) add_fields(word, fields);
  --out_.printed;
  std::vector<std::string> words;
  for (const Field& field : fields) {
    if (!field.word.known) return std::nullopt;
    words.push_back(field.word.text.text());
  }
  auto printed = printed_by(words);
  if (printed) printed->resize(printed->find_last_not_of('\n') + 1);
  return printed;
}

std::vector<Substitution> Walker::substitutions_of(Node node) {
  std::vector<Substitution> out;
  if (!may_substitute(node)) return out;
  for (const Node inner : substitutions_in(node))
    out.push_back(
        {span_of(inner), inner.kind() == NodeKind::command_substitution ? output_of(inner) : std::nullopt});
  return out;
}

void Walker::add_fields(Node node, std::vector<Field>& out) {
  decode(script_, span_of(node), substitutions_of(node), variables_, out);
}

std::vector<Field> Walker::fields_of(Node node) {
  std::vector<Field> fields;
  add_fields(node, fields);
  return fields;
}

Field Walker::field_one(Node node) {
  return decode_one(script_, span_of(node), substitutions_of(node), variables_, DecodeMode::value);
}

void Walker::add_redirect(Node node, std::vector<Redirect>& redirects) {
  Redirect redirect;
  bool here = false;
  for (const Node child : node.children()) {
    const NodeKind type = child.kind();
    if (type == NodeKind::file_descriptor) {
      const std::string_view digits = text_of(child);
      if (!digits.empty() && digits.size() < 4) redirect.fd = std::atoi(std::string(digits).c_str());
    } else if (type == NodeKind::read) {
      redirect.kind = Redirect::Kind::read;
    } else if (type == NodeKind::write || type == NodeKind::write_both || type == NodeKind::write_over) {
      redirect.kind = Redirect::Kind::write;
    } else if (type == NodeKind::append || type == NodeKind::append_both) {
      redirect.kind = Redirect::Kind::append;
    } else if (type == NodeKind::here_string) {
      redirect.kind = Redirect::Kind::herestring;
      here = true;
    } else if (child.named()) {
      Field field = field_one(child);
      // `> file word`: the grammar gives further words to the redirection; they belong to the command.
      if (redirect.target.at.source != nullptr || redirect.body.source() != nullptr) {
        if (!here) pending_words_.push_back(child);
        continue;
      }
      if (here) {
        redirect.body = field.word.text;
        redirect.body_known = field.word.known;
        redirect.target.at = field.word.at;
      } else {
        redirect.target = std::move(field.word);
      }
    }
  }
  redirects.push_back(std::move(redirect));
}

void Walker::add_heredoc(Node node, std::vector<Redirect>& redirects) {
  Redirect redirect;
  redirect.kind = Redirect::Kind::heredoc;
  bool expand = true;
  bool chomp = false;
  redirect.body = MappedText(script_.source());
  for (const Node child : node.children()) {
    const NodeKind type = child.kind();
    if (type == NodeKind::chomped_heredoc) chomp = true;
    if (type == NodeKind::file_descriptor) {
      const std::string_view digits = text_of(child);
      if (!digits.empty() && digits.size() < 4) redirect.fd = std::atoi(std::string(digits).c_str());
    }
    if (type == NodeKind::heredoc_start) {
      expand = text_of(child).find_first_of("'\"\\") == std::string_view::npos;
      redirect.target.at = script_.place(span_of(child));
      redirect.target.text = script_.substr(span_of(child).begin, span_of(child).end);
    }
    if (type != NodeKind::heredoc_body) continue;
    const Span span = span_of(child);
    MappedText body = script_.substr(span.begin, span.end);
    if (expand && body.view().find_first_of("$`\\") != std::string_view::npos) {
      Field field = decode_one(script_, span, substitutions_of(child), variables_, DecodeMode::heredoc);
      // What is not known stays as written: better a script with `$X` in it than one with a hole.
      body = field.raw();
      redirect.body_known = field.word.known;
    }
    if (!chomp) {
      redirect.body.append(body);
      continue;
    }
    std::size_t at = 0;
    const std::string_view text = body.view();
    while (at < text.size()) {
      while (at < text.size() && text[at] == '\t') ++at;
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      redirect.body.append(body.substr(at, end));
      at = end;
    }
  }
  redirects.push_back(std::move(redirect));
}

void Walker::walk_substitutions(Node node, const Around& around, const std::string& feeds) {
  if (!may_substitute(node)) return;
  for (const Node inner : substitutions_in(node)) {
    Around inside = around;
    ++inside.depth;
    inside.pipeline = -1;
    inside.feeds = feeds;
    if (!feeds.empty()) inside.compared = nullptr;
    if (++inside.nesting > 200 || !step()) return;
    isolated(inner.children(), inside);
  }
}

/// A variable in the text of `node` that may have one of several values.
std::optional<std::pair<std::string, Variable>> Walker::choice_in(Node node) const {
  const std::string_view text = text_of(node);
  for (std::size_t at = text.find('$'); at < text.size(); at = text.find('$', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < text.size() && text[begin] == '{') ++begin;
    const std::size_t end = begin + text::word_length(text, begin);
    if (end == begin) continue;
    Variable found = variables_.get(text.substr(begin, end - begin));
    if (!found.known && !found.others.empty())
      return std::pair(std::string(text.substr(begin, end - begin)), std::move(found));
  }
  return std::nullopt;
}

/// A command, once for each value that one of its variables may have.
void Walker::command(Node node, const Around& around) {
  const auto choice = choosing_ ? std::nullopt : choice_in(node);
  if (!choice) return simple_command(node, around);
  choosing_ = true;
  Around inside = around;
  inside.conditional = true;
  const auto redirects = pending_redirects_;
  const auto words = pending_words_;
  const auto dash = pending_dash_;
  const auto joined = joined_;
  for (const std::string& text : choice->second.others) {
    Variable value;
    value.value = text;
    variables_.set(choice->first, std::move(value));
    pending_redirects_ = redirects;
    pending_words_ = words;
    pending_dash_ = dash;
    joined_ = joined;
    simple_command(node, inside);
  }
  variables_.set(choice->first, choice->second);
  choosing_ = false;
}

void Walker::simple_command(Node node, const Around& around) {
  // `test A = B`, which is `[ A = B ]`
  if (const auto parts = node.children(); parts.size() == 4 && text_of(parts[0]) == "test")
    if (const std::string_view op = text_of(parts[2]); op == "=" || op == "==" || op == "!=")
      return compare(parts[1], parts[3], op != "!=", around);
  Simple simple;
  simple.redirects = std::exchange(pending_redirects_, {});
  std::vector<Node> late = std::exchange(pending_words_, {});
  const auto children = node.children();
  simple.fields.reserve(children.size());
  simple.nodes.reserve(children.size());
  for (const Node child : children) {
    const NodeKind type = child.kind();
    if (type == NodeKind::variable_assignment) {
      const Node name = child.child(NodeField::name);
      const Node value = child.child(NodeField::value);
      Word word;
      if (value) word = field_one(value).word;
      if (name) simple.assignments.emplace_back(std::string(text_of(name)), std::move(word));
    } else if (type == NodeKind::file_redirect || type == NodeKind::herestring_redirect) {
      add_redirect(child, simple.redirects);
    } else if (type == NodeKind::heredoc_redirect) {
      add_heredoc(child, simple.redirects);
    } else if (type == NodeKind::subshell) {
      statement(child, around);
      continue;
    } else if (type == NodeKind::error) {
      problem(child, "part of the shell text could not be read");
    } else {
      add_fields(child, simple.fields);
    }
    simple.nodes.push_back(child);
  }
  if (const auto dash = std::exchange(pending_dash_, std::nullopt)) {
    decode(script_, *dash, {}, variables_, simple.fields);
  }
  late.insert(late.end(), pending_words_.begin(), pending_words_.end());
  pending_words_.clear();
  for (const Node word : late) {
    add_fields(word, simple.fields);
    simple.nodes.push_back(word);
  }
  emit(std::move(simple), around);
}

void Walker::run_words(std::vector<Field> words, const Around& around) {
  Simple simple;
  simple.fields = std::move(words);
  emit(std::move(simple), around);
}

void Walker::emit(Simple simple, const Around& around) {
  if (simple.fields.empty()) {  // only redirections or assignments
    for (const Node node : simple.nodes) walk_substitutions(node, around, "");
    return;
  }
  Command command;
  command.assignments = std::move(simple.assignments);
  command.redirects = std::move(simple.redirects);
  command.joined = std::exchange(joined_, Command::Joined::sequence);
  command.pipeline = around.pipeline >= 0 ? around.pipeline : out_.next_pipeline++;
  command.pipe_position = around.pipeline >= 0 ? around.pipe_position : 0;
  command.pipe_length = around.pipeline >= 0 ? around.pipe_length : 1;
  command.depth = around.depth;
  command.conditional = around.conditional;
  command.in_function = around.in_function;
  command.called = around.called;
  command.nested_script = around.nested_script;
  command.feeds = around.feeds;
  command.compared = around.compared;
  command.via = via_;
  command.workdir = workdir_;
  command.workdir_known = workdir_known_;
  command.exported = variables_.exported();
  command.at = simple.fields.front().word.at;
  for (const Field& field : simple.fields) {
    if (field.word.at.source != command.at.source) continue;
    command.at.span.begin = std::min(command.at.span.begin, field.word.at.span.begin);
    command.at.span.end = std::max(command.at.span.end, field.word.at.span.end);
  }

  if (const auto text = aliased(simple.fields)) {
    for (const Node node : simple.nodes) walk_substitutions(node, around, "");
    return nested(*text, {}, false, command, around);
  }
  Unwrapped unwrapped = unwrap(std::move(simple.fields));
  command.wrapped_by = wrapped_by_;
  command.wrapped_by.insert(command.wrapped_by.end(), std::make_move_iterator(unwrapped.wrapped_by.begin()),
                            std::make_move_iterator(unwrapped.wrapped_by.end()));
  for (auto& assignment : unwrapped.assignments) command.assignments.push_back(std::move(assignment));
  if (!unwrapped.unset.empty()) {
    auto all = command.exported ? *command.exported : std::vector<Exported>();
    for (Exported& gone : unwrapped.unset) {
      std::erase_if(all, [&gone](const Exported& have) { return have.name == gone.name; });
      all.push_back(std::move(gone));
    }
    command.exported = std::make_shared<const std::vector<Exported>>(std::move(all));
  }
  command.fed_by = std::move(unwrapped.fed_by);

  if (unwrapped.kind == Unwrapped::Kind::script) {
    const auto is_script = [&](Node node) {
      const Span span = script_.to_source(span_of(node));
      return std::any_of(unwrapped.script_words.begin(), unwrapped.script_words.end(),
                         [&](const Field& field) { return field.word.at.span == span; });
    };
    for (const Node node : simple.nodes) {
      if (!is_script(node)) walk_substitutions(node, around, "");
    }
    const std::string shell = program_name(command.wrapped_by.back());
    nested(unwrapped.script, words_of(std::move(unwrapped.words)), shell != "eval", command, around);
    return;
  }

  command.words = words_of(std::move(unwrapped.words));
  const std::string program = program_name(command.words.front());
  // The output of a substitution in the place of the program is what runs.
  const std::string name_feeds =
      around.nested_script && !wrapped_by_.empty() ? program_name(wrapped_by_.back()) : "eval";
  std::optional<Command> shell;
  if (unwrapped.kind == Unwrapped::Kind::standard_input) shell = command;
  const std::size_t place = out_.script.commands.size();
  push(std::move(command));
  for (const Node node : simple.nodes) {
    const bool is_name = node.kind() == NodeKind::command_name;
    walk_substitutions(node, around, is_name ? name_feeds : program);
  }
  effects(out_.script.commands[place]);
  if (program == "trap") return trapped(Command(out_.script.commands[place]), around);
  if (shell) {
    for (const Redirect& redirect : shell->redirects) {
      if (redirect.kind != Redirect::Kind::heredoc && redirect.kind != Redirect::Kind::herestring) continue;
      Command like = *shell;
      like.wrapped_by.push_back(shell->words.front());
      like.redirects.clear();
      nested(redirect.body, std::move(shell->words), true, like, around);
      break;
    }
    return;
  }
  // A copy: what the function runs is added to the same list.
  if (unwrapped.wrapped_by.empty() && !functions_.empty())
    call(std::vector<Word>(out_.script.commands[place].words), around);
}

void Walker::push(Command command) {
  const std::uint64_t key = (std::uint64_t{command.at.span.begin} << 32) | command.at.span.end;
  command.iteration = out_.seen[key]++;
  out_.script.commands.push_back(std::move(command));
}

/// Shell text that a shell or eval is given. A shell sees its own parameters and keeps its changes to itself.
void Walker::nested(const MappedText& text, std::vector<Word> parameters, bool own_parameters,
                    const Command& like, const Around& around) {
  if (out_.nested_scripts >= max_nested_scripts) {
    out_.script.problems.push_back({like.at, "shells within shells are nested too deeply to be followed"});
    return;
  }
  ++out_.nested_scripts;
  const std::size_t begin = out_.script.commands.size();
  const std::size_t mark = variables_.mark();
  const auto before = variables_.parameters();
  if (own_parameters) {
    std::vector<MappedText> given;
    for (std::size_t i = 1; i < parameters.size(); ++i) given.push_back(parameters[i].text);
    variables_.set_parameters(std::move(given));
    Variable own_name;
    if (!parameters.empty() && parameters[0].known)
      own_name.value = parameters[0].text.text();
    else
      own_name = unknown_value("0");
    variables_.set("0", std::move(own_name));
  }
  Walker inner(text, variables_, out_);
  inner.set_workdir(workdir_, workdir_known_);
  inner.via_ = via_;
  inner.joined_ = like.joined;
  Around inside = around;
  inside.nested_script = true;
  inside.pipeline = -1;
  // The shell as a part of a pipeline: its only command takes that part.
  if (around.pipeline >= 0 && around.pipe_length > 1) inside.pipeline = around.pipeline;
  inner.walk(inside, like.wrapped_by);
  if (own_parameters) {
    variables_.set_parameters(before);
    variables_.rollback(mark);
  } else {
    set_workdir(inner.workdir_, inner.workdir_known_);
  }
  auto& commands = out_.script.commands;
  for (std::size_t i = begin; i < commands.size(); ++i) {
    commands[i].assignments.insert(commands[i].assignments.begin(), like.assignments.begin(),
                                   like.assignments.end());
    if (commands[i].fed_by.empty()) commands[i].fed_by = like.fed_by;
    for (const Redirect& redirect : like.redirects) {
      if (redirect.kind == Redirect::Kind::write || redirect.kind == Redirect::Kind::append) {
        commands[i].redirects.push_back(redirect);
      }
    }
  }
  --out_.nested_scripts;
}

/// Walks the body of a function of this script with the call's words as its parameters.
void Walker::call(const std::vector<Word>& words, const Around& around) {
  if (functions_.empty() || words.empty() || !words[0].known) return;
  const auto found = functions_.find(words[0].text.view());
  if (found == functions_.end() || via_.size() >= max_calls) return;
  called_.insert(found->first);
  std::vector<MappedText> given;
  bool known = true;
  for (std::size_t i = 1; i < words.size(); ++i) {
    known = known && words[i].known;
    given.push_back(words[i].text);
  }
  const auto before = variables_.parameters();
  // One unknown word is enough for the others to stand at other places.
  if (known) {
    variables_.set_parameters(std::move(given));
  } else {
    variables_.set_parameters(std::nullopt);
  }
  via_.push_back(words[0].at);
  Around inside = around;
  ++inside.depth;
  inside.in_function = true;
  inside.pipeline = -1;
  statement(found->second, inside);
  via_.pop_back();
  variables_.set_parameters(before);
}

/// What a builtin changes for the commands behind it.
void Walker::effects(const Command& command) {
  const std::string_view name = command.words[0].text.view();
  if (name == "cd" || name == "pushd" || name == "popd") return change_folder(command);
  if (name == "source" || name == ".") return take_sourced(command);
  if (name == "export" || name == "declare" || name == "typeset") return export_names(command);
  if (name == "set") {
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      const std::string_view option = command.words[i].text.view();
      if (option == "-a" || option == "+a") variables_.export_all(option == "-a");
      if (option == "allexport") variables_.export_all(command.words[i - 1].text.view() == "-o");
      if (option == "--") {
        std::vector<MappedText> given;
        for (std::size_t k = i + 1; k < command.words.size(); ++k) given.push_back(command.words[k].text);
        variables_.set_parameters(std::move(given));
        return;
      }
      if (option == "pipefail" || option == "errexit") {
        const bool on = command.words[i - 1].text.view().starts_with("-");
        (option == "pipefail" ? out_.script.pipefail : out_.script.errexit) = on;
      } else if (option.size() > 1 && (option[0] == '-' || option[0] == '+') &&
                 option.find('e') != std::string_view::npos) {
        out_.script.errexit = option[0] == '-';
      }
    }
  } else if (name == "alias") {
    take_aliases(command);
  } else if (name == "printf") {
    print_into_variable(command);
  } else if (name == "read" && read_here_string(command)) {
    return;
  } else if (name == "read" || name == "mapfile" || name == "readarray" || name == "getopts") {
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      const std::string_view variable = command.words[i].text.view();
      if (!variable.starts_with("-")) variables_.set(variable, unknown_value(variable));
    }
  } else if (name == "shift") {
    auto parameters = variables_.parameters();
    if (!parameters) return;
    std::size_t count = 1;
    if (command.words.size() > 1) {
      const std::string& digits = command.words[1].text.text();
      count = digits.size() < 4 ? static_cast<std::size_t>(std::max(0, std::atoi(digits.c_str()))) : 1;
    }
    parameters->erase(parameters->begin(),
                      parameters->begin() + static_cast<std::ptrdiff_t>(std::min(count, parameters->size())));
    variables_.set_parameters(std::move(parameters));
  }
}

/// Walks a sourced script for what it sets.
void Walker::take_sourced(const Command& command) {
  if (out_.sources == nullptr || !*out_.sources || command.words.size() < 2) return;
  if (out_.nested_scripts >= max_nested_scripts) return;
  const auto text = (*out_.sources)(command.words[1], workdir_);
  if (!text || !variables_.spend(text->view().size())) return;
  Collected aside;
  aside.sources = out_.sources;
  aside.nested_scripts = out_.nested_scripts + 1;
  aside.steps = out_.steps;
  Walker inner(*text, variables_, aside);
  inner.set_workdir(workdir_, workdir_known_);
  inner.walk({}, {});
  set_workdir(inner.workdir_, inner.workdir_known_);
  out_.steps = aside.steps;
}

/// `export X`, `export X=1`, `declare -x X=1`.
void Walker::export_names(const Command& command) {
  const std::string_view program = command.words[0].text.view();
  bool exports = program == "export";
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text.view();
    if (word.starts_with("-")) {
      if (word.find('x') != std::string_view::npos) exports = true;
      if (program == "export" && word.find('n') != std::string_view::npos) return;
      continue;
    }
    if (exports) variables_.export_name(word.substr(0, word.find('=')), command.words[i].at);
  }
}

void Walker::change_folder(const Command& command) {
  const Word* target = nullptr;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text.view();
    if (command.words[i].known && word.size() > 1 && word[0] == '-') continue;
    target = &command.words[i];
    break;
  }
  const std::string_view path = target == nullptr ? std::string_view() : target->text.view();
  if (target == nullptr || !target->known || path.empty() || path == "-" || path[0] == '~') {
    return set_workdir("", false);
  }
  std::string next = text::join(workdir_, path);
  const bool absolute = path[0] == '/';
  if (next.size() > max_path) return set_workdir("", false);
  set_workdir(std::move(next), workdir_known_ || absolute);
}

}  // namespace dockgate::shell
