#include "facts/schema.hpp"

#include <algorithm>
#include <array>

#include "facts/facts.hpp"
#include "facts/schema_parts.hpp"

// A value field whose fact says that it is not known gives Unresolved, and one that is empty gives Absent. A
// field that is an enumeration is always known: it has the word `unresolved` itself, so that a rule can ask
// for it.

namespace dockgate::facts {
namespace {

constexpr std::string_view yes_no_unresolved = "one of: yes, no, unresolved";
constexpr std::string_view revision_states =
    "one of: commit, abbreviated, moving, absent, not-pinnable, not-needed, unresolved";

FieldValue text_or_absent(const std::string& text) {
  if (text.empty()) {
    return Absent{};
  }
  return text;
}

template <typename T, std::string T::*member>
FieldValue text(const Fact& fact) {
  return text_or_absent(static_cast<const T&>(fact).*member);
}

template <typename T, std::vector<std::string> T::*member>
FieldValue list(const Fact& fact) {
  const auto& values = static_cast<const T&>(fact).*member;
  if (values.empty()) {
    return Absent{};
  }
  return values;
}

template <typename T, bool T::*member>
FieldValue flag(const Fact& fact) {
  return static_cast<const T&>(fact).*member;
}

template <typename T, auto member>
FieldValue word(const Fact& fact) {
  return std::string(to_string(static_cast<const T&>(fact).*member));
}

// ---- fields of every fact

FieldValue stage_index(const Fact& fact) {
  if (fact.stage < 0) {
    return Absent{};
  }
  return static_cast<std::int64_t>(fact.stage);
}

FieldValue file_of(const Fact& fact) {
  return fact.at.source ? text_or_absent(fact.at.source->path()) : FieldValue(Absent{});
}

FieldValue line_of(const Fact& fact) {
  if (!fact.at.source) {
    return Absent{};
  }
  return static_cast<std::int64_t>(fact.at.source->line_of(fact.at.span.begin));
}

constexpr std::array common{
    Field{"file", "text", "path of the file in which the fact stands", file_of},
    Field{"line", "number", "its line, from 1", line_of},
    Field{"phase", "one of: build, start, health",
          "when it happens: while the image is built, when a container starts, in a health check",
          word<Fact, &Fact::phase>},
    Field{"reached", "flag", "something starts it; false: it only ships", flag<Fact, &Fact::reached>},
    Field{"shipped", "flag", "the stage, or the file, ends in the image", flag<Fact, &Fact::shipped>},
    Field{"stage", "number", "index of the build stage, from 0; absent outside of stages", stage_index},
    Field{"stage_name", "text", "name of the build stage; absent when it has none",
          text<Fact, &Fact::stage_name>},
    Field{"subject", "text", "the image, model, package or name it is about", text<Fact, &Fact::subject>},
};

// ---- image

template <std::string ImageFact::*member>
FieldValue image_part(const Fact& fact) {
  const auto& image = static_cast<const ImageFact&>(fact);
  if (image.state == ImageState::unresolved) {
    return Unresolved{image.missing};
  }
  return text_or_absent(image.*member);
}

FieldValue image_maintainer(const Fact& fact) {
  const auto& image = static_cast<const ImageFact&>(fact);
  if (image.state == ImageState::unresolved) {
    return Unresolved{image.missing};
  }
  return image.maintainer ? text_or_absent(*image.maintainer) : FieldValue(Absent{});
}

template <typename T, std::string LockStanding::*member>
FieldValue lock_part(const Fact& fact) {
  return text_or_absent(static_cast<const T&>(fact).lock.*member);
}

constexpr std::string_view lock_states = "one of: current, not-written, differs, missing, open";
constexpr std::string_view lock_state_doc =
    "what the lock says of it: the same, one that is not written here, another one, nothing, not looked up "
    "yet; "
    "absent without a lock";

constexpr std::array image_fields{
    Field{"digest", "text", "digest of the reference, such as `sha256:…`", image_part<&ImageFact::digest>},
    Field{"floating", "one of: no-tag, latest, moving-name",
          "how a floating reference moves; absent for the others", text<ImageFact, &ImageFact::floating>},
    Field{"invalid_by_default", "flag", "unresolved, and no reference when the unknown variable is empty",
          flag<ImageFact, &ImageFact::invalid_by_default>},
    Field{"invalid_default", "flag", "of FROM: no reference when every ARG has its default",
          flag<ImageFact, &ImageFact::invalid_default>},
    Field{"lock", lock_states, lock_state_doc, lock_part<ImageFact, &LockStanding::state>},
    Field{"lock_entry", "text", "the lock's name for it, such as `docker.io/library/python:3.12`",
          lock_part<ImageFact, &LockStanding::entry>},
    Field{"lock_file", "text", "path of the lock", lock_part<ImageFact, &LockStanding::file>},
    Field{"locked", "text", "the digest that the lock has for it",
          lock_part<ImageFact, &LockStanding::locked>},
    Field{"lookalike", "text", "the known name that the image's name resembles; absent when none",
          text<ImageFact, &ImageFact::lookalike>},
    Field{"lookalike_how", "text", "in which way, such as `looks like nvidia/cuda of NVIDIA`",
          text<ImageFact, &ImageFact::lookalike_how>},
    Field{"maintainer", "text", "who maintains the image, such as `docker-official`; absent when not known",
          image_maintainer},
    Field{"maintainer_source", "text", "the list that names the maintainer",
          text<ImageFact, &ImageFact::maintainer_source>},
    Field{"malformed", "text", "what is wrong with a malformed reference",
          text<ImageFact, &ImageFact::malformed>},
    Field{"missing", "text", "the variable that is not known", text<ImageFact, &ImageFact::missing>},
    Field{"name", "text", "registry and repository, such as `docker.io/library/python`",
          image_part<&ImageFact::name>},
    Field{"registry", "text", "normalised registry, such as `docker.io`", image_part<&ImageFact::registry>},
    Field{"repository", "text", "normalised repository, such as `library/python`",
          image_part<&ImageFact::repository>},
    Field{"resolved", "text", "the reference after expansion", image_part<&ImageFact::resolved>},
    Field{"role", "one of: FROM, COPY, RUN, ADD, syntax", "what uses the image",
          text<ImageFact, &ImageFact::role>},
    Field{"state", "one of: digest, tag, floating, malformed, stage, scratch, unresolved",
          "how firmly the reference names an image", word<ImageFact, &ImageFact::state>},
    Field{"tag", "text", "tag of the reference", image_part<&ImageFact::tag>},
    Field{"text", "text", "the reference as written", text<ImageFact, &ImageFact::text>},
    Field{"undeclared", "flag", "of FROM: unresolved, and uses a variable that no ARG declares",
          flag<ImageFact, &ImageFact::undeclared>},
    Field{"unmaintained", "text", "why the image is no longer maintained; absent when nothing says so",
          text<ImageFact, &ImageFact::unmaintained>},
};

// ---- instruction

constexpr std::array instruction_fields{
    Field{"args", "list", "arguments as BuildKit's parser splits them",
          list<InstructionFact, &InstructionFact::args>},
    Field{"flags", "list", "leading `--name=value` words", list<InstructionFact, &InstructionFact::flags>},
    Field{"json", "flag", "the arguments are a JSON array", flag<InstructionFact, &InstructionFact::json>},
    Field{"keys", "list", "names set by ENV, LABEL or ARG", list<InstructionFact, &InstructionFact::keys>},
    Field{"keyword", "text", "instruction in upper case", text<InstructionFact, &InstructionFact::keyword>},
    Field{"resolved", "text", "of USER: its value after expansion; absent where that is not known",
          text<InstructionFact, &InstructionFact::resolved>},
    Field{"text", "text", "what follows the keyword and its flags, lines joined",
          text<InstructionFact, &InstructionFact::text>},
    Field{"trigger", "text", "keyword of what ONBUILD runs",
          text<InstructionFact, &InstructionFact::trigger>},
    Field{"variables", "list", "ARG that its words name and that an earlier line declares",
          list<InstructionFact, &InstructionFact::variables>},
    Field{"written", "text", "keyword as written", text<InstructionFact, &InstructionFact::written>},
};

// ---- command

FieldValue command_line(const Fact& fact) {
  std::string line;
  for (const std::string& word : static_cast<const CommandFact&>(fact).argv) {
    if (!line.empty()) line += ' ';
    line += word;
  }
  return line;
}

constexpr std::array command_fields{
    Field{"argv", "list", "decoded words of the command; unknown parts are left out",
          list<CommandFact, &CommandFact::argv>},
    Field{"cached", "list", "targets of the cache and tmpfs mounts of its RUN",
          list<CommandFact, &CommandFact::cached>},
    Field{"known", "flag", "all words are known", flag<CommandFact, &CommandFact::known>},
    Field{"onbuild", "flag", "it stands in an ONBUILD", flag<CommandFact, &CommandFact::onbuild>},
    Field{"operands", "list", "words behind the program that are no options",
          list<CommandFact, &CommandFact::operands>},
    Field{"options", "list", "names of its options: `yes` for `--yes`, `y` and `q` for `-yq`",
          list<CommandFact, &CommandFact::options>},
    Field{"piped_to", "list", "programs further down its pipeline",
          list<CommandFact, &CommandFact::piped_to>},
    Field{"program", "text", "program without its folder", text<CommandFact, &CommandFact::program>},
    Field{"reads", "list", "files that it is redirected from", list<CommandFact, &CommandFact::reads>},
    Field{"run_by", "list", "interpreters that run its output as code, such as `sh` behind a pipe",
          list<CommandFact, &CommandFact::run_by>},
    Field{"script", "text", "the script that holds it; absent in the Dockerfile itself",
          text<CommandFact, &CommandFact::script>},
    Field{"sets", "list", "`NAME=VALUE` in front of it, where known", list<CommandFact, &CommandFact::sets>},
    Field{"words", "text", "its words, joined by blanks", command_line},
    Field{"wrapped_by", "list", "programs it is run through, such as `sudo` or `env`",
          list<CommandFact, &CommandFact::wrapped_by>},
    Field{"writes", "list", "files that its output is redirected to",
          list<CommandFact, &CommandFact::writes>},
};

// ---- install: all that a command has, and

constexpr std::array own_install_fields{
    Field{"environment", "list", "`NAME=VALUE` of ENV and of the command itself, where known",
          [](const Fact& fact) -> FieldValue {
            return static_cast<const InstallFact&>(fact).environment.get();
          }},
    Field{"manager", "text", "the package manager: `apt-get`, `apk`, `pip` …",
          text<InstallFact, &InstallFact::manager>},
    Field{"packages", "list", "the packages, as written", list<InstallFact, &InstallFact::packages>},
    Field{"unversioned", "list", "those of them that name no version",
          list<InstallFact, &InstallFact::unversioned>},
};

template <std::size_t N, std::size_t M>
constexpr std::array<Field, N + M> joined(const std::array<Field, N>& some,
                                          const std::array<Field, M>& more) {
  std::array<Field, N + M> all{};
  std::copy(some.begin(), some.end(), all.begin());
  std::copy(more.begin(), more.end(), all.begin() + N);
  std::ranges::sort(all, {}, &Field::name);
  return all;
}
constexpr auto install_fields = joined(own_install_fields, command_fields);

// ---- run, copy, stage, comment

FieldValue run_commands(const Fact& fact) {
  return static_cast<std::int64_t>(static_cast<const RunFact&>(fact).commands);
}

constexpr std::array run_fields{
    Field{"commands", "number", "how many simple commands it has", run_commands},
    Field{"flags", "text", "its flags, joined by blanks", text<RunFact, &RunFact::flags>},
    Field{"onbuild", "flag", "it stands in an ONBUILD", flag<RunFact, &RunFact::onbuild>},
    Field{"pipefail", "one of: shell, script",
          "what sets it: the instruction SHELL, the script itself; absent when nothing does",
          text<RunFact, &RunFact::pipefail>},
    Field{"pipes", "flag", "a command's output goes to another", flag<RunFact, &RunFact::pipes>},
    Field{"shell", "text", "the program that reads it, without its folder", text<RunFact, &RunFact::shell>},
    Field{"text", "text", "what the shell is given", text<RunFact, &RunFact::text>},
};

template <int CopyFact::*member>
FieldValue copy_number(const Fact& fact) {
  return static_cast<std::int64_t>(static_cast<const CopyFact&>(fact).*member);
}

constexpr std::array copy_fields{
    Field{"content", "one of: folder, file, archive",
          "of ADD: what the context has under that name; absent where that is not known",
          text<CopyFact, &CopyFact::content>},
    Field{"destination", "text", "where to, as written", text<CopyFact, &CopyFact::destination>},
    Field{"from", "text", "the stage or image of `--from`", text<CopyFact, &CopyFact::from>},
    Field{"index", "number", "which source of the instruction it is, from 0", copy_number<&CopyFact::index>},
    Field{"keyword", "one of: COPY, ADD", "the instruction", text<CopyFact, &CopyFact::keyword>},
    Field{"named_by", "list", "later commands of the stage that name the file, words joined by blanks",
          list<CopyFact, &CopyFact::named_by>},
    Field{"other_keyword", "text",
          "ADD for COPY and COPY for ADD, in the letter case in which this one is written",
          text<CopyFact, &CopyFact::other_keyword>},
    Field{"source", "text", "what is copied, as written", text<CopyFact, &CopyFact::source>},
    Field{"sources", "number", "how many sources the instruction has", copy_number<&CopyFact::sources>},
    Field{"workdir_set", "flag", "a WORKDIR stands before it, in the stage or one below",
          flag<CopyFact, &CopyFact::workdir_set>},
};

constexpr std::array stage_fields{
    Field{"base", "text", "what FROM names, as written", text<StageFact, &StageFact::base>},
    Field{"built_on", "flag", "a later stage starts from it", flag<StageFact, &StageFact::built_on>},
    Field{"copied_from", "flag", "a later COPY takes files from it",
          flag<StageFact, &StageFact::copied_from>},
    Field{"final", "flag", "the stage that is built", flag<StageFact, &StageFact::final>},
    Field{"healthcheck", "one of: own, base, later, none",
          "where its HEALTHCHECK comes from; `later`: a stage built on it has one",
          text<StageFact, &StageFact::healthcheck>},
    Field{"labels", "list", "names of its labels, those of stages below and built on it included",
          list<StageFact, &StageFact::labels>},
    Field{"platform", "text", "the value of `--platform`", text<StageFact, &StageFact::platform>},
    Field{"root", "flag", "its own last USER is the superuser", flag<StageFact, &StageFact::root>},
    Field{"user", "text", "its own last USER, as written", text<StageFact, &StageFact::user>},
};

constexpr std::array comment_fields{
    Field{"text", "text", "what it says", text<CommentFact, &CommentFact::text>},
};

// ---- variable

FieldValue variable_value(const Fact& fact) {
  const auto& variable = static_cast<const VariableFact&>(fact);
  if (!variable.known) {
    return Unresolved{variable.missing};
  }
  if (!variable.has_value) {
    return Absent{};
  }
  return variable.value;
}

FieldValue variable_forms(const Fact& fact) {
  const auto& variable = static_cast<const VariableFact&>(fact);
  if (!variable.known) return Unresolved{variable.missing};
  return list<VariableFact, &VariableFact::forms>(fact);
}

constexpr std::array variable_fields{
    Field{"forms", "list", "what a LABEL's value can be read as: url, email, time, licence, commit, version",
          variable_forms},
    Field{"has_value", "flag", "false for `ARG NAME` alone", flag<VariableFact, &VariableFact::has_value>},
    Field{"kind", "one of: ENV, ARG, LABEL", "the instruction that sets it",
          text<VariableFact, &VariableFact::kind>},
    Field{"name", "text", "its name", text<VariableFact, &VariableFact::name>},
    Field{"onbuild", "flag", "it stands in an ONBUILD", flag<VariableFact, &VariableFact::onbuild>},
    Field{"value", "text", "its value after expansion; absent for `ARG NAME` alone", variable_value},
};

// ---- user

FieldValue user_name(const Fact& fact) {
  const auto& user = static_cast<const UserFact&>(fact);
  return user.user.empty() ? FieldValue(Absent{}) : FieldValue(user.user);
}

constexpr std::array user_fields{
    Field{"base", "text", "the image that the stage starts from", text<UserFact, &UserFact::base>},
    Field{"inherited", "flag", "the USER stands in an earlier stage", flag<UserFact, &UserFact::inherited>},
    Field{"known", "flag", "whether root or not is known", flag<UserFact, &UserFact::known>},
    Field{"missing", "text", "what decides when it is not known", text<UserFact, &UserFact::missing>},
    Field{"root", "flag", "the container starts as root", flag<UserFact, &UserFact::root>},
    Field{"user", "text", "USER in force at the end of the stage; absent when none was set", user_name},
};

// ---- secret

constexpr std::array secret_fields{
    Field{"kind", "one of: variable-name, token, private-key, url-password", "how the secret shows itself",
          text<SecretFact, &SecretFact::kind>},
    Field{"name", "text", "the variable that holds it; absent when none does",
          text<SecretFact, &SecretFact::name>},
    Field{"named", "flag", "the name of an ARG or ENV in a stage says that it is a secret",
          flag<SecretFact, &SecretFact::named>},
    Field{"shown", "text", "the beginning of the value, never all of it",
          text<SecretFact, &SecretFact::shown>},
    Field{"what", "text", "what it is, such as `Hugging Face access token`",
          text<SecretFact, &SecretFact::what>},
};

// ---- model

FieldValue model_id(const Fact& fact) {
  const auto& model = static_cast<const ModelFact&>(fact);
  if (model.id_state == IdState::unresolved && model.id.empty()) {
    return Unresolved{model.missing};
  }
  return text_or_absent(model.id);
}

FieldValue model_revision(const Fact& fact) {
  const auto& model = static_cast<const ModelFact&>(fact);
  if (model.revision_state == RevisionState::unresolved && !model.revision) {
    return Unresolved{model.missing};
  }
  return model.revision ? text_or_absent(*model.revision) : FieldValue(Absent{});
}

constexpr std::array model_fields{
    Field{"alternative", "text", "what to use instead when it cannot be pinned",
          text<ModelFact, &ModelFact::alternative>},
    Field{"api", "text", "the call or command, such as `transformers.AutoModel.from_pretrained`",
          text<ModelFact, &ModelFact::api>},
    Field{"artifact", "text", "what is loaded: model, dataset, space, code …",
          text<ModelFact, &ModelFact::artifact>},
    Field{"code_revision_name", "text", "the keyword or option that names the commit of the code",
          text<ModelFact, &ModelFact::code_revision_name>},
    Field{"code_revision_state", revision_states, "how firmly the code that comes with the model is pinned",
          word<ModelFact, &ModelFact::code_revision_state>},
    Field{"fetched", "flag", "it reaches the network; false: local files only",
          flag<ModelFact, &ModelFact::fetched>},
    Field{"id", "text", "the repository or path", model_id},
    Field{"id_state", "one of: known, local, unresolved", "whether that name is known",
          word<ModelFact, &ModelFact::id_state>},
    Field{"in_image", "flag", "of a local id: the build puts it into the image, as far as that is known",
          flag<ModelFact, &ModelFact::in_image>},
    Field{"lock", lock_states, lock_state_doc, lock_part<ModelFact, &LockStanding::state>},
    Field{"lock_entry", "text", "the lock's name for it, such as `org/name@main`",
          lock_part<ModelFact, &LockStanding::entry>},
    Field{"lock_file", "text", "path of the lock", lock_part<ModelFact, &LockStanding::file>},
    Field{"locked", "text", "the commit that the lock has for it",
          lock_part<ModelFact, &LockStanding::locked>},
    Field{"may_start", "flag",
          "something starts it, or may: not every word that the image starts with is known; false: it only "
          "ships",
          flag<ModelFact, &ModelFact::may_start>},
    Field{"missing", "text", "what is not known", text<ModelFact, &ModelFact::missing>},
    Field{"missing_remote_code", "text", "what is not known about the trust in remote code",
          text<ModelFact, &ModelFact::missing_remote_code>},
    Field{"quote", "text",
          "the quote of texts in the call; absent outside of Python, and where that is not known",
          text<ModelFact, &ModelFact::quote>},
    Field{"remote_code", yes_no_unresolved, "code of the model's repository may run",
          word<ModelFact, &ModelFact::remote_code>},
    Field{"revision", "text", "the revision that is asked for", model_revision},
    Field{"revision_name", "text", "the keyword or option that names the revision, such as `--revision`",
          text<ModelFact, &ModelFact::revision_name>},
    Field{"revision_state", revision_states, "how firmly the revision names one content",
          word<ModelFact, &ModelFact::revision_state>},
    Field{"vendored", "flag", "of a local id: it stands in the build context, as far as that is known",
          flag<ModelFact, &ModelFact::vendored>},
    Field{"verified", "flag", "a digest check in the same stage proves its content",
          flag<ModelFact, &ModelFact::verified>},
};

// ---- load, code, weight

constexpr std::array load_fields{
    Field{"api", "text", "the call, such as `torch.load`", text<LoadFact, &LoadFact::api>},
    Field{"bypassed", "text", "why the guard does not hold in the library's version; absent where it does",
          text<LoadFact, &LoadFact::bypassed>},
    Field{"guard", "text", "the keyword of the argument that keeps it from running code",
          text<LoadFact, &LoadFact::guard>},
    Field{"guard_safe", "text",
          "what has to stand there, as Python writes it; absent where that is not known",
          text<LoadFact, &LoadFact::guard_safe>},
    Field{"safe", yes_no_unresolved, "it cannot run code out of the file", word<LoadFact, &LoadFact::safe>},
    Field{"why", "text", "what that verdict rests on", text<LoadFact, &LoadFact::why>},
};

FieldValue setting_value(const Fact& fact) {
  const auto& setting = static_cast<const SettingFact&>(fact);
  if (setting.active == Known::unresolved && setting.value.empty()) return Unresolved{setting.missing};
  return text_or_absent(setting.value);
}

constexpr std::array setting_fields{
    Field{"active", yes_no_unresolved, "it has its effect", word<SettingFact, &SettingFact::active>},
    Field{"alternative", "text", "what to do instead", text<SettingFact, &SettingFact::alternative>},
    Field{"how", "one of: ENV, ARG, compose, export, python, patch, edit, call, answer, option",
          "the way in which it is set", text<SettingFact, &SettingFact::how>},
    Field{"missing", "text", "what is not known", text<SettingFact, &SettingFact::missing>},
    Field{"name", "text", "the variable, or the guard that is taken away",
          text<SettingFact, &SettingFact::name>},
    Field{"read_by_library", "flag", "false: no library reads the variable",
          flag<SettingFact, &SettingFact::read_by_library>},
    Field{"role", "one of: trust, guard-removed, hardening, offline, endpoint, token, model, revision",
          "what it is about", text<SettingFact, &SettingFact::role>},
    Field{"value", "text", "the variable's value; absent for tokens", setting_value},
    Field{"why", "text", "what its effect is", text<SettingFact, &SettingFact::why>},
};

constexpr std::array code_fields{
    Field{"language", "text", "python or shell", text<CodeFact, &CodeFact::language>},
    Field{"path", "text", "its path in the context", text<CodeFact, &CodeFact::file>},
};

constexpr std::array vendored_fields{
    Field{"folder", "text", "the model's folder in the context; absent for the context itself",
          text<VendoredFact, &VendoredFact::folder>},
    Field{"found_by", "one of: configuration, load, name, policy", "what says that it is a model's code",
          text<VendoredFact, &VendoredFact::found_by>},
    Field{"imports", "list", "the modules that it imports, as they are named",
          list<VendoredFact, &VendoredFact::imports>},
    Field{"language", "one of: python, other", "what it is written in",
          text<VendoredFact, &VendoredFact::language>},
    Field{"missing", "text", "what is not known", text<VendoredFact, &VendoredFact::missing>},
    Field{"path", "text", "its path in the context", text<VendoredFact, &VendoredFact::file>},
    Field{"runs", yes_no_unresolved, "a load of the folder runs it", word<VendoredFact, &VendoredFact::runs>},
    Field{"sha256", "text", "digest of the content", text<VendoredFact, &VendoredFact::sha256>},
    Field{"why", "text", "why it is the model's code", text<VendoredFact, &VendoredFact::why>},
};

constexpr std::string_view categories =
    "one of: import, file-access, network, dynamic-execution, obfuscated, environment, hardcoded-address";

constexpr std::array code_issue_fields{
    Field{"about", "text", "what it does, such as `starts a program`",
          text<CodeIssueFact, &CodeIssueFact::about>},
    Field{"category", categories, "which part of the review checklist it belongs to",
          text<CodeIssueFact, &CodeIssueFact::category>},
    Field{"folder", "text", "the model's folder in the context; absent for the context itself",
          text<CodeIssueFact, &CodeIssueFact::folder>},
    Field{"name", "text", "what does it: a module, a call, a variable, a host",
          text<CodeIssueFact, &CodeIssueFact::name>},
    Field{"pair", "text", "what else in the model's code makes it dangerous; absent where nothing does",
          text<CodeIssueFact, &CodeIssueFact::pair>},
    Field{"path", "text", "the file's path in the context", text<CodeIssueFact, &CodeIssueFact::file>},
    Field{"runs", yes_no_unresolved, "a load of the folder runs the file",
          word<CodeIssueFact, &CodeIssueFact::runs>},
    Field{"sha256", "text", "digest of the file", text<CodeIssueFact, &CodeIssueFact::sha256>},
    Field{"value", "text", "a constant that it is given; absent where none is known",
          text<CodeIssueFact, &CodeIssueFact::value>},
    Field{"weight", "one of: low, medium, high",
          "low: worth a look; medium: needs a reason; high: wrong in modelling code",
          text<CodeIssueFact, &CodeIssueFact::weight>},
};

template <std::int64_t ReviewFact::*member>
FieldValue review_number(const Fact& fact) {
  const std::int64_t value = static_cast<const ReviewFact&>(fact).*member;
  return value < 0 ? FieldValue(Absent{}) : FieldValue(value);
}

constexpr std::array review_fields{
    Field{"added", "number", "lines that are new since the review; absent where that is not known",
          review_number<&ReviewFact::added>},
    Field{"by_owner", yes_no_unresolved, "the reviewer is one of those whom CODEOWNERS names",
          word<ReviewFact, &ReviewFact::by_owner>},
    Field{"folder", "text", "the model's folder in the context; absent for the context itself",
          text<ReviewFact, &ReviewFact::folder>},
    Field{"language", "one of: python, other", "what it is written in",
          text<ReviewFact, &ReviewFact::language>},
    Field{"lines", "number", "how many lines the file has", review_number<&ReviewFact::lines>},
    Field{"missing", "text", "why it is not known whether it runs", text<ReviewFact, &ReviewFact::missing>},
    Field{"next_review", "text", "last day of the review, such as `2026-12-31`",
          text<ReviewFact, &ReviewFact::next_review>},
    Field{"owners", "list", "who should review it by CODEOWNERS", list<ReviewFact, &ReviewFact::owners>},
    Field{"path", "text", "its path in the context", text<ReviewFact, &ReviewFact::file>},
    Field{"removed", "number", "lines that are gone since the review; absent where that is not known",
          review_number<&ReviewFact::removed>},
    Field{"repository", "text", "where the code comes from, as the review says",
          text<ReviewFact, &ReviewFact::repository>},
    Field{"reviewed", "text", "day of the review", text<ReviewFact, &ReviewFact::reviewed>},
    Field{"reviewed_by", "one of: ledger, policy", "what knows the review; absent where nothing does",
          text<ReviewFact, &ReviewFact::reviewed_by>},
    Field{"reviewed_lines", "number", "how many lines it had then",
          review_number<&ReviewFact::reviewed_lines>},
    Field{"reviewer", "text", "who reviewed it, or what it was before",
          text<ReviewFact, &ReviewFact::reviewer>},
    Field{"runs", yes_no_unresolved, "a load of the folder runs it", word<ReviewFact, &ReviewFact::runs>},
    Field{"sha256", "text", "digest of the content", text<ReviewFact, &ReviewFact::sha256>},
    Field{"source", "text", "the ledger, or the entry of the policy's list `models`",
          text<ReviewFact, &ReviewFact::source>},
    Field{"state", "one of: missing, changed, expired, current", "what the review is worth today",
          text<ReviewFact, &ReviewFact::state>},
};

FieldValue weight_bytes(const Fact& fact) {
  return static_cast<std::int64_t>(static_cast<const WeightFact&>(fact).bytes);
}

constexpr std::array weight_fields{
    Field{"bytes", "number", "size of the file", weight_bytes},
    Field{"format", "text", "what the content is: safetensors, pickle …",
          text<WeightFact, &WeightFact::format>},
    Field{"path", "text", "its path in the context", text<WeightFact, &WeightFact::path>},
    Field{"runs_code", "flag", "the format may hold code that runs on load",
          flag<WeightFact, &WeightFact::runs_code>},
    Field{"sha256", "text", "digest of the content", text<WeightFact, &WeightFact::sha256>},
    Field{"verdict", "one of: clean, suspicious, dangerous, not-scanned", "what the scan found",
          text<WeightFact, &WeightFact::verdict>},
    Field{"why", "text", "the worst of what was found; absent for a clean file",
          text<WeightFact, &WeightFact::why>},
};

// ---- shell-issue

constexpr std::array shell_issue_fields{
    Field{"code", "text", "ShellCheck's name for it: `SC2086`", text<ShellIssueFact, &ShellIssueFact::code>},
    Field{"level", "one of: error, warning, info, style", "how severe it is for ShellCheck",
          text<ShellIssueFact, &ShellIssueFact::level>},
    Field{"message", "text", "ShellCheck's words", text<ShellIssueFact, &ShellIssueFact::message>},
    Field{"onbuild", "flag", "it stands in an ONBUILD", flag<ShellIssueFact, &ShellIssueFact::onbuild>},
};

// ---- notice

constexpr std::array notice_fields{
    Field{"alone", "flag",
          "of a command: neither ENTRYPOINT nor CMD stands beside it, in a base image either",
          flag<NoticeFact, &NoticeFact::alone>},
    Field{"base_decides", "flag", "so unless the base image, which is not looked at, says otherwise",
          flag<NoticeFact, &NoticeFact::base_decides>},
    Field{"correct", "text", "what should stand in place of the word; absent where that is not known",
          text<NoticeFact, &NoticeFact::correct>},
    Field{"keyword", "text", "the instruction, in upper case", text<NoticeFact, &NoticeFact::keyword>},
    Field{"message", "text", "what is so, in words", text<NoticeFact, &NoticeFact::message>},
    Field{"name", "text", "the variable, stage, path or word that it is about",
          text<NoticeFact, &NoticeFact::name>},
    Field{"notice", "text", "what is so, such as `undefined-variable`",
          text<NoticeFact, &NoticeFact::notice>},
    Field{"requested", "flag", "an experimental check that the file asks for",
          flag<NoticeFact, &NoticeFact::requested>},
    Field{"set_beside", "flag",
          "of ENV: another of its pairs sets the variable, and no ARG or ENV further up in the file does",
          flag<NoticeFact, &NoticeFact::set_beside>},
};

template <auto member>
void each(const BuildFacts& facts, const std::function<void(const Fact&)>& visit) {
  for (const auto& fact : facts.*member) {
    visit(fact);
  }
}

// ---- port, call

template <std::string PortFact::*member>
FieldValue port_part(const Fact& fact) {
  const auto& port = static_cast<const PortFact&>(fact);
  if (!port.known) return Unresolved{port.missing};
  return text_or_absent(port.*member);
}

constexpr std::array port_fields{
    Field{"last", "text", "the last port of a range; of one port that port", port_part<&PortFact::last>},
    Field{"port", "text", "the port, or the first of a range", port_part<&PortFact::port>},
    Field{"protocol", "text", "tcp where none is written", port_part<&PortFact::protocol>},
    Field{"text", "text", "the word after expansion", port_part<&PortFact::text>},
    Field{"written", "text", "the word as written", text<PortFact, &PortFact::written>},
};

constexpr std::array call_fields{
    Field{"args", "list", "texts of the positional arguments; `(not known)` where one is not",
          list<CallFact, &CallFact::args>},
    Field{"function", "text", "its resolved name, such as `joblib.load`; `.load` of an unknown object",
          text<CallFact, &CallFact::function>},
    Field{"in", "text", "the function that holds it; absent at the level of the module",
          text<CallFact, &CallFact::in>},
    Field{"keywords", "list", "names of the keyword arguments", list<CallFact, &CallFact::keywords>},
    Field{"open", "flag", "more arguments may be given by an unknown `*x` or `**x`",
          flag<CallFact, &CallFact::open>},
    Field{"options", "list", "`NAME=VALUE` of the keyword arguments whose value is known",
          list<CallFact, &CallFact::options>},
};

constexpr std::array all_kinds{
    Kind{"call",
         "a call in the Python that the image runs or ships",
         call_fields,
         {},
         each<&BuildFacts::calls>},
    Kind{"code", "code that ships or runs", code_fields, {}, each<&BuildFacts::code>},
    Kind{"code-issue",
         "something that a reviewer of the code that a model brings along has to look at",
         code_issue_fields,
         {},
         each<&BuildFacts::code_issues>},
    Kind{"command", "a command of RUN, CMD, ENTRYPOINT or HEALTHCHECK, seen through shells and wrappers",
         command_fields, command_parts, each<&BuildFacts::commands>},
    Kind{"comment", "a comment line of the Dockerfile", comment_fields, {}, each<&BuildFacts::comments>},
    Kind{"copy", "one source of a COPY or ADD", copy_fields, copy_parts, each<&BuildFacts::copies>},
    Kind{"image", "an image reference", image_fields, image_parts, each<&BuildFacts::images>},
    Kind{"install", "a command that installs packages; it is a `command` as well", install_fields,
         install_parts, each<&BuildFacts::installs>},
    Kind{"instruction",
         "an instruction of the Dockerfile",
         instruction_fields,
         {},
         each<&BuildFacts::instructions>},
    Kind{"load", "a call that reads a file and may run code out of it", load_fields, load_parts,
         each<&BuildFacts::loads>},
    Kind{"model", "a model, dataset, adapter or other artefact that is fetched or opened", model_fields,
         model_parts, each<&BuildFacts::models>},
    Kind{"notice",
         "something small that no other kind speaks of: of Docker's build checks, of names that resemble "
         "others",
         notice_fields, notice_parts, each<&BuildFacts::notices>},
    Kind{"port", "a port of EXPOSE", port_fields, {}, each<&BuildFacts::ports>},
    Kind{"review", "what is known of the review of a file of code that a model brings along", review_fields,
         review_parts, each<&BuildFacts::reviews>},
    Kind{"run", "a RUN, or that of an ONBUILD", run_fields, run_parts, each<&BuildFacts::runs>},
    Kind{"secret", "something secret in the Dockerfile", secret_fields, {}, each<&BuildFacts::secrets>},
    Kind{"setting",
         "what changes how models are loaded, apart from the loads: a variable, a guard taken away",
         setting_fields, setting_parts, each<&BuildFacts::settings>},
    Kind{"shell-issue",
         "what ShellCheck says of a RUN, where it is installed and some rule asks for it",
         shell_issue_fields,
         {},
         each<&BuildFacts::shell_issues>},
    Kind{"stage", "a build stage", stage_fields, stage_parts, each<&BuildFacts::stage_facts>},
    Kind{"user", "the user of a shipped final stage", user_fields, {}, each<&BuildFacts::users>},
    Kind{"variable", "one name set by ENV, ARG or LABEL", variable_fields, variable_parts,
         each<&BuildFacts::variables>},
    Kind{"vendored",
         "a file of code that a model brings along",
         vendored_fields,
         {},
         each<&BuildFacts::vendored>},
    Kind{"weight", "a weight file", weight_fields, {}, each<&BuildFacts::weights>},
};

}  // namespace

std::span<const Kind> kinds() {
  return all_kinds;
}

const Kind* find_kind(std::string_view name) {
  const auto* kind = std::ranges::find(all_kinds, name, &Kind::name);
  return kind == all_kinds.end() ? nullptr : kind;
}

std::span<const Field> common_fields() {
  return common;
}

const Field* find_field(const Kind& kind, std::string_view name) {
  for (const auto fields : {kind.fields, common_fields()}) {
    const auto field = std::ranges::find(fields, name, &Field::name);
    if (field != fields.end()) {
      return &*field;
    }
  }
  return nullptr;
}

bool has_part(const Kind& kind, std::string_view name) {
  return std::ranges::find(kind.parts, name, &PartName::name) != kind.parts.end();
}

}  // namespace dockgate::facts
