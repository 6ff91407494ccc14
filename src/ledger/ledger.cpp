#include "ledger/ledger.hpp"

#include <algorithm>

#include "text/date.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"
#include "yaml/quote.hpp"

namespace dockgate::ledger {

namespace {

constexpr long long most_lines = 100'000'000;
constexpr std::string_view mark_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

class Reader {
 public:
  explicit Reader(std::vector<Problem>& problems) : problems_(problems) {}

  void ledger(const yaml::Node& node, Ledger& out) {
    yaml::MapReader reader(node, "review ledger", problems_);
    if (const yaml::Node* schema = reader.required("schema"); schema != nullptr && schema->scalar != "1")
      reader.complain(schema->at, "`schema` is 1");
    const yaml::Node* reviews = reader.optional("reviews");
    reader.finish();
    if (reviews == nullptr) return;
    if (!reviews->is_sequence()) {
      problems_.push_back({reviews->at, "`reviews` is a list"});
      return;
    }
    for (const yaml::Node& item : reviews->items) out.reviews.push_back(review(item));
  }

 private:
  Review review(const yaml::Node& node) {
    Review out;
    out.at = node.at;
    yaml::MapReader reader(node, "review", problems_);
    out.reviewer = reader.required_text("reviewer");
    out.reviewed = day(reader, "reviewed");
    out.next_review = day(reader, "next-review");
    if (!out.reviewed.empty() && !out.next_review.empty() && out.next_review < out.reviewed)
      reader.complain(node.at, "`next-review` is before `reviewed`");
    if (const yaml::Node* upstream = reader.optional("upstream")) {
      yaml::MapReader from(*upstream, "`upstream`", problems_);
      out.repository = from.required_text("repository");
      out.commit = from.text("commit");
      if (!out.commit.empty() && !text::is_commit(out.commit))
        from.complain(upstream->at, "`commit` is 40 lower-case hex digits");
      from.finish();
    }
    files(reader, out);
    if (const yaml::Node* accepted = reader.optional("accepted")) {
      if (!accepted->is_sequence()) reader.complain(accepted->at, "`accepted` is a list");
      for (const yaml::Node& item : accepted->items) {
        yaml::MapReader row(item, "entry of `accepted`", problems_);
        out.accepted.push_back(accepted_of(row));
        row.finish();
      }
    }
    reader.finish();
    return out;
  }

  static Accepted accepted_of(yaml::MapReader& row) {
    Accepted accepted{row.required_text("rule"), row.text("file"), row.required_text("reason"), 0};
    if (const auto line = row.integer("line")) {
      if (*line < 1 || *line > most_lines) row.complain(row.node().at, "`line` counts from 1");
      if (accepted.file.empty()) row.complain(row.node().at, "a `line` is one of a `file`");
      accepted.line = static_cast<std::uint32_t>(std::clamp<long long>(*line, 1, most_lines));
    }
    return accepted;
  }

  void files(yaml::MapReader& reader, Review& out) {
    const yaml::Node* files = reader.required("files");
    if (files == nullptr) return;
    if (!files->is_map() || files->entries.empty()) {
      reader.complain(files->at, "`files` maps paths to `{sha256, lines, marks}`");
      return;
    }
    for (const yaml::Entry& entry : files->entries) {
      ReviewedFile file;
      file.path = entry.first.scalar;
      if (file.path.empty() || file.path.starts_with('/') || file.path.find("..") != std::string::npos)
        reader.complain(entry.first.at, "a path below the ledger's folder belongs here");
      yaml::MapReader row(entry.second, "file `" + file.path + "`", problems_);
      file.sha256 = row.required_text("sha256");
      file.lines = row.integer("lines").value_or(0);
      if (!file.sha256.empty() && !text::is_lower_hex(file.sha256, 64))
        row.complain(entry.second.at, "`sha256` is 64 lower-case hex digits");
      file.marks = row.text("marks");
      if (file.marks.size() % 2 != 0 || file.marks.find_first_not_of(mark_digits) != std::string::npos)
        row.complain(entry.second.at, "`marks` are two letters, digits, `-` or `_` for each line");
      row.finish();
      out.files.push_back(std::move(file));
    }
  }

  std::string day(yaml::MapReader& reader, std::string_view key) {
    std::string text = reader.required_text(key);
    if (!text.empty() && !text::date_from(text)) {
      reader.complain(reader.node().find(key)->at, "`" + std::string(key) + "` is a day as YYYY-MM-DD");
      text.clear();
    }
    return text;
  }

  std::vector<Problem>& problems_;
};

const ReviewedFile* find_content(const Review& review, std::string_view sha256) {
  const auto found = std::ranges::find(review.files, sha256, &ReviewedFile::sha256);
  return found == review.files.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::missing:
      return "missing";
    case State::changed:
      return "changed";
    case State::expired:
      return "expired";
    case State::current:
      return "current";
  }
  return "missing";
}

std::string Ledger::relative(std::string_view shown) const {
  return text::relative_to(shown, text::parent(path)).value_or("");
}

Result<Ledger, std::vector<Problem>> read(const SourcePtr& source) {
  using Read = Result<Ledger, std::vector<Problem>>;
  const auto node = yaml::parse(source);
  if (!node) return Read::failure({node.error()});
  std::vector<Problem> problems;
  Ledger out;
  out.path = source->path();
  Reader(problems).ledger(*node, out);
  if (!problems.empty()) return Read::failure(std::move(problems));
  return out;
}

Standing standing(const Ledger& ledger, std::string_view path, std::string_view sha256,
                  std::string_view today) {
  Standing best;
  // Larger counts more: a review of this very content, one that has not run out, the later one.
  const auto rank = [](const Standing& one) {
    const int state = one.state == State::current ? 3 : one.state == State::expired ? 2 : 1;
    return one.review == nullptr ? std::pair(0, std::string_view())
                                 : std::pair(state, std::string_view(one.review->reviewed));
  };
  for (const Review& review : ledger.reviews) {
    Standing here;
    if (const ReviewedFile* file = find_content(review, sha256)) {
      here = {review.next_review < today ? State::expired : State::current, &review, file};
    } else if (const auto same = std::ranges::find(review.files, path, &ReviewedFile::path);
               !path.empty() && same != review.files.end()) {
      here = {State::changed, &review, &*same};
    }
    if (here.review != nullptr && rank(here) >= rank(best)) best = here;
  }
  return best;
}

const Accepted* accepts(const Review& review, std::string_view path, std::uint32_t line,
                        const std::vector<std::string>& names) {
  const auto found = std::ranges::find_if(review.accepted, [&](const Accepted& accepted) {
    if (!accepted.file.empty() && accepted.file != path) return false;
    if (accepted.line != 0 && accepted.line != line) return false;
    return std::ranges::any_of(names, [&](const std::string& name) {
      return text::equal_ignoring_case(accepted.rule, name) || text::glob_match(accepted.rule, name);
    });
  });
  return found == review.accepted.end() ? nullptr : &*found;
}

std::string with_review(std::string_view text, const Review& review) {
  std::string out(text);
  if (out.empty())
    out =
        "# Who reviewed which code, by content, until when. New reviews are added at the end.\nschema: "
        "1\nreviews:\n";
  if (!out.ends_with('\n')) out += '\n';
  if (const auto empty = out.rfind("reviews: []\n"); empty != std::string::npos)
    out.replace(empty, 12, "reviews:\n");
  out += "  - reviewer: " + yaml::quoted(review.reviewer) + "\n    reviewed: " + review.reviewed +
         "\n    next-review: " + review.next_review + "\n";
  if (!review.repository.empty()) {
    out += "    upstream: {repository: " + yaml::quoted(review.repository);
    if (!review.commit.empty()) out += ", commit: " + yaml::quoted(review.commit);
    out += "}\n";
  }
  out += "    files:\n";
  for (const ReviewedFile& file : review.files)
    out += "      " + yaml::quoted(file.path) + ": {sha256: " + yaml::quoted(file.sha256) +
           ", lines: " + std::to_string(file.lines) +
           (file.marks.empty() ? std::string() : ", marks: " + yaml::quoted(file.marks)) + "}\n";
  if (!review.accepted.empty()) {
    out += "    accepted:\n";
    for (const Accepted& accepted : review.accepted) {
      out += "      - {rule: " + yaml::quoted(accepted.rule);
      if (!accepted.file.empty()) out += ", file: " + yaml::quoted(accepted.file);
      if (accepted.line != 0) out += ", line: " + std::to_string(accepted.line);
      out += ", reason: " + yaml::quoted(accepted.reason) + "}\n";
    }
  }
  return out;
}

}  // namespace dockgate::ledger
