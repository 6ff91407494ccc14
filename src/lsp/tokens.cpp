// Colours of a Dockerfile, here-documents included.
#include <algorithm>
#include <array>
#include <map>

#include "lsp/names.hpp"
#include "lsp/structure.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

using dockerfile::File;
using dockerfile::Instruction;
constexpr std::array<std::string_view, 30> python_words{
    "and",  "as",     "assert", "async", "await", "break", "class",  "continue", "def",    "del",
    "elif", "else",   "except", "False", "for",   "from",  "global", "if",       "import", "in",
    "is",   "lambda", "None",   "not",   "or",    "raise", "return", "True",     "while",  "with"};
constexpr std::array<std::string_view, 14> shell_words{
    "if", "then", "else", "elif", "fi", "for", "do", "done", "while", "case", "esac", "in", "set", "export"};

class Painter {
 public:
  explicit Painter(const File& file) : file_(file), bytes_(file.source->bytes()) {}

  std::vector<Token> take() {
    for (const dockerfile::Comment& comment : file_.comments) add(comment.span, Token::Kind::comment);
    for (const dockerfile::Directive& directive : file_.directives) {
      add(directive.span, Token::Kind::comment);
      add(directive.value_span, Token::Kind::string);
    }
    const std::vector<Name> names = names_of(file_);
    for (const Name& name : names) {
      for (const Occurrence& place : name.places)
        add(place.span, name.kind == NameKind::stage ? Token::Kind::stage : Token::Kind::variable,
            place.definition);
    }
    for (const Instruction& instruction : file_.instructions) {
      if (!instruction.implied) instruction_parts(instruction);
    }
    return cut();
  }

 private:
  void add(Span span, Token::Kind kind, bool definition = false) {
    if (span.begin < span.end) parts_.push_back({span, kind, definition});
  }

  void instruction_parts(const Instruction& instruction) {
    add(instruction.keyword_span, Token::Kind::keyword);
    for (const dockerfile::Flag& flag : instruction.flags)
      add(flag.text.place().span, Token::Kind::parameter);
    for (const dockerfile::KeyValue& pair : instruction.pairs)
      add(pair.key.place().span, Token::Kind::property, true);
    if (instruction.keyword == "FROM" && instruction.args.size() == 3)
      add(instruction.args[1].place().span, Token::Kind::keyword);
    if (instruction.keyword == "EXPOSE") {
      for (const auto& arg : instruction.args) add(arg.place().span, Token::Kind::number);
    }
    if (instruction.json) {
      for (const auto& arg : instruction.args) add(arg.place().span, Token::Kind::string);
    } else if (instruction.keyword == "RUN" || instruction.keyword == "CMD" ||
               instruction.keyword == "ENTRYPOINT") {
      script(instruction.rest.place().span, false);
    }
    for (const dockerfile::Heredoc& heredoc : instruction.heredocs) {
      add(heredoc.word_span, Token::Kind::label);
      const std::string_view body = file_.source->text(heredoc.content_span);
      const std::string_view first = body.substr(0, body.find('\n'));
      const bool python = instruction.rest.view().starts_with("python") ||
                          (first.starts_with("#!") && first.find("python") != std::string_view::npos);
      if (instruction.keyword == "RUN" || python || first.starts_with("#!")) {
        script(heredoc.content_span, python);
      } else {
        add(heredoc.content_span, Token::Kind::string);
      }
      const std::size_t line = bytes_.find('\n', heredoc.content_span.end);
      const std::size_t end = std::min(line, bytes_.size());
      const bool at_end =
          heredoc.content_span.end < end &&
          text::trim(bytes_.substr(heredoc.content_span.end, end - heredoc.content_span.end)) == heredoc.name;
      if (at_end) add({heredoc.content_span.end, static_cast<std::uint32_t>(end)}, Token::Kind::label);
    }
    if (instruction.trigger) instruction_parts(*instruction.trigger);
  }

  /// Comments, strings and words of a script, by their letters alone.
  void script(Span span, bool python) {
    bool start = true;  // of a line
    for (std::uint32_t at = span.begin; at < span.end;) {
      const char c = bytes_[at];
      if (c == '#' && (start || python || bytes_[at - 1] == ' ' || bytes_[at - 1] == '\t')) {
        const std::size_t end = std::min<std::size_t>(bytes_.find('\n', at), span.end);
        add({at, static_cast<std::uint32_t>(end)}, Token::Kind::comment);
        at = static_cast<std::uint32_t>(end);
      } else if (c == '"' || c == '\'') {
        std::uint32_t end = at + 1;
        while (end < span.end && bytes_[end] != c && bytes_[end] != '\n') end += bytes_[end] == '\\' ? 2 : 1;
        end = std::min(end + 1, span.end);
        add({at, end}, Token::Kind::string);
        at = end;
      } else if (!python && start && is_part_of_program(c)) {
        at = program(at, span.end, start);
      } else if (text::is_word(c)) {
        std::uint32_t end = at;
        while (end < span.end && text::is_word(bytes_[end])) ++end;
        const std::string_view word = bytes_.substr(at, end - at);
        if (python && std::ranges::find(python_words, word) != python_words.end())
          add({at, end}, Token::Kind::keyword);
        start = false;
        at = end;
      } else if (!python && (c == '\\' || c == file_.escape) && at + 1 < span.end &&
                 (bytes_[at + 1] == '\n' || bytes_[at + 1] == '\r')) {
        at = static_cast<std::uint32_t>(std::min<std::size_t>(bytes_.find('\n', at), span.end - 1)) + 1;
      } else {
        if (c == '\n' || c == ';' || c == '|' || c == '&') {
          start = true;
        } else if (c != ' ' && c != '\t' && c != '\\' && c != '\r') {
          start = false;
        }
        ++at;
      }
    }
  }

  static bool is_part_of_program(char c) {
    return text::is_word(c) || std::string_view("-./+@~").find(c) != std::string_view::npos;
  }

  /// The first word of a command, `apt-get` or `./run.sh`, from `at` on, and where it ends. A word of the
  /// shell's and `NAME=value` leave `start` as it is: the command comes behind them.
  std::uint32_t program(std::uint32_t at, std::uint32_t limit, bool& start) {
    std::uint32_t end = at;
    while (end < limit && is_part_of_program(bytes_[end])) ++end;
    const std::string_view word = bytes_.substr(at, end - at);
    if (std::ranges::find(shell_words, word) != shell_words.end()) {
      add({at, end}, Token::Kind::keyword);
    } else if (end < limit && bytes_[end] == '=') {
      constexpr std::string_view limits = " \t\r\n;&|\"'$`";
      while (end < limit && limits.find(bytes_[end]) == std::string_view::npos) ++end;
      start = end < limit && (bytes_[end] == ' ' || bytes_[end] == '\t');
    } else {
      add({at, end}, Token::Kind::function);
      start = false;
    }
    return end;
  }

  /// Of parts that overlap, the one that was added first is on top; and none goes over a line end.
  std::vector<Token> cut() {
    std::map<std::uint32_t, Token> taken;  // by begin, disjoint
    const auto put = [&](std::uint32_t begin, std::uint32_t end, const Token& part) {
      while (begin < end) {
        const std::size_t line = std::min<std::size_t>(bytes_.find('\n', begin), end);
        auto stop = static_cast<std::uint32_t>(line);
        if (stop > begin && bytes_[stop - 1] == '\r') --stop;
        if (stop > begin) taken.emplace(begin, Token{{begin, stop}, part.kind, part.definition});
        begin = static_cast<std::uint32_t>(line) + 1;
      }
    };
    for (const Token& part : parts_) {
      std::uint32_t begin = part.span.begin;
      const std::uint32_t end =
          std::min<std::uint32_t>(part.span.end, static_cast<std::uint32_t>(bytes_.size()));
      auto next = taken.upper_bound(begin);
      if (next != taken.begin() && std::prev(next)->second.span.end > begin)
        begin = std::prev(next)->second.span.end;
      std::vector<std::pair<std::uint32_t, std::uint32_t>> free;
      for (; next != taken.end() && next->first < end; ++next) {
        if (next->first > begin) free.emplace_back(begin, next->first);
        begin = std::max(begin, next->second.span.end);
      }
      if (begin < end) free.emplace_back(begin, end);
      for (const auto& [from, to] : free) put(from, to, part);
    }
    std::vector<Token> out;
    for (const auto& [begin, token] : taken) out.push_back(token);
    return out;
  }

  const File& file_;
  std::string_view bytes_;
  std::vector<Token> parts_;
};

}  // namespace

std::vector<Token> tokens(const File& file) {
  return Painter(file).take();
}

}  // namespace dockgate::lsp
