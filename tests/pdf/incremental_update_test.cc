#include "pdf/incremental_update.h"

#include <gmock/gmock.h>

#include "core/child_process.h"
#include "core/error.h"
#include "core/file.h"
#include "pdf/update_errors.h"
#include "tests/support/minimal_pdf.h"

namespace sohoa::pdf {
namespace {

using ::testing::HasSubstr;

class Update : public ::testing::Test {
 protected:
  IncrementalUpdate on(const std::string& base) {
    base_ = base;
    core::writeFileAtomically(file_, base);
    return IncrementalUpdate(file_);
  }
  // Appends the revision and lets qpdf judge the whole.
  std::string checked(const Increment& increment) {
    const std::string whole = base_ + text(increment);
    core::writeFileAtomically(file_, whole);
    const auto result = core::runChild({"qpdf", "--check", file_}, {}, std::chrono::seconds(30));
    EXPECT_EQ(result.exit_code, 0) << result.standard_output << result.standard_error;
    return whole;
  }
  std::string object(int number) {
    return core::runChild({"qpdf", "--show-object=" + std::to_string(number), file_}, {},
                          std::chrono::seconds(30))
        .standard_output;
  }
  core::ErrorCode failureOf(const std::string& base) {
    try {
      on(base);
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }
  static std::string text(const Increment& increment) {
    return {increment.bytes.begin(), increment.bytes.end()};
  }

  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "base.pdf";
  std::string base_;
};

TEST_F(Update, FindsSignatureFieldsWithTheirRectangles) {
  const auto update = on(test::minimalPdf());
  const auto field = update.signatureField("CompetentPerson");
  ASSERT_TRUE(field);
  EXPECT_EQ(field->field, (ObjectId{7, 0}));
  EXPECT_EQ(field->widget, field->field);
  EXPECT_DOUBLE_EQ(field->rect.left, 30);
  EXPECT_DOUBLE_EQ(field->rect.width(), 260);
  EXPECT_FALSE(field->filled);
  EXPECT_FALSE(update.signatureField("Competent"));
  EXPECT_FALSE(update.signatureField(""));
}

TEST_F(Update, ChangesOneKeyAndLeavesTheOthers) {
  for (const bool stream : {false, true}) {
    auto update = on(test::minimalPdf({.xref_stream = stream}));
    const ObjectId fresh = update.reserve();
    update.put(fresh, "<< /Type /Sig >>");
    update.setKey({7, 0}, "/V", fresh.reference());
    checked(update.build({}));
    EXPECT_THAT(object(7), HasSubstr("/V " + fresh.reference()));
    EXPECT_THAT(object(7), HasSubstr("/T (CompetentPerson)"));
    EXPECT_THAT(object(7), HasSubstr("/Rect [ 30 770 290 830 ]"));
    EXPECT_THAT(object(fresh.number), HasSubstr("/Type /Sig"));
  }
}

TEST_F(Update, WritesOnlyWhatChanged) {
  auto update = on(test::minimalPdf());
  update.setKey({7, 0}, "/F", "4");
  const std::string revision = text(update.build({}));
  EXPECT_TRUE(revision.starts_with("7 0 obj\n"));
  EXPECT_THAT(revision, HasSubstr("xref\n7 1\n0000000969 00000 n \ntrailer\n"));
  EXPECT_EQ(base_.size(), 969U);
  EXPECT_THAT(revision, ::testing::Not(HasSubstr("8 0 obj")));
}

TEST_F(Update, KeepsTheFirstIdentifierAndChangesTheSecond) {
  auto update = on(test::minimalPdf());
  update.setKey({7, 0}, "/F", "4");
  const std::string revision = text(update.build({}));
  EXPECT_THAT(revision, ::testing::ContainsRegex(
                            "/ID \\[<00112233445566778899aabbccddeeff> <[0-9a-f]{32}>\\]"));
  EXPECT_THAT(revision, ::testing::Not(HasSubstr("> <00112233445566778899aabbccddeeff>]")));
  EXPECT_THAT(revision, HasSubstr("/Prev "));
}

TEST_F(Update, MakesTheSameBytesFromTheSameChanges) {
  const auto build = [this] {
    auto update = on(test::minimalPdf());
    update.setKey({7, 0}, "/F", "4");
    return text(update.build({}));
  };
  EXPECT_EQ(build(), build());
}

TEST_F(Update, LeavesAHoleForTheSignatureAndFillsIt) {
  auto update = on(test::minimalPdf());
  const SignatureHole hole{update.reserve(), "/Type /Sig", "/M (D:20261122)", 8};
  update.setKey({7, 0}, "/V", hole.id.reference());
  auto increment = update.build(hole);
  increment.fillHole(std::vector<std::uint8_t>{0xab, 0x01});
  EXPECT_THAT(checked(increment), HasSubstr("/Contents <ab01000000000000> /M (D:20261122)"));
  increment.fillHole(std::vector<std::uint8_t>(8, 0xff));
  EXPECT_THAT(text(increment), HasSubstr("<ffffffffffffffff>"));
  EXPECT_THROW(increment.fillHole(std::vector<std::uint8_t>(9)), core::Error);
}

TEST_F(Update, CanBeLaidOutAgainWithALargerHole) {
  auto update = on(test::minimalPdf());
  SignatureHole hole{update.reserve(), "/Type /Sig", "", 8};
  static_cast<void>(update.build(hole));
  hole.capacity = 1000;
  const auto increment = update.build(hole);
  EXPECT_EQ(increment.hole_end - increment.hole_begin, 2002U);
  checked(increment);
}

TEST_F(Update, AddsAFieldToADocumentWithoutForms) {
  auto update = on(test::minimalPdf({.signature_fields = false}));
  const auto field = update.addSignatureField("Chữ ký");
  update.setKey(field.field, "/Ff", "1");
  checked(update.build({}));
  IncrementalUpdate next(file_);
  const auto found = next.signatureField("Chữ ký");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field, field.field);
  EXPECT_THAT(object(field.field.number), HasSubstr("/Ff 1"));
  EXPECT_THAT(object(3), HasSubstr("/Annots [ " + field.field.reference() + " ]"));
}

TEST_F(Update, AddsAFieldBesideThoseThatAreThere) {
  auto update = on(test::minimalPdf());
  const auto field = update.addSignatureField("Third");
  checked(update.build({}));
  EXPECT_EQ(object(6), "[ 7 0 R 8 0 R " + field.field.reference() + " ]\n");
}

TEST_F(Update, DeflatesStreams) {
  auto update = on(test::minimalPdf());
  const ObjectId id = update.reserve();
  update.putStream(id, "/Type /Test", std::vector<std::uint8_t>(10'000, 'x'));
  update.setKey({7, 0}, "/X", id.reference());
  const auto increment = update.build({});
  EXPECT_LT(increment.bytes.size(), 1000U);
  checked(increment);
}

TEST_F(Update, SurvivesFieldsThatAreTheirOwnChildren) {
  std::string loop = test::minimalPdf();
  const std::string from = "/T (AgencySeal) /F 132 /P 3 0 R ";
  loop.replace(loop.find(from), from.size(), "/Kids [8 0 R] /T(a)/F 132       ");
  EXPECT_FALSE(on(loop).signatureField("nobody"));
}

TEST_F(Update, RefusesWhatItCannotExtend) {
  EXPECT_EQ(failureOf(""), kUnreadable);
  EXPECT_EQ(failureOf("%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF\n"), kUnreadable);
  EXPECT_EQ(failureOf("%PDF-1.7\nstartxref\n5000\n%%EOF\n"), kUnreadable);
  EXPECT_EQ(failureOf("%PDF-1.7\n%%EOF\n"), kUnreadable);
  EXPECT_EQ(failureOf("junk\n" + test::minimalPdf()), kUnsupportedXref);
}

TEST_F(Update, RefusesHybridFiles) {
  // The table of a hybrid file and the stream it names, which lies before it.
  std::string pdf = test::minimalPdf({.xref_stream = true});
  const std::size_t stream = std::stoul(pdf.substr(pdf.rfind("startxref\n") + 10));
  pdf.erase(pdf.rfind("startxref\n"));
  std::string table = test::minimalPdf();
  table = table.substr(table.find("xref\n0 "));
  table.erase(table.find("startxref"));
  table.insert(table.rfind(" >>"), " /XRefStm " + std::to_string(stream));
  const std::size_t at = pdf.size();
  EXPECT_EQ(failureOf(pdf + table + "startxref\n" + std::to_string(at) + "\n%%EOF\n"),
            kUnsupportedXref);
}

TEST_F(Update, RefusesEncryptedFiles) {
  core::writeFileAtomically(file_, test::minimalPdf());
  for (const char* password : {"", "secret"}) {
    const auto locked = folder_.path() / "locked.pdf";
    ASSERT_EQ(core::runChild({"qpdf", "--encrypt", password, "owner", "256", "--", file_, locked},
                             {}, std::chrono::seconds(30))
                  .exit_code,
              0);
    try {
      const IncrementalUpdate update(locked);
      FAIL();
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), kEncrypted);
    }
  }
}

}  // namespace
}  // namespace sohoa::pdf
