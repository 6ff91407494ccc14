#include "facts/exec_form.hpp"

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

std::string exec(std::string_view script) {
  return exec_form(script).value_or("-");
}

TEST(ExecForm, SplitsWordsAndRemovesQuotes) {
  EXPECT_EQ(exec("python serve.py"), R"(["python", "serve.py"])");
  EXPECT_EQ(exec("  /app/run\t--port=80  "), R"(["/app/run", "--port=80"])");
  EXPECT_EQ(exec("nginx -g 'daemon off;'"), R"(["nginx", "-g", "daemon off;"])");
  EXPECT_EQ(exec("a \"b c\"'d'e \"\""), R"(["a", "b cde", ""])");
  EXPECT_EQ(exec("a 'b\"c'"), R"(["a", "b\"c"])");
  EXPECT_EQ(exec("exec top -b"), R"(["top", "-b"])");
  EXPECT_EQ(exec("caf\xC3\xA9"), "[\"caf\xC3\xA9\"]");
}

TEST(ExecForm, LeavesWhatNeedsAShell) {
  for (const char* script :
       {"",         "  ",     "a && b",      "a; b",     "a | b",  "a > b",      "a $B",  "a ${B}",   "a `b`",
        "a $(b)",   "a *.py", "a ~/b",       "a {b,c}",  "a # b",  "a \\ b",     "A=1 b", "cd /a",    ". a",
        "source a", "exec",   "exec -a x y", "a \"$B\"", "a 'b",   "a \"b\nc\"", "if a",  "[ -f b ]", "a &",
        "a !b",     "! a",    "a [b]",       "'' a",     "a \xff", "a 'b\x01'",  "a\r"})
    EXPECT_EQ(exec(script), "-") << script;
}

}  // namespace
}  // namespace dockgate::facts
