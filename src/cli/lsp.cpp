// `lsp`: the language server between standard input and standard output.
#include "cli/branch.hpp"
#include "cli/commands.hpp"
#include "cli/version.hpp"
#include "cli/workspace.hpp"
#include "lsp/server.hpp"
#include "text/file_trees.hpp"

namespace dockgate::cli {

int lsp(const Options&, Console& console) {
  lsp::Host host;
  host.open_folder = [](const std::string& folder) { return text::disk_files(folder, {}); };
  host.today = [&] { return console.today(); };
  host.branch_of = [&](const std::string& folder) {
    Workspace workspace(folder);
    return current_branch(console, workspace);
  };
  host.version = version;
  lsp::Server server(std::move(host), [&](std::string_view bytes) {
    console.out(bytes);
    console.flush();
  });
  // After `exit` nothing more needs to come, so that nobody waits for it for ever.
  constexpr int milliseconds = 200;
  std::string bytes;
  while (!server.exit_code()) {
    const Console::Read read = console.read_some(bytes, milliseconds);
    if (read == Console::Read::some) server.feed(std::move(bytes));
    if (read == Console::Read::end) {
      server.end();
      break;
    }
    bytes.clear();
  }
  const int code = server.wait();
  // What is still being judged is for nobody: an editor that closes does not wait for it.
  console.leave(code);
  return code;
}

}  // namespace dockgate::cli
