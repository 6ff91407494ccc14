#include "lsp/uri.hpp"

#include <gtest/gtest.h>

namespace dockgate::lsp {
namespace {

TEST(Uri, ReadsFileAddresses) {
  EXPECT_EQ(path_of("file:///a/b"), "/a/b");
  EXPECT_EQ(path_of("file:///a%20b/%C3%A9/"), "/a b/\xC3\xA9");
  EXPECT_EQ(path_of("FILE://localhost/a"), "/a");
  EXPECT_EQ(path_of("file:///c%3A/x"), "c:/x");
  EXPECT_EQ(path_of("file:///"), "/");
  for (const char* other : {"untitled:Untitled-1", "http://x/y", "file://host/x", "file:///a%2",
                            "file:///a%zz", "file:///a%00b", "", "file:"})
    EXPECT_EQ(path_of(other), std::nullopt) << other;
}

TEST(Uri, SpellsOneFileInOneWay) {
  EXPECT_EQ(uri_of("/a b/\xC3\xA9.py"), "file:///a%20b/%C3%A9.py");
  EXPECT_EQ(normal_uri("file:///a%2Db/%c3%a9"), "file:///a-b/%C3%A9");
  EXPECT_EQ(normal_uri("untitled:Untitled-1"), "untitled:Untitled-1");
  EXPECT_EQ(path_of(uri_of("/%41/#?")), "/%41/#?");
}

}  // namespace
}  // namespace dockgate::lsp
