#include "weights/pickle_machine.hpp"

#include <gtest/gtest.h>

#include "samples.hpp"
#include "weights/scan.hpp"

namespace dockgate::weights {
namespace {

using namespace samples;
using namespace std::string_literals;

Scan scanned(const std::string& content) {
  return scan(content, "model.pkl");
}

void expect(Verdict verdict, const std::string& content, std::string_view word = {}) {
  const auto result = scanned(content);
  EXPECT_EQ(result.verdict, verdict) << reasons(result);
  if (!word.empty()) {
    EXPECT_NE(reasons(result).find(word), std::string::npos) << reasons(result);
  }
}

TEST(PickleMachine, PlainValuesOfEachProtocolAreClean) {
  expect(Verdict::clean, "(dp0\nS'a'\np1\nI1\nsS'b'\np2\n(lp3\nF1.5\naL7L\naI01\naNas.");            // 0
  expect(Verdict::clean, "}q\0(U\1aK\1U\1b]q\1(G\x3f\xf0\0\0\0\0\0\0M\xff\xffJ\1\0\0\0Neu."s + "");  // 1
  expect(Verdict::clean,
         pickle("}(" + text("a") + "\x8a\x02\xff\x7f" + text("b") + "\x88" + text("c") + ")u"));
  expect(Verdict::clean, pickle(bytes("abc") + "\x85", 3));
  expect(Verdict::clean,
         pickle("\x95" + le<std::uint64_t>(9) + short_text("abc") + "\x94\x85\x94.", 4).substr(0, 20));
  expect(Verdict::clean, pickle("\x96" + le<std::uint64_t>(2) + "ab", 5));
  expect(Verdict::clean, pickle("\x8f\x94(K\x01K\x02\x90", 4));
  expect(Verdict::clean, pickle("(K\x01K\x02\x91", 4));
}

TEST(PickleMachine, ImportsAreJudgedInEachForm) {
  for (const auto& content : std::vector<std::string>{
           "cposix\nsystem\n(S'true'\ntR.",
           "(S'true'\niposix\nsystem\n.",
           "(cposix\nsystem\nS'true'\no.",
           "cos\nsystem\n.",
           payload(0),
           payload(2),
           pickle(call(stack_global("posix", "system"), {short_text("true")}), 4),
           pickle(stack_global("os", "system") + short_text("true") + "\x85R", 5),
           pickle(global("posix", "system") + tuple({text("x")}) + "\x81", 2),
           pickle(stack_global("posix", "system") + ")}\x92", 4),
           pickle(global("builtins", "eval") + text("1") + "\x85R", 3),
           pickle(global("__builtin__", "eval") + text("1") + "\x85R", 2),
           pickle(global("commands", "getoutput") + text("1") + "\x85R", 2),
       })
    expect(Verdict::dangerous, content);
}

TEST(PickleMachine, NamesComeFromTheMemoAndAnyStringOpcode) {
  // Stored under another number than the one a count of opcodes would give.
  expect(Verdict::dangerous,
         pickle(text("os") + "r\x05\0\0\0"s + "0" + text("system") + "q\x01" + "0" + text("torch") + "\x94" +
                    "0" + "j\x05\0\0\0"s + "h\x01\x93.",
                4),
         "os.system");
  expect(Verdict::dangerous, "S'os'\nS'system'\n\x93.", "os.system");
  expect(Verdict::dangerous, "S'\\x6fs'\nS'sys\\164em'\n\x93.", "os.system");
  expect(Verdict::dangerous, "V\\u006fs\nVsystem\n\x93.", "os.system");
  expect(Verdict::dangerous, pickle("T\x02\0\0\0osU\x06system\x93"s, 4), "os.system");
  expect(Verdict::dangerous, pickle("C\x02osC\x06system\x93"s, 4), "os.system");
  expect(Verdict::dangerous, pickle("\x8d\x02\0\0\0\0\0\0\0os\x8c\x06system\x93"s, 4), "os.system");
  expect(Verdict::dangerous, "Vos\np 1_0\n0Vsystem\np11\n0g+10\ng11\n\x93.", "os.system");
}

TEST(PickleMachine, ANameThatIsComputedIsDangerous) {
  expect(Verdict::dangerous,
         pickle(call(global("_codecs", "encode"), {text("os"), text("rot13")}) + text("system") + "\x93", 4),
         "computed");
  expect(Verdict::dangerous, pickle("K\x01" + text("system") + "\x93", 4), "computed");
}

TEST(PickleMachine, AttributesOfClassesAreImports) {
  const auto enum_member = [](std::string_view module, std::string_view name, std::string_view member) {
    return pickle(call(global("__builtin__", "getattr"), {global(module, name), text(member)}));
  };
  expect(Verdict::clean, enum_member("transformers.trainer_utils", "IntervalStrategy", "STEPS"));
  expect(Verdict::dangerous, enum_member("transformers.trainer_utils", "IntervalStrategy", "__init__"),
         "__init__");
  expect(Verdict::dangerous, enum_member("os", "path", "os"));
  expect(Verdict::dangerous,
         pickle(call(global("builtins", "getattr"), {global("collections", "OrderedDict"), "K\x01"})),
         "computed");
  expect(Verdict::dangerous, pickle(global("builtins", "getattr") + "\x85"), "hands over");
  expect(Verdict::dangerous, pickle(call(global("functools", "partial"), {global("builtins", "getattr")})),
         "hands over");
  expect(Verdict::suspicious,
         pickle(call(global("builtins", "getattr"),
                     {call(global("collections", "OrderedDict"), {}), text("get")})),
         "attribute");
}

TEST(PickleMachine, WhatACallGaveMayNotBeCalled) {
  expect(Verdict::suspicious, pickle(call(call(global("collections", "OrderedDict"), {}), {text("x")})),
         "calls");
  expect(Verdict::suspicious, pickle(text("x") + ")R"), "calls");
}

TEST(PickleMachine, UnknownNamesAreSuspicious) {
  expect(Verdict::suspicious, pickle(call(global("acme.models", "Encoder"), {})), "acme.models.Encoder");
  expect(Verdict::suspicious, pickle(text("1") + "Q"), "persistent id");
  expect(Verdict::suspicious, "P1\n.", "persistent id");
}

TEST(PickleMachine, ExtensionCodesAreDangerous) {
  expect(Verdict::dangerous, pickle("\x82\x01", 2), "extension code");
  expect(Verdict::dangerous, pickle("\x83\x01\x02", 2), "extension code");
  expect(Verdict::dangerous, pickle("\x84\x01\x02\x03\x04", 2), "extension code");
}

TEST(PickleMachine, ChangesOfNamesAreDangerous) {
  expect(Verdict::dangerous, pickle(global("collections", "OrderedDict") + "}" + text("fromkeys") + "Nsb"),
         "changes");
  expect(Verdict::dangerous, pickle(global("numpy", "size") + "N" +
                                    global("numpy", "core._internal.sys.modules") + "\x86" + "b"));
  expect(Verdict::dangerous, pickle(global("collections", "OrderedDict") + text("a") + "Ns"), "sets items");
  expect(Verdict::dangerous, pickle(global("collections", "OrderedDict") + "Na"), "adds to");
  expect(Verdict::suspicious,
         pickle(global("collections", "OrderedDict") + ")R}" + text("__setstate__") + "Nsb"), "hooks");
  expect(Verdict::dangerous, torch_zip(pickle(tensor("0", 4) + "K\x00K\x01s"s)), "tensor");
}

TEST(PickleMachine, BrokenTailsDoNotClearTheFront) {
  expect(Verdict::dangerous, proto(2) + call(global("posix", "system"), {text("true")}) + "\xff\xff");
  expect(Verdict::dangerous, proto(2) + call(global("posix", "system"), {text("true")}));
  expect(Verdict::dangerous, "cposix\nsystem\n(S'true'\ntRh\x63.");
  expect(Verdict::not_scanned, proto(2) + global("collections", "OrderedDict") + ")R", "broken");
  expect(Verdict::not_scanned, proto(2) + "h\x05.", "memo 5");
  expect(Verdict::suspicious, proto(2) + "R.", "broken");
  expect(Verdict::not_scanned, proto(9) + "N.");
  // The import stands where no reader comes.
  expect(Verdict::dangerous, proto(2) + "N\xff" + std::string("cposix\nsystem\n(Vtrue\ntR."));
  expect(Verdict::dangerous,
         proto(4) + "N\xff" + call(stack_global("posix", "system"), {short_text("true")}) + ".");
}

TEST(PickleMachine, FurtherPicklesAreScanned) {
  expect(Verdict::dangerous, pickle("N") + payload());
  expect(Verdict::dangerous, pickle("N") + "cposix\nsystem\n(S'true'\ntR.");
  expect(Verdict::clean, pickle("N") + pickle("K\1") + "\n");
  expect(Verdict::not_scanned, pickle("N") + "some text that is no pickle at all", "behind the pickle");
}

TEST(PickleMachine, StreamsThatUnpicklersReadDifferentlyAreSuspicious) {
  expect(Verdict::suspicious, pickle("N0" + proto(2) + "N", 4), "protocol in the middle");
  expect(Verdict::suspicious, proto(4) + "\x95" + le<std::uint64_t>(3) + short_text("abcdef") + ".",
         "crosses");
  expect(Verdict::suspicious,
         proto(4) + "\x95" + le<std::uint64_t>(20) + "N\x95" + le<std::uint64_t>(1) + "0N" +
             std::string(9, 'N') + ".",
         "begins inside");
}

TEST(PickleMachine, LimitsEndInNotScanned) {
  Limits limits;
  limits.opcodes = 1000;
  const auto many = scan(pickle("]" + std::string(2000, 'N') + "."), "a.pkl", limits);
  EXPECT_EQ(many.verdict, Verdict::not_scanned) << reasons(many);
  const auto far = scan(pickle("Nr\xff\xff\xff\xff" + "j\xff\xff\xff\xff"s), "a.pkl");
  EXPECT_EQ(far.verdict, Verdict::clean) << reasons(far);
}

TEST(PickleMachine, TorchFilesInsideOfPicklesAreScanned) {
  const auto inner = [](const std::string& file) {
    return pickle(call(global("torch.storage", "_load_from_bytes"), {bytes(file)}), 3);
  };
  expect(Verdict::clean, inner(torch_zip(pickle(state_dict({"w"})))));
  expect(Verdict::dangerous, inner(torch_zip(payload())));
  expect(Verdict::dangerous, inner(payload()));
  expect(Verdict::dangerous,
         pickle(call(global("torch.storage", "_load_from_bytes"), {call(global("builtins", "bytes"), {})})),
         "computed");
  // Protocol 2 has no bytes.
  expect(Verdict::dangerous, pickle(call(global("torch.storage", "_load_from_bytes"),
                                         {call(global("_codecs", "encode"), {text("\xc2\x80\x02"
                                                                                  "cposix\nsystem\n)R."),
                                                                             text("latin1")})})));
}

TEST(PickleMachine, ArraysOfJoblibAreSteppedOver) {
  const auto wrapper = [](const std::string& type, const std::string& shape, const std::string& data) {
    return pickle(global("joblib.numpy_pickle", "NumpyArrayWrapper") + ")\x81}(" + text("subclass") +
                      global("numpy", "ndarray") + text("shape") + tuple({shape}) + text("order") +
                      text("C") + text("dtype") +
                      call(global("numpy", "dtype"), {text(type), "\x89", "\x88"}) +
                      tuple({"K\3", text("<"), "N", "N", "N", number(-1), number(-1), number(0)}) + "b" +
                      text("allow_mmap") + "\x88" + "ub" + data + "0" + "N",
                  3);
  };
  const auto clean = scanned(wrapper("f8", number(2), std::string(16, '\xff')));
  EXPECT_EQ(clean.verdict, Verdict::clean) << reasons(clean);
  EXPECT_EQ(clean.format, "joblib");
  expect(Verdict::clean, wrapper("O8", number(1), pickle("]", 3)));
  expect(Verdict::dangerous, wrapper("O8", number(1), payload(3)));
  expect(Verdict::not_scanned, wrapper("f8", number(1000), std::string(16, 'N')));
}

}  // namespace
}  // namespace dockgate::weights
