#pragma once
// What addresses lead to: constant data, made from policies/catalog/addresses.yaml when the project is built.

#include <span>
#include <string_view>

namespace dockgate::catalog {

/// All in lower case.
struct AddressKnowledge {
  std::span<const std::string_view> weight_endings;   // of model files
  std::span<const std::string_view> packed_endings;   // that may follow them
  std::span<const std::string_view> media_endings;    // of pictures, sounds, pages
  std::span<const std::string_view> archive_endings;  // of archives, which hold a model
  std::span<const std::string_view> weight_words;     // where the address has one of these
  std::span<const std::string_view> model_services;   // parts of addresses under which models lie by number
};

const AddressKnowledge& address_knowledge();

}  // namespace dockgate::catalog
