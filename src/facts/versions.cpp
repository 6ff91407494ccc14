#include "facts/versions.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "facts/image_files.hpp"
#include "facts/requirements.hpp"
#include "text/ascii.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::uint64_t max_requirements = 8u << 20;

std::string normal_name(std::string_view name) {
  auto out = text::lower(name);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '_' || c == '.'; }, '-');
  return out;
}

/// Files that installers find in their working folder, the most exact first; the first that is there counts.
struct ProjectFiles {
  std::string_view program;
  std::array<std::string_view, 4> files;
};
constexpr std::array<ProjectFiles, 5> project_files = {{
    {"uv", {"uv.lock", "pyproject.toml"}},
    {"poetry", {"poetry.lock", "pyproject.toml"}},
    {"pdm", {"pdm.lock", "pylock.toml", "pyproject.toml"}},
    {"pipenv", {"Pipfile.lock", "Pipfile"}},
    {"pip", {"pylock.toml", "pyproject.toml", "setup.cfg", "setup.py"}},
}};

constexpr std::string_view known_programs =
    "{pip,pip[23]*,uv,conda,mamba,micromamba,poetry,pipenv,pdm,rye,hatch,python,python[23]*}";

class VersionReader {
 public:
  VersionReader(const build::Build& build, const RunCommand& command, const ContextFiles* files,
                Versions& out)
      : build_(build), command_(command), image_(command.files.get(), files), out_(out) {}

  void read(const std::string& program) {
    const auto& words = command_.shell.words;
    const auto verb = std::find_if(words.begin() + 1, words.end(), [](const shell::Word& word) {
      const auto text = word.text.view();
      return text == "install" || text == "add" || text == "sync" || text == "create" || text == "update";
    });
    if (verb == words.end()) return;
    bool project = program == "poetry" || program == "pipenv" || program == "pdm" ||
                   (program == "uv" && verb->text.view() == "sync" && (verb - 1)->text.view() != "pip");
    for (auto word = verb + 1; word != words.end(); ++word) {
      const auto text = word->text.view();
      std::string_view file;
      for (const std::string_view option : {"--requirement", "--constraint", "--file", "-r", "-c", "-f"}) {
        // `pip install -f` names pages with links.
        if (option == "-f" && program.find("conda") == std::string::npos && !program.ends_with("mamba"))
          continue;
        // conda's `-c` names a channel.
        if (option == "-c" && (program.find("conda") != std::string::npos || program.ends_with("mamba")))
          continue;
        if (text == option && word + 1 != words.end()) {
          file = (++word)->text.view();
        } else if (text.starts_with(option) && text.size() > option.size() &&
                   (text[option.size()] == '=' || !option.starts_with("--"))) {
          file = text.substr(option.size() + (text[option.size()] == '=' ? 1 : 0));
        } else {
          continue;
        }
        break;
      }
      if (!file.empty()) {
        read_file(file);
      } else if (text == "." || text.starts_with(".[") || text.starts_with("./") || text.starts_with("../") ||
                 text.starts_with('/')) {
        read_project("pip", text.substr(0, text.find('[')));
      } else if (program == "uv" && verb->text.view() == "sync" && (verb - 1)->text.view() == "pip" &&
                 !text.starts_with('-')) {
        read_file(text);  // uv pip sync requirements.txt
      } else if (program.find("conda") != std::string::npos || program.ends_with("mamba")) {
        add_conda_requirement(text, word->at, "`" + std::string(text) + "`", out_);
      } else {
        add_requirement(text, word->at, "`" + std::string(text) + "`", out_);
      }
    }
    if (project) read_project(program, ".");
  }

 private:
  std::string absolute(std::string_view path) const { return image_path(command_.workdir, path); }

  bool read_file(std::string_view name) {
    // An absolute path that the build does not fill is another file than the context's of that name.
    const auto found = name.starts_with('/') ? image_.find(absolute(name)) : image_.guess(absolute(name));
    if (found && found->text) {
      add_requirements_text(*found->text, name, out_);
      return true;
    }
    if (!found || build_.context == nullptr) return false;
    const auto source = build_.context->read(found->path, max_requirements);
    if (!source) return false;
    const OpenBeside open = [this](std::string_view path) -> SourcePtr {
      const auto normal = text::normalize(path);
      if (!normal) return nullptr;
      const auto inner = build_.context->read(*normal, max_requirements);
      return inner ? *inner : nullptr;
    };
    add_requirements_file(*source, found->path, open, out_);
    return true;
  }

  void read_project(std::string_view program, std::string_view folder) {
    const auto installer = std::find_if(project_files.begin(), project_files.end(),
                                        [&](const ProjectFiles& one) { return one.program == program; });
    if (installer == project_files.end()) return;
    for (const auto file : installer->files)
      if (!file.empty() && read_file(text::join(folder, file))) return;
  }

  const build::Build& build_;
  const RunCommand& command_;
  ImageFiles image_;
  Versions& out_;
};

/// `FROM pytorch/pytorch:2.3.1-cuda12.1`: the tag begins with a version.
void read_tag(const build::ImageUse& use, const catalog::Index& catalog, Versions& out) {
  if (use.role != build::ImageUse::Role::base || !use.reference) return;
  const auto name = image::full_name(*use.reference);
  for (const auto& source : catalog.sources())
    for (const auto& row : source.images) {
      if (row.package.empty()) continue;
      if (std::none_of(row.images.begin(), row.images.end(),
                       [&](std::string_view glob) { return text::glob_match(glob, name); }))
        continue;
      std::string_view tag = use.reference->tag;
      if (tag.starts_with('v')) tag.remove_prefix(1);
      if (tag.empty() || tag[0] < '0' || tag[0] > '9') continue;
      tag = tag.substr(0, tag.find('-'));
      out.add(row.package, {std::string(tag), true, {}, "the tag of " + name, use.at});
    }
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view& text) {
    unsigned long value = 0;
    std::size_t i = 0;
    while (i < text.size() && text::is_digit(text[i])) {
      if (value < 100000000) value = value * 10 + static_cast<unsigned long>(text[i] - '0');
      ++i;
    }
    text = i < text.size() && text[i] == '.' ? text.substr(i + 1) : std::string_view{};
    return value;
  };
  while (!a.empty() || !b.empty()) {
    const auto left = next(a);
    const auto right = next(b);
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

const PackageVersion* Versions::find(std::string_view package) const {
  const auto found = packages_.find(package);
  return found == packages_.end() ? nullptr : &found->second;
}

std::optional<bool> Versions::holds(const catalog::VersionRow& row) const {
  const auto* known = find(row.package);
  if (known == nullptr) return std::nullopt;
  const auto under = [](std::string_view a, std::string_view b) { return compare_versions(a, b) < 0; };
  if (known->exact)
    return (row.from.empty() || !under(known->version, row.from)) &&
           (row.before.empty() || under(known->version, row.before));
  // The version lies in [version, below), either end of which may be open.
  if (!row.before.empty() && !known->version.empty() && !under(known->version, row.before)) return false;
  if (!row.from.empty() && !known->below.empty() && !under(row.from, known->below)) return false;
  const bool from_holds = row.from.empty() || (!known->version.empty() && !under(known->version, row.from));
  const bool before_holds = row.before.empty() || (!known->below.empty() && !under(row.before, known->below));
  return from_holds && before_holds ? std::optional(true) : std::nullopt;
}

bool Versions::may_hold(std::span<const catalog::VersionRow> rows) const {
  return rows.empty() || std::any_of(rows.begin(), rows.end(), [&](const catalog::VersionRow& row) {
           if (const auto held = holds(row)) return *held;
           return find(row.package) != nullptr || installed_.contains(normal_name(row.package));
         });
}

void Versions::add(std::string_view package, PackageVersion version) {
  auto& known = packages_[normal_name(package)];
  // The last install wins; a bound says nothing against an exact version.
  const bool nothing = known.version.empty() && known.below.empty();
  if (nothing || version.exact || !known.exact) known = std::move(version);
}

void Versions::add_installed(std::string_view package) {
  installed_.insert(normal_name(package));
}

Versions read_versions(const build::Build& build, const ShellCommands& commands,
                       const catalog::Index& catalog, const ContextFiles* files) {
  Versions out;
  for (const auto& use : build.images) read_tag(use, catalog, out);
  std::unordered_map<std::string, bool> installers;  // whether a program is one
  for (const auto& command : commands.commands) {
    if (command.shell.words.empty()) continue;
    const auto program = shell::program_name(command.shell.words.front());
    const auto [known, fresh] = installers.try_emplace(program);
    if (fresh) known->second = text::glob_match(known_programs, program);
    if (known->second) VersionReader(build, command, files, out).read(program);
  }
  return out;
}

}  // namespace dockgate::facts
