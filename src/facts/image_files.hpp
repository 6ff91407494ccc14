#pragma once
// From a path in the image to the file of the context that stands there.

#include <optional>
#include <string>
#include <string_view>

#include "build/build.hpp"
#include "facts/module_cache.hpp"

namespace dockgate::facts {

/// A file of the image whose text is at hand.
struct FoundFile {
  std::string path;  // context path; "" for a text that stands in the Dockerfile
  std::optional<text::MappedText>
      text;          // set when the text stands in the Dockerfile (here-document, `cat > x <<EOF`)
  bool sure = true;  // false: the map does not know it, a file of the context has the same ending
};

/// What an image holds, as far as the build says.
class ImageFiles {
 public:
  ImageFiles(const build::FileMap* map, const ContextFiles* context) : map_(map), context_(context) {}

  /// The file at the absolute image path `path`, by the map alone.
  std::optional<FoundFile> find(std::string_view path) const;
  /// The same; where the map knows nothing, the file of the context with the longest ending of `path`: the
  /// base image or a clone in RUN often holds the same tree.
  std::optional<FoundFile> guess(std::string_view path) const;
  /// Whether a folder, or a file, of the context stands at the absolute image path.
  bool holds(std::string_view path) const;
  const ContextFiles* context() const { return context_; }

 private:
  /// Calls `visit(context path)` for each placement that covers `path`, latest first, until it returns true.
  template <typename Visit>
  bool any_source(std::string_view path, Visit visit) const;

  const build::FileMap* map_;
  const ContextFiles* context_;
};

}  // namespace dockgate::facts
