#include "facts/launcher_text.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::facts {
namespace {

using text::MappedText;

/// The text of a scalar. Written in one line, every byte keeps its place.
MappedText scalar_text(const yaml::Node& node) {
  MappedText out(node.at.source);
  const auto written = node.at.source->text(node.at.span);
  const auto at = written.find(node.scalar);
  if (at != std::string_view::npos) {
    out.append_copy(node.scalar, node.at.span.begin + static_cast<std::uint32_t>(at));
  } else {
    out.append_for(node.scalar, node.at.span);
  }
  return out;
}

/// The document of a configuration that is a whole file.
std::optional<yaml::Node> document_of(const MappedText& configuration) {
  if (configuration.source() == nullptr || configuration.view() != configuration.source()->bytes())
    return std::nullopt;
  auto node = yaml::parse(configuration.source());
  if (!node || !node->is_map()) return std::nullopt;
  return std::move(*node);
}

void read_variables(const yaml::Node* node, std::vector<std::pair<std::string, std::string>>& out) {
  if (node == nullptr || !node->is_map()) return;
  for (const auto& [key, value] : node->entries)
    if (value.is_scalar() && out.size() < 1000) out.emplace_back(key.scalar, value.scalar);
}

}  // namespace

std::vector<Launched> read_tasks(const shell::Command& command, const MappedText& configuration) {
  std::vector<Launched> out;
  const auto root = document_of(configuration);
  const auto* tasks = root ? root->find("tasks") : nullptr;
  if (tasks == nullptr || !tasks->is_map()) return out;
  std::vector<std::pair<std::string, std::string>> shared;
  read_variables(root->find("vars"), shared);
  read_variables(root->find("env"), shared);
  std::vector<std::string> wanted;
  for (std::size_t i = 1; i < command.words.size(); ++i)
    if (const auto word = command.words[i].text.view();
        !word.starts_with('-') && word.find('=') == std::string_view::npos)
      wanted.emplace_back(word);
  if (wanted.empty()) wanted.emplace_back("default");
  Pending pending(std::move(wanted));
  for (auto name = pending.next(); name && out.size() < max_launched; name = pending.next()) {
    const auto* task = tasks->find(*name);
    if (task == nullptr) continue;
    auto variables = shared;
    std::string workdir;
    if (task->is_map()) {
      read_variables(task->find("vars"), variables);
      read_variables(task->find("env"), variables);
      if (const auto* folder = task->find("dir"); folder != nullptr) workdir = folder->scalar;
    }
    const auto take = [&](const yaml::Node& node) {
      const auto* one = node.is_map() ? node.find("cmd") : &node;
      if (one != nullptr && one->is_scalar())
        out.push_back({template_text(scalar_text(*one)), workdir, variables});
      if (node.is_map())
        if (const auto* other = node.find("task"); other != nullptr) pending.add(other->scalar);
    };
    if (task->is_scalar()) take(*task);
    const yaml::Node* lists[] = {task->is_map() ? task->find("cmds") : task,
                                 task->is_map() ? task->find("cmd") : nullptr};
    for (const auto* list : lists) {
      if (list == nullptr) continue;
      if (list != task && list->is_scalar()) take(*list);
      for (const auto& item : list->items) take(item);
    }
    if (const auto* needs = task->is_map() ? task->find("deps") : nullptr; needs != nullptr)
      for (const auto& need : needs->items)
        if (need.is_scalar()) pending.add(need.scalar);
  }
  return out;
}

std::vector<Launched> read_scripts(const shell::Command& command, const MappedText& configuration) {
  std::vector<Launched> out;
  const auto root = document_of(configuration);
  const auto* scripts = root ? root->find("scripts") : nullptr;
  if (scripts == nullptr || !scripts->is_map()) return out;
  std::string name;
  for (std::size_t i = 1; i < command.words.size() && name.empty(); ++i) {
    const auto word = command.words[i].text.view();
    if (word.starts_with('-') || word == "run" || word == "run-script") continue;
    name = word == "t" ? "test" : word;
    if (name == "ci" || name == "i") name = "install";
  }
  for (const auto& one : {"pre" + name, name, "post" + name}) {
    const auto* script = scripts->find(one);
    if (script != nullptr && script->is_scalar()) out.push_back({scalar_text(*script), {}, {}});
  }
  return out;
}

}  // namespace dockgate::facts
