// Build tool: checks policies/catalog/pickle and policies/catalog/weights.yaml and writes them as constant
// tables. usage: dockgate_embed_weights OUTPUT.cpp FILE.yaml…

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "text/cpp_literal.hpp"
#include "weights/pickle_names.hpp"
#include "yaml/node.hpp"

namespace {

using namespace dockgate;

const std::map<std::string, std::string> uses{
    {"any", "any"},         {"attribute", "attribute"}, {"import-call", "import_call"},
    {"type-of", "type_of"}, {"encode", "encode"},       {"torch-bytes", "torch_bytes"},
    {"array", "array"},     {"tensor", "tensor"},
};

using Pair = std::pair<std::string, std::string>;

struct Tables {
  std::map<Pair, std::string> allowed;    // use
  std::map<Pair, std::string> dangerous;  // why
  std::map<Pair, Pair> renamed;
  std::set<std::string> public_only;
  std::set<std::string> weights, maybe;  // patterns of file names
};

class Reader {
 public:
  Reader(Tables& tables, std::vector<Problem>& problems) : tables_(tables), problems_(problems) {}

  void read(const yaml::Node& node) {
    yaml::MapReader file(node, "list of pickle names", problems_);
    rows(file.optional("allowed"), "`allowed`", [&](yaml::MapReader& row) {
      const auto use = uses.find(row.text("use", "any"));
      if (use == uses.end()) return row.complain(row.node().at, "there is no such `use`");
      for (const auto& module : needed(row, "module"))
        for (const auto& name : needed(row, "names")) put(row, tables_.allowed, {module, name}, use->second);
    });
    rows(file.optional("dangerous"), "`dangerous`", [&](yaml::MapReader& row) {
      const auto why = row.required_text("why");
      auto modules = row.texts("modules");
      const auto names = row.texts("names");
      const auto anywhere = row.texts("anywhere");
      const auto one = row.text("module");
      if (modules.empty() + (one.empty() || names.empty()) + anywhere.empty() != 2)
        row.complain(row.node().at, "needs `modules`, or `module` and `names`, or `anywhere`");
      for (const auto& module : modules) put(row, tables_.dangerous, {module, ""}, why);
      for (const auto& name : names) put(row, tables_.dangerous, {one, name}, why);
      for (const auto& name : anywhere) put(row, tables_.dangerous, {"", name}, why);
    });
    rows(file.optional("renamed"), "`renamed`", [&](yaml::MapReader& row) {
      const auto module = row.required_text("module");
      const auto to = row.required_text("to");
      const auto names = row.texts("names");
      const auto as = row.text("as");
      if (names.empty()) put(row, tables_.renamed, {module, ""}, Pair{to, ""});
      for (const auto& name : names)
        put(row, tables_.renamed, {module, name}, Pair{to, as.empty() ? name : as});
    });
    for (auto& module : file.texts("public-only")) tables_.public_only.insert(std::move(module));
    for (auto& pattern : file.texts("weight-names")) tables_.weights.insert(std::move(pattern));
    for (auto& pattern : file.texts("maybe-weight-names")) tables_.maybe.insert(std::move(pattern));
    file.finish();
  }

 private:
  static std::vector<std::string> needed(yaml::MapReader& row, std::string_view key) {
    row.required(key);
    return row.texts(key);
  }
  template <typename Visit>
  void rows(const yaml::Node* list, const std::string& what, Visit visit) {
    if (list == nullptr) return;
    if (!list->is_sequence()) {
      problems_.push_back({list->at, what + " is a list"});
      return;
    }
    for (const auto& item : list->items) {
      if (!item.is_map()) {
        problems_.push_back({item.at, "an entry of " + what + " is a map"});
        continue;
      }
      yaml::MapReader row(item, "entry of " + what, problems_);
      visit(row);
      row.finish();
    }
  }
  template <typename Value>
  static void put(yaml::MapReader& row, std::map<Pair, Value>& table, const Pair& pair, Value value) {
    if (!table.emplace(pair, std::move(value)).second)
      row.complain(row.node().at, "`" + pair.first + " " + pair.second + "` stands twice");
  }
  Tables& tables_;
  std::vector<Problem>& problems_;
};

std::string tables_as_code(const Tables& tables) {
  std::ostringstream out;
  out << "// Made from policies/catalog/pickle by dockgate_embed_weights.\n\n#include <array>\n\n"
         "#include \"weights/name_patterns.hpp\"\n#include \"weights/pickle_names.hpp\"\n\n"
         "namespace dockgate::weights {\nnamespace {\n\n";
  out << "constexpr std::array<AllowedName, " << tables.allowed.size() << "> allowed{{\n";
  for (const auto& [pair, use] : tables.allowed)
    out << "    {" << text::cpp_literal(pair.first) << ", " << text::cpp_literal(pair.second)
        << ", Use::" << use << "},\n";
  out << "}};\nconstexpr std::array<DangerousName, " << tables.dangerous.size() << "> dangerous{{\n";
  for (const auto& [pair, why] : tables.dangerous)
    out << "    {" << text::cpp_literal(pair.first) << ", " << text::cpp_literal(pair.second) << ", "
        << text::cpp_literal(why) << "},\n";
  out << "}};\nconstexpr std::array<RenamedName, " << tables.renamed.size() << "> renamed{{\n";
  for (const auto& [pair, to] : tables.renamed)
    out << "    {" << text::cpp_literal(pair.first) << ", " << text::cpp_literal(pair.second) << ", "
        << text::cpp_literal(to.first) << ", " << text::cpp_literal(to.second) << "},\n";
  const auto list = [&](std::string_view name, const std::set<std::string>& texts) {
    out << "}};\nconstexpr std::array<std::string_view, " << texts.size() << "> " << name << "{{\n";
    for (const auto& text : texts) out << "    " << text::cpp_literal(text) << ",\n";
  };
  list("public_only", tables.public_only);
  list("weight_names", tables.weights);
  list("maybe_names", tables.maybe);
  out << "}};\n\n}  // namespace\n\nconst PickleKnowledge& pickle_knowledge() {\n"
         "  static constexpr PickleKnowledge known{allowed, dangerous, renamed, public_only};\n  return "
         "known;\n}\n\n"
         "NamePatterns name_patterns() {\n  return {weight_names, maybe_names};\n}\n\n"
         "}  // namespace dockgate::weights\n";
  return out.str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: dockgate_embed_weights OUTPUT.cpp FILE.yaml…\n";
    return 2;
  }
  Tables tables;
  std::vector<Problem> problems;
  Reader reader(tables, problems);
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 1;
    }
    const auto node = yaml::parse(std::make_shared<SourceFile>(argv[i], std::move(bytes)));
    if (node) {
      reader.read(*node);
    } else {
      problems.push_back(node.error());
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
  std::ofstream out(argv[1], std::ios::binary);
  out << tables_as_code(tables);
  return out.flush() ? 0 : 2;
}
