#include "lsp/frames.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace dockgate::lsp {
namespace {

std::vector<std::string> all(FrameReader& reader) {
  std::vector<std::string> out;
  while (auto content = reader.next()) out.push_back(*content);
  return out;
}

using Contents = std::vector<std::string>;

TEST(Frames, CutsMessagesWhereverThePiecesEnd) {
  const std::string stream =
      framed("{}") + framed("") + "content-length: 3\r\nContent-Type: x\r\n\r\nabc" + framed("[1]");
  for (std::size_t size = 1; size < stream.size(); ++size) {
    FrameReader reader;
    Contents got;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      reader.feed(stream.substr(at, size));
      for (auto& each : all(reader)) got.push_back(each);
    }
    EXPECT_EQ(got, (Contents{"{}", "", "abc", "[1]"})) << size;
    EXPECT_EQ(reader.skipped(), 0u);
  }
}

TEST(Frames, SkipsWhatIsNoHeader) {
  for (const char* rubbish :
       {"hello\r\n\r\n", "{\"a\":1}\n", "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n",
        "Content-Length:\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 99999999999\r\n\r\n", "Content-Type: a\r\n\r\n", "}}", "\r\n\r\n\n",
        ": :\r\n\r\n"}) {
    FrameReader reader;
    reader.feed(rubbish + framed("{}"));
    EXPECT_EQ(all(reader), Contents{"{}"}) << rubbish;
  }
}

TEST(Frames, SkipsRubbishThatNeverEnds) {
  FrameReader reader;
  for (int i = 0; i < 1000; ++i) {
    reader.feed(std::string(1000, 'x'));
    EXPECT_EQ(reader.next(), std::nullopt);
  }
  reader.feed("\n" + framed("{}"));
  EXPECT_EQ(all(reader), Contents{"{}"});
}

TEST(Frames, RecoversAfterALengthThatIsTooLarge) {
  FrameReader reader;
  const std::string second = framed("{\"b\":2}");
  reader.feed("Content-Length: " + std::to_string(7 + second.size()) + "\r\n\r\n{\"a\":1}" + second +
              framed("{}"));
  const auto wrong = reader.next();
  ASSERT_TRUE(wrong.has_value());
  EXPECT_TRUE(reader.recover(*wrong));
  EXPECT_EQ(all(reader), (Contents{"{\"b\":2}", "{}"}));
  EXPECT_FALSE(reader.recover("no header in here"));
}

TEST(Frames, RecoversAfterALengthThatIsTooSmall) {
  FrameReader reader;
  reader.feed("Content-Length: 3\r\n\r\n{\"a\":1}" + framed("{}"));
  EXPECT_EQ(all(reader), (Contents{"{\"a", "{}"}));
}

}  // namespace
}  // namespace dockgate::lsp
