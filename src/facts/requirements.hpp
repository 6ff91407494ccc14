#pragma once
// Files that say which versions of Python packages are wanted or were resolved.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "facts/versions.hpp"
#include "text/mapped_text.hpp"
#include <dockgate/text.hpp>

namespace dockgate::facts {

/// Adds what one requirement says: `torch==2.1.0+cu118 ; marker`, `numpy>=1.24,<2`, `torch[extra]~=2.3`,
/// `name @ https://…/name-1.2-py3-none-any.whl`, conda's `torch=2.1`. `how` is for a user. Nothing for other
/// texts.
void add_requirement(std::string_view text, const Place& at, const std::string& how, Versions& out);

/// The same for a package of conda, `channel::name=1.2=build`, whose name may be another than on PyPI
/// (`pytorch` is torch).
void add_conda_requirement(std::string_view word, const Place& at, const std::string& how, Versions& out);

/// Opens a file that another one names, by its path relative to that one.
using OpenBeside = std::function<SourcePtr(std::string_view path)>;

/// Adds what the file at `path` says: requirements and constraints files (with `-r` and `-c` in them),
/// pyproject.toml, setup.cfg, setup.py, environment.yml, Pipfile, and the lock files of uv, Poetry, PDM,
/// Pipenv and pylock.toml. The file's name decides how it is read. In a lock file that has a package several
/// times the lowest version counts.
void add_requirements_file(const SourcePtr& source, std::string_view path, const OpenBeside& open,
                           Versions& out);

/// The same for a list of requirements that stands in the Dockerfile; what it names by `-r` is not followed.
void add_requirements_text(const text::MappedText& text, std::string_view path, Versions& out);

}  // namespace dockgate::facts
