#include "cli/version.hpp"

namespace dockgate::cli {

const std::string_view version = DOCKGATE_VERSION;

}  // namespace dockgate::cli
