#include "shell/wrappers.hpp"

#include <array>

namespace dockgate::shell {
namespace {

using Runs = Wrapper::Runs;

constexpr std::string_view shell_options = "-o +o -O +O --rcfile --init-file";

// Options from each program's own manual page or --help.
constexpr std::array table = std::to_array<Wrapper>({
    // Users and namespaces
    {"sudo", "",
     "-u --user -g --group -C --close-from -D --chdir -h --host -p --prompt -r --role -R --chroot -t --type "
     "-T --command-timeout -U --other-user",
     "", 0, true, false, Runs::command, "-l --list -v --validate -V --version -h --help"},
    {"doas", "", "-u -C", "", 0, false},
    {"su", "", "-s --shell -g --group -G --supp-group -w --whitelist-environment", "-c --command", 1, false},
    {"runuser", "", "-u --user -s --shell -g --group -G --supp-group -w --whitelist-environment",
     "-c --command", 0, false},
    {"gosu", "", "", "", 1, false},
    {"su-exec", "", "", "", 1, false},
    {"s6-setuidgid", "", "", "", 1, false},
    {"setuidgid", "", "", "", 1, false},
    {"chroot", "", "", "", 1, false},
    {"setpriv", "",
     "--reuid --regid --groups --ambient-caps --inh-caps --bounding-set --securebits --selinux-label "
     "--apparmor-profile",
     "", 0, false},
    {"fakeroot", "", "-l --lib -f --faked -s -i -b", "", 0, false},
    {"unshare", "", "-S --setuid -G --setgid -R --root -w --wd", "", 0, false},
    // Environment and execution
    {"env", "", "-u --unset -C --chdir -a --argv0", "-S --split-string", 0, true},
    {"with-contenv", "", "", "", 0, false},
    {"exec", "", "-a", "", 0, false},
    {"command", "", "", "", 0, false, false, Runs::command, "-v -V -pv -pV"},
    {"builtin", "", "", "", 0, false},
    {"eval", "", "", "", 0, false, false, Runs::script},
    {"busybox", "", "", "", 0, false},
    {"xargs", "",
     "-a --arg-file -d --delimiter -E -I --replace -L --max-lines -n --max-args -P --max-procs -s "
     "--max-chars",
     "", 0, false},
    {"find", "", "", "", 0, false, false, Runs::command, "", "-exec -execdir -ok -okdir"},
    {"parallel", "", "-j --jobs -a --arg-file --colsep -n -N --retries --delay --timeout", "", 0, false},
    // Time, priority, terminal
    {"time", "", "-f --format -o --output", "", 0, false},
    {"timeout", "", "-s --signal -k --kill-after", "", 1, false},
    {"nice", "", "-n --adjustment", "", 0, false},
    {"ionice", "", "-c --class -n --classdata -p --pid", "", 0, false},
    {"chrt", "", "-T -P -D", "", 1, false},
    {"taskset", "", "", "", 1, false},
    {"numactl", "", "-i -N -m -C -p -l --interleave --cpunodebind --membind --physcpubind --preferred", "", 0,
     false},
    {"nohup", "", "", "", 0, false},
    {"setsid", "", "", "", 0, false},
    {"stdbuf", "", "-i --input -o --output -e --error", "", 0, false},
    {"unbuffer", "", "", "", 0, false},
    {"script", "", "", "-c --command", 1, false},
    {"strace", "", "-e -o -s -p -u -E -a -b -O -S -P -I", "", 0, false},
    {"catchsegv", "", "", "", 0, false},
    {"xvfb-run", "",
     "-e --error-file -f --auth-file -n --server-num -p --xauth-protocol -s --server-args -w --wait", "", 0,
     false},
    {"xvfb-run-safe", "", "", "", 0, false},
    {"retry", "", "-t --times -d --delay", "", 0, false},
    {"flock", "", "-w --timeout -E --conflict-exit-code", "-c --command", 1, false},
    // Init processes
    {"tini", "", "-p -e -l", "", 0, false},
    {"tini-static", "", "-p -e -l", "", 0, false},
    {"docker-init", "", "-p -e -l", "", 0, false},
    {"dumb-init", "", "-r --rewrite", "", 0, false},
    {"catatonit", "", "", "", 0, false},
    {"wait-for-it", "", "-h --host -p --port -t --timeout", "", 0, false, true},
    {"wait-for-it.sh", "", "-h --host -p --port -t --timeout", "", 0, false, true},
    {"wait-for", "", "-t --timeout", "", 0, false, true},
    {"dockerize", "", "-wait -timeout -template -stdout -stderr -env -wait-retry-interval", "", 0, false},
    {"nvidia_entrypoint.sh", "", "", "", 0, false},
    // Environments of Python tools
    {"conda", "run", "-n --name -p --prefix --cwd", "", 0, false},
    {"mamba", "run", "-n --name -p --prefix --cwd", "", 0, false},
    {"micromamba", "run", "-n --name -p --prefix -r --root-prefix --cwd -e --env -a --attach", "", 0, true},
    {"_entrypoint.sh", "", "", "", 0, false},
    {"poetry", "run", "-C --directory -P --project", "", 0, false},
    {"uv", "run",
     "--with --with-editable --with-requirements --extra --no-extra --group --no-group --only-group "
     "--env-file --index --default-index -i --index-url --extra-index-url -f --find-links -p --python "
     "--directory --project --package --cache-dir --config-file --python-platform --resolution --prerelease "
     "--exclude-newer --link-mode -C --config-setting -P --upgrade-package -w --color --refresh-package",
     "", 0, false},
    {"uv", "tool run",
     "--from --with --with-editable --with-requirements --env-file --index --default-index -i --index-url "
     "--extra-index-url -f --find-links -p --python --directory --project --cache-dir -w",
     "", 0, false},
    {"uvx", "",
     "--from --with --with-editable --with-requirements --env-file --index --default-index -i --index-url "
     "--extra-index-url -f --find-links -p --python --directory --project --cache-dir -w",
     "", 0, false},
    {"pipx", "run", "--spec --python --index-url -i --pip-args", "", 0, false},
    {"pipenv", "run", "--python", "", 0, false},
    {"pdm", "run", "-p --project -s --site-packages", "", 0, false},
    {"hatch", "run", "-e --env -p --project", "", 0, false},
    {"rye", "run", "--pyproject", "", 0, false},
    {"pixi", "run", "-e --environment --manifest-path --color --frozen-path", "", 0, false},
    // Instrumentation
    {"opentelemetry-instrument", "",
     "--traces_exporter --metrics_exporter --logs_exporter --service_name --exporter_otlp_endpoint", "", 0,
     false},
    {"ddtrace-run", "", "", "", 0, false},
    {"newrelic-admin", "run-program", "", "", 0, false},
    {"nsys", "profile", "-o --output -t --trace -s --sample -d --duration -y --delay", "", 0, false},
    {"dotenv", "run", "-f --file -q --quote -e --export", "", 0, false},
    {"doppler", "run", "-p --project -c --config -t --token", "--command", 0, false},
    {"infisical", "run", "--env --projectId --path --token", "--command", 0, false},
    // Shells
    {"sh", "", shell_options, "-c", 0, false, false, Runs::shell},
    {"bash", "", shell_options, "-c", 0, false, false, Runs::shell},
    {"dash", "", shell_options, "-c", 0, false, false, Runs::shell},
    {"ash", "", shell_options, "-c", 0, false, false, Runs::shell},
    {"zsh", "", shell_options, "-c", 0, false, false, Runs::shell},
    {"ksh", "", shell_options, "-c", 0, false, false, Runs::shell},
});

}  // namespace

std::span<const Wrapper> wrappers() {
  return table;
}

bool list_has(std::string_view list, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const bool begins = at == 0 || list[at - 1] == ' ';
    const bool ends = at + word.size() == list.size() || list[at + word.size()] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace dockgate::shell
