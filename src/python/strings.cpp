// Methods of str on constants, and of pathlib paths, which are followed as the text that they hold.

#include <algorithm>

#include "python/possibles.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_replaced = 64u << 10;
constexpr std::string_view blanks = " \t\n\r\v\f";

Possible list_of(const std::vector<std::string>& texts, const Place& at) {
  List out;
  for (const std::string& text : texts) out.items.push_back(make_value(known(text), at));
  Possible result;
  result.value = std::move(out);
  return result;
}

std::string strip(std::string_view text, std::string_view chars, bool left, bool right) {
  if (left) {
    const std::size_t begin = text.find_first_not_of(chars);
    text = begin == std::string_view::npos ? std::string_view() : text.substr(begin);
  }
  if (right) {
    const std::size_t end = text.find_last_not_of(chars);
    text = end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
  }
  return std::string(text);
}

std::vector<std::string> split(std::string_view text, const std::string* separator, long long limit,
                               bool from_right) {
  std::vector<std::string> out;
  if (separator == nullptr) {
    while (!(text = text.substr(std::min(text.find_first_not_of(blanks), text.size()))).empty() &&
           out.size() < 256) {
      const std::size_t end = limit >= 0 && static_cast<long long>(out.size()) >= limit
                                  ? text.size()
                                  : std::min(text.find_first_of(blanks), text.size());
      out.emplace_back(text.substr(0, end));
      text = text.substr(end);
    }
    return out;
  }
  while (out.size() < 256 && (limit < 0 || static_cast<long long>(out.size()) < limit)) {
    const std::size_t at = from_right ? text.rfind(*separator) : text.find(*separator);
    if (at == std::string_view::npos) break;
    if (from_right) {
      out.emplace_back(text.substr(at + separator->size()));
      text = text.substr(0, at);
    } else {
      out.emplace_back(text.substr(0, at));
      text = text.substr(at + separator->size());
    }
  }
  out.emplace_back(text);
  if (from_right) std::reverse(out.begin(), out.end());
  return out;
}

std::string replace(const std::string& text, const std::string& from, const std::string& to) {
  if (from.empty()) return text;
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = text.find(from); at != std::string::npos && out.size() < max_replaced;
       at = text.find(from, begin)) {
    out.append(text, begin, at - begin);
    out += to;
    begin = at + from.size();
  }
  return out.append(text, begin, std::string::npos);
}

std::string parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

}  // namespace

Possible address_parts(std::string_view address, const Place& at) {
  Dict out;
  const auto put = [&](std::string_view name, std::string_view value) {
    out.items.push_back({std::string(name), make_value(known(std::string(value)), at), false});
  };
  const std::size_t colon = address.find(':');
  const bool has_scheme = colon != std::string_view::npos && colon > 0 &&
                          address.substr(0, colon).find_first_of("/?#") == std::string_view::npos;
  put("scheme", has_scheme ? text::lower(address.substr(0, colon)) : std::string());
  if (has_scheme) address.remove_prefix(colon + 1);
  std::string_view place;
  if (address.starts_with("//")) {
    place = address.substr(2, address.find_first_of("/?#", 2) - 2);
    address.remove_prefix(2 + place.size());
  }
  put("netloc", place);
  std::string_view host = place.substr(place.rfind('@') == std::string_view::npos ? 0 : place.rfind('@') + 1);
  put("hostname", text::lower(host.substr(0, host.find(':'))));
  const std::size_t hash = address.find('#');
  put("fragment", hash == std::string_view::npos ? std::string_view() : address.substr(hash + 1));
  address = address.substr(0, hash);
  const std::size_t question = address.find('?');
  put("query", question == std::string_view::npos ? std::string_view() : address.substr(question + 1));
  put("path", address.substr(0, question));
  Possible result;
  result.value = std::move(out);
  return result;
}

Possible shell_words(std::string_view text, const Place& at) {
  std::vector<std::string> words;
  bool open = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size() && words.size() < 256; ++i) {
    const char c = text[i];
    const bool blank = blanks.find(c) != std::string_view::npos;
    if (quote == 0 && blank) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      words.back() += text[++i];
    } else {
      words.back() += c;
    }
  }
  return list_of(words, at);
}

std::optional<Possible> text_method(const std::string& text, std::string_view method,
                                    const std::vector<const Possible*>& arguments, const Place& at) {
  const auto argument = [&arguments](std::size_t i) {
    return i < arguments.size() && arguments[i] != nullptr ? text_of(*arguments[i]) : nullptr;
  };
  const auto number = [&arguments](std::size_t i, long long fallback) {
    const auto* value = i < arguments.size() && arguments[i] != nullptr
                            ? std::get_if<long long>(&arguments[i]->value)
                            : nullptr;
    return value != nullptr ? *value : fallback;
  };
  const std::string* first = argument(0);
  const std::string* second = argument(1);
  // What an argument that is not known would do to the text is not known either.
  for (const Possible* given : arguments)
    if (given == nullptr || unknown_of(*given) != nullptr) return std::nullopt;

  if (method == "lower" || method == "casefold") return known(text::lower(text));
  if (method == "upper") return known(text::upper(text));
  if (method == "strip" || method == "lstrip" || method == "rstrip") {
    const std::string_view chars = first != nullptr ? std::string_view(*first) : blanks;
    return known(strip(text, chars, method != "rstrip", method != "lstrip"));
  }
  if (method == "capitalize" || method == "title") {
    std::string out = text::lower(text);
    bool start = true;
    for (char& c : out) {
      const bool letter = (c >= 'a' && c <= 'z');
      if (letter && start) c = static_cast<char>(c - 'a' + 'A');
      start = method == "title" && !letter;
    }
    return known(std::move(out));
  }
  if (method == "replace" && first != nullptr && second != nullptr)
    return known(replace(text, *first, *second));
  if (method == "removeprefix" && first != nullptr)
    return known(text.starts_with(*first) ? text.substr(first->size()) : text);
  if (method == "removesuffix" && first != nullptr)
    return known(text.ends_with(*first) ? text.substr(0, text.size() - first->size()) : text);
  if (method == "startswith" && first != nullptr) return known(text.starts_with(*first));
  if (method == "endswith" && first != nullptr) return known(text.ends_with(*first));
  if (method == "split" || method == "rsplit") {
    if (first != nullptr && first->empty()) return std::nullopt;
    return list_of(split(text, first, number(1, -1), method == "rsplit" && first != nullptr), at);
  }
  if (method == "splitlines") {
    const std::string newline = "\n";
    auto lines = split(text, &newline, -1, false);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return list_of(lines, at);
  }
  if ((method == "partition" || method == "rpartition") && first != nullptr && !first->empty()) {
    const std::size_t found = method == "partition" ? text.find(*first) : text.rfind(*first);
    if (found == std::string::npos)
      return method == "partition" ? list_of({text, "", ""}, at) : list_of({"", "", text}, at);
    return list_of({text.substr(0, found), *first, text.substr(found + first->size())}, at);
  }
  if (method == "encode" || method == "decode" || method == "as_posix" || method == "resolve" ||
      method == "absolute" || method == "__str__" || method == "__fspath__")
    return known(text);
  if (method == "expanduser" || method == "expandvars") {
    if (text.starts_with('~') || text.find('$') != std::string::npos)
      return unknown(Why::path, "`" + text + "` depends on the machine", at);
    return known(text);
  }
  if (method == "swapcase") {
    std::string out = text;
    for (char& c : out) {
      if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 'a' + 'A');
      else if (c >= 'A' && c <= 'Z')
        c = static_cast<char>(c - 'A' + 'a');
    }
    return known(std::move(out));
  }
  if (method == "hex") {
    std::string out;
    for (const char c : text) {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      out.push_back(digits[byte >> 4]);
      out.push_back(digits[byte & 15]);
    }
    return known(std::move(out));
  }
  if ((method == "ljust" || method == "rjust" || method == "zfill" || method == "center") &&
      number(0, 0) <= static_cast<long long>(text.size()))
    return known(text);
  if (method == "isdigit")
    return known(!text.empty() && text.find_first_not_of("0123456789") == std::string::npos);
  if (method == "find" && first != nullptr) {
    const std::size_t found = text.find(*first);
    return known(found == std::string::npos ? -1LL : static_cast<long long>(found));
  }
  if (method == "count" && first != nullptr && !first->empty())
    return known(static_cast<long long>(split(text, first, -1, false).size() - 1));
  // pathlib
  if (method == "joinpath") {
    Possible out = known(text);
    for (const Possible* part : arguments) out = binary("/", out, *part, at);
    return out;
  }
  if (method == "with_suffix" && first != nullptr) {
    const std::size_t dot = text.rfind('.');
    const std::size_t slash = text.rfind('/');
    const bool has = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
    return known((has ? text.substr(0, dot) : text) + *first);
  }
  if (method == "with_name" && first != nullptr)
    return binary("/", known(parent_of(text)), known(*first), at);
  if (method == ".parent") return known(parent_of(text));
  if (method == "glob" || method == "rglob" || method == "iterdir")
    return unknown(Why::path, "`" + text + "." + std::string(method) + "()` depends on the machine", at);
  if (method == ".name") return known(text.substr(text.rfind('/') + 1));
  if (method == ".stem" || method == ".suffix") {
    const std::string name = text.substr(text.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    const bool has = dot != std::string::npos && dot > 0;
    if (method == ".stem") return known(has ? name.substr(0, dot) : name);
    return known(has ? name.substr(dot) : std::string());
  }
  if (method == ".value") return known(text);  // of an Enum member whose value is this text
  return std::nullopt;
}

}  // namespace dockgate::python
