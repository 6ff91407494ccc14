#pragma once
// Values as such: alternatives, arguments, and what operators and methods of texts make of them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "python/syntax.hpp"

namespace dockgate::python {

/// Items of one list or dict that are kept.
inline constexpr std::size_t max_items = 1024;

/// Arguments of one call, splats taken apart where they are known.
struct Arguments {
  std::vector<Argument> items;
  bool open_positional = false;
  bool open_keywords = false;
  std::string open_what;
};
using ArgumentsPtr = std::shared_ptr<const Arguments>;

/// The positional argument `index` (from 0), or null.
const Argument* positional(const Arguments& given, std::size_t index);
/// The argument `name=`, or null.
const Argument* keyword(const Arguments& given, std::string_view name);
/// The positional argument `index`, else `name=`.
const Argument* argument_of(const Arguments& given, std::size_t index, std::string_view name);

/// One activation of a function of the program: what its parameters hold in it.
struct Frame {
  std::uint32_t module = 0;
  std::uint32_t function = 0;
  std::vector<ValuePtr> parameters;  // by index; null: ask the callers
  ObjectPtr self;                    // the receiver, for the first parameter
  const Frame* outer = nullptr;      // activation of the function around it
  NodeId iterated = no_node;         // one turn of a comprehension: what it goes through, and its item
  ValuePtr item;
  std::uint32_t id = 0;
  std::uint32_t depth = 0;
};

struct Object {
  enum class Kind { function, klass, instance, library, partial } kind = Kind::library;
  std::uint32_t module = 0;
  std::uint32_t index = 0;  // of the function or class
  const Frame* frame =
      nullptr;             // function, class: the activation it was defined in; instance: that of its making
  ObjectPtr self;          // function: the bound receiver
  ArgumentsPtr arguments;  // partial: those already given; instance, library: those of its making
  ValuePtr inner;          // partial: what it calls
  NodeId node = no_node;   // library, instance: the call that made it
  bool generic = false;    // `self` of whichever object: any class below is meant too
  std::optional<std::pair<std::uint32_t, std::uint32_t>> above;  // super() in the class of this module, index
};

using Possibles = std::vector<Possible>;

Possible known(std::string text);
Possible known(bool value);
Possible known(long long value);
Possible unknown(Why why, std::string what, Place at);
Possible name_of(std::string dotted);
Possible dict_value(Dict dict);
Possibles one(Possible possible);
ValuePtr make_value(Possibles possible, Place at);
ValuePtr make_value(Possible possible, Place at);
/// The value of a string literal; see gap.
Possible written_text(std::string text, const Place& at);
/// Adds `more` to `into` without repeating equal values; past 8 one Unknown stands for the rest.
void add(Possibles& into, const Possible& more, Place at);
void add(Possibles& into, const Possibles& more, const Place& at);
void add_step(Possibles& values, const Place& at, const std::string& what);
void add_step(Possible& value, Place at, const std::string& what);
bool same(const Possible& a, const Possible& b, int depth = 3);
/// str(value) as Python gives it; nothing when it is not known.
std::optional<std::string> as_text(const Possible& value);
const std::string* text_of(const Possible& value);
const Unknown* unknown_of(const Possible& value);
/// Whether it is not known for this reason.
bool is_unknown(const Possible& value, Why why);
/// Whether one of the alternatives is not known for this reason.
bool may_be_unknown(const Value& value, Why why);
/// "`x` is not known because …": what a derived value lacks, from the first operand that is not known.
Possible derived_unknown(const Possible& a, const Possible& b, Place at);
Possible derived_unknown(const Possible& a, Place at, std::string what = {});
void inherit(Possible& result, const Possible& from);
/// `value`, marked as a path where it is a text.
Possible as_path(Possible value);
/// Applies `operation` to every pair of alternatives.
template <typename Operation>
Possibles combine(const Value& a, const Value& b, const Place& at, Operation operation) {
  Possibles out;
  for (const Possible& left : a.possible)
    for (const Possible& right : b.possible) {
      Possible result = operation(left, right);
      inherit(result, left);
      inherit(result, right);
      add(out, result, at);
    }
  return out;
}
template <typename Operation>
Possibles each(const Value& a, const Place& at, Operation operation) {
  Possibles out;
  for (const Possible& value : a.possible) {
    Possible result = operation(value);
    inherit(result, value);
    add(out, result, at);
  }
  return out;
}

// ---- operators.cpp ----

Possible binary(std::string_view op, const Possible& a, const Possible& b, Place at);
std::optional<bool> compare(std::string_view op, const Possible& a, const Possible& b);
Possible index(const Possible& object, const Possible& key, Place at);
/// printf-style and str.format; nothing when a part is not understood.
Possible percent_format(const Possible& format, const Possible& values, Place at);
Possible brace_format(const std::string& format, const Arguments& values, Place at);
/// A value as `{value!conversion:specifier}` shows it.
Possible formatted(const Possible& value, std::string_view conversion, std::string_view specifier, Place at);

/// Whether the library function gives the function that it is given.
bool hands_function_on(std::string_view dotted);
/// Whether it gives a function that calls what it is given with the other arguments, as functools.partial.
bool fixes_arguments(std::string_view dotted);
/// Whether it runs the code in the text that it is given first, to measure it say.
bool runs_text(std::string_view dotted);
/// Whether it starts the program whose words it is given as a list.
bool starts_programs(std::string_view dotted);

// ---- strings.cpp ----

/// What urllib.parse.urlparse gives, as a dict of its attributes.
Possible address_parts(std::string_view address, const Place& at);
/// What shlex.split gives: the words of a command line without quotes and backslashes.
Possible shell_words(std::string_view text, const Place& at);

/// A method of str on constants; nothing when it is not one that is followed.
std::optional<Possible> text_method(const std::string& text, std::string_view method,
                                    const std::vector<const Possible*>& arguments, const Place& at);

}  // namespace dockgate::python
