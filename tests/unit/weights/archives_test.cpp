#include <gtest/gtest.h>

#include "samples.hpp"
#include "weights/archive.hpp"
#include "weights/inflate.hpp"
#include "weights/tar.hpp"
#include "weights/zip.hpp"

namespace dockgate::weights {
namespace {

using namespace samples;
using namespace std::string_literals;

void expect(Verdict verdict, const std::string& content, std::string_view word = {}) {
  const auto result = scan(content, "model.pt");
  EXPECT_EQ(result.verdict, verdict) << reasons(result);
  if (!word.empty()) {
    EXPECT_NE(reasons(result).find(word), std::string::npos) << reasons(result);
  }
}

std::string cut(std::string text, std::size_t end) {
  text.resize(text.size() - end);
  return text;
}

TEST(Zip, HonestArchivesGiveNoReason) {
  expect(Verdict::clean, zip({{"a/data.pkl", pickle("N")}, {"a/version", "3"}}));
  expect(Verdict::clean, zip({{"a/data.pkl", pickle("N")}, {"a/version", "3"}}, true));
  expect(Verdict::clean, zip({{"a/data.pkl", pickle("N"), 8, 0, "", 0, deflated(pickle("N"))}}));
  expect(Verdict::clean, zip({{"a/", ""}, {"a/data.pkl", pickle("N")}}, false, "", "a comment"));
}

TEST(Zip, WhatParsersReadDifferentlyIsSuspicious) {
  const Member honest{"a/data.pkl", pickle("N")};
  expect(Verdict::suspicious, zip({honest, honest}), "two members");
  expect(Verdict::suspicious, zip({honest}, false, "prefix"), "before the archive");
  expect(Verdict::suspicious, zip({honest}) + "suffix", "behind the archive");
  auto overlapping = zip({honest, {"a/version", "3"}});
  const auto second = overlapping.rfind("PK\1\2");
  overlapping.replace(second + 42, 4, le<std::uint32_t>(0));
  expect(Verdict::dangerous, overlapping, "in its header");
  auto counted = zip({honest});
  counted[counted.size() - 12] = 2;
  expect(Verdict::suspicious, counted, "lists 1");
}

TEST(Zip, MembersThatNoDirectoryListsAreSearched) {
  const auto hidden = zip({{"a/evil.pkl", payload()}});
  const auto local = hidden.substr(0, hidden.find("PK\1\2"));
  // The hidden member stands in front, as the prefix of an archive whose offsets know of it.
  auto honest = zip({{"a/data.pkl", pickle("N")}});
  const auto directory = honest.find("PK\1\2");
  honest.replace(directory + 42, 4, le<std::uint32_t>(local.size()));
  const auto end = honest.rfind("PK\5\6");
  honest.replace(end + 16, 4, le<std::uint32_t>(directory + local.size()));
  expect(Verdict::dangerous, local + honest, "belong to none");
}

TEST(Zip, NamesThatLeadOutsideAreDangerous) {
  for (const char* name : {"../a", "a/../../b", "/etc/x", "C:\\x", "..\\x"})
    expect(Verdict::dangerous, zip({{name, "text"}}), "leads outside");
}

TEST(Zip, WhatIsNotUnderstoodIsNotScanned) {
  expect(Verdict::not_scanned, zip({{"a/data.pkl", pickle("N"), 98, 0, "", 0, "xxxx"}}), "not known");
  expect(Verdict::not_scanned, zip({{"a/data.pkl", pickle("N"), 8, 0, "", 0, cut(deflated(pickle("N")), 2)}}),
         "too large or broken");
  expect(Verdict::not_scanned, "PK\3\4" + std::string(100, 'x'), "no directory");
  expect(Verdict::dangerous, cut(zip({{"a/data.pkl", payload()}}), 30));
}

TEST(Zip, BombsEndInNotScanned) {
  Limits limits;
  limits.unpacked_bytes = 100'000;
  const std::string zeros(1'000'000, '\0');
  const auto result = scan(zip({{"a.bin", zeros, 8, 0, "", 0, deflated(zeros)}}), "a.zip", limits);
  EXPECT_EQ(result.verdict, Verdict::not_scanned) << reasons(result);
  limits.members = 3;
  std::vector<Member> many;
  for (int i = 0; i < 10; ++i) many.push_back({"m" + std::to_string(i), "x"});
  EXPECT_EQ(scan(zip(many), "a.zip", limits).verdict, Verdict::suspicious);
}

TEST(Archives, StandInsideOfEachOther) {
  std::string nested = zip({{"a/data.pkl", payload()}});
  for (int i = 0; i < 3; ++i)
    nested = i % 2 == 0 ? tar({tar_member("inner", nested)}) : zip({{"inner", nested}});
  expect(Verdict::dangerous, nested);
  std::string deep = pickle("N");
  for (int i = 0; i < 12; ++i) deep = zip({{"inner", deep}});
  expect(Verdict::not_scanned, deep, "too deep");
}

TEST(Archives, CodeAndPrograms) {
  expect(Verdict::suspicious, zip({{"MAR-INF/MANIFEST.json", "{}"}, {"handler.py", "import os\n"}}),
         "Python code");
  expect(Verdict::suspicious,
         zip({{"lib.so",
               "\x7f"
               "ELF" +
                   std::string(60, '\0')}}),
         "program");
  expect(Verdict::dangerous,
         zip({{"net/data.pkl", pickle("N")},
              {"net/constants.pkl", pickle(")")},
              {"net/code/__torch__/n.py", "    torch.save(x, \"/tmp/x\")\n"}}),
         "torch.save");
  expect(Verdict::suspicious,
         zip({{"net/data.pkl", pickle("N")},
              {"net/constants.pkl", pickle(")")},
              {"net/code/__torch__/n.py", "    y = ops.acme.run(x)\n"}}),
         "acme");
  expect(
      Verdict::dangerous,
      zip({{"schema.json", R"({"__module__": "os", "__class__": "system", "__loader__": "FunctionNode"})"}}),
      "os.system");
  expect(
      Verdict::clean,
      zip({{"schema.json",
            R"({"__module__": "sklearn.linear_model._logistic", "__class__": "LogisticRegression", "__loader__": "ObjectNode"})"}}));
}

TEST(Zip, AnExtraFieldThatSaysMoreThanThereIsEnds) {
  auto archive = zip({{"a", "x"}});
  const auto at = archive.find("PK\1\2");
  archive.insert(at + 46 + 1, "\2\0\xff\xff\0\0\0\0"s);  // 65,535 bytes, of which 4 are there
  archive[at + 30] = 8;
  const auto end = archive.find("PK\5\6");
  archive[end + 12] = static_cast<char>(archive[end + 12] + 8);
  expect(Verdict::clean, archive);
}

TEST(Zip, LinksThatLeadOutsideAreDangerous) {
  const auto linked = [](const std::string& target) {
    auto archive = zip({{"a", target}});
    const auto at = archive.find("PK\1\2");
    archive[at + 5] = 3;  // made on Unix
    archive.replace(at + 40, 2, "\xff\xa1");
    return archive;
  };
  expect(Verdict::dangerous, linked("/etc/passwd"), "leads outside");
  expect(Verdict::clean, linked("b"));
}

TEST(Archives, NativeCodeOfCompiledModels) {
  const auto program =
      "\x7f"
      "ELF" +
      std::string(60, '\0');
  expect(Verdict::dangerous, zip({{"archive_format", "pt2"}, {"data/aotinductor/model/m.so", program}}),
         "loaded with the model");
}

TEST(Archives, BothMethodsOfCompressionAreTried) {
  auto archive = torch_zip(payload());
  // The directory says AES, at which scanners stop.
  for (auto at = archive.find("PK\1\2"); at != std::string::npos; at = archive.find("PK\1\2", at + 1))
    archive.replace(at + 10, 2, "\x63\0", 2);
  expect(Verdict::dangerous, archive, "posix.system");
}

TEST(Tar, LinksAndNamesThatLeadOutside) {
  expect(Verdict::clean,
         tar({tar_member("a/data.pkl", pickle("N")), tar_member("b", "", '2', "a/data.pkl")}));
  expect(Verdict::dangerous, tar({tar_member("a", "", '2', "/etc/passwd")}), "leads outside");
  expect(Verdict::dangerous, tar({tar_member("a", "", '1', "../x")}), "leads outside");
  expect(Verdict::dangerous, tar({tar_member("../a", "x")}), "leads outside");
  expect(Verdict::suspicious, tar({tar_member("dev", "", '3')}), "device");
  expect(Verdict::dangerous,
         tar({tar_member("././@LongLink", "../../long\0"s, 'L'), tar_member("short", "x")}), "leads outside");
  expect(Verdict::dangerous,
         tar({tar_member("pax", "23 path=../../../etc/x\n", 'x'), tar_member("short", "x")}),
         "leads outside");
  expect(Verdict::dangerous, tar({tar_member("model_config.yaml", "_target_: os.system\n")}), "_target_");
  expect(Verdict::suspicious, tar({tar_member("model_config.yaml", "_target_: acme.Model\n")}), "acme.Model");
}

TEST(Unpack, StopsAtItsLimit) {
  const std::string zeros(1'000'000, '\0');
  const auto out = unpack(Packing::deflate, deflated(zeros), 1000);
  EXPECT_EQ(out.bytes.size(), 1000u);
  EXPECT_TRUE(out.cut);
  EXPECT_FALSE(out.complete);
}

TEST(Archives, AnArchiveStoredInAnotherIsNoSecondEnd) {
  const auto inner = zip({{"a/data.pkl", pickle("N")}, {"a/version", "3"}});
  expect(Verdict::clean, zip({{"inner.zip", inner}, {"notes.json", "{}"}}));
  expect(Verdict::dangerous, zip({{"inner.zip", zip({{"a/data.pkl", payload()}})}}));
  // A comment of the inner archive that reaches to the end of the file makes it the outer one's rival.
  auto rival = zip({{"inner.zip", inner}});
  const auto end = rival.find("PK\5\6");
  ASSERT_NE(end, std::string::npos);
  rival.replace(end + 20, 2, le<std::uint16_t>(rival.size() - end - 22));
  EXPECT_EQ(scan(rival, "a.zip").verdict, Verdict::suspicious);
}

}  // namespace
}  // namespace dockgate::weights
