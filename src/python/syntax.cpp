#include "python/syntax.hpp"

#include <algorithm>
#include <time.h>

#include <tree_sitter/api.h>

#include "text/ascii.hpp"
#include "text/shapes.hpp"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace dockgate::python {
namespace {

struct KindName {
  std::string_view name;
  Kind kind;
};
constexpr KindName kind_names[] = {
    {"aliased_import", Kind::aliased_import},
    {"argument_list", Kind::argument_list},
    {"as_pattern", Kind::as_pattern},
    {"as_pattern_target", Kind::as_pattern_target},
    {"assert_statement", Kind::assert_statement},
    {"assignment", Kind::assignment},
    {"attribute", Kind::attribute},
    {"augmented_assignment", Kind::augmented_assignment},
    {"await", Kind::await},
    {"binary_operator", Kind::binary_operator},
    {"block", Kind::block},
    {"boolean_operator", Kind::boolean_operator},
    {"break_statement", Kind::break_statement},
    {"call", Kind::call},
    {"case_clause", Kind::case_clause},
    {"case_pattern", Kind::case_pattern},
    {"class_definition", Kind::class_definition},
    {"comparison_operator", Kind::comparison_operator},
    {"concatenated_string", Kind::concatenated_string},
    {"conditional_expression", Kind::conditional_expression},
    {"continue_statement", Kind::continue_statement},
    {"decorated_definition", Kind::decorated_definition},
    {"decorator", Kind::decorator},
    {"default_parameter", Kind::default_parameter},
    {"delete_statement", Kind::delete_statement},
    {"dictionary", Kind::dictionary},
    {"dictionary_comprehension", Kind::dictionary_comprehension},
    {"dictionary_splat", Kind::dictionary_splat},
    {"dictionary_splat_pattern", Kind::dictionary_splat_pattern},
    {"dotted_name", Kind::dotted_name},
    {"elif_clause", Kind::elif_clause},
    {"ellipsis", Kind::ellipsis},
    {"else_clause", Kind::else_clause},
    {"escape_interpolation", Kind::escape_interpolation},
    {"escape_sequence", Kind::escape_sequence},
    {"except_clause", Kind::except_clause},
    {"except_group_clause", Kind::except_clause},
    {"exec_statement", Kind::exec_statement},
    {"expression_list", Kind::expression_list},
    {"expression_statement", Kind::expression_statement},
    {"false", Kind::false_literal},
    {"finally_clause", Kind::finally_clause},
    {"float", Kind::float_literal},
    {"for_in_clause", Kind::for_in_clause},
    {"for_statement", Kind::for_statement},
    {"format_expression", Kind::interpolation},
    {"function_definition", Kind::function_definition},
    {"generator_expression", Kind::generator_expression},
    {"global_statement", Kind::global_statement},
    {"identifier", Kind::identifier},
    {"if_clause", Kind::if_clause},
    {"if_statement", Kind::if_statement},
    {"import_from_statement", Kind::import_from_statement},
    {"import_prefix", Kind::import_prefix},
    {"import_statement", Kind::import_statement},
    {"integer", Kind::integer},
    {"interpolation", Kind::interpolation},
    {"keyword_argument", Kind::keyword_argument},
    {"keyword_separator", Kind::keyword_separator},
    {"lambda", Kind::lambda},
    {"lambda_parameters", Kind::lambda_parameters},
    {"list", Kind::list},
    {"list_comprehension", Kind::list_comprehension},
    {"list_pattern", Kind::list_pattern},
    {"list_splat", Kind::list_splat},
    {"list_splat_pattern", Kind::list_splat_pattern},
    {"match_statement", Kind::match_statement},
    {"module", Kind::module},
    {"named_expression", Kind::named_expression},
    {"none", Kind::none},
    {"nonlocal_statement", Kind::nonlocal_statement},
    {"not_operator", Kind::not_operator},
    {"pair", Kind::pair},
    {"parameters", Kind::parameters},
    {"parenthesized_expression", Kind::parenthesized_expression},
    {"pattern_list", Kind::pattern_list},
    {"positional_separator", Kind::positional_separator},
    {"print_statement", Kind::print_statement},
    {"raise_statement", Kind::raise_statement},
    {"relative_import", Kind::relative_import},
    {"return_statement", Kind::return_statement},
    {"set", Kind::set},
    {"set_comprehension", Kind::set_comprehension},
    {"slice", Kind::slice},
    {"string", Kind::string},
    {"string_content", Kind::string_content},
    {"string_end", Kind::string_end},
    {"string_start", Kind::string_start},
    {"subscript", Kind::subscript},
    {"true", Kind::true_literal},
    {"try_statement", Kind::try_statement},
    {"tuple", Kind::tuple},
    {"tuple_pattern", Kind::tuple_pattern},
    {"type", Kind::type},
    {"typed_default_parameter", Kind::typed_default_parameter},
    {"typed_parameter", Kind::typed_parameter},
    {"unary_operator", Kind::unary_operator},
    {"while_statement", Kind::while_statement},
    {"wildcard_import", Kind::wildcard_import},
    {"with_item", Kind::with_item},
    {"with_statement", Kind::with_statement},
    {"yield", Kind::yield},
};

struct FieldName {
  std::string_view name;
  Field field;
};
constexpr FieldName tree_fields[] = {
    {"alias", Field::alias},
    {"alternative", Field::alternative},
    {"argument", Field::argument},
    {"arguments", Field::arguments},
    {"attribute", Field::attribute},
    {"body", Field::body},
    {"condition", Field::condition},
    {"consequence", Field::consequence},
    {"definition", Field::definition},
    {"expression", Field::expression},
    {"format_specifier", Field::format_specifier},
    {"function", Field::function},
    {"key", Field::key},
    {"left", Field::left},
    {"module_name", Field::module_name},
    {"name", Field::name},
    {"object", Field::object},
    {"operator", Field::operator_token},
    {"operators", Field::operator_token},
    {"parameters", Field::parameters},
    {"right", Field::right},
    {"subject", Field::subject},
    {"subscript", Field::subscript},
    {"superclasses", Field::superclasses},
    {"type", Field::type},
    {"type_conversion", Field::type_conversion},
    {"value", Field::value},
};

/// The grammar's numbers, looked up once.
struct Grammar {
  const TSLanguage* language = tree_sitter_python();
  std::vector<Kind> kinds;    // by symbol
  std::vector<Field> fields;  // by field id
  Grammar() {
    kinds.assign(ts_language_symbol_count(language), Kind::other);
    for (std::size_t symbol = 0; symbol < kinds.size(); ++symbol) {
      const auto id = static_cast<TSSymbol>(symbol);
      if (ts_language_symbol_type(language, id) != TSSymbolTypeRegular) continue;
      const std::string_view name = ts_language_symbol_name(language, id);
      for (const auto& row : kind_names)
        if (row.name == name) kinds[symbol] = row.kind;
    }
    fields.assign(ts_language_field_count(language) + 1, Field::none);
    for (std::size_t id = 1; id < fields.size(); ++id) {
      const std::string_view name = ts_language_field_name_for_id(language, static_cast<TSFieldId>(id));
      for (const auto& row : tree_fields)
        if (row.name == name) fields[id] = row.field;
    }
  }
};
const Grammar& grammar() {
  static const Grammar table;
  return table;
}

constexpr std::size_t max_bytes = 8u << 20;
constexpr std::size_t max_problems = 20;

/// Error recovery can take far more than linear time on garbage; ordinary files stay far below this.
/// Steps bound what is well formed. On hostile text single steps get as long as the text (error recovery,
/// blanks between tokens), so the thread's own time is bounded as well, far above what any program takes.
struct WorkLimit {
  std::size_t left;
  time_t seconds;
  timespec began{};

  explicit WorkLimit(std::size_t bytes)
      : left(2000 + bytes), seconds(1 + static_cast<time_t>(bytes / 1'000'000)) {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &began);
  }
  static bool spent(TSParseState* state) {
    auto& self = *static_cast<WorkLimit*>(state->payload);
    if (self.left == 0) return true;
    if (--self.left % 4 != 0) return false;
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec - self.began.tv_sec > self.seconds;
  }
};

/// At each line the grammar looks through the comments and blank lines below it, so many in a row would cost
/// the square of their number. Lines of comments in long runs are handed to it as blanks: the same to Python,
/// and within a text they hold nothing that ends it or is taken out of it. Empty when there is no such run.
std::string without_long_comments(std::string_view bytes) {
  constexpr std::size_t long_run = 32;
  std::string out;
  std::size_t run = 0, run_begin = 0;
  for (std::size_t begin = 0; begin <= bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    std::string_view line = bytes.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t text = line.find_first_not_of(" \t");
    const bool is_comment =
        text != line.npos && line[text] == '#' && line.find_first_of("\"'\\{}\r\f") == line.npos;
    if (is_comment && run++ == 0) run_begin = begin;
    if (!is_comment || end == bytes.size()) {
      if (run >= long_run) {
        if (out.empty()) out = bytes;
        const std::size_t run_end = is_comment ? end : begin;
        for (std::size_t i = run_begin; i < run_end; ++i)
          if (out[i] != '\n' && out[i] != '\r') out[i] = ' ';
      }
      run = 0;
    }
    begin = end + 1;
  }
  return out;
}

struct Text {
  std::string_view bytes;
  static const char* read(void* payload, std::uint32_t offset, TSPoint, std::uint32_t* length) {
    const auto& self = *static_cast<const Text*>(payload);
    if (offset >= self.bytes.size()) {
      *length = 0;
      return "";
    }
    *length = static_cast<std::uint32_t>(self.bytes.size() - offset);
    return self.bytes.data() + offset;
  }
};

/// Copies the tree in source order; no recursion, whatever its depth.
void copy_tree(Module& module, TSNode root) {
  const Grammar& table = grammar();
  auto& nodes = module.nodes;
  std::vector<NodeId> open;  // the parents of the node at hand
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  bool descending = true;
  for (;;) {
    if (descending) {
      const TSNode node = ts_tree_cursor_current_node(&cursor);
      const Field field = table.fields[ts_tree_cursor_current_field_id(&cursor)];
      const TSSymbol symbol = ts_node_symbol(node);
      const bool named = ts_node_is_named(node);
      const bool is_error = ts_node_is_error(node);
      if ((is_error || ts_node_is_missing(node)) && module.problems.size() < max_problems) {
        const Span span{ts_node_start_byte(node), ts_node_end_byte(node)};
        module.problems.push_back({module.source.place(span), "this is not valid Python"});
      }
      NodeId made = no_node;
      if (named || field == Field::operator_token) {
        made = static_cast<NodeId>(nodes.size());
        Node& copy = nodes.emplace_back();
        copy.begin = ts_node_start_byte(node);
        copy.end = ts_node_end_byte(node);
        copy.field = field;
        copy.kind = !named                        ? Kind::operator_token
                    : symbol < table.kinds.size() ? table.kinds[symbol]
                                                  : Kind::other;
        if (!open.empty()) copy.parent = open.back();
      }
      // Comments may stand anywhere between the children that positions rely on.
      if (made != no_node && made != 0 && nodes[made].kind == Kind::other &&
          std::string_view(ts_node_type(node)) == "comment") {
        nodes.pop_back();
        made = no_node;
      }
      if (made != no_node && ts_tree_cursor_goto_first_child(&cursor)) {
        open.push_back(made);
        continue;
      }
      if (made != no_node) nodes[made].next = made + 1;
    }
    if (ts_tree_cursor_goto_next_sibling(&cursor)) {
      descending = true;
      continue;
    }
    if (open.empty() || !ts_tree_cursor_goto_parent(&cursor)) break;
    nodes[open.back()].next = static_cast<NodeId>(nodes.size());
    open.pop_back();
    descending = false;
  }
  ts_tree_cursor_delete(&cursor);
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto push = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    push(code);
  } else if (code < 0x800) {
    push(0xc0 | code >> 6);
    push(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    push(0xe0 | code >> 12);
    push(0x80 | (code >> 6 & 0x3f));
    push(0x80 | (code & 0x3f));
  } else if (code < 0x110000) {
    push(0xf0 | code >> 18);
    push(0x80 | (code >> 12 & 0x3f));
    push(0x80 | (code >> 6 & 0x3f));
    push(0x80 | (code & 0x3f));
  }
}

/// Reads up to `count` digits of `base` at `i`; returns how many there were.
std::size_t read_digits(std::string_view text, std::size_t i, std::size_t count, int base,
                        std::uint32_t& code) {
  code = 0;
  std::size_t n = 0;
  for (; n < count && i + n < text.size(); ++n) {
    const int digit = text::hex_value(text[i + n]);
    if (digit < 0 || digit >= base) break;
    code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
  }
  return n;
}

}  // namespace

void read_tree(Module& module) {
  const std::string_view bytes = module.source.view();
  const auto give_up = [&module](std::string why) {
    module.nodes.assign(1, Node{0, 0, no_node, 1, 0, 0, Kind::module, Field::none, false});
    module.problems.push_back({module.source.place({0, 0}), std::move(why)});
  };
  if (bytes.size() > max_bytes) return give_up("too large to be read as Python");
  TSParser* parser = ts_parser_new();
  ts_parser_set_language(parser, grammar().language);
  WorkLimit limit(bytes.size());  // one report to it is 100 steps of the parser
  const std::string shorter = without_long_comments(bytes);
  Text input{shorter.empty() ? bytes : shorter};
  TSTree* tree = ts_parser_parse_with_options(parser, nullptr,
                                              TSInput{&input, &Text::read, TSInputEncodingUTF8, nullptr},
                                              TSParseOptions{&limit, &WorkLimit::spent});
  ts_parser_delete(parser);
  if (tree == nullptr) return give_up("too much of it is not valid Python");
  copy_tree(module, ts_tree_root_node(tree));
  ts_tree_delete(tree);
  if (module.nodes.empty()) give_up("this is not valid Python");
  module.nodes.front().kind = Kind::module;
  if (!text::has_other_shapes(bytes)) return;
  for (NodeId node = 0; node < module.nodes.size(); ++node) {
    if (module.nodes[node].kind != Kind::identifier) continue;
    const std::string_view name = module.text(node);
    if (text::has_other_shapes(name)) module.plain_names.emplace(node, text::plain_shapes(name));
  }
}

NodeId Module::child(NodeId node, Field field) const {
  for (NodeId c = first(node); c != no_node; c = sibling(c))
    if (nodes[c].field == field) return c;
  return no_node;
}

NodeId Module::child(NodeId node, std::size_t number) const {
  for (NodeId c = first(node); c != no_node; c = sibling(c))
    if (number-- == 0) return c;
  return no_node;
}

std::size_t Module::child_count(NodeId node) const {
  std::size_t count = 0;
  for (NodeId c = first(node); c != no_node; c = sibling(c)) ++count;
  return count;
}

std::string dotted_text(const Module& module, NodeId node) {
  std::vector<std::string_view> parts;
  while (node != no_node && parts.size() < 16) {
    const Node& here = module.at(node);
    if (here.kind == Kind::identifier) {
      std::string text(module.text(node));
      for (std::size_t i = parts.size(); i-- > 0;) (text += '.') += parts[i];
      return text;
    }
    if (here.kind != Kind::attribute) break;
    const NodeId name = module.child(node, Field::attribute);
    if (name == no_node) break;
    parts.push_back(module.text(name));
    node = module.child(node, Field::object);
  }
  return {};
}

NodeId assigned_value(const Module& module, NodeId assignment) {
  NodeId value = module.child(assignment, Field::right);
  for (int targets = 1; value != no_node && module.at(value).kind == Kind::assignment; ++targets) {
    if (targets == 100) return no_node;
    value = module.child(value, Field::right);
  }
  return value;
}

std::string_view last_name(const Module& module, NodeId callee) {
  if (callee == no_node) return {};
  if (module.at(callee).kind == Kind::identifier) return module.text(callee);
  if (module.at(callee).kind == Kind::attribute) {
    const NodeId name = module.child(callee, Field::attribute);
    if (name != no_node) return module.text(name);
  }
  return {};
}

std::string decode_content(std::string_view content, bool raw, bool bytes, bool format) {
  std::string out;
  out.reserve(content.size());
  for (std::size_t i = 0; i < content.size();) {
    const char c = content[i++];
    if (format && (c == '{' || c == '}') && i < content.size() && content[i] == c) {
      out.push_back(c);
      ++i;
      continue;
    }
    if (c == '\r') {  // Python reads every line end as \n
      out.push_back('\n');
      if (i < content.size() && content[i] == '\n') ++i;
      continue;
    }
    if (c != '\\' || raw || i >= content.size()) {
      out.push_back(c);
      continue;
    }
    const char escaped = content[i++];
    std::uint32_t code = 0;
    switch (escaped) {
      case '\n':
        break;
      case '\r':
        if (i < content.size() && content[i] == '\n') ++i;
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 'a':
        out.push_back('\a');
        break;
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'v':
        out.push_back('\v');
        break;
      case '\\':
      case '\'':
      case '"':
        out.push_back(escaped);
        break;
      case 'x':
      case 'u':
      case 'U': {
        const std::size_t width = escaped == 'x' ? 2 : escaped == 'u' ? 4 : 8;
        if ((bytes && escaped != 'x') || read_digits(content, i, width, 16, code) != width) {
          (out += '\\') += escaped;
          break;
        }
        i += width;
        if (bytes)
          out.push_back(static_cast<char>(code));
        else
          append_utf8(out, code);
        break;
      }
      default:
        if (escaped >= '0' && escaped <= '7') {
          i += read_digits(content, i - 1, 3, 8, code) - 1;
          if (bytes)
            out.push_back(static_cast<char>(code & 0xff));
          else
            append_utf8(out, code);
        } else {
          (out += '\\') += escaped;
        }
    }
  }
  return out;
}

std::optional<std::string> constant_text(const Module& module, NodeId node) {
  if (node == no_node) return std::nullopt;
  std::string out;
  if (module.at(node).kind == Kind::concatenated_string) {
    for (NodeId c = module.first(node); c != no_node; c = module.sibling(c)) {
      const auto piece = module.at(c).kind == Kind::string ? constant_text(module, c) : std::nullopt;
      if (!piece) return std::nullopt;
      out += *piece;
    }
    return out;
  }
  if (module.at(node).kind != Kind::string) return std::nullopt;
  bool raw = false, bytes = false, format = false;
  for (NodeId c = module.first(node); c != no_node; c = module.sibling(c)) {
    const Node& piece = module.at(c);
    if (piece.kind == Kind::string_start) {
      for (const char letter : module.text(c)) {
        raw = raw || letter == 'r' || letter == 'R';
        bytes = bytes || letter == 'b' || letter == 'B';
        format = format || letter == 'f' || letter == 'F';
      }
    } else if (piece.kind == Kind::string_content) {
      out += decode_content(module.text(c), raw, bytes, format);
    } else if (piece.kind == Kind::interpolation) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace dockgate::python
