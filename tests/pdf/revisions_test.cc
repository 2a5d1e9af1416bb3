#include "pdf/revisions.h"

#include <gmock/gmock.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>
#include <numeric>

#include "core/file.h"
#include "tests/support/minimal_pdf.h"

namespace sohoa::pdf {
namespace {

using ::testing::Contains;
using ::testing::Field;

class RevisionsTest : public ::testing::Test {
 protected:
  const Revisions& walk(std::string pdf) {
    pdf_ = std::move(pdf);
    revisions_ = std::make_unique<Revisions>(
        std::span(reinterpret_cast<const std::uint8_t*>(pdf_.data()), pdf_.size()));
    return *revisions_;
  }
  void expectFinding(std::string pdf, std::string_view code) {
    EXPECT_THAT(walk(std::move(pdf)).findings(), Contains(Field(&StructureFinding::code, code)));
  }
  // One more revision that defines object 4 as `body`.
  static std::string update(const std::string& base, const std::string& body,
                            const std::string& trailer = {}) {
    const auto keyword = base.rfind("startxref\n") + 10;
    const auto previous = base.substr(keyword, base.find('\n', keyword) - keyword);
    char row[32];
    std::snprintf(row, sizeof row, "%010zu 00000 n \n", base.size());
    const auto object = "4 0 obj\n" + body + "\nendobj\n";
    return base + object + "xref\n4 1\n" + row + "trailer\n<< /Size 9 /Root 1 0 R /Prev " +
           previous + trailer + " >>\nstartxref\n" + std::to_string(base.size() + object.size()) +
           "\n%%EOF\n";
  }
  static std::string spoiled(std::string pdf, const std::string& from, const std::string& to) {
    return pdf.replace(pdf.rfind(from), from.size(), to);
  }

  std::string pdf_;
  std::unique_ptr<Revisions> revisions_;
};

std::size_t residentFilePages() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::size_t of_files = 0;
  std::ifstream("/proc/self/statm") >> total >> resident >> of_files;
  return of_files;
}

TEST(MappedFile, ReleasedBytesLeaveMemoryAndReadTheSame) {
  constexpr std::size_t kSize = 32U << 20U;
  const core::TemporaryFolder folder;
  core::writeFileAtomically(folder.path() / "big", std::string(kSize, 'x'));
  const MappedFile file(folder.path() / "big");
  const auto sum = [&] {
    return std::accumulate(file.bytes().begin(), file.bytes().end(), std::uint64_t{0});
  };
  EXPECT_EQ(sum(), kSize * 'x');
  const auto full = residentFilePages();
  file.release(1, kSize + 5);
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  EXPECT_LE(residentFilePages() + (kSize - (1U << 20U)) / page, full);
  EXPECT_EQ(sum(), kSize * 'x');
}

TEST_F(RevisionsTest, WalksTablesAndStreams) {
  for (const bool stream : {false, true}) {
    const auto& file = walk(test::minimalPdf({.xref_stream = stream}));
    EXPECT_TRUE(file.readable());
    EXPECT_TRUE(file.findings().empty());
    ASSERT_EQ(file.all().size(), 1U);
    EXPECT_EQ(file.all()[0].xref_stream, stream);
    EXPECT_EQ(file.all()[0].bytes.end, pdf_.size());
    EXPECT_TRUE(file.object(1, 0)->get("Type")->isName("Catalog"));
  }
}

TEST_F(RevisionsTest, SeesAnObjectAsEachRevisionHasIt) {
  const auto base = test::minimalPdf();
  const auto& file = walk(update(update(base, "(one)"), "(two)"));
  EXPECT_TRUE(file.findings().empty());
  ASSERT_EQ(file.all().size(), 3U);
  EXPECT_EQ(file.all()[0].bytes.end, base.size());
  EXPECT_TRUE(file.object(4, 0)->is(Object::Kind::kStream));
  EXPECT_EQ(file.object(4, 1)->text, "one");
  EXPECT_EQ(file.object(4, 2)->text, "two");
  EXPECT_EQ(file.definition(4, 2)->revision, 2U);
  EXPECT_EQ(file.definition(1, 2)->revision, 0U);
  EXPECT_FALSE(file.definition(77, 2));
}

TEST_F(RevisionsTest, ReportsWhatIsNoSoundFile) {
  const auto base = test::minimalPdf();
  expectFinding("", structure::kNoHeader);
  expectFinding(" " + base, structure::kNoHeader);
  expectFinding(base.substr(0, base.size() - 6), structure::kNoEndMarker);
  expectFinding(base + "x", structure::kTrailingBytes);
  expectFinding(spoiled(base, "startxref\n", "startxref\n9"), structure::kXrefMalformed);
  expectFinding(spoiled(base, " 00000 n ", " 00000 x "), structure::kXrefMalformed);
  expectFinding(spoiled(base, " 00000 n ", " 00001 n "), structure::kObjectMismatch);
  expectFinding(spoiled(base, "endobj\nxref", "endobx\nxref"), structure::kObjectMalformed);
  expectFinding(spoiled(update(base, "1"), "/Size 9", "/Size 9 /Size 9"), structure::kDuplicateKey);
  expectFinding(update(base, "<< /A 1 /A 2 >>"), structure::kDuplicateKey);
  expectFinding(update(base + "junk\n", "1"), structure::kUnexplained);
  expectFinding(update(base + "60 0 obj\n1\nendobj\n", "1"), structure::kUnlistedObject);
  expectFinding(update(base + "4 0 obj\n1\nendobj\n", "2"), structure::kDuplicateObject);
  expectFinding(update(base, "1", " /XRefStm 20"), structure::kHybrid);
  expectFinding(update(base, "1", " /Encrypt 4 0 R"), structure::kEncrypted);
}

TEST_F(RevisionsTest, AllowsCommentsBetweenRevisions) {
  EXPECT_TRUE(walk(update(test::minimalPdf() + "\n% a comment\n\n", "1")).findings().empty());
}

TEST_F(RevisionsTest, RefusesLoops) {
  auto pdf = update(test::minimalPdf(), "1");
  const auto own = pdf.rfind("xref\n4 1");
  const auto at = pdf.rfind("/Prev ") + 6;
  pdf.replace(at, pdf.find(' ', at) - at, std::to_string(own));
  expectFinding(pdf, structure::kXrefChain);
  EXPECT_FALSE(revisions_->readable());
}

TEST_F(RevisionsTest, RefusesEntriesThatPointIntoAnOlderRevision) {
  auto pdf = update(test::minimalPdf(), "1");
  pdf.replace(pdf.rfind("xref\n4 1\n") + 9, 10, "0000000015");
  expectFinding(pdf, structure::kOutside);
}

TEST_F(RevisionsTest, SurvivesTruncationAtEveryByte) {
  const auto pdf = update(test::minimalPdf({.xref_stream = true}), "1");
  for (std::size_t size = 0; size < pdf.size(); size += 3) {
    const auto& file = walk(pdf.substr(0, size));
    EXPECT_TRUE(!file.findings().empty() || file.all().size() < 2);
  }
}

TEST(Inflate, StopsAtTheLimitAndAtCorruptData) {
  EXPECT_FALSE(inflate(std::vector<std::uint8_t>{1, 2, 3}, 100));
  const std::vector<std::uint8_t> zeros(100'000);
  std::vector<std::uint8_t> packed(compressBound(zeros.size()));
  uLongf size = packed.size();
  ASSERT_EQ(compress(packed.data(), &size, zeros.data(), zeros.size()), Z_OK);
  packed.resize(size);
  EXPECT_EQ(inflate(packed, zeros.size()), zeros);
  EXPECT_FALSE(inflate(packed, zeros.size() - 1));
  packed.pop_back();
  EXPECT_FALSE(inflate(packed, zeros.size()));
}

}  // namespace
}  // namespace sohoa::pdf
