#include "facts/load_words.hpp"

#include <algorithm>

#include "facts/fetch_address.hpp"
#include "facts/pin_places.hpp"
#include "facts/revision.hpp"
#include "facts/run_places.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {

using catalog::CommandRow;
using shell::Word;

namespace {

/// Whether what is not known of an address stands behind its `?` alone: a token, which is no part of the
/// name.
bool only_the_query_is_open(const Word& word) {
  if (!word.at.source) return false;
  const std::string_view written = word.at.source->text(word.at.span);
  const std::size_t query = written.find('?');
  return query != std::string_view::npos &&
         written.substr(0, query).find_first_of("$`") == std::string_view::npos;
}

/// Whether what is not known of an address stands in the name and password in front of its host alone.
bool only_the_user_is_open(const Word& word) {
  const std::string_view text = word.text.view();
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || word.gaps.empty()) return false;
  const std::size_t at = text.substr(0, text.find('/', scheme + 3)).rfind('@');
  return at != std::string_view::npos && std::ranges::all_of(word.gaps, [&](const auto& gap) {
           return gap.first > scheme && gap.first <= at;
         });
}

}  // namespace

bool names_known_place(const Word& word) {
  return word.known || only_the_query_is_open(word) || only_the_user_is_open(word);
}

void set_revision(ModelFact& fact, const Word& word) {
  fact.parts.push_back({"revision", word.at});
  if (word.at.source && word.known && word.at.source->text(word.at.span) == word.text.view())
    fact.parts.push_back({"revision_value", word.at});
  if (!word.known) {
    fact.revision_state = RevisionState::unresolved;
    fact.missing = word.missing;
    return;
  }
  fact.revision = word.text.text();
  fact.revision_state = classify_revision(word.text.view());
  if (!word.assumed.empty()) {
    fact.notes.push_back("`" + word.assumed + "` is `" + *fact.revision +
                         "` by its default in the shell text");
  }
}

void add_revision_option(const CommandRow& row, const Word& id, ModelFact& fact) {
  const auto named = std::ranges::find_if(row.revision_options,
                                          [](std::string_view option) { return option.starts_with("--"); });
  if (named == row.revision_options.end() || !id.known || !id.at.source) return;
  const std::string_view written = id.at.source->text(id.at.span);
  if (written.find(id.text.view()) == std::string_view::npos) return;  // it came out of a variable
  fact.revision_name = *named;
  fact.parts.push_back(option_gap(id.at));
}

std::vector<Word> parts_of(const Word& id, std::string_view separator) {
  if (separator.empty() || !id.known) return {id};
  std::vector<Word> out;
  for (const std::string_view part : text::split(id.text.view(), separator.front())) {
    if (text::trim(part).empty()) continue;
    out.push_back(id);
    out.back().text = text::MappedText(id.at.source);
    out.back().text.append_for(text::trim(part), id.at.span);
  }
  return out;
}

bool set_address(ModelFact& fact, const Word& word, std::string_view output_name) {
  const std::string_view text = word.text.view();
  const auto address = read_fetch_address(text);
  if (!address) return false;
  if (address->hub) {
    if (!address->revision || is_media_name(address->file)) return false;  // a page, the API
    fact.id = fact.subject = address->id;
    fact.artifact = address->kind;
    fact.id_state = IdState::known;
    fact.revision = address->revision;
    fact.revision_state = classify_revision(*address->revision);
    if (!word.known) {
      // An unknown part is left out: `/resolve//` says that it was the revision.
      const bool revision_gap = address->revision->empty();
      fact.missing = word.missing;
      if (revision_gap) {
        fact.revision.reset();
        fact.revision_state = RevisionState::unresolved;
      } else if (address->id.starts_with('/') || address->id.ends_with('/')) {
        fact.id_state = IdState::unresolved;
      }
    }
    return true;
  }
  if (!is_weight_name(address->file) && !is_weight_name(output_name) && !is_weight_address(text))
    return false;
  fact.artifact = "file";
  fact.id = fact.subject = address->id;
  const bool known = names_known_place(word);
  fact.id_state = known ? IdState::known : IdState::unresolved;
  if (!known) fact.missing = word.missing;
  fact.revision_state = RevisionState::absent;
  if (address->revision) {
    fact.revision = address->revision;
    fact.revision_state = classify_revision(*address->revision);
  }
  return true;
}

bool is_digest(std::string_view text) {
  const std::string lower = text::lower(text);
  const auto hex = lower.find_last_of("=:") + 1;
  return (lower.starts_with("sha-256") || lower.starts_with("sha256")) &&
         text::is_lower_hex(std::string_view(lower).substr(hex), 64);
}

bool names_object_version(const CommandWords& words, std::string_view id) {
  if (words.revision && words.revision->known && !words.revision->text.empty()) return true;
  const auto hash = id.rfind('#');
  return hash != std::string_view::npos && hash + 1 < id.size() &&
         id.find_first_not_of("0123456789", hash + 1) == std::string_view::npos;
}

bool is_word_of(const RunCommand& run, const Place& at) {
  return at.source && std::ranges::any_of(run.shell.words, [&](const Word& word) {
           return word.at.source == at.source && word.at.span.begin == at.span.begin;
         });
}

void move_to_added_word(ModelFact& fact, const RunCommand& run, const Place& at) {
  const Place& whole = run.shell.at;
  const bool inside =
      at.source == whole.source && at.span.begin >= whole.span.begin && at.span.end <= whole.span.end;
  if (inside || !run.command->exec_form || !run.file.empty() || !is_word_of(run, at)) return;
  fact.trace.push_back({whole, "`" + fact.api + "` is given it"});
  fact.at = at;
}

void set_proven(ModelFact& fact) {
  fact.verified = true;
  fact.revision_state = RevisionState::not_needed;
  fact.notes.push_back("its content is checked against a digest");
}

}  // namespace dockgate::facts
