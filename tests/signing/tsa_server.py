"""A timestamp authority by `openssl ts`. Arguments: FIFO for the port, folder of the test PKI and, when it
shall give up after so many answers, their number. At /slow it never answers."""

import http.server
import os
import subprocess
import sys
import tempfile

ready, pki = sys.argv[1], sys.argv[2]
answers_left = int(sys.argv[3]) if len(sys.argv) > 3 else None
work = tempfile.mkdtemp(dir=os.path.dirname(ready))
key, serial, config = (os.path.join(work, name) for name in ("key.pem", "serial", "tsa.cnf"))
subprocess.run(["openssl", "pkcs12", "-in", pki + "/keys/tsa.p12", "-nocerts", "-nodes", "-out",
                key, "-passin", "file:" + pki + "/keys/tsa.pass"], check=True)
with open(config, "w") as out:
    out.write("""[tsa]
serial = %s
signer_cert = %s/certs/tsa.pem
certs = %s/ca/issuing.pem
signer_key = %s
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
""" % (serial, pki, pki, key))


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_POST(self):
        global answers_left
        if self.path == "/slow":
            self.rfile.read()  # until the other side has had enough
            return
        if answers_left == 0:
            self.send_error(503)
            return
        if answers_left is not None:
            answers_left -= 1
        query, reply = os.path.join(work, "query"), os.path.join(work, "reply")
        with open(query, "wb") as out:
            out.write(self.rfile.read(int(self.headers["Content-Length"])))
        subprocess.run(["openssl", "ts", "-reply", "-config", config, "-section", "tsa",
                        "-queryfile", query, "-out", reply], check=True, capture_output=True)
        with open(reply, "rb") as source:
            body = source.read()
        good = self.headers["Content-Type"] == "application/timestamp-query"
        self.send_response(200 if good and self.path == "/tsa" else 500)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open(ready, "w") as out:
    out.write(str(server.server_address[1]))
server.serve_forever()
