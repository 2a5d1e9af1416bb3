"""An officer compares copies with their originals and certifies them with a token and one PIN."""

import os
import re
import subprocess
import unittest

import console
import harness

PIN = "246810"


def run(*arguments):
    subprocess.run(list(map(str, arguments)), check=True, capture_output=True)


def token(sohoa):
    """A software token with the certifier's key, in place of the key in a file."""
    folder = sohoa.folder / "token"
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    keys = sohoa.home / "pki/keys"
    key, chain = folder / "key.pem", folder / "chain.pem"
    for part, target in ((["-nocerts"], key), (["-nokeys"], chain)):
        run("openssl", "pkcs12", "-in", keys / "certifier.p12", "-passin",
            f"file:{keys}/certifier.pass", "-nodes", *part, "-out", target)
    run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", folder / "key.p8")
    run("softhsm2-util", "--init-token", "--free", "--label", "chung-thuc", "--so-pin", "4321",
        "--pin", PIN)
    run("softhsm2-util", "--import", folder / "key.p8", "--token", "chung-thuc", "--label",
        "certifier", "--id", "01", "--pin", PIN)
    key.unlink()
    (folder / "key.p8").unlink()
    settings = sohoa.home / "sohoa.toml"
    settings.write_text(re.sub(
        r"(\[signing\.certifier\][^\n]*\n)(?:[^\[\n][^\n]*\n)*",
        lambda found: found.group(1) + 'module = "/usr/lib/softhsm/libsofthsm2.so"\n'
        f'token = "chung-thuc"\nlabel = "certifier"\ncertificate = "{chain}"\n',
        settings.read_text()))


class Certify(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        batch = sohoa.expect(0, "batch", "--json", harness.SAMPLES / "khai-sinh.pdf",
                             harness.SAMPLES / "giay-moi.pdf",
                             harness.SAMPLES / "to-trinh-co-trang-trang.pdf").json
        sources = [copy["id"] for copy in batch["copies"]]
        token(sohoa)
        cls.addClassCleanup(os.environ.pop, "SOFTHSM2_CONF", None)
        cls.begin(sohoa, SOURCES=" ".join(sources), PIN=PIN)
        cls.environment["CLERK_PASSWORD"] = cls.operator("quay", "scan")
        cls.environment["OFFICER_PASSWORD"] = cls.operator("canbo", "certify")
        cls.environment["READER_PASSWORD"] = cls.operator("doc", "read")

    def test_1_an_officer_certifies_what_a_clerk_asked_for(self):
        self.passes("certify")

    def test_2_the_copies_are_what_certified_copies_must_be(self):
        entries = self.sohoa.expect(0, "register", "list", "--json").json["entries"]
        certified = len(self.environment["SOURCES"].split()) - 1  # one was refused
        self.assertEqual([(entry["number"], entry["state"]) for entry in entries],
                         [(number, "issued") for number in range(1, certified + 1)])
        for entry in entries:
            pdf = self.sohoa.fetch(entry["id"])
            self.assertEqual(self.sohoa.verdict(pdf), "TOTAL_PASSED")
            said = harness.output_of("pdfsig", "-nocert", pdf).decode()
            self.assertEqual(said.count("Signature is Valid"), 2, said)

    def test_3_the_pin_stands_nowhere(self):
        said = self.server.said()
        self.assertNotIn(PIN, said)
        stores = [path for path in (self.sohoa.home / "store").rglob("*") if path.is_file()]
        self.assertTrue(stores)
        for path in stores:
            self.assertNotIn(PIN.encode(), path.read_bytes(), path)

    def test_4_a_certifier_at_the_command_line_still_works(self):
        pin = self.sohoa.folder / "pin"
        pin.write_text(PIN)
        pin.chmod(0o600)
        settings = self.sohoa.home / "sohoa.toml"
        settings.write_text(settings.read_text().replace(
            'token = "chung-thuc"\n', f'token = "chung-thuc"\npassphrase_file = "{pin}"\n'))
        source = self.environment["SOURCES"].split()[0]
        done = self.sohoa.expect(0, "certify", source, "--approve", "--again", "--json").json
        self.assertEqual(done["certified"][0]["number"], len(self.environment["SOURCES"].split()))


if __name__ == "__main__":
    unittest.main()
