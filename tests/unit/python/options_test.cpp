// Options of a program joined with the words of its command line.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

Environment line(const std::vector<std::string>& words, bool complete = true) {
  Environment out;
  for (const std::string& word : words) out.command_line.push_back(text_value(word, {}, ""));
  out.command_line_known = complete;
  return out;
}

const std::string parser =
    "import argparse, m\np = argparse.ArgumentParser()\n"
    "p.add_argument('--model-id', '-m', default='d')\np.add_argument('--trust-remote-code', "
    "action='store_true')\n"
    "p.add_argument('--n', type=int, default=1)\np.add_argument('--need', required=True)\n"
    "args = p.parse_args()\n";

TEST(Options, Argparse) {
  const std::string code = parser + "m.use(args.model_id, args.trust_remote_code, args.n)";
  EXPECT_EQ(calls_of(code, line({})), "m.use('d', False, 1)");
  EXPECT_EQ(calls_of(code, line({}, false)),
            "m.use('d'*|?option:-m, False*|?option:--trust-remote-code, 1*|?option:--n)");
  EXPECT_EQ(calls_of(code, line({"--model-id", "x", "--trust-remote-code", "--n=5"})), "m.use('x', True, 5)");
  EXPECT_EQ(calls_of(code, line({"-m", "x"})), "m.use('x', False, 1)");
  EXPECT_EQ(calls_of(parser + "m.use(args.need, args.nothing)", line({})),
            "m.use(?option:--need, ?option:--nothing)");
}

TEST(Options, ArgparseThroughFunctions) {
  EXPECT_EQ(calls_of("import argparse, m\ndef get():\n  p = argparse.ArgumentParser()\n"
                     "  p.add_argument('--rev', default='d')\n  return p.parse_args()\n"
                     "def main(args):\n  m.use(args.rev)\nif __name__ == '__main__':\n  main(get())",
                     line({})),
            "m.use('d')");
  EXPECT_EQ(calls_of("import argparse, m\ndef make():\n  p = argparse.ArgumentParser()\n"
                     "  p.add_argument('model')\n  p.add_argument('--k')\n  return p\n"
                     "args, rest = make().parse_known_args()\nm.use(args.model, args.k)",
                     line({"--k", "v", "x"})),
            "m.use('x', 'v')");
  EXPECT_EQ(calls_of(parser + "m.use(**vars(args))", line({"--need", "y"})),
            "m.use(model_id='d', trust_remote_code=False, n=1, need='y')");
}

TEST(Options, Click) {
  const std::string code =
      "import click, m\n@click.command()\n@click.option('--model', default='d')\n@click.option('--trust', "
      "is_flag=True)\n"
      "def main(model, trust):\n  m.use(model, trust)\nmain()";
  EXPECT_EQ(calls_of(code, line({})), "m.use('d', False)");
  EXPECT_EQ(calls_of(code, line({"--model", "x", "--trust"})), "m.use('x', True)");
}

TEST(Options, Typer) {
  const std::string code =
      "import typer, m\ndef main(model: str = typer.Option('d'), rev: str = 'r'):\n  m.use(model, "
      "rev)\ntyper.run(main)";
  EXPECT_EQ(calls_of(code, line({}, false)), "m.use('d'*|?caller, 'r'*|?caller)");
}

}  // namespace
}  // namespace dockgate::python::test
