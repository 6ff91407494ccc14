#pragma once
// The pieces of the evidence page.

#include <string>
#include <string_view>

#include "evidence/evidence.hpp"

namespace dockgate::evidence::page {

/// What page.css and page.js hold; put into the program when it is built.
std::string_view style();
std::string_view script();

/// Text for any place in HTML, inside of attributes in double quotes as well: control characters, line ends
/// and characters that reorder a line are made visible, then `&`, `<`, `>`, `"` and `'` become references.
std::string escaped(std::string_view text);

/// The same, with what stands in backquotes as code.
std::string marked(std::string_view text);

/// The class that colours an outcome: "v-proved", "v-none" …
std::string_view class_of(Outcome outcome);
/// "proved" in its colour and with its sign.
std::string badge(Outcome outcome);

/// The picture of a build as inline SVG; "" where there is nothing to draw.
std::string picture(const BuildEvidence& build);

}  // namespace dockgate::evidence::page
