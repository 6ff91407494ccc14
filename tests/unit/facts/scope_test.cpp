#include "facts/scope.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "facts/schema.hpp"

namespace dockgate::facts {
namespace {

TEST(Scope, NamesOnlyFieldsThatThereAre) {
  for (const Kind& kind : kinds())
    for (const auto name : scope_fields(kind.name))
      EXPECT_NE(find_field(kind, name), nullptr) << kind.name << "." << name;
}

TEST(Scope, NoFieldThatIsJudgedIsAmongThem) {
  for (const auto& [kind, field] : {std::pair("image", "state"), std::pair("model", "revision_state"),
                                    std::pair("weight", "verdict"), std::pair("user", "root")}) {
    const auto fields = scope_fields(kind);
    EXPECT_EQ(std::ranges::find(fields, std::string_view(field)), fields.end()) << kind << "." << field;
  }
}

TEST(Scope, WhatIsSearchedIsAKindOrTheDockerfile) {
  for (const Kind& kind : kinds()) {
    const auto searched = searched_in(kind.name);
    EXPECT_TRUE(searched.empty() || searched == "dockerfile" || find_kind(searched) != nullptr) << kind.name;
  }
  EXPECT_EQ(searched_in("code-issue"), "vendored");
  EXPECT_EQ(searched_in("image"), "");
}

}  // namespace
}  // namespace dockgate::facts
