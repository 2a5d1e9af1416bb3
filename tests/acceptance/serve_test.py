"""The warehouse over HTTP, as systems that use it see it, and as those who mean it ill do."""

import hashlib
import json
import shutil
import subprocess
import sys
import threading
import unittest
import urllib.parse

import harness
import serving

FILES = ("khai-sinh", "giay-moi")


class Serve(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        inputs = cls.sohoa.folder / "in"
        inputs.mkdir()
        for name in FILES:
            shutil.copy(harness.SAMPLES / f"{name}.pdf", inputs)
        cls.batch = cls.sohoa.expect(0, "batch", "--json", inputs).json
        cls.server = serving.Serving(cls.sohoa, cls, "--workers", 0)
        cls.reader = cls.server.client("mot-cua", "read", per_minute=1000000)
        cls.auditor = cls.server.client("kiem-tra", "audit")
        cls.foreign = cls.server.client("noi-khac", "read", "audit", of_unit="elsewhere")
        cls.copies = cls.reader.call("GET", "/api/v1/copies").json["copies"]
        cls.copy = cls.copies[0]
        cls.content = f"/api/v1/copies/{cls.copy['id']}/content"

    def test_every_copy_of_the_batch_is_there(self):
        self.assertEqual({copy["id"] for copy in self.copies},
                         {copy["id"] for copy in self.batch["copies"]})

    def test_a_search_by_words_finds_by_address_and_by_body(self):
        words = "khai sinh"
        address = "/api/v1/copies?q=" + urllib.parse.quote(words)
        by_address = self.reader.call("GET", address).json["copies"]
        by_body = self.reader.send("/api/v1/copies/search", {"q": words}).json["copies"]
        self.assertTrue(by_address)
        self.assertEqual(by_address, by_body)

    def test_what_is_fetched_is_what_was_signed(self):
        answer = self.reader.call("GET", self.content)
        self.assertEqual(answer.status, 200)
        self.assertEqual(hashlib.sha256(answer.body).hexdigest(), self.copy["sha256"])
        path = self.sohoa.folder / "fetched.pdf"
        path.write_bytes(answer.body)
        self.assertEqual(self.sohoa.verdict(path), "TOTAL_PASSED")
        report = self.reader.call("GET", f"/api/v1/copies/{self.copy['id']}/verification").json
        self.assertEqual(report["verdict"], "TOTAL_PASSED")
        anybody = serving.call(self.server, "POST", "/api/v1/verify", answer.body,
                               {"Content-Type": "application/pdf"})
        self.assertEqual(anybody.json["verdict"], "TOTAL_PASSED")

    def test_what_is_no_signed_pdf_is_judged_so_however_many_come_at_once(self):
        bodies = [b"no pdf at all", b"%PDF-1.7\n" + b"1 0 obj<<" * 50000, bytes(100000)] * 3
        answers = []

        def ask(body):
            # Who is told that all seats are taken has waited for one already, and comes again.
            for _ in range(20):
                answer = serving.call(self.server, "POST", "/api/v1/verify", body,
                                      {"Content-Type": "application/pdf"})
                if answer.status != 503:
                    break
                self.assertTrue(answer.headers["Retry-After"])
            answers.append(answer)

        threads = [threading.Thread(target=ask, args=(body,)) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told = sorted((answer.status, answer.json.get("verdict")) for answer in answers)
        self.assertEqual({status for status, _ in told}, {200}, [a.json for a in answers])
        self.assertNotIn("TOTAL_PASSED", {verdict for _, verdict in told})
        self.assertEqual(len(told), len(bodies))

    def test_letters_that_no_font_has_are_the_callers_matter(self):
        clerk = self.server.client("may-quet", "scan")
        answer = clerk.call("GET", "/api/v1/separators?case_file=%F1%85%88%A7")
        self.assertEqual((answer.status, answer.json["type"]), (400, "urn:sohoa:problem:server.bad_request"))
        self.assertEqual(clerk.call("GET", "/api/v1/separators?case_file=HS-1").status, 200)

    def test_parts_make_up_the_whole(self):
        whole = self.reader.call("GET", self.content).body
        size, tag = len(whole), self.reader.call("HEAD", self.content).headers["ETag"]
        middle = size // 2
        parts = b""
        for first, last in ((0, middle - 1), (middle, size + 10)):
            answer = self.reader.call("GET", self.content, Range=f"bytes={first}-{last}", If_Range=tag)
            self.assertEqual(answer.status, 206)
            parts += answer.body
        self.assertEqual(parts, whole)
        self.assertEqual(self.reader.call("GET", self.content, If_None_Match=tag).status, 304)
        self.assertEqual(self.reader.call("GET", self.content, Range=f"bytes={size}-").status, 416)

    def test_every_read_stands_in_the_access_log(self):
        self.reader.call("GET", self.content, Sohoa_Case_File="HS-log")
        entries, cursor = [], ""
        while cursor is not None:
            page = self.auditor.call("GET", "/api/v1/accesses?limit=1000" +
                                     (f"&cursor={cursor}" if cursor else "")).json
            entries += page["accesses"]
            cursor = page["next"]
        mine = [entry for entry in entries if entry["case_file"] == "HS-log"]
        self.assertEqual([(entry["client"], entry["action"], entry["copy"], entry["status"]) for entry in mine],
                         [("mot-cua", "getCopyContent", self.copy["id"], 200)])

    def test_a_foreign_office_sees_nothing(self):
        self.assertEqual(self.foreign.call("GET", "/api/v1/copies").json["copies"], [])
        self.assertEqual(self.foreign.call("GET", "/api/v1/changes").json["copies"], [])
        self.assertEqual(self.foreign.call("GET", self.content).status, 404)
        accesses = self.foreign.call("GET", "/api/v1/accesses").json["accesses"]
        self.assertEqual({entry["unit"] for entry in accesses} - {"elsewhere"}, set())

    def test_a_client_that_is_disabled_is_out_at_once(self):
        client = self.server.client("tam-thoi", "read")
        self.assertEqual(client.call("GET", self.content).status, 200)
        self.sohoa.expect(0, "client", "disable", "tam-thoi")
        self.assertEqual(client.call("GET", self.content).status, 401)

    def test_metrics_are_good_prometheus_text(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("promtool is missing; scripts/install-packages test")
        admin = self.server.client("giam-sat", "admin")
        self.reader.call("GET", "/api/v1/copies")
        metrics = admin.call("GET", "/metrics").body
        self.assertIn(b'operation="searchCopies"', metrics)
        for name in ("dead_letters", "blobs", "scrub_oldest_check_age_seconds",
                     "certificate_expires_seconds", "crl_next_update_seconds", "crl_age_seconds"):
            self.assertIn(b"\nsohoa_" + name.encode(), metrics)
        judged = subprocess.run([promtool, "check", "metrics"], input=metrics, capture_output=True)
        self.assertEqual((judged.returncode, judged.stdout + judged.stderr), (0, b""))

    def test_the_log_names_no_person(self):
        person = "051364998348"  # of the sample
        self.reader.call("GET", "/api/v1/copies?subject=" + person)
        self.reader.call("GET", "/" + person)
        self.reader.call("GET", f"/api/v1/copies?{person}=1")
        self.reader.send("/api/v1/copies/search", {"q": "Nguyễn Hữu Phúc", "subject": person})
        texts = {person, "Nguyễn", "Hữu Phúc", "Trường An", "0939899385"}
        for copy in self.copies:
            texts.update(text for text in copy["fields"].values()
                         if isinstance(text, str) and len(text) > 5)
        log = self.server.said()
        self.assertIn('"operation":"searchCopies"', log)
        for text in texts:
            self.assertNotIn(text, log)
            self.assertNotIn(json.dumps(text).strip('"'), log)
            self.assertNotIn(urllib.parse.quote(text), log)


class Stopping(unittest.TestCase):
    def test_sigterm_ends_the_server_in_order(self):
        sohoa = harness.demo_home(type(self))
        server = serving.Serving(sohoa, type(self), "--workers", 0)
        idle = server.connect()
        idle.request("GET", "/livez")
        self.assertEqual(idle.getresponse().read(), b'{"alive":true}')
        self.assertEqual(server.stop(), 0)
        self.assertEqual(idle.sock.recv(1), b"")
        idle.close()
        self.assertNotIn("error", server.said())


if __name__ == "__main__":
    if not harness.SAMPLES.is_dir():
        sys.exit(77)
    unittest.main()
