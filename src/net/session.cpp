#include "net/session.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "text/words.hpp"

namespace dockgate::net {

namespace {

constexpr std::int64_t first_wait = 500;
constexpr std::int64_t most_seconds = 1'000'000'000;

bool means_later(int status) {
  constexpr std::array<int, 5> all{429, 500, 502, 503, 504};
  return std::ranges::find(all, status) != all.end();
}

bool is_redirect(int status) {
  constexpr std::array<int, 5> all{301, 302, 303, 307, 308};
  return std::ranges::find(all, status) != all.end();
}

/// Whether another try may end otherwise.
bool may_pass(Trouble trouble) {
  return trouble == Trouble::connect || trouble == Trouble::timeout || trouble == Trouble::truncated ||
         trouble == Trouble::other;
}

std::string words(Trouble trouble) {
  switch (trouble) {
    case Trouble::resolve:
      return "there is no such host";
    case Trouble::connect:
      return "no connection";
    case Trouble::certificate:
      return "its certificate is not trusted";
    case Trouble::tls:
      return "no secure connection";
    case Trouble::proxy:
      return "the proxy does not let through";
    case Trouble::timeout:
      return "no answer in time";
    case Trouble::too_large:
      return "the answer is too large";
    case Trouble::truncated:
      return "the answer ends too early";
    case Trouble::other:
      break;
  }
  return "no answer";
}

std::string words_of_status(int status) {
  switch (status) {
    case 429:
      return "too many requests";
    case 500:
      return "an error of the server";
    case 502:
      return "the server behind it does not answer";
    case 503:
      return "not available at the moment";
    case 504:
      return "the server behind it is too slow";
    default:
      return "no answer that serves";
  }
}

std::string seconds(std::int64_t milliseconds) {
  return std::to_string((milliseconds + 999) / 1000) + " s";
}

std::string named(const Url& url, std::string message) {
  return "`" + host_and_port(url) + "`: " + std::move(message);
}

Mishap mishap_of(const Url& url, const Failure& failure) {
  std::string message = words(failure.trouble);
  if (!failure.detail.empty()) message += " (" + text::printable(failure.detail) + ")";
  return {named(url, std::move(message)), 0};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || out < 0)
    return std::nullopt;
  return std::min(out, most_seconds);
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that RFC 9110 lets servers send.
std::optional<std::int64_t> http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
  const auto* month = std::ranges::find(months, text.substr(8, 3));
  const auto day = whole_number(text.substr(5, 2)), year = whole_number(text.substr(12, 4));
  const auto hour = whole_number(text.substr(17, 2)), minute = whole_number(text.substr(20, 2)),
             second = whole_number(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*year)),
      std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86'400 + *hour * 3600 + *minute * 60 + *second;
}

void drop_authorization(Headers& headers) {
  std::erase_if(headers,
                [](const auto& header) { return text::equal_ignoring_case(header.first, "authorization"); });
}

}  // namespace

std::string_view find_header(const Headers& headers, std::string_view name) {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return text::equal_ignoring_case(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::int64_t retry_after(std::string_view value, std::int64_t now) {
  value = text::trim(value);
  if (const auto delay = whole_number(value)) return *delay * 1000;
  if (const auto date = http_date(value)) return std::max<std::int64_t>(*date - now, 0) * 1000;
  return -1;
}

Session::Session(Transport& transport, Clock& clock, SessionSettings settings)
    : transport_(transport),
      clock_(clock),
      settings_(settings),
      end_(clock.milliseconds() + settings.total_milliseconds) {}

std::int64_t Session::left() {
  return end_ - clock_.milliseconds();
}

bool Session::wait(std::int64_t milliseconds) {
  if (milliseconds >= left()) return false;
  clock_.sleep(milliseconds);
  return true;
}

Result<Response, Mishap> Session::attempt(Request request, const Url& url) {
  using Given = Result<Response, Mishap>;
  request.url = to_string(url);
  Mishap last{named(url, "no answer"), 0};
  const int attempts = request.method == "POST" ? 1 : settings_.attempts;
  for (int attempt = 1;; ++attempt) {
    if (left() <= 0) {
      return Given::failure(
          {named(url, "no time is left: given up after " + seconds(settings_.total_milliseconds)), 0});
    }
    request.milliseconds = std::min(settings_.exchange_milliseconds, left());
    auto response = transport_.exchange(request);
    std::int64_t asked = -1;
    const std::string line = request.method + " " + shown(url) + " ";
    if (response) {
      if (log) log(line + std::to_string(response->status));
      if (!means_later(response->status)) return std::move(*response);
      asked = retry_after(find_header(response->headers, "Retry-After"), clock_.seconds());
      last = {named(url, std::to_string(response->status) + ", " + words_of_status(response->status)),
              response->status};
    } else {
      if (log) log(line + words(response.error().trouble));
      last = mishap_of(url, response.error());
      if (!may_pass(response.error().trouble)) return Given::failure(std::move(last));
    }
    if (attempt >= attempts) break;
    const std::int64_t pause = asked >= 0 ? asked : first_wait << (attempt - 1);
    if (wait(pause)) continue;
    if (asked >= 0)
      last.message += "; it asks to wait " + seconds(asked) + ", which is more than the time that is left";
    break;
  }
  return Given::failure(std::move(last));
}

Result<Answer, Mishap> Session::send(const Request& first) {
  using Given = Result<Answer, Mishap>;
  auto url = parse_url(first.url);
  if (!url) return Given::failure({url.error(), 0});
  Request request = first;
  for (int hop = 0;; ++hop) {
    if (!is_private(*url))
      return Given::failure({named(*url, "plain http is only spoken within this machine"), 0});
    auto response = attempt(request, *url);
    if (!response) return Given::failure(response.error());
    const std::string_view location = find_header(response->headers, "Location");
    if (!is_redirect(response->status) || location.empty()) return Answer{std::move(*response), *url};
    if (request.method == "POST")
      return Given::failure({named(*url, "it redirects a request that holds credentials"), 0});
    if (hop >= settings_.redirects) return Given::failure({named(*url, "it redirects again and again"), 0});
    auto next = resolve(*url, location);
    if (!next)
      return Given::failure(
          {named(*url, "it redirects to an address that cannot be read: " + next.error()), 0});
    // Not even from one service of this machine to another of it in the clear, once the way began with https.
    if (url->scheme == "https" && next->scheme != "https")
      return Given::failure({named(*url, "it redirects from https to http"), 0});
    if (!same_origin(*url, *next)) drop_authorization(request.headers);
    url = std::move(next);
  }
}

}  // namespace dockgate::net
