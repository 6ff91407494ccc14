#pragma once
// What a pickle may import: constant data made from policies/catalog/pickle when the project is built.

#include <span>
#include <string>
#include <string_view>

namespace dockgate::weights {

/// How a name on the list may be used. All but `any` are harmless in one way only.
enum class Use {
  any,          // imported, called with anything, handed over
  attribute,    // getattr: called with a class on the list and the name of a member
  import_call,  // _ufunc_reconstruct: called with the name of a module and of something in it
  type_of,      // type: called with one value
  encode,       // _codecs.encode: bytes written as text
  torch_bytes,  // _load_from_bytes: a torch file inside of the pickle
  array,        // joblib's wrapper: the bytes of an array follow in the stream
  tensor,       // makes a tensor or storage: no items may be set on it
};

struct AllowedName {
  std::string_view module, name;
  Use use = Use::any;
};

struct DangerousName {
  std::string_view module;  // "" = any
  std::string_view name;    // "" = all names, and those of modules below as well
  std::string_view why;     // "runs commands"
};

/// What Python 3 reads in place of a name of Python 2 (Lib/_compat_pickle.py).
struct RenamedName {
  std::string_view module, name;  // name "" = the whole module
  std::string_view new_module, new_name;
};

struct PickleKnowledge {
  std::span<const AllowedName> allowed;           // sorted by module, then name
  std::span<const DangerousName> dangerous;       // sorted likewise
  std::span<const RenamedName> renamed;           // sorted likewise
  std::span<const std::string_view> public_only;  // modules whose private names are dangerous; sorted
};

/// The built-in rows.
const PickleKnowledge& pickle_knowledge();

struct NameVerdict {
  enum class Kind { allowed, unknown, dangerous } kind = Kind::unknown;
  Use use = Use::any;
  std::string why;
};

/// Judges an import. The pair has to stand on the list exactly; a dotted `name` is judged by each of its
/// parts as well, since protocol 4 follows the dots.
NameVerdict judge_name(std::string_view module, std::string_view name);

/// `__class__` and its like: the hooks of Python's objects.
bool is_hook(std::string_view name);
/// Letters, digits and `_` with dots between them, as imports have them.
bool is_dotted_name(std::string_view name);

}  // namespace dockgate::weights
