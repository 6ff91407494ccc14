#pragma once
// file: addresses and paths (RFC 3986, RFC 8089).

#include <optional>
#include <string>
#include <string_view>

namespace dockgate::lsp {

/// The path of a `file:` address, decoded, with `/` and without one at its end; nothing for another scheme,
/// another host, a broken escape or a NUL. `file:///C:/x` gives `C:/x`.
std::optional<std::string> path_of(std::string_view uri);

/// The address of an absolute path. What need not be escaped is not, as VS Code and Neovim write it.
std::string uri_of(std::string_view path);

/// `uri` in one spelling, so that two that name the same file are equal: escapes of plain characters undone,
/// others in upper case.
std::string normal_uri(std::string_view uri);

}  // namespace dockgate::lsp
