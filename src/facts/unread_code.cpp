#include "facts/unread_code.hpp"

#include <set>
#include <string>
#include <utility>

namespace dockgate::facts {
namespace {

class Unread {
 public:
  explicit Unread(std::vector<Problem>& out) : out_(out) {}

  void look(const ParsedFile& file) {
    const python::ModulePtr module = file.module->module();
    const std::vector<Problem>& problems = python::problems(*module);
    if (problems.empty()) return;
    const Problem& first = problems.front();
    const std::string path = first.at.source == nullptr ? std::string() : first.at.source->path();
    if (!seen_.emplace(path, first.at.span.begin).second) return;
    out_.push_back({first.at, first.message + "; what it does was not looked at"});
  }

 private:
  std::set<std::pair<std::string, std::size_t>> seen_;
  std::vector<Problem>& out_;
};

}  // namespace

void add_unread_code(const CodeReach& reach, const std::vector<VendoredFact>& vendored, bool all,
                     ModuleCache& cache, std::vector<Problem>& not_judged) {
  Unread unread(not_judged);
  for (const Program& program : reach.programs) {
    if (!program.reached) continue;
    for (const ProgramModule& module : program.modules)
      if (module.parsed != nullptr && (all || module.parsed->mentions.matters)) unread.look(*module.parsed);
  }
  for (const VendoredFact& file : vendored)
    if (file.language == "python" && file.runs != Known::no && file.at.source != nullptr)
      unread.look(*cache.parse(file.at.source));
}

}  // namespace dockgate::facts
