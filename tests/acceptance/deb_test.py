"""The Debian package holds all that the program needs, and the program runs from it."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness

BUILD = Path(os.environ.get("SOHOA", harness.ROOT / "build/release/sohoa")).parent


def said(*argv, **options):
    return subprocess.run(list(map(str, argv)), check=True, capture_output=True, text=True,
                          timeout=600, **options).stdout


class Deb(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if shutil.which("dpkg-shlibdeps") is None:
            raise unittest.SkipTest("dpkg-shlibdeps is missing; scripts/install-packages build")
        folder = tempfile.TemporaryDirectory(prefix="sohoa-deb-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        said("cpack", "-G", "DEB", "-B", cls.folder, "-D", f"CPACK_OUTPUT_FILE_PREFIX={cls.folder}",
             cwd=BUILD)
        cls.deb, = cls.folder.glob("*.deb")
        cls.root = cls.folder / "root"
        said("dpkg-deb", "-x", cls.deb, cls.root)

    def test_it_depends_on_the_libraries_it_was_linked_with_and_on_the_models(self):
        depends = said("dpkg-deb", "-f", self.deb, "Depends")
        for package in ("libc6", "libtesseract5", "libqpdf29", "libssl3", "tesseract-ocr-vie",
                        "poppler-utils", "fonts-liberation2"):
            self.assertIn(package, depends)

    def test_program_units_settings_and_manuals_are_where_debian_looks_for_them(self):
        listing = said("dpkg-deb", "-c", self.deb)
        for path in ("usr/bin/sohoa", "usr/lib/systemd/system/sohoa.service",
                     "usr/share/sohoa/units.toml", "usr/share/sohoa/profiles/",
                     "usr/share/sohoa/sohoa-alerts.yml", "usr/share/man/man1/sohoa.1.gz",
                     "usr/share/doc/sohoa/examples/sohoa.toml",
                     "usr/share/doc/sohoa/operations.md", "usr/share/doc/sohoa/copyright"):
            self.assertIn("./" + path, listing)
        self.assertNotIn("/build/", listing)

    def test_its_scripts_are_sound_and_take_nothing_away(self):
        control = self.folder / "control"
        said("dpkg-deb", "-e", self.deb, control)
        for name in ("postinst", "prerm", "postrm"):
            said("sh", "-n", control / name)
            self.assertNotIn("rm -", (control / name).read_text())

    def test_lintian_finds_no_error(self):
        lintian = shutil.which("lintian")
        if lintian is None:
            self.skipTest("lintian is missing")
        judged = subprocess.run([lintian, "--fail-on", "error", self.deb], capture_output=True,
                                text=True, timeout=600)
        self.assertEqual(judged.returncode, 0, judged.stdout)

    def test_the_program_makes_a_copy_from_the_extracted_tree(self):
        sohoa = harness.Sohoa(self.folder)
        sohoa.program = str(self.root / "usr/bin/sohoa")
        self.assertIn("sohoa", said(sohoa.program, "--version"))
        sohoa.expect(0, "init", "--demo")
        # Profiles and units of the package, not of a checkout.
        found = sohoa.expect(0, "profiles", "check", "--json").json
        self.assertIn(str(self.root), str(found))
        done = sohoa.expect(0, "batch", "--json", harness.SAMPLES / "giay-moi.pdf").json
        self.assertTrue(done["copies"])

    def test_the_alerts_are_rules_that_prometheus_takes(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("promtool is missing; scripts/install-packages test")
        rules = self.root / "usr/share/sohoa/sohoa-alerts.yml"
        self.assertIn("SUCCESS", said(promtool, "check", "rules", rules))


if __name__ == "__main__":
    unittest.main()
