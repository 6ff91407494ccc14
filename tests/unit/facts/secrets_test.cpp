#include "facts/secrets.hpp"

#include <gtest/gtest.h>

#include "dockerfile_support.hpp"

namespace dockgate::facts {
namespace {

constexpr std::string_view token = "hf_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh";

std::vector<SecretFact> secrets_of(std::string text) {
  return facts_of(std::move(text)).secrets;
}

TEST(Secrets, NamesOfArgAndEnvInsideOfStages) {
  const auto secrets = secrets_of(
      "ARG GLOBAL_TOKEN\nFROM scratch\nARG GLOBAL_TOKEN\nENV A=1 DB_PASSWORD=x\nLABEL my_secret=x\nENV "
      "API_KEY y\n");
  ASSERT_EQ(secrets.size(), 3u);
  EXPECT_EQ(secrets[0].name, "GLOBAL_TOKEN");
  EXPECT_EQ(line_of(secrets[0]), 3u);
  EXPECT_EQ(secrets[0].what, "build argument");
  EXPECT_TRUE(secrets[0].named);
  EXPECT_EQ(secrets[1].name, "DB_PASSWORD");
  EXPECT_EQ(secrets[2].name, "API_KEY");
}

TEST(Secrets, ANameOnALaterLineIsReportedOnTheInstructionsLine) {
  const auto secrets = secrets_of("FROM scratch\nENV A=1 \\\n    B_TOKEN=2\n");
  ASSERT_EQ(secrets.size(), 1u);
  EXPECT_EQ(line_of(secrets[0]), 2u);
  EXPECT_EQ(text_at(secrets[0].at), "ENV A=1 \\\n    B_TOKEN");
}

TEST(Secrets, ATokenInAVariableIsOneFactAndNeverShownWhole) {
  const auto secrets = secrets_of("FROM scratch\nENV HF_TOKEN=" + std::string(token) + "\n");
  ASSERT_EQ(secrets.size(), 1u);
  EXPECT_EQ(secrets[0].kind, "token");
  EXPECT_EQ(secrets[0].name, "HF_TOKEN");
  EXPECT_TRUE(secrets[0].named);
  EXPECT_EQ(secrets[0].shown, "hf_ABCD…");
  EXPECT_EQ(secrets[0].subject.find(token), std::string::npos);
}

TEST(Secrets, TokensInRunAddressesAndHereDocuments) {
  const auto secrets = secrets_of("FROM scratch\nRUN a && \\\n  login " + std::string(token) +
                                  "\nRUN git clone https://me:pass1word@example.com/x.git\n"
                                  "COPY <<EOF /key\n-----BEGIN RSA PRIVATE KEY-----\nEOF\n");
  ASSERT_EQ(secrets.size(), 3u);
  EXPECT_EQ(secrets[0].kind, "token");
  EXPECT_EQ(text_at(secrets[0].at), token);
  EXPECT_FALSE(secrets[0].named);
  EXPECT_EQ(secrets[1].kind, "url-password");
  EXPECT_EQ(secrets[1].shown, "");
  EXPECT_EQ(secrets[2].kind, "private-key");
  EXPECT_EQ(line_of(secrets[2]), 6u);
}

TEST(Secrets, NoneInCommentsAndSecretMounts) {
  EXPECT_TRUE(secrets_of("# " + std::string(token) +
                         "\nFROM scratch\n"
                         "RUN --mount=type=secret,id=token,env=HF_TOKEN hf auth whoami\n")
                  .empty());
}

}  // namespace
}  // namespace dockgate::facts
