// Trees by tree-sitter's bash grammar.

#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include <tree_sitter/api.h>

#include "shell/tree.hpp"

extern "C" const TSLanguage* tree_sitter_bash(void);

namespace dockgate::shell {
namespace {

// The scanner's error recovery can become quadratic on hostile text; parsing is stopped after this many
// microseconds.
constexpr std::uint64_t time_limit = 5'000'000;

struct DeleteParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
using ParserPtr = std::unique_ptr<TSParser, DeleteParser>;

struct DeleteGrammarTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using GrammarTree = std::unique_ptr<TSTree, DeleteGrammarTree>;

ParserPtr make_parser() {
  ParserPtr parser(ts_parser_new());
  if (!parser || !ts_parser_set_language(parser.get(), tree_sitter_bash())) return nullptr;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  ts_parser_set_timeout_micros(parser.get(), time_limit);
#pragma GCC diagnostic pop
  return parser;
}

/// The trees of the latest scripts, by their texts: the Dockerfiles of a project repeat one another. Safe to
/// use from several threads.
class KnownTrees {
 public:
  /// Null when the text is not known.
  TreePtr find(const std::string& text) {
    const std::lock_guard lock(mutex_);
    for (Trees* trees : {&latest_, &earlier_}) {
      const auto known = trees->find(text);
      if (known != trees->end()) return known->second;
    }
    return nullptr;
  }
  void keep(std::string text, TreePtr tree) {
    if (text.size() > longest) return;
    Trees forgotten;  // given back when nobody waits any more
    const std::lock_guard lock(mutex_);
    if (bytes_ + text.size() > most_bytes) {
      forgotten = std::exchange(earlier_, std::exchange(latest_, {}));
      bytes_ = 0;
    }
    bytes_ += text.size();
    latest_.emplace(std::move(text), std::move(tree));
  }

 private:
  // Of texts; their trees are some ten times as large.
  static constexpr std::size_t most_bytes = std::size_t{160} << 10, longest = std::size_t{1} << 14;
  using Trees = std::unordered_map<std::string, TreePtr>;
  std::mutex mutex_;
  Trees latest_, earlier_;
  std::size_t bytes_ = 0;
};

/// What the numbers of the grammar's symbols and fields stand for.
class Numbers {
 public:
  Numbers() {
    const TSLanguage* language = tree_sitter_bash();
    kinds_.resize(ts_language_symbol_count(language), NodeKind::other);
    for (std::size_t i = 0; i < kinds_.size(); ++i)
      kinds_[i] = kind_named(ts_language_symbol_name(language, static_cast<TSSymbol>(i)));
    fields_.resize(std::size_t{ts_language_field_count(language)} + 1, NodeField::none);
    constexpr std::pair<std::string_view, NodeField> fields[] = {
        {"name", NodeField::name},         {"value", NodeField::value},         {"body", NodeField::body},
        {"variable", NodeField::variable}, {"condition", NodeField::condition}, {"left", NodeField::left},
        {"right", NodeField::right},       {"operator", NodeField::op},         {"index", NodeField::index}};
    for (const auto& [name, field] : fields)
      fields_[ts_language_field_id_for_name(language, name.data(), static_cast<std::uint32_t>(name.size()))] =
          field;
    fields_[0] = NodeField::none;
  }
  NodeKind kind(TSNode node) const {
    const TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds_.size() ? kinds_[symbol] : NodeKind::error;
  }
  NodeField field(TSFieldId field) const { return fields_[field]; }

 private:
  static NodeKind kind_named(std::string_view name) {
    constexpr std::string_view words[] = {
        "word",      "string",        "raw_string",       "ansi_c_string",        "translated_string",
        "number",    "concatenation", "simple_expansion", "arithmetic_expansion", "brace_expression",
        "expansion", "variable_name"};
    for (const std::string_view word : words)
      if (name == word) return NodeKind::word;
    for (auto kind = NodeKind::command; kind <= NodeKind::chomped_heredoc;
         kind = static_cast<NodeKind>(static_cast<int>(kind) + 1))
      if (name == name_of(kind)) return kind;
    return NodeKind::other;
  }

  std::vector<NodeKind> kinds_;
  std::vector<NodeField> fields_;
};

/// Whether the walker asks nodes of `kind` for children by what they are.
bool has_fields(NodeKind kind) {
  switch (kind) {
    case NodeKind::redirected_statement:
    case NodeKind::variable_assignment:
    case NodeKind::for_statement:
    case NodeKind::c_style_for_statement:
    case NodeKind::while_statement:
    case NodeKind::case_statement:
    case NodeKind::case_item:
    case NodeKind::function_definition:
    case NodeKind::subscript:
    case NodeKind::binary_expression:
      return true;
    default:
      return false;
  }
}

/// Whether nodes of `kind` have substitutions for children and nothing else.
bool is_opaque(NodeKind kind) {
  return kind == NodeKind::word || kind == NodeKind::command_name || kind == NodeKind::heredoc_body;
}

class Converter {
 public:
  /// `size`: bytes of the text that `tree` is of.
  Converter(const TSTree& tree, std::uint32_t size)
      : cursor_(ts_tree_cursor_new(ts_tree_root_node(&tree))), size_(size) {}
  ~Converter() { ts_tree_cursor_delete(&cursor_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Without recursion: `a && b && c …` is as deep as it is long.
  TreePtr run() {
    for (;;) {
      Open node = current();
      if (ts_tree_cursor_goto_first_child(&cursor_)) {
        open_.push_back(node);
        continue;
      }
      add(node);
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (open_.empty()) return builder_.finish();
        ts_tree_cursor_goto_parent(&cursor_);
        Open parent = open_.back();
        open_.pop_back();
        add(parent);
      }
    }
  }

 private:
  struct Open {
    NodeData data;
    std::size_t mark = 0;
    bool opaque = false;  // only substitutions within count
    bool counts = true;
  };

  Open current() {
    static const Numbers numbers;
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const Open* parent = open_.empty() ? nullptr : &open_.back();
    Open open;
    open.mark = builder_.mark();
    open.data.kind = numbers.kind(node);
    open.counts = parent == nullptr || !parent->opaque || is_substitution(open.data.kind);
    open.opaque = open.counts ? is_opaque(open.data.kind) : true;
    if (!open.counts) return open;
    const bool whole = open.data.kind == NodeKind::program;  // with the blanks around it
    open.data.begin = whole ? 0 : ts_node_start_byte(node);
    open.data.end = whole ? size_ : ts_node_end_byte(node);
    open.data.named = ts_node_is_named(node);
    open.data.missing = ts_node_is_missing(node);
    if (parent != nullptr && has_fields(parent->data.kind))
      open.data.field = numbers.field(ts_tree_cursor_current_field_id(&cursor_));
    // A word or a glob, which the grammar tells apart by what stands around it.
    if (open.data.field == NodeField::value && parent->data.kind == NodeKind::case_item &&
        (open.data.kind == NodeKind::word || open.data.kind == NodeKind::other))
      open.data.kind = NodeKind::pattern;
    return open;
  }
  void add(Open& node) {
    if (!node.counts) return;
    // The end of a line may be a part of these, without a node.
    const NodeKind kind = node.data.kind;
    if ((kind == NodeKind::elif_clause || kind == NodeKind::else_clause || kind == NodeKind::case_item) &&
        builder_.mark() > node.mark)
      node.data.end = builder_.last().end;
    builder_.close(node.mark, node.data);
  }

  TSTreeCursor cursor_;
  std::uint32_t size_;
  TreeBuilder builder_;
  std::vector<Open> open_;
};

}  // namespace

TreePtr grammar_tree(std::string_view text) {
  // Scripts are short and many: making a parser costs as much as reading one.
  thread_local const ParserPtr parser = make_parser();
  static KnownTrees& known = *new KnownTrees;  // for as long as the program runs
  if (!parser) return nullptr;
  std::string key(text);
  if (TreePtr tree = known.find(key)) return tree;
  const auto size = static_cast<std::uint32_t>(text.size());
  const GrammarTree parsed(ts_parser_parse_string(parser.get(), nullptr, text.data(), size));
  if (!parsed) {
    ts_parser_reset(parser.get());  // it would go on where it gave up
    return nullptr;
  }
  TreePtr tree = Converter(*parsed, size).run();
  known.keep(std::move(key), tree);
  return tree;
}

}  // namespace dockgate::shell
