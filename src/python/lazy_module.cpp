#include "python/lazy_module.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "text/ascii.hpp"
#include "text/shapes.hpp"

namespace dockgate::python {
namespace {

bool is_word(char c) {
  return text::is_word(c) || text::is_beyond_ascii(c);
}

constexpr std::string_view blanks = " \t\f\\\r\n";
// What a class is derived from, in bytes; a longer list may hold anything.
constexpr std::size_t max_header = 4096;

/// The brackets at the beginning of `text`, one behind the other: `[T](Base, Other)`; nothing when they are
/// not closed.
std::optional<std::string_view> brackets(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '"' || c == '\'') {
      at = std::min(text.find(c, at + 1), text.size());
    } else if (c == '(' || c == '[' || c == '{') {
      ++open;
    } else if (c == ')' || c == ']' || c == '}') {
      if (open > 0) --open;
    } else if (open == 0 && blanks.find(c) == std::string_view::npos) {
      return text.substr(0, at);
    }
  }
  return std::nullopt;
}

/// Two independent halves of 32 bits (FNV-1a, mixed).
std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  hash ^= hash >> 32;
  return hash * 0x9e3779b97f4a7c15ull;
}

/// Calls `visit(word, begin)` for each word of the text, in order.
template <typename Visit>
void each_word(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    visit(text.substr(begin, at - begin), begin);
  }
}

/// Whether the names of fields or attributes may be given to the word as texts.
bool takes_names(std::string_view word) {
  return word == "namedtuple" || word == "NamedTuple" || word == "make_dataclass" || word == "setattr" ||
         word == "__dict__" || word == "__setattr__";
}

/// Whether `=` or `:` stands behind a word that ends at `end`.
bool is_assigned(std::string_view text, std::size_t end) {
  end = text.find_first_not_of(blanks, end);
  return end != std::string_view::npos && (text[end] == '=' || text[end] == ':');
}

/// Where something is assigned on the lines of a text that are asked for from the first to the last.
class Assignments {
 public:
  explicit Assignments(std::string_view text) : text_(text) {}

  /// Whether `=` may stand on the line behind `place`, or on a next line that belongs to it.
  bool may_follow(std::size_t place) {
    if (place >= end_) read(place);
    return open_ || (last_ != std::string_view::npos && last_ >= place);
  }

 private:
  void read(std::size_t place) {
    end_ = std::min(text_.find('\n', place), text_.size());
    const std::string_view line = text_.substr(place, end_ - place);
    std::size_t brackets = 0;
    last_ = std::string_view::npos;
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char c = line[at];
      if (c == '(' || c == '[' || c == '{') ++brackets;
      if ((c == ')' || c == ']' || c == '}') && brackets > 0) --brackets;
      if (c == '=') last_ = place + at;
    }
    open_ = brackets > 0 || line.ends_with(',') || line.ends_with('\\') || line.ends_with(",\r") ||
            line.ends_with("\\\r");
  }

  std::string_view text_;
  std::size_t end_ = 0, last_ = std::string_view::npos;
  bool open_ = false;
};

void sort_once(std::vector<std::uint64_t>& hashes) {
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  hashes.shrink_to_fit();
}

}  // namespace

LazyModule::LazyModule(MappedText source) : source_(std::move(source)) {
  const std::string_view text = source_.view();
  other_shapes_ = text::has_other_shapes(text);
  // About eight bits a word, of which a text repeats most.
  words_.resize(std::bit_ceil(text.size() / 128 + 8));
  const std::uint64_t mask = words_.size() * 64 - 1;
  std::string_view before;
  bool names_as_texts = false;
  Assignments assignments(text);
  each_word(text, [&](std::string_view word, std::size_t begin) {
    const std::uint64_t hash = hash_of(word);
    for (const std::uint64_t bit : {hash & mask, (hash >> 32) & mask})
      words_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    const std::size_t end = begin + word.size();
    if (before == "class" || before == "def") {
      defined_.push_back(hash);
      if (before == "class") add_bases(text.substr(end, max_header));
    }
    const auto behind = text.substr(0, begin).find_last_not_of(blanks);
    if (behind != std::string_view::npos && text[behind] == '.' && assignments.may_follow(end))
      stored_.push_back(hash);
    names_as_texts = names_as_texts || takes_names(word);
    before = word;
  });
  // `Pair = namedtuple(…)`, `setattr(x, "name", …)`
  if (names_as_texts)
    each_word(text, [&](std::string_view word, std::size_t begin) {
      const std::size_t end = begin + word.size();
      if (is_assigned(text, end)) defined_.push_back(hash_of(word));
      if (begin > 0 && (text[begin - 1] == '"' || text[begin - 1] == '\'')) stored_.push_back(hash_of(word));
    });
  sort_once(stored_);
  sort_once(defined_);
  sort_once(bases_);
}

void LazyModule::add_bases(std::string_view behind) {
  const auto list = brackets(behind);
  any_base_ = any_base_ || !list;
  if (list) each_word(*list, [&](std::string_view word, std::size_t) { bases_.push_back(hash_of(word)); });
}

Sought::Sought(std::string_view word) : word_(word), plain_(!word.empty()) {
  for (const char c : word) plain_ = plain_ && is_word(c);
  if (plain_) hash_ = hash_of(word);
}

bool LazyModule::may_hold(const Sought& word) const {
  return other_shapes_ || (filter_holds(word) && source_.view().find(word.word_) != std::string_view::npos);
}

bool LazyModule::filter_holds(const Sought& word) const {
  if (other_shapes_ || !word.plain_) return true;
  const std::uint64_t mask = words_.size() * 64 - 1;
  for (const std::uint64_t bit : {word.hash_ & mask, (word.hash_ >> 32) & mask})
    if ((words_[bit / 64] >> (bit % 64) & 1) == 0) return false;
  return true;
}

bool LazyModule::may_define(const Sought& word) const {
  return other_shapes_ || !word.plain_ || std::binary_search(defined_.begin(), defined_.end(), word.hash_);
}

bool LazyModule::may_derive(const Sought& base) const {
  return other_shapes_ || !base.plain_ || any_base_ ||
         std::binary_search(bases_.begin(), bases_.end(), base.hash_);
}

bool LazyModule::may_store(const Sought& attribute) const {
  return other_shapes_ || !attribute.plain_ ||
         std::binary_search(stored_.begin(), stored_.end(), attribute.hash_);
}

ModulePtr LazyModule::module() const {
  std::call_once(parsed_, [this] {
    module_ = parse(source_);
    has_tree_ = true;
  });
  return module_;
}

std::vector<Import> imports(const LazyModule& module) {
  if (module.may_hold("import_module") || module.may_hold("__import__")) return imports(*module.module());
  return scan_imports(module.source());
}

}  // namespace dockgate::python
