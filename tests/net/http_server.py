"""Answers as the tests of the HTTP client need it. Argument: a FIFO that receives the port."""

import hashlib
import http.server
import socket
import struct
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    once_used = False

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def digest(self, left):
        """Answers with size and SHA-256 of the body, of which it keeps nothing."""
        hasher, size = hashlib.sha256(), left
        while left > 0:
            piece = self.rfile.read(min(left, 1 << 16))
            if not piece:
                return
            hasher.update(piece)
            left -= len(piece)
        self.answer(200, b"%d %s" % (size, hasher.hexdigest().encode()))

    def any_method(self):
        if self.path == "/digest":
            return self.digest(int(self.headers["Content-Length"]))
        if self.path == "/once" and not Handler.once_used:
            # Serves one request on this connection and drops it in the middle of the next.
            Handler.once_used = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            self.rfile.read(1000)
            self.connection.close()
            self.close_connection = True
            return None
        if self.path == "/once":
            return self.digest(int(self.headers["Content-Length"]))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/echo":
            seen = "%s %s\n" % (self.command, self.path)
            seen += "".join("%s: %s\n" % (n.lower(), v) for n, v in self.headers.items())
            self.answer(200, seen.encode() + b"\n" + body, [("X-Answer", " tidy ")])
        elif self.path == "/port":
            self.answer(200, str(self.client_address[1]).encode())
        elif self.path == "/missing":
            self.answer(404, b"no such thing")
        elif self.path == "/redirect":
            self.answer(302, b"", [("Location", "/echo")])
        elif self.path == "/slow":
            threading.Event().wait(30)
        elif self.path == "/huge":
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif self.path == "/megabytes":
            self.send_response(200)
            self.send_header("Content-Length", str(96 << 20))
            self.end_headers()
            for _ in range(96):
                self.wfile.write(b"m" * (1 << 20))
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
        elif self.path == "/refused":
            self.answer(503, b"why not")
        elif self.path == "/headers":
            self.answer(200, b"", [("X-%d" % i, "y" * 1000) for i in range(90)])
        elif self.path == "/reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        else:
            self.answer(400, b"")

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = any_method

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (OSError, ValueError):
            self.close_connection = True

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


server = Server(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w") as ready:
    ready.write(str(server.server_address[1]))
server.serve_forever()
