#include "facts/evaluations.hpp"

#include <algorithm>
#include <type_traits>
#include <unordered_map>

#include "facts/same_values.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t max_kept = 16;
constexpr std::size_t max_others = 3;

bool same_source(const SourcePtr& a, const SourcePtr& b) {
  if (a == b) return true;
  return a != nullptr && b != nullptr && a->path() == b->path() && a->bytes() == b->bytes();
}

bool same_place(const Place& a, const Place& b) {
  return a.span == b.span && same_source(a.source, b.source);
}

bool same_answer(const python::ValuePtr& a, const python::ValuePtr& b) {
  return same_value(a, b, same_place);
}

template <typename T>
void append_bytes(std::string& key, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  // NOLINTNEXTLINE(bugprone-sizeof-expression): of addresses too
  key.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

/// Names the modules of a program. With `texts`, their texts too: files are read once a content, so that an
/// address names one while it is kept.
std::string key_of(const std::vector<python::Loaded>& modules, const std::string& mode, bool texts) {
  std::string key = mode;
  for (const auto& loaded : modules) {
    key += '\0';
    key += loaded.name;
    key += '\0';
    key += loaded.file;
    key += '\0';
    if (texts) {
      append_bytes(key, loaded.module.get());
      append_bytes(key, loaded.lazy.get());
    }
    key +=
        static_cast<char>((loaded.is_package ? 1 : 0) | (loaded.relevant ? 2 : 0) | (loaded.asked ? 4 : 0));
  }
  return key;
}

/// The modules whose texts differ; all of them where there are more or fewer.
std::vector<std::size_t> changed(const std::vector<python::Loaded>& before,
                                 const std::vector<python::Loaded>& now) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < now.size(); ++i)
    if (before.size() != now.size() || before[i].module != now[i].module || before[i].lazy != now[i].lazy)
      out.push_back(i);
  return out;
}

}  // namespace

bool Evaluations::holds(const Kept& kept, const python::Environment& environment) {
  if (kept.command_line_known != environment.command_line_known ||
      !std::equal(kept.command_line.begin(), kept.command_line.end(), environment.command_line.begin(),
                  environment.command_line.end(), same_answer))
    return false;
  for (const auto& [name, answer] : kept.variables) {
    const auto now = environment.variable ? environment.variable(name) : std::nullopt;
    if (now.has_value() != answer.has_value() || (now && !same_answer(*now, *answer))) return false;
  }
  return std::all_of(kept.files.begin(), kept.files.end(), [&](const auto& file) {
    return same_source(environment.open_file ? environment.open_file(file.first) : nullptr, file.second);
  });
}

std::shared_ptr<Evaluations::Slot> Evaluations::slot(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto* known = slots_.find(key)) return *known;
  return slots_.keep(key, std::make_shared<Slot>());
}

void Evaluations::expect_edits(std::size_t programs) {
  const std::lock_guard lock(mutex_);
  slots_.set_bound(programs);
  edits_ = true;
}

std::shared_ptr<Evaluations::Edited> Evaluations::edited_program(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (!edits_) return nullptr;
  if (const auto* known = edited_.find(key)) return *known;
  return edited_.keep(key, std::make_shared<Edited>());
}

std::shared_ptr<const python::Evaluation> Evaluations::of(const std::vector<python::Loaded>& modules,
                                                          const python::Environment& environment,
                                                          const std::string& mode,
                                                          const python::Wanted& wanted) {
  const auto here = slot(key_of(modules, mode, true));
  const std::lock_guard lock(here->mutex);
  for (const auto& kept : here->kept)
    if (holds(kept, environment)) return kept.found;

  Kept kept;
  work_out(modules, environment, mode, wanted, kept);
  if (here->kept.size() >= max_kept) here->kept.erase(here->kept.begin());
  here->kept.push_back(std::move(kept));
  return here->kept.back().found;
}

void Evaluations::work_out(const std::vector<python::Loaded>& modules, const python::Environment& environment,
                           const std::string& mode, const python::Wanted& wanted, Kept& kept) {
  kept.modules = modules;
  kept.command_line = environment.command_line;
  kept.command_line_known = environment.command_line_known;
  // Each question is remembered with its answer, once.
  python::Environment asked = environment;
  std::unordered_map<std::string, std::optional<python::ValuePtr>> variables;
  std::unordered_map<std::string, SourcePtr> files;
  if (environment.variable)
    asked.variable = [&](std::string_view name) {
      const auto [at, fresh] = variables.try_emplace(std::string(name));
      if (fresh) at->second = environment.variable(name);
      return at->second;
    };
  if (environment.open_file)
    asked.open_file = [&](std::string_view path) {
      const auto [at, fresh] = files.try_emplace(std::string(path));
      if (fresh) at->second = environment.open_file(path);
      return at->second;
    };
  const auto finish = [&](python::Evaluation found) {
    kept.found = std::make_shared<python::Evaluation>(std::move(found));
    kept.variables.assign(variables.begin(), variables.end());
    kept.files.assign(files.begin(), files.end());
  };
  const auto program = edited_program(key_of(modules, mode, false));
  if (!program) return finish(python::evaluate(modules, asked, wanted));
  const std::lock_guard lock(program->mutex);
  const auto differing = changed(program->modules, modules);
  program->modules = modules;
  auto& others = program->others;
  std::vector<std::shared_ptr<const python::OthersSay>> known;
  std::optional<std::size_t> edited;
  for (const auto& one : others) {
    const auto since = changed(one.rests_on.modules, modules);
    if (since.size() > 1 || (since.size() == 1 && since.front() != one.module) ||
        (edited && *edited != one.module) || !holds(one.rests_on, environment))
      continue;
    edited = one.module;
    known.push_back(one.say);
  }
  if (!edited && differing.size() == 1 && modules.size() > 1) edited = differing.front();
  if (!edited) return finish(python::evaluate(modules, asked, wanted));
  std::shared_ptr<const python::OthersSay> used;
  auto found =
      python::evaluate_edited(modules, asked, wanted, static_cast<std::uint32_t>(*edited), known, used);
  const auto one = std::find_if(others.begin(), others.end(),
                                [&](const Edited::Others& each) { return each.say == used; });
  if (one != others.end()) {
    variables.insert(one->rests_on.variables.begin(), one->rests_on.variables.end());
    files.insert(one->rests_on.files.begin(), one->rests_on.files.end());
    std::rotate(others.begin(), one, one + 1);
  }
  finish(std::move(found));
  if (used == nullptr || one != others.end()) return;
  if (others.size() >= max_others) others.pop_back();
  Kept rests_on = kept;
  rests_on.found = nullptr;
  others.insert(others.begin(), {*edited, std::move(used), std::move(rests_on)});
}

}  // namespace dockgate::facts
