#include "facts/schema.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "facts/facts.hpp"

namespace dockgate::facts {
namespace {

const FieldValue value(const Kind& kind, std::string_view field, const Fact& fact) {
  const auto* found = find_field(kind, field);
  EXPECT_NE(found, nullptr) << field;
  return found != nullptr ? found->get(fact) : FieldValue(Absent{});
}

bool is_text(const FieldValue& value, std::string_view text) {
  const auto* held = std::get_if<std::string>(&value);
  return held != nullptr && *held == text;
}

TEST(Schema, KindsAndFieldsAreSortedUniqueAndDocumented) {
  EXPECT_TRUE(std::ranges::is_sorted(kinds(), {}, &Kind::name));
  for (const auto& kind : kinds()) {
    EXPECT_EQ(find_kind(kind.name), &kind);
    EXPECT_FALSE(kind.doc.empty());
    EXPECT_TRUE(std::ranges::is_sorted(kind.fields, {}, &Field::name)) << kind.name;
    for (const auto& field : kind.fields) {
      EXPECT_FALSE(field.doc.empty()) << kind.name << '.' << field.name;
      EXPECT_EQ(find_field(kind, field.name), &field);
      const bool known_type = field.type == "text" || field.type == "list" || field.type == "flag" ||
                              field.type == "number" || field.type.starts_with("one of: ");
      EXPECT_TRUE(known_type) << field.type;
    }
    for (const auto& field : common_fields()) {
      EXPECT_NE(find_field(kind, field.name), nullptr);
    }
  }
  EXPECT_EQ(find_kind("nothing"), nullptr);
  EXPECT_EQ(find_field(*find_kind("image"), "nothing"), nullptr);
}

TEST(Schema, ValueFieldsOfAnUnresolvedFactAreNotKnown) {
  const auto& kind = *find_kind("image");
  ImageFact fact;
  fact.state = ImageState::unresolved;
  fact.missing = "BASE";
  const auto tag = value(kind, "tag", fact);
  ASSERT_TRUE(std::holds_alternative<Unresolved>(tag));
  EXPECT_EQ(std::get<Unresolved>(tag).what, "BASE");
  EXPECT_TRUE(is_text(value(kind, "state", fact), "unresolved")) << "an enumeration is always known";
  fact.state = ImageState::floating;
  EXPECT_TRUE(std::holds_alternative<Absent>(value(kind, "tag", fact)));
}

TEST(Schema, AModelsNameMayBeKnownWhileItsRevisionIsNot) {
  const auto& kind = *find_kind("model");
  ModelFact fact;
  fact.id = "org/name";
  fact.id_state = IdState::known;
  fact.revision_state = RevisionState::unresolved;
  fact.missing = "REV";
  EXPECT_TRUE(is_text(value(kind, "id", fact), "org/name"));
  EXPECT_TRUE(std::holds_alternative<Unresolved>(value(kind, "revision", fact)));
  fact.revision = "main";
  fact.revision_state = RevisionState::moving;
  EXPECT_TRUE(is_text(value(kind, "revision", fact), "main"));
  EXPECT_TRUE(is_text(value(kind, "remote_code", fact), "no"));
}

TEST(Schema, CommonFields) {
  const auto& kind = *find_kind("user");
  UserFact fact;
  fact.at = {std::make_shared<SourceFile>("a/Dockerfile", "x\ny\n"), {2, 3}};
  fact.phase = Phase::start;
  EXPECT_TRUE(is_text(value(kind, "file", fact), "a/Dockerfile"));
  EXPECT_EQ(std::get<std::int64_t>(value(kind, "line", fact)), 2);
  EXPECT_TRUE(is_text(value(kind, "phase", fact), "start"));
  EXPECT_TRUE(std::holds_alternative<Absent>(value(kind, "stage", fact)));
  EXPECT_EQ(std::get<bool>(value(kind, "shipped", fact)), true);
}

TEST(Schema, EachVisitsTheFactsOfItsKind) {
  BuildFacts facts;
  facts.users.resize(2);
  facts.loads.resize(1);
  const auto count = [&](std::string_view name) {
    int n = 0;
    find_kind(name)->each(facts, [&](const Fact&) { ++n; });
    return n;
  };
  EXPECT_EQ(count("user"), 2);
  EXPECT_EQ(count("load"), 1);
  EXPECT_EQ(count("image"), 0);
}

}  // namespace
}  // namespace dockgate::facts
