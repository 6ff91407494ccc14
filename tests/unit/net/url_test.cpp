// Addresses: one reading only.
#include "net/url.hpp"

#include <gtest/gtest.h>

namespace dockgate::net {
namespace {

std::string read(std::string_view text) {
  const auto url = parse_url(text);
  return url ? to_string(*url) : "refused";
}

TEST(Url, ReadsWhatItWritesAndNothingElse) {
  EXPECT_EQ(read("https://Registry.Example.com"), "https://registry.example.com/");
  EXPECT_EQ(read("https://a:5000/v2/x/manifests/1?n=1&m=%2F#part"),
            "https://a:5000/v2/x/manifests/1?n=1&m=%2F");
  EXPECT_EQ(read("https://a:443/x"), "https://a/x");
  EXPECT_EQ(read("http://127.0.0.1:80/x"), "http://127.0.0.1/x");
  EXPECT_EQ(read("https://[::1]:8443/x?q"), "https://[::1]:8443/x?q");
  EXPECT_EQ(read("https://a?q"), "https://a/?q");
  for (const char* wrong : {"", "a.example", "ftp://a/", "file:///etc/passwd", "https://", "https://u:p@a/",
                            "https://a@b/", "https://a:0/", "https://a:99999/", "https://a:8o/",
                            "https://a b/", "https://a\\@b/", "https://a/\r\nX: y", "https://a/\\b",
                            "https://ä/", "https://a/<x>", "https://[::1/x", "https://a%2eb/"})
    EXPECT_EQ(read(wrong), "refused") << wrong;
}

TEST(Url, AMistakeNamesNothingOfTheAddress) {
  const auto url = parse_url("https://user:secret@host/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().find("secret"), std::string::npos);
}

TEST(Url, LocationsAreReadWithinTheirBase) {
  const Url base = *parse_url("https://a:5000/v2/x/y?old");
  const auto at = [&](std::string_view location) {
    const auto url = resolve(base, location);
    return url ? to_string(*url) : "refused";
  };
  EXPECT_EQ(at("https://b/z"), "https://b/z");
  EXPECT_EQ(at("//b/z"), "https://b/z");
  EXPECT_EQ(at("/z?q"), "https://a:5000/z?q");
  EXPECT_EQ(at("z"), "https://a:5000/v2/x/z");
  EXPECT_EQ(at("../z"), "https://a:5000/v2/z");
  EXPECT_EQ(at("../../../../z"), "https://a:5000/z");
  EXPECT_EQ(at("?q"), "https://a:5000/v2/x/y?q");
  EXPECT_EQ(at("javascript:alert(1)"), "refused");
  EXPECT_EQ(at("https://u@b/"), "refused");
}

TEST(Url, OriginsAndWhatStaysWithinTheMachine) {
  EXPECT_TRUE(same_origin(*parse_url("https://a/x"), *parse_url("https://a:443/y")));
  EXPECT_FALSE(same_origin(*parse_url("https://a/"), *parse_url("http://a/")));
  EXPECT_FALSE(same_origin(*parse_url("https://a/"), *parse_url("https://a:444/")));
  EXPECT_FALSE(same_origin(*parse_url("https://a/"), *parse_url("https://a.b/")));
  for (const char* inside : {"localhost", "127.0.0.1", "127.9.9.9", "[::1]"})
    EXPECT_TRUE(is_loopback(inside)) << inside;
  for (const char* outside :
       {"localhost.evil.example", "127.0.0.1.example", "128.0.0.1", "127.0.0", "127..0.1", "::1"})
    EXPECT_FALSE(is_loopback(outside)) << outside;
  EXPECT_EQ(shown(*parse_url("https://a:5000/x?token=secret")), "https://a:5000/x");
}

}  // namespace
}  // namespace dockgate::net
