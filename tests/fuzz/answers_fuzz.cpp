// Any bytes as what servers and Docker's configuration say. The first byte chooses the reader.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "hub/answers.hpp"
#include "lock/names.hpp"
#include "net/session.hpp"
#include "net/url.hpp"
#include "registry/challenge.hpp"
#include "registry/docker_config.hpp"
#include "registry/import.hpp"
#include "registry/manifest.hpp"
#include "text/base64.hpp"

namespace {

using namespace dockgate;

void require(bool holds) {
  if (!holds) std::abort();
}

void read_manifest(const std::string& text) {
  const std::size_t line = text.find('\n');
  const auto manifest = registry::read_manifest(line == std::string::npos ? text : text.substr(line + 1),
                                                line == std::string::npos ? "" : text.substr(0, line));
  if (!manifest) return require(!manifest.error().empty());
  for (const auto& [platform, digest] : manifest->platforms)
    require(lock::is_platform(platform) && lock::is_digest(digest));
  require(manifest->is_index || lock::is_digest(manifest->config));
}

void read_url(const std::string& text) {
  const auto url = net::parse_url(text);
  if (!url) return require(!url.error().empty());
  const auto again = net::parse_url(net::to_string(*url));
  require(again && net::to_string(*again) == net::to_string(*url) && net::same_origin(*url, *again));
  require(net::to_string(*url).find_first_of("\r\n @\\") == std::string::npos ||
          url->path.find('@') != std::string::npos || url->query.find('@') != std::string::npos);
  const auto base = net::parse_url("https://registry.example/v2/a");
  if (const auto resolved = net::resolve(*base, text))
    require(static_cast<bool>(net::parse_url(net::to_string(*resolved))));
}

void read_tree(const std::string& text) {
  std::map<std::string, lock::File> files;
  if (!hub::read_tree(text, files).empty()) return;
  for (const auto& [path, file] : files)
    require(lock::is_file_path(path) && file.sha256.empty() != file.git_sha1.empty());
}

void read_imports(const std::string& text) {
  lock::Imported imported = registry::import_docker_inspect(text);
  for (const lock::Image& image : imported.lock.images) {
    require(lock::is_digest(image.digest));
    require(static_cast<bool>(lock::image_named(lock::key(image))));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 16'384) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 9) {
    case 0:
      for (const auto& challenge : registry::read_challenges(text)) require(!challenge.scheme.empty());
      break;
    case 1:
      read_manifest(text);
      break;
    case 2:
      if (const auto config = registry::read_docker_config(text))
        for (const char* registry : {"docker.io", "ghcr.io"}) {
          (void)registry::stored_credentials(*config, registry);
          require(registry::helper_program(*config, registry).find('/') == std::string::npos);
        }
      break;
    case 3:
      read_url(text);
      break;
    case 4:
      if (const auto info = hub::read_revision(text)) require(info->commit.size() == 40);
      (void)hub::read_references(text, "main");
      break;
    case 5:
      read_tree(text);
      break;
    case 6:
      (void)hub::next_page(text);
      require(net::retry_after(text, 1'000'000) >= -1);
      break;
    case 7:
      if (const auto bytes = dockgate::text::decode_base64(text))
        require(dockgate::text::decode_base64(dockgate::text::encode_base64(*bytes)) == *bytes);
      (void)registry::read_helper_answer(text);
      (void)registry::read_config(text);
      break;
    default:
      read_imports(text);
  }
  return 0;
}
