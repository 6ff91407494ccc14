#include "build/cog.hpp"

#include <algorithm>

#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::build {
namespace {

using yaml::Node;

constexpr std::uint64_t longest_cog_file = 1u << 20;
constexpr std::string_view base_name = "cog";
constexpr std::string_view list_end = "END_OF_PYTHON_PACKAGES";

bool is_one_line(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c != '\n' && c != '\r' && c != '\0'; });
}

/// A Dockerfile that grows line by line, each with what it stands for.
class Writer {
 public:
  explicit Writer(Invocation& out) : out_(out) {}

  /// `added` stands before `written`, of which `at` is the place.
  void line(std::string_view added, std::string_view written = {}, const Place& at = {}) {
    text_ += added;
    text_ += written;
    text_ += '\n';
    out_.made_of.push_back({at, static_cast<std::uint32_t>(added.size())});
  }

  void finish(const std::string& path) {
    out_.inline_dockerfile = std::make_shared<SourceFile>(path, std::move(text_));
  }

 private:
  Invocation& out_;
  std::string text_;
};

/// `text` between double quotes, as ENV reads it; variables stay variables.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

class CogReader {
 public:
  CogReader(const Node& root, std::string path, Invocations& out)
      : root_(root), path_(std::move(path)), out_(out) {}

  /// The image as `entry` ("predict.py:Predictor") starts it; null: nothing starts.
  void add(const Node* entry) {
    Invocation made;
    made.context = text::parent(path_);
    made.at = made.inline_at = {root_.at.source, {0, 0}};
    made.request.label = "cog";
    // What cog takes for a base is of its own choice: some image, and no matter of this file.
    made.request.contexts.push_back(
        {std::string(base_name), NamedContext::Kind::build, std::string(base_name), made.at});
    Writer writer(made);
    writer.line("FROM " + std::string(base_name));
    if (const Node* build = root_.find("build"); build != nullptr && build->is_map()) {
      environment(*build, writer);
      commands(build->find("pre_install"), writer);
      packages(*build, writer);
      commands(build->find("run"), writer);
    }
    writer.line("WORKDIR /src");
    writer.line("COPY . /src");
    writer.finish(root_.at.source->path());
    if (entry != nullptr) start(*entry, "", made);
    out_.builds.push_back(std::move(made));
  }

  /// The same image, started for training.
  void add_training(const Node& entry) {
    Invocation made = out_.builds.back();
    made.request.label = "cog train";
    start(entry, "train", made);
    out_.builds.push_back(std::move(made));
  }

 private:
  static void start(const Node& entry, const std::string& mode, Invocation& made) {
    made.request.command = {"python", "-m", "cog.server.http"};
    if (!mode.empty()) {
      made.request.command->emplace_back("--x-mode");
      made.request.command->push_back(mode);
    }
    made.request.command->push_back(entry.scalar);
    made.request.command_at = entry.at;
  }

  static void environment(const Node& build, Writer& writer) {
    const Node* list = build.find("environment");
    if (list == nullptr) return;
    for (const Node& item : list->items) {
      const auto equals = item.scalar.find('=');
      if (!item.is_scalar() || equals == std::string::npos || !is_one_line(item.scalar)) continue;
      writer.line("ENV " + item.scalar.substr(0, equals) + "=", in_quotes(item.scalar.substr(equals + 1)),
                  item.at);
    }
  }

  static void packages(const Node& build, Writer& writer) {
    const std::string target = "/tmp/requirements.txt";
    if (const Node* file = build.find("python_requirements");
        file != nullptr && file->is_scalar() && is_one_line(file->scalar)) {
      writer.line("COPY ", file->scalar + " " + target, file->at);
    } else if (const Node* list = build.find("python_packages"); list != nullptr && !list->items.empty()) {
      writer.line("COPY <<'" + std::string(list_end) + "' " + target);
      for (const Node& item : list->items)
        if (item.is_scalar() && is_one_line(item.scalar) && item.scalar != list_end)
          writer.line("", item.scalar, item.at);
      writer.line(list_end);
    } else {
      return;
    }
    writer.line("RUN pip install --no-cache-dir -r " + target);
  }

  /// Commands as text, or maps with `command` and `mounts`.
  void commands(const Node* list, Writer& writer) {
    if (list == nullptr) return;
    for (const Node& item : list->items) {
      const Node* command = item.is_map() ? item.find("command") : &item;
      if (command == nullptr || !command->is_scalar()) continue;
      const std::string text(text::trim(command->scalar));
      if (!is_one_line(text)) {
        // cog refuses these.
        if (!text.empty())
          out_.problems.push_back(
              {command->at, "a command of several lines is not followed: one item is one command"});
        continue;
      }
      writer.line("RUN " + mounts(item), text, command->at);
    }
  }

  static std::string mounts(const Node& item) {
    std::string out;
    const Node* list = item.is_map() ? item.find("mounts") : nullptr;
    if (list == nullptr) return out;
    for (const Node& mount : list->items) {
      std::string options;
      for (const auto& [key, value] : mount.entries) {
        const auto plain = [](std::string_view text) {
          return is_one_line(text) && text.find_first_of(" \t,\"'$\\") == std::string_view::npos;
        };
        if (!value.is_scalar() || !plain(key.scalar) || !plain(value.scalar)) continue;
        options += (options.empty() ? "" : ",") + key.scalar + "=" + value.scalar;
      }
      if (!options.empty()) out += "--mount=" + options + " ";
    }
    return out;
  }

  const Node& root_;
  std::string path_;
  Invocations& out_;
};

/// The entry under one of `keys`: `predict.py:Predictor`.
const Node* entry_of(const Node& root, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const Node* node = root.find(key);
    if (node != nullptr && node->is_scalar() && node->scalar.find(':') != std::string::npos &&
        node->scalar.find_first_of(" \t\r\n\"'\\$`;&|<>(){}") == std::string::npos)
      return node;
  }
  return nullptr;
}

}  // namespace

bool is_cog_file_name(std::string_view name) {
  return name == "cog.yaml" || name == "cog.yml";
}

Invocations read_cog(const FileTree& tree, std::string_view path) {
  Invocations out;
  const auto source = tree.read(path, longest_cog_file);
  if (!source) {
    auto empty = std::make_shared<SourceFile>(tree.display_path(path), "");
    out.problems.push_back({{empty, {}}, "could not be read: " + std::string(to_string(source.error()))});
    out.readable = false;
    return out;
  }
  const auto root = yaml::parse(*source);
  if (!root) {
    out.problems.push_back(root.error());
    out.readable = false;
    return out;
  }
  if (!root->is_map()) return out;
  const Node* build = root->find("build");
  const Node* predict = entry_of(*root, {"predict", "run", "model"});
  const Node* train = entry_of(*root, {"train"});
  if ((build == nullptr || !build->is_map()) && predict == nullptr) return out;
  CogReader reader(*root, std::string(path), out);
  reader.add(predict);
  if (train != nullptr) reader.add_training(*train);
  return out;
}

}  // namespace dockgate::build
