#pragma once
// What calls load, kept for who judges the same program again after an edit.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "facts/python_calls.hpp"
#include "text/recent.hpp"

namespace dockgate::facts {

/// Results of model_facts() with all that they asked of the program around the call. Safe to use from several
/// threads.
class ModelMemo {
 public:
  /// model_facts() of the call.
  std::vector<ModelFact> of(const python::Call& call, const catalog::ModelApi& row,
                            const CallContext& context);

 private:
  struct Kept {
    bool offline = false;
    std::vector<std::pair<std::string, bool>> holds;         // image_holds
    std::vector<std::pair<std::string, std::string>> paths;  // image_path
    std::vector<std::pair<std::string, std::optional<std::string>>> variables;
    std::vector<std::pair<const catalog::VersionRow*, std::optional<bool>>> versions;
    std::vector<ModelFact> facts;
  };
  struct Entry {
    python::Call call;  // the latest; another one with equal values is the same
    std::shared_ptr<const Kept> kept;
  };
  static bool same(const python::Call& a, const python::Call& b);
  static bool holds(const Kept& kept, const CallContext& context);

  std::mutex mutex_;
  text::Recent<Entry> kept_{2048};
};

}  // namespace dockgate::facts
