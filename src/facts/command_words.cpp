#include "facts/command_words.hpp"

#include <algorithm>
#include <array>

#include "catalog/apis.hpp"
#include "catalog/installers.hpp"
#include "facts/revision.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

using catalog::CommandRow;
using catalog::Texts;
using shell::Word;

bool takes_value(const CommandRow& row, std::string_view option) {
  for (const Texts list : {row.id_options, row.more_id_options, row.revision_options,
                           row.more_revision_options, row.code_revision_options, row.adapter_options,
                           row.kind_options, row.dataset_options, row.output_options, row.folder_options,
                           row.json_options, row.config_options, row.list_options, row.value_options}) {
    if (catalog::has(list, option)) return true;
  }
  return false;
}

/// Whether `program` is the one of `form`.
bool begins_with(std::string_view form, std::string_view program) {
  return text::glob_match(form.substr(0, form.find(' ')), program);
}

/// Whether the row is about programs that no other row knows.
bool is_of_any_program(const CommandRow& row) {
  return std::ranges::all_of(row.forms, [](std::string_view form) { return form.starts_with("* "); });
}

bool installs_packages(std::string_view program) {
  return std::ranges::any_of(catalog::installers(), [&](const catalog::Installer& installer) {
    return std::ranges::any_of(installer.forms,
                               [&](std::string_view form) { return begins_with(form, program); });
  });
}

/// Index behind the words of `form`, or nothing.
std::optional<std::size_t> match_form(std::string_view form, const CommandRow& row,
                                      const std::vector<Word>& words, std::string_view program) {
  // Nearly every form is of another program.
  if (!words[0].known || !begins_with(form, program)) return std::nullopt;
  const auto wanted = text::split(form, ' ');
  const bool python = program == "python";
  std::size_t at = 1;
  for (std::size_t k = 1; k < wanted.size(); ++k) {
    for (;; ++at) {
      if (at >= words.size() || !words[at].known) return std::nullopt;
      const std::string_view word = words[at].text.view();
      if (text::glob_match(wanted[k], word)) break;
      if (word.size() < 2 || word[0] != '-' || (python && (word == "-c" || word == "-m")))
        return std::nullopt;
      if (takes_value(row, word) || (python && (word == "-W" || word == "-X"))) ++at;
    }
    ++at;
  }
  return at;
}

Word part_of(const Word& word, std::size_t from) {
  Word part = word;
  part.text = word.text.substr(from, word.text.view().size());
  part.at = word.text.place(
      {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(word.text.view().size())});
  return part;
}

class OptionReader {
 public:
  OptionReader(const CommandRow& row, CommandWords& out) : row_(row), out_(out) {}

  void read(const std::vector<Word>& words, std::size_t at) {
    bool after_unknown = false;
    bool only_plain = false;
    for (; at < words.size(); ++at) {
      const Word& word = words[at];
      const std::string_view text = word.text.view();
      if (!word.known && text.empty()) {
        // One word behind an option that the row does not know is its value: `--api-key "$KEY"`.
        if (after_unknown && word.quoted) {
          after_unknown = false;
          continue;
        }
        if (out_.open.empty()) out_.open = word.missing;
        if (!after_unknown) plain_.push_back({word, false});
        after_unknown = false;
        continue;
      }
      if (text == "--" && !only_plain) {
        only_plain = true;
        continue;
      }
      if (!several_.empty() && (text.size() < 2 || text[0] != '-')) {
        option(several_, word);
        continue;
      }
      if (only_plain || text.size() < 2 || text[0] != '-') {
        plain_.push_back({word, after_unknown});
        after_unknown = false;
        continue;
      }
      after_unknown = false;
      several_ = {};
      const std::size_t equals = text.starts_with("--") ? text.find('=') : std::string_view::npos;
      const std::optional<bool> trusted = out_.trust;
      const std::size_t first = at;
      if (equals != std::string_view::npos) {
        option(text.substr(0, equals), part_of(word, equals + 1));
      } else if (takes_value(row_, text)) {
        // An option behind it: the value was a variable that is empty.
        const bool given = at + 1 < words.size() && !words[at + 1].text.view().starts_with("--");
        if (given) option(text, words[++at]);
        if (catalog::has(row_.adapter_options, text)) several_ = text;
      } else if (flag(text)) {
        // done
      } else if (text[1] != '-' && text.size() > 2 && row_.reads == catalog::CommandId::url) {
        short_options(words, at);
      } else {
        after_unknown = text.starts_with("--") || text.size() == 2;
      }
      if (out_.trust != trusted) {
        out_.trust_at = option_at(words, first, at);
        out_.trust_word = words[first].at;
      }
    }
    choose_words();
  }

 private:
  struct Plain {
    Word word;
    bool after_unknown = false;  // may be the value of an option that the row does not know
  };

  /// From the end of the word before to the end of the last word of the option; in a JSON array with the
  /// comma.
  static Place option_at(const std::vector<Word>& words, std::size_t first, std::size_t last) {
    if (first == 0) return {};
    const Place& before = words[first - 1].at;
    const Place& end = words[last].at;
    if (!before.source || before.source != end.source || end.span.end <= before.span.end) return {};
    const std::string_view bytes = before.source->bytes();
    const auto quoted = [&](std::uint32_t at) { return at < bytes.size() && bytes[at] == '"'; };
    const bool array =
        quoted(before.span.end) && quoted(end.span.end) &&
        before.source->text({before.span.end, words[first].at.span.begin}).find(',') != bytes.npos;
    const std::uint32_t shift = array ? 1 : 0;
    return {before.source, {before.span.end + shift, end.span.end + shift}};
  }

  /// `NAME=ID`, `ID`, or JSON with a `path`.
  void adapter(const Word& value) {
    const std::string_view text = value.text.view();
    const std::size_t path = text.starts_with('{') ? text.find("\"path\"") : std::string_view::npos;
    if (path != std::string_view::npos) {
      const std::size_t open = text.find('"', text.find(':', path));
      const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
      if (close == std::string_view::npos) return;
      Word id = value;
      id.text = value.text.substr(open + 1, close);
      out_.adapters.push_back(std::move(id));
      return;
    }
    const std::size_t equals = text.find('=');
    out_.adapters.push_back(equals == std::string_view::npos ? value : part_of(value, equals + 1));
  }

  void option(std::string_view name, Word value) {
    if (catalog::has(row_.id_options, name)) {
      out_.ids.push_back(std::move(value));
    } else if (catalog::has(row_.more_id_options, name)) {
      out_.more_ids.push_back(std::move(value));
    } else if (catalog::has(row_.adapter_options, name)) {
      adapter(value);
    } else if (catalog::has(row_.revision_options, name)) {
      out_.revision = std::move(value);
    } else if (catalog::has(row_.more_revision_options, name)) {
      out_.more_revision = std::move(value);
    } else if (catalog::has(row_.json_options, name)) {
      out_.json.push_back(std::move(value));
    } else if (catalog::has(row_.config_options, name)) {
      out_.configs.push_back(std::move(value));
    } else if (catalog::has(row_.list_options, name)) {
      out_.lists.push_back(std::move(value));
    } else if (catalog::has(row_.code_revision_options, name)) {
      out_.code_revision = std::move(value);
    } else if (catalog::has(row_.kind_options, name)) {
      out_.kind = std::move(value);
    } else if (catalog::has(row_.dataset_options, name)) {
      out_.ids.push_back(std::move(value));
      out_.is_dataset = true;
    } else if (catalog::has(row_.output_options, name)) {
      out_.output = std::move(value);
    } else if (catalog::has(row_.folder_options, name)) {
      out_.folder = std::move(value);
    } else if (catalog::has(row_.trust_options, name) || catalog::has(row_.distrust_options, name)) {
      const std::string text = text::lower(value.text.view());
      const bool no = text == "false" || text == "0" || text == "no";
      out_.trust = no != catalog::has(row_.trust_options, name);
    } else if (row_.reads == catalog::CommandId::git && (name == "-b" || name == "--branch")) {
      out_.branch = std::move(value);
    }
  }
  bool flag(std::string_view name) {
    if (catalog::has(row_.trust_options, name)) {
      out_.trust = true;
    } else if (catalog::has(row_.distrust_options, name)) {
      out_.trust = false;
    } else if (catalog::has(row_.keep_name_options, name)) {
      out_.keeps_name = true;
    } else if (catalog::has(row_.offline_options, name)) {
      out_.offline = true;
    } else {
      return false;
    }
    return true;
  }
  /// `-fsSLo FILE`, `-qO-`: letters that stand together.
  void short_options(const std::vector<Word>& words, std::size_t& at) {
    const Word& word = words[at];
    const std::string_view text = word.text.view();
    for (std::size_t i = 1; i < text.size(); ++i) {
      const std::string name = {'-', text[i]};
      if (takes_value(row_, name)) {
        if (i + 1 < text.size()) {
          option(name, part_of(word, i + 1));
        } else if (at + 1 < words.size()) {
          option(name, words[++at]);
        }
        return;
      }
      flag(name);
    }
  }
  void choose_words() {
    std::size_t behind = 0;
    if (row_.words == catalog::CommandWords::all) {
      for (Plain& plain : plain_) {
        if (!plain.after_unknown || row_.reads == catalog::CommandId::url) out_.ids.push_back(plain.word);
      }
      return;
    }
    const auto is_owned = [](std::string_view text) {
      return text.find('/') != std::string_view::npos && is_repository_id(text);
    };
    if (row_.words == catalog::CommandWords::owned && out_.ids.empty() && !plain_.empty() &&
        !plain_.front().after_unknown && is_owned(plain_.front().word.text.view())) {
      out_.ids.push_back(plain_.front().word);
      behind = 1;
    }
    if (row_.words == catalog::CommandWords::first && out_.ids.empty()) {
      // Behind an option that the row does not know, a word counts only if it looks like what is wanted.
      const auto chosen = std::find_if(plain_.begin(), plain_.end(), [&](const Plain& plain) {
        const std::string_view text = plain.word.text.view();
        const bool address = text.find("://") != std::string_view::npos;
        if (row_.remotes) return true;
        if (row_.reads == catalog::CommandId::git)
          return address || !plain.word.known || (text.starts_with("git@") && text.find(':') != text.npos);
        if (!plain.after_unknown) return true;
        return address || (row_.reads == catalog::CommandId::hub && is_owned(text));
      });
      if (chosen != plain_.end()) {
        out_.ids.push_back(chosen->word);
        behind = static_cast<std::size_t>(chosen - plain_.begin()) + 1;
        if (chosen->word.missing == out_.open && chosen->word.text.empty()) reset_open(behind);
      }
    }
    for (std::size_t i = behind; i < plain_.size(); ++i) out_.rest.push_back(plain_[i].word);
  }
  /// The unknown word was the id itself: only one behind it may hold options.
  void reset_open(std::size_t from) {
    out_.open.clear();
    for (std::size_t i = from; i < plain_.size() && out_.open.empty(); ++i) {
      if (!plain_[i].word.known && plain_[i].word.text.empty()) out_.open = plain_[i].word.missing;
    }
  }

  const CommandRow& row_;
  CommandWords& out_;
  std::vector<Plain> plain_;
  std::string_view several_;  // the option that takes all words up to the next one
};

}  // namespace

std::string canonical_program(std::string_view program) {
  if (!program.starts_with("py")) return std::string(program);
  if (text::glob_match("{python,pypy}{,2,3,[23].*}", program)) return "python";
  return std::string(program);
}

CommandWords read_options(const CommandRow& row, const std::vector<Word>& words, std::size_t at) {
  CommandWords out;
  out.row = &row;
  OptionReader(row, out).read(words, at);
  return out;
}

std::vector<CommandWords> RowsByProgram::read(const std::vector<Word>& words) {
  std::vector<CommandWords> all;
  if (words.empty() || !words[0].known) return all;
  // `whisperx -h` only shows how it is used.
  const Word& last = words.back();
  const auto shows_itself = [&](std::string_view option) { return last.text.view() == option; };
  if (last.known && std::ranges::any_of(std::array{"-h", "--help", "--version"}, shows_itself)) return all;
  const std::string program = canonical_program(shell::program_name(words[0]));
  const auto [known, fresh] = of_program_.try_emplace(program);
  if (fresh) {
    const auto begins = [&](std::string_view form) { return begins_with(form, program); };
    for (const CommandRow& row : rows_)
      if (!is_of_any_program(row) && std::ranges::any_of(row.forms, begins)) known->second.push_back(&row);
    // A path is a script, which is looked into.
    if (known->second.empty() && words[0].text.view().find('/') == std::string_view::npos &&
        !installs_packages(program))
      for (const CommandRow& row : rows_)
        if (is_of_any_program(row)) known->second.push_back(&row);
  }
  for (const CommandRow* row : known->second) {
    for (const std::string_view form : row->forms) {
      const auto behind = match_form(form, *row, words, program);
      if (!behind) continue;
      all.push_back(read_options(*row, words, *behind));
      break;
    }
  }
  // `bash ./download-model.sh large`: a script that is known by its name, wherever it lies.
  if (all.empty() && words.size() > 1 && words[1].known && shell::is_shell(program) &&
      words[1].text.view().ends_with(".sh"))
    return read({words.begin() + 1, words.end()});
  return all;
}

std::optional<CommandWords> read_command(const std::vector<Word>& words, std::span<const CommandRow> rows) {
  auto all = RowsByProgram(rows).read(words);
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

}  // namespace dockgate::facts
