// What every file of the project keeps to.
#include "support/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace dockgate {
namespace {

namespace fs = std::filesystem;
using test::read;

TEST(Files, TheTopLevelHoldsOnlyWhatAProjectNeeds) {
  const std::set<std::string> known{"CMakeLists.txt",
                                    "CMakePresets.json",
                                    "LICENSE",
                                    "README.md",
                                    "SECURITY.md",
                                    "CHANGELOG.md",
                                    "action.yml",
                                    "packaging",
                                    ".pre-commit-hooks.yaml",
                                    "cmake",
                                    "docs",
                                    "editors",
                                    "include",
                                    "policies",
                                    "script",
                                    "src",
                                    "testdata",
                                    "tests",
                                    "build",
                                    ".ci",
                                    ".deps",
                                    ".clang-format",
                                    ".clang-tidy",
                                    ".editorconfig",
                                    ".git",
                                    ".gitignore",
                                    ".github",
                                    "node_modules"};
  for (const auto& entry : fs::directory_iterator(DOCKGATE_SOURCE)) {
    EXPECT_TRUE(known.contains(entry.path().filename().string())) << entry.path();
  }
}

TEST(Files, HeadersStartWithPragmaOnceAndSayWhatTheyAreFor) {
  std::size_t count = 0;
  for (const char* root : {"src", "include"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(DOCKGATE_SOURCE) / root)) {
      if (entry.path().extension() != ".hpp") continue;
      const std::string bytes = read(entry.path());
      EXPECT_TRUE(bytes.starts_with("#pragma once\n// ")) << entry.path();
      EXPECT_EQ(bytes.find("using namespace"), std::string::npos) << entry.path();
      ++count;
    }
  }
  EXPECT_GT(count, 10u);
}

TEST(Files, EverySourceFileHasItsHeaderBesideItAndIsListed) {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DOCKGATE_SOURCE) / "src")) {
    if (entry.path().extension() != ".cpp") continue;
    fs::path folder = entry.path().parent_path();
    while (!fs::exists(folder / "CMakeLists.txt")) folder = folder.parent_path();
    std::string list;
    for (const auto& beside : fs::directory_iterator(folder)) {
      const bool lists =
          beside.path().filename() == "CMakeLists.txt" || beside.path().extension() == ".cmake";
      if (lists) list += read(beside.path());
    }
    EXPECT_NE(list.find(entry.path().filename().string()), std::string::npos)
        << entry.path() << " is not in " << folder / "CMakeLists.txt";
  }
}

TEST(Files, SourcesStayReadableInOneSitting) {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DOCKGATE_SOURCE) / "src")) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
    const std::string bytes = read(entry.path());
    EXPECT_LE(std::count(bytes.begin(), bytes.end(), '\n'), 750) << entry.path();
  }
}

TEST(Files, NothingInTheLibraryPrintsExitsOrReadsTheEnvironment) {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DOCKGATE_SOURCE) / "src")) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".cpp" || path.find("/cli/") != std::string::npos) continue;
    const std::string name = entry.path().filename().string();
    if (name.starts_with("embed_") && name.ends_with("main.cpp"))
      continue;  // tools of the build, not the library
    const std::string bytes = read(entry.path());
    for (const char* word :
         {"std::cout", "std::cerr", " printf(", "std::exit", "::exit(", "abort(", "getenv("}) {
      const auto at = bytes.find(word);
      const bool in_text =
          at != std::string::npos && at > 0 && (bytes[at - 1] == '"' || bytes[at - 1] == '.');
      EXPECT_TRUE(at == std::string::npos || in_text) << path << " uses " << word;
    }
  }
}

// `check` and the others use no network: only one file can open a socket, and only one command calls it.
TEST(Files, OnlyOneFileOpensSockets) {
  const std::set<std::string> headers{"<curl/",        "<sys/socket.h>", "<netdb.h>",  "<netinet/",
                                      "<arpa/inet.h>", "<sys/un.h>",     "<net/if.h>", "boost/asio",
                                      "boost/beast",   "<liburing.h>",   "<resolv.h>", "<openssl/ssl",
                                      "<openssl/bio"};
  std::size_t users = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DOCKGATE_SOURCE) / "src")) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
    const std::string bytes = read(entry.path());
    const bool the_one = entry.path().filename() == "curl_transport.cpp";
    for (const std::string& header : headers) {
      const bool includes = bytes.find("#include " + header) != std::string::npos;
      EXPECT_TRUE(the_one || !includes) << entry.path() << " includes " << header;
      users += includes ? 1 : 0;
    }
    for (const char* call : {" socket(", "::socket(", "getaddrinfo(", "dlopen(", "dlsym("})
      EXPECT_TRUE(the_one || bytes.find(call) == std::string::npos) << entry.path() << " calls " << call;
    const bool calls = bytes.find("curl_transport(") != std::string::npos;
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(!calls || name.starts_with("curl_transport.") || name == "lock_update.cpp") << entry.path();
  }
  EXPECT_EQ(users, 1u);
}

}  // namespace
}  // namespace dockgate
