#include "catalog/read.hpp"

#include <algorithm>
#include <type_traits>

#include "catalog/fields.hpp"
#include "text/words.hpp"

namespace dockgate::catalog {

// Deques never move what they hold, so that views into them stay valid.
struct Rows::Store {
  std::deque<std::string> texts;
  std::deque<std::vector<std::string_view>> lists;
  std::deque<std::vector<VersionRow>> versions;
  std::deque<std::vector<OtherRepo>> others;
  std::vector<ModelApi> models;
  std::vector<LoadApi> loads;
  std::vector<WriteApi> writes;
  std::vector<ProcessApi> processes;
  std::vector<Runner> runners;
  std::vector<VariableRow> variables;
  std::vector<GuardRow> guards;
  std::vector<ImageRow> images;

  std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
  Texts keep(const std::vector<std::string>& all) {
    auto& list = lists.emplace_back();
    for (const auto& text : all) list.push_back(keep(text));
    return list;
  }
};

namespace {

/// Fills the members of one row from one map.
class RowReader {
 public:
  RowReader(const yaml::Node& node, const std::string& what, Rows::Store& store,
            std::vector<Problem>& problems)
      : reader_(node, what, problems), what_(what), store_(store), problems_(problems) {}

  void operator()(std::string_view key, std::string_view& member) {
    if (const auto* node = reader_.optional(key); node == nullptr) return;
    member = store_.keep(reader_.text(key));
  }
  void operator()(std::string_view key, bool& member) { member = reader_.boolean(key, member); }
  void operator()(std::string_view key, int& member) {
    const auto value = reader_.integer(key);
    if (!value) return;
    if (*value < 0 || *value > 99) {
      problems_.push_back(
          {reader_.optional(key)->at, "`" + std::string(key) + "` has to lie between 0 and 99"});
      return;
    }
    member = static_cast<int>(*value);
  }
  void operator()(std::string_view key, Texts& member) {
    if (reader_.optional(key) != nullptr) member = store_.keep(reader_.texts(key));
  }
  void operator()(std::string_view key, Parameter& member) {
    if (const auto* node = reader_.optional(key)) read_row(*node, key, member);
  }
  void operator()(std::string_view key, std::span<const VersionRow>& member) {
    read_list(key, store_.versions, member);
  }
  void operator()(std::string_view key, std::span<const OtherRepo>& member) {
    read_list(key, store_.others, member);
  }
  template <typename E>
  requires std::is_enum_v<E>
  void operator()(std::string_view key, E& member) {
    const auto* node = reader_.optional(key);
    if (node == nullptr) return;
    const auto text = reader_.text(key);
    const auto& names = EnumNames<E>::names;
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end()) {
      member = static_cast<E>(found - names.begin());
      return;
    }
    std::string message = "`" + std::string(key) + "` has to be one of ";
    for (std::size_t i = 0; i < names.size(); ++i) message += (i == 0 ? "" : ", ") + std::string(names[i]);
    problems_.push_back({node->at, message});
  }

  void finish() { reader_.finish(); }

 private:
  template <typename Row>
  void read_row(const yaml::Node& node, std::string_view key, Row& row) {
    if (!node.is_map()) {
      problems_.push_back({node.at, "`" + std::string(key) + "` of " + what_ + " has to be a map"});
      return;
    }
    RowReader inner(node, "`" + std::string(key) + "` of " + what_, store_, problems_);
    fields(row, inner);
    inner.finish();
  }
  template <typename Row>
  void read_list(std::string_view key, std::deque<std::vector<Row>>& store, std::span<const Row>& member) {
    const auto* node = reader_.optional(key);
    if (node == nullptr) return;
    if (!node->is_sequence()) {
      problems_.push_back({node->at, "`" + std::string(key) + "` of " + what_ + " has to be a list"});
      return;
    }
    auto& rows = store.emplace_back(node->items.size());
    for (std::size_t i = 0; i < rows.size(); ++i) read_row(node->items[i], key, rows[i]);
    member = rows;
  }

  yaml::MapReader reader_;
  std::string what_;
  Rows::Store& store_;
  std::vector<Problem>& problems_;
};

void check_calls(Texts calls, const Place& at, std::vector<Problem>& problems) {
  for (const auto call : calls) {
    const auto last = text::last_part(call);
    if (last.empty() || last.find('*') != std::string_view::npos)
      problems.push_back({at, "the last part of `" + std::string(call) + "` has to be a name without `*`"});
  }
}

void check(const ModelApi& row, const Place& at, std::vector<Problem>& problems) {
  check_calls(row.calls, at, problems);
  if (row.calls.empty() && row.methods.empty()) problems.push_back({at, "an API without `calls`"});
  if (row.remote_code == RemoteCode::flag && row.trust.empty())
    problems.push_back({at, "`remote-code: flag` wants a `trust` parameter"});
  if (row.form == RevisionForm::not_pinnable && row.alternative.empty())
    problems.push_back({at, "an API that cannot be pinned wants an `alternative`"});
}
void check(const LoadApi& row, const Place& at, std::vector<Problem>& problems) {
  check_calls(row.calls, at, problems);
  if (row.calls.empty()) problems.push_back({at, "a load without `calls`"});
}
void check(const WriteApi& row, const Place& at, std::vector<Problem>& problems) {
  check_calls(row.calls, at, problems);
  if (row.calls.empty() && row.methods.empty()) problems.push_back({at, "a write without `calls`"});
  if (row.path.empty() && !row.gives) problems.push_back({at, "a write without `path`"});
}
void check(const ProcessApi& row, const Place& at, std::vector<Problem>& problems) {
  check_calls(row.calls, at, problems);
  if (row.calls.empty() || row.command.empty())
    problems.push_back({at, "a process wants `calls` and `command`"});
}
void check(const Runner& row, const Place& at, std::vector<Problem>& problems) {
  if (row.programs.empty()) problems.push_back({at, "a runner without `programs`"});
}
void check(const VariableRow& row, const Place& at, std::vector<Problem>& problems) {
  if (row.names.empty()) problems.push_back({at, "a variable without `names`"});
}
void check(const GuardRow& row, const Place& at, std::vector<Problem>& problems) {
  check_calls(row.assignments, at, problems);
  check_calls(row.calls, at, problems);
  if (row.name.empty()) problems.push_back({at, "a guard without `name`"});
  if (row.assignments.empty() && row.calls.empty() && row.edits.empty() && row.answers.empty() &&
      row.python_options.empty() && row.options.empty())
    problems.push_back({at, "a guard that nothing takes away"});
}
void check(const ImageRow& row, const Place& at, std::vector<Problem>& problems) {
  if (row.images.empty() || (row.entrypoint.empty() && row.package.empty()))
    problems.push_back({at, "an image wants `images`, and `entrypoint` or `package`"});
}

template <typename Row>
void add_rows(const yaml::Node* list, const std::string& what, Rows::Store& store, std::vector<Row>& rows,
              std::vector<Problem>& problems) {
  if (list == nullptr) return;
  if (!list->is_sequence()) {
    problems.push_back({list->at, "the " + what + " have to be a list"});
    return;
  }
  for (const auto& node : list->items) {
    if (!node.is_map()) {
      problems.push_back({node.at, "a row of the " + what + " has to be a map"});
      continue;
    }
    const auto before = problems.size();
    Row row;
    RowReader reader(node, "a row of the " + what, store, problems);
    fields(row, reader);
    reader.finish();
    check(row, node.at, problems);
    if (problems.size() == before) rows.push_back(row);
  }
}

}  // namespace

Rows::Rows() : store_(std::make_shared<Store>()) {}

Tables Rows::tables() const {
  return {store_->models,  store_->loads,     store_->writes, store_->processes,
          store_->runners, store_->variables, store_->guards, store_->images};
}

void Rows::add(const yaml::Node& node, std::vector<Problem>& problems) {
  if (!node.is_map()) {
    problems.push_back({node.at, "a catalogue has to be a map"});
    return;
  }
  yaml::MapReader reader(node, "the catalogue", problems);
  add_rows(reader.optional("models"), "models", *store_, store_->models, problems);
  add_rows(reader.optional("loads"), "loads", *store_, store_->loads, problems);
  add_rows(reader.optional("writes"), "writes", *store_, store_->writes, problems);
  add_rows(reader.optional("processes"), "processes", *store_, store_->processes, problems);
  add_rows(reader.optional("runners"), "runners", *store_, store_->runners, problems);
  add_rows(reader.optional("variables"), "variables", *store_, store_->variables, problems);
  add_rows(reader.optional("guards"), "guards", *store_, store_->guards, problems);
  add_rows(reader.optional("images"), "images", *store_, store_->images, problems);
  reader.finish();
}

}  // namespace dockgate::catalog
