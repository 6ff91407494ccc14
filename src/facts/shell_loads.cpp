#include "facts/shell_loads.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "facts/command_files.hpp"
#include "facts/command_words.hpp"
#include "facts/content_proofs.hpp"
#include "facts/fetch_address.hpp"
#include "facts/git_clones.hpp"
#include "facts/image_files.hpp"
#include "facts/load_words.hpp"
#include "facts/pin_places.hpp"
#include "facts/places.hpp"
#include "facts/revision.hpp"
#include "facts/run_places.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::CommandId;
using catalog::CommandRow;
using shell::Word;

constexpr std::size_t most_of_requirements = 1u << 20;  // bytes of a file of requirements

bool is_true(std::string_view value) {
  const std::string lower = text::lower(text::trim(value));
  return lower == "1" || lower == "true" || lower == "yes" || lower == "on" || lower == "y" || lower == "t";
}

/// What an environment variable of the command is: known, set to something unknown, or not set.
struct Setting {
  std::optional<std::string> value;
  std::string missing;
  Place at;
  bool set = false;
};

class Loads {
 public:
  Loads(const build::Build& build, const ShellCommands& commands, std::span<const CommandRow> rows)
      : build_(build), commands_(commands), rows_(rows), proofs_(content_proofs(build, commands)) {}

  std::vector<ModelFact> take() {
    for (std::size_t i = 0; i < commands_.commands.size(); ++i) command(i);
    if (!commands_.waiting) added_files();
    return std::move(facts_);
  }

 private:
  ModelFact start(const RunCommand& run, const CommandRow& row) const;
  void command(std::size_t index);
  void hub(std::size_t index, const CommandWords& words);
  void hub_id(const RunCommand& run, const CommandWords& words, const Word& id, bool main);
  void git(std::size_t index, const CommandWords& words);
  void git_remote(std::size_t index, const CommandWords& words);
  ModelFact open_clone(const RunCommand& run, const CommandWords& words, const Word& id) const;
  void installed_source(const RunCommand& run);
  void installed_models(const RunCommand& run);
  void installed_model(const RunCommand& run, const Word& word, bool in_file);
  void addresses(std::size_t index, const CommandWords& words);
  void names(const RunCommand& run, const CommandWords& words);
  void storage(std::size_t index, const CommandWords& words);
  void added_files();

  void set_trust(ModelFact& fact, const RunCommand& run, const CommandWords& words) const;
  Setting setting(const RunCommand& run, std::string_view name) const;
  std::optional<Word> variable_id(const RunCommand& run, const CommandRow& row, bool& elsewhere) const;
  bool stands_in_image(const RunCommand& run, std::string_view path) const;
  std::string output_path(const RunCommand& run, const CommandWords& words, std::string_view file,
                          std::string_view usual_name) const;
  void prove(ModelFact& fact, std::size_t index, const std::string& path) const;
  void push(ModelFact fact);

  const build::Build& build_;
  const ShellCommands& commands_;
  RowsByProgram rows_;
  std::vector<ContentProof> proofs_;
  std::unordered_map<std::string, bool> installers_;  // whether a program installs Python packages
  std::vector<ModelFact> facts_;
  std::vector<Step> extra_trace_;  // files that the command at hand reads its options from
};

void Loads::push(ModelFact fact) {
  if (facts_.size() < 100'000) facts_.push_back(std::move(fact));
}

ModelFact Loads::start(const RunCommand& run, const CommandRow& row) const {
  ModelFact fact;
  set_stage(build_, run.command->instruction, fact);
  if (run.stage >= 0 && static_cast<std::size_t>(run.stage) < build_.stages.size()) {
    const build::Stage& stage = build_.stages[static_cast<std::size_t>(run.stage)];
    fact.stage = stage.index;
    fact.stage_name = stage.name;
    fact.shipped = stage.shipped;
    fact.reached = stage.needed && run.shell.called;
  }
  fact.at = run.shell.at;
  fact.trace = run.trace;
  fact.trace.insert(fact.trace.end(), extra_trace_.begin(), extra_trace_.end());
  fact.phase = run.phase;
  fact.api = row.api;
  fact.artifact = row.artifact;
  return fact;
}

Setting Loads::setting(const RunCommand& run, std::string_view name) const {
  Setting out;
  for (const auto& [key, value] : run.shell.assignments) {
    if (key != name) continue;
    out.set = true;
    if (value.known) {
      out.value = value.text.text();
    } else {
      out.missing = value.missing;
    }
    out.at = value.at;
  }
  if (!out.set && run.shell.exported) {
    for (const shell::Exported& variable : *run.shell.exported) {
      if (variable.name != name) continue;
      if (variable.unset) return out;
      out.set = true;
      out.at = variable.at;
      if (variable.known) out.value = variable.value;
      out.missing = variable.missing;
    }
  }
  if (out.set || !run.command->scope) return out;
  const auto found = run.command->scope->find(name);
  if (found == run.command->scope->end() || !found->second.is_env) return out;
  out.set = true;
  out.at = found->second.at;
  if (found->second.known) out.value = found->second.value;
  if (!out.value)
    out.missing = "$" + (found->second.missing.empty() ? std::string(name) : found->second.missing);
  return out;
}

void Loads::set_trust(ModelFact& fact, const RunCommand& run, const CommandWords& words) const {
  const CommandRow& row = *words.row;
  if (!row.remote_code) return;
  fact.remote_code = row.trust_by_default ? Known::yes : Known::no;
  if (words.trust) {
    fact.remote_code = *words.trust ? Known::yes : Known::no;
    if (is_word_of(run, words.trust_word)) fact.parts.push_back({"remote_code", words.trust_word});
    if (words.trust_at.source) fact.parts.push_back({"remote_code_option", words.trust_at});
  } else {
    bool decided = false;
    for (const std::string_view name : row.trust_variables) {
      const Setting value = setting(run, name);
      if (!value.set) continue;
      decided = true;
      if (!value.value) {
        fact.remote_code = Known::unresolved;
        fact.missing_remote_code = value.missing;
      } else {
        const bool on = row.truthy_trust ? !value.value->empty() : is_true(*value.value);
        fact.remote_code = on ? Known::yes : Known::no;
        if (row.truthy_trust && on && !is_true(*value.value))
          fact.notes.push_back("every text that is not empty counts as true there");
        if (value.at.source) {
          fact.parts.push_back({"remote_code", value.at});
          fact.trace.push_back({value.at, "ENV " + std::string(name) + "=" + *value.value});
        }
      }
    }
    if (!decided && !words.open.empty()) {
      fact.remote_code = Known::unresolved;
      fact.missing_remote_code = words.open;
    }
  }
  if (fact.remote_code == Known::no) return;
  fact.code_revision_state = RevisionState::absent;
  if (words.code_revision) {
    fact.code_revision_state = words.code_revision->known
                                   ? classify_revision(words.code_revision->text.view())
                                   : RevisionState::unresolved;
    fact.parts.push_back({"code_revision", words.code_revision->at});
  } else if (fact.remote_code == Known::unresolved) {
    fact.code_revision_state = RevisionState::unresolved;
  }
}

/// Whether the build really puts a file or folder at `path`: a folder that is copied as a whole covers every
/// path below it, so that the context has to be asked.
bool Loads::stands_in_image(const RunCommand& run, std::string_view path) const {
  if (!run.files || path.find('\0') != std::string_view::npos) return false;
  const auto hit = run.files->find(image_path(run.workdir, path));
  if (!hit) return false;
  using From = build::Placed::From;
  if (hit->placed->from == From::context && !hit->placed->archive) {
    return build_.context && build_.context->kind(hit->source).has_value();
  }
  return hit->placed->from == From::heredoc || hit->placed->from == From::command;
}

void Loads::hub_id(const RunCommand& run, const CommandWords& words, const Word& id, bool main) {
  const CommandRow& row = *words.row;
  ModelFact fact = start(run, row);
  if (words.is_dataset) fact.artifact = "dataset";
  if (words.kind && words.kind->known && !words.kind->text.empty()) fact.artifact = words.kind->text.text();
  if (!main) fact.artifact = "model";
  fact.parts.push_back({"id", id.at});
  if (main) move_to_added_word(fact, run, id.at);
  std::string_view text = id.text.view();
  // `org/name:Q4_K_M` names a quantisation, not a revision.
  if (!row.pinnable && text.find("://") == std::string_view::npos) text = text.substr(0, text.find(':'));
  fact.id = fact.subject = text;
  if (!id.known) {
    fact.id_state = IdState::unresolved;
    fact.missing = id.missing;
  } else if (is_path(text) || words.offline || stands_in_image(run, text)) {
    fact.id_state = IdState::local;
    fact.fetched = false;
    fact.revision_state = RevisionState::not_needed;
  } else {
    fact.id_state = IdState::known;
    if (!id.assumed.empty()) fact.notes.push_back("`" + id.assumed + "` is `" + fact.id + "` by its default");
  }
  if (fact.id_state != IdState::local) {
    fact.revision_state = row.pinnable ? RevisionState::absent : RevisionState::not_pinnable;
    fact.alternative = row.alternative;
    if (const auto address = read_fetch_address(text); address && address->hub) {
      fact.id = fact.subject = address->id;
      if (address->kind != "model") fact.artifact = address->kind;
      if (address->revision) {
        fact.revision = address->revision;
        fact.revision_state = classify_revision(*address->revision);
        if (const auto at = revision_inside(id.at, *address->revision))
          fact.parts.push_back({"id_revision", *at});
      }
    }
    if (main && words.revision) {
      set_revision(fact, *words.revision);
    } else if (!main && words.more_revision) {
      set_revision(fact, *words.more_revision);
    } else if (fact.revision_state == RevisionState::absent) {
      bool decided = false;
      for (const std::string_view name :
           main ? row.revision_variables : std::span<const std::string_view>()) {
        const Setting value = setting(run, name);
        if (!value.set || (value.value && value.value->empty())) continue;
        decided = true;
        if (value.value) {
          fact.revision = value.value;
          fact.revision_state = classify_revision(*value.value);
        } else {
          fact.revision_state = RevisionState::unresolved;
          fact.missing = value.missing;
        }
      }
      if (!decided && !words.open.empty()) {
        fact.revision_state = RevisionState::unresolved;
        if (fact.missing.empty()) fact.missing = words.open;
      }
      if (main && fact.revision_state == RevisionState::absent) add_revision_option(row, id, fact);
    }
  }
  if (main) set_trust(fact, run, words);
  push(std::move(fact));
}

/// What a variable of the row names in the place of an option. `elsewhere`: it is set at another place than
/// the command.
std::optional<Word> Loads::variable_id(const RunCommand& run, const CommandRow& row, bool& elsewhere) const {
  std::optional<Word> out;
  for (const std::string_view name : row.id_variables) {
    const Setting value = setting(run, name);
    if (!value.set) continue;
    Word id;
    id.at = value.at.source ? value.at : run.shell.at;
    id.known = value.value.has_value();
    id.missing = value.missing;
    id.text = text::MappedText(id.at.source);
    if (value.value) id.text.append_for(*value.value, id.at.span);
    elsewhere = value.at.source != nullptr;
    out = std::move(id);
  }
  return out;
}

void Loads::hub(std::size_t index, const CommandWords& words) {
  const RunCommand& run = commands_.commands[index];
  const CommandRow& row = *words.row;
  for (const Word& id : words.ids) hub_id(run, words, id, true);
  if (words.ids.empty()) {
    bool by_variable = false;
    const auto named = variable_id(run, row, by_variable);
    bool found = named.has_value();
    Word id = found ? *named : Word{};
    if (!found) id.at = run.shell.at;
    // What a base image starts is given its words when the container runs.
    const bool by_base = build_.file->instructions[run.command->instruction].keyword == "FROM";
    const bool told_later = !words.open.empty() && (row.remote_code || !row.default_id.empty());
    if (!found && !by_base && (told_later || (words.open.empty() && !row.default_id.empty()))) {
      found = true;
      id.text = text::MappedText(id.at.source);
      // Words that are not known, `"$@"`, are where a server is told its model.
      id.known = words.open.empty();
      if (id.known)
        id.text.append_for(row.default_id, id.at.span);
      else
        id.missing = words.open;
    }
    for (const Word& one : found ? parts_of(id, row.id_separator) : std::vector<Word>()) {
      hub_id(run, words, one, true);
      if (!by_variable || facts_.empty()) continue;
      // What a user has to change stands where the variable is set.
      facts_.back().at = id.at;
      facts_.back().trace.push_back({run.shell.at, "`" + std::string(row.api) + "` reads it"});
    }
  }
  for (const Word& id : words.adapters) {
    if (id.known && id.text.empty()) continue;
    hub_id(run, words, id, false);
    ModelFact& fact = facts_.back();
    fact.artifact = "adapter";
    if (fact.revision_state != RevisionState::absent) continue;
    fact.revision_state = RevisionState::not_pinnable;
    fact.alternative = "download the adapter with a pinned revision and give its folder";
  }
  for (const JsonModel& model : json_models(words)) {
    CommandWords inner;
    inner.row = words.row;
    Word id;
    id.at = model.at;
    id.text = text::MappedText(id.at.source);
    id.text.append_for(model.id, id.at.span);
    if (model.revision) {
      inner.more_revision = id;
      inner.more_revision->text = text::MappedText(id.at.source);
      inner.more_revision->text.append_for(*model.revision, id.at.span);
    }
    hub_id(run, inner, id, false);
  }
  for (const Word& id : words.more_ids) {
    if (id.known && !id.text.empty() &&
        (words.ids.empty() || id.text.view() != words.ids.front().text.view())) {
      hub_id(run, words, id, false);
    }
  }
}

/// `pip install https://host/en_core_web_sm-3.7.1-py3-none-any.whl`: a package that is a model.
void Loads::installed_models(const RunCommand& run) {
  const auto& words = run.shell.words;
  const auto installs = std::ranges::find(words, "install", [](const Word& w) { return w.text.view(); });
  for (auto word = installs; word != words.end(); ++word) {
    installed_model(run, *word, false);
    const std::string_view text = word->text.view();
    if ((text != "-r" && text != "--requirement") || word + 1 == words.end() || !run.files) continue;
    const auto file = open_image_file(build_, *run.files, commands_.files,
                                      image_path(run.workdir, (word + 1)->text.view()));
    if (!file || file->file.empty() || file->text.view().size() > most_of_requirements) continue;
    std::size_t begin = 0;
    for (const std::string_view line : text::split(file->text.view(), '\n')) {
      Word requirement;
      requirement.text = file->text.substr(begin, begin + line.size());
      requirement.at = file->text.place(
          {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + line.size())});
      begin += line.size() + 1;
      if (!text::trim(line).starts_with('#')) installed_model(run, requirement, true);
    }
  }
}

/// One requirement, which stands in a file or on the command line.
void Loads::installed_model(const RunCommand& run, const Word& word, bool in_file) {
  static const CommandRow row{.api = "pip install", .artifact = "file"};
  const std::string_view text = word.text.view();
  const std::size_t begin = text.find("http");
  if (begin == std::string_view::npos || text.substr(0, begin).find("git+") != std::string_view::npos ||
      text.substr(0, begin).find('-') == 0 || (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '@'))
    return;
  Word address = word;
  address.text = word.text.substr(begin, begin + text.substr(begin).find_first_of(" ;\t\r\\"));
  if (text.substr(begin).find_first_of(" ;\t\r\\") == std::string_view::npos)
    address.text = word.text.substr(begin, text.size());
  ModelFact fact = start(run, row);
  if (!set_address(fact, address, "")) return;
  fact.parts.push_back({"id", word.at});
  if (in_file) {
    fact.at = word.at;
    fact.trace.push_back({run.shell.at, "installs it"});
  }
  if (text.find("#sha256=") != std::string_view::npos || text.find("--hash") != std::string_view::npos)
    set_proven(fact);
  push(std::move(fact));
}

/// `pip install git+https://host/repository@REF`
void Loads::installed_source(const RunCommand& run) {
  for (const Word& word : run.shell.words) {
    std::string_view text = word.text.view();
    const std::size_t scheme = text.find("git+");
    if (scheme == std::string_view::npos ||
        (scheme > 0 && text[scheme - 1] != ' ' && text[scheme - 1] != '@'))
      continue;
    text = text.substr(scheme + 4);
    text = text.substr(0, text.find_first_of("#;\"' "));
    const std::size_t slashes = text.find("://");
    if (slashes == std::string_view::npos) continue;
    static const CommandRow row{.api = "pip install git+", .artifact = "source"};
    ModelFact fact = start(run, row);
    // Behind the host an `@` begins the revision.
    const std::size_t path = text.find('/', slashes + 3);
    const std::size_t at = path == std::string_view::npos ? std::string_view::npos : text.find('@', path);
    fact.id = text.substr(0, at);
    // A password in the address is not ours to repeat.
    const std::string_view host =
        text.substr(slashes + 3, path == std::string_view::npos ? path : path - slashes - 3);
    if (const auto user = host.rfind('@'); user != std::string_view::npos && host.find(':') < user)
      fact.id.erase(slashes + 3, user + 1);
    fact.subject = fact.id;
    fact.id_state = word.known ? IdState::known : IdState::unresolved;
    fact.parts.push_back({"id", word.at});
    if (at != std::string_view::npos) {
      fact.revision = text.substr(at + 1);
      fact.revision_state = classify_revision(*fact.revision);
    }
    if (!word.known) {
      fact.missing = word.missing;
      if (fact.revision_state != RevisionState::commit) fact.revision_state = RevisionState::unresolved;
    }
    push(std::move(fact));
  }
}

/// A clone of nobody knows what, out of a hub or where Git LFS files are fetched.
ModelFact Loads::open_clone(const RunCommand& run, const CommandWords& words, const Word& id) const {
  ModelFact fact = start(run, *words.row);
  fact.id = fact.subject = id.text.text();
  fact.artifact = "model";
  fact.id_state = IdState::unresolved;
  fact.missing = id.missing.empty() ? "its address names no repository" : id.missing;
  fact.parts.push_back({"id", id.at});
  fact.revision_state = RevisionState::absent;
  return fact;
}

void Loads::git(std::size_t index, const CommandWords& words) {
  const RunCommand& run = commands_.commands[index];
  if (words.row->remotes) return git_remote(index, words);
  for (const Word& id : words.ids) {
    const auto address = read_fetch_address(id.text.view());
    const bool no_repository = begins_with_hub(id.text.view()) && !(address && address->hub);
    if (!address || no_repository) {
      if (no_repository || (!id.known && fetches_large_files(commands_, run.stage)))
        push(open_clone(run, words, id));
      continue;
    }
    std::string folder(text::file_name(address->id));
    if (folder.ends_with(".git")) folder.resize(folder.size() - 4);
    if (!words.rest.empty() && words.rest.front().known) folder = words.rest.front().text.text();
    const std::string clone = image_path(run.workdir, folder);
    const bool weights = !address->hub && takes_large_files(commands_, index, clone);
    const bool loaded = is_below_any(clone, words.row->code_folders);
    if (!address->hub && !weights && !loaded && !code_is_used(commands_, index, clone)) continue;
    ModelFact fact = start(run, *words.row);
    fact.id = fact.subject = address->id;
    fact.artifact = address->hub ? address->kind : weights ? "model" : "source";
    const bool known = names_known_place(id);
    fact.id_state = known ? IdState::known : IdState::unresolved;
    if (!known) fact.missing = id.missing;
    if (!id.assumed.empty()) fact.notes.push_back("`" + id.assumed + "` has its default");
    fact.parts.push_back({"id", id.at});
    fact.revision_state = RevisionState::absent;
    const Word* revision = nullptr;
    if (const RunCommand* later = checkout_of(commands_, index, clone, revision)) {
      set_revision(fact, *revision);
      fact.trace.push_back({later->shell.at, "checks out `" + revision->text.text() + "`"});
    } else if (words.revision) {
      set_revision(fact, *words.revision);
    } else if (words.branch) {
      set_revision(fact, *words.branch);
      // A branch may be called like a commit; only a check-out takes a commit.
      if (fact.revision_state == RevisionState::commit || fact.revision_state == RevisionState::abbreviated) {
        fact.revision_state = RevisionState::moving;
      }
    }
    push(std::move(fact));
  }
}

/// `git pull REMOTE [REF]` and `git fetch`: what a clone does in steps.
void Loads::git_remote(std::size_t index, const CommandWords& words) {
  const RunCommand& run = commands_.commands[index];
  if (words.ids.empty()) return;
  const Word* id = &words.ids.front();
  const std::string folder = folder_of(run);
  if (id->text.view().find("://") == std::string_view::npos)
    id = remote_address(commands_, index, folder, *id);
  const auto address = id != nullptr ? read_fetch_address(id->text.view()) : std::nullopt;
  if (!address || !address->hub) return;
  ModelFact fact = start(run, *words.row);
  fact.id = fact.subject = address->id;
  fact.artifact = address->kind;
  fact.id_state = id->known ? IdState::known : IdState::unresolved;
  if (!id->known) fact.missing = id->missing;
  fact.parts.push_back({"id", id->at});
  fact.revision_state = RevisionState::absent;
  const Word* revision = nullptr;
  const RunCommand* later = checkout_of(commands_, index, folder, revision);
  if (later != nullptr && revision->text.view() != "FETCH_HEAD") {
    set_revision(fact, *revision);
    fact.trace.push_back({later->shell.at, "checks out `" + revision->text.text() + "`"});
  } else if (!words.rest.empty()) {
    set_revision(fact, words.rest.front());
  }
  push(std::move(fact));
}

std::string Loads::output_path(const RunCommand& run, const CommandWords& words, std::string_view file,
                               std::string_view usual_name) const {
  std::string folder = run.workdir;
  if (words.folder && words.folder->known) folder = image_path(folder, words.folder->text.view());
  if (words.output) {
    if (!words.output->known || words.output->text.view() == "-") return {};
    return image_path(folder, words.output->text.view());
  }
  if (words.row->api == "curl" && !words.keeps_name) {
    for (const shell::Redirect& redirect : run.shell.redirects) {
      if (redirect.kind == shell::Redirect::Kind::write && redirect.fd <= 1 && redirect.target.known) {
        return image_path(run.workdir, redirect.target.text.view());
      }
    }
    return {};
  }
  const std::string_view name = file.empty() ? usual_name : text::file_name(file);
  return name.empty() ? std::string() : image_path(folder, name);
}

void Loads::prove(ModelFact& fact, std::size_t index, const std::string& path) const {
  if (is_proven(commands_, proofs_, index, path)) set_proven(fact);
}

void Loads::addresses(std::size_t index, const CommandWords& words) {
  const RunCommand& run = commands_.commands[index];
  std::set<std::string> seen;
  std::vector<Word> ids = words.ids;
  bool by_variable = false;
  if (ids.empty())
    if (auto named = variable_id(run, *words.row, by_variable)) ids.push_back(std::move(*named));
  for (const Word& word : ids) {
    std::string output_name;
    if (words.output && words.ids.size() == 1) output_name = words.output->text.text();
    for (const shell::Redirect& redirect : run.shell.redirects) {
      if (redirect.kind == shell::Redirect::Kind::write && redirect.fd <= 1)
        output_name = redirect.target.text.text();
    }
    ModelFact fact = start(run, *words.row);
    if (!set_address(fact, word, output_name)) continue;
    if (!seen.insert(word.text.text()).second) continue;
    fact.parts.push_back({"id", word.at});
    if (fact.revision)
      if (const auto at = revision_inside(word.at, *fact.revision))
        fact.parts.push_back({"id_revision", *at});
    const auto address = read_fetch_address(word.text.view());
    prove(fact, index, output_path(run, words, address ? address->file : "", ""));
    if (words.revision && is_digest(words.revision->text.view())) set_proven(fact);
    if (by_variable) {
      fact.at = word.at;
      fact.trace.push_back({run.shell.at, "`" + std::string(words.row->api) + "` reads it"});
    }
    push(std::move(fact));
  }
}

void Loads::names(const RunCommand& run, const CommandWords& words) {
  const CommandRow& row = *words.row;
  std::vector<Word> ids = words.ids;
  if (ids.empty() && !row.default_id.empty()) {
    Word id;
    id.at = run.shell.at;
    id.text = text::MappedText(id.at.source);
    id.text.append_for(row.default_id, id.at.span);
    ids.push_back(std::move(id));
  }
  for (const Word& id : ids) {
    const std::string_view text = id.text.view();
    if (id.known && (text.empty() || is_path(text))) continue;
    if (row.optional_fetch && is_weight_name(text)) continue;  // a file that lies there
    ModelFact fact = start(run, row);
    fact.id = fact.subject = text;
    fact.id_state = id.known ? IdState::known : IdState::unresolved;
    if (!id.known) fact.missing = id.missing;
    fact.parts.push_back({"id", id.at});
    fact.revision_state = row.pinnable ? RevisionState::absent : RevisionState::not_pinnable;
    fact.alternative = row.alternative;
    if (words.revision) set_revision(fact, *words.revision);
    if (text.find("@sha256:") != std::string_view::npos) {
      fact.revision = text.substr(text.find("@sha256:") + 1);
      fact.revision_state = RevisionState::not_needed;
      fact.verified = true;
    }
    if (row.reads == CommandId::version && id.known) {
      std::string_view version = text.substr(text.find_last_of("/:") + 1);
      if (version.starts_with('v')) version.remove_prefix(1);
      if (!version.empty() && version.find_first_not_of("0123456789") == std::string_view::npos) {
        fact.revision = version;
        fact.revision_state = RevisionState::not_needed;
        fact.notes.push_back("a version number of the registry, not a digest");
      } else {
        fact.revision_state = RevisionState::absent;
      }
    }
    push(std::move(fact));
  }
}

void Loads::storage(std::size_t index, const CommandWords& words) {
  const RunCommand& run = commands_.commands[index];
  for (const Word& id : words.ids) {
    const std::string_view text = id.text.view();
    const std::size_t scheme = text.find("://");
    const bool remote =
        words.row->bare_names || scheme != std::string_view::npos || text.find(':') != std::string_view::npos;
    const std::string lower = text::lower(text);
    if (!remote ||
        (!is_weight_name(text.substr(0, text.find('#'))) && lower.find("model") == std::string::npos &&
         lower.find("checkpoint") == std::string::npos && lower.find("weights") == std::string::npos)) {
      continue;
    }
    ModelFact fact = start(run, *words.row);
    fact.id = fact.subject = text.substr(0, text.find('?'));
    fact.id_state = id.known ? IdState::known : IdState::unresolved;
    if (!id.known) fact.missing = id.missing;
    fact.parts.push_back({"id", id.at});
    fact.revision_state = RevisionState::not_pinnable;
    fact.alternative = words.row->alternative;
    if (names_object_version(words, text)) {
      fact.verified = true;
      fact.revision_state = RevisionState::not_needed;
      fact.notes.push_back("a version of the object, which does not change, but is no digest");
    }
    const std::string_view name = text::file_name(text);
    std::string target = words.rest.empty() ? "." : words.rest.front().text.text();
    if (target == "." || target.ends_with('/')) target += "/" + std::string(name);
    prove(fact, index, image_path(run.workdir, target));
    push(std::move(fact));
  }
}

void Loads::command(std::size_t index) {
  const RunCommand& run = commands_.commands[index];
  if (run.shell.iteration > 0 && run.shell.words.empty()) return;
  const std::string program = shell::program_name(run.shell.words.front());
  const auto [installs, fresh] = installers_.try_emplace(program);
  if (fresh) installs->second = text::glob_match("{pip,pip[23]*,uv,python*,poetry,pipenv}", program);
  if (installs->second) {
    installed_source(run);
    installed_models(run);
  }
  for (CommandWords& words : rows_.read(run.shell.words)) {
    const bool harmless = std::ranges::any_of(run.shell.words, [&](const Word& word) {
      return std::ranges::any_of(words.row->harmless_words, [&](std::string_view glob) {
        return text::glob_match(glob, word.text.view());
      });
    });
    if (harmless) continue;
    extra_trace_.clear();
    add_command_files(build_, commands_, run, words, extra_trace_);
    switch (words.row->reads) {
      case CommandId::hub:
        hub(index, words);
        break;
      case CommandId::git:
        git(index, words);
        break;
      case CommandId::url:
        addresses(index, words);
        break;
      case CommandId::name:
      case CommandId::version:
        names(run, words);
        break;
      case CommandId::storage:
        storage(index, words);
        break;
    }
  }
}

/// ADD of an address: `--checksum` proves its content, a git source needs a whole commit.
void Loads::added_files() {
  std::set<std::pair<std::size_t, std::uint32_t>> seen;
  for (const build::Stage& stage : build_.stages) {
    if (!stage.files) continue;
    for (const build::Placed& placed : stage.files->entries()) {
      const bool git = placed.from == build::Placed::From::git;
      if (!git && placed.from != build::Placed::From::url) continue;
      if (placed.instruction < stage.from || placed.instruction >= stage.end) continue;
      if (!seen.insert({placed.instruction, placed.at.span.begin}).second) continue;
      ModelFact fact;
      set_stage(build_, placed.instruction, fact);
      fact.at = placed.at;
      fact.api = "ADD";
      fact.phase = Phase::build;
      Word word;
      word.at = placed.at;
      word.text = text::MappedText(placed.at.source);
      word.text.append_for(placed.source, placed.at.span);
      if (git) {
        const auto address = read_fetch_address(placed.source);
        if (!address || !address->hub) continue;
        fact.id = fact.subject = address->id;
        fact.artifact = address->kind;
        fact.id_state = IdState::known;
        std::string_view reference = placed.source;
        const std::size_t hash = reference.find('#');
        reference = hash == std::string_view::npos ? std::string_view() : reference.substr(hash + 1);
        reference = reference.substr(0, reference.find(':'));
        if (!reference.empty()) fact.revision = std::string(reference);
        fact.revision_state = classify_revision(reference);
      } else if (!set_address(fact, word, text::file_name(placed.destination))) {
        continue;
      }
      fact.parts.push_back({"id", placed.at});
      if (fact.revision)
        if (const auto at = revision_inside(placed.at, *fact.revision))
          fact.parts.push_back({"id_revision", *at});
      if (placed.checksum) {
        const std::string_view sum = *placed.checksum;
        const bool sha = sum.starts_with("sha256:") && text::is_lower_hex(sum.substr(7), 64);
        // The checksum of a git source may be any prefix of the commit: only all of it is a pin.
        if (sha || (git && text::is_commit(sum))) {
          fact.verified = true;
          fact.revision_state = git ? RevisionState::commit : RevisionState::not_needed;
          if (git) fact.revision = std::string(sum);
        }
      }
      push(std::move(fact));
    }
  }
}

}  // namespace

std::vector<ModelFact> shell_loads(const build::Build& build, const ShellCommands& commands,
                                   std::span<const CommandRow> rows) {
  return Loads(build, commands, rows).take();
}

}  // namespace dockgate::facts
