#include "catalog/secrets.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::catalog {
namespace {

bool named(std::string_view variable) {
  return names_a_secret(secret_knowledge(), variable);
}
FoundToken find(std::string_view text) {
  return TokenFinder(secret_knowledge()).find(text, 0);
}

TEST(SecretNames, WordsBetweenUnderscoresAsBuildKitHasThem) {
  for (const std::string_view name : {"GITHUB_TOKEN", "password", "Db_Passwd", "API_KEY",
                                      "AWS_SECRET_ACCESS_KEY", "APIKEY", "MY_CREDENTIALS", "AUTH"}) {
    EXPECT_TRUE(named(name)) << name;
  }
  for (const std::string_view name : {"NPMTOKEN", "PASSWORDX", "TOKENIZERS_PARALLELISM", "KEY_VERSION_X",
                                      "SSH_PUBLIC_KEY", "SECRET_FILE", "KEYS", "AUTHOR", ""}) {
    EXPECT_FALSE(named(name)) << name;
  }
}

TEST(Tokens, FoundByPrefixAlphabetAndLength) {
  const std::string token = "hf_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh";
  const std::string text = "hf auth login --token " + token + " && x";
  const auto found = find(text);
  ASSERT_NE(found.end, 0u);
  EXPECT_EQ(text.substr(found.begin, found.end - found.begin), token);
  EXPECT_EQ(found.kind, "token");
  EXPECT_EQ(found.what, "Hugging Face access token");
  EXPECT_EQ(find("AKIA2E0A8F3B244C9986").what, "AWS access key");
}

TEST(Tokens, NotInsideOfWordsNorAsPlaceholders) {
  EXPECT_EQ(find("xhf_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh").end, 0u) << "a letter before it";
  EXPECT_EQ(find("hf_ABCDEFGHIJ").end, 0u) << "too short";
  EXPECT_EQ(find("hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx").end, 0u) << "stands for one";
  EXPECT_EQ(find("AKIAIOSFODNN7EXAMPLE").end, 0u) << "the one of the documentation";
  EXPECT_EQ(find("").end, 0u);
}

TEST(Tokens, PrivateKeys) {
  EXPECT_EQ(find("RUN echo '-----BEGIN OPENSSH PRIVATE KEY-----'").kind, "private-key");
  EXPECT_EQ(find("-----BEGIN PRIVATE KEY-----").kind, "private-key");
  EXPECT_EQ(find("-----BEGIN PUBLIC KEY-----").end, 0u);
  EXPECT_EQ(find("-----BEGIN CERTIFICATE-----").end, 0u);
}

TEST(Tokens, PasswordsInAddresses) {
  const std::string text = "git clone https://robot:s3cret@git.example.com/a.git";
  const auto found = find(text);
  EXPECT_EQ(found.kind, "url-password");
  EXPECT_EQ(text.substr(found.begin, found.end - found.begin), "s3cret");
  EXPECT_EQ(find("https://robot:$TOKEN@git.example.com/a.git").end, 0u);
  EXPECT_EQ(find("https://robot:${TOKEN}@git.example.com/a.git").end, 0u);
  EXPECT_EQ(find("https://robot:<token>@git.example.com/a.git").end, 0u);
  EXPECT_EQ(find("https://robot@git.example.com/a.git").end, 0u);
  EXPECT_EQ(find("http://example.com:8080/a@b").end, 0u) << "a port, and an @ in the path";
  EXPECT_EQ(find("http://").end, 0u);
}

TEST(Tokens, HostileTextTakesLinearTime) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "://a:";
  EXPECT_EQ(find(text).end, 0u);
  EXPECT_EQ(find(std::string(200'000, '-')).end, 0u);
}

}  // namespace
}  // namespace dockgate::catalog
