// The words by which facts are told in JSON, rules and messages.

#include "facts/facts.hpp"

namespace dockgate::facts {

std::string_view to_string(ImageState state) {
  switch (state) {
    case ImageState::digest:
      return "digest";
    case ImageState::tag:
      return "tag";
    case ImageState::floating:
      return "floating";
    case ImageState::malformed:
      return "malformed";
    case ImageState::stage:
      return "stage";
    case ImageState::scratch:
      return "scratch";
    case ImageState::unresolved:
      break;
  }
  return "unresolved";
}

std::string_view to_string(RevisionState state) {
  switch (state) {
    case RevisionState::commit:
      return "commit";
    case RevisionState::abbreviated:
      return "abbreviated";
    case RevisionState::moving:
      return "moving";
    case RevisionState::absent:
      return "absent";
    case RevisionState::not_pinnable:
      return "not-pinnable";
    case RevisionState::not_needed:
      return "not-needed";
    case RevisionState::unresolved:
      break;
  }
  return "unresolved";
}

std::string_view to_string(IdState state) {
  switch (state) {
    case IdState::known:
      return "known";
    case IdState::local:
      return "local";
    case IdState::unresolved:
      break;
  }
  return "unresolved";
}

std::string_view to_string(Known known) {
  switch (known) {
    case Known::yes:
      return "yes";
    case Known::no:
      return "no";
    case Known::unresolved:
      break;
  }
  return "unresolved";
}

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::build:
      return "build";
    case Phase::start:
      return "start";
    case Phase::health:
      break;
  }
  return "health";
}

}  // namespace dockgate::facts
