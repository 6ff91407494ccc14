// Reading one file: its tree, its scopes, its imports.

#include "python/program.hpp"

#include "python/syntax.hpp"

namespace dockgate::python {
namespace {

std::string without_blanks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\\' || c == '\n' || c == '\r'; });
  return out;
}

/// `import_module("x")` and `__import__("x")` with a constant.
std::optional<Import> dynamic_import(const Module& module, NodeId call) {
  const std::string_view name = last_name(module, module.child(call, Field::function));
  if (name != "import_module" && name != "__import__") return std::nullopt;
  const NodeId list = module.child(call, Field::arguments);
  const auto text = list == no_node ? std::nullopt : constant_text(module, module.first(list));
  if (!text || text->empty()) return std::nullopt;
  Import found;
  while (static_cast<std::size_t>(found.level) < text->size() &&
         (*text)[static_cast<std::size_t>(found.level)] == '.')
    ++found.level;
  found.module = text->substr(static_cast<std::size_t>(found.level));
  found.at = module.place(call);
  return found;
}

}  // namespace

ModulePtr parse(const MappedText& source) {
  auto module = std::make_shared<Module>();
  module->source = source;
  read_tree(*module);
  find_scopes(*module);
  index_names(*module);
  return module;
}

const std::vector<Problem>& problems(const Module& module) {
  return module.problems;
}

std::vector<Import> imports(const Module& module) {
  std::vector<Import> found;
  for (NodeId node = 0; node < module.nodes.size(); ++node) {
    const Kind kind = module.at(node).kind;
    if (kind == Kind::import_statement) {
      for (NodeId c = module.first(node); c != no_node; c = module.sibling(c)) {
        const NodeId name = module.at(c).kind == Kind::aliased_import ? module.child(c, Field::name) : c;
        if (name != no_node && module.at(name).kind == Kind::dotted_name)
          found.push_back({without_blanks(module.text(name)), 0, {}, module.place(c)});
      }
    } else if (kind == Kind::import_from_statement) {
      Import import;
      import.at = module.place(node);
      for (NodeId c = module.first(node); c != no_node; c = module.sibling(c)) {
        const Node& part = module.at(c);
        if (part.field == Field::module_name) {
          if (part.kind != Kind::relative_import) {
            import.module = without_blanks(module.text(c));
            continue;
          }
          for (NodeId d = module.first(c); d != no_node; d = module.sibling(d)) {
            if (module.at(d).kind == Kind::import_prefix)
              for (const char dot : module.text(d)) import.level += dot == '.';
            else
              import.module = without_blanks(module.text(d));
          }
        } else if (part.kind == Kind::wildcard_import) {
          import.names.emplace_back("*");
        } else if (part.field == Field::name) {
          const NodeId name = part.kind == Kind::aliased_import ? module.child(c, Field::name) : c;
          if (name != no_node) import.names.push_back(without_blanks(module.text(name)));
        }
      }
      found.push_back(std::move(import));
    } else if (kind == Kind::call) {
      if (auto import = dynamic_import(module, node)) found.push_back(std::move(*import));
    }
  }
  return found;
}

}  // namespace dockgate::python
