#include "facts/requirements.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "text/ascii.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr int max_files_deep = 4;
constexpr std::size_t max_named_files = 200;  // that one file names, and those in turn

bool is_name_character(char c) {
  return text::is_word(c) || c == '-' || c == '.';
}

/// The version one step above the first `parts` parts: "2.4" for ("2.3.1", 2).
std::string next_version(std::string_view version, std::size_t parts) {
  std::string out;
  const auto all = text::split(version, '.');
  for (std::size_t i = 0; i < parts; ++i) {
    unsigned long number = 0;
    if (i < all.size())
      for (const char c : all[i]) {
        if (!text::is_digit(c) || number > 1000000) break;
        number = number * 10 + static_cast<unsigned long>(c - '0');
      }
    if (i + 1 == parts) ++number;
    out += (i == 0 ? "" : ".") + std::to_string(number);
  }
  return out;
}

std::size_t parts_of(std::string_view version) {
  return static_cast<std::size_t>(std::count(version.begin(), version.end(), '.')) + 1;
}

/// The bounds that one specifier of a list adds.
void add_specifier(std::string_view text, PackageVersion& out) {
  text = text::trim(text);
  std::size_t end = 0;
  while (end < text.size() && std::string_view("=<>~!^").find(text[end]) != std::string_view::npos) ++end;
  const auto operation = text.substr(0, end);
  auto version = text::trim(text.substr(end));
  version = version.substr(0, version.find_first_of(" \t,;#\"'|"));
  if (version.empty() || !text::is_digit(version[0])) return;
  bool star = false;
  if (const auto at = version.find(".*"); at != std::string_view::npos) {
    version = version.substr(0, at);
    star = true;
  }
  const auto at_least = [&] { out.version = version; };
  const auto below = [&](std::string bound) { out.below = std::move(bound); };
  if ((operation == "==" || operation == "===" || operation == "=" || operation.empty()) && !star) {
    at_least();
    out.exact = true;
  } else if (operation == "==" || operation == "=" || operation.empty()) {
    at_least();
    below(next_version(version, parts_of(version)));
  } else if (operation == ">=" || operation == ">") {
    at_least();
  } else if (operation == "~=" || operation == "~") {
    at_least();
    const auto parts = parts_of(version);
    below(next_version(
        version, operation == "~" ? std::min<std::size_t>(parts, 2) : std::max<std::size_t>(parts - 1, 1)));
  } else if (operation == "^") {
    at_least();
    // The first part that is not zero may not grow.
    const auto all = text::split(version, '.');
    std::size_t fixed = 1;
    while (fixed < all.size() && all[fixed - 1] == "0") ++fixed;
    below(next_version(version, fixed));
  } else if (operation == "<") {
    below(std::string(version));
  } else if (operation == "<=") {
    below(std::string(version) + ".0.1");
  }
}

/// Adds `name` with a list of specifiers.
void add_versions(std::string_view name, std::string_view specifiers, const Place& at, const std::string& how,
                  Versions& out) {
  PackageVersion version;
  version.exact = false;
  version.how = how;
  version.at = at;
  for (const auto part : text::split(specifiers.substr(0, specifiers.find(';')), ','))
    add_specifier(part, version);
  if (version.version.empty() && version.below.empty()) return out.add_installed(name);
  out.add(name, std::move(version));
}

/// `torch-2.1.0+cu118-cp310-cp310-linux_x86_64.whl`
bool add_wheel(std::string_view address, const Place& at, const std::string& how, Versions& out) {
  address = address.substr(0, address.find_first_of("#?"));
  auto name = text::file_name(address);
  if (!name.ends_with(".whl")) return false;
  const auto dash = name.find('-');
  if (dash == std::string_view::npos) return false;
  auto version = std::string(name.substr(dash + 1));
  version.resize(std::min(version.size(), version.find('-')));
  if (const auto plus = version.find("%2B"); plus != std::string::npos) version.replace(plus, 3, "+");
  out.add(name.substr(0, dash), {version, true, {}, how, at});
  return true;
}

/// A file with the places of its lines.
class Lines {
 public:
  explicit Lines(const SourcePtr& source) : source_(source), rest_(source->bytes()) {}
  /// The next line without its end, or nothing.
  std::optional<std::string_view> next() {
    if (begin_ > rest_.size()) return std::nullopt;
    const auto end = std::min(rest_.find('\n', begin_), rest_.size());
    const auto line = rest_.substr(begin_, end - begin_);
    at_ = {source_, {static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(end)}};
    begin_ = end + 1;
    return line;
  }
  const Place& at() const { return at_; }

 private:
  SourcePtr source_;
  std::string_view rest_;
  std::size_t begin_ = 0;
  Place at_;
};

std::string how_of(std::string_view text, std::string_view path) {
  return "`" + std::string(text::trim(text, " \t\r\",")) + "` in " + std::string(path);
}

/// `seen`: files that were read already say nothing new, and might name one another without end.
/// A line without leading blanks that names a package.
void add_plain_line(std::string_view text, const Place& at, std::string_view path, Versions& out) {
  if (const auto comment = text.find(" #"); comment != std::string_view::npos) text = text.substr(0, comment);
  if (const auto hash = text.find(" --"); hash != std::string_view::npos) text = text.substr(0, hash);
  add_requirement(text::trim(text, " \t\\"), at, how_of(text, path), out);
}

void read_plain(const SourcePtr& source, std::string_view path, const OpenBeside& open, int depth,
                std::set<std::string>& seen, Versions& out) {
  seen.insert(std::string(path));
  Lines lines(source);
  while (const auto line = lines.next()) {
    auto text = text::trim(*line);
    if (text.empty() || text[0] == '#') continue;
    if (text[0] == '-') {
      for (const std::string_view option : {"--requirement", "--constraint", "-r", "-c"}) {
        if (!text.starts_with(option)) continue;
        const auto name = text::trim(text.substr(option.size()), " \t=");
        if (depth >= max_files_deep || !open || name.empty()) break;
        const auto beside = text::normalize(text::join(text::parent(path), name));
        if (!beside || seen.size() >= max_named_files || !seen.insert(*beside).second) break;
        if (const auto inner = open(*beside)) read_plain(inner, *beside, open, depth + 1, seen, out);
        break;
      }
      continue;
    }
    add_plain_line(text, lines.at(), path, out);
  }
}

/// `name = "torch"` … `version = "2.1.0"` below `[[package]]`.
void read_toml_lock(const SourcePtr& source, std::string_view path, Versions& out) {
  std::map<std::string, PackageVersion> lowest;
  std::string name;
  bool in_package = false;
  Lines lines(source);
  while (const auto line = lines.next()) {
    const auto text = text::trim(*line);
    if (text.starts_with('[')) {
      in_package = text == "[[package]]" || text == "[[packages]]";
      name.clear();
      continue;
    }
    if (!in_package) continue;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = text::trim(text.substr(0, equals));
    const auto value = text::trim(text.substr(equals + 1), " \t\"'");
    if (key == "name") name = value;
    if (key != "version" || name.empty() || value.empty() || !text::is_digit(value[0])) continue;
    PackageVersion version{
        std::string(value), true, {}, "`" + name + "` in " + std::string(path), lines.at()};
    const auto [known, fresh] = lowest.try_emplace(name, version);
    if (!fresh && compare_versions(version.version, known->second.version) < 0) known->second = version;
  }
  for (auto& [package, version] : lowest) out.add(package, std::move(version));
}

/// `"torch": {` … `"version": "==2.1.0"`.
void read_pipfile_lock(const SourcePtr& source, std::string_view path, Versions& out) {
  std::string name;
  Lines lines(source);
  while (const auto line = lines.next()) {
    const auto text = text::trim(*line, " \t\r,");
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) continue;
    const auto key = text::trim(text.substr(0, colon), " \t\"");
    const auto value = text::trim(text.substr(colon + 1), " \t\"");
    if (value == "{") name = key;
    if (key == "version" && !name.empty())
      add_versions(name, value, lines.at(), "`" + name + "` in " + std::string(path), out);
  }
}

/// Sections of TOML and INI files that list dependencies, line by line: lists of requirements, and tables
/// such as Poetry's `torch = "^2.1"`.
void read_sections(const SourcePtr& source, std::string_view path, Versions& out) {
  bool list = false;   // inside of `dependencies = [`, `install_requires =`
  bool table = false;  // inside of a table of dependencies
  Lines lines(source);
  while (const auto line = lines.next()) {
    auto text = text::trim(*line);
    if (text.empty() || text[0] == '#') continue;
    const bool section_head = text[0] == '[' && text.back() == ']' && text.size() > 2 &&
                              text.find_first_of("\"'") == std::string_view::npos;
    if (section_head) {
      const auto section = text::trim(text, "[] ");
      table = section == "packages" || (section.ends_with("dependencies") && !section.starts_with("project"));
      list = false;
      continue;
    }
    const auto equals = text.find('=');
    const auto key = text::trim(text.substr(0, equals));
    if (!list && equals != std::string_view::npos &&
        (key == "dependencies" || key == "install_requires" || key == "requires" ||
         key == "dev-dependencies")) {
      list = true;
      text = text::trim(text.substr(equals + 1));
    } else if (!list && table && equals != std::string_view::npos) {
      auto value = text::trim(text.substr(equals + 1));
      if (value.starts_with('{')) {
        const auto at = value.find("version");
        value = at == std::string_view::npos ? std::string_view() : value.substr(at + 7);
        value = text::trim(value, " \t=");
        value = value.starts_with('"') ? value.substr(1, value.find('"', 1) - 1) : std::string_view();
      }
      const auto versions = text::trim(value, " \t\"'");
      const auto name = text::trim(key, "\"'");
      if (name != "python" && versions.find('/') == std::string_view::npos)
        add_versions(name, versions, lines.at(), how_of(text, path), out);
      continue;
    }
    if (!list || text.empty()) continue;
    // Requirements in quotes (TOML, setup.py), or one a line (setup.cfg).
    if (text.find_first_of("\"'") == std::string_view::npos) {
      if (text.find('=') != std::string_view::npos || is_name_character(text[0]))
        add_requirement(text, lines.at(), how_of(text, path), out);
    }
    std::size_t at = 0;
    while ((at = text.find_first_of("\"'", at)) != std::string_view::npos) {
      const auto end = text.find(text[at], at + 1);
      if (end == std::string_view::npos) break;
      const auto requirement = text.substr(at + 1, end - at - 1);
      add_requirement(requirement, lines.at(), how_of(requirement, path), out);
      at = end + 1;
    }
    // A bracket inside of a requirement (`torch[extra]`) stands in quotes and is followed by more.
    if (text.ends_with(']') || text.ends_with("],") || text.ends_with(')')) list = false;
  }
}

/// `- torch=2.1` and `- torch==2.1` below `dependencies:` and `pip:`.
void read_conda(const SourcePtr& source, std::string_view path, Versions& out) {
  Lines lines(source);
  while (const auto line = lines.next()) {
    auto text = text::trim(*line);
    if (!text.starts_with("- ")) continue;
    text = text::trim(text.substr(2), " \t\"'");
    add_conda_requirement(text, lines.at(), how_of(text, path), out);
  }
}

}  // namespace

void add_requirement(std::string_view word, const Place& at, const std::string& how, Versions& out) {
  word = text::trim(word, " \t\r\"'");
  if (add_wheel(word, at, how, out)) return;
  std::size_t end = 0;
  while (end < word.size() && is_name_character(word[end])) ++end;
  if (end == 0) return;
  const auto name = word.substr(0, end);
  auto rest = word.substr(end);
  if (rest.starts_with('[')) rest = rest.substr(std::min(rest.find(']') + 1, rest.size()));
  rest = text::trim(rest);
  if (rest.starts_with('(')) rest = text::trim(rest, "() ");
  if (rest.starts_with('@')) {
    if (!add_wheel(text::trim(rest.substr(1)), at, how, out)) out.add_installed(name);
    return;
  }
  if (rest.empty() || rest[0] == ';') return out.add_installed(name);
  if (std::string_view("=<>~!").find(rest[0]) == std::string_view::npos) return;
  // conda writes `torch=2.1=build`.
  if (rest[0] == '=' && !rest.starts_with("==")) rest = rest.substr(0, rest.find('=', 1));
  add_versions(name, rest, at, how, out);
}

void add_conda_requirement(std::string_view word, const Place& at, const std::string& how, Versions& out) {
  constexpr std::string_view in_channels = "pytorch", on_pypi = "torch";
  word = text::trim(word, " \t\r\"'");
  if (const auto channel = word.find("::"); channel != std::string_view::npos)
    word = word.substr(channel + 2);
  const bool renamed = word.starts_with(in_channels) &&
                       (word.size() == in_channels.size() || !is_name_character(word[in_channels.size()]));
  if (!renamed) return add_requirement(word, at, how, out);
  add_requirement(std::string(on_pypi) + std::string(word.substr(in_channels.size())), at, how, out);
}

void add_requirements_text(const text::MappedText& text, std::string_view path, Versions& out) {
  const std::string_view all = text.view();
  for (std::size_t begin = 0; begin < all.size();) {
    const auto end = std::min(all.find('\n', begin), all.size());
    const auto line = text::trim(all.substr(begin, end - begin));
    if (!line.empty() && line[0] != '#' && line[0] != '-') {
      const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      add_plain_line(line, text.place(span), path, out);
    }
    begin = end + 1;
  }
}

void add_requirements_file(const SourcePtr& source, std::string_view path, const OpenBeside& open,
                           Versions& out) {
  const auto name = text::file_name(path);
  std::set<std::string> seen;
  if (name == "Pipfile.lock") return read_pipfile_lock(source, path, out);
  if (name.ends_with(".lock") || (name.starts_with("pylock") && name.ends_with(".toml"))) {
    // `requirements.lock` is a plain list.
    if (source->bytes().find("[[package") != std::string_view::npos) return read_toml_lock(source, path, out);
    return read_plain(source, path, open, 0, seen, out);
  }
  if (name.ends_with(".toml") || name == "Pipfile" || name == "setup.cfg" || name == "setup.py")
    return read_sections(source, path, out);
  if (name.ends_with(".yml") || name.ends_with(".yaml")) return read_conda(source, path, out);
  read_plain(source, path, open, 0, seen, out);
}

}  // namespace dockgate::facts
