#include "fix/leaves.hpp"

#include <algorithm>

#include "dockerfile/parse.hpp"
#include "python/syntax.hpp"
#include "shell/script.hpp"

namespace dockgate::fix {
namespace {

using text::MappedText;

void sort_by_place(std::vector<Leaf>& leaves) {
  std::ranges::stable_sort(leaves, {}, [](const Leaf& leaf) { return leaf.span.begin; });
}

// ---- shell

class ShellLeaves {
 public:
  explicit ShellLeaves(Leaves& out) : out_(out) {}

  void read(const MappedText& script) {
    const shell::Script parsed = shell::parse(script, {});
    out_.problems += parsed.problems.size();
    std::uint32_t end = script.place().span.begin;
    for (const shell::Command& command : parsed.commands) {
      if (command.iteration > 0) continue;  // the same text once more
      const Span at = command.at.span;
      const bool first = command.joined == shell::Command::Joined::first;
      if (!first && at.begin >= end) out_.leaves.push_back({{end, at.begin}, joined(command), {}});
      end = std::max(end, at.end);
      const std::string around = surroundings(command);
      for (const auto& [name, value] : command.assignments) word("set " + name + around, value);
      for (const shell::Word& wrapper : command.wrapped_by) word("through" + around, wrapper);
      for (const shell::Word& each : command.words) word("word" + around, each);
      for (const shell::Redirect& redirect : command.redirects) {
        word("to " + std::to_string(static_cast<int>(redirect.kind)) + " " + std::to_string(redirect.fd) +
                 around,
             redirect.target);
      }
    }
  }

 private:
  static std::string joined(const shell::Command& command) {
    return "join " + std::to_string(static_cast<int>(command.joined)) +
           (command.ignore_failure ? " ignored" : "");
  }
  static std::string surroundings(const shell::Command& command) {
    return " " + std::to_string(command.depth) + (command.conditional ? "c" : "") +
           (command.in_function ? "f" : "") + (command.nested_script ? "n" : "") + " " +
           std::to_string(command.pipe_position) + ": ";
  }
  void word(const std::string& what, const shell::Word& word) {
    if (!word.at.source) return;
    out_.leaves.push_back(
        {word.at.span, what + word.text.text() + (word.known ? "" : " + " + word.missing), word.text});
  }

  Leaves& out_;
};

// ---- Dockerfile

class DockerfileLeaves {
 public:
  explicit DockerfileLeaves(const dockerfile::File& file) : file_(file) {}

  Leaves run() && {
    out_.problems = file_.errors.size();
    for (const dockerfile::Directive& directive : file_.directives)
      add(directive.span, "directive " + directive.name + "=" + directive.value);
    for (const dockerfile::Instruction& instruction : file_.instructions) {
      read(instruction);
      for (const dockerfile::Heredoc& heredoc : instruction.heredocs) read(heredoc);
    }
    sort_by_place(out_.leaves);
    return std::move(out_);
  }

 private:
  void add(Span span, std::string key) { out_.leaves.push_back({span, std::move(key), {}}); }
  void add(const MappedText& text, std::string_view what) {
    add(text.place().span, std::string(what) + " " + text.text());
  }

  void read(const dockerfile::Instruction& instruction) {
    add(instruction.keyword_span, "keyword " + std::string(instruction.keyword));
    for (const dockerfile::Flag& flag : instruction.flags) add(flag.text, "flag");
    if (instruction.trigger) return read(*instruction.trigger);
    for (const dockerfile::KeyValue& pair : instruction.pairs) {
      add(pair.key, pair.legacy ? "old key" : "key");
      if (pair.has_value) add(pair.value, "value");
    }
    if (!instruction.pairs.empty()) return;
    const std::string_view keyword = instruction.keyword;
    const bool command =
        keyword == "RUN" || keyword == "CMD" || keyword == "ENTRYPOINT" || keyword == "HEALTHCHECK";
    for (std::size_t i = 0; i < instruction.args.size(); ++i) {
      const bool script = command && !instruction.json && i == (keyword == "HEALTHCHECK" ? 1u : 0u);
      if (script) {
        read_script(instruction);
      } else {
        const bool word = !instruction.json || (keyword == "HEALTHCHECK" && i == 0);
        add(instruction.args[i], word ? "argument" : "string");
      }
    }
  }

  /// The script of the line, or the one here-document that stands for it.
  void read_script(const dockerfile::Instruction& instruction) {
    const MappedText& script = instruction.args.back();
    const auto& heredocs = instruction.heredocs;
    if (heredocs.size() == 1 && script.place().span == heredocs[0].word_span) {
      MappedText body(file_.source);
      body.append_copy(heredocs[0].content, heredocs[0].content_span.begin);
      ShellLeaves(out_).read(body);
      add(script, "argument");
    } else {
      ShellLeaves(out_).read(script);
    }
  }

  void read(const dockerfile::Heredoc& heredoc) {
    add(heredoc.word_span, "here-document " + heredoc.name + " " + std::to_string(heredoc.fd) +
                               (heredoc.expand ? " expanded" : "") + (heredoc.chomp ? " chomped" : ""));
    MappedText body(file_.source);
    body.append_copy(heredoc.content, heredoc.content_span.begin);
    out_.leaves.push_back({heredoc.content_span, "body " + heredoc.content, std::move(body)});
  }

  const dockerfile::File& file_;
  Leaves out_;
};

// ---- Python

Leaves python_leaves(const SourcePtr& source) {
  const python::ModulePtr module = python::parse(MappedText::whole(source));
  Leaves out;
  out.problems = module->problems.size();
  std::vector<std::uint64_t> around(module->nodes.size(), 0);  // what the parents are, as one number
  for (python::NodeId id = 0; id < module->nodes.size(); ++id) {
    const python::Node& node = module->at(id);
    const std::uint64_t parent = node.parent == python::no_node ? 0 : around[node.parent];
    const std::uint64_t own =
        static_cast<std::uint64_t>(node.kind) * 64 + static_cast<std::uint64_t>(node.field) + 1;
    around[id] = (parent ^ own) * 0x9e3779b97f4a7c15u + (parent >> 29);
    if (node.next != id + 1) continue;
    out.leaves.push_back(
        {module->place(id).span, std::to_string(around[id]) + " " + std::string(module->text(id)), {}});
  }
  sort_by_place(out.leaves);
  return out;
}

}  // namespace

Language language_of(std::string_view path) {
  if (path.ends_with(".py") || path.ends_with(".pyw")) return Language::python;
  if (path.ends_with(".sh") || path.ends_with(".bash")) return Language::shell;
  return Language::other;
}

Leaves leaves_of(const SourcePtr& source, Language language) {
  Leaves out;
  switch (language) {
    case Language::dockerfile:
      return DockerfileLeaves(dockerfile::parse(source)).run();
    case Language::python:
      return python_leaves(source);
    case Language::shell:
      ShellLeaves(out).read(MappedText::whole(source));
      sort_by_place(out.leaves);
      return out;
    case Language::other:
      break;
  }
  return out;
}

}  // namespace dockgate::fix
