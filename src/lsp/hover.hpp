#pragma once
// What an editor shows about the place under the pointer.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dockerfile/syntax.hpp"
#include "lint/judge.hpp"
#include "yaml/node.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lsp {

struct Hover {
  std::string markdown;
  Span span;
};

/// What is known of the documents that are open; everything but `source` may be missing.
struct Known {
  SourcePtr source;                                             // the document
  std::shared_ptr<const dockerfile::File> file;                 // of a Dockerfile
  std::shared_ptr<const LintResult> result;                     // of its folder
  std::vector<std::shared_ptr<const lint::Understood>> builds;  // that read an open document
};

/// In a Dockerfile, a loader or a script: the image, the variable, the load, the command, the instruction or
/// flag at byte `offset`, and the findings there.
std::optional<Hover> hover(const Known& known, std::uint32_t offset);

/// In a policy: the key, or the rule that is named.
std::optional<Hover> policy_hover(const SourcePtr& source, std::uint32_t offset);

/// A rule in Markdown: what it is about, why, what to do, where to read more.
std::string rule_markdown(const RuleInfo& rule);

/// `text` as code in Markdown, whatever stands in it.
std::string code(std::string_view text);
/// `text` as plain words in Markdown.
std::string plain(std::string_view text);
/// The same of a text of several lines, which they stay.
std::string plain_lines(std::string_view text);

}  // namespace dockgate::lsp
