#include "facts/made_paths.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "facts/image_files.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr int max_hops = 16;

/// How a program says where it writes.
struct Writer {
  std::string_view programs;  // glob
  bool last_word = false;     // the last plain word is the target
  bool all_words = false;     // every plain word is
  bool filled = true;
  std::array<std::string_view, 6> options;
};
constexpr std::array<Writer, 7> writers = {{
    {"{cp,mv,ln,install,rsync,scp,pget}", true, false, true, {"-t", "--target-directory"}},
    {"mkdir", false, true, false, {}},
    {"tee", false, true, true, {}},
    {"{tar,bsdtar}", false, false, true, {"-C", "--directory", "--one-top-level"}},
    {"{unzip,7z,unrar}", false, false, true, {"-d"}},
    {"git", false, false, true, {}},
    {"*",
     false,
     false,
     true,
     {"--local-dir", "--local_dir", "--output_dir", "--output-dir", "--save_dir", "--download-dir"}},
}};
constexpr std::array<std::string_view, 9> output_options = {
    "-o",    "-O",         "--output",    "--output-document", "-P", "--directory-prefix",
    "--out", "--save-dir", "--target-dir"};

class Commands {
 public:
  explicit Commands(Phase phase) : phase_(phase) {}

  std::vector<MadePath> read(const ShellCommands& commands) {
    for (const auto& run : commands.commands) {
      if (run.phase != phase_ || run.shell.words.empty()) continue;
      const auto program = shell::program_name(run.shell.words.front());
      const Habits& habits = habits_of(program);
      for (const Writer* writer : habits.writers) take(run, *writer);
      if (program == "git") clone(run);
      if (habits.has_output_options) options(run, output_options, true);
      for (const auto& redirect : run.shell.redirects)
        if (redirect.kind == shell::Redirect::Kind::write && redirect.target.known)
          add(run, redirect.target.text.view(), true);
    }
    return std::move(made_);
  }

 private:
  /// What a program writes; looked up once for each.
  struct Habits {
    std::vector<const Writer*> writers;
    bool has_output_options = false;
  };
  const Habits& habits_of(const std::string& program) {
    const auto [known, fresh] = habits_.try_emplace(program);
    if (!fresh) return known->second;
    for (const auto& writer : writers)
      if (text::glob_match(writer.programs, program)) known->second.writers.push_back(&writer);
    known->second.has_output_options =
        text::glob_match("{curl,wget,wget2,aria2c,gdown,optimum-cli,python*,ct2-*}", program);
    return known->second;
  }

  void add(const RunCommand& run, std::string_view path, bool filled) {
    if (path.empty() || path == "-" || path.size() > 500 || path.find("://") != std::string_view::npos)
      return;
    made_.push_back(
        {phase_ == Phase::build ? run.stage : -1, image_path(run.workdir, path), filled, run.shell.at});
  }

  template <std::size_t size>
  void options(const RunCommand& run, const std::array<std::string_view, size>& names, bool filled) {
    const auto& words = run.shell.words;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto word = words[i].text.view();
      if (!word.starts_with('-')) continue;  // as all names do
      for (const auto name : names) {
        if (name.empty()) continue;
        if (word == name && i + 1 < words.size() && words[i + 1].known) {
          add(run, words[i + 1].text.view(), filled);
        } else if (words[i].known && word.size() > name.size() && word.starts_with(name) &&
                   word[name.size()] == '=') {
          add(run, word.substr(name.size() + 1), filled);
        }
      }
    }
  }

  void take(const RunCommand& run, const Writer& writer) {
    options(run, writer.options, writer.filled);
    std::vector<const shell::Word*> plain;
    for (std::size_t i = 1; i < run.shell.words.size(); ++i)
      if (!run.shell.words[i].text.view().starts_with('-')) plain.push_back(&run.shell.words[i]);
    if (writer.all_words)
      for (const auto* word : plain)
        if (word->known) add(run, word->text.view(), writer.filled);
    if (!writer.last_word || plain.size() < 2 || !plain.back()->known) return;
    add(run, plain.back()->text.view(), writer.filled);
    // `cp -r a models/` puts models/a there.
    for (std::size_t i = 0; i + 1 < plain.size(); ++i)
      if (plain[i]->known)
        add(run, text::join(plain.back()->text.view(), text::file_name(plain[i]->text.view())),
            writer.filled);
  }

  void clone(const RunCommand& run) {
    const auto& words = run.shell.words;
    for (std::size_t i = 1; i < words.size(); ++i) {
      auto address = words[i].text.view();
      if (address.find("://") == std::string_view::npos && !address.starts_with("git@")) continue;
      if (i + 1 < words.size() && words[i + 1].known && !words[i + 1].text.view().starts_with('-')) {
        add(run, words[i + 1].text.view(), true);
      } else {
        while (address.ends_with('/')) address.remove_suffix(1);
        if (address.ends_with(".git")) address.remove_suffix(4);
        add(run, text::file_name(address), true);
      }
      return;
    }
  }

  Phase phase_;
  std::vector<MadePath> made_;
  std::unordered_map<std::string, Habits> habits_;
};

/// What stands in the stages of a build, by what made it.
class Standing {
 public:
  Standing(const build::Build& build, const std::vector<MadePath>& made) : build_(build) {
    by_stage_.resize(build.stages.size());
    for (const auto& path : made)
      if (path.stage >= 0 && static_cast<std::size_t>(path.stage) < by_stage_.size())
        by_stage_[static_cast<std::size_t>(path.stage)].push_back(path);
  }

  bool holds(int stage, std::string_view path, std::string_view workdir, int hops = 0) const {
    if (stage < 0 || static_cast<std::size_t>(stage) >= build_.stages.size() || hops > max_hops) return false;
    const auto& at = build_.stages[static_cast<std::size_t>(stage)];
    if (is_made(by_stage_[static_cast<std::size_t>(stage)], path, workdir)) return true;
    if (at.files && at.files->any_latest_first([&](const build::Placed& placed) {
          using From = build::Placed::From;
          if (placed.from == From::heredoc || placed.from == From::command) return false;
          if (placed.from == From::context && !placed.archive) return false;  // the context itself was asked
          if (is_made({{stage, placed.destination, true, {}}}, path, workdir)) return true;
          if (placed.from != From::stage || placed.source_stage == stage ||
              !text::is_below(path, placed.destination))
            return false;
          auto rest = path.substr(placed.destination.size());
          while (rest.starts_with('/')) rest.remove_prefix(1);
          const auto inner =
              image_path(placed.source.starts_with('/') ? placed.source : "/" + placed.source, rest);
          return holds(placed.source_stage, inner, image_path("/", placed.source), hops + 1);
        }))
      return true;
    return at.base_stage >= 0 && at.base_stage != stage && holds(at.base_stage, path, workdir, hops + 1);
  }

 private:
  const build::Build& build_;
  std::vector<std::vector<MadePath>> by_stage_;
};

/// Whether something of the context is put below `path`, whose folders the call picks from.
bool places_below(const build::Stage& stage, std::string_view path) {
  if (!stage.files) return false;
  const auto entries = stage.files->entries();
  return std::any_of(entries.begin(), entries.end(), [&](const build::Placed& placed) {
    return placed.from == build::Placed::From::context && placed.folder &&
           text::is_below(placed.destination, path);
  });
}

bool pinned(const ModelFact& model) {
  return model.revision_state == RevisionState::commit || model.verified;
}

/// Says of the models that the start fetches what the build has of them.
void note_missing_pieces(std::vector<ModelFact>& models) {
  std::unordered_map<std::string_view, const ModelFact*> built;  // by name, the first of each
  for (const auto& model : models)
    if (model.phase == Phase::build && pinned(model) && model.artifact != "file")
      built.try_emplace(model.id, &model);
  for (auto& model : models) {
    if (model.id_state != IdState::known || !model.fetched || model.phase == Phase::build) continue;
    const auto found = built.find(model.id);
    if (found == built.end() || model.id.empty()) continue;
    const ModelFact& other = *found->second;
    const auto line = other.at.source
                          ? other.at.source->path() + ":" +
                                std::to_string(other.at.source->position(other.at.span.begin).line)
                          : std::string("the build");
    if (other.shipped)
      model.notes.push_back("the build fetches it by commit (" + line +
                            "): load that folder, or set HF_HUB_OFFLINE=1, and the start asks nobody");
    else
      model.notes.push_back("a stage fetches it by commit (" + line +
                            "), and nothing loads what is copied from there");
  }
}

}  // namespace

std::vector<MadePath> made_by_commands(const ShellCommands& commands, Phase phase) {
  return Commands(phase).read(commands);
}

bool is_made(const std::vector<MadePath>& made, std::string_view path, std::string_view workdir) {
  return std::any_of(made.begin(), made.end(), [&](const MadePath& one) {
    if (one.path == path || text::is_below(one.path, path)) return true;
    return one.filled && one.path != "/" && text::is_below(path, one.path) &&
           !text::is_below(workdir, one.path);
  });
}

void settle_models(const build::Build& build, const std::vector<MadePath>& made,
                   std::vector<ModelFact>& models) {
  const Standing standing(build, made);
  for (auto& model : models) {
    if (model.id_state != IdState::known || model.path.empty() || !model.fetched) continue;
    // The working folder is what stands before the name in its path.
    const auto workdir =
        std::string_view(model.path)
            .substr(0, model.path.size() > model.id.size() ? model.path.size() - model.id.size() - 1 : 0);
    if (!standing.holds(model.stage, model.path, workdir.empty() ? "/" : workdir)) continue;
    model.id_state = IdState::local;
    model.fetched = false;
    model.revision_state = RevisionState::not_needed;
    model.notes.emplace_back("the build makes the folder `" + model.path + "`");
  }
  note_missing_pieces(models);
}

void settle_trusted_folders(const build::Build& build, const std::vector<MadePath>& made,
                            const ContextFiles& files, std::vector<ModelFact>& models) {
  const Standing standing(build, made);
  for (auto& model : models) {
    // A pipeline or a script that is named by its file is the program's own code, or not there at all.
    if (model.id_state != IdState::local || model.remote_code != Known::yes || !model.vendored ||
        model.artifact == "code" || model.artifact == "kernel" || model.path.empty() || model.stage < 0 ||
        static_cast<std::size_t>(model.stage) >= build.stages.size())
      continue;
    const auto& stage = build.stages[static_cast<std::size_t>(model.stage)];
    if (ImageFiles(stage.files.get(), &files).holds(model.path) || places_below(stage, model.path)) continue;
    if (standing.holds(model.stage, model.path, "/"))
      model.vendored = false;
    else
      model.in_image = false;
  }
}

}  // namespace dockgate::facts
