#include "cli/completions.hpp"

#include <algorithm>

#include "cli/commands.hpp"

namespace dockgate::cli {

namespace {

/// Calls `visit(path, command)` for the program and each command below it; the path of `policy check` is
/// " policy check", that of the program "".
template <typename Visit>
void each_command(const CommandSurface& command, const std::string& path, const Visit& visit) {
  visit(path, command);
  for (const CommandSurface& sub : command.commands) each_command(sub, path + " " + sub.name, visit);
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : std::string(separator)) + word;
  return out;
}

/// In single quotes for sh and zsh.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string with_suffix(const ValueSurface& values) {
  std::vector<std::string> words = values.words;
  for (std::string& word : words) word += values.suffix;
  return joined(words, " ");
}

// ---------------------------------------------------------------- bash

std::string bash_reply(const ValueSurface& values) {
  std::string actions;
  if (values.files) actions += " -f";
  if (values.folders) actions += " -d";
  if (!values.words.empty()) actions += " -W " + in_quotes(with_suffix(values));
  if (actions.empty()) return ":";
  std::string out = "COMPREPLY=($(compgen" + actions + " -- \"$cur\"))";
  // bash breaks words at `:` and `=`, so that what stands before it must not come back.
  if (joined(values.words, "").find(':') != std::string::npos)
    out += "; __ltrimcolon=${cur%\"${cur##*:}\"}; COMPREPLY=(\"${COMPREPLY[@]#\"$__ltrimcolon\"}\")";
  if (!values.suffix.empty()) out += "; compopt -o nospace 2>/dev/null";
  return out;
}

std::string bash(const CommandSurface& program) {
  std::string paths, words, values;
  each_command(program, "", [&](const std::string& path, const CommandSurface& command) {
    if (!path.empty()) paths += (paths.empty() ? "" : " | ") + in_quotes(path);
    std::vector<std::string> offered, names;
    for (const OptionSurface& option : command.options) {
      offered.insert(offered.end(), option.names.begin(), option.names.end());
      if (option.value.empty()) continue;
      std::vector<std::string> keys;
      for (const std::string& name : option.names) keys.push_back(in_quotes(path + " " + name));
      values += "    " + joined(keys, " | ") + ") " + bash_reply(values_of(option.value)) + "; return ;;\n";
    }
    for (const CommandSurface& sub : command.commands) names.push_back(sub.name);
    std::string reply = ":";
    if (!names.empty()) {
      reply = "COMPREPLY=($(compgen -W " + in_quotes(joined(names, " ")) + " -- \"$cur\"))";
    } else if (!command.operands.empty()) {
      reply = bash_reply(values_of(command.operands.front().names.front()));
    }
    words += "    " + in_quotes(path) + ") options=" + in_quotes(joined(offered, " ")) +
             "; if [[ $cur != -* ]]; then " + reply + "; fi ;;\n";
  });
  return "# bash completion for dockgate: source <(dockgate completions bash)\n"
         "_dockgate() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= options= i "
         "__ltrimcolon\n"
         "  COMPREPLY=()\n"
         "  # `--option=value` comes as three words, and builtin:all as well.\n"
         "  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "  if [[ $cur == : ]]; then cur=$prev:; prev=${COMP_WORDS[COMP_CWORD-2]}\n"
         "  elif [[ $prev == : ]]; then cur=${COMP_WORDS[COMP_CWORD-2]}:$cur; "
         "prev=${COMP_WORDS[COMP_CWORD-3]}; fi\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case \"$path ${COMP_WORDS[i]}\" in\n"
         "    " +
         paths +
         ") path=\"$path ${COMP_WORDS[i]}\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path $prev\" in\n" +
         values +
         "  esac\n"
         "  case $path in\n" +
         words +
         "  esac\n"
         "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")); fi\n"
         "}\n"
         "complete -o filenames -F _dockgate dockgate\n";
}

// ---------------------------------------------------------------- zsh

/// Text inside `[…]` or after `:` of an _arguments specification.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const ValueSurface& values) {
  if (values.words.empty()) return values.folders ? "_files -/" : values.files ? "_files" : " ";
  std::string words;
  for (const std::string& word : values.words) words += (words.empty() ? "" : " ") + word + values.suffix;
  const std::string add = "compadd " + std::string(values.suffix.empty() ? "" : "-S \"\" ") + "-- " + words;
  return "{ " + add + (values.files ? "; _files }" : " }");
}

std::string zsh_arguments(const CommandSurface& command) {
  std::string out;
  for (const OptionSurface& option : command.options) {
    const std::string help = "[" + zsh_text(option.help) + "]";
    std::string value;
    if (!option.value.empty())
      value = ":" + zsh_text(option.value) + ":" + zsh_action(values_of(option.value));
    for (const std::string& name : option.names) {
      const bool takes = !option.value.empty() && name.starts_with("--");
      out += " \\\n      " +
             in_quotes((option.repeatable ? "*" : "") + name + (takes ? "=" : "") + help + value);
    }
  }
  for (const OptionSurface& operand : command.operands) {
    const std::string& name = operand.names.front();
    out += " \\\n      " +
           in_quotes((operand.repeatable ? "*:" : "1:") + zsh_text(name) + ":" + zsh_action(values_of(name)));
  }
  return out;
}

std::string zsh_function(const std::string& path) {
  std::string out = "_dockgate" + path;
  std::ranges::replace(out, ' ', '_');
  return out;
}

std::string zsh(const CommandSurface& program) {
  std::string out =
      "#compdef dockgate\n# zsh completion for dockgate: a file _dockgate in a folder of $fpath\n\n";
  each_command(program, "", [&](const std::string& path, const CommandSurface& command) {
    out += zsh_function(path) + "() {\n";
    if (command.commands.empty()) {
      out += "  _arguments -s -S" + zsh_arguments(command) + "\n}\n\n";
      return;
    }
    out += "  local line state\n  local -a commands\n  commands=(\n";
    for (const CommandSurface& sub : command.commands)
      out += "    " + in_quotes(sub.name + ":" + zsh_text(sub.help)) + "\n";
    out += "  )\n  _arguments -C -s" + zsh_arguments(command) +
           " \\\n      '1:command:->command' '*::argument:->argument'\n"
           "  case $state in\n  command) _describe command commands ;;\n  argument)\n    case $line[1] in\n";
    for (const CommandSurface& sub : command.commands)
      out += "    " + sub.name + ") " + zsh_function(path + " " + sub.name) + " ;;\n";
    out += "    esac ;;\n  esac\n}\n\n";
  });
  return out +
         "if [ \"$funcstack[1]\" = _dockgate ]; then _dockgate \"$@\"; else compdef _dockgate dockgate; fi\n";
}

// ---------------------------------------------------------------- fish

/// In single quotes for fish, which knows \\ and \' inside of them.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_values(const ValueSurface& values) {
  std::string out;
  if (!values.words.empty()) out += " -a " + fish_quoted(with_suffix(values));
  if (values.folders) out += " -a '(__fish_complete_directories)'";
  return out + (values.files ? " -F" : "");
}

std::string fish(const CommandSurface& program) {
  std::string cases, rules;
  each_command(program, "", [&](const std::string& path, const CommandSurface& command) {
    if (!path.empty()) cases += " " + fish_quoted(path);
    const std::string at = "complete -c dockgate -n \"__dockgate_at" +
                           (path.empty() ? std::string(" ''") : " '" + path + "'") + "\"";
    for (const CommandSurface& sub : command.commands)
      rules += at + " -a " + sub.name + " -d " + fish_quoted(sub.help) + "\n";
    for (const OptionSurface& option : command.options) {
      rules += at;
      for (const std::string& name : option.names)
        rules += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.value.empty()) rules += " -r" + fish_values(values_of(option.value));
      rules += " -d " + fish_quoted(option.help) + "\n";
    }
    for (const OptionSurface& operand : command.operands) {
      if (const std::string offered = fish_values(values_of(operand.names.front())); !offered.empty())
        rules += at + offered + "\n";
    }
  });
  return "# fish completion for dockgate: dockgate completions fish > "
         "~/.config/fish/completions/dockgate.fish\n"
         "function __dockgate_at\n"
         "  set -l words (commandline -opc)\n"
         "  set -e words[1]\n"
         "  set -l path ''\n"
         "  for word in $words\n"
         "    switch \"$path $word\"\n"
         "      case" +
         cases +
         "\n"
         "        set path \"$path $word\"\n"
         "    end\n"
         "  end\n"
         "  test \"$path\" = $argv[1]\n"
         "end\n"
         "complete -c dockgate -f\n" +
         rules;
}

}  // namespace

std::string completion_script(std::string_view shell, const CommandSurface& program) {
  if (shell == "bash") return bash(program);
  if (shell == "zsh") return zsh(program);
  return shell == "fish" ? fish(program) : std::string();
}

int completions(const Options& options, Console& console) {
  console.out(completion_script(options.paths.front(), command_surface()));
  return 0;
}

}  // namespace dockgate::cli
