"""A catalogue of 100,000 copies in the browser, page by page from the real server."""

import json
import os
import sqlite3
import unittest

import console
import harness

ROWS = 100_000
NEWEST = 1_750_000_000_000  # ms since 1970


def add_rows(home, count):
    """Copies of which the catalogue alone knows, the first one newest."""
    fields = {"so_ky_hieu": "{}/KS", "ngay_ban_hanh": "2025-03-04", "ho_ten": "Nguyễn Văn Mẫu"}
    form = json.dumps(fields, ensure_ascii=False)
    rows = ((f"copy{n}", f"Giấy khai sinh {n}", form.replace("{}", str(n)), os.urandom(32), NEWEST - n,
             NEWEST - n, f"{n}/KS") for n in range(count))
    with sqlite3.connect(home / "store/warehouse.db") as database:
        database.execute("PRAGMA synchronous = OFF")
        database.executemany(
            "INSERT INTO copy (copy_id, kind, title, unit, batch, case_file, subject, fields, pages, level, "
            "content, size, created, accepted, number, issued) VALUES (?, 'giay_khai_sinh', ?, 'demo', 'b', "
            "'hs', '', ?, 2, 'B-LT', ?, 1, ?, ?, ?, '2025-03-04')", rows)
    database.close()


class ConsoleRows(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        sohoa.expect(0, "search", "x")  # the catalogue is there
        add_rows(sohoa.home, ROWS)
        cls.begin(sohoa, ROWS=str(ROWS))
        cls.environment["READER_PASSWORD"] = cls.operator("doc", "read")

    def test_a_list_of_100_000_copies_stays_smooth_to_its_end(self):
        self.passes("rows")


if __name__ == "__main__":
    unittest.main()
