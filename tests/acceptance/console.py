"""The console in a real browser at the real server; tests/console says what it must do."""

import os
import signal
import subprocess
import tempfile
import unittest

import harness
import serving

LONGEST = int(os.environ.get("CONSOLE_LONGEST", "600"))  # seconds


class ConsoleTest(unittest.TestCase):
    """A home, its server and the people at it. `begin` is called first, then `passes` by tests."""

    @classmethod
    def begin(cls, sohoa, **environment):
        """Serves the home; what the scripts in tests/console need to know is in `environment`."""
        cls.sohoa = sohoa
        cls.server = serving.Serving(sohoa, cls)
        cls.environment = {**os.environ, "SOHOA_URL": "http://" + cls.server.host, **environment}

    @classmethod
    def operator(cls, login, *roles, unit=None):
        """The password of a new one, who need not change it."""
        wanted = [part for role in roles for part in ("--role", role)]
        if unit:
            wanted += ["--unit", unit]
        return cls.sohoa.expect(0, "operator", "add", login, *wanted, "--name", login,
                                "--keep-password", "--json").json["password"]

    def passes(self, name):
        """Runs tests/console/NAME.test.mjs; what it said is told whatever becomes of it."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            node = subprocess.Popen(["node", "--test", f"{name}.test.mjs"], env=self.environment,
                                    cwd=harness.ROOT / "tests/console", stdin=subprocess.DEVNULL,
                                    stdout=said, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                ended = f"ended with {node.wait(timeout=LONGEST)}"
            except subprocess.TimeoutExpired:
                os.killpg(node.pid, signal.SIGKILL)  # it runs each file in a process of its own
                node.wait()
                ended = f"did not end within {LONGEST} s"
            said.seek(0)
            self.assertEqual(ended, "ended with 0", said.read()[-20000:])
