#pragma once
// Image references: the grammar and normalisation of github.com/distribution/reference.

#include <optional>
#include <string>
#include <string_view>

#include <dockgate/text.hpp>

namespace dockgate::image {

/// A reference taken apart. Offsets are into the text given to parse().
struct Reference {
  std::string registry;    // normalised: "docker.io", "ghcr.io", "localhost:5000"
  std::string repository;  // normalised: "library/python", "nvidia/cuda"
  std::string tag;         // "" when absent; not defaulted to latest
  std::string digest;      // "sha256:…" or ""
  Span name_span, tag_span, digest_span;
  /// Whether the digest is of a known algorithm at its exact length in lower-case hex: those that the OCI
  /// image-spec registers (descriptor.md; sha256 64, sha512 128, blake3 64), and sha384 96, which Docker
  /// takes as well (opencontainers/go-digest). False when absent.
  bool digest_valid = false;
};

/// Why a text is no reference, and the bytes of it that say so (empty at the end when something is missing).
struct ReferenceError {
  std::string message;
  Span span;
};

/// Reads a whole reference. A digest that has the general shape but not the exact length, case or algorithm
/// is not an error here: it comes back with `digest_valid` false, so that a caller can say which digest is
/// malformed. Blank text, names of 64 hex digits and names longer than 255 bytes are errors, as they are for
/// Docker.
Result<Reference, ReferenceError> parse(std::string_view text);

/// "docker.io/library/python", without tag and digest.
std::string full_name(const Reference& reference);
/// As people write it: "python", "nvidia/cuda", "ghcr.io/a/b".
std::string familiar_name(const Reference& reference);

}  // namespace dockgate::image
