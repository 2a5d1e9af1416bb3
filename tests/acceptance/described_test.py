"""The OpenAPI document is valid, and those who try everything it allows, and what it does not, find
no failure and no answer that it does not tell of."""

import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import harness
import serving


class Described(unittest.TestCase):
    FUZZER = harness.JUDGES / "fuzzer/bin"

    @classmethod
    def setUpClass(cls):
        if not (cls.FUZZER / "schemathesis").exists():
            raise unittest.SkipTest("schemathesis is missing; scripts/install-judges")
        cls.sohoa = harness.demo_home(cls)
        inputs = cls.sohoa.folder / "in"
        inputs.mkdir()
        shutil.copy(harness.SAMPLES / "khai-sinh.pdf", inputs)
        cls.sohoa.expect(0, "batch", "--json", inputs)
        cls.server = serving.Serving(cls.sohoa, cls, "--workers", 0)
        cls.client = cls.server.client("nguoi-thu", "read", "audit", "admin", "scan", "archive",
                                       per_minute=1000000)

    def fuzz(self, *options):
        done = subprocess.run(
            [self.FUZZER / "schemathesis", "run", f"http://{self.server.host}/openapi.json",
             "--url", f"http://{self.server.host}", "--seed", "7", "--max-examples", "20",
             "--phases", "coverage,fuzzing", "--no-color", "--continue-on-failure", "--checks",
             "not_a_server_error,status_code_conformance,content_type_conformance,"
             "response_headers_conformance,response_schema_conformance", *options],
            capture_output=True, text=True, timeout=1200, cwd=self.sohoa.folder,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "fuzz_hooks",
                 "PYTHONPATH": str(Path(__file__).parent)})
        self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr)

    def test_the_document_is_valid(self):
        document = serving.call(self.server, "GET", "/openapi.json").body
        judged = subprocess.run(
            [self.FUZZER / "python", "-c",
             "import json, sys; from openapi_spec_validator import validate;"
             "validate(json.load(sys.stdin))"], input=document, capture_output=True)
        self.assertEqual(judged.returncode, 0, judged.stderr)

    def test_nothing_breaks_for_a_stranger(self):
        self.fuzz()

    def test_nothing_breaks_for_an_account(self):
        self.fuzz("-H", f"Authorization: Bearer {self.client.token}")

    def test_nothing_breaks_for_an_account_that_knows_a_copy(self):
        # What an administrator tried may have cost the former account its roles.
        client = self.server.client("nguoi-biet", "read", "audit", "admin", "scan", "archive",
                                    per_minute=1000000)
        copy = client.call("GET", "/api/v1/copies").json["copies"][0]["id"]
        (self.sohoa.folder / "schemathesis.toml").write_text(
            f'[parameters]\n"path.copy" = "{copy}"\n"header.Sohoa-Purpose" = "thu"\n'
            '"header.Sohoa-Case-File" = "H1"\n')
        self.addCleanup((self.sohoa.folder / "schemathesis.toml").unlink)
        self.fuzz("-H", f"Authorization: Bearer {client.token}", "--include-path-regex", "copies")

    def test_nothing_breaks_for_a_person_at_the_desks(self):
        papers = self.sohoa.folder / "papers"
        papers.mkdir()
        shutil.copy(harness.SAMPLES / "giay-moi.pdf", papers)
        batch = self.sohoa.expect(0, "batch", "--json", "--review", "always", papers).json["batch"]
        password = self.sohoa.expect(0, "operator", "add", "ban", "--json", "--keep-password", *(
            f"--role={role}" for role in ("review", "certify", "scan", "archive", "read"))).json["password"]
        person = serving.Browser(self.server)
        self.assertEqual(person.log_in("ban", password).status, 201)
        waiting = person.call("GET", "/api/v1/reviews").json["reviews"]
        self.assertEqual(len(waiting), 1)
        (self.sohoa.folder / "schemathesis.toml").write_text(
            f'[parameters]\n"path.document" = "{waiting[0]["document"]}"\n"path.batch" = "{batch}"\n')
        self.addCleanup((self.sohoa.folder / "schemathesis.toml").unlink)
        headers = [part for name, value in person.headers("POST").items() for part in ("-H", f"{name}: {value}")]
        self.fuzz(*headers, "--exclude-path-regex", "session|token|oidc")


if __name__ == "__main__":
    if not harness.SAMPLES.is_dir():
        sys.exit(77)
    unittest.main()
