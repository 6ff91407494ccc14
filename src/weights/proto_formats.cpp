// onnx/onnx, onnx.proto; tensorflow/tensorflow, core/protobuf/saved_model.proto, meta_graph.proto,
// core/framework/graph.proto; apple/coremltools, mlmodel/format/Model.proto.
#include <algorithm>
#include <array>
#include <string>

#include "text/words.hpp"
#include "weights/configs.hpp"
#include "weights/formats.hpp"
#include "weights/proto.hpp"

namespace dockgate::weights {
namespace {

constexpr int deepest_graph = 24;

struct DangerousOp {
  std::string_view name, why;
};
constexpr std::array dangerous_ops{
    DangerousOp{"DebugIdentity", "writes files"},
    DangerousOp{"DebugIdentityV2", "writes files"},
    DangerousOp{"DebugIdentityV3", "writes files"},
    DangerousOp{"EagerPyFunc", "runs Python code"},
    DangerousOp{"LoadLibrary", "loads native code"},
    DangerousOp{"PrintV2", "writes files"},
    DangerousOp{"PyFunc", "runs Python code"},
    DangerousOp{"PyFuncStateless", "runs Python code"},
    DangerousOp{"ReadFile", "reads any file"},
    DangerousOp{"Save", "writes files"},
    DangerousOp{"WriteFile", "writes any file"},
    DangerousOp{"MatchingFiles", "lists any folder"},
    DangerousOp{"WholeFileReaderV2", "reads any file"},
    DangerousOp{"WholeFileReader", "reads any file"},
    DangerousOp{"CopyFile", "copies files"},
    DangerousOp{"DeleteFile", "deletes files"},
};

class TensorFlow {
 public:
  TensorFlow(const Spot& spot, Findings& findings) : spot_(spot), findings_(findings) {}

  void saved_model(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if (field.number == 2 && field.wire == 2) meta_graph(field.bytes);
    });
  }
  void graph(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if (field.number == 1 && field.wire == 2) node(field.bytes);
      if (field.number == 2 && field.wire == 2) library(field.bytes);
    });
  }

 private:
  template <typename Visit>
  void each(std::string_view message, Visit visit) {
    ProtoReader reader(message);
    for (ProtoField field; reader.next(field);) visit(field);
    if (!reader.ok()) findings_.not_scanned("a message of the graph is broken", spot_.path());
  }
  void meta_graph(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if (field.number == 2 && field.wire == 2) graph(field.bytes);
    });
  }
  void library(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if (field.number != 1 || field.wire != 2) return;
      each(field.bytes, [&](const ProtoField& inner) {
        if (inner.number == 3 && inner.wire == 2) node(inner.bytes);
      });
    });
  }
  /// Whether this is the attribute by which PrintV2 writes into a file: `output_stream: "file://…"`.
  bool prints_into_file(std::string_view attribute) {
    std::string_view key, text;
    each(attribute, [&](const ProtoField& field) {
      if (field.number == 1 && field.wire == 2) key = field.bytes;
      if (field.number == 2 && field.wire == 2)
        each(field.bytes, [&](const ProtoField& value) {
          if (value.number == 2 && value.wire == 2) text = value.bytes;
        });
    });
    return key == "output_stream" && text.starts_with("file:");
  }
  void node(std::string_view message) {
    std::string name, op;
    bool prints = false;
    each(message, [&](const ProtoField& field) {
      if (field.number == 1 && field.wire == 2) name = field.bytes;
      if (field.number == 2 && field.wire == 2) op = field.bytes;
      if (field.number == 5 && field.wire == 2) prints = prints || prints_into_file(field.bytes);
    });
    const auto known = std::ranges::find(dangerous_ops, op, &DangerousOp::name);
    if (known == dangerous_ops.end() || op == "Save" || (op == "PrintV2" && !prints)) return;
    findings_.dangerous("the graph has the operation `" + op + "`, which " + std::string(known->why),
                        spot_.in("node " + name).path());
  }

  const Spot& spot_;
  Findings& findings_;
};

constexpr std::array<std::string_view, 11> known_domains{"",
                                                         "ai.onnx",
                                                         "ai.onnx.ml",
                                                         "ai.onnx.preview",
                                                         "ai.onnx.preview.training",
                                                         "ai.onnx.training",
                                                         "com.microsoft",
                                                         "com.microsoft.experimental",
                                                         "com.microsoft.nchwc",
                                                         "com.ms.internal.nhwc",
                                                         "org.pytorch.aten"};

class Onnx {
 public:
  Onnx(const Spot& spot, Findings& findings) : spot_(spot), findings_(findings) {}

  void model(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if (field.wire != 2) return;
      if (field.number == 7) graph(field.bytes, 0);
      if (field.number == 25) function(field.bytes);
      if (field.number == 20) training(field.bytes);
    });
  }

 private:
  template <typename Visit>
  void each(std::string_view message, Visit visit) {
    ProtoReader reader(message);
    for (ProtoField field; reader.next(field);) visit(field);
    if (!reader.ok()) findings_.not_scanned("a message of the model is broken", spot_.path());
  }
  void training(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if ((field.number == 1 || field.number == 2) && field.wire == 2) graph(field.bytes, 0);
    });
  }
  void function(std::string_view message) {
    std::string domain, name;
    each(message, [&](const ProtoField& field) {
      if (field.wire != 2) return;
      if (field.number == 7) node(field.bytes, 0);
      if (field.number == 10) functions_ += '\n' + std::string(field.bytes);
    });
  }
  void graph(std::string_view message, int depth) {
    if (depth > deepest_graph)
      return findings_.not_scanned("graphs stand too deep in each other", spot_.path());
    each(message, [&](const ProtoField& field) {
      if (field.wire != 2) return;
      if (field.number == 1) node(field.bytes, depth);
      if (field.number == 5) tensor(field.bytes);
      if (field.number == 15)
        each(field.bytes, [&](const ProtoField& inner) {
          if ((inner.number == 1 || inner.number == 2) && inner.wire == 2) tensor(inner.bytes);
        });
    });
  }
  void node(std::string_view message, int depth) {
    std::string op, domain, name;
    each(message, [&](const ProtoField& field) {
      if (field.wire != 2) return;
      if (field.number == 3) name = field.bytes;
      if (field.number == 4) op = field.bytes;
      if (field.number == 5) attribute(field.bytes, depth);
      if (field.number == 7) domain = field.bytes;
    });
    if (std::ranges::find(known_domains, domain) != known_domains.end()) return;
    if (op == "PyOp" || op == "PyCustomOp" || domain.starts_with("ai.onnx.contrib")) {
      findings_.suspicious("the operator `" + op + "` of `" + domain + "` runs code that stands elsewhere",
                           spot_.in("node " + name).path());
    } else if (!is_own_function(domain)) {
      findings_.suspicious("the operator `" + op + "` of `" + domain + "` needs a library of its own",
                           spot_.in("node " + name).path());
    }
  }
  /// Functions that the model itself defines have domains of their own.
  bool is_own_function(const std::string& domain) const {
    return domain.starts_with("pkg.") || domain == "local" || domain == "this" ||
           functions_.find('\n' + domain) != std::string::npos;
  }
  void attribute(std::string_view message, int depth) {
    each(message, [&](const ProtoField& field) {
      if (field.wire != 2) return;
      if (field.number == 5 || field.number == 10) tensor(field.bytes);
      if (field.number == 6 || field.number == 11) graph(field.bytes, depth + 1);
    });
  }
  void tensor(std::string_view message) {
    each(message, [&](const ProtoField& field) {
      if (field.number != 13 || field.wire != 2) return;
      std::string key, value;
      each(field.bytes, [&](const ProtoField& inner) {
        if (inner.number == 1 && inner.wire == 2) key = inner.bytes;
        if (inner.number == 2 && inner.wire == 2) value = inner.bytes;
      });
      if (key == "location") location(value);
    });
  }
  void location(std::string path) {
    const bool absolute =
        path.starts_with('/') || path.starts_with('\\') || path.find(':') != std::string::npos;
    std::ranges::replace(path, '\\', '/');
    const auto parts = text::split(path, '/');
    if (absolute || std::ranges::find(parts, "..") != parts.end())
      findings_.dangerous("a tensor is read from `" + path + "`, outside of the model's folder",
                          spot_.path());
  }

  const Spot& spot_;
  Findings& findings_;
  std::string functions_;  // domains of the model's own functions, a line each
};

/// What the top-level fields of a message are.
struct Shape {
  std::uint32_t fields = 0;
  bool ok = true;
  std::array<std::uint8_t, 32> wire{};  // of the first fields by number, 0xff where absent
  std::string_view first_run;           // bytes of field 1
  std::uint64_t first_value = 0;        // varint of field 1
  std::string_view second_run;
  std::uint32_t highest = 0;
};

Shape shape_of(std::string_view bytes) {
  Shape out;
  out.wire.fill(0xff);
  ProtoReader reader(bytes);
  for (ProtoField field; reader.next(field) && out.fields < 100000; ++out.fields) {
    out.highest = std::max(out.highest, field.number);
    if (field.number >= out.wire.size()) continue;
    out.wire[field.number] = field.wire;
    if (field.number == 1 && field.wire == 2 && out.first_run.empty()) out.first_run = field.bytes;
    if (field.number == 1 && field.wire == 0) out.first_value = field.value;
    if (field.number == 2 && field.wire == 2 && out.second_run.empty()) out.second_run = field.bytes;
  }
  out.ok = reader.ok();
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() < 512 &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// NodeDef: a name and an operation.
bool is_node(std::string_view bytes) {
  const auto shape = shape_of(bytes);
  return shape.ok && is_name(shape.first_run) && is_name(shape.second_run);
}

bool is_graph(std::string_view bytes) {
  const auto shape = shape_of(bytes);
  return shape.fields > 0 && shape.wire[1] == 2 && is_node(shape.first_run);
}

}  // namespace

Proto proto_of(std::string_view bytes) {
  if (bytes.size() < 4 || static_cast<unsigned char>(bytes[0]) > 0x7f) return Proto::none;
  const auto first = static_cast<unsigned char>(bytes[0]) >> 3;
  if (first == 0 || (first > 8 && first != 14 && first != 20)) return Proto::none;
  const auto shape = shape_of(bytes);
  if (shape.fields == 0) return Proto::none;
  const auto& wire = shape.wire;
  // ModelProto: ir_version, graph, opset_import.
  if (wire[7] == 2 && (wire[1] == 0 || wire[1] == 0xff) && (wire[8] == 2 || wire[8] == 0xff) &&
      (wire[1] == 0 || wire[8] == 2) && shape.first_value < 1000 && (wire[2] == 2 || wire[2] == 0xff))
    return Proto::onnx;
  // SavedModel: saved_model_schema_version (1), meta_graphs.
  if (wire[2] == 2 && (wire[1] == 0 || wire[1] == 0xff) && shape.first_value <= 1 && shape.highest <= 2) {
    const auto meta = shape_of(shape.second_run);
    if (meta.fields > 0 && meta.wire[1] != 0 && meta.wire[2] != 0 && (meta.wire[1] == 2 || meta.wire[2] == 2))
      return Proto::saved_model;
  }
  if (wire[1] == 0 && wire[2] == 2 && shape.highest >= 200 && shape.first_value < 100) return Proto::coreml;
  if (wire[1] == 2 && is_graph(bytes)) return Proto::graph_def;
  return Proto::none;
}

Content scan_proto(Proto kind, std::string_view bytes, const Spot& spot, Findings& findings) {
  switch (kind) {
    case Proto::onnx:
      Onnx(spot, findings).model(bytes);
      return {"onnx", false, true, false};
    case Proto::saved_model:
      TensorFlow(spot, findings).saved_model(bytes);
      return {"saved-model", true, true, false};
    case Proto::graph_def:
      TensorFlow(spot, findings).graph(bytes);
      return {"tensorflow-graph", true, true, false};
    case Proto::coreml: {
      const auto shape = shape_of(bytes);
      if (!shape.ok) findings.not_scanned("the model is broken", spot.path());
      ProtoReader reader(bytes);
      for (ProtoField field; reader.next(field);)
        if (field.number == 555)
          findings.suspicious("the model needs code that stands elsewhere", spot.path());
      return {"coreml", false, true, false};
    }
    case Proto::none:
      break;
  }
  return {};
}

bool begins_as_tflite(std::string_view bytes) {
  return bytes.size() > 8 && bytes.substr(4, 4) == "TFL3";
}

Content scan_tflite(std::string_view bytes, const Spot& spot, Findings& findings) {
  Content out{"tflite", false, true, false};
  if (little<std::uint32_t>(bytes, 0) >= bytes.size())
    findings.suspicious("the root of the model lies outside of the file", spot.at(0));
  // Operators of TensorFlow that the interpreter hands on (delegate `Flex`) are named by text.
  for (const auto& op : dangerous_ops) {
    if (op.name == "Save" || op.name == "PrintV2") continue;
    const auto name = "Flex" + std::string(op.name);
    const auto at = bytes.find(name);
    if (at != std::string_view::npos && bytes.substr(at + name.size()).starts_with('\0'))
      findings.dangerous("the model has the operation `" + name + "`, which " + std::string(op.why),
                         spot.at(at));
  }
  return out;
}

}  // namespace dockgate::weights
