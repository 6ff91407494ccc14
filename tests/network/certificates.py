"""Certificates of the tests' own: an authority, and servers that it vouches for or does not."""
import pathlib
import subprocess


def _openssl(*arguments, **options):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, **options)


class Authority:
    def __init__(self, folder: pathlib.Path, name: str):
        self.folder, self.name = folder, name
        self.certificate = folder / f"{name}.crt"
        self.key = folder / f"{name}.key"
        _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", f"/CN={name}",
                 "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature",
                 "-keyout", self.key, "-out", self.certificate)

    def server(self, name: str, hosts: str = "DNS:localhost,IP:127.0.0.1", expired: bool = False):
        """Key and certificate in one file, as Python's servers take them, and apart."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "crt"))
        _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={hosts}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n")
        if expired:
            # Days that are over: `x509` counts only from today, `ca` takes dates.
            database = self.folder / f"{name}.db"
            database.mkdir()
            (database / "index.txt").write_text("")
            config = self.folder / f"{name}.cnf"
            config.write_text(f"[ca]\ndefault_ca=d\n[d]\ndatabase={database}/index.txt\nnew_certs_dir={database}\nrand_serial=yes\n"
                              f"default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
            _openssl("ca", "-batch", "-config", config, "-cert", self.certificate, "-keyfile", self.key, "-in", request,
                     "-out", certificate, "-extfile", extensions, "-startdate", "20200101000000Z", "-enddate", "20210101000000Z")
        else:
            _openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                     "-days", "3650", "-extfile", extensions, "-out", certificate)
        both = self.folder / f"{name}.pem"
        both.write_text(key.read_text() + certificate.read_text())
        return both, key, certificate
