#include "text/for_each.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace dockgate::text {

std::vector<std::string> for_each_index(std::size_t count, unsigned jobs,
                                        const std::function<void(std::size_t)>& work) {
  std::vector<std::string> failures(count);
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (const std::exception& error) {
        failures[i] = error.what();
        if (failures[i].empty()) failures[i] = "unknown";
      } catch (...) {
        failures[i] = "unknown";
      }
    }
  };
  const std::size_t helpers = std::min<std::size_t>(std::max(jobs, 1u), std::max<std::size_t>(count, 1)) - 1;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < helpers; ++i) {
    try {
      threads.emplace_back(run);
    } catch (const std::system_error&) {
      break;  // no more threads to be had: the ones that run do all the work
    }
  }
  run();
  for (std::thread& thread : threads) thread.join();
  return failures;
}

void for_each_index_in_shares(std::size_t count, unsigned jobs,
                              const std::function<void(std::size_t)>& work) {
  constexpr std::size_t share = 64;
  const auto failures = for_each_index((count + share - 1) / share, jobs, [&](std::size_t part) {
    for (std::size_t i = part * share; i < std::min(count, (part + 1) * share); ++i) work(i);
  });
  for (const std::string& failure : failures)
    if (!failure.empty()) throw std::runtime_error(failure);
}

}  // namespace dockgate::text
