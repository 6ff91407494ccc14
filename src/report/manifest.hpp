#pragma once
// The manifest as JSON, as CycloneDX and as an in-toto statement.

#include <string>
#include <string_view>
#include <vector>

#include "manifest/manifest.hpp"
#include "report/json_writer.hpp"

namespace dockgate::report {

/// dockgate.manifest/1, the form that manifest::read() reads. The same manifest always gives the same bytes.
std::string manifest_json(const manifest::Manifest& manifest);

/// CycloneDX 1.6, an ML-BOM: base images as containers, models as machine-learning-model, weights and code as
/// files. Without a serial number and a time, so that the same manifest gives the same bytes.
std::string manifest_cyclonedx(const manifest::Manifest& manifest);

/// An unsigned in-toto Statement v1 whose predicate is the manifest. Its subjects are the images that the
/// manifest knows and the manifest file itself.
std::string manifest_statement(const manifest::Manifest& manifest);

/// What a comparison found, for people and as dockgate.manifest-differences/1.
std::string differences_text(const std::vector<manifest::Difference>& differences);
std::string differences_json(const std::vector<manifest::Difference>& differences);

/// Writes the manifest as one value.
void write_manifest(JsonWriter& json, const manifest::Manifest& manifest);

}  // namespace dockgate::report
