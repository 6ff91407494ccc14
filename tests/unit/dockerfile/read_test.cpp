#include <utility>

#include <gtest/gtest.h>

#include "parsed.hpp"

namespace dockgate::dockerfile {
namespace {

struct Case {
  const char* text;
  const char* message;  // "" = fine
};

void check(const Case& c) {
  const File file = in_stage(std::string(c.text) + "\n");
  EXPECT_EQ(file.errors.empty() ? "" : only_error(file), c.message) << c.text;
}

TEST(Read, NumbersOfArguments) {
  for (const Case& c : {
           Case{"RUN", ""},
           {"CMD", ""},
           {"ENTRYPOINT", ""},
           {"ENV", "ENV requires at least one argument"},
           {"LABEL", "LABEL requires at least one argument"},
           {"EXPOSE", "EXPOSE requires at least one argument"},
           {"VOLUME", "VOLUME requires at least one argument"},
           {"VOLUME []", "VOLUME requires at least one argument"},
           {"VOLUME [\" \"]", "VOLUME has an empty path"},
           {"ARG", "ARG requires at least one argument"},
           {"SHELL", "SHELL requires at least one argument"},
           {"SHELL []", "SHELL requires at least one argument"},
           {"SHELL bash -c", "SHELL requires the JSON form"},
           {"SHELL [\"bash\"]", ""},
           {"WORKDIR", "WORKDIR requires exactly one argument"},
           {"USER", "USER requires exactly one argument"},
           {"STOPSIGNAL", "STOPSIGNAL requires exactly one argument"},
           {"MAINTAINER", "MAINTAINER requires exactly one argument"},
           {"COPY a", "COPY needs a source and a destination"},
           {"ADD a", "ADD needs a source and a destination"},
           {"STOPSIGNAL SIGFOO", ""},
           {"EXPOSE 70000", ""},
       }) {
    check(c);
  }
}

TEST(Read, Flags) {
  for (const Case& c : {
           Case{"RUN --help", "unknown flag `--help` for RUN"},
           {"WORKDIR --x /a", "unknown flag `--x` for WORKDIR"},
           {"ARG --x a", ""},
           {"STOPSIGNAL --x a", ""},
           {"ADD --from=a b c", "unknown flag `--from` for ADD"},
           {"COPY --FROM=a b c", "unknown flag `--FROM` for COPY"},
           {"COPY --from a b", "flag `--from` has no value"},
           {"COPY --from= a b", ""},
           {"COPY --from=a --from=b c d", "flag `--from` is given twice"},
           {"COPY --exclude=a --exclude=b c d", ""},
           {"COPY --link a b", ""},
           {"COPY --link=TRUE a b", ""},
           {"COPY --link= a b", "flag `--link` has no value"},
           {"COPY --link=yes a b", "flag `--link` must be true or false, not `yes`"},
           {"ADD --unpack --keep-git-dir=false --checksum=x a b", ""},
           {"RUN --network=host x", ""},
           {"RUN --network=Host x", "invalid value `Host` for `--network`"},
           {"RUN --network= x", "invalid value `` for `--network`"},
           {"RUN --security=x y", "invalid value `x` for `--security`"},
           {"FROM --platform=a b", ""},
           {"FROM --platform=a --platform=a b", "flag `--platform` is given twice"},
       }) {
    check(c);
  }
}

TEST(Read, From) {
  for (const Case& c : {
           Case{"FROM a AS b", ""},
           {"FROM a as B-1._x", ""},
           {"FROM", "FROM needs an image"},
           {"FROM a b", "FROM takes one image, or an image, AS and a name"},
           {"FROM a # c", "FROM takes one image, or an image, AS and a name"},
           {"FROM a as b c", "FROM takes one image, or an image, AS and a name"},
           {"FROM a as 1b", "invalid stage name `1b`"},
           {"FROM a as $X", "invalid stage name `$X`"},
       }) {
    check(c);
  }
}

TEST(Read, Healthcheck) {
  for (const Case& c : {
           Case{"HEALTHCHECK none", ""},
           {"HEALTHCHECK --nope NONE", ""},
           {"HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"},
           {"HEALTHCHECK CMD", "HEALTHCHECK CMD has no command"},
           {"HEALTHCHECK curl x", "unknown type `curl` of HEALTHCHECK"},
           {"HEALTHCHECK --timeout=1 CMD x", "`1` is not a duration"},
           {"HEALTHCHECK --timeout=0 CMD x", ""},
           {"HEALTHCHECK --timeout= CMD x", ""},
           {"HEALTHCHECK --interval=1h1.5m CMD x", ""},
           {"HEALTHCHECK --interval=999us CMD x", "`--interval` cannot be shorter than 1ms"},
           {"HEALTHCHECK --interval=-1s CMD x", "`--interval` cannot be shorter than 1ms"},
           {"HEALTHCHECK --retries=-1 CMD x", "`--retries` must be a number that is not negative"},
           {"HEALTHCHECK --retries=x CMD x", "`--retries` must be a number that is not negative"},
           {"HEALTHCHECK --retries=+3 CMD x", ""},
       }) {
    check(c);
  }
}

TEST(Read, PointsAtTheCause) {
  const std::pair<const char*, const char*> cases[] = {
      {"HEALTHCHECK --interval=5s --timeout=x CMD y", "--timeout=x"},
      {"FROM a as 1b", "1b"},
      {"COPY --link=yes a b", "--link=yes"},
      {"ARG a =b", "=b"},
      {"VOLUME [\"/a\", \" \"]", " "},
      {"RUN --mount=type=bind,from=$X y", "from=$X"},
      {"COPY a", "COPY"},
  };
  for (const auto& [text, cause] : cases) {
    const File file = in_stage(text);
    ASSERT_EQ(file.errors.size(), 1u) << text;
    EXPECT_EQ(under(file, file.errors[0].span), cause) << text;
    EXPECT_FALSE(file.instructions[1].valid);
  }
}

// What an editor or `fix` would write in place of a mistake.
TEST(Read, Mends) {
  const auto mended = [](std::string_view line) {
    const File file = in_stage(line);
    if (file.errors.size() != 1 || !file.errors[0].mend) return std::string("-");
    const Mend& mend = *file.errors[0].mend;
    std::string out(file.source->bytes());
    out.replace(mend.span.begin, mend.span.end - mend.span.begin, mend.text);
    return out.substr(7) + (mend.safe ? " safe" : "");
  };
  EXPECT_EQ(mended("COPPY a b"), "COPY a b");
  EXPECT_EQ(mended("COPY --form=x a b"), "COPY --from=x a b");
  EXPECT_EQ(mended("COPY --link  --link   a b"), "COPY --link  a b safe");
  EXPECT_EQ(mended("COPY --from=x --from=y a b"), "-") << "which of the two is meant?";
  EXPECT_EQ(mended("NOSUCHTHING a b"), "-");
}

}  // namespace
}  // namespace dockgate::dockerfile
