"""A PostgreSQL server of the test's own, in a folder that goes with it."""

import os
import pwd
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

TOOLS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Server:
    """Reached through a socket in its folder, and at an address of this machine where one is given; one
    database, "sohoa"."""

    def __init__(self, test_class, address="", durable=False, memory="128MB"):
        self.address, self.durable, self.memory = address, durable, memory
        folder = tempfile.TemporaryDirectory(prefix="sohoa-pg-")
        self.folder = Path(folder.name)
        self.user = []
        if os.geteuid() == 0:  # the server refuses root
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self.run("initdb", "-D", self.folder / "data", "-U", "sohoa", "-A", "trust", "-E", "UTF8",
                 "--locale=C", "--no-sync")
        if address:
            with open(self.folder / "data/pg_hba.conf", "a", encoding="utf-8") as access:
                access.write(f"host all all {address}/24 trust\n")
        self.process = None
        self.start()
        test_class.addClassCleanup(folder.cleanup)
        test_class.addClassCleanup(self.stop, signal.SIGQUIT)
        self.run("createdb", "-h", self.folder, "-U", "sohoa", "--template=template0", "sohoa")

    @property
    def url(self):
        return f"postgresql:///sohoa?host={self.address or self.folder}&user=sohoa"

    def as_server(self, tool, *arguments):
        return ["setpriv", *self.user, "--pdeathsig=QUIT", str(TOOLS / tool), *map(str, arguments)]

    def run(self, tool, *arguments):
        subprocess.run(self.as_server(tool, *arguments), check=True, capture_output=True)

    def ask(self, sql):
        command = self.as_server("psql", "-h", self.folder, "-U", "sohoa", "-d", "sohoa", "-At", "-c", sql)
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    def start(self):
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            ear.bind(str(ready))
            ready.chmod(0o777)
            self.process = subprocess.Popen(
                self.as_server("postgres", "-D", self.folder / "data", "-k", self.folder,
                               "-c", f"listen_addresses={self.address}", "-c", f"fsync={'on' if self.durable else 'off'}",
                               "-c", "log_min_messages=fatal", "-c", f"shared_buffers={self.memory}"),
                env={**os.environ, "NOTIFY_SOCKET": str(ready)}, stderr=subprocess.DEVNULL)
            while b"READY=1" not in ear.recv(1024):  # it says so by itself
                pass

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        self.process.wait()
