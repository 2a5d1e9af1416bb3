"""Batches that lose their token or their timestamp authority half-way: nothing half done, and they resume."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import harness

COPIES = 12
MODULE = os.environ.get("PULLED_TOKEN_MODULE", str(harness.ROOT / "build/release/tests/signing/token/libpulled_token.so"))
PIN = "123456"


def run(*arguments):
    subprocess.run(list(map(str, arguments)), check=True, capture_output=True)


class Interrupted(unittest.TestCase):
    def setUp(self):
        self.sohoa = harness.demo_home(type(self))
        self.home, self.out = self.sohoa.home, self.sohoa.folder / "out"
        self.out.mkdir(exist_ok=True)
        self.sohoa.expect(0, "assemble", harness.SAMPLES / "giay-moi.pdf", "-o", self.sohoa.folder / "a.pdf")
        self.copies = [self.sohoa.folder / f"{i:02}.pdf" for i in range(COPIES)]
        for copy in self.copies:
            copy.write_bytes((self.sohoa.folder / "a.pdf").read_bytes())

    def settings(self, section, lines):
        path = self.home / "sohoa.toml"
        text = re.sub(rf"(\[{re.escape(section)}\][^\n]*\n)(?:[^\[\n][^\n]*\n)*",
                      lambda found: found.group(1) + lines, path.read_text())
        path.write_text(text)

    def sign(self, *options):
        return self.sohoa.run("sign", *self.copies, "-o", self.out, "--as", "operator", "--level", "B-T",
                              "--jobs", "4", *options)

    def made(self):
        """What lies in the folder; every file of it is whole and verifies."""
        files = sorted(self.out.iterdir())
        self.assertLessEqual({file.name for file in files}, {copy.name for copy in self.copies})
        if files:
            report = self.sohoa.expect(0, "verify", "--json", "--offline", *files).json["files"]
            self.assertEqual({(one["verdict"], one["level"]) for one in report}, {("TOTAL_PASSED", "B-T")})
        return {file.name: file.read_bytes() for file in files}

    def interrupted_and_resumed(self, code, mend):
        broken = self.sign()
        self.assertEqual(broken.code, 4, broken.said)
        self.assertIn(code, broken.said)
        before = self.made()
        self.assertTrue(0 < len(before) < COPIES, sorted(before))
        mend()
        self.assertEqual(self.sign("--resume").code, 0)
        after = self.made()
        self.assertEqual(len(after), COPIES)
        self.assertEqual({name: after[name] for name in before}, before)

    def test_a_token_pulled_out_and_put_back(self):
        token = self.sohoa.folder / "token"
        (token / "tokens").mkdir(parents=True)
        (token / "softhsm2.conf").write_text(f"directories.tokendir = {token}/tokens\n")
        mark, key, chain, pin = (token / name for name in ("out", "key.pem", "chain.pem", "pin"))
        pin.write_text(PIN)
        pin.chmod(0o600)
        os.environ["SOFTHSM2_CONF"] = str(token / "softhsm2.conf")
        keys = self.home / "pki/keys"
        for part, target in ((["-nocerts"], key), (["-nokeys"], chain)):
            run("openssl", "pkcs12", "-in", keys / "operator.p12", "-passin", f"file:{keys}/operator.pass",
                "-nodes", *part, "-out", target)
        run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", token / "key.p8")
        run("softhsm2-util", "--init-token", "--free", "--label", "pulled", "--so-pin", "4321", "--pin", PIN)
        run("softhsm2-util", "--import", token / "key.p8", "--token", "pulled", "--label", "operator", "--id",
            "01", "--pin", PIN)
        self.settings("signing.operator", f'module = "{MODULE}"\ntoken = "pulled"\nlabel = "operator"\n'
                                          f'certificate = "{chain}"\npassphrase_file = "{pin}"\n')
        os.environ.update(PULLED_TOKEN=str(mark), PULLED_TOKEN_AFTER="6")

        def put_back():
            mark.unlink()
            del os.environ["PULLED_TOKEN_AFTER"]

        self.interrupted_and_resumed("signing.token_absent", put_back)

    def test_a_timestamp_authority_that_stops_answering(self):
        self.use_authority(limit=6)
        self.interrupted_and_resumed("signing.tsa_unavailable", self.use_authority)

    def use_authority(self, limit=None):
        ready = self.sohoa.folder / f"port{limit}"
        os.mkfifo(ready)
        server = subprocess.Popen([sys.executable, harness.ROOT / "tests/signing/tsa_server.py", ready,
                                   self.home / "pki", *([str(limit)] if limit else [])],
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        port = Path(ready).read_text()
        self.settings("signing.timestamp", f'urls = ["http://127.0.0.1:{port}/tsa"]\n')


if __name__ == "__main__":
    unittest.main()
