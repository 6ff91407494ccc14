#include "facts/code_reach.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>

#include "facts/module_search.hpp"
#include "facts/notebook.hpp"
#include "facts/shipped_code.hpp"
#include "facts/wanted_script.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::facts {
namespace {

using python::Import;
using text::MappedText;

// Bounds on work, far above what real builds need.
constexpr std::size_t max_modules_of_program = 8000;
constexpr std::size_t max_programs = 400;

std::string folder_of(std::string_view path) {
  auto folder = std::string(text::parent(path));
  if (folder.empty() && path.starts_with('/')) folder = "/";
  return folder;
}

/// Ends of lists in PYTHONPATH.
std::vector<std::string> search_folders(const build::Scope* scope) {
  std::vector<std::string> out;
  if (scope == nullptr) return out;
  const auto found = scope->find("PYTHONPATH");
  if (found == scope->end() || !found->second.value) return out;
  for (const auto part : text::split(*found->second.value, ':'))
    if (!part.empty()) out.emplace_back(part);
  return out;
}

bool is_notebook(std::string_view path) {
  return path.ends_with(".ipynb");
}

std::string_view keyword_of(const build::Build& build, std::size_t instruction) {
  if (instruction >= build.file->instructions.size()) return "the image";
  return build.file->instructions[instruction].keyword;
}

/// Follows the starts of one build.
class Reach {
 public:
  Reach(const build::Build& build, const ShellCommands& commands, const ShellCommands& waiting,
        ModuleCache& cache, unsigned jobs)
      : build_(build),
        commands_(commands),
        waiting_(waiting),
        catalog_(cache.catalog()),
        cache_(cache),
        jobs_(jobs),
        files_(build.context ? cache.files(*build.context) : std::make_shared<ContextFiles>()),
        projects_(build.context.get(), *files_) {}

  CodeReach run() {
    if (!files_->complete)
      out_.not_judged.push_back(
          {{}, "the build context holds too many files; not all of them were looked at"});
    for (const auto& command : commands_.commands) follow(command);
    reached_ = std::move(seen_);
    seen_.clear();
    out_.start_is_open = start_is_open();
    take_unreached();
    for (const auto& command : waiting_.commands) follow(command, false);
    list_code();
    return std::move(out_);
  }

 private:
  /// Where a start was found.
  struct Entry {
    std::string path, image_path;
    std::optional<MappedText> text;
    std::string name = "__main__";
    bool is_package = false;
    bool sure = true;
  };

  /// `reached`: something runs the command; else only what stands in it is taken, files are known to wait.
  void follow(const RunCommand& command, bool reached = true) {
    StartContext context;
    context.catalog = &catalog_;
    if (command.command != nullptr && command.command->scope != nullptr) {
      const auto scope = command.command->scope;
      context.variable = [scope](std::string_view name) -> std::optional<std::string> {
        const auto found = scope->find(name);
        return found == scope->end() || !found->second.known ? std::nullopt : found->second.value;
      };
    }
    context.console_script = [this](std::string_view program) -> std::optional<std::string> {
      const auto* script = projects_.console_script(program);
      return script == nullptr ? std::nullopt : std::optional(script->target);
    };
    context.configured = [&](std::string_view file, std::string_view key) -> std::optional<std::string> {
      const ImageFiles image(command.files.get(), files_.get());
      const auto found = image.guess(image_path(command.workdir, file));
      if (!found || build_.context == nullptr || found->path.empty()) return std::nullopt;
      const auto source = build_.context->read(found->path, max_source_bytes);
      if (!source) return std::nullopt;
      const auto root = yaml::parse(*source);
      const auto* value = root && root->is_map() ? root->find(key) : nullptr;
      return value != nullptr && value->is_scalar() ? std::optional(value->scalar) : std::nullopt;
    };
    std::vector<Problem> open;
    for (const auto& start : python_starts(command.shell, context, reached ? out_.not_judged : open))
      if (reached || start.kind == PythonStart::Kind::code) begin(command, start, reached);
  }

  void begin(const RunCommand& command, const PythonStart& start, bool reached) {
    const ImageFiles image(command.files.get(), files_.get());
    ModuleSearch search(image, projects_, catalog_);
    for (const auto& folder : start.search_paths) search.add_image_root(image_path(command.workdir, folder));

    std::vector<Entry> entries;
    switch (start.kind) {
      case PythonStart::Kind::code: {
        Entry entry;
        entry.text = start.code;
        if (!reached) entry.name += " " + std::to_string(++waiting_codes_);  // they are looked at together
        entries.push_back(std::move(entry));
        search.add_image_root(command.workdir);
        break;
      }
      case PythonStart::Kind::file: {
        std::string path = image_path(command.workdir, start.target);
        if (start.guess && start.target.find('/') == std::string::npos && !start.target.ends_with(".py"))
          if (auto program = program_path(command, start.target)) path = std::move(*program);
        const bool default_file = start.guess && path.ends_with(".py");
        const auto file = start.guess && !default_file ? image.find(path) : image.guess(path);
        if (!file) {
          if (!start.guess)
            out_.not_judged.push_back(
                {start.at,
                 "`" + start.target + "` is not in the build context; what it runs was not looked at"});
          return;
        }
        if (start.guess && !path.ends_with(".py") && !is_python_text(*file)) return;
        Entry entry;
        entry.path = file->path;
        entry.image_path = path;
        entry.text = file->text;
        entry.sure = file->sure;
        if (file->sure) search.add_image_root(folder_of(path));
        entries.push_back(std::move(entry));
        break;
      }
      case PythonStart::Kind::folder:
        folder_entries(command, start, image, entries);
        break;
      case PythonStart::Kind::module:
        break;
    }
    if (start.kind == PythonStart::Kind::module) search.add_image_root(command.workdir);
    for (const auto& folder : search_folders(command.command ? command.command->scope.get() : nullptr))
      search.add_image_root(image_path(command.workdir, folder));
    add_likely_roots(command, search, entries);
    if (start.kind == PythonStart::Kind::module) {
      auto entry = module_entry(start, search);
      if (!entry) {
        // A module of an installed library: its own code is not part of the context.
        return;
      }
      add_package_roots(search, *entry);
      entries.push_back(std::move(*entry));
    }
    for (const auto& entry : entries) {
      Program program;
      program.scope = command.command ? command.command->scope : nullptr;
      program.assignments = command.shell.assignments;
      program.exported = command.shell.exported;
      const auto& words = command.shell.words;
      if (start.arguments != 0)
        program.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(start.arguments), words.end());
      program.arguments_known = start.arguments_known;
      program.workdir = command.workdir;
      program.files = command.files;
      program.stage = command.stage;
      program.phase = command.phase;
      program.instruction = command.command ? command.command->instruction : 0;
      program.reached = reached;
      program.may_start = reached || out_.start_is_open;
      auto trace = command.trace;
      const std::string keyword(keyword_of(build_, program.instruction));
      // A text of the Dockerfile itself has no way that leads to it.
      if (!(entry.text && entry.path.empty() && trace.empty()))
        trace.push_back(
            {start.at, (command.trace.empty() ? keyword + " runs `" : "runs `") + start.written + "`"});
      close(program, entry, trace, search);
    }
  }

  /// Where the build puts a program that is run by name; nothing where it puts none.
  std::optional<std::string> program_path(const RunCommand& command, std::string_view name) {
    if (command.files == nullptr || command.files->size() == 0) return std::nullopt;
    for (const auto& [folder, reached] : filled_folders(command)) {
      std::string path = image_path(folder, name);
      if (command.files->is_destination(path)) return path;
      if (reached && ImageFiles(command.files.get(), files_.get()).find(path)) return path;
    }
    return std::nullopt;
  }

  /// A folder where programs are looked for, and whether more than what was put to it by name can stand
  /// there.
  using ProgramFolder = std::pair<std::string, bool>;

  /// Those that the build puts something to: none, in nearly all builds.
  const std::vector<ProgramFolder>& filled_folders(const RunCommand& command) {
    std::string_view search;
    if (command.command != nullptr && command.command->scope != nullptr)
      if (const auto* path = command.command->scope->get("PATH"); path != nullptr && path->value)
        search = *path->value;
    // Most commands see the files and the PATH of the one before.
    if (searched_.files && command.files->is_copy_of(*searched_.files) && searched_.path == search)
      return searched_.folders;
    searched_ = {command.files, std::string(search), {}};
    for (std::string& folder : program_folders(search)) {
      const bool reached = command.files->reaches(folder);
      if (reached || !command.files->names_below(folder).empty())
        searched_.folders.emplace_back(std::move(folder), reached);
    }
    return searched_.folders;
  }

  void folder_entries(const RunCommand& command, const PythonStart& start, const ImageFiles& image,
                      std::vector<Entry>& entries) const {
    const auto folder = image_path(command.workdir, start.target);
    if (!start.models) {
      for (const std::string_view name : {"/__main__.py", "/main.py", "/app.py"})
        if (const auto file = start.target.starts_with('/') ? image.find(folder + std::string(name))
                                                            : image.guess(folder + std::string(name))) {
          Entry entry;
          entry.path = file->path;
          entry.image_path = folder + std::string(name);
          entry.text = file->text;
          entries.push_back(std::move(entry));
          return;
        }
      return;
    }
    // Triton: <repository>/<model>/<version>/model.py
    for (const auto& path : files_->files) {
      if (!path.ends_with("/model.py") || command.files == nullptr) continue;
      for (const auto& at : command.files->image_paths(path))
        if (at.starts_with(folder + "/")) {
          Entry entry;
          entry.path = path;
          entry.image_path = at;
          entries.push_back(std::move(entry));
          break;
        }
    }
  }

  /// Folders that are probably searched: those that the image holds, the entry's own ones upward, the
  /// context's.
  void add_likely_roots(const RunCommand& command, ModuleSearch& search,
                        const std::vector<Entry>& entries) const {
    for (const auto& entry : entries) {
      if (entry.path.empty()) continue;
      std::string folder = folder_of(entry.path);
      search.add_context_root(folder, true);
      while (!folder.empty()) {
        folder = folder_of(folder);
        search.add_context_root(folder, false);
      }
    }
    search.add_image_root(command.workdir, false);
    if (command.files != nullptr) {
      const auto placed = command.files->entries();
      for (std::size_t i = placed.size(); i-- > 0;)
        if (placed[i].from == build::Placed::From::context && placed[i].folder && !placed[i].ignored)
          search.add_context_root(placed[i].source == "." ? "" : placed[i].source, false);
    }
    if (command.files != nullptr) search.add_package_folders(*command.files);
    search.add_context_root("", false);
    search.add_context_root("src", false);
    for (const auto& root : projects_.roots()) search.add_context_root(root, false);
  }

  std::optional<Entry> module_entry(const PythonStart& start, ModuleSearch& search) const {
    auto found = search.find(start.target);
    auto name = start.target;
    if (const auto dot = name.rfind('.'); !found && !start.as_main && dot != std::string::npos) {
      // `app.handler`: a function of the module.
      found = search.find(name.substr(0, dot));
      if (found) name.resize(dot);
    }
    if (start.as_main && (!found || found->is_package)) {
      if (auto main = search.find(start.target + ".__main__")) {
        found = std::move(main);
        name += ".__main__";
      }
    }
    if (!found) {
      // `main:app` in a working folder that only the base image knows: some folder of the context has it.
      std::string relative = start.target + ".py";
      std::replace(relative.begin(), relative.end() - 3, '.', '/');
      for (const auto& path : files_->files)
        if (path.size() > relative.size() && path.ends_with("/" + relative) && shipped(path)) {
          Entry entry;
          entry.path = path;
          entry.name = name;
          entry.sure = false;
          return entry;
        }
      return std::nullopt;
    }
    Entry entry;
    entry.path = found->path;
    entry.image_path = found->image_path;
    entry.text = found->text;
    entry.is_package = found->is_package;
    entry.name = name;
    return entry;
  }

  void add_package_roots(ModuleSearch& search, const Entry& entry) const {
    // The folder in which the dotted name begins is on the path.
    std::string folder = folder_of(entry.path);
    auto dots = std::count(entry.name.begin(), entry.name.end(), '.') + (entry.is_package ? 1 : 0);
    while (dots-- > 0) folder = folder_of(folder);
    if (!entry.path.empty()) search.add_context_root(folder, true);
  }

  bool shipped(const std::string& path) const {
    return shipped_files() != nullptr && !image_paths(*shipped_files(), path).empty();
  }
  /// FileMap::image_paths(), asked once a path.
  const std::vector<std::string>& image_paths(const build::FileMap& files, const std::string& path) const {
    auto& known = image_paths_[&files];
    const auto [at, fresh] = known.try_emplace(path);
    if (fresh) at->second = files.image_paths(path);
    return at->second;
  }
  const build::FileMap* shipped_files() const {
    if (build_.target_stage < 0 || static_cast<std::size_t>(build_.target_stage) >= build_.stages.size())
      return nullptr;
    const auto stage = static_cast<std::size_t>(build_.target_stage);
    if (stage < commands_.files.size() && commands_.files[stage]) return commands_.files[stage].get();
    return build_.stages[stage].files.get();
  }

  /// The file `path` of the context; null where it cannot be read.
  SourcePtr source_of(const std::string& path) {
    if (build_.context == nullptr) return nullptr;
    auto source = build_.context->read(path, is_notebook(path) ? max_notebook_bytes : max_source_bytes);
    if (source) return *source;
    if (unread_.insert(path).second)
      out_.not_judged.push_back({{},
                                 "`" + build_.context->display_path(path) +
                                     "` could not be read: " + std::string(to_string(source.error()))});
    return nullptr;
  }

  bool is_python_text(const FoundFile& file) {
    const SourcePtr source = file.text ? nullptr : source_of(file.path);
    if (!file.text && source == nullptr) return false;
    const auto view = file.text ? file.text->view() : source->bytes();
    if (!view.starts_with("#!")) return false;
    const auto line = view.substr(0, view.find('\n'));
    return line.find("python") != std::string_view::npos;
  }

  std::shared_ptr<const ParsedFile> parse(const Entry& entry) {
    if (entry.text) return read_and_parse(entry);
    const auto [at, fresh] = by_path_.try_emplace(entry.path);
    if (fresh) at->second = read_and_parse(entry);
    return at->second;
  }

  std::shared_ptr<const ParsedFile> read_and_parse(const Entry& entry) {
    const SourcePtr source = entry.text ? entry.text->source() : source_of(entry.path);
    if (is_notebook(entry.path) && source != nullptr) return cache_.parse(read_notebook(source).python);
    if (entry.text) return cache_.parse(*entry.text);
    return source == nullptr ? nullptr : cache_.parse(source);
  }

  /// Walks the imports breadth-first from `entry`. What a program that nothing starts shares with the latest
  /// of its kind is walked once: all of a tree costs what its parts cost together.
  void close(const Program& program, const Entry& entry, const std::vector<Step>& trace,
             ModuleSearch& search) {
    if (!program.reached)
      for (std::size_t i = out_.programs.size(); i-- > 0;) {
        if (out_.programs[i].reached || out_.programs[i].instruction != program.instruction) continue;
        if (walk(program, entry, trace, search, i)) return;
        break;
      }
    walk(program, entry, trace, search, std::nullopt);
  }

  /// Walks from `entry`, but not through what the program number `beside` has already; then the two have to
  /// agree, or nothing is done and the result is false.
  bool walk(Program program, const Entry& entry, std::vector<Step> trace, ModuleSearch& search,
            std::optional<std::size_t> beside) {
    if (out_.programs.size() >= max_programs) return true;
    const auto* have = beside ? &paths_of(*beside) : nullptr;
    const auto is_walked = [&](const ProgramModule& module) {
      if (have == nullptr) return false;
      const auto found = have->find(module.name);
      return found != have->end() && found->second == module.path;
    };
    ProgramModule first;
    first.name = entry.name;
    first.is_package = entry.is_package;
    first.path = entry.path;
    first.image_path = entry.image_path;
    first.trace = std::move(trace);
    first.parsed = parse(entry);
    if (first.parsed == nullptr) return true;

    std::set<std::string, std::less<>> names = {first.name};
    program.modules.push_back(std::move(first));
    // Packages of a dotted start are imported before it.
    for (auto dot = entry.name.rfind('.'); dot != std::string::npos; dot = entry.name.rfind('.', dot - 1)) {
      add_module(program, names, search, entry.name.substr(0, dot), program.modules.front().trace, {});
      if (dot == 0) break;
    }
    for (std::size_t i = 0; i < program.modules.size(); ++i) {
      // The vector grows while imports are added, so that nothing of it is held by reference.
      const auto parsed = program.modules[i].parsed;
      const auto trace_here = program.modules[i].trace;
      const auto name = program.modules[i].name;
      const bool package = program.modules[i].is_package;
      program.may_matter = program.may_matter || parsed->mentions.matters;
      if (is_walked(program.modules[i])) continue;
      for (const auto& import : parsed->imports) {
        const auto base = absolute_name(import, name, package);
        if (!base) continue;
        add_parents(program, names, search, *base, trace_here, import.at);
        for (const auto& member : import.names)
          if (member == python::every_module)
            for (const auto& below : search.submodules(*base))
              add_module(program, names, search, base->empty() ? below : *base + "." + below, trace_here,
                         import.at);
          else if (member != "*")
            add_module(program, names, search, base->empty() ? member : *base + "." + member, trace_here,
                       import.at);
      }
      if (program.modules.size() >= max_modules_of_program) {
        out_.not_judged.push_back(
            {program.modules.front().trace.empty() ? Place{} : program.modules.front().trace.front().at,
             "the program imports more modules than are followed"});
        break;
      }
    }
    if (beside && !joins(*beside, program)) return false;
    for (const auto& module : program.modules)
      if (!module.path.empty()) seen_.insert(module.path);
    if (beside)
      join(*beside, program);
    else if (program.reached || !joined(program))
      out_.programs.push_back(std::move(program));
    return true;
  }

  const std::map<std::string, std::string>& paths_of(std::size_t number) {
    auto& paths = unreached_paths_[number];
    if (paths.empty())
      for (const auto& module : out_.programs[number].modules) paths.emplace(module.name, module.path);
    return paths;
  }

  /// Whether two programs can be looked at as one: no name means different files in them.
  bool joins(std::size_t number, const Program& program) {
    const auto& other = out_.programs[number];
    if (other.reached || other.instruction != program.instruction || other.may_start != program.may_start ||
        other.modules.size() + program.modules.size() > max_modules_of_program)
      return false;
    const auto& paths = paths_of(number);
    return std::all_of(program.modules.begin(), program.modules.end(), [&](const auto& module) {
      const auto have = paths.find(module.name);
      return have == paths.end() || have->second == module.path;
    });
  }

  void join(std::size_t number, Program& program) {
    auto& other = out_.programs[number];
    other.may_matter = other.may_matter || program.may_matter;
    auto& paths = unreached_paths_[number];
    for (auto& module : program.modules)
      if (paths.emplace(module.name, module.path).second) other.modules.push_back(std::move(module));
  }

  /// Files that nothing starts are looked at together, as far as their names agree: what several of them
  /// import is followed once, and each sees how the others call it.
  bool joined(Program& program) {
    for (std::size_t i = 0; i < out_.programs.size(); ++i) {
      if (!joins(i, program)) continue;
      join(i, program);
      return true;
    }
    return false;
  }

  static std::optional<std::string> absolute_name(const Import& import, const std::string& name,
                                                  bool package) {
    if (import.level == 0) return import.module;
    std::string base = name;
    for (int up = package ? 1 : 0; up < import.level; ++up) {
      const auto dot = base.rfind('.');
      if (dot == std::string::npos) {
        base.clear();
        if (up + 1 < import.level) return std::nullopt;
        break;
      }
      base.resize(dot);
    }
    if (import.module.empty()) return base;
    return base.empty() ? import.module : base + "." + import.module;
  }

  void add_parents(Program& program, std::set<std::string, std::less<>>& names, ModuleSearch& search,
                   const std::string& dotted, const std::vector<Step>& trace, const Place& at) {
    for (auto dot = dotted.find('.'); dot != std::string::npos; dot = dotted.find('.', dot + 1))
      add_module(program, names, search, dotted.substr(0, dot), trace, at);
    if (!dotted.empty()) add_module(program, names, search, dotted, trace, at);
  }

  void add_module(Program& program, std::set<std::string, std::less<>>& names, ModuleSearch& search,
                  const std::string& dotted, const std::vector<Step>& trace, const Place& at) {
    if (dotted.empty() || program.modules.size() >= max_modules_of_program || names.contains(dotted)) return;
    const auto& found = search.find(dotted);
    if (!found) return;
    names.insert(dotted);
    Entry entry;
    entry.path = found->path;
    entry.text = found->text;
    ProgramModule module;
    module.parsed = parse(entry);
    if (module.parsed == nullptr) return;
    module.name = dotted;
    module.is_package = found->is_package;
    module.path = found->path;
    module.image_path = found->image_path;
    module.trace = trace;
    if (at.source != nullptr) module.trace.push_back({at, "imports `" + dotted + "`"});
    program.modules.push_back(std::move(module));
  }

  /// Python files that ship and that no start leads to. Each becomes a program of its own, with what it
  /// imports.
  void take_unreached() {
    if (shipped_files() == nullptr || build_.context == nullptr) return;
    take_unreached_of(*shipped_files(), build_.target_stage);
    // A stage that only builds packages: its sources ship as what `pip install` unpacks.
    std::set<int> makers;
    for (const auto& placed : shipped_files()->entries())
      if (placed.from == build::Placed::From::stage && placed.source_stage >= 0 && is_built_code(placed) &&
          builds_packages(placed.source_stage))
        makers.insert(placed.source_stage);
    for (const int maker : makers)
      if (static_cast<std::size_t>(maker) < commands_.files.size() &&
          commands_.files[static_cast<std::size_t>(maker)])
        take_unreached_of(*commands_.files[static_cast<std::size_t>(maker)], maker);
  }

  /// Whether a stage made what is copied out of Python sources: wheels, an environment, installed packages.
  static bool is_built_code(const build::Placed& placed) {
    if (const auto files = placed.stage_files.lock(); files && files->find(placed.source)) return false;
    for (const auto part : text::split(placed.source, '/'))
      for (const std::string_view name :
           {"dist", "wheels", "wheelhouse", "site-packages", "dist-packages", "venv", ".venv"})
        if (part == name) return true;
    return placed.source.ends_with(".whl");
  }

  bool builds_packages(int stage) const {
    constexpr std::array<std::string_view, 7> builders = {"pip",   "pip3", "poetry", "uv",
                                                          "hatch", "pdm",  "flit"};
    return std::any_of(commands_.commands.begin(), commands_.commands.end(), [&](const RunCommand& command) {
      if (command.stage != stage || command.shell.words.empty()) return false;
      const auto program = shell::program_name(command.shell.words.front());
      return is_python(program) || std::find(builders.begin(), builders.end(), program) != builders.end();
    });
  }

  /// See CodeReach: no start of Python is known, or one takes words or starts programs that are not known.
  bool start_is_open() const { return command_is_open() || started_code(&ParsedFile::starts_more); }

  /// No start of Python is known, or one takes words that are not known.
  bool command_is_open() const {
    bool any = false;
    for (const auto& program : out_.programs) any = any || (program.reached && program.phase == Phase::start);
    for (const auto& command : commands_.commands)
      if (command.phase == Phase::start && command.stage == build_.target_stage)
        for (const auto& word : command.shell.words)
          if (!word.known) return true;
    return !any;
  }

  /// Whether `says` holds for a file that the container runs.
  bool started_code(bool (ParsedFile::*says)() const) const {
    return std::any_of(out_.programs.begin(), out_.programs.end(), [&](const Program& program) {
      return program.reached && program.phase == Phase::start &&
             std::any_of(program.modules.begin(), program.modules.end(),
                         [&](const ProgramModule& module) { return ((*module.parsed).*says)(); });
    });
  }

  void take_unreached_of(const build::FileMap& files_of_stage, int stage_index) {
    const auto* map = &files_of_stage;
    const bool product = stage_index != build_.target_stage;
    std::vector<std::string> shipped;
    for (const auto& path : files_->files)
      if ((path.ends_with(".py") || is_notebook(path)) && !image_paths(*map, path).empty() &&
          (!product || projects_.holds(path)))
        shipped.push_back(path);
    // What a start led to has been looked at already.
    const auto known = [&](const std::string& path) {
      const auto found = by_path_.find(path);
      return found == by_path_.end() ? nullptr : found->second.get();
    };
    auto [waiting, complete] = code_that_matters(*build_.context, shipped, known, catalog_, jobs_);
    if (!complete)
      out_.not_judged.push_back({{}, "not all Python files that ship were looked at: there are too many"});
    const auto reached = static_cast<std::size_t>(std::count_if(
        waiting.begin(), waiting.end(), [&](const std::string& path) { return reached_.contains(path); }));
    if (waiting.size() == reached) return;
    // A few files that something starts are taken along, so that builds of the same files have the same rest,
    // which is then worked out once; facts about them come from what starts them.
    if (reached * 2 > waiting.size())
      std::erase_if(waiting, [&](const std::string& path) { return reached_.contains(path); });
    const bool command_open = command_is_open();
    const ImageFiles image(map, files_.get());
    std::map<std::string, ModuleSearch> searches;  // by folder: what decides the search path
    for (const auto& path : waiting) {
      if (seen_.contains(path)) continue;
      Entry entry;
      entry.path = path;
      std::string folder = folder_of(path);
      std::string name(text::file_name(path));
      name.resize(name.rfind('.'));
      if (name == "__init__") {
        entry.is_package = true;
        name = text::file_name(folder);
        folder = folder_of(folder);
      }
      while (!folder.empty() && files_->has(folder + "/__init__.py")) {
        name = std::string(text::file_name(folder)) + "." + name;
        folder = folder_of(folder);
      }
      entry.name = name;
      const auto [found, fresh] = searches.try_emplace(folder_of(path), image, projects_, catalog_);
      auto& search = found->second;
      if (fresh) {
        search.add_context_root(folder, true);
        RunCommand none;
        none.files = nullptr;
        none.workdir = "";
        add_likely_roots(none, search, {entry});
      }
      Program program;
      program.reached = false;
      // What a program that is known imports or starts under a name that it makes is not said to start.
      program.may_start = command_open;
      program.stage = stage_index;
      const auto& stage = build_.stages[static_cast<std::size_t>(stage_index)];
      program.scope = stage.environment ? stage.environment : stage.scope;
      program.workdir = stage.workdir;
      program.files = stage.files;
      program.phase = Phase::start;
      std::vector<Step> trace;
      if (const auto hit = map->find(image_paths(*map, path).front()); hit && hit->placed != nullptr) {
        const auto* placed = hit->outer != nullptr ? hit->outer : hit->placed;
        program.instruction = placed->instruction;
        trace.push_back({placed->at, std::string(keyword_of(build_, placed->instruction)) +
                                         (product ? " builds a package of `" : " ships `") + path + "`"});
      }
      close(program, entry, trace, search);
    }
  }

  void list_code() {
    std::set<std::string, std::less<>> listed;
    for (const auto& program : out_.programs)
      for (const auto& module : program.modules) {
        if (module.path.empty() || !listed.insert(module.path).second) continue;
        CodeFact fact;
        fact.file = module.path;
        fact.language = "python";
        fact.subject = module.path;
        fact.at = {module.parsed->source, {}};
        fact.trace = module.trace;
        fact.reached = program.reached;
        fact.shipped = shipped(module.path);
        fact.stage = program.stage;
        fact.phase = program.phase;
        fact.instruction = program.instruction;
        if (program.stage >= 0 && static_cast<std::size_t>(program.stage) < build_.stages.size())
          fact.stage_name = build_.stages[static_cast<std::size_t>(program.stage)].name;
        out_.code.push_back(std::move(fact));
      }
  }

  const build::Build& build_;
  const ShellCommands& commands_;
  const ShellCommands& waiting_;
  std::size_t waiting_codes_ = 0;
  const catalog::Index& catalog_;
  ModuleCache& cache_;
  unsigned jobs_;
  std::shared_ptr<const ContextFiles> files_;
  Projects projects_;
  std::set<std::string, std::less<>> seen_, reached_, unread_;
  std::map<std::size_t, std::map<std::string, std::string>> unreached_paths_;  // by program: name → path
  std::unordered_map<std::string, std::shared_ptr<const ParsedFile>> by_path_;
  struct Searched {
    std::shared_ptr<const build::FileMap> files;
    std::string path;
    std::vector<ProgramFolder> folders;
  };
  Searched searched_;  // the latest
  mutable std::map<const build::FileMap*, std::unordered_map<std::string, std::vector<std::string>>>
      image_paths_;
  CodeReach out_;
};

}  // namespace

CodeReach reach_code(const build::Build& build, const ShellCommands& commands, const ShellCommands& waiting,
                     ModuleCache& cache, unsigned jobs) {
  return Reach(build, commands, waiting, cache, jobs).run();
}

}  // namespace dockgate::facts
