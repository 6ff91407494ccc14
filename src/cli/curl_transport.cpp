#include "cli/curl_transport.hpp"

#include <array>
#include <curl/curl.h>
#include <dlfcn.h>

#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t most_header_bytes = 256u << 10;

/// libcurl's functions. Linked, the library and the dozens that it needs would cost every command start-up
/// time.
struct Curl {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) init = nullptr;
  decltype(&curl_easy_setopt) setopt = nullptr;
  decltype(&curl_easy_perform) perform = nullptr;
  decltype(&curl_easy_getinfo) getinfo = nullptr;
  decltype(&curl_easy_strerror) strerror = nullptr;
  decltype(&curl_easy_cleanup) cleanup = nullptr;
  decltype(&curl_slist_append) append = nullptr;
  decltype(&curl_slist_free_all) free_all = nullptr;
};

template <typename Function>
bool load(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

/// Debian's names of it; the library stays loaded until the process ends.
bool load(Curl& curl) {
  for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"}) {
    void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) continue;
    if (load(library, "curl_global_init", curl.global_init) && load(library, "curl_easy_init", curl.init) &&
        load(library, "curl_easy_setopt", curl.setopt) && load(library, "curl_easy_perform", curl.perform) &&
        load(library, "curl_easy_getinfo", curl.getinfo) &&
        load(library, "curl_easy_strerror", curl.strerror) &&
        load(library, "curl_easy_cleanup", curl.cleanup) && load(library, "curl_slist_append", curl.append) &&
        load(library, "curl_slist_free_all", curl.free_all))
      return curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  }
  return false;
}

net::Trouble trouble_of(CURLcode code) {
  using net::Trouble;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Trouble::resolve;
    case CURLE_COULDNT_CONNECT:
      return Trouble::connect;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return Trouble::certificate;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED:
      return Trouble::tls;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return Trouble::proxy;
    case CURLE_OPERATION_TIMEDOUT:
      return Trouble::timeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
      return Trouble::truncated;
    default:
      return Trouble::other;
  }
}

/// What one exchange fills.
struct Incoming {
  net::Response response;
  std::uint64_t most_bytes = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
  bool whole_header = false;  // its empty line was there
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& in = *static_cast<Incoming*>(user);
  if (in.response.body.size() + size * count > in.most_bytes) {
    in.too_large = true;
    return 0;
  }
  in.response.body.append(bytes, size * count);
  return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& in = *static_cast<Incoming*>(user);
  in.header_bytes += size * count;
  if (in.header_bytes > most_header_bytes) {
    in.too_large = true;
    return 0;
  }
  const std::string_view line = text::trim(std::string_view(bytes, size * count));
  if (line.starts_with("HTTP/")) in.response.headers.clear();  // those of a proxy or of "100 Continue"
  in.whole_header = line.empty();
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos)
    in.response.headers.emplace_back(line.substr(0, colon), text::trim(line.substr(colon + 1)));
  return size * count;
}

class CurlTransport final : public net::Transport {
 public:
  CurlTransport(Curl curl, CurlSettings settings) : curl_(curl), settings_(std::move(settings)) {}

  Result<net::Response, net::Failure> exchange(const net::Request& request) override {
    using Given = Result<net::Response, net::Failure>;
    const std::unique_ptr<CURL, decltype(curl_.cleanup)> handle(curl_.init(), curl_.cleanup);
    if (!handle) return Given::failure({net::Trouble::other, "out of memory"});
    const std::unique_ptr<curl_slist, decltype(curl_.free_all)> headers(header_list(request), curl_.free_all);
    std::array<char, CURL_ERROR_SIZE> detail{};
    Incoming in;
    in.most_bytes = request.most_bytes;
    CURL* curl = handle.get();
    const auto set = [&](CURLoption option, auto value) { curl_.setopt(curl, option, value); };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "https,http");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::min<long>(15'000, static_cast<long>(request.milliseconds)));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.milliseconds));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_USERAGENT, agent().c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_ERRORBUFFER, detail.data());
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&in));
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&in));
    if (!settings_.ca_file.empty()) {
      set(CURLOPT_CAINFO, settings_.ca_file.c_str());
      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (request.method == "HEAD") set(CURLOPT_NOBODY, 1L);
    if (request.method == "POST") {
      set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.c_str());
    }
    const CURLcode code = curl_.perform(curl);
    if (in.too_large) return Given::failure({net::Trouble::too_large, {}});
    if (code != CURLE_OK) {
      const std::string words = detail[0] != '\0' ? detail.data() : curl_.strerror(code);
      return Given::failure({trouble_of(code), words});
    }
    // libcurl takes a header that ends in the middle for a whole one.
    if (!in.whole_header) return Given::failure({net::Trouble::truncated, {}});
    long status = 0;
    curl_.getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    in.response.status = static_cast<int>(status);
    return std::move(in.response);
  }

 private:
  std::string agent() const { return "dockgate/" + settings_.version; }

  curl_slist* header_list(const net::Request& request) const {
    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.headers)
      list = curl_.append(list, (name + ": " + value).c_str());
    return list;
  }

  Curl curl_;
  CurlSettings settings_;
};

}  // namespace

Result<std::unique_ptr<net::Transport>> curl_transport(CurlSettings settings) {
  using Given = Result<std::unique_ptr<net::Transport>>;
  Curl curl;
  if (!load(curl))
    return Given::failure("libcurl is not installed (libcurl.so.4): it is what speaks to servers");
  return std::unique_ptr<net::Transport>(std::make_unique<CurlTransport>(curl, std::move(settings)));
}

}  // namespace dockgate::cli
