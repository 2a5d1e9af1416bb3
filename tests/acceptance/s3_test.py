"""A home whose blobs lie in a bucket of a real S3 server: the whole way of a paper, without the cache, on to
another bucket after the line was dead, and what the doctor says of a missing bucket or a wrong key."""

import shutil
import sys
import unittest

import harness

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import s3_server  # noqa: E402

SETTINGS = """[storage]
s3_endpoint      = "{url}"
s3_bucket        = "{bucket}"
s3_prefix        = "phường Mẫu/số hoá"
s3_access_key_id = "{key}"
s3_secret_file   = "s3.secret"
"""
DELIVERY = """
[[delivery]]
name             = "kho-tinh"
s3_endpoint      = "{url}"
s3_bucket        = "tinh"
s3_access_key_id = "{key}"
s3_secret_file   = "s3.secret"
"""


class S3(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = s3_server.S3Server()
        cls.addClassCleanup(cls.server.stop)
        cls.server.make_bucket("sohoa")
        cls.sohoa = harness.demo_home(cls)
        (cls.sohoa.home / "s3.secret").write_text(s3_server.SECRET_KEY + "\n")
        (cls.sohoa.home / "s3.secret").chmod(0o600)
        cls.plain = (cls.sohoa.home / "sohoa.toml").read_text()
        cls.use(bucket="sohoa")
        cls.batch = cls.sohoa.expect(0, "batch", "--json", harness.SAMPLES / "khai-sinh.pdf").json

    @classmethod
    def use(cls, url=None, bucket="sohoa", key=s3_server.ACCESS_KEY):
        storage = SETTINGS.format(url=url or cls.server.url, bucket=bucket, key=key)
        (cls.sohoa.home / "sohoa.toml").write_text(cls.plain.replace("[storage]", storage, 1))

    def tearDown(self):
        self.use()

    def problems(self):
        answer = self.sohoa.run("doctor", "--json")
        self.assertNotEqual(answer.code, 0)
        return " ".join(answer.json["problems"])

    def test_copies_leave_and_verify_with_an_empty_cache(self):
        copies = self.batch["copies"]
        self.assertTrue(copies)
        shutil.rmtree(self.sohoa.home / "cache")
        for copy in copies:
            self.assertEqual(self.sohoa.verdict(self.sohoa.fetch(copy["id"])), "TOTAL_PASSED")

    def test_nothing_lies_in_the_folder(self):
        self.assertFalse((self.sohoa.home / "blobs/sha256").exists() and
                         any((self.sohoa.home / "blobs/sha256").iterdir()))

    def test_the_doctor_reads_every_object(self):
        answer = self.sohoa.expect(0, "doctor", "--deep", "--json").json
        self.assertTrue(answer["ok"])
        self.assertGreater(answer["blobs_checked"], 3)

    def test_the_doctor_says_what_to_mend(self):
        self.use(bucket="no-such-bucket")
        self.assertIn("no such bucket", self.problems())
        self.use(key="NOBODY")
        self.assertIn("refuses the access key", self.problems())
        self.use(url="ftp://127.0.0.1")
        self.assertIn("s3_endpoint", self.problems())

    def deliver(self, code, *options):
        answer = self.sohoa.expect(code, "deliver", "--json", *options)
        return answer.json["destinations"][0]

    def test_copies_go_on_to_another_bucket_when_the_line_is_back(self):
        settings = self.sohoa.home / "sohoa.toml"
        settings.write_text(settings.read_text() + DELIVERY.format(url=self.server.url,
                                                                   key=s3_server.ACCESS_KEY))
        self.server.make_bucket("tinh")
        self.server.kill()
        try:
            far = self.deliver(4)
        finally:
            self.server.start()
        self.assertEqual((far["delivered"], far["waiting"]), (0, len(self.batch["copies"])))
        self.assertIn("net.no_response", [each["problem"] for each in far["open"]])
        far = self.deliver(0, "--retry")
        self.assertEqual((far["sent"], far["waiting"]), (len(self.batch["copies"]), 0))
        far = self.deliver(0)
        self.assertEqual((far["sent"], far["delivered"]), (0, len(self.batch["copies"])))


if __name__ == "__main__":
    unittest.main()
