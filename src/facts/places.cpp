#include "facts/places.hpp"

#include <algorithm>

namespace dockgate::facts {

Place on_first_line(const dockerfile::Instruction& instruction, const Place& place) {
  if (!place.source || place.source->line_of(place.span.begin) <= instruction.start_line ||
      place.span.begin < instruction.keyword_span.begin) {
    return place;
  }
  return {place.source, {instruction.keyword_span.begin, place.span.end}};
}

Place header_of(const build::Build& build, const dockerfile::Instruction& instruction) {
  const auto& source = build.file->source;
  auto end = instruction.span.end;
  if (instruction.header_end_line > 0) {
    end = std::min(end, source->line_span(instruction.header_end_line).end);
  }
  return {source, {instruction.keyword_span.begin, std::max(end, instruction.keyword_span.end)}};
}

void set_stage(const build::Build& build, std::size_t instruction, Fact& fact) {
  fact.instruction = instruction;
  if (const auto* stage = build.stage_of(instruction)) {
    fact.stage = stage->index;
    fact.stage_name = stage->name;
    fact.shipped = stage->shipped;
    fact.reached = stage->needed;
  }
}

}  // namespace dockgate::facts
