#include "python/lazy_module.hpp"

#include <bit>

#include "text/ascii.hpp"
#include "text/shapes.hpp"

namespace dockgate::python {
namespace {

bool is_word(char c) {
  return text::is_word(c) || text::is_beyond_ascii(c);
}

/// Two independent halves of 32 bits (FNV-1a, mixed).
std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  hash ^= hash >> 32;
  return hash * 0x9e3779b97f4a7c15ull;
}

}  // namespace

LazyModule::LazyModule(MappedText source) : source_(std::move(source)) {
  const std::string_view text = source_.view();
  other_shapes_ = text::has_other_shapes(text);
  // About eight bits a word, of which a text repeats most.
  words_.resize(std::bit_ceil(text.size() / 128 + 8));
  const std::uint64_t mask = words_.size() * 64 - 1;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    const std::uint64_t hash = hash_of(text.substr(begin, at - begin));
    for (const std::uint64_t bit : {hash & mask, (hash >> 32) & mask})
      words_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

Sought::Sought(std::string_view word) : word_(word), plain_(!word.empty()) {
  for (const char c : word) plain_ = plain_ && is_word(c);
  if (plain_) hash_ = hash_of(word);
}

bool LazyModule::may_hold(const Sought& word) const {
  if (other_shapes_) return true;
  if (word.plain_) {
    const std::uint64_t mask = words_.size() * 64 - 1;
    for (const std::uint64_t bit : {word.hash_ & mask, (word.hash_ >> 32) & mask})
      if ((words_[bit / 64] >> (bit % 64) & 1) == 0) return false;
  }
  return source_.view().find(word.word_) != std::string_view::npos;
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
