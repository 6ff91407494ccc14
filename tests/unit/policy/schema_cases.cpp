#include "schema_cases.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

#include "text/digest.hpp"

namespace dockgate::policy {
namespace {

using Kind = Shape::Kind;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string json(const yaml::Node& node) {
  std::string out;
  switch (node.kind) {
    case yaml::Node::Kind::null:
      return "null";
    case yaml::Node::Kind::scalar: {
      if (node.boolean() || node.integer()) return node.scalar;
      const bool number = !node.quoted && !node.scalar.empty() &&
                          std::isdigit(static_cast<unsigned char>(node.scalar[0])) != 0 &&
                          node.scalar.find_first_not_of("0123456789.") == std::string::npos &&
                          std::ranges::count(node.scalar, '.') == 1;
      return number ? node.scalar : quoted(node.scalar);
    }
    case yaml::Node::Kind::sequence:
      for (const yaml::Node& item : node.items) out += (out.empty() ? "" : ",") + json(item);
      return "[" + out + "]";
    case yaml::Node::Kind::map:
      for (const auto& [key, value] : node.entries)
        out += (out.empty() ? "" : ",") + quoted(key.scalar) + ":" + json(value);
      return "{" + out + "}";
  }
  return out;
}

yaml::Node parsed(std::string text) {
  return *yaml::parse(std::make_shared<SourceFile>("whole.yaml", std::move(text)));
}

/// Values that no value of the shape may be.
std::vector<std::string> wrong_values(const Shape& shape) {
  switch (shape.kind) {
    case Kind::text:
      if (shape.day) return {"2026-02-3", "{a: b}"};
      if (shape.filled) return {"''", "' '", "{a: b}"};
      if (!shape.pattern.empty()) return {"'?'", "{a: b}"};
      if (shape.at_most > 0) return {"'" + std::string(shape.at_most + 1, 'x') + "'", "{a: b}"};
      return {"{a: b}"};
    case Kind::flag:
      return {"maybe", "[true]"};
    case Kind::integer:
      return {"x", "-1"};
    case Kind::word:
      return {"nonsense", "{a: b}"};
    case Kind::list:
      return {"{nonsense: {}}"};
    case Kind::map:
      return {"x", "[]"};
    case Kind::either:
      return {"[[[]]]"};
    case Kind::condition:
      return {"x", "{}"};
    case Kind::foreign:
      return {"x", "[]"};
  }
  return {};
}

class Cases {
 public:
  explicit Cases(yaml::Node root) : root_(std::move(root)) {}

  std::vector<SchemaCase> run() {
    cases_.push_back({"the whole policy", json(root_), true});
    walk(root_, policy_shape(), "");
    return std::move(cases_);
  }
  const std::set<std::pair<const Shape*, std::string_view>>& used() const { return used_; }

 private:
  void add(std::string what, bool valid) { cases_.push_back({std::move(what), json(root_), valid}); }

  /// Replaces `node` for a moment.
  void with(yaml::Node& node, const std::string& value, const std::string& path, bool valid) {
    yaml::Node kept = std::move(node);
    node = parsed(value);
    add(path + ": " + value, valid);
    node = std::move(kept);
  }

  void walk(yaml::Node& node, const Shape& shape, const std::string& path) {
    if (shape.kind == Kind::map) return map(node, shape, path);
    if (shape.kind == Kind::list) {
      if (!node.is_sequence()) return walk(node, *shape.item, path);
      for (yaml::Node& item : node.items) walk(item, *shape.item, path + "[]");
      return;
    }
    if (shape.kind != Kind::either) return;
    for (const Shape* option : shape.options) {
      const bool is_map = option->kind == Kind::map;
      if (is_map == node.is_map()) walk(node, *option, path);
    }
  }

  void map(yaml::Node& node, const Shape& shape, const std::string& path) {
    if (!node.is_map()) return;  // a boundary that says nothing
    if (!shape.rest) {
      node.entries.push_back({parsed("nonsense"), parsed("1")});
      add(path + ".nonsense: 1", false);
      node.entries.pop_back();
    }
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
      const std::string name = node.entries[i].first.scalar;
      const auto key = std::ranges::find(shape.keys, name, &ShapeKey::name);
      const Shape* form = key != shape.keys.end() ? key->shape : shape.rest;
      const std::string below = path + "." + (key != shape.keys.end() ? name : "*");
      if (key != shape.keys.end()) {
        used_.insert({&shape, key->name});
        without(node, i, shape, *key, below);
      }
      for (const std::string& value : wrong_values(*form)) with(node.entries[i].second, value, below, false);
      walk(node.entries[i].second, *form, below);
    }
  }

  void without(yaml::Node& node, std::size_t i, const Shape& shape, const ShapeKey& key,
               const std::string& path) {
    // The reader asks for some keys only beside others; those cases are written out elsewhere.
    static const std::set<std::string_view> bound{"when",    "message",    "clauses", "dockerfile",
                                                  "files",   "revision",   "lowers",  "expect",
                                                  "extends", "boundaries", "lists",   "custom"};
    if (bound.contains(key.name)) return;
    const bool one = std::ranges::find(shape.one_of, key.name) != shape.one_of.end();
    yaml::Entry kept = node.entries[i];
    node.entries.erase(node.entries.begin() + static_cast<std::ptrdiff_t>(i));
    const bool another =
        std::ranges::any_of(shape.one_of, [&](auto name) { return node.find(name) != nullptr; });
    if (!one || another) add(path + " left out", !key.required);
    node.entries.insert(node.entries.begin() + static_cast<std::ptrdiff_t>(i), kept);
  }

  yaml::Node root_;
  std::vector<SchemaCase> cases_;
  std::set<std::pair<const Shape*, std::string_view>> used_;
};

void add_conditions(std::vector<SchemaCase>& cases) {
  const auto add = [&](const char* when, bool valid) {
    const yaml::Node node = parsed(
        std::string(
            "schema: 1\nlists: {maintainers: []}\ncustom:\n  - {name: my/rule, summary: s, why: w, on: "
            "image, severity: error, message: m, when: ") +
        when + "}\n");
    cases.push_back({std::string("when: ") + when, json(node), valid});
  };
  for (const char* when :
       {"{tag: x}",
        "{tag: [x, y]}",
        "{tag: {not: x}}",
        "{tag: {matches: '^v'}}",
        "{tag: {not-matches: ['^v', w]}}",
        "{file: {glob: '**'}}",
        "{file: {not-glob: '**'}}",
        "{tag: {present: false}}",
        "{tag: {unresolved: true}}",
        "{tag: {at-least: 1.2}}",
        "{line: {less-than: 3}}",
        "{name: {in-list: maintainers}}",
        "{name: {not-in-list: maintainers}}",
        "{all: [{tag: x}]}",
        "{any: [{tag: x}, {tag: y}]}",
        "{not: {tag: x}}",
        "{list-given: maintainers}",
        "{state: floating}",
        "{state: [floating, tag]}",
        "{state: {is: tag}}",
        "{exists: {on: command, related: [same-stage, before], where: {program: apt, argv: {contains: x}}}}",
        "{exists: {on: command, where: {argv: {not-contains: [x, y]}}}}",
        "{exists: {on: command, where: {argv: {contains-matching: x}}}}",
        "{lacks: {on: command, where: {argv: {not-contains-matching: x}}}}",
        "{lacks: {on: command, related: [same-run, after, just-before, just-after]}}",
        "[{tag: x}, {role: FROM}]",
        "{shipped: true}"}) {
    add(when, true);
  }
  for (const char* when : {"{tagg: x}",
                           "{tag: {matchs: x}}",
                           "{tag: {present: maybe}}",
                           "{shipped: 1}",
                           "{tag: {contains: x}}",
                           "{tag: []}",
                           "{tag: [[a]]}",
                           "{tag: {}}",
                           "{any: {tag: x}}",
                           "{all: []}",
                           "{exists: {on: comand}}",
                           "{exists: {related: [before]}}",
                           "{exists: {on: command, related: [befor]}}",
                           "{exists: {on: command, related: [same-tagg]}}",
                           "{exists: {on: command, where: {tag: x}}}",
                           "{exists: {on: command, were: {program: x}}}",
                           "{exists: {on: command, where: {argv: x}}}",
                           "{state: flaoting}",
                           "{state: {not: flaoting}}",
                           "{line: {at-least: x}}",
                           "{line: x}",
                           "{tag: {at-least: x}}",
                           "{list-given: [maintainers]}",
                           "{name: {in-list: [maintainers]}}"}) {
    add(when, false);
  }
}

}  // namespace

std::string extended_path() {
  return "org/base.yaml";
}

std::string extended_text() {
  return "schema: 1\n";
}

std::string whole_policy() {
  return R"(schema: 1
edition: 2026.1
extends:
  - builtin:recommended
  - {file: org/base.yaml, sha256: ")" +
         text::sha256(extended_text()) + R"("}
boundaries:
  research: {like: research, fail-on: error, unresolved: info, at-most: info, suppress-inline: allow}
  internal:
  production: {fail-on: warning, exception-days: 90}
unclassified: production
classify:
  - boundary: research
    lowers: true
    path: ["notebooks/**", "!notebooks/live/**"]
    target: dev
    compose: {file: dev.yaml, service: "*"}
    bake: {file: docker-bake.hcl, target: dev}
    invocation: "bake target dev"
    branch: "feature/*"
  - boundary: production
    label: {tier: prod}
    any:
      - path: a
        target: release
        label: {tier: prod}
        compose: {file: compose.yaml, service: [api]}
        bake: {file: docker-bake.hcl, target: api}
        invocation: "*"
        branch: main
lists:
  models:
    - acme/open
    - name: reranker
      match: acme/reranker
      revision: "0f3c9b2d1b7f4b1d7b0f4e8e9b8e3a3bb4f9c012"
      remote-code: {files: {modeling.py: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}
      boundaries: [production]
    - {match: [acme/old], remote-code: true}
  maintainers:
    - nvidia/cuda
    - {name: team, match: [registry.example.com/base], boundaries: internal}
rules:
  base/digest: error
  model/*: {research: "off", locked: true, effective: 2027-01-15}
overrides:
  - path: "services/**"
    rules: {build/root-user: warning}
exceptions:
  - id: E1
    rule: base/digest
    reason: r
    justification: no-alternative
    owner: team
    ticket: 1412
    approved-by: sec
    created: 2026-10-01
    expires: 2026-12-31
    where: {path: a, stage: b, subject: c, fingerprint: "0123456789abcdef0123456789abcdef"}
comments: [dockgate, hadolint]
custom:
  - name: my/rule
    summary: s
    why: w
    on: image
    at: tag
    severity: {production: error}
    sets: {hadolint: info}
    when: {role: FROM}
    undecided: pass
    group: g
    order: 1
    clauses:
      - {when: {tag: latest}, message: m, help: h, verdict: unresolved, at-most: info}
    help: h
    fix: f
    edit:
      - {title: t, when: {tag: x}, replace: tag, with: "{name}", safe: false, also: {replace: name, with: n}}
      - {title: u, add: tag, with: "y", also: [{add: name, with: m}]}
    aliases: [MY1, {name: MY2, when: {tag: x}}, {name: 'MY[3-9]', field: tag}]
    references: [https://example.com/]
    edition: "2026.1"
    risk: high
    examples:
      bad:
        - FROM ubuntu:latest
        - name: n
          boundary: production
          build-args: [A=b]
          dockerfile: FROM ubuntu:latest
          expect: [Dockerfile:1]
          fixed: FROM docker.io/library/ubuntu:x
        - files: {Dockerfile: FROM ubuntu:latest}
      good: [FROM scratch]
  - {name: my/other, summary: s, why: w, on: image, severity: error, when: {role: FROM}, message: m}
catalog:
  models:
    - calls: [acme_ml.load_model]
      id: {at: 0, keywords: [name]}
      revision: {keywords: [commit]}
tests:
  - name: a test
    as: {path: services/x/Dockerfile, target: release, branch: main, today: 2026-10-01}
    boundary: production
    dockerfile: FROM ubuntu
    build-args: {A: b}
    expect:
      - {rule: base/floating-tag, file: Dockerfile, line: 1, severity: error, verdict: refuted, subject: ubuntu, suppressed: false}
    absent: [base/digest]
  - {name: another, files: {Dockerfile: FROM scratch}}
)";
}

std::vector<SchemaCase> schema_cases() {
  std::vector<SchemaCase> cases = Cases(parsed(whole_policy())).run();
  add_conditions(cases);
  return cases;
}

std::vector<std::string> unused_keys() {
  Cases cases(parsed(whole_policy()));
  cases.run();
  std::vector<std::string> unused;
  std::set<const Shape*> seen;
  const std::function<void(const Shape&)> visit = [&](const Shape& shape) {
    if (!seen.insert(&shape).second) return;
    for (const ShapeKey& key : shape.keys) {
      if (!cases.used().contains({&shape, key.name}))
        unused.push_back(std::string(shape.what) + " " + std::string(key.name));
      visit(*key.shape);
    }
    if (shape.rest) visit(*shape.rest);
    if (shape.item) visit(*shape.item);
    for (const Shape* option : shape.options) visit(*option);
  };
  visit(policy_shape());
  return unused;
}

}  // namespace dockgate::policy
