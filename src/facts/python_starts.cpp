#include "facts/python_starts.hpp"

#include <algorithm>

#include "python/program.hpp"
#include "text/ascii.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using shell::Command;
using shell::Word;
using Kind = PythonStart::Kind;

constexpr int max_nested_commands = 8;

bool is_dotted_name(std::string_view text) {
  const auto parts = text::split(text, '.');
  return std::all_of(parts.begin(), parts.end(), text::is_identifier);
}

/// "app.main" of "app.main:app", "app.main:create_app()", "-w 4 app.main:app" has been split before.
std::optional<std::string> module_of(std::string_view word, bool colon_needed) {
  const auto colon = word.find(':');
  if (colon == std::string_view::npos && colon_needed) return std::nullopt;
  auto module = word.substr(0, colon);
  if (colon != std::string_view::npos) {
    auto attribute = word.substr(colon + 1);
    attribute = attribute.substr(0, attribute.find('('));
    if (!is_dotted_name(attribute)) return std::nullopt;
  }
  if (module.ends_with(".py")) return std::string(module);  // flask --app app.py, sanic server.py:app
  if (module.find('/') != std::string_view::npos) return std::string(module);
  return is_dotted_name(module) ? std::optional(std::string(module)) : std::nullopt;
}

bool looks_like_file(std::string_view word) {
  return word.ends_with(".py") || word.ends_with(".ipynb") || word.ends_with(".pyw");
}

/// The file whose text is all of the word: `"$(cat FILE)"`, `$(< FILE)`.
std::optional<std::string> file_printed_by(const shell::Word& word) {
  if (!word.known || !word.at.source) return std::nullopt;
  std::string_view written = text::trim(word.at.source->text(word.at.span), "\"");
  if (!written.starts_with("$(") || !written.ends_with(')')) return std::nullopt;
  written = text::trim(written.substr(2, written.size() - 3));
  if (written.starts_with("cat "))
    written.remove_prefix(4);
  else if (written.starts_with('<'))
    written.remove_prefix(1);
  else
    return std::nullopt;
  written = text::trim(written, " '\"");
  if (written.empty() || written.find_first_of(" $`\\;|&<>*?[(){}'\"") != std::string_view::npos)
    return std::nullopt;
  return std::string(written);
}

/// Whether byte `at` of Python code stands inside of a string literal.
bool in_string(std::string_view code, std::size_t at) {
  code = code.substr(0, at);
  char quote = 0;
  bool triple = false;
  for (std::size_t i = 0; i < at; ++i) {
    const char c = code[i];
    if (quote == 0) {
      if (c == '#') i = std::min(code.find('\n', i), code.size());
      if (c != '"' && c != '\'') continue;
      quote = c;
      triple = code.substr(i, 3) == std::string(3, c);
      if (triple) i += 2;
    } else if (c == '\\') {
      ++i;
    } else if (c == '\n' && !triple) {
      quote = 0;
    } else if (c == quote && (!triple || code.substr(i, 3) == std::string(3, c))) {
      if (triple) i += 2;
      quote = 0;
    }
  }
  return quote != 0;
}

/// The code in the word; what the shell leaves open in its string literals stands there as python::gap, the
/// name, python::gap.
text::MappedText with_gaps(const Word& word) {
  text::MappedText out(word.text.source());
  std::size_t from = 0;
  for (const auto& [at, name] : word.gaps) {
    if (at < from || at > word.text.text().size() || !in_string(word.text.view(), at)) continue;
    out.append_part(word.text, from, at);
    const auto place = word.text.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)});
    out.append_for(python::gap + name + python::gap, place);
    from = at;
  }
  out.append_part(word.text, from, word.text.text().size());
  return out;
}

class Finder {
 public:
  Finder(const Command& command, const StartContext& context, std::vector<Problem>& unknown,
         std::vector<PythonStart>& out)
      : command_(command), context_(context), unknown_(unknown), out_(out) {}

  void from(std::size_t at, int depth) {
    const auto& words = command_.words;
    if (at >= words.size() || depth > max_nested_commands) return;
    const auto program = shell::program_name(words[at]);
    if (is_python(program)) return python(at, depth);
    if (const auto* runner = find_runner(program, at)) return run(*runner, at, depth);
    if (!words[at].known) return missing(words[at]);
    const auto& text = words[at].text.text();
    if (looks_like_file(text)) {
      auto& start = add(Kind::file, text, at, text);
      rest(start, at + 1);
      return;
    }
    if (context_.console_script) {
      if (const auto target = context_.console_script(program)) {
        auto module = module_of(*target, false);
        if (module) {
          auto& start = add(Kind::module, *module, at, program);
          rest(start, at + 1);
          return;
        }
      }
    }
    // A script without an ending, which its first line may give to Python: whoever follows it looks.
    if (text.find('/') != std::string::npos || at == 0) {
      auto& start = add(Kind::file, text, at, text);
      start.guess = true;
      rest(start, at + 1);
    }
  }

 private:
  PythonStart& add(Kind kind, std::string target, std::size_t at, std::string written) {
    PythonStart start;
    start.kind = kind;
    start.target = std::move(target);
    start.written = std::move(written);
    start.at = command_.words[at].at;
    return out_.emplace_back(std::move(start));
  }
  void rest(PythonStart& start, std::size_t from_word) {
    start.arguments = from_word < command_.words.size() ? from_word : 0;
  }
  void missing(const Word& word) {
    unknown_.push_back({word.at, "which program runs is not known: `" + word.missing + "` has no value"});
  }

  void python(std::size_t at, int depth) {
    const auto& words = command_.words;
    for (auto i = at + 1; i < words.size(); ++i) {
      const auto& word = words[i];
      const auto& text = word.text.text();
      if (!word.known && text.empty()) {
        unknown_.push_back(
            {word.at, "which file Python runs is not known: `" + word.missing + "` has no value"});
        return;
      }
      if (text == "-") return standard_input(at, i + 1);
      if (text.size() < 2 || text[0] != '-') {
        if (!word.known) {
          unknown_.push_back(
              {word.at, "which file Python runs is not known: `" + word.missing + "` has no value"});
          return;
        }
        auto& start = add(Kind::file, text, i, text);
        rest(start, i + 1);
        return;
      }
      if (text.starts_with("--")) {
        if (text == "--check-hash-based-pycs") ++i;
        continue;
      }
      for (std::size_t letter = 1; letter < text.size(); ++letter) {
        const char c = text[letter];
        if (c != 'c' && c != 'm' && c != 'W' && c != 'X') continue;
        const bool attached = letter + 1 < text.size();
        const auto value = attached ? i : i + 1;
        if (c == 'W' || c == 'X') {
          i = value;
          break;
        }
        if (value >= words.size()) return;
        const auto& code = words[value].text;
        if (const auto file = c == 'c' && !attached ? file_printed_by(words[value]) : std::nullopt) {
          rest(add(Kind::file, *file, value, "python -c"), value + 1);
          return;
        }
        if (c == 'c') {
          auto& start = add(Kind::code, "", value, "python -c");
          start.code = attached ? code.substr(letter + 1, code.text().size()) : with_gaps(words[value]);
          rest(start, value + 1);
          return;
        }
        return module(attached ? code.text().substr(letter + 1) : code.text(), value, depth);
      }
    }
    standard_input(at, words.size());
  }

  void module(const std::string& name, std::size_t at, int depth) {
    // `python -m uvicorn app:app` means what `uvicorn app:app` does.
    if (const auto* runner = find_runner(name, at)) return run(*runner, at, depth);
    if (!is_dotted_name(name)) return;
    auto& start = add(Kind::module, name, at, "python -m " + name);
    start.as_main = true;
    rest(start, at + 1);
  }

  /// `arguments`: index of the first word that the program is given.
  void standard_input(std::size_t at, std::size_t arguments) {
    for (const auto& redirect : command_.redirects) {
      using R = shell::Redirect::Kind;
      if (redirect.kind == R::heredoc || redirect.kind == R::herestring) {
        auto& start = add(Kind::code, "", at, "python <<");
        start.code = redirect.body;
        return rest(start, arguments);
      }
      if (redirect.kind == R::read && redirect.target.known)
        return rest(add(Kind::file, redirect.target.text.text(), at, redirect.target.text.text()), arguments);
    }
  }

  const catalog::Runner* find_runner(std::string_view program, std::size_t at) const {
    for (const auto* runner : context_.catalog->runners(program)) {
      if (runner->subcommands.empty()) return runner;
      for (auto i = at + 1; i < command_.words.size() && i < at + 4; ++i)
        if (catalog::has(runner->subcommands, command_.words[i].text.view())) return runner;
    }
    return nullptr;
  }

  /// The value of one of `options` among the words, as `--opt value` or `--opt=value`; its word's index.
  std::optional<std::pair<std::string, std::size_t>> option(catalog::Texts options,
                                                            std::size_t from_word) const {
    const auto& words = command_.words;
    for (auto i = from_word; i < words.size(); ++i) {
      const auto& text = words[i].text.text();
      for (const auto name : options) {
        if (text == name && i + 1 < words.size()) return std::pair(words[i + 1].text.text(), i + 1);
        if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=')
          return std::pair(text.substr(name.size() + 1), i);
      }
    }
    return std::nullopt;
  }

  void run(const catalog::Runner& runner, std::size_t at, int depth) {
    const auto& words = command_.words;
    const auto program = shell::program_name(words[at]);
    std::vector<std::string> paths;
    if (const auto path = option(runner.path_options, at + 1)) paths.push_back(path->first);
    const auto named = option(runner.options, at + 1);
    const auto finish = [&](PythonStart& start) {
      start.search_paths = paths;
      start.arguments_known = false;
    };
    using Form = catalog::RunForm;
    switch (runner.form) {
      case Form::command:
        for (auto i = at + 1; i < words.size(); ++i) {
          const auto& text = words[i].text.text();
          if (is_python(shell::program_name(words[i])) || looks_like_file(text) ||
              find_runner(shell::program_name(words[i]), i) != nullptr)
            return from(i, depth + 1);
        }
        return;
      case Form::folder:
      case Form::models: {
        std::string folder = named ? named->first : "";
        if (!named && runner.options.empty())
          for (auto i = at + 1; i < words.size(); ++i)
            if (!words[i].text.text().starts_with('-') && words[i].known) folder = words[i].text.text();
        auto& start = add(Kind::folder, folder.empty() ? "." : folder, at, program);
        start.models = runner.form == Form::models;
        return finish(start);
      }
      case Form::file: {
        if (named) {
          finish(add(Kind::file, named->first, named->second, program + " " + named->first));
          return;
        }
        for (auto i = at + 1; i < words.size(); ++i) {
          const auto& text = words[i].text.text();
          if (text == "-m" && i + 1 < words.size() && is_dotted_name(words[i + 1].text.text())) {
            auto& start = add(Kind::module, words[i + 1].text.text(), i + 1,
                              program + " -m " + words[i + 1].text.text());
            rest(start, i + 2);
            return finish(start);
          }
          if (is_python(shell::program_name(words[i]))) return from(i, depth + 1);
          if (looks_like_file(text)) {
            auto& start = add(Kind::file, text, i, program + " " + text);
            rest(start, i + 1);
            start.search_paths = paths;
            return;
          }
        }
        break;
      }
      case Form::module:
      case Form::module_attribute: {
        if (named) {
          if (const auto found = module_of(named->first, false))
            target(*found, named->second, program, finish);
          return;
        }
        for (const bool colon_needed : {true, false}) {
          if (!colon_needed && !runner.options.empty()) break;
          bool value = false;  // the word may be the value of the option before it
          for (auto i = at + 1; i < words.size(); ++i) {
            const auto& text = words[i].text.text();
            const bool may_be_value = value;
            value = text.starts_with('-') && text.find('=') == std::string::npos;
            if (text.starts_with('-') || !words[i].known) continue;
            if (!colon_needed && may_be_value) continue;
            if (const auto found = module_of(text, colon_needed)) {
              if (std::find(runner.subcommands.begin(), runner.subcommands.end(), *found) !=
                  runner.subcommands.end())
                continue;
              return target(*found, i, program, finish);
            }
          }
        }
        break;
      }
    }
    if (!runner.variable.empty() && context_.variable)
      if (const auto value = context_.variable(runner.variable))
        if (const auto found = module_of(*value, false)) return target(*found, at, program, finish);
    if (!runner.config_file.empty() && context_.configured)
      if (const auto value = context_.configured(runner.config_file, runner.config_key))
        if (const auto found = module_of(*value, false)) {
          target(*found, at, program, finish);
          out_.back().written = program + " (" + std::string(runner.config_file) + ")";
          return;
        }
    if (!runner.default_file.empty()) {
      auto& start = add(Kind::file, std::string(runner.default_file), at, program);
      start.guess = true;
      finish(start);
      return;
    }
    for (auto i = at + 1; i < words.size(); ++i)
      if (!words[i].known && words[i].text.empty()) {
        unknown_.push_back({words[i].at, "what `" + program + "` runs is not known: `" + words[i].missing +
                                             "` has no value"});
        return;
      }
  }

  template <typename Finish>
  void target(const std::string& found, std::size_t at, const std::string& program, Finish finish) {
    const bool file = found.ends_with(".py") || found.find('/') != std::string::npos;
    finish(add(file ? Kind::file : Kind::module, found, at, program + " " + command_.words[at].text.text()));
  }

  const Command& command_;
  const StartContext& context_;
  std::vector<Problem>& unknown_;
  std::vector<PythonStart>& out_;
};

}  // namespace

bool is_python(std::string_view program) {
  for (const std::string_view name : {"python", "pypy", "ipython"}) {
    if (!program.starts_with(name)) continue;
    const auto rest = program.substr(name.size());
    if (std::all_of(rest.begin(), rest.end(), [](char c) { return text::is_digit(c) || c == '.'; }))
      return true;
  }
  return false;
}

std::vector<PythonStart> python_starts(const Command& command, const StartContext& context,
                                       std::vector<Problem>& unknown) {
  std::vector<PythonStart> out;
  if (context.catalog != nullptr) Finder(command, context, unknown, out).from(0, 0);
  return out;
}

}  // namespace dockgate::facts
