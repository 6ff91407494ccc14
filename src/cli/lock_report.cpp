// What has changed in a lock, as text, JSON and Markdown.
#include "cli/lock_file.hpp"
#include "report/json_writer.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

std::string place_of(const Place& at) {
  if (!at.source) return {};
  return at.source->path() + ":" + std::to_string(at.source->line_of(at.span.begin));
}

/// "sha256:… → sha256:…", or the one that there is.
std::string values(const lock::Change& change) {
  if (change.before.empty() || change.after.empty() || change.before == change.after)
    return change.after.empty() ? change.before : change.after;
  return change.before + " → " + change.after;
}

std::string state_line(const LockReport& report) {
  const char* what = report.written ? " written: " : report.dry_run ? " not written: " : " unchanged: ";
  std::string out = report.path + what + in_numbers(report.images, report.models);
  if (report.open > 0)
    out += "; " + text::counted(report.open, "name has", "names have") +
           " no digest or commit yet, `dockgate lock update` asks for " + (report.open == 1 ? "it" : "them");
  return out;
}

std::string text_of(const LockReport& report) {
  std::string out;
  for (const lock::Change& change : report.changes) {
    std::string what(lock::to_string(change.what));
    what.resize(11, ' ');
    out += what + text::printable(change.key);
    if (const std::string place = place_of(change.at); !place.empty())
      out += " (" + text::printable(place) + ")";
    out += '\n';
    if (const std::string line = values(change); !line.empty())
      out += "           " + text::printable(line) + "\n";
    for (const std::string& reason : change.reasons) out += "           - " + text::printable(reason) + "\n";
  }
  for (const std::string& note : report.notes) out += "note: " + text::printable(note) + "\n";
  return out + text::printable(state_line(report)) + "\n";
}

std::string markdown_of(const LockReport& report) {
  const auto code = [](const std::string& text) {
    std::string shown = text::printable(text);
    std::erase(shown, '`');
    std::erase(shown, '|');
    return "`" + shown + "`";
  };
  std::string out;
  if (!report.changes.empty()) out += "| | name | before | after |\n|---|---|---|---|\n";
  for (const lock::Change& change : report.changes) {
    out += "| " + std::string(lock::to_string(change.what)) + " | " + code(change.key) + " | " +
           (change.before.empty() ? "" : code(change.before)) + " | " +
           (change.after.empty() ? "" : code(change.after)) + " |\n";
  }
  for (const lock::Change& change : report.changes) {
    if (change.reasons.empty()) continue;
    out += "\n" + code(change.key) + "\n\n";
    for (const std::string& reason : change.reasons) out += "- " + text::printable(reason) + "\n";
  }
  for (const std::string& note : report.notes) out += "\nNote: " + text::printable(note) + "\n";
  for (const std::string& error : report.errors) out += "\nError: " + text::printable(error) + "\n";
  return out + (out.empty() ? "" : "\n") + text::printable(state_line(report)) + "\n";
}

std::string json_of(const LockReport& report) {
  report::JsonWriter json;
  json.begin_object().member("schema", "dockgate.lock-changes/1").member("lock", report.path);
  json.member("written", report.written).key("changes").begin_array();
  for (const lock::Change& change : report.changes) {
    json.begin_object().member("what", lock::to_string(change.what)).member("name", change.key);
    for (const auto& [key, value] :
         {std::pair("before", &change.before), std::pair("after", &change.after)}) {
      json.key(key);
      if (value->empty()) {
        json.null();
      } else {
        json.value(*value);
      }
    }
    json.members("reasons", change.reasons);
    json.key("at");
    if (change.at.source) {
      json.begin_object().member("file", change.at.source->path());
      json.member("line", change.at.source->line_of(change.at.span.begin)).end_object();
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array().members("notes", report.notes).members("errors", report.errors);
  json.key("summary").begin_object().member("images", report.images).member("models", report.models);
  json.member("open", report.open).end_object().end_object();
  return json.take();
}

}  // namespace

std::string in_numbers(std::size_t images, std::size_t models) {
  return text::counted(images, "image") + ", " + text::counted(models, "model");
}

std::string render(const LockReport& report, const std::string& format) {
  if (format == "json") return json_of(report);
  return format == "markdown" ? markdown_of(report) : text_of(report);
}

}  // namespace dockgate::cli
