#include "weights/formats.hpp"

#include <gtest/gtest.h>

#include "samples.hpp"
#include "weights/lfs_pointer.hpp"
#include "weights/scan.hpp"

namespace dockgate::weights {
namespace {

using namespace samples;
using namespace std::string_literals;

void expect(Verdict verdict, const std::string& content, std::string_view format,
            std::string_view word = {}) {
  const auto result = scan(content, "model.bin");
  EXPECT_EQ(result.verdict, verdict) << reasons(result);
  EXPECT_EQ(result.format, format) << reasons(result);
  if (!word.empty()) {
    EXPECT_NE(reasons(result).find(word), std::string::npos) << reasons(result);
  }
}

TEST(Safetensors, TheHeaderHasToFit) {
  const auto two =
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[2,1],"data_offsets":[8,12]}})"s;
  expect(Verdict::clean, safetensors(two, std::string(12, 'x')), "safetensors");
  expect(Verdict::clean, safetensors(two + "   ", std::string(12, 'x')), "safetensors");
  expect(
      Verdict::clean,
      safetensors(
          R"({"e":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"s":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})",
          "12345678"),
      "safetensors");
  expect(Verdict::suspicious, safetensors(two, std::string(13, 'x')), "safetensors",
         "behind the last tensor");
  expect(Verdict::suspicious, safetensors(two, std::string(11, 'x')), "safetensors", "outside");
  expect(
      Verdict::suspicious,
      safetensors(
          R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
          "xx"),
      "safetensors", "twice");
  expect(
      Verdict::suspicious,
      safetensors(
          R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
          "xxx"),
      "safetensors", "overlap");
  expect(Verdict::suspicious, safetensors(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", "xx"),
         "safetensors", "between");
  expect(Verdict::suspicious, safetensors(R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}})", "xx"),
         "safetensors", "do not fit");
  expect(Verdict::suspicious,
         safetensors(R"({"a":{"dtype":"U8","shape":[9223372036854775807,9],"data_offsets":[0,2]}})", "xx"),
         "safetensors", "impossible");
  expect(Verdict::suspicious, safetensors(R"({"a":)", ""), "safetensors", "no JSON");
  expect(Verdict::suspicious, safetensors("{" + std::string(100000, '['), ""), "safetensors");
  expect(Verdict::suspicious, le<std::uint64_t>(1u << 30) + "{}", "safetensors", "longer than the file");
}

std::string gguf_text(std::string_view value) {
  return le<std::uint64_t>(value.size()) + std::string(value);
}
std::string gguf(const std::string& values, std::uint64_t count, const std::string& tensors = {},
                 std::uint64_t tensor_count = 0) {
  return "GGUF" + le<std::uint32_t>(3) + le<std::uint64_t>(tensor_count) + le<std::uint64_t>(count) + values +
         tensors;
}

TEST(Gguf, ValuesAndTensorsHaveToFit) {
  const auto name = gguf_text("general.name") + le<std::uint32_t>(8) + gguf_text("tiny");
  const auto list = gguf_text("tokenizer.ggml.tokens") + le<std::uint32_t>(9) + le<std::uint32_t>(8) +
                    le<std::uint64_t>(2) + gguf_text("a") + gguf_text("b");
  const auto tensor = gguf_text("w") + le<std::uint32_t>(1) + le<std::uint64_t>(4) + le<std::uint32_t>(0) +
                      le<std::uint64_t>(0);
  expect(Verdict::clean, gguf(name + list, 2, tensor, 1) + std::string(64, '\0'), "gguf");
  expect(Verdict::suspicious, gguf(name, std::uint64_t{1} << 60), "gguf", "more tensors or values");
  expect(Verdict::suspicious, gguf(gguf_text("x") + le<std::uint32_t>(8) + le<std::uint64_t>(~0ull), 1),
         "gguf", "does not fit");
  expect(Verdict::suspicious,
         gguf(gguf_text("x") + le<std::uint32_t>(9) + le<std::uint32_t>(10) +
                  le<std::uint64_t>(std::uint64_t{1} << 62),
              1),
         "gguf", "does not fit");
  expect(Verdict::suspicious,
         gguf(name, 1,
              gguf_text("w") + le<std::uint32_t>(2) + le<std::uint64_t>(std::uint64_t{1} << 40) +
                  le<std::uint64_t>(std::uint64_t{1} << 40) + le<std::uint32_t>(0) + le<std::uint64_t>(0),
              1),
         "gguf", "overflows");
}

TEST(Gguf, TheTensorsLieInTheFileAndNothingBehindThem) {
  const auto file = [](std::uint64_t items, std::uint32_t type, std::uint64_t offset,
                       const std::string& data) {
    auto out = gguf({}, 0,
                    gguf_text("w") + le<std::uint32_t>(1) + le<std::uint64_t>(items) +
                        le<std::uint32_t>(type) + le<std::uint64_t>(offset),
                    1);
    out.resize((out.size() + 31) / 32 * 32, '\0');
    return out + data;
  };
  expect(Verdict::clean, file(64, 8, 0, std::string(68, 'x')), "gguf");
  expect(Verdict::clean, file(4, 0, 32, std::string(48, 'x') + std::string(16, '\0')), "gguf");
  expect(Verdict::suspicious, file(64, 8, 0, std::string(67, 'x')), "gguf", "outside");
  expect(Verdict::suspicious, file(std::uint64_t{1} << 40, 0, 0, {}), "gguf", "outside");
  expect(Verdict::suspicious, file(std::uint64_t{1} << 62, 0, 0, {}), "gguf", "overflows");
  expect(Verdict::suspicious, file(4, 0, 0, std::string(16, 'x') + payload()), "gguf",
         "behind the last tensor");
  expect(Verdict::clean, file(4, 999, 0, std::string(100, 'x')), "gguf");
}

TEST(Gguf, ChatTemplatesAreRead) {
  const auto with = [](std::string_view chat) {
    return gguf(gguf_text("tokenizer.chat_template") + le<std::uint32_t>(8) + gguf_text(chat), 1);
  };
  expect(Verdict::clean, with("{% for message in messages %}{{ message['content'] }}{% endfor %}"), "gguf");
  expect(Verdict::dangerous, with("{{ ''.__class__.__mro__[1].__subclasses__() }}"), "gguf",
         "CVE-2024-34359");
}

TEST(Npy, ObjectsArePickles) {
  expect(Verdict::dangerous, npy("|O", "(1,)", payload(3)), "npy");
  expect(Verdict::suspicious, npy("<f4", "(2,)", "x"), "npy", "needs 8 bytes");
  expect(Verdict::dangerous, npy("<f4", "(2,)", payload()), "npy");
  expect(Verdict::suspicious, "\x93NUMPY\x01\0\xff\xff{"s, "npy", "does not fit");
  expect(Verdict::dangerous, npy("[(\"a\", \"<i4\"), (\"b\", \"|O\")]", "(1,)", payload(3)), "npy");
}

TEST(Hdf5, LambdaLayersAreFound) {
  const auto file = [](const std::string& json) {
    return "\x89HDF\r\n\x1a\n" + std::string(100, '\0') + "model_config" + std::string(9, '\0') + json +
           std::string(50, '\1') + "{\"{";
  };
  expect(
      Verdict::clean,
      file(
          R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 3}}]}})"),
      "keras-hdf5");
  expect(
      Verdict::dangerous,
      file(
          R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {"function": ["4wEAAAAAAAAA", null, null], "function_type": "lambda"}}]}})"),
      "keras-hdf5", "Lambda");
  expect(Verdict::dangerous,
         file(R"({"cl\u0061ss_name": "Lam\u0062da", "config": {"function": ["4wEAAAAAAAAA", null, null]}})"),
         "keras-hdf5", "Lambda");
  expect(Verdict::clean, "\x89HDF\r\n\x1a\n" + std::string(3000, '{'), "hdf5");
}

TEST(Hdf5, WhatStandsInOtherFilesIsFound) {
  const auto file = [](const std::string& body) {
    return "\x89HDF\r\n\x1a\n" + std::string(100, '\0') + body;
  };
  const auto link = [](const std::string& name, const std::string& value) {
    return "\x01\x18\x40"s + "\0"s + byte(static_cast<int>(name.size())) + name +
           le<std::uint16_t>(value.size()) + value + std::string(20, '\0');
  };
  expect(Verdict::dangerous, file(link("x", "\0/etc/passwd\0/a\0"s)), "hdf5", "/etc/passwd");
  expect(Verdict::dangerous, file(link("x", "\0../../b.h5\0/a\0"s)), "hdf5", "b.h5");
  expect(Verdict::suspicious, file(link("x", "\0more.h5\0/a\0"s)), "hdf5", "more.h5");
  // The same bytes where the sizes do not fit are numbers.
  expect(Verdict::clean, file(link("x", "\0/etc/passwd\0/a"s)), "hdf5");
  expect(Verdict::clean, file(link("x", "\1/etc/passwd\0/a\0"s)), "hdf5");

  const auto data = [&](std::uint16_t used, std::uint64_t heap) {
    return file("\1\0\0\0"s + le<std::uint16_t>(1) + le<std::uint16_t>(used) + le<std::uint64_t>(heap) +
                le<std::uint64_t>(8) + le<std::uint64_t>(0) + le<std::uint64_t>(10) + "HEAP\0\0\0\0"s +
                le<std::uint64_t>(24) + le<std::uint64_t>(1) + le<std::uint64_t>(180) + std::string(8, '\0') +
                "/etc/passwd\0"s + std::string(20, '\0'));
  };
  expect(Verdict::dangerous, data(1, 148), "hdf5", "/etc/passwd");
  expect(Verdict::clean, data(0, 148), "hdf5");
  expect(Verdict::clean, data(1, 147), "hdf5");
  expect(Verdict::clean, data(1, ~std::uint64_t{0}), "hdf5");
}

TEST(Keras, ConfigurationsAreWalked) {
  const auto file = [](const std::string& json) {
    return zip({{"metadata.json", R"({"keras_version": "3.0.0"})"},
                {"config.json", json},
                {"model.weights.h5", "\x89HDF\r\n\x1a\n"}});
  };
  expect(
      Verdict::clean,
      file(
          R"({"module": "keras", "class_name": "Sequential", "config": {"layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"activation": "relu", "kernel_initializer": {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {}}}}]}})"),
      "keras");
  expect(
      Verdict::dangerous,
      file(
          R"({"module": "keras.layers", "class_name": "Lambda", "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wAA"}}}})"),
      "keras");
  expect(
      Verdict::dangerous,
      file(
          R"({"module": "os", "class_name": "function", "config": "system", "registered_name": "function"})"),
      "keras", "os.system");
  expect(Verdict::dangerous,
         file(R"({"module": "keras.src.utils.file_utils", "class_name": "function", "config": "get_file"})"),
         "keras");
  expect(Verdict::dangerous,
         file(R"({"module": "keras.utils", "class_name": "get_file", "config": {"origin": "http://x/y"}})"),
         "keras", "get_file");
  expect(Verdict::suspicious, file(R"({"module": "functools", "class_name": "partial", "config": {}})"),
         "keras", "functools.partial");
  expect(Verdict::suspicious, file(R"({"module": "keras.utils", "class_name": "save_img", "config": {}})"),
         "keras", "save_img");
  expect(
      Verdict::dangerous,
      file(R"({"module": "keras.layers", "class_name": "TorchModuleWrapper", "config": {"module": "gASV"}})"),
      "keras");
  expect(
      Verdict::dangerous,
      file(
          R"({"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}})"),
      "keras");
  expect(Verdict::suspicious, file(R"({"module": "acme.layers", "class_name": "Mine", "config": {}})"),
         "keras", "acme.layers.Mine");
  expect(
      Verdict::suspicious,
      file(
          R"({"module": "keras.layers", "class_name": "Lambda", "config": {"function": "my_function", "function_type": "function"}})"),
      "keras");
}

std::string node_def(std::string_view name, std::string_view op) {
  return field(1, name) + field(2, op);
}

TEST(SavedModel, DangerousOperations) {
  const auto model = [](const std::string& graph) {
    return field(1, 1) + field(2, field(1, field(4, "serve")) + field(2, graph));
  };
  expect(Verdict::clean,
         model(field(1, node_def("x", "Placeholder")) + field(1, node_def("save/SaveV2", "SaveV2"))),
         "saved-model");
  for (const char* op : {"ReadFile", "WriteFile", "PyFunc", "EagerPyFunc"})
    expect(Verdict::dangerous, model(field(1, node_def("x", "Placeholder")) + field(1, node_def("n", op))),
           "saved-model", op);
  expect(Verdict::dangerous,
         model(field(1, node_def("x", "Placeholder")) +
               field(2, field(1, field(1, field(1, "f")) + field(3, node_def("n", "WriteFile"))))),
         "saved-model");
  const auto printing = [&](std::string_view stream) {
    return model(field(1, node_def("x", "Placeholder")) +
                 field(1, node_def("n", "PrintV2") +
                              field(5, field(1, "output_stream") + field(2, field(2, stream)))));
  };
  expect(Verdict::clean, printing("stderr"), "saved-model");
  expect(Verdict::dangerous, printing("file:///etc/cron.d/x"), "saved-model", "PrintV2");
  // The word alone, in a name, says nothing.
  expect(Verdict::clean, model(field(1, node_def("ReadFile", "Const"))), "saved-model");
  expect(Verdict::dangerous, field(1, node_def("x", "Placeholder")) + field(1, node_def("n", "WriteFile")),
         "tensorflow-graph");
}

TEST(Onnx, ExternalDataAndOperators) {
  const auto model = [](const std::string& graph) {
    return field(1, std::uint64_t{8}) + field(2, "pytorch") + field(7, graph) +
           field(8, field(1, "") + field(2, std::uint64_t{17}));
  };
  const auto node = [](std::string_view op, std::string_view domain) {
    return field(1, field(1, "x") + field(2, "y") + field(3, "n") + field(4, op) +
                        (domain.empty() ? "" : field(7, domain)));
  };
  const auto tensor = [](std::string_view location) {
    return field(5, field(8, "w") + field(13, field(1, "location") + field(2, location)) +
                        field(14, std::uint64_t{1}));
  };
  expect(Verdict::clean, model(node("Relu", "") + tensor("weights/model.onnx_data")), "onnx");
  expect(Verdict::clean, model(node("Gelu", "com.microsoft")), "onnx");
  expect(Verdict::dangerous, model(node("Relu", "") + tensor("../../etc/passwd")), "onnx", "outside");
  expect(Verdict::dangerous, model(node("Relu", "") + tensor("/etc/passwd")), "onnx", "outside");
  expect(Verdict::dangerous, model(node("Relu", "") + tensor("a\\..\\..\\b")), "onnx", "outside");
  expect(Verdict::suspicious, model(node("Mine", "acme.ops")), "onnx", "acme.ops");
  expect(Verdict::suspicious, model(node("PyOp", "ai.onnx.contrib")), "onnx", "PyOp");
  expect(Verdict::dangerous,
         model(field(1, field(4, "If") + field(5, field(1, "then_branch") + field(6, tensor("../x"))))),
         "onnx");
}

TEST(Others, AreRecognised) {
  expect(Verdict::clean, "\x1c\0\0\0TFL3"s + std::string(64, '\0'), "tflite");
  expect(Verdict::dangerous, "\x1c\0\0\0TFL3"s + std::string(64, '\0') + "FlexWriteFile\0"s, "tflite");
  expect(Verdict::clean, field(1, std::uint64_t{4}) + field(2, field(1, "x")) + field(500, field(1, "l")),
         "coreml");
  expect(Verdict::clean, "tree\nversion=v3\n", "lightgbm");
  EXPECT_EQ(scan("\x7f"
                 "ELF" +
                     std::string(60, '\0'),
                 "model.pt")
                .verdict,
            Verdict::dangerous);
  EXPECT_EQ(scan("#!/bin/sh\ntrue\n", "weights/model.safetensors").verdict, Verdict::dangerous);
  EXPECT_EQ(scan("#!/bin/sh\ntrue\n", "run.sh").verdict, Verdict::not_scanned);
}

TEST(Lfs, PointersAreNeverClean) {
  const auto oid = std::string(64, 'a');
  const auto pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize 123\n";
  expect(Verdict::not_scanned, pointer, "lfs-pointer", oid);
  ASSERT_TRUE(read_lfs_pointer(pointer));
  EXPECT_EQ(read_lfs_pointer(pointer)->bytes, 123u);
  EXPECT_FALSE(read_lfs_pointer(pointer + "x y\n"));
  EXPECT_FALSE(
      read_lfs_pointer("version https://git-lfs.github.com/spec/v1\nsize 1\noid sha256:" + oid + "\n"));
  expect(Verdict::suspicious, "version https://git-lfs.github.com/spec/v1\noid sha256:zz\nsize 123\n",
         "lfs-pointer");
}

TEST(Scan, NeverFailsOnPartsOfFiles) {
  const auto whole = torch_zip(pickle(state_dict({"w"})));
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const auto result = scan(whole.substr(0, size), "a.pt");
    EXPECT_NE(result.verdict, Verdict::dangerous) << reasons(result);
    EXPECT_NE(result.verdict, Verdict::clean) << size << reasons(result);
  }
}

}  // namespace
}  // namespace dockgate::weights
