// Build tool: checks the lists of policies/catalog and writes them as constant tables.
// usage: dockgate_embed_lists OUTPUT.cpp MAINTAINERS.yaml SECRETS.yaml CODE_REVIEW.yaml COMMENTS.yaml
// INSTALLERS.yaml LICENCES.yaml HUB.yaml REGISTRIES.yaml WORDS.yaml ADDRESSES.yaml LAUNCHERS.yaml
// CODE_PINS.yaml

#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

#include "catalog/lists_file.hpp"
#include "text/cpp_literal.hpp"

namespace {

using namespace dockgate;
using namespace dockgate::catalog;

class Writer {
 public:
  /// Name of a new array with `texts`, or `{}`.
  std::string list(std::span<const std::string_view> texts) {
    if (texts.empty()) {
      return "{}";
    }
    auto name = "list_" + std::to_string(++count_);
    out_ << "constexpr std::array<std::string_view, " << texts.size() << "> " << name << "{{\n";
    for (const auto text : texts) {
      out_ << "    " << text::cpp_literal(text) << ",\n";
    }
    out_ << "}};\n";
    return name;
  }

  std::string patterns(std::span<const ImagePattern> patterns) {
    auto name = "list_" + std::to_string(++count_);
    out_ << "constexpr std::array<ImagePattern, " << patterns.size() << "> " << name << "{{\n";
    for (const auto& pattern : patterns) {
      out_ << "    ImagePattern(" << text::cpp_literal(pattern.text) << ", " << pattern.literal << ", "
           << pattern.registry << ", " << pattern.space << "),\n";
    }
    out_ << "}};\n";
    return name;
  }

  template <typename Row, typename Print>
  std::string table(std::string_view type, std::string_view name, std::span<const Row> rows, Print print) {
    std::string body;
    for (const auto& row : rows) {
      body += "    " + std::string(type) + "{" + print(row) + "},\n";
    }
    out_ << "constexpr std::array<" << type << ", " << rows.size() << "> " << name << "{{\n"
         << body << "}};\n";
    return std::string(name);
  }

  std::string text() const { return out_.str(); }

 private:
  std::ostringstream out_;
  int count_ = 0;
};

bool read(const char* path, Lists& lists, void (Lists::*reader)(const yaml::Node&, std::vector<Problem>&)) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    std::cerr << path << ": cannot be read\n";
    return false;
  }
  std::vector<Problem> problems;
  const auto node = yaml::parse(std::make_shared<SourceFile>(path, std::move(bytes)));
  if (!node) {
    problems.push_back(node.error());
  } else {
    (lists.*reader)(*node, problems);
  }
  for (const auto& problem : problems) {
    if (problem.at.source != nullptr) {
      const auto position = problem.at.source->position(problem.at.span.begin);
      std::cerr << problem.at.source->path() << ':' << position.line << ':' << position.column << ": ";
    }
    std::cerr << problem.message << '\n';
  }
  return problems.empty();
}

std::string weight(ReviewWeight weight) {
  constexpr std::array<std::string_view, 4> names{"none", "low", "medium", "high"};
  return "ReviewWeight::" + std::string(names.at(static_cast<std::size_t>(weight)));
}

std::string flag(bool value) {
  return value ? "true" : "false";
}

/// The tables of code_review.yaml; what is left is the initialiser of the knowledge.
std::string review_tables(Writer& writer, const ReviewKnowledge& review) {
  const auto words = [&](const ReviewWords& row) {
    return text::cpp_literal(row.about) + ", " + weight(row.weight) + ", " + writer.list(row.names);
  };
  writer.table<ReviewModules>(
      "ReviewModules", "review_modules", review.modules, [&](const ReviewModules& row) {
        return text::cpp_literal(row.about) + ", " + weight(row.weight) + ", " + writer.list(row.names);
      });
  writer.table<ReviewCalls>("ReviewCalls", "review_calls", review.calls, [&](const ReviewCalls& row) {
    return text::cpp_literal(row.rule) + ", " + text::cpp_literal(row.about) + ", " + weight(row.weight) +
           ", " + text::cpp_literal(row.role) + ", " + flag(row.computed) + ", " + flag(row.open) + ", " +
           flag(row.quiet) + ", " + flag(row.suspicious_texts) + ", " + flag(row.reads) + ", " +
           flag(row.writes) + ", " + flag(row.starts) + ", " + flag(row.runs_text) + ", " +
           writer.list(row.names);
  });
  writer.table<ReviewWords>("ReviewWords", "inner_attributes", review.inner_attributes, words);
  writer.table<ReviewWords>("ReviewWords", "sensitive_paths", review.sensitive_paths, words);
  writer.table<ReviewWords>("ReviewWords", "hosts", review.hosts, words);
  writer.table<ReviewFiles>("ReviewFiles", "review_files", review.files, [&](const ReviewFiles& row) {
    return text::cpp_literal(row.about) + ", " + writer.list(row.names) + ", " + writer.list(row.bases) +
           ", " + writer.list(row.libraries) + ", " + flag(row.below_root);
  });
  std::string out = "review_files, review_modules, review_calls";
  for (const auto list :
       {review.variable_readers, review.variable_writers, review.environment_readers, review.environments,
        review.answer_methods, review.ordinary_programs, review.saving_functions, review.hidden_names})
    out += ", " + writer.list(list);
  out += ", inner_attributes";
  out += ", " + writer.list(review.hooks) + ", sensitive_paths";
  for (const auto list : {review.ordinary_variables, review.secret_variables, review.weakening_variables})
    out += ", " + writer.list(list);
  return out + ", hosts";
}

std::string tables(const Lists& lists) {
  Writer writer;
  const auto images = lists.images();
  const auto secrets = lists.secrets();
  writer.table<Maintainer>("Maintainer", "maintainers", images.maintainers, [&](const Maintainer& row) {
    return text::cpp_literal(row.name) + ", " + text::cpp_literal(row.title) + ", " +
           writer.patterns(row.images);
  });
  writer.table<Unmaintained>(
      "Unmaintained", "unmaintained", images.unmaintained, [&](const Unmaintained& row) {
        return writer.patterns(row.images) + ", " + text::cpp_literal(row.why) + ", " +
               text::cpp_literal(row.instead) + ", " + text::cpp_literal(row.maintainer);
      });
  writer.table<OtherUser>("OtherUser", "other_users", images.other_users, [&](const OtherUser& row) {
    return writer.patterns(row.images) + ", " + writer.list(row.tags);
  });
  writer.table<TokenForm>("TokenForm", "tokens", secrets.tokens, [&](const TokenForm& row) {
    return text::cpp_literal(row.what) + ", " + text::cpp_literal(row.prefix) + ", " +
           text::cpp_literal(row.alphabet) + ", " + std::to_string(row.min) + ", " + std::to_string(row.max);
  });
  writer.table<CommentRow>("CommentRow", "comments", lists.comments(), [&](const CommentRow& row) {
    return text::cpp_literal(row.tool) + ", " + writer.list(row.ids) + ", " + writer.list(row.rules);
  });
  writer.table<Installer>("Installer", "all_installers", lists.installers(), [&](const Installer& row) {
    return text::cpp_literal(row.manager) + ", " + writer.list(row.forms) + ", " +
           writer.list(row.value_options) + ", " + writer.list(row.stops) + ", " + writer.list(row.single) +
           ", " + writer.list(row.versions) + ", " + flag(row.first);
  });
  const auto hub = lists.hub();
  writer.table<HubOwner>("HubOwner", "hub_owners", hub.owners, [&](const HubOwner& row) {
    return writer.list(row.apis) + ", " + text::cpp_literal(row.owner) + ", " + text::cpp_literal(row.kind);
  });
  writer.table<RegistryRow>("RegistryRow", "all_registries", lists.registries(), [&](const RegistryRow& row) {
    return text::cpp_literal(row.registry) + ", " + text::cpp_literal(row.api) + ", " +
           writer.list(row.token_hosts) + ", " + writer.list(row.credentials);
  });
  writer.table<Launcher>("Launcher", "all_launchers", lists.launchers(), [&](const Launcher& row) {
    const auto form = launcher_form_names.at(static_cast<std::size_t>(row.form));
    return writer.list(row.programs) + ", LauncherForm::" + std::string(form) + ", " +
           writer.list(row.options) + ", " + writer.list(row.folder_options) + ", " +
           text::cpp_literal(row.command_key) + ", " + text::cpp_literal(row.include_key) + ", " +
           flag(row.last_word) + ", " + flag(row.own_project) + ", " + writer.list(row.files) + ", " +
           writer.list(row.more_files);
  });
  writer.table<ServiceRunner>(
      "ServiceRunner", "all_service_runners", lists.service_runners(),
      [&](const ServiceRunner& row) { return writer.list(row.programs) + ", " + writer.list(row.scripts); });
  writer.table<CodePin>("CodePin", "all_code_pins", lists.code_pins(), [&](const CodePin& row) {
    return writer.list(row.apis) + ", VersionRow{" + text::cpp_literal(row.versions.package) + ", " +
           text::cpp_literal(row.versions.from) + ", " + text::cpp_literal(row.versions.before) + ", \"\", " +
           text::cpp_literal(row.versions.why) + "}, " + text::cpp_literal(row.alternative);
  });
  const auto all = [&](const std::vector<std::span<const std::string_view>>& texts) {
    std::string out;
    for (const auto list : texts) out += (out.empty() ? "" : ", ") + writer.list(list);
    return out;
  };
  const auto& words_of = lists.words();
  const auto python_words = all({words_of.common_calls, words_of.common_programs, words_of.target_calls,
                                 words_of.keyword_tables, words_of.looking_calls});
  const auto& addresses_of = lists.addresses();
  const auto addresses =
      all({addresses_of.weight_endings, addresses_of.packed_endings, addresses_of.media_endings,
           addresses_of.archive_endings, addresses_of.weight_words, addresses_of.model_services});
  const auto elsewhere = writer.list(hub.elsewhere);
  const auto newest = writer.list(hub.newest);
  const auto licences = writer.list(lists.licences());
  const auto words = writer.list(images.moving_words);
  const auto ends = writer.list(images.moving_ends);
  const auto organisations = writer.list(images.model_organisations);
  const auto secret_words = writer.list(secrets.words);
  const auto harmless = writer.list(secrets.harmless_words);
  const auto placeholders = writer.list(secrets.placeholders);
  const auto review = review_tables(writer, lists.review());
  return writer.text() + "\n}  // namespace\n\nconst ImageKnowledge& image_knowledge() {\n" +
         "  static constexpr ImageKnowledge known{" + text::cpp_literal(images.as_of) +
         ", maintainers, unmaintained, other_users, " + words + ", " + ends + ", " + organisations +
         "};\n  return known;\n}\n\n" +
         "const SecretKnowledge& secret_knowledge() {\n  static constexpr SecretKnowledge known{" +
         secret_words + ", " + harmless + ", tokens, " + placeholders + "};\n  return known;\n}\n\n" +
         "const ReviewKnowledge& review_knowledge() {\n  static constexpr ReviewKnowledge known{" + review +
         "};\n  return known;\n}\n\n" +
         "const HubKnowledge& hub_knowledge() {\n  static constexpr HubKnowledge known{" + elsewhere +
         ", hub_owners, " + newest + "};\n  return known;\n}\n\n" +
         "std::span<const RegistryRow> registries() {\n  return all_registries;\n}\n\n" +
         "const WordKnowledge& word_knowledge() {\n  static constexpr WordKnowledge known{" + python_words +
         "};\n  return known;\n}\n\n" +
         "const AddressKnowledge& address_knowledge() {\n  static constexpr AddressKnowledge known{" +
         addresses + "};\n  return known;\n}\n\n" +
         "std::span<const Launcher> launchers() {\n  return all_launchers;\n}\n\n" +
         "std::span<const ServiceRunner> service_runners() {\n  return all_service_runners;\n}\n\n" +
         "std::span<const CodePin> code_pins() {\n  return all_code_pins;\n}\n\n" +
         "std::span<const CommentRow> comment_rows() {\n  return comments;\n}\n\n" +
         "std::span<const Installer> installers() {\n  return all_installers;\n}\n\n" +
         "bool is_licence(std::string_view name) {\n  return std::ranges::binary_search(" + licences +
         ", name);\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  using Reader = void (Lists::*)(const yaml::Node&, std::vector<Problem>&);
  constexpr std::array<Reader, 12> readers{
      &Lists::read_images,     &Lists::read_secrets,   &Lists::read_review,    &Lists::read_comments,
      &Lists::read_installers, &Lists::read_licences,  &Lists::read_hub,       &Lists::read_registries,
      &Lists::read_words,      &Lists::read_addresses, &Lists::read_launchers, &Lists::read_code_pins};
  if (argc != static_cast<int>(readers.size()) + 2) {
    std::cerr << "usage: dockgate_embed_lists OUTPUT.cpp and one YAML file for each of the lists\n";
    return 2;
  }
  Lists lists;
  for (std::size_t i = 0; i < readers.size(); ++i)
    if (!read(argv[i + 2], lists, readers[i])) return 1;
  std::ofstream out(argv[1], std::ios::binary);
  out << "// Made from policies/catalog by dockgate_embed_lists.\n\n#include <algorithm>\n#include "
         "<array>\n#include "
         "<string_view>\n\n"
         "#include \"catalog/addresses.hpp\"\n#include \"catalog/code_pins.hpp\"\n#include "
         "\"catalog/code_review.hpp\"\n#include \"catalog/comments.hpp\"\n#include "
         "\"catalog/hub.hpp\"\n#include \"catalog/installers.hpp\"\n#include \"catalog/launchers.hpp\"\n"
         "#include \"catalog/maintainers.hpp\"\n#include \"catalog/registries.hpp\"\n#include "
         "\"catalog/secrets.hpp\"\n#include \"catalog/words.hpp\"\n\n"
         "namespace dockgate::catalog {\nnamespace {\n\n"
      << tables(lists) << "\n}  // namespace dockgate::catalog\n";
  return out.flush() ? 0 : 2;
}
