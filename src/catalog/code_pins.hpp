#pragma once
// Where a pin does not reach the code of a model: constant data, made from policies/catalog/code_pins.yaml
// when the project is built.

#include <span>
#include <string_view>

#include "catalog/apis.hpp"

namespace dockgate::catalog {

struct CodePin {
  std::span<const std::string_view> apis;  // names as facts have them; `*` stands for any text
  VersionRow versions;                     // in which it holds; no package: in all
  std::string_view alternative;
};

std::span<const CodePin> code_pins();

}  // namespace dockgate::catalog
