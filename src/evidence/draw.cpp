// The boxes and arrows of a build: base → stages → scripts → modules → models → weights.
#include <algorithm>
#include <map>
#include <set>

#include "evidence/collect.hpp"
#include "text/path.hpp"
#include "text/utf8.hpp"

namespace dockgate::evidence {
namespace {

using Column = Node::Column;

constexpr std::size_t most_in_column = 24;

std::uint32_t line_of(const Place& at) {
  return at.source ? at.source->line_of(at.span.begin) : 1;
}

class Picture {
 public:
  Picture(const facts::BuildFacts& facts, const manifest::Build& parts,
          const std::vector<SeenFinding>& findings)
      : facts_(facts), parts_(parts), dockerfile_(text::to_utf8(facts.dockerfile)) {
    for (const auto& finding : findings)
      if (finding.dockerfile == dockerfile_ || finding.dockerfile.empty()) findings_.push_back(&finding);
  }

  void run(BuildEvidence& out) {
    add_stages();
    add_bases();
    add_code();
    add_models();
    add_weights();
    shorten(out);
  }

 private:
  std::size_t node(Column column, const std::string& key, std::string label, std::string detail) {
    const auto [at, added] = index_.emplace(std::pair(column, key), nodes_.size());
    if (added) {
      nodes_.push_back({column, std::move(label), std::move(detail), Outcome::proved});
    } else if (!detail.empty() && nodes_[at->second].detail.find(detail) == std::string::npos) {
      nodes_[at->second].detail += "\n" + detail;
    }
    return at->second;
  }

  /// The worst that the findings for which `speaks` holds say.
  template <typename Speaks>
  void judge(std::size_t node, const Speaks& speaks) {
    for (const auto* finding : findings_)
      if (speaks(*finding)) nodes_[node].outcome = std::max(nodes_[node].outcome, finding->outcome);
  }

  void connect(std::optional<std::size_t> from, std::size_t to) {
    if (from && *from != to) edges_.insert({*from, to});
  }

  std::optional<std::size_t> stage_node(int stage) const {
    const auto found = stages_.find(stage);
    return found == stages_.end() ? std::nullopt : std::optional(found->second);
  }

  void add_stages() {
    for (std::size_t i = 0; i < facts_.stages.size(); ++i) {
      const auto& stage = facts_.stages[i];
      const auto name = text::to_utf8(stage.name);
      const auto index = node(Column::stage, std::to_string(stage.index),
                              name.empty() ? "stage " + std::to_string(stage.index) : name,
                              dockerfile_ + ":" + std::to_string(stage.line) +
                                  (stage.shipped ? "\nends in the image" : "\ndoes not end in the image"));
      stages_[stage.index] = index;
      const auto next = i + 1 < facts_.stages.size() ? facts_.stages[i + 1].line : UINT32_MAX;
      judge(index, [&](const SeenFinding& finding) {
        return finding.file == dockerfile_ && finding.line >= stage.line && finding.line < next &&
               !finding.rule.starts_with("base/") && !finding.rule.starts_with("manifest/") &&
               !finding.rule.starts_with("weights/");
      });
    }
  }

  void add_bases() {
    for (const auto& image : facts_.images) {
      const auto to = stage_node(image.stage);
      if (image.state == facts::ImageState::stage) {
        for (const auto& stage : facts_.stages) {
          const bool same = stage.name == image.resolved || std::to_string(stage.index) == image.resolved;
          if (same && to) connect(stage_node(stage.index), *to);
        }
        continue;
      }
      if (image.state == facts::ImageState::scratch || !to) continue;
      const auto text = text::to_utf8(image.resolved.empty() ? image.text : image.resolved);
      std::string detail = text + "\n" + text::to_utf8(image.role) + ", " + dockerfile_ + ":" +
                           std::to_string(line_of(image.at));
      if (image.maintainer) detail += "\nmaintained by " + text::to_utf8(*image.maintainer);
      const auto index = node(Column::base, text, text.substr(0, text.find('@')), detail);
      judge(index, [&](const SeenFinding& finding) {
        return finding.file == dockerfile_ && finding.rule.starts_with("base/") &&
               finding.line == line_of(image.at);
      });
      connect(index, *to);
    }
  }

  /// A path as it is seen from the Dockerfile.
  std::string label_of(const std::string& file) const {
    const auto folder = std::string(text::parent(dockerfile_));
    return !folder.empty() && text::is_below(file, folder) ? file.substr(folder.size() + 1) : file;
  }

  bool in_dockerfile(const Place& at) const { return !at.source || path_of(at) == dockerfile_; }

  /// The box of a file of code, if it has one.
  std::optional<std::size_t> file_node(const std::string& file) const {
    for (const auto column : {Column::script, Column::module}) {
      const auto found = index_.find(std::pair(column, file));
      if (found != index_.end()) return found->second;
    }
    return std::nullopt;
  }

  void add_file(const facts::Fact& fact, const std::string& file, bool imported, std::string detail) {
    if (file.empty() || file == dockerfile_) return;
    const auto known = file_node(file);
    const auto index =
        known ? *known : node(imported ? Column::module : Column::script, file, label_of(file), file);
    if (!detail.empty()) nodes_[index].detail += "\n" + detail;
    judge(index, [&](const SeenFinding& finding) { return finding.file == file; });
    links_.push_back({index, fact.stage, fact.trace.empty() ? std::string() : path_of(fact.trace.back().at)});
  }

  void add_code() {
    for (const auto& code : facts_.code) {
      if (!code.reached) continue;
      const bool imported =
          std::ranges::any_of(code.trace, [&](const facts::Step& step) { return !in_dockerfile(step.at); });
      add_file(code, path_of(code.at), imported, {});
    }
    for (const auto& code : facts_.vendored) {
      std::string detail = "code of a model";
      for (const auto& each : parts_.code)
        if (each.path == text::to_utf8(code.file) && !each.reviewer.empty())
          detail += ", reviewed by " + each.reviewer + " until " + each.next_review;
      add_file(code, path_of(code.at), true, detail);
    }
    for (const auto& [index, stage, from] : links_) {
      const auto file = file_node(from);
      connect(file ? file : stage_node(stage), index);
    }
  }

  void add_models() {
    for (const auto& model : facts_.models) {
      if (!model.reached) continue;
      const auto id = text::to_utf8(model.id.empty() ? "not known" : model.id);
      const auto revision = text::to_utf8(model.revision.value_or(""));
      std::string detail = id;
      if (!revision.empty()) detail += "\nat " + revision;
      detail += "\n" + text::to_utf8(model.api) + ", " + path_of(model.at) + ":" +
                std::to_string(line_of(model.at));
      const auto index = node(Column::model, id + "@" + revision, id, detail);
      if (model.id_state == facts::IdState::local) local_[text::to_utf8(model.path)] = index;
      judge(index, [&](const SeenFinding& finding) {
        return finding.file == path_of(model.at) && finding.line == line_of(model.at) &&
               (finding.rule.starts_with("model/") || finding.rule.starts_with("data/"));
      });
      const auto file = file_node(path_of(model.at));
      connect(file ? file : stage_node(model.stage), index);
    }
  }

  /// The model whose folder holds a file of the context: image paths end as context paths do.
  std::optional<std::size_t> model_of(const std::string& path) const {
    const auto folder = std::string(text::parent(path));
    for (const auto& [place, index] : local_) {
      if (place.ends_with("/" + path) || (!folder.empty() && place.ends_with("/" + folder))) return index;
    }
    return std::nullopt;
  }

  void add_weights() {
    for (const auto& fact : facts_.weights) {
      const auto path = text::to_utf8(fact.path);
      const auto index = node(
          Column::weights, path, std::string(text::file_name(path)),
          path + "\n" + fact.format + ", " + std::to_string(fact.bytes) + " bytes\nSHA-256 " + fact.sha256);
      judge(index, [&](const SeenFinding& finding) {
        return finding.rule.starts_with("weights/") && finding.subject == path;
      });
      const auto model = model_of(path);
      connect(model ? model : stage_node(fact.stage), index);
    }
  }

  /// Of a column that is too long the worst stay, and one box stands for the rest.
  void shorten(BuildEvidence& out) {
    std::vector<std::size_t> kept(nodes_.size(), SIZE_MAX);
    for (int c = 0; c <= static_cast<int>(Column::weights); ++c) {
      const auto column = static_cast<Column>(c);
      std::vector<std::size_t> of_column;
      for (std::size_t i = 0; i < nodes_.size(); ++i)
        if (nodes_[i].column == column) of_column.push_back(i);
      if (of_column.size() > most_in_column)
        std::ranges::stable_sort(
            of_column, [&](std::size_t a, std::size_t b) { return nodes_[a].outcome > nodes_[b].outcome; });
      const auto room = of_column.size() > most_in_column ? most_in_column - 1 : of_column.size();
      for (std::size_t i = 0; i < room; ++i) {
        kept[of_column[i]] = out.nodes.size();
        out.nodes.push_back(nodes_[of_column[i]]);
      }
      if (room == of_column.size()) continue;
      Node rest{
          column, "and " + std::to_string(of_column.size() - room) + " more", {}, Outcome::not_applicable};
      for (std::size_t i = room; i < of_column.size(); ++i) {
        rest.outcome = std::max(rest.outcome, nodes_[of_column[i]].outcome);
        kept[of_column[i]] = out.nodes.size();
      }
      out.nodes.push_back(std::move(rest));
    }
    std::set<Edge> edges;
    for (const auto& edge : edges_) edges.insert({kept[edge.from], kept[edge.to]});
    out.edges.assign(edges.begin(), edges.end());
  }

  struct Link {
    std::size_t node;
    int stage;
    std::string from;  // file of the last step that leads to it
  };

  const facts::BuildFacts& facts_;
  const manifest::Build& parts_;
  std::string dockerfile_;
  std::vector<const SeenFinding*> findings_;
  std::vector<Node> nodes_;
  std::set<Edge> edges_;
  std::map<std::pair<Column, std::string>, std::size_t> index_;
  std::map<int, std::size_t> stages_;
  std::map<std::string, std::size_t> local_;
  std::vector<Link> links_;
};

}  // namespace

void draw(const facts::BuildFacts& facts, const manifest::Build& parts,
          const std::vector<SeenFinding>& findings, BuildEvidence& out) {
  Picture(facts, parts, findings).run(out);
}

}  // namespace dockgate::evidence
