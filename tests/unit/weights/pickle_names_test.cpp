#include "weights/pickle_names.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace dockgate::weights {
namespace {

NameVerdict::Kind kind(std::string_view module, std::string_view name) {
  return judge_name(module, name).kind;
}
constexpr auto allowed = NameVerdict::Kind::allowed;
constexpr auto unknown = NameVerdict::Kind::unknown;
constexpr auto dangerous = NameVerdict::Kind::dangerous;

TEST(PickleNames, TablesAreSorted) {
  const auto& known = pickle_knowledge();
  const auto by_name = [](const auto& row) { return std::pair(row.module, row.name); };
  EXPECT_TRUE(std::ranges::is_sorted(known.allowed, {}, by_name));
  EXPECT_TRUE(std::ranges::is_sorted(known.dangerous, {}, by_name));
  EXPECT_TRUE(std::ranges::is_sorted(known.renamed, {}, by_name));
  EXPECT_TRUE(std::ranges::is_sorted(known.public_only));
  EXPECT_GT(known.allowed.size(), 1500u);
}

TEST(PickleNames, OnlyTheExactPairIsAllowed) {
  EXPECT_EQ(kind("collections", "OrderedDict"), allowed);
  EXPECT_EQ(kind("collections", "OrderedDict.fromkeys"), unknown);
  EXPECT_EQ(kind("collections.abc", "OrderedDict"), unknown);
  EXPECT_EQ(kind("torch._utils", "_rebuild_tensor_v2"), allowed);
  EXPECT_EQ(kind("torch._utils ", "_rebuild_tensor_v2"), unknown);
  EXPECT_EQ(kind("torch", "_utils._rebuild_tensor_v2"), unknown);
  EXPECT_EQ(kind("acme", "OrderedDict"), unknown);
}

TEST(PickleNames, AModuleReachedThroughAnotherIsDangerous) {
  EXPECT_EQ(kind("fractions", "operator.add"), dangerous);
  EXPECT_EQ(kind("torch.nn.modules.module", "functools.partial"), dangerous);
  EXPECT_EQ(kind("acme.models", "Encoder.Block"), unknown);
}

TEST(PickleNames, WhatLoadsAnotherFileIsDangerousInAnyModule) {
  EXPECT_EQ(kind("acme.models", "Encoder.from_pretrained"), dangerous);
  EXPECT_EQ(kind("gensim.utils", "unpickle"), dangerous);
  EXPECT_EQ(kind("sympy.core.sympify", "sympify"), dangerous);
  EXPECT_EQ(kind("pathlib", "Path.write_text"), dangerous);
  EXPECT_EQ(kind("pandas", "eval"), dangerous);
}

TEST(PickleNames, ADangerousModuleCoversWhatIsBelowIt) {
  for (const auto& [module, name] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"os", "getcwd"},
           {"os.path", "join"},
           {"asyncio.unix_events", "_UnixSubprocessTransport._start"},
           {"importlib.util", "spec_from_file_location"},
           {"torch.hub", "load"},
           {"torch", "hub.load"},
           {"torch.utils.bottleneck.__main__", "run_autograd_prof"},
           {"numpy.f2py.crackfortran", "getlincoef"}})
    EXPECT_EQ(kind(module, name), dangerous) << module << " " << name;
}

TEST(PickleNames, HooksAndModulesOfOthersAreDangerous) {
  EXPECT_EQ(kind("numpy", "__builtins__"), dangerous);
  EXPECT_EQ(kind("numpy", "prod.os.system"), dangerous);
  EXPECT_EQ(kind("numpy", "core._internal.sys.modules"), dangerous);
  EXPECT_EQ(kind("acme", "os"), dangerous);
  EXPECT_EQ(kind("acme.tools", "os.environ"), dangerous);
  EXPECT_EQ(kind("collections", "OrderedDict.__reduce__"), dangerous);
  EXPECT_EQ(kind("uuid", "_get_command_stdout"), dangerous);
  EXPECT_EQ(kind("logging", "_anything"), dangerous);
}

TEST(PickleNames, NamesOfPython2AreThoseOfPython3) {
  EXPECT_EQ(kind("__builtin__", "set"), allowed);
  EXPECT_EQ(kind("__builtin__", "xrange"), allowed);
  EXPECT_EQ(kind("copy_reg", "_reconstructor"), allowed);
  EXPECT_EQ(kind("__builtin__", "reduce"), dangerous);
  EXPECT_EQ(kind("cPickle", "loads"), dangerous);
  EXPECT_EQ(kind("commands", "getoutput"), dangerous);
  EXPECT_EQ(kind("exceptions", "ValueError"), allowed);
}

TEST(PickleNames, DottedNames) {
  EXPECT_TRUE(is_dotted_name("a.b_1"));
  EXPECT_FALSE(is_dotted_name("a..b"));
  EXPECT_FALSE(is_dotted_name("1a"));
  EXPECT_FALSE(is_dotted_name("a b"));
  EXPECT_FALSE(is_dotted_name(""));
  EXPECT_TRUE(is_hook("__class__"));
  EXPECT_FALSE(is_hook("____"));
}

}  // namespace
}  // namespace dockgate::weights
