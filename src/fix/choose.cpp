#include "fix/choose.hpp"

#include <algorithm>

namespace dockgate::fix {
namespace {

bool before(const TextEdit& a, const TextEdit& b) {
  return a.span.begin < b.span.begin;
}

/// The edits that were taken so far.
class Taken {
 public:
  /// Takes all edits of `fix`, or none of them.
  bool take(const Fix& fix) {
    const auto fits = [&](const Edit& edit) { return edit.at.source && fits_in(edit); };
    if (fix.edits.empty() || !std::ranges::all_of(fix.edits, fits)) return false;
    for (std::size_t i = 0; i < fix.edits.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k)
        if (fix.edits[i].at.source == fix.edits[k].at.source &&
            touch(text_edit(fix.edits[i]), text_edit(fix.edits[k])))
          return false;
    }
    for (const Edit& edit : fix.edits) {
      FileEdits& file = files_[edit.at.source->path()];
      file.file = edit.at.source;
      const TextEdit made = text_edit(edit);
      const auto at = std::ranges::lower_bound(file.edits, made, before);
      if (at == file.edits.end() || !(*at == made)) file.edits.insert(at, made);
    }
    return true;
  }
  EditsByPath take_all() { return std::move(files_); }

 private:
  static TextEdit text_edit(const Edit& edit) { return {edit.at.span, edit.text}; }

  bool fits_in(const Edit& edit) const {
    const Span span = edit.at.span;
    if (span.begin > span.end || span.end > edit.at.source->bytes().size()) return false;
    const auto known = files_.find(edit.at.source->path());
    if (known == files_.end()) return true;
    if (known->second.file->bytes() != edit.at.source->bytes()) return false;  // two files under one name
    const TextEdit made = text_edit(edit);
    const auto& edits = known->second.edits;
    const auto at = std::ranges::lower_bound(edits, made, before);
    if (at != edits.end() && *at == made) return true;
    if (at != edits.end() && touch(*at, made)) return false;
    return at == edits.begin() || !touch(*std::prev(at), made);
  }

  EditsByPath files_;
};

}  // namespace

std::vector<Chosen> choose(const std::vector<Finding>& findings,
                           const std::function<bool(const Finding&, const Fix&)>& may_make) {
  std::vector<Chosen> chosen;
  Taken taken;
  for (const Finding& finding : findings) {
    if (finding.suppressed) continue;
    const auto fix =
        std::ranges::find_if(finding.fixes, [&](const Fix& one) { return may_make(finding, one); });
    if (fix != finding.fixes.end() && taken.take(*fix)) chosen.push_back({&finding, &*fix});
  }
  return chosen;
}

EditsByPath edits_of(const std::vector<Chosen>& chosen) {
  Taken taken;
  for (const Chosen& one : chosen) taken.take(*one.fix);
  return taken.take_all();
}

}  // namespace dockgate::fix
