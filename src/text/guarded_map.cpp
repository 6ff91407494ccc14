#include "text/guarded_map.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dockgate::text {
namespace {

/// One mapping. `begin` is 0 while the slot is free and is written last.
struct Slot {
  std::atomic<bool> taken{false};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::size_t> size{0};
  int descriptor = -1;
  struct timespec changed {};
};

// A signal handler is given nothing, so what it needs has to stand where it finds it.
std::array<Slot, 1000> slots;
struct sigaction former {};
std::atomic<std::size_t> page_size{4096};

void on_bus_error(int signal, siginfo_t* info, void* context) {
  const int error = errno;
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (Slot& slot : slots) {
    const std::uintptr_t begin = slot.begin.load(std::memory_order_acquire);
    const std::size_t size = slot.size.load(std::memory_order_relaxed);
    if (begin == 0 || address < begin || address - begin >= size) continue;
    const std::uintptr_t page = address & ~(page_size.load(std::memory_order_relaxed) - 1);
    void* zeros = ::mmap(reinterpret_cast<void*>(page), begin + size - page, PROT_READ,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    errno = error;
    return;
  }
  if ((former.sa_flags & SA_SIGINFO) != 0 && former.sa_sigaction != nullptr) {
    former.sa_sigaction(signal, info, context);
  } else if (former.sa_handler != SIG_DFL && former.sa_handler != SIG_IGN && former.sa_handler != nullptr) {
    former.sa_handler(signal);
  } else {
    // The read is tried again on return, and then ends the process as it always did.
    ::signal(signal, SIG_DFL);
  }
  errno = error;
}

Slot* free_slot() {
  for (Slot& slot : slots) {
    bool expected = false;
    if (slot.taken.compare_exchange_strong(expected, true)) return &slot;
  }
  return nullptr;
}

void release(Slot& slot) {
  const auto begin = slot.begin.exchange(0);
  ::munmap(reinterpret_cast<void*>(begin), slot.size.load());
  ::close(slot.descriptor);
  slot.taken.store(false);
}

}  // namespace

void survive_truncated_maps() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (const long size = ::sysconf(_SC_PAGESIZE); size > 0) page_size.store(static_cast<std::size_t>(size));
    struct sigaction action {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &former);
  });
}

std::optional<MappedFile> map_descriptor(int descriptor, std::size_t size) {
  struct stat info {};
  Slot* slot = ::fstat(descriptor, &info) == 0 ? free_slot() : nullptr;
  void* begin = slot == nullptr ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (begin == MAP_FAILED) {
    if (slot != nullptr) slot->taken.store(false);
    ::close(descriptor);
    return std::nullopt;
  }
  ::madvise(begin, size, MADV_SEQUENTIAL);
  slot->descriptor = descriptor;
  slot->changed = info.st_mtim;
  slot->size.store(size);
  slot->begin.store(reinterpret_cast<std::uintptr_t>(begin), std::memory_order_release);
  return MappedFile{{static_cast<const char*>(begin), size},
                    std::shared_ptr<const void>(begin, [slot](const void*) { release(*slot); })};
}

bool unchanged(const MappedFile& file) {
  const auto begin = reinterpret_cast<std::uintptr_t>(file.bytes.data());
  if (begin == 0) return true;
  for (const Slot& slot : slots) {
    if (slot.begin.load(std::memory_order_acquire) != begin) continue;
    struct stat info {};
    return ::fstat(slot.descriptor, &info) == 0 &&
           static_cast<std::size_t>(info.st_size) == slot.size.load() &&
           info.st_mtim.tv_sec == slot.changed.tv_sec && info.st_mtim.tv_nsec == slot.changed.tv_nsec;
  }
  return true;
}

}  // namespace dockgate::text
