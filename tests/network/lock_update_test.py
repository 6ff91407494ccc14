#!/usr/bin/env python3
"""`dockgate lock update` against a real registry and servers that lie. usage: lock_update_test.py PROGRAM

Debian's docker-registry runs on this machine over TLS, without and with basic and token authentication; skopeo pushes into it.
Servers of the test's own play the hub, proxies, and everything that goes wrong. Nothing leaves this machine.
"""
import base64
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import warnings

sys.path.insert(0, os.path.dirname(__file__))
from certificates import Authority  # noqa: E402
import servers  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
PASSWORD = "p4ss-only-for-these-tests"
TOKEN = "hf_onlyForTheseTestsAndLongEnough"
SECRETS = [PASSWORD, TOKEN, base64.b64encode(f"user:{PASSWORD}".encode()).decode()]
CODE = b"import torch\n\n\nclass Model:\n    pass\n"
COMMITS = ["a" * 40, "b" * 40, "c" * 40]


class World(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="dockgate-network."))
        cls.authority = Authority(cls.shared, "authority")
        cls.pem, cls.key, cls.certificate = cls.authority.server("localhost")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.shared)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.shared))
        self.project = self.folder / "project"
        self.project.mkdir()
        self.docker = self.folder / "docker"
        self.docker.mkdir()
        self.open = []

    def tearDown(self):
        for each in self.open:
            each.close()
        lock = self.project / "dockgate.lock"
        for path in [lock, *self.project.glob(".dockgate.lock.*")]:
            if path.exists():
                for secret in SECRETS:
                    self.assertNotIn(secret, path.read_text())

    def start(self, server):
        self.open.append(server)
        return server

    def server(self, handle, **options):
        return self.start(servers.Server(options.pop("certificate", self.pem), handle, **options))

    def login(self, host, user="user", password=PASSWORD):
        auth = base64.b64encode(f"{user}:{password}".encode()).decode()
        (self.docker / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth}}}))

    def environment(self, **more):
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "DOCKER_CONFIG": str(self.docker), **more}

    def run_program(self, *arguments, ca=True, **variables):
        if ca and arguments[:2] == ("lock", "update"):
            arguments += ("--ca-file", str(self.authority.certificate))
        begun = time.monotonic()
        run = subprocess.run([PROGRAM, *arguments], cwd=self.project, env=self.environment(**variables), text=True,
                             capture_output=True, timeout=180)
        run.seconds = time.monotonic() - begun
        for secret in SECRETS:
            self.assertNotIn(secret, run.stdout)
            self.assertNotIn(secret, run.stderr)
        return run

    def dockerfile(self, text):
        (self.project / "Dockerfile").write_text(text)

    def lock_text(self):
        path = self.project / "dockgate.lock"
        return path.read_text() if path.exists() else None

    def update(self, *arguments, **options):
        run = self.run_program("lock", "update", *arguments, **options)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return run.stdout

    def fails(self, words, *arguments, seconds=60, **options):
        """The update ends soon, with these words, and with the lock as it was."""
        before = self.lock_text()
        run = self.run_program("lock", "update", *arguments, **options)
        self.assertEqual(run.returncode, 4, run.stdout + run.stderr)
        self.assertIn(words, run.stderr)
        self.assertIn("dockgate.lock is unchanged", run.stderr)
        self.assertEqual(self.lock_text(), before)
        self.assertLess(run.seconds, seconds)
        self.assertEqual(list(self.project.glob(".dockgate.lock.*")), [])
        return run.stderr


@unittest.skipUnless(servers.registry_program() and shutil.which("skopeo"),
                     "docker-registry and skopeo are not installed: script/setup --test installs them")
class RealRegistry(World):
    def image(self, word, **options):
        layout = self.folder / word
        return layout, servers.image_layout(layout, word, **options)

    def registry(self, auth=""):
        return self.start(servers.Registry(self.folder / "registry", self.certificate, self.key, auth))

    def basic(self):
        warnings.simplefilter("ignore", DeprecationWarning)
        import crypt
        users = self.folder / "htpasswd"
        users.write_text("user:" + crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)) + "\n")
        return f"auth:\n  htpasswd: {{realm: tests, path: {users}}}\n"

    def test_without_authentication(self):
        registry = self.registry()
        layout, digests = self.image("one")
        servers.push(layout, f"{registry.host}/team/app:1", self.authority)
        self.dockerfile(f"FROM {registry.host}/team/app:1\n")
        said = self.update()
        self.assertIn(f"added      {registry.host}/team/app:1 (Dockerfile:1)", said)
        self.assertIn(digests["index"], said)
        lock = self.lock_text()
        for platform in ("linux/amd64", "linux/arm64"):
            self.assertIn(f'      {platform}: "{digests[platform]}"', lock)
        self.assertIn("kind: index", lock)
        self.assertIn(f'host: "{registry.host}"', lock)
        # Nothing moved: nothing is written. What moved is told.
        self.assertIn("unchanged", self.update())
        self.assertEqual(self.lock_text(), lock)
        layout, newer = self.image("two")
        servers.push(layout, f"{registry.host}/team/app:1", self.authority)
        self.assertIn(f"{digests['index']} → {newer['index']}", self.update())
        # The digests that are written are those that a check takes for the same.
        for digest in (newer["index"], newer["linux/arm64"]):
            self.dockerfile(f"FROM {registry.host}/team/app:1@{digest}\n")
            self.assertEqual(self.run_program("lock", "check").returncode, 0)
        self.dockerfile(f"FROM {registry.host}/team/app:1@{digests['index']}\n")
        self.assertEqual(self.run_program("lock", "check").returncode, 1)

    def test_basic_authentication(self):
        registry = self.registry(self.basic())
        layout, digests = self.image("one")
        servers.push(layout, f"{registry.host}/team/app:1", self.authority, login=f"user:{PASSWORD}")
        self.dockerfile(f"FROM {registry.host}/team/app:1\n")
        self.fails("it asks for a user and password, and there are none")
        self.login(registry.host, password="wrong-password")
        self.fails("401, it does not take the credentials, or wants some")
        self.login(registry.host)
        self.assertIn(digests["index"], self.update("--verbose"))

    def test_credential_helpers(self):
        registry = self.registry(self.basic())
        layout, digests = self.image("one")
        servers.push(layout, f"{registry.host}/team/app:1", self.authority, login=f"user:{PASSWORD}")
        self.dockerfile(f"FROM {registry.host}/team/app:1\n")
        tools = self.folder / "tools"
        tools.mkdir()
        helper = tools / "docker-credential-tests"
        helper.write_text('#!/bin/sh\n[ "$1" = get ] || exit 1\nread -r server\n[ "$server" = "%s" ] || exit 1\n'
                          'echo \'{"ServerURL":"x","Username":"user","Secret":"%s"}\'\n' % (registry.host, PASSWORD))
        helper.chmod(0o755)
        path = f"{tools}:{os.environ['PATH']}"
        (self.docker / "config.json").write_text(json.dumps({"credsStore": "tests"}))
        self.fails("the credential helper `docker-credential-tests` is not there")
        # Not out of a folder that is relative: that may be the project's.
        shutil.copy(helper, self.project / helper.name)
        self.fails("the credential helper `docker-credential-tests` is not there", PATH=f".::{os.environ['PATH']}")
        self.assertIn(digests["index"], self.update(PATH=path))
        (self.docker / "config.json").write_text(json.dumps({"credHelpers": {registry.host: "tests"}, "credsStore": "other"}))
        self.assertIn("unchanged", self.update(PATH=path))
        helper.write_text(f"#!/bin/sh\necho '{PASSWORD}'\n")
        self.fails("the credential helper `docker-credential-tests`: its answer is no JSON object", PATH=path)
        # A name that would be a command of a shell is none.
        (self.docker / "config.json").write_text(json.dumps({"credsStore": "x; touch hacked"}))
        self.fails("it asks for a user and password, and there are none")
        self.assertFalse((self.project / "hacked").exists())

    def test_token_authentication(self):
        tokens = self.start(servers.TokenServer(self.pem, self.authority, "user", PASSWORD))
        registry = self.registry(f"auth:\n  token:\n    realm: https://{tokens.host}/token\n    service: tests\n"
                                 f"    issuer: tests\n    rootcertbundle: {self.authority.certificate}\n")
        layout, digests = self.image("one")
        servers_ca = self.folder / "certificates"
        servers_ca.mkdir()
        try:
            servers.push(layout, f"{registry.host}/team/app:1", self.authority, login=f"user:{PASSWORD}")
        except RuntimeError as error:  # skopeo trusts its folder of certificates for the registry only
            if "certificate" not in str(error):
                raise
            os.environ["SSL_CERT_FILE"] = str(self.authority.certificate)
            try:
                servers.push(layout, f"{registry.host}/team/app:1", self.authority, login=f"user:{PASSWORD}")
            finally:
                del os.environ["SSL_CERT_FILE"]
        self.dockerfile(f"FROM {registry.host}/team/app:1\n")
        self.login(registry.host, password="wrong-password")
        self.fails("no token: 401, it does not take the credentials, or wants some (UNAUTHORIZED)")
        self.login(registry.host)
        self.assertIn(digests["index"], self.update("--verbose"))
        asked = [path for _, path, _ in tokens.requests]
        self.assertTrue(any("scope=repository%3Ateam%2Fapp%3Apull&" in path for path in asked), asked)
        self.assertFalse(any("push" in path for path in asked[-1:]), asked)
        self.dockerfile(f"FROM {registry.host}/team/other:1\n")
        self.fails("there is no `1` of `team/other`")

    def test_mirror_and_proxy(self):
        registry = self.registry()
        layout, digests = self.image("one")
        servers.push(layout, f"{registry.host}/library/python:3.12-slim", self.authority)
        self.dockerfile("FROM python:3.12-slim\n")
        proxy = self.start(servers.Proxy())
        said = self.update("--mirror", f"docker.io={registry.host}", https_proxy=f"http://127.0.0.1:{proxy.port}")
        self.assertIn(digests["index"], said)
        self.assertIn('"docker.io/library/python:3.12-slim":', self.lock_text())
        self.assertIn(f'host: "{registry.host}"', self.lock_text())
        self.assertIn(registry.host, proxy.asked)
        proxied = len(proxy.asked)
        self.update("--mirror", f"docker.io={registry.host}", https_proxy=f"http://127.0.0.1:{proxy.port}", no_proxy="localhost")
        self.assertEqual(len(proxy.asked), proxied)

    def test_a_proxy_that_is_not_there(self):
        self.dockerfile("FROM localhost:9/team/app:1\n")
        self.fails("no connection", "--timeout", "8", https_proxy=f"http://user:{PASSWORD}@127.0.0.1:9")

    def test_minimum_age(self):
        registry = self.registry()
        layout, old = self.image("one", created="2020-01-01T00:00:00Z")
        servers.push(layout, f"{registry.host}/team/app:1", self.authority)
        self.dockerfile(f"FROM {registry.host}/team/app:1\n")
        self.update()
        layout, fresh = self.image("two", created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3 * 86400)))
        servers.push(layout, f"{registry.host}/team/app:1", self.authority)
        said = self.update("--minimum-age", "7")
        self.assertIn("held back", said)
        self.assertIn("it is 3 days old, and the minimum age is 7 days", said)
        self.assertIn(f'digest: "{old["index"]}"', self.lock_text())
        self.assertIn(f'waiting: {{value: "{fresh["index"]}"', self.lock_text())
        self.assertIn("moved", self.update("--minimum-age", "2"))
        self.assertNotIn("waiting", self.lock_text())

    def test_a_token_server_elsewhere_gets_no_credentials(self):
        thief = self.server(lambda request: request.answer(200, '{"token":"x"}'))
        realm = f'Bearer realm="https://127.0.0.1:{thief.port}/token",service="x"'
        registry = self.server(lambda request: request.answer(401, headers=[("WWW-Authenticate", realm)]))
        self.login(registry.host)
        self.dockerfile(f"FROM {registry.host}/team/app:1\n")
        self.fails("it sends for a token to `127.0.0.1`, which is not known to belong to it: `--token-host 127.0.0.1` allows that")
        self.assertEqual(thief.requests, [])

    def test_oci_layout_and_docker_inspect(self):
        layout, digests = self.image("one")
        self.dockerfile("FROM python:3.12-slim\n")
        run = self.run_program("lock", "import", str(layout), "--as", "python:3.12-slim")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(digests["linux/arm64"], self.lock_text())
        inspected = self.folder / "inspect.json"
        inspected.write_text(json.dumps([{"RepoTags": ["python:3.12-slim"], "RepoDigests": ["python@sha256:" + "7" * 64]}]))
        run = self.run_program("lock", "import", str(inspected))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("sha256:" + "7" * 64, self.lock_text())


class LyingRegistry(World):
    """What goes wrong, each with its message."""

    def registry(self, handle, **options):
        server = self.server(handle, **options)
        self.dockerfile(f"FROM {server.host}/team/app:1\n")
        (self.project / "dockgate.lock").write_text(
            f'schema: 1\nimages:\n  "{server.host}/team/app:1": {{digest: "sha256:{"1" * 64}"}}\n')
        return server

    def test_certificates(self):
        good = lambda request: request.answer(404)  # noqa: E731
        self.registry(good)
        self.fails("its certificate is not trusted", ca=False)
        other = Authority(self.folder, "stranger")
        self.registry(good, certificate=other.server("stranger-server")[0])
        self.fails("its certificate is not trusted")
        self.registry(good, certificate=self.authority.server(f"expired-{self.folder.name}", expired=True)[0])
        self.fails("its certificate is not trusted")
        self.registry(good, certificate=self.authority.server(f"elsewhere-{self.folder.name}", hosts="DNS:other.example")[0])
        self.fails("its certificate is not trusted")
        self.registry(good)
        self.fails("", "--ca-file", str(self.folder / "missing.pem"), ca=False)

    def test_no_tls_and_nobody_there(self):
        self.registry(lambda request: request.answer(200), plain=True)
        self.fails("no secure connection")
        port = servers.free_port()
        self.dockerfile(f"FROM localhost:{port}/team/app:1\n")
        self.fails("no connection", "--timeout", "10")

    def test_statuses(self):
        for status, words in ((401, "it wants to be authorised in a way that is not known"),
                              (403, "403, these credentials may not read it"), (404, "there is no `1` of `team/app`"),
                              (418, "418, it refuses"), (500, "500, an error of the server"),
                              (503, "503, not available at the moment")):
            with self.subTest(status):
                self.registry(lambda request, status=status: request.answer(status, str(request.headers)))
                self.fails(words)

    def test_too_many_requests(self):
        self.registry(lambda request: request.answer(429, headers=[("Retry-After", "3600")]))
        self.fails("429, too many requests; it asks to wait 3600 s", seconds=30)
        self.registry(lambda request: request.answer(429))
        self.fails("429, too many requests")
        server = self.registry(lambda request: request.answer(404 if len(server.requests) > 2 else 429,
                                                              headers=[("Retry-After", "1")]))
        self.fails("there is no `1` of `team/app`")
        self.assertEqual(len(server.requests), 3)

    def test_truncated_answers(self):
        self.registry(lambda request: request.answer(200, "{}", length=2 if request.command == "HEAD" else 1000))
        self.fails("the answer ends too early", "--timeout", "8")

        def hang_up(request):
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
            request.close_connection = True

        self.registry(hang_up)
        self.fails("the answer ends too early", "--timeout", "8")

    def test_lying_answers(self):
        def lie(request):
            request.answer(200, '{"schemaVersion":2}', headers=[("Docker-Content-Digest", "sha256:" + "2" * 64)])

        self.registry(lie)
        self.fails("it says that the manifest has the digest sha256:" + "2" * 64)
        self.registry(lambda request: request.answer(200, "<html>Log in</html>", headers=[("Content-Type", "text/html")]))
        self.fails("the manifest is no JSON object")

    def test_large_answers(self):
        def flood(request):
            request.send_response(200)
            request.send_header("Transfer-Encoding", "chunked")
            request.end_headers()
            while request.command != "HEAD":
                request.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")

        self.registry(flood)
        self.fails("the answer is too large")

        def headers(request):
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(100_000):
                request.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 100))

        self.registry(headers)
        self.fails("`localhost")

    def test_slow_servers(self):
        def drops(request):
            for drop in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200:
                request.wfile.write(bytes([drop]))
                time.sleep(0.2)

        for name, slow in (("never", lambda request: time.sleep(30)), ("drop by drop", drops)):
            with self.subTest(name):
                self.registry(slow)
                self.fails("no answer in time", "--timeout", "3", seconds=30)

    def test_redirects(self):
        thief = self.server(lambda request: request.answer(401, headers=[("WWW-Authenticate", "Basic realm=x")]))
        self.registry(lambda request: request.answer(307, headers=[("Location", f"https://127.0.0.1:{thief.port}{request.path}")]))
        self.login("localhost")
        self.fails("401, it does not take the credentials, or wants some")
        self.assertEqual(len(thief.requests), 1)
        self.assertNotIn("Authorization", thief.requests[0][2])
        # What it was given for the registry does not go along either.
        server = self.registry(lambda request: request.answer(307, headers=[("Location", f"https://127.0.0.1:{thief.port}/")])
                               if "Authorization" in request.headers
                               else request.answer(401, headers=[("WWW-Authenticate", "Basic realm=x")]))
        self.login(server.host)
        self.fails("401, it does not take the credentials, or wants some")
        self.assertTrue(any("Authorization" in headers for _, _, headers in server.requests))
        self.assertFalse(any("Authorization" in headers for _, _, headers in thief.requests))
        self.registry(lambda request: request.answer(302, headers=[("Location", f"http://localhost:{thief.port}/")]))
        self.fails("it redirects from https to http")
        self.registry(lambda request: request.answer(302, headers=[("Location", request.path)]))
        self.fails("it redirects again and again")

    def test_secrets_in_answers_are_not_repeated(self):
        def echo(request):
            given = str(request.headers.get("Authorization"))
            if given == "None":
                return request.answer(401, headers=[("WWW-Authenticate", "Basic realm=x")])
            request.answer(302, headers=[("Location", f"https://{given.split()[-1].rstrip('=')}.localhost/{given.split()[-1]}")])

        server = self.registry(echo)
        self.login(server.host)
        self.fails("`", "--verbose", "--timeout", "8")
        # The password itself as the name of a host.
        server = self.registry(lambda request: request.answer(302, headers=[("Location", f"https://{PASSWORD}.invalid/")])
                               if "Authorization" in request.headers
                               else request.answer(401, headers=[("WWW-Authenticate", "Basic realm=x")]))
        self.login(server.host)
        self.fails("***.invalid", "--timeout", "8")

    def test_one_failure_leaves_all_as_it_was_unless_asked_otherwise(self):
        manifest = json.dumps({"schemaVersion": 2, "manifests": []}).encode()
        server = self.server(lambda request: request.answer(200, manifest) if "/good/" in request.path else request.answer(404))
        self.dockerfile(f"FROM {server.host}/team/good:1 AS a\nFROM {server.host}/team/bad:1\n")
        self.fails("there is no `1` of `team/bad`")
        run = self.run_program("lock", "update", "--keep-going")
        self.assertEqual(run.returncode, 4)
        self.assertIn(servers.sha256(manifest), self.lock_text())
        before = self.lock_text()
        self.assertEqual(self.run_program("lock", "update", f"{server.host}/team/good", "--dry-run").returncode, 0)
        self.assertEqual(self.lock_text(), before)
        run = self.run_program("lock", "update", "team/god")
        self.assertEqual(run.returncode, 2)
        self.assertIn("neither the lock nor the sources have `team/god`", run.stderr)


class HubServer(World):
    def setUp(self):
        super().setUp()
        self.hub = self.start(servers.Hub(self.pem))
        self.hub.add("models/org/name", "main", COMMITS[0],
                     {"model.safetensors": ("1" * 64, 10_000_000_000), "modeling_x.py": CODE, "config.json": b"{}\n"})
        self.dockerfile("FROM scratch\nCOPY app.py /app/\nWORKDIR /app\nCMD [\"python\", \"app.py\"]\n")
        self.app("main")

    def app(self, revision, name="org/name"):
        (self.project / "app.py").write_text("from transformers import AutoModel\n"
                                             f'model = AutoModel.from_pretrained("{name}", revision="{revision}")\n')

    def arguments(self):
        return ("--hub", f"https://{self.hub.host}")

    def test_a_branch_its_commit_and_files(self):
        said = self.update(*self.arguments())
        self.assertIn(COMMITS[0], said)
        lock = self.lock_text()
        self.assertIn(f'model.safetensors: {{sha256: "{"1" * 64}", bytes: 10000000000}}', lock)
        self.assertIn(f'modeling_x.py: {{sha256: "{servers.sha256(CODE)}", bytes: {len(CODE)}}}', lock)
        self.assertIn("from: hub", lock)
        self.assertIn("unchanged", self.update(HF_ENDPOINT=f"https://{self.hub.host}/"))
        self.hub.add("models/org/name", "main", COMMITS[1],
                     {"model.safetensors": ("1" * 64, 10_000_000_000), "modeling_x.py": CODE + b"import os\n", "config.json": b"{}\n"})
        said = self.update(*self.arguments(), "org/name")
        self.assertIn(f"{COMMITS[0]} → {COMMITS[1]}", said)
        self.assertIn("- code changed, which a load may run: `modeling_x.py`", said)
        self.app(COMMITS[1])
        self.assertEqual(self.run_program("lock", "check").returncode, 0)
        report = json.loads(self.update(*self.arguments(), "--format", "json"))
        self.assertEqual(report["summary"], {"images": 0, "models": 1, "open": 0})

    def test_tags_that_move_and_commits(self):
        self.hub.add("models/org/name", "v1", COMMITS[2], {"a.txt": b"1"}, tag=True)
        self.app("v1")
        self.update(*self.arguments())
        self.hub.add("models/org/name", "v1", COMMITS[1], {"a.txt": b"2"}, tag=True)
        self.assertIn("it is a tag, and tags are not meant to move", self.update(*self.arguments()))
        self.app(COMMITS[0])
        self.update(*self.arguments())
        self.assertIn(f'"org/name@{COMMITS[0]}":', self.lock_text())
        self.assertNotIn("org/name@v1", self.lock_text())

    def test_gated_repositories(self):
        self.hub.gated["models/org/name"] = TOKEN
        self.fails("401, it is gated: accept its terms on its page; HF_TOKEN holds no token", *self.arguments())
        self.fails("it is gated: accept its terms on its page; the token does not open it", *self.arguments(),
                   HF_TOKEN="hf_someOtherToken")
        self.assertIn(COMMITS[0], self.update(*self.arguments(), "--verbose", HF_TOKEN=TOKEN))

    def test_what_is_not_there(self):
        self.app("main", "org/other")
        self.fails("401, it is not there, or private: HF_TOKEN holds no token", *self.arguments())
        self.app("v9")
        self.fails("404, there is no such revision", *self.arguments())

    def test_the_token_does_not_go_to_other_hosts(self):
        real = self.hub
        content = self.server(lambda request: request.answer(200, CODE))

        def front(request):
            if "/resolve/" in request.path and "modeling" in request.path:
                return request.answer(302, headers=[("Location", f"https://127.0.0.1:{content.port}/x?sig=1")])
            real._handle(request)

        hub = self.server(front)
        real.host = hub.host  # the pages go on where they began
        self.update("--hub", f"https://{hub.host}", HF_TOKEN=TOKEN)
        self.assertTrue(all(headers.get("Authorization") == f"Bearer {TOKEN}" for _, _, headers in hub.requests))
        self.assertEqual(len(content.requests), 1)
        self.assertNotIn("Authorization", content.requests[0][2])

    def test_lies(self):
        for name, change, words in (
                ("content", ("/resolve/", b"print('other')\n"), "has another content than its list of files says"),
                ("no JSON", ("/refs", b"<html>"), "its list of references is no JSON object"),
                ("commit", ("/revision/", json.dumps({"sha": COMMITS[1], "id": "org/name"}).encode()), "it answers for `"),
                ("path", ("/tree/", json.dumps([{"type": "file", "path": "../../x", "oid": "0" * 40}]).encode()),
                 "a path in its list of files is not well-formed")):
            with self.subTest(name):
                real = self.hub

                def front(request, change=change):
                    if change[0] in request.path:
                        return request.answer(200, change[1])
                    real._handle(request)

                hub = self.server(front)
                real.host = hub.host
                self.fails(words, "--hub", f"https://{hub.host}", HF_TOKEN=TOKEN)

    def test_plain_http_stays_within_this_machine(self):
        self.fails("plain http is only spoken within this machine", "--hub", "http://hub.example")

    def test_a_kill_at_any_moment_leaves_the_old_or_the_new(self):
        self.update(*self.arguments())
        files = {f"shard-{n}.safetensors": (f"{n:064d}", n) for n in range(3000)}
        self.hub.add("models/org/name", "main", COMMITS[1], files)
        old = self.lock_text()
        command = [PROGRAM, "lock", "update", *self.arguments(), "--ca-file", str(self.authority.certificate)]
        (self.project / "dockgate.lock").write_text(old)
        begun = time.monotonic()
        subprocess.run(command, cwd=self.project, env=self.environment(), check=True, capture_output=True)
        whole = time.monotonic() - begun
        new = self.lock_text().split("when:")[0], self.lock_text().split("from:")[1]
        kept = {"old": 0, "new": 0}
        for _ in range(25):
            (self.project / "dockgate.lock").write_text(old)
            process = subprocess.Popen(command, cwd=self.project, env=self.environment(), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, whole * 1.2))
            process.send_signal(random.choice([signal.SIGKILL, signal.SIGINT, signal.SIGTERM]))
            process.wait()
            text = self.lock_text()
            if text == old:
                kept["old"] += 1
            else:
                self.assertEqual((text.split("when:")[0], text.split("from:")[1]), new)
                kept["new"] += 1
        print(f"killed 25 times: {kept}", file=sys.stderr)

    def test_hub_cache_and_pointers(self):
        cache = self.folder / "hub" / "models--org--name"
        (cache / "refs").mkdir(parents=True)
        (cache / "refs" / "main").write_text(COMMITS[0])
        (cache / "blobs").mkdir()
        (cache / "blobs" / servers.sha256(b"weights")).write_bytes(b"weights")
        (cache / "snapshots" / COMMITS[0]).mkdir(parents=True)
        (cache / "snapshots" / COMMITS[0] / "model.safetensors").symlink_to(f"../../blobs/{servers.sha256(b'weights')}")
        run = self.run_program("lock", "import", str(cache.parent))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(f'model.safetensors: {{sha256: "{servers.sha256(b"weights")}", bytes: 7}}', self.lock_text())
        before = self.lock_text()
        (cache / "blobs" / servers.sha256(b"weights")).write_bytes(b"WEIGHTS")
        run = self.run_program("lock", "import", str(cache))
        self.assertEqual(run.returncode, 4)
        self.assertIn("its name says that its digest is", run.stderr)
        self.assertEqual(self.lock_text(), before)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], warnings="ignore")
