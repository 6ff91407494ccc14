#include "lint/recognize.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"
#include "text/char_set.hpp"
#include "text/words.hpp"

namespace dockgate::lint {

namespace {

using std::string_view;

constexpr std::array<string_view, 19> template_endings{".j2",
                                                       ".jinja",
                                                       ".jinja2",
                                                       ".tmpl",
                                                       ".tpl",
                                                       ".template",
                                                       ".templ",
                                                       ".in",
                                                       ".erb",
                                                       ".mustache",
                                                       ".hbs",
                                                       ".ejs",
                                                       ".m4",
                                                       ".gotmpl",
                                                       ".mako",
                                                       ".liquid",
                                                       ".twig",
                                                       ".epp",
                                                       ".dockerfile-template"};
/// Never Dockerfiles, whatever stands in front of these.
constexpr std::array<string_view, 12> other_endings{".dockerignore", ".md",    ".rst",  ".orig",
                                                    ".rej",          ".swp",   "~",     ".bak",
                                                    ".diff",         ".patch", ".lock", ".sha256"};
/// The instructions of a Dockerfile; what a file has to begin with when its name does not say it all.
constexpr std::array<string_view, 18> instructions{
    "FROM",  "ARG",     "ADD",        "CMD",   "COPY", "ENTRYPOINT", "ENV",        "EXPOSE", "HEALTHCHECK",
    "LABEL", "ONBUILD", "MAINTAINER", "SHELL", "USER", "RUN",        "STOPSIGNAL", "VOLUME", "WORKDIR"};
constexpr std::array<string_view, 4> template_marks{"{{", "{%", "<%", "@@"};

template <std::size_t N>
bool ends_with_one_of(string_view text, const std::array<string_view, N>& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](string_view e) { return text.ends_with(e) && text.size() > e.size(); });
}

bool is_separator(char c) {
  return c == '.' || c == '-' || c == '_';
}

/// `word` alone, or at the beginning or end of `name` with a separator beside it.
bool has_as_part(string_view name, string_view word) {
  if (name.starts_with(word) && name.size() > word.size()) return is_separator(name[word.size()]);
  return name.size() > word.size() && name.ends_with(word) &&
         is_separator(name[name.size() - word.size() - 1]);
}

/// `CPUDockerfile`, `DockerfileGpu`: a capital or a digit begins what stands beside the word.
bool has_as_hump(string_view name) {
  constexpr std::array<string_view, 2> words{"Dockerfile", "Containerfile"};
  const auto begins_word = [](char c) { return text::is_upper(c) || text::is_digit(c); };
  return std::any_of(words.begin(), words.end(), [&](string_view word) {
    if (name.size() <= word.size()) return false;
    if (name.starts_with(word)) return begins_word(name[word.size()]) && name.find('.') == string_view::npos;
    const char before = name[name.size() - word.size() - 1];
    return name.ends_with(word) && (begins_word(before) || (before >= 'a' && before <= 'z'));
  });
}

bool has_template_mark(string_view line) {
  return std::any_of(template_marks.begin(), template_marks.end(),
                     [&](string_view mark) { return line.find(mark) != string_view::npos; });
}

bool starts_like_template(string_view line) {
  return std::any_of(template_marks.begin(), template_marks.end() - 1,
                     [&](string_view mark) { return line.starts_with(mark); });
}

}  // namespace

NameKind name_kind(string_view name) {
  const std::string lower = text::lower(name);
  if (lower == "dockerfile" || lower == "containerfile") return NameKind::exact;
  if (has_as_hump(name)) return NameKind::likely;
  if (!has_as_part(lower, "dockerfile") && !has_as_part(lower, "containerfile")) {
    // api.dockerfile.j2
    const auto last = lower.rfind('.');
    const bool rendered = last != std::string::npos && ends_with_one_of(lower, template_endings) &&
                          (has_as_part(lower.substr(0, last), "dockerfile") ||
                           has_as_part(lower.substr(0, last), "containerfile"));
    return rendered ? NameKind::template_file : NameKind::no;
  }
  if (ends_with_one_of(lower, other_endings)) return NameKind::no;
  return ends_with_one_of(lower, template_endings) ? NameKind::template_file : NameKind::likely;
}

std::string why_no_dockerfile(string_view bytes, NameKind name) {
  if (bytes.find('\0') != string_view::npos) return "binary, not a Dockerfile";
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (name == NameKind::template_file) return "a template, by its name";
  constexpr text::CharSet blanks(" \t\r\n\v\f"), word_ends(" \t");
  bool first = true;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find('\n'), bytes.size());
    string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    line.remove_prefix(blanks.find_other(line));
    while (!line.empty() && blanks.contains(line.back())) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const string_view word = line.substr(0, word_ends.find_in(line));
    // Inside of RUN such marks are formats of docker and go; before an instruction or in FROM they are not.
    if (starts_like_template(line) || (text::equal_ignoring_case(word, "FROM") && has_template_mark(line))) {
      return "a template: `" + text::printable(line.substr(0, 40)) + "`";
    }
    if (first && name != NameKind::exact &&
        std::none_of(instructions.begin(), instructions.end(),
                     [&](string_view keyword) { return text::equal_ignoring_case(word, keyword); })) {
      return "it does not begin like a Dockerfile";
    }
    first = false;
  }
  if (first && name != NameKind::exact) return "it holds no instruction";
  return {};
}

}  // namespace dockgate::lint
