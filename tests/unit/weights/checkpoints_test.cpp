// Ordinary files: what people have on their disks is clean.
#include <gtest/gtest.h>

#include "samples.hpp"
#include "weights/scan.hpp"

namespace dockgate::weights {
namespace {

using namespace samples;
using namespace std::string_literals;

void expect_clean(const std::string& content, std::string_view name, std::string_view format) {
  const auto result = scan(content, name);
  EXPECT_EQ(result.verdict, Verdict::clean) << name << ": " << reasons(result);
  EXPECT_EQ(result.format, format) << name;
}

TEST(Checkpoints, TorchZip) {
  expect_clean(torch_zip(pickle(state_dict({"layer.weight", "layer.bias"}))), "pytorch_model.bin",
               "torch-zip");
  expect_clean(
      torch_zip(pickle(
          "}(" + text("state_dict") + state_dict({"w"}) + text("epoch") + "K\x03" + text("optimizer") + "}(" +
          text("state") + "}K\0}("s + text("step") + tensor("1", 4) + text("exp_avg") + tensor("2", 4) +
          "us" + text("param_groups") + "]}(" + text("lr") + "G\x3f\x50\0\0\0\0\0\0"s + text("betas") +
          "G\x3f\x50\0\0\0\0\0\0G\x3f\x50\0\0\0\0\0\0\x86"s + text("params") + "](K\0K\1e"s + "ua" + "uu")),
      "checkpoint.pt", "torch-zip");
}

TEST(Checkpoints, WholeModules) {
  const auto module = call(global("torch._utils", "_rebuild_parameter"),
                           {tensor("0", 4), "\x88", call(global("collections", "OrderedDict"), {})});
  expect_clean(torch_zip(pickle(global("torch.nn.modules.linear", "Linear") + ")\x81}(" + text("training") +
                                "\x88" + text("_parameters") + global("collections", "OrderedDict") + ")R(" +
                                text("weight") + module + "u" + text("in_features") + "K\2" + "ub")),
               "model.pt", "torch-zip");
}

TEST(Checkpoints, TypesDevicesAndRandomStates) {
  expect_clean(
      torch_zip(pickle("}(" + text("dtype") + global("torch", "bfloat16") + text("device") +
                       call(global("torch", "device"), {text("cuda"), "K\0"s}) + text("size") +
                       call(global("torch", "Size"), {tuple({"K\2"})}) + text("layout") +
                       call(global("torch.serialization", "_get_layout"), {text("torch.strided")}) + "u")),
      "a.pt", "torch-zip");
  const auto dtype = call(global("numpy", "dtype"), {text("u4"), "\x89", "\x88"}) +
                     tuple({"K\3", text("<"), "N", "N", "N", number(-1), number(-1), "K\0"s}) + "b";
  const auto array = call(global("numpy.core.multiarray", "_reconstruct"),
                          {global("numpy", "ndarray"), "K\0\x85"s, bytes("b")}) +
                     tuple({"K\1", tuple({"K\1"}), dtype, "\x89", bytes("abcd")}) + "b";
  expect_clean(
      torch_zip(pickle(
          "}(" + text("random_state") + tuple({"K\3", tuple({"K\1"}), "N"}) + text("numpy_random_seed") +
              tuple({text("MT19937"), array, "K\1", "K\0"s, "G" + std::string(8, '\0')}) + text("best") +
              call(global("numpy.core.multiarray", "scalar"), {dtype, bytes("abcd")}) + "u",
          3)),
      "random_states_0.pkl", "torch-zip");
}

TEST(Checkpoints, TrainingArguments) {
  expect_clean(
      torch_zip(pickle(global("transformers.training_args", "TrainingArguments") + ")\x81}(" +
                       text("output_dir") + text("out") + text("evaluation_strategy") +
                       call(global("transformers.trainer_utils", "IntervalStrategy"), {text("steps")}) +
                       text("lr_scheduler_type") +
                       call(global("transformers.trainer_utils", "SchedulerType"), {text("linear")}) +
                       text("optim") +
                       call(global("transformers.training_args", "OptimizerNames"), {text("adamw_torch")}) +
                       text("distributed_state") + global("accelerate.state", "PartialState") + ")\x81}" +
                       text("backend") + "Nsb" + "ub")),
      "training_args.bin", "torch-zip");
}

TEST(Checkpoints, TorchLegacy) {
  const auto magic = pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19");
  const auto storage =
      tuple({text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), number(4), "N"}) + "Q";
  const auto state = global("collections", "OrderedDict") + ")R" + text("w") +
                     call(global("torch._utils", "_rebuild_tensor_v2"),
                          {storage, "K\0"s, tuple({"K\4"}), tuple({"K\1"}), "\x89",
                           call(global("collections", "OrderedDict"), {})}) +
                     "s";
  const auto head = magic + pickle("M\xe9\x03") +
                    pickle("}(" + text("protocol_version") + "M\xe9\x03" + text("little_endian") + "\x88u") +
                    pickle(state) + pickle("]" + text("0") + "a");
  expect_clean(head + le<std::uint64_t>(4) + std::string(16, '\x3f'), "model.pth", "torch-legacy");
  // Numbers that begin like a pickle.
  expect_clean(head + "\x80\x02" + std::string(22, '\x3f'), "model.pth", "torch-legacy");
}

TEST(Checkpoints, TorchScript) {
  expect_clean(
      zip({{"net/data.pkl", pickle(global("__torch__.net", "Net") + ")\x81}" + text("training") + "\x88sb")},
           {"net/code/__torch__/net.py",
            "class Net(Module):\n  def forward(self, x: Tensor) -> Tensor:\n    return torch.relu(x)\n"},
           {"net/code/__torch__/net.py.debug_pkl", pickle(tuple({text("FORMAT_WITH_STRING_TABLE")}))},
           {"net/constants.pkl", pickle(")")},
           {"net/version", "3\n"}},
          true),
      "net.pt", "torchscript");
}

TEST(Checkpoints, PlainPickles) {
  expect_clean(
      pickle("}(" + text("when") +
                 call(global("datetime", "datetime"), {bytes("\x07\xe8\1\1\0\0\0\0\0\0"s)}) + text("path") +
                 call(global("pathlib", "PosixPath"), {text("a"), text("b")}) + text("id") +
                 global("uuid", "UUID") + ")\x81}" + text("int") + "K\1sb" + text("args") +
                 global("argparse", "Namespace") + ")\x81}" + text("lr") + "K\1sb" + text("d") +
                 call(global("decimal", "Decimal"), {text("1.5")}) + text("s") + "\x8f(K\1\x90" + text("c") +
                 call(global("collections", "defaultdict"), {global("builtins", "list")}) + text("o") +
                 call(global("collections", "Counter"), {"}"}) + text("f") +
                 call(global("functools", "partial"), {global("torch.nn.functional", "relu")}) +
                 tuple({global("torch.nn.functional", "relu"), ")", "}", "N"}) + "b" + "u",
             4),
      "state.pkl", "pickle");
  expect_clean(pickle(call(global("copy_reg", "_reconstructor"),
                           {global("sklearn.linear_model.logistic", "LogisticRegression"),
                            global("__builtin__", "object"), "N"}) +
                      "}" + text("C") + "K\1sb"),
               "old.pkl", "pickle");
}

TEST(Checkpoints, CompressedPickles) {
  std::string packed(4096, '\0');
  const auto body = pickle("}" + text("a") + "K\1s");
  auto size = static_cast<uLongf>(packed.size());
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(body.data()),
           body.size());
  packed.resize(size);
  expect_clean(packed, "model.joblib", "pickle+zlib");
  EXPECT_EQ(scan(packed.substr(0, packed.size() - 3), "model.joblib").verdict, Verdict::not_scanned);
  const auto bad = payload();
  std::string evil(4096, '\0');
  size = static_cast<uLongf>(evil.size());
  compress(reinterpret_cast<Bytef*>(evil.data()), &size, reinterpret_cast<const Bytef*>(bad.data()),
           bad.size());
  evil.resize(size);
  EXPECT_EQ(scan(evil, "model.joblib").verdict, Verdict::dangerous);
}

TEST(Checkpoints, Arrays) {
  expect_clean(npy("<f4", "(2, 3)", std::string(24, '\1')), "a.npy", "npy");
  expect_clean(npy("|b1", "(3,)", "abc"), "a.npy", "npy");
  expect_clean(npy("<U2", "()", std::string(8, '\0')), "a.npy", "npy");
  expect_clean(npy("<M8[ns]", "(1,)", std::string(8, '\0')), "a.npy", "npy");
  expect_clean(npy("|O", "(1,)", pickle("]" + text("a") + "a", 3)), "a.npy", "npy");
  const auto array = npy("<f8", "(1,)", std::string(8, '\1'));
  expect_clean(zip({{"a.npy", array}, {"b.npy", array, 8, 0, "", 0, deflated(array)}}), "a.npz", "npz");
}

TEST(Checkpoints, NemoHoldsATorchFile) {
  expect_clean(tar({tar_member("./", "", '5'),
                    tar_member("./model_config.yaml",
                               "encoder:\n  _target_: nemo.collections.asr.modules.ConformerEncoder\n"),
                    tar_member("./model_weights.ckpt", torch_zip(pickle(state_dict({"w"}))))}),
               "model.nemo", "nemo");
}

TEST(Checkpoints, OtherFilesAreNotCalledDangerous) {
  for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{
           {"README.md", "# A model\n\ncontains text\nof two lines\n"},
           {"config.json", "{\"model_type\": \"bert\"}\n"},
           {"model.pt", "\211PNG\r\n\032\n"},
           {"data.bin", std::string(1000, '\x42')},
           {"empty.bin", ""},
           {"vocab.txt", "c\ncat\nsystem\n"},
       })
    EXPECT_EQ(scan(content, name).verdict, Verdict::not_scanned) << name << reasons(scan(content, name));
}

}  // namespace
}  // namespace dockgate::weights
