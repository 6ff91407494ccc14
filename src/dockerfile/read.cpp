#include "dockerfile/read.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dockerfile/characters.hpp"
#include "dockerfile/grammar/instruction.hpp"
#include "dockerfile/heredocs.hpp"
#include "dockerfile/keywords.hpp"
#include "dockerfile/mount.hpp"
#include "dockerfile/values.hpp"
#include "text/words.hpp"

namespace dockgate::dockerfile {
namespace {

using Error = std::optional<SyntaxError>;

std::string quote(std::string_view text) {
  return "`" + text::printable(text) + "`";
}

/// The flag and the blanks behind it, left out.
Mend without_flag(const Flag& flag) {
  Span span = flag.text.place().span;
  const std::string_view bytes = flag.text.source()->bytes();
  while (span.end < bytes.size() && (bytes[span.end] == ' ' || bytes[span.end] == '\t')) ++span.end;
  return {"leave out the second `--" + flag.name + "`", span, "", true};
}

/// What near word was probably meant for the one at `span`, where that stands there as it is.
std::optional<Mend> meant(const SourcePtr& source, Span span, std::string_view word, std::string_view near) {
  const bool literal = source && text::equal_ignoring_case(source->text(span), word);
  if (near.empty() || !literal) return std::nullopt;
  return Mend{"write `" + std::string(near) + "`", span, std::string(near), false};
}

class Reader {
 public:
  explicit Reader(const Instruction& instruction) : in_(instruction) {}

  Error read() const {
    const Keyword* keyword = find_keyword(in_.keyword);
    if (!in_.known || keyword == nullptr) return unknown();
    const std::string_view name = keyword->name;
    const std::size_t count = in_.args.size();
    if (name == "FROM") return first_of([&] { return from(); }, [&] { return flags(*keyword); });
    if (name == "ADD" || name == "COPY") {
      if (count < 2) return at_keyword(" needs a source and a destination");
      return first_of([&] { return flags(*keyword); }, [&] { return destination(); });
    }
    if (name == "RUN") return first_of([&] { return flags(*keyword); }, [&] { return run_flags(); });
    if (name == "CMD" || name == "ENTRYPOINT") return flags(*keyword);
    if (name == "SHELL") return first_of([&] { return flags(*keyword); }, [&] { return shell(); });
    if (name == "ENV" || name == "LABEL")
      return first_of([&] { return flags(*keyword); }, [&] { return pairs(); });
    if (name == "ONBUILD") return onbuild(*keyword);
    if (name == "HEALTHCHECK") return healthcheck(*keyword);
    if (keyword->shape == Shape::text) {
      if (count != 1) return at_keyword(" requires exactly one argument");
      return name == "STOPSIGNAL" ? std::nullopt : flags(*keyword);  // its flags are dropped unread
    }
    if (count == 0) return at_keyword(" requires at least one argument");
    if (name == "ARG") return blank_name();  // the same
    return first_of([&] { return flags(*keyword); },
                    [&] { return name == "VOLUME" ? volumes() : std::nullopt; });
  }

 private:
  template <typename First, typename Second>
  static Error first_of(First first, Second second) {
    Error error = first();
    return error ? error : second();
  }

  Error at_keyword(std::string_view message, std::string help = {}) const {
    return SyntaxError{in_.keyword_span, std::string(in_.keyword) + std::string(message), std::move(help)};
  }

  Error unknown() const {
    Span span = in_.keyword_span;
    if (span.empty()) span = in_.span;
    const std::string_view written = grammar::cut_instruction(trim(in_.original.view())).word;
    const auto names = keyword_names();
    return SyntaxError{span, "unknown instruction " + quote(written), text::hint(in_.keyword, names),
                       meant(in_.original.source(), span, written, text::did_you_mean(in_.keyword, names))};
  }

  Error flags(const Keyword& keyword) const {
    std::vector<std::string_view> seen;
    for (const Flag& flag : in_.flags) {
      const auto known = std::find_if(keyword.flags.begin(), keyword.flags.end(),
                                      [&](const KnownFlag& f) { return f.name == flag.name; });
      if (known == keyword.flags.end()) return unknown_flag(keyword, flag);
      const bool repeated = std::find(seen.begin(), seen.end(), flag.name) != seen.end();
      if (repeated && known->kind != FlagKind::texts) {
        // Which of two values is meant is not known.
        const bool same = std::ranges::all_of(in_.flags, [&](const Flag& other) {
          return other.name != flag.name || other.value == flag.value;
        });
        SyntaxError error{flag.text.place().span, "flag `--" + flag.name + "` is given twice", {}};
        if (same) error.mend = without_flag(flag);
        return error;
      }
      if (!repeated) seen.push_back(flag.name);
      if (Error error = flag_value(*known, flag)) return error;
    }
    return std::nullopt;
  }

  Error unknown_flag(const Keyword& keyword, const Flag& flag) const {
    std::vector<std::string_view> names;
    for (const KnownFlag& f : keyword.flags) names.push_back(f.name);
    std::string help = text::hint(flag.name, names, "--");
    if (help.empty() && names.empty()) {
      help = std::string(in_.keyword) + " has no flags";
      if (keyword.shape == Shape::command) help += "; a command that begins with `--` needs the JSON form";
    }
    const std::uint32_t begin = flag.text.place().span.begin + 2;
    const Span name{begin, begin + static_cast<std::uint32_t>(flag.name.size())};
    return SyntaxError{flag.text.place().span,
                       "unknown flag " + quote("--" + flag.name) + " for " + std::string(in_.keyword),
                       std::move(help),
                       meant(flag.text.source(), name, flag.name, text::did_you_mean(flag.name, names))};
  }

  static Error flag_value(const KnownFlag& known, const Flag& flag) {
    const std::string name = "flag `--" + flag.name + "`";
    if (known.kind != FlagKind::boolean) {
      if (flag.value) return std::nullopt;
      return SyntaxError{flag.text.place().span, name + " has no value", "write `--" + flag.name + "=…`"};
    }
    if (!flag.value) return std::nullopt;
    if (flag.value->empty())
      return SyntaxError{flag.text.place().span, name + " has no value", "write true or false"};
    const std::string value = to_lower(*flag.value);
    if (value == "true" || value == "false") return std::nullopt;
    return SyntaxError{
        flag.text.place().span, name + " must be true or false, not " + quote(*flag.value), {}};
  }

  // One word, or three with AS between them; a stage's name begins with a letter.
  Error from() const {
    const auto& args = in_.args;
    const bool named = args.size() == 3 && to_upper(args[1].view()) == "AS";
    if (args.empty()) return at_keyword(" needs an image", "write `FROM scratch` to start from nothing");
    if (args.size() != 1 && !named) {
      const bool comment = args[1].view().starts_with('#');
      return SyntaxError{{args[1].place().span.begin, args.back().place().span.end},
                         "FROM takes one image, or an image, AS and a name",
                         comment ? "a comment must stand on a line of its own" : ""};
    }
    if (!named) return std::nullopt;
    const std::string name = to_lower(args[2].view());
    const bool valid = name.front() >= 'a' && name.front() <= 'z' &&
                       name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos;
    if (valid) return std::nullopt;
    return SyntaxError{args[2].place().span, "invalid stage name " + quote(args[2].view()),
                       "a name begins with a letter; letters, digits, `-`, `_` and `.` follow"};
  }

  Error destination() const {
    const MappedText& last = in_.args.back();
    if (!is_heredoc_word(last.view())) return std::nullopt;
    return SyntaxError{
        last.place().span, std::string(in_.keyword) + " cannot have a here-document as its destination", {}};
  }

  Error run_flags() const {
    for (const Flag& flag : in_.flags) {
      if (flag.name == "device") {
        if (Error error = read_device(flag)) return error;
      }
    }
    for (const Flag& flag : in_.flags) {
      if (flag.name == "mount") {
        if (Error error = read_mount(flag)) return error;
      }
    }
    static constexpr std::array<std::string_view, 3> networks = {"default", "host", "none"};
    static constexpr std::array<std::string_view, 2> securities = {"insecure", "sandbox"};
    if (Error error = one_of("network", networks)) return error;
    return one_of("security", securities);
  }

  Error one_of(std::string_view name, std::span<const std::string_view> values) const {
    const Flag* flag = in_.flag(name);
    if (flag == nullptr || !flag->value) return std::nullopt;
    if (std::find(values.begin(), values.end(), *flag->value) != values.end()) return std::nullopt;
    return SyntaxError{flag->text.place().span,
                       "invalid value " + quote(*flag->value) + " for `--" + flag->name + "`",
                       text::hint(*flag->value, values)};
  }

  Error shell() const {
    if (in_.args.empty()) return at_keyword(" requires at least one argument");
    if (in_.json) return std::nullopt;
    return SyntaxError{in_.rest.place().span, "SHELL requires the JSON form",
                       R"(write SHELL ["/bin/bash", "-c"])"};
  }

  Error pairs() const {
    if (in_.pairs.empty()) return at_keyword(" requires at least one argument");
    return blank_name();
  }

  Error blank_name() const {
    for (const KeyValue& pair : in_.pairs) {
      if (!pair.key.empty() || !pair.has_value) continue;
      return SyntaxError{{pair.key.place().span.begin, pair.value.place().span.end},
                         std::string(in_.keyword) + " has a blank name",
                         "no blanks stand around the `=`"};
    }
    return std::nullopt;
  }

  Error volumes() const {
    for (const MappedText& volume : in_.args) {
      if (trim(volume.view()).empty()) {
        return SyntaxError{volume.place().span, "VOLUME has an empty path", {}};
      }
    }
    return std::nullopt;
  }

  Error onbuild(const Keyword& keyword) const {
    if (!in_.trigger) return at_keyword(" requires at least one argument");
    if (Error error = flags(keyword)) return error;
    // Compared as it was written: BuildKit knows an instruction by its lower case, a bad trigger by its upper
    // case.
    const std::string name = to_upper(grammar::cut_instruction(trim(in_.trigger->original.view())).word);
    if (name != "ONBUILD" && name != "MAINTAINER" && name != "FROM") return std::nullopt;
    return SyntaxError{in_.trigger->keyword_span, name + " cannot be a trigger of ONBUILD", {}};
  }

  Error healthcheck(const Keyword& keyword) const {
    if (in_.args.empty()) return at_keyword(" requires at least one argument");
    const std::string type = to_upper(in_.args.front().view());
    if (type == "NONE") {  // drops flags unread
      if (in_.args.size() == 1) return std::nullopt;
      return SyntaxError{in_.args[1].place().span, "HEALTHCHECK NONE takes no arguments", {}};
    }
    if (Error error = flags(keyword)) return error;
    if (type != "CMD") {
      return SyntaxError{in_.args.front().place().span,
                         "unknown type " + quote(in_.args.front().view()) + " of HEALTHCHECK",
                         "write CMD before the command, or NONE"};
    }
    if (in_.args.size() == 1) return at_keyword(" CMD has no command");
    for (const std::string_view name : {"interval", "timeout", "start-period", "start-interval"}) {
      if (Error error = interval(name)) return error;
    }
    const Flag* retries = in_.flag("retries");
    if (retries == nullptr || !retries->value || retries->value->empty()) return std::nullopt;
    const auto number = parse_int32(*retries->value);
    if (number && *number >= 0) return std::nullopt;
    return SyntaxError{retries->text.place().span, "`--retries` must be a number that is not negative", {}};
  }

  Error interval(std::string_view name) const {
    constexpr std::int64_t millisecond = 1'000'000;
    const Flag* flag = in_.flag(name);
    if (flag == nullptr || !flag->value || flag->value->empty()) return std::nullopt;
    const auto duration = parse_duration(*flag->value);
    if (!duration) {
      return SyntaxError{flag->text.place().span, quote(*flag->value) + " is not a duration",
                         "write a number and a unit, such as 30s or 1m30s"};
    }
    if (*duration == 0 || *duration >= millisecond) return std::nullopt;
    return SyntaxError{flag->text.place().span, "`--" + flag->name + "` cannot be shorter than 1ms", {}};
  }

  const Instruction& in_;
};

}  // namespace

std::optional<SyntaxError> read_instruction(const Instruction& instruction) {
  return Reader(instruction).read();
}

}  // namespace dockgate::dockerfile
