// Without a reader of HDF5: Keras's description of the layers is JSON in an attribute, whose bytes stand in
// the file as they are (HDF5 file format 3.0: attributes are never compressed).
#include "weights/configs.hpp"
#include "weights/formats.hpp"

namespace dockgate::weights {
namespace {

using namespace std::string_view_literals;
constexpr auto signature = "\x89HDF\r\n\x1a\n"sv;

}  // namespace

bool begins_as_hdf5(std::string_view bytes) {
  if (bytes.starts_with(signature)) return true;
  for (std::size_t at = 512; at < bytes.size() && at <= (1u << 20); at *= 2)
    if (bytes.substr(at).starts_with(signature)) return true;
  return false;
}

Content scan_hdf5(std::string_view bytes, const Spot& spot, Findings& findings) {
  const bool keras = search_keras_configs(bytes, spot, findings);
  if (!bytes.starts_with(signature))
    findings.suspicious("the file begins with something else than HDF5", spot.at(0));
  return {keras ? "keras-hdf5" : "hdf5", keras, true, false};
}

}  // namespace dockgate::weights
