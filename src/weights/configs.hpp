#pragma once
// Texts inside of model files that say what to build or run.

#include <string_view>

#include "weights/findings.hpp"

namespace dockgate::weights {

/// A model's configuration as Keras writes it (JSON): Lambda layers and marshalled code are dangerous, names
/// of modules and functions are judged as the imports of pickles are.
void scan_keras_config(std::string_view json, const Spot& spot, Findings& findings);
/// The same for every JSON object that stands anywhere in `bytes`: HDF5 keeps it in an attribute, SavedModel
/// in a metadata file. True when there was one that describes layers.
bool search_keras_configs(std::string_view bytes, const Spot& spot, Findings& findings);

/// schema.json of skops: the class of each node is judged as the imports of pickles are.
void scan_skops_schema(std::string_view json, const Spot& spot, Findings& findings);

/// `_target_` of Hydra in YAML or JSON (CVE-2025-23304): what it names is called when a NeMo model is
/// restored.
void scan_hydra_targets(std::string_view text, const Spot& spot, Findings& findings);

/// The text of TorchScript: operators that read or write files, and those of other libraries.
void scan_torchscript(std::string_view text, const Spot& spot, Findings& findings);

/// A chat template in Jinja (CVE-2024-34359): what leads from a value to Python's own objects.
void scan_template(std::string_view text, const Spot& spot, Findings& findings);

}  // namespace dockgate::weights
