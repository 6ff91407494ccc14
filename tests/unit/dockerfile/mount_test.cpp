#include "dockerfile/mount.hpp"

#include <gtest/gtest.h>

#include "parsed.hpp"

namespace dockgate::dockerfile {
namespace {

// What is wrong with `options` once it is built; "" when nothing is.
std::string checked(const std::string& options) {
  const File file = in_stage("RUN --mount=" + options + " x\n");
  const auto error = check_mount(mount_options(file.instructions.at(1).flags.at(0)));
  return error ? error->message : "";
}

std::string device(const std::string& options) {
  const File file = in_stage("RUN --device=" + options + " x\n");
  return file.errors.empty() ? "" : only_error(file);
}

TEST(MountOptions, AreFoundUnderEachOfTheirNames) {
  const File file = in_stage("RUN --mount=TYPE=Cache,dst=/a,\\\nsrc=b,ro,id= x\n");
  const MountOptions mount = mount_options(file.instructions.at(1).flags.at(0));
  ASSERT_EQ(mount.options.size(), 5u);
  EXPECT_EQ(mount.type(), "cache");
  EXPECT_EQ(mount.find("target")->value.text(), "/a");
  EXPECT_EQ(under(file, mount.find("source")->text.place().span), "src=b");
  EXPECT_FALSE(mount.find("readonly")->has_value);
  EXPECT_EQ(mount.find("uid"), nullptr);
}

TEST(MountOptions, AreCommaSeparatedValues) {
  const File file = in_stage("RUN --mount=\\\"source=a,b\\\"\\\"c\\\",ro x\n");
  const MountOptions mount = mount_options(file.instructions.at(1).flags.at(0));
  ASSERT_EQ(mount.options.size(), 2u);
  EXPECT_EQ(mount.options[0].value.text(), "a,b\"c");
  for (const char* bad : {"", "a\\\"b", "\\\"a", "\\\"a\\\"b"}) {
    EXPECT_EQ(in_stage("RUN --mount=" + std::string(bad) + " x\n").errors.size(), 1u) << bad;
  }
  EXPECT_TRUE(in_stage("RUN --mount=,, x\n").errors.empty());
}

TEST(ReadMount, RefusesAVariableInFromOnly) {
  EXPECT_EQ(only_error(in_stage("RUN --mount=from=$X x\n")), "`from` of a mount cannot have a variable");
  for (const char* fine : {"from=a$", "target=$X", "type=$X", "type=nope", "nope", "from"}) {
    EXPECT_TRUE(in_stage("RUN --mount=" + std::string(fine) + " x\n").errors.empty()) << fine;
  }
}

TEST(CheckMount, KnowsTypesKeysAndValues) {
  EXPECT_EQ(checked("type=bind,from=a,target=/x,rw=true"), "");
  EXPECT_EQ(checked("type=$T,size=1,sharing=locked"), "");
  EXPECT_EQ(checked("type=tmpfs,size=1.5gib"), "");
  EXPECT_EQ(checked("type=tmpfs,size=1xb"), "invalid value `1xb` for `size`");
  EXPECT_EQ(checked("size=1,type=tmpfs"), "`size` does not go with a mount of type `bind`");
  EXPECT_EQ(checked("type=cahce"), "unsupported mount type `cahce`");
  EXPECT_EQ(checked("tpye=cache"), "unknown mount option `tpye`");
  EXPECT_EQ(checked("type=cache,sharing=x"), "unsupported sharing mode `x`");
  EXPECT_EQ(checked("sharing=shared"), "`sharing` does not go with a mount of type `bind`");
  EXPECT_EQ(checked("type=cache,mode=0755,uid=1"), "");
  EXPECT_EQ(checked("type=cache,mode=9"), "invalid value `9` for `mode`");
  EXPECT_EQ(checked("mode=1"), "`mode` does not go with a mount of type `bind`");
  EXPECT_EQ(checked("target"), "`target` must be written as key=value");
  EXPECT_EQ(checked("ro=maybe"), "invalid value `maybe` for `ro`");
  EXPECT_EQ(checked("type=secret"), "a mount of type `secret` needs `id`, `source` or `target`");
  EXPECT_EQ(checked("type=secret,id=a,source=b"), "`source` and `id` exclude each other");
  EXPECT_EQ(checked("type=ssh,required"), "");
  EXPECT_EQ(checked("required"), "`required` does not go with a mount of type `bind`");
}

TEST(ReadDevice, HasANameAndWhetherItIsRequired) {
  EXPECT_EQ(device("vendor1.com/device=foo"), "");
  EXPECT_EQ(device("vendor1.com/device=foo,required"), "");
  EXPECT_EQ(device("name=vendor1.com/device=foo,required=false"), "");
  EXPECT_EQ(device("vendor1.com/device=foo,name=x"), "the device is named already");
  EXPECT_EQ(device("a,required=x"), "invalid value in `required=x`");
  EXPECT_EQ(device("a,b"), "`b` must be written as key=value");
  EXPECT_EQ(device("a,b=c"), "unknown device option `b=c`");
}

}  // namespace
}  // namespace dockgate::dockerfile
