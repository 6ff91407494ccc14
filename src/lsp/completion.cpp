#include "lsp/completion.hpp"

#include <algorithm>
#include <set>

#include "dockerfile/keywords.hpp"
#include "dockerfile/mount.hpp"
#include "lsp/help.hpp"
#include "lsp/names.hpp"
#include "policy/evaluate.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::size_t most_files = 300;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The instruction that is being written at a place, by its letters alone: the tree knows nothing of words
/// that are not there yet.
struct Writing {
  std::string keyword;             // upper case; "" at the beginning of a line
  std::vector<std::string> words;  // whole ones behind the keyword
  std::string word;                // the one before the place
  Span span;                       // of that
  bool continued = false;          // the line continues another
};

Writing writing_at(const dockerfile::File& file, std::uint32_t offset) {
  const std::string_view bytes = file.source->bytes();
  offset = std::min(offset, static_cast<std::uint32_t>(bytes.size()));
  const auto line_begin = [&](std::size_t at) {
    const std::size_t end = at == 0 ? std::string_view::npos : bytes.rfind('\n', at - 1);
    return end == std::string_view::npos ? 0 : end + 1;
  };
  Writing out;
  std::size_t begin = line_begin(offset);
  // Lines above that end in the escape character belong to it, and so do comments between them.
  constexpr int most_lines = 500;
  std::size_t first = begin;
  for (int i = 0; i < most_lines && first > 0; ++i) {
    const std::size_t above = line_begin(first - 1);
    const std::string_view line = text::trim(bytes.substr(above, first - above));
    const bool comment = line.starts_with('#');
    if (!line.ends_with(file.escape) && !comment) break;
    first = above;
    if (!comment) begin = above;
  }
  out.continued = begin != line_begin(offset);
  std::string text(bytes.substr(begin, offset - begin));
  std::size_t at = text.size();
  while (at > 0 && !is_blank(text[at - 1]) && text[at - 1] != '\n') --at;
  out.word = text.substr(at);
  out.span = {static_cast<std::uint32_t>(offset - out.word.size()), offset};
  std::string word;
  for (std::size_t i = 0; i < at; ++i) {
    const char c = text[i];
    const bool blank = is_blank(c) || c == '\r' || c == '\n';
    if (!blank) word += c;
    if (blank || i + 1 == at) {
      if (!word.empty() && word != std::string(1, file.escape)) out.words.push_back(word);
      word.clear();
    }
  }
  while (!out.words.empty() && text::upper(out.words.front()) == "ONBUILD")
    out.words.erase(out.words.begin());
  if (!out.words.empty()) {
    out.keyword = text::upper(out.words.front());
    out.words.erase(out.words.begin());
  }
  return out;
}

class Completer {
 public:
  Completer(const CompletionInput& input, std::uint32_t offset)
      : input_(input), file_(*input.file), offset_(offset), writing_(writing_at(file_, offset)) {}

  std::vector<Completion> take() {
    if (writing_.word.starts_with('#') || in_comment()) {
      directives();
      return std::move(out_);
    }
    if (variables()) return std::move(out_);
    if (writing_.keyword.empty()) {
      if (!in_heredoc()) instructions();
    } else if (writing_.word.starts_with("--")) {
      flags();
    } else {
      arguments();
    }
    return std::move(out_);
  }

 private:
  void add(Completion::Kind kind, std::string label, std::string detail, std::string documentation = {},
           std::string insert = {}, bool snippet = false) {
    Completion item;
    item.kind = kind;
    item.insert = insert.empty() ? label : std::move(insert);
    item.label = std::move(label);
    item.detail = std::move(detail);
    item.documentation = std::move(documentation);
    item.replace = replace_.value_or(writing_.span);
    item.snippet = snippet;
    out_.push_back(std::move(item));
  }

  /// What is replaced is the end of the word from byte `skip` on.
  void replace_from(std::size_t skip) {
    replace_ = Span{static_cast<std::uint32_t>(writing_.span.begin + skip), writing_.span.end};
  }

  bool in_comment() const {
    return std::ranges::any_of(
        file_.comments, [&](const auto& c) { return c.span.begin <= offset_ && offset_ <= c.span.end; });
  }
  bool in_heredoc() const {
    return std::ranges::any_of(file_.instructions, [&](const auto& instruction) {
      return std::ranges::any_of(instruction.heredocs, [&](const auto& h) {
        return h.content_span.begin <= offset_ && offset_ <= h.content_span.end && !h.content_span.empty();
      });
    });
  }

  void instructions() {
    const bool lower = !writing_.word.empty() && writing_.word.front() >= 'a' && writing_.word.front() <= 'z';
    for (const InstructionHelp& help : instruction_help()) {
      const std::string name = lower ? text::lower(help.name) : std::string(help.name);
      add(Completion::Kind::keyword, name,
          std::string(help.forms.empty() ? std::string_view() : help.forms.front()), std::string(help.text),
          name + " ");
    }
  }

  void directives() {
    // They stand in front of everything else.
    const std::string_view before = file_.source->bytes().substr(0, offset_);
    const bool at_top =
        std::ranges::none_of(file_.instructions, [&](const auto& i) { return i.span.begin < offset_; });
    if (!at_top || before.find("\n\n") != std::string_view::npos) return;
    const std::size_t hash = before.rfind('#');
    const std::size_t line = before.rfind('\n');
    if (hash == std::string_view::npos || (line != std::string_view::npos && hash < line)) return;
    replace_ = Span{static_cast<std::uint32_t>(hash), offset_};
    for (const HelpItem& item : directive_help()) {
      const std::string text = "# " + std::string(item.name) + "=";
      add(Completion::Kind::keyword, text, {}, std::string(item.text));
    }
  }

  /// Behind `$` and `${`.
  bool variables() {
    const std::size_t dollar = writing_.word.rfind('$');
    if (dollar == std::string::npos) return false;
    const bool braces = dollar + 1 < writing_.word.size() && writing_.word[dollar + 1] == '{';
    const std::string_view rest = std::string_view(writing_.word).substr(dollar + (braces ? 2 : 1));
    if (!rest.empty() && !why_no_name(NameKind::variable, rest).empty()) return false;
    replace_from(dollar);
    // FROM sees what stands above all stages; a stage what it and those that it is built on have set.
    std::vector<std::size_t> stages;
    if (const auto own = own_stage(); own && writing_.keyword != "FROM") stages = stages_under(file_, *own);
    const auto is_seen = [&](const Occurrence& place) {
      const auto stage = stage_index(file_, place.instruction);
      return place.definition && place.span.end < offset_ &&
             (stage ? std::ranges::find(stages, *stage) != stages.end() : stages.empty());
    };
    std::set<std::string> seen;
    for (const Name& name : names_of(file_)) {
      if (name.kind != NameKind::variable) continue;
      for (const Occurrence& place : name.places) {
        const auto& instruction = file_.instructions[place.instruction];
        if (!is_seen(place) || !seen.insert(name.name).second) continue;
        add(Completion::Kind::variable, "${" + name.name + "}", std::string(instruction.keyword),
            "line " + std::to_string(instruction.start_line));
      }
    }
    // A stage sees those of BuildKit that it declares with ARG, which are among the others then.
    for (const HelpItem& item : variable_help()) {
      if (stages.empty() && !seen.contains(std::string(item.name)))
        add(Completion::Kind::variable, "${" + std::string(item.name) + "}", "BuildKit",
            std::string(item.text));
    }
    return true;
  }

  /// Number of the stage that the place stands in; nothing above the first FROM.
  std::optional<std::size_t> own_stage() const {
    std::optional<std::size_t> stage;
    for (const auto& instruction : file_.instructions)
      if (instruction.keyword == "FROM" && instruction.span.begin < offset_) stage = stage ? *stage + 1 : 0;
    return stage;
  }

  /// Those that the instruction takes; of the ones that are on by their name alone the name is enough.
  void flag_names(const InstructionHelp& help) {
    const dockerfile::Keyword* keyword = dockerfile::find_keyword(writing_.keyword);
    const auto is_switch = [&](std::string_view name) {
      return keyword != nullptr &&
             std::ranges::any_of(keyword->flags, [&](const dockerfile::KnownFlag& flag) {
               return flag.name == name && flag.kind == dockerfile::FlagKind::boolean;
             });
    };
    for (const HelpItem& flag : help.flags)
      add(Completion::Kind::flag, "--" + std::string(flag.name), {}, std::string(flag.text),
          "--" + std::string(flag.name) + (is_switch(flag.name) ? "" : "="));
  }

  void flags() {
    const InstructionHelp* help = find_instruction_help(writing_.keyword);
    if (help == nullptr) return;
    const std::size_t equals = writing_.word.find('=');
    if (equals == std::string::npos) return flag_names(*help);
    const std::string name = writing_.word.substr(2, equals - 2);
    const std::size_t comma = writing_.word.rfind(',');
    replace_from(equals + 1);
    if (name == "from") return stages(true);
    if (name == "mount" && comma != std::string::npos) {
      replace_from(comma + 1);
      if (writing_.word.find("from=", comma) != std::string::npos) {
        replace_from(comma + 6);
        return stages(true);
      }
      for (const auto& [key, needs_value] : dockerfile::keys_behind(writing_.word.substr(equals + 1)))
        add(Completion::Kind::value, std::string(key) + (needs_value ? "=" : ""), {});
      return;
    }
    if (const HelpItem* flag = find_help(help->flags, name)) {
      for (const std::string_view value : flag->values)
        add(Completion::Kind::value, std::string(value), {}, std::string(flag->text));
    }
  }

  /// Stages above that can be used here; those without a name too where `all` says so.
  void stages(bool all) {
    const auto own = own_stage();  // cannot use itself
    std::size_t number = 0;
    for (const auto& instruction : file_.instructions) {
      if (instruction.keyword != "FROM" || instruction.implied) continue;
      if (instruction.span.end >= offset_ || (writing_.keyword != "FROM" && own == number)) break;
      const std::string base = instruction.args.empty() ? std::string() : instruction.args[0].text();
      if (instruction.args.size() == 3) {
        add(Completion::Kind::stage, instruction.args[2].text(), "stage on " + base);
      } else if (all) {
        add(Completion::Kind::stage, std::to_string(number), "stage on " + base);
      }
      ++number;
    }
  }

  void images() {
    for (const KnownImage& image : input_.images) {
      const std::string whole = image.digest.empty() ? image.reference : image.reference + "@" + image.digest;
      add(Completion::Kind::image, whole, image.detail);
    }
  }

  void arguments() {
    std::vector<std::string> words = writing_.words;
    std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
    const std::string& keyword = writing_.keyword;
    if (writing_.word.empty() && words.empty()) flags_first();
    if (keyword == "FROM") {
      if (words.empty()) {
        stages(false);
        images();
      } else if (words.size() == 1) {
        add(Completion::Kind::keyword, "AS", "names the stage");
      }
    } else if (keyword == "COPY" || keyword == "ADD") {
      const bool from =
          std::ranges::any_of(writing_.words, [](const std::string& w) { return w.starts_with("--from="); });
      if (!from) files();
    } else if (keyword == "LABEL") {
      labels();
    } else if (keyword == "ARG") {
      for (const Name& name : names_of(file_)) {
        const bool global = std::ranges::any_of(name.places, [&](const Occurrence& o) {
          return o.definition && !stage_index(file_, o.instruction) && o.span.end < offset_;
        });
        if (global && name.kind == NameKind::variable)
          add(Completion::Kind::variable, name.name, "declared before the first FROM");
      }
      for (const HelpItem& item : variable_help())
        add(Completion::Kind::variable, std::string(item.name), "BuildKit", std::string(item.text));
    } else if (keyword == "HEALTHCHECK" && words.empty()) {
      add(Completion::Kind::keyword, "CMD", {});
      add(Completion::Kind::keyword, "NONE", {});
    }
  }

  /// Keys of labels, and the values of ours.
  void labels() {
    const std::size_t equals = writing_.word.find('=');
    if (equals == std::string::npos) {
      for (const HelpItem& item : label_help())
        add(Completion::Kind::label, std::string(item.name), {}, std::string(item.text),
            std::string(item.name) + "=");
    } else if (writing_.word.substr(0, equals) == policy::boundary_label) {
      const bool quoted = writing_.word.size() > equals + 1 && writing_.word[equals + 1] == '"';
      replace_from(equals + (quoted ? 2 : 1));
      for (const std::string& name : input_.boundaries) add(Completion::Kind::value, name, "boundary");
    }
  }

  void flags_first() {
    if (const InstructionHelp* help = find_instruction_help(writing_.keyword)) flag_names(*help);
  }

  /// Paths of the context, one folder at a time.
  void files() {
    if (!input_.context) return;
    const std::size_t slash = writing_.word.rfind('/');
    const std::string folder = slash == std::string::npos ? std::string() : writing_.word.substr(0, slash);
    const auto clean = text::normalize(folder);
    if (!clean) return;
    const auto entries = input_.context->list(*clean);
    if (!entries) return;
    if (slash != std::string::npos) replace_from(slash + 1);
    std::size_t count = 0;
    for (const FolderEntry& entry : *entries) {
      if (entry.name == ".git" || ++count > most_files) continue;
      const bool is_folder = entry.kind == EntryKind::folder;
      add(is_folder ? Completion::Kind::folder : Completion::Kind::file, entry.name + (is_folder ? "/" : ""),
          {});
    }
  }

  const CompletionInput& input_;
  const dockerfile::File& file_;
  std::uint32_t offset_;
  Writing writing_;
  std::optional<Span> replace_;
  std::vector<Completion> out_;
};

/// Where the words of a form stand, its keyword left out.
std::vector<Span> parameters_of(std::string_view form) {
  std::vector<Span> out;
  std::size_t at = std::min(form.find(' '), form.size());
  while (at < form.size()) {
    while (at < form.size() && form[at] == ' ') ++at;
    std::size_t end = at;
    int depth = 0;
    while (end < form.size() && (form[end] != ' ' || depth > 0)) {
      if (form[end] == '[') ++depth;
      if (form[end] == ']') --depth;
      ++end;
    }
    if (end > at) out.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    at = end;
  }
  return out;
}

}  // namespace

std::vector<Completion> complete(const CompletionInput& input, std::uint32_t offset) {
  return Completer(input, offset).take();
}

std::vector<Signature> signatures(const dockerfile::File& file, std::uint32_t offset) {
  const Writing writing = writing_at(file, offset);
  const InstructionHelp* help = find_instruction_help(writing.keyword);
  if (help == nullptr) return {};
  const bool flag = writing.word.starts_with("--");
  const auto plain = static_cast<std::size_t>(
      std::ranges::count_if(writing.words, [](const std::string& w) { return !w.starts_with("--"); }));
  std::vector<Signature> out;
  for (const std::string_view form : help->forms) {
    Signature signature;
    signature.label = form;
    signature.documentation = help->text;
    signature.parameters = parameters_of(form);
    if (signature.parameters.empty()) continue;
    const auto text_of = [&](std::size_t i) {
      const Span span = signature.parameters[i];
      return form.substr(span.begin, span.end - span.begin);
    };
    const bool flags_first =
        text_of(0).find("FLAGS") != std::string_view::npos || text_of(0).starts_with("[--");
    std::size_t active = flag ? 0 : plain + (flags_first ? 1 : 0);
    // The last word but those that repeat takes all that follow.
    active = std::min(active, signature.parameters.size() - 1);
    for (std::size_t i = 0; i < active; ++i) {
      if (text_of(i).ends_with("...") && active + 1 < signature.parameters.size()) active = i;
    }
    signature.active = active;
    out.push_back(std::move(signature));
  }
  return out;
}

}  // namespace dockgate::lsp
