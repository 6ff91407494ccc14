#pragma once
// Places in a Dockerfile that is written into a compose or bake file or made out of one, as places in that
// file.

#include <cstdint>
#include <vector>

#include "build/invocation.hpp"
#include <dockgate/finding.hpp>

namespace dockgate::lint {

/// From the text of an inline Dockerfile to the file around it. Lines that stand there as they are (in a
/// block scalar, a heredoc) map byte by byte; one whose variables were replaced maps to its whole line; text
/// that does not stand there line by line (quoted, folded) maps to all of `at`. Lines that were made map to
/// what they were made of.
class InlinePlaces {
 public:
  /// `inner`: the text of the Dockerfile that `invocation` holds. Without one, everything stays as it is.
  InlinePlaces(SourcePtr inner, const build::Invocation* invocation);
  /// Whether `place` lies in the inline text.
  bool covers(const Place& place) const;
  /// `place` in the outer file; one that is elsewhere stays as it is.
  Place outer(const Place& place) const;
  /// Whether nobody wrote what stands at `place`: nothing is to be said about it.
  bool is_added(const Place& place) const;
  /// All places of `finding`. A fix that cannot be expressed in the outer file is dropped: lines that it adds
  /// would need the indentation of that file.
  void move_out(Finding& finding) const;

 private:
  struct Line {
    std::uint32_t begin = 0, end = 0;  // without indentation
    bool exact = false;
    std::uint32_t added = 0;  // bytes of the inner line that nobody wrote
    bool nowhere = false;     // none of it was written
  };
  void read_written();
  void read_made(const std::vector<build::MadeLine>& made);
  bool is_exact(const Place& place) const;
  SourcePtr inner_;
  Place at_;
  std::vector<Line> lines_;  // by line of the inline text; empty: nothing is known but `at_`
};

}  // namespace dockgate::lint
