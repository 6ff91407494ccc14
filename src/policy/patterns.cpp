#include "policy/patterns.hpp"

#include <algorithm>
#include <vector>

#include "text/glob.hpp"

namespace dockgate::policy {
namespace {

constexpr std::string_view wildcards = "*?[{";
constexpr std::size_t most_alternatives = 1000;

/// The alternatives of `glob` without braces.
void expand(std::string_view glob, std::vector<std::string>& out) {
  const auto open = glob.find('{');
  const auto close = open == std::string_view::npos ? open : glob.find('}', open);
  if (out.size() >= most_alternatives) return;
  if (close == std::string_view::npos) {
    out.emplace_back(glob);
    return;
  }
  const std::string_view body = glob.substr(open + 1, close - open - 1);
  for (std::size_t begin = 0; begin <= body.size();) {
    const auto comma = std::min(body.find(',', begin), body.size());
    const std::string one = std::string(glob.substr(0, open)) +
                            std::string(body.substr(begin, comma - begin)) +
                            std::string(glob.substr(close + 1));
    expand(one, out);
    begin = comma + 1;
  }
}

void add_literal(char c, std::string& out) {
  if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
  out += c;
}

/// Adds the class at `at` of `glob`, which is a `[`; the index of its last byte, or `at` when it is not
/// closed.
std::size_t add_class(std::string_view glob, std::size_t at, std::string& out) {
  std::size_t end = at + 1;
  const bool negated = end < glob.size() && (glob[end] == '!' || glob[end] == '^');
  if (negated) ++end;
  const std::size_t first = end;
  while (end < glob.size() && (glob[end] != ']' || end == first)) ++end;
  if (end >= glob.size()) {
    add_literal('[', out);
    return at;
  }
  out += negated ? "[^/" : "[";
  for (std::size_t k = first; k < end; ++k) {
    if (std::string_view("\\]^[").find(glob[k]) != std::string_view::npos) out += '\\';
    out += glob[k];
  }
  out += ']';
  return end;
}

/// A glob without braces, as text::glob_match() reads it.
std::string plain_as_regex(std::string_view glob) {
  std::string out;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const std::string_view rest = glob.substr(i);
    if (rest.starts_with("**/")) {
      out += "(.*/)?";  // nothing as well: `**/x` covers `x`
      i += 2;
    } else if (rest.starts_with("**")) {
      out += ".*";
      ++i;
    } else if (rest[0] == '*') {
      out += "[^/]*";
    } else if (rest[0] == '?') {
      out += "[^/]";
    } else if (rest[0] == '[') {
      i = add_class(glob, i, out);
    } else if (rest[0] == '\\' && rest.size() > 1) {
      add_literal(glob[++i], out);
    } else {
      add_literal(rest[0], out);
    }
  }
  return out;
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view text) {
  if (pattern.find_first_of(wildcards) != std::string_view::npos) return text::glob_match(pattern, text);
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  return text == pattern || (text.starts_with(pattern) && text.substr(pattern.size()).starts_with('/'));
}

std::string with_registry(std::string_view pattern) {
  const std::size_t slash = pattern.find('/');
  if (slash == std::string_view::npos) return "docker.io/library/" + std::string(pattern);
  const std::string_view host = pattern.substr(0, slash);
  const bool is_host = host == "localhost" || host.find_first_of(".:*") != std::string_view::npos;
  return is_host ? std::string(pattern) : "docker.io/" + std::string(pattern);
}

std::string glob_as_regex(std::string_view glob) {
  std::vector<std::string> alternatives;
  expand(glob, alternatives);
  if (alternatives.size() == 1) return plain_as_regex(alternatives.front());
  std::string out = "(";
  for (const std::string& one : alternatives) out += (out.size() > 1 ? "|" : "") + plain_as_regex(one);
  return out + ")";
}

std::string pattern_as_regex(std::string_view pattern) {
  if (pattern.find_first_of(wildcards) != std::string_view::npos) return "^" + glob_as_regex(pattern) + "$";
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  std::string out = "^";
  for (const char c : pattern) add_literal(c, out);
  return out + "(/.*)?$";
}

}  // namespace dockgate::policy
