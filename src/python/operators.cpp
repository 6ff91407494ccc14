// What operators do with constants.

#include <algorithm>
#include <cmath>

#include "python/possibles.hpp"
#include "text/ascii.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_text = 16u << 10;
constexpr std::size_t max_union = 1024;  // items of two sets
constexpr std::size_t max_pattern = 2048;

/// How the text of a value begins, as far as that is known, and whether that is all of it.
std::string known_prefix(const Possible& value, bool& whole) {
  whole = false;
  if (const auto text = as_text(value)) {
    whole = true;
    return *text;
  }
  if (const auto* open = unknown_of(value)) return open->prefix;
  return {};
}

/// The text of a value, with a gap for what is not known of it.
std::string pattern_of(const Possible& value) {
  if (const auto text = as_text(value)) return *text;
  const auto* open = unknown_of(value);
  return open != nullptr && !open->pattern.empty() ? open->pattern : std::string(1, gap);
}

Possible open_text(const Possible& a, const Possible& b, Place at, std::string prefix,
                   std::string pattern = {}) {
  Possible out = derived_unknown(a, b, std::move(at));
  if (prefix.size() > 256) prefix.resize(256);
  if (pattern.size() > max_pattern) pattern.clear();
  if (auto* cause = std::get_if<Unknown>(&out.value)) {
    cause->prefix = std::move(prefix);
    cause->pattern = std::move(pattern);
  }
  return out;
}

Possible path_join(const Possible& a, const Possible& b, Place at) {
  const auto* left = text_of(a);
  const auto* right = text_of(b);
  if (right != nullptr && !right->empty() && right->front() == '/') return known(*right);
  if (left != nullptr && right != nullptr) {
    const bool here = left->empty() || *left == ".";
    Possible out = known(here ? *right : *left + (left->back() == '/' ? "" : "/") + *right);
    out.path = true;
    return out;
  }
  const auto* open = unknown_of(a);
  std::string prefix = left != nullptr ? *left + "/" : open != nullptr ? open->prefix : std::string();
  // What follows an unknown folder does not stand at its beginning, and an absolute second part replaces the
  // first.
  if (left != nullptr && right == nullptr) prefix.clear();
  auto out = open_text(a, b, std::move(at), std::move(prefix), pattern_of(a) + "/" + pattern_of(b));
  // What is put below a folder that is not known is a path; below a known one it may be a name.
  if (auto* cause = std::get_if<Unknown>(&out.value); cause != nullptr && left == nullptr)
    cause->why = Why::path;
  return out;
}

std::optional<double> number(const Possible& value) {
  if (const auto* i = std::get_if<long long>(&value.value)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&value.value)) return *d;
  if (const auto* b = std::get_if<bool>(&value.value)) return *b ? 1.0 : 0.0;
  return std::nullopt;
}

std::optional<long long> integer(const Possible& value) {
  if (const auto* i = std::get_if<long long>(&value.value)) return *i;
  if (const auto* b = std::get_if<bool>(&value.value)) return *b ? 1 : 0;
  return std::nullopt;
}

std::optional<Possible> arithmetic(std::string_view op, const Possible& a, const Possible& b) {
  const auto i = integer(a), j = integer(b);
  if (i && j) {
    long long out = 0;
    if (op == "+" && !__builtin_add_overflow(*i, *j, &out)) return known(out);
    if (op == "-" && !__builtin_sub_overflow(*i, *j, &out)) return known(out);
    if (op == "*" && !__builtin_mul_overflow(*i, *j, &out)) return known(out);
    if (op == "%" && *j > 0) return known((*i % *j + *j) % *j);
    if (op == "//" && *j > 0) return known((*i - ((*i % *j + *j) % *j)) / *j);
    if (op == "&") return known(*i & *j);
    if (op == "|") return known(*i | *j);
    if (op == "^") return known(*i ^ *j);
    if (op == ">>" && *j >= 0 && *j < 63) return known(*i >> *j);
    if (op == "<<" && *i >= 0 && *j >= 0 && *j < 31 && *i < (1ll << 31)) return known(*i << *j);
    if (op != "/") return std::nullopt;
  }
  const auto x = number(a), y = number(b);
  if (!x || !y) return std::nullopt;
  Possible out;
  if (op == "+")
    out.value = *x + *y;
  else if (op == "-")
    out.value = *x - *y;
  else if (op == "*")
    out.value = *x * *y;
  else if (op == "/" && *y != 0)
    out.value = *x / *y;
  else
    return std::nullopt;
  return out;
}

}  // namespace

Possible binary(std::string_view op, const Possible& a, const Possible& b, Place at) {
  const auto* left = text_of(a);
  const auto* right = text_of(b);
  if (op == "+") {
    const bool textual = left != nullptr || right != nullptr;
    if (textual) {
      bool whole_a = false, whole_b = false;
      std::string text = left != nullptr ? *left : known_prefix(a, whole_a);
      if (left != nullptr && right != nullptr) {
        if (text.size() + right->size() > max_text)
          return open_text(unknown(Why::limit, "the text is too long to be followed", at), b, at,
                           std::move(text));
        text += *right;
        return known(std::move(text));
      }
      if (left != nullptr) text += known_prefix(b, whole_b);
      return open_text(a, b, std::move(at), std::move(text), pattern_of(a) + pattern_of(b));
    }
    const auto* first = std::get_if<List>(&a.value);
    const auto* second = std::get_if<List>(&b.value);
    if (first != nullptr && second != nullptr && first->items.size() + second->items.size() <= max_items) {
      List out = *first;
      out.items.insert(out.items.end(), second->items.begin(), second->items.end());
      out.complete = first->complete && second->complete;
      Possible result;
      result.value = std::move(out);
      return result;
    }
    if (unknown_of(a) != nullptr && (!unknown_of(a)->prefix.empty() || !unknown_of(a)->pattern.empty()))
      return open_text(a, b, at, unknown_of(a)->prefix, pattern_of(a) + pattern_of(b));
  }
  if (op == "/" && (left != nullptr || right != nullptr)) return path_join(a, b, std::move(at));
  if (op == "%" && left != nullptr) return percent_format(a, b, std::move(at));
  if (op == "*") {
    const auto count = integer(left != nullptr || std::holds_alternative<List>(a.value) ? b : a);
    const auto* text = left != nullptr ? left : right;
    if (count && text != nullptr) {
      const auto times = static_cast<std::size_t>(std::clamp<long long>(*count, 0, 1 << 20));
      if (times * text->size() > max_text)
        return unknown(Why::limit, "the text is too long to be followed", std::move(at));
      std::string out;
      for (std::size_t i = 0; i < times; ++i) out += *text;
      return known(std::move(out));
    }
  }
  if (op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=") {
    if (const auto holds = compare(op, a, b)) return known(*holds);
    return derived_unknown(a, b, std::move(at));
  }
  if (op == "|")
    if (const auto* first = std::get_if<List>(&a.value))
      if (const auto* second = std::get_if<List>(&b.value)) {  // sets
        List out = *first;
        out.items.insert(out.items.end(), second->items.begin(), second->items.end());
        out.complete = first->complete && second->complete && out.items.size() <= max_union;
        if (out.items.size() > max_union) out.items.resize(max_union);
        Possible result;
        result.value = std::move(out);
        return result;
      }
  if (op == "|") {
    const auto* first = std::get_if<Dict>(&a.value);
    const auto* second = std::get_if<Dict>(&b.value);
    if (first != nullptr && second != nullptr) {
      Dict out = *first;
      for (const DictItem& item : second->items) {
        if (!item.maybe)
          std::erase_if(out.items, [&item](const DictItem& have) { return have.key == item.key; });
        out.items.push_back(item);
      }
      out.complete = first->complete && second->complete;
      Possible result;
      result.value = std::move(out);
      return result;
    }
  }
  if (auto value = arithmetic(op, a, b)) return *value;
  return derived_unknown(a, b, std::move(at));
}

std::optional<bool> compare(std::string_view op, const Possible& a, const Possible& b) {
  const auto opaque = [](const Possible& value) {
    return std::holds_alternative<Unknown>(value.value) || std::holds_alternative<Result>(value.value) ||
           std::holds_alternative<Name>(value.value);
  };
  if (op == "is" || op == "is not" || op == "==" || op == "!=" || op == "<>") {
    const bool positive = op == "is" || op == "==";
    // What a library gives may be None; a class or module is not.
    if (opaque(a) || opaque(b)) {
      const auto* open = unknown_of(a) != nullptr ? unknown_of(a) : unknown_of(b);
      const Possible& other = unknown_of(a) != nullptr ? b : a;
      if (open != nullptr && !open->prefix.empty()) {
        if (std::holds_alternative<None>(other.value)) return !positive;
        if (const auto* text = text_of(other); text != nullptr && text->rfind(open->prefix, 0) != 0)
          return !positive;
      }
      return std::nullopt;
    }
    const auto x = number(a), y = number(b);
    if (x && y) return (*x == *y) == positive;
    return same(a, b) == positive;
  }
  if (op == "in" || op == "not in") {
    const bool positive = op == "in";
    if (opaque(a)) return std::nullopt;
    if (const auto* text = text_of(b)) {
      const auto* part = text_of(a);
      if (part == nullptr) return std::nullopt;
      return (text->find(*part) != std::string::npos) == positive;
    }
    if (const auto* dict = std::get_if<Dict>(&b.value)) {
      const auto* key = text_of(a);
      if (key == nullptr) return std::nullopt;
      const DictItem* item = dict->find(*key);
      if (item != nullptr && !item->maybe) return positive;
      return item == nullptr && dict->complete ? std::optional<bool>(!positive) : std::nullopt;
    }
    const auto* list = std::get_if<List>(&b.value);
    if (list == nullptr) return std::nullopt;
    bool all_known = list->complete;
    for (const ValuePtr& item : list->items) {
      if (item->possible.size() != 1) {
        all_known = false;
        continue;
      }
      const auto equal = compare("==", a, item->possible.front());
      if (equal && *equal) return positive;
      all_known = all_known && equal;
    }
    return all_known ? std::optional<bool>(!positive) : std::nullopt;
  }
  if (const auto* left = text_of(a), *right = text_of(b); left != nullptr && right != nullptr) {
    if (op == "<") return *left < *right;
    if (op == "<=") return *left <= *right;
    if (op == ">") return *left > *right;
    if (op == ">=") return *left >= *right;
  }
  const auto x = number(a), y = number(b);
  if (x && y) {
    if (op == "<") return *x < *y;
    if (op == "<=") return *x <= *y;
    if (op == ">") return *x > *y;
    if (op == ">=") return *x >= *y;
  }
  return std::nullopt;
}

Possible index(const Possible& object, const Possible& key, Place at) {
  if (const auto* list = std::get_if<List>(&object.value)) {
    const auto position = integer(key);
    const auto size = static_cast<long long>(list->items.size());
    if (position && list->complete && *position >= -size && *position < size) {
      const auto& item = list->items[static_cast<std::size_t>(*position < 0 ? *position + size : *position)];
      if (item->possible.size() == 1) return item->possible.front();
    }
  }
  if (const auto* text = text_of(object)) {
    const auto position = integer(key);
    const auto size = static_cast<long long>(text->size());
    if (position && *position >= -size && *position < size)
      return known(
          std::string(1, (*text)[static_cast<std::size_t>(*position < 0 ? *position + size : *position)]));
  }
  return derived_unknown(object, key, std::move(at));
}

Possible percent_format(const Possible& format, const Possible& values, Place at) {
  const std::string& pattern = *text_of(format);
  std::vector<const Possible*> given;
  const Dict* named = std::get_if<Dict>(&values.value);
  if (const auto* list = std::get_if<List>(&values.value)) {
    for (const ValuePtr& item : list->items) {
      if (item->possible.size() != 1) return unknown(Why::other, "a part of the text has several values", at);
      given.push_back(&item->possible.front());
    }
  } else {
    given.push_back(&values);
  }
  std::string out, prefix;
  const Possible* lacking = nullptr;
  std::size_t next = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      out.push_back(pattern[i]);
      continue;
    }
    if (++i >= pattern.size()) break;
    if (pattern[i] == '%') {
      out.push_back('%');
      continue;
    }
    const Possible* value = nullptr;
    if (pattern[i] == '(' && named != nullptr) {
      const std::size_t close = pattern.find(')', i);
      if (close == std::string::npos) break;
      const DictItem* item = named->find(std::string_view(pattern).substr(i + 1, close - i - 1));
      if (item != nullptr && item->value->possible.size() == 1) value = &item->value->possible.front();
      i = close + 1;
    } else if (next < given.size()) {
      value = given[next++];
    }
    const bool simple = i < pattern.size() && (pattern[i] == 's' || pattern[i] == 'd' || pattern[i] == 'i');
    const auto text = value != nullptr && simple ? as_text(*value) : std::nullopt;
    if (!text && lacking == nullptr) {
      lacking = value != nullptr ? value : &values;
      prefix = out;
    }
    out += text ? *text : value != nullptr ? pattern_of(*value) : std::string(1, gap);
    if (out.size() > max_text)
      return unknown(Why::limit, "the text is too long to be followed", std::move(at));
  }
  if (lacking != nullptr)
    return open_text(*lacking, values, std::move(at), std::move(prefix), std::move(out));
  return known(std::move(out));
}

Possible formatted(const Possible& value, std::string_view conversion, std::string_view specifier, Place at) {
  auto text = as_text(value);
  if (!text) return unknown_of(value) != nullptr ? value : derived_unknown(value, std::move(at));
  if ((conversion == "!r" || conversion == "!a") && text_of(value) != nullptr) text = "'" + *text + "'";
  if (specifier.starts_with(':')) specifier.remove_prefix(1);
  if (specifier.empty() || specifier == "s") return known(std::move(*text));
  // [[fill]align][width][.precision][s]: what texts take.
  std::string fill = " ";
  char align = text_of(value) != nullptr ? '<' : '>';
  constexpr std::string_view aligns = "<>^";
  if (specifier.size() > 1 && aligns.find(specifier[1]) != std::string_view::npos) {
    fill = std::string(1, specifier[0]);
    specifier.remove_prefix(1);
  }
  if (aligns.find(specifier.front()) != std::string_view::npos) {
    align = specifier.front();
    specifier.remove_prefix(1);
  }
  const auto digits = [&specifier] {
    std::size_t number = 0;
    while (!specifier.empty() && specifier.front() >= '0' && specifier.front() <= '9' && number < 4096) {
      number = number * 10 + static_cast<std::size_t>(specifier.front() - '0');
      specifier.remove_prefix(1);
    }
    return number;
  };
  const std::size_t width = digits();
  if (specifier.starts_with('.')) {
    specifier.remove_prefix(1);
    if (text_of(value) == nullptr) return derived_unknown(value, std::move(at));
    text->resize(std::min(text->size(), digits()));
  }
  if (!specifier.empty() && specifier != "s" && specifier != "d")
    return unknown(Why::other, "how the text is formatted is not followed", std::move(at));
  const std::size_t missing = width > text->size() && width <= 4096 ? width - text->size() : 0;
  for (std::size_t i = 0; i < missing; ++i)
    if (align == '<' || (align == '^' && i % 2 == 1))
      *text += fill;
    else
      text->insert(0, fill);
  return known(std::move(*text));
}

Possible brace_format(const std::string& format, const Arguments& values, Place at) {
  std::string out, prefix;
  std::optional<Possible> first_lacking;
  std::size_t automatic = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if ((c == '{' || c == '}') && i + 1 < format.size() && format[i + 1] == c) {
      out.push_back(c);
      ++i;
      continue;
    }
    if (c != '{') {
      out.push_back(c);
      continue;
    }
    const std::size_t close = format.find('}', i);
    if (close == std::string::npos) break;
    std::string_view field = std::string_view(format).substr(i + 1, close - i - 1);
    i = close;
    const std::string_view shape = field.find_first_of(":!") == std::string_view::npos
                                       ? std::string_view()
                                       : field.substr(field.find_first_of(":!"));
    field = field.substr(0, field.size() - shape.size());
    const std::string_view conversion = shape.starts_with('!') ? shape.substr(0, 2) : std::string_view();
    const std::string_view specifier = shape.substr(conversion.size());
    const bool plain = field.find_first_of(".[") == std::string_view::npos;
    const Argument* argument = nullptr;
    std::size_t position = 0;
    const bool numbered = text::is_all_digits(field);
    if (field.empty()) position = automatic++;
    for (const char digit : numbered ? field.substr(0, 4) : std::string_view())
      position = position * 10 + static_cast<std::size_t>(digit - '0');
    for (const Argument& candidate : values.items) {
      if (field.empty() || numbered) {
        if (candidate.keyword.empty() && position-- == 0) argument = &candidate;
      } else if (candidate.keyword == field) {
        argument = &candidate;
      }
      if (argument != nullptr) break;
    }
    const bool single = argument != nullptr && argument->value->possible.size() == 1;
    const Possible shown = single && plain
                               ? formatted(argument->value->possible.front(), conversion, specifier, at)
                               : unknown(Why::other, "a part of the text is not known", at);
    const auto text = as_text(shown);
    if (!text && !first_lacking) {
      first_lacking = single && unknown_of(argument->value->possible.front()) != nullptr
                          ? argument->value->possible.front()
                          : unknown(Why::other, "a part of the text is not known", at);
      prefix = out;
    }
    out += text ? *text : single ? pattern_of(argument->value->possible.front()) : std::string(1, gap);
    if (out.size() > max_text)
      return unknown(Why::limit, "the text is too long to be followed", std::move(at));
  }
  if (first_lacking)
    return open_text(*first_lacking, *first_lacking, std::move(at), std::move(prefix), std::move(out));
  return known(std::move(out));
}

}  // namespace dockgate::python
