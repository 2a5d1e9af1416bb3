"""The rules catch what they are there to catch: each test plants one violation in a small house."""

import tempfile
import unittest
from pathlib import Path

import rules


class House(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.write("core/error.h", "#pragma once\n")
        self.write("pdf/revision.h", '#pragma once\n#include "core/error.h"\n')
        self.write("pdf/revision.cc", '#include "pdf/revision.h"\n#include <qpdf/QPDF.hh>\n')
        self.write("pdf/CMakeLists.txt", "sohoa_module(pdf SOURCES revision.cc)\n")
        self.write("signing/signer.cc", '#include "pdf/revision.h"\n#include <openssl/cms.h>\n')
        self.write("signing/CMakeLists.txt", "sohoa_module(signing SOURCES signer.cc)\n")
        self.write("cli/main.cc", '#include "pdf/revision.h"\n')
        self.write("cli/CMakeLists.txt", "add_executable(sohoa main.cc)\n")

    def write(self, name, text):
        path = Path(self.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def broken(self, rule):
        return [line.split(":")[0] for line in rule(self.root)]

    def test_a_tidy_house_breaks_no_rule(self):
        for rule in rules.RULES:
            self.assertEqual(rule(self.root), [], rule.__name__)

    def test_core_including_a_folder_is_caught(self):
        self.write("core/page.h", '#pragma once\n#include "pdf/revision.h"\n')
        self.assertEqual(self.broken(rules.includes), ["core/page.h"])

    def test_a_folder_including_a_sibling_is_caught(self):
        self.write("pdf/revision.cc", '#include "signing/signer.h"\n')
        self.write("signing/signer.h", "#pragma once\n")
        self.assertEqual(self.broken(rules.includes), ["pdf/revision.cc"])

    def test_a_verb_that_names_an_adapter_is_caught(self):
        self.write("cli/verb_sign.cc", '#include "signing/signer.h"\n')
        self.write("signing/signer.h", "#pragma once\n")
        self.assertEqual(self.broken(rules.includes), ["cli/verb_sign.cc"])

    def test_wiring_may_name_adapters(self):
        self.write("cli/wiring_signing.cc", '#include "signing/signer.h"\n')
        self.write("signing/signer.h", "#pragma once\n")
        self.assertEqual(self.broken(rules.includes), [])

    def test_a_library_seen_outside_its_folder_is_caught(self):
        self.write("pdf/digest.h", "#pragma once\n#include <openssl/evp.h>\n")
        self.write("tests/pdf/digest_test.cc", "#include <openssl/evp.h>\n")
        self.assertEqual(self.broken(rules.includes), ["pdf/digest.h", "tests/pdf/digest_test.cc"])

    def test_tests_see_the_libraries_of_their_folder(self):
        self.write("tests/pdf/revision_test.cc",
                   "#include <gtest/gtest.h>\n#include <qpdf/QPDF.hh>\n")
        self.write("tests/core/digest_test.cc", "#include <openssl/evp.h>\n")
        self.assertEqual(self.broken(rules.includes), [])

    def test_test_libraries_in_the_program_are_caught(self):
        self.write("pdf/fake.h", "#pragma once\n#include <gmock/gmock.h>\n")
        self.assertEqual(self.broken(rules.includes), ["pdf/fake.h"])

    def test_an_unknown_library_is_caught(self):
        self.write("pdf/revision.cc", "#include <podofo.h>\n#include <vector>\n#include <sys/stat.h>\n")
        self.assertEqual(rules.includes(self.root)[0].split(":")[:2], ["pdf/revision.cc", "1"])

    def test_an_include_beside_the_file_is_caught(self):
        self.write("pdf/revision.cc", '#include "revision.h"\n')
        self.assertEqual(self.broken(rules.includes), ["pdf/revision.cc"])

    def test_a_long_file_is_caught(self):
        self.write("pdf/revision.cc", "\n" * (rules.MOST_LINES + 1))
        self.assertEqual(self.broken(rules.sizes), ["pdf/revision.cc"])

    def test_a_note_for_later_is_caught(self):
        self.write("pdf/revision.cc", "// TO" "DO: the rest\n")
        self.assertEqual(self.broken(rules.leftovers), ["pdf/revision.cc"])

    def test_a_sleeping_test_is_caught(self):
        self.write("tests/pdf/slow_test.cc", "std::this_thread::sleep_for(1s);\n")
        self.write("tests/acceptance/slow.py", "time.sleep(1)\n")
        self.assertEqual(self.broken(rules.sleeps),
                         ["tests/acceptance/slow.py", "tests/pdf/slow_test.cc"])

    def test_a_source_that_is_not_built_is_caught(self):
        self.write("pdf/forgotten.cc", "\n")
        self.assertEqual(self.broken(rules.built), ["pdf/forgotten.cc"])

    def test_a_glob_builds_its_folder(self):
        self.write("pdf/CMakeLists.txt", "file(GLOB s ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)\n")
        self.assertEqual(self.broken(rules.built), [])

    def test_a_second_place_that_deletes_copies_is_caught(self):
        self.write("store/tidy.cc", 'run("DELETE FROM copy WHERE id = ?");\n')
        self.write("store/sql_catalogue_retention.cc", 'run("DELETE FROM copy WHERE id = ?");\n')
        self.assertEqual(self.broken(rules.deletions), ["store/tidy.cc"])

    def test_a_header_without_a_guard_is_caught(self):
        self.write("pdf/open.h", "\n")
        self.assertEqual(self.broken(rules.headers), ["pdf/open.h"])


if __name__ == "__main__":
    unittest.main()
