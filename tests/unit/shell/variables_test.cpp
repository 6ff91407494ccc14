#include "shell/variables.hpp"

#include <gtest/gtest.h>

namespace dockgate::shell {
namespace {

Variable text(std::string value) {
  Variable variable;
  variable.value = std::move(value);
  return variable;
}

TEST(Variables, GoBackToAMark) {
  const Lookup lookup;
  Variables variables(lookup, {});
  variables.set("A", text("1"));
  const std::size_t mark = variables.mark();
  variables.set("A", text("2"));
  variables.set("A", text("3"));
  variables.set("B", text("x"));
  const auto changes = variables.rollback(mark);
  EXPECT_EQ(changes.at("A").value, "3");
  EXPECT_EQ(changes.at("B").value, "x");
  EXPECT_EQ(variables.get("A").value, "1");
  EXPECT_FALSE(variables.get("B").known);
}

TEST(Variables, AreUnknownWhereBranchesDiffer) {
  const Lookup lookup;
  Variables variables(lookup, {});
  variables.set("A", text("1"));
  variables.merge({{{"A", text("2")}}}, false);
  EXPECT_FALSE(variables.get("A").known);
  EXPECT_EQ(variables.get("A").others, (std::vector<std::string>{"2", "1"}));
  variables.merge({{{"B", text("2")}}, {{"B", text("2")}}}, true);
  EXPECT_EQ(variables.get("B").value, "2");
  variables.merge({{{"C", text("2")}}}, false);
  EXPECT_EQ(variables.get("C").assumed, "$C");
}

TEST(Variables, RefuseHugeValues) {
  const Lookup lookup;
  Variables variables(lookup, {});
  variables.set("A", text(std::string(100'000, 'x')));
  EXPECT_FALSE(variables.get("A").known);
}

}  // namespace
}  // namespace dockgate::shell
