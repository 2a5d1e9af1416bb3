"""A real S3 server (Ceph's radosgw with its own small cluster in memory) for tests.

As a program it talks in lines: prints "ready PORT" when the server answers, then obeys "kill" (the
gateway dies as by power failure), "start" and "end"; each is answered by one line. It stops and removes
everything when its input ends, so that nothing outlives the test that started it.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ACCESS_KEY = "SOHOATESTKEY"
SECRET_KEY = "a-secret/of+the tests="
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing
FSID = "a884938d-661d-4e08-8518-cec8192413ec"
OSD = "5c4b8a53-7d5e-4ab5-93ee-8f6a7f8e4d10"
CONF = """[global]
fsid = {fsid}
mon initial members = a
mon host = {mon}
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
run dir = {folder}/run
crash dir = {folder}/crash
log file = {folder}/log/$name.log
log to stderr = false
admin socket = {folder}/run/$name.asok
pid file = {folder}/run/$name.pid
mon data = {folder}/mon/$id
osd data = {folder}/osd/$id
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon osd min in ratio = 0
mon max pg per osd = 1000
mon data avail warn = 1
mon data avail crit = 0
mon cluster log file = {folder}/log/cluster.log
ms bind ipv4 = true
osd op num shards = 1
keyring = {folder}/keyring
[osd]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
[client.rgw.a]
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}{more}
rgw thread pool size = 16
rgw enable usage log = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw run sync thread = false
rgw dns name = localhost
rgw multipart min part size = 1048576
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dies_with_us():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class S3Server:
    """Started when made; stop() or leaving the `with` block removes it. Answers at 127.0.0.1, and at
    another address of this machine where one is given."""

    def __init__(self, address=""):
        self.address = address
        self.folder = tempfile.mkdtemp(prefix="sohoa-s3-", dir="/tmp")
        self.port = free_port()
        self.daemons = {}
        try:
            self._start_cluster()
            self.start()
            self._run("radosgw-admin", "user", "create", "--uid", "sohoa", "--display-name", "sohoa",
                      "--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY)
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.port

    def _run(self, *command, text=""):
        result = subprocess.run([*command, "-c", self.folder + "/ceph.conf"], input=text, text=True,
                                capture_output=True, timeout=120)
        if result.returncode != 0:
            raise RuntimeError("%s: %s" % (" ".join(command), result.stderr[-2000:]))
        return result.stdout

    def _daemon(self, name, *command):
        log = open("%s/log/%s.out" % (self.folder, name), "ab")
        self.daemons[name] = subprocess.Popen(
            [*command, "-c", self.folder + "/ceph.conf", "-f"], stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, preexec_fn=dies_with_us)
        log.close()

    def _start_cluster(self):
        for name in ("run", "log", "crash", "mon/a", "osd/0", "rgw"):
            os.makedirs(self.folder + "/" + name)
        mon = "[v2:127.0.0.1:%d,v1:127.0.0.1:%d]" % (free_port(), free_port())
        with open(self.folder + "/ceph.conf", "w") as out:
            out.write(CONF.format(fsid=FSID, folder=self.folder, port=self.port, mon=mon,
                                  more=f" endpoint={self.address}:{self.port}" if self.address else ""))
        keyring = self.folder + "/keyring"
        everything = ["--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *"]
        for first, name in enumerate(("mon.", "client.admin", "osd.0", "client.rgw.a")):
            caps = everything if name != "osd.0" else ["--cap", "mon", "allow profile osd",
                                                       "--cap", "osd", "allow *"]
            subprocess.run(["ceph-authtool", *(["--create-keyring"] if first == 0 else []), keyring,
                            "--gen-key", "-n", name, *caps], check=True, capture_output=True)
        monmap = self.folder + "/monmap"
        self._run("monmaptool", "--create", "--fsid", FSID, "--addv", "a", mon, monmap)
        self._run("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap, "--keyring", keyring)
        self._daemon("mon", "ceph-mon", "-i", "a")
        self._run("ceph", "auth", "import", "-i", keyring)
        self._run("ceph", "osd", "new", OSD)
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", OSD)
        self._daemon("osd", "ceph-osd", "-i", "0")

    def start(self):
        """Starts the gateway and returns when it answers."""
        self._daemon("rgw", "radosgw", "-n", "client.rgw.a")
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if self._ends_within("rgw", 0.05) or time.monotonic() > deadline:
                    with open(self.folder + "/log/rgw.out") as log:
                        raise RuntimeError("radosgw did not start: " + log.read()[-2000:]) from None

    def make_bucket(self, name):
        """For suites without a signer: radosgw-admin makes no buckets, so curl signs."""
        subprocess.run(["curl", "-sf", "-X", "PUT", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user",
                        ACCESS_KEY + ":" + SECRET_KEY, "-H", "x-amz-content-sha256: " + EMPTY,
                        self.url + "/" + name], check=True, capture_output=True)

    def kill(self):
        """Ends the gateway at once, as a power failure would."""
        self._end("rgw")

    def _ends_within(self, name, seconds):
        try:
            self.daemons[name].wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def _end(self, name):
        process = self.daemons.pop(name, None)
        if process:
            process.kill()
            process.wait()

    def stop(self):
        for name in ("rgw", "osd", "mon"):
            self._end(name)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with S3Server() as server:
        print("ready", server.port, flush=True)
        for line in sys.stdin:
            word = line.strip()
            if word == "end":
                break
            {"kill": server.kill, "start": server.start}[word]()
            print("done", flush=True)


if __name__ == "__main__":
    main()
