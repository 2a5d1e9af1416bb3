"""People at their browsers, and systems that are told: what `sohoa serve` does for them, seen from
outside and checked by other means than ours."""

import base64
import hashlib
import hmac
import http.server
import json
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import harness
import serving

PROVIDER = """
import json, sys, threading, warnings
warnings.simplefilter("ignore")
import oidc_provider_mock as mock
with mock.run_server_in_thread(require_nonce=True) as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""


def totp(secret, moment=None):
    """RFC 6238, as an authenticator does it."""
    step = int((time.time() if moment is None else moment) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


class Receiver:
    """Takes webhooks, as a partner's system does."""

    def __init__(self, test_class):
        self.came, self.changed = [], threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.changed:
                    receiver.came.append((dict(self.headers), body))
                    receiver.changed.notify_all()
                self.send_response(204)
                self.end_headers()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        test_class.addClassCleanup(thread.join)
        test_class.addClassCleanup(server.server_close)
        test_class.addClassCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_port}/in"

    def wait_for(self, event, timeout=300):
        """The headers and body of the first message of this event."""
        def found():
            return [one for one in self.came if json.loads(one[1])["type"] == event]
        with self.changed:
            if not self.changed.wait_for(found, timeout):
                raise AssertionError(f"nobody told of {event}")
            return found()[0]


class Provider:
    """A real OpenID Connect provider."""

    def __init__(self, test_class):
        python = harness.JUDGES / "oidc/bin/python"
        self.process = None
        if not python.exists():
            return
        self.process = subprocess.Popen([python, "-c", PROVIDER], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        test_class.addClassCleanup(self.end)
        self.issuer = f"http://localhost:{int(self.process.stdout.readline())}"

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)

    def log_in(self, url, subject):
        """What a person does at the provider's page; the address it sends the browser back to."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *arguments):
                return None
        body = urllib.parse.urlencode({"sub": subject}).encode()
        try:
            urllib.request.build_opener(Stay).open(url, body, timeout=60)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers["Location"]
        raise AssertionError("the provider sends nobody back")


class Login(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.provider = Provider(cls)
        settings = cls.sohoa.home / "sohoa.toml"
        text = settings.read_text() + "\n[webhooks]\nprivate_networks = true\n"
        if cls.provider.process:
            text += (f'\n[server.oidc]\nissuer = "{cls.provider.issuer}"\nclient_id = "sohoa"\n'
                     'client_secret_file = "oidc.secret"\n'
                     'redirect = "http://127.0.0.1/api/v1/session/oidc/callback"\n')
            (cls.sohoa.home / "oidc.secret").write_text("bí mật\n")
        settings.write_text(text)
        inputs = cls.sohoa.folder / "in"
        inputs.mkdir()
        shutil.copy(harness.SAMPLES / "khai-sinh.pdf", inputs)
        cls.batch = cls.sohoa.expect(0, "batch", "--json", inputs).json
        cls.copy = cls.batch["copies"][0]["id"]
        cls.receiver = Receiver(cls)
        cls.server = serving.Serving(cls.sohoa, cls, "--workers", 0)

    def add(self, login, *roles):
        options = [part for role in roles for part in ("--role", role)]
        return self.sohoa.expect(0, "operator", "add", login, "--json", *options).json

    def let_in(self, login, *roles):
        browser = serving.Browser(self.server)
        first = browser.log_in(login, self.add(login, *roles)["password"])
        self.assertEqual((first.status, first.json["stage"]), (201, "password"))
        return browser

    def ready(self, login, *roles):
        """A browser whose person has set a password."""
        added = self.add(login, *roles)
        browser = serving.Browser(self.server)
        browser.log_in(login, added["password"])
        done = browser.call("POST", "/api/v1/session/password",
                            {"current": added["password"], "new": "một mật khẩu đủ dài"})
        self.assertEqual((done.status, done.json["stage"]), (200, "full"))
        return browser

    def test_a_person_sets_a_password_and_works_under_a_number(self):
        browser = self.let_in("thu.ha", "read")
        self.assertEqual(browser.call("GET", f"/api/v1/copies/{self.copy}").status, 403)
        password = self.sohoa.expect(0, "operator", "password", "thu.ha", "--json").json["password"]
        self.assertEqual(browser.call("GET", "/api/v1/session").status, 401)
        browser.log_in("thu.ha", password)
        browser.call("POST", "/api/v1/session/password", {"current": password, "new": "con đường xanh mát"})
        self.assertEqual(browser.call("GET", f"/api/v1/copies/{self.copy}").status, 200)
        self.sohoa.expect(0, "operator", "disable", "thu.ha")
        self.assertEqual(browser.call("GET", f"/api/v1/copies/{self.copy}").status, 401)
        log = self.server.said()
        self.assertIn('"client":"op:', log)
        self.assertNotIn("thu.ha", log)

    def test_a_password_may_come_from_standard_input(self):
        added = subprocess.run(self.sohoa.command("operator", "add", "nam", "--role", "scan", "--json",
                                                  "--password-stdin", "--keep-password"),
                               input="một mật khẩu khác\n".encode(), capture_output=True, timeout=60)
        self.assertEqual(added.returncode, 0, added.stderr)
        self.assertNotIn("password", json.loads(added.stdout))
        answer = serving.Browser(self.server).log_in("nam", "một mật khẩu khác")
        self.assertEqual((answer.status, answer.json["stage"]), (201, "full"))
        short = subprocess.run(self.sohoa.command("operator", "password", "nam", "--password-stdin"),
                               input=b"short\n", capture_output=True, timeout=60)
        self.assertNotEqual(short.returncode, 0)

    def test_an_authenticator_of_others_makes_the_codes(self):
        self.ready("hai.yen", "read")
        told = self.sohoa.expect(0, "operator", "totp", "hai.yen", "--json").json
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(told["otpauth"]).query)
        browser = serving.Browser(self.server)
        first = browser.log_in("hai.yen", "một mật khẩu đủ dài")
        self.assertEqual(first.json["stage"], "code")
        done = browser.call("POST", "/api/v1/session/code", {"code": totp(query["secret"][0])})
        self.assertEqual((done.status, done.json["stage"]), (200, "full"))
        browser = serving.Browser(self.server)
        browser.log_in("hai.yen", "một mật khẩu đủ dài")
        done = browser.call("POST", "/api/v1/session/code", {"code": told["recovery_codes"][3]})
        self.assertEqual((done.status, done.json["stage"]), (200, "full"))
        listed = self.sohoa.expect(0, "operator", "list", "--json").out.decode()
        self.assertNotIn(query["secret"][0], listed)

    def test_a_provider_says_who_it_is(self):
        if not self.provider.process:
            self.skipTest("the identity provider is missing; scripts/install-judges")
        self.add("oanh", "read")
        self.sohoa.expect(0, "operator", "identity", "oanh", "oanh@city.test")
        for subject, status in (("oanh@city.test", 303), ("stranger@city.test", 401)):
            browser = serving.Browser(self.server)
            left = browser.call("GET", "/api/v1/session/oidc")
            self.assertEqual(left.status, 303)
            back = urllib.parse.urlsplit(self.provider.log_in(left.headers["Location"], subject))
            answer = browser.call("GET", f"{back.path}?{back.query}", Sec_Fetch_Site="cross-site")
            self.assertEqual(answer.status, status, answer.body)
            again = browser.call("GET", f"{back.path}?{back.query}", Sec_Fetch_Site="cross-site")
            self.assertEqual(again.status, 401)
            shown = browser.call("GET", f"{back.path}?{back.query}", Sec_Fetch_Site="cross-site",
                                 Accept="text/html")
            self.assertEqual((shown.status, shown.headers["Location"]), (303, "/login?failed=refused"))
            who = browser.call("GET", "/api/v1/session")
            self.assertEqual(who.status, 200 if status == 303 else 401)
        self.assertNotIn("oanh", self.server.said())

    def test_a_new_version_is_told_listed_fetched_and_shown(self):
        admin = self.ready("quan.tri", "admin", "read")
        made = admin.call("POST", "/api/v1/webhooks",
                          {"url": self.receiver.url, "events": ["copy.replaced"]})
        self.assertEqual(made.status, 201, made.body)
        added = self.sohoa.expect(0, "augment", "--copy", self.copy, "--level", "B-LTA", "--json").json
        headers, body = self.receiver.wait_for("copy.replaced")
        told = json.loads(body)["data"]
        self.assertEqual((told["copy"], told["version"], told["sha256"]),
                         (self.copy, added["version"], added["sha256"]))
        key = base64.b64decode(made.json["secret"].removeprefix("whsec_"))
        due = hmac.new(key, f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body,
                       hashlib.sha256).digest()
        self.assertEqual(headers["webhook-signature"], "v1," + base64.b64encode(due).decode())
        base = f"/api/v1/copies/{self.copy}"
        versions = admin.call("GET", base + "/versions").json["versions"]
        self.assertEqual([(one["version"], one["level"]) for one in versions], [(1, "B-T"), (2, "B-LTA")])
        first = admin.call("GET", base + "/versions/1").body
        second = admin.call("GET", base + "/versions/2").body
        self.assertTrue(second.startswith(first))
        self.assertEqual(hashlib.sha256(second).hexdigest(), added["sha256"])
        path = self.sohoa.folder / "second.pdf"
        path.write_bytes(second)
        self.assertEqual(self.sohoa.verdict(path), "TOTAL_PASSED")
        evidence = admin.call("GET", base + "/evidence").json
        self.assertEqual(evidence["verification"]["verdict"], "TOTAL_PASSED")
        self.assertEqual(evidence["verification_when_accepted"]["verdict"], "TOTAL_PASSED")
        self.assertEqual(len(evidence["versions"]), 2)
        master = (harness.SAMPLES / "khai-sinh.pdf").read_bytes()
        self.assertEqual(evidence["source"]["sha256"], hashlib.sha256(master).hexdigest())
        self.assertIn(evidence["source"]["sha256"], evidence["source"]["journal"]["line"])

    def test_alto_is_that_of_packages_as_far_as_the_paper_goes(self):
        def words(text):
            return re.findall(r'CONTENT="([^"]*)"', text.decode())
        reader = self.ready("doc.gia", "read")
        bag = self.sohoa.folder / "bag"
        self.sohoa.expect(0, "export", self.batch["batch"], "-o", bag)
        whole = words(next((bag / "data/alto").iterdir()).read_bytes())
        for copy in self.batch["copies"]:
            own = words(reader.call("GET", f"/api/v1/copies/{copy['id']}/alto").body)
            self.assertTrue(own)
            self.assertTrue(any(whole[at:at + len(own)] == own for at in range(len(whole))))


if __name__ == "__main__":
    if not harness.SAMPLES.is_dir():
        sys.exit(77)
    unittest.main()
