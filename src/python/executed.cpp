// Code that stands in texts: exec, eval, runpy; and modules whose names are put together.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_code = 1u << 20;

/// Calls that hand a text on as it is.
bool hands_on(std::string_view last) {
  return last == "compile" || last == "dedent" || last == "cleandoc" || last == "strip" || last == "str";
}

}  // namespace

bool runs_text(std::string_view dotted) {
  return dotted == "cProfile.run" || dotted == "cProfile.runctx" || dotted == "profile.run" ||
         dotted == "profile.runctx" || dotted == "timeit.timeit" || dotted == "timeit.repeat" ||
         dotted == "timeit.Timer" || dotted == "code.InteractiveInterpreter.runsource" ||
         dotted == "code.InteractiveConsole.runsource" || dotted == "code.InteractiveConsole.push" ||
         dotted == "pdb.run" || dotted == "trace.Trace.run";
}

bool starts_programs(std::string_view dotted) {
  return dotted == "subprocess.run" || dotted == "subprocess.Popen" || dotted == "subprocess.call" ||
         dotted == "subprocess.check_call" || dotted == "subprocess.check_output";
}

/// Where the characters of an executed text stand: in a literal where they are written out as they are, else
/// they all stand for the argument.
text::MappedText Engine::placed_text(const Possible& value, Ref site) const {
  const std::string& text = *text_of(value);
  for (std::size_t i = value.trace.size(); i-- > 0;)
    if (const SourcePtr& source = value.trace[i].at.source; source && source->bytes() == text)
      return text::MappedText::whole(source);
  const Module& m = at(site.module);
  const NodeId list = m.child(site.node, Field::arguments);
  NodeId node = list == no_node ? no_node : m.first(list);
  // Of the words of a command, what stands behind `-c`.
  if (node != no_node && m.at(node).kind == Kind::list)
    for (NodeId c = m.first(node); c != no_node; c = m.sibling(c))
      if (m.text(c).size() == 4 && m.text(c).substr(1, 2) == "-c") {
        node = m.sibling(c);
        break;
      }
  for (int step = 0; step < 8 && node != no_node; ++step) {
    const Kind kind = m.at(node).kind;
    if (kind == Kind::string) {
      NodeId content = no_node;
      for (NodeId c = m.first(node); c != no_node; c = m.sibling(c))
        if (m.at(c).kind == Kind::string_content) content = content == no_node ? c : node;
      if (content == no_node || content == node) break;
      const std::string_view written = m.text(content);
      const std::size_t begin = written.find(text);
      if (text.empty() || begin == std::string_view::npos) break;
      return m.source.substr(m.at(content).begin + begin, m.at(content).begin + begin + text.size());
    }
    if (kind == Kind::parenthesized_expression) {
      node = m.first(node);
    } else if (kind == Kind::call) {
      const NodeId callee = m.child(node, Field::function);
      if (!hands_on(last_name(m, callee))) break;
      const NodeId inner = m.child(node, Field::arguments);
      const NodeId argument = inner == no_node ? no_node : m.first(inner);
      node = argument != no_node ? argument : m.child(callee, Field::object);
    } else if (kind == Kind::identifier) {
      NodeId next = no_node;
      for (std::uint32_t scope = m.at(node).scope;; scope = m.scopes[scope].parent) {
        const auto names = m.scopes[scope].names.find(m.text(node));
        if (names != m.scopes[scope].names.end()) {
          if (names->second.size() == 1 && names->second.front().kind == Binding::Kind::assign)
            next = names->second.front().value;
          break;
        }
        if (scope == 0) break;
      }
      node = next;
    } else {
      break;
    }
  }
  text::MappedText whole(m.source.source());
  const NodeId argument = list == no_node ? no_node : m.first(list);
  const Node& at_node = m.at(argument == no_node ? site.node : argument);
  whole.append_for(text, m.source.to_source({at_node.begin, at_node.end}));
  return whole;
}

std::optional<std::uint32_t> Engine::add_text(const Possible& value, Ref site) {
  const auto* text = text_of(value);
  if (text == nullptr || text->size() > max_code) return std::nullopt;
  const std::pair key(std::uint64_t{site.module} << 32 | site.node, *text);
  if (const auto known_module = executed_.find(key); known_module != executed_.end())
    return known_module->second;
  // Code that executes code that executes code … ends here.
  int depth = 0;
  for (auto from = executed_from_.find(site.module); from != executed_from_.end();
       from = executed_from_.find(from->second.module))
    ++depth;
  if (depth >= 4 || modules_.size() >= modules_.capacity()) return std::nullopt;
  const ModulePtr module = parse(placed_text(value, site));
  if (!spend(module->nodes.size() / 4)) return std::nullopt;
  const Loaded& around = modules_[site.module];
  Loaded made{around.name, module, around.is_package, around.file, true, nullptr};
  const auto index = static_cast<std::uint32_t>(modules_.size());
  modules_.push_back(std::move(made));
  executed_from_[index] = site;
  return executed_[key] = index;
}

void Engine::execute(std::string_view dotted, const Arguments& given, Ref site) {
  if (given.items.empty()) return;
  const Value& first = *given.items.front().value;
  if (dotted == "exec" || dotted == "eval" || runs_text(dotted)) {
    for (const Possible& possible : first.possible) {
      const auto* opened = std::get_if<Result>(&possible.value);
      if (opened == nullptr) add_text(possible, site);
    }
    return;
  }
  if (starts_programs(dotted)) {
    // `[sys.executable, "-c", code]`
    for (const Possible& possible : first.possible) {
      const auto* words = std::get_if<List>(&possible.value);
      const auto* program = words == nullptr || words->items.empty() ? nullptr : words->items.front()->text();
      if (program == nullptr || program->find("python") == std::string::npos) continue;
      for (std::size_t i = 1; i + 1 < words->items.size() && i < 8; ++i)
        if (const auto* option = words->items[i]->text(); option != nullptr && *option == "-c")
          for (const Possible& code : words->items[i + 1]->possible) add_text(code, site);
    }
    return;
  }
  if (dotted == "runpy.run_module") {
    for (const Possible& possible : first.possible)
      if (const auto* text = text_of(possible)) load_module(*text);
    return;
  }
  if (const auto content = read_file(first, place(site)))
    for (const Possible& possible : *content) add_text(possible, site);
}

Possibles Engine::evaluated_text(const Value& text, Ref site) {
  const Place where = place(site);
  Possibles out;
  for (const Possible& possible : text.possible) {
    const auto module = add_text(possible, site);
    NodeId expression = module && at(*module).nodes.size() > 1 ? 1 : no_node;
    while (expression != no_node && at(*module).at(expression).kind == Kind::expression_statement)
      expression = at(*module).first(expression);
    if (expression == no_node) {
      add(out, derived_unknown(possible, where), where);
      continue;
    }
    Possibles values = eval({*module, expression}, nullptr)->possible;
    for (Possible& value : values) inherit(value, possible);
    add(out, values, where);
  }
  return out;
}

/// What `exec(text, names)` puts into `names`.
void Engine::add_executed(const Arguments& given, Ref site, Dict& names) {
  const Argument* code = positional(given, 0);
  if (code == nullptr) return;
  for (const Possible& possible : code->value->possible) {
    const auto module = add_text(possible, site);
    if (!module) {
      names.complete = false;
      continue;
    }
    for (const auto& [name, bindings] : at(*module).scopes[0].names) {
      if (name.find('.') != std::string_view::npos || names.items.size() >= max_items) continue;
      auto value = reaching(*module, 0, name, no_node, nullptr);
      if (!value) continue;
      const std::string key(name);
      std::erase_if(names.items, [&key](const DictItem& item) { return item.key == key; });
      names.items.push_back({key, make_value(std::move(*value), place(site)), false});
    }
  }
}

void Engine::load_module(const std::string& dotted) {
  if (!environment_.open_file || find_module(dotted) || dotted.empty() || dotted.size() > 256 ||
      modules_.size() >= modules_.capacity())
    return;
  std::string path = dotted;
  std::replace(path.begin(), path.end(), '.', '/');
  std::string folder = modules_.front().file;
  folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/') + 1);
  for (const bool package : {true, false})
    for (const std::string& root : {folder, std::string()}) {
      const std::string file = root + path + (package ? "/__init__.py" : ".py");
      const SourcePtr source = environment_.open_file(file);
      if (!source || source->bytes().size() > max_code) continue;
      Loaded made{dotted, parse(text::MappedText::whole(source)), package, file, true, nullptr};
      modules_.push_back(std::move(made));
      by_name_.emplace(modules_.back().name, static_cast<std::uint32_t>(modules_.size() - 1));
      return;
    }
}

}  // namespace dockgate::python
