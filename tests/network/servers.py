"""Servers for the tests of `lock update`: Debian's registry as it is, and ones of the tests' own that can lie. All of them
listen on this machine alone."""
import base64
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Server:
    """An HTTPS server that hands each request to `handle(request)`; requests are kept with their headers."""

    def __init__(self, certificate: pathlib.Path, handle, plain: bool = False):
        outer = self
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                outer.requests.append((self.command, self.path, dict(self.headers.items())))
                length = int(self.headers.get("Content-Length") or 0)
                self.body_in = self.rfile.read(length) if length else b""
                try:
                    handle(self)
                except (BrokenPipeError, ConnectionError, ssl.SSLError):
                    self.close_connection = True

            do_GET = do_HEAD = do_POST = serve

            def log_message(self, *_):
                pass

            def answer(self, status, body=b"", headers=(), length=None):
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)
                    if length is not None and length > len(body):
                        self.close_connection = True

        class Threads(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # clients that hang up are what is tested
                pass

        self.server = Threads(("127.0.0.1", 0), Handler)
        if not plain:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.host = f"localhost:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Proxy:
    """Lets CONNECT through, and remembers for what."""

    def __init__(self):
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            block = client.recv(4096)
            if not block:
                return
            head += block
        target = head.split()[1].decode()
        self.asked.append(target)
        port = int(target.rsplit(":", 1)[1])
        server = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

        def copy(one, other):
            try:
                while block := one.recv(65536):
                    other.sendall(block)
            except OSError:
                pass
            finally:
                for each in (one, other):
                    try:
                        each.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass

        threading.Thread(target=copy, args=(server, client), daemon=True).start()
        copy(client, server)

    def close(self):
        self.listener.close()


def registry_program():
    """docker-registry: installed, or where script/setup has unpacked it; None where it is not there."""
    unpacked = pathlib.Path(__file__).resolve().parents[2] / ".deps/docker-registry/usr/bin/docker-registry"
    return shutil.which("docker-registry") or (str(unpacked) if unpacked.exists() else None)


class Registry:
    """Debian's docker-registry over TLS."""

    def __init__(self, folder: pathlib.Path, certificate, key, auth: str = ""):
        self.port = free_port()
        self.host = f"localhost:{self.port}"
        folder.mkdir()
        config = folder / "config.yml"
        config.write_text(f"""version: 0.1
log: {{level: error}}
storage:
  filesystem: {{rootdirectory: {folder}/data}}
http:
  addr: 127.0.0.1:{self.port}
  secret: only-for-tests
  tls: {{certificate: {certificate}, key: {key}}}
{auth}""")
        self.log = open(folder / "log", "wb")
        self.process = subprocess.Popen([registry_program(), "serve", str(config)], stdout=self.log, stderr=self.log)
        for _ in range(1200):
            if self.process.poll() is not None:
                raise RuntimeError((folder / "log").read_text())
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("docker-registry does not listen")

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def image_layout(folder: pathlib.Path, word: str, created: str = "2026-01-02T03:04:05Z") -> dict:
    """An OCI layout with an index of two platforms. What skopeo pushes out of it has the digests that are returned."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(data) -> dict:
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        (blobs / sha256(data)).write_bytes(data)
        return {"digest": "sha256:" + sha256(data), "size": len(data)}

    digests, manifests = {}, []
    for architecture in ("amd64", "arm64"):
        content = folder / f"{architecture}.txt"
        content.write_text(word + architecture)
        layer = subprocess.run(["tar", "-C", folder, "--mtime=@0", "--sort=name", "--owner=0", "--group=0", "-cf", "-", content.name],
                               check=True, capture_output=True).stdout
        content.unlink()
        plain = "sha256:" + sha256(layer)
        config = blob({"os": "linux", "architecture": architecture, "created": created, "config": {},
                       "rootfs": {"type": "layers", "diff_ids": [plain]}})
        manifest = blob({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                         "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
                         "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", **blob(layer)}]})
        digests[f"linux/{architecture}"] = manifest["digest"]
        manifests.append({"mediaType": "application/vnd.oci.image.manifest.v1+json", **manifest,
                          "platform": {"os": "linux", "architecture": architecture}})
    index = blob({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": manifests})
    digests["index"] = index["digest"]
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": "application/vnd.oci.image.index.v1+json", **index,
         "annotations": {"org.opencontainers.image.ref.name": "1"}}]}))
    return digests


def push(layout: pathlib.Path, target: str, authority, login: str = "") -> None:
    """Pushes with skopeo, as a team would."""
    certificates = layout.parent / "certificates"
    certificates.mkdir(exist_ok=True)
    (certificates / "ca.crt").write_bytes(authority.certificate.read_bytes())
    command = ["skopeo", "--insecure-policy", "copy", "--all", "--preserve-digests", "--dest-cert-dir", str(certificates)]
    if login:
        command += ["--dest-creds", login]
    run = subprocess.run([*command, f"oci:{layout}:1", f"docker://{target}"], capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"skopeo: {run.stderr}")


class TokenServer(Server):
    """Gives tokens for docker-registry: github.com/distribution/distribution, docs/spec/auth/jwt.md."""

    def __init__(self, certificate, authority, user: str, password: str):
        self.authority, self.user, self.password = authority, user, password
        self.refused = 0
        super().__init__(certificate, self._handle)

    def _handle(self, request):
        expected = "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("Authorization") != expected:
            self.refused += 1
            # As a server that repeats what it was given.
            return request.answer(401, json.dumps({"errors": [{"code": "UNAUTHORIZED",
                                                               "message": str(request.headers.get("Authorization"))}]}))
        query = urllib.parse.parse_qs(urllib.parse.urlparse(request.path).query)
        kind, name, actions = query["scope"][0].split(":")
        now = int(time.time())
        claims = {"iss": "tests", "sub": self.user, "aud": query["service"][0], "exp": now + 300, "nbf": now - 10, "iat": now,
                  "jti": os.urandom(8).hex(), "access": [{"type": kind, "name": name, "actions": actions.split(",")}]}
        der = subprocess.run(["openssl", "x509", "-in", self.authority.certificate, "-outform", "DER"], check=True,
                             capture_output=True).stdout
        header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(der).decode()]}

        def part(value) -> bytes:
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            return base64.urlsafe_b64encode(data).rstrip(b"=")

        signed = part(header) + b"." + part(claims)
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.authority.key], input=signed, check=True,
                                   capture_output=True).stdout
        request.answer(200, json.dumps({"token": (signed + b"." + part(signature)).decode()}))


class Hub(Server):
    """The public API of the Hugging Face hub, as far as it tells what a revision holds."""

    def __init__(self, certificate):
        self.repositories = {}  # "models/org/name" -> {"refs": {"main": commit}, "commits": {commit: {path: bytes or ("lfs", …)}}}
        self.gated = {}         # repository -> token
        super().__init__(certificate, self._handle)

    def add(self, name: str, revision: str, commit: str, files: dict, tag: bool = False):
        repository = self.repositories.setdefault(name, {"branches": {}, "tags": {}, "commits": {}})
        repository["tags" if tag else "branches"][revision] = commit
        repository["commits"][commit] = files

    def _handle(self, request):
        path = urllib.parse.unquote(urllib.parse.urlparse(request.path).path)
        found = re.match(r"/api/((?:models|datasets|spaces)/[^/]+/[^/]+)/(refs|revision|tree)(?:/(.+))?$", path)
        resolved = re.match(r"/((?:datasets/|spaces/)?[^/]+/[^/]+)/resolve/([0-9a-f]{40})/(.+)$", path)
        if found:
            name, verb, rest = found.groups()
        elif resolved:
            name, verb, rest = resolved.group(1), "resolve", None
            name = name if name.startswith(("datasets/", "spaces/")) else "models/" + name
        else:
            return request.answer(404)
        repository = self.repositories.get(name)
        if repository is None:
            return request.answer(401, headers=[("X-Error-Code", "RepoNotFound")])
        wanted = self.gated.get(name)
        if wanted and request.headers.get("Authorization") != f"Bearer {wanted}":
            return request.answer(401, str(request.headers), headers=[("X-Error-Code", "GatedRepo"),
                                                                      ("X-Error-Message", str(request.headers.get("Authorization")))])
        if verb == "refs":
            lists = {key: [{"name": n, "ref": f"refs/{ref}/{n}", "targetCommit": c} for n, c in repository[key].items()]
                     for key, ref in (("branches", "heads"), ("tags", "tags"))}
            return request.answer(200, json.dumps({**lists, "converts": []}))
        if verb == "resolve":
            content = repository["commits"].get(resolved.group(2), {}).get(resolved.group(3))
            return request.answer(404) if content is None else request.answer(200, content)
        commit = {**repository["branches"], **repository["tags"]}.get(rest, rest)
        files = repository["commits"].get(commit)
        if files is None:
            return request.answer(404, headers=[("X-Error-Code", "RevisionNotFound")])
        if verb == "revision":
            return request.answer(200, json.dumps({"id": name.split("/", 1)[1], "sha": commit,
                                                   "lastModified": "2026-01-02T03:04:05.000Z", "gated": bool(wanted)}))
        entries = []
        for file, content in sorted(files.items()):
            if isinstance(content, tuple):
                entries.append({"type": "file", "path": file, "size": 135, "oid": "0" * 40,
                                "lfs": {"oid": content[0], "size": content[1], "pointerSize": 135}})
            else:
                blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                entries.append({"type": "file", "path": file, "size": len(content), "oid": blob})
        # Two pages, as for a large repository.
        half = (len(entries) + 1) // 2
        if "cursor=" in request.path:
            return request.answer(200, json.dumps(entries[half:]))
        link = f'<https://{self.host}/api/{name}/tree/{rest}?recursive=true&cursor=x>; rel="next"'
        request.answer(200, json.dumps(entries[:half]), headers=[("Link", link)])
