#pragma once
// Programs that start other programs by what a file says: constant data, made from
// policies/catalog/launchers.yaml when the project is built.

#include <array>
#include <span>
#include <string_view>

namespace dockgate::catalog {

/// How the file names commands.
enum class LauncherForm {
  sections,  // INI: a section a program, its command under a key
  lines,     // `name: command`
  make,      // targets with their recipes
  just,      // the same in the form of just
  tasks,     // YAML: `tasks: {NAME: {cmds: […]}}`
  scripts,   // JSON: `"scripts": {NAME: command}`
  notebook,  // Jupyter: the lines that begin with `!`
};
constexpr std::array<std::string_view, 7> launcher_form_names = {"sections", "lines",   "make",    "just",
                                                                 "tasks",    "scripts", "notebook"};

struct Launcher {
  std::span<const std::string_view> programs;  // globs
  LauncherForm form = LauncherForm::lines;
  std::span<const std::string_view> options;         // that name the file
  std::span<const std::string_view> folder_options;  // that name the folder in which it works
  std::string_view command_key;                      // of `sections`
  std::string_view include_key;                      // of the section `[include]`: globs of further files
  bool last_word = false;                            // the last word of the command line names the file too
  bool own_project = false;                 // the file says what one project does: one elsewhere is another's
  std::span<const std::string_view> files;  // where nothing names one
  std::span<const std::string_view> more_files;  // globs on image paths that are read beside them
};

/// A program that runs every script of some folders.
struct ServiceRunner {
  std::span<const std::string_view> programs;  // one with `/` is the whole word of the command line
  std::span<const std::string_view> scripts;   // globs on image paths
};

std::span<const Launcher> launchers();
std::span<const ServiceRunner> service_runners();

}  // namespace dockgate::catalog
