#include "lint/inline_places.hpp"

#include <algorithm>

namespace dockgate::lint {

InlinePlaces::InlinePlaces(SourcePtr inner, const build::Invocation* invocation)
    : inner_(invocation != nullptr && invocation->inline_dockerfile ? std::move(inner) : nullptr) {
  if (!inner_) return;
  at_ = invocation->inline_at;
  if (!at_.source) return;
  if (invocation->made_of.empty()) {
    read_written();
  } else {
    read_made(invocation->made_of);
  }
}

void InlinePlaces::read_made(const std::vector<build::MadeLine>& made) {
  for (std::size_t i = 0; i < made.size() && i < inner_->line_count(); ++i) {
    Line line{at_.span.begin, at_.span.end, false, made[i].added, !made[i].at.source};
    if (!line.nowhere) {
      const Span span = made[i].at.span;
      const std::string_view there = at_.source->text(span);
      const std::string_view here =
          inner_->text(inner_->line_span(static_cast<std::uint32_t>(i + 1))).substr(made[i].added);
      const auto found = there.find(here);  // behind a quote, maybe
      line.exact = !here.empty() && found != std::string_view::npos;
      line.begin = line.exact ? span.begin + static_cast<std::uint32_t>(found) : span.begin;
      line.end = line.exact ? line.begin + static_cast<std::uint32_t>(here.size()) : span.end;
    }
    lines_.push_back(line);
  }
}

void InlinePlaces::read_written() {
  const SourceFile& outer = *at_.source;
  const std::uint32_t count = inner_->line_count();
  const auto read = [&](std::uint32_t first) {
    std::vector<Line> lines;
    std::size_t exact = 0;
    for (std::uint32_t i = 0; i < count && first + i <= outer.line_count(); ++i) {
      const Span span = outer.line_span(first + i);
      const std::string_view there = outer.text(span);
      const std::string_view here = inner_->text(inner_->line_span(i + 1));
      Line line{span.begin, span.end, false, 0, false};
      const auto indentation = std::min(there.find_first_not_of(" \t"), there.size());
      if (there.ends_with(here) && there.size() - here.size() <= indentation) {
        line.begin = span.end - static_cast<std::uint32_t>(here.size());
        line.exact = true;
        ++exact;
      } else {
        line.begin = span.begin + static_cast<std::uint32_t>(indentation);
      }
      lines.push_back(line);
    }
    // Most lines have to be there, or the text is written in another way.
    return lines.size() == count && exact * 2 >= count ? lines : std::vector<Line>();
  };
  // The value begins with `|` or `<<EOT`, or right with its text, on the line of its place or below.
  const std::uint32_t first = outer.line_of(at_.span.begin);
  for (std::uint32_t line = first; line <= first + 1 && lines_.empty(); ++line) {
    std::vector<Line> found = read(line);
    if (!found.empty() && found.front().exact) lines_ = std::move(found);
  }
}

bool InlinePlaces::covers(const Place& place) const {
  if (!inner_ || place.source == inner_) return inner_ != nullptr;
  // What was kept of another build with the same text points into that one's.
  return place.source && place.source != at_.source && place.source->path() == inner_->path() &&
         place.source->bytes() == inner_->bytes();
}

Place InlinePlaces::outer(const Place& place) const {
  if (!covers(place)) return place;
  if (lines_.empty()) return at_;
  const auto moved = [&](std::uint32_t offset, bool is_end) {
    const std::uint32_t number = inner_->line_of(offset);
    const Line& line = lines_[std::min<std::size_t>(number - 1, lines_.size() - 1)];
    if (!line.exact) return is_end ? line.end : line.begin;
    const std::uint32_t begin = inner_->line_span(number).begin + line.added;
    return std::min(line.begin + (offset - std::min(offset, begin)), line.end);
  };
  const Span span = place.span;
  if (span.empty()) {
    const std::uint32_t at = moved(span.begin, false);
    return {at_.source, {at, at}};
  }
  const std::uint32_t last = moved(span.end - 1, true);
  const bool exact =
      lines_[std::min<std::size_t>(inner_->line_of(span.end - 1) - 1, lines_.size() - 1)].exact;
  const std::uint32_t begin = moved(span.begin, false);
  return {at_.source, {begin, std::max(begin, exact ? last + 1 : last)}};
}

bool InlinePlaces::is_added(const Place& place) const {
  if (!covers(place) || lines_.empty()) return false;
  const std::uint32_t number = inner_->line_of(place.span.begin);
  if (number > lines_.size()) return true;
  const Line& line = lines_[number - 1];
  return line.nowhere || place.span.begin < inner_->line_span(number).begin + line.added;
}

bool InlinePlaces::is_exact(const Place& place) const {
  if (lines_.empty()) return false;
  const std::uint32_t number = inner_->line_of(place.span.begin);
  return number <= lines_.size() && lines_[number - 1].exact &&
         place.span.end <= inner_->line_span(number).end;
}

void InlinePlaces::move_out(Finding& finding) const {
  auto& fixes = finding.fixes;
  fixes.erase(std::remove_if(fixes.begin(), fixes.end(),
                             [&](const Fix& fix) {
                               return std::any_of(fix.edits.begin(), fix.edits.end(), [&](const Edit& edit) {
                                 return covers(edit.at) &&
                                        (!is_exact(edit.at) || edit.text.find('\n') != std::string::npos);
                               });
                             }),
              fixes.end());
  for (Fix& fix : fixes) {
    for (Edit& edit : fix.edits) edit.at = outer(edit.at);
  }
  finding.at = outer(finding.at);
  for (TraceStep& step : finding.trace) step.at = outer(step.at);
}

}  // namespace dockgate::lint
