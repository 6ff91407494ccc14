#include "facts/pin_places.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

BuildFacts facts_of(const std::string& program, const std::string& run = "CMD [\"python\", \"app.py\"]") {
  return test::facts_of(
      {{"Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY . .\n" + run + "\n"}, {"app.py", program}});
}

/// The file of the first model with `text` at its part `part`.
std::string put(const BuildFacts& facts, std::string_view part, const std::string& text) {
  if (facts.models.empty()) return "no model";
  for (const Part& each : facts.models.front().parts) {
    if (each.name != part) continue;
    std::string out(each.at.source->bytes());
    const Span span = each.at.span;
    return out.replace(span.begin, span.end - span.begin, each.lead + text + each.trail);
  }
  return "no part";
}

const std::string head = "from transformers import AutoModel as A\n";

std::string with_argument(const std::string& call) {
  const std::string all = put(facts_of(head + call), "arguments", "r=1");
  return all.starts_with(head) ? all.substr(head.size()) : all;
}

TEST(PinPlaces, ArgumentsHaveTheStyleOfTheCall) {
  EXPECT_EQ(with_argument("A.from_pretrained('o/n')\n"), "A.from_pretrained('o/n', r=1)\n");
  EXPECT_EQ(with_argument("A.from_pretrained('o/n', x=f(1), )\n"),
            "A.from_pretrained('o/n', x=f(1), r=1, )\n");
  EXPECT_EQ(with_argument("A.from_pretrained(\n    'o/n',\n    x=1,\n)\n"),
            "A.from_pretrained(\n    'o/n',\n    x=1,\n    r=1,\n)\n");
  EXPECT_EQ(with_argument("A.from_pretrained(\n    'o/n',\n    x=1\n)\n"),
            "A.from_pretrained(\n    'o/n',\n    x=1,\n    r=1\n)\n");
  EXPECT_EQ(with_argument("A.from_pretrained(\n    'o/n',  # note\n)\n"),
            "A.from_pretrained(\n    'o/n',  # note\n    r=1,\n)\n");
  EXPECT_EQ(with_argument("A.from_pretrained(\n    'o/n'  # note\n)\n"),
            "A.from_pretrained(\n    'o/n', r=1  # note\n)\n");
  EXPECT_EQ(with_argument("A.from_pretrained(\n    'o/n', x=1\n)\n"),
            "A.from_pretrained(\n    'o/n', x=1, r=1\n)\n");
  EXPECT_EQ(with_argument("A.from_pretrained('o/n',\n                  x=1)\n"),
            "A.from_pretrained('o/n',\n                  x=1,\n                  r=1)\n");
  EXPECT_EQ(with_argument("import o\nA.from_pretrained('o/n', **o.x)\n"), "no part");
}

TEST(PinPlaces, OnlyWhereTheModelIsCertain) {
  EXPECT_EQ(with_argument("import os\nA.from_pretrained(os.environ.get('M', 'o/n'))\n"), "no part");
  EXPECT_EQ(with_argument("M = 'o/n'\nA.from_pretrained(M)\n"), "M = 'o/n'\nA.from_pretrained(M, r=1)\n");
  EXPECT_EQ(
      with_argument("def f(m='o/n'):\n    A.from_pretrained(m)\nf()\n").find("r=1") != std::string::npos,
      true);
  EXPECT_EQ(with_argument("def f(m):\n    A.from_pretrained(m)\nf('o/n')\nf('o/p')\n"), "no part");
  EXPECT_EQ(with_argument("def f(kind):\n    return kind.from_pretrained('o/n')\n"), "no part")
      << "what it is called on is not known";
}

TEST(PinPlaces, ValuesThatAreWrittenAnew) {
  const auto value = [](const std::string& program) {
    const std::string all = put(facts_of(head + program), "revision_value", "NEW");
    return all.starts_with(head) ? all.substr(head.size()) : all;
  };
  EXPECT_EQ(value("A.from_pretrained('o/n', revision='main')\n"), "A.from_pretrained('o/n', revision=NEW)\n");
  EXPECT_EQ(value("R = 'main'\nA.from_pretrained('o/n', revision=R)\n"),
            "R = 'main'\nA.from_pretrained('o/n', revision=NEW)\n");
  EXPECT_EQ(value("A.from_pretrained('o/n', revision=None)\n"), "A.from_pretrained('o/n', revision=NEW)\n");
  EXPECT_EQ(value("import os\nA.from_pretrained('o/n', revision=os.environ['R'])\n"), "no part");
  EXPECT_EQ(value("o = {'revision': 'main'}\nA.from_pretrained('o/n', **o)\n"), "no part")
      << "it stands elsewhere";
}

TEST(PinPlaces, QuotesOfTheCall) {
  const auto quote = [](const std::string& program) { return facts_of(head + program).models.at(0).quote; };
  EXPECT_EQ(quote("A.from_pretrained('o/n')\n"), "'");
  EXPECT_EQ(quote("A.from_pretrained(r\"o/n\")\n"), "\"");
  EXPECT_EQ(quote("M = 'o/n'\nA.from_pretrained(M)\n"), "\"");
  EXPECT_EQ(quote("M = 'o/n'\nA.from_pretrained(M, x='y')\n"), "'");
  const std::string code =
      "RUN python -c \"from transformers import AutoModel as A; A.from_pretrained('o/n')\"";
  EXPECT_EQ(facts_of("", code).models.at(0).quote, "'");
  EXPECT_NE(put(facts_of("", code), "arguments", "r='1'").find("A.from_pretrained('o/n', r='1')\"\n"),
            std::string::npos);
}

TEST(PinPlaces, Commands) {
  const auto last_line = [](const std::string& all) {
    const auto end = all.rfind('\n');
    return all.substr(all.rfind('\n', end - 1) + 1, end - all.rfind('\n', end - 1) - 1);
  };
  EXPECT_EQ(last_line(put(facts_of("", "RUN hf download o/n --local-dir /m"), "options", "--revision=c")),
            "RUN hf download o/n --revision=c --local-dir /m");
  EXPECT_EQ(last_line(put(facts_of("", "RUN [\"hf\", \"download\", \"o/n\"]"), "options", "--revision=c")),
            "RUN [\"hf\", \"download\", \"o/n\", \"--revision=c\"]");
  EXPECT_EQ(last_line(put(facts_of("", "RUN hf download o/n --revision main"), "revision_value", "c")),
            "RUN hf download o/n --revision c");
  EXPECT_EQ(last_line(put(facts_of("", "RUN hf download o/n --revision=main"), "revision_value", "c")),
            "RUN hf download o/n --revision=c");
  EXPECT_EQ(last_line(put(facts_of("", "RUN vllm serve o/n --trust-remote-code --port 1"),
                          "remote_code_option", "")),
            "RUN vllm serve o/n --port 1");
  EXPECT_EQ(last_line(put(facts_of("", "RUN wget https://huggingface.co/o/n/resolve/main/x.bin"),
                          "id_revision", "c")),
            "RUN wget https://huggingface.co/o/n/resolve/c/x.bin");
  EXPECT_EQ(last_line(put(facts_of("", "ADD https://huggingface.co/o/n/resolve/main/x.bin /x"), "id_revision",
                          "c")),
            "ADD https://huggingface.co/o/n/resolve/c/x.bin /x");
}

TEST(PinPlaces, Guards) {
  const auto guard = [](const std::string& program) {
    const BuildFacts facts = facts_of(program);
    if (facts.loads.empty()) return std::string("no load");
    const LoadFact& load = facts.loads.front();
    for (const Part& part : load.parts) {
      if (part.name != "guard_value" && part.name != "arguments") continue;
      std::string out(part.at.source->bytes());
      const Span span = part.at.span;
      const std::string text =
          part.name == "arguments" ? load.guard + "=" + load.guard_safe : load.guard_safe;
      out.replace(span.begin, span.end - span.begin, part.lead + text + part.trail);
      return out.substr(out.find('\n') + 1);
    }
    return std::string("no part");
  };
  EXPECT_EQ(guard("import torch\ntorch.load('x')\n"), "torch.load('x', weights_only=True)\n");
  EXPECT_EQ(guard("import torch\ntorch.load('x', weights_only=False)\n"),
            "torch.load('x', weights_only=True)\n");
  EXPECT_EQ(guard("import yaml as y\ny.load(f, Loader=y.Loader)\n"), "y.load(f, Loader=y.SafeLoader)\n");
  EXPECT_EQ(guard("import numpy as np\nnp.load('x', allow_pickle=True)\n"),
            "np.load('x', allow_pickle=False)\n");
}

}  // namespace
}  // namespace dockgate::facts
