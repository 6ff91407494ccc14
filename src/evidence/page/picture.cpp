#include <algorithm>
#include <array>

#include "evidence/page/parts.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::evidence::page {
namespace {

// In pixels; a label has room for `longest_label` characters of 12.5 px.
constexpr int box_width = 190, box_height = 40, column_gap = 58, row_gap = 14, top = 34, margin = 8;
constexpr std::size_t longest_label = 21;
constexpr std::size_t columns = static_cast<std::size_t>(Node::Column::weights) + 1;

std::string shortened(std::string_view text) {
  if (text::count_code_points(text) <= longest_label) return std::string(text);
  // The end of a path says more than its beginning.
  std::string_view rest = text;
  std::size_t left = text::count_code_points(text);
  while (left >= longest_label) {
    rest.remove_prefix(text::decode(rest).length);
    --left;
  }
  return "…" + std::string(rest);
}

std::string_view sign_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::proved:
      return "✓";
    case Outcome::refuted:
      return "✗";
    case Outcome::unresolved:
      return "?";
    case Outcome::excepted:
      return "!";
    case Outcome::not_applicable:
      break;
  }
  return "–";
}

class Layout {
 public:
  explicit Layout(const BuildEvidence& build)
      : build_(build), x_(build.nodes.size()), y_(build.nodes.size()) {
    for (std::size_t i = 0; i < build.nodes.size(); ++i)
      by_column_[static_cast<std::size_t>(build.nodes[i].column)].push_back(i);
    order();
    place();
  }

  std::string svg() const {
    const auto size = std::to_string(width_) + " " + std::to_string(height_);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(width_) +
                      "\" height=\"" + std::to_string(height_) + "\" viewBox=\"0 0 " + size +
                      "\" role=\"img\" aria-label=\"" +
                      escaped("What leads to what in the build of " + build_.parts.dockerfile) + "\">\n";
    int column = 0;
    for (std::size_t c = 0; c < columns; ++c) {
      if (by_column_[c].empty()) continue;
      out += "<text class=\"heading\" x=\"" + std::to_string(column_x(column++)) + "\" y=\"18\">" +
             std::string(to_string(static_cast<Node::Column>(c))) + "</text>\n";
    }
    for (const auto& edge : build_.edges) out += line(edge);
    for (std::size_t i = 0; i < build_.nodes.size(); ++i) out += box(i);
    return out + "</svg>";
  }

 private:
  static int column_x(int column) { return margin + column * (box_width + column_gap); }

  /// Each column in the order of what leads to its boxes, so that few lines cross.
  void order() {
    std::vector<double> row(build_.nodes.size());
    for (auto& nodes : by_column_) {
      std::vector<std::pair<double, std::size_t>> keys;
      for (const auto node : nodes) {
        double sum = 0;
        int count = 0;
        for (const auto& edge : build_.edges) {
          if (edge.to != node || build_.nodes[edge.from].column >= build_.nodes[node].column) continue;
          sum += row[edge.from];
          ++count;
        }
        keys.emplace_back(count == 0 ? 1e9 : sum / count, node);
      }
      std::ranges::stable_sort(keys, {}, &std::pair<double, std::size_t>::first);
      for (std::size_t i = 0; i < keys.size(); ++i) {
        nodes[i] = keys[i].second;
        row[nodes[i]] = static_cast<double>(i) - static_cast<double>(keys.size()) / 2;
      }
    }
  }

  void place() {
    std::size_t most = 0;
    for (const auto& nodes : by_column_) most = std::max(most, nodes.size());
    const int full = static_cast<int>(most) * (box_height + row_gap) - row_gap;
    int column = 0;
    for (const auto& nodes : by_column_) {
      if (nodes.empty()) continue;
      const int own = static_cast<int>(nodes.size()) * (box_height + row_gap) - row_gap;
      int y = top + (full - own) / 2;
      for (const auto node : nodes) {
        x_[node] = column_x(column);
        y_[node] = y;
        y += box_height + row_gap;
      }
      ++column;
    }
    width_ = column_x(column) - column_gap + margin;
    height_ = top + full + margin;
  }

  std::string line(const Edge& edge) const {
    if (edge.from >= x_.size() || edge.to >= x_.size()) return {};
    const int from_y = y_[edge.from] + box_height / 2, to_y = y_[edge.to] + box_height / 2;
    const bool forward = x_[edge.to] > x_[edge.from];
    const int from_x = x_[edge.from] + box_width, to_x = forward ? x_[edge.to] : x_[edge.to] + box_width;
    // Within a column the line leaves and arrives on the right.
    const int bend = column_gap * 6 / 10;
    const auto number = [](int value) { return std::to_string(value); };
    return "<path class=\"edge\" d=\"M" + number(from_x) + " " + number(from_y) + " C" +
           number(from_x + bend) + " " + number(from_y) + " " + number(forward ? to_x - bend : to_x + bend) +
           " " + number(to_y) + " " + number(to_x) + " " + number(to_y) + "\"/>\n";
  }

  std::string box(std::size_t index) const {
    const Node& node = build_.nodes[index];
    const auto x = x_[index], y = y_[index];
    std::string lines;
    for (const auto line : text::split(node.detail, '\n'))
      lines += (lines.empty() ? "" : "\n") + escaped(line);
    return "<g class=\"" + std::string(class_of(node.outcome)) + "\"><title>" +
           std::string(to_string(node.outcome)) + (lines.empty() ? "" : "\n" + lines) + "</title><rect x=\"" +
           std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" + std::to_string(box_width) +
           "\" height=\"" + std::to_string(box_height) + "\" rx=\"8\"/><text class=\"label\" x=\"" +
           std::to_string(x + 12) + "\" y=\"" + std::to_string(y + 25) + "\">" +
           escaped(shortened(text::printable(node.label))) +
           "</text><text class=\"sign\" text-anchor=\"end\" x=\"" + std::to_string(x + box_width - 11) +
           "\" y=\"" + std::to_string(y + 25) + "\">" + std::string(sign_of(node.outcome)) + "</text></g>\n";
  }

  const BuildEvidence& build_;
  std::array<std::vector<std::size_t>, columns> by_column_;
  std::vector<int> x_, y_;
  int width_ = 0, height_ = 0;
};

}  // namespace

std::string picture(const BuildEvidence& build) {
  return build.nodes.empty() ? std::string() : Layout(build).svg();
}

}  // namespace dockgate::evidence::page
