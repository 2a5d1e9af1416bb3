"""Scans come in over a line that breaks, and are worked on while the sender watches."""

import base64
import hashlib
import json
import socket
import unittest

import harness
from serving import Serving

SAMPLE = harness.SAMPLES / "khai-sinh.pdf"
OTHER = harness.SAMPLES / "giay-moi.pdf"
TUS = {"Tus_Resumable": "1.0.0"}


class Intake(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.serving = Serving(cls.sohoa, cls, "--workers", 2)
        cls.station = cls.serving.client("tram", "scan")
        cls.other = cls.serving.client("tram-khac", "scan")

    def create(self, length, name="bản quét.pdf"):
        metadata = "filename " + base64.b64encode(name.encode()).decode()
        answer = self.station.call("POST", "/api/v1/uploads", Upload_Length=length,
                                   Upload_Metadata=metadata, **TUS)
        self.assertEqual(answer.status, 201, answer.body)
        self.assertIn("Upload-Expires", answer.headers)
        return answer.headers["Location"]

    def patch(self, upload, offset, body, **headers):
        return self.station.call("PATCH", upload, body, Upload_Offset=offset,
                                 Content_Type="application/offset+octet-stream", **TUS, **headers)

    def offset(self, upload):
        answer = self.station.call("HEAD", upload, **TUS)
        self.assertEqual(answer.status, 200)
        return int(answer.headers["Upload-Offset"])

    def upload(self, path):
        data = path.read_bytes()
        upload = self.create(len(data), path.name)
        self.assertEqual(self.patch(upload, 0, data).status, 204)
        return upload.rsplit("/", 1)[-1]

    def broken_patch(self, upload, offset, data, announced):
        """A part whose line is cut after `data`."""
        host, port = self.serving.host.split(":")
        with socket.create_connection((host, int(port)), timeout=60) as line:
            head = f"PATCH {upload} HTTP/1.1\r\nHost: {self.serving.host}\r\n"
            for name, value in self.station.headers(
                    Upload_Offset=offset, Content_Type="application/offset+octet-stream",
                    Content_Length=announced, **TUS).items():
                head += f"{name}: {value}\r\n"
            line.sendall(head.encode() + b"\r\n" + data)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):  # until the server has done with it
                pass

    def test_an_upload_goes_on_where_the_line_broke(self):
        data = SAMPLE.read_bytes()
        upload = self.create(len(data))
        half = len(data) // 2
        self.broken_patch(upload, 0, data[:half], len(data))
        reached = self.offset(upload)
        self.assertEqual(reached, half)
        self.assertEqual(self.patch(upload, 0, data).status, 409)
        done = self.patch(upload, reached, data[reached:])
        self.assertEqual((done.status, done.headers["Upload-Offset"]), (204, str(len(data))))

    def test_a_part_that_does_not_match_its_checksum_is_dropped(self):
        data = SAMPLE.read_bytes()
        upload = self.create(len(data))
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        bad = self.patch(upload, 0, data[:-1] + b"x", Upload_Checksum="sha256 " + digest)
        self.assertEqual((bad.status, self.offset(upload)), (460, 0))
        good = self.patch(upload, 0, data, Upload_Checksum="sha256 " + digest)
        self.assertEqual((good.status, self.offset(upload)), (204, len(data)))

    def test_a_checked_part_that_was_cut_off_is_dropped_too(self):
        data = SAMPLE.read_bytes()
        upload = self.create(len(data))
        self.assertEqual(self.patch(upload, 0, data[:1000]).status, 204)
        self.broken_patch_with_checksum(upload, data)
        self.assertEqual(self.offset(upload), 1000)

    def broken_patch_with_checksum(self, upload, data):
        original = self.station.headers
        digest = base64.b64encode(hashlib.sha256(data[1000:]).digest()).decode()
        self.station.headers = lambda **more: original(Upload_Checksum="sha256 " + digest, **more)
        try:
            self.broken_patch(upload, 1000, data[1000:5000], len(data) - 1000)
        finally:
            self.station.headers = original

    def test_other_stations_uploads_are_not_there(self):
        upload = self.create(10)
        for method in ("HEAD", "DELETE"):
            self.assertEqual(self.other.call(method, upload, **TUS).status, 404)
        self.assertEqual(self.station.call("HEAD", upload).status, 412)
        self.assertEqual(self.station.call("DELETE", upload, **TUS).status, 204)
        self.assertEqual(self.station.call("HEAD", upload, **TUS).status, 404)

    def test_more_than_was_announced_is_refused(self):
        upload = self.create(10)
        self.assertEqual(self.patch(upload, 0, b"x" * 11).status, 409)

    def test_uploads_become_a_batch_that_is_followed_to_its_signed_copies(self):
        order = {"uploads": [self.upload(SAMPLE), self.upload(OTHER)], "lane": "counter",
                 "case_file": "HS-2026-7"}
        made = self.station.send("/api/v1/batches", order, Idempotency_Key='"lo-1"')
        self.assertEqual((made.status, made.json["taken"]), (201, 2), made.body)
        again = self.station.send("/api/v1/batches", order, Idempotency_Key='"lo-1"')
        self.assertEqual((again.status, again.json), (201, made.json))
        order["lane"] = "case"
        self.assertEqual(self.station.send("/api/v1/batches", order, Idempotency_Key='"lo-1"').status,
                         422)
        batch = made.headers["Location"]
        told = self.follow(batch)
        self.assertEqual(told[-1][0], "done")
        self.assertEqual(told[-1][1]["jobs_open"], 0)
        status = self.station.call("GET", batch).json
        self.assertTrue(harness.closes(status["sheets"]), status)
        self.assertEqual((status["lane"], len(status["copies"])), ("counter", 4))
        self.assertEqual(self.station.call("GET", batch + "x").status, 404)
        reader = self.serving.client("doc", "read")
        found = reader.call("GET", "/api/v1/copies").json["copies"]
        made = {copy["id"] for copy in status["copies"]}
        self.assertEqual({copy["case_file"] for copy in found if copy["id"] in made}, {"HS-2026-7"})
        self.assertLessEqual(made, {copy["id"] for copy in found})
        self.sohoa.expect(0, "doctor")

    def follow(self, batch):
        connection = self.serving.connect()
        self.addCleanup(connection.close)
        connection.request("GET", batch + "/events", headers=self.station.headers())
        response = connection.getresponse()
        self.assertEqual(response.headers["Content-Type"], "text/event-stream")
        told = []
        for event in response.read().decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in event.splitlines() if ": " in line)
            if lines:
                told.append((lines["event"], json.loads(lines["data"])))
        return told

    def test_another_offices_batch_is_not_named(self):
        def order(client, path):
            data = path.read_bytes()
            made = client.call("POST", "/api/v1/uploads", Upload_Length=len(data), **TUS)
            upload = made.headers["Location"]
            client.call("PATCH", upload, data, Upload_Offset=0,
                        Content_Type="application/offset+octet-stream", **TUS)
            return client.send("/api/v1/batches", {"uploads": [upload.rsplit("/", 1)[-1]]},
                               Idempotency_Key="x-" + client.name).json

        paper = harness.SAMPLES / "to-trinh-co-trang-trang.pdf"
        own = order(self.station, paper)
        self.assertEqual(own["taken"], 1)
        near = order(self.other, paper)["duplicates"]
        self.assertEqual([each["batch"] for each in near], [own["batch"]])
        stranger = self.serving.client("xa", "scan", of_unit="p-khac")
        self.assertEqual([each["batch"] for each in order(stranger, paper)["duplicates"]], [None])

    def test_an_order_of_unfinished_or_unknown_uploads_is_refused(self):
        unfinished = self.create(10).rsplit("/", 1)[-1]
        for uploads, status in (([unfinished], 400), (["0" * 32], 404), (["../etc"], 404), ([], 400),
                                ([unfinished, unfinished], 400)):
            answer = self.station.send("/api/v1/batches", {"uploads": uploads},
                                       Idempotency_Key="k" + str(len(str(uploads))))
            self.assertEqual(answer.status, status, answer.body)


if __name__ == "__main__":
    unittest.main()
