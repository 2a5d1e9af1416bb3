"""Anybody verifies a document; a reader finds copies in the warehouse."""

import unittest

import console
import harness


class Console(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        sohoa.expect(0, "batch", harness.SAMPLES / "khai-sinh.pdf")
        copy = sohoa.expect(0, "search", "--json").json["copies"][0]["id"]
        certified = sohoa.expect(0, "certify", copy, "--approve", "--json").json["certified"][0]["id"]
        foreign = sohoa.folder / "noi-khac.pdf"
        harness.sign_elsewhere(sohoa.folder, harness.SAMPLES / "giay-moi.pdf", foreign)
        # One that never answers: acceptance.login goes there and back.
        (sohoa.home / "oidc.secret").write_text("bí mật\n")
        settings = sohoa.home / "sohoa.toml"
        settings.write_text(settings.read_text() + '\n[server.oidc]\nissuer = "https://127.0.0.1:9"\n'
                            'client_id = "sohoa"\nclient_secret_file = "oidc.secret"\n'
                            'redirect = "https://kho.example.vn/api/v1/session/oidc/callback"\n')
        cls.begin(sohoa, COPY=copy, SIGNED_PDF=str(sohoa.fetch(copy)), CERTIFIED=certified,
                  CERTIFIED_PDF=str(sohoa.fetch(certified)), FOREIGN_PDF=str(foreign),
                  UNSIGNED_PDF=str(harness.SAMPLES / "giay-moi.pdf"))
        cls.environment["READER_PASSWORD"] = cls.operator("doc", "read")
        cls.environment["INSPECTOR_PASSWORD"] = cls.operator("thanhtra", "read", "audit")
        cls.environment["CLERK_PASSWORD"] = cls.operator("mot-cua", "scan", "read")
        cls.environment["SCANNER_PASSWORD"] = cls.operator("quet", "scan")

    def test_anybody_can_verify_a_document(self):
        self.passes("verify")

    def test_a_reader_finds_a_copy_and_takes_it_along(self):
        self.passes("warehouse")

    def test_sessions_and_lines_that_end_in_mid_work_lose_nothing(self):
        self.passes("shell")


if __name__ == "__main__":
    unittest.main()
