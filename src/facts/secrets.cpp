#include "facts/secrets.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "build/expand.hpp"
#include "catalog/secrets.hpp"
#include "facts/places.hpp"

namespace dockgate::facts {
namespace {

/// Enough to find the secret again, too little to use it.
std::string beginning(std::string_view secret, std::string_view kind) {
  if (kind != "token") {
    return {};
  }
  return std::string(secret.substr(0, std::min<std::size_t>(7, secret.size() / 3))) + "…";
}

class SecretCollector {
 public:
  explicit SecretCollector(const build::Build& build)
      : build_(build), known_(catalog::secret_knowledge()), tokens_(known_) {}

  std::vector<SecretFact> run() && {
    const auto& instructions = build_.file->instructions;
    for (std::size_t i = 0; i < instructions.size(); ++i) {
      index_ = i;
      // A trigger stands inside of the ONBUILD, so that its text is looked at with it.
      instruction_ = &instructions[i];
      first_of_instruction_ = facts_.size();
      scan(instruction_->original);
      for (const auto& heredoc : instruction_->heredocs) {
        scan_heredoc(heredoc);
      }
      add_names();
    }
    return std::move(facts_);
  }

 private:
  void scan(const text::MappedText& text) {
    for (auto found = tokens_.find(text.view(), 0); found.end != 0;
         found = tokens_.find(text.view(), found.end)) {
      add(found, text.view().substr(found.begin, found.end - found.begin),
          text.place({static_cast<std::uint32_t>(found.begin), static_cast<std::uint32_t>(found.end)}));
    }
  }

  void scan_heredoc(const dockerfile::Heredoc& heredoc) {
    const auto& source = build_.file->source;
    const auto body = source->text(heredoc.content_span);
    for (auto found = tokens_.find(body, 0); found.end != 0; found = tokens_.find(body, found.end)) {
      const Span span{heredoc.content_span.begin + static_cast<std::uint32_t>(found.begin),
                      heredoc.content_span.begin + static_cast<std::uint32_t>(found.end)};
      add(found, body.substr(found.begin, found.end - found.begin), {source, span});
    }
  }

  void add(const catalog::FoundToken& found, std::string_view secret, const Place& at) {
    SecretFact fact;
    set_stage(build_, index_, fact);
    fact.at = at;
    fact.kind = found.kind;
    fact.what = found.what;
    fact.shown = beginning(secret, found.kind);
    fact.name = variable_at(at.span);
    fact.subject = fact.name.empty() ? fact.what : fact.name;
    fact.named = names_variables() && catalog::names_a_secret(known_, fact.name);
    if (fact.named) {
      fact.at = on_first_line(*instruction_, at);
    }
    facts_.push_back(std::move(fact));
  }

  /// Name of the variable of the instruction whose value covers `span`.
  std::string variable_at(Span span) const {
    for (const auto& pair : instruction_->pairs) {
      const auto value = pair.value.place().span;
      if (value.begin <= span.begin && span.end <= value.end) {
        return key_of(pair);
      }
    }
    return {};
  }

  std::string key_of(const dockerfile::KeyValue& pair) const {
    if (instruction_->keyword == "ARG" || build::stands_for_itself(pair.key.view(), build_.file->escape)) {
      return pair.key.text();  // names of ARG are not expanded
    }
    auto expanded = build::expand(pair.key, build_.before(index_), build_.file->escape);
    return expanded.known ? expanded.text.text() : pair.key.text();
  }

  bool names_variables() const {
    return (instruction_->keyword == "ENV" || instruction_->keyword == "ARG") &&
           build_.stage_of(index_) != nullptr;
  }

  /// Names of the instruction that say so, without those that a token has already been reported for.
  void add_names() {
    if (!names_variables()) {
      return;
    }
    std::set<std::string> told;
    for (auto i = first_of_instruction_; i < facts_.size(); ++i) {
      told.insert(facts_[i].name);
    }
    for (const auto& pair : instruction_->pairs) {
      const auto name = key_of(pair);
      if (!catalog::names_a_secret(known_, name) || !told.insert(name).second) {
        continue;
      }
      SecretFact fact;
      set_stage(build_, index_, fact);
      fact.at = on_first_line(*instruction_, pair.key.place());
      fact.kind = "variable-name";
      fact.what = instruction_->keyword == "ARG" ? "build argument" : "environment variable";
      fact.name = name;
      fact.subject = name;
      fact.named = true;
      facts_.push_back(std::move(fact));
    }
  }

  const build::Build& build_;
  const catalog::SecretKnowledge& known_;
  catalog::TokenFinder tokens_;
  const dockerfile::Instruction* instruction_ = nullptr;
  std::size_t index_ = 0;
  std::size_t first_of_instruction_ = 0;
  std::vector<SecretFact> facts_;
};

}  // namespace

std::vector<SecretFact> secret_facts(const build::Build& build) {
  return SecretCollector(build).run();
}

}  // namespace dockgate::facts
