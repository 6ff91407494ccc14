// Build tool: checks policies/catalog/instructions.yaml and writes it as constant tables.
// usage: dockgate_embed_help OUTPUT.cpp INSTRUCTIONS.yaml

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "text/cpp_literal.hpp"
#include "yaml/node.hpp"

namespace {

using namespace dockgate;

class Writer {
 public:
  explicit Writer(std::vector<Problem>& problems) : problems_(problems) {}

  std::string texts(const std::vector<std::string>& texts) {
    if (texts.empty()) return "{}";
    std::string body;
    for (const std::string& text : texts) body += text::cpp_literal(text) + ", ";
    return array("std::string_view", body);
  }

  std::string items(const yaml::Node* list, const std::string& what) {
    if (list == nullptr) return "{}";
    std::string body;
    for (const yaml::Node& node : list->items) {
      yaml::MapReader map(node, what, problems_);
      const std::string name = map.required_text("name");
      const std::string text = map.required_text("text");
      const std::string values = texts(map.texts("values"));
      map.finish();
      body += "HelpItem{" + text::cpp_literal(name) + ", " + text::cpp_literal(text) + ", " + values + "}, ";
    }
    return list->items.empty() ? "{}" : array("HelpItem", body);
  }

  std::string instructions(const yaml::Node& list) {
    std::string body;
    for (const yaml::Node& node : list.items) {
      yaml::MapReader map(node, "an instruction", problems_);
      body += "InstructionHelp{" + text::cpp_literal(map.required_text("name"));
      body +=
          ", " + text::cpp_literal(map.required_text("text")) + ", " + text::cpp_literal(map.text("more"));
      body += ", " + texts(map.texts("forms")) + ", " + items(map.optional("flags"), "a flag") + "}, ";
      map.finish();
    }
    return array("InstructionHelp", body);
  }

  std::string text() const { return out_.str(); }

 private:
  std::string array(const std::string& type, const std::string& body) {
    const std::string name = "list_" + std::to_string(++count_);
    out_ << "constexpr " << type << " " << name << "[] = {" << body << "};\n";
    return name;
  }
  std::ostringstream out_;
  std::vector<Problem>& problems_;
  int count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream in(argv[2], std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto node = yaml::parse(std::make_shared<SourceFile>(argv[2], std::move(bytes)));
  std::vector<Problem> problems;
  if (!node) {
    problems.push_back(node.error());
  } else {
    Writer writer(problems);
    yaml::MapReader map(*node, "the file", problems);
    std::string functions;
    const auto add = [&](const char* type, const char* name, const std::string& table) {
      functions +=
          std::string("std::span<const ") + type + "> " + name + "() {\n  return " + table + ";\n}\n";
    };
    if (const yaml::Node* list = map.required("instructions"))
      add("InstructionHelp", "instruction_help", writer.instructions(*list));
    add("HelpItem", "directive_help", writer.items(map.required("directives"), "a directive"));
    add("HelpItem", "label_help", writer.items(map.required("labels"), "a label"));
    add("HelpItem", "variable_help", writer.items(map.required("variables"), "a variable"));
    map.finish();
    std::ofstream out(argv[1], std::ios::binary);
    out << "#include \"lsp/help.hpp\"\n\nnamespace dockgate::lsp {\nnamespace {\n"
        << writer.text() << "}  // namespace\n"
        << functions << "}  // namespace dockgate::lsp\n";
    if (!out.flush()) return 1;
  }
  for (const Problem& problem : problems) {
    std::cerr << argv[2];
    if (problem.at.source) std::cerr << ':' << problem.at.source->line_of(problem.at.span.begin);
    std::cerr << ": " << problem.message << '\n';
  }
  return problems.empty() ? 0 : 1;
}
