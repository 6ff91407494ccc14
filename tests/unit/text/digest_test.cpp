#include "text/digest.hpp"

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

// The examples of FIPS 180-4 and of NIST's CAVP short messages.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnThePieces) {
  const std::string text((9u << 20) + 1, 'x');
  std::uint64_t told = 0;
  int times = 0;
  const auto progress = [&](std::uint64_t bytes) {
    told += bytes;
    ++times;
  };
  EXPECT_EQ(sha256(text, progress), "a877b9af0284fb952bfc573c50be0340ce620b2363a34e44dd2d4b251d1c5c8a");
  EXPECT_EQ(sha256(text), sha256(text, progress));
  EXPECT_EQ(told, 2 * text.size());
  EXPECT_EQ(times, 6);
  // Around the ends of blocks.
  for (const auto& [size, digest] : std::initializer_list<std::pair<std::size_t, std::string_view>>{
           {1, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"},
           {55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"},
           {56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e"},
           {63, "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"},
           {64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"},
           {65, "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"},
           {128, "24da1b81d0b16df6428eee73c69fcb2a93c76bc6df706f0c6670fe6bfe800464"},
       })
    EXPECT_EQ(sha256(std::string_view(text).substr(0, size)), digest) << size;
}

TEST(Digest, OtherForms) {
  EXPECT_EQ(sha256_base64("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(git_blob_sha1(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  EXPECT_EQ(git_blob_sha1("what is up, doc?"), "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
}

TEST(Digest, PiecesGiveWhatTheWholeGives) {
  Sha256 pieces;
  for (const std::string_view piece : {"", "a", "bc", ""}) pieces.add(piece);
  EXPECT_EQ(pieces.hex(), sha256("abc"));
  EXPECT_EQ(Sha256().hex(), sha256(""));
}

}  // namespace
}  // namespace dockgate::text
