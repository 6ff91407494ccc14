#include "facts/command_files.hpp"

#include <nlohmann/json.hpp>

#include "facts/command_input.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::facts {
namespace {

using shell::Word;
using Json = nlohmann::json;

constexpr std::size_t max_json = 1u << 20;
constexpr std::size_t max_lines = 2000;

std::optional<std::string> text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Word word_of(std::string_view text, const Place& at) {
  Word word;
  word.text = text::MappedText(at.source);
  word.text.append_for(text, at.span);
  word.at = at;
  return word;
}

/// The keys of a configuration as the options that they stand for.
std::vector<Word> option_words(const yaml::Node& root, const Place& elsewhere, bool own_places) {
  std::vector<Word> out;
  for (const auto& [key, value] : root.entries) {
    const Place at = own_places ? value.at : elsewhere;
    const std::string name = "--" + key.scalar;
    if (const auto flag = value.boolean()) {
      out.push_back(word_of(*flag ? name : "--no-" + key.scalar, at));
    } else if (value.is_scalar()) {
      out.push_back(word_of(name, at));
      out.push_back(word_of(value.scalar, at));
    }
  }
  return out;
}

template <typename T>
void fill(std::optional<T>& open, std::optional<T>& from) {
  if (!open && from) open = std::move(from);
}

void merge(CommandWords& words, CommandWords from) {
  if (words.ids.empty()) words.ids = std::move(from.ids);
  for (auto& id : from.more_ids) words.more_ids.push_back(std::move(id));
  for (auto& json : from.json) words.json.push_back(std::move(json));
  fill(words.revision, from.revision);
  fill(words.more_revision, from.more_revision);
  fill(words.code_revision, from.code_revision);
  fill(words.trust, from.trust);
}

}  // namespace

std::vector<JsonModel> json_models(const CommandWords& words) {
  std::vector<JsonModel> out;
  for (const Word& word : words.json) {
    if (!word.known || word.text.view().size() > max_json) continue;
    const Json json = Json::parse(word.text.view(), nullptr, false);
    if (!json.is_object()) continue;
    if (auto id = text_of(json, "model"); id && !id->empty())
      out.push_back({std::move(*id), text_of(json, "revision"), word.at});
  }
  return out;
}

void add_command_files(const build::Build& build, const ShellCommands& commands, const RunCommand& run,
                       CommandWords& words, std::vector<Step>& trace) {
  if (!run.files) return;
  const auto open = [&](std::string_view path) {
    return open_image_file(build, *run.files, commands.files, image_path(run.workdir, path));
  };
  const auto configs = words.configs;
  for (const Word& config : configs) {
    if (!config.known || config.text.empty()) continue;
    const auto file = open(config.text.view());
    if (!file) continue;
    const bool own_places = !file->file.empty();
    const SourcePtr source =
        own_places ? file->text.source()
                   : std::make_shared<SourceFile>(file->image_file, std::string(file->text.view()));
    const auto node = yaml::parse(source);
    if (!node || !node->is_map()) continue;
    trace.push_back({config.at, "reads the options in `" + config.text.text() + "`"});
    merge(words, read_options(*words.row, option_words(*node, config.at, own_places), 0));
  }
  auto lists = words.lists;
  if (lists.empty() && !words.row->list_default.empty())
    lists.push_back(word_of(words.row->list_default, run.shell.at));
  for (const Word& list : lists) {
    if (!list.known || list.text.empty()) continue;
    auto file = open(list.text.view());
    if (list.text.view() == "-")
      if (auto input = input_of(run.shell, {}, {})) file = ImageFile{std::move(*input), "", ""};
    if (!file) continue;
    const auto view = file->text.view();
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < view.size() && lines < max_lines; ++lines) {
      const auto end = std::min(view.find('\n', begin), view.size());
      const auto line = view.substr(begin, end - begin);
      const auto trimmed = text::trim(line);
      const auto keyword = words.row->list_keyword;
      const bool behind =
          keyword.empty() || (trimmed.size() > keyword.size() &&
                              text::equal_ignoring_case(trimmed.substr(0, keyword.size()), keyword) &&
                              (trimmed[keyword.size()] == ' ' || trimmed[keyword.size()] == '\t'));
      if (behind && !trimmed.empty() && trimmed[0] != '#') {
        const auto value = text::trim(trimmed.substr(keyword.size()));
        const auto at = begin + static_cast<std::size_t>(value.data() - line.data());
        Word id;
        id.text = file->text.substr(at, at + value.substr(0, value.find_first_of(" \t")).size());
        id.at = id.text.place();
        words.ids.push_back(std::move(id));
      }
      begin = end + 1;
    }
    if (lines > 0) trace.push_back({list.at, "reads `" + list.text.text() + "`"});
  }
}

}  // namespace dockgate::facts
