#include "dockerfile/parse.hpp"

#include <algorithm>
#include <utility>

#include "dockerfile/heredocs.hpp"
#include "dockerfile/lines.hpp"
#include "dockerfile/read.hpp"
#include "dockerfile/split.hpp"

namespace dockgate::dockerfile {
namespace {

// RUN, COPY and ADD have here-documents, directly or as the trigger of ONBUILD; the JSON form has none.
bool takes_heredocs(const Instruction& instruction) {
  const Instruction& outer = instruction;
  const Instruction& i = outer.keyword == "ONBUILD" && outer.trigger ? *outer.trigger : outer;
  return (i.keyword == "RUN" || i.keyword == "COPY" || i.keyword == "ADD") && !i.json;
}

// A tree is some hundred times as large as a file of nothing but errors; so they end somewhere.
constexpr std::size_t most_errors = 10000;

class Parser {
 public:
  explicit Parser(SourcePtr source) { file_.source = std::move(source); }

  File parse() {
    LineReader lines(file_);
    while (auto line = lines.next()) {
      add(std::move(*line), lines);
      if (file_.errors.size() < most_errors) continue;
      // Whatever this is, it is no Dockerfile.
      const std::uint32_t end = lines.current().end;
      file_.errors.push_back({{end, end}, "too many errors, the rest of the file is not read", {}});
      break;
    }
    if (file_.instructions.empty() && file_.errors.empty()) {
      const auto end = static_cast<std::uint32_t>(file_.source->bytes().size());
      file_.errors.push_back({{end, end}, "file with no instructions", "a Dockerfile begins with FROM"});
    }
    std::stable_sort(file_.errors.begin(), file_.errors.end(),
                     [](const SyntaxError& a, const SyntaxError& b) { return a.span.begin < b.span.begin; });
    return std::move(file_);
  }

 private:
  void add(LogicalLine line, LineReader& lines) {
    Instruction& out = file_.instructions.emplace_back();
    out.original = std::move(line.text);
    out.span = line.span;
    out.start_line = line.start_line;
    out.header_end_line = out.end_line = line.end_line;
    out.comments = std::move(line.comments);
    out.blank_continuation = line.blank_inside;
    std::optional<SyntaxError> error = split_instruction(out, file_.escape);
    if (takes_heredocs(out) && out.original.view().find("<<") != std::string_view::npos) {
      std::optional<SyntaxError> failed = read_heredocs(out, lines);
      if (!error) error = std::move(failed);
    }
    if (out.trigger) out.trigger->end_line = out.end_line;
    if (!error) error = read_instruction(out);
    if (out.keyword == "FROM") seen_from_ = true;
    // An unknown instruction there may well be a misspelt FROM.
    if (!out.known && !seen_from_) told_ = true;
    if (!error && !seen_from_ && out.keyword != "ARG") {
      error = before_from(out);
      out.before_from = error.has_value();
    }
    if (error) {
      out.valid = false;
      file_.errors.push_back(std::move(*error));
    }
  }

  std::optional<SyntaxError> read_heredocs(Instruction& out, LineReader& lines) {
    Openers openers = find_heredocs(out.original);
    if (!openers.failed.empty()) {
      return SyntaxError{openers.failed, "the name of this here-document cannot be read", {}};
    }
    std::optional<SyntaxError> error;
    for (Heredoc& heredoc : openers.heredocs) {
      if (!lines.read_body(heredoc) && !error) {
        error = SyntaxError{heredoc.word_span, "unterminated here-document",
                            "no line after it is exactly `" + heredoc.name + "`"};
      }
      out.heredocs.push_back(std::move(heredoc));
    }
    if (!out.heredocs.empty()) {
      out.end_line = std::max(out.end_line, lines.current().number);
      out.span.end = std::max(out.span.end, lines.current().end);
    }
    return error;
  }

  // One cause, one error: a file without any FROM is not told so at each of its lines.
  std::optional<SyntaxError> before_from(const Instruction& out) {
    if (std::exchange(told_, true)) return std::nullopt;
    return SyntaxError{out.keyword_span, "only ARG can stand before the first FROM",
                       "begin the stage with FROM"};
  }

  File file_;
  bool seen_from_ = false;
  bool told_ = false;
};

}  // namespace

const Flag* Instruction::flag(std::string_view name) const {
  const auto at = std::find_if(flags.rbegin(), flags.rend(), [&](const Flag& f) { return f.name == name; });
  return at == flags.rend() ? nullptr : &*at;
}

File parse(SourcePtr source) {
  return Parser(std::move(source)).parse();
}

void imply_from(File& file) {
  const auto builds = [](const Instruction& i) { return i.known && i.keyword != "ARG"; };
  auto& all = file.instructions;
  if (std::none_of(all.begin(), all.end(), builds)) return;
  if (std::any_of(all.begin(), all.end(), [](const Instruction& i) { return i.keyword == "FROM"; })) return;
  for (Instruction& instruction : all) {
    if (instruction.before_from) instruction.valid = true;
  }
  Instruction from;
  from.keyword = "FROM";
  from.implied = true;
  MappedText scratch(file.source);
  scratch.append_for("scratch", {0, 0});
  from.rest = from.original = scratch;
  from.args.push_back(std::move(scratch));
  all.insert(all.begin(), std::move(from));
}

}  // namespace dockgate::dockerfile
