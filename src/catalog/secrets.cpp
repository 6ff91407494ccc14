#include "catalog/secrets.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "text/ascii.hpp"
#include "text/char_set.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::catalog {
namespace {

constexpr std::string_view key_begin = "-----BEGIN ";
constexpr std::string_view key_end = "PRIVATE KEY-----";
constexpr std::size_t longest_key_kind = 24;  // "ENCRYPTED ", "RSA ", "OPENSSH " …
constexpr std::size_t longest_user_info = 512;
constexpr std::uint16_t none = 0xFFFF;  // no further form of a token
constexpr text::CharSet word_bytes("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

std::size_t token_end(const TokenForm& form, std::string_view text, std::size_t begin) {
  std::size_t end = begin + form.prefix.size();
  const auto body = end;
  while (end < text.size() && end - body <= form.max &&
         form.alphabet.find(text[end]) != std::string_view::npos) {
    ++end;
  }
  const auto length = end - body;
  if (length < form.min || length > form.max) {
    return 0;
  }
  if (end < text.size() && text::is_letter_or_digit(text[end])) {
    return 0;
  }
  // Documentation writes hf_xxxxxxxx… and AKIA…EXAMPLE; a real token has many different characters.
  std::string seen(text.substr(body, length));
  if (seen.ends_with("EXAMPLE")) {
    return 0;
  }
  std::sort(seen.begin(), seen.end());
  return std::unique(seen.begin(), seen.end()) - seen.begin() >= 6 ? end : 0;
}

FoundToken private_key(std::string_view text, std::size_t begin) {
  const auto kind = begin + key_begin.size();
  const auto end = text.substr(kind, longest_key_kind + key_end.size()).find(key_end);
  if (end == std::string_view::npos) {
    return {};
  }
  return {begin, kind + end + key_end.size(), "private key", "private-key"};
}

/// `colon` is the place of "://". The password runs from the first ':' of the user information to its '@'.
FoundToken url_password(const SecretKnowledge& known, std::string_view text, std::size_t colon) {
  const auto user = colon + 3;
  const auto end = text.find_first_of("/ \t\r\n\"'`?#\\|;", user);
  const auto info =
      text.substr(user, std::min(end == std::string_view::npos ? end : end - user, longest_user_info));
  const auto at = info.rfind('@');
  if (at == std::string_view::npos) {
    return {};
  }
  const auto separator = info.find(':');
  if (separator == std::string_view::npos || separator > at) {
    return {};
  }
  const auto password = info.substr(separator + 1, at - separator - 1);
  if (std::ranges::any_of(known.placeholders,
                          [&](auto pattern) { return text::glob_match(pattern, password); })) {
    return {};
  }
  return {user + separator + 1, user + at, "password in an address", "url-password"};
}

}  // namespace

bool names_a_secret(const SecretKnowledge& known, std::string_view variable) {
  bool secret = false;
  for (const auto part : text::split(variable, '_')) {
    const auto word = text::lower(part);
    if (std::ranges::find(known.harmless_words, word) != known.harmless_words.end()) {
      return false;
    }
    secret = secret || std::ranges::find(known.words, word) != known.words.end();
  }
  return secret;
}

TokenFinder::TokenFinder(const SecretKnowledge& known) : known_(known), next_(known.tokens.size(), none) {
  first_.fill(none);
  for (std::size_t i = std::min<std::size_t>(known.tokens.size(), none); i-- > 0;) {
    if (known.tokens[i].prefix.empty()) {
      continue;
    }
    auto& first = first_[static_cast<unsigned char>(known.tokens[i].prefix.front())];
    next_[i] = std::exchange(first, static_cast<std::uint16_t>(i));
  }
}

FoundToken TokenFinder::find(std::string_view text, std::size_t from) const {
  bool inside = from > 0 && text::is_letter_or_digit(text[from - 1]);
  for (std::size_t i = from; i < text.size(); ++i) {
    const bool begins_word = !inside;
    if (inside) {
      i = word_bytes.find_other(text, i);  // the rest of the word
      if (i == text.size()) {
        break;
      }
    }
    const char c = text[i];
    inside = word_bytes.contains(c);
    const auto first = first_[static_cast<unsigned char>(c)];
    if ((first == none || !begins_word) && c != '-' && c != ':') {
      continue;
    }
    const auto here = text.substr(i);
    if (c == '-' && here.starts_with(key_begin)) {
      if (const auto found = private_key(text, i); found.end != 0) {
        return found;
      }
    }
    if (c == ':' && here.starts_with("://")) {
      if (const auto found = url_password(known_, text, i); found.end != 0) {
        return found;
      }
    }
    if (!begins_word) {
      continue;
    }
    for (auto at = first; at != none; at = next_[at]) {
      const auto& form = known_.tokens[at];
      if (form.prefix.size() > 1 && here.size() > 1 && form.prefix[1] != here[1]) {
        continue;
      }
      if (here.starts_with(form.prefix)) {
        if (const auto end = token_end(form, text, i); end != 0) {
          return {i, end, form.what, "token"};
        }
      }
    }
  }
  return {};
}

}  // namespace dockgate::catalog
