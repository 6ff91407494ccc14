#pragma once
// Telling Dockerfiles from what only looks like one.

#include <string>
#include <string_view>

namespace dockgate::lint {

enum class NameKind {
  exact,          // Dockerfile, Containerfile: always meant as one
  likely,         // Dockerfile.gpu, api.Dockerfile, Containerfile-dev: its content decides
  template_file,  // Dockerfile.j2: rendered before it is one
  no,
};

/// What the name of a file says (its last path part). Letter case does not matter.
NameKind name_kind(std::string_view name);

/// Why the content is not that of a Dockerfile ("a template: …", "binary"), or "" when it may be one. A file
/// that is called Dockerfile may be broken in any way and still is one; another one has to begin like a
/// Dockerfile.
std::string why_no_dockerfile(std::string_view bytes, NameKind name);

}  // namespace dockgate::lint
