#include "cli/credentials.hpp"

#include <csignal>
#include <memory>

#include "cli/process.hpp"
#include "text/base64.hpp"
#include "text/file_trees.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t most_config = 4u << 20, most_answer = 1u << 20;
constexpr std::int64_t helper_milliseconds = 30'000;
constexpr std::size_t shortest_secret = 4;  // below that nothing would be left of a text

using Given = Result<std::optional<registry::Credentials>>;

/// Docker's configuration; an empty one where there is none.
Result<registry::DockerConfig> read_config(const Console& console) {
  std::string folder = console.variable("DOCKER_CONFIG").value_or("");
  if (folder.empty()) {
    const auto home = console.variable("HOME");
    if (!home) return registry::DockerConfig{};
    folder = *home + "/.docker";
  }
  const auto source = text::disk_files(folder, folder)->read("config.json", most_config);
  if (!source && source.error() == FileError::missing) return registry::DockerConfig{};
  if (!source)
    return Result<registry::DockerConfig>::failure("Docker's config.json: " +
                                                   std::string(to_string(source.error())));
  auto read = registry::read_docker_config((*source)->bytes());
  if (!read) return Result<registry::DockerConfig>::failure("Docker's config.json: " + read.error());
  return read;
}

/// What a helper has for one of the names of `registry`.
Given ask_helper(const Console& console, const std::string& name, const std::string& registry) {
  const std::string program = find_program(name, console.variable("PATH").value_or("/usr/bin:/bin"));
  if (program.empty()) return Given::failure("the credential helper `" + name + "` is not there");
  std::signal(SIGPIPE, SIG_IGN);
  for (const std::string& key : registry::keys_of(registry)) {
    const auto process = Process::start({{program, "get"}, {}, helper_milliseconds});
    if (!process) return Given::failure("the credential helper `" + name + "` cannot be started");
    process->write(key + "\n");
    process->close_input();
    const std::string answer = process->read(most_answer);
    // A helper fails for a name that it has nothing for.
    if (!process->finish()) continue;
    auto read = registry::read_helper_answer(answer);
    if (!read) return Given::failure("the credential helper `" + name + "`: " + read.error());
    if (*read) return read;
  }
  return std::optional<registry::Credentials>();
}

void keep(std::vector<std::string>& secrets, const registry::Credentials& credentials) {
  for (const std::string& secret : {credentials.password, credentials.identity_token,
                                    text::encode_base64(credentials.user + ":" + credentials.password)})
    if (secret.size() >= shortest_secret) secrets.push_back(secret);
}

}  // namespace

registry::CredentialSource docker_credentials(const Console& console, std::vector<std::string>& secrets) {
  const auto known = std::make_shared<std::map<std::string, std::optional<registry::Credentials>>>();
  return [&console, &secrets, known](const std::string& registry) -> Given {
    if (const auto found = known->find(registry); found != known->end()) return found->second;
    const auto config = read_config(console);
    if (!config) return Given::failure(config.error());
    std::optional<registry::Credentials> out = registry::stored_credentials(*config, registry);
    if (const std::string helper = registry::helper_program(*config, registry); !helper.empty()) {
      auto asked = ask_helper(console, helper, registry);
      if (!asked) return asked;
      if (*asked) out = *asked;
    }
    if (out) keep(secrets, *out);
    known->emplace(registry, out);
    return out;
  };
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
      text.replace(at, secret.size(), "***");
  }
  return text;
}

}  // namespace dockgate::cli
