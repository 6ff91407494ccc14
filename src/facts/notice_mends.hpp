#pragma once
// What stands in the place of that which a notice speaks of: its parts `word` and `lines`, and its field
// `correct`.

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// Of a notice of the build: the word, the instruction or the flag that it is about. Nothing where what is
/// right is not known.
void add_mend(const build::Build& build, const build::Notice& notice, NoticeFact& fact);

/// `at` would be `correct`.
void add_word(const Place& at, std::string correct, NoticeFact& fact);

/// `ENV NAME value` with an equals sign, and with the quotes or escapes that keep the value what it was.
void add_pair_with_equals(const dockerfile::File& file, const dockerfile::KeyValue& pair, NoticeFact& fact);

/// The LABEL that says what the MAINTAINER says: org.opencontainers.image.authors, as the OCI image
/// specification has it (annotations.md).
void add_label_of_maintainer(const dockerfile::File& file, const dockerfile::Instruction& maintainer,
                             NoticeFact& fact);

/// The blank lines inside of `instruction`.
void add_blank_lines(const dockerfile::File& file, const dockerfile::Instruction& instruction,
                     NoticeFact& fact);

}  // namespace dockgate::facts
