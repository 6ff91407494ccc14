#pragma once
// The part of HCL that bake files use, read with tree-sitter and evaluated without any environment; private
// to this folder.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tree_sitter/api.h>

#include <dockgate/text.hpp>

namespace dockgate::build::hcl {

/// A value; `unknown` where it depends on what the file does not say.
struct Value {
  enum class Kind { unknown, null, boolean, number, text, list, map };
  Kind kind = Kind::unknown;
  bool boolean = false;
  double number = 0;
  std::string text;               // text; for unknown: what is missing
  std::vector<Value> items;       // list, and the values of a map
  std::vector<std::string> keys;  // map, in step with items
  Place at;                       // of list items and map values as written

  static Value of(std::string text);
  static Value of(bool value);
  static Value of(double value);
  static Value null();
  static Value unknown(std::string missing);
  const Value* find(std::string_view key) const;
  /// As a string, the way bake hands it to a build; nothing for null, unknown, lists and maps.
  std::optional<std::string> as_text() const;
};

using Locals = std::map<std::string, Value, std::less<>>;

/// One `name = expression`.
struct Attribute {
  std::string name;
  TSNode expression;
  Place at;  // of the expression
};

/// `type "label" { … }`; blocks inside of it are not kept.
struct Block {
  std::string type, label;
  Place at;  // the label, or the type where there is none
  std::vector<Attribute> attributes;
  const Attribute* find(std::string_view name) const;
};

/// One parsed text; attributes point into it.
class Document {
 public:
  explicit Document(SourcePtr source);
  bool has_errors() const { return has_errors_; }
  Place error_at() const { return {source_, error_span_}; }
  const std::vector<Block>& blocks() const { return blocks_; }
  const std::vector<Attribute>& attributes() const { return attributes_; }  // outside of blocks
  const SourcePtr& source() const { return source_; }

 private:
  struct DeleteTree {
    void operator()(TSTree* tree) const { ts_tree_delete(tree); }
  };
  void read_body(TSNode body);
  SourcePtr source_;
  std::unique_ptr<TSTree, DeleteTree> tree_;
  bool has_errors_ = false;
  Span error_span_;
  std::vector<Block> blocks_;
  std::vector<Attribute> attributes_;
};

/// Evaluates expressions. Bounded in depth and in work, whatever the text: too much gives unknown.
class Evaluator {
 public:
  /// Called for a name that is no local: a variable of the file, or `target.NAME` and `group.NAME`, whose
  /// value is a map of the attributes.
  using Lookup = std::function<Value(std::string_view name)>;
  /// Called for a function that is not built in: its result for the arguments.
  using Call =
      std::function<std::optional<Value>(std::string_view name, const std::vector<Value>& arguments)>;
  Evaluator(Lookup lookup, Call call) : lookup_(std::move(lookup)), call_(std::move(call)) {}

  Value evaluate(const SourcePtr& source, TSNode expression, const Locals& locals);
  /// `text` as a template: `${…}` replaced. For JSON files, whose strings are templates.
  Value evaluate_template(std::string_view text, const Locals& locals);

 private:
  class Run;
  Lookup lookup_;
  Call call_;
  int depth_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace dockgate::build::hcl
