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
        cls.begin(sohoa, SIGNED_PDF=str(sohoa.fetch(copy)),
                  UNSIGNED_PDF=str(harness.SAMPLES / "giay-moi.pdf"))
        cls.environment["READER_PASSWORD"] = cls.operator("doc", "read")
        cls.environment["SCANNER_PASSWORD"] = cls.operator("quet", "scan")

    def test_anybody_can_verify_a_document(self):
        self.passes("verify")

    def test_a_reader_finds_a_copy_and_takes_it_along(self):
        self.passes("warehouse")


if __name__ == "__main__":
    unittest.main()
