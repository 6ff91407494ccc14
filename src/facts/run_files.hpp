#pragma once
// Files that commands of a RUN write themselves: `cat > x <<EOF`, `echo … >> x`, `printf … > x`, `tee x`.

#include <string>
#include <vector>

#include "build/build.hpp"
#include "shell/script.hpp"

namespace dockgate::facts {

/// Collects what is written while the commands of one stage go by in order.
class RunFiles {
 public:
  /// `context` may be null: then nothing of it is edited.
  RunFiles(build::FileMap& files, const FileTree* context) : files_(files), context_(context) {}

  /// Adds the file that `command`, the last of `pipeline`, writes, if its content is known. `workdir` is the
  /// absolute image path in which it runs. Copies and moves within the image (`cp`, `mv`) are followed too.
  void add(const shell::Command& command, const std::vector<const shell::Command*>& pipeline,
           std::string_view workdir, std::size_t instruction);
  /// Whether it had to look into a file of the context.
  bool looked() const { return looked_; }

 private:
  /// Sets or extends the file at `path`; what would grow above 1 MiB is left as it was. `edited`: the file of
  /// the context that it was before.
  void write(std::string path, text::MappedText content, bool append, std::size_t instruction,
             const Place& at, std::string edited = {});
  void edit(const shell::Command& command, std::string_view workdir, std::size_t instruction);
  void copy(const shell::Command& command, std::string_view workdir, std::size_t instruction);

  build::FileMap& files_;
  const FileTree* context_;
  bool looked_ = false;
  std::size_t written_ = 0;  // bounded, so that a hostile script cannot fill the memory
};

}  // namespace dockgate::facts
