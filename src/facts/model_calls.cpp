#include <algorithm>
#include <array>

#include "facts/fetch_address.hpp"
#include "facts/judge_values.hpp"
#include "facts/pin_places.hpp"
#include "facts/python_calls.hpp"
#include "facts/revision.hpp"
#include "text/ascii.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::LocalPath;
using catalog::ModelApi;
using catalog::OtherId;
using catalog::RevisionForm;
using python::Possible;

/// The artifact of rows whose id counts only when it is the address of a weight file.
constexpr std::string_view weight_url = "weight-url";
constexpr std::string_view weight_file = "weight-file";

/// One value that the id may have, judged.
struct Candidate {
  IdState state = IdState::unresolved;
  std::string id;
  std::string kind;                     // "dataset" where an address says so
  std::optional<std::string> revision;  // inside the id
  bool nothing = false;                 // an object, a built-in name: no artefact
  bool verified = false;
  bool floating = false;    // cannot be pinned under this name
  bool cut = false;         // the work ran out: nothing says that a default holds
  bool downloaded = false;  // a local path that a download gave
  std::string missing;
  std::vector<Step> trace;
};

void apply_other(OtherId other, Candidate& out) {
  out.nothing = other == OtherId::nothing;
  out.verified = other == OtherId::verified;
  out.floating = other == OtherId::floating;
}

/// The call whose result an open value is made of (`snapshot_download(…) + "/sub"`), which the engine names
/// in its reason; "" where there is none.
std::string_view made_of(const python::Unknown& unknown) {
  const std::string_view what = unknown.what;
  if (unknown.why != python::Why::library || !what.starts_with('`')) return {};
  return what.substr(1, what.find_first_of("(`", 1) - 1);
}

bool is_download(std::string_view callee, const catalog::Index& catalog) {
  const auto* row = callee.empty() ? nullptr : catalog.model(callee, {}, true);
  return row != nullptr && row->fetches && catalog.gives_path(callee);
}

/// Whether a text of which parts are not known can only be a path: too many parts for `owner/name`, or the
/// name of a weight file in a folder.
bool is_open_path(const python::Unknown& unknown) {
  const std::string_view pattern = unknown.pattern;
  if (pattern.find("://") != std::string_view::npos || pattern.starts_with("hf:")) return false;
  const auto slashes = std::count(pattern.begin(), pattern.end(), '/');
  return slashes > 1 || (slashes == 1 && is_weight_name(pattern));
}

/// `WAV2VEC2_ASR_BASE_960H`: capitals, digits and at least one underscore.
bool is_constant_name(std::string_view text) {
  return text.find('_') != std::string_view::npos && std::all_of(text.begin(), text.end(), [](char c) {
           return text::is_upper(c) || text::is_digit(c) || c == '_';
         });
}

/// Takes apart what the row's form puts into the id.
void split_revision(RevisionForm form, Candidate& out) {
  const auto cut = [&](char separator) {
    const auto at = out.id.rfind(separator);
    if (at == std::string::npos || at == 0) return;
    out.revision = out.id.substr(at + 1);
    out.id.resize(at);
  };
  switch (form) {
    case RevisionForm::at_sign:
      cut('@');
      break;
    case RevisionForm::colon:
      cut(':');
      break;
    case RevisionForm::last_part: {
      const auto slash = out.id.rfind('/');
      if (slash != std::string::npos && text::is_all_digits(std::string_view(out.id).substr(slash + 1)))
        out.verified = true;  // a published version does not change
      break;
    }
    case RevisionForm::alias: {
      const auto slash = out.id.rfind('/');
      if (out.id.starts_with("runs:/") ||
          (slash != std::string::npos && text::is_all_digits(std::string_view(out.id).substr(slash + 1)))) {
        out.verified = true;
      } else if (out.id.starts_with("models:/")) {
        cut(out.id.find('@') != std::string::npos ? '@' : '/');
      }
      break;
    }
    default:
      break;
  }
}

bool has_prefix(std::string_view text, const ModelApi& row) {
  return std::any_of(row.prefixes.begin(), row.prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

/// `as_path`: the program made a path of it.
Candidate judge_text(std::string text, bool as_path, const ModelApi& row, const CallContext& context) {
  Candidate out;
  out.state = IdState::known;
  if (row.artifact == weight_url) {
    const auto address = read_fetch_address(text);
    out.nothing = !address || is_media_name(text) ||
                  (address->hub ? !address->revision : !is_weight_name(text) && !is_weight_address(text));
    if (out.nothing) return out;
    if (!address->hub) {
      out.id = address->id;
      out.revision = address->revision;
      out.floating = !out.revision;
      return out;
    }
  }
  if (!row.assets.empty() && text.find("://") == std::string::npos &&
      std::none_of(row.assets.begin(), row.assets.end(),
                   [&](std::string_view asset) { return text::glob_match(asset, text::file_name(text)); })) {
    out.id = std::move(text);
    out.state = IdState::local;
    return out;
  }
  if (row.artifact == weight_file) {
    out.nothing = !is_weight_name(text);
    out.floating = true;
    out.id = std::move(text);
    return out;
  }
  if (const auto place = read_hub_address(text)) {
    out.id = place->id;
    out.kind = place->kind == "model" ? "" : place->kind;
    out.revision = place->revision;
    if (!out.revision && text.starts_with("hf://") && row.form != RevisionForm::not_pinnable)
      out.revision = "";
    if (row.form == RevisionForm::not_pinnable && !out.revision) out.floating = true;
    return out;
  }
  if (!row.prefixes.empty()) {
    std::string_view prefix;
    for (const auto candidate : row.prefixes)
      if (text.starts_with(candidate) && candidate.size() > prefix.size()) prefix = candidate;
    if (prefix.empty()) {
      apply_other(row.otherwise, out);
    } else if (prefix.starts_with("local")) {
      out.state = IdState::local;
    } else {
      text.erase(0, prefix.size());
    }
  }
  for (const auto pattern : row.builtin)
    if (text::glob_match(pattern, text)) apply_other(row.builtin_is, out);
  out.id = std::move(text);
  if (out.nothing || out.state == IdState::local) return out;
  const auto is_local = [&] {
    return as_path || is_path(out.id) || (context.image_holds && context.image_holds(out.id));
  };
  if (row.local == LocalPath::only || (row.local == LocalPath::wins && is_local())) {
    out.state = IdState::local;
    return out;
  }
  // A hub refuses a path as the name of a repository.
  if (row.local == LocalPath::ignored && row.form == RevisionForm::argument && is_path(out.id)) {
    out.state = IdState::local;
    return out;
  }
  split_revision(row.form, out);
  // Repositories without an owner are the hub's oldest, in lower case: this is the name of a constant.
  if (row.form == RevisionForm::argument && row.artifact == "model" && row.local == LocalPath::wins &&
      is_constant_name(out.id))
    out.nothing = true;
  // Where names are `owner/name`, one with more parts can only be a path.
  const bool hub = (row.form == RevisionForm::argument || row.form == RevisionForm::at_sign) &&
                   row.local == LocalPath::wins && row.artifact != "file";
  const bool deep = std::count(out.id.begin(), out.id.end(), '/') > 1 || out.id.ends_with('/');
  if (hub && deep && out.id.find("://") == std::string::npos) out.state = IdState::local;
  return out;
}

/// Whether `callee` gives an object that was loaded before: a load, or methods of what it gives, such as
/// `from_pretrained.to.eval`. What is taken out of one (`config.get`) may be a name.
bool is_loaded_object(std::string_view callee, const catalog::Index& catalog) {
  for (;;) {
    if (catalog.model(callee, {}, true) != nullptr) return true;
    const auto dot = callee.rfind('.');
    if (dot == std::string_view::npos) return false;
    const auto method = callee.substr(dot + 1);
    if (method.starts_with("get") || method == "pop") return false;
    callee = callee.substr(0, dot);
  }
}

/// What settings write where there is no model: `str(None)`, `MODEL=none`.
bool says_nothing(std::string_view text) {
  constexpr std::array<std::string_view, 6> words{"none", "None", "NONE", "null", "false", "False"};
  return text.empty() || std::find(words.begin(), words.end(), text) != words.end();
}

/// The environment variable that an empty text is the value of, "" where it is of none: `ENV MODEL=""` leaves
/// to the start of the container what is loaded.
std::string empty_variable(const Possible& possible) {
  for (const auto& step : possible.trace) {
    if (!step.what.starts_with(python::environment_step)) continue;
    const std::string_view name = std::string_view(step.what).substr(python::environment_step.size());
    return std::string(name.substr(0, name.find('`')));
  }
  return {};
}

Candidate judge_id(const Possible& possible, const ModelApi& row, const CallContext& context) {
  Candidate out;
  out.trace = to_steps(possible.trace);
  if (const auto* text = std::get_if<std::string>(&possible.value)) {
    if (says_nothing(*text)) {
      if (text->empty() && !row.open_is_nothing) out.missing = empty_variable(possible);
      out.nothing = out.missing.empty();
      return out;
    }
    auto judged = judge_text(*text, possible.path, row, context);
    judged.trace = std::move(out.trace);
    return judged;
  }
  if (const auto* unknown = std::get_if<python::Unknown>(&possible.value)) {
    if (row.local != LocalPath::ignored &&
        (unknown->why == python::Why::path || is_path(unknown->prefix) || is_open_path(*unknown) ||
         context.catalog->gives_path(made_of(*unknown)))) {
      out.state = IdState::local;
      out.id = unknown->prefix;
      out.downloaded = is_download(made_of(*unknown), *context.catalog);
      return out;
    }
    // `https://huggingface.co/ORG/NAME/resolve/REVISION/{file}`: all but the file is known.
    if (row.artifact == weight_url) {
      const auto address = read_fetch_address(unknown->prefix + "file");
      if (address && address->hub && !address->file.empty() && !address->id.starts_with('/')) {
        auto judged = judge_text(unknown->prefix + "file", false, row, context);
        judged.trace = std::move(out.trace);
        return judged;
      }
    }
    // Most of what the call opens is none of ours: only a text that begins like one counts.
    if (row.open_is_nothing && (!has_prefix(unknown->prefix, row) || is_hub_interface(unknown->prefix))) {
      out.nothing = true;
      return out;
    }
    out.missing = unknown->variable.empty() ? unknown->what : unknown->variable;
    out.cut = unknown->why == python::Why::limit;
    return out;
  }
  if (const auto* result = std::get_if<python::Result>(&possible.value)) {
    if (context.catalog->gives_path(result->callee)) {
      out.state = IdState::local;
      out.downloaded = is_download(result->callee, *context.catalog);
      return out;
    }
    if (is_loaded_object(result->callee, *context.catalog)) {
      out.nothing = true;  // its own call is judged
      return out;
    }
    out.nothing = row.open_is_nothing;
    out.missing = "what `" + result->callee + "` gives";
    return out;
  }
  if (std::holds_alternative<python::Name>(possible.value)) {
    out.nothing = row.open_is_nothing;
    out.missing = "`" + std::get<python::Name>(possible.value).dotted + "`";
    return out;
  }
  out.nothing = true;  // None, numbers, lists, functions: no id
  return out;
}

/// Higher is worse: what the fact is about when an id has several values.
int rank(const Candidate& candidate, RevisionState revision) {
  if (candidate.nothing) return 0;
  if (candidate.state == IdState::local) return 1;
  if (candidate.state == IdState::unresolved) return 3;
  if (candidate.verified) return 2;
  return worse(revision, RevisionState::commit) == RevisionState::commit ? 2 : 4;
}

std::vector<Step> joined(std::vector<Step> steps, const std::vector<Step>& more) {
  for (const auto& step : more) {
    const bool known = std::any_of(steps.begin(), steps.end(), [&](const Step& old) {
      return old.at.source == step.at.source && old.at.span == step.at.span && old.what == step.what;
    });
    if (!known) steps.push_back(step);
  }
  return steps;
}

bool is_file(std::string_view id) {
  return id.find("://") != std::string_view::npos;
}

class ModelCall {
 public:
  ModelCall(const python::Call& call, const ModelApi& row, const CallContext& context)
      : call_(call), row_(row), context_(context) {}

  std::vector<ModelFact> facts() {
    std::vector<ModelFact> out;
    revision_ = judge_revision(call_, row_.revision, row_.nested);
    if (!row_.only_if.empty() && judge_flag(call_, row_.only_if, row_.nested).value == Known::no &&
        !names_the_hub())
      return out;
    if (row_.fetches) {
      Asked asked{row_.id, row_.default_id, artifact_by_kind(), revision_};
      if (auto main = artefact(asked)) {
        add_pins(row_.id, row_.revision, revision_, *main);
        // Addresses of files stand beside those of repositories: what is wrong with one says nothing of the
        // other.
        const bool on_hub = !is_file(main->id);
        out.push_back(std::move(*main));
        if (row_.artifact == weight_url) {
          asked.files = on_hub;
          if (auto second = artefact(asked)) out.push_back(std::move(*second));
        }
      }
      const std::string main_id = out.empty() ? "" : out.front().id;
      for (const auto& other : row_.others) {
        const bool same = other.same_revision || (other.revision.empty() && other.in.empty() &&
                                                  other.form == RevisionForm::argument);
        const auto revision = same ? revision_
                              : other.in.empty()
                                  ? judge_revision(call_, other.revision, row_.nested)
                                  : judge_revision(call_, find_other(other, other.revision), false);
        auto fact = artefact({other.id, {}, other.artifact, revision, &other});
        // A tokenizer of the same repository is the same artefact; an open one says nothing new.
        // What is fetched as code runs, and so does a local script.
        const bool runs = other.artifact == "code" || other.artifact == "kernel";
        const bool counts = fact && (fact->id_state == IdState::known ||
                                     (fact->id_state == IdState::local && other.artifact == "code"));
        if (!counts || fact->id == main_id) continue;
        fact->remote_code = runs ? Known::yes : Known::no;
        fact->code_revision_state = runs ? fact->revision_state : RevisionState::not_needed;
        if (other.in.empty() && other.form == RevisionForm::argument)
          add_pins(other.id, same ? catalog::Parameter{} : other.revision, revision, *fact);
        out.push_back(std::move(*fact));
      }
    } else {
      auto fact = blank(row_.artifact);
      fact.id_state = IdState::local;
      fact.revision_state = RevisionState::not_needed;
      fact.fetched = false;
      add_remote_code(fact);
      if (fact.remote_code == Known::no) return out;
      out.push_back(std::move(fact));
    }
    return out;
  }

 private:
  /// Marks an argument to underline. One that was given elsewhere (functools.partial) is a step on the way.
  void mark(ModelFact& fact, std::string_view name, const Place& at) const {
    const bool inside = at.source == call_.at.source && at.span.begin >= call_.at.span.begin &&
                        at.span.end <= call_.at.span.end;
    if (inside)
      fact.parts.push_back({std::string(name), at});
    else
      fact.trace =
          joined(std::move(fact.trace),
                 {{at, "given here: `" + std::string(at.source->text(at.span)).substr(0, 80) + "`"}});
  }

  /// The places of a pin, where the call speaks of one artefact, whoever runs it.
  void add_pins(const catalog::Parameter& id, const catalog::Parameter& parameter,
                const RevisionVerdict& given, ModelFact& fact) const {
    const auto named = find_argument(call_, id, {});
    const bool fixed = named ? named->value != nullptr && is_fixed(*named->value) : !may_hold(call_, id);
    if (!fixed || fact.id_state != IdState::known || call_.method_on_unknown) return;
    fact.quote = quote_of(call_, named ? named->at : Place{});
    if (named && is_written(call_, named->whole)) {
      if (fact.revision)
        if (const auto at = revision_inside(named->at, *fact.revision))
          fact.parts.push_back({"id_revision", *at});
      const char separator = row_.form == RevisionForm::at_sign ? '@'
                             : row_.form == RevisionForm::colon ? ':'
                                                                : '\0';
      if (const auto at = behind_id(named->at, fact.id); at && separator != '\0' && !fact.revision)
        fact.parts.push_back({"id_pin", *at, {separator}, ""});
    }
    if (row_.form != RevisionForm::argument || parameter.keywords.empty()) return;
    fact.revision_name = parameter.keywords.front();
    if (given.value_at.source) {
      fact.parts.push_back({"revision_value", given.value_at});
    } else if (given.state == RevisionState::absent && !given.at.source) {
      if (auto gap = argument_gap(call_)) fact.parts.push_back(std::move(*gap));
    }
  }

  ModelFact blank(std::string_view artifact) const {
    ModelFact fact;
    fact.at = call_.at;
    fact.api = call_.method_on_unknown ? std::string(text::last_part(call_.callee)) : call_.callee;
    const bool file = artifact == weight_url || artifact == weight_file;
    fact.artifact = artifact.empty() ? "model" : file ? "file" : std::string(artifact);
    fact.alternative = row_.alternative;
    fact.parts.push_back({"call", call_.callee_at});
    if (call_.method_on_unknown) fact.notes.push_back("the receiver of the call is not known");
    if (!row_.note.empty()) fact.notes.emplace_back(row_.note);
    for (const auto& step : call_.via) fact.trace.push_back({step.at, step.what});
    return fact;
  }

  /// Whether the id begins as names of the hub do (`hf-hub:`): its configuration is fetched in any case.
  bool names_the_hub() const {
    const auto given = find_argument(call_, row_.id, {});
    if (!given || given->value == nullptr) return false;
    return std::any_of(
        given->value->possible.begin(), given->value->possible.end(), [&](const Possible& one) {
          const auto* text = std::get_if<std::string>(&one.value);
          const auto* open = std::get_if<python::Unknown>(&one.value);
          const std::string_view begins = text != nullptr   ? std::string_view(*text)
                                          : open != nullptr ? std::string_view(open->prefix)
                                                            : std::string_view();
          return std::any_of(row_.prefixes.begin(), row_.prefixes.end(),
                             [&](std::string_view prefix) { return begins.starts_with(prefix); });
        });
  }

  /// A parameter of a further artefact, which may stand in a dictionary of its own.
  std::optional<Given> find_other(const catalog::OtherRepo& other,
                                  const catalog::Parameter& parameter) const {
    return other.in.empty() ? find_argument(call_, parameter, {})
                            : find_nested(call_, parameter.keywords, other.in);
  }

  /// The artefact that the call names by a word (`repo_type="dataset"`), else that of the row.
  std::string_view artifact_by_kind() const {
    const auto given = row_.kind.empty() ? std::nullopt : find_argument(call_, row_.kind, row_.nested);
    const auto* kind = given && given->value != nullptr ? given->value->text() : nullptr;
    if (kind == nullptr) return row_.artifact;
    return *kind == "dataset" ? "dataset" : *kind == "space" ? "space" : row_.artifact;
  }

  /// The row as it holds for a further artefact.
  ModelApi row_for(const catalog::OtherRepo* other) const {
    ModelApi row = row_;
    if (other == nullptr) return row;
    row.form = other->form;
    if (!other->alternative.empty()) row.alternative = other->alternative;
    if (other->any_name || !other->in.empty()) {
      row.prefixes = {};
      row.builtin = other->builtin;
      row.builtin_is = OtherId::nothing;
    }
    return row;
  }

  /// One of the artefacts of the call.
  struct Asked {
    const catalog::Parameter& id;
    std::string_view default_id, artifact;
    const RevisionVerdict& revision;            // as it is given
    const catalog::OtherRepo* other = nullptr;  // null: the row's own
    std::optional<bool> files = std::nullopt;   // of the addresses only those of files, or of repositories
  };

  std::optional<ModelFact> artefact(const Asked& asked) const {
    const auto& [parameter, default_id, artifact, given_revision, other, files] = asked;
    std::vector<Candidate> candidates;
    const ModelApi row = row_for(other);
    auto fact = blank(artifact);
    fact.alternative = row.alternative;
    const auto given = other != nullptr ? find_other(*other, parameter) : find_argument(call_, parameter, {});
    if (given && given->value != nullptr) {
      if (given->at.source != nullptr) mark(fact, "id", given->at);
      for (const auto& possible : given->value->possible) {
        if (std::holds_alternative<python::None>(possible.value) && !default_id.empty()) continue;
        const auto* list = std::get_if<python::List>(&possible.value);
        if (list == nullptr) {
          candidates.push_back(judge_id(possible, row, context_));
          continue;
        }
        for (const auto& item : list->items)  // `nltk.download(["punkt", …])`
          for (const auto& one : item->possible) candidates.push_back(judge_id(one, row, context_));
      }
      add_default_notes(*given->value, fact.notes);
      drop_open_beside_default(*given->value, candidates);
    }
    if (candidates.empty()) {
      Candidate candidate;
      if (!given && may_hold(call_, parameter)) {
        candidate.missing = call_.open_what;
        candidate.nothing = row.open_is_nothing;
        candidates.push_back(std::move(candidate));
      } else if (!default_id.empty()) {
        candidate.state = IdState::known;
        candidate.id = default_id;
        candidates.push_back(std::move(candidate));
      }
    }
    // `attn_implementation="sdpa"` is the library's own; only a repository is fetched.
    if (artifact == "kernel" && row_.artifact != "kernel")
      std::erase_if(candidates, [](const Candidate& c) {
        return c.state == IdState::known && c.id.find('/') == std::string::npos;
      });
    if (asked.files)
      std::erase_if(candidates,
                    [&](const Candidate& c) { return c.nothing || is_file(c.id) != *asked.files; });
    if (other != nullptr && other->uri_only)
      std::erase_if(candidates, [](const Candidate& c) { return !c.revision && c.kind.empty(); });
    if (other != nullptr && !other->only.empty())
      std::erase_if(candidates, [only = other->only](const Candidate& c) {
        return std::none_of(only.begin(), only.end(),
                            [&](std::string_view glob) { return text::glob_match(glob, c.id); });
      });
    if (candidates.empty()) return std::nullopt;

    // None is what a parameter holds while nobody gives it: a call that trusts code is made for other values.
    const auto is_none = [](const Possible& p) { return std::holds_alternative<python::None>(p.value); };
    if (given && given->value != nullptr && row_.remote_code == catalog::RemoteCode::flag &&
        std::all_of(given->value->possible.begin(), given->value->possible.end(), is_none) &&
        judge_flag(call_, row_.trust, row_.nested).value == Known::yes) {
      candidates.front().nothing = false;
      candidates.front().missing = "None is all that the code gives";
    }

    const Candidate* worst = nullptr;
    for (const auto& candidate : candidates)
      if (worst == nullptr || rank(candidate, state_of(row, candidate, given_revision)) >
                                  rank(*worst, state_of(row, *worst, given_revision)))
        worst = &candidate;
    if (worst->nothing) return std::nullopt;

    fact.id_state = worst->state;
    fact.id = worst->id;
    fact.subject = worst->id;
    if (!worst->kind.empty()) fact.artifact = worst->kind;
    fact.missing = worst->missing;
    fact.verified = worst->verified;
    fact.trace = joined(std::move(fact.trace), worst->trace);
    std::string others;
    for (const auto& candidate : candidates)
      if (&candidate != worst && candidate.state == IdState::known && !candidate.nothing &&
          candidate.id != worst->id)
        others += (others.empty() ? "`" : ", `") + candidate.id + "`";
    if (!others.empty()) fact.notes.push_back("the id may also be " + others);

    fact.revision_state = state_of(row, *worst, given_revision);
    if (worst->revision && !worst->revision->empty()) {
      fact.revision = worst->revision;
    } else if (given_revision.text) {
      fact.revision = given_revision.text;
      if (given_revision.at.source != nullptr) mark(fact, "revision", given_revision.at);
    } else if (given_revision.at.source != nullptr) {
      mark(fact, "revision", given_revision.at);
    }
    if (worst->state == IdState::known && !worst->revision) {
      fact.trace = joined(std::move(fact.trace), given_revision.trace);
      fact.notes.insert(fact.notes.end(), given_revision.notes.begin(), given_revision.notes.end());
      if (fact.revision_state == RevisionState::unresolved) fact.missing = given_revision.missing;
    }
    // `source="local"`: the id is a folder where a repository would do as well.
    if (row_.local == LocalPath::ignored && is_path(worst->id) && switched_on(call_, row_.offline)) {
      fact.id_state = IdState::local;
      fact.revision_state = RevisionState::not_needed;
      if (context_.image_path) fact.path = context_.image_path(worst->id);
    }
    fact.fetched = fact.id_state != IdState::local;
    if (row_.local != LocalPath::ignored && context_.image_path && !worst->id.empty() &&
        (worst->state == IdState::local || is_repository_id(worst->id)))
      fact.path = context_.image_path(worst->id);
    fact.vendored = fact.id_state != IdState::local || !worst->downloaded;
    if (fact.fetched && (context_.offline || switched_on(call_, row_.offline))) {
      fact.fetched = false;
      fact.revision_state = RevisionState::not_needed;
      fact.notes.emplace_back(context_.offline ? "the environment keeps the libraries off the network"
                                               : "the call itself keeps off the network");
    }
    add_remote_code(fact);
    if (row_.form == RevisionForm::at_sign && fact.revision_state == RevisionState::absent)
      fact.alternative.clear();
    return fact;
  }

  std::optional<bool> version_holds(const catalog::VersionRow& row) const {
    return context_.version_holds ? context_.version_holds(row) : context_.versions->holds(row);
  }

  static RevisionState state_of(const ModelApi& row, const Candidate& candidate,
                                const RevisionVerdict& given) {
    if (candidate.nothing || candidate.state == IdState::local || candidate.verified)
      return RevisionState::not_needed;
    if (candidate.floating) return RevisionState::not_pinnable;
    switch (row.form) {
      case RevisionForm::not_pinnable:
        return candidate.revision ? classify_revision(*candidate.revision) : RevisionState::not_pinnable;
      case RevisionForm::by_library:
        return RevisionState::not_needed;
      case RevisionForm::last_part:
      case RevisionForm::alias:
      case RevisionForm::colon:
      case RevisionForm::at_sign:
        if (candidate.revision) return classify_revision(*candidate.revision);
        return row.revision.empty() ? RevisionState::absent : given.state;
      case RevisionForm::argument:
        break;
    }
    return candidate.revision ? classify_revision(*candidate.revision) : given.state;
  }

  /// An id that a caller or the environment may give, beside a default: the default is judged. An empty
  /// one is none: somebody has to give the id.
  static void drop_open_beside_default(const python::Value& value, std::vector<Candidate>& candidates) {
    const bool defaulted =
        std::any_of(value.possible.begin(), value.possible.end(), [](const Possible& possible) {
          const auto* text = std::get_if<std::string>(&possible.value);
          return possible.from_default && text != nullptr && !text->empty();
        });
    if (defaulted)
      std::erase_if(candidates, [](const Candidate& c) {
        return c.state == IdState::unresolved && !c.nothing && !c.cut;
      });
  }

  void add_remote_code(ModelFact& fact) const {
    using catalog::RemoteCode;
    if (row_.remote_code == RemoteCode::never) return;
    if (row_.remote_code == RemoteCode::always) {
      const bool local = fact.id_state == IdState::local || switched_on(call_, row_.offline);
      fact.remote_code = local ? Known::no : Known::yes;
    } else {
      auto flag = judge_flag(call_, row_.trust, row_.nested);
      if (!flag.given && flag.value == Known::no) flag.value = default_trust(fact);
      if (flag.value != Known::no && trust_is_ignored(fact)) flag.value = Known::no;
      fact.remote_code = flag.value;
      fact.missing_remote_code = flag.missing;
      if (flag.at.source != nullptr) mark(fact, "remote_code", flag.at);
      if (flag.value_at.source != nullptr) fact.parts.push_back({"remote_code_value", flag.value_at});
      fact.trace = joined(std::move(fact.trace), flag.trace);
      for (auto& note : flag.notes)
        if (std::find(fact.notes.begin(), fact.notes.end(), note) == fact.notes.end())
          fact.notes.push_back(note);
    }
    if (fact.remote_code == Known::no) return;
    // A local folder may point to code elsewhere; only what the call says of that is asked here.
    if (fact.id_state == IdState::local && row_.code_revision.empty()) return;
    if (fact.id_state != IdState::local && fact.remote_code != Known::yes) return;
    if (row_.code_revision.empty()) {
      // The library has no name for it: the code is what the revision says, as far as it stands in the same
      // repository.
      fact.code_revision_state = fact.revision_state;
      return;
    }
    const auto code = judge_revision(call_, row_.code_revision, row_.nested);
    fact.code_revision_state = code.state;
    if (code.at.source != nullptr) mark(fact, "code_revision", code.at);
    if (row_.code_revision.keywords.empty() || call_.method_on_unknown) return;
    fact.code_revision_name = row_.code_revision.keywords.front();
    if (code.value_at.source != nullptr) {
      fact.parts.push_back({"code_revision_value", code.value_at});
    } else if (code.state == RevisionState::absent && code.at.source == nullptr) {
      if (auto gap = argument_gap(call_)) {
        gap->name = "code_arguments";
        fact.parts.push_back(std::move(*gap));
      }
    }
  }

  /// Whether the installed version runs no code of repositories any more.
  bool trust_is_ignored(ModelFact& fact) const {
    return std::any_of(row_.trust_ignored.begin(), row_.trust_ignored.end(), [&](const auto& version) {
      if (!version_holds(version).value_or(false)) return false;
      if (!version.why.empty()) fact.notes.emplace_back(version.why);
      return true;
    });
  }

  Known default_trust(ModelFact& fact) const {
    for (const auto& version : row_.trust_defaults) {
      const auto holds = version_holds(version);
      if (!holds || !*holds) continue;
      if (!version.why.empty()) fact.notes.emplace_back(version.why);
      return version.value == "true" ? Known::yes : Known::no;
    }
    return row_.trust_by_default ? Known::yes : Known::no;
  }

  const python::Call& call_;
  const ModelApi& row_;
  const CallContext& context_;
  RevisionVerdict revision_;
};

}  // namespace

std::vector<ModelFact> model_facts(const python::Call& call, const catalog::ModelApi& row,
                                   const CallContext& context) {
  return ModelCall(call, row, context).facts();
}

}  // namespace dockgate::facts
