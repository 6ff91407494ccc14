#include "shell/unwrap.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <iterator>
#include <optional>

#include "shell/wrappers.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::shell {
namespace {

constexpr int max_wrappers = 16;

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && text::is_identifier(word.substr(0, equals));
}

struct Step {
  std::size_t rest = 0;               // index of the first word of the command
  std::size_t end = SIZE_MAX;         // index behind its last one
  std::optional<std::size_t> script;  // index of the word that holds shell text
  std::size_t script_from = 0;        // bytes of that word before the text (`--command=`)
  std::vector<std::size_t> assignments;
  std::vector<std::pair<std::size_t, std::size_t>> unset;  // words, and where the name begins in them
  bool reads_input = false;
  bool errexit = false;
  bool pipefail = false;
};

/// The command behind one of the marks of `row`.
std::optional<Step> read_marked(const Wrapper& row, const std::vector<Field>& words) {
  const auto text = [&](std::size_t i) { return words[i].word.text.view(); };
  Step step;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!list_has(row.marks, text(i))) continue;
    step.rest = step.end = i + 1;
    while (step.end < words.size() && text(step.end) != ";" && text(step.end) != "+") ++step.end;
    if (step.end > step.rest) return step;
  }
  return std::nullopt;
}

/// Whether `-qc` holds one of the options of one letter in `list`, as its last.
bool ends_with_option(std::string_view joined, std::string_view list) {
  if (joined.size() < 3 || joined[0] != '-' || joined[1] == '-') return false;
  const std::array<char, 2> option{'-', joined.back()};
  return std::all_of(joined.begin() + 1, joined.end(), text::is_letter) &&
         list_has(list, std::string_view(option.data(), option.size()));
}

/// Reads the options of `row`, or gives nothing when `words` does not run anything through it.
std::optional<Step> read_options(const Wrapper& row, const std::vector<Field>& words) {
  if (!row.marks.empty()) return read_marked(row, words);
  Step step;
  std::vector<std::string_view> wanted;
  if (!row.subcommand.empty()) wanted = text::split(row.subcommand, ' ');
  std::size_t seen = 0;
  int operands = row.operands;
  const bool shell = row.runs == Wrapper::Runs::shell;
  bool script_next = false;
  bool dashes = false;
  std::size_t i = 1;
  for (; i < words.size(); ++i) {
    const Word& word = words[i].word;
    const std::string_view text = word.text.view();
    if (!dashes && text == "--" && seen == wanted.size()) {
      if (operands > 0) {  // `gosu user -- cmd` never comes so, `su -- user` does
        continue;
      }
      dashes = true;
      continue;
    }
    if (!dashes && text.size() > 1 && (text[0] == '-' || (shell && text[0] == '+'))) {
      if (shell && !text.starts_with("--")) {
        // Short options stand together: -lc, -euxo pipefail -c.
        if (text[0] == '-') {
          if (text.find('c') != std::string_view::npos) script_next = true;
          if (text.find('e') != std::string_view::npos) step.errexit = true;
          if (text.find('s') != std::string_view::npos) step.reads_input = true;
        }
        if ((text.back() == 'o' || text.back() == 'O') && i + 1 < words.size()) {
          ++i;
          if (words[i].word.text.view() == "pipefail") step.pipefail = true;
          if (words[i].word.text.view() == "errexit") step.errexit = true;
        }
        continue;
      }
      if (list_has(row.asking_options, text)) return std::nullopt;
      if (list_has(row.script_options, text) || ends_with_option(text, row.script_options)) {
        if (i + 1 >= words.size()) return std::nullopt;
        step.script = ++i;
        ++i;
        break;
      }
      const std::size_t equals = text.find('=');
      if (equals != std::string_view::npos && list_has(row.script_options, text.substr(0, equals))) {
        step.script = i;
        step.script_from = equals + 1;
        ++i;
        break;
      }
      if (row.program == "env" && (text == "-u" || text == "--unset") && i + 1 < words.size())
        step.unset.emplace_back(i + 1, 0);
      if (row.program == "env" && text.starts_with("--unset=")) step.unset.emplace_back(i, 8);
      if (list_has(row.value_options, text)) ++i;
      continue;
    }
    if (text == "-" && row.program == "su") continue;
    if (row.dashes && !dashes) continue;
    if (seen < wanted.size()) {
      if (text != wanted[seen]) return std::nullopt;
      ++seen;
      continue;
    }
    if (row.assignments && is_assignment(text)) {
      step.assignments.push_back(i);
      continue;
    }
    if (script_next || (operands == 0 && !(row.program == "su"))) break;
    if (operands > 0) --operands;
  }
  if (seen < wanted.size() || (row.dashes && !dashes && !step.script)) return std::nullopt;
  step.rest = std::min(i, words.size());
  if (step.script) return step;
  if (shell) {
    if (script_next) {
      if (step.rest >= words.size()) return std::nullopt;
      step.script = step.rest++;
      return step;
    }
    if (step.rest < words.size() && !step.reads_input) return std::nullopt;  // a script file
    step.reads_input = true;
    return step;
  }
  if (row.program == "su" || step.rest >= words.size()) return std::nullopt;
  return step;
}

}  // namespace

std::string_view base_name(std::string_view program) {
  const std::size_t slash = program.rfind('/');
  return slash == std::string_view::npos ? program : program.substr(slash + 1);
}

Unwrapped unwrap(std::vector<Field> words) {
  Unwrapped out;
  out.words = std::move(words);
  for (int round = 0; round < max_wrappers && !out.words.empty(); ++round) {
    if (!out.words[0].word.known) break;
    const std::string_view name = base_name(out.words[0].word.text.view());
    std::optional<Step> step;
    const Wrapper* used = nullptr;
    for (const Wrapper& row : wrappers()) {
      if (row.program != name) continue;
      step = read_options(row, out.words);
      if (step) {
        used = &row;
        break;
      }
    }
    if (!step) break;
    for (const std::size_t index : step->assignments) {
      const Word& word = out.words[index].word;
      const std::size_t equals = word.text.view().find('=');
      Word value = word;
      value.text = word.text.substr(equals + 1, word.text.view().size());
      out.assignments.emplace_back(std::string(word.text.view().substr(0, equals)), std::move(value));
    }
    for (const auto& [index, begin] : step->unset) {
      const Word& word = out.words[index].word;
      if (word.known)
        out.unset.push_back({std::string(word.text.view().substr(begin)), {}, true, {}, word.at, true});
    }
    out.errexit = step->errexit;
    out.pipefail = step->pipefail;
    if (step->reads_input) {
      out.kind = Unwrapped::Kind::standard_input;
      return out;
    }
    out.wrapped_by.push_back(out.words[0].word);
    if (used->program == "xargs" || used->program == "parallel") {
      out.fed_by.clear();
      for (std::size_t i = 0; i < step->rest; ++i) out.fed_by.push_back(out.words[i].word);
    }
    const auto rest = out.words.begin() + static_cast<std::ptrdiff_t>(step->rest);
    if (used->runs == Wrapper::Runs::script) {
      out.kind = Unwrapped::Kind::script;
      for (auto word = rest; word != out.words.end(); ++word) {
        if (word != rest) out.script.append_for(" ", word->word.at.span);
        out.script.append(word->raw());
        out.script_words.push_back(*word);
      }
      out.words.clear();
      return out;
    }
    if (step->script) {
      out.kind = Unwrapped::Kind::script;
      const Field& text = out.words[*step->script];
      out.script = text.raw().substr(step->script_from, text.raw().view().size());
      out.script_words.push_back(text);
      std::vector<Field> parameters(std::make_move_iterator(rest), std::make_move_iterator(out.words.end()));
      out.words = std::move(parameters);
      return out;
    }
    const auto end = out.words.begin() + static_cast<std::ptrdiff_t>(std::min(step->end, out.words.size()));
    std::vector<Field> command(std::make_move_iterator(rest), std::make_move_iterator(end));
    out.words = std::move(command);
  }
  return out;
}

}  // namespace dockgate::shell
