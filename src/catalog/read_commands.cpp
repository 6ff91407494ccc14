#include "catalog/read_commands.hpp"

#include <algorithm>
#include <type_traits>

#include "catalog/command_fields.hpp"

namespace dockgate::catalog {

// Deques never move what they hold, so that views into them stay valid.
struct CommandRows::Store {
  std::deque<std::string> texts;
  std::deque<std::vector<std::string_view>> lists;
  std::vector<CommandRow> rows;
};

namespace {

template <typename Keep, typename KeepList>
class Reader {
 public:
  Reader(yaml::MapReader& reader, Keep keep, KeepList keep_list)
      : reader_(reader), keep_(keep), keep_list_(keep_list) {}

  void operator()(std::string_view key, std::string_view& member) {
    if (reader_.optional(key) != nullptr) member = keep_(reader_.text(key));
  }
  void operator()(std::string_view key, bool& member) { member = reader_.boolean(key, member); }
  void operator()(std::string_view key, std::span<const std::string_view>& member) {
    if (reader_.optional(key) != nullptr) member = keep_list_(reader_.texts(key));
  }
  void operator()(std::string_view key, CommandId& member) { choose(key, member, command_id_names); }
  void operator()(std::string_view key, CommandWords& member) { choose(key, member, command_words_names); }

 private:
  template <typename E, typename Names>
  void choose(std::string_view key, E& member, const Names& names) {
    const auto* node = reader_.optional(key);
    if (node == nullptr) return;
    const auto found = std::find(names.begin(), names.end(), reader_.text(key));
    if (found != names.end()) {
      member = static_cast<E>(found - names.begin());
      return;
    }
    std::string message = "`" + std::string(key) + "` has to be one of ";
    for (std::size_t i = 0; i < names.size(); ++i) message += (i == 0 ? "" : ", ") + std::string(names[i]);
    reader_.complain(node->at, message);
  }

  yaml::MapReader& reader_;
  Keep keep_;
  KeepList keep_list_;
};

void check(const CommandRow& row, const Place& at, std::vector<Problem>& problems) {
  if (row.api.empty()) problems.push_back({at, "a command without `api`"});
  if (row.forms.empty()) problems.push_back({at, "a command without `forms`"});
  if (!row.pinnable && row.alternative.empty()) {
    problems.push_back({at, "a command that cannot be pinned wants an `alternative`"});
  }
  if (row.words == CommandWords::none && row.id_options.empty() && row.default_id.empty() &&
      row.list_options.empty()) {
    problems.push_back({at, "a command wants `words`, `id-options`, `list-options` or a `default-id`"});
  }
}

}  // namespace

CommandRows::CommandRows() : store_(std::make_shared<Store>()) {}

std::span<const CommandRow> CommandRows::rows() const {
  return store_->rows;
}

void CommandRows::add(const yaml::Node& list, std::vector<Problem>& problems) {
  if (!list.is_sequence()) {
    problems.push_back({list.at, "the commands have to be a list"});
    return;
  }
  for (const yaml::Node& node : list.items) {
    const std::size_t before = problems.size();
    if (!node.is_map()) {
      problems.push_back({node.at, "a command has to be a map"});
      continue;
    }
    CommandRow row;
    yaml::MapReader reader(node, "command", problems);
    const auto keep = [this](std::string text) -> std::string_view {
      return store_->texts.emplace_back(std::move(text));
    };
    const auto keep_list = [&](const std::vector<std::string>& all) -> std::span<const std::string_view> {
      auto& kept = store_->lists.emplace_back();
      for (const std::string& text : all) kept.push_back(keep(text));
      return kept;
    };
    command_fields(row, Reader(reader, keep, keep_list));
    reader.finish();
    check(row, node.at, problems);
    if (problems.size() == before) store_->rows.push_back(row);
  }
}

}  // namespace dockgate::catalog
