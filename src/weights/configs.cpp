#include "weights/configs.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "text/ascii.hpp"
#include "text/words.hpp"
#include "weights/pickle_names.hpp"

namespace dockgate::weights {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t most_parsed = 256u << 20;  // of one search, attempts included
constexpr std::size_t shortest_config = 24;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_below(std::string_view module, std::string_view root) {
  return module == root || (module.starts_with(root) && module[root.size()] == '.');
}

bool is_below_any(std::string_view module, std::initializer_list<std::string_view> roots) {
  return std::ranges::any_of(roots, [&](auto root) { return is_below(module, root); });
}

/// Calls `visit` with each object of the document, without recursion.
template <typename Visit>
void each_object(const Json& document, Visit visit) {
  std::vector<const Json*> todo{&document};
  while (!todo.empty()) {
    const Json* value = todo.back();
    todo.pop_back();
    if (value->is_object()) visit(*value);
    if (!value->is_structured()) continue;
    for (const auto& inner : *value) todo.push_back(&inner);
  }
}

class Keras {
 public:
  Keras(const Spot& spot, Findings& findings) : spot_(spot), findings_(findings) {}

  /// True when the document describes layers.
  bool walk(const Json& document) {
    bool layers = false;
    each_object(document, [&](const Json& object) {
      layers = layers || object.contains("class_name");
      look(object);
    });
    return layers;
  }

 private:
  void look(const Json& object) {
    const auto name = text_of(object, "class_name");
    const auto config = object.find("config");
    if (text_of(object, "function_type") == "lambda")
      findings_.dangerous("a Lambda layer holds compiled Python code", spot_.path());
    if (name.empty()) return;
    const auto plain =
        std::string_view(name).substr(name.rfind('>') == std::string::npos ? 0 : name.rfind('>') + 1);
    if (plain == "__lambda__") findings_.dangerous("the model holds compiled Python code", spot_.path());
    if (plain == "Lambda") lambda(config == object.end() ? Json() : *config);
    if (plain == "TorchModuleWrapper")
      findings_.dangerous("a layer holds a torch module, which is unpickled (CVE-2025-49655)", spot_.path());
    const auto module = text_of(object, "module");
    if (!module.empty()) {
      const bool function = plain == "function" && config != object.end() && config->is_string();
      import(module, function ? config->get<std::string>() : std::string(plain), function);
    }
    if (config != object.end() && config->is_object()) vocabulary(text_of(*config, "vocabulary"));
  }

  void lambda(const Json& config) {
    const auto function = config.is_object() ? config.find("function") : config.end();
    const bool by_name = config.is_object() && function != config.end() && function->is_string() &&
                         is_dotted_name(function->get<std::string>()) &&
                         function->get<std::string>().size() < 100;
    if (by_name) {
      findings_.suspicious("a Lambda layer calls the function `" + function->get<std::string>() + "`",
                           spot_.path());
    } else {
      findings_.dangerous("a Lambda layer holds compiled Python code", spot_.path());
    }
  }

  void import(const std::string& module, const std::string& name, bool function) {
    const auto verdict = judge_name(module, name);
    const auto shown = "`" + module + "." + name + "`";
    if (verdict.kind == NameVerdict::Kind::dangerous) {
      findings_.dangerous("the model names " + shown + ": " + verdict.why, spot_.path());
      return;
    }
    const bool keras =
        is_below_any(module, {"keras", "tf_keras", "keras_core", "keras_hub", "keras_nlp", "keras_cv",
                              "tensorflow.keras", "tensorflow.python.keras", "builtins"});
    if (!keras) findings_.suspicious("the model names " + shown + ", which is code of its own", spot_.path());
    // A class is called in capitals; what is not is a function, whatever the configuration says.
    const bool capital = !name.empty() && text::is_upper(name.front());
    if (!keras || (!function && capital)) return;
    static constexpr std::array<std::string_view, 9> harmless{"activations",  "losses",      "metrics",
                                                              "initializers", "constraints", "regularizers",
                                                              "ops",          "optimizers",  "layers"};
    const auto parts = text::split(module, '.');
    const bool known = std::ranges::any_of(
        parts, [&](auto part) { return std::ranges::find(harmless, part) != harmless.end(); });
    if (!known) findings_.suspicious("the model calls the function " + shown, spot_.path());
  }

  /// A vocabulary that is a text and no list is a path, which is read when the model is loaded.
  void vocabulary(std::string path) {
    if (path.empty()) return;
    std::ranges::replace(path, '\\', '/');
    const auto parts = text::split(path, '/');
    const bool outside = path.starts_with('/') || path.find("://") != std::string::npos ||
                         std::ranges::find(parts, "..") != parts.end();
    if (outside)
      findings_.dangerous("a layer reads `" + path + "` when it is loaded (CVE-2025-12058)", spot_.path());
  }

  const Spot& spot_;
  Findings& findings_;
};

/// One past the JSON object that begins at `begin`; npos where its braces do not close.
std::size_t end_of_object(std::string_view bytes, std::size_t begin, std::uint64_t most) {
  std::size_t depth = 0;
  bool in_text = false;
  const auto limit = std::min<std::uint64_t>(bytes.size(), begin + most);
  for (auto i = begin; i < limit; ++i) {
    const char c = bytes[i];
    if (in_text) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_text = false;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        return std::string_view::npos;  // JSON has no control characters in texts
      }
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i + 1;
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t')
      return std::string_view::npos;
  }
  return std::string_view::npos;
}

/// Whether a brace may begin an object: a quote follows, blanks aside.
bool begins_object(std::string_view bytes, std::size_t brace) {
  const auto next = bytes.find_first_not_of(" \t\r\n", brace + 1);
  return next != std::string_view::npos && next - brace < 64 && bytes[next] == '"';
}

}  // namespace

void scan_keras_config(std::string_view json, const Spot& spot, Findings& findings) {
  const auto document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) {
    findings.not_scanned("the configuration is no JSON", spot.path());
    return;
  }
  Keras(spot, findings).walk(document);
}

bool search_keras_configs(std::string_view bytes, const Spot& spot, Findings& findings) {
  Keras keras(spot, findings);
  bool layers = false;
  std::uint64_t left = most_parsed;
  for (auto at = bytes.find('{'); at != std::string_view::npos; at = bytes.find('{', at)) {
    if (!begins_object(bytes, at)) {
      ++at;
      continue;
    }
    const auto end = end_of_object(bytes, at, left);
    if (end == std::string_view::npos) {
      // How far the attempt went is not known; it costs at least what a short object does.
      std::uint64_t cost = std::min<std::uint64_t>(left, 256);
      for (auto i = at; i < bytes.size() && static_cast<unsigned char>(bytes[i]) >= 0x20 && cost < left; ++i)
        ++cost;
      left -= cost;
      ++at;
    } else if (end - at < shortest_config) {
      at = end;
    } else {
      left -= std::min<std::uint64_t>(left, end - at);
      const auto document = Json::parse(bytes.substr(at, end - at), nullptr, false);
      if (document.is_discarded()) {
        ++at;
      } else {
        layers = keras.walk(document) || layers;
        at = end;
      }
    }
    if (left == 0) {
      findings.not_scanned("too much of it looks like JSON", spot.at(at));
      break;
    }
  }
  return layers;
}

void scan_skops_schema(std::string_view json, const Spot& spot, Findings& findings) {
  const auto document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) {
    findings.not_scanned("the schema is no JSON", spot.path());
    return;
  }
  const auto judge = [&](const std::string& module, const std::string& name) {
    if (module.empty() || name.empty()) return;
    const auto verdict = judge_name(module, name);
    if (verdict.kind == NameVerdict::Kind::dangerous) {
      findings.dangerous("names `" + module + "." + name + "`: " + verdict.why, spot.path());
    } else if (verdict.kind == NameVerdict::Kind::unknown || verdict.use != Use::any) {
      findings.suspicious("names `" + module + "." + name + "`, which is on no list of harmless names",
                          spot.path());
    }
  };
  each_object(document, [&](const Json& object) {
    judge(text_of(object, "__module__"), text_of(object, "__class__"));
    judge(text_of(object, "module_path"), text_of(object, "function"));
    const auto loader = text_of(object, "__loader__");
    if (loader == "MethodNode" || loader == "OperatorFuncNode")
      findings.suspicious("calls a method that the file names (CVE-2025-54413)", spot.path());
  });
}

void scan_hydra_targets(std::string_view text, const Spot& spot, Findings& findings) {
  constexpr std::string_view key = "_target_";
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at)) {
    at += key.size();
    auto rest = text::trim(text.substr(at, 512), " \t\"'");
    if (!rest.starts_with(':')) continue;
    rest = text::trim(rest.substr(1), " \t\r\n\"'");
    const auto target = rest.substr(0, rest.find_first_of(" \t\r\n\"',}#"));
    const auto dot = target.rfind('.');
    if (!is_dotted_name(target) || dot == std::string_view::npos) {
      findings.suspicious("`_target_` names nothing that can be known", spot.at(at));
      continue;
    }
    const auto verdict = judge_name(target.substr(0, dot), target.substr(dot + 1));
    if (verdict.kind == NameVerdict::Kind::dangerous) {
      findings.dangerous("`_target_` calls `" + std::string(target) + "`: " + verdict.why, spot.at(at));
    } else if (verdict.kind == NameVerdict::Kind::unknown &&
               !is_below_any(target, {"nemo", "nemo_text_processing", "torch", "torchaudio", "torchvision",
                                      "lightning", "pytorch_lightning", "omegaconf", "transformers",
                                      "megatron", "diffusers", "apex"})) {
      findings.suspicious("`_target_` calls `" + std::string(target) + "`, which is code of its own",
                          spot.at(at));
    }
  }
}

void scan_torchscript(std::string_view text, const Spot& spot, Findings& findings) {
  for (const std::string_view call :
       {"torch.save(", "torch.load(", "torch.from_file(", "ops.aten.save(", "ops.aten.load(",
        "ops.aten.from_file(", "ops.image.read_file(", "ops.image.write_file("}) {
    const auto at = text.find(call);
    if (at != std::string_view::npos)
      findings.dangerous("its code calls `" + std::string(call.substr(0, call.size() - 1)) +
                             "`, which reads or writes files",
                         spot.at(at));
  }
  for (auto at = text.find("ops."); at != std::string_view::npos; at = text.find("ops.", at + 4)) {
    if (at > 0 && (text::is_word(text[at - 1]) || text[at - 1] == '.')) continue;
    const auto rest = text.substr(at + 4, 64);
    const auto space = rest.substr(0, text::word_length(rest, 0));
    static constexpr std::array<std::string_view, 11> known{
        "aten",       "prim",       "quantized",      "prepacked", "torchvision",
        "torchaudio", "_quantized", "static_runtime", "xnnpack",   "quantized_decomposed",
        "image"};
    if (std::ranges::find(known, space) == known.end())
      findings.suspicious("its code calls operators of the library `" + std::string(space) + "`",
                          spot.at(at));
  }
}

}  // namespace dockgate::weights
