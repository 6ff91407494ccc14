#include <algorithm>

#include "evidence/page/parts.hpp"
#include "evidence/write.hpp"
#include "text/digest.hpp"
#include "text/words.hpp"

namespace dockgate::evidence {
namespace page {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text::printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string marked(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto begin = text.find('`');
    const auto end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
    out += escaped(text.substr(0, end == std::string_view::npos ? end : begin));
    if (end == std::string_view::npos) return out;
    if (end > begin + 1) out += "<code>" + escaped(text.substr(begin + 1, end - begin - 1)) + "</code>";
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string_view class_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::proved:
      return "v-proved";
    case Outcome::refuted:
      return "v-refuted";
    case Outcome::unresolved:
      return "v-unresolved";
    case Outcome::excepted:
      return "v-excepted";
    case Outcome::not_applicable:
      break;
  }
  return "v-none";
}

std::string badge(Outcome outcome) {
  return "<span class=\"verdict " + std::string(class_of(outcome)) + "\">" + std::string(to_string(outcome)) +
         "</span>";
}

}  // namespace page

namespace {

using page::badge;
using page::escaped;
using page::marked;

constexpr std::array<Outcome, 5> by_weight{Outcome::refuted, Outcome::unresolved, Outcome::excepted,
                                           Outcome::proved, Outcome::not_applicable};

std::string in_code(std::string_view text) {
  return text.empty() ? std::string() : "<code>" + escaped(text) + "</code>";
}

std::string bytes_of(std::uint64_t bytes) {
  const std::string exact = std::to_string(bytes);
  constexpr std::array<std::string_view, 5> units{"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  double size = static_cast<double>(bytes);
  for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
  std::string number = std::to_string(static_cast<long long>(size * 10 + .5));
  if (number.size() < 2) number.insert(0, "0");
  number.insert(number.size() - 1, ".");
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return "<span title=\"" + exact + " bytes\">" + number + " " + std::string(units[unit]) + "</span>";
}

struct Cell {
  std::string html;
  std::string sort = {};  // what it is sorted by, where that is not its text
  bool number = false;
};
struct Row {
  std::vector<Cell> cells;
  std::optional<Outcome> outcome = std::nullopt;
};

/// A table whose rows may be sorted and searched, and filtered by outcome where they have one.
class Table {
 public:
  Table(std::string id, std::string label, std::vector<std::string> heads)
      : id_(std::move(id)), label_(std::move(label)), heads_(std::move(heads)) {}
  void add(Row row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  /// `tools`: with a line to search and filter in; `hidden`: outcomes that are filtered away at first.
  std::string html(bool tools = false, std::vector<Outcome> hidden = {}) const {
    std::string out = tools ? this->tools(hidden) : "";
    out += "<section class=\"scroll\" tabindex=\"0\" aria-label=\"" + escaped(label_) + "\"><table id=\"" +
           id_ + "\" class=\"sortable stack\"><thead><tr>";
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      const bool number = !rows_.empty() && rows_.front().cells[i].number;
      out += std::string("<th scope=\"col\"") + (number ? " class=\"number\"" : "") +
             "><button type=\"button\">" + escaped(heads_[i]) + "</button></th>";
    }
    out += "</tr></thead><tbody>\n";
    for (const auto& row : rows_) {
      out += "<tr";
      if (row.outcome) out += " data-verdict=\"" + std::string(to_string(*row.outcome)) + "\"";
      out += ">";
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto& cell = row.cells[i];
        out += std::string("<td") + (cell.number ? " class=\"number\"" : "") + " data-name=\"" +
               escaped(heads_[i]) + "\"" +
               (cell.sort.empty() ? "" : " data-sort=\"" + escaped(cell.sort) + "\"") + ">" + cell.html +
               "</td>";
      }
      out += "</tr>\n";
    }
    return out + "</tbody></table></section>\n";
  }

 private:
  std::string tools(const std::vector<Outcome>& hidden) const {
    std::string out = "<div class=\"tools\" data-table=\"" + id_ + "\"><input type=\"search\" aria-label=\"" +
                      escaped("Search in " + label_) + "\" placeholder=\"search\">";
    for (const auto outcome : by_weight) {
      const auto count = std::ranges::count(rows_, std::optional(outcome), &Row::outcome);
      if (count == 0) continue;
      const bool on = std::ranges::find(hidden, outcome) == hidden.end();
      out += "<button type=\"button\" data-verdict=\"" + std::string(to_string(outcome)) +
             "\" aria-pressed=\"" + (on ? "true" : "false") + "\">" + std::string(to_string(outcome)) + " " +
             std::to_string(count) + "</button>";
    }
    return out + "<output></output></div>\n";
  }

  std::string id_, label_;
  std::vector<std::string> heads_;
  std::vector<Row> rows_;
};

Cell text(std::string_view value) {
  return {escaped(value)};
}
Cell mono(std::string_view value) {
  return {in_code(value)};
}
Cell count(std::size_t value) {
  return {std::to_string(value), {}, true};
}
Cell verdict(Outcome outcome) {
  // Sorted by weight, the worst first.
  const auto at = std::ranges::find(by_weight, outcome) - by_weight.begin();
  return {badge(outcome), std::to_string(at)};
}

std::string list(const std::vector<std::string>& lines, std::string_view kind, std::string_view tag = "ul") {
  if (lines.empty()) return {};
  std::string out = "<" + std::string(tag) + " class=\"" + std::string(kind) + "\">";
  for (const auto& line : lines) out += "<li>" + marked(line) + "</li>";
  return out + "</" + std::string(tag) + ">\n";
}

std::string section(std::string_view id, std::string_view title, const std::string& content) {
  return "<section id=\"" + std::string(id) + "\"><h2>" + escaped(title) + "</h2>\n" + content +
         "</section>\n";
}

class Page {
 public:
  explicit Page(const Evidence& evidence) : evidence_(evidence) {}

  std::string write() const {
    const std::string title = std::string("Release gate: ") + word();
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
           policy() +
           "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
           title + "</title>\n<style>" + std::string(page::style()) + "</style>\n</head>\n<body>\n" +
           header() + "<main>\n" + questions() + why() + builds() + verdicts() + findings() + exceptions() +
           not_judged() + scope() + again() + "</main>\n" + footer() + "<script>" +
           std::string(page::script()) + "</script>\n</body>\n</html>\n";
  }

 private:
  std::string word() const { return evidence_.accepted ? "accepted" : "refused"; }

  /// Nothing is loaded from anywhere, and only the page's own style and script count.
  static std::string policy() {
    return "default-src &#39;none&#39;; style-src &#39;sha256-" + text::sha256_base64(page::style()) +
           "&#39;; script-src &#39;sha256-" + text::sha256_base64(page::script()) +
           "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;";
  }

  std::string header() const {
    std::string out = "<header>\n<h1>Release gate <span class=\"decision " + word() + "\">" + word() +
                      "</span></h1>\n<ul class=\"facts\"><li>as of " + escaped(evidence_.as_of) +
                      "</li><li>dockgate " + escaped(evidence_.tool_version) + "</li>";
    for (const auto& policy : evidence_.policies)
      out += "<li>policy " + in_code(policy.name) + " at boundary " + escaped(policy.boundary) + "</li>";
    out += "</ul>\n<nav aria-label=\"Parts of this page\"><ul>";
    for (const auto& [id, name] :
         {std::pair("why", "Decision"), std::pair("builds", "Builds"), std::pair("verdicts", "Verdicts"),
          std::pair("findings", "Findings"), std::pair("exceptions", "Exceptions"),
          std::pair("scope", "Files"), std::pair("again", "Make it again")})
      out += std::string("<li><a href=\"#") + id + "\">" + name + "</a></li>";
    return out + "</ul></nav>\n</header>\n";
  }

  static std::string question(std::string_view text, const Answer& answer, const std::string& more) {
    return std::string("<section class=\"card question ") + (answer.full ? "full" : "open") + "\"><h2>" +
           escaped(text) + "</h2>\n<p class=\"answer\"><span class=\"mark\" aria-hidden=\"true\">" +
           (answer.full ? "✓" : "✗") + "</span><span>" + marked(sentence(answer.sentence)) + "</span></p>\n" +
           list(answer.open, "open") + more + "</section>\n";
  }

  static std::string sentence(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text + ".";
  }

  std::string questions() const {
    return "<div class=\"questions\">\n" +
           question("Which exact model weights are running in production?", evidence_.weights, {}) +
           question("Who reviewed the code that loads them?", evidence_.review, {}) + "</div>\n";
  }

  std::string why() const {
    std::string out = list(evidence_.reasons, "reasons");
    if (!evidence_.next.empty()) out += "<h3>What to do next</h3>\n" + list(evidence_.next, "next", "ol");
    return section("why", "Why it is " + word(), out);
  }

  std::string builds() const {
    std::string out;
    std::size_t index = 0;
    for (const auto& build : evidence_.builds) out += this->build(build, index++);
    if (out.empty()) out = "<p>No build was judged.</p>\n";
    return section("builds", "What each build is made of", out);
  }

  std::string build(const BuildEvidence& build, std::size_t index) const {
    const auto number = std::to_string(index);
    std::string out = "<h3>" + in_code(build.parts.dockerfile) +
                      (build.parts.label.empty() ? "" : " (" + escaped(build.parts.label) + ")") + "</h3>\n";
    out += "<p class=\"quiet\">" +
           escaped(build.in_manifest ? "Everything is as the manifest says."
                                     : "The manifest does not say all of this.") +
           (build.boundary_reason.empty() ? "" : " Boundary: " + escaped(build.boundary_reason) + ".") +
           "</p>\n";
    if (const auto svg = page::picture(build); !svg.empty()) {
      out += "<section class=\"picture\" tabindex=\"0\" aria-label=\"" +
             escaped("Picture of " + build.parts.dockerfile) + "\">" + svg +
             "</section>\n<ul class=\"legend\">";
      for (const auto outcome : {Outcome::proved, Outcome::refuted, Outcome::unresolved, Outcome::excepted})
        out += "<li>" + badge(outcome) + "</li>";
      out += "</ul>\n";
    }
    return out + weights(build, number) + models(build, number) + reviewed(build, number) +
           loaders(build, number);
  }

  static std::string weights(const BuildEvidence& build, const std::string& number) {
    Table table("weights-" + number, "weights of " + build.parts.dockerfile,
                {"Weights", "Where", "Format", "Size", "SHA-256", "Scan"});
    const auto add = [&](const manifest::Weights& each, const std::string& where) {
      Cell size{bytes_of(each.bytes), std::to_string(each.bytes), true};
      table.add(
          {{mono(each.path), text(where), text(each.format), size, mono(each.sha256), text(each.verdict)}});
    };
    for (const auto& each : build.parts.weights) add(each, "context");
    for (const auto& image : build.parts.images)
      for (const auto& each : image.weights) add(each, "image " + image.platform);
    return table.empty() ? "" : "<h3>Weights</h3>\n" + table.html();
  }

  static std::string models(const BuildEvidence& build, const std::string& number) {
    Table table("models-" + number, "models and images of " + build.parts.dockerfile,
                {"Kind", "Name", "Which", "State", "Remote code"});
    for (const auto& each : build.parts.base_images)
      table.add({{text("image of " + each.used_by), mono(each.reference.substr(0, each.reference.find('@'))),
                  mono(each.digest), text(each.digest.empty() ? "no digest" : "digest"), text("")}});
    for (const auto& each : build.parts.models)
      table.add({{text(each.kind), mono(each.id), mono(each.revision),
                  text(each.local ? "ships with the build" : each.revision_state), text(each.remote_code)}});
    for (const auto& image : build.parts.images)
      for (const auto& each : image.models)
        table.add({{text(each.kind + " in the image"), mono(each.id), mono(each.revision),
                    text(std::to_string(each.files.size()) + " files"), text("")}});
    return table.empty() ? "" : "<h3>Base images and models</h3>\n" + table.html();
  }

  static std::string reviewed(const BuildEvidence& build, const std::string& number) {
    Table table("code-" + number, "code of models of " + build.parts.dockerfile,
                {"Code", "SHA-256", "Reviewer", "Reviewed", "Counts until", "Upstream"});
    for (const auto& each : build.parts.code) {
      const auto upstream = each.commit.empty() ? each.repository : each.repository + " at " + each.commit;
      table.add({{mono(each.path), mono(each.sha256), text(each.reviewer.empty() ? "nobody" : each.reviewer),
                  text(each.reviewed), text(each.next_review), mono(upstream)}});
    }
    return table.empty() ? "" : "<h3>Code that models bring along</h3>\n" + table.html();
  }

  static std::string loaders(const BuildEvidence& build, const std::string& number) {
    Table table("loaders-" + number, "loads of " + build.parts.dockerfile, {"Where", "Call", "What"});
    for (const auto& each : build.loaders)
      table.add({{mono(each.file + ":" + std::to_string(each.line)), mono(each.api), text(each.what)}});
    return table.empty() ? "" : "<h3>What loads them</h3>\n" + table.html();
  }

  std::string verdicts() const {
    Table table("verdict-table", "verdicts", {"Verdict", "Rule", "File", "Stage", "Build", "Looked at"});
    auto sorted = evidence_.verdicts;
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &RuleVerdict::outcome);
    for (const auto& each : sorted)
      table.add({{verdict(each.outcome), text(each.rule), mono(each.file), text(each.stage),
                  mono(each.dockerfile), count(each.subjects)},
                 each.outcome});
    return section(
        "verdicts", "Verdict of each rule on each file and stage",
        "<p class=\"quiet\">Proved: the rule was asked about something and it is not broken. Not applicable: "
        "there was nothing that the rule is about.</p>\n" +
            table.html(true, {Outcome::not_applicable}));
  }

  std::string findings() const {
    if (evidence_.findings.empty()) return section("findings", "Findings", "<p>None.</p>\n");
    Table table("finding-table", "findings", {"Verdict", "Severity", "Rule", "Where", "What", "Excused by"});
    for (const auto& each : evidence_.findings) {
      std::string what = marked(each.message);
      if (!each.help.empty()) what += "<br><span class=\"quiet\">" + marked(each.help) + "</span>";
      for (const auto& step : each.trace) what += "<br><code>" + escaped(step) + "</code>";
      std::string excuse;
      if (each.excuse) {
        excuse = escaped(each.excuse->by + ": " + each.excuse->reason);
        if (!each.excuse->owner.empty()) excuse += ", " + escaped(each.excuse->owner);
        if (!each.excuse->expires.empty()) excuse += ", until " + escaped(each.excuse->expires);
      }
      table.add({{verdict(each.outcome),
                  text(each.severity),
                  text(each.rule),
                  mono(each.file + ":" + std::to_string(each.line)),
                  {what},
                  {excuse}},
                 each.outcome});
    }
    return section("findings", "Findings", table.html(true));
  }

  std::string exceptions() const {
    std::string out;
    if (evidence_.exceptions.empty()) {
      out = "<p>No exception is in force.</p>\n";
    } else {
      Table table("exception-table", "exceptions in force",
                  {"Rule", "Reason", "Owner", "Approved by", "Ticket", "Until", "Covers", "Where"});
      for (const auto& each : evidence_.exceptions)
        table.add({{text(each.rule), text(each.reason), text(each.owner), text(each.approved_by),
                    text(each.ticket), text(each.expires), count(each.covers), mono(each.policy)}});
      out = table.html();
    }
    const auto known = debt(evidence_);
    out += known == 0 ? "<p>No finding is known debt of a baseline.</p>\n"
                      : "<p>" + std::to_string(known) + " findings are known debt of a baseline.</p>\n";
    return section("exceptions", "Exceptions in force, and debt", out);
  }

  std::string not_judged() const {
    if (evidence_.not_judged.empty() && evidence_.skipped.empty()) return {};
    Table table("not-judged-table", "what was not judged", {"What", "Why"});
    for (const auto& [what, reason] : evidence_.not_judged) table.add({{mono(what), text(reason)}});
    for (const auto& [what, reason] : evidence_.skipped)
      table.add({{mono(what), text("skipped: " + reason)}});
    return section("not-judged", "What was not judged", table.html());
  }

  std::string scope() const {
    Table table("scope-table", "files that were looked at", {"File", "Role", "SHA-256"});
    for (const auto& each : evidence_.scope)
      table.add({{mono(each.path), text(each.role), mono(each.sha256)}});
    return section("scope", "Files that were looked at", table.empty() ? "<p>None.</p>\n" : table.html(true));
  }

  std::string again() const {
    std::string out =
        "<p>From the folder that paths on this page start in, with the files above:</p>\n<pre><code>" +
        escaped(command_line(evidence_)) + "</code></pre>\n";
    for (const auto& policy : evidence_.policies) {
      out += "<h3>Policy " + in_code(policy.name) + "</h3>\n<p>SHA-256 " + in_code(policy.sha256) +
             ", edition " + escaped(policy.edition) + ", boundary " + escaped(policy.boundary) + ".</p>\n";
      if (policy.rules_off.empty()) continue;
      out += "<p class=\"quiet\">" + std::to_string(policy.rules_off.size()) + " rules are off there: ";
      for (std::size_t i = 0; i < policy.rules_off.size(); ++i)
        out += (i == 0 ? "" : ", ") + escaped(policy.rules_off[i]);
      out += ".</p>\n";
    }
    return section("again", "How to make this again", out);
  }

  std::string footer() const {
    return "<footer><p>Made by dockgate " + escaped(evidence_.tool_version) +
           ". The page loads nothing and sends nothing; the same facts stand in "
           "evidence.json.</p></footer>\n";
  }

  const Evidence& evidence_;
};

}  // namespace

std::string html(const Evidence& evidence) {
  return Page(evidence).write();
}

}  // namespace dockgate::evidence
