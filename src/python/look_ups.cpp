// Library functions that find or call a thing by what they are given: pkgutil.resolve_name, import_string,
// operator.call, types.MethodType, runpy.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

/// Functions that give what a dotted text names: "package.module.thing".
constexpr std::string_view by_dotted_text[] = {"pydoc.locate",
                                               "pkgutil.resolve_name",
                                               "werkzeug.utils.import_string",
                                               "hydra.utils.get_class",
                                               "hydra.utils.get_method",
                                               "django.utils.module_loading.import_string",
                                               "hydra.utils.get_object",
                                               "kombu.utils.imports.symbol_by_name",
                                               "zope.dottedname.resolve.resolve",
                                               "webob.compat.import_string",
                                               "flask.helpers.import_string",
                                               "xmod.import_string"};

/// A function that a class gives without an object, as the object's own.
Possible bound_to(const Possible& function, const Value& receiver) {
  const auto* reference = std::get_if<FunctionRef>(&function.value);
  if (reference == nullptr || !reference->object) return function;
  const Object& object = *reference->object;
  // `Model.from_pretrained.__func__`: with a receiver it is the method again.
  if (object.kind == Object::Kind::partial && object.generic && object.inner &&
      object.inner->possible.size() == 1)
    return object.inner->possible.front();
  if (object.kind != Object::Kind::function || object.self) return function;
  auto copy = std::make_shared<Object>(object);
  for (const Possible& possible : receiver.possible) {
    if (const auto* made = std::get_if<Result>(&possible.value)) copy->self = made->object;
    if (const auto* klass = std::get_if<ClassRef>(&possible.value)) copy->self = klass->object;
  }
  Possible out = function;
  out.value = FunctionRef{reference->dotted, std::move(copy)};
  return out;
}

}  // namespace

bool looks_up_dotted_text(std::string_view dotted) {
  return std::find(std::begin(by_dotted_text), std::end(by_dotted_text), dotted) != std::end(by_dotted_text);
}

Possibles Engine::named_by_text(std::string_view text, Ref site) {
  const Place where = place(site);
  std::string dotted(text);
  std::replace(dotted.begin(), dotted.end(), ':', '.');
  if (dotted.empty() || dotted.size() > 512) return one(unknown(Why::other, "it names nothing", where));
  // The longest part that is a module of the program; else all of it is a library's.
  std::size_t end = dotted.size();
  while (end != std::string::npos && !find_module(std::string_view(dotted).substr(0, end)))
    end = end == 0 ? std::string::npos : dotted.rfind('.', end - 1);
  if (end == std::string::npos || end == 0) return one(name_of(std::move(dotted)));
  Possibles found = one(name_of(dotted.substr(0, end)));
  for (std::size_t begin = end + 1; begin < dotted.size() && !found.empty();) {
    const std::size_t stop = std::min(dotted.find('.', begin), dotted.size());
    Possibles next;
    for (const Possible& owner : found)
      add(next, member(owner, std::string_view(dotted).substr(begin, stop - begin), where, site), where);
    found = std::move(next);
    begin = stop + 1;
  }
  return found;
}

/// The name of the module that stands in the file, which is read where the program does not have it yet.
std::optional<std::string> Engine::module_in(const std::string& file) {
  const auto is_it = [&file](std::string_view other) {
    return !other.empty() && (other == file || (other.size() > file.size() && other.ends_with(file) &&
                                                other[other.size() - file.size() - 1] == '/'));
  };
  for (const Loaded& loaded : modules_)
    if (is_it(loaded.file)) return loaded.name;
  const SourcePtr source = environment_.open_file && !file.empty() ? environment_.open_file(file) : nullptr;
  if (!source || !file.ends_with(".py") || modules_.size() >= modules_.capacity()) return std::nullopt;
  ModulePtr module = parse(text::MappedText::whole(source));
  if (!spend(module->nodes.size() / 4)) return std::nullopt;
  modules_.push_back({file, std::move(module), false, file, true, nullptr});
  by_name_.emplace(modules_.back().name, static_cast<std::uint32_t>(modules_.size() - 1));
  return modules_.back().name;
}

std::optional<Possibles> Engine::look_up_call(std::string_view dotted, const ArgumentsPtr& given, Ref site) {
  const Place where = place(site);
  const Argument* first = positional(*given, 0);
  if (first == nullptr) return std::nullopt;
  if (looks_up_dotted_text(dotted)) {
    Possibles out;
    for (const Possible& possible : first->value->possible) {
      const auto* text = text_of(possible);
      Possibles found = text != nullptr ? named_by_text(*text, site) : one(derived_unknown(possible, where));
      for (Possible& value : found) inherit(value, possible);
      add(out, found, where);
    }
    return out;
  }
  if (dotted == "operator.call") {
    auto rest = std::make_shared<Arguments>(*given);
    rest->items.erase(rest->items.begin() + (first - given->items.data()));
    Possibles out;
    for (const Possible& function : first->value->possible)
      add(out, invoke(function, rest, site, nullptr), where);
    return out;
  }
  if (dotted == "types.MethodType") {
    const Argument* receiver = positional(*given, 1);
    if (receiver == nullptr) return std::nullopt;
    return each(*first->value, where,
                [&](const Possible& function) { return bound_to(function, *receiver->value); });
  }
  if (dotted == "runpy.run_path" || dotted == "runpy.run_module") {
    Dict names;
    const auto take = [&](std::uint32_t module) {
      for (const auto& [name, bindings] : at(module).scopes[0].names) {
        if (name.find('.') != std::string_view::npos || names.items.size() >= max_items) continue;
        if (auto value = reaching(module, 0, name, no_node, nullptr))
          names.items.push_back({std::string(name), make_value(std::move(*value), where), false});
      }
    };
    if (dotted == "runpy.run_module") {
      const auto* name = first->value->text();
      if (name == nullptr) return std::nullopt;
      load_module(*name);
      const auto module = find_module(*name);
      if (!module) return std::nullopt;
      take(*module);
      return one(dict_value(std::move(names)));
    }
    const auto content = read_file(*first->value, where);
    if (!content) return std::nullopt;
    for (const Possible& text : *content) {
      const auto module = text_of(text) != nullptr ? add_text(text, site) : std::nullopt;
      if (module)
        take(*module);
      else
        names.complete = false;
    }
    return one(dict_value(std::move(names)));
  }
  if (dotted == "importlib.util.module_from_spec") {
    const auto* spec = first->value->only<Result>();
    if (spec == nullptr || spec->callee != "importlib.util.spec_from_file_location" || !spec->object ||
        !spec->object->arguments)
      return std::nullopt;
    const Argument* path = argument_of(*spec->object->arguments, 1, "location");
    const auto* file = path == nullptr ? nullptr : path->value->text();
    if (file == nullptr) return std::nullopt;
    if (const auto name = module_in(*file)) return one(name_of(*name));
    return std::nullopt;
  }
  // `Model.__getattribute__("from_pretrained")`
  constexpr std::string_view asks = ".__getattribute__";
  if (dotted.ends_with(asks) && given->items.size() == 1) {
    Possibles out;
    const std::string owner(dotted.substr(0, dotted.size() - asks.size()));
    for (const Possible& name : first->value->possible)
      add(out,
          text_of(name) != nullptr ? member_of_name(owner, *text_of(name), where, site.module)
                                   : one(derived_unknown(name, where)),
          where);
    return out;
  }
  return std::nullopt;
}

}  // namespace dockgate::python
