// Every example of the catalogue goes the whole way from a Dockerfile to facts, and every row has both.

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "catalog/apis.hpp"
#include "catalog/commands.hpp"
#include "dockerfile/parse.hpp"
#include "facts/collect.hpp"
#include "text/file_trees.hpp"

namespace dockgate::catalog {
namespace {

facts::BuildFacts collect(std::map<std::string, std::string> files) {
  auto context = text::memory_files(std::move(files));
  auto file = std::make_shared<dockerfile::File>(dockerfile::parse(*context->read("Dockerfile")));
  return facts::collect(build::resolve(file, context, {}));
}

facts::BuildFacts run_python(std::string_view program) {
  return collect(
      {{"Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY app.py ./\nCMD [\"python\", \"app.py\"]\n"},
       {"app.py", std::string(program)}});
}

/// What a policy would speak of, in words.
std::string wrong(const facts::BuildFacts& facts, bool only_reached = false) {
  using facts::Known;
  using facts::RevisionState;
  std::string out;
  for (const auto& model : facts.models) {
    if (only_reached && !model.reached) continue;
    const bool pinned = model.verified || model.revision_state == RevisionState::commit ||
                        model.revision_state == RevisionState::not_needed;
    if (!pinned)
      out += model.api + " of `" + model.id + "` is " + std::string(to_string(model.revision_state)) + "\n";
    if (model.remote_code != Known::no) out += model.api + " runs remote code\n";
  }
  for (const auto& load : facts.loads)
    if (load.safe != Known::yes && (!only_reached || load.reached))
      out += load.api + " is not safe: " + load.why + "\n";
  return out;
}

/// The settings of `role` that have their effect.
std::string settings(const facts::BuildFacts& facts, std::string_view role) {
  std::string out;
  for (const auto& setting : facts.settings)
    if (setting.role == role && setting.active != facts::Known::no)
      out += setting.name + " " + setting.how + "\n";
  return out;
}

struct Example {
  std::string name;
  std::string good, bad;
  std::function<std::string(const std::string& example)> judge;  // "" = nothing is wrong
};

std::string in_dockerfile(const std::string& instructions) {
  return "FROM python:3.12\n" + instructions + (instructions.ends_with('\n') ? "" : "\n");
}

/// Files that the commands of runners reach.
std::map<std::string, std::string> runner_files() {
  const std::string load = "from transformers import AutoModel\nAutoModel.from_pretrained(\"org/name\")\n";
  std::map<std::string, std::string> files;
  for (const auto* name :
       {"app.py", "main.py", "service.py", "predict.py", "handler.py", "train.py", "models/net/1/model.py"})
    files[name] = load;
  files["cog.yaml"] = "predict: \"predict.py:Predictor\"\n";
  files["notebook.ipynb"] =
      R"json({"cells": [{"cell_type": "code", "source": ["from transformers import AutoModel\n", "AutoModel.from_pretrained(\"org/name\")"]}]})json";
  return files;
}

std::string_view role_name(VariableRole role) {
  constexpr std::array<std::string_view, 8> names = {"trust",    "guard-removed", "hardening", "offline",
                                                     "endpoint", "token",         "model",     "revision"};
  return names[static_cast<std::size_t>(role)];
}

std::vector<Example> examples() {
  std::vector<Example> out;
  const auto add = [&](std::string_view kind, std::string_view call, std::string_view good,
                       std::string_view bad, std::function<std::string(const std::string&)> judge) {
    std::string name(kind);
    name += '_';
    for (const char c : call) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    out.push_back(
        {name + "_" + std::to_string(out.size()), std::string(good), std::string(bad), std::move(judge)});
  };
  const auto python = [](const std::string& example) { return wrong(run_python(example)); };
  for (const auto& row : builtin().models)
    add("model", row.calls.empty() ? row.methods.front() : row.calls.front(), row.good, row.bad, python);
  for (const auto& row : builtin().loads) add("load", row.calls.front(), row.good, row.bad, python);
  for (const auto& row : builtin().writes)
    add("write", row.calls.empty() ? row.methods.front() : row.calls.front(), row.good, row.bad, python);
  for (const auto& row : builtin().processes) add("process", row.calls.front(), row.good, row.bad, python);
  for (const auto& row : builtin().guards)
    add("guard", row.name, row.good, row.bad, [&row](const std::string& example) {
      return settings(
          row.shell ? collect({{"Dockerfile", in_dockerfile("RUN " + example)}}) : run_python(example),
          "guard-removed");
    });
  for (const auto& row : builtin().variables)
    add("variable", row.names.front(), row.good, row.bad, [&row](const std::string& example) {
      const auto found = settings(collect({{"Dockerfile", in_dockerfile(example)}}), role_name(row.role));
      // What protects is missed where it is off.
      if (row.role == VariableRole::offline || row.role == VariableRole::hardening)
        return found.empty() ? std::string("off") : std::string();
      return found;
    });
  for (const auto& row : builtin().images)
    add("image", row.images.front(), row.good, row.bad, [](const std::string& example) {
      return wrong(collect({{"Dockerfile", example}}));
    });
  for (const auto& row : builtin().runners)
    add("runner", row.programs.front(), row.good, row.bad, [](const std::string& example) {
      auto files = runner_files();
      files["Dockerfile"] = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD " + example + "\n";
      return wrong(collect(std::move(files)), true);
    });
  for (const auto& row : builtin_commands())
    add("command", row.api, row.good, row.bad, [&row](const std::string& example) {
      const auto facts = collect({{"Dockerfile", in_dockerfile("RUN " + example)}});
      const auto found = wrong(facts);
      // A bad example has to be found by its own row.
      const bool own = std::any_of(facts.models.begin(), facts.models.end(),
                                   [&](const facts::ModelFact& model) { return model.api == row.api; });
      return own || found.empty() ? found : "";
    });
  return out;
}

class CatalogExample : public testing::TestWithParam<Example> {};

TEST_P(CatalogExample, RowHasBoth) {
  EXPECT_FALSE(GetParam().good.empty());
  EXPECT_FALSE(GetParam().bad.empty());
}

TEST_P(CatalogExample, GoodIsQuiet) {
  EXPECT_EQ(GetParam().judge(GetParam().good), "") << GetParam().good;
}

TEST_P(CatalogExample, BadIsFound) {
  EXPECT_NE(GetParam().judge(GetParam().bad), "") << GetParam().bad;
}

INSTANTIATE_TEST_SUITE_P(All, CatalogExample, testing::ValuesIn(examples()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace dockgate::catalog
