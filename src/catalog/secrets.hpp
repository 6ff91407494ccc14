#pragma once
// How secrets look: words in the names of variables, and the forms of well-known tokens. Constant data, made
// from policies/catalog/secrets.yaml when the project is built.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dockgate::catalog {

struct TokenForm {
  std::string_view what;         // "Hugging Face access token"
  std::string_view prefix;       // "hf_"
  std::string_view alphabet;     // bytes that may follow, spelled out
  std::size_t min = 0, max = 0;  // how many of them
};

struct SecretKnowledge {
  std::span<const std::string_view> words;           // lower case
  std::span<const std::string_view> harmless_words;  // one of these beside it makes a name harmless
  std::span<const TokenForm> tokens;
  std::span<const std::string_view> placeholders;  // patterns of passwords that stand for none
};

/// The built-in rows.
const SecretKnowledge& secret_knowledge();

/// Whether the name of a variable says that it holds a secret: a word between `_` that is one of `words`, and
/// none that is harmless. This is BuildKit's check SecretsUsedInArgOrEnv.
bool names_a_secret(const SecretKnowledge& known, std::string_view variable);

/// A token inside of a text.
struct FoundToken {
  std::size_t begin = 0, end = 0;  // bytes of the text
  std::string_view what;
  std::string_view kind;  // "token", "private-key", "url-password"
};
/// Looks for tokens in one text after the other. `known` has to outlive it.
class TokenFinder {
 public:
  explicit TokenFinder(const SecretKnowledge& known);
  /// The first token, private key or password inside a URL in `text` from byte `from` on; `end` is 0 when
  /// there is none. Linear in the size of `text`.
  FoundToken find(std::string_view text, std::size_t from) const;

 private:
  const SecretKnowledge& known_;
  // The forms of tokens by the character that they begin with, each list in their order.
  std::array<std::uint16_t, 256> first_;
  std::vector<std::uint16_t> next_;
};

}  // namespace dockgate::catalog
