#include "facts/model_memo.hpp"

#include <algorithm>

#include "facts/same_values.hpp"

namespace dockgate::facts {
namespace {

/// Files are read once a content, so that the same address is the same text.
bool same_place(const Place& a, const Place& b) {
  return a.source == b.source && a.span == b.span;
}

std::string key_of(const python::Call& call, const catalog::ModelApi& row) {
  std::string key =
      call.callee + '\0' + std::to_string(call.at.span.begin) + ' ' + std::to_string(call.at.span.end);
  for (const void* address : {static_cast<const void*>(&row), static_cast<const void*>(call.at.source.get())})
    key.append(reinterpret_cast<const char*>(&address), sizeof(address));
  return key;
}

/// Whether the arguments are the very values of the other.
bool has_same_values(const python::Call& a, const python::Call& b) {
  return std::ranges::equal(a.arguments, b.arguments, {}, &python::Argument::value, &python::Argument::value);
}

std::optional<bool> version_holds(const CallContext& context, const catalog::VersionRow& row) {
  return context.version_holds ? context.version_holds(row) : context.versions->holds(row);
}

}  // namespace

bool ModelMemo::same(const python::Call& a, const python::Call& b) {
  return a.callee == b.callee && a.method_on_unknown == b.method_on_unknown &&
         a.open_positional == b.open_positional && a.open_keywords == b.open_keywords &&
         a.open_what == b.open_what && same_place(a.at, b.at) && same_place(a.callee_at, b.callee_at) &&
         same_place(a.room, b.room) && a.module == b.module && a.function == b.function &&
         a.bases == b.bases && a.reference == b.reference && a.dead == b.dead &&
         std::equal(a.via.begin(), a.via.end(), b.via.begin(), b.via.end(),
                    [](const python::Step& x, const python::Step& y) {
                      return x.what == y.what && same_place(x.at, y.at);
                    }) &&
         std::equal(a.arguments.begin(), a.arguments.end(), b.arguments.begin(), b.arguments.end(),
                    [](const python::Argument& x, const python::Argument& y) {
                      return x.keyword == y.keyword && same_value(x.value, y.value, same_place) &&
                             x.maybe_absent == y.maybe_absent && same_place(x.at, y.at) &&
                             same_place(x.whole, y.whole);
                    });
}

bool ModelMemo::holds(const Kept& kept, const CallContext& context) {
  const auto all = [](const auto& asked, auto ask) {
    return std::all_of(asked.begin(), asked.end(),
                       [&](const auto& one) { return ask(one.first) == one.second; });
  };
  return kept.offline == context.offline && all(kept.holds, context.image_holds) &&
         all(kept.paths, context.image_path) && all(kept.variables, context.variable) &&
         all(kept.versions, [&](const catalog::VersionRow* row) { return version_holds(context, *row); });
}

std::vector<ModelFact> ModelMemo::of(const python::Call& call, const catalog::ModelApi& row,
                                     const CallContext& context) {
  const std::string key = key_of(call, row);
  std::shared_ptr<const Kept> known;
  {
    const std::lock_guard lock(mutex_);
    const auto* found = kept_.find(key);
    if (found != nullptr && same(found->call, call)) {
      known = found->kept;
      // Values of an older run of the program are not kept alive.
      if (!has_same_values(found->call, call)) kept_.replace(key, {call, known});
    }
  }
  if (known && holds(*known, context)) return known->facts;

  const auto fresh = std::make_shared<Kept>();
  CallContext asked = context;
  const auto note = [](auto& answers, const auto& question, auto answer) {
    answers.emplace_back(question, answer);
    return answer;
  };
  if (context.image_holds)
    asked.image_holds = [&](std::string_view path) {
      return note(fresh->holds, std::string(path), context.image_holds(path));
    };
  if (context.image_path)
    asked.image_path = [&](std::string_view path) {
      return note(fresh->paths, std::string(path), context.image_path(path));
    };
  if (context.variable)
    asked.variable = [&](std::string_view name) {
      return note(fresh->variables, std::string(name), context.variable(name));
    };
  asked.version_holds = [&](const catalog::VersionRow& version) {
    return note(fresh->versions, &version, version_holds(context, version));
  };
  fresh->offline = context.offline;
  fresh->facts = model_facts(call, row, asked);
  const std::lock_guard lock(mutex_);
  kept_.replace(key, {call, fresh});
  return fresh->facts;
}

}  // namespace dockgate::facts
