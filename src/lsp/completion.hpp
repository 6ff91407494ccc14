#pragma once
// What can be written at a place.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dockerfile/syntax.hpp"
#include "policy/policy.hpp"
#include <dockgate/text.hpp>

namespace dockgate::lsp {

struct Completion {
  enum class Kind { keyword, flag, stage, variable, image, label, file, folder, rule, key, value };
  std::string label, detail;
  std::string documentation;  // Markdown
  Kind kind = Kind::keyword;
  std::string insert;    // in place of `replace`
  bool snippet = false;  // `insert` has `$1` … for what is to be filled in
  Span replace;
};

/// An image that may be used here, with its digest where that is known.
struct KnownImage {
  std::string reference;  // "python:3.12-slim"
  std::string digest;     // "sha256:…" or ""
  std::string detail;
};

struct CompletionInput {
  std::shared_ptr<const dockerfile::File> file;  // the document as it stands, broken or not
  std::shared_ptr<const FileTree> context;       // where COPY finds its sources; may be null
  std::vector<KnownImage> images;
  std::vector<std::string> boundaries;  // of the policy that judges it
};

/// In a Dockerfile, at byte `offset`: instructions at the beginning of a line, then what the instruction
/// takes.
std::vector<Completion> complete(const CompletionInput& input, std::uint32_t offset);

/// In a policy: its keys with their documentation, rules, boundaries, words. `policy` names what is there,
/// and is the last one that could be read, or the built-in one.
std::vector<Completion> complete_policy(const SourcePtr& source, const policy::Policy& policy,
                                        std::uint32_t offset);

/// The form of an instruction, while its words are written.
struct Signature {
  std::string label, documentation;
  std::vector<Span> parameters;  // of the label
  std::size_t active = 0;        // index into `parameters`
};
std::vector<Signature> signatures(const dockerfile::File& file, std::uint32_t offset);

}  // namespace dockgate::lsp
