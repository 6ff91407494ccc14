#include "shell/wrappers.hpp"

#include <gtest/gtest.h>

#include "render.hpp"

namespace dockgate::shell {
namespace {

struct Case {
  const char* script;
  const char* expected;
};
class Wrappers : public testing::TestWithParam<Case> {};

TEST_P(Wrappers, AreSeenThrough) {
  EXPECT_EQ(render(parse(mapped(GetParam().script), {})), GetParam().expected) << GetParam().script;
}

const Case cases[] = {
    {"sudo apt-get update", "sudo: apt-get update"},
    {"sudo -u app -E python x", "sudo: python x"},
    {"sudo A=1 python x", "sudo: python x {A=1}"},
    {"/usr/bin/sudo -- python x", "sudo: python x"},
    {"sudo -i", "sudo -i"},
    {"env A=1 -u B python x", "env: python x {A=1}"},
    {"env -i A=1 python x", "env: python x {A=1}"},
    {"env -S 'python -u x'", "env: python -u x"},
    {"env", "env"},
    {"exec python x", "exec: python x"},
    {"exec > log", "exec {>log}"},
    {"command -v python", "command -v python"},
    {"command -pV python", "command -pV python"},
    {"command -p python -v", "command: python -v"},
    {"sudo -l apt-get", "sudo -l apt-get"},
    {"nice -n 5 python x", "nice: python x"},
    {"nohup python x &", "nohup: python x"},
    {"time python x", "time: python x"},
    {"timeout 30 python x", "timeout: python x"},
    {"timeout -k 5 -s KILL 30s python x", "timeout: python x"},
    {"timeout --signal=KILL 30 python x", "timeout: python x"},
    {"xargs -0 -n 1 rm -f", "xargs: rm -f"},
    {"xargs", "xargs"},
    {"find . -name '*.py' -exec python {} \\;", "find: python {}"},
    {"find . -exec hf download {} + -print", "find: hf download {}"},
    {"find . -delete", "find . -delete"},
    {"script -qec 'python x' /dev/null", "script: python x"},
    {"su app -lc 'python x'", "su: python x"},
    {"stdbuf -oL python x", "stdbuf: python x"},
    {"setsid python x", "setsid: python x"},
    {"chroot /mnt apt-get update", "chroot: apt-get update"},
    {"gosu app python x", "gosu: python x"},
    {"su-exec app:app python x", "su-exec: python x"},
    {"su app -c 'python x'", "su: python x"},
    {"su -c 'python x' app", "su: python x"},
    {"su - app -c 'cd /a && python x'", "su: cd /a\nsu: python x {&& cd:/a}"},
    {"su app", "su app"},
    {"runuser -u app -- python x", "runuser: python x"},
    {"tini -- python x", "tini: python x"},
    {"/sbin/tini -g -- python x", "tini: python x"},
    {"dumb-init python x", "dumb-init: python x"},
    {"catatonit -- python x", "catatonit: python x"},
    {"s6-setuidgid app python x", "s6-setuidgid: python x"},
    {"bash -c 'python x'", "bash: python x"},
    {"sh -lc 'a; b'", "sh: a\nsh: b"},
    {"bash -euxo pipefail -c 'a | b'", "bash: a {1/2}\nbash: b {2/2}"},
    {"bash -c \"python $X\"", "bash: python <$X>"},
    {"bash -c 'echo $0 $1' zero one", "bash: echo zero one"},
    {"bash -c 'exec \"$@\"' x python y", "bash: exec: python y"},
    {"bash start.sh a", "bash start.sh a"},
    {"bash -x start.sh", "bash -x start.sh"},
    {"sh -c \"bash -c 'python x'\"", "sh: bash: python x"},
    {"eval \"python x\"", "eval: python x"},
    {"eval python x", "eval: python x"},
    {"conda run -n env python x", "conda: python x"},
    {"conda run --no-capture-output -p /e python x", "conda: python x"},
    {"conda install x", "conda install x"},
    {"micromamba run -n base python x", "micromamba: python x"},
    {"poetry run python x", "poetry: python x"},
    {"poetry install", "poetry install"},
    {"uv run python x", "uv: python x"},
    {"uv run --with torch --no-sync python x", "uv: python x"},
    {"uv pip install x", "uv pip install x"},
    {"uv tool run hf download o/n", "uv: hf download o/n"},
    {"uvx --from huggingface_hub hf download o/n", "uvx: hf download o/n"},
    {"pipenv run python x", "pipenv: python x"},
    {"pdm run python x", "pdm: python x"},
    {"hatch run python x", "hatch: python x"},
    {"rye run python x", "rye: python x"},
    {"pixi run -e gpu python x", "pixi: python x"},
    {"sudo env A=1 nice -n 3 bash -c 'python x'", "sudo: env: nice: bash: python x {A=1}"},
    {"wait-for-it.sh db:5432 -t 10 -- python x", "wait-for-it.sh: python x"},
    {"wait-for-it.sh db:5432", "wait-for-it.sh db:5432"},
    {"numactl --interleave all python x", "numactl: python x"},
    {"xvfb-run -a python x", "xvfb-run: python x"},
    {"opentelemetry-instrument --service_name s python x", "opentelemetry-instrument: python x"},
    {"sudo $CMD", "sudo: <$CMD>"},
};
INSTANTIATE_TEST_SUITE_P(All, Wrappers, testing::ValuesIn(cases));

TEST(WrapperTable, HasOnlySingleBlanksInItsLists) {
  for (const Wrapper& row : wrappers()) {
    for (const std::string_view list : {row.value_options, row.script_options, row.subcommand}) {
      EXPECT_EQ(list.find("  "), std::string_view::npos) << row.program;
      EXPECT_FALSE(list.starts_with(" ") || list.ends_with(" ")) << row.program;
    }
  }
}

TEST(ListHas, FindsWholeWordsOnly) {
  EXPECT_TRUE(list_has("-u --user -g", "--user"));
  EXPECT_TRUE(list_has("-u --user -g", "-g"));
  EXPECT_FALSE(list_has("-u --user -g", "-"));
  EXPECT_FALSE(list_has("-u --user -g", "--use"));
  EXPECT_FALSE(list_has("-u", ""));
}

}  // namespace
}  // namespace dockgate::shell
