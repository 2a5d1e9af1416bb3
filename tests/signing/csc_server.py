"""A remote-signing service (CSC API v2) for tests: one credential, keys in a folder.

    csc_server.py READY-FIFO KEY.pem CHAIN.pem

Wants the bearer token "let-me-in" and the PIN "2468"; a SAD authorises exactly its own hashes, once.
"busy-*" credentials answer 503. Signs with `openssl pkeyutl`.
"""

import base64
import json
import re
import secrets
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY, CHAIN = sys.argv[2:4]
GRANTED = {}
PSS, RSA, ECDSA256 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.1", "1.2.840.10045.4.3.2"


def sign(digest, algorithm):
    options = ["-pkeyopt", "digest:sha256"]
    if algorithm == PSS:
        options += ["-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest"]
    with tempfile.NamedTemporaryFile() as given:
        given.write(digest)
        given.flush()
        return subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", KEY, "-in", given.name,
                               *options], capture_output=True, check=True).stdout


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != "Bearer let-me-in":
            return self.answer(401, {"error": "invalid_token"})
        name = asked.get("credentialID", "")
        if name.startswith("busy-") and "info" not in self.path:
            return self.answer(503, {"error": "service_unavailable"})
        if not name.endswith("one"):
            return self.answer(400, {"error": "invalid_request"})
        method = self.path.removeprefix("/csc/v2/")
        if method == "credentials/info":
            pem = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END", open(CHAIN).read(), re.S)
            return self.answer(200, {"cert": {"certificates": ["".join(p.split()) for p in pem]}})
        if method == "credentials/authorize":
            if asked.get("authData") != [{"id": "PIN", "value": "2468"}]:
                return self.answer(400, {"error": "invalid_pin"})
            sad = secrets.token_hex(8)
            GRANTED[sad] = asked["hashes"]
            return self.answer(200, {"SAD": sad})
        if method == "signatures/signHash":
            if GRANTED.pop(asked["SAD"], None) != asked["hashes"] or \
                    asked["signAlgo"] not in (PSS, RSA, ECDSA256):
                return self.answer(400, {"error": "invalid_request"})
            values = [sign(base64.b64decode(h), asked["signAlgo"]) for h in asked["hashes"]]
            return self.answer(200, {"signatures": [base64.b64encode(v).decode() for v in values]})
        return self.answer(404, {"error": "unknown"})

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w") as ready:
    ready.write(str(server.server_port))
server.serve_forever()
