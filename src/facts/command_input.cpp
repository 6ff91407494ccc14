#include "facts/command_input.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "text/base64.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using shell::Command;
using shell::Redirect;
using shell::Word;
using text::MappedText;

constexpr std::size_t max_input = 1u << 20;
constexpr std::size_t max_runs = 64;
constexpr std::size_t max_items = 1000;

/// Appends `word` with the escapes that echo (dash, or -e) and printf know for line ends and tabs.
void append_unescaped(MappedText& out, const MappedText& word) {
  const std::string_view text = word.view();
  std::size_t plain = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    const char next = text[i + 1];
    if (next != 'n' && next != 't' && next != '\\') continue;
    out.append(word.substr(plain, i));
    const Span span{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 2)};
    out.append_for(next == 'n' ? "\n" : next == 't' ? "\t" : "\\", word.to_source(span));
    plain = ++i + 1;
  }
  out.append(word.substr(plain, text.size()));
}

MappedText echo_output(const Command& command) {
  MappedText out(command.at.source);
  bool line_end = true;
  bool first = true;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text.view();
    if (first && (word == "-e" || word == "-n" || word == "-ne" || word == "-en" || word == "-E")) {
      if (word.find('n') != std::string_view::npos) line_end = false;
      continue;
    }
    if (!first) out.append_for(" ", {command.words[i].at.span.begin, command.words[i].at.span.begin});
    first = false;
    append_unescaped(out, command.words[i].text);
  }
  if (line_end) out.append_for("\n", {command.at.span.end, command.at.span.end});
  return out;
}

/// printf with %s and %% only, the format repeated while words are left (POSIX, printf).
std::optional<MappedText> printf_output(const Command& command) {
  std::size_t next = 1;
  if (next < command.words.size() && command.words[next].text.view() == "--") ++next;
  if (next >= command.words.size()) return std::nullopt;
  const MappedText& written = command.words[next++].text;
  MappedText format(command.at.source);
  append_unescaped(format, written);
  MappedText out(command.at.source);
  const std::string_view text = format.view();
  do {
    const std::size_t begin = next;
    std::size_t plain = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] != '%') continue;
      out.append(format.substr(plain, i));
      if (text[i + 1] == 's' || text[i + 1] == 'b' || text[i + 1] == 'd') {
        if (next < command.words.size()) append_unescaped(out, command.words[next++].text);
      } else if (text[i + 1] == '%') {
        out.append(format.substr(i, i + 1));
      } else {
        return std::nullopt;
      }
      plain = ++i + 1;
    }
    out.append(format.substr(plain, text.size()));
    if (next == begin || out.view().size() > max_input) break;
  } while (next < command.words.size());
  return out;
}

/// The part of the pipeline before `command`.
const Command* before(const Command& command, const std::vector<const Command*>& pipeline) {
  if (command.pipe_position == 0) return nullptr;
  for (const Command* other : pipeline)
    if (other->pipe_position + 1 == command.pipe_position) return other;
  return nullptr;
}

std::vector<std::string_view> words_behind(const Command& command) {
  std::vector<std::string_view> out;
  for (std::size_t i = 1; i < command.words.size(); ++i) out.push_back(command.words[i].text.view());
  return out;
}

/// `text` with every line that `drop` says left out.
template <typename Drop>
MappedText without_lines(const MappedText& text, const Drop& drop) {
  MappedText out(text.source());
  const std::string_view view = text.view();
  for (std::size_t begin = 0; begin < view.size();) {
    const std::size_t end = std::min(view.find('\n', begin), view.size() - 1) + 1;
    if (!drop(text::trim(view.substr(begin, end - begin)))) out.append(text.substr(begin, end));
    begin = end;
  }
  return out;
}

/// What a filter makes of `input`.
std::optional<MappedText> filtered(const Command& command, std::string_view program, MappedText input) {
  const auto words = words_behind(command);
  const auto place = [&] { return Span{command.at.span.begin, command.at.span.end}; };
  if (program == "sort" || program == "uniq") return input;
  if (program == "base64") {
    const bool decodes = std::any_of(words.begin(), words.end(), [](std::string_view word) {
      return word == "-d" || word == "-D" || word == "--decode" || word == "-di";
    });
    if (!decodes || words.size() != 1) return std::nullopt;
    std::string packed(input.view());
    std::erase_if(packed, [](char c) { return c == '\n' || c == ' ' || c == '\t'; });
    const auto plain = text::decode_base64(packed);
    if (!plain || plain->find('\0') != std::string::npos) return std::nullopt;
    MappedText out(input.source());
    out.append_for(*plain, input.empty()
                               ? place()
                               : input.to_source({0, static_cast<std::uint32_t>(input.view().size())}));
    return out;
  }
  if (program == "grep") {
    const bool comments = words.size() == 2 && words[0].starts_with("-") &&
                          words[0].find('v') != std::string_view::npos &&
                          (words[1] == "^#" || words[1] == "#" || words[1] == "^\\s*#" || words[1] == "^$");
    if (!comments) return std::nullopt;
    return without_lines(input, [](std::string_view line) { return line.empty() || line[0] == '#'; });
  }
  if (program != "tr" || words.size() != 2) return std::nullopt;
  const auto one = [](std::string_view word) {
    return word == "\\n" ? '\n' : word == "\\t" ? '\t' : word.size() == 1 ? word[0] : '\0';
  };
  const char from = one(words[0]);
  const char to = one(words[1]);
  if (from == '\0' || to == '\0') return std::nullopt;
  MappedText out(input.source());
  const std::string_view view = input.view();
  for (std::size_t begin = 0; begin < view.size();) {
    const std::size_t at = std::min(view.find(from, begin), view.size());
    out.append(input.substr(begin, at));
    if (at < view.size())
      out.append_for(std::string(1, to),
                     input.to_source({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)}));
    begin = at + 1;
  }
  return out;
}

}  // namespace

std::optional<MappedText> output_of(const Command& command, const std::vector<const Command*>& pipeline,
                                    const FileText& open) {
  if (command.words.empty()) return std::nullopt;
  const std::string program = shell::program_name(command.words[0]);
  const bool known =
      std::all_of(command.words.begin(), command.words.end(), [](const Word& word) { return word.known; });
  if (program == "echo") return known ? std::optional(echo_output(command)) : std::nullopt;
  if (program == "printf") return known ? printf_output(command) : std::nullopt;
  if (program == "cat" && command.words.size() > 1 && command.words[1].text.view() != "-") {
    if (!known || !open || command.words.size() != 2) return std::nullopt;
    return open(command.words[1].text.view());
  }
  const bool passes = program == "cat" || program == "tee";
  if (!passes && program != "sort" && program != "uniq" && program != "base64" && program != "grep" &&
      program != "tr")
    return std::nullopt;
  if (!passes && !known) return std::nullopt;
  auto input = input_of(command, pipeline, open);
  if (!input || passes) return input;
  return filtered(command, program, std::move(*input));
}

std::optional<MappedText> input_of(const Command& command, const std::vector<const Command*>& pipeline,
                                   const FileText& open) {
  for (const Redirect& redirect : command.redirects) {
    if (redirect.kind == Redirect::Kind::heredoc) return redirect.body;
    if (redirect.kind == Redirect::Kind::herestring) {
      MappedText body = redirect.body;
      body.append_for("\n", {redirect.target.at.span.end, redirect.target.at.span.end});
      return body;
    }
    if (redirect.kind == Redirect::Kind::read)
      return open && redirect.target.known ? open(redirect.target.text.view()) : std::nullopt;
  }
  const Command* other = before(command, pipeline);
  return other == nullptr ? std::nullopt : output_of(*other, pipeline, open);
}

namespace {

/// How an xargs takes its input apart.
struct Feeding {
  std::string mark;                 // -I: what stands for an item
  std::size_t most = max_items;     // items a run
  bool lines = false;               // an item a line, blanks and all
  std::optional<std::string> file;  // -a
  bool parallel = false;
};

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : max_items;
}

Feeding read_feeding(const std::vector<Word>& words) {
  Feeding out;
  out.parallel = shell::program_name(words.front()) == "parallel";
  if (out.parallel) {
    out.mark = "{}";
    out.most = 1;
    out.lines = true;
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i].text.view();
    const auto value = [&](std::string_view option, std::string_view name) -> std::optional<std::string> {
      if (word == option || (!name.empty() && word == name))
        return i + 1 < words.size() ? words[++i].text.text() : std::string();
      if (word.starts_with(option) && !word.starts_with("--")) return std::string(word.substr(option.size()));
      if (!name.empty() && word.starts_with(std::string(name) + "="))
        return std::string(word.substr(name.size() + 1));
      return std::nullopt;
    };
    if (word == "-i" || word == "--replace") {
      out.mark = "{}";
    } else if (const auto mark = value("-I", "--replace")) {
      out.mark = *mark;
    } else if (const auto most = value("-n", "--max-args")) {
      out.most = number(*most);
    } else if (const auto per_line = value("-L", "--max-lines")) {
      out.most = number(*per_line);
      out.lines = out.lines || out.most == 1;
    } else if (const auto file = value("-a", "--arg-file")) {
      out.file = *file;
    } else if (value("-d", "--delimiter") || word == "-0" || word == "--null") {
      out.lines = true;
    } else {
      value("-P", "--max-procs");
    }
  }
  if (!out.mark.empty()) {
    out.most = 1;
    out.lines = true;
  }
  return out;
}

std::vector<MappedText> items_of(const MappedText& text, bool lines) {
  std::vector<MappedText> out;
  const std::string_view view = text.view();
  const std::string_view ends = lines ? std::string_view("\n\0", 2) : std::string_view(" \t\n");
  for (std::size_t begin = 0; begin < view.size() && out.size() < max_items;) {
    std::size_t end = std::min(view.find_first_of(ends, begin), view.size());
    const std::size_t next = end + 1;
    while (begin < end && (view[begin] == ' ' || view[begin] == '\t')) ++begin;
    while (end > begin && (view[end - 1] == ' ' || view[end - 1] == '\r')) --end;
    if (begin < end) out.push_back(text.substr(begin, end));
    begin = next;
  }
  return out;
}

Word word_of(const MappedText& item) {
  Word word;
  word.text = item;
  word.at = item.place();
  return word;
}

/// `word` with every `mark` replaced by `item`.
void replace_mark(Word& word, std::string_view mark, const MappedText& item) {
  std::string text = word.text.text();
  bool found = false;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
    text.replace(at, mark.size(), item.view());
    at += item.view().size();
    found = true;
  }
  if (!found) return;
  word.text = MappedText(word.at.source);
  word.text.append_for(text, word.at.span);
}

}  // namespace

std::vector<Command> fed_commands(const Command& command, const std::vector<const Command*>& pipeline,
                                  const FileText& open) {
  std::vector<Command> out;
  if (command.fed_by.empty() || command.words.empty()) return out;
  const Feeding feeding = read_feeding(command.fed_by);
  Command plain = command;
  std::vector<MappedText> items;
  const auto colons = std::find_if(plain.words.begin(), plain.words.end(),
                                   [](const Word& word) { return word.text.view() == ":::"; });
  if (feeding.parallel && colons != plain.words.end()) {
    for (auto word = colons + 1; word != plain.words.end(); ++word) items.push_back(word->text);
    plain.words.erase(colons, plain.words.end());
  } else if (const auto input = feeding.file ? (open ? open(*feeding.file) : std::nullopt)
                                             : input_of(command, pipeline, open)) {
    items = items_of(*input, feeding.lines);
  }
  if (items.empty() || plain.words.empty()) return out;
  const bool marked =
      !feeding.mark.empty() && std::any_of(plain.words.begin(), plain.words.end(), [&](const Word& word) {
        return word.text.view().find(feeding.mark) != std::string_view::npos;
      });
  for (std::size_t i = 0; i < items.size() && out.size() < max_runs; i += feeding.most) {
    Command& run = out.emplace_back(plain);
    run.iteration += static_cast<int>(out.size()) - 1;
    if (marked) {
      for (Word& word : run.words) replace_mark(word, feeding.mark, items[i]);
      continue;
    }
    for (std::size_t k = i; k < items.size() && k - i < feeding.most; ++k)
      run.words.push_back(word_of(items[k]));
  }
  return out;
}

}  // namespace dockgate::facts
