#include "lsp/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "dockerfile/mount.hpp"
#include "lint/code_comments.hpp"
#include "text/ascii.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::lsp {

namespace {

using dockerfile::File;
using dockerfile::Instruction;
using text::MappedText;

std::string_view keyword_of(const Instruction& instruction) {
  return instruction.trigger ? std::string_view(instruction.trigger->keyword)
                             : std::string_view(instruction.keyword);
}

/// Programs started without a shell see no variables of the Dockerfile in their words.
bool expands(const Instruction& instruction) {
  const Instruction& inner = instruction.trigger ? *instruction.trigger : instruction;
  const bool command = inner.keyword == "RUN" || inner.keyword == "CMD" || inner.keyword == "ENTRYPOINT" ||
                       inner.keyword == "HEALTHCHECK" || inner.keyword == "SHELL";
  return !(command && inner.json) && inner.keyword != "SHELL" && inner.keyword != "MAINTAINER";
}

class Collector {
 public:
  explicit Collector(const File& file) : file_(file) {}

  std::vector<Name> take() {
    for (std::size_t i = 0; i < file_.instructions.size(); ++i) {
      const Instruction& instruction = file_.instructions[i];
      if (instruction.implied) continue;
      stage_names(i, instruction);
      variables(i, instruction);
      if (instruction.trigger) stage_uses(i, *instruction.trigger);
    }
    for (Name& name : names_) {
      std::ranges::sort(name.places, {}, [](const Occurrence& o) { return o.span.begin; });
      const auto same = [](const Occurrence& a, const Occurrence& b) { return a.span == b.span; };
      name.places.erase(std::unique(name.places.begin(), name.places.end(), same), name.places.end());
    }
    return std::move(names_);
  }

 private:
  void stage_names(std::size_t i, const Instruction& instruction) {
    if (instruction.keyword == "FROM") {
      if (!instruction.args.empty())
        use_stage(i, instruction.args.front().text(), instruction.args.front().place().span, false);
      const bool named =
          instruction.args.size() == 3 && text::equal_ignoring_case(instruction.args[1].view(), "as");
      stages_.push_back(named ? text::lower(instruction.args[2].view()) : std::string());
      names_.push_back({NameKind::stage, named ? instruction.args[2].text() : std::string(), {}});
      stage_names_.push_back(names_.size() - 1);
      if (named) names_.back().places.push_back({instruction.args[2].place().span, i, true});
    }
    stage_uses(i, instruction);
  }

  void stage_uses(std::size_t i, const Instruction& instruction) {
    for (const dockerfile::Flag& flag : instruction.flags) {
      if (!flag.value) continue;
      if (flag.name == "from") {
        use_stage(i, *flag.value, flag.value_span, true);
      } else if (flag.name == "mount") {
        const dockerfile::MountOptions options = dockerfile::mount_options(flag);
        if (const auto* from = options.find("from"))
          use_stage(i, from->value.text(), from->value.place().span, true);
      }
    }
  }

  void use_stage(std::size_t i, const std::string& written, Span span, bool numbers) {
    const std::string lower = text::lower(written);
    for (std::size_t at = stages_.size(); at-- > 0;) {
      if (stages_[at].empty() || stages_[at] != lower) continue;
      names_[stage_names_[at]].places.push_back({span, i});
      return;
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(lower.data(), lower.data() + lower.size(), number);
    if (!numbers || error != std::errc() || end != lower.data() + lower.size() || number >= stages_.size())
      return;
    Occurrence use{span, i};
    use.by_number = true;
    names_[stage_names_[number]].places.push_back(use);
  }

  Name& variable(std::string_view name) {
    const auto known = std::ranges::find_if(
        names_, [&](const Name& each) { return each.kind == NameKind::variable && each.name == name; });
    if (known != names_.end()) return *known;
    names_.push_back({NameKind::variable, std::string(name), {}});
    return names_.back();
  }

  void variables(std::size_t i, const Instruction& instruction) {
    const Instruction& inner = instruction.trigger ? *instruction.trigger : instruction;
    const std::string_view keyword = keyword_of(instruction);
    if (keyword == "ARG" || keyword == "ENV") {
      for (const dockerfile::KeyValue& pair : inner.pairs) {
        if (!text::is_identifier(pair.key.view())) continue;
        Occurrence place{pair.key.place().span, i, true};
        place.has_value = pair.has_value;
        variable(pair.key.view()).places.push_back(place);
      }
    }
    if (!expands(instruction)) return;
    uses_in(i, instruction.original, file_.escape, true);
    const bool shell = keyword == "RUN";
    for (const dockerfile::Heredoc& heredoc : inner.heredocs) {
      if (!heredoc.expand) continue;
      MappedText body(file_.source);
      body.append_copy(file_.source->text(heredoc.content_span), heredoc.content_span.begin);
      uses_in(i, body, '\\', shell);
    }
  }

  void uses_in(std::size_t i, const MappedText& text, char escape, bool quotes) {
    for (const VariableUse& use : variable_uses(text.view(), escape, quotes))
      variable(use.name).places.push_back({text.to_source(use.span), i});
  }

  const File& file_;
  std::vector<Name> names_;
  std::vector<std::string> stages_;       // names in lower case
  std::vector<std::size_t> stage_names_;  // by stage, into names_
};

}  // namespace

bool Name::defined() const {
  return std::ranges::any_of(places, &Occurrence::definition);
}

std::vector<VariableUse> variable_uses(std::string_view text, char escape, bool quotes) {
  std::vector<VariableUse> out;
  bool single = false, twice = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == escape && !single) {
      ++i;
    } else if (quotes && c == '\'' && !twice) {
      single = !single;
    } else if (quotes && c == '"' && !single) {
      twice = !twice;
    } else if (c == '$' && !single && i + 1 < text.size()) {
      const std::size_t begin = i + (text[i + 1] == '{' ? 2 : 1);
      const std::size_t end = begin + text::word_length(text, begin);
      if (end == begin || text::is_digit(text[begin])) continue;
      out.push_back({text.substr(begin, end - begin),
                     {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
      i = end - 1;
    }
  }
  return out;
}

std::vector<Name> names_of(const File& file) {
  std::vector<Name> names = Collector(file).take();
  std::erase_if(names, [](const Name& name) { return name.places.empty(); });
  return names;
}

const Occurrence* occurrence_at(const Name& name, std::uint32_t offset) {
  const auto found = std::ranges::find_if(
      name.places, [&](const Occurrence& o) { return o.span.begin <= offset && offset <= o.span.end; });
  return found == name.places.end() ? nullptr : &*found;
}

const Name* name_at(const std::vector<Name>& names, std::uint32_t offset) {
  const auto found =
      std::ranges::find_if(names, [&](const Name& name) { return occurrence_at(name, offset) != nullptr; });
  return found == names.end() ? nullptr : &*found;
}

std::optional<std::size_t> stage_index(const File& file, std::size_t instruction) {
  std::optional<std::size_t> stage;
  for (std::size_t i = 0; i <= instruction && i < file.instructions.size(); ++i) {
    if (file.instructions[i].keyword == "FROM") stage = stage ? *stage + 1 : 0;
  }
  return stage;
}

std::vector<std::size_t> stages_under(const File& file, std::size_t stage) {
  std::vector<const Instruction*> froms;
  for (const Instruction& instruction : file.instructions)
    if (instruction.keyword == "FROM") froms.push_back(&instruction);
  std::vector<std::size_t> out;
  for (std::optional<std::size_t> at = stage; at && *at < froms.size();) {
    out.push_back(*at);
    const std::size_t above = *at;
    at.reset();
    if (froms[above]->args.empty()) break;
    const std::string_view base = froms[above]->args.front().view();
    for (std::size_t i = above; i-- > 0 && !at;)
      if (froms[i]->args.size() == 3 && text::equal_ignoring_case(froms[i]->args[2].view(), base)) at = i;
  }
  return out;
}

std::optional<std::size_t> instruction_at(const File& file, std::uint32_t offset) {
  for (std::size_t i = file.instructions.size(); i-- > 0;) {
    const Span span = file.instructions[i].span;
    if (!file.instructions[i].implied && span.begin <= offset && offset <= span.end) return i;
  }
  return std::nullopt;
}

std::vector<Span> definitions(const File& file, const Name& name, const Occurrence& use) {
  std::vector<Span> out;
  if (name.kind == NameKind::stage) {
    for (const Occurrence& place : name.places) {
      if (place.definition) out.push_back(place.span);
    }
    return out;
  }
  std::optional<std::size_t> stage = stage_index(file, use.instruction);
  const bool from = file.instructions[use.instruction].keyword == "FROM";
  if (from) stage.reset();  // sees what stands before the first FROM
  const auto nearest = [&](std::optional<std::size_t> in, std::size_t before) -> const Occurrence* {
    const Occurrence* best = nullptr;
    for (const Occurrence& place : name.places) {
      if (place.definition && place.instruction < before && stage_index(file, place.instruction) == in)
        best = &place;
    }
    return best;
  };
  const Occurrence* found =
      use.definition && use.has_value ? &use : nearest(stage, use.instruction + (use.definition ? 1 : 0));
  if (found != nullptr) out.push_back(found->span);
  // `ARG NAME` takes the value of the one above all stages.
  if (found == nullptr || !found->has_value) {
    if (const Occurrence* global = nearest(std::nullopt, file.instructions.size()); global && global != found)
      out.push_back(global->span);
  }
  if (!out.empty()) return out;
  // An ENV of the stage that this one is built on, or wherever it is defined at all.
  for (auto at = name.places.rbegin(); at != name.places.rend(); ++at) {
    if (!at->definition || at->instruction >= use.instruction) continue;
    return {at->span};
  }
  return out;
}

std::string why_no_name(NameKind kind, std::string_view text) {
  if (kind == NameKind::variable)
    return text::is_identifier(text) ? std::string()
                                     : "a variable is called by letters, digits and `_`, no digit first";
  // BuildKit, instructions.ParseStages: validStageName.
  const auto part = [](char c) { return text::is_word(c) || c == '-' || c == '.'; };
  const bool letter = !text.empty() && text::is_letter(text.front());
  return letter && std::ranges::all_of(text, part)
             ? std::string()
             : "a stage is called by letters, digits, `-`, `_` and `.`, a letter first";
}

std::vector<EnvironmentName> compose_names(const SourcePtr& compose, std::string_view dockerfile) {
  std::vector<EnvironmentName> out;
  const auto root = yaml::parse(compose);
  const yaml::Node* services = root ? root->find("services") : nullptr;
  if (services == nullptr) return out;
  const auto text_of = [](const yaml::Node* node, std::string_view otherwise) {
    return node != nullptr && node->is_scalar() ? std::string_view(node->scalar) : otherwise;
  };
  const auto add = [&](const yaml::Node& node) {
    // `NAME: value`, or the beginning of `NAME=value`
    const std::string_view name = std::string_view(node.scalar).substr(0, node.scalar.find('='));
    const std::size_t at = node.at.source ? node.at.source->text(node.at.span).find(name) : std::string::npos;
    if (!text::is_identifier(name) || at == std::string::npos || node.at.source != compose) return;
    const auto begin = node.at.span.begin + static_cast<std::uint32_t>(at);
    out.push_back({std::string(name), {begin, begin + static_cast<std::uint32_t>(name.size())}});
  };
  const auto add_all = [&](const yaml::Node* list) {
    if (list == nullptr) return;
    for (const yaml::Entry& entry : list->entries) add(entry.first);
    for (const yaml::Node& item : list->items)
      if (item.is_scalar()) add(item);
  };
  for (const yaml::Entry& service : services->entries) {
    const yaml::Node* build = service.second.find("build");
    if (build == nullptr) continue;
    const yaml::Node* fields = build->is_map() ? build : nullptr;
    const std::string folder =
        text::join(text::parent(compose->path()), text_of(fields ? fields->find("context") : build, "."));
    const auto built = text::normalize(
        text::join(folder, text_of(fields ? fields->find("dockerfile") : nullptr, "Dockerfile")));
    if (!built || *built != dockerfile) continue;
    add_all(service.second.find("environment"));
    if (fields) add_all(fields->find("args"));
  }
  return out;
}

std::vector<EnvironmentName> script_names(const SourceFile& script) {
  std::string text(script.bytes());
  for (const lint::CodeComment& comment : lint::code_comments(script, lint::CodeLanguage::shell))
    std::fill(text.begin() + comment.span.begin, text.begin() + comment.span.end, ' ');
  std::vector<EnvironmentName> out;
  for (const VariableUse& use : variable_uses(text, '\\')) out.push_back({std::string(use.name), use.span});
  // What is set: a word that begins with `NAME=`, or one behind a word like export.
  const auto begins_word = [&](std::size_t at) {
    return at == 0 || std::string_view(" \t\r\n;&|(){}`").find(text[at - 1]) != std::string_view::npos;
  };
  bool declares = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = text::word_length(text, at);
    if (length == 0) {
      declares = declares && text[at] != '\n' && text[at] != ';' && text[at] != '&' && text[at] != '|';
      ++at;
      continue;
    }
    const std::string_view word = std::string_view(text).substr(at, length);
    const std::string_view rest = std::string_view(text).substr(at + length);
    const bool set = rest.starts_with('=') || rest.starts_with("+=");
    if (begins_word(at) && text::is_identifier(word)) {
      if (set || declares)
        out.push_back(
            {std::string(word), {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)}});
      declares = declares || word == "export" || word == "unset" || word == "readonly";
    }
    at += length;
  }
  std::ranges::sort(out, {}, [](const EnvironmentName& e) { return e.span.begin; });
  return out;
}

std::vector<EnvironmentName> environment_names(const SourceFile& python) {
  static constexpr std::array<std::string_view, 4> methods{".get", ".pop", ".setdefault", ".__getitem__"};
  const std::string_view text = python.bytes();
  std::vector<EnvironmentName> out;
  const std::vector<lint::CodeComment> comments = lint::code_comments(python, lint::CodeLanguage::python);
  const auto commented = [&](std::size_t at) {
    return std::ranges::any_of(
        comments, [&](const lint::CodeComment& c) { return c.span.begin <= at && at < c.span.end; });
  };
  for (const std::string_view word : {std::string_view("environ"), std::string_view("getenv")}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      if (at > 0 && text::is_word(text[at - 1])) continue;
      std::string_view rest = text.substr(at + word.size());
      for (const std::string_view method : methods) {
        if (rest.starts_with(method)) rest.remove_prefix(method.size());
      }
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
      if (rest.empty() || (rest.front() != '[' && rest.front() != '(')) continue;
      rest.remove_prefix(1);
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
      if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) continue;
      const char quote = rest.front();
      rest.remove_prefix(1);
      const std::string_view name = rest.substr(0, rest.find(quote));
      if (!text::is_identifier(name) || commented(at)) continue;
      const auto begin = static_cast<std::uint32_t>(name.data() - text.data());
      out.push_back({std::string(name), {begin, begin + static_cast<std::uint32_t>(name.size())}});
    }
  }
  std::ranges::sort(out, {}, [](const EnvironmentName& e) { return e.span.begin; });
  return out;
}

}  // namespace dockgate::lsp
