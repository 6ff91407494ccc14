#include "shell/printed.hpp"

#include <gtest/gtest.h>

namespace dockgate::shell {
namespace {

TEST(Printed, SmallProgramsSayWhatTheyAreGiven) {
  EXPECT_EQ(printed_by({"echo", "org/name", "x"}), "org/name x");
  EXPECT_EQ(printed_by({"echo", "-n", "a"}), "a");
  EXPECT_EQ(printed_by({"printf", "%s/%s", "org", "name"}), "org/name");
  EXPECT_EQ(printed_by({"basename", "/models/net.bin", ".bin"}), "net");
  EXPECT_EQ(printed_by({"basename", "org/name/"}), "name");
  EXPECT_EQ(printed_by({"dirname", "/models/net.bin"}), "/models");
  EXPECT_EQ(printed_by({"dirname", "net.bin"}), ".");
  EXPECT_EQ(printed_by({"seq", "2", "4"}), "2\n3\n4\n");
}

TEST(Printed, OtherProgramsAndOptionsSayNothing) {
  EXPECT_EQ(printed_by({}), std::nullopt);
  EXPECT_EQ(printed_by({"date"}), std::nullopt);
  EXPECT_EQ(printed_by({"echo", "-e", "a"}), std::nullopt);
  EXPECT_EQ(printed_by({"printf", "%d", "3"}), std::nullopt);
  EXPECT_EQ(printed_by({"seq", "1", "1000000"}), std::nullopt);
  EXPECT_EQ(printed_by({"seq", "-5", "5"}), std::nullopt);
  EXPECT_EQ(printed_by({"basename", "-a", "x"}), std::nullopt);
}

}  // namespace
}  // namespace dockgate::shell
