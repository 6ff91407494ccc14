#pragma once
// Formats that hold numbers and a description of them. Each reader checks that the description fits the file.

#include <cstdint>
#include <string_view>

#include "weights/content.hpp"

namespace dockgate::weights {

bool begins_as_safetensors(std::string_view bytes);
/// How many of the file's first bytes say all about it; 0 for a header that is longer than readers allow.
std::uint64_t safetensors_front(std::string_view bytes);
/// `bytes` may be the front alone of a file of `size` bytes.
Content scan_safetensors(std::string_view bytes, std::uint64_t size, const Spot& spot, Findings& findings);

bool begins_as_gguf(std::string_view bytes);
Content scan_gguf(std::string_view bytes, const Spot& spot, Findings& findings);

bool begins_as_npy(std::string_view bytes);
Content scan_npy(std::string_view bytes, const Spot& spot, Findings& findings, int depth);

/// HDF5's signature at byte 0, 512, 1024, 2048 …
bool begins_as_hdf5(std::string_view bytes);
Content scan_hdf5(std::string_view bytes, const Spot& spot, Findings& findings);

bool begins_as_tflite(std::string_view bytes);
Content scan_tflite(std::string_view bytes, const Spot& spot, Findings& findings);

/// Protocol buffers have no magic: the fields of the message decide. ONNX, SavedModel, Core ML, a frozen
/// TensorFlow graph; Keras's metadata.
enum class Proto { none, onnx, saved_model, graph_def, coreml };
Proto proto_of(std::string_view bytes);
Content scan_proto(Proto kind, std::string_view bytes, const Spot& spot, Findings& findings);

}  // namespace dockgate::weights
