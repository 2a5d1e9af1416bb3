"""Takes webhooks and checks their signatures with Python's own hmac. Arguments: a FIFO that receives
the port, and the secret in base64. GET /seen gives what came, GET /wait/N waits until N came."""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import struct
import sys
import threading

SECRET = base64.b64decode(sys.argv[2])
seen, changed = [], threading.Condition()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with changed:
            if self.path.startswith("/wait/"):
                wanted = int(self.path.rsplit("/", 1)[1])
                changed.wait_for(lambda: len(seen) >= wanted)
            self.answer(200, json.dumps(seen).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name, time = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        due = hmac.new(SECRET, f"{name}.{time}.".encode() + body, hashlib.sha256).digest()
        due = "v1," + base64.b64encode(due).decode()
        with changed:
            before = sum(1 for one in seen if one["id"] == name)
            seen.append({"id": name, "timestamp": int(time), "body": json.loads(body), "path": self.path,
                         "right": hmac.compare_digest(due, self.headers["webhook-signature"]),
                         "type": self.headers["Content-Type"]})
            changed.notify_all()
        if self.path == "/cut":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif self.path == "/hang":
            with changed:
                changed.wait_for(lambda: False)
        elif self.path.startswith("/fail/") and before < int(self.path.rsplit("/", 1)[1]):
            self.answer(500, b"no")
        elif self.path == "/redirect":
            self.answer(307, b"", [("Location", "/ok")])
        elif self.path == "/gone":
            self.answer(410)
        elif self.path == "/huge":
            self.answer(200, b"x" * (1 << 20))
        else:
            self.answer(204)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open(sys.argv[1], "w") as ready:
    ready.write(str(server.server_address[1]))
server.serve_forever()
