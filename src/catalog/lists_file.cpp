#include "catalog/lists_file.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "text/ascii.hpp"

namespace dockgate::catalog {
namespace {

using Alphabet = std::pair<std::string_view, std::string_view>;
constexpr std::array<Alphabet, 6> alphabets{{
    {"alphanumeric", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    {"word", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"},
    {"url", "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"},
    {"dotted", "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"},
    {"upper", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"hex", "0123456789abcdef"},
}};

/// Calls `read` with a reader for each map of the list under `key`.
template <typename Read>
void each_row(yaml::MapReader& reader, std::string_view key, std::vector<Problem>& problems, Read read) {
  const auto* list = reader.required(key);
  if (list == nullptr) {
    return;
  }
  if (!list->is_sequence()) {
    problems.push_back({list->at, "`" + std::string(key) + "` is a list"});
    return;
  }
  for (const auto& item : list->items) {
    if (!item.is_map()) {
      problems.push_back({item.at, "an entry of `" + std::string(key) + "` is a map"});
      continue;
    }
    yaml::MapReader row(item, "entry of `" + std::string(key) + "`", problems);
    read(row);
    row.finish();
  }
}

}  // namespace

std::string_view Lists::keep(std::string text) {
  return texts_.emplace_back(std::move(text));
}

std::span<const std::string_view> Lists::keep(std::vector<std::string> texts) {
  auto& list = lists_.emplace_back();
  for (auto& text : texts) {
    list.push_back(keep(std::move(text)));
  }
  return list;
}

std::span<const ImagePattern> Lists::patterns(yaml::MapReader& row) {
  row.required("images");
  const auto images = row.texts("images");
  auto prefixes = row.texts("mirrors");
  if (const auto under = row.text("under"); !under.empty()) {
    prefixes.insert(prefixes.begin(), under);
  }
  auto& out = patterns_.emplace_back();
  if (prefixes.empty()) {
    for (const auto& image : images) {
      out.emplace_back(keep(image));
    }
  }
  for (const auto& prefix : prefixes) {
    for (const auto& image : images) {
      out.emplace_back(keep(prefix + "/" + image));
    }
  }
  return out;
}

void Lists::read_images(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of maintainers", problems);
  as_of_ = keep(reader.required_text("as-of"));
  std::set<std::string_view> names, images;
  each_row(reader, "maintainers", problems, [&](yaml::MapReader& row) {
    Maintainer& maintainer = maintainers_.emplace_back();
    maintainer.name = keep(row.required_text("name"));
    maintainer.title = keep(row.required_text("title"));
    maintainer.images = patterns(row);
    if (!names.insert(maintainer.name).second) {
      row.complain(row.node().at, "`" + std::string(maintainer.name) + "` is listed twice");
    }
    for (const auto& pattern : maintainer.images) {
      const std::string_view image = pattern.text;
      if (!images.insert(image).second) {
        row.complain(row.node().at, "`" + std::string(image) + "` is listed twice");
      }
      if (image.find('/') == std::string_view::npos) {
        row.complain(row.node().at, "`" + std::string(image) + "` has no registry");
      }
    }
  });
  each_row(reader, "unmaintained", problems, [&](yaml::MapReader& row) {
    Unmaintained& entry = unmaintained_.emplace_back();
    entry.images = patterns(row);
    entry.why = keep(row.required_text("why"));
    entry.instead = keep(row.text("instead"));
    entry.maintainer = keep(row.text("maintainer"));
    if (!entry.maintainer.empty() && !names.contains(entry.maintainer)) {
      row.complain(row.node().at, "there is no maintainer `" + std::string(entry.maintainer) + "`");
    }
  });
  each_row(reader, "starts-as-other-user", problems, [&](yaml::MapReader& row) {
    OtherUser& entry = other_users_.emplace_back();
    entry.images = patterns(row);
    entry.tags = keep(row.texts("tags"));
  });
  moving_words_ = keep(reader.texts("moving-words"));
  moving_ends_ = keep(reader.texts("moving-ends"));
  organisations_ = keep(reader.texts("model-organisations"));
  reader.finish();
}

void Lists::read_secrets(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of secrets", problems);
  words_ = keep(reader.texts("words"));
  harmless_words_ = keep(reader.texts("harmless-words"));
  placeholders_ = keep(reader.texts("placeholders"));
  each_row(reader, "tokens", problems, [&](yaml::MapReader& row) {
    TokenForm& form = tokens_.emplace_back();
    form.what = keep(row.required_text("what"));
    form.prefix = keep(row.required_text("prefix"));
    const auto name = row.required_text("alphabet");
    const auto* alphabet = std::ranges::find(alphabets, name, &Alphabet::first);
    if (alphabet == alphabets.end()) {
      row.complain(row.node().at, "there is no alphabet `" + name + "`");
    } else {
      form.alphabet = alphabet->second;
    }
    const auto min = row.integer("min").value_or(0);
    const auto max = row.integer("max").value_or(0);
    if (min < 1 || max < min) {
      row.complain(row.node().at, "`min` and `max` are numbers with 1 <= min <= max");
      return;
    }
    form.min = static_cast<std::size_t>(min);
    form.max = static_cast<std::size_t>(max);
  });
  reader.finish();
}

void Lists::read_review(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of what a reviewer looks for", problems);
  const auto weight = [](yaml::MapReader& row) {
    constexpr std::array<std::string_view, 4> words{"none", "low", "medium", "high"};
    const auto text = row.required_text("weight");
    const auto* word = std::ranges::find(words, text);
    if (word == words.end()) row.complain(row.node().at, "there is no weight `" + text + "`");
    return word == words.end() ? ReviewWeight::low : static_cast<ReviewWeight>(word - words.begin());
  };
  const auto names = [&](yaml::MapReader& row) {
    row.required("names");
    return keep(row.texts("names"));
  };
  const auto words = [&](yaml::MapReader& row, bool named) {
    ReviewWords out;
    if (named) out.about = keep(row.required_text("about"));
    out.weight = weight(row);
    out.names = names(row);
    return out;
  };
  each_row(reader, "files", problems, [&](yaml::MapReader& row) {
    ReviewFiles& out = review_files_.emplace_back();
    out.about = keep(row.required_text("about"));
    out.names = names(row);
    out.bases = keep(row.texts("bases"));
    out.libraries = keep(row.texts("libraries"));
    out.below_root = row.boolean("below-root", false);
  });
  each_row(reader, "modules", problems, [&](yaml::MapReader& row) {
    ReviewModules& out = review_modules_.emplace_back();
    out.about = keep(row.required_text("about"));
    out.weight = weight(row);
    out.names = names(row);
  });
  each_row(reader, "calls", problems, [&](yaml::MapReader& row) {
    constexpr std::array<std::string_view, 4> rules{"dynamic-execution", "network", "file-access",
                                                    "obfuscated"};
    constexpr std::array<std::string_view, 6> roles{"", "execute", "decode", "download", "fetch", "send"};
    ReviewCalls& out = review_calls_.emplace_back();
    out.rule = keep(row.required_text("rule"));
    out.about = keep(row.required_text("about"));
    out.weight = weight(row);
    out.role = keep(row.text("role"));
    out.computed = row.boolean("computed", false);
    out.open = row.boolean("open", false);
    out.quiet = row.boolean("quiet", false);
    out.suspicious_texts = row.boolean("suspicious-texts", false);
    out.reads = row.boolean("reads", false);
    out.writes = row.boolean("writes", false);
    out.starts = row.boolean("starts", false);
    out.runs_text = row.boolean("runs-text", false);
    out.names = names(row);
    if (std::ranges::find(rules, out.rule) == rules.end())
      row.complain(row.node().at, "there is no rule `code/" + std::string(out.rule) + "` for calls");
    if (std::ranges::find(roles, out.role) == roles.end())
      row.complain(row.node().at, "there is no role `" + std::string(out.role) + "`");
  });
  each_row(reader, "inner-attributes", problems,
           [&](yaml::MapReader& row) { inner_attributes_.push_back(words(row, false)); });
  each_row(reader, "sensitive-paths", problems,
           [&](yaml::MapReader& row) { sensitive_paths_.push_back(words(row, false)); });
  each_row(reader, "hosts", problems, [&](yaml::MapReader& row) { hosts_.push_back(words(row, true)); });
  variable_readers_ = keep(reader.texts("variable-readers"));
  variable_writers_ = keep(reader.texts("variable-writers"));
  environment_readers_ = keep(reader.texts("environment-readers"));
  environments_ = keep(reader.texts("environments"));
  answer_methods_ = keep(reader.texts("answer-methods"));
  ordinary_programs_ = keep(reader.texts("ordinary-programs"));
  saving_functions_ = keep(reader.texts("saving-functions"));
  hidden_names_ = keep(reader.texts("hidden-names"));
  hooks_ = keep(reader.texts("hooks"));
  ordinary_variables_ = keep(reader.texts("ordinary-variables"));
  secret_variables_ = keep(reader.texts("secret-variables"));
  weakening_variables_ = keep(reader.texts("weakening-variables"));
  reader.finish();
}

void Lists::read_installers(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of installers", problems);
  each_row(reader, "installers", problems, [&](yaml::MapReader& row) {
    Installer& entry = installers_.emplace_back();
    entry.manager = keep(row.required_text("manager"));
    row.required("forms");
    entry.forms = keep(row.texts("forms"));
    entry.value_options = keep(row.texts("value-options"));
    entry.stops = keep(row.texts("stops"));
    entry.single = keep(row.texts("single"));
    row.required("versions");
    entry.versions = keep(row.texts("versions"));
    entry.first = row.boolean("first", false);
    for (const auto form : entry.forms) {
      if (form.find(' ') == std::string_view::npos) {
        row.complain(row.node().at, "`" + std::string(form) + "` names no word behind the program");
      }
    }
  });
  reader.finish();
}

void Lists::read_licences(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of licences", problems);
  auto names = reader.texts("licences");
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end()) {
    reader.complain(node.at, "`" + *twice + "` is listed twice");
  }
  licences_ = keep(std::move(names));
  reader.finish();
}

void Lists::read_hub(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "knowledge of the hub", problems);
  reader.required("elsewhere");
  elsewhere_ = keep(reader.texts("elsewhere"));
  newest_ = keep(reader.texts("newest"));
  each_row(reader, "owners", problems, [&](yaml::MapReader& row) {
    row.required("apis");
    HubOwner& entry = hub_owners_.emplace_back();
    entry.apis = keep(row.texts("apis"));
    entry.owner = keep(row.text("owner"));
    entry.kind = keep(row.text("kind"));
    if (!entry.kind.empty() && entry.kind != "model" && entry.kind != "dataset" && entry.kind != "space")
      row.complain(row.node().at, "`kind` is model, dataset or space");
  });
  reader.finish();
}

void Lists::read_registries(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of registries", problems);
  each_row(reader, "registries", problems, [&](yaml::MapReader& row) {
    RegistryRow& entry = registries_.emplace_back();
    entry.registry = keep(row.required_text("registry"));
    entry.api = keep(row.text("api"));
    entry.token_hosts = keep(row.texts("token-hosts"));
    entry.credentials = keep(row.texts("credentials"));
  });
  reader.finish();
}

void Lists::read_words(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of words", problems);
  word_knowledge_ = {keep(reader.texts("common-calls")), keep(reader.texts("common-programs")),
                     keep(reader.texts("target-calls")), keep(reader.texts("keyword-tables")),
                     keep(reader.texts("looking-calls"))};
  reader.finish();
}

void Lists::read_addresses(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "knowledge of addresses", problems);
  const auto texts = [&](std::string_view key) {
    auto list = reader.texts(key);
    for (const auto& text : list)
      if (std::ranges::any_of(text, text::is_upper))
        reader.complain(node.at, "`" + text + "` is not in lower case");
    return keep(std::move(list));
  };
  addresses_.weight_endings = texts("weight-endings");
  addresses_.packed_endings = texts("packed-endings");
  addresses_.media_endings = texts("media-endings");
  addresses_.archive_endings = texts("archive-endings");
  addresses_.weight_words = texts("weight-words");
  addresses_.model_services = texts("model-services");
  reader.finish();
}

void Lists::read_launchers(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of launchers", problems);
  each_row(reader, "launchers", problems, [&](yaml::MapReader& row) {
    Launcher& entry = launchers_.emplace_back();
    row.required("programs");
    entry.programs = keep(row.texts("programs"));
    const auto name = row.required_text("form");
    const auto* form = std::ranges::find(launcher_form_names, name);
    if (form == launcher_form_names.end())
      row.complain(row.node().at, "there is no form `" + name + "`");
    else
      entry.form = static_cast<LauncherForm>(form - launcher_form_names.begin());
    entry.options = keep(row.texts("options"));
    entry.folder_options = keep(row.texts("folder-options"));
    entry.command_key = keep(row.text("command-key"));
    entry.include_key = keep(row.text("include-key"));
    entry.last_word = row.boolean("last-word", false);
    entry.own_project = row.boolean("own-project", false);
    entry.files = keep(row.texts("files"));
    entry.more_files = keep(row.texts("more-files"));
    if ((entry.form == LauncherForm::sections) == entry.command_key.empty())
      row.complain(row.node().at, "`command-key` goes with `form: sections`");
  });
  each_row(reader, "services", problems, [&](yaml::MapReader& row) {
    row.required("programs");
    row.required("scripts");
    const auto programs = keep(row.texts("programs"));
    service_runners_.push_back({programs, keep(row.texts("scripts"))});
  });
  reader.finish();
}

void Lists::read_code_pins(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "list of code pins", problems);
  each_row(reader, "code-pins", problems, [&](yaml::MapReader& row) {
    CodePin& entry = code_pins_.emplace_back();
    row.required("apis");
    entry.apis = keep(row.texts("apis"));
    entry.versions.package = keep(row.text("package"));
    entry.versions.from = keep(row.text("from"));
    entry.versions.before = keep(row.text("before"));
    entry.versions.why = keep(row.required_text("why"));
    entry.alternative = keep(row.required_text("alternative"));
    if (entry.versions.package.empty() && !(entry.versions.from.empty() && entry.versions.before.empty()))
      row.complain(row.node().at, "a range of versions needs a `package`");
  });
  reader.finish();
}

ImageKnowledge Lists::images() const {
  return {as_of_, maintainers_, unmaintained_, other_users_, moving_words_, moving_ends_, organisations_};
}

SecretKnowledge Lists::secrets() const {
  return {words_, harmless_words_, tokens_, placeholders_};
}

ReviewKnowledge Lists::review() const {
  return {
      review_files_,        review_modules_,      review_calls_,   variable_readers_,  variable_writers_,
      environment_readers_, environments_,        answer_methods_, ordinary_programs_, saving_functions_,
      hidden_names_,        inner_attributes_,    hooks_,          sensitive_paths_,   ordinary_variables_,
      secret_variables_,    weakening_variables_, hosts_};
}

void Lists::read_comments(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "the comments", problems);
  std::set<std::pair<std::string_view, std::string>> seen;
  for (const std::string_view tool : {"trivy", "checkov", "bandit"}) {
    each_row(reader, tool, problems, [&](yaml::MapReader& row) {
      row.required("ids");
      row.required("rules");
      for (const auto* id : row.scalars("ids")) {
        if (!seen.emplace(tool, id->scalar).second)
          problems.push_back({id->at, "this name stands here twice"});
      }
      comments_.push_back({tool, keep(row.texts("ids")), keep(row.texts("rules"))});
    });
  }
  reader.finish();
}

}  // namespace dockgate::catalog
