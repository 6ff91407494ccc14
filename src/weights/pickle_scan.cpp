#include "weights/pickle_scan.hpp"

#include <algorithm>

#include "weights/pickle_names.hpp"
#include "weights/torch_bytes.hpp"

namespace dockgate::weights {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t trial_opcodes = 2'000'000;
constexpr std::size_t longest_search = 64u << 20;
// 0x1950a86a20f9469cfc6c as torch writes it first of all (torch/serialization.py).
constexpr auto torch_magic = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;

bool is_padding(std::string_view bytes) {
  return bytes.find_first_not_of("\0\n\r \t"sv) == std::string_view::npos;
}

/// A run whose reasons are kept only where it shows that this is a pickle.
struct Trial {
  PickleRun run;
  Findings findings;
};
Trial try_run(std::string_view bytes, std::size_t begin, const Spot& spot, Findings& findings,
              const PickleOptions& options) {
  Limits limits = findings.limits();
  limits.opcodes = std::min(trial_opcodes, findings.opcodes_left());
  limits.unpacked_bytes = findings.unpacked_left();
  Trial trial{{}, Findings(limits)};
  trial.run = run_pickle(bytes, begin, spot, trial.findings, options);
  findings.opcodes_left() -= limits.opcodes - trial.findings.opcodes_left();
  return trial;
}

bool is_found(const Trial& trial) {
  const bool whole = trial.run.end == PickleRun::End::stop;
  return whole || trial.findings.verdict() == Verdict::dangerous;
}

void take(Findings& findings, const Findings& more) {
  for (const Reason& reason : more.reasons()) findings.add(reason.verdict, reason.what, reason.where);
}

}  // namespace

bool begins_as_pickle(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 0 && bytes[1] <= 5;
}

Content scan_pickles(std::string_view bytes, const Spot& spot, Findings& findings,
                     const PickleOptions& options) {
  Content content{"pickle", true, true, false};
  PickleOptions own = options;
  const bool legacy = bytes.substr(0, 16).find(torch_magic) != std::string_view::npos;
  if (legacy) {
    content.format = "torch-legacy";
    own.torch = true;
  }
  std::size_t at = 0;
  for (std::size_t count = 0; at < bytes.size(); ++count) {
    const auto rest = bytes.substr(at);
    if (count > 0 && !begins_as_pickle(rest)) {
      if (is_padding(rest)) break;
      // Torch's storages stand behind its five pickles. Elsewhere another pickle may follow, of any protocol.
      const auto trial = try_run(bytes, at, spot, findings, own);
      if (is_found(trial)) {
        take(findings, trial.findings);
        if (trial.run.next > at && trial.run.end == PickleRun::End::stop) {
          at = trial.run.next;
          continue;
        }
      }
      if (legacy && count >= 5) break;
      findings.not_scanned(std::to_string(rest.size()) + " bytes behind the pickle are no pickle",
                           spot.at(at));
      search_imports(bytes, at, spot, findings);
      break;
    }
    const auto run = run_pickle(bytes, at, spot, findings, own);
    if (run.arrays && content.format == "pickle") content.format = "joblib";
    if (run.end == PickleRun::End::limit) {
      findings.not_scanned("the pickle was not read to its end: " + run.why, spot.at(run.next));
      break;
    }
    if (run.end == PickleRun::End::broken) {
      if (legacy && count >= 5) break;  // the first storage happens to begin like a pickle
      findings.not_scanned("the pickle is broken: " + run.why, spot.at(run.next));
      search_imports(bytes, run.next, spot, findings);
      break;
    }
    at = run.next;
  }
  return content;
}

std::optional<Content> try_pickle(std::string_view bytes, const Spot& spot, Findings& findings,
                                  const PickleOptions& options) {
  if (bytes.size() < 2) return std::nullopt;
  const auto trial = try_run(bytes, 0, spot, findings, options);
  const bool long_one = trial.run.end == PickleRun::End::limit;
  if (!is_found(trial) && !long_one) return std::nullopt;
  // Text that happens to be a pickle of a number or name, with something else behind it, is none.
  const bool trivial = trial.run.imports == 0 && !trial.run.calls && trial.findings.reasons().empty();
  const bool whole = trial.run.next >= bytes.size() || is_padding(bytes.substr(trial.run.next));
  if (trivial && !whole && !begins_as_pickle(bytes)) return std::nullopt;
  return scan_pickles(bytes, spot, findings, options);
}

void scan_pickle_front(std::string_view bytes, const Spot& spot, Findings& findings,
                       const PickleOptions& options) {
  std::size_t at = 0;
  while (at < bytes.size() && (at == 0 || begins_as_pickle(bytes.substr(at)))) {
    const auto run = run_pickle(bytes, at, spot, findings, options);
    if (run.end != PickleRun::End::stop) {
      if (at == 0) findings.not_scanned("the pickle is broken: " + run.why, spot.at(run.next));
      at = run.next;
      break;
    }
    at = run.next;
  }
  // Between the numbers further pickles stand, at places that only the numbers tell.
  static constexpr std::string_view starts[]{"\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"};
  int tried = 0;
  for (const auto start : starts) {
    for (auto next = bytes.find(start, at); next != std::string_view::npos && tried < 20000;
         next = bytes.find(start, next + 2), ++tried) {
      const auto trial = try_run(bytes, next, spot, findings, options);
      if (is_found(trial)) take(findings, trial.findings);
    }
  }
  search_imports(bytes, at, spot, findings);
}

void search_imports(std::string_view bytes, std::size_t begin, const Spot& spot, Findings& findings) {
  if (begin >= bytes.size()) return;
  const auto text = bytes.substr(begin, longest_search);
  const auto report = [&](std::string_view module, std::string_view name, std::size_t at) {
    if (!is_dotted_name(module) || !is_dotted_name(name)) return;
    const auto verdict = judge_name(module, name);
    if (verdict.kind == NameVerdict::Kind::dangerous)
      findings.dangerous("holds the import `" + std::string(module) + "." + std::string(name) +
                             "` where no pickle could be read: " + verdict.why,
                         spot.at(begin + at));
  };
  const auto line = [&](std::size_t at) {
    const auto end = text.substr(at, 128).find('\n');
    return end == std::string_view::npos ? std::string_view() : text.substr(at, end);
  };
  // GLOBAL and INST: two lines.
  for (const char opcode : {'c', 'i'}) {
    for (auto at = text.find(opcode); at != std::string_view::npos; at = text.find(opcode, at + 1)) {
      const auto module = line(at + 1);
      if (module.size() < 2 || !is_dotted_name(module)) continue;
      report(module, line(at + 1 + module.size() + 1), at);
    }
  }
  // STACK_GLOBAL: two short texts, each perhaps stored, before 0x93.
  const auto short_text = [&](std::size_t& at) -> std::string_view {
    if (at + 2 > text.size() || text[at] != '\x8c') return {};
    const auto size = static_cast<unsigned char>(text[at + 1]);
    const auto out = text.substr(at + 2, size);
    at += 2u + size;
    if (at < text.size() && text[at] == '\x94') {
      ++at;
    } else if (at + 1 < text.size() && text[at] == 'q') {
      at += 2;
    }
    return out;
  };
  for (auto at = text.find('\x8c'); at != std::string_view::npos; at = text.find('\x8c', at + 1)) {
    auto next = at;
    const auto module = short_text(next);
    if (module.empty()) continue;
    const auto name = short_text(next);
    if (!name.empty() && next < text.size() && text[next] == '\x93') report(module, name, at);
  }
}

void scan_torch_bytes_in_pickle(std::string_view bytes, const Spot& spot, Findings& findings, int depth) {
  if (depth > findings.limits().depth) {
    findings.not_scanned("files stand too deep in each other", spot.path());
    return;
  }
  const auto content = scan_content(bytes, spot, findings, depth);
  if (!content.weights) findings.suspicious("what torch would open is no torch file", spot.path());
}

}  // namespace dockgate::weights
