#pragma once
// Where a revision or a guard is written in a call, a command or an address, and where one can be added.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// The gap for a keyword argument of the call, in the style of its lines: behind the last argument, or on a
/// line of its own where the last one has its own. Nothing where the call stands elsewhere than in its text,
/// is handed on instead of made, or may be given the argument by something that is not known.
std::optional<Part> argument_gap(const python::Call& call);

/// The quote of the texts in the call: that of the text at `text`, else of the first text among its
/// arguments, else
/// `"`. In code that stands inside of something else (a word of a shell, a cell of a notebook) only a text
/// that is there tells; "" where none does.
std::string quote_of(const python::Call& call, const Place& text);

/// Whether `at` lies inside of the call.
bool is_inside(const python::Call& call, const Place& at);

/// Whether the argument that stands at `whole` is written out in the call, and not taken out of a `*x` or
/// `**x`.
bool is_written(const python::Call& call, const Place& whole);

/// Whether `at` is an expression inside of the call that can be written anew without a loss: a text or a
/// constant, or a name that stands for `value` alone, whoever calls.
bool is_replaceable(const python::Call& call, const Place& at, const python::Value& value);

/// Whether `value` is one constant text, which neither a caller nor the environment may replace.
bool is_fixed(const python::Value& value);

/// The revision inside of an address or id that stands at `at` as it is written: behind `/resolve/`,
/// `/blob/`, `/raw/`,
/// `/tree/` or `@`.
std::optional<Place> revision_inside(const Place& at, std::string_view revision);

/// The gap behind `id` in the text at `at`, which may have quotes around.
std::optional<Place> behind_id(const Place& at, std::string_view id);

}  // namespace dockgate::facts
