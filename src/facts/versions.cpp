#include "facts/versions.hpp"

#include <algorithm>
#include <array>

#include "facts/image_files.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::uint64_t max_requirements = 1u << 20;

/// Images whose tag begins with the version of a package.
constexpr std::array<std::array<std::string_view, 2>, 4> images = {{{"pytorch/pytorch", "torch"},
                                                                    {"tensorflow/tensorflow", "tensorflow"},
                                                                    {"vllm/vllm-openai", "vllm"},
                                                                    {"rocm/pytorch", ""}}};

std::string normal_name(std::string_view name) {
  auto out = text::lower(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

/// `torch==2.1.0+cu118 ; marker`, `numpy>=1.24`, `torch[extra]~=2.3`.
void add_requirement(std::string_view word, const Place& at, const std::string& how, Versions& out) {
  word = text::trim(word, " \t\r\"'");
  std::size_t end = 0;
  while (end < word.size() && is_name_character(word[end])) ++end;
  if (end == 0) return;
  const auto name = word.substr(0, end);
  auto rest = word.substr(end);
  if (rest.starts_with('[')) rest = rest.substr(std::min(rest.find(']') + 1, rest.size()));
  rest = text::trim(rest);
  bool exact = false;
  if (rest.starts_with("===")) {
    rest.remove_prefix(3);
    exact = true;
  } else if (rest.starts_with("==")) {
    rest.remove_prefix(2);
    exact = true;
  } else if (rest.starts_with(">=") || rest.starts_with("~=")) {
    rest.remove_prefix(2);
  } else if (rest.starts_with('=') && rest.size() > 1) {  // conda
    rest.remove_prefix(1);
    exact = true;
  } else {
    return;
  }
  rest = text::trim(rest);
  rest = rest.substr(0, rest.find_first_of(" \t,;#"));
  if (rest.empty() || rest[0] < '0' || rest[0] > '9') return;
  // `==2.*` is no exact version.
  if (const auto star = rest.find(".*"); star != std::string_view::npos) {
    rest = rest.substr(0, star);
    exact = false;
  }
  out.add(name, {std::string(rest), exact, how, at});
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view& text) {
    unsigned long value = 0;
    std::size_t i = 0;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
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
  const bool at_least = row.from.empty() || compare_versions(known->version, row.from) >= 0;
  const bool below = row.before.empty() || compare_versions(known->version, row.before) < 0;
  if (known->exact) return at_least && below;
  // Only a lower bound is known.
  if (!below) return false;
  if (at_least && row.before.empty()) return true;
  return std::nullopt;
}

void Versions::add(std::string_view package, PackageVersion version) {
  auto& known = packages_[normal_name(package)];
  // The last install wins; a bound says nothing against an exact version.
  if (known.version.empty() || version.exact || !known.exact) known = std::move(version);
}

Versions read_versions(const build::Build& build, const ShellCommands& commands, const ContextFiles* files) {
  Versions out;
  for (const auto& use : build.images) {
    if (use.role != build::ImageUse::Role::base) continue;
    const auto& text = use.text.text.text();
    for (const auto& [image, package] : images) {
      if (package.empty()) continue;
      auto tag = std::string_view(text);
      const auto found = tag.find(image);
      if (found == std::string_view::npos) continue;
      tag = tag.substr(found + image.size());
      if (!tag.starts_with(':')) continue;
      tag.remove_prefix(1);
      if (tag.starts_with('v')) tag.remove_prefix(1);
      if (tag.empty() || tag[0] < '0' || tag[0] > '9') continue;
      tag = tag.substr(0, tag.find_first_of("-@"));
      out.add(package, {std::string(tag), true, "the tag of " + std::string(image), use.at});
    }
  }
  for (const auto& command : commands.commands) {
    const auto& words = command.shell.words;
    if (words.empty()) continue;
    const auto install = std::find_if(words.begin(), words.end(), [](const shell::Word& word) {
      return word.text.text() == "install" || word.text.text() == "add" || word.text.text() == "sync";
    });
    if (install == words.end()) continue;
    const ImageFiles image(command.files.get(), files);
    for (auto word = install + 1; word != words.end(); ++word) {
      const auto& text = word->text.text();
      const bool option = text == "-r" || text == "--requirement" || text == "-c" || text == "--constraint";
      std::string file;
      if (option && word + 1 != words.end()) {
        file = (++word)->text.text();
      } else if (text.starts_with("--requirement=")) {
        file = text.substr(14);
      } else if (text.starts_with("-r") && text.size() > 2) {
        file = text.substr(2);
      }
      if (file.empty()) {
        add_requirement(text, word->at, "`" + text + "`", out);
        continue;
      }
      const auto path =
          "/" +
          text::normalize(text::join(command.workdir.empty() ? "/" : command.workdir, file)).value_or("");
      const auto found = image.guess(path);
      if (!found || found->text || build.context == nullptr) continue;
      const auto source = build.context->read(found->path, max_requirements);
      if (!source) continue;
      std::uint32_t begin = 0;
      for (const auto line : text::split((*source)->bytes(), '\n')) {
        const auto end = begin + static_cast<std::uint32_t>(line.size());
        add_requirement(line, {*source, {begin, end}},
                        "`" + std::string(text::trim(line)) + "` in " + found->path, out);
        begin = end + 1;
      }
    }
  }
  return out;
}

}  // namespace dockgate::facts
