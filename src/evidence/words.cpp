// Evidence for terminals and as Markdown.
#include "text/words.hpp"

#include "evidence/write.hpp"

namespace dockgate::evidence {
namespace {

constexpr std::size_t most_rows = 500;

/// A cell or a line: no markup of its own, no line end.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text::printable(text)) {
    if (c == '<' || c == '>' || c == '&' || c == '`') {
      out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&#96;";
      continue;
    }
    if (std::string_view("\\*_{}[]#|!~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) {
  std::string out = "`";
  for (const char c : text::printable(text)) {
    if (c == '|') out += '\\';  // also within code it would end the cell of a table
    out += c == '`' ? '\'' : c;
  }
  return out + "`";
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out = "|";
  for (const auto& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string header(std::initializer_list<std::string> names) {
  std::string out = row(names) + "|";
  for (std::size_t i = 0; i < names.size(); ++i) out += "---|";
  return out + "\n";
}

void add_answer(std::string& out, std::string_view question, const Answer& answer) {
  out +=
      "**" + std::string(question) + "**\n\n" + (answer.full ? "✓ " : "✗ ") + plain(answer.sentence) + "\n\n";
  for (const auto& open : answer.open) out += "- " + plain(open) + "\n";
  if (!answer.open.empty()) out += "\n";
}

void add_parts(std::string& out, const BuildEvidence& build) {
  const auto& parts = build.parts;
  out +=
      "## " + plain(parts.dockerfile) + (parts.label.empty() ? "" : " (" + plain(parts.label) + ")") + "\n\n";
  out += header({"what", "name", "which", "verdict"});
  for (const auto& image : parts.base_images)
    out += row({"image of " + plain(image.used_by), code(image.reference),
                image.digest.empty() ? "no digest" : code(image.digest), ""});
  for (const auto& model : parts.models)
    out += row({plain(model.kind), code(model.id), model.revision.empty() ? "" : code(model.revision),
                plain(model.revision_state)});
  for (const auto& weights : parts.weights)
    out += row({"weights", code(weights.path), code(weights.sha256), plain(weights.verdict)});
  for (const auto& each : parts.code)
    out += row({"code", code(each.path), code(each.sha256),
                each.reviewer.empty() ? "not reviewed"
                                      : plain(each.reviewer) + ", until " + plain(each.next_review)});
  for (const auto& image : parts.images)
    for (const auto& weights : image.weights)
      out += row({"weights in the image", code(weights.path), code(weights.sha256), plain(weights.verdict)});
  out += "\n";
}

std::string shell_word(const std::string& word) {
  const bool safe = !word.empty() && word.find_first_not_of(
                                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789-_./=:,@+") == std::string::npos;
  if (safe) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string command_line(const Evidence& evidence) {
  std::string out;
  for (const auto& word : evidence.command)
    out += (out.empty() ? "" : " ") + shell_word(text::printable(word));
  return out;
}

std::string decision_text(const Evidence& evidence) {
  std::string out = std::string(evidence.accepted ? "accepted" : "refused") + ": ";
  for (std::size_t i = 0; i < evidence.reasons.size(); ++i)
    out += (i == 0 ? "" : "; ") + text::printable(evidence.reasons[i]);
  out += "\n";
  const auto answer = [&](std::string_view question, const Answer& given) {
    out += "  " + std::string(question) + "\n    " + text::printable(given.sentence) + "\n";
  };
  answer("which exact model weights run?", evidence.weights);
  answer("who reviewed the code that loads them?", evidence.review);
  if (!evidence.next.empty()) out += "next:\n";
  for (std::size_t i = 0; i < evidence.next.size(); ++i)
    out += "  " + std::to_string(i + 1) + ". " + text::printable(evidence.next[i]) + "\n";
  for (const auto& [what, why] : evidence.not_judged)
    out += "  not judged: " + text::printable(what) + ": " + text::printable(why) + "\n";
  return out;
}

std::string changes_text(const std::vector<Change>& changes) {
  std::string out, topic;
  for (const auto& change : changes) {
    if (change.topic != topic) {
      topic = change.topic;
      out += topic + "\n";
    }
    out += "  " + change.text + "\n";
  }
  return out.empty() ? "no difference\n" : out;
}

std::string markdown(const Evidence& evidence) {
  std::string out = "# Release gate: " + std::string(evidence.accepted ? "accepted" : "refused") + "\n\n";
  for (const auto& reason : evidence.reasons) out += "- " + plain(reason) + "\n";
  out += "\nJudged as of " + plain(evidence.as_of) + " by dockgate " + plain(evidence.tool_version) + ".\n\n";
  add_answer(out, "Which exact model weights are running in production?", evidence.weights);
  add_answer(out, "Who reviewed the code that loads them?", evidence.review);
  for (const auto& build : evidence.builds) add_parts(out, build);
  if (!evidence.next.empty()) {
    out += "## What to do next\n\n";
    for (std::size_t i = 0; i < evidence.next.size(); ++i)
      out += std::to_string(i + 1) + ". " + plain(evidence.next[i]) + "\n";
    out += "\n";
  }
  out += "## Findings\n\n";
  if (evidence.findings.empty()) {
    out += "None.\n\n";
  } else {
    out += header({"verdict", "rule", "where", "what", "excused by"});
    std::size_t rows = 0;
    for (const auto& finding : evidence.findings) {
      if (++rows > most_rows) break;
      std::string excuse;
      if (finding.excuse)
        excuse = plain(finding.excuse->by + ": " + finding.excuse->reason) +
                 (finding.excuse->expires.empty() ? "" : ", until " + plain(finding.excuse->expires));
      out += row({std::string(to_string(finding.outcome)), plain(finding.rule),
                  code(finding.file + ":" + std::to_string(finding.line)), plain(finding.message), excuse});
    }
    if (rows > most_rows)
      out += "\nand " + std::to_string(evidence.findings.size() - most_rows) + " more in evidence.json\n";
    out += "\n";
  }
  if (!evidence.exceptions.empty()) {
    out += "## Exceptions in force\n\n" + header({"rule", "reason", "owner", "until", "covers"});
    for (const auto& each : evidence.exceptions)
      out += row({plain(each.rule), plain(each.reason), plain(each.owner), plain(each.expires),
                  std::to_string(each.covers)});
    out += "\n";
  }
  if (!evidence.not_judged.empty()) {
    out += "## Not judged\n\n";
    for (const auto& [what, why] : evidence.not_judged) out += "- " + code(what) + ": " + plain(why) + "\n";
    out += "\n";
  }
  std::size_t counts[5] = {};
  for (const auto& verdict : evidence.verdicts) ++counts[static_cast<int>(verdict.outcome)];
  out += "## Verdicts\n\n" + header({"verdict", "count"});
  for (const auto outcome :
       {Outcome::refuted, Outcome::unresolved, Outcome::excepted, Outcome::proved, Outcome::not_applicable})
    out += row({std::string(to_string(outcome)), std::to_string(counts[static_cast<int>(outcome)])});
  out += "\nEach rule, file and stage stands in evidence.json. " + std::to_string(debt(evidence)) +
         " findings are known debt of a baseline.\n\n## How to make this again\n\n```sh\n" +
         command_line(evidence) + "\n```\n\n";
  out += header({"policy", "SHA-256"});
  for (const auto& policy : evidence.policies) out += row({code(policy.name), code(policy.sha256)});
  return out;
}

}  // namespace dockgate::evidence
