#include <algorithm>
#include <istream>
#include <map>
#include <memory>
#include <streambuf>
#include <unordered_set>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "text/utf8.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::yaml {
namespace {

constexpr std::size_t max_depth = 100;
constexpr std::size_t max_nodes = 1'000'000;
constexpr std::size_t max_alias_nodes = 100'000;
constexpr std::size_t max_alias_bytes = 16u << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Ends the events of yaml-cpp early; never leaves this file.
struct Stop {
  Problem problem;
};

// An istream over bytes that are already in memory.
class MemoryBuffer : public std::streambuf {
 public:
  explicit MemoryBuffer(std::string_view bytes) {
    char* begin = const_cast<char*>(bytes.data());  // NOLINT: streambuf's get area is never written to
    setg(begin, begin, begin + bytes.size());
  }
};

struct Size {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
};

Size size_of(const Node& node) {
  Size total{1, node.scalar.size()};
  const auto add = [&](const Node& child) {
    const Size size = size_of(child);
    total.nodes += size.nodes;
    total.bytes += size.bytes;
  };
  for (const Node& item : node.items) add(item);
  for (const auto& [key, value] : node.entries) {
    add(key);
    add(value);
  }
  return total;
}

class Builder : public YAML::EventHandler {
 public:
  Builder(SourcePtr source, std::uint32_t skipped) : source_(std::move(source)), skipped_(skipped) {
    root_.at = {source_, {}};  // what an empty file has
  }

  Node take() { return std::move(root_); }
  /// The innermost collection that is still open, or null: where an unterminated `[` stands.
  const Node* innermost() const { return stack_.empty() ? nullptr : &stack_.back().node; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!seen_document_) {
      seen_document_ = true;
      return;
    }
    const Span at = span_of(mark);
    const bool marker =
        source_->text({at.begin, static_cast<std::uint32_t>(source_->bytes().size())}).starts_with("---");
    throw Stop{{{source_, at},
                marker ? "a second document begins here; only one is read"
                       : "not valid YAML: unexpected text after the end of the document"}};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.at = {source_, span_of(mark)};
    add(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.kind = Node::Kind::scalar;
    node.scalar = value;
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (!node.quoted) set_tag(node, tag);
    node.at = {source_, scalar_span(mark, value)};
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(mark, "the alias stands inside of the value that it repeats");
    alias_nodes_ += found->second.size.nodes;
    alias_bytes_ += found->second.size.bytes;
    if (alias_nodes_ > max_alias_nodes || alias_bytes_ > max_alias_bytes) {
      fail(mark, "the aliases of this file would expand to too much");
    }
    // The depth of the copy counts as well, or aliases of aliases would nest without bound.
    if (stack_.size() + found->second.depth > max_depth) fail(mark, "nested too deeply");
    nodes_ += found->second.size.nodes;
    Node copy = found->second.node;
    add(std::move(copy), YAML::NullAnchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::sequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

  Span span_of(const YAML::Mark& mark) const {
    const auto size = static_cast<std::uint32_t>(source_->bytes().size());
    if (mark.pos < 0) return {size, size};
    const std::uint32_t begin = std::min(size, static_cast<std::uint32_t>(mark.pos) + skipped_);
    return {begin, std::min(size, begin + 1)};
  }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::optional<Node> key;  // of a map: read, its value is not
    std::unordered_set<std::string> keys;
  };
  struct Anchored {
    Node node;
    Size size;
    std::size_t depth = 0;
  };

  [[noreturn]] void fail(const YAML::Mark& mark, std::string message) const {
    throw Stop{{{source_, span_of(mark)}, std::move(message)}};
  }

  static void set_tag(Node& node, const std::string& tag) {
    if (tag != "?" && tag != "!" && !tag.starts_with("tag:yaml.org,2002:")) node.tag = tag;
  }

  static std::size_t depth_of(const Node& node) {
    std::size_t depth = 0;
    for (const Node& item : node.items) depth = std::max(depth, depth_of(item));
    for (const auto& entry : node.entries) depth = std::max(depth, depth_of(entry.second));
    return depth + 1;
  }

  // yaml-cpp gives only where a scalar begins, and counts its anchor and tag to it.
  Span scalar_span(const YAML::Mark& mark, const std::string& value) const {
    const std::string_view bytes = source_->bytes();
    std::size_t begin = span_of(mark).begin;
    while (begin < bytes.size() && (bytes[begin] == '&' || bytes[begin] == '!')) {
      begin = std::min(bytes.find_first_of(" \t\r\n", begin), bytes.size());
      begin = std::min(bytes.find_first_not_of(" \t\r\n", begin), bytes.size());
    }
    if (begin == bytes.size()) return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin)};
    std::size_t end = std::min(bytes.find_first_of("\r\n", begin), bytes.size());
    const char first = bytes[begin];
    if (first == '"' || first == '\'') {
      std::size_t at = begin + 1;
      for (; at < bytes.size(); ++at) {
        if (first == '"' && bytes[at] == '\\') {
          ++at;
        } else if (bytes[at] == first) {
          if (first == '"' || at + 1 == bytes.size() || bytes[at + 1] != first) break;
          ++at;  // '' is one quote inside
        }
      }
      end = std::min(at + 1, bytes.size());
    } else if (bytes.substr(begin).starts_with(value)) {
      end = begin + value.size();
    }
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    if (stack_.size() >= max_depth) fail(mark, "nested too deeply");
    Frame frame;
    frame.node.kind = kind;
    frame.node.at = {source_, span_of(mark)};
    set_tag(frame.node, tag);
    frame.anchor = anchor;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    add(std::move(frame.node), frame.anchor);
  }

  void add(Node node, YAML::anchor_t anchor) {
    if (++nodes_ > max_nodes) throw Stop{{node.at, "the file holds too many values"}};
    if (anchor != YAML::NullAnchor) {
      Anchored anchored{node, size_of(node), depth_of(node)};
      nodes_ += anchored.size.nodes;
      anchors_[anchor] = std::move(anchored);
    }
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.is_sequence()) {
      frame.node.items.push_back(std::move(node));
    } else if (frame.key) {
      frame.node.entries.push_back({std::move(*frame.key), std::move(node)});
      frame.key.reset();
    } else {
      if (!node.is_scalar()) throw Stop{{node.at, "a key has to be text"}};
      if (!frame.keys.insert(node.scalar).second) {
        throw Stop{{node.at, "the key `" + node.scalar + "` stands here twice"}};
      }
      frame.key = std::move(node);
    }
  }

  SourcePtr source_;
  std::uint32_t skipped_;
  Node root_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0, alias_nodes_ = 0, alias_bytes_ = 0;
  bool seen_document_ = false;
};

// yaml-cpp replaces bytes that are not UTF-8 and guesses UTF-16 and UTF-32, which would move every place.
std::optional<std::uint32_t> first_bad_byte(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const text::CodePoint point = text::decode(bytes.substr(at));
    const bool control =
        point.value < 0x20 && point.value != '\t' && point.value != '\n' && point.value != '\r';
    if (!point.valid || control || point.value == 0x7F) return static_cast<std::uint32_t>(at);
    at += point.length;
  }
  return std::nullopt;
}

}  // namespace

Result<Node, Problem> parse(SourcePtr source) {
  std::string_view bytes = source->bytes();
  std::uint32_t skipped = 0;
  if (bytes.starts_with(byte_order_mark)) {
    skipped = static_cast<std::uint32_t>(byte_order_mark.size());
    bytes.remove_prefix(skipped);
  }
  if (const auto bad = first_bad_byte(bytes)) {
    return Result<Node, Problem>::failure(
        {{source, {*bad + skipped, *bad + skipped + 1}}, "not valid YAML: a byte that is not UTF-8 text"});
  }
  Builder builder(source, skipped);
  try {
    MemoryBuffer buffer(bytes);
    std::istream in(&buffer);
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Stop& stop) {
    return Result<Node, Problem>::failure(stop.problem);
  } catch (const YAML::Exception& error) {
    Span at = builder.span_of(error.mark);
    // An unterminated flow collection is reported at the start of the file, whatever its place.
    if (error.mark.pos <= 0 && builder.innermost()) at = builder.innermost()->at.span;
    return Result<Node, Problem>::failure({{source, at}, "not valid YAML: " + text::lower(error.msg)});
  }
}

}  // namespace dockgate::yaml
