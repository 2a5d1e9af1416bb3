"""`sohoa serve` as a client of its API sees it."""

import base64
import http.client
import json
import signal
import subprocess
import urllib.parse


class Serving:
    """The server of a home, on a free port, until the test class ends."""

    def __init__(self, sohoa, test_class, *options):
        self.sohoa = sohoa
        self.log = open(sohoa.folder / "serve.log", "w+b")  # closed below
        self.process = subprocess.Popen(
            sohoa.command("--json", "serve", "--port", 0, *options),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        test_class.addClassCleanup(self.end)
        text, depth = b"", None
        while depth != 0:  # one JSON document, over several lines
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError("the server ended: " + self.said())
            text += line
            depth = text.count(b"{") - text.count(b"}")
        self.host = urllib.parse.urlsplit(json.loads(text)["url"]).netloc

    def said(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def stop(self):
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def connect(self):
        return http.client.HTTPConnection(self.host, timeout=120)

    def client(self, name, *roles, **options):
        """An account with these roles, and a caller with its token."""
        more = [part for key, value in options.items() for part in (f"--{key.replace('_', '-')}", value)]
        added = self.sohoa.expect(0, "client", "add", name, "--json", *more,
                                  *(part for role in roles for part in ("--role", role))).json
        return Client(self, name, added["secret"])


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    def __init__(self, serving, name, secret):
        self.serving, self.name, self.secret = serving, name, secret
        basic = base64.b64encode(f"{name}:{secret}".encode()).decode()
        answer = call(serving, "POST", "/api/v1/token", "grant_type=client_credentials",
                      {"Authorization": "Basic " + basic,
                       "Content-Type": "application/x-www-form-urlencoded"})
        if answer.status != 200:
            raise AssertionError(f"no token: {answer.status} {answer.body}")
        self.token = answer.json["access_token"]

    def headers(self, **more):
        out = {"Authorization": "Bearer " + self.token, "Sohoa-Purpose": "kiem_thu",
               "Sohoa-Case-File": "HS-1"}
        out.update({name.replace("_", "-"): str(value) for name, value in more.items()})
        return out

    def call(self, method, target, body=None, **headers):
        return call(self.serving, method, target, body, self.headers(**headers))

    def send(self, target, value, **headers):
        return self.call("POST", target, json.dumps(value), Content_Type="application/json", **headers)


class Browser:
    """Keeps the cookies it is given and sends the token that it was told."""

    def __init__(self, server):
        self.server, self.cookies, self.csrf = server, {}, ""

    def headers(self, method):
        sent = {"Sohoa-Purpose": "kiem_thu", "Sohoa-Case-File": "HS-1", "Sec-Fetch-Site": "same-origin",
                "Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if method != "GET":
            sent.update({"X-CSRF-Token": self.csrf, "Origin": f"http://{self.server.host}"})
        return sent

    def call(self, method, target, value=None, **headers):
        sent = self.headers(method)
        if value is not None:
            sent["Content-Type"] = "application/json"
        sent.update({name.replace("_", "-"): text for name, text in headers.items()})
        body = None if value is None else json.dumps(value)
        answer = call(self.server, method, target, body, sent)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, text = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = text
        if answer.body and "json" in answer.headers["Content-Type"]:
            self.csrf = answer.json.get("csrf_token", self.csrf)
        return answer

    def log_in(self, login, password):
        return self.call("POST", "/api/v1/session", {"login": login, "password": password})


def call(serving, method, target, body=None, headers=None):
    connection = serving.connect()
    try:
        connection.request(method, target, body, headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()
