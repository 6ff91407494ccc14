#include "dockerfile/split.hpp"

#include "dockerfile/characters.hpp"
#include "dockerfile/grammar/exec_form.hpp"
#include "dockerfile/grammar/instruction.hpp"
#include "dockerfile/grammar/words.hpp"
#include "dockerfile/keywords.hpp"
#include "dockerfile/pieces.hpp"
#include "text/words.hpp"

namespace dockgate::dockerfile {
namespace {

using Error = std::optional<SyntaxError>;

// Triggers of triggers are refused, but only once they were parsed. Deeper ones are not looked at.
constexpr int deepest_trigger = 16;

class InstructionSplitter {
 public:
  InstructionSplitter(Instruction& out, char escape, int depth)
      : out_(out), cutter_(out.original), escape_(escape), depth_(depth) {}

  Error split() {
    const auto [word, after_word] = grammar::cut_instruction(trim(out_.original.view()));
    out_.keyword_span = word.empty() ? Span{out_.span.begin, out_.span.begin} : cutter_.span(word);
    const std::string_view rest = trim(cut_flags(after_word));
    out_.rest = cutter_.cut(rest);
    const Keyword* keyword = find_keyword(word);
    out_.known = keyword != nullptr;
    if (keyword == nullptr) {
      out_.unknown_keyword = std::make_unique<const std::string>(to_upper(word));
      out_.keyword = *out_.unknown_keyword;
      return std::nullopt;
    }
    out_.keyword = keyword->name;
    return split_rest(keyword->shape, rest);
  }

 private:
  // Takes the flags; returns what follows them.
  std::string_view cut_flags(std::string_view text) {
    while (true) {
      std::size_t blanks = 0;
      while (blanks < text.size() && is_space_byte(text[blanks])) ++blanks;
      text.remove_prefix(blanks);
      if (!text.starts_with("--")) return text;
      const std::string_view word = grammar::cut_flag(text, escape_);
      text.remove_prefix(word.size());
      MappedText decoded = decode_flag(cutter_, word, escape_);
      if (decoded.view() == "--") return text;
      out_.flags.push_back(make_flag(std::move(decoded)));
    }
  }

  static Flag make_flag(MappedText text) {
    Flag flag;
    const std::string_view view = text.view();
    const std::size_t equals = view.find('=');
    flag.name = view.substr(2, equals == std::string_view::npos ? equals : equals - 2);
    if (equals != std::string_view::npos) {
      flag.value = view.substr(equals + 1);
      flag.value_span =
          text.to_source({static_cast<std::uint32_t>(equals + 1), static_cast<std::uint32_t>(view.size())});
    }
    flag.text = std::move(text);
    return flag;
  }

  Error split_rest(Shape shape, std::string_view rest) {
    if (rest.empty()) return std::nullopt;
    switch (shape) {
      case Shape::command:
        return split_command(rest);
      case Shape::list:
        return split_list(rest);
      case Shape::blanks:
        split_blanks(rest);
        return std::nullopt;
      case Shape::names:
        split_names(rest);
        return std::nullopt;
      case Shape::pairs:
        return split_pairs(rest);
      case Shape::text:
        out_.args.push_back(out_.rest);
        return std::nullopt;
      case Shape::health:
        return split_health(rest);
      case Shape::trigger:
        return split_trigger();
    }
    return std::nullopt;
  }

  // Sets the arguments if `rest` is an array; `is_array` tells.
  Error split_array(std::string_view rest, bool& is_array) {
    is_array = false;
    const std::string_view array = trim_left(rest);
    if (!array.starts_with('[')) return std::nullopt;
    const grammar::ExecFormCut cut = grammar::cut_exec_form(array);
    if (cut.form == grammar::ExecForm::none) return std::nullopt;
    is_array = out_.json = true;
    for (const std::string_view element : cut.elements) {
      out_.args.push_back(decode_json_string(cutter_, element));
    }
    if (cut.form == grammar::ExecForm::strings) return std::nullopt;
    return SyntaxError{cutter_.span(cut.offender), "a JSON array must hold strings only",
                       "put the element in double quotes"};
  }

  Error split_command(std::string_view rest) {
    bool is_array = false;
    Error error = split_array(rest, is_array);
    if (!is_array && !rest.empty()) out_.args.push_back(cutter_.cut(rest));
    return error;
  }

  Error split_list(std::string_view rest) {
    bool is_array = false;
    Error error = split_array(rest, is_array);
    if (!is_array) split_blanks(rest);
    return error;
  }

  void split_blanks(std::string_view rest) {
    while (!rest.empty()) {
      const auto [word, after] = grammar::cut_instruction(rest);
      out_.args.push_back(cutter_.cut(word));
      rest = after;
    }
  }

  KeyValue make_pair(std::string_view word, std::size_t equals) const {
    KeyValue pair;
    pair.key = cutter_.cut_utf8(word.substr(0, equals));
    pair.has_value = equals != std::string_view::npos;
    pair.value =
        pair.has_value ? cutter_.cut_utf8(word.substr(equals + 1)) : MappedText(out_.original.source());
    return pair;
  }

  void split_names(std::string_view rest) {
    for (const std::string_view word : grammar::cut_words(rest, escape_)) {
      out_.args.push_back(cutter_.cut_utf8(word));
      out_.pairs.push_back(make_pair(word, word.find('=')));
    }
  }

  Error split_pairs(std::string_view rest) {
    const std::vector<std::string_view> words = grammar::cut_words(rest, escape_);
    if (words.empty()) return std::nullopt;
    if (words.front().find('=') == std::string_view::npos) {
      // The old form splits at the first blank, whatever the quotes say.
      const auto [key, value] = grammar::cut_instruction(rest);
      if (key.size() == rest.size()) {
        return SyntaxError{cutter_.span(rest), std::string(out_.keyword) + " must have two arguments",
                           "write " + std::string(out_.keyword) + " " + std::string(key) + "=value"};
      }
      KeyValue pair;
      pair.key = cutter_.cut(key);
      pair.value = cutter_.cut(value);
      pair.legacy = true;
      out_.args.push_back(pair.key);
      out_.args.push_back(pair.value);
      out_.pairs.push_back(std::move(pair));
      return std::nullopt;
    }
    for (const std::string_view word : words) {
      const std::size_t equals = word.find('=');
      if (equals == std::string_view::npos) {
        const bool comment = word.starts_with('#');
        return SyntaxError{cutter_.span(word),
                           "no `=` in `" + text::printable(word) + "`, expected name=value",
                           comment ? "a comment must stand on a line of its own"
                                   : "put the value in double quotes if it holds blanks"};
      }
      KeyValue pair = make_pair(word, equals);
      out_.args.push_back(pair.key);
      out_.args.push_back(pair.value);
      out_.pairs.push_back(std::move(pair));
    }
    return std::nullopt;
  }

  Error split_health(std::string_view rest) {
    std::size_t type = 0;
    while (type < rest.size() && !is_space_byte(rest[type])) ++type;
    if (type == 0) return std::nullopt;
    std::size_t command = type;
    while (command < rest.size() && is_space_byte(rest[command])) ++command;
    out_.args.push_back(cutter_.cut(rest.substr(0, type)));
    return split_command(rest.substr(command));
  }

  Error split_trigger() {
    if (depth_ == deepest_trigger) return std::nullopt;
    out_.trigger = std::make_unique<Instruction>();
    Instruction& child = *out_.trigger;
    child.original = out_.rest;
    child.start_line = out_.start_line;
    child.end_line = child.header_end_line = out_.end_line;
    child.span = out_.rest.place().span;
    Error error = InstructionSplitter(child, escape_, depth_ + 1).split();
    if (error) child.valid = false;
    return error;
  }

  Instruction& out_;
  Cutter cutter_;
  char escape_;
  int depth_;
};

}  // namespace

std::optional<SyntaxError> split_instruction(Instruction& out, char escape) {
  return InstructionSplitter(out, escape, 0).split();
}

}  // namespace dockgate::dockerfile
