// Published ways around pickle scanners, each rebuilt with a harmless command.
#include <gtest/gtest.h>

#include "samples.hpp"
#include "weights/scan.hpp"

namespace dockgate::weights {
namespace {

using namespace samples;
using namespace std::string_literals;

void expect_dangerous(const std::string& content, std::string_view name = "model.pt") {
  const auto result = scan(content, name);
  EXPECT_EQ(result.verdict, Verdict::dangerous) << reasons(result);
}

struct Sink {
  const char* module;
  const char* name;
  const char* source;
};

class SinkTest : public testing::TestWithParam<Sink> {};

TEST_P(SinkTest, IsDangerousInEveryProtocol) {
  const Sink& sink = GetParam();
  expect_dangerous(pickle(call(global(sink.module, sink.name), {text("x")}), 2));
  expect_dangerous("c"s + sink.module + "\n" + sink.name + "\n(S'x'\ntR.");
  expect_dangerous(pickle(call(stack_global(sink.module, sink.name), {short_text("x")}), 4));
  expect_dangerous(torch_zip(pickle(call(global(sink.module, sink.name), {text("x")}))));
}

INSTANTIATE_TEST_SUITE_P(
    Published, SinkTest,
    testing::Values(
        Sink{"pip", "main", "CVE-2025-1716"}, Sink{"pip._internal", "main", "CVE-2025-1716"},
        Sink{"asyncio.unix_events", "_UnixSubprocessTransport._start", "CVE-2025-10157"},
        Sink{"torch.utils.bottleneck.__main__", "run_cprofile", "GHSA-4r9r-ch6f-vxmx"},
        Sink{"torch._dynamo.guards", "GuardBuilder.get", "GHSA-86cj-95qr-2p4f"},
        Sink{"torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression",
             "GHSA-f4x7-rfwp-v3xw"},
        Sink{"torch.utils.collect_env", "run", "GHSA-f745-w6jp-hpxx"},
        Sink{"torch.utils.data.datapipes.utils.decoder", "basichandlers", "GHSA-h3qp-7fh3-f8h4"},
        Sink{"torch.jit.unsupported_tensor_ops", "execWrapper", "GHSA-vr7h-p6mm-wpmh"},
        Sink{"torch.utils._config_module", "ConfigModule.load_config", "GHSA-vv6j-3g6g-2pvj"},
        Sink{"torch._inductor.codecache", "compile_file", "GHSA"}, Sink{"trace", "Trace.run", "GHSA"},
        Sink{"trace", "Trace.runctx", "GHSA"}, Sink{"profile", "Profile.run", "GHSA"},
        Sink{"cProfile", "runctx", "GHSA"}, Sink{"lib2to3.pgen2.grammar", "Grammar.loads", "GHSA"},
        Sink{"lib2to3.pgen2.pgen", "ParserGenerator.make_label", "GHSA"},
        Sink{"idlelib.pyshell", "ModifiedInterpreter.runcommand", "GHSA"},
        Sink{"idlelib.run", "Executive.runcode", "GHSA"},
        Sink{"idlelib.autocomplete", "AutoComplete.get_entity", "GHSA"},
        Sink{"idlelib.debugobj", "ObjectTreeItem.SetText", "GHSA"},
        Sink{"idlelib.calltip", "get_entity", "GHSA"}, Sink{"code", "InteractiveInterpreter.runcode", "GHSA"},
        Sink{"ensurepip", "_run_pip", "GHSA"}, Sink{"doctest", "debug_script", "GHSA"},
        Sink{"distutils.file_util", "write_file", "GHSA"}, Sink{"ctypes", "CDLL", "GHSA"},
        Sink{"pydoc", "locate", "GHSA"}, Sink{"pydoc", "pipepager", "GHSA"},
        Sink{"operator", "methodcaller", "GHSA"}, Sink{"operator", "attrgetter", "GHSA"},
        Sink{"_operator", "attrgetter", "GHSA"}, Sink{"pty", "spawn", "GHSA"},
        Sink{"numpy.f2py.crackfortran", "getlincoef", "GHSA"},
        Sink{"numpy.testing._private.utils", "runstring", "GHSA"},
        Sink{"pkgutil", "resolve_name", "GHSA-vvpj-8cmc-gx39"}, Sink{"uuid", "_get_command_stdout", "GHSA"},
        Sink{"_osx_support", "_read_output", "GHSA"}, Sink{"_aix_support", "_read_cmd_output", "GHSA"},
        Sink{"imaplib", "IMAP4_stream", "GHSA"}, Sink{"_pyrepl.pager", "pipe_pager", "GHSA"},
        Sink{"test.support.script_helper", "assert_python_ok", "GHSA"},
        Sink{"ssl", "get_server_certificate", "GHSA"}, Sink{"_io", "FileIO", "GHSA"},
        Sink{"io", "open_code", "GHSA"}, Sink{"logging", "FileHandler", "GHSA"},
        Sink{"urllib.request", "urlopen", "GHSA"}, Sink{"types", "CodeType", "GHSA"},
        Sink{"types", "FunctionType", "GHSA"}, Sink{"cloudpickle.cloudpickle", "_builtin_type", "GHSA"},
        Sink{"cloudpickle", "loads", "GHSA"}, Sink{"dill", "loads", "GHSA"}, Sink{"timeit", "timeit", "GHSA"},
        Sink{"runpy", "run_path", "GHSA"}, Sink{"bdb", "Bdb.run", "picklescan#29"},
        Sink{"pdb", "Pdb.do_p", "picklescan#29"}, Sink{"shutil", "rmtree", "picklescan#29"},
        Sink{"importlib", "import_module", "picklescan#66"}, Sink{"marshal", "loads", "picklescan#74"},
        Sink{"multiprocessing.util", "spawnv_passfds", "modelscan#338"},
        Sink{"mlflow.projects.backend.local", "_run_entry_point", "modelscan#338"},
        Sink{"pandas", "read_csv", "modelscan#338"}, Sink{"pandas.io.pickle", "read_pickle", "modelscan"},
        Sink{"transformers.dynamic_module_utils", "get_class_from_dynamic_module", "modelscan#360"},
        Sink{"_posixsubprocess", "fork_exec", "fickling"}, Sink{"_interpreters", "exec", "fickling"},
        Sink{"_xxsubinterpreters", "run_string", "fickling"}, Sink{"cffi", "FFI", "fickling"},
        Sink{"site", "main", "fickling"}, Sink{"linecache", "getlines", "fickling"},
        Sink{"smtplib", "SMTP", "fickling"}, Sink{"sqlite3", "connect", "fickling"},
        Sink{"tempfile", "NamedTemporaryFile", "fickling"}, Sink{"torch", "load", "fickling"},
        Sink{"torch.hub", "load", "fickling"}, Sink{"torch.jit", "load", "fickling"},
        Sink{"numpy", "load", "fickling"}, Sink{"joblib", "load", "fickling"},
        Sink{"pickle", "loads", "picklescan"}, Sink{"_pickle", "loads", "picklescan"},
        Sink{"http.client", "HTTPSConnection", "picklescan"},
        Sink{"httplib", "HTTPSConnection", "picklescan"}, Sink{"requests.api", "get", "picklescan"},
        Sink{"aiohttp.client", "ClientSession", "picklescan"},
        Sink{"socket", "create_connection", "picklescan"}, Sink{"subprocess", "run", "picklescan"},
        Sink{"sys", "exit", "picklescan"}, Sink{"webbrowser", "open", "picklescan"},
        Sink{"builtins", "breakpoint", "picklescan"}, Sink{"builtins", "compile", "picklescan"},
        Sink{"__builtin__", "apply", "picklescan"}, Sink{"functools", "reduce", "bypass by composition"},
        Sink{"builtins", "map", "bypass by composition"},
        Sink{"itertools", "starmap", "bypass by composition"},
        Sink{"keras.utils.get_file", "get_file", "CVE-2025-8747"}, Sink{"nt", "system", "windows"},
        Sink{"win32api", "ShellExecute", "windows"},
        Sink{"picklescan.scanner", "scan_bytes", "the scanner itself"},
        Sink{"tensorflow.python.lib.io.file_io", "FileIO", "tensorflow"},
        Sink{"copyreg", "add_extension", "extension registry"}),
    [](const testing::TestParamInfo<Sink>& sink) {
      auto name = std::to_string(sink.index) + "_" + sink.param.module + "_" + sink.param.name;
      for (auto& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
      return name;
    });

TEST(Bypasses, SevenZipInPlaceOfZip) {  // nullifAI
  const auto result = scan("7z\xbc\xaf\x27\x1c\0\4........"s, "pytorch_model.bin");
  EXPECT_EQ(result.verdict, Verdict::not_scanned) << reasons(result);
}

TEST(Bypasses, PayloadBeforeABrokenTail) {  // nullifAI
  expect_dangerous(proto(2) + call(global("posix", "system"), {text("true")}) + "broken \xff\xfe");
}

TEST(Bypasses, PickleUnderAnOddName) {  // CVE-2025-1889, CVE-2025-10155
  expect_dangerous(payload(), "config.p");
  expect_dangerous(payload(), "pytorch_model.bin");
  expect_dangerous(zip({{"archive/data.pkl", pickle(state_dict({"w"}))},
                        {"archive/config.p", payload()},
                        {"archive/version", "3"}}));
  expect_dangerous(zip({{"a.txt", payload()}}));
  expect_dangerous(
      zip({{"archive/data.pkl", pickle("N")}, {"archive/data/0", payload()}, {"archive/version", "3"}}));
}

TEST(Bypasses, NamesInDirectoryAndHeaderDiffer) {  // CVE-2025-1944
  expect_dangerous(zip({{"archive/data.pk_", payload(), 0, 0, "archive/data.pkl"}}));
  expect_dangerous(zip({{"archive/data.pk_", pickle("N"), 0, 0, "archive/data.pkl"}}));
}

TEST(Bypasses, FlagsAtWhichScannersStop) {  // CVE-2025-1945
  for (const auto flag : std::vector<std::uint16_t>{0x1, 0x20, 0x40})
    expect_dangerous(zip({{"archive/data.pkl", payload(), 0, flag}}));
  const auto clean = scan(zip({{"archive/data.pkl", pickle("N"), 0, 0x1}}), "a.pt");
  EXPECT_EQ(clean.verdict, Verdict::suspicious) << reasons(clean);
}

TEST(Bypasses, WrongCrc) {  // CVE-2025-10156
  expect_dangerous(zip({{"archive/data.pkl", payload(), 0, 0, "", 1}}));
  const auto clean = scan(zip({{"archive/data.pkl", pickle("N"), 0, 0, "", 1}}), "a.pt");
  EXPECT_EQ(clean.verdict, Verdict::suspicious) << reasons(clean);
}

TEST(Bypasses, LegacyTar) {  // CVE-2025-32434
  const auto file = [](const std::string& inner) {
    return tar({tar_member("sys_info", pickle("}")), tar_member("pickle", inner),
                tar_member("storages", pickle("K\1") + pickle("K\1")),
                tar_member("tensors", pickle("K\0"s))});
  };
  expect_dangerous(file(payload()));
  expect_dangerous(tar({tar_member("sys_info", pickle("}")), tar_member("pickle", pickle("N")),
                        tar_member("tensors", pickle("K\1") + payload())}));
  const auto clean = scan(file(pickle(state_dict({}))), "model.pt");
  EXPECT_EQ(clean.verdict, Verdict::clean) << reasons(clean);
  EXPECT_EQ(clean.format, "torch-tar");
}

TEST(Bypasses, MemoTricks) {  // picklescan#14 and later
  // A memo that holds a number where the scanner expects a name.
  expect_dangerous(
      pickle("K\x05\x94"
             "0" +
                 text("os") +
                 "\x94"
                 "0" +
                 text("system") +
                 "\x94"
                 "0h\x01h\x02\x93" +
                 text("true") + "\x85R",
             4));
  // What PUT wrote over.
  expect_dangerous(pickle(text("torch") +
                              "q\0"
                              "0"s +
                              text("os") +
                              "q\0"
                              "0h\0"s +
                              text("system") + "\x93" + text("true") + "\x85R",
                          4));
  // A key that was never set does not end the scan.
  expect_dangerous(proto(2) +
                   "h\x63"
                   "0" +
                   call(global("posix", "system"), {text("true")}) + ".");
}

TEST(Bypasses, CallsThatHide) {                                                      // fickling
  expect_dangerous(pickle("(" + global("posix", "system") + text("true") + "o0N"));  // OBJ, POP
  expect_dangerous(pickle("(" + text("true") + "iposix\nsystem\n0N"));               // INST, POP
  expect_dangerous(pickle(call(global("posix", "system"), {text("true")}) + "0N"));  // REDUCE, POP
  expect_dangerous(pickle("(" + call(global("posix", "system"), {text("true")}) + "1N"));
  expect_dangerous(pickle(global("builtins", "__dict__") + "}" + text("x") + "Nsb"));
  expect_dangerous(pickle(call(global("builtins", "dict.get"),
                               {global("numpy", "__builtins__"), text("exec")})));  // modelscan#89
  expect_dangerous(pickle(call(global("operator", "attrgetter"), {text("system")}) +
                          tuple({call(global("builtins", "__import__"), {text("os")})}) + "R"));
  expect_dangerous(pickle(global("collections", "OrderedDict") + "}" + text("x") + global("posix", "system") +
                          "sb"));  // ShadowPickle
}

TEST(Bypasses, MagicNumberByACall) {  // pytorch_magic_bypass.pt
  expect_dangerous(pickle(call(global("builtins", "eval"), {text("0x1950a86a20f9469cfc6c")})) +
                   pickle("M\xe9\x03") + pickle("}") + pickle("N") + pickle("]"));
}

TEST(Bypasses, TypesThatMakeClasses) {
  expect_dangerous(pickle(call(global("builtins", "type"), {text("X"), ")", "}"})), "a.pkl");
  const auto none = scan(pickle(call(global("builtins", "type"), {"N"})), "a.pkl");
  EXPECT_EQ(none.verdict, Verdict::clean) << reasons(none);
}

TEST(Bypasses, ImportsByTheirNames) {
  const auto ufunc = [](std::string_view module, std::string_view name) {
    return pickle(call(global("numpy.core", "_ufunc_reconstruct"), {text(module), text(name)}));
  };
  expect_dangerous(ufunc("os", "system"), "a.pkl");
  EXPECT_EQ(scan(ufunc("numpy", "log1p"), "a.pkl").verdict, Verdict::clean);
  EXPECT_EQ(scan(ufunc("acme", "f"), "a.pkl").verdict, Verdict::suspicious);
}

TEST(Bypasses, CommentsAndSuffixesOfArchives) {
  const auto honest = zip({{"archive/data.pkl", pickle("N")}});
  expect_dangerous(zip({{"archive/data.pkl", payload()}}, false, "", honest.substr(honest.size() - 22)));
  EXPECT_EQ(scan("GIF89a" + zip({{"archive/data.pkl", pickle("N")}}), "a.pt").verdict, Verdict::suspicious);
  expect_dangerous(pickle("N") + zip({{"archive/data.pkl", payload()}}), "a.pt");
  expect_dangerous(safetensors("{}", "") + zip({{"archive/data.pkl", payload()}}), "a.safetensors");
}

}  // namespace
}  // namespace dockgate::weights
