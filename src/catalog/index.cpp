#include "catalog/index.hpp"

#include <algorithm>
#include <array>

#include "catalog/words.hpp"
#include "text/ascii.hpp"
#include "text/glob.hpp"
#include "text/shapes.hpp"
#include "text/words.hpp"

namespace dockgate::catalog {
namespace {

using text::last_part;

/// `Model`, `_Model`: how classes are called.
bool is_class_name(std::string_view name) {
  const auto letter = name.find_first_not_of('_');
  return letter != std::string_view::npos && text::is_upper(name[letter]);
}

std::string_view first_part(std::string_view dotted) {
  return dotted.substr(0, dotted.find('.'));
}

/// How much of a name a pattern fixes.
std::size_t specificity(std::string_view pattern) {
  const auto stars = static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '*'));
  // A pattern without a star beats every one with a star.
  return (pattern.size() - stars) * 2 + (stars == 0 ? 1000 : 0);
}

/// A name that stands in most Python files; the library has to be named beside it.
bool is_common(std::string_view name) {
  const auto common = word_knowledge().common_calls;
  return std::find(common.begin(), common.end(), name) != common.end();
}

/// How far the line of a word is looked at on each side: lines may be as long as a file.
constexpr std::size_t near_word = 300;

/// What stands on the line before `begin`, as far as it is looked at.
std::string_view line_before(std::string_view bytes, std::size_t begin) {
  const auto from = begin - std::min(begin, near_word);
  const auto before = bytes.substr(from, begin - from);
  return before.substr(before.rfind('\n') + 1);
}

/// Whether `import` or `from` stands before the word on its line.
bool is_imported(std::string_view bytes, std::size_t begin) {
  const auto line = line_before(bytes, begin);
  return line.find("import") != std::string_view::npos || line.find("from") != std::string_view::npos;
}

/// Whether the line of the word is one of names alone, as in `from package import (`.
bool is_listed(std::string_view bytes, std::size_t begin) {
  const auto before = line_before(bytes, begin);
  auto after = bytes.substr(begin, near_word);
  after = after.substr(0, after.find_first_of("\n#"));
  const std::string line = std::string(before) + std::string(after);
  for (const auto item : text::split(line, ',')) {
    std::vector<std::string_view> words;
    for (const auto word : text::split(item, ' '))
      if (!word.empty() && word != "\r" && word != ")") words.push_back(word);
    if (words.size() > 1 && (words.size() != 3 || words[1] != "as")) return false;
  }
  return true;
}

/// Whether the library, or a function, is used under its name: imported, looked into, called, named in a text
/// or a list of imports. Prose speaks of `requests` as well. A name may be the beginning of a word
/// (`langchain` of `langchain_community`).
bool uses(std::string_view bytes, std::string_view library) {
  for (auto at = bytes.find(library); at != std::string_view::npos; at = bytes.find(library, at + 1)) {
    const char before = at == 0 ? '\n' : bytes[at - 1];
    if (text::is_word(before)) continue;
    auto end = at + library.size();
    while (end < bytes.size() && text::is_word(bytes[end])) ++end;
    const char after = end < bytes.size() ? bytes[end] : '\n';
    const bool in_text = before == '"' || before == '\'';
    if (before == '.' || after == '(' || (in_text && (after == before || after == '.' || after == ':')) ||
        (after == '.' && end + 1 < bytes.size() && text::is_word(bytes[end + 1])) || is_imported(bytes, at) ||
        is_listed(bytes, at))
      return true;
  }
  return false;
}

/// Whether `bytes` hold `.name =`.
bool assigns(std::string_view bytes, std::string_view name) {
  for (auto at = bytes.find(name); at != std::string_view::npos; at = bytes.find(name, at + 1)) {
    if (at == 0 || bytes[at - 1] != '.') continue;
    const auto next = bytes.find_first_not_of(" \t", at + name.size());
    if (next != std::string_view::npos && bytes[next] == '=' && bytes.substr(next, 2) != "==") return true;
  }
  return false;
}

/// See runs_text() and looks_up().
constexpr std::array<std::string_view, 16> hiding_words = {
    "import_module", "__import__", "run_path",     "run_module",       "exec",     "eval", "execfile",
    "getattr",       "attrgetter", "methodcaller", "__getattribute__", "__dict__", "vars", "globals",
    "locals",        "reduce"};

/// Whether code in a text, or a module by its name, is run by the word at `begin`.
bool runs_text(std::string_view bytes, std::size_t begin, std::string_view word) {
  if (word == "import_module" || word == "__import__" || word == "run_path" || word == "run_module")
    return true;
  if (word != "exec" && word != "eval" && word != "execfile") return false;
  // `model.eval()`, `query.exec(…)` are methods, and so is what `def eval(…)` defines.
  const auto before = bytes.substr(0, begin);
  return (before.empty() || before.back() != '.' || before.ends_with("builtins.")) &&
         !before.ends_with("def ") && bytes.substr(begin + word.size(), 1) == "(";
}

/// Whether the object that is looked into is one of the program's own: `(self, …)`.
bool begins_with_self(std::string_view after) {
  for (const std::string_view own : {"(self", "(cls"})
    if (after.starts_with(own) && after.size() > own.size() && !text::is_word(after[own.size()])) return true;
  return false;
}

/// Whether the word at `begin` looks something up by a text that need not be written out.
bool looks_up(std::string_view bytes, std::size_t begin, std::string_view word) {
  constexpr std::array<std::string_view, 6> words = {"attrgetter", "methodcaller", "__getattribute__",
                                                     "vars",       "globals",      "locals"};
  std::string_view after = bytes.substr(begin + word.size(), 256);
  if (std::find(words.begin(), words.end(), word) != words.end()) return !begins_with_self(after);
  if (word == "__dict__") return !bytes.substr(0, begin).ends_with("self.");
  // `reduce(getattr, names, object)`
  if (word == "reduce") return after.find("getattr") != std::string_view::npos;
  if (word != "getattr" || begins_with_self(after)) return false;
  // getattr(x, "name"): the name itself is seen as a word.
  const auto comma = after.find(',');
  const auto quote = comma == std::string_view::npos ? comma : after.find_first_not_of(" \t\r\n", comma + 1);
  if (quote == std::string_view::npos || (after[quote] != '"' && after[quote] != '\'')) return true;
  const auto close = after.find(after[quote], quote + 1);
  const auto next = close == std::string_view::npos ? close : after.find_first_not_of(" \t\r\n", close + 1);
  return next == std::string_view::npos || (after[next] != ',' && after[next] != ')') ||
         after.substr(quote, close - quote).find('\\') != std::string_view::npos;
}

}  // namespace

Index::Index(std::span<const Tables> sources, std::span<const CommandRow> commands)
    : sources_(sources.begin(), sources.end()), commands_(commands) {
  add_programs();
  for (const auto& source : sources_) {
    for (const auto& row : source.models) {
      for (const auto call : row.calls) {
        models_[last_part(call)].push_back({call, &row});
        add_call(call);
      }
      for (const auto method : row.methods) {
        methods_[method].push_back(&row);
        last_parts_.insert(method);
        words_[method].needle = true;
      }
      add_trust_keywords(row.trust);
    }
    for (const auto& row : source.loads)
      for (const auto call : row.calls) {
        loads_[last_part(call)].push_back({call, &row});
        add_call(call);
      }
    // A write matters only beside a load, which the file has to name anyway.
    for (const auto& row : source.writes) {
      if (row.path.empty()) continue;  // only what it gives counts
      writes_.insert(row.methods.begin(), row.methods.end());
      for (const auto call : row.calls) {
        writes_.insert(last_part(call));
        add_library(call);
      }
    }
    for (const auto& row : source.processes)
      for (const auto call : row.calls) {
        processes_.insert(last_part(call));
        add_library(call);
      }
    for (const auto& row : source.runners)
      for (const auto program : row.programs) runners_[program].push_back(&row);
    add_settings(source);
  }
  for (const auto call : word_knowledge().target_calls) add_call(call);
  for (const auto* names : {&writes_, &processes_})
    for (const auto name : *names)
      if (last_parts_.insert(name).second) only_writes_.insert(name);
  const auto by_specificity = [](const auto& a, const auto& b) {
    return specificity(a.pattern) > specificity(b.pattern);
  };
  for (auto& [name, patterns] : models_) std::stable_sort(patterns.begin(), patterns.end(), by_specificity);
  for (auto& [name, patterns] : loads_) std::stable_sort(patterns.begin(), patterns.end(), by_specificity);
  for (auto& [name, word] : words_)
    if (!is_common(name)) word.libraries.clear();
  for (const auto name : libraries_) words_[name].library = true;
  for (const auto name : processes_) words_[name].process = true;
  for (const auto name : writes_) words_[name].write = true;
  for (const auto name : hiding_words) words_[name].hides = true;
  for (const auto name : programs_) words_[name.substr(0, name.find_first_of("-."))].programs.push_back(name);
}

/// The first words of the commands; of `python -m pkg.mod`, the package.
void Index::add_programs() {
  const auto common = word_knowledge().common_programs;
  for (const auto& row : commands_)
    for (auto form : row.forms) {
      constexpr std::string_view module = "python -m ";
      if (form.starts_with(module)) form = first_part(form.substr(module.size()));
      const auto word = form.substr(0, form.find(' '));
      if (word.find('*') != std::string_view::npos ||
          std::find(common.begin(), common.end(), word) != common.end() ||
          std::find(programs_.begin(), programs_.end(), word) != programs_.end())
        continue;
      programs_.push_back(word);
    }
}

void Index::add_trust_keywords(const Parameter& trust) {
  for (const auto name : trust.keywords) {
    if (name.find("remote_code") == std::string_view::npos ||
        std::find(trust_keywords_.begin(), trust_keywords_.end(), name) != trust_keywords_.end())
      continue;
    trust_keywords_.push_back(name);
    words_[name].needle = true;
  }
}

/// Whether one of the programs stands at `begin` as a word of its own: `"wget"`, `wget -q`, `-m vllm.serve`.
bool Index::names_program(std::string_view bytes, std::size_t begin,
                          const std::vector<std::string_view>& programs) {
  constexpr std::string_view before = " \"'/\t\n(;|&", after = " \"'.\t\n\\";
  if (begin > 0 && before.find(bytes[begin - 1]) == std::string_view::npos) return false;
  return std::any_of(programs.begin(), programs.end(), [&](std::string_view name) {
    const auto end = begin + name.size();
    return end < bytes.size() && bytes.substr(begin, name.size()) == name &&
           after.find(bytes[end]) != std::string_view::npos;
  });
}

void Index::add_settings(const Tables& source) {
  for (const auto& row : source.guards) {
    for (const auto call : row.calls) {
      last_parts_.insert(last_part(call));
      auto& word = words_[last_part(call)];
      word.needle = word.sets = true;
    }
    for (const auto target : row.assignments) guard_assignments_.insert(last_part(target));
    // Replaced where it lives, it has to be named by its last part, or in a text.
    for (const auto target : row.assignments) {
      auto& word = words_[last_part(target)];
      word.needle = true;
      word.libraries.push_back(first_part(target));
      word.sets = word.sets || !is_common(last_part(target));
    }
    for (const auto call : row.edit_calls) {
      auto& libraries = words_[call].libraries;
      libraries.insert(libraries.end(), row.edits.begin(), row.edits.end());
      for (const auto target : row.assignments) libraries.push_back(first_part(target));
    }
    for (const auto edit : row.edits) {
      auto& word = words_[edit];
      word.needle = word.sets = true;
    }
  }
  for (const auto& row : source.variables)
    for (const auto name : row.names) {
      if (name.find('*') == std::string_view::npos)
        variables_.emplace(name, &row);
      else
        variable_globs_.emplace_back(name, &row);
    }
  for (const auto& row : source.variables)
    for (const auto call : row.calls)
      if (const auto last = last_part(call); last.find('*') == std::string_view::npos) {
        last_parts_.insert(last);
        words_[last].needle = true;
      }
  // What a program writes into its environment counts for these only.
  for (const auto& row : source.variables)
    if (row.role == VariableRole::trust || row.role == VariableRole::guard_removed ||
        row.role == VariableRole::endpoint || row.role == VariableRole::offline)
      for (const auto name : row.names)
        if (name.find('*') == std::string_view::npos) {
          auto& word = words_[name];
          word.needle = word.sets = true;
        }
}

void Index::add_call(std::string_view pattern) {
  const auto last = last_part(pattern);
  last_parts_.insert(last);
  words_[last].needle = true;
  const auto first = first_part(pattern);
  if (!first.empty() && first.find('*') == std::string_view::npos) libraries_.insert(first);
  add_library(pattern);
}

void Index::add_library(std::string_view pattern) {
  auto first = first_part(pattern);
  first = first.substr(0, first.find('*'));
  if (!first.empty()) words_[last_part(pattern)].libraries.push_back(first);
}

const ModelApi* Index::model(std::string_view callee, std::span<const std::string> bases,
                             bool unknown_receiver) const {
  const auto last = last_part(callee);
  if (const auto found = models_.find(last); found != models_.end())
    for (const auto& [pattern, row] : found->second)
      if (matches(pattern, callee)) return row;
  const auto found = methods_.find(last);
  const ModelApi* best = nullptr;
  std::size_t best_length = 0;
  if (found != methods_.end()) {
    for (const auto* row : found->second)
      for (const auto pattern : row->bases)
        for (const auto& base : bases)
          if (matches(pattern, base) && (best == nullptr || specificity(pattern) > best_length)) {
            best = row;
            best_length = specificity(pattern);
          }
    if (best != nullptr) return best;
    if (unknown_receiver)
      for (const auto* row : found->second)
        if (row->unknown_receiver) return row;
  }
  // A class of the program that derives from one that is itself called (`class Model(WhisperModel)`); another
  // method of its objects is none of that.
  if (!is_class_name(last)) return nullptr;
  for (const auto& base : bases) {
    const auto constructor = models_.find(last_part(base));
    if (constructor == models_.end()) continue;
    for (const auto& [pattern, row] : constructor->second)
      if (row->methods.empty() && matches(pattern, base)) return row;
  }
  return nullptr;
}

const LoadApi* Index::load(std::string_view callee, std::span<const std::string> bases) const {
  if (const auto found = loads_.find(last_part(callee)); found != loads_.end())
    for (const auto& [pattern, row] : found->second)
      if (matches(pattern, callee)) return row;
  if (!is_class_name(last_part(callee))) {
    // A method that a class of the program has from one of the library.
    if (const auto found = loads_.find(last_part(callee)); found != loads_.end())
      for (const auto& base : bases) {
        const std::string inherited = base + "." + std::string(last_part(callee));
        for (const auto& [pattern, row] : found->second)
          if (matches(pattern, inherited)) return row;
      }
    return nullptr;
  }
  for (const auto& base : bases)
    if (const auto found = loads_.find(last_part(base)); found != loads_.end())
      for (const auto& [pattern, row] : found->second)
        if (matches(pattern, base)) return row;
  return nullptr;
}

const WriteApi* Index::write(std::string_view callee) const {
  const auto last = last_part(callee);
  if (!writes_.contains(last)) return nullptr;
  for (const auto& source : sources_)
    for (const auto& row : source.writes) {
      for (const auto method : row.methods)
        if (method == last) return &row;
      for (const auto pattern : row.calls)
        if (matches(pattern, callee)) return &row;
    }
  return nullptr;
}

bool Index::gives_path(std::string_view callee) const {
  const auto last = last_part(callee);
  for (const auto& source : sources_)
    for (const auto& row : source.writes) {
      if (!row.gives) continue;
      for (const auto method : row.methods)
        if (method == last) return true;
      for (const auto pattern : row.calls)
        if (matches(pattern, callee)) return true;
    }
  return false;
}

const ProcessApi* Index::process(std::string_view callee) const {
  if (!processes_.contains(last_part(callee))) return nullptr;
  for (const auto& source : sources_)
    for (const auto& row : source.processes)
      for (const auto pattern : row.calls)
        if (matches(pattern, callee)) return &row;
  return nullptr;
}

std::span<const Runner* const> Index::runners(std::string_view program) const {
  const auto known = runners_.find(program);
  return known == runners_.end() ? std::span<const Runner* const>() : std::span(known->second);
}

const VariableRow* Index::variable(std::string_view name) const {
  if (const auto exact = variables_.find(name); exact != variables_.end()) return exact->second;
  const auto glob = std::find_if(variable_globs_.begin(), variable_globs_.end(),
                                 [&](const auto& row) { return text::glob_match(row.first, name); });
  return glob == variable_globs_.end() ? nullptr : glob->second;
}

bool Index::sets_variable(std::string_view callee) const {
  for (const auto& source : sources_)
    for (const auto& row : source.variables)
      for (const auto pattern : row.calls)
        if (matches(pattern, callee)) return true;
  return false;
}

const GuardRow* Index::guard_assignment(std::string_view target) const {
  for (const auto& source : sources_)
    for (const auto& row : source.guards)
      for (const auto pattern : row.assignments)
        if (matches(pattern, target)) return &row;
  return nullptr;
}

const GuardRow* Index::guard_call(std::string_view callee) const {
  for (const auto& source : sources_)
    for (const auto& row : source.guards)
      for (const auto pattern : row.calls)
        if (matches(pattern, callee)) return &row;
  return nullptr;
}

bool Index::may_mean(std::string_view dotted) const {
  const auto last = last_part(dotted);
  if (const auto found = models_.find(last); found != models_.end())
    for (const auto& [pattern, row] : found->second)
      if (matches(pattern, dotted)) return true;
  if (const auto found = methods_.find(last); found != methods_.end()) {
    const auto base = dotted.substr(0, dotted.size() - last.size() - (dotted.size() > last.size() ? 1 : 0));
    for (const auto* row : found->second) {
      if (row->unknown_receiver) return true;
      for (const auto pattern : row->bases)
        if (matches(pattern, base)) return true;
    }
  }
  return load(dotted) != nullptr || guard_call(dotted) != nullptr || sets_variable(dotted);
}

std::span<const std::string_view> Index::libraries_of(std::string_view last) const {
  const auto found = words_.find(last);
  return found == words_.end() ? std::span<const std::string_view>() : found->second.libraries;
}

Mentions Index::mentions(std::string_view bytes) const {
  if (text::has_other_shapes(bytes)) return mentions(text::plain_shapes(bytes));
  Mentions out;
  std::vector<const Word*> wanted;  // common words
  bool names_library = false, looks_up_names = false;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (!text::is_word(bytes[at])) {
      ++at;
      continue;
    }
    const auto begin = at;
    while (at < bytes.size() && text::is_word(bytes[at])) ++at;
    const auto word = bytes.substr(begin, at - begin);
    const auto found = words_.find(word);
    if (found == words_.end()) continue;
    const Word& known = found->second;
    names_library = names_library || (known.library && is_imported(bytes, begin));
    out.process = out.process || known.process;
    out.write = out.write || known.write;
    out.sets = out.sets || known.sets;
    out.program = out.program || (!known.programs.empty() && names_program(bytes, begin, known.programs));
    if (known.hides) {
      out.hides = out.hides || runs_text(bytes, begin, word);
      looks_up_names = looks_up_names || looks_up(bytes, begin, word);
    }
    if (!known.needle) continue;
    if (known.libraries.empty())
      out.matters = true;
    else if (!out.matters && std::find(wanted.begin(), wanted.end(), &known) == wanted.end())
      wanted.push_back(&known);
  }
  out.hides = out.hides || (names_library && looks_up_names);
  out.matters = out.matters || out.hides || (out.process && out.program) ||
                std::any_of(wanted.begin(), wanted.end(), [&](const Word* word) {
                  return std::any_of(word->libraries.begin(), word->libraries.end(),
                                     [&](std::string_view library) { return uses(bytes, library); });
                });
  out.sets = out.matters && (out.sets || assigns_common(bytes));
  return out;
}

/// Whether a guard with a common name is assigned: `torch.load = …`.
bool Index::assigns_common(std::string_view bytes) const {
  const bool by_name = bytes.find("setattr") != std::string_view::npos;
  for (const auto& source : sources_)
    for (const auto& row : source.guards)
      for (const auto target : row.assignments)
        if (is_common(last_part(target)) && bytes.find(first_part(target)) != std::string_view::npos &&
            (by_name || assigns(bytes, last_part(target))))
          return true;
  return false;
}

}  // namespace dockgate::catalog
