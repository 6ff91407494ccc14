// Any bytes as a Python program of two modules: no crash, no hang, places inside the file.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "python/program.hpp"

namespace {

using namespace dockgate;

void check(const Place& place) {
  if (!place.source) return;
  if (place.span.begin > place.span.end || place.span.end > place.source->bytes().size()) std::abort();
}

void check(const python::Call& call) {
  check(call.at);
  check(call.callee_at);
  for (const python::Argument& argument : call.arguments) {
    check(argument.at);
    check(argument.whole);
    if (!argument.value || argument.value->possible.empty() || argument.value->possible.size() > 9)
      std::abort();
    for (const python::Possible& possible : argument.value->possible)
      for (const python::Step& step : possible.trace) check(step.at);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 50'000) return 0;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  // A form feed parts the two modules, which import each other as `a` and `b`.
  const std::size_t cut = bytes.find('\f');
  std::string second = cut == std::string::npos ? std::string() : bytes.substr(cut + 1);
  bytes.resize(cut == std::string::npos ? bytes.size() : cut);
  const auto parse = [](std::string name, std::string text) {
    return python::parse(
        text::MappedText::whole(std::make_shared<SourceFile>(std::move(name), std::move(text))));
  };
  const std::vector<python::Loaded> modules{{"a", parse("a.py", std::move(bytes)), false, "/app/a.py"},
                                            {"b", parse("b.py", std::move(second)), false, {}}};
  for (const auto& loaded : modules) {
    for (const Problem& problem : python::problems(*loaded.module)) check(problem.at);
    for (const python::Import& import : python::imports(*loaded.module)) check(import.at);
  }
  python::Environment environment;
  environment.variable = [](std::string_view name) -> std::optional<python::ValuePtr> {
    if (name.size() % 3 == 0) return std::nullopt;
    if (name.size() % 3 == 1) return python::ValuePtr();
    return python::text_value(std::string(name), {}, "ENV");
  };
  environment.command_line = {python::text_value("--a", {}, ""), python::text_value("b", {}, "")};
  const auto filter = [](std::string_view last, std::string_view) { return last.size() % 2 == 0; };
  for (const python::Call& call : python::calls(modules, environment)) check(call);
  for (const python::Call& call : python::calls(modules, environment, filter)) check(call);
  for (const python::Assignment& assignment : python::assignments(modules, environment)) check(assignment.at);
  return 0;
}
