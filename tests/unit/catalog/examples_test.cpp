// Every Python example of the catalogue goes the whole way from a Dockerfile to facts.

#include <gtest/gtest.h>

#include "catalog/apis.hpp"
#include "dockerfile/parse.hpp"
#include "facts/collect.hpp"
#include "text/file_trees.hpp"

namespace dockgate::catalog {
namespace {

facts::BuildFacts run(std::string_view program) {
  const std::string dockerfile =
      "FROM python:3.12\nWORKDIR /app\nCOPY app.py ./\nCMD [\"python\", \"app.py\"]\n";
  auto context = text::memory_files({{"Dockerfile", dockerfile}, {"app.py", std::string(program)}});
  auto file = std::make_shared<dockerfile::File>(dockerfile::parse(*context->read("Dockerfile")));
  return facts::collect(build::resolve(file, context, {}));
}

/// What a policy would speak of, in words.
std::string wrong(const facts::BuildFacts& facts) {
  using facts::Known;
  using facts::RevisionState;
  std::string out;
  for (const auto& model : facts.models) {
    const bool pinned = model.verified || model.revision_state == RevisionState::commit ||
                        model.revision_state == RevisionState::not_needed;
    if (!pinned)
      out += model.api + " of `" + model.id + "` is " + std::string(to_string(model.revision_state)) + "\n";
    if (model.remote_code != Known::no) out += model.api + " runs remote code\n";
  }
  for (const auto& load : facts.loads)
    if (load.safe != Known::yes) out += load.api + " is not safe: " + load.why + "\n";
  return out;
}

struct Example {
  std::string name;
  std::string_view good, bad;
};

std::vector<Example> examples() {
  std::vector<Example> out;
  const auto add = [&](std::string_view call, std::string_view good, std::string_view bad) {
    std::string name;
    for (const char c : call) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    out.push_back({name + "_" + std::to_string(out.size()), good, bad});
  };
  for (const auto& row : builtin().models)
    add(row.calls.empty() ? row.methods.front() : row.calls.front(), row.good, row.bad);
  for (const auto& row : builtin().loads) add(row.calls.front(), row.good, row.bad);
  return out;
}

class CatalogExample : public testing::TestWithParam<Example> {};

TEST_P(CatalogExample, GoodIsQuiet) {
  const auto found = run(GetParam().good);
  EXPECT_EQ(wrong(found), "") << GetParam().good;
}

TEST_P(CatalogExample, BadIsFound) {
  const auto found = run(GetParam().bad);
  EXPECT_NE(wrong(found), "") << GetParam().bad;
}

INSTANTIATE_TEST_SUITE_P(All, CatalogExample, testing::ValuesIn(examples()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace dockgate::catalog
