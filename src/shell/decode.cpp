#include "shell/decode.hpp"

#include <algorithm>
#include <cctype>
#include <climits>

#include "shell/brace_expansion.hpp"
#include "shell/expansion.hpp"
#include "shell/number.hpp"
#include "text/ascii.hpp"
#include "text/char_set.hpp"
#include "text/words.hpp"

namespace dockgate::shell {
namespace {

constexpr std::size_t most_gaps = 64;  // of one word that are kept
constexpr int max_depth = 20;          // of ${X:-${Y:-…}}

bool is_name_start(char c) {
  return text::is_letter(c) || c == '_';
}

class Decoder {
 public:
  /// Adds to `fields`.
  Decoder(const MappedText& script, const std::vector<Substitution>& substitutions, Variables& variables,
          bool split, std::vector<Field>& fields)
      : script_(script),
        text_(script.view()),
        substitutions_(substitutions),
        variables_(variables),
        split_(split),
        fields_(fields) {}

  void heredoc(Span part) {
    open();
    run(part, Context::heredoc, 0);
  }
  void word(Span part) { run(part, Context::bare, 0); }
  void word(const std::vector<BracePiece>& pieces) {
    for (const BracePiece& piece : pieces) {
      if (piece.counted.empty())
        run(piece.part, Context::bare, 0);
      else
        escaped(piece.counted, piece.part);
    }
  }
  void open() {
    if (open_) return;
    fields_.emplace_back();
    fields_.back().word.text = MappedText(script_.source());
    open_ = true;
  }

 private:
  enum class Context { bare, quoted, heredoc };

  Field& field() {
    open();
    return fields_.back();
  }
  void literal(Span part) {
    if (part.empty()) return;
    Field& current = field();
    current.word.text.append_part(script_, part.begin, part.end);
    if (current.written) current.written->append_part(script_, part.begin, part.end);
  }
  void escaped(std::string_view piece, Span part) {
    const Span source = script_.to_source(part);
    Field& current = field();
    current.word.text.append_for(piece, source);
    if (current.written) current.written->append_for(piece, source);
  }
  void unknown(std::string missing, Span part) {
    Field& current = field();
    // Of `$(python - <<EOF …)` the first line says enough.
    if (const auto line = missing.find('\n'); line != std::string::npos) {
      const bool round = missing.starts_with("$(");
      missing.resize(line);
      missing += round ? " …)" : " …";
    }
    if (current.word.gaps.size() < most_gaps)
      current.word.gaps.emplace_back(current.word.text.text().size(), missing);
    if (current.word.known) current.word.missing = std::move(missing);
    current.word.known = false;
    if (!current.written) current.written = current.word.text;
    current.written->append_part(script_, part.begin, part.end);
  }
  /// A value; unquoted it is split at blanks.
  void value(std::string_view piece, Span part, Context context) {
    if (!variables_.spend(piece.size())) return unknown("too much text", part);
    if (context != Context::bare || !split_) {
      if (piece.empty() && context == Context::bare) return;
      return escaped(piece, part);
    }
    std::size_t at = 0;
    while (at < piece.size()) {
      if (std::isspace(static_cast<unsigned char>(piece[at]))) {
        open_ = false;
        ++at;
        continue;
      }
      const auto end =
          static_cast<std::size_t>(std::find_if(piece.begin() + static_cast<std::ptrdiff_t>(at), piece.end(),
                                                [](unsigned char c) { return std::isspace(c); }) -
                                   piece.begin());
      escaped(piece.substr(at, end - at), part);
      at = end;
    }
  }
  void list(const std::vector<std::string>& items, Span part, Context context, bool separate,
            const std::vector<std::string>& gaps = {}) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) {
        if (separate && split_) {
          open_ = false;
        } else {
          escaped(" ", part);
        }
      }
      if (context == Context::quoted) open();
      if (i < gaps.size() && !gaps[i].empty())
        unknown(gaps[i], part);
      else
        value(items[i], part, context);
    }
  }

  const Substitution* substitution_at(std::uint32_t at) const {
    const auto found = std::lower_bound(
        substitutions_.begin(), substitutions_.end(), at,
        [](const Substitution& one, std::uint32_t offset) { return one.span.begin < offset; });
    return found != substitutions_.end() && found->span.begin == at ? &*found : nullptr;
  }

  void run(Span part, Context context, int depth);
  std::uint32_t dollar(std::uint32_t at, std::uint32_t end, Context context, int depth);
  void braces(Span whole, Context context, int depth);
  void array(const Variable& array, const Braces& parts, Span whole, Context context, int depth);
  void ansi_c(Span part);
  std::uint32_t close_brace(std::uint32_t at, std::uint32_t end) const;
  std::uint32_t close_quote(std::uint32_t at, std::uint32_t end) const;
  void variable(std::string_view name, Span whole, Context context);
  void take_value(const Variable& found, Span whole, Context context);

  const MappedText& script_;
  std::string_view text_;
  const std::vector<Substitution>& substitutions_;
  Variables& variables_;
  bool split_;
  bool open_ = false;
  std::vector<Field>& fields_;
};

/// End of a double-quoted part that begins behind its quote: the offset of the closing quote, or `end`.
std::uint32_t Decoder::close_quote(std::uint32_t at, std::uint32_t end) const {
  while (at < end && text_[at] != '"') {
    if (const Substitution* inner = substitution_at(at)) {
      at = std::min(std::max(inner->span.end, at + 1), end);
    } else if (text_[at] == '$' && at + 1 < end && text_[at + 1] == '{') {
      at = std::min(close_brace(at + 2, end) + 1, end);
    } else {
      at += text_[at] == '\\' ? 2 : 1;
    }
  }
  return std::min(at, end);
}

/// The offset of the `}` that ends the expansion whose body begins at `at`, or `end`. Nested braces and
/// quotes are skipped with a counter, not by recursion.
std::uint32_t Decoder::close_brace(std::uint32_t at, std::uint32_t end) const {
  int nested = 0;
  while (at < end) {
    if (const Substitution* inner = substitution_at(at)) {
      at = std::min(std::max(inner->span.end, at + 1), end);
      continue;
    }
    const char c = text_[at];
    if (c == '\\') {
      at += 2;
      continue;
    }
    if (c == '$' && at + 1 < end && text_[at + 1] == '{') {
      ++nested;
      at += 2;
      continue;
    }
    if (c == '}' && nested-- == 0) return at;
    ++at;
  }
  return end;
}

void Decoder::ansi_c(Span part) {
  std::uint32_t at = part.begin;
  while (at < part.end) {
    if (text_[at] != '\\' || at + 1 >= part.end) {
      literal({at, at + 1});
      ++at;
      continue;
    }
    const std::uint32_t length = ansi_c_length(text_.substr(at, part.end - at));
    escaped(ansi_c_value(text_.substr(at, length)), {at, at + length});
    at += length;
  }
}

void Decoder::take_value(const Variable& found, Span whole, Context context) {
  if (!found.known) return unknown(found.missing, whole);
  if (!found.gaps.empty() && !found.gaps.front().empty()) return unknown(found.gaps.front(), whole);
  if (!found.assumed.empty()) field().word.assumed = found.assumed;
  value(found.value, whole, context);
}

void Decoder::variable(std::string_view name, Span whole, Context context) {
  if (name == "@" || name == "*") {
    const auto& parameters = variables_.parameters();
    if (!parameters) return unknown("$" + std::string(name), whole);
    std::vector<std::string> items;
    for (const MappedText& parameter : *parameters) items.push_back(parameter.text());
    return list(items, whole, context, name == "@" || context == Context::bare);
  }
  take_value(variables_.get(name), whole, context);
}

/// The items that `${A[@]:OFFSET}` and `${A[@]:OFFSET:COUNT}` mean; `first` is the number of the first one.
/// Nothing where the bounds are no plain numbers.
std::optional<std::vector<std::string>> slice(const std::vector<std::string>& items, std::string_view bounds,
                                              int first) {
  const std::size_t colon = bounds.find(':');
  const auto offset = number(text::trim(bounds.substr(0, colon)));
  const auto count =
      colon == std::string_view::npos ? std::optional(INT_MAX) : number(text::trim(bounds.substr(colon + 1)));
  if (!offset || !count || *count < 0) return std::nullopt;
  const auto size = static_cast<int>(items.size());
  const int begin = *offset < 0 ? size + *offset : *offset - first;
  if (begin < 0) return std::nullopt;
  std::vector<std::string> out;
  for (int i = begin; i < size && i - begin < *count; ++i) out.push_back(items[static_cast<std::size_t>(i)]);
  return out;
}

/// `${A[…]}`, `${A[@]}`, `${A[@]:1}`, `${!A[@]}` and `${#A[@]}`.
void Decoder::array(const Variable& array, const Braces& parts, Span whole, Context context, int depth) {
  const std::string written = "$" + std::string(parts.name);
  const bool all = parts.index == "@" || parts.index == "*";
  const bool sliced = all && parts.operation == ":" && array.keys.empty() && array.gaps.empty();
  if (!array.known || (!parts.operation.empty() && !sliced))
    return unknown(array.known ? written : array.missing, whole);
  std::vector<std::string> items = array.items;
  if (items.empty() && array.keys.empty() && !array.value.empty()) items.push_back(array.value);
  if (sliced) {
    const auto part = slice(items, parts.word, 0);
    return part ? list(*part, whole, context, parts.index == "@" || context == Context::bare)
                : unknown(written, whole);
  }
  if (parts.prefix == '#' && all) return value(std::to_string(items.size()), whole, context);
  if (all) {
    if (parts.prefix == '!') {
      const std::size_t count = items.size();
      items = array.keys;
      for (std::size_t i = 0; array.keys.empty() && i < count; ++i) items.push_back(std::to_string(i));
    }
    return list(items, whole, context, parts.index == "@" || context == Context::bare,
                parts.prefix == '!' ? std::vector<std::string>() : array.gaps);
  }
  if (parts.prefix != '\0') return unknown(written, whole);
  const auto begin = static_cast<std::uint32_t>(parts.index.data() - text_.data());
  std::vector<Field> fields;
  Decoder inner(script_, substitutions_, variables_, false, fields);
  inner.open();
  inner.run({begin, begin + static_cast<std::uint32_t>(parts.index.size())}, Context::bare, depth + 1);
  const Word& index = fields.front().word;
  if (!index.known) return unknown(index.missing, whole);
  const auto at = item_at(array.keys, items.size(), index.text.view());
  if (!at) return unknown(written, whole);
  if (*at < array.gaps.size() && !array.gaps[*at].empty()) return unknown(array.gaps[*at], whole);
  return *at < items.size() ? value(items[*at], whole, context) : void(open());
}

/// `${…}`: the operators of POSIX 2.6.2 and bash's substring, replacement and case forms.
void Decoder::braces(Span whole, Context context, int depth) {
  const std::uint32_t end = std::max(whole.begin + 2, whole.end - 1);
  const std::string_view body = text_.substr(whole.begin + 2, end - whole.begin - 2);
  const Braces parts = split_braces(body);
  if (depth > max_depth || parts.name.empty()) return unknown("${" + std::string(body) + "}", whole);
  const std::string written = "$" + std::string(parts.name);
  std::string_view name = parts.name;
  std::string indirect;
  if (parts.prefix == '!' && parts.index.empty()) {
    const Variable pointer = variables_.get(name);
    if (!pointer.known || pointer.value.empty()) return unknown("${" + std::string(body) + "}", whole);
    indirect = pointer.value;
    name = indirect;
  }
  if (!parts.index.empty()) return array(variables_.get(name), parts, whole, context, depth);
  if (parts.prefix == '#') {
    const Variable counted = variables_.get(name);
    if (!counted.known || parts.name == "@" || parts.name == "*") return unknown(written, whole);
    return value(std::to_string(counted.value.size()), whole, context);
  }
  if (parts.operation.empty()) return variable(name, whole, context);

  if ((name == "@" || name == "*") && parts.operation == ":" && variables_.parameters()) {
    std::vector<std::string> items;
    for (const MappedText& parameter : *variables_.parameters()) items.push_back(parameter.text());
    const auto part = slice(items, parts.word, 1);
    return part ? list(*part, whole, context, name == "@" || context == Context::bare)
                : unknown(written, whole);
  }

  const Variable current = variables_.get(name);
  const auto word_begin = static_cast<std::uint32_t>(parts.word.data() - text_.data());
  const Span word{word_begin, word_begin + static_cast<std::uint32_t>(parts.word.size())};
  const auto nested = [&](bool separate) {
    // The word of `${X:-word}` is decoded on its own and then counts as a value of this expansion.
    std::vector<Field> fields;
    Decoder inner(script_, substitutions_, variables_, false, fields);
    inner.open();
    inner.run(word, separate ? Context::bare : Context::quoted, depth + 1);
    return std::move(fields.front());
  };
  const bool colon = parts.operation.front() == ':' && parts.operation.size() > 1;
  switch (parts.operation.back()) {
    case '-':
    case '=':
      if (parts.operation.size() > 2) break;
      if (current.known && !(colon && current.value.empty())) return take_value(current, whole, context);
      {
        const Field standby = nested(true);
        if (!standby.word.known) return unknown(standby.word.missing, whole);
        Variable taken;
        taken.value = standby.word.text.text();
        if (!current.known) taken.assumed = written;
        if (parts.operation.back() == '=') variables_.set(name, taken);
        return take_value(taken, whole, context);
      }
    case '+': {
      if (parts.operation.size() > 2) break;
      // What nobody sets is not set, as with `${X:-word}`.
      if (!current.known && current.missing == written && current.others.empty() && is_name_start(name[0]))
        return;
      if (!current.known) return unknown(current.missing, whole);
      if (colon && current.value.empty()) return;
      const Field standby = nested(true);
      if (!standby.word.known) return unknown(standby.word.missing, whole);
      return value(standby.word.text.view(), whole, context);
    }
    case '?':
      return take_value(current, whole, context);
    default:
      break;
  }
  if (!current.known) return unknown(current.missing, whole);
  const Field operand = nested(false);
  if (!operand.word.known) return unknown(operand.word.missing, whole);
  const auto changed = apply_operation(current.value, parts.operation, operand.word.text.view());
  if (!changed) return unknown("${" + std::string(body) + "}", whole);
  Variable result = current;
  result.value = *changed;
  take_value(result, whole, context);
}

/// What begins with the `$` at `at`; returns the offset behind it.
std::uint32_t Decoder::dollar(std::uint32_t at, std::uint32_t end, Context context, int depth) {
  const char next = at + 1 < end ? text_[at + 1] : '\0';
  if (next == '{') {
    const std::uint32_t close = close_brace(at + 2, end);
    const std::uint32_t behind = std::min(close + 1, end);
    braces({at, behind}, context, depth);
    return behind;
  }
  if (next == '(') {  // $(( )), or a substitution that the grammar could not read
    int open = 0;
    std::uint32_t behind = at + 1;
    while (behind < end) {
      if (text_[behind] == '(') ++open;
      if (text_[behind] == ')' && --open == 0) break;
      ++behind;
    }
    behind = std::min(behind + 1, end);
    unknown(std::string(text_.substr(at, std::min<std::uint32_t>(behind - at, 80))), {at, behind});
    return behind;
  }
  if (context == Context::bare && next == '\'') {
    std::uint32_t close = at + 2;
    while (close < end && text_[close] != '\'') close += text_[close] == '\\' ? 2 : 1;
    close = std::min(close, end);
    field().word.quoted = true;
    ansi_c({at + 2, close});
    return std::min(close + 1, end);
  }
  if (context == Context::bare && next == '"') return at + 1;  // $"…": the quote is read next
  std::uint32_t behind = at + 1;
  if (is_name_start(next)) {
    while (behind < end && text::is_word(text_[behind])) ++behind;
  } else if (text::is_digit(next) || std::string_view("@*#?-$!").find(next) < 7) {
    ++behind;
  } else {
    literal({at, at + 1});
    return at + 1;
  }
  variable(text_.substr(at + 1, behind - at - 1), {at, behind}, context);
  return behind;
}

void Decoder::run(Span part, Context context, int depth) {
  static constexpr text::CharSet special("\\$'\"");
  std::uint32_t at = part.begin;
  std::uint32_t plain = at;  // literal text that is not appended yet
  const auto flush = [&] {
    literal({plain, at});
    plain = at;
  };
  while (at < part.end) {
    if (const Substitution* inner = substitution_at(at)) {
      flush();
      const Span span{at, std::min(std::max(inner->span.end, at + 1), part.end)};
      if (inner->output) {
        if (context == Context::quoted) open();
        value(*inner->output, span, context);
        plain = at = span.end;
        continue;
      }
      unknown(std::string(text_.substr(span.begin, std::min<std::uint32_t>(span.end - span.begin, 80))),
              span);
      plain = at = span.end;
      continue;
    }
    const char c = text_[at];
    if (c == '\\' && at + 1 < part.end) {
      const char next = text_[at + 1];
      const bool means = context == Context::bare || std::string_view("$`\\\n").find(next) < 4 ||
                         (context == Context::quoted && next == '"');
      flush();
      if (next == '\n') {
        plain = at = at + 2;
      } else if (means) {
        field();
        escaped(text_.substr(at + 1, 1), {at, at + 2});
        if (context == Context::bare) field().word.quoted = true;
        plain = at = at + 2;
      } else {
        at += 2;  // both characters stand for themselves
      }
    } else if (c == '$') {
      flush();
      plain = at = dollar(at, part.end, context, depth);
    } else if (c == '\'' && context == Context::bare) {
      flush();
      field().word.quoted = true;
      const std::size_t found = text_.substr(0, part.end).find('\'', at + 1);
      const auto close = found == std::string_view::npos ? part.end : static_cast<std::uint32_t>(found);
      literal({at + 1, close});
      plain = at = std::min(close + 1, part.end);
    } else if (c == '"' && context == Context::bare) {
      flush();
      const std::uint32_t close = close_quote(at + 1, part.end);
      // "$@" without parameters is no word at all; every other quoted part is one, if empty.
      if (text_.substr(at + 1, close - at - 1) != "$@") field().word.quoted = true;
      run({at + 1, close}, Context::quoted, depth);
      if (open_) fields_.back().word.quoted = true;
      plain = at = std::min(close + 1, part.end);
    } else {
      do ++at;
      while (at < part.end && substitutions_.empty() && !special.contains(text_[at]));
    }
  }
  flush();
}

}  // namespace

void decode(const MappedText& script, Span part, const std::vector<Substitution>& substitutions,
            Variables& variables, std::vector<Field>& out) {
  const std::size_t before = out.size();
  const std::string_view word = script.view().substr(part.begin, part.end - part.begin);
  if (word.find('{') == std::string_view::npos) {
    Decoder(script, substitutions, variables, true, out).word(part);
  } else {
    for (const auto& pieces : expand_braces(script.view(), part, substitutions))
      Decoder(script, substitutions, variables, true, out).word(pieces);
  }
  for (std::size_t i = before; i < out.size(); ++i) out[i].word.at = script.place(part);
}

Field decode_one(const MappedText& script, Span part, const std::vector<Substitution>& substitutions,
                 Variables& variables, DecodeMode mode) {
  std::vector<Field> fields;
  Decoder decoder(script, substitutions, variables, false, fields);
  decoder.open();
  if (mode == DecodeMode::heredoc) {
    decoder.heredoc(part);
  } else {
    decoder.word(part);
  }
  Field field = std::move(fields.front());
  field.word.at = script.place(part);
  return field;
}

}  // namespace dockgate::shell
