#pragma once
// Rules in words for the console, for pages of documentation and as JSON.

#include <string>
#include <string_view>

#include "policy/rule.hpp"
#include "report/json_writer.hpp"

namespace dockgate::cli {

/// "production error, internal warning, research info"
std::string levels_of(const policy::Rule& rule);
/// "DL3006 (in some cases), DL3007"
/// The alias as people read it: one that a field tells is cut where it varies ("SC…").
std::string shown_alias(const policy::Alias& alias);
std::string aliases_of(const policy::Rule& rule);
/// The level at one of the built-in boundaries.
std::string_view level_at(const policy::Rule& rule, std::string_view boundary);

/// The whole rule for a terminal; `here` says what it costs where the user is, "" leaves that out.
std::string rule_text(const policy::Rule& rule, std::string_view here);
/// The whole rule as a page of documentation.
std::string rule_page(const policy::Rule& rule);
void add_rule(report::JsonWriter& json, const policy::Rule& rule);

/// Pads with blanks to `width` code points.
std::string padded(std::string_view text, std::size_t width);

}  // namespace dockgate::cli
