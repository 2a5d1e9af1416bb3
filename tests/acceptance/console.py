"""The console in a real browser at the real server; tests/console says what it must do."""

import os
import subprocess
import unittest

import harness
import serving


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
        done = subprocess.run(["node", "--test", f"{name}.test.mjs"], env=self.environment,
                              cwd=harness.ROOT / "tests/console", capture_output=True, text=True,
                              timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr)
