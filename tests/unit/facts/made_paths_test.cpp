#include "facts/made_paths.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

const std::string sha = "0123456789abcdef0123456789abcdef01234567";

/// How the load of `id` in /app/app.py is judged when the Dockerfile has `instructions`.
std::string judged(const std::string& instructions, const std::string& id) {
  const auto facts = test::facts_of(
      {{"Dockerfile", instructions + "CMD python app.py\n"},
       {"app.py", "from transformers import AutoModel\nAutoModel.from_pretrained('" + id + "')\n"}});
  for (const auto& model : facts.models)
    if (model.api.ends_with("from_pretrained")) return std::string(to_string(model.id_state));
  return "?";
}

TEST(MadePaths, MakeNamesLocal) {
  const std::string app = "FROM a\nWORKDIR /app\nCOPY app.py .\n";
  EXPECT_EQ(judged(app, "models/bert"), "known");
  EXPECT_EQ(
      judged(app + "RUN hf download o/n --revision " + sha + " --local-dir models/bert\n", "models/bert"),
      "local");
  EXPECT_EQ(judged(app + "RUN hf download o/n --local-dir=models\n", "models/bert"), "local");
  EXPECT_EQ(judged(app + "RUN git clone https://huggingface.co/o/bert\n", "bert"), "local");
  EXPECT_EQ(judged(app + "RUN cp -r /src/bert models/\n", "models/bert"), "local");
  EXPECT_EQ(judged(app + "RUN curl -o models/m.tgz https://e.com/m.tgz && tar xf models/m.tgz -C models\n",
                   "models/bert"),
            "local");
}

TEST(MadePaths, LeaveNamesThatOnlyLookLikeThem) {
  const std::string app = "FROM a\nWORKDIR /app\nCOPY app.py .\n";
  EXPECT_EQ(judged(app + "RUN hf download o/n --local-dir /app\n", "o/n"), "known");
  EXPECT_EQ(judged(app + "RUN mkdir -p o\n", "o/n"), "known");
  EXPECT_EQ(judged(app + "RUN hf download o/n\n", "o/n"), "known");
  EXPECT_EQ(judged(app + "RUN python warm.py o/n\n", "o/n"), "known");
}

TEST(MadePaths, AreSeenThroughStages) {
  const std::string fetch =
      "FROM a AS fetch\nRUN hf download o/n --revision " + sha + " --local-dir /m/bert\n";
  EXPECT_EQ(
      judged(fetch + "FROM a\nWORKDIR /app\nCOPY app.py .\nCOPY --from=fetch /m models\n", "models/bert"),
      "local");
  EXPECT_EQ(judged(fetch + "FROM fetch\nWORKDIR /m\nCOPY app.py .\n", "bert"), "local");
  EXPECT_EQ(judged(fetch + "FROM a\nWORKDIR /app\nCOPY app.py .\n", "models/bert"), "known");
}

TEST(MadePaths, SayWhereTheCodeOfATrustedFolderComesFrom) {
  // "context", "build" or "nowhere"
  const auto origin = [](const std::string& instructions, const std::string& folder) {
    const auto facts = test::facts_of(
        {{"Dockerfile", "FROM a\nWORKDIR /app\nCOPY app.py .\n" + instructions + "CMD python app.py\n"},
         {"own/config.json", "{}"},
         {"app.py", "import sys\nfrom transformers import AutoModel\nAutoModel.from_pretrained(" + folder +
                        ", trust_remote_code=True)\n"}});
    for (const auto& model : facts.models)
      if (model.api.ends_with("from_pretrained"))
        return std::string(!model.in_image ? "nowhere" : model.vendored ? "context" : "build");
    return std::string("?");
  };
  EXPECT_EQ(origin("COPY own /models/own\n", "'/models/own'"), "context");
  EXPECT_EQ(origin("COPY own own\n", "'./own'"), "context");
  EXPECT_EQ(origin("", "'/models/own'"), "nowhere");
  EXPECT_EQ(origin("", "'/models/' + sys.argv[1]"), "nowhere");
  EXPECT_EQ(origin("COPY own /models/own\n", "'/models/' + sys.argv[1]"), "context");
  EXPECT_EQ(origin("RUN hf download o/n --revision " + sha + " --local-dir /models/own\n", "'/models/own'"),
            "build");
  EXPECT_EQ(origin("RUN git clone https://huggingface.co/o/own /models/own\n", "'/models/own'"), "build");
}

TEST(MadePaths, NameThePieceThatASealedImageLacks) {
  const auto notes = [](const std::string& instructions) {
    const auto facts = test::facts_of(
        {{"Dockerfile", instructions + "CMD python app.py\n"},
         {"app.py", "from transformers import AutoModel\nAutoModel.from_pretrained('o/n')\n"}});
    for (const auto& model : facts.models)
      if (model.phase == Phase::start && model.fetched && !model.notes.empty()) return model.notes.back();
    return std::string();
  };
  const std::string fetch = "RUN hf download o/n --revision " + sha + "\n";
  const std::string app = "WORKDIR /app\nCOPY app.py .\n";
  EXPECT_NE(notes("FROM a\n" + fetch + app).find("set HF_HUB_OFFLINE=1"), std::string::npos);
  EXPECT_NE(notes("FROM a AS f\n" + fetch + "FROM a\nCOPY --from=f /x /x\n" + app)
                .find("nothing loads what is copied"),
            std::string::npos);
  EXPECT_EQ(notes("FROM a\nENV HF_HUB_OFFLINE=1\n" + fetch + app), "");
}

}  // namespace
}  // namespace dockgate::facts
