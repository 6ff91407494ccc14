#pragma once
// What was read out of a place on the disk that knows what names stand for.

#include <string>
#include <vector>

#include "lock/lock.hpp"

namespace dockgate::lock {

struct Imported {
  Lock lock;
  std::vector<std::string> notes;  // what was left out, and why
  std::vector<std::string>
      problems;  // content that is not what its name says; nothing of it should be taken then
};

}  // namespace dockgate::lock
