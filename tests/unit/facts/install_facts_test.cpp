#include "facts/install_facts.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

/// `manager: packages | those without a version`, one command a line.
std::string installs(const std::string& rest) {
  std::string out;
  for (const InstallFact& fact : test::facts_of({{"Dockerfile", "FROM a\n" + rest}}).installs) {
    out += fact.manager + ":";
    for (const auto& package : fact.packages) out += " " + package;
    out += " |";
    for (const auto& package : fact.unversioned) out += " " + package;
    out += "\n";
  }
  return out;
}

struct Case {
  const char* name;
  const char* command;
  const char* expected;
};

class Installs : public testing::TestWithParam<Case> {};

TEST_P(Installs, KnowPackagesAndVersions) {
  EXPECT_EQ(installs(std::string("RUN ") + GetParam().command + "\n"), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Commands, Installs,
    testing::Values(Case{"apt", "apt-get -y install -t sid curl=1 git ./a.deb x/stable",
                         "apt-get: curl=1 git ./a.deb x/stable | git\n"},
                    Case{"wrapped", "sudo env A=1 /usr/bin/apt-get install curl", "apt-get: curl | curl\n"},
                    Case{"nested", "bash -c 'apt-get install curl'", "apt-get: curl | curl\n"},
                    Case{"update", "apt-get update", ""},
                    Case{"apk", "apk add --virtual .d gcc 'b~1' c=2", "apk: gcc b~1 c=2 | gcc\n"},
                    Case{"pip",
                         "python3.11 -m pip install -i https://example.com a 'b>=1' "
                         "git+https://example.com/c@v1 git+https://example.com/d ./e",
                         "pip: a b>=1 git+https://example.com/c@v1 git+https://example.com/d ./e | a "
                         "git+https://example.com/d\n"},
                    Case{"pipenv", "pipenv install a", ""},
                    Case{"npm", "npm --loglevel warn install @s/a @s/b@1 c@2 ./d",
                         "npm: @s/a @s/b@1 c@2 ./d | @s/a\n"},
                    Case{"npm_run", "npm run install x", ""},
                    Case{"gem", "gem install a:1 b -- --with c", "gem: a:1 b | b\n"},
                    Case{"yum", "yum install -y a a-1.2 a-devel ./b-1.rpm",
                         "yum: a a-1.2 a-devel ./b-1.rpm | a a-devel\n"},
                    Case{"module", "dnf module install -y nodejs:20 ruby", "dnf: nodejs:20 ruby | ruby\n"},
                    Case{"zypper", "zypper -n in a=1 'b>2' c", "zypper: a=1 b>2 c | c\n"},
                    Case{"go", "go run example.com/a@v1 b", "go: example.com/a@v1 |\n"},
                    Case{"go_latest", "go install example.com/a@latest ./b",
                         "go: example.com/a@latest ./b | example.com/a@latest\n"}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

TEST(Installs, KnowVariables) {
  EXPECT_EQ(installs("ARG V=1.2\nARG W\nRUN dnf install -y a-$V b-${W} c-$X\n"),
            "dnf: a-1.2 b-${W} c- | c-\n");
  EXPECT_EQ(installs("ENV P='a=1 b=2'\nRUN apt-get install -y $P $Q\n"), "apt-get: a=1 b=2 $Q | $Q\n");
}

TEST(Installs, PointAtTheFirstPackageWithoutAVersion) {
  const auto facts = test::facts_of({{"Dockerfile", "FROM a\nRUN apk add \\\n  a=1 \\\n  bb \\\n  c\n"}});
  ASSERT_EQ(facts.installs.size(), 1u);
  const auto& part = facts.installs[0].parts.back();
  EXPECT_EQ(part.name, "package");
  EXPECT_EQ(test::where(part.at), "Dockerfile:4");
  EXPECT_EQ(part.at.source->text(part.at.span), "bb");
}

TEST(Installs, HaveTheEnvironmentAndTheMountsOfTheirRun) {
  const auto facts = test::facts_of({{"Dockerfile",
                                      "FROM a AS b\nENV A=1\nFROM b\nRUN --mount=type=cache,target=/c "
                                      "--mount=type=bind,target=/d B=2 pip install x\n"
                                      "ONBUILD RUN --mount=type=tmpfs,dst=/e pip install y\n"}});
  ASSERT_EQ(facts.installs.size(), 2u);
  EXPECT_EQ(facts.installs[0].environment.get(), (std::vector<std::string>{"A=1", "B=2"}));
  EXPECT_EQ(facts.installs[0].cached, (std::vector<std::string>{"/c"}));
  EXPECT_FALSE(facts.installs[0].onbuild);
  EXPECT_EQ(facts.installs[1].cached, (std::vector<std::string>{"/e"}));
  EXPECT_TRUE(facts.installs[1].onbuild);
}

}  // namespace
}  // namespace dockgate::facts
