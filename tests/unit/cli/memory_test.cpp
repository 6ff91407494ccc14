#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

// cli/memory.cpp is part of this program, so that all of it takes its memory there.

namespace {

using Bytes = std::unique_ptr<char[]>;

/// A block full of a byte of its own.
struct Marked {
  Bytes bytes;
  std::size_t size = 0;
  char mark = 0;
  bool whole() const {
    for (std::size_t i = 0; i < size; ++i)
      if (bytes[i] != mark) return false;
    return true;
  }
};

Marked marked(std::size_t size, char mark) {
  Marked block{Bytes(new char[size]), size, mark};
  std::memset(block.bytes.get(), mark, size);
  return block;
}

TEST(Memory, BlocksOfEverySizeAreAlignedAndDoNotOverlap) {
  std::vector<Marked> blocks;
  for (std::size_t size = 0; size < 3000; ++size)
    blocks.push_back(marked(size, static_cast<char>(size % 127)));
  for (const Marked& block : blocks) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.bytes.get()) % alignof(std::max_align_t), 0u);
    EXPECT_TRUE(block.whole()) << block.size;
  }
}

TEST(Memory, BlocksKeepWhatTheyHoldWhileOthersComeAndGo) {
  std::mt19937 random(1);
  std::vector<Marked> blocks(400);
  for (int round = 0; round < 40000; ++round) {
    Marked& block = blocks[random() % blocks.size()];
    ASSERT_TRUE(block.whole());
    block = marked(random() % (round % 50 == 0 ? 100000 : 1200), static_cast<char>(round % 127));
  }
  for (const Marked& block : blocks) EXPECT_TRUE(block.whole());
}

TEST(Memory, OneThreadGivesBackWhatAnotherTook) {
  for (int round = 0; round < 20; ++round) {
    std::vector<Marked> blocks;
    std::thread taker([&] {
      for (std::size_t i = 0; i < 5000; ++i) blocks.push_back(marked(i % 300, static_cast<char>(i % 127)));
    });
    taker.join();
    std::thread giver([&] {
      for (const Marked& block : blocks) EXPECT_TRUE(block.whole());
      blocks.clear();
    });
    giver.join();
  }
}

TEST(Memory, ThreadsDoNotDisturbOneAnother) {
  std::array<std::thread, 4> threads;
  for (std::size_t number = 0; number < threads.size(); ++number) {
    threads[number] = std::thread([number] {
      std::vector<Marked> blocks(200);
      for (std::size_t i = 0; i < 20000; ++i) {
        Marked& block = blocks[(i * 7) % blocks.size()];
        ASSERT_TRUE(block.whole());
        block = marked((i * 13) % 900, static_cast<char>(number + 1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Memory, TooMuchIsRefused) {
  volatile std::size_t much = static_cast<std::size_t>(-1) / 2;
  EXPECT_THROW(::operator delete(::operator new(much)), std::bad_alloc);
  EXPECT_EQ(::operator new(much, std::nothrow), nullptr);
  much = static_cast<std::size_t>(-1);
  EXPECT_THROW(::operator delete(::operator new(much)), std::bad_alloc);
}

TEST(MemoryDeathTest, WhatIsGivenBackTwiceEndsTheProgram) {
  EXPECT_DEATH(
      {
        void* volatile block = ::operator new(40);
        ::operator delete(block);
        ::operator delete(block);
      },
      "");
}

TEST(MemoryDeathTest, AnOverrunEndsTheProgram) {
  EXPECT_DEATH(
      {
        char* volatile block = static_cast<char*>(::operator new(40));
        for (int i = 1; i <= 8; ++i) block[-i] = 'x';  // behind the end of the block in front
        ::operator delete(block);
      },
      "");
}

}  // namespace
