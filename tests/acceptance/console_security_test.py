"""Hostile papers, sites and people before the console."""

import hashlib
import os
import unittest

import console
import harness
import scans

ROLES = ("scan", "review", "certify", "archive", "read", "audit", "admin")
MARKUP = "<img src=x onerror=alert({})>"
TUS = {"Tus_Resumable": "1.0.0"}


def paper(lines):
    """A PDF of printed lines, which is read like any scan."""
    def shown(line):
        return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    text = "BT /F1 16 Tf 60 760 Td 26 TL " + " ".join(f"({shown(line)}) Tj T*" for line in lines) + " ET"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
               "/Resources << /Font << /F1 5 0 R >> >> >>",
               f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, places = "%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (f"{out}xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\n"
            f"startxref\n{len(out)}\n%%EOF\n").encode("latin-1")


class ConsoleSecurity(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        hostile = sohoa.folder / (MARKUP.format(1) + "'\"&.pdf")
        hostile.write_bytes(paper(["UY BAN NHAN DAN PHUONG MAU", "QUYET DINH", MARKUP.format(2),
                                   "<script>alert(2)</script>", "Noi dung cua van ban nay."]))
        sohoa.run("batch", hostile)
        waiting = sohoa.folder / (MARKUP.format(5) + ".pdf")
        waiting.write_bytes(paper(["UY BAN NHAN DAN PHUONG MAU", "THONG BAO", MARKUP.format(5),
                                   "<script>alert(5)</script>", "Cho nguoi soat."]))
        torn = sohoa.folder / (MARKUP.format(6) + ".jpg")
        torn.write_bytes(scans.notice(6)[:20000])
        sohoa.run("batch", waiting, torn, "--review", "always")
        cls.no_scanner(sohoa)
        sohoa.expect(0, "batch", harness.SAMPLES / "khai-sinh.pdf")
        copies = sohoa.expect(0, "search", "--json").json["copies"]
        dropped = sohoa.folder / "mot-to.pdf"
        dropped.write_bytes(paper(["UY BAN NHAN DAN PHUONG MAU", "GIAY MOI", MARKUP.format(7),
                                   "Kinh moi du hop."]))
        cls.begin(sohoa, COPY=copies[0]["id"], HOSTILE_NAME=MARKUP.format(4), DROPPED=str(dropped))
        cls.deliver(sohoa.fetch(copies[0]["id"]).read_bytes())
        cls.environment["HOSTILE_PASSWORD"] = sohoa.expect(
            0, "operator", "add", "hoa", "--name", MARKUP.format(4), "--keep-password", "--json",
            *(part for role in ROLES for part in ("--role", role))).json["password"]
        cls.environment["NEW_PASSWORD"] = sohoa.expect(
            0, "operator", "add", "moi", "--role", "read", "--json").json["password"]
        for role in ROLES:
            cls.environment[f"PASSWORD_{role.upper()}"] = cls.operator("vai-" + role, role)

    @classmethod
    def no_scanner(cls, sohoa):
        """None of this computer's is looked for."""
        conf = sohoa.folder / "sane"
        conf.mkdir()
        (conf / "dll.conf").write_text("")
        os.environ["SANE_CONFIG_DIR"] = str(conf)
        cls.addClassCleanup(os.environ.pop, "SANE_CONFIG_DIR")

    @classmethod
    def deliver(cls, pdf):
        """A copy from another warehouse, whose record is hostile throughout."""
        other = cls.server.client("kho-khac", "archive")
        made = other.call("POST", "/api/v1/uploads", Upload_Length=len(pdf), **TUS)
        other.call("PATCH", made.headers["Location"], pdf, Upload_Offset=0,
                   Content_Type="application/offset+octet-stream", **TUS)
        markup = MARKUP.format(3)
        done = other.send("/api/v1/copies", {
            "upload": made.headers["Location"].rsplit("/", 1)[-1], "id": "kho-khac-1",
            "product": "archived", "kind": markup, "title": markup, "unit": cls.unit(other),
            "case_file": markup, "subject": "079200000001", "text": markup + " </script><svg onload=alert(3)>",
            "fields": {"so_ky_hieu": markup, markup: ["javascript:alert(3)", markup],
                       "ngay_ban_hanh": markup},
            "pages": 1, "sha256": hashlib.sha256(pdf).hexdigest(), "size": len(pdf),
            "created": "2026-11-22T08:00:00+07:00"}, Idempotency_Key="kho-khac-1")
        assert done.status in (200, 201), done.body

    @staticmethod
    def unit(client):
        found = client.serving.sohoa.expect(0, "client", "list", "--json").json["clients"]
        return next(each["unit"] for each in found if each["id"] == client.name)

    def test_hostile_papers_sites_and_people_get_nothing(self):
        self.passes("security")


if __name__ == "__main__":
    unittest.main()
