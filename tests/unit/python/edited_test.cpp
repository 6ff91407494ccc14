// What the other modules say is kept while one is edited: nobody sees a difference.

#include <algorithm>
#include <array>
#include <random>

#include <gtest/gtest.h>

#include "show.hpp"
#include "text/words.hpp"

namespace dockgate::python::test {
namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

/// Modules that call each other under common names, and give each other values, classes and functions.
const Texts project{
    {"__main__",
     "import os\nfrom app import one, two\nfrom app.base import Base\nREVISION = os.environ.get('REV')\n"
     "one.start('/data/1')\ntwo.start('/data/2', REVISION)\nBase().load('org/main')\n"},
    {"app/", ""},
    {"app.base",
     "from transformers import AutoModel\nNAME = 'org/base'\nclass Base:\n  trust = False\n"
     "  def __init__(self, revision=None):\n    self.revision = revision or 'main'\n"
     "  def load(self, name):\n"
     "    return AutoModel.from_pretrained(name, revision=self.revision, trust_remote_code=self.trust)\n"
     "def helper(name, revision='v0'):\n  return AutoModel.from_pretrained(name, revision=revision)\n"},
    {"app.one",
     "import os\nfrom transformers import AutoTokenizer\nfrom app.base import Base, helper\nNAME = "
     "'org/one'\n"
     "class Part(Base):\n  trust = True\n  def read(self, path):\n    return self.load(path)\n"
     "def start(folder):\n  part = Part()\n  part.read(folder)\n  helper(NAME)\n"
     "  AutoTokenizer.from_pretrained(os.environ.get('ONE', NAME))\n"},
    {"app.two",
     "import torch\nfrom app.base import NAME, helper\nclass Part:\n  def __init__(self, folder, revision):\n"
     "    self.folder = folder\n    self.revision = revision\n  def read(self, path):\n"
     "    return torch.load(path)\n  def load(self, name):\n    return helper(name, self.revision)\n"
     "def start(folder, revision=None):\n  part = Part(folder, revision)\n  part.read(folder + '/a.pt')\n"
     "  part.load(NAME)\n  part.revision = 'other'\n"},
    {"app.three",
     "from transformers import pipeline\nfrom app import one\nload = one.start\ndef run(f=load):\n  f('x')\n"
     "  pipeline('text', model=one.NAME)\nrun()\n"}};

/// Lines that stand for one another.
const std::vector<std::vector<const char*>> choices{
    {"NAME = 'org/base'", "NAME = 'org/next'", "NAME = os.environ.get('NAME')", "from app.one import NAME"},
    {"NAME = 'org/one'", "NAME = helper", "NAME = 'org/other' if trust else 'x'"},
    {"  trust = True", "  trust = False", "  trust = NAME", "  pass"},
    {"def start(folder):", "def start(folder, revision='v1'):", "def begin(folder):",
     "@wraps\ndef start(folder):", "start = lambda folder: Part(folder).read(folder)\ndef unused(folder):"},
    {"  part.read(folder)", "  part.load(folder)", "  Part('v2').read(folder)",
     "  getattr(part, 'read')(folder)", "  part.revision = folder", "  Base.revision = 'set'",
     "  exec('part.read(folder)')"},
    {"    return self.load(path)", "    return super().load(path)", "    return helper(path, self.revision)",
     "    return torch.load(path)", "    yield path"},
    {"class Part(Base):", "class Part:", "class Other(Base):", "class Base:"},
    {"one.start('/data/1')", "one.begin('/data/1')", "one.Part().read('org/p')", "map(one.start, ['a', 'b'])",
     "os.environ['ONE'] = 'org/set'"},
    {"import os", "import os, torch", "from os import environ", "# nothing"}};

std::string where(const Place& at) {
  return (at.source ? at.source->path() : "-") + ":" + std::to_string(at.span.begin) + "-" +
         std::to_string(at.span.end);
}

std::string whole(const ValuePtr& value) {
  if (!value) return "-";
  std::string out = show(*value) + "@" + where(value->at);
  for (const Possible& possible : value->possible) {
    for (const Step& step : possible.trace) out += " < " + step.what + "@" + where(step.at);
    if (const auto* open = std::get_if<Unknown>(&possible.value))
      out += " ? " + open->what + "@" + where(open->at);
  }
  return out;
}

std::string whole(const Evaluation& found) {
  std::string out;
  for (const Call& call : found.calls) {
    out += show(call) + " in " + call.module + "/" + call.function + " at " + where(call.at) + " " +
           where(call.callee_at) + " " + where(call.room) + "\n";
    for (const Step& step : call.via) out += "  via " + step.what + "@" + where(step.at) + "\n";
    for (const Argument& argument : call.arguments)
      out += "  " + where(argument.at) + where(argument.whole) + " " + whole(argument.value) + "\n";
  }
  for (const Assignment& assignment : found.assignments)
    out += assignment.target + " = " + whole(assignment.value) + " at " + where(assignment.at) +
           (assignment.conditional ? " maybe" : "") + "\n";
  for (const Flag& flag : found.flags)
    out += flag.name + " of " + flag.callee + " = " + whole(flag.value) + " at " + where(flag.at) + " in " +
           flag.module + "\n";
  return out;
}

Loaded loaded(const std::string& name, const std::string& text) {
  const bool package = name.ends_with("/");
  const std::string plain = package ? name.substr(0, name.size() - 1) : name;
  return {plain, parse_text(plain + ".py", text), package, {}};
}

void change(std::string& text, std::mt19937& random) {
  std::vector<std::string> lines;
  for (const auto line : text::split(text, '\n')) lines.emplace_back(line);
  std::string& line = lines[random() % lines.size()];
  switch (random() % 8) {
    case 0:
    case 1:
    case 2:
      line.insert(line.begin() + static_cast<std::ptrdiff_t>(random() % (line.size() + 1)),
                  "ax1 '#"[random() % 6]);
      break;
    case 3:
      if (!line.empty()) line.erase(line.begin() + static_cast<std::ptrdiff_t>(random() % line.size()));
      break;
    case 4:
      std::swap(line, lines[random() % lines.size()]);
      break;
    default:
      for (const auto& kind : choices)
        if (std::ranges::find(kind, line) != kind.end()) {
          line = kind[random() % kind.size()];
          break;
        }
  }
  text.clear();
  for (const std::string& each : lines) text += (&each == lines.data() ? "" : "\n") + each;
}

class Edited : public testing::TestWithParam<unsigned> {};

TEST_P(Edited, SaysWhatAFreshRunSays) {
  std::mt19937 random(GetParam());
  Texts texts = project;
  std::vector<Loaded> modules;
  for (const auto& [name, text] : texts) modules.push_back(loaded(name, text));
  const Environment environment = environment_of({{"REV", "v7"}}, {"NAME"});
  constexpr std::array<std::string_view, 2> looking{"print", "map"};
  const Wanted wanted_here{wanted, {}, {"trust_remote_code"}, {}, {}, looking, {}, {}};
  struct Kept {
    std::size_t edited;
    std::vector<Loaded> modules;
    std::shared_ptr<const OthersSay> say;
  };
  std::vector<Kept> kept;
  std::size_t at = 3, reused = 0;
  for (int edit = 0; edit < 1500; ++edit) {
    if (random() % 12 == 0) at = random() % texts.size();
    if (edit % 30 == 29)
      texts[at].second = project[at].second;
    else
      change(texts[at].second, random);
    modules[at] = loaded(texts[at].first, texts[at].second);

    std::vector<std::shared_ptr<const OthersSay>> known;
    for (const Kept& one : kept) {
      bool same = one.edited == at;
      for (std::size_t i = 0; i < modules.size(); ++i)
        same = same && (i == at || one.modules[i].module == modules[i].module);
      if (same) known.push_back(one.say);
    }
    std::shared_ptr<const OthersSay> used;
    const Evaluation found =
        evaluate_edited(modules, environment, wanted_here, static_cast<std::uint32_t>(at), known, used);
    ASSERT_EQ(whole(found), whole(evaluate(modules, environment, wanted_here)))
        << (std::ranges::find(known, used) != known.end() ? "kept, " : "new, ") << "edit " << edit
        << " with seed " << GetParam() << " in " << texts[at].first << ":\n"
        << texts[at].second;
    if (std::ranges::find(known, used) != known.end())
      reused += is_of_use(*used) ? 1 : 0;
    else if (used)
      kept.insert(kept.begin(), {at, modules, used});
    if (kept.size() > 3) kept.pop_back();
  }
  EXPECT_GT(reused, 300u);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Edited, testing::Range(1u, 4u));

}  // namespace
}  // namespace dockgate::python::test
