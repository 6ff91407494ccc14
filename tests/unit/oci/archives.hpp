#pragma once
// Image archives as buildx and `docker save` write them, made byte by byte.

#include <map>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "../weights/samples.hpp"
#include "text/digest.hpp"

namespace dockgate::oci::samples {

using weights::samples::safetensors;

/// A member; long names and targets stand in headers of their own, as GNU tar writes them.
inline std::string tar_member(std::string_view name, std::string_view data, char type = '0',
                              std::string_view target = {}) {
  using weights::samples::tar_member;
  std::string out;
  if (name.size() > 100) out += tar_member("././@LongLink", std::string(name) + '\0', 'L');
  if (target.size() > 100) out += tar_member("././@LongLink", std::string(target) + '\0', 'K');
  return out + tar_member(name.substr(0, 100), data, type, target.substr(0, 100));
}

inline std::string digest_of(std::string_view bytes) {
  return "sha256:" + text::sha256(bytes);
}

inline std::string tar_of(const std::vector<std::string>& members) {
  std::string out;
  for (const auto& member : members) out += member;
  return out + std::string(1024, '\0');
}

inline std::string gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

struct Layer {
  std::string tar;     // unpacked
  std::string packed;  // as it lies in the archive
};
inline Layer flat(const std::vector<std::string>& members) {
  auto bytes = tar_of(members);
  return {bytes, bytes};
}
inline Layer gzipped(const std::vector<std::string>& members) {
  auto bytes = tar_of(members);
  return {bytes, gzip(bytes)};
}

inline std::string config_of(const std::vector<Layer>& layers, std::string_view labels = "{}") {
  std::string ids;
  for (const auto& layer : layers) ids += (ids.empty() ? "\"" : ",\"") + digest_of(layer.tar) + "\"";
  return R"({"architecture":"amd64","os":"linux","config":{"Labels":)" + std::string(labels) +
         R"(},"rootfs":{"type":"layers","diff_ids":[)" + ids + "]}}";
}

/// The files of an OCI layout with one image.
inline std::map<std::string, std::string> layout_of(const std::vector<Layer>& layers,
                                                    std::string_view labels = "{}") {
  std::map<std::string, std::string> files;
  const auto blob = [&](const std::string& bytes) {
    files["blobs/sha256/" + text::sha256(bytes)] = bytes;
    return "\"digest\":\"" + digest_of(bytes) + "\",\"size\":" + std::to_string(bytes.size());
  };
  std::string list;
  for (const auto& layer : layers)
    list += std::string(list.empty() ? "" : ",") +
            R"({"mediaType":"application/vnd.oci.image.layer.v1.tar",)" + blob(layer.packed) + "}";
  const auto manifest =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{)" +
      blob(config_of(layers, labels)) + R"(},"layers":[)" + list +
      R"(],"annotations":{"org.opencontainers.image.base.name":"docker.io/library/python:3.12"}})";
  files["oci-layout"] = R"({"imageLayoutVersion":"1.0.0"})";
  files["index.json"] =
      R"({"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",)" +
      blob(manifest) + R"(,"annotations":{"org.opencontainers.image.ref.name":"example/api:1"}}]})";
  return files;
}

inline std::string tar_of_files(const std::map<std::string, std::string>& files) {
  std::vector<std::string> members;
  for (const auto& [name, bytes] : files) members.push_back(tar_member(name, bytes));
  return tar_of(members);
}

/// What docker wrote before it wrote OCI layouts.
inline std::string docker_save(const std::vector<Layer>& layers) {
  const auto config = config_of(layers);
  const auto name = text::sha256(config) + ".json";
  std::string list;
  std::vector<std::string> members{tar_member(name, config)};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto path = "layer" + std::to_string(i) + "/layer.tar";
    list += std::string(list.empty() ? "\"" : ",\"") + path + "\"";
    members.push_back(tar_member(path, layers[i].packed));
  }
  members.push_back(
      tar_member("manifest.json",
                 R"([{"Config":")" + name + R"(","RepoTags":["example/api:1"],"Layers":[)" + list + "]}]"));
  return tar_of(members);
}

/// A safetensors file of one tensor with `fill` in each byte.
inline std::string tensor_file(char fill, std::size_t bytes = 16) {
  return safetensors(R"({"a":{"dtype":"U8","shape":[)" + std::to_string(bytes) + R"(],"data_offsets":[0,)" +
                         std::to_string(bytes) + "]}}",
                     std::string(bytes, fill));
}

}  // namespace dockgate::oci::samples
