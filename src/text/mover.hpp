#pragma once
// Places that go along with their text when it stands elsewhere.

#include <cstdint>
#include <utility>

#include <dockgate/text.hpp>

namespace dockgate::text {

/// Takes places in a part of one file to another file that holds the same bytes, from some byte on.
class Mover {
 public:
  Mover(SourcePtr from, Span part, SourcePtr to, std::uint32_t begin)
      : from_(std::move(from)), part_(part), to_(std::move(to)), begin_(begin) {}

  void move(Place& place) {
    if (move(place.source)) move(place.span);
  }
  /// Whether places of `source`, which becomes the other file, have to be moved; it is null for none.
  bool move(SourcePtr& source) {
    if (source == nullptr) return false;
    strayed_ = strayed_ || source != from_;
    source = to_;
    return true;
  }
  void move(Span& span) {
    // Nothing is at the very beginning: texts that stand nowhere are said to be there.
    if (span.empty() && span.begin == 0) return;
    strayed_ = strayed_ || span.begin < part_.begin || span.end > part_.end;
    span = {span.begin - part_.begin + begin_, span.end - part_.begin + begin_};
  }
  /// Whether a place lay outside of the part: what was moved is good for nothing then.
  bool strayed() const { return strayed_; }

 private:
  SourcePtr from_;
  Span part_;
  SourcePtr to_;
  std::uint32_t begin_;
  bool strayed_ = false;
};

}  // namespace dockgate::text
