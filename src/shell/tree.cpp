#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "shell/tree_internal.hpp"

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
  /// A tree of its own, which shares what the known one has; null when the text is not known.
  TreePtr find(const std::string& text) {
    const std::lock_guard lock(mutex_);
    for (Trees* trees : {&latest_, &earlier_}) {
      const auto known = trees->find(text);
      if (known != trees->end()) return TreePtr(ts_tree_copy(known->second.get()));
    }
    return nullptr;
  }
  void keep(std::string text, const TSTree& tree) {
    if (text.size() > longest) return;
    Trees forgotten;  // given back when nobody waits any more
    const std::lock_guard lock(mutex_);
    if (bytes_ + text.size() > most_bytes) {
      forgotten = std::exchange(earlier_, std::exchange(latest_, {}));
      bytes_ = 0;
    }
    bytes_ += text.size();
    latest_.emplace(std::move(text), TreePtr(ts_tree_copy(&tree)));
  }

 private:
  // Of texts; their trees are some 30 times as large.
  static constexpr std::size_t most_bytes = std::size_t{160} << 10, longest = std::size_t{1} << 14;
  using Trees = std::unordered_map<std::string, TreePtr>;
  std::mutex mutex_;
  Trees latest_, earlier_;
  std::size_t bytes_ = 0;
};

/// Goes over trees; what it remembers of one is kept for the next.
class Cursor {
 public:
  Cursor() = default;
  ~Cursor() {
    if (made_) ts_tree_cursor_delete(&cursor_);
  }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  TSTreeCursor* at(TSNode node) {
    if (made_) {
      ts_tree_cursor_reset(&cursor_, node);
    } else {
      cursor_ = ts_tree_cursor_new(node);
      made_ = true;
    }
    return &cursor_;
  }

 private:
  TSTreeCursor cursor_{};
  bool made_ = false;
};

/// The names of the grammar's symbols, by their numbers.
class Names {
 public:
  Names() {
    const TSLanguage* language = tree_sitter_bash();
    names_.resize(ts_language_symbol_count(language));
    for (std::size_t i = 0; i < names_.size(); ++i)
      names_[i] = ts_language_symbol_name(language, static_cast<TSSymbol>(i));
  }
  std::string_view of(TSNode node) const {
    const TSSymbol symbol = ts_node_symbol(node);
    return symbol < names_.size() ? names_[symbol] : std::string_view(ts_node_type(node));
  }

 private:
  std::vector<std::string_view> names_;
};

}  // namespace

TreePtr parse_tree(std::string_view text) {
  // Scripts are short and many: making a parser costs as much as reading one.
  thread_local const ParserPtr parser = make_parser();
  static KnownTrees& known = *new KnownTrees;  // for as long as the program runs
  if (!parser) return nullptr;
  std::string key(text);
  if (TreePtr tree = known.find(key)) return tree;
  TreePtr tree(
      ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
  if (!tree) {
    ts_parser_reset(parser.get());  // it would go on where it gave up
    return nullptr;
  }
  known.keep(std::move(key), *tree);
  return tree;
}

std::string_view type_of(TSNode node) {
  static const Names names;
  return ts_node_is_null(node) ? std::string_view() : names.of(node);
}

bool is_literal(std::string_view type) {
  static constexpr std::array<std::string_view, 14> literals = {"word",
                                                                "string",
                                                                "raw_string",
                                                                "ansi_c_string",
                                                                "translated_string",
                                                                "concatenation",
                                                                "simple_expansion",
                                                                "expansion",
                                                                "command_substitution",
                                                                "process_substitution",
                                                                "arithmetic_expansion",
                                                                "brace_expression",
                                                                "number",
                                                                "variable_name"};
  return std::ranges::find(literals, type) != literals.end();
}

std::vector<TSNode> children_of(TSNode node) {
  std::vector<TSNode> children;
  const std::uint32_t count = ts_node_child_count(node);
  if (count == 0) return children;
  children.reserve(count);
  thread_local Cursor cursor;
  TSTreeCursor* at = cursor.at(node);
  if (!ts_tree_cursor_goto_first_child(at)) return children;
  do {
    children.push_back(ts_tree_cursor_current_node(at));
  } while (ts_tree_cursor_goto_next_sibling(at));
  return children;
}

TSNode field_of(TSNode node, std::string_view field) {
  return ts_node_child_by_field_name(node, field.data(), static_cast<std::uint32_t>(field.size()));
}

std::vector<TSNode> substitutions_in(TSNode node) {
  std::vector<TSNode> found;
  thread_local Cursor cursor;
  TSTreeCursor* at = cursor.at(node);
  int depth = 0;
  for (;;) {
    const TSNode current = ts_tree_cursor_current_node(at);
    const std::string_view type = type_of(current);
    const bool substitution = type == "command_substitution" || type == "process_substitution";
    if (substitution) found.push_back(current);
    if (!substitution && ts_tree_cursor_goto_first_child(at)) {
      ++depth;
      continue;
    }
    while (depth > 0 && !ts_tree_cursor_goto_next_sibling(at)) {
      ts_tree_cursor_goto_parent(at);
      --depth;
    }
    if (depth == 0) return found;
  }
}

}  // namespace dockgate::shell
