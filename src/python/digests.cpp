#include "python/digests.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/syntax.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

using Texts = std::vector<std::string>;

constexpr int max_depth = 8;
/// Nodes that are looked at for one download, so that a file made for it cannot take long.
constexpr std::size_t max_work = 500'000;

constexpr std::array<std::string_view, 9> strong{"sha256",   "sha384",  "sha512",  "sha3_256",  "sha3_384",
                                                 "sha3_512", "blake2b", "blake2s", "sha512_256"};
/// Calls that may stand between the download and the check: they read, write or report, and run nothing.
constexpr std::array<std::string_view, 29> harmless{
    "open",       "print",       "info",        "debug",    "warning", "error",   "exception", "log",
    "Path",       "join",        "exists",      "isfile",   "is_file", "getsize", "stat",      "read",
    "read_bytes", "write",       "close",       "len",      "str",     "mkdir",   "makedirs",  "rename",
    "replace",    "write_bytes", "copyfileobj", "basename", "flush"};

template <std::size_t size>
bool is_one_of(std::string_view name, const std::array<std::string_view, size>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_whole_digest(std::string_view text) {
  if (const auto colon = text.find(':'); colon != std::string_view::npos) text.remove_prefix(colon + 1);
  const bool whole = text.size() == 64 || text.size() == 96 || text.size() == 128;
  return whole && std::all_of(text.begin(), text.end(), text::is_hex_digit);
}

/// The two sides of a check: what the digest is of, and the parameter that holds the constant, "" where the
/// file writes it out.
struct Check {
  Texts subjects;
  std::string constant;
};

class Proof {
 public:
  Proof(const Module& module, bool address_is_known) : m_(module), address_is_known_(address_is_known) {}

  bool proves(NodeId download) {
    const NodeId function = function_of(download);
    const Texts files = written_by(download, function);
    if (files.empty()) return false;
    address_ = text(argument(download, 0));
    download_function_ = function;
    for (NodeId node = m_.at(download).next; node < end_of(function); ++node) {
      if (m_.at(node).dead || function_of(node) != function) continue;
      if (const auto check = check_at(node, function, max_depth); check && check->constant.empty())
        for (const auto& subject : check->subjects) {
          if (std::find(files.begin(), files.end(), subject) != files.end())
            return runs_with(node, download) && is_heard(node, function) &&
                   !used_before(download, node, files);
          NodeId loop = no_node;
          for (const auto& one : checked_in_loop(node, subject, function, loop))
            if (std::find(files.begin(), files.end(), one) != files.end())
              return runs_with(loop, download) && is_heard(node, function) &&
                     !used_before(download, node, files);
        }
    }
    return false;
  }

 private:
  NodeId end_of(NodeId function) const {
    return function == no_node ? static_cast<NodeId>(m_.nodes.size()) : m_.at(function).next;
  }

  /// The function_definition or lambda around the node; no_node at module level.
  NodeId function_of(NodeId node) const {
    for (NodeId up = m_.at(node).parent; up != no_node; up = m_.at(up).parent)
      if (m_.at(up).kind == Kind::function_definition || m_.at(up).kind == Kind::lambda) return up;
    return no_node;
  }

  /// Without parentheses, `str(…)`, `.lower()` and the like around it.
  NodeId bare(NodeId node) const {
    for (int i = 0; node != no_node && i < 8; ++i) {
      if (m_.at(node).kind == Kind::parenthesized_expression) {
        node = m_.first(node);
        continue;
      }
      if (m_.at(node).kind != Kind::call) break;
      const NodeId callee = m_.child(node, Field::function);
      if (callee == no_node) break;
      const auto name = last_name(m_, callee);
      if (m_.at(callee).kind == Kind::attribute && (name == "lower" || name == "upper" || name == "strip"))
        node = m_.child(callee, Field::object);
      else if (m_.at(callee).kind == Kind::identifier && (name == "str" || name == "Path"))
        node = argument(node, 0);
      else
        break;
    }
    return node;
  }

  std::string text(NodeId node) const {
    node = bare(node);
    if (node == no_node) return {};
    if (m_.at(node).kind == Kind::string)
      if (const auto written = constant_text(m_, node)) return "'" + *written + "'";
    return std::string(m_.text(node));
  }

  /// Whether there is work left for a look at `nodes` more of them.
  bool spend(std::size_t nodes) const {
    if (nodes > left_) left_ = 0;
    left_ -= std::min(nodes, left_);
    return left_ > 0;
  }

  /// Argument number `index` by position.
  NodeId argument(NodeId call, std::size_t index) const {
    const NodeId list = m_.child(call, Field::arguments);
    if (list == no_node) return no_node;
    for (NodeId node = m_.first(list); node != no_node; node = m_.sibling(node)) {
      const Kind kind = m_.at(node).kind;
      if (kind == Kind::keyword_argument || kind == Kind::operator_token) continue;
      if (index-- == 0) return node;
    }
    return no_node;
  }

  NodeId keyword(NodeId call, std::string_view name) const {
    const NodeId list = m_.child(call, Field::arguments);
    if (list == no_node) return no_node;
    for (NodeId node = m_.first(list); node != no_node; node = m_.sibling(node)) {
      if (m_.at(node).kind != Kind::keyword_argument) continue;
      const NodeId key = m_.child(node, Field::name);
      if (key != no_node && m_.text(key) == name) return m_.child(node, Field::value);
    }
    return no_node;
  }

  /// What the value of the call is called: `r = call`, `path, _ = call`, `with call as r`.
  std::string result_name(NodeId call) const {
    NodeId value = call;
    while (m_.at(value).parent != no_node &&
           (m_.at(m_.at(value).parent).kind == Kind::parenthesized_expression ||
            m_.at(m_.at(value).parent).kind == Kind::await))
      value = m_.at(value).parent;
    const NodeId parent = m_.at(value).parent;
    if (parent == no_node) return {};
    if (m_.at(parent).kind == Kind::assignment) {
      NodeId left = m_.child(parent, Field::left);
      if (left != no_node && m_.at(left).kind == Kind::pattern_list) left = m_.first(left);
      return left == no_node ? std::string() : std::string(m_.text(left));
    }
    if (m_.at(parent).kind == Kind::as_pattern)
      for (NodeId node = parent + 1; node < m_.at(parent).next; ++node)
        if (m_.at(node).kind == Kind::as_pattern_target) return std::string(m_.text(node));
    return {};
  }

  /// Texts that name what the download gives: its other arguments, its result, and the files that its
  /// function writes behind it.
  Texts written_by(NodeId download, NodeId function) const {
    Texts out;
    const NodeId list = m_.child(download, Field::arguments);
    std::size_t count = 0;
    for (NodeId node = list == no_node ? no_node : m_.first(list); node != no_node; node = m_.sibling(node)) {
      const Kind kind = m_.at(node).kind;
      if (kind == Kind::operator_token || (kind != Kind::keyword_argument && count++ == 0)) continue;
      const NodeId value = kind == Kind::keyword_argument ? m_.child(node, Field::value) : node;
      if (value == no_node) continue;
      const Kind form = m_.at(bare(value)).kind;
      if (form == Kind::identifier || form == Kind::attribute || form == Kind::string)
        out.push_back(text(value));
    }
    const std::string result = result_name(download);
    if (result.empty()) return out;
    out.push_back(result);
    for (NodeId node = m_.at(download).next; node < end_of(function); ++node)
      if (m_.at(node).kind == Kind::call && writes(node)) {
        out.push_back(text(argument(node, 0)));
        break;
      }
    return out;
  }

  /// `open(path, "wb")`
  bool writes(NodeId call) const {
    const NodeId callee = m_.child(call, Field::function);
    if (callee == no_node || last_name(m_, callee) != "open") return false;
    NodeId mode = argument(call, 1);
    if (mode == no_node) mode = keyword(call, "mode");
    const auto written = mode == no_node ? std::nullopt : constant_text(m_, mode);
    return written && written->find('w') != std::string::npos;
  }

  /// The value that `name` is assigned last in front of `before`, in the function or, failing that, the
  /// module.
  NodeId assigned(std::string_view name, NodeId before, NodeId function) const {
    NodeId found = no_node;
    const NodeId begin = function == no_node ? 0 : function;
    if (!spend(before - begin)) return found;
    for (NodeId node = begin; node < before; ++node)
      if (m_.at(node).kind == Kind::assignment && function_of(node) == function) {
        const NodeId left = m_.child(node, Field::left);
        if (left != no_node && m_.text(left) == name) found = m_.child(node, Field::right);
      }
    if (found != no_node || function == no_node || !spend(m_.nodes.size())) return found;
    for (NodeId node = 0; node < m_.nodes.size(); ++node)
      if (m_.at(node).kind == Kind::assignment && function_of(node) == no_node) {
        const NodeId left = m_.child(node, Field::left);
        if (left != no_node && m_.text(left) == name) found = m_.child(node, Field::right);
      }
    return found;
  }

  const Function* own_function(NodeId call) const {
    const NodeId callee = m_.child(call, Field::function);
    if (callee == no_node || m_.at(callee).kind != Kind::identifier) return nullptr;
    const auto found = m_.index.functions.find(m_.text(callee));
    if (found == m_.index.functions.end() || found->second.size() != 1) return nullptr;
    return &m_.functions[found->second.front()];
  }

  /// What a call gives the parameter `name`; no_node when it gives nothing, or it is none of the function's.
  NodeId given(NodeId call, const Function& function, std::string_view name) const {
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      if (function.parameters[i].name != name) continue;
      const NodeId value = keyword(call, name);
      return value != no_node ? value : argument(call, i);
    }
    return no_node;
  }

  /// Adds the texts that a call gives the parameters in `names`.
  void add_given(NodeId call, const Function& function, const Texts& names, Texts& out) const {
    for (const auto& name : names)
      if (const NodeId value = given(call, function, name); value != no_node) out.push_back(text(value));
  }

  static bool is_parameter(const Function& function, std::string_view name) {
    return std::any_of(function.parameters.begin(), function.parameters.end(),
                       [&](const Parameter& one) { return one.name == name; });
  }

  /// Files that the function opens to read, for digests that are made piece by piece.
  Texts read_in(NodeId function) const {
    Texts out;
    const NodeId begin = function == no_node ? 0 : function;
    if (!spend(end_of(function) - begin)) return out;
    for (NodeId node = begin; node < end_of(function); ++node) {
      if (m_.at(node).kind != Kind::call) continue;
      const NodeId callee = m_.child(node, Field::function);
      if (callee == no_node || last_name(m_, callee) != "open" || writes(node)) continue;
      const NodeId file = argument(node, 0);
      if (file != no_node) out.push_back(text(file));
      if (m_.at(callee).kind == Kind::attribute) out.push_back(text(m_.child(callee, Field::object)));
    }
    return out;
  }

  /// What the bytes in an expression come from.
  Texts bytes_of(NodeId data, NodeId function, int depth) const {
    data = bare(data);
    if (data == no_node || depth <= 0) return {};
    if (m_.at(data).kind == Kind::attribute) return {text(m_.child(data, Field::object)), text(data)};
    if (m_.at(data).kind == Kind::call) {
      const NodeId callee = m_.child(data, Field::function);
      const NodeId object = callee == no_node ? no_node : m_.child(callee, Field::object);
      if (object == no_node) return {};
      const NodeId inner = bare(object);
      if (m_.at(inner).kind == Kind::call) return {text(argument(inner, 0)), text(inner)};
      Texts out{text(object)};
      const auto files = read_in(function);
      out.insert(out.end(), files.begin(), files.end());
      return out;
    }
    if (m_.at(data).kind != Kind::identifier) return {};
    const NodeId value = assigned(m_.text(data), data, function);
    if (value != no_node) {
      auto out = bytes_of(value, function, depth - 1);
      out.push_back(std::string(m_.text(data)));
      return out;
    }
    return read_in(function);
  }

  /// Whether the call makes a hash that proves something: `hashlib.sha256(…)`, `hashlib.new("sha256", …)`.
  bool is_strong(NodeId call) const {
    if (call == no_node || m_.at(call).kind != Kind::call) return false;
    const NodeId callee = m_.child(call, Field::function);
    if (callee == no_node) return false;
    const auto name = last_name(m_, callee);
    if (is_one_of(name, strong)) return true;
    const NodeId which = argument(call, name == "new" ? 0 : 1);
    if ((name != "new" && name != "file_digest") || which == no_node) return false;
    if (const auto written = constant_text(m_, which)) return is_one_of(text::lower(*written), strong);
    return m_.at(which).kind == Kind::attribute && is_one_of(last_name(m_, which), strong);
  }

  /// What a digest in hex is of; empty where the expression is none.
  Texts digest_of(NodeId node, NodeId function, int depth) const {
    node = bare(node);
    if (node == no_node || depth <= 0 || !spend(1)) return {};
    if (m_.at(node).kind == Kind::identifier) {
      const NodeId value = assigned(m_.text(node), node, function);
      return value == no_node ? Texts() : digest_of(value, function, depth - 1);
    }
    if (m_.at(node).kind != Kind::call) return {};
    const NodeId callee = m_.child(node, Field::function);
    if (callee == no_node) return {};
    if (m_.at(callee).kind == Kind::attribute && last_name(m_, callee) == "hexdigest")
      return hashed(bare(m_.child(callee, Field::object)), function, depth);
    const Function* own = own_function(node);
    if (own == nullptr) return {};
    Texts out;
    for (const NodeId result : own->returns)
      if (result != no_node) add_given(node, *own, digest_of(result, own->node, depth - 1), out);
    return out;
  }

  /// What went into a hash object.
  Texts hashed(NodeId hash, NodeId function, int depth) const {
    if (hash == no_node) return {};
    if (m_.at(hash).kind == Kind::identifier) {
      if (!is_strong(assigned(m_.text(hash), hash, function))) return {};
      Texts out;
      const std::string update = std::string(m_.text(hash)) + ".update";
      const NodeId begin = function == no_node ? 0 : function;
      if (!spend(end_of(function) - begin)) return out;
      for (NodeId node = begin; node < end_of(function); ++node) {
        if (m_.at(node).kind != Kind::call) continue;
        const NodeId callee = m_.child(node, Field::function);
        if (callee == no_node || m_.text(callee) != update) continue;
        for (auto& one : bytes_of(argument(node, 0), function, depth)) out.push_back(std::move(one));
      }
      const auto first = bytes_of(argument(assigned(m_.text(hash), hash, function), 0), function, depth);
      out.insert(out.end(), first.begin(), first.end());
      return out;
    }
    if (!is_strong(hash)) return {};
    const auto name = last_name(m_, m_.child(hash, Field::function));
    return name == "file_digest" ? read_in(function)
                                 : bytes_of(argument(hash, name == "new" ? 1 : 0), function, depth);
  }

  /// `url.split("/")[-2]`: a part of the address that is fetched, which says what the file holds.
  bool is_part_of_address(NodeId node, NodeId function) const {
    if (!address_is_known_ || function != download_function_ || m_.at(node).kind != Kind::subscript)
      return false;
    const NodeId call = m_.first(node);
    if (call == no_node || m_.at(call).kind != Kind::call) return false;
    const NodeId callee = m_.child(call, Field::function);
    if (callee == no_node || m_.at(callee).kind != Kind::attribute) return false;
    const auto name = last_name(m_, callee);
    if (name != "split" && name != "rsplit") return false;
    return !address_.empty() && text(m_.child(callee, Field::object)) == address_;
  }

  /// "" for a whole digest that the file writes out, the name for a parameter of `function`, else nothing.
  std::optional<std::string> constant_of(NodeId node, NodeId function, int depth) const {
    node = bare(node);
    if (node == no_node || depth <= 0) return std::nullopt;
    if (const auto written = constant_text(m_, node))
      return is_whole_digest(*written) ? std::optional<std::string>("") : std::nullopt;
    if (is_part_of_address(node, function)) return "";
    if (m_.at(node).kind == Kind::identifier && function != no_node)
      if (const auto found = m_.function_at.find(function);
          found != m_.function_at.end() && is_parameter(m_.functions[found->second], m_.text(node)))
        return std::string(m_.text(node));
    if (m_.at(node).kind == Kind::identifier && loop_of(m_.text(node), node, function) == no_node)
      return constant_of(assigned(m_.text(node), node, function), function, depth - 1);
    const auto values = written_values(node, function, depth);
    if (values.empty() || values.front() == node) return std::nullopt;
    const auto is_digest = [&](NodeId value) {
      const auto written = constant_text(m_, value);
      return written && is_whole_digest(*written);
    };
    if (!std::all_of(values.begin(), values.end(), is_digest)) return std::nullopt;
    return "";
  }

  std::vector<NodeId> children(NodeId node) const {
    std::vector<NodeId> out;
    for (NodeId child = m_.first(node); child != no_node; child = m_.sibling(child))
      if (m_.at(child).kind != Kind::operator_token) out.push_back(child);
    return out;
  }

  /// Where `name` stands in the target of a loop, from the outside in; nothing where it does not.
  std::optional<std::vector<std::size_t>> target_path(NodeId target, std::string_view name) const {
    if (target == no_node) return std::nullopt;
    if (m_.at(target).kind == Kind::identifier)
      return m_.text(target) == name ? std::optional<std::vector<std::size_t>>(std::in_place) : std::nullopt;
    if (m_.at(target).kind != Kind::pattern_list && m_.at(target).kind != Kind::tuple_pattern)
      return std::nullopt;
    const auto parts = children(target);
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (auto inner = target_path(parts[i], name)) {
        inner->insert(inner->begin(), i);
        return inner;
      }
    return std::nullopt;
  }

  /// The loop around `node` that gives `name` its values.
  NodeId loop_of(std::string_view name, NodeId node, NodeId function) const {
    for (NodeId up = m_.at(node).parent; up != no_node && up != function; up = m_.at(up).parent)
      if (m_.at(up).kind == Kind::for_statement && target_path(m_.child(up, Field::left), name)) return up;
    return no_node;
  }

  /// What is written in the containers that an expression leads to: the entry of `key`, or all of them.
  std::vector<NodeId> entries(NodeId container, NodeId key, NodeId function, int depth) const {
    const auto wanted = key == no_node ? std::nullopt : constant_text(m_, bare(key));
    std::vector<NodeId> out;
    for (const NodeId one : written_values(container, function, depth - 1)) {
      const Kind kind = m_.at(one).kind;
      if (kind != Kind::dictionary && kind != Kind::list && kind != Kind::tuple) return {};
      bool found = false;
      if (!spend(m_.at(one).next - one)) return {};
      for (const NodeId part : children(one)) {
        if (kind == Kind::dictionary && m_.at(part).kind != Kind::pair) return {};
        const NodeId value = kind == Kind::dictionary ? m_.child(part, Field::value) : part;
        if (value == no_node || (wanted && kind != Kind::dictionary)) return {};
        if (wanted && constant_text(m_, m_.child(part, Field::key)) != wanted) continue;
        out.push_back(bare(value));
        found = true;
      }
      if (!found) return {};
    }
    return out;
  }

  /// What a loop over `rows` gives one after the other: elements, or the pairs of `table.items()`.
  std::vector<NodeId> rows_of(NodeId rows, NodeId function, int depth) const {
    rows = bare(rows);
    if (rows == no_node || depth <= 0) return {};
    if (m_.at(rows).kind == Kind::call) {
      const NodeId callee = m_.child(rows, Field::function);
      if (callee == no_node || m_.at(callee).kind != Kind::attribute) return {};
      const NodeId table = m_.child(callee, Field::object);
      if (last_name(m_, callee) == "values") return entries(table, no_node, function, depth);
      if (last_name(m_, callee) != "items") return {};
      rows = table;
    }
    std::vector<NodeId> out;
    for (const NodeId one : written_values(rows, function, depth - 1)) {
      const Kind kind = m_.at(one).kind;
      if (kind != Kind::dictionary && kind != Kind::list && kind != Kind::tuple) return {};
      if (!spend(m_.at(one).next - one)) return {};
      for (const NodeId part : children(one)) out.push_back(part);
    }
    return out;
  }

  /// What the file writes out for an expression: constants behind names, entries of tables (all of them where
  /// the key is not known), and what a loop over a written list gives. Empty where that is not known.
  std::vector<NodeId> written_values(NodeId node, NodeId function, int depth) const {
    node = bare(node);
    if (node == no_node || depth <= 0 || !spend(16)) return {};
    if (m_.at(node).kind == Kind::subscript)
      return entries(m_.first(node), m_.child(node, Field::subscript), function, depth);
    if (m_.at(node).kind == Kind::call) {
      const NodeId callee = m_.child(node, Field::function);
      if (callee == no_node || m_.at(callee).kind != Kind::attribute || last_name(m_, callee) != "get")
        return {};
      return entries(m_.child(callee, Field::object), argument(node, 0), function, depth);
    }
    if (m_.at(node).kind != Kind::identifier) return {node};
    const NodeId loop = loop_of(m_.text(node), node, function);
    if (loop == no_node) return written_values(assigned(m_.text(node), node, function), function, depth - 1);
    std::vector<NodeId> out;
    const auto path = target_path(m_.child(loop, Field::left), m_.text(node));
    for (NodeId row : rows_of(m_.child(loop, Field::right), function, depth)) {
      for (const std::size_t i : *path) {
        row = bare(row);
        const Kind kind = m_.at(row).kind;
        if (kind != Kind::pair && kind != Kind::tuple && kind != Kind::list) return {};
        const auto parts = children(row);
        if (i >= parts.size()) return {};
        row = parts[i];
      }
      out.push_back(bare(row));
    }
    return out;
  }

  /// The files that a check in a loop over a written list is made of, where it is made of each of them.
  Texts checked_in_loop(NodeId check, std::string_view subject, NodeId function, NodeId& loop) const {
    loop = loop_of(subject, check, function);
    if (loop == no_node) return {};
    NodeId arm = m_.at(check).arm;
    if (arm == check) arm = m_.at(m_.at(check).parent).arm;
    if (arm != loop && m_.at(arm).parent != loop) return {};
    if (!spend(m_.at(loop).next - loop)) return {};
    for (NodeId node = loop; node < m_.at(loop).next; ++node)
      if (m_.at(node).kind == Kind::break_statement || m_.at(node).kind == Kind::continue_statement)
        return {};
    Texts out;
    const auto path = target_path(m_.child(loop, Field::left), subject);
    for (NodeId row : rows_of(m_.child(loop, Field::right), function, max_depth)) {
      for (const std::size_t i : *path) {
        const auto parts = children(bare(row));
        if (i >= parts.size()) return {};
        row = parts[i];
      }
      out.push_back(text(row));
    }
    return out;
  }

  std::optional<Check> sides(NodeId left, NodeId right, NodeId function, int depth) const {
    for (const auto& [digest, constant] : {std::pair(left, right), std::pair(right, left)}) {
      auto subjects = digest_of(digest, function, depth);
      if (subjects.empty()) continue;
      if (auto expected = constant_of(constant, function, depth))
        return Check{std::move(subjects), std::move(*expected)};
    }
    return std::nullopt;
  }

  /// A comparison for equality (`equal`) or difference of a digest and a constant: `a == b`, `not a != b`,
  /// `compare_digest(a, b)`.
  std::optional<Check> compared(NodeId node, bool equal, NodeId function, int depth) const {
    node = bare(node);
    if (node == no_node || depth <= 0) return std::nullopt;
    if (m_.at(node).kind == Kind::not_operator)
      return compared(m_.child(node, Field::argument), !equal, function, depth);
    if (m_.at(node).kind == Kind::call) {
      const NodeId callee = m_.child(node, Field::function);
      if (callee == no_node || !equal) return std::nullopt;
      if (last_name(m_, callee) == "compare_digest")
        return sides(argument(node, 0), argument(node, 1), function, depth);
      // `verify(path, digest)` that answers yes or no.
      const Function* own = own_function(node);
      if (own == nullptr || own->returns.size() != 1 || own->returns.front() == no_node) return std::nullopt;
      return handed(node, *own, compared(own->returns.front(), true, own->node, depth - 1), function, depth);
    }
    if (m_.at(node).kind != Kind::comparison_operator || m_.child_count(node) < 2) return std::nullopt;
    const NodeId left = m_.first(node);
    NodeId right = left;
    std::string_view sign;
    std::size_t operands = 0;
    for (NodeId child = left; child != no_node; child = m_.sibling(child)) {
      if (m_.at(child).kind == Kind::operator_token) {
        sign = m_.text(child);
      } else {
        right = child;
        ++operands;
      }
    }
    if (sign.empty()) {  // the sign is no node of its own: it stands between the two
      const auto between = m_.source.view().substr(m_.at(left).end, m_.at(right).begin - m_.at(left).end);
      sign = between.find("!=") != std::string_view::npos   ? std::string_view("!=")
             : between.find("==") != std::string_view::npos ? std::string_view("==")
                                                            : std::string_view();
    }
    if (operands != 2 || sign != (equal ? "==" : "!=")) return std::nullopt;
    return sides(left, right, function, depth);
  }

  /// A check of another function, in the words of the call.
  std::optional<Check> handed(NodeId call, const Function& own, std::optional<Check> inner, NodeId function,
                              int depth) const {
    if (!inner) return std::nullopt;
    Check out;
    add_given(call, own, inner->subjects, out.subjects);
    if (out.subjects.empty()) return std::nullopt;
    if (inner->constant.empty()) return out;
    const auto constant = constant_of(given(call, own, inner->constant), function, depth - 1);
    if (!constant) return std::nullopt;
    out.constant = *constant;
    return out;
  }

  bool ends_program(NodeId branch) const {
    if (branch == no_node) return false;
    for (NodeId node = branch; node < m_.at(branch).next; ++node) {
      if (m_.at(node).kind == Kind::raise_statement) return true;
      if (m_.at(node).kind != Kind::call) continue;
      const NodeId callee = m_.child(node, Field::function);
      if (callee == no_node) continue;
      const auto name = last_name(m_, callee);
      if (name == "exit" || name == "_exit" || name == "abort" || name == "quit") return true;
    }
    return false;
  }

  /// A statement that lets the program go on only where a digest is right.
  std::optional<Check> check_at(NodeId node, NodeId function, int depth) const {
    if (depth <= 0) return std::nullopt;
    switch (m_.at(node).kind) {
      case Kind::if_statement: {
        const NodeId condition = m_.child(node, Field::condition);
        if (ends_program(m_.child(node, Field::consequence)))
          if (auto check = compared(condition, false, function, depth)) return check;
        if (ends_program(m_.child(node, Field::alternative)))
          return compared(condition, true, function, depth);
        return std::nullopt;
      }
      case Kind::assert_statement:
        return compared(m_.first(node), true, function, depth);
      case Kind::call: {
        const Function* own = own_function(node);
        if (own == nullptr || own->node == function) return std::nullopt;
        if (!spend(m_.at(own->node).next - own->node)) return std::nullopt;
        for (NodeId inner = own->node + 1; inner < m_.at(own->node).next; ++inner)
          if (m_.at(inner).kind == Kind::if_statement || m_.at(inner).kind == Kind::assert_statement)
            if (auto check = check_at(inner, own->node, depth - 1); check && is_heard(inner, own->node))
              return handed(node, *own, std::move(check), function, depth);
        return std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }

  /// Whether the check runs whenever the download did.
  bool runs_with(NodeId check, NodeId download) const {
    NodeId arm = m_.at(check).arm;
    if (arm == check) arm = m_.at(m_.at(check).parent).arm;
    return arm == 0 || m_.contains(arm, download) || m_.at(arm).kind == Kind::try_statement;
  }

  /// Whether no `except` around it goes on when it fails.
  bool is_heard(NodeId check, NodeId function) const {
    for (NodeId up = check; up != no_node && up != function; up = m_.at(up).parent) {
      const NodeId parent = m_.at(up).parent;
      if (parent == no_node || m_.at(parent).kind != Kind::try_statement) continue;
      if (m_.child(parent, Field::body) != up) continue;
      for (NodeId node = m_.first(parent); node != no_node; node = m_.sibling(node))
        if (m_.at(node).kind == Kind::except_clause && !ends_program(node)) return false;
    }
    return true;
  }

  bool used_before(NodeId download, NodeId check, const Texts& files) const {
    for (NodeId node = m_.at(download).next; node < check; ++node) {
      if (m_.at(node).kind != Kind::call || m_.contains(node, download)) continue;
      const NodeId callee = m_.child(node, Field::function);
      if (callee == no_node) continue;
      const auto name = last_name(m_, callee);
      if (is_one_of(name, harmless) || is_one_of(name, strong) || name == "update" || name == "file_digest" ||
          !digest_of(node, function_of(node), max_depth).empty())
        continue;
      const NodeId list = m_.child(node, Field::arguments);
      for (NodeId one = list == no_node ? no_node : m_.first(list); one != no_node; one = m_.sibling(one)) {
        const NodeId value = m_.at(one).kind == Kind::keyword_argument ? m_.child(one, Field::value) : one;
        if (value != no_node && std::find(files.begin(), files.end(), text(value)) != files.end())
          return true;
      }
    }
    return false;
  }

  const Module& m_;
  bool address_is_known_;
  std::string address_;  // what the download is given
  NodeId download_function_ = no_node;
  mutable std::size_t left_ = max_work;
};

}  // namespace

bool is_proven_by_digest(const Module& module, const Place& download, bool address_is_known) {
  for (const NodeId call : module.calls) {
    const auto place = module.place(call);
    if (place.source == download.source && place.span == download.span)
      return Proof(module, address_is_known).proves(call);
  }
  return false;
}

}  // namespace dockgate::python
