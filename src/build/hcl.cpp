#include <algorithm>
#include <charconv>
#include <cmath>

#include "build/hcl_internal.hpp"
#include "text/words.hpp"

extern "C" const TSLanguage* tree_sitter_hcl(void);

namespace dockgate::build::hcl {
namespace {

constexpr std::uint64_t time_limit = 2'000'000;  // microseconds
constexpr int deepest = 100;
constexpr std::size_t most_steps = 200'000;
constexpr std::size_t longest_hcl_text = 1u << 20;

std::string_view type_of(TSNode node) {
  return ts_node_is_null(node) ? std::string_view() : ts_node_type(node);
}

Span span_of(TSNode node) {
  return {ts_node_start_byte(node), ts_node_end_byte(node)};
}

std::vector<TSNode> children_of(TSNode node) {
  std::vector<TSNode> out;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  if (ts_tree_cursor_goto_first_child(&cursor)) {
    do {
      if (type_of(ts_tree_cursor_current_node(&cursor)) != "comment")
        out.push_back(ts_tree_cursor_current_node(&cursor));
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
  return out;
}

std::optional<TSNode> child_of(TSNode node, std::string_view type) {
  for (const TSNode child : children_of(node))
    if (type_of(child) == type) return child;
  return std::nullopt;
}

/// A template's literal text with its escapes decoded.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("$${") || text.substr(i).starts_with("%%{")) {
      out += text[i++];
      continue;
    }
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
  }
  return out;
}

std::string number_text(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15)
    return std::to_string(static_cast<long long>(value));
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc() ? std::string(buffer, end) : std::string();
}

}  // namespace

Value Value::of(std::string text) {
  Value out;
  out.kind = Kind::text;
  out.text = std::move(text);
  return out;
}
Value Value::of(bool value) {
  Value out;
  out.kind = Kind::boolean;
  out.boolean = value;
  return out;
}
Value Value::of(double value) {
  Value out;
  out.kind = Kind::number;
  out.number = value;
  return out;
}
Value Value::null() {
  Value out;
  out.kind = Kind::null;
  return out;
}
Value Value::unknown(std::string missing) {
  Value out;
  out.text = std::move(missing);
  return out;
}

const Value* Value::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return &items[i];
  return nullptr;
}

std::optional<std::string> Value::as_text() const {
  if (kind == Kind::text) return text;
  if (kind == Kind::number) return number_text(number);
  if (kind == Kind::boolean) return boolean ? "true" : "false";
  return std::nullopt;
}

const Attribute* Block::find(std::string_view name) const {
  for (const auto& attribute : attributes)
    if (attribute.name == name) return &attribute;
  return nullptr;
}

Document::Document(SourcePtr source) : source_(std::move(source)) {
  const std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  if (!parser || !ts_parser_set_language(parser.get(), tree_sitter_hcl())) return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  ts_parser_set_timeout_micros(parser.get(), time_limit);
#pragma GCC diagnostic pop
  const auto bytes = source_->bytes();
  tree_.reset(
      ts_parser_parse_string(parser.get(), nullptr, bytes.data(), static_cast<std::uint32_t>(bytes.size())));
  if (!tree_) {
    has_errors_ = true;
    return;
  }
  const TSNode root = ts_tree_root_node(tree_.get());
  has_errors_ = ts_node_has_error(root);
  if (has_errors_) {  // the first wrong node, as deep as it can be told
    TSNode found = root;
    for (bool deeper = true; deeper;) {
      deeper = false;
      for (const TSNode child : children_of(found)) {
        if (!ts_node_has_error(child) && !ts_node_is_missing(child)) continue;
        found = child;
        deeper = type_of(child) != "ERROR";
        break;
      }
    }
    error_span_ = {ts_node_start_byte(found), ts_node_start_byte(found)};
  }
  if (const auto body = child_of(root, "body")) read_body(*body);
}

void Document::read_body(TSNode body) {
  const auto text = [&](TSNode node) { return std::string(source_->text(span_of(node))); };
  const auto read_attribute = [&](TSNode node, std::vector<Attribute>& out) {
    const auto name = child_of(node, "identifier");
    const auto expression = child_of(node, "expression");
    if (name && expression) out.push_back({text(*name), *expression, {source_, span_of(*expression)}});
  };
  for (const TSNode node : children_of(body)) {
    if (type_of(node) == "attribute") read_attribute(node, attributes_);
    if (type_of(node) != "block") continue;
    Block block;
    for (const TSNode part : children_of(node)) {
      const auto type = type_of(part);
      if (type == "identifier" && block.type.empty()) {
        block.type = text(part);
        block.at = {source_, span_of(part)};
      } else if (type == "identifier" || type == "string_lit") {
        block.label = std::string(text::trim(source_->text(span_of(part)), "\""));
        block.at = {source_, span_of(part)};
      } else if (type == "body") {
        for (const TSNode inner : children_of(part))
          if (type_of(inner) == "attribute") read_attribute(inner, block.attributes);
      }
    }
    blocks_.push_back(std::move(block));
  }
}

namespace {

using Kind = Value::Kind;

bool same(const Value& a, const Value& b) {
  if (a.kind != b.kind) return a.as_text() && b.as_text() && *a.as_text() == *b.as_text();
  return a.kind == Kind::null || a.as_text() == b.as_text();
}

std::optional<bool> truth(const Value& value) {
  if (value.kind == Kind::boolean) return value.boolean;
  if (value.kind == Kind::text && (value.text == "true" || value.text == "1")) return true;
  if (value.kind == Kind::text && (value.text == "false" || value.text == "0")) return false;
  return std::nullopt;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  while (!from.empty() && out.size() < longest_hcl_text) {
    const auto at = text.find(from);
    if (at == text.npos) break;
    out += text.substr(0, at);
    out += to;
    text.remove_prefix(at + from.size());
  }
  return out += text;
}

/// Functions that bake files use and that depend on their arguments alone; nothing for others
/// (github.com/zclconf/go-cty, function/stdlib).
std::optional<Value> call_builtin(std::string_view name, const std::vector<Value>& arguments) {
  for (const auto& argument : arguments)
    if (argument.kind == Kind::unknown) return argument;
  const auto text = [&](std::size_t i) {
    return i < arguments.size() ? arguments[i].as_text() : std::nullopt;
  };
  const auto count = arguments.size();
  if (name == "lower" && text(0)) return Value::of(text::lower(*text(0)));
  if (name == "upper" && text(0)) return Value::of(text::upper(*text(0)));
  if (name == "trimspace" && text(0)) return Value::of(std::string(text::trim(*text(0))));
  if (name == "trimprefix" && text(0) && text(1))
    return Value::of(text(0)->starts_with(*text(1)) ? text(0)->substr(text(1)->size()) : *text(0));
  if (name == "trimsuffix" && text(0) && text(1))
    return Value::of(text(0)->ends_with(*text(1)) ? text(0)->substr(0, text(0)->size() - text(1)->size())
                                                  : *text(0));
  if (name == "replace" && text(0) && text(1) && text(2))
    return Value::of(replaced(*text(0), *text(1), *text(2)));
  if ((name == "equal" || name == "notequal") && count == 2)
    return Value::of(same(arguments[0], arguments[1]) == (name == "equal"));
  if (name == "not" && count == 1 && truth(arguments[0])) return Value::of(!*truth(arguments[0]));
  if ((name == "and" || name == "or") && count == 2 && truth(arguments[0]) && truth(arguments[1]))
    return Value::of(name == "and" ? *truth(arguments[0]) && *truth(arguments[1])
                                   : *truth(arguments[0]) || *truth(arguments[1]));
  if (name == "coalesce") {
    for (const auto& argument : arguments)
      if (argument.kind != Kind::null) return argument;
  }
  if (name == "join" && text(0) && count == 2 && arguments[1].kind == Kind::list) {
    std::string out;
    for (std::size_t i = 0; i < arguments[1].items.size(); ++i) {
      const auto item = arguments[1].items[i].as_text();
      if (!item) return std::nullopt;
      out += (i == 0 ? "" : *text(0)) + *item;
    }
    return Value::of(std::move(out));
  }
  if (name == "split" && text(0) && text(1) && text(0)->size() == 1) {
    Value out;
    out.kind = Kind::list;
    const std::string whole = *text(1);
    for (const auto part : text::split(whole, text(0)->front()))
      out.items.push_back(Value::of(std::string(part)));
    return out;
  }
  if (name == "concat") {
    Value out;
    out.kind = Kind::list;
    for (const auto& argument : arguments)
      out.items.insert(out.items.end(), argument.items.begin(), argument.items.end());
    return out;
  }
  if (name == "merge") {
    Value out;
    out.kind = Kind::map;
    for (const auto& argument : arguments) {
      for (std::size_t i = 0; i < argument.keys.size(); ++i) {
        const auto known = std::find(out.keys.begin(), out.keys.end(), argument.keys[i]);
        if (known != out.keys.end()) {
          out.items[static_cast<std::size_t>(known - out.keys.begin())] = argument.items[i];
        } else {
          out.keys.push_back(argument.keys[i]);
          out.items.push_back(argument.items[i]);
        }
      }
    }
    return out;
  }
  return std::nullopt;
}

Value binary(std::string_view operation, const Value& a, const Value& b) {
  // One known side can decide.
  if (operation == "&&" || operation == "||") {
    const bool deciding = operation == "||";
    const auto x = truth(a), y = truth(b);
    if ((x && *x == deciding) || (y && *y == deciding)) return Value::of(deciding);
    if (x && y) return Value::of(!deciding);
  }
  if (a.kind == Kind::unknown) return a;
  if (b.kind == Kind::unknown) return b;
  if (operation == "==") return Value::of(same(a, b));
  if (operation == "!=") return Value::of(!same(a, b));
  if (a.kind != Kind::number || b.kind != Kind::number) return Value::unknown("");
  const double x = a.number, y = b.number;
  if (operation == "+") return Value::of(x + y);
  if (operation == "-") return Value::of(x - y);
  if (operation == "*") return Value::of(x * y);
  if (operation == "/" && y != 0) return Value::of(x / y);
  if (operation == "%" && y != 0) return Value::of(std::fmod(x, y));
  if (operation == "<") return Value::of(x < y);
  if (operation == "<=") return Value::of(x <= y);
  if (operation == ">") return Value::of(x > y);
  if (operation == ">=") return Value::of(x >= y);
  return Value::unknown("");
}

}  // namespace

/// Evaluation over one source text.
class Evaluator::Run {
 public:
  Run(Evaluator& evaluator, const SourcePtr& source, const Locals& locals)
      : evaluator_(evaluator), source_(source), locals_(locals) {}

  Value node(TSNode node) {
    if (evaluator_.depth_ >= deepest || ++evaluator_.steps_ > most_steps) return Value::unknown("");
    ++evaluator_.depth_;
    Value value = dispatch(node);
    --evaluator_.depth_;
    if (!value.at.source) value.at = {source_, span_of(node)};
    return value;
  }

 private:
  std::string_view text(TSNode node) const { return source_->text(span_of(node)); }

  Value dispatch(TSNode at) {
    const auto type = type_of(at);
    if (type == "expression" || type == "literal_value" || type == "collection_value" ||
        type == "template_expr" || type == "operation")
      return chain(children_of(at));
    if (type == "binary_operation" || type == "unary_operation") return operation(at);
    if (type == "string_lit" || type == "quoted_template") return quoted(at);
    if (type == "heredoc_template") return heredoc(at);
    if (type == "numeric_lit") {
      double value = 0;
      const auto digits = text(at);
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return Value::of(value);
    }
    if (type == "bool_lit") return Value::of(text(at) == "true");
    if (type == "null_lit") return Value::null();
    if (type == "tuple") return tuple(at);
    if (type == "object") return object(at);
    if (type == "variable_expr") {
      const auto local = locals_.find(text(at));
      return local != locals_.end() ? local->second : evaluator_.lookup_(text(at));
    }
    if (type == "function_call") return call(at);
    if (type == "conditional") return conditional(at);
    return Value::unknown("");
  }

  /// A primary expression and what follows it: `.name`, `[0]`. Parentheses are skipped.
  Value chain(const std::vector<TSNode>& parts) {
    std::optional<Value> value;
    bool is_block = false;  // `target`, of which the next part names one
    for (const TSNode part : parts) {
      if (!ts_node_is_named(part)) continue;
      const auto type = type_of(part);
      if (!value) {
        is_block = type == "variable_expr" && (text(part) == "target" || text(part) == "group") &&
                   locals_.find(text(part)) == locals_.end();
        value = is_block ? Value::of(std::string(text(part)) + ".") : node(part);
      } else if (is_block) {
        const auto name = block_name(part);
        value = name ? evaluator_.lookup_(value->text + *name) : Value::unknown("");
        is_block = false;
      } else if (type == "get_attr") {
        const auto name = child_of(part, "identifier");
        const Value* found = name ? value->find(text(*name)) : nullptr;
        value = found != nullptr ? Value(*found) : Value::unknown(value->text);
      } else if (type == "index") {
        value = indexed(*value, part);
      } else {
        return Value::unknown("");
      }
    }
    if (is_block) return Value::unknown(value->text);
    return value ? std::move(*value) : Value::unknown("");
  }

  /// `.name` or `["name"]`
  std::optional<std::string> block_name(TSNode part) {
    if (type_of(part) == "get_attr") {
      const auto name = child_of(part, "identifier");
      return name ? std::optional(std::string(text(*name))) : std::nullopt;
    }
    const auto inner = children_of(part);
    const auto expression = inner.empty() ? std::nullopt : child_of(inner[0], "expression");
    return expression ? node(*expression).as_text() : std::nullopt;
  }

  Value indexed(const Value& value, TSNode index) {
    const auto inner = children_of(index);
    std::optional<TSNode> expression;
    if (!inner.empty()) expression = child_of(inner[0], "expression");
    if (!expression) return Value::unknown("");
    const Value key = node(*expression);
    if (key.kind == Kind::number && value.kind == Kind::list && key.number >= 0 &&
        key.number < static_cast<double>(value.items.size()))
      return value.items[static_cast<std::size_t>(key.number)];
    if (const auto name = key.as_text())
      if (const Value* found = value.find(*name)) return *found;
    return Value::unknown("");
  }

  Value operation(TSNode at) {
    std::vector<TSNode> left, right;
    std::string_view op;
    for (const TSNode part : children_of(at)) {
      const bool is_operator = !ts_node_is_named(part) && text(part) != "(" && text(part) != ")";
      if (is_operator && op.empty()) {
        op = text(part);
      } else {
        (op.empty() ? left : right).push_back(part);
      }
    }
    if (left.empty()) {
      const Value value = chain(right);
      if (op == "!" && truth(value)) return Value::of(!*truth(value));
      if (op == "-" && value.kind == Kind::number) return Value::of(-value.number);
      return Value::unknown(value.kind == Kind::unknown ? value.text : "");
    }
    const Value a = chain(left);
    return binary(op, a, chain(right));
  }

  /// Appends a part of a template; false when it is not known.
  bool append(std::string& out, TSNode part, bool escapes, std::string& missing) {
    const auto type = type_of(part);
    if (type == "template_literal") {
      out += escapes ? unescaped(text(part)) : std::string(text(part));
    } else if (type == "template_interpolation") {
      const auto expression = child_of(part, "expression");
      const Value value = expression ? node(*expression) : Value::unknown("");
      const auto piece = value.as_text();
      if (!piece) {
        missing = value.text;
        return false;
      }
      out += *piece;
    } else if (type == "template_directive") {
      return false;
    }
    return out.size() < longest_hcl_text;
  }

  Value quoted(TSNode at) {
    std::string out, missing;
    for (const TSNode part : children_of(at))
      if (!append(out, part, true, missing)) return Value::unknown(missing);
    return Value::of(std::move(out));
  }

  Value heredoc(TSNode at) {
    std::string out, missing;
    bool flush = false;
    for (const TSNode part : children_of(at)) {
      if (type_of(part) == "heredoc_start") flush = text(part) == "<<-";
      if (!append(out, part, false, missing)) return Value::unknown(missing);
    }
    if (out.starts_with('\n')) out.erase(0, 1);
    if (flush) {  // the least indentation of all lines is taken away
      std::size_t least = std::string::npos;
      const auto lines = text::split(out, '\n');
      for (const auto line : lines)
        if (const auto first = line.find_first_not_of(" \t"); first != line.npos)
          least = std::min(least, first);
      std::string flushed;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) flushed += '\n';
        if (least != std::string::npos && lines[i].size() >= least) flushed += lines[i].substr(least);
      }
      out = std::move(flushed);
    }
    if (!out.empty() && !out.ends_with('\n')) out += '\n';
    return Value::of(std::move(out));
  }

  Value tuple(TSNode at) {
    Value out;
    out.kind = Kind::list;
    for (const TSNode part : children_of(at))
      if (type_of(part) == "expression") out.items.push_back(node(part));
    return out;
  }

  Value object(TSNode at) {
    Value out;
    out.kind = Kind::map;
    for (const TSNode part : children_of(at)) {
      if (type_of(part) != "object_elem") continue;
      std::vector<TSNode> sides;
      for (const TSNode side : children_of(part))
        if (type_of(side) == "expression") sides.push_back(side);
      if (sides.size() != 2) continue;
      const auto inner = children_of(sides[0]);
      const bool bare = inner.size() == 1 && type_of(inner[0]) == "variable_expr";
      const auto key = bare ? std::string(text(inner[0])) : node(sides[0]).as_text();
      if (!key) continue;
      out.keys.push_back(*key);
      out.items.push_back(node(sides[1]));
    }
    return out;
  }

  Value call(TSNode at) {
    const auto name = child_of(at, "identifier");
    std::vector<Value> arguments;
    if (const auto list = child_of(at, "function_arguments")) {
      for (const TSNode part : children_of(*list)) {
        if (type_of(part) == "expression") arguments.push_back(node(part));
        if (type_of(part) == "ellipsis") return Value::unknown("");
      }
    }
    if (!name) return Value::unknown("");
    const std::string called(text(*name));
    if (auto own = evaluator_.call_(called, arguments)) return *own;
    if (auto value = call_builtin(called, arguments)) return *value;
    return Value::unknown(called + "()");
  }

  Value conditional(TSNode at) {
    std::vector<TSNode> parts;
    for (const TSNode part : children_of(at))
      if (ts_node_is_named(part)) parts.push_back(part);
    if (parts.size() != 3) return Value::unknown("");
    const Value condition = node(parts[0]);
    const auto decided = truth(condition);
    if (!decided) return Value::unknown(condition.text);
    return node(*decided ? parts[1] : parts[2]);
  }

  Evaluator& evaluator_;
  const SourcePtr& source_;
  const Locals& locals_;
};

Value Evaluator::evaluate(const SourcePtr& source, TSNode expression, const Locals& locals) {
  return Run(*this, source, locals).node(expression);
}

Value Evaluator::evaluate_template(std::string_view text, const Locals& locals) {
  if (text.find("${") == text.npos && text.find("%{") == text.npos) return Value::of(std::string(text));
  // A here-document takes a template as it is; its mark must not stand in the text.
  std::string mark = "DOCKGATE";
  while (text.find(mark) != text.npos) mark += 'X';
  const Document document(
      std::make_shared<SourceFile>("", "v = <<" + mark + "\n" + std::string(text) + "\n" + mark + "\n"));
  if (document.has_errors() || document.attributes().empty()) return Value::unknown("");
  Value value = evaluate(document.source(), document.attributes()[0].expression, locals);
  value.at = {};
  if (value.kind == Kind::text && value.text.ends_with('\n')) value.text.pop_back();
  return value;
}

}  // namespace dockgate::build::hcl
