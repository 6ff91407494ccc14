#include "facts/shipped_code.hpp"

#include <algorithm>
#include <cstdint>

#include "facts/code_reach.hpp"
#include "facts/notebook.hpp"
#include "text/for_each.hpp"

namespace dockgate::facts {
namespace {

constexpr std::uint64_t max_shipped_bytes = 64ULL << 20;

struct Looked {
  std::uint64_t bytes = 0;
  bool matters = false;
};

}  // namespace

ShippedCode code_that_matters(const FileTree& context, const std::vector<std::string>& paths,
                              const std::function<const ParsedFile*(const std::string&)>& known,
                              const catalog::Index& catalog, unsigned jobs) {
  ShippedCode out;
  std::uint64_t bytes = 0;
  // In parts, so that little is read beyond what there may be.
  constexpr std::size_t part = 512;
  for (std::size_t begin = 0; begin < paths.size(); begin += part) {
    std::vector<Looked> looked(std::min(part, paths.size() - begin));
    text::for_each_index_in_shares(looked.size(), jobs, [&](std::size_t i) {
      const std::string& path = paths[begin + i];
      const bool notebook = is_notebook(path);
      if (const ParsedFile* parsed = notebook ? nullptr : known(path)) {
        looked[i] = {parsed->source->bytes().size(), parsed->mentions.matters};
      } else if (const auto source = context.read(path, notebook ? max_notebook_bytes : max_source_bytes)) {
        looked[i] = {(*source)->bytes().size(), catalog.mentions((*source)->bytes()).matters};
      }
    });
    for (std::size_t i = 0; i < looked.size(); ++i) {
      bytes += looked[i].bytes;
      if (bytes > max_shipped_bytes) {
        out.complete = false;
        return out;
      }
      if (looked[i].matters) out.paths.push_back(paths[begin + i]);
    }
  }
  return out;
}

}  // namespace dockgate::facts
