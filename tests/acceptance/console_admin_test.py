"""An administrator keeps accounts and looks at the machine; an inspector reads reports."""

import csv
import io
import json
import os
import unittest
from datetime import date

import openpyxl

import console
import harness
import scans

OFFICES = """
[[offices]]
id = "tphcm"
name = "Thành phố Hồ Chí Minh"
level = "city"
[[offices]]
id = "demo"
name = "Phường Mẫu"
parent = "tphcm"
level = "ward"
[[offices]]
id = "quan-cu"
name = "Quận cũ"
parent = "tphcm"
level = "district"
until = "2025-06-30"
"""


class ConsoleAdmin(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        (sohoa.home / "offices.toml").write_text(OFFICES, encoding="utf-8")
        settings = sohoa.home / "sohoa.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("# offices ", "offices "), encoding="utf-8")
        sohoa.expect(0, "batch", harness.SAMPLES / "khai-sinh.pdf")
        torn = sohoa.folder / "rach.jpg"
        torn.write_bytes(scans.notice(6)[:20000])
        sohoa.run("batch", torn)  # held
        # SANE's own virtual scanner.
        conf = sohoa.folder / "sane"
        conf.mkdir()
        (conf / "dll.conf").write_text("test\n")
        (conf / "test.conf").write_text("number_of_devices 1\n")
        os.environ["SANE_CONFIG_DIR"] = str(conf)
        cls.addClassCleanup(os.environ.pop, "SANE_CONFIG_DIR")
        cls.begin(sohoa, SAMPLE_PAGE=str(harness.SAMPLES / "khai-sinh.pdf"))
        cls.review(scans.notice(7))
        roles = ("scan", "review", "certify", "archive", "read", "audit", "admin")
        cls.environment["ADMIN_PASSWORD"] = cls.chief("quan.tri", *roles)
        cls.environment["AUDIT_PASSWORD"] = cls.operator("thanh.tra", "audit")
        cls.environment["SCANNER_PASSWORD"] = cls.operator("quet", "scan")

    @classmethod
    def review(cls, page):
        """A paper that a reviewer corrected, and its copy."""
        path = cls.sohoa.folder / "thong-bao.jpg"
        path.write_bytes(page)
        batch = cls.sohoa.expect(0, "batch", path, "--review", "always", "--json").json["batch"]
        reviewer = cls.server.client("soat", "review")
        document = reviewer.call("GET", "/api/v1/reviews").json["reviews"][0]["document"]
        paper = "/api/v1/reviews/" + document
        field = next(each["name"] for each in reviewer.call("GET", paper).json["fields"]
                     if not each["id"] and not each["list"] and not each["date"])
        changed = reviewer.call("PUT", paper, json.dumps({"fields": {field: "chữ đã sửa"}}),
                                Content_Type="application/json", If_Match='"1"')
        assert changed.status == 200, changed.body
        approved = reviewer.send(paper + "/approve", {"work_ms": 41000}, If_Match=changed.headers["ETag"])
        assert approved.status == 200, approved.body
        # Whoever finishes it, the server's workers or this command.
        cls.sohoa.expect(0, "batch", "resume", batch)

    @classmethod
    def chief(cls, login, *roles):
        """The password of one who sees every office."""
        wanted = [part for role in roles for part in ("--role", role)]
        return cls.sohoa.expect(0, "operator", "add", login, *wanted, "--name", "Quản trị",
                                "--sees", "*", "--keep-password", "--json").json["password"]

    def test_an_administrator_keeps_accounts_and_looks_at_the_machine(self):
        self.passes("admin")

    def test_an_inspector_reads_reports(self):
        self.passes("reports")

    def test_a_spreadsheet_program_reads_what_the_server_says(self):
        inspector = self.server.client("thanh-tra", "audit", sees="*")
        year = f"from={date.today().year}-01-01&to={date.today().year}-12-31"
        report = f"/api/v1/reports/units?{year}"
        told = inspector.call("GET", report).json
        columns = [column["title"] for column in told["columns"]]
        rows = [list(row[column["key"]] for column in told["columns"]) for row in told["rows"]]
        self.assertTrue(rows)
        book = openpyxl.load_workbook(io.BytesIO(inspector.call("GET", report + "&format=xlsx").body))
        cells = list(book.active.iter_rows(min_row=3, values_only=True))
        self.assertEqual(list(cells[0]), columns)
        self.assertEqual([list(row) for row in cells[1:1 + len(rows)]], rows)
        for row in book.active.iter_rows():
            for cell in row:
                self.assertNotEqual(cell.data_type, "f")
        text = inspector.call("GET", report + "&format=csv").body.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text)))
        self.assertEqual(lines[0], columns)
        self.assertEqual(lines[1:], [[str(cell) for cell in row] for row in rows])

    def test_the_command_line_says_the_same(self):
        year = ("--from", f"{date.today().year}-01-01", "--to", f"{date.today().year}-12-31")
        told = self.sohoa.expect(0, "report", "--of", "units", *year, "--json").json
        made = {row["unit"]: row["digitised"] for row in told["rows"]}
        self.assertEqual(made["demo"], 4)
        keys = self.sohoa.expect(0, "keys", "--probe", "--json").json["keys"]
        self.assertEqual({key["trouble"] for key in keys}, {""})
        settings = self.sohoa.expect(0, "settings", "--json").json["settings"]
        lines = {one["key"]: one for one in settings}
        self.assertEqual(lines["server.port"]["source"], "default")
        self.assertEqual(lines["signing.agency.key"]["source"], "file")
        self.sohoa.expect(0, "operator", "add", "doi.quyen", "--role", "scan")
        changed = self.sohoa.expect(0, "operator", "change", "doi.quyen", "--role", "read",
                                    "--name", "Mới", "--json").json
        self.assertEqual((changed["roles"], changed["name"]), (["read"], "Mới"))


if __name__ == "__main__":
    unittest.main()
