// Constant texts: addresses, sensitive paths, encoded data.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "review/parts.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::review {

using python::Field;
using python::Kind;
using python::no_node;
using python::NodeId;

namespace {

constexpr std::size_t encoded_run = 150;  // characters of base64
constexpr std::size_t hex_run = 100;      // characters of hex
constexpr std::size_t escape_count = 50;  // \x.. and octal escapes in one literal
constexpr std::size_t entropy_bytes = 200;
constexpr double entropy_bits = 4.5;

/// The four octets of a dotted IPv4 address that is all of `text`.
std::optional<std::array<int, 4>> ipv4(std::string_view text) {
  std::array<int, 4> octets{};
  std::size_t at = 0;
  for (std::size_t part = 0; part < 4; ++part) {
    if (part > 0 && (at >= text.size() || text[at++] != '.')) return std::nullopt;
    const std::size_t begin = at;
    int value = 0;
    while (at < text.size() && text::is_digit(text[at]) && at - begin < 3)
      value = value * 10 + (text[at++] - '0');
    if (at == begin || value > 255) return std::nullopt;
    octets.at(part) = value;
  }
  if (at != text.size()) return std::nullopt;
  return octets;
}

/// Loopback, private, link-local and documentation ranges (RFC 1918, 3927, 5737, 6598).
bool is_public(const std::array<int, 4>& ip) {
  const auto [a, b, c, d] = ip;
  if (a == 0 || a == 10 || a == 127 || a >= 224) return false;
  if ((a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 169 && b == 254)) return false;
  if ((a == 192 && b == 0 && c == 2) || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113))
    return false;
  return !(a == 100 && b >= 64 && b < 128);
}

struct Address {
  std::string_view scheme, host;
};

/// The host of the first `scheme://host` in `text` from byte `from` on, which is moved past it.
std::optional<Address> next_address(std::string_view text, std::size_t& from) {
  const auto mark = text.find("://", from);
  if (mark == std::string_view::npos) return std::nullopt;
  std::size_t begin = mark;
  while (begin > 0 && (text::is_letter_or_digit(text[begin - 1]) || text[begin - 1] == '+')) --begin;
  std::size_t end = mark + 3;
  while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' &&
         std::string_view("/?#\"'<>\\`,;)").find(text[end]) == std::string_view::npos)
    ++end;
  from = end;
  std::string_view host = text.substr(mark + 3, end - mark - 3);
  if (const auto user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  return Address{text.substr(begin, mark - begin), host};
}

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

/// A host in a spelling that hides an IPv4 address: 2130706433, 0x7f000001, 0177.0.0.1.
bool is_masked_ip(std::string_view host) {
  if (host.empty() || host.find_first_not_of("0123456789abcdefxABCDEFX.") != std::string_view::npos)
    return false;
  if (!text::is_digit(host.front())) return false;
  return host.find_first_not_of("0123456789") == std::string_view::npos || host.starts_with("0x") ||
         host.find(".0x") != std::string_view::npos;
}

std::optional<Issue> address_issue(const Subject& subject, const Address& address, std::string_view text,
                                   const Place& at) {
  const std::string host = text::lower(without_port(address.host));
  if (host.empty() || address.scheme.empty() || host.find('.') == std::string::npos) {
    if (!is_masked_ip(host) && !host.starts_with('[')) return std::nullopt;
  }
  Issue issue{"hardcoded-address", "", host, shortened(text), Weight::medium, "", "", at};
  if (host.starts_with('[')) {
    if (host == "[::1]" || host == "[::]") return std::nullopt;
    issue.about = "an IPv6 address";
    issue.weight = Weight::high;
  } else if (const auto ip = ipv4(host)) {
    if (!is_public(*ip)) return std::nullopt;
    issue.about = "a public IP address";
    issue.weight = Weight::high;
  } else if (is_masked_ip(host)) {
    issue.about = "an IP address in a spelling that hides it";
    issue.weight = Weight::high;
  } else if (const auto* row = catalog::find_review_word(subject.known.hosts, host)) {
    if (row->weight == Weight::none) return std::nullopt;
    issue.about = row->about;
    issue.weight = row->weight;
  } else {
    issue.about = "an address";
  }
  // In a sentence it is for people, unless nothing good comes from there.
  if (text.find_first_of(" \n") != std::string_view::npos && issue.weight < Weight::high) {
    if (issue.weight == Weight::low) return std::nullopt;
    issue.weight = Weight::low;
  }
  return issue;
}

/// Length of the longest run of characters that `belongs` accepts.
template <typename Belongs>
std::size_t longest_run(std::string_view text, Belongs belongs) {
  std::size_t best = 0, run = 0;
  for (const char c : text) {
    run = belongs(c) ? run + 1 : 0;
    best = std::max(best, run);
  }
  return best;
}

double entropy(std::string_view text) {
  std::array<std::size_t, 256> counts{};
  for (const char c : text) ++counts.at(static_cast<unsigned char>(c));
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double p = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= p * std::log2(p);
  }
  return bits;
}

std::string encoded_how(std::string_view text, std::string_view written) {
  std::size_t escapes = 0;
  for (std::size_t i = 0; i + 1 < written.size(); ++i) {
    if (written[i] != '\\') continue;
    if (written[i + 1] == 'x' || text::is_digit(written[i + 1])) ++escapes;
    ++i;
  }
  if (escapes >= escape_count) return "a long text of escapes";
  const auto base64 = [](char c) { return text::is_word(c) || c == '+' || c == '/' || c == '=' || c == '-'; };
  if (longest_run(text, text::is_hex_digit) >= hex_run) return "a long text in hex";
  if (longest_run(text, base64) >= encoded_run && text.find_first_of("0123456789") != std::string_view::npos)
    return "a long text in base64";
  if (text.size() >= entropy_bytes && text.find(' ') == std::string_view::npos &&
      text.find('\n') == std::string_view::npos && entropy(text) > entropy_bits)
    return "a long text without any words";
  return {};
}

/// A text that stands alone as a statement: a docstring, or a comment in its place.
bool documents(const python::Module& module, NodeId node) {
  const NodeId parent = module.at(node).parent;
  return parent != no_node && module.at(parent).kind == Kind::expression_statement;
}

/// What a constant is called where it is given a name: `version` of `version = "4.36.0.1"`.
std::string_view name_of(const python::Module& module, NodeId node) {
  const NodeId parent = module.at(node).parent;
  if (parent == no_node) return {};
  NodeId name = no_node;
  if (module.at(parent).kind == Kind::assignment) name = module.child(parent, Field::left);
  if (module.at(parent).kind == Kind::keyword_argument) name = module.child(parent, Field::name);
  if (module.at(parent).kind == Kind::pair) name = module.child(parent, Field::key);
  return name == no_node ? std::string_view() : module.text(name);
}

void add_text(const Subject& subject, NodeId node, const std::string& text, std::vector<Issue>& issues) {
  const Place at = subject.module.place(node);
  std::size_t from = 0;
  Issue worst;
  bool any = false;
  while (const auto address = next_address(text, from)) {
    const auto issue = address_issue(subject, *address, text, at);
    if (issue && (!any || issue->weight > worst.weight)) {
      worst = *issue;
      any = true;
    }
  }
  if (any) issues.push_back(worst);
  const bool version = text::lower(name_of(subject.module, node)).find("version") != std::string::npos;
  if (const auto ip = ipv4(without_port(text)); !any && !version && ip && is_public(*ip))
    issues.push_back({"hardcoded-address", "a public IP address", text, "", Weight::high, "", "", at});
  if (text.size() < 200 && text.find('/') != std::string::npos) {
    const auto* row = catalog::find_review_word(subject.known.sensitive_paths, text);
    if (row != nullptr)
      issues.push_back({"file-access", "names a path that modelling code has no business with",
                        shortened(text), "", row->weight, "", "", at});
  }
  if (const std::string how = encoded_how(text, subject.module.text(node)); !how.empty())
    issues.push_back({"obfuscated", "holds " + how, shortened(text), "", Weight::medium, "", "decode", at});
}

}  // namespace

void add_literals(const Subject& subject, std::vector<Issue>& issues) {
  const python::Module& module = subject.module;
  for (NodeId node = 0; node < module.nodes.size();) {
    // The outermost text: what it is made of says nothing of its own.
    if (!subject.texts.is_text(node)) {
      ++node;
      continue;
    }
    if (!module.at(node).dead && !documents(module, node))
      if (const auto text = subject.texts.text(node)) add_text(subject, node, *text, issues);
    node = module.at(node).next;
  }
}

}  // namespace dockgate::review
