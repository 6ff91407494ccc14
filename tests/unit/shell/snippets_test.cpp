// Snippets of shell and the commands that they hold; see render.hpp for how a command is written.

#include <gtest/gtest.h>

#include "render.hpp"

namespace dockgate::shell {
namespace {

struct Case {
  const char* script;
  const char* expected;
};

std::optional<std::string> known_variables(std::string_view name) {
  if (name == "KNOWN") return "value";
  if (name == "TWO") return "a b";
  if (name == "EMPTY") return "";
  if (name == "URL") return "https://example.com/m.bin";
  return std::nullopt;
}

class Snippets : public testing::TestWithParam<Case> {};

TEST_P(Snippets, GiveTheirCommands) {
  const Script script = parse(mapped(GetParam().script), known_variables);
  EXPECT_EQ(render(script), GetParam().expected) << GetParam().script;
}

const Case words[] = {
    {"apt-get update", "apt-get update"},
    {"  apt-get   install  -y curl  ", "apt-get install -y curl"},
    {"echo 'a b' \"c d\" e\\ f", "echo [a b] [c d] [e f]"},
    {"echo ''", "echo []"},
    {"echo \"\"", "echo []"},
    {"pip install \"torch>=2.0\"", "pip install torch>=2.0"},
    {"pip install 'a'\"b\"c", "pip install abc"},
    {"echo \"a\\\"b\\$c\\n\"", "echo a\"b$c\\n"},
    {"echo 'a\\nb'", "echo a\\nb"},
    {"echo $'a\\tb\\x41'", "echo [a\tbA]"},
    {"apt-get install \\\n  curl \\\n  git", "apt-get install curl git"},
    {"echo \"a \\\nb\"", "echo [a b]"},
    {"FOO=1 BAR='x y' python a.py", "python a.py {FOO=1 BAR=[x y]}"},
    {"/usr/bin/python3 a.py", "/usr/bin/python3 a.py"},
    {"echo a # comment", "echo a"},
    {"# only a comment", ""},
    {"", ""},
    {"X=1", ""},
    {"rm -rf /var/lib/apt/lists/*", "rm -rf /var/lib/apt/lists/*"},
    {"find . -name \\*.pyc -exec rm {} \\;", "find: rm {}"},
    {"echo a=b", "echo a=b"},
    {"curl -H \"Authorization: Bearer x\" https://e/x", "curl -H [Authorization: Bearer x] https://e/x"},
    {"test -f x", "test -f x"},
    {"echo ~/x", "echo ~/x"},
};

const Case variables[] = {
    {"echo $KNOWN", "echo value"},
    {"echo ${KNOWN}", "echo value"},
    {"echo \"$KNOWN\"x", "echo valuex"},
    {"echo '$KNOWN'", "echo $KNOWN"},
    {"echo \\$KNOWN", "echo $KNOWN"},
    {"echo $UNKNOWN", "echo <$UNKNOWN>"},
    {"echo a${UNKNOWN}b", "echo ab<$UNKNOWN>"},
    {"echo $TWO", "echo a b"},
    {"echo \"$TWO\"", "echo [a b]"},
    {"echo x$TWO.y", "echo xa b.y"},
    {"echo $EMPTY end", "echo end"},
    {"echo \"$EMPTY\" end", "echo [] end"},
    {"A=1; echo $A", "echo 1"},
    {"A=1 B=2; echo $A$B", "echo 12"},
    {"A=x; A+=y; echo $A", "echo xy"},
    {"export A=1; echo $A", "export A=1\necho 1"},
    {"A=$UNKNOWN; echo $A", "echo <$UNKNOWN>"},
    {"echo ${NONE:-main}", "echo main"},
    {"echo ${NONE-main}", "echo main"},
    {"echo ${KNOWN:-main}", "echo value"},
    {"echo ${EMPTY:-main}", "echo main"},
    {"echo \"${EMPTY-main}\"", "echo []"},
    {"echo ${KNOWN:+yes}", "echo yes"},
    {"echo ${NONE:=x} $NONE", "echo x x"},
    {"echo ${KNOWN:?must}", "echo value"},
    {"echo ${NONE:-${KNOWN}}", "echo value"},
    {"echo ${NONE:-\"a b\"}", "echo a b"},
    {"echo ${URL##*/}", "echo m.bin"},
    {"echo ${URL%.bin}", "echo https://example.com/m"},
    {"echo ${URL#https://}", "echo example.com/m.bin"},
    {"echo ${KNOWN/value/x}", "echo x"},
    {"echo ${KNOWN//a/_}", "echo v_lue"},
    {"echo ${KNOWN:1:3}", "echo alu"},
    {"echo ${KNOWN:1}", "echo alue"},
    {"echo ${KNOWN^^} ${KNOWN^}", "echo VALUE Value"},
    {"echo ${#KNOWN}", "echo 5"},
    {"P=KNOWN; echo ${!P}", "echo value"},
    {"A=(x \"y z\"); echo ${A[1]} $A", "echo y z x"},
    {"A=(x \"y z\"); echo \"${A[@]}\"", "echo x [y z]"},
    {"A=(x); A+=(y); echo ${A[*]}", "echo x y"},
    {"A=1; unset A; echo end $A", "unset A\necho end"},
    {"read A; echo $A", "read A\necho <$A>"},
    {"echo $((1+2))", "echo <$((1+2))>"},
    {"A=1; (A=2; echo $A); echo $A", "echo 2\necho 1"},
    {"echo a | A=1; echo $A", "echo a {1/2}\necho <$A>"},
};

const Case structure[] = {
    {"a && b", "a\nb {&&}"},
    {"a || b", "a\nb {|| ?}"},
    {"a; b", "a\nb"},
    {"a\nb", "a\nb"},
    {"a & b", "a\nb {&}"},
    {"a && b || true", "a {!}\nb {&& !}\ntrue {|| ?}"},
    {"a || :", "a {!}\n: {|| ?}"},
    {"a || exit 1", "a\nexit 1 {|| ?}"},
    {"a | b", "a {1/2}\nb {2/2}"},
    {"a | b | c", "a {1/3}\nb {2/3}\nc {3/3}"},
    {"a |& b", "a {1/2}\nb {2/2}"},
    {"a && b | c", "a\nb {1/2 &&}\nc {2/2}"},
    {"curl x | (sh)", "curl x {1/2}\nsh {2/2}"},
    {"! a", "a"},
    {"(a; b)", "a\nb"},
    {"{ a; b; }", "a\nb"},
    {"if a; then b; fi", "a\nb {?}"},
    {"if a; then b; else c; fi", "a\nb {?}\nc {?}"},
    {"if a; then b; elif c; then d; fi", "a\nb {?}\nc {?}\nd {?}"},
    {"if [ -f x ]; then b; fi", "b {?}"},
    {"[ -f x ] && b", "b {&& ?}"},
    {"[[ -n $X ]] || b", "b {|| ?}"},
    {"while a; do b; done", "a\nb {?}"},
    {"until a; do b; done", "a\nb {?}"},
    {"for i in x y; do echo $i; done", "echo x\necho y"},
    {"for i in $TWO; do echo $i; done", "echo a\necho b"},
    {"for i in *.txt; do echo $i; done", "echo <$i> {?}"},
    {"for i in $UNKNOWN; do echo $i; done", "echo <$i> {?}"},
    {"for i in 1 2 3; do a; done", "a"},
    {"for ((i=0;i<3;i++)); do a; done", "a {?}"},
    {"case $x in a) b;; *) c;; esac", "b {?}\nc {?}"},
    {"A=1; if a; then A=2; fi; echo $A", "a\necho 2 {?}\necho 1 {?}"},
    {"if a; then A=2; fi; echo $A", "a\necho 2"},
    {"if a; then A=2; else A=2; fi; echo $A", "a\necho 2"},
    {"if a; then A=2; else A=3; fi; echo $A", "a\necho 2 {?}\necho 3 {?}"},
    {"f() { echo $1; }; f x; f y", "f x\necho x {fn}\nf y\necho y {fn}"},
    {"function f { echo in; }; f", "f\necho in {fn}"},
    {"f() { echo x; }", "echo x {? uncalled}"},
    {"f() { f; }; f", "f\nf {fn}\nf {fn}\nf {fn}\nf {fn}\nf {fn}\nf {fn}\nf {fn}\nf {fn}"},
    {"f() { shift; echo $1; }; f a b", "f a b\nshift {fn}\necho b {fn}"},
    {"cd /app && make", "cd /app\nmake {&& cd:/app}"},
    {"cd a; cd b; x", "cd a\ncd b {cd:a}\nx {cd:a/b}"},
    {"cd $UNKNOWN; x", "cd <$UNKNOWN>\nx {cd:<unknown>}"},
    {"cd $UNKNOWN; cd /y; x", "cd <$UNKNOWN>\ncd /y {cd:<unknown>}\nx {cd:/y}"},
    {"(cd a; x); y", "cd a\nx {cd:a}\ny"},
    {"cd; x", "cd\nx {cd:<unknown>}"},
    {"if a; then cd b; fi; x", "a\ncd b {?}\nx"},
    {"eval $(ssh-agent)", "eval: <$(ssh-agent)>\neval: ssh-agent {feeds:eval}"},
    {"set -e; a", "set -e\na"},
};

const Case substitutions[] = {
    {"echo $(a b)", "echo [<$(a b)>]\na b {feeds:echo}"},
    {"echo `a b`", "echo [<`a b`>]\na b {feeds:echo}"},
    {"X=$(a)", "a"},
    {"echo \"x$(a | b)y\"", "echo [xy<$(a | b)>]\na {1/2 feeds:echo}\nb {2/2 feeds:echo}"},
    {"bash <(curl x)", "bash [<<(curl x)>]\ncurl x {feeds:bash}"},
    {"source <(curl x)", "source [<<(curl x)>]\ncurl x {feeds:source}"},
    {"sh -c \"$(curl x)\"", "sh: [<$(curl x)>]\nsh: curl x {feeds:sh}"},
    {"X=\"$(a \"$(b)\")\"", "a <$(b)>\nb {feeds:a}"},
    {"diff <(a) <(b)", "diff <<(a)> <<(b)>\na {feeds:diff}\nb {feeds:diff}"},
    {"if [ \"$(a)\" = x ]; then b; fi", "a\nb {?}"},
    {"for i in $(a); do b $i; done", "a\nb <$i> {?}"},
};

const Case redirects[] = {
    {"a > f", "a {>f}"},
    {"a >> f", "a {>>f}"},
    {"a < f", "a {<f}"},
    {"a 2>/dev/null", "a {>/dev/null}"},
    {"a > f 2>&1", "a {>f redirect}"},
    {"a &> f", "a {>f}"},
    {"a > $KNOWN", "a {>value}"},
    {"a > $UNKNOWN", "a {><$UNKNOWN>}"},
    {"a > f && b", "a {>f}\nb {&&}"},
    {"a > f b", "a b {>f}"},
    {"cat <<EOF\nx\nEOF\nb", "cat {<<[x\n]}\nb"},
    {"cat <<EOF\n$KNOWN $UNKNOWN\nEOF", "cat {<<[value $UNKNOWN\n]}"},
    {"cat <<'EOF'\n$KNOWN\nEOF", "cat {<<[$KNOWN\n]}"},
    {"cat <<-EOF\n\tx\n\t\ty\n\tEOF", "cat {<<[x\ny\n]}"},
    {"cat <<EOF > f\nx\nEOF", "cat {<<[x\n] >f}"},
    {"cat > f <<EOF\nx\nEOF", "cat {>f <<[x\n]}"},
    {"cat <<EOF | sh\nx\nEOF", "cat {1/2 <<[x\n]}\nsh {2/2}"},
    {"cat > f <<EOF && b\nx\nEOF", "cat {>f <<[x\n]}\nb {&&}"},
    {"python3 - <<EOF\nimport x\nEOF", "python3 - {<<[import x\n]}"},
    {"python3 <<'PY'\nprint(\"$A\")\nPY", "python3 {<<[print(\"$A\")\n]}"},
    {"a <<< \"x $KNOWN\"", "a {<<<x value}"},
    {"bash <<EOF\na && b\nEOF", "bash {<<[a && b\n]}\nbash: a\nbash: b {&&}"},
    {"(a; b) > f", "a {>f}\nb {>f}"},
    {"{ a; b; } >> f", "a {>>f}\nb {>>f}"},
    {"a | b > f", "a {1/2}\nb {2/2 >f}"},
    {"while read l; do a; done < f", "read l {<f}\na {? <f}"},
};

INSTANTIATE_TEST_SUITE_P(Words, Snippets, testing::ValuesIn(words));
INSTANTIATE_TEST_SUITE_P(Variables, Snippets, testing::ValuesIn(variables));
INSTANTIATE_TEST_SUITE_P(Structure, Snippets, testing::ValuesIn(structure));
INSTANTIATE_TEST_SUITE_P(Substitutions, Snippets, testing::ValuesIn(substitutions));
INSTANTIATE_TEST_SUITE_P(Redirects, Snippets, testing::ValuesIn(redirects));

}  // namespace
}  // namespace dockgate::shell
