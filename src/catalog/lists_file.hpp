#pragma once
// The lists of policies/catalog (maintainers, secrets, code_review, comments, installers, licences, hub,
// image_registries, words, addresses, launchers, code_pins) as rows, with their mistakes. Only the build
// reads them.

#include <deque>
#include <string>
#include <vector>

#include "catalog/addresses.hpp"
#include "catalog/code_pins.hpp"
#include "catalog/code_review.hpp"
#include "catalog/comments.hpp"
#include "catalog/hub.hpp"
#include "catalog/installers.hpp"
#include "catalog/launchers.hpp"
#include "catalog/maintainers.hpp"
#include "catalog/registries.hpp"
#include "catalog/secrets.hpp"
#include "catalog/words.hpp"
#include "yaml/node.hpp"
#include <dockgate/text.hpp>

namespace dockgate::catalog {

/// Rows and the memory that they point into. Not copied: the views would point into the other one.
class Lists {
 public:
  Lists() = default;
  Lists(const Lists&) = delete;
  Lists& operator=(const Lists&) = delete;

  /// Reads a document of the form of maintainers.yaml. Mistakes go to `problems`.
  void read_images(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of secrets.yaml.
  void read_secrets(const yaml::Node& node, std::vector<Problem>& problems);

  /// Reads a document of the form of code_review.yaml.
  void read_review(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of comments.yaml.
  void read_comments(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of installers.yaml.
  void read_installers(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of licences.yaml.
  void read_licences(const yaml::Node& node, std::vector<Problem>& problems);

  /// Reads a document of the form of hub.yaml.
  void read_hub(const yaml::Node& node, std::vector<Problem>& problems);

  /// Reads a document of the form of image_registries.yaml.
  void read_registries(const yaml::Node& node, std::vector<Problem>& problems);

  /// Reads a document of the form of words.yaml.
  void read_words(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of addresses.yaml.
  void read_addresses(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of launchers.yaml.
  void read_launchers(const yaml::Node& node, std::vector<Problem>& problems);
  /// Reads a document of the form of code_pins.yaml.
  void read_code_pins(const yaml::Node& node, std::vector<Problem>& problems);

  ImageKnowledge images() const;
  SecretKnowledge secrets() const;
  ReviewKnowledge review() const;
  std::span<const RegistryRow> registries() const { return registries_; }
  HubKnowledge hub() const { return {elsewhere_, hub_owners_, newest_}; }
  const WordKnowledge& words() const { return word_knowledge_; }
  const AddressKnowledge& addresses() const { return addresses_; }
  std::span<const Launcher> launchers() const { return launchers_; }
  std::span<const ServiceRunner> service_runners() const { return service_runners_; }
  std::span<const CodePin> code_pins() const { return code_pins_; }
  std::span<const CommentRow> comments() const { return comments_; }
  std::span<const Installer> installers() const { return installers_; }
  std::span<const std::string_view> licences() const { return licences_; }  // sorted

 private:
  std::string_view keep(std::string text);
  std::span<const std::string_view> keep(std::vector<std::string> texts);
  std::span<const ImagePattern> patterns(yaml::MapReader& row);

  std::deque<std::string> texts_;
  std::deque<std::vector<std::string_view>> lists_;
  std::deque<std::vector<ImagePattern>> patterns_;
  std::string_view as_of_;
  std::vector<Maintainer> maintainers_;
  std::vector<Unmaintained> unmaintained_;
  std::vector<OtherUser> other_users_;
  std::span<const std::string_view> moving_words_, moving_ends_, organisations_;
  std::vector<TokenForm> tokens_;
  std::vector<CommentRow> comments_;
  std::vector<Installer> installers_;
  std::span<const std::string_view> licences_, elsewhere_, newest_;
  std::vector<HubOwner> hub_owners_;
  std::vector<RegistryRow> registries_;
  WordKnowledge word_knowledge_;
  AddressKnowledge addresses_;
  std::vector<Launcher> launchers_;
  std::vector<ServiceRunner> service_runners_;
  std::vector<CodePin> code_pins_;
  std::span<const std::string_view> words_, harmless_words_, placeholders_;
  std::vector<ReviewFiles> review_files_;
  std::vector<ReviewModules> review_modules_;
  std::vector<ReviewCalls> review_calls_;
  std::vector<ReviewWords> inner_attributes_, sensitive_paths_, hosts_;
  std::span<const std::string_view> hidden_names_, hooks_, ordinary_variables_, secret_variables_,
      weakening_variables_, variable_readers_, variable_writers_, environment_readers_, environments_,
      answer_methods_, ordinary_programs_, saving_functions_;
};

}  // namespace dockgate::catalog
