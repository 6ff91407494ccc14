#pragma once
// The parts of facts that rules may point at and edits may change, by kind.

#include <algorithm>
#include <array>

#include "facts/schema.hpp"

namespace dockgate::facts {

inline constexpr std::array image_parts{
    PartName{"digest", "the digest, without `@`"},
    PartName{"name", "registry and repository"},
    PartName{"pin", "gap for a digest: behind the reference, or behind the default of the ARG that it is"},
    PartName{"tag", "the tag, without `:`"},
};
inline constexpr std::array command_parts{
    PartName{"above", "gap for instructions before the RUN"},
    PartName{"cd", "of a `cd` that begins a RUN: the command and the `&&` behind it"},
    PartName{"end", "gap for a command at the end of the RUN's script"},
    PartName{"instruction", "the RUN, where the command is all of it"},
    PartName{"options", "gap for an option: behind the program, or the word `install`"},
    PartName{"program", "the program"},
    PartName{"sudo", "`sudo` and the blanks behind it, where the program is the next word"},
    PartName{"wrapper", "the first program that it is run through"},
};
inline constexpr std::array own_install_parts{PartName{"package", "the first package that names no version"}};
inline constexpr std::array review_parts{
    PartName{"change", "the first line that differs from the reviewed content"},
};
inline constexpr std::array run_parts{
    PartName{"above", "gap for instructions before it"},
    PartName{"join",
             "from the end of the RUN before to this one's script, where nothing else stands between"},
    PartName{"keyword", "the instruction's name"},
    PartName{"pipe", "the commands of its pipes"},
};
inline constexpr std::array copy_parts{
    PartName{"destination", "where to"},
    PartName{"instruction", "the whole instruction"},
    PartName{"keyword", "the instruction's name"},
};
inline constexpr std::array stage_parts{
    PartName{"base", "what FROM names"},
    PartName{"platform", "the value of `--platform`"},
    PartName{"user", "its last USER"},
};
inline constexpr std::array variable_parts{
    PartName{"name", "its name"},
    PartName{"value", "its value, as written"},
};
inline constexpr std::array notice_parts{
    PartName{"id", "the name that resembles another"},
    PartName{"lines", "whole lines that are of no use"},
    PartName{"word", "what would be written otherwise, wherever it stands"},
};
inline constexpr std::array model_parts{
    PartName{"arguments", "gap for an argument of the call"},
    PartName{"call", "the name of what is called"},
    PartName{"code_arguments", "gap for an argument that names the commit of the code"},
    PartName{"code_revision", "the argument or option that names the commit of the code"},
    PartName{"code_revision_value", "its value"},
    PartName{"id", "the argument or word that names the artefact"},
    PartName{"id_revision", "the revision that stands inside of the id"},
    PartName{"id_pin", "gap for a revision inside of the id"},
    PartName{"options", "gap for an option of the command"},
    PartName{"remote_code", "the argument that trusts the code of the repository"},
    PartName{"remote_code_option", "the option that does so, and the blanks before it"},
    PartName{"remote_code_value", "the value of that argument"},
    PartName{"remote_code_variable", "the value of the variable that does so for all models"},
    PartName{"revision", "the argument or option that names the revision"},
    PartName{"revision_value", "its value"},
};
inline constexpr std::array load_parts{
    PartName{"arguments", "gap for an argument of the call"},
    PartName{"call", "the name of what is called"},
    PartName{"guard", "the argument that keeps the load from running code"},
    PartName{"guard_value", "the value of that argument"},
};
inline constexpr std::array setting_parts{PartName{"call", "the name of what is called"}};

template <std::size_t N, std::size_t M>
constexpr std::array<PartName, N + M> joined_parts(const std::array<PartName, N>& some,
                                                   const std::array<PartName, M>& more) {
  std::array<PartName, N + M> all{};
  std::copy(some.begin(), some.end(), all.begin());
  std::copy(more.begin(), more.end(), all.begin() + N);
  std::ranges::sort(all, {}, &PartName::name);
  return all;
}
inline constexpr auto install_parts = joined_parts(own_install_parts, command_parts);

}  // namespace dockgate::facts
