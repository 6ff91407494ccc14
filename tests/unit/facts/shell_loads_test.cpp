#include "facts/shell_loads.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::build_of;

const std::string sha = "0123456789abcdef0123456789abcdef01234567";
const std::string digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

std::vector<ModelFact> models_in(const std::string& dockerfile,
                                 std::map<std::string, std::string> files = {}) {
  files["Dockerfile"] = dockerfile;
  const build::Build build = build_of(std::move(files));
  return shell_loads(build, shell_commands(build));
}
std::vector<ModelFact> run(const std::string& command) {
  return models_in("FROM a\nRUN " + command + "\n");
}

std::string states(const std::vector<ModelFact>& facts) {
  std::string out;
  for (const ModelFact& fact : facts) {
    out += std::string(out.empty() ? "" : "; ") + fact.artifact + " " + fact.id + " " +
           std::string(to_string(fact.id_state)) + " " + std::string(to_string(fact.revision_state));
    if (fact.remote_code != Known::no) out += " trust=" + std::string(to_string(fact.remote_code));
  }
  return out;
}

TEST(ShellLoads, ReadRevisions) {
  EXPECT_EQ(states(run("hf download o/n --revision=" + sha)), "model o/n known commit");
  EXPECT_EQ(states(run("hf download o/n --revision 0123456")), "model o/n known abbreviated");
  EXPECT_EQ(states(run("hf download o/n --revision main")), "model o/n known moving");
  EXPECT_EQ(states(run("hf download o/n --revision $REV")), "model o/n known unresolved");
  EXPECT_EQ(states(run("hf download $MODEL")), "model  unresolved absent");
  EXPECT_EQ(states(run("hf download hf://o/n@v1")), "model o/n known moving");
  EXPECT_EQ(states(models_in("FROM a\nARG REV=" + sha + "\nRUN hf download o/n --revision $REV\n")),
            "model o/n known commit");
  EXPECT_EQ(states(run("hf download --repo-type dataset --local-dir /d o/n")), "dataset o/n known absent");
  EXPECT_EQ(states(run("uvx --from huggingface_hub hf download o/n")), "model o/n known absent");
}

TEST(ShellLoads, NameTheMissingVariable) {
  const auto facts = run("hf download o/n --revision $REV");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].missing, "$REV");
}

TEST(ShellLoads, SayWhenADefaultWasTaken) {
  const auto facts = run("hf download o/n --revision ${REV:-main}");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].revision_state, RevisionState::moving);
  EXPECT_EQ(facts[0].notes.size(), 1u);
}

TEST(ShellLoads, ReadAddresses) {
  const std::string hub = "https://huggingface.co/o/n/resolve/";
  EXPECT_EQ(states(run("curl -fsSLo m.bin " + hub + "main/m.bin")), "model o/n known moving");
  EXPECT_EQ(states(run("wget -qO m.bin " + hub + sha + "/m.bin")), "model o/n known commit");
  EXPECT_EQ(states(run("wget " + hub + "$REV/m.bin")), "model o/n known unresolved");
  EXPECT_EQ(states(run("curl -O https://huggingface.co/datasets/o/n/raw/main/x.csv")),
            "dataset o/n known moving");
  EXPECT_EQ(states(run("curl https://huggingface.co/api/models/o/n")), "");
  EXPECT_EQ(states(run("curl -fsSL https://example.com/install.sh | sh")), "");
  EXPECT_EQ(states(run("wget https://example.com/m.safetensors")),
            "file https://example.com/m.safetensors known absent");
  EXPECT_EQ(states(run("wget 'https://example.com/d?id=3' -O x.pth")),
            "file https://example.com/d known absent");
  EXPECT_EQ(states(run("wget https://github.com/o/r/raw/" + sha + "/m.pth")),
            "file https://github.com/o/r/raw/" + sha + "/m.pth known commit");
  EXPECT_EQ(states(run("wget https://modelscope.cn/models/o/n/resolve/master/m.bin")),
            "model o/n known moving");
}

TEST(ShellLoads, TakeACheckOfTheSameFileAsProof) {
  const std::string get = "wget https://e.com/m.bin && ";
  EXPECT_TRUE(run(get + "echo \"" + digest + "  m.bin\" | sha256sum -c -")[0].verified);
  EXPECT_TRUE(run(get + "echo " + digest + " *m.bin | sha256sum --check")[0].verified);
  EXPECT_TRUE(run(get + "printf '%s  %s\\n' " + digest + " m.bin | sha256sum -c")[0].verified);
  EXPECT_TRUE(run(get + "sha256sum -c <<< \"" + digest + "  m.bin\"")[0].verified);
  EXPECT_TRUE(run(get + "echo \"" + digest + "  m.bin\" | shasum -a 256 -c && ls")[0].verified);
  EXPECT_TRUE(
      run("cd /x && curl -o m.bin https://e.com/m.bin && echo \"" + digest + "  /x/m.bin\" | sha256sum -c")[0]
          .verified);
  EXPECT_TRUE(run(get + "echo \"" + digest + "  m.bin\" | sha256sum -c || exit 1")[0].verified);
  EXPECT_EQ(run(get + "echo \"" + digest + "  m.bin\" | sha256sum -c -")[0].revision_state,
            RevisionState::not_needed);
  // Under the name that it has then:
  EXPECT_TRUE(run(get + "mv m.bin /m/x.bin && echo \"" + digest + "  /m/x.bin\" | sha256sum -c")[0].verified);
  EXPECT_TRUE(run(get + "mv m.bin /m && cd /m && echo \"" + digest + "  m.bin\" | sha256sum -c")[0].verified);
  EXPECT_TRUE(run(get + "chmod 644 m.bin && echo \"" + digest + "  m.bin\" | sha256sum -c")[0].verified);
  // No proof:
  EXPECT_FALSE(
      run(get + "python load.py m.bin && echo \"" + digest + "  m.bin\" | sha256sum -c")[0].verified);
  EXPECT_FALSE(run(get + "mv m.bin x.bin && echo \"" + digest + "  m2.bin\" | sha256sum -c")[0].verified);
  EXPECT_FALSE(run(get + "echo \"" + digest + "  other.bin\" | sha256sum -c")[0].verified);
  EXPECT_FALSE(run(get + "echo \"" + digest + "  m.bin\" | sha256sum -c || true")[0].verified);
  EXPECT_FALSE(run(get + "echo \"" + digest + "  m.bin\" | sha256sum -c; ls")[0].verified);
  EXPECT_FALSE(run(get + "echo \"" + digest.substr(0, 32) + "  m.bin\" | md5sum -c")[0].verified);
  EXPECT_FALSE(run(get + "echo \"$SUM  m.bin\" | sha256sum -c")[0].verified);
  EXPECT_FALSE(run(get + "sha256sum m.bin")[0].verified);
  EXPECT_FALSE(run("echo \"" + digest + "  m.bin\" | sha256sum -c && wget https://e.com/m.bin")[0].verified);

  const std::string sum = "$(sha256sum m.bin | cut -d' ' -f1)";
  EXPECT_TRUE(run(get + "[ \"" + sum + "\" = " + digest + " ]")[0].verified);
  EXPECT_TRUE(run(get + "[ \"" + sum + "\" = " + digest + " ] || exit 1")[0].verified);
  EXPECT_TRUE(run(get + "if [ \"" + sum + "\" != " + digest + " ]; then echo bad; exit 1; fi")[0].verified);
  EXPECT_FALSE(run(get + "[ \"" + sum + "\" = " + digest + " ] && exit 1")[0].verified);
  EXPECT_FALSE(run(get + "[ \"" + sum + "\" = " + digest + " ] || true")[0].verified);
  EXPECT_FALSE(run(get + "if [ \"" + sum + "\" != " + digest + " ]; then echo bad; fi")[0].verified);
  EXPECT_FALSE(run(get + "[ \"" + sum + "\" = \"$WANTED\" ]")[0].verified);
}

TEST(ShellLoads, ReadSumsFromAFileOfTheContext) {
  const auto facts =
      models_in("FROM a\nWORKDIR /m\nCOPY SUMS .\nRUN wget https://e.com/m.bin && sha256sum -c SUMS\n",
                {{"SUMS", digest + "  m.bin\n"}});
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_TRUE(facts[0].verified);
}

TEST(ShellLoads, FollowClonesToTheirCheckout) {
  const std::string clone = "git clone https://huggingface.co/o/n";
  EXPECT_EQ(states(run(clone)), "model o/n known absent");
  EXPECT_EQ(states(run(clone + " --branch v1")), "model o/n known moving");
  EXPECT_EQ(states(run(clone + " && cd n && git checkout " + sha)), "model o/n known commit");
  EXPECT_EQ(states(run(clone + " /m && git -C /m reset --hard " + sha)), "model o/n known commit");
  EXPECT_EQ(states(run(clone + " && git -C other checkout " + sha)), "model o/n known absent");
  EXPECT_EQ(states(run("git clone https://user:tok@huggingface.co/datasets/o/n")),
            "dataset o/n known absent");
  EXPECT_EQ(states(run("git clone https://github.com/o/n")), "");
  EXPECT_EQ(states(run("git clone https://git.example.com/o/n && cd n && pip install -e .")),
            "source https://git.example.com/o/n known absent");
  EXPECT_EQ(states(run("git clone https://git.example.com/o/n /n && git -C /n checkout " + sha +
                       " && pip install /n")),
            "source https://git.example.com/o/n known commit");
}

TEST(ShellLoads, ReadInstalledRepositories) {
  EXPECT_EQ(states(run("pip install git+https://u:t@git.example.com/o/n.git")),
            "source https://git.example.com/o/n.git known absent");
  EXPECT_EQ(states(run("uv pip install 'n[x] @ git+https://git.example.com/o/n@v1#egg=n'")),
            "source https://git.example.com/o/n known moving");
  EXPECT_EQ(states(run("pip install git+ssh://git@git.example.com/o/n@" + sha)),
            "source ssh://git@git.example.com/o/n known commit");
  EXPECT_EQ(states(run("pip install torch==2.1.0")), "");
}

TEST(ShellLoads, FindTheIdBehindOptionsThatNobodyKnows) {
  EXPECT_EQ(states(run("git clone --single-branch https://huggingface.co/o/n /m")), "model o/n known absent");
  EXPECT_EQ(states(run("hf download --quiet o/n m.bin")), "model o/n known absent");
  EXPECT_EQ(states(run("hf download --new-option 3 o/n m.bin")), "model o/n known absent");
}

TEST(ShellLoads, ReadServers) {
  const auto start = [](const std::string& command) {
    return states(models_in("FROM a\nCMD " + command + "\n"));
  };
  EXPECT_EQ(start("vllm serve o/n --trust-remote-code"), "model o/n known absent trust=yes");
  EXPECT_EQ(start("vllm serve --host 0.0.0.0 o/n --no-trust-remote-code"), "model o/n known absent");
  EXPECT_EQ(start("vllm serve o/n $ARGS"), "model o/n known unresolved trust=unresolved");
  EXPECT_EQ(start("vllm serve /models/x"), "model /models/x local not-needed");
  EXPECT_EQ(start("[\"python3\", \"-m\", \"vllm.entrypoints.openai.api_server\", \"--model\", \"o/n\"]"),
            "model o/n known absent");
  EXPECT_EQ(start("infinity_emb v2 --model-id o/n"), "model o/n known absent trust=yes");
  EXPECT_EQ(start("infinity_emb v2 --model-id o/n --no-trust-remote-code"), "model o/n known absent");
}

TEST(ShellLoads, ReadTheVariablesOfServers) {
  EXPECT_EQ(states(models_in("FROM a\nENV MODEL_ID=o/n REVISION=" + sha +
                             " TRUST_REMOTE_CODE=true\nCMD text-generation-launcher\n")),
            "model o/n known commit trust=yes");
  EXPECT_EQ(states(models_in("FROM a\nCMD text-generation-launcher\n")),
            "model bigscience/bloom-560m known absent");
}

TEST(ShellLoads, TellCopiedFoldersFromRepositories) {
  const std::string dockerfile = "FROM a\nWORKDIR /app\nCOPY . .\nCMD vllm serve models/x\n";
  EXPECT_EQ(states(models_in(dockerfile, {{"models/x/config.json", "{}"}})),
            "model models/x local not-needed");
  EXPECT_EQ(states(models_in(dockerfile)), "model models/x known absent");
}

TEST(ShellLoads, ReadAdd) {
  EXPECT_EQ(states(models_in("FROM a\nADD https://huggingface.co/o/n/resolve/main/m.bin /m\n")),
            "model o/n known moving");
  EXPECT_EQ(
      states(models_in("FROM a\nADD --checksum=sha256:" + digest + " https://e.com/m.safetensors /m/\n")),
      "file https://e.com/m.safetensors known not-needed");
}

TEST(ShellLoads, KeepTheLineInsideALongRun) {
  const auto facts = run("apt-get update && \\\n  wget https://huggingface.co/o/n/resolve/main/m.bin");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(test::where(facts[0].at), "Dockerfile:3");
}

TEST(ShellLoads, WalkLoopsAndFunctions) {
  EXPECT_EQ(states(run("for m in o/a o/b; do hf download $m; done")),
            "model o/a known absent; model o/b known absent");
  EXPECT_EQ(
      states(models_in(
          "FROM a\nCOPY d.sh /\nRUN bash /d.sh\n",
          {{"d.sh", "get() { curl -o $2 https://huggingface.co/$1/resolve/main/$2; }\nget o/n m.bin\n"}})),
      "model o/n known moving");
}

}  // namespace
}  // namespace dockgate::facts
