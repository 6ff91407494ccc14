#pragma once
// What the Hugging Face hub says a revision stands for: refs, revisions and file listings of its public API
// (https://huggingface.co/docs/hub/api), also served by mirrors and by servers of one's own.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lock/lock.hpp"
#include "net/session.hpp"

namespace dockgate::hub {

struct ClientOptions {
  std::string endpoint = "https://huggingface.co";
  std::string token;  // for gated and private repositories; goes to the endpoint alone
  std::uint64_t most_file_bytes =
      4u << 20;  // files up to this size that are not in LFS are fetched and hashed
  std::uint64_t most_fetched_bytes = 64u << 20;  // of one repository, together
  std::size_t most_fetched_files = 200;
};

/// What a revision stands for now.
struct Resolved {
  lock::Model model;       // kind, id, revision, commit, repository, files and host
  std::string made;        // when the commit was made, RFC 3339; ""
  std::string reference;   // branch, tag, commit, pull-request, conversion
  bool unchanged = false;  // the commit is that of the known entry, and nothing more was asked
};

class Client {
 public:
  Client(net::Session& session, ClientOptions options);

  /// Asks for the revision of `known`. Each digest of a small file is computed and compared with git's; those
  /// of files in LFS are what the hub says. Where the commit has not moved and `known` has its files, that is
  /// all.
  Result<Resolved, net::Mishap> resolve(const lock::Model& known);

 private:
  struct Reference {
    std::string kind, commit;
  };
  struct Listed {
    std::map<std::string, lock::File> files;  // of LFS with sha256, others with git_sha1
  };
  /// Nothing where the repository has no such branch, tag, conversion or pull request.
  Result<std::optional<Reference>, net::Mishap> reference(const lock::Model& model);
  Result<Listed, net::Mishap> list(const lock::Model& model, const std::string& commit);
  std::optional<net::Mishap> hash_small_files(const lock::Model& model, const std::string& commit,
                                              Listed& listed);
  Result<net::Answer, net::Mishap> get(const std::string& path, std::uint64_t most_bytes,
                                       const lock::Model& model);
  std::string api(const lock::Model& model, const std::string& rest) const;
  net::Mishap mishap(const lock::Model& model, std::string message, int status = 0) const;

  net::Session& session_;
  ClientOptions options_;
  net::Url base_;
  std::string problem_;  // with the endpoint, or ""
};

}  // namespace dockgate::hub
