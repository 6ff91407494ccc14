// Build tool: checks policies/catalog/commands.yaml and writes it as a constant table.
// usage: dockgate_embed_commands OUTPUT.cpp INPUT.yaml…

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "catalog/command_fields.hpp"
#include "catalog/read_commands.hpp"
#include "text/cpp_literal.hpp"

namespace {

using namespace dockgate;
using namespace dockgate::catalog;

std::string quoted(std::string_view text) {
  return text::cpp_literal(text) + "sv";
}

/// Writes one row as a designated initialiser; its lists become arrays of their own before it.
struct Writer {
  std::string arrays, row;
  int count = 0;

  void member(std::string_view key, const std::string& value) {
    std::string name(key);
    for (char& c : name) c = c == '-' ? '_' : c;
    row += "." + name + " = " + value + ", ";
  }
  void operator()(std::string_view key, std::string_view& value) {
    if (value.data() != nullptr) member(key, quoted(value));
  }
  void operator()(std::string_view key, bool& value) { member(key, value ? "true" : "false"); }
  void operator()(std::string_view key, std::span<const std::string_view>& list) {
    if (list.empty()) return;
    const std::string name = "list_" + std::to_string(++count);
    arrays += "constexpr std::array<std::string_view, " + std::to_string(list.size()) + "> " + name + " = {";
    for (const auto text : list) arrays += quoted(text) + ", ";
    arrays += "};\n";
    member(key, name);
  }
  void operator()(std::string_view key, CommandId& value) {
    member(key, "CommandId::" + std::string(command_id_names[static_cast<std::size_t>(value)]));
  }
  void operator()(std::string_view key, CommandWords& value) {
    member(key, "CommandWords::" + std::string(command_words_names[static_cast<std::size_t>(value)]));
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: dockgate_embed_commands OUTPUT.cpp INPUT.yaml…\n";
    return 2;
  }
  CommandRows rows;
  std::vector<Problem> problems;
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 2;
    }
    const auto node = yaml::parse(std::make_shared<SourceFile>(argv[i], std::move(bytes)));
    if (!node) {
      problems.push_back(node.error());
      continue;
    }
    yaml::MapReader reader(*node, "the catalogue of commands", problems);
    if (const auto* list = reader.required("commands")) rows.add(*list, problems);
    reader.finish();
  }
  for (const Problem& problem : problems) {
    if (problem.at.source != nullptr) {
      const auto position = problem.at.source->position(problem.at.span.begin);
      std::cerr << problem.at.source->path() << ':' << position.line << ':' << position.column << ": ";
    }
    std::cerr << problem.message << '\n';
  }
  if (!problems.empty()) return 1;

  Writer writer;
  std::string table;
  for (CommandRow row : rows.rows()) {
    writer.row.clear();
    command_fields(row, writer);
    table += "    {" + writer.row + "},\n";
  }
  std::ofstream out(argv[1], std::ios::binary);
  out << "// Made from policies/catalog/commands.yaml by dockgate_embed_commands.\n\n#include <array>\n\n"
         "#include \"catalog/commands.hpp\"\n\nnamespace dockgate::catalog {\nnamespace {\n\n"
         "using namespace std::string_view_literals;\n\n"
      << writer.arrays << "constexpr std::array<CommandRow, " << rows.rows().size() << "> commands = {{\n"
      << table
      << "}};\n\n}  // namespace\n\nstd::span<const CommandRow> builtin_commands() { return commands; }\n\n"
      << "}  // namespace dockgate::catalog\n";
  return out.flush() ? 0 : 2;
}
