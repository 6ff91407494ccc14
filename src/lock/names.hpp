#pragma once
// The keys of a lock: names of images and of repositories of the hub.

#include <string>
#include <string_view>

#include "lock/lock.hpp"
#include <dockgate/text.hpp>

namespace dockgate::lock {

/// The image that a key names: name and tag, or name and digest. Fails, with the reason, on a key that is not
/// normalised: "python:3.12" is to be "docker.io/library/python:3.12".
Result<Image> image_named(std::string_view key);
/// The repository and revision that a key names: "org/name@main", "datasets/org/name@main".
Result<Model> model_named(std::string_view key);

/// Whether `text` is the name of a repository: "org/name", or "name" for the old ones.
bool is_repository(std::string_view text);
/// Whether `text` can be a revision: a branch, tag, `refs/pr/1`, commit; no blanks, at most 255 bytes.
bool is_revision(std::string_view text);
/// Whether `text` has the form os/architecture, with a variant or without.
bool is_platform(std::string_view text);
/// Whether `text` is a relative path with `/` that never leads upward.
bool is_file_path(std::string_view text);

}  // namespace dockgate::lock
