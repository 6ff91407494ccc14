#include "facts/port_facts.hpp"

#include "facts/image_facts.hpp"
#include "facts/places.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

/// "80/tcp" and "8000-8010/udp" into ports and protocol; Docker takes tcp where none is named.
void split(PortFact& fact) {
  const std::string_view text = fact.text;
  const std::size_t slash = text.find('/');
  const std::string_view ports = text.substr(0, slash);
  fact.protocol = slash == std::string_view::npos ? "tcp" : text::lower(text.substr(slash + 1));
  const std::size_t dash = ports.find('-');
  fact.port = ports.substr(0, dash);
  fact.last = dash == std::string_view::npos ? fact.port : std::string(ports.substr(dash + 1));
}

}  // namespace

std::vector<PortFact> port_facts(const build::Build& build) {
  std::vector<PortFact> facts;
  for (std::size_t i = 0; i < build.file->instructions.size(); ++i) {
    const auto& instruction = build.file->instructions[i];
    if (instruction.keyword != "EXPOSE") continue;
    const auto* stage = build.stage_of(i);
    const auto& scope = stage != nullptr && stage->scope ? *stage->scope : build.globals;
    for (const auto& argument : instruction.args) {
      const auto expanded = build::expand(argument, scope, build.file->escape);
      PortFact fact;
      set_stage(build, i, fact);
      fact.at = argument.place();
      fact.phase = Phase::start;
      fact.written = argument.text();
      fact.text = expanded.text.text();
      fact.known = expanded.known && expanded.errors.empty();
      fact.missing = expanded.missing;
      fact.notes = notes_on_values(expanded);
      if (fact.known) split(fact);
      fact.subject = fact.known ? fact.text : fact.written;
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

}  // namespace dockgate::facts
