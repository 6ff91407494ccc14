// tree-sitter's memory from operator new. It takes and gives back many small blocks for each script.
#include "tree_memory.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

namespace {

/// In front of each block stands its size, which realloc() has to know.
std::size_t& size_of(void* block) {
  return static_cast<std::size_t*>(block)[-1];
}

}  // namespace

void* dockgate_tree_malloc(std::size_t size) {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max() - sizeof(std::size_t);
  void* whole = size <= most ? ::operator new(size + sizeof(std::size_t), std::nothrow) : nullptr;
  if (whole == nullptr) std::abort();  // as tree-sitter does, which cannot go on
  void* block = static_cast<std::size_t*>(whole) + 1;
  size_of(block) = size;
  return block;
}

void* dockgate_tree_calloc(std::size_t count, std::size_t size) {
  if (size != 0 && count > std::numeric_limits<std::size_t>::max() / size) std::abort();
  return std::memset(dockgate_tree_malloc(count * size), 0, count * size);
}

void* dockgate_tree_realloc(void* block, std::size_t size) {
  if (block == nullptr) return dockgate_tree_malloc(size);
  if (size <= size_of(block)) return block;
  void* larger = dockgate_tree_malloc(size);
  std::memcpy(larger, block, size_of(block));
  dockgate_tree_free(block);
  return larger;
}

void dockgate_tree_free(void* block) {
  if (block != nullptr) ::operator delete(static_cast<std::size_t*>(block) - 1);
}
