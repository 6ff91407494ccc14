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

bool is_own_name(std::string_view text) {
  return text == "__name__" || text == "__package__";
}

/// How the text of an expression begins: all of a constant, the constant beginning of one that is put
/// together
/// (`f"models.{name}"`, `"models." + name`, `"models.%s" % name`, `"models.{}".format(name)`). The module's
/// own name at the beginning is left out, so that the rest begins with a dot.
std::string beginning_of(const Module& module, NodeId node, bool& whole, int depth = 0) {
  constexpr int max_parts = 64;
  whole = false;
  if (node == no_node || depth > max_parts) return {};
  const Kind kind = module.at(node).kind;
  if (auto text = constant_text(module, node)) {
    whole = true;
    return *text;
  }
  if (kind == Kind::string) {
    std::string out;
    for (NodeId c = module.first(node); c != no_node; c = module.sibling(c)) {
      if (module.at(c).kind == Kind::string_content) {
        out += decode_content(module.text(c), false, false, true);
      } else if (module.at(c).kind == Kind::interpolation) {
        const NodeId inner = module.child(c, Field::expression);
        const bool own = out.empty() && inner != no_node && is_own_name(module.text(inner));
        if (!own) break;
      }
    }
    return out;
  }
  if (kind == Kind::binary_operator) {
    // `a + b + c` is `(a + b) + c`, and may be long.
    NodeId left = module.child(node, Field::left);
    while (left != no_node && module.at(left).kind == Kind::binary_operator) {
      node = left;
      left = module.child(node, Field::left);
    }
    if (left != no_node && is_own_name(module.text(left))) {
      bool rest_whole = false;
      return beginning_of(module, module.child(node, Field::right), rest_whole, depth + 1);
    }
    std::string out = beginning_of(module, left, whole, depth + 1);
    whole = false;
    return out.substr(0, out.find('%'));
  }
  if (kind == Kind::call) {
    const NodeId callee = module.child(node, Field::function);
    if (callee == no_node || last_name(module, callee) != "format") return {};
    std::string out = beginning_of(module, module.child(callee, Field::object), whole, depth + 1);
    whole = false;
    return out.substr(0, out.find('{'));
  }
  return {};
}

/// `import_module("x")` and `__import__("x")`; with a name that is put together, all modules of its package.
std::optional<Import> dynamic_import(const Module& module, NodeId call) {
  const std::string_view name = last_name(module, module.child(call, Field::function));
  if (name != "import_module" && name != "__import__") return std::nullopt;
  const NodeId list = module.child(call, Field::arguments);
  if (list == no_node) return std::nullopt;
  bool whole = false;
  const NodeId first = module.first(list);
  std::string text = beginning_of(module, first, whole);
  if (text.empty() && first != no_node && name == "import_module" && module.sibling(first) != no_node)
    text = ".";  // a package is given, so that the name is relative to it
  if (text.empty()) return std::nullopt;
  Import found;
  found.at = module.place(call);
  while (static_cast<std::size_t>(found.level) < text.size() &&
         text[static_cast<std::size_t>(found.level)] == '.')
    ++found.level;
  found.module = text.substr(static_cast<std::size_t>(found.level));
  if (!whole) {
    const auto dot = found.module.rfind('.');
    if (dot == std::string::npos && found.level == 0) return std::nullopt;
    found.module.resize(dot == std::string::npos ? 0 : dot);
    found.names.emplace_back(every_module);
  }
  // A relative name is relative to the package that stands beside it.
  NodeId second = module.sibling(module.first(list));
  if (found.level > 0 && second != no_node) {
    if (module.at(second).kind == Kind::keyword_argument) second = module.child(second, Field::value);
    if (const auto package = second == no_node ? std::nullopt : constant_text(module, second)) {
      found.level = 0;
      found.module = *package + (found.module.empty() ? "" : "." + found.module);
    }
  }
  return found;
}

}  // namespace

ModulePtr parse(const MappedText& source) {
  auto module = std::make_shared<Module>();
  module->source = source;
  read_tree(*module);
  find_scopes(*module);
  index_names(*module);
  for (const std::string_view call : {"exists(", "isdir(", "isfile(", "is_dir(", "is_file("})
    module->asks_for_paths = module->asks_for_paths || source.view().find(call) != std::string_view::npos;
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
