"""The console in a real browser at the real server; tests/console says what it must do."""

import os
import subprocess
import unittest

import harness
import serving


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.sohoa.expect(0, "batch", harness.SAMPLES / "khai-sinh.pdf")
        copy = cls.sohoa.expect(0, "search", "--json").json["copies"][0]["id"]
        cls.server = serving.Serving(cls.sohoa, cls)
        cls.environment = {**os.environ, "SOHOA_URL": "http://" + cls.server.host,
                           "SIGNED_PDF": str(cls.sohoa.fetch(copy)),
                           "UNSIGNED_PDF": str(harness.SAMPLES / "giay-moi.pdf"),
                           "READER_PASSWORD": cls.operator("doc", "read"),
                           "SCANNER_PASSWORD": cls.operator("quet", "scan")}

    @classmethod
    def operator(cls, login, role):
        """The password of a new one, who need not change it."""
        return cls.sohoa.expect(0, "operator", "add", login, "--role", role, "--name", login,
                                "--keep-password", "--json").json["password"]

    def passes(self, name):
        done = subprocess.run(["node", "--test", f"{name}.test.mjs"], env=self.environment,
                              cwd=harness.ROOT / "tests/console", capture_output=True, text=True,
                              timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr)

    def test_anybody_can_verify_a_document(self):
        self.passes("verify")

    def test_a_reader_finds_a_copy_and_takes_it_along(self):
        self.passes("warehouse")


if __name__ == "__main__":
    unittest.main()
