"""A service with names of its own that takes copies: /json, /multipart and /pdf/ID; /token gives tokens.

Argument: a FIFO that receives the port. GET /copies tells what is there, /last the last request. A
request to /answer/STATUS/... is answered so. Copies are told apart by their Idempotency-Key."""

import base64
import email.parser
import email.policy
import hashlib
import http.server
import json
import sys
import threading

COPIES, LAST, TOKENS, LOCK = {}, {}, [], threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, value, **headers):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with LOCK:
            self.answer(200, sorted(COPIES.values()) if self.path == "/copies" else LAST)

    def do_POST(self):
        with LOCK:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/token":
                TOKENS.append("token-%d" % (len(TOKENS) + 1))
                return self.answer(200, {"access_token": TOKENS[-1], "expires_in": 3600})
            LAST.clear()
            LAST.update(path=self.path, headers={n.lower(): v for n, v in self.headers.items()})
            if self.path.startswith("/answer/"):
                status = int(self.path.split("/")[2])
                return self.answer(status, {"type": "about:blank"})
            if self.path.startswith("/oauth") and self.headers["Authorization"] != "Bearer token-2":
                return self.answer(401, {})
            kind = self.headers["Content-Type"]
            if kind == "application/json":
                LAST["fields"] = json.loads(body)
                copy, pdf = LAST["fields"]["Ma"], base64.b64decode(LAST["fields"]["Tep"]["NoiDung"])
                digest = LAST["fields"]["Bam"]
            elif kind.startswith("multipart/"):
                message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
                    b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
                parts = {part.get_param("name", header="content-disposition"): part
                         for part in message.iter_parts()}
                LAST["fields"] = {name: part.get_payload(decode=True).decode("utf-8", "replace")
                                  for name, part in parts.items() if name != "Tep"}
                LAST["names"] = sorted(parts)
                LAST["file_name"] = parts["Tep"].get_filename()
                copy, pdf = LAST["fields"]["Ma"], parts["Tep"].get_payload(decode=True)
                digest = LAST["fields"]["Bam"]
            else:
                copy, pdf = self.path.rsplit("/", 1)[1], body
                digest = base64.b64decode(self.headers["Repr-Digest"].split(":")[1]).hex()
            if hashlib.sha256(pdf).hexdigest() != digest:
                return self.answer(422, {"type": "about:digest"})
            key = self.headers["Idempotency-Key"] or self.path
            there = key in COPIES
            COPIES[key] = (copy, digest)
            self.answer(200 if there else 201, {"data": {"so": len(key), "ma": "R-" + copy}},
                        Location="/copies/" + copy)

    do_PUT = do_POST


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w") as ready:
    ready.write(str(server.server_port))
server.serve_forever()
