// The program's operator new and delete. Judging a Dockerfile takes and gives back some thousand small
// blocks, nearly all within one thread: each thread keeps lists of free blocks by size, which takes a third
// of the instructions that the C library's allocator needs for so many. Large blocks are the C library's. A
// word in front of each block says what it is, so that one which is given back twice, or which an overrun
// reached, ends the program.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <new>

namespace {

constexpr std::size_t grain = 16;
constexpr std::size_t classes = 65;            // blocks of `number * grain` bytes, the word in front included
constexpr std::size_t smallest_class = 2;      // has room for a FreeBlock
constexpr std::size_t chunk = 64u << 10;       // is cut into blocks as they are asked for
constexpr std::size_t most_kept = 128u << 10;  // bytes of one size that a thread keeps for itself

// The word in front of a block: what it is, and its class; 0 for a large one.
using Word = std::uint64_t;
constexpr Word in_use = 0x9d6f5a3b1c84e200, is_free = 0x51c7e80f3ad69400, class_bits = 0xff;

struct FreeBlock {
  FreeBlock* next;
  FreeBlock* next_list;  // of the first block of a list that was handed over
  std::size_t bytes;     // of that list
};

/// The end of a chunk that a thread did not need.
struct Rest {
  Rest* next;
  char* end;
};

struct List {
  FreeBlock* first = nullptr;
  std::size_t bytes = 0;
};

/// What threads have handed over.
struct Shared {
  std::mutex mutex;
  std::array<FreeBlock*, classes> lists{};
  Rest* rests = nullptr;
};
constinit Shared shared;

struct Cache {
  std::array<List, classes> lists{};
  char* next = nullptr;  // what is left of the chunk at hand; a word stands in front of each block
  char* end = nullptr;
};
constinit thread_local Cache cache;

Word& word_of(void* block) {
  return static_cast<Word*>(block)[-1];
}

[[gnu::noinline]] void hand_over(std::size_t number, List& list) {
  if (list.first == nullptr) return;
  list.first->bytes = list.bytes;
  const std::lock_guard lock(shared.mutex);
  list.first->next_list = shared.lists[number];
  shared.lists[number] = list.first;
  list = {};
}

/// Hands over what a thread has when it ends.
struct AtEnd {
  ~AtEnd() {
    for (std::size_t number = smallest_class; number < classes; ++number)
      hand_over(number, cache.lists[number]);
    if (static_cast<std::size_t>(cache.end - cache.next) < sizeof(Rest)) return;
    auto* rest = reinterpret_cast<Rest*>(cache.next);
    rest->end = cache.end;
    const std::lock_guard lock(shared.mutex);
    rest->next = shared.rests;
    shared.rests = rest;
    cache.next = cache.end = nullptr;
  }
};

void* from_system(std::size_t size) {
  for (;;) {
    if (void* found = std::malloc(size)) return found;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

/// A block, when the list is empty: from what others handed over, or cut from a chunk.
[[gnu::noinline]] void* refill(std::size_t number) {
  thread_local AtEnd at_end;
  static_cast<void>(at_end);
  {
    const std::lock_guard lock(shared.mutex);
    if (FreeBlock* list = shared.lists[number]) {
      shared.lists[number] = list->next_list;
      cache.lists[number] = {list->next, list->bytes - number * grain};
      word_of(list) = in_use | number;
      return list;
    }
    if (static_cast<std::size_t>(cache.end - cache.next) < number * grain) {
      cache.next = cache.end = nullptr;
      if (Rest* rest = shared.rests; rest != nullptr) {
        shared.rests = rest->next;
        cache.next = reinterpret_cast<char*>(rest);
        cache.end = rest->end;
      }
    }
  }
  if (static_cast<std::size_t>(cache.end - cache.next) < number * grain) {
    cache.next = static_cast<char*>(from_system(chunk)) + grain;  // the first word stands at its end
    cache.end = cache.next + (chunk - grain);
  }
  void* block = cache.next;
  cache.next += number * grain;
  word_of(block) = in_use | number;
  return block;
}

[[gnu::noinline]] void* take_large(std::size_t size) {
  if (size > std::numeric_limits<std::size_t>::max() - grain) throw std::bad_alloc();
  void* block = static_cast<char*>(from_system(size + grain)) + grain;
  word_of(block) = in_use;
  return block;
}

inline void* take(std::size_t size) {
  if (size > (classes - 1) * grain - sizeof(Word)) [[unlikely]]
    return take_large(size);
  std::size_t number = (size + sizeof(Word) + grain - 1) / grain;
  if (number < smallest_class) number = smallest_class;
  List& list = cache.lists[number];
  FreeBlock* block = list.first;
  if (block == nullptr) [[unlikely]]
    return refill(number);
  list.first = block->next;
  __builtin_prefetch(list.first);  // the next one asks for it
  list.bytes -= number * grain;
  word_of(block) = in_use | number;
  return block;
}

inline void give_back(void* block) {
  if (block == nullptr) return;
  const Word word = word_of(block);
  if ((word & ~class_bits) != in_use) [[unlikely]]
    std::abort();
  const std::size_t number = word & class_bits;
  if (number == 0) [[unlikely]] {
    word_of(block) = is_free;
    std::free(static_cast<char*>(block) - grain);
    return;
  }
  word_of(block) = is_free | number;
  List& list = cache.lists[number];
  auto* free_block = static_cast<FreeBlock*>(block);
  free_block->next = list.first;
  list.first = free_block;
  list.bytes += number * grain;
  if (list.bytes > most_kept) [[unlikely]]
    hand_over(number, list);
}

void* take_or_null(std::size_t size) noexcept {
  try {
    return take(size);
  } catch (...) {
    return nullptr;
  }
}

}  // namespace

void* operator new(std::size_t size) {
  return take(size);
}
void* operator new[](std::size_t size) {
  return take(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return take_or_null(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return take_or_null(size);
}
void operator delete(void* block) noexcept {
  give_back(block);
}
void operator delete[](void* block) noexcept {
  give_back(block);
}
void operator delete(void* block, std::size_t) noexcept {
  give_back(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  give_back(block);
}
void operator delete(void* block, const std::nothrow_t&) noexcept {
  give_back(block);
}
void operator delete[](void* block, const std::nothrow_t&) noexcept {
  give_back(block);
}
