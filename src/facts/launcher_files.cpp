#include "facts/launcher_files.hpp"

#include <algorithm>
#include <optional>

#include "catalog/launchers.hpp"
#include "facts/launcher_text.hpp"
#include "facts/notebook.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::Launcher;
using catalog::LauncherForm;
using text::MappedText;

const Launcher* launcher_of(const shell::Command& command) {
  if (command.words.empty()) return nullptr;
  auto program = shell::program_name(command.words.front());
  if (program.starts_with("python") && command.words.size() > 2 && command.words[1].text.view() == "-m")
    program = command.words[2].text.text();
  for (const auto& launcher : catalog::launchers())
    if (std::any_of(launcher.programs.begin(), launcher.programs.end(),
                    [&](std::string_view glob) { return text::glob_match(glob, program); }))
      return &launcher;
  return nullptr;
}

/// `A="1",B=2`
void read_environment(std::string_view text, std::vector<std::pair<std::string, std::string>>& out) {
  while (!text.empty() && out.size() < 100) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return;
    const auto name = text::trim(text.substr(0, equals), " \t,");
    text = text::trim(text.substr(equals + 1));
    std::string_view value;
    if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
      const auto end = std::min(text.find(text[0], 1), text.size());
      value = text.substr(1, end - 1);
      text = text.substr(std::min(end + 1, text.size()));
    } else {
      value = text::trim(text.substr(0, text.find(',')));
      text = text.substr(std::min(text.find(','), text.size()));
    }
    out.emplace_back(name, value);
  }
}

std::vector<Launched> read_sections(const Launcher& launcher, const MappedText& configuration) {
  std::vector<Launched> out;
  Launched section;
  bool any = false;
  const auto finish = [&] {
    if (any && out.size() < max_launched) out.push_back(section);
    section = {};
    any = false;
  };
  for (const auto& line : configuration_lines(configuration.view())) {
    const auto trimmed = text::trim(line.text);
    if (trimmed.starts_with('[')) {
      finish();
      continue;
    }
    const auto equals = line.text.find('=');
    if (equals == std::string_view::npos || trimmed.starts_with('#') || trimmed.starts_with(';')) continue;
    const auto key = text::trim(line.text.substr(0, equals));
    if (key == launcher.command_key) {
      // A blank and a semicolon begin a comment.
      const auto comment = line.text.find(" ;", equals);
      const auto end = comment == std::string_view::npos ? line.end : line.begin + comment;
      section.text = with_shell_variables(configuration.substr(line.begin + equals + 1, end), "%(ENV_", ")s");
      any = true;
    } else if (key == "directory" || key == "working_dir") {
      section.workdir = text::trim(line.text.substr(equals + 1));
    } else if (key == "environment") {
      read_environment(line.text.substr(equals + 1), section.environment);
    }
  }
  finish();
  return out;
}

std::vector<Launched> read_lines(const MappedText& configuration) {
  std::vector<Launched> out;
  for (const auto& line : configuration_lines(configuration.view())) {
    const auto colon = line.text.find(':');
    if (colon == std::string_view::npos || text::trim(line.text).starts_with('#') ||
        out.size() >= max_launched)
      continue;
    out.push_back({configuration.substr(line.begin + colon + 1, line.end), {}, {}});
  }
  return out;
}

}  // namespace

std::vector<std::string> launcher_files(const shell::Command& command) {
  std::vector<std::string> out;
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return out;
  const auto& options = launcher->options;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = command.words[i].text.view();
    const auto equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    if (std::find(options.begin(), options.end(), word.substr(0, equals)) == options.end()) continue;
    if (equals != std::string_view::npos)
      out.emplace_back(word.substr(equals + 1));
    else if (i + 1 < command.words.size())
      out.push_back(command.words[i + 1].text.text());
  }
  if (launcher->form == LauncherForm::notebook)
    for (const auto& word : command.words)
      if (word.known && word.text.view().ends_with(".ipynb")) out.push_back(word.text.text());
  if (launcher->last_word && command.words.size() > 1) out.push_back(command.words.back().text.text());
  if (out.empty()) out.assign(launcher->files.begin(), launcher->files.end());
  return out;
}

std::string launcher_workdir(const shell::Command& command) {
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return {};
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto word = command.words[i].text.view();
    for (const auto option : launcher->folder_options) {
      if (word == option && i + 1 < command.words.size()) return command.words[i + 1].text.text();
      const bool joined = word.size() > option.size() && word.starts_with(option);
      if (!joined) continue;
      if (word[option.size()] == '=') return std::string(word.substr(option.size() + 1));
      if (option.size() == 2) return std::string(word.substr(2));  // `-Cbuild`
    }
  }
  return {};
}

std::vector<std::string_view> launcher_folders(const shell::Command& command) {
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return {};
  return {launcher->more_files.begin(), launcher->more_files.end()};
}

std::vector<std::string> included_files(const shell::Command& command, const MappedText& configuration) {
  std::vector<std::string> out;
  const auto* launcher = launcher_of(command);
  if (launcher != nullptr && launcher->form == LauncherForm::make)
    for (const auto& line : configuration_lines(configuration.view())) {
      const auto words = text::split(text::trim(line.text), ' ');
      if (words.front() != "include" && words.front() != "-include" && words.front() != "sinclude") continue;
      for (const auto file : std::span(words).subspan(1))
        if (!file.empty()) out.emplace_back(file);
    }
  if (launcher == nullptr || launcher->include_key.empty()) return out;
  bool included = false;
  for (const auto& line : configuration_lines(configuration.view())) {
    const auto text = text::trim(line.text);
    if (text.starts_with('[')) {
      included = text == "[include]";
      continue;
    }
    const auto equals = text.find('=');
    if (!included || equals == std::string_view::npos ||
        text::trim(text.substr(0, equals)) != launcher->include_key)
      continue;
    for (const auto glob : text::split(text.substr(equals + 1), ' '))
      if (!text::trim(glob).empty()) out.emplace_back(text::trim(glob));
  }
  return out;
}

bool reads_own_project(const shell::Command& command) {
  const auto* launcher = launcher_of(command);
  return launcher != nullptr && launcher->own_project;
}

bool joins_includes(const shell::Command& command) {
  const auto* launcher = launcher_of(command);
  return launcher != nullptr && launcher->form == LauncherForm::make;
}

std::vector<Launched> launched_commands(const shell::Command& command, const MappedText& configuration,
                                        std::span<const MappedText> included) {
  const auto* launcher = launcher_of(command);
  if (launcher == nullptr) return {};
  switch (launcher->form) {
    case LauncherForm::sections:
      return read_sections(*launcher, configuration);
    case LauncherForm::lines:
      return read_lines(configuration);
    case LauncherForm::make:
      return read_make(command, configuration, included);
    case LauncherForm::just:
      return read_just(command, configuration);
    case LauncherForm::tasks:
      return read_tasks(command, configuration);
    case LauncherForm::scripts:
      return read_scripts(command, configuration);
    case LauncherForm::notebook: {
      std::vector<Launched> out;
      if (configuration.source() != nullptr)
        for (auto& text : read_notebook(configuration.source()).shell)
          if (out.size() < max_launched) out.push_back({std::move(text), {}, {}});
      return out;
    }
  }
  return {};
}

std::vector<std::string_view> service_scripts(const shell::Command& command) {
  if (command.words.empty()) return {};
  const auto word = command.words.front().text.view();
  const auto name = shell::program_name(command.words.front());
  for (const auto& runner : catalog::service_runners())
    for (const auto program : runner.programs)
      if (program == (program.find('/') != std::string_view::npos ? word : std::string_view(name)))
        return {runner.scripts.begin(), runner.scripts.end()};
  return {};
}

}  // namespace dockgate::facts
