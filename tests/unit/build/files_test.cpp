// COPY, ADD and WORKDIR as a map between image and context.

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

/// "kind:source" of what stands at `path` at the end of the last stage.
std::string at(const Build& build, const std::string& path) {
  const auto hit = build.stages.back().files->find(path);
  if (!hit) return "";
  const char* const kinds[] = {"context:", "stage:", "image:", "url:", "git:", "heredoc:", "command:"};
  return kinds[static_cast<int>(hit->placed->from)] + hit->source;
}

const Files project = {
    {"app/main.py", ""},      {"app/lib/util.py", ""},      {"app/data.json", ""},  {"setup.py", ""},
    {"requirements.txt", ""}, {"requirements-dev.txt", ""}, {"weights.tar.gz", ""}, {"README", ""}};

Build copied(const std::string& lines) {
  return build_of("FROM scratch\n" + lines + "\n", project);
}

TEST(Files, DestinationRules) {
  EXPECT_EQ(at(copied("COPY setup.py /x"), "/x"), "context:setup.py");
  EXPECT_EQ(at(copied("COPY setup.py /x/"), "/x/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("COPY setup.py README /x/"), "/x/README"), "context:README");
  EXPECT_EQ(at(copied("WORKDIR /w\nCOPY setup.py ."), "/w/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("WORKDIR /w\nCOPY setup.py ./"), "/w/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("WORKDIR /w\nCOPY setup.py new.py"), "/w/new.py"), "context:setup.py");
  EXPECT_EQ(at(copied("WORKDIR /w\nCOPY setup.py /w"), "/w/setup.py"), "context:setup.py")
      << "WORKDIR made the folder";
  EXPECT_EQ(at(copied("COPY app /x\nCOPY setup.py /x"), "/x/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("RUN mkdir -p /x/y && true\nCOPY setup.py /x/y"), "/x/y/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("COPY app /x"), "/x/lib/util.py"), "context:app/lib/util.py");
  EXPECT_EQ(at(copied("COPY app /x/"), "/x/main.py"), "context:app/main.py")
      << "the content, not the folder itself";
  EXPECT_EQ(at(copied("COPY . /x"), "/x/app/main.py"), "context:app/main.py");
  EXPECT_EQ(at(copied("COPY ./app/../setup.py /"), "/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("COPY /../../setup.py /"), "/setup.py"), "context:setup.py")
      << "the context has no above";
  EXPECT_EQ(at(copied("COPY [\"setup.py\", \"/a b/\"]"), "/a b/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("COPY setup.py /../../etc/"), "/etc/setup.py"), "context:setup.py");
  EXPECT_EQ(at(copied("ENV D=/opt\nCOPY setup.py $D/s.py"), "/opt/s.py"), "context:setup.py");
}

TEST(Files, LaterPlacementsWin) {
  const auto build = copied("COPY app /x\nCOPY setup.py /x/main.py\nCOPY README /x/lib/");
  EXPECT_EQ(at(build, "/x/main.py"), "context:setup.py");
  EXPECT_EQ(at(build, "/x/lib/util.py"), "context:app/lib/util.py");
  EXPECT_EQ(at(build, "/x/lib/README"), "context:README");
  EXPECT_EQ(at(build, "/nowhere"), "");
  const auto& files = *build.stages[0].files;
  EXPECT_EQ(files.image_paths("setup.py"), (Names{"/x/main.py"}));
  EXPECT_EQ(files.image_paths("app/main.py"), Names{}) << "it is hidden";
  EXPECT_EQ(files.image_paths("app/data.json"), (Names{"/x/data.json"}));
  EXPECT_EQ(files.entries().size(), 3u);
  EXPECT_EQ(files.entries()[0].destination, "/x");
}

TEST(Files, Wildcards) {
  auto build = copied("COPY requirements*.txt /r/");
  EXPECT_EQ(at(build, "/r/requirements.txt"), "context:requirements.txt");
  EXPECT_EQ(at(build, "/r/requirements-dev.txt"), "context:requirements-dev.txt");
  EXPECT_EQ(at(build, "/r/setup.py"), "");
  build = copied("COPY a*/*.py /r/");
  EXPECT_EQ(at(build, "/r/main.py"), "context:app/main.py");
  EXPECT_EQ(at(copied("COPY ap? /r"), "/r/lib/util.py"), "context:app/lib/util.py")
      << "a matched folder gives its content";
  EXPECT_EQ(at(copied("COPY requirements-d*.txt /r.txt"), "/r.txt"), "context:requirements-dev.txt");
  build = copied("COPY nothing*.x /r/");
  EXPECT_TRUE(build.stages[0].files->entries().empty());
  EXPECT_TRUE(notices(build, "copy-source-missing").empty()) << "an empty wildcard is fine for BuildKit";
  EXPECT_EQ(at(copied("COPY [s]etup.p[^x] /r/"), "/r/setup.py"), "context:setup.py");
}

TEST(Files, Excludes) {
  const auto build = copied("COPY --exclude=*.json --exclude=lib app /x");
  EXPECT_EQ(at(build, "/x/main.py"), "context:app/main.py");
  EXPECT_EQ(at(build, "/x/data.json"), "");
  EXPECT_EQ(at(build, "/x/lib/util.py"), "");
  EXPECT_EQ(build.stages[0].files->image_paths("app/lib/util.py"), Names{});
}

TEST(Files, Parents) {
  EXPECT_EQ(at(copied("COPY --parents app/main.py /x/"), "/x/app/main.py"), "context:app/main.py");
  EXPECT_EQ(at(copied("COPY --parents app/./lib/util.py /x"), "/x/lib/util.py"), "context:app/lib/util.py");
  EXPECT_EQ(at(copied("COPY --parents app/lib /x/"), "/x/app/lib/util.py"), "context:app/lib/util.py");
  const auto build = copied("COPY --parents **/*.py /x/");
  EXPECT_EQ(at(build, "/x/app/lib/util.py"), "context:app/lib/util.py");
  EXPECT_EQ(at(build, "/x/app/data.json"), "");
}

TEST(Files, MissingAndIgnoredSources) {
  auto files = project;
  files[".dockerignore"] = "app/lib\n*.md\nREADME\n";
  auto build = build_of(
      "FROM scratch\nCOPY . /x\nCOPY README /r\nCOPY gone.py /g\nCOPY app/lib/util.py /u\nCOPY READ* /s/\n",
      files);
  EXPECT_EQ(at(build, "/x/app/main.py"), "context:app/main.py");
  EXPECT_EQ(at(build, "/x/app/lib/util.py"), "") << "left out of the context";
  EXPECT_EQ(at(build, "/s/README"), "");
  EXPECT_EQ(notices(build, "copy-ignored-file"), (Names{"README", "app/lib/util.py"}));
  EXPECT_EQ(notices(build, "copy-source-missing"), (Names{"gone.py"}));
  EXPECT_TRUE(build.stages[0].files->find("/r")->placed->ignored);

  files[".dockerignore"] = "*\n!app\n";
  build = build_of("FROM scratch\nCOPY README /r\nCOPY . /x\n", files);
  EXPECT_TRUE(notices(build, "copy-ignored-file").empty())
      << "BuildKit does not check when there are exceptions";
  EXPECT_EQ(at(build, "/x/app/main.py"), "context:app/main.py");
  EXPECT_EQ(at(build, "/x/setup.py"), "");

  files[".dockerignore"] = "**\n";
  EXPECT_EQ(notices(build_of("FROM scratch\nCOPY . /x\n", files), "copy-ignored-file"), (Names{"."}));
  files[".dockerignore"] = "app/**\n";
  EXPECT_TRUE(notices(build_of("FROM scratch\nCOPY . /x\n", files), "copy-ignored-file").empty());
  files["Dockerfile.dockerignore"] = "";
  files[".dockerignore"] = "app\n";
  EXPECT_TRUE(notices(build_of("FROM scratch\nCOPY app /x\n", files), "copy-ignored-file").empty())
      << "the Dockerfile's own ignore file goes first, even when empty";
}

TEST(Files, AddUnpacksDownloadsAndClones) {
  const auto build = copied(
      "ADD weights.tar.gz /w\nCOPY weights.tar.gz /kept/\nADD --checksum=sha256:1 "
      "https://h.example/a/m.bin?x=1 /m/\n"
      "ADD https://h.example /n/\nADD https://github.com/a/b.git#v1 /src\nADD git@github.com:a/c.git /c\nADD "
      "https://h.example/f /f");
  const auto& files = *build.stages[0].files;
  EXPECT_TRUE(files.find("/w/inside.bin")->placed->archive);
  EXPECT_FALSE(files.find("/kept/weights.tar.gz")->placed->archive);
  EXPECT_EQ(at(build, "/m/m.bin"), "url:https://h.example/a/m.bin?x=1");
  EXPECT_EQ(files.find("/m/m.bin")->placed->checksum, "sha256:1");
  EXPECT_EQ(at(build, "/n/__unnamed__"), "url:https://h.example");
  EXPECT_EQ(files.find("/src/README")->placed->from, Placed::From::git);
  EXPECT_EQ(files.find("/c")->placed->from, Placed::From::git);
  EXPECT_EQ(at(build, "/f"), "url:https://h.example/f");
  EXPECT_FALSE(files.find("/f/below"));
}

TEST(Files, Heredocs) {
  const auto build = build_of(
      "FROM scratch\nENV V=1\nCOPY <<a.py <<-'b.py' setup.py /d/\nx = '$V'\na.py\n\ty = $V\nb.py\nADD <<E "
      "/one\n\\$V\nE\n",
      project);
  const auto& files = *build.stages[0].files;
  EXPECT_EQ(files.find("/d/a.py")->placed->content.text(), "x = '1'\n");
  EXPECT_EQ(files.find("/d/b.py")->placed->content.text(), "y = $V\n");
  EXPECT_EQ(at(build, "/d/setup.py"), "context:setup.py");
  EXPECT_EQ(files.find("/one")->placed->content.text(), "$V\n");
  const auto& content = files.find("/d/b.py")->placed->content;
  EXPECT_EQ(build.file->source->text(content.to_source({0, 1})), "y");
}

TEST(Files, StagesInheritAndCopiesAreFollowed) {
  const auto build = build_of(
      "FROM scratch AS base\nCOPY app /src\nFROM base AS mid\nCOPY setup.py /src/\nFROM scratch\n"
      "COPY --from=mid /src /app\nCOPY --from=mid /src/lib/util.py /u.py\nCOPY --from=mid /usr/lib /usr/lib\n"
      "COPY --from=base /src/*.py /g/\nCOPY --from=busybox /bin/sh /sh\n",
      project);
  EXPECT_EQ(at(build, "/app/lib/util.py"), "context:app/lib/util.py");
  EXPECT_EQ(at(build, "/app/setup.py"), "context:setup.py");
  EXPECT_EQ(at(build, "/u.py"), "context:app/lib/util.py");
  EXPECT_EQ(at(build, "/usr/lib/x.so"), "stage:/usr/lib/x.so");
  EXPECT_EQ(at(build, "/g/main.py"), "context:app/main.py");
  EXPECT_EQ(at(build, "/g/data.json"), "");
  EXPECT_EQ(at(build, "/sh"), "image:/bin/sh");
  const auto hit = build.stages[2].files->find("/app/main.py");
  EXPECT_EQ(hit->outer->from, Placed::From::stage);
  EXPECT_EQ(hit->outer->source_stage, 1);
  EXPECT_EQ(build.stages[2].files->image_paths("app/main.py"), (Names{"/g/main.py", "/app/main.py"}));
  EXPECT_EQ(build.stages[1].files->image_paths("app/main.py"), (Names{"/src/main.py"}));
}

TEST(Files, UnresolvedSourcesAreNotGuessed) {
  const auto build = copied("ARG S\nCOPY $S /x");
  EXPECT_TRUE(build.stages[0].files->entries().empty());
  EXPECT_EQ(notices(build, "copy-source-unresolved"), (Names{"S"}));
}

TEST(Files, Workdir) {
  const auto build = build_of(
      "FROM debian\nWORKDIR app\nWORKDIR sub\nFROM debian\nWORKDIR /a\nWORKDIR ../b\nFROM scratch\nWORKDIR "
      "$X\n");
  EXPECT_EQ(build.stages[0].workdir, "/app/sub");
  EXPECT_EQ(build.stages[1].workdir, "/b");
  EXPECT_EQ(notices(build, "relative-workdir"), (Names{"app", ""}));
}

TEST(Files, WithoutAContext) {
  auto file = std::make_shared<const dockerfile::File>(dockerfile::parse(
      std::make_shared<SourceFile>("-", "FROM scratch\nCOPY src main.py /app/\nCOPY *.x /y/\n")));
  const auto build = resolve(file, nullptr, {});
  EXPECT_EQ(at(build, "/app/main.py"), "context:main.py");
  EXPECT_TRUE(notices(build, "copy-source-missing").empty());
}

TEST(Files, ManyFilesStayBounded) {
  Files files;
  for (int i = 0; i < 6000; ++i) files["f" + std::to_string(i) + ".py"] = "";
  std::string text = "FROM scratch\n";
  for (int i = 0; i < 20; ++i) text += "COPY *.py /d" + std::to_string(i) + "/\n";
  const auto build = build_of(text, files);
  EXPECT_LE(build.stages[0].files->size(), 50000u);
  EXPECT_FALSE(notices(build, "too-many-files").empty()) << "what was left out is said";
}

TEST(Files, CopiesOfAMapGoTheirOwnWays) {
  const auto placed = [](std::string source, std::string destination) {
    Placed out;
    out.source = std::move(source);
    out.destination = std::move(destination);
    return out;
  };
  FileMap first;
  first.add(placed("a", "/x"));
  FileMap second = first;
  first.add(placed("b", "/x"));
  second.add(placed("c", "/x"));
  second.add(placed("d", "/y/z"));
  EXPECT_EQ(first.find("/x")->source, "b");
  EXPECT_EQ(second.find("/x")->source, "c");
  EXPECT_EQ(first.entries().size(), 2u);
  EXPECT_EQ(second.entries()[0].source, "a");
  EXPECT_EQ(second.entries()[1].source, "c");
  EXPECT_FALSE(first.find("/y/z"));
  EXPECT_EQ(second.image_paths("a"), Names{});  // hidden
}

TEST(Files, NamesBelowAFolder) {
  FileMap map;
  for (const char* path : {"/", "/a", "/a/b", "/a/b/c", "/a/b-x", "/a/b/d/e", "/ab", "/a/z"}) {
    Placed placed;
    placed.destination = path;
    map.add(std::move(placed));
  }
  using Set = std::set<std::string>;
  EXPECT_EQ(map.names_below("/a"), (Set{"b", "b-x", "z"}));
  EXPECT_EQ(map.names_below("/a/b"), (Set{"c", "d"}));
  EXPECT_EQ(map.names_below("/"), (Set{"a", "ab"}));
  EXPECT_EQ(map.names_below("/none"), Set{});
  const FileMap layer(std::make_shared<const FileMap>(map));
  EXPECT_EQ(layer.names_below("/a"), (Set{"b", "b-x", "z"}));
}

TEST(Files, WhatMayStandSomewhere) {
  FileMap map;
  for (const char* path : {"/opt/app", "/usr/local/bin/run"}) {
    Placed placed;
    placed.destination = path;
    map.add(std::move(placed));
  }
  const FileMap layer(std::make_shared<const FileMap>(map));
  for (const FileMap* each : {&std::as_const(map), &layer}) {
    EXPECT_TRUE(each->is_destination("/usr/local/bin/run"));
    EXPECT_FALSE(each->is_destination("/usr/local/bin"));
    EXPECT_TRUE(each->reaches("/opt/app/bin"));
    EXPECT_TRUE(each->reaches("/opt/app"));
    EXPECT_FALSE(each->reaches("/usr/local/bin"));
  }
  Placed root;
  root.destination = "/";
  map.add(std::move(root));
  EXPECT_TRUE(map.reaches("/usr/local/bin"));
}

TEST(Files, IgnoreFileBesideTheDockerfile) {
  Request request;
  request.ignore_file = std::make_shared<SourceFile>("deploy/Dockerfile.dockerignore", "secret\n");
  const auto build = build_of("FROM scratch\nCOPY secret /\nCOPY other /\n",
                              {{"secret", ""}, {"other", ""}, {".dockerignore", "other\n"}}, request);
  EXPECT_EQ(notices(build, "copy-ignored-file"), (Names{"secret"}));
}

}  // namespace
}  // namespace dockgate::build
