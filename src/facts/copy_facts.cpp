#include "facts/copy_facts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "facts/places.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t most_uses = 16;  // of one file that are kept

std::string_view without_quotes(std::string_view text) {
  while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
  return text;
}

/// The last part of a path; Windows' separator counts as well.
std::string_view last_part(std::string_view path) {
  std::size_t begin = path.size();
  while (begin > 0 && path[begin - 1] != '/' && path[begin - 1] != '\\') --begin;
  return path.substr(begin);
}

/// What BuildKit takes for an archive that ADD unpacks goes by the content (docs of ADD): these are the
/// beginnings of gzip, bzip2, xz and zstd, and the mark of tar.
bool is_archive(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array begins{"\x1f\x8b"sv, "BZh"sv, "\xfd\x37zXZ\x00"sv, "\x28\xb5\x2f\xfd"sv};
  const bool packed =
      std::ranges::any_of(begins, [&](std::string_view mark) { return bytes.starts_with(mark); });
  constexpr std::size_t tar_mark = 257;
  return packed || (bytes.size() > tar_mark && bytes.substr(tar_mark).starts_with("ustar"));
}

/// What stands in the context under `source`: folder, file, archive; "" where that is not known.
std::string content_of(const build::Build& build, std::string_view source) {
  if (!build.context || source.find_first_of("$*?[\\") != source.npos) return {};
  const auto path = text::normalize(source);
  if (!path || path->find("://") != path->npos) return {};
  const auto kind = build.context->kind(*path);
  if (kind == EntryKind::folder) return "folder";
  if (kind != EntryKind::file) return {};
  const auto mapped = build.context->map(*path);
  if (!mapped) return {};
  return is_archive(mapped->bytes) ? "archive" : "file";
}

/// Commands of RUN by the names of the files among their words.
class Uses {
 public:
  explicit Uses(const std::vector<RunCommand>& commands) : commands_(commands) {}

  /// The words of commands that name `file` in `stage` behind the instruction.
  void add(std::string_view file, const CopyFact& fact, std::vector<std::string>& out) {
    const auto name = last_part(without_quotes(file));
    if (name.find('.') == name.npos) return;
    if (!by_name_) sort_by_name();
    const auto found = by_name_->find(name);
    if (found == by_name_->end()) return;
    for (const RunCommand* run : found->second) {
      if (run->stage != fact.stage || run->command->instruction <= fact.instruction) continue;
      if (out.size() >= most_uses) return;
      std::string line;
      for (const shell::Word& word : run->shell.words)
        line += (line.empty() ? "" : " ") + (line.empty() ? shell::program_name(word) : word.text.text());
      out.push_back(std::move(line));
    }
  }

 private:
  void sort_by_name() {
    by_name_.emplace();
    for (const RunCommand& run : commands_) {
      if (run.phase != Phase::build || run.command == nullptr) continue;
      for (const shell::Word& word : run.shell.words) {
        const auto name = last_part(word.text.view());
        if (name.find('.') != name.npos) (*by_name_)[name].push_back(&run);
      }
    }
  }

  const std::vector<RunCommand>& commands_;
  std::optional<std::unordered_map<std::string_view, std::vector<const RunCommand*>>> by_name_;
};

/// For each stage, whether a WORKDIR stood in it or below it before the instruction at hand.
class Workdirs {
 public:
  explicit Workdirs(const build::Build& build) : build_(build), set_(build.stages.size()) {}

  void read(std::size_t index, const dockerfile::Instruction& instruction) {
    const auto* stage = build_.stage_of(index);
    if (stage == nullptr) return;
    const auto at = static_cast<std::size_t>(stage->index);
    if (stage->from == index && stage->base_stage >= 0)
      set_[at] = set_[static_cast<std::size_t>(stage->base_stage)];
    if (instruction.keyword == "WORKDIR") set_[at] = true;
  }
  bool in(int stage) const { return stage >= 0 && set_[static_cast<std::size_t>(stage)]; }

 private:
  const build::Build& build_;
  std::vector<bool> set_;
};

}  // namespace

std::vector<CopyFact> copy_facts(const build::Build& build, const std::vector<RunCommand>& commands,
                                 const WantedOfKind& wanted) {
  std::vector<CopyFact> facts;
  if (wanted.none()) return facts;
  Uses uses(commands);
  Workdirs workdirs(build);
  const auto& instructions = build.file->instructions;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const auto& instruction = instructions[i];
    workdirs.read(i, instruction);
    const bool copies = instruction.keyword == "COPY" || instruction.keyword == "ADD";
    if (!copies || instruction.args.size() < 2 || !wanted.has("keyword", instruction.keyword)) continue;
    const auto* from = instruction.flag("from");
    for (std::size_t arg = 0; arg + 1 < instruction.args.size(); ++arg) {
      const auto& word = instruction.args[arg];
      if (!instruction.heredocs.empty() && word.view().starts_with("<<")) continue;
      CopyFact fact;
      set_stage(build, i, fact);
      fact.at = word.place();
      fact.parts = {{"keyword", {build.file->source, instruction.keyword_span}},
                    {"destination", instruction.args.back().place()},
                    {"instruction", header_of(build, instruction)}};
      fact.keyword = instruction.keyword;
      fact.other_keyword = fact.keyword == "ADD" ? "COPY" : "ADD";
      const auto written = build.file->source->text(instruction.keyword_span);
      if (written == text::lower(written)) fact.other_keyword = text::lower(fact.other_keyword);
      fact.source = without_quotes(word.view());
      fact.destination = without_quotes(instruction.args.back().view());
      fact.subject = fact.source;
      if (from != nullptr && from->value) fact.from = *from->value;
      fact.index = static_cast<int>(arg);
      fact.sources = static_cast<int>(instruction.args.size() - 1);
      fact.workdir_set = workdirs.in(fact.stage);
      if (fact.keyword == "ADD") fact.content = content_of(build, fact.source);
      if (fact.from.empty()) {
        uses.add(fact.source, fact, fact.named_by);
        if (last_part(fact.destination) != last_part(fact.source))
          uses.add(fact.destination, fact, fact.named_by);
      }
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

}  // namespace dockgate::facts
