#pragma once
// Programs that run what they are given on their standard input: `curl … | sh`.

#include <string_view>

#include "shell/script.hpp"

namespace dockgate::facts {

/// Whether `command` takes its standard input as a program: a shell without a script or with `-s`, Python,
/// Perl, Ruby, Node, PHP or R without a script or with `-`. `python -c …` and `python -m json.tool` read
/// data.
bool runs_its_input(const shell::Command& command);

/// The index of the first word that a shell gives the script on its standard input: behind `-s`, `--`, and
/// options.
std::size_t first_parameter(const shell::Command& command);

/// Whether the program runs a text that another command puts into its words, as in `bash -c "$(…)"`, `bash
/// <(…)`, `eval "$(…)"`, `source <(…)`.
bool runs_its_words(std::string_view program);

}  // namespace dockgate::facts
