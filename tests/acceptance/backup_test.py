"""A backup is made while work goes on, the home is lost, and what is restored is what was there."""

import os
import re
import shutil
import sqlite3
import subprocess
import unittest

import harness

SAMPLES = ["khai-sinh.pdf", "giay-moi.pdf", "cong-van-mat.pdf"]


class Backup(unittest.TestCase):
    def setUp(self):
        self.sohoa = harness.demo_home(type(self))
        self.sohoa.expect(1, "batch", *(harness.SAMPLES / name for name in SAMPLES))
        self.folder = self.sohoa.folder / "backup"

    def copies(self):
        found = self.sohoa.expect(0, "search", "--json", "--limit", 200).json["copies"]
        return {copy["id"]: self.sohoa.fetch(copy["id"]).read_bytes() for copy in found}

    def rows(self):
        """Every row of every store; but of those that a restore begins anew, and workers that come and go."""
        found = {}
        for store in sorted((self.sohoa.home / "store").glob("*.db")):
            with sqlite3.connect(store) as database:
                for name, in database.execute("SELECT name FROM pragma_table_list WHERE type = 'table' "
                                              "AND schema = 'main' AND name NOT LIKE 'sqlite%'"):
                    found[store.name, name] = sorted(map(repr, database.execute(f"SELECT * FROM {name}")))
        return {table: rows for table, rows in found.items()
                if table[1] not in ("worker", "incarnation", "session")}

    def in_files(self, folder, text):
        return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]

    def test_a_home_that_was_wiped_comes_back_with_every_copy_and_signature(self):
        self.sohoa.expect(0, "client", "add", "mot-cua", "--role", "read")
        self.sohoa.expect(0, "operator", "add", "thu.ha", "--role", "read")
        copies, rows = self.copies(), self.rows()
        self.assertGreater(len({store for store, _ in rows}), 3)
        key = self.sohoa.home / "server/token.key"  # receipts that were given are checked with it
        (key.parent / "tmp").mkdir(parents=True, exist_ok=True)
        key.write_text("-----BEGIN PRIVATE KEY-----\nMIG\n")
        (key.parent / "tmp/half").write_text("half")
        made = self.sohoa.expect(0, "backup", "--with-keys", "--json", self.folder).json
        self.assertTrue(made["ok"], made)
        shutil.rmtree(self.sohoa.home)
        restored = self.sohoa.expect(0, "restore", "--json", self.folder)
        self.assertTrue(restored.json["ok"], restored.said)
        self.assertEqual(self.copies(), copies)
        self.assertEqual(self.rows(), rows)
        self.assertIn("PRIVATE KEY", key.read_text())
        self.assertFalse((self.folder / "server/tmp").exists())
        self.sohoa.expect(0, "doctor", "--deep", "--signatures")
        again = self.sohoa.expect(1, "batch", "--json", *(harness.SAMPLES / n for n in SAMPLES)).json
        self.assertEqual((again["taken"], again["already_done"]), (0, len(SAMPLES)))

    def test_secrets_are_not_in_a_backup_and_logins_not_in_what_is_restored(self):
        self.sohoa.expect(0, "operator", "add", "thu.ha", "--role", "read")
        told = self.sohoa.expect(0, "operator", "totp", "thu.ha", "--json").json["otpauth"]
        secret = re.search("secret=([A-Z2-7]+)", told)[1]
        with sqlite3.connect(self.sohoa.home / "store/access.db") as database:
            database.execute("INSERT INTO session SELECT 'k', id, 'full', 0, 0, 9e15 FROM operator")
        self.assertEqual(self.in_files(self.sohoa.home / "store", secret), [])
        self.sohoa.expect(0, "backup", self.folder)
        self.assertEqual(self.in_files(self.folder, secret), [])
        self.assertFalse((self.folder / "server/secrets.key").exists())
        before = sqlite3.connect(self.folder / "store/warehouse.db").execute("SELECT id FROM incarnation").fetchall()
        shutil.rmtree(self.sohoa.home)
        self.sohoa.expect(0, "restore", self.folder)
        with sqlite3.connect(self.sohoa.home / "store/access.db") as database:
            self.assertEqual(database.execute("SELECT * FROM session").fetchall(), [])
        # Without its key a second factor fits no code; it does not become none.
        person, = self.sohoa.expect(0, "operator", "list", "--json").json["operators"]
        self.assertTrue(person["second_factor"])
        self.assertIn("second factor", str(self.sohoa.expect(1, "doctor", "--json").json["problems"]))
        # Nor is another made beside it, until somebody says that it is lost.
        refused = self.sohoa.expect(1, "operator", "totp", "thu.ha")
        self.assertIn("secrets.key", refused.said)
        self.assertIn("secrets.key", self.sohoa.expect(1, "serve", "--port", 0, "--workers", 0).said)
        self.assertFalse((self.sohoa.home / "server/secrets.key").exists())
        self.assertEqual(self.sohoa.expect(0, "keys", "--give-up-secrets", "--json").json, {"given_up": 1})
        self.assertIn("given up", str(self.sohoa.expect(1, "doctor", "--json").json["problems"]))
        self.sohoa.expect(0, "operator", "totp", "thu.ha")
        self.sohoa.expect(0, "doctor", "--deep", "--signatures", "--no-keys")
        life = self.sohoa.expect(0, "restored", "--json").json["life"]
        self.assertNotIn((life,), before)

    def test_the_second_backup_copies_what_is_new_only(self):
        self.sohoa.expect(0, "backup", self.folder)
        self.sohoa.expect(0, "batch", harness.SAMPLES / "to-trinh-co-trang-trang.pdf")
        second = self.sohoa.expect(0, "backup", "--json", self.folder).json
        self.assertGreater(second["blobs_there"], second["blobs_copied"])
        self.assertGreater(second["blobs_copied"], 0)

    def test_keys_stay_at_home_unless_asked_for(self):
        (self.sohoa.home / "tls").mkdir()
        (self.sohoa.home / "tls/server.pem").write_text("-----BEGIN PRIVATE KEY-----\nMIG\n")
        self.sohoa.expect(0, "backup", self.folder)
        names = [path.name for path in self.folder.rglob("*") if path.is_file()]
        self.assertFalse([name for name in names if name.endswith((".p12", ".key", ".pass"))])
        self.assertNotIn("server.pem", names)
        self.assertIn("sohoa.toml", names)

    def test_a_backup_taken_while_work_goes_on_is_whole(self):
        scans = harness.CORPUS if harness.CORPUS.is_dir() else harness.SAMPLES
        files = sorted(path for path in scans.iterdir() if path.suffix in (".pdf", ".tif"))[:6]
        with subprocess.Popen(self.sohoa.command("batch", *files), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as batch:
            while batch.poll() is None:
                answer = self.sohoa.run("backup", "--json", self.folder)
                self.assertEqual(answer.code, 0, answer.said)
        self.assertIn(batch.returncode, (0, 1))

    def test_damage_at_home_is_told_and_the_backup_does_not_count_as_whole(self):
        blob = max((path for path in (self.sohoa.home / "blobs").rglob("*") if path.is_file()),
                   key=lambda path: path.stat().st_size)
        os.chmod(blob, 0o600)
        with blob.open("r+b") as file:
            file.seek(1000)
            file.write(b"damage")
        answer = self.sohoa.expect(1, "backup", "--json", self.folder)
        self.assertIn(blob.name, " ".join(answer.json["problems"]))
        shutil.rmtree(self.sohoa.home)
        self.assertIn("cli.no_backup", self.sohoa.expect(1, "restore", self.folder).said)

    def test_a_backup_never_lands_on_a_home_or_among_other_things(self):
        other = harness.demo_home(type(self))
        (self.sohoa.folder / "mine").mkdir()
        (self.sohoa.folder / "mine/letter.txt").write_text("dear")
        for place in (self.sohoa.home, self.sohoa.home / "backup", self.sohoa.folder, other.home,
                      self.sohoa.folder / "mine"):
            with self.subTest(place=place):
                self.assertIn("cli.backup_place", self.sohoa.expect(1, "backup", place).said)
        self.sohoa.expect(0, "doctor", "--deep")
        self.assertFalse((self.sohoa.home / "backup").exists())

    def test_what_is_gone_at_home_is_gone_from_the_next_backup(self):
        scan = self.sohoa.home / "scan/session/page.tif"
        scan.parent.mkdir(parents=True)
        scan.write_bytes(b"picture")
        self.sohoa.expect(0, "backup", self.folder)
        self.assertTrue((self.folder / "scan/session/page.tif").exists())
        scan.unlink()
        self.sohoa.expect(0, "backup", self.folder)
        self.assertFalse((self.folder / "scan/session/page.tif").exists())

    def test_nothing_is_restored_over_a_home_that_is_there(self):
        self.sohoa.expect(0, "backup", self.folder)
        self.assertIn("cli.home_not_empty", self.sohoa.expect(1, "restore", self.folder).said)


if __name__ == "__main__":
    unittest.main()
