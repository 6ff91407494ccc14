// `manifest write` and `manifest verify`.
#include "manifest/manifest.hpp"

#include <algorithm>
#include <cstring>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/image_input.hpp"
#include "cli/manifest_file.hpp"
#include "cli/prepare.hpp"
#include "cli/version.hpp"
#include "lint/gate.hpp"
#include "manifest/collect.hpp"
#include "report/manifest.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {
namespace {

using manifest::Difference;

/// What is there now, and how far it could be told.
struct Recomputed {
  manifest::Manifest manifest;
  std::vector<Difference> in_image;  // what the image does not hold as it should
  std::vector<NotJudged> not_judged;
  bool nothing = false;
};

/// Nothing when the run could not be done; `code` says why.
std::optional<Recomputed> recompute(const Options& options, const std::string& folder, Console& console,
                                    int& code) {
  code = exit_invalid;
  auto prepared = prepare(options, console);
  if (!prepared) return std::nullopt;
  if (!options.image.empty() && prepared->inputs.size() > 1) {
    complain(console, options,
             "--image belongs to one build, and there are " + std::to_string(prepared->inputs.size()) +
                 "; name its Dockerfile");
    return std::nullopt;
  }
  Recomputed out;
  out.manifest.tool_version = version;
  out.nothing = prepared->inputs.empty() && prepared->not_judged.empty();
  lint::GateRequest request;
  request.folder = folder;
  if (!options.image.empty()) {
    request.image_path = options.image;
    request.read_image = [&](const std::vector<std::string>& names) { return read_images(options, names); };
  }
  const auto result = lint::gate(std::move(prepared->inputs), prepared->lint, request);
  if (!result.lint.policy_errors.empty()) {
    complain(console, options, result.lint.policy_errors);
    return std::nullopt;
  }
  out.not_judged = result.lint.not_judged;
  std::ranges::move(prepared->not_judged, std::back_inserter(out.not_judged));
  for (const auto& build : result.builds) {
    out.manifest.builds.push_back(build->now);
    for (std::size_t i = 0; i < build->images.size(); ++i) {
      auto lacks = manifest::compare_with_image(build->now, build->now.images[i],
                                                manifest::digests_of(build->images[i]));
      std::ranges::move(lacks, std::back_inserter(out.in_image));
    }
  }
  std::ranges::sort(out.manifest.builds, {},
                    [](const manifest::Build& build) { return std::pair(build.dockerfile, build.label); });
  code = result.lint.internal_error ? int{exit_internal} : int{exit_clean};
  return out;
}

int report_not_judged(const std::vector<NotJudged>& list, Console& console) {
  int code = exit_clean;
  for (const NotJudged& item : list) {
    console.error("not judged: " + text::printable(item.file) + ":" + std::to_string(item.at.line) + ": " +
                  text::printable(item.reason) + "\n");
    // Code that could not be followed is listed; only `gate` fails for it.
    if (!item.part) code = exit_not_judged;
  }
  return code;
}

std::string in_numbers(const manifest::Manifest& manifest) {
  std::size_t images = 0, models = 0, weights = 0, code = 0;
  for (const auto& build : manifest.builds) {
    images += build.base_images.size();
    models += build.models.size();
    weights += build.weights.size();
    code += build.code.size();
    for (const auto& image : build.images) weights += image.weights.size();
  }
  return text::counted(manifest.builds.size(), "build", "builds") + ", " +
         text::counted(images, "image reference", "image references") + ", " +
         text::counted(models, "model", "models") + ", " +
         text::counted(weights, "weight file", "weight files") + ", " +
         text::counted(code, "file of code that a model brings along",
                       "files of code that models bring along");
}

std::string rendered(const manifest::Manifest& manifest, std::string_view format) {
  if (format == "cyclonedx") return report::manifest_cyclonedx(manifest);
  if (format == "in-toto") return report::manifest_statement(manifest);
  return report::manifest_json(manifest);
}

/// Writes what `--format` asks for.
int write_formats(const Options& options, const manifest::Manifest& manifest, Console& console) {
  for (const FormatRequest& format : options.formats) {
    const auto text = rendered(manifest, format.name);
    if (!put_out(format, text, options, console)) return exit_invalid;
  }
  return exit_clean;
}

}  // namespace

int manifest_write(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const std::string file = manifest_to_write(options, workspace);
  int code = exit_clean;
  const auto now = recompute(options, folder_of(file), console, code);
  if (!now) return code;
  if (now->nothing) {
    console.error("nothing to write down: no Dockerfile found\n");
    return exit_nothing;
  }
  code = std::max(code, report_not_judged(now->not_judged, console));
  if (code >= exit_not_judged || !now->in_image.empty()) {
    if (!now->in_image.empty()) {
      console.error("the image does not hold what the context and the code say:\n" +
                    report::differences_text(now->in_image));
      if (!options.no_fail) code = std::max<int>(code, exit_violated);
    }
    console.error("no manifest was written\n");
    return code;
  }
  if (!options.formats.empty()) return std::max(code, write_formats(options, now->manifest, console));
  if (!write_told(file, report::manifest_json(now->manifest), options, console)) return exit_invalid;
  if (!options.quiet) console.out("wrote " + text::printable(file) + ": " + in_numbers(now->manifest) + "\n");
  return code;
}

int manifest_verify(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const auto found = manifest_to_read(options, workspace);
  if (!found) {
    complain(console, options, "there is no manifest to verify; `dockgate manifest write` makes one");
    return exit_invalid;
  }
  const auto source = found->tree->read(found->path, largest_manifest);
  if (!source) {
    complain(console, options,
             "manifest " + text::printable(found->tree->display_path(found->path)) + ": " +
                 std::string(to_string(source.error())));
    return exit_invalid;
  }
  auto before = manifest::read(*source);
  if (!before) {
    complain(console, options, before.error());
    return exit_invalid;
  }
  int code = exit_clean;
  auto now = recompute(options, folder_of((*source)->path()), console, code);
  if (!now) return code;
  if (now->nothing) {
    console.error("nothing to verify: no Dockerfile found\n");
    return exit_nothing;
  }
  code = std::max(code, report_not_judged(now->not_judged, console));
  if (names_files_only(options, workspace)) {
    std::erase_if(before->builds, [&](const manifest::Build& build) {
      return manifest::find(now->manifest, build.dockerfile, build.label) == nullptr;
    });
  }
  if (options.image.empty()) {
    for (manifest::Build& build : before->builds) {
      if (build.images.empty()) continue;
      console.error("not verified: what the image of " + text::printable(build.dockerfile) +
                    " holds; give it with --image\n");
      build.images.clear();
      code = std::max<int>(code, exit_not_judged);
    }
  }
  auto differences = manifest::compare(*before, now->manifest);
  std::ranges::move(now->in_image, std::back_inserter(differences));
  const bool as_json = !options.formats.empty() && options.formats.front().name == "json";
  const std::string shown = text::printable((*source)->path());
  if (as_json) console.out(report::differences_json(differences));
  if (differences.empty()) {
    if (!as_json && !options.quiet) console.out(shown + " holds: " + in_numbers(now->manifest) + "\n");
    return code;
  }
  if (!as_json) {
    console.out(shown + " does not say what is there:\n" + report::differences_text(differences) +
                "if this is meant, `dockgate manifest write` records it; if not, put back what was there\n");
  }
  return options.no_fail ? code : std::max<int>(code, exit_violated);
}

}  // namespace dockgate::cli
