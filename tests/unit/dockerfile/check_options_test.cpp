#include "dockerfile/check_options.hpp"

#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"

namespace dockgate::dockerfile {
namespace {

File file_of(std::string text) {
  return parse(std::make_shared<const SourceFile>("Dockerfile", std::move(text)));
}

TEST(CheckOptions, NamesAndAll) {
  const auto options = read_check_options("skip=A, B ;error=true;experimental=all");
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->skips("A"));
  EXPECT_TRUE(options->skips("B"));
  EXPECT_FALSE(options->skips("a")) << "names have a letter case";
  EXPECT_TRUE(options->error);
  EXPECT_TRUE(options->asks_for("anything"));
  EXPECT_TRUE(read_check_options("skip=all")->skips("anything"));
  EXPECT_FALSE(read_check_options("skip=all")->asks_for("anything"));
}

TEST(CheckOptions, TheLastListWinsAndAllStays) {
  const auto options = read_check_options("skip=A;skip=B");
  EXPECT_FALSE(options->skips("A"));
  EXPECT_TRUE(options->skips("B"));
  EXPECT_TRUE(read_check_options("skip=all;skip=B")->skips("A"));
}

TEST(CheckOptions, ErrorTakesTheWordsOfGo) {
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"})
    EXPECT_TRUE(read_check_options(std::string("error=") + yes)->error) << yes;
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"})
    EXPECT_FALSE(read_check_options(std::string("error=") + no)->error) << no;
  for (const char* bad : {"yes", "tRUE", "", "on"})
    EXPECT_FALSE(read_check_options(std::string("error=") + bad)) << bad;
}

TEST(CheckOptions, WhatCannotBeRead) {
  EXPECT_TRUE(read_check_options("")) << "nothing is asked for";
  EXPECT_FALSE(read_check_options("skip"));
  EXPECT_FALSE(read_check_options("Skip=A"));
  EXPECT_FALSE(read_check_options("skip=A;"));
}

TEST(CheckOptions, TheThirdPartKeepsWhatFollows) {
  const auto options = read_check_options("skip=A;error=true;experimental=B;skip=C");
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->asks_for("B;skip=C"));
  EXPECT_FALSE(options->skips("C"));
}

TEST(CheckOptions, OfAFileUpToTheFirstBlank) {
  const auto checks = file_checks(file_of("# check=skip=A, B;error=true\nFROM scratch\n"));
  EXPECT_FALSE(checks.error);
  EXPECT_EQ(checks.written, "skip=A,");
  EXPECT_TRUE(checks.options.skips("A"));
  EXPECT_FALSE(checks.options.skips("B"));
  EXPECT_FALSE(checks.options.error);
}

TEST(CheckOptions, OfAFileBehindAShebangButNotBehindAComment) {
  EXPECT_TRUE(file_checks(file_of("#!/bin/sh\n# check=skip=A\nFROM scratch\n")).options.skips("A"));
  EXPECT_TRUE(file_checks(file_of("# syntax=a\n#check=skip=A\nFROM scratch\n")).options.skips("A"));
  EXPECT_FALSE(file_checks(file_of("# note\n# check=skip=A\nFROM scratch\n")).options.skips("A"));
  EXPECT_FALSE(file_checks(file_of("\n# check=skip=A\nFROM scratch\n")).options.skips("A"));
  EXPECT_FALSE(file_checks(file_of("  # check=skip=A\nFROM scratch\n")).options.skips("A"));
}

TEST(CheckOptions, ABadDirectiveIsPointedAt) {
  const auto file = file_of("# check=skip=A;errors=true\nFROM scratch\n");
  const auto checks = file_checks(file);
  ASSERT_TRUE(checks.error);
  EXPECT_EQ(file.source->text(checks.error->span), "skip=A;errors=true");
  EXPECT_FALSE(checks.options.skips("A"));
}

TEST(CheckOptions, ABuildArgumentStandsInPlaceOfTheDirective) {
  const auto file = file_of("# check=error=true\nFROM scratch\n");
  const auto checks = file_checks(file, "skip=all");
  EXPECT_TRUE(checks.options.skips("A"));
  EXPECT_FALSE(checks.options.error);
}

TEST(CheckOptions, OfAnInstruction) {
  const auto file = file_of(
      "FROM scratch\n"
      "# check=skip=A,B some reason\nCOPY a /\n"
      "# note\n# check=skip=C\n\nCOPY b /\n"
      "  # check=skip=D\nCOPY c /\n"
      "# check=skip=E\n#\nCOPY d /\n"
      "# check=skipped\n# check=skip=F\nCOPY e /\n");
  const auto skips = [&](std::size_t index, std::string_view name) {
    const auto own = instruction_checks(file.instructions.at(index));
    return own && own->options.skips(name);
  };
  EXPECT_TRUE(skips(1, "A"));
  EXPECT_TRUE(skips(1, "B"));
  EXPECT_TRUE(skips(2, "C")) << "behind another comment, before a blank line";
  EXPECT_FALSE(skips(3, "D")) << "not in the first column";
  EXPECT_FALSE(skips(4, "E")) << "an empty comment throws away what stands above it";
  EXPECT_FALSE(skips(5, "F")) << "only the first one counts";
}

}  // namespace
}  // namespace dockgate::dockerfile
