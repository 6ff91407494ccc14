#include "cli/image_input.hpp"

#include <stdexcept>

#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "text/for_each.hpp"

namespace dockgate::cli {

Result<std::vector<oci::Image>> read_images(const Options& options, const std::vector<std::string>& names) {
  Workspace workspace = Workspace::here();
  const Located place = workspace.locate(options.image);
  const unsigned jobs = jobs_of(options);
  oci::ReadOptions read;
  read.asked.insert(names.begin(), names.end());
  read.for_each = [&](std::size_t count, const std::function<void(std::size_t)>& task) {
    for (const auto& failure : text::for_each_index(count, jobs, task))
      if (!failure.empty()) throw std::runtime_error(failure);
  };
  return oci::read(*place.tree, place.path, read);
}

}  // namespace dockgate::cli
