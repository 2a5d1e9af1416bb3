"""500 copies go from a ward's station (SQLite, a folder) to another Sohoa (PostgreSQL, S3) while the line
is cut 100 times, the far side killed 20 times, its PostgreSQL and its S3 server killed, and the sender
killed too: exactly 500 are there at the end, every byte right, with a signed receipt for each.

Everything breaks at byte counts that a seed gives, so that a run can be had again: SEED=n."""

import base64
import collections
import hashlib
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
import unittest

import harness
import line
import postgres
import scans
import serving

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import s3_server  # noqa: E402

COPIES = int(os.environ.get("COPIES", 500))
FAULTS = {"cut": 100, "far": 20, "postgres": 2, "s3": 2, "sender": 8}
PATIENCE = 600  # seconds until it is given up as hanging

FAR = """[storage]
s3_endpoint      = "{url}"
s3_bucket        = "kho"
s3_access_key_id = "{key}"
s3_secret_file   = "s3.secret"
#"""
DELIVERY = """
[[delivery]]
name              = "kho-thanh-pho"
sohoa_url         = "http://127.0.0.1:{port}"
sohoa_client_id   = "phuong-mau"
sohoa_secret_file = "kho.secret"
"""


def edit(sohoa, *changes):
    settings = sohoa.home / "sohoa.toml"
    text = settings.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    settings.write_text(text)


def claims_of(receipt):
    part = receipt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def der_integer(raw):
    raw = raw.lstrip(b"\0") or b"\0"
    raw = (b"\0" if raw[0] & 0x80 else b"") + raw
    return b"\2" + bytes([len(raw)]) + raw


class Delivery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.seed = int(os.environ.get("SEED", 7))
        cls.dice = random.Random(cls.seed)
        cls.happened = collections.Counter()
        cls.restarts = queue.Queue()
        cls.make_far_side()
        cls.make_copies()
        cls.connect()
        begin = time.monotonic()
        cls.runs = cls.deliver()
        print(f"\n{len(cls.near)} copies, {cls.line.carried / 1e6:.0f} MB in "
              f"{time.monotonic() - begin:.0f} s; "
              f"seed {cls.seed}, {dict(cls.happened)}, {cls.runs} runs of sohoa deliver", flush=True)

    @classmethod
    def make_far_side(cls):
        cls.database = postgres.Server(cls)
        cls.bucket = s3_server.S3Server()
        cls.addClassCleanup(cls.bucket.stop)
        cls.bucket.make_bucket("kho")
        cls.far = harness.demo_home(cls)
        (cls.far.home / "s3.secret").write_text(s3_server.SECRET_KEY + "\n")
        edit(cls.far, ("[store] ", f'[store]\nurl = "{cls.database.url}"\n#'),
             ("[storage]", FAR.format(url=cls.bucket.url, key=s3_server.ACCESS_KEY)))
        cls.secret = cls.far.expect(0, "client", "add", "phuong-mau", "--json", "--role", "archive",
                                    "--per-minute", 100000).json["secret"]

    @classmethod
    def make_copies(cls):
        cls.station = harness.demo_home(cls)
        shelf = cls.station.folder / "shelf"
        shelf.mkdir()
        scans.numbered_pages(shelf, COPIES)
        batch = cls.station.expect(0, "batch", "--json", shelf).json
        cls.near = {copy["id"]: copy["sha256"] for copy in batch["copies"]}
        assert len(set(cls.near.values())) == COPIES
        # The far side trusts whom the station's copies are signed by.
        pki = cls.station.home / "pki"
        edit(cls.far, ('"pki/trust/root.pem"', f'"pki/trust/root.pem", "{pki}/trust/root.pem"'),
             ('["pki/ca/issuing.pem"]', f'["pki/ca/issuing.pem", "{pki}/ca/issuing.pem"]'),
             ('["pki/crls"]', f'["pki/crls", "{pki}/crls"]'))

    @classmethod
    def connect(cls):
        blobs = cls.station.home / "blobs/sha256"
        total = sum((blobs / d[:2] / d[2:4] / d).stat().st_size for d in cls.near.values())
        events = [event for event, count in FAULTS.items() for _ in range(count)]
        cls.dice.shuffle(events)
        places = sorted(cls.dice.sample(range(1000, int(total * 0.97)), len(events)))
        cls.line = line.Line(zip(places, events, strict=True), cls.strike)
        cls.addClassCleanup(cls.line.close)
        (cls.station.home / "kho.secret").write_text(cls.secret + "\n")
        settings = cls.station.home / "sohoa.toml"
        settings.write_text(settings.read_text() + DELIVERY.format(port=cls.line.port))
        cls.sender = None
        cls.serve()
        threading.Thread(target=cls.mend, daemon=True).start()

    @classmethod
    def serve(cls):
        cls.server = serving.Serving(cls.far, cls, "--workers", "0")
        host, port = cls.server.host.split(":")
        cls.line.server = (host, int(port))

    @classmethod
    def strike(cls, event):
        """The line is cut in any case, and is up again when this returns."""
        cls.happened[event] += 1
        if event == "far":
            cls.line.server = None
            cls.server.process.kill()
        elif event == "postgres":
            cls.database.process.send_signal(signal.SIGQUIT)
        elif event == "s3":
            cls.bucket.kill()
        elif event == "sender":
            cls.sender.kill()
        if event in ("far", "postgres", "s3"):
            cls.restarts.put(event)

    @classmethod
    def mend(cls):
        while True:
            event = cls.restarts.get()
            if event == "far":
                cls.server.end()
                cls.serve()
            elif event == "postgres":
                cls.database.process.wait()
                cls.database.start()
            elif event == "s3":
                cls.bucket.start()
            cls.restarts.task_done()

    @classmethod
    def deliver(cls):
        """Runs `sohoa deliver` until it has nothing left to do; how often it took."""
        deadline = time.monotonic() + PATIENCE
        for run in range(1, 10000):
            command = cls.station.command("deliver", "--json", "--retry")
            with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as cls.sender:
                out = cls.sender.communicate(timeout=PATIENCE)[0]
            cls.restarts.join()  # nobody sends into the void
            if cls.sender.returncode == 0:
                return run
            if time.monotonic() > deadline:
                raise AssertionError(f"not done: {out[:3000]} {cls.server.said()[-3000:]}")
        raise AssertionError("never done")

    def test_all_the_faults_happened(self):
        self.assertEqual(self.happened, FAULTS)

    def test_exactly_these_copies_are_there_with_every_byte(self):
        reader = self.server.client("doc", "read", sees="*")
        found, cursor, more = [], "0", True
        while more:
            page = reader.call("GET", f"/api/v1/changes?limit=200&since={cursor}").json
            found += [(copy["id"], copy["sha256"]) for copy in page["copies"]]
            cursor, more = page["next"], page["more"]
        self.assertEqual(len(found), COPIES)
        self.assertEqual(dict(found), self.near)
        for copy, digest in found:
            body = reader.call("GET", f"/api/v1/copies/{copy}/content").body
            self.assertEqual(hashlib.sha256(body).hexdigest(), digest)

    def test_the_far_side_finds_them_by_their_words(self):
        reader = self.server.client("tim", "read", sees="*", per_minute=10000)
        found = reader.call("GET", "/api/v1/copies?q=phieu&limit=1").json["copies"]
        self.assertEqual(len(found), 1)

    def test_there_is_a_signed_receipt_for_each(self):
        told = self.station.expect(0, "deliver", "--json", "--receipts").json["destinations"][0]
        self.assertEqual((told["delivered"], told["waiting"], told["refused"]), (COPIES, 0, 0))
        receipts = {each["copy"]: each["proof"] for each in told["receipts"]}
        self.assertEqual(set(receipts), set(self.near))
        for copy, proof in receipts.items():
            claims = claims_of(proof)
            self.assertEqual((claims["id"], claims["sha256"], claims["client"], claims["iss"]),
                             (copy, self.near[copy], "phuong-mau", "sohoa"))
        for proof in self.dice.sample(sorted(receipts.values()), 5):
            self.assertTrue(self.is_signed(proof))
        text, signature = proof.rsplit(".", 1)
        self.assertFalse(self.is_signed(text[:-2] + "AA." + signature))

    def is_signed(self, receipt):
        text, signature = receipt.rsplit(".", 1)
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        parts = der_integer(raw[:32]) + der_integer(raw[32:])
        proof = self.station.folder / "signature"
        proof.write_bytes(b"\x30" + bytes([len(parts)]) + parts)
        public = self.station.folder / "far.pem"
        key = self.far.home / "server/token.key"
        public.write_bytes(harness.output_of("openssl", "pkey", "-pubout", "-in", key))
        return subprocess.run(["openssl", "dgst", "-sha256", "-verify", public, "-signature", proof],
                              input=text.encode(), capture_output=True).returncode == 0

    def test_the_stations_own_server_tells_what_is_delivered(self):
        server = serving.Serving(self.station, type(self), "--workers", "0")
        told = server.client("giam-sat", "audit").call("GET", "/metrics").body.decode()
        self.assertIn('sohoa_deliveries{destination="kho-thanh-pho",state="delivered"} '
                      f"{COPIES}\n", told)
        self.assertNotIn("sohoa_oldest_delivery_age_seconds{", told)

    def test_another_run_sends_nothing(self):
        again = self.station.expect(0, "deliver", "--json").json["destinations"][0]
        self.assertEqual((again["enlisted"], again["sent"]), (0, 0))


if __name__ == "__main__":
    unittest.main()
