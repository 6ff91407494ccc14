// Files of every kind that is read, nested or repeated far beyond what anybody writes.
#include <functional>

#include "run_program.hpp"

namespace dockgate {
namespace {

constexpr std::size_t many = 100'000;

std::string repeat(const std::string& text, std::size_t count = many) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

struct Text {
  const char* what;
  const char* file;
  std::function<std::string()> bytes;
};

const std::vector<Text>& texts() {
  static const std::vector<Text> all{
      {"parentheses", "run.py", [] { return "x = " + repeat("("); }},
      {"balanced lists", "run.py", [] { return "x = " + repeat("[") + repeat("]"); }},
      {"unary operators", "run.py", [] { return "x = " + repeat("-") + "1\n"; }},
      {"attributes", "run.py", [] { return "x" + repeat(".y") + "\n"; }},
      {"calls of calls", "run.py", [] { return "f" + repeat("()") + "\n"; }},
      {"indentation", "run.py",
       [] {
         std::string out;
         for (std::size_t i = 0; i < 2000; ++i) out += std::string(i, ' ') + "if x:\n";
         return out;
       }},
      {"sums", "run.py", [] { return "x = 'a'" + repeat(" + 'a'") + "\n"; }},
      {"classes that do not end", "run.py", [] { return repeat("class x(\n"); }},
      {"functions that do not end", "run.py", [] { return repeat("def f(\n"); }},
      {"joined lines", "run.py", [] { return repeat("\\\n"); }},
      {"decorators", "run.py", [] { return repeat("@x\n") + "def f(): pass\n"; }},
      {"targets", "run.py", [] { return repeat("a = ") + "1\n"; }},
      {"attributes as targets", "run.py", [] { return repeat("a.b = ", 50000) + "print\n"; }},
      {"parameters", "run.py",
       [] {
         std::string out = "def f(";
         for (std::size_t i = 0; i < many; ++i) out += "p" + std::to_string(i) + ",";
         return out + "): pass\n";
       }},
      {"branches", "run.py",
       [] {
         return "if a: x = '1'\n" + repeat("elif b: x = '2'\n", 50000) +
                "from transformers import AutoModel\nAutoModel.from_pretrained(x)\n";
       }},
      {"assignments in one another", "run.py",
       [] { return repeat("(a := ", 20000) + "1" + repeat(")", 20000) + "\n"; }},
      {"comments", "run.py", [] { return "import transformers\n" + repeat("# \"x\"\n"); }},
      {"doubling", "run.py",
       [] {
         std::string out = "x = 'aaaaaaaa'\n";
         for (int i = 0; i < 200; ++i) out += "x = x + x\n";
         return out + "from transformers import AutoModel\nAutoModel.from_pretrained(x)\n";
       }},
      {"calls in a circle", "run.py",
       [] {
         std::string out;
         for (int i = 0; i < 2000; ++i)
           out += "def f" + std::to_string(i) + "(x): return f" + std::to_string((i + 1) % 2000) + "(x)\n";
         return out + "from transformers import AutoModel\nAutoModel.from_pretrained(f0('a'))\n";
       }},
      {"substitutions", "setup.sh", [] { return repeat("$("); }},
      {"balanced substitutions", "setup.sh",
       [] { return "echo " + repeat("$(", 20000) + repeat(")", 20000); }},
      {"braces", "setup.sh", [] { return "echo " + repeat("{a,b}", 1000) + "\n"; }},
      {"subshells", "setup.sh", [] { return repeat("(", 50000) + "x" + repeat(")", 50000); }},
      {"pipes", "setup.sh", [] { return "a" + repeat(" | a", 20000) + "\n"; }},
      {"pipes of a writer", "setup.sh", [] { return "cat" + repeat(" | cat", 20000) + " > out\n"; }},
      {"heredocs", "setup.sh", [] { return repeat("cat <<A\n"); }},
      {"flow lists", "compose.yaml", [] { return "services: " + repeat("["); }},
      {"flow maps", "compose.yaml", [] { return "services: " + repeat("{a: "); }},
      {"block maps", "compose.yaml",
       [] {
         std::string out = "services:\n";
         for (std::size_t i = 1; i < 2000; ++i) out += std::string(i, ' ') + "a:\n";
         return out;
       }},
      {"aliases of aliases", "compose.yaml",
       [] {
         std::string out = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
         for (int i = 1; i < 30; ++i) {
           const std::string before = "*a" + std::to_string(i - 1);
           out += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
           for (int k = 0; k < 8; ++k) out += ", " + before;
           out += "]\n";
         }
         return out + "services: *a29\n";
       }},
      {"blocks", "docker-bake.hcl", [] { return repeat("a {\n"); }},
      {"expressions", "docker-bake.hcl", [] { return "target \"a\" { context = " + repeat("("); }},
      {"functions", "docker-bake.hcl",
       [] { return "target \"a\" { context = " + repeat("upper(") + "\"a\"" + repeat(")") + " }\n"; }},
      {"variables in a circle", "docker-bake.hcl",
       [] {
         std::string out;
         for (int i = 0; i < 500; ++i)
           out += "variable \"v" + std::to_string(i) + "\" { default = \"${v" +
                  std::to_string((i + 1) % 500) + "}${v" + std::to_string((i + 7) % 500) + "}\" }\n";
         return out + "target \"a\" { context = \"${v0}\" }\n";
       }},
      {"JSON", "docker-bake.json", [] { return repeat("{\"target\":"); }},
      {"JSON lists", "notes.ipynb", [] { return "{\"cells\": " + repeat("["); }},
      {"patterns", ".dockerignore", [] { return repeat("**/a*b*c*[a-z]?\n", 20000); }},
      {"stars", ".dockerignore", [] { return repeat("*", 20000) + "b\n"; }},
      {"patterns", ".gitignore", [] { return repeat("**/a*b*c*[a-z]?\n", 20000); }},
      {"stars", ".gitignore", [] { return repeat("a*", 20000) + "b\n"; }},
      {"includes", "requirements.txt", [] { return repeat("-r requirements.txt\n", 20000); }},
      {"markers", "requirements.txt", [] { return "a; " + repeat("("); }},
  };
  return all;
}

class HostileText : public Tree, public testing::WithParamInterface<std::size_t> {};

TEST_P(HostileText, NeitherCrashesNorFillsTheMemory) {
  const Text& text = texts()[GetParam()];
  write("Dockerfile",
        "FROM python:latest\nCOPY . /app\nRUN pip install -r /app/requirements.txt\nRUN sh /app/setup.sh\n"
        "RUN jupyter nbconvert --execute /app/notes.ipynb\nCMD [\"python\", \"/app/run.py\"]\n");
  write(
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "c",
      "");
  write(text.file, text.bytes());
  for (const char* command : {"check", "facts"}) {
    const Outcome outcome = run({command, "."});
    EXPECT_TRUE(outcome.code == 0 || outcome.code == 1 || outcome.code == 4)
        << command << ": exit " << outcome.code << " " << outcome.error.substr(0, 1000);
    EXPECT_LT(outcome.peak, 600 * 1024) << command << ", KiB";
  }
}

INSTANTIATE_TEST_SUITE_P(Texts, HostileText, testing::Range<std::size_t>(0, texts().size()),
                         [](const auto& one) {
                           std::string name =
                               std::string(texts()[one.param].file) + "_" + texts()[one.param].what;
                           for (char& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

class HostilePolicy : public Tree, public testing::WithParamInterface<std::string> {};

TEST_P(HostilePolicy, IsRefused) {
  write("Dockerfile", "FROM python:latest\n");
  for (const char* name : {".dockgate.yaml", "policy.yaml", "baseline.json"}) write(name, GetParam());
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"check"},
        {"check", "--policy", "policy.yaml"},
        {"check", "--policy", "builtin:recommended", "--baseline", "baseline.json"},
        {"policy", "check"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << arguments.back() << outcome.error.substr(0, 1000);
    EXPECT_LT(outcome.peak, 600 * 1024) << "KiB";
  }
}

INSTANTIATE_TEST_SUITE_P(Policies, HostilePolicy,
                         testing::Values("version: " + repeat("["), repeat("{a: "), repeat("- "),
                                         "a: &a [*a, *a]\n", repeat("[") + repeat("]"),
                                         std::string(1000, '\0'), "\xff\xfe\xfd", repeat("&a "), repeat("? "),
                                         repeat("!!a ")));

class HostileDockerfile : public Tree, public testing::WithParamInterface<std::string> {};

TEST_P(HostileDockerfile, IsJudgedOrSaidNotToBe) {
  write("Dockerfile", "FROM a\n" + GetParam());
  for (const char* command : {"check", "facts", "parse"}) {
    const Outcome outcome = run({command, "Dockerfile"});
    EXPECT_TRUE(outcome.code == 0 || outcome.code == 1 || outcome.code == 4)
        << command << ": exit " << outcome.code << " " << outcome.error.substr(0, 1000);
    EXPECT_LT(outcome.peak, 1000 * 1024) << command << ", KiB";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Dockerfiles, HostileDockerfile,
    testing::Values("ENV A=" + repeat("${A:-") + repeat("}") + "\n", "ENV A=" + repeat("${"),
                    "ONBUILD " + repeat("ONBUILD ") + "RUN x\n", "CMD " + repeat("["), "RUN " + repeat("$("),
                    "RUN " + repeat("("), "RUN " + repeat("sh -c '") + "\n", "RUN " + repeat("sudo ") + "x\n",
                    "RUN python -c '" + repeat("(") + "'\n", "RUN " + repeat("<<A ") + "\n",
                    repeat("RUN <<A\n"), repeat("\\\n"), repeat("FROM a\n", 20000),
                    "COPY " + repeat("a ") + "b/\n", "RUN --mount=" + repeat("type=bind,") + " x\n",
                    repeat("#\n"), "ENV A=aaaaaaaa\n" + repeat("ENV A=$A$A\n", 100) + "RUN echo $A\n",
                    "LABEL " + repeat("a=b ") + "\n", "EXPOSE " + repeat("1-65535 ") + "\n"));

}  // namespace
}  // namespace dockgate
