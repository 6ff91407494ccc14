// Build tool: checks policies/catalog/*.yaml and writes them as constant tables.
// usage: dockgate_embed_catalog OUTPUT.cpp INPUT.yaml…

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <type_traits>

#include "catalog/fields.hpp"
#include "catalog/read.hpp"
#include "text/cpp_literal.hpp"

namespace {

using namespace std::string_view_literals;
using namespace dockgate;
using namespace dockgate::catalog;

std::string quoted(std::string_view text) {
  return text::cpp_literal(text) + "sv";
}

/// Writes rows as designated initialisers; lists of theirs become arrays of their own before them.
class Writer {
 public:
  template <typename Row>
  void table(std::string_view type, std::string_view name, std::span<const Row> rows) {
    std::string body;
    for (auto row : rows) body += "    " + initialiser(row) + ",\n";
    arrays_ << "constexpr std::array<" << type << ", " << rows.size() << "> " << name << " = {{\n"
            << body << "}};\n";
  }
  std::string text() const { return arrays_.str(); }

 private:
  template <typename Row>
  std::string initialiser(Row& row) {
    std::string out = "{";
    auto visit = [&](std::string_view key, auto& member) {
      // Every member is written: compilers warn of those that are left out.
      auto written = value(member);
      if (written.empty()) written = "{}";
      std::string name(key);
      std::replace(name.begin(), name.end(), '-', '_');
      out += (out.size() > 1 ? ", ." : ".") + name + " = " + written;
    };
    fields(row, visit);
    return out + "}";
  }

  std::string value(std::string_view text) { return text.empty() ? "" : quoted(text); }
  std::string value(bool flag) { return flag ? "true" : "false"; }
  std::string value(int number) { return std::to_string(number); }
  std::string value(Texts list) {
    if (list.empty()) return "";
    std::string body;
    for (const auto text : list) body += quoted(text) + ", ";
    auto name = "list_" + std::to_string(++count_);
    arrays_ << "constexpr std::array<std::string_view, " << list.size() << "> " << name << " = {" << body
            << "};\n";
    return name;
  }
  std::string value(Parameter& parameter) { return initialiser(parameter); }
  std::string value(std::span<const VersionRow> rows) { return list("VersionRow", rows); }
  std::string value(std::span<const OtherRepo> rows) { return list("OtherRepo", rows); }
  template <typename E>
  requires std::is_enum_v<E> std::string value(E member) {
    auto name = std::string(EnumNames<E>::names[static_cast<std::size_t>(member)]);
    std::replace(name.begin(), name.end(), '-', '_');
    return std::string(EnumNames<E>::type) + "::" + name;
  }
  template <typename Row>
  std::string list(std::string_view type, std::span<const Row> rows) {
    if (rows.empty()) return "";
    auto name = "list_" + std::to_string(++count_);
    table(type, name, rows);
    return name;
  }

  std::ostringstream arrays_;
  int count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: dockgate_embed_catalog OUTPUT.cpp INPUT.yaml…\n";
    return 2;
  }
  Rows rows;
  std::vector<Problem> problems;
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 2;
    }
    auto node = yaml::parse(std::make_shared<SourceFile>(argv[i], std::move(bytes)));
    if (!node) {
      problems.push_back(node.error());
    } else {
      rows.add(*node, problems);
    }
  }
  for (const auto& problem : problems) {
    if (problem.at.source != nullptr) {
      const auto position = problem.at.source->position(problem.at.span.begin);
      std::cerr << problem.at.source->path() << ':' << position.line << ':' << position.column << ": ";
    }
    std::cerr << problem.message << '\n';
  }
  if (!problems.empty()) return 1;

  Writer writer;
  const auto tables = rows.tables();
  writer.table("ModelApi", "models", tables.models);
  writer.table("LoadApi", "loads", tables.loads);
  writer.table("WriteApi", "writes", tables.writes);
  writer.table("ProcessApi", "processes", tables.processes);
  writer.table("Runner", "runners", tables.runners);
  writer.table("VariableRow", "variables", tables.variables);
  writer.table("GuardRow", "guards", tables.guards);
  writer.table("ImageRow", "images", tables.images);

  std::ofstream out(argv[1], std::ios::binary);
  out << "// Made from policies/catalog by dockgate_embed_catalog.\n\n#include <array>\n\n#include "
         "\"catalog/apis.hpp\"\n\n"
         "namespace dockgate::catalog {\nnamespace {\n\nusing namespace std::string_view_literals;\n\n"
      << writer.text()
      << "\n}  // namespace\n\nconst Tables& builtin() {\n"
         "  static constexpr Tables tables{models, loads, writes, processes, runners, variables, guards, "
         "images};\n  return tables;\n}\n\n"
         "}  // namespace dockgate::catalog\n";
  return out.flush() ? 0 : 2;
}
