// The part of the walker that sets variables.

#include <algorithm>
#include <utility>

#include "shell/walker_internal.hpp"
#include "text/ascii.hpp"

namespace dockgate::shell {

/// `( a b )` and `( [key]=a [other]=b )`.
Variable Walker::array_of(Node node) {
  Variable variable;
  for (const Node item : node.children()) {
    if (!is_literal(item.kind())) continue;
    const bool keyed = text_of(item).starts_with('[');
    for (const Field& field : fields_of(item)) {
      variable.gaps.push_back(field.word.known ? "" : field.word.missing);
      std::string_view text = field.word.text.view();
      if (const std::size_t end = keyed ? text.find("]=") : std::string_view::npos;
          end != std::string_view::npos) {
        variable.keys.emplace_back(text.substr(1, end - 1));
        text.remove_prefix(end + 2);
      }
      variable.items.emplace_back(text);
    }
  }
  if (!variable.keys.empty() && variable.keys.size() != variable.items.size()) variable.known = false;
  if (std::ranges::all_of(variable.gaps, &std::string::empty)) variable.gaps.clear();
  if (!variable.items.empty()) variable.value = variable.items.front();
  return variable;
}

/// Makes of `variable`, the value of one element, the array that it is set in.
void Walker::set_element(const Variable& before, Node name, Variable& variable) {
  const std::string_view written = text_of(name);
  const std::size_t open = written.find('[');
  const Node index = name.child(NodeField::index);
  const Word key = !index ? Word{} : field_one(index).word;
  // An array that nothing has set before is empty, one that the script does not know is not.
  const bool fresh = !before.known && before.missing == "$" + std::string(written.substr(0, open));
  if (!index || !key.known || !variable.known || (!before.known && !fresh)) {
    variable.known = false;
    variable.missing.clear();
    return;
  }
  Variable whole = fresh ? Variable{} : before;
  if (whole.items.empty() && !whole.value.empty()) whole.items.push_back(whole.value);
  const std::string text = key.text.text();
  const bool numbered = whole.keys.empty() && text::is_all_digits(text) && text.size() <= 3;
  const auto at = item_at(whole.keys, whole.items.size(), text);
  if (at && *at < whole.items.size()) {
    whole.items[*at] = variable.value;
    if (!whole.gaps.empty()) whole.gaps[*at].clear();
  } else if (numbered ? text == std::to_string(whole.items.size())
                      : whole.items.size() == whole.keys.size()) {
    if (!numbered) whole.keys.push_back(text);
    whole.items.push_back(variable.value);
    if (!whole.gaps.empty()) whole.gaps.emplace_back();
  } else {
    variable.known = false;
    variable.missing.clear();
    return;
  }
  whole.value = whole.items.front();
  variable = std::move(whole);
}

/// `NAME+=value` and `NAME+=( … )`.
void Walker::append_to(const Variable& before, bool array, Variable& variable) {
  if (!before.known || !variable.known) {
    variable.known = false;
    variable.missing.clear();
    return;
  }
  if (!array && before.items.empty()) {
    variable.value = before.value + variable.value;
    return;
  }
  Variable whole = before;
  if (array) {
    if (!whole.gaps.empty() || !variable.gaps.empty()) {
      whole.gaps.resize(whole.items.size());
      variable.gaps.resize(variable.items.size());
      whole.gaps.insert(whole.gaps.end(), variable.gaps.begin(), variable.gaps.end());
    }
    whole.items.insert(whole.items.end(), variable.items.begin(), variable.items.end());
    whole.keys.insert(whole.keys.end(), variable.keys.begin(), variable.keys.end());
  }
  whole.value = whole.items.empty() ? std::string() : whole.items.front();
  variable = std::move(whole);
}

void Walker::assign(Node node) {
  const Node name = node.child(NodeField::name);
  const Node value = node.child(NodeField::value);
  if (!name) return;
  Variable variable;
  const NodeKind type = value.kind();
  if (type == NodeKind::array) {
    variable = array_of(value);
  } else if (value) {
    const Field field = field_one(value);
    variable.value = field.word.text.text();
    variable.known = field.word.known;
    variable.missing = field.word.missing;
    variable.assumed = field.word.assumed;
    if (const auto choice = variable.known ? std::nullopt : choice_in(value)) {
      for (const std::string& text : choice->second.others) {
        Variable one;
        one.value = text;
        variables_.set(choice->first, std::move(one));
        if (const Field chosen = field_one(value); chosen.word.known)
          variable.others.push_back(chosen.word.text.text());
      }
      variables_.set(choice->first, choice->second);
    }
  }
  std::string_view written = text_of(name);
  const bool element = name.kind() == NodeKind::subscript;
  if (element) written = written.substr(0, written.find('['));
  const bool appends = script_.view().substr(span_of(name).end, 2) == "+=";
  if (element)
    set_element(variables_.get(written), name, variable);
  else if (appends)
    append_to(variables_.get(written), type == NodeKind::array, variable);
  if (!variable.known && variable.missing.empty()) variable.missing = "$" + std::string(written);
  if (!variables_.spend(variable.value.size())) {
    variable.known = false;
    variable.missing = "$" + std::string(written);
  }
  if (variables_.reaches_environment(written)) variables_.export_name(written, script_.place(span_of(node)));
  variables_.set(written, std::move(variable));
  Around around;
  around.depth = 1;
  walk_substitutions(value, around, "");
}

}  // namespace dockgate::shell
