#include "image/reference.hpp"

#include <algorithm>
#include <vector>

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::image {
namespace grammar {

using Iterator = const char*;
using Slice = boost::iterator_range<Iterator>;

struct Remainder {
  Slice path;
  boost::optional<Slice> tag;
  boost::optional<Slice> digest;
};

}  // namespace grammar
}  // namespace dockgate::image

BOOST_FUSION_ADAPT_STRUCT(dockgate::image::grammar::Remainder, path, tag, digest)

namespace dockgate::image {
namespace grammar {

// The grammar only cuts; whether a first part is a registry is decided before it runs, because a failed X3
// alternative would keep what it had stored.
namespace x3 = boost::spirit::x3;
using x3::lit;
using x3::raw;
using x3::repeat;
using x3::standard::char_;

const auto alnum = char_("a-zA-Z0-9");
const auto hex = char_("0-9a-fA-F");
const auto lower_alnum = char_("a-z0-9");
const auto label = alnum >> *(alnum | (+lit('-') >> &alnum));
const auto ipv6 = '[' >> +(hex | ':') >> ']';
const auto host = ipv6 | (label >> *('.' >> label));
const auto separator = lit("__") | '_' | '.' | +lit('-');
const auto component = +lower_alnum >> *(separator >> +lower_alnum);
const auto algorithm = char_("a-zA-Z") >> *alnum >> *(char_("-_+.") >> char_("a-zA-Z") >> *alnum);

const x3::rule<struct registry_id, Slice> registry = "registry host";
const x3::rule<struct path_id, Slice> path = "repository path";
const x3::rule<struct tag_id, Slice> tag = "tag";
const x3::rule<struct digest_id, Slice> digest = "digest";
const x3::rule<struct remainder_id, Remainder> remainder = "image name";

const auto registry_def = raw[host >> -(':' >> +char_("0-9"))];
const auto path_def = raw[component >> *('/' >> component)];
const auto tag_def = ':' >> raw[(alnum | '_') >> repeat(0, 127)[alnum | char_("_.-")]];
const auto digest_def = '@' >> raw[algorithm >> ':' >> repeat(32, x3::inf)[hex]];
const auto remainder_def = path >> -tag >> -digest;
BOOST_SPIRIT_DEFINE(registry, path, tag, digest, remainder)

}  // namespace grammar
namespace {

constexpr std::size_t longest_name = 255;

Span span_of(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::string text_of(const grammar::Slice& slice) {
  return {slice.begin(), slice.end()};
}

bool has_upper(std::string_view text) {
  return std::any_of(text.begin(), text.end(), text::is_upper);
}

/// Length of the leading registry in `text`, or 0 when the text starts with a repository path
/// (distribution/reference, normalize.go, splitDockerDomain).
std::size_t registry_length(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return 0;
  const auto first = text.substr(0, slash);
  const bool is_registry =
      first == "localhost" || first.find_first_of(".:") != first.npos || has_upper(first);
  return is_registry ? slash : 0;
}

bool is_valid_digest(std::string_view digest) {
  const auto colon = digest.find(':');
  const auto algorithm = digest.substr(0, colon);
  const auto value = digest.substr(colon + 1);
  if (algorithm == "sha256" || algorithm == "blake3") return text::is_lower_hex(value, 64);
  if (algorithm == "sha384") return text::is_lower_hex(value, 96);
  return algorithm == "sha512" && text::is_lower_hex(value, 128);
}

/// Words for what stands at byte `stop`, where the grammar could not go on.
ReferenceError explain(std::string_view text, std::size_t name_begin, std::size_t stop) {
  const auto here = [&](std::string message, std::size_t end) {
    return ReferenceError{std::move(message), span_of(stop, std::max(stop, end))};
  };
  const auto rest = text.substr(stop);
  if (rest.empty()) return here("the image name is incomplete", stop);
  if (text.find('$') != text.npos) return here("a variable is left in the image name", text.size());
  if (rest[0] == '@') return here("malformed digest: it has to be `algorithm:` and hex digits", text.size());
  if (rest[0] == ':') {
    const auto end = std::min(text.find('@', stop), text.size());
    return here(end == stop + 1 ? "the tag is empty" : "malformed tag", end);
  }
  const auto name_end = std::min(text.find_first_of(":@", name_begin), text.size());
  if (has_upper(text.substr(name_begin, name_end - name_begin)))
    return {"the repository name has to be in lower case", span_of(name_begin, name_end)};
  const auto before = text.substr(name_begin, stop - name_begin);
  if (before.find_first_of(":@") != before.npos)
    return here("unexpected text after the image name", text.size());
  return here("this character cannot stand here in an image name", stop + 1);
}

}  // namespace

Result<Reference, ReferenceError> parse(std::string_view text) {
  const auto fail = [](std::string message, Span span) {
    return Result<Reference, ReferenceError>::failure({std::move(message), span});
  };
  if (text.empty()) return fail("the image name is empty", {});
  if (text::is_lower_hex(text, 64))
    return fail("64 hex digits are an image's identifier, not a name", span_of(0, text.size()));

  const auto domain_length = registry_length(text);
  std::size_t name_begin = 0;
  Reference reference;
  if (domain_length > 0) {
    auto it = text.data();
    const auto end = it + domain_length;
    grammar::Slice slice;
    if (!grammar::x3::parse(it, end, grammar::registry, slice) || it != end)
      return fail("malformed registry host", span_of(0, domain_length));
    reference.registry = text_of(slice);
    if (reference.registry == "index.docker.io") reference.registry = "docker.io";
    name_begin = domain_length + 1;
  } else {
    reference.registry = "docker.io";
  }

  const auto begin = text.data() + name_begin;
  const auto end = text.data() + text.size();
  auto it = begin;
  grammar::Remainder cut;
  const bool matched = grammar::x3::parse(it, end, grammar::remainder, cut);
  const auto stop = static_cast<std::size_t>(it - text.data());
  if (!matched || it != end)
    return Result<Reference, ReferenceError>::failure(explain(text, name_begin, stop));

  const auto place = [&](const grammar::Slice& slice) {
    return span_of(static_cast<std::size_t>(slice.begin() - text.data()),
                   static_cast<std::size_t>(slice.end() - text.data()));
  };
  reference.repository = text_of(cut.path);
  reference.name_span = {0, place(cut.path).end};
  if (reference.registry == "docker.io" && reference.repository.find('/') == std::string::npos)
    reference.repository.insert(0, "library/");
  if (reference.repository.size() > longest_name)
    return fail("the repository name is longer than 255 characters", reference.name_span);
  if (cut.tag) {
    reference.tag = text_of(*cut.tag);
    reference.tag_span = place(*cut.tag);
  }
  if (cut.digest) {
    reference.digest = text_of(*cut.digest);
    reference.digest_span = place(*cut.digest);
    reference.digest_valid = is_valid_digest(reference.digest);
  }
  return reference;
}

std::string full_name(const Reference& reference) {
  return reference.registry + "/" + reference.repository;
}

std::string familiar_name(const Reference& reference) {
  if (reference.registry != "docker.io") return full_name(reference);
  constexpr std::string_view official = "library/";
  const std::string& path = reference.repository;
  const bool shorten = path.starts_with(official) && path.find('/', official.size()) == std::string::npos;
  if (shorten) return path.substr(official.size());
  // A path that begins like a host would be read as one.
  return registry_length(path) > 0 ? full_name(reference) : path;
}

}  // namespace dockgate::image
