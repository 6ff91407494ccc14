#include "dockerfile/check_options.hpp"

#include <algorithm>

#include "dockerfile/grammar/directive.hpp"
#include "text/words.hpp"

namespace dockgate::dockerfile {
namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// As Go's strconv.ParseBool.
std::optional<bool> read_bool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"})
    if (text == yes) return true;
  for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"})
    if (text == no) return false;
  return std::nullopt;
}

void read_names(std::string_view text, std::vector<std::string>& names, bool& all) {
  if (text == "all") {
    all = true;
    return;
  }
  names.clear();
  for (const auto name : text::split(text, ',')) names.emplace_back(without_blanks(name));
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view up_to_blank(std::string_view text) {
  return text.substr(0, text.find(' '));
}

}  // namespace

bool CheckOptions::skips(std::string_view check) const {
  return skip_all || contains(skip, check);
}

bool CheckOptions::asks_for(std::string_view experimental_check) const {
  return experimental_all || contains(experimental, experimental_check);
}

Result<CheckOptions> read_check_options(std::string_view text) {
  using Read = Result<CheckOptions>;
  CheckOptions options;
  text = without_blanks(text);
  if (text.empty()) return options;
  constexpr int most_parts = 3;  // the third keeps every further `;`
  for (int part = 1; part <= most_parts; ++part) {
    const auto end = part < most_parts ? text.find(';') : text.npos;
    const auto option = text.substr(0, end);
    const auto equals = option.find('=');
    const auto key = without_blanks(option.substr(0, equals));
    if (equals == option.npos) {
      return Read::failure("`" + text::printable(option) + "` is no option of a check directive");
    }
    const auto value = without_blanks(option.substr(equals + 1));
    if (key == "skip") {
      read_names(value, options.skip, options.skip_all);
    } else if (key == "experimental") {
      read_names(value, options.experimental, options.experimental_all);
    } else if (key == "error") {
      const auto error = read_bool(value);
      if (!error) return Read::failure("`error` of a check directive is `true` or `false`");
      options.error = *error;
    } else {
      return Read::failure("`" + text::printable(key) + "` is no option of a check directive");
    }
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return options;
}

FileChecks file_checks(const File& file, const std::optional<std::string>& argument) {
  FileChecks checks;
  if (argument) {
    checks.written = *argument;
  } else {
    for (const auto& directive : file.directives) {
      if (directive.name != "check") continue;
      checks.written = up_to_blank(directive.value);
      checks.at = directive.value_span;
      break;
    }
  }
  auto options = read_check_options(checks.written);
  if (options) {
    checks.options = std::move(*options);
  } else {
    checks.error =
        SyntaxError{checks.at, options.error(), "the options are `skip`, `experimental` and `error`"};
  }
  return checks;
}

std::optional<InstructionChecks> instruction_checks(const Instruction& instruction) {
  for (const auto& comment : instruction.comments) {
    const std::string line = "#" + comment.text;
    const auto cut = grammar::cut_directive(line);
    if (!cut || text::lower(cut->name) != "check") continue;
    auto options = read_check_options(up_to_blank(cut->value));
    if (!options) return std::nullopt;
    return InstructionChecks{std::move(*options), comment.span};
  }
  return std::nullopt;
}

}  // namespace dockgate::dockerfile
