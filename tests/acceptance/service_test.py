"""The server under a service manager: what it tells, and how the shipped units confine it."""

import os
import shutil
import signal
import socket
import subprocess
import unittest

import harness
from serving import Serving, call

UNITS = harness.ROOT / "packaging/systemd"
MOST_EXPOSED = 20  # tenths of a point; 100 is no protection at all


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)

    def setUp(self):
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        self.manager.settimeout(60)
        path = str(self.sohoa.folder / f"notify-{self.id().rsplit('.', 1)[-1][-20:]}")
        self.manager.bind(path)
        os.environ.update(NOTIFY_SOCKET=path, WATCHDOG_USEC="3000000")
        self.addCleanup(lambda: [os.environ.pop(name) for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC")])
        self.serving = Serving(self.sohoa, type(self), "--workers", 0)

    def told(self, word):
        while True:
            state = self.manager.recv(4096).decode()
            if state.startswith(word):
                return state

    def test_it_tells_when_it_is_ready_that_it_lives_and_that_it_stops(self):
        self.assertIn(self.serving.host, self.told("READY=1"))
        self.told("WATCHDOG=1")
        self.told("WATCHDOG=1")
        self.assertEqual(self.serving.stop(), 0)
        self.told("STOPPING=1")

    def test_it_goes_on_when_it_is_told_to_read_its_certificate_again(self):
        self.told("READY=1")
        self.serving.process.send_signal(signal.SIGHUP)
        self.told("WATCHDOG=1")
        self.assertEqual(call(self.serving, "GET", "/livez").status, 200)

    def test_it_is_not_ready_while_it_stops_and_after_it_the_port_is_closed(self):
        self.told("READY=1")
        self.assertEqual(call(self.serving, "GET", "/readyz").status, 200)
        self.assertEqual(self.serving.stop(), 0)
        with self.assertRaises(ConnectionRefusedError):
            call(self.serving, "GET", "/readyz")


@unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd-analyze")
class Units(unittest.TestCase):
    def test_the_units_leave_little_exposed(self):
        units = sorted(UNITS.glob("*.service"))
        self.assertEqual(len(units), 4)
        for unit in units:
            done = subprocess.run(["systemd-analyze", "security", "--offline=true",
                                   f"--threshold={MOST_EXPOSED}", unit],
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout[-500:] + done.stderr)


if __name__ == "__main__":
    unittest.main()
