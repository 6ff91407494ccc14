#pragma once
// Proof of content in Python: a digest of what was downloaded is compared with a constant, and the program
// ends when the two differ.

#include "python/program.hpp"

namespace dockgate::python {

/// Whether what the call at `download` fetches is compared with a whole digest before anything else of its
/// function uses it, in such a way that the program raises, exits or fails an assertion when it differs: by
/// hashlib (SHA-2, SHA-3, BLAKE2), in the function of the call itself or through a function of the same file
/// that hashes or compares. No proof: MD5 and SHA-1, a digest that is not written out in the file, another
/// file's digest, a comparison in a branch that need not run, behind the first use, or whose failure is only
/// logged. With `address_is_known`, a part of the fetched address (`url.split("/")[-2]`) counts as written
/// out. Purely by the form of the source; linear in the function for each download.
bool is_proven_by_digest(const Module& module, const Place& download, bool address_is_known = false);

}  // namespace dockgate::python
