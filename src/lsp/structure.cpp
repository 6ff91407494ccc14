#include "lsp/structure.hpp"

#include <algorithm>

#include "lsp/names.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

using dockerfile::File;
using dockerfile::Instruction;

bool is_from(const Instruction& instruction) {
  return instruction.keyword == "FROM" && !instruction.implied;
}

std::string first_line(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::string out(text::trim(text.substr(0, text.find('\n'))));
  if (out.size() > longest) out = out.substr(0, longest) + "…";
  return text::printable(out);
}

Symbol symbol_of(const Instruction& instruction) {
  Symbol out;
  out.name = instruction.keyword.empty() ? std::string("?") : std::string(instruction.keyword);
  out.detail = first_line(instruction.rest.view());
  out.span = instruction.span;
  out.selection = instruction.keyword_span;
  return out;
}

void add_symbols(const Instruction& instruction, std::vector<Symbol>& out) {
  if (instruction.keyword != "ARG" && instruction.keyword != "ENV")
    return out.push_back(symbol_of(instruction));
  for (const dockerfile::KeyValue& pair : instruction.pairs) {
    Symbol symbol;
    symbol.name = pair.key.text().empty() ? instruction.keyword : pair.key.text();
    symbol.detail = pair.has_value ? std::string(instruction.keyword) + " = " + first_line(pair.value.view())
                                   : std::string(instruction.keyword);
    symbol.kind = instruction.keyword == "ARG" ? Symbol::Kind::argument : Symbol::Kind::variable;
    symbol.selection = pair.key.place().span;
    symbol.span = {symbol.selection.begin, std::max(symbol.selection.end, pair.value.place().span.end)};
    out.push_back(std::move(symbol));
  }
  if (instruction.pairs.empty()) out.push_back(symbol_of(instruction));
}

}  // namespace

std::vector<Symbol> outline(const File& file) {
  std::vector<Symbol> out;
  Symbol* stage = nullptr;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.implied) continue;
    if (is_from(instruction)) {
      Symbol symbol = symbol_of(instruction);
      symbol.kind = Symbol::Kind::stage;
      const bool named = instruction.args.size() == 3;
      symbol.detail = instruction.args.empty() ? std::string() : first_line(instruction.args[0].view());
      symbol.name = named ? instruction.args[2].text() : "FROM " + symbol.detail;
      if (symbol.name.empty()) symbol.name = "FROM";
      if (named) symbol.selection = instruction.args[2].place().span;
      out.push_back(std::move(symbol));
      stage = &out.back();
      continue;
    }
    add_symbols(instruction, stage == nullptr ? out : stage->children);
    if (stage != nullptr) stage->span.end = instruction.span.end;
  }
  return out;
}

std::vector<Fold> folds(const File& file) {
  std::vector<Fold> out;
  const SourceFile& source = *file.source;
  std::uint32_t stage = 0, last = 0;
  const auto close_stage = [&] {
    if (stage != 0 && last > stage) out.push_back({stage, last, Fold::Kind::code});
  };
  for (const Instruction& instruction : file.instructions) {
    if (instruction.implied) continue;
    if (is_from(instruction)) {
      close_stage();
      stage = instruction.start_line;
    }
    last = instruction.end_line;
    if (instruction.end_line > instruction.start_line)
      out.push_back({instruction.start_line, instruction.end_line, Fold::Kind::code});
    for (const dockerfile::Heredoc& heredoc : instruction.heredocs) {
      if (instruction.heredocs.size() < 2 || heredoc.content_span.empty()) continue;
      out.push_back({source.line_of(heredoc.content_span.begin), source.line_of(heredoc.content_span.end - 1),
                     Fold::Kind::code});
    }
  }
  close_stage();
  std::uint32_t first = 0, before = 0;
  const auto close_comments = [&] {
    if (first != 0 && before > first) out.push_back({first, before, Fold::Kind::comment});
  };
  for (const dockerfile::Comment& comment : file.comments) {
    const std::uint32_t line = source.line_of(comment.span.begin);
    if (first == 0 || line != before + 1) {
      close_comments();
      first = line;
    }
    before = line;
  }
  close_comments();
  std::ranges::sort(out, {}, [](const Fold& fold) { return std::pair(fold.first, ~fold.last); });
  const auto same = [](const Fold& a, const Fold& b) { return a.first == b.first && a.last == b.last; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

std::vector<Span> selections(const File& file, std::uint32_t offset) {
  std::vector<Span> out;
  const auto covers = [&](Span span) { return span.begin <= offset && offset <= span.end; };
  const auto add = [&](Span span) {
    if (covers(span) && !span.empty()) out.push_back(span);
  };
  const std::string_view bytes = file.source->bytes();
  const auto is_word = [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; };
  std::uint32_t begin = std::min<std::uint32_t>(offset, static_cast<std::uint32_t>(bytes.size())),
                end = begin;
  while (begin > 0 && is_word(bytes[begin - 1])) --begin;
  while (end < bytes.size() && is_word(bytes[end])) ++end;
  const std::vector<Name> names = names_of(file);
  if (const Name* name = name_at(names, offset)) add(occurrence_at(*name, offset)->span);
  add({begin, end});
  if (const auto index = instruction_at(file, offset)) {
    const Instruction& instruction = file.instructions[*index];
    for (const dockerfile::Flag& flag : instruction.flags) add(flag.text.place().span);
    for (const auto& arg : instruction.args) add(arg.place().span);
    for (const dockerfile::Heredoc& heredoc : instruction.heredocs) add(heredoc.content_span);
    add(instruction.rest.place().span);
    add(instruction.span);
  }
  for (const Symbol& symbol : outline(file)) add(symbol.span);
  add({0, static_cast<std::uint32_t>(bytes.size())});
  std::ranges::stable_sort(out, {}, [](Span span) { return span.end - span.begin; });
  // Each has to hold the one before.
  std::vector<Span> nested;
  for (const Span span : out) {
    if (nested.empty() ||
        (span.begin <= nested.back().begin && nested.back().end <= span.end && !(span == nested.back())))
      nested.push_back(span);
  }
  return nested;
}

}  // namespace dockgate::lsp
