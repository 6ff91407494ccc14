#include "shell/script.hpp"

#include <algorithm>
#include <array>

#include "shell/walker_internal.hpp"

namespace dockgate::shell {
namespace {

constexpr std::size_t max_script = 4u << 20;

}  // namespace

namespace {

/// `<<EOF bash -x` with the command in front: `bash <<EOF -x`, which means the same.
MappedText with_command_first(const MappedText& script) {
  const std::string_view text = script.view();
  constexpr std::string_view blanks = " \t", ends = " \t\n;|&<>()#";
  const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
  if (!text.substr(begin).starts_with("<<") || text.substr(begin).starts_with("<<<")) return script;
  const std::size_t mark = text.find_first_of(ends, begin + 2);
  const std::size_t program = mark == std::string_view::npos ? mark : text.find_first_not_of(blanks, mark);
  if (program == std::string_view::npos || program == mark || ends.find(text[program]) != ends.npos)
    return script;
  const std::size_t behind = std::min(text.find_first_of(ends, program), text.size());
  MappedText out(script.source());
  out.append(script.substr(program, behind));
  const auto at = static_cast<std::uint32_t>(begin);
  out.append_for(" ", script.to_source({at, at}));
  out.append(script.substr(begin, mark));
  out.append(script.substr(behind, text.size()));
  return out;
}

}  // namespace

Script parse(const MappedText& written, const Lookup& lookup, const std::vector<MappedText>& parameters,
             const Sources& sources) {
  const MappedText script = with_command_first(written);
  Collected out;
  out.sources = &sources;
  if (script.view().size() > max_script) {
    out.script.problems.push_back({script.place({0, 0}), "shell text above 4 MiB is not read"});
    return std::move(out.script);
  }
  Variables variables(lookup, parameters);
  Walker walker(script, variables, out);
  walker.walk({}, {});
  return std::move(out.script);
}

Script from_argv(const std::vector<MappedText>& argv, const Lookup& lookup,
                 const std::vector<std::string>& missing) {
  Collected out;
  if (argv.empty()) return std::move(out.script);
  std::size_t size = 0;
  std::vector<Field> words;
  for (const MappedText& argument : argv) {
    size += argument.view().size();
    Field field;
    field.word.text = argument;
    field.word.quoted = true;
    field.word.at = argument.place();
    if (words.size() < missing.size() && !missing[words.size()].empty()) {
      field.word.known = false;
      field.word.missing = missing[words.size()];
      if (argument.view().empty() && !words.empty()) field.word.at = words.back().word.at;
      field.word.gaps.emplace_back(argument.view().size(), field.word.missing);
    }
    words.push_back(std::move(field));
  }
  if (size > max_script) {
    out.script.problems.push_back({argv.front().place({0, 0}), "shell text above 4 MiB is not read"});
    return std::move(out.script);
  }
  Variables variables(lookup, {});
  const MappedText none(argv.front().source());
  Walker walker(none, variables, out);
  walker.run_words(std::move(words), {});
  return std::move(out.script);
}

bool is_shell(std::string_view program) {
  static constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "dash", "ash", "zsh", "ksh"};
  return std::find(shells.begin(), shells.end(), base_name(program)) != shells.end();
}

std::string program_name(const Word& word) {
  return std::string(base_name(word.text.view()));
}

}  // namespace dockgate::shell
