#include "lock/names.hpp"

#include <algorithm>
#include <array>

#include "facts/revision.hpp"
#include "image/reference.hpp"
#include "text/ascii.hpp"
#include "text/path.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"
#include "yaml/quote.hpp"

namespace dockgate::lock {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> prefixes{
    {{"dataset", "datasets/"}, {"space", "spaces/"}}};

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
}

}  // namespace

Result<Image> image_named(std::string_view key) {
  const auto reference = image::parse(key);
  if (!reference) return Result<Image>::failure("this is no image: " + reference.error().message);
  Image out;
  out.name = image::full_name(*reference);
  out.tag = reference->tag;
  out.digest = reference->digest;
  if (out.tag.empty() == out.digest.empty())
    return Result<Image>::failure("an image has its tag or its digest here, and not both");
  if (!out.digest.empty() && !reference->digest_valid)
    return Result<Image>::failure("this digest is not well-formed");
  if (const std::string wanted = lock::key(out); wanted != key)
    return Result<Image>::failure("the whole name belongs here: `" + wanted + "`");
  return out;
}

Result<Model> model_named(std::string_view key) {
  Model out;
  const std::size_t at = key.find('@');
  std::string_view name = key.substr(0, at);
  for (const auto& [kind, prefix] : prefixes) {
    if (!name.starts_with(prefix) || name.find('/', prefix.size()) == std::string_view::npos) continue;
    out.kind = kind;
    name.remove_prefix(prefix.size());
    break;
  }
  if (at == std::string_view::npos || !is_repository(name))
    return Result<Model>::failure("a name such as `org/name@main` belongs here");
  out.id = name;
  out.revision = key.substr(at + 1);
  if (!is_revision(out.revision)) return Result<Model>::failure("this revision is not well-formed");
  return out;
}

std::string key(const Image& image) {
  return image.tag.empty() ? image.name + "@" + image.digest : image.name + ":" + image.tag;
}

std::string key(const Model& model) {
  const auto* prefix = std::ranges::find(prefixes, model.kind, &decltype(prefixes)::value_type::first);
  return (prefix == prefixes.end() ? std::string() : std::string(prefix->second)) + model.id + "@" +
         model.revision;
}

bool is_repository(std::string_view text) {
  return text.size() <= 255 && facts::is_repository_id(text);
}

bool is_revision(std::string_view text) {
  return !text.empty() && text.size() <= 255 && text::is_utf8(text) && !has_control(text);
}

bool is_platform(std::string_view text) {
  const auto parts = text::split(text, '/');
  return (parts.size() == 2 || parts.size() == 3) && text.size() <= 100 &&
         std::ranges::all_of(parts, [](std::string_view part) {
           return !part.empty() && std::ranges::all_of(part, [](char c) {
             return (text::is_word(c) && !text::is_upper(c)) || c == '.' || c == '-';
           });
         });
}

bool is_file_path(std::string_view text) {
  // YAML takes keys of up to 1024 characters.
  return !text.empty() && text.size() <= 1000 && text::is_utf8(text) && text.front() != '/' &&
         text.find('\0') == std::string_view::npos && text::normalize(text) == text &&
         yaml::quoted(text).size() <= 1000;
}

}  // namespace dockgate::lock
