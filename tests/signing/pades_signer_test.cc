#include "signing/pades_signer.h"

#include <gmock/gmock.h>

#include <regex>

#include "core/child_process.h"
#include "core/error.h"
#include "pdf/update_errors.h"
#include "signing/errors.h"
#include "signing/file_key.h"
#include "signing/local_timestamp_authority.h"
#include "tests/support/demo_pki_fixture.h"
#include "tests/support/minimal_pdf.h"

namespace sohoa::signing {
namespace {

using core::PadesLevel;
using core::SignerRole;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFont[] = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";

class NoSleep final : public Sleeper {
 public:
  void sleep(std::chrono::milliseconds /*duration*/) const override {}
};

class PadesSigner : public test::DemoPkiTest {
 protected:
  SignerOptions options() {
    SignerOptions options;
    for (const SignerRole role :
         {SignerRole::kOperator, SignerRole::kCertifier, SignerRole::kAgency}) {
      const std::string name{core::slug(role)};
      options.roles[role] = defaultRole(role);
      options.roles[role].key = std::make_shared<Pkcs12Key>(p12(name), pass(name));
    }
    TimestampOptions stamps;
    stamps.authorities = {
        {"local", std::make_shared<LocalTimestampAuthority>(p12("tsa"), pass("tsa"), clock_), ""}};
    stamps.trust = {pki() / "trust/root.pem"};
    timestamps_ = std::make_unique<TimestampClient>(stamps, clock_, no_sleep_);
    options.timestamps = timestamps_.get();
    options.font = kFont;
    return options;
  }

  void sign(SignerOptions options, SignerRole role, PadesLevel level = PadesLevel::kBB) {
    signing::PadesSigner(std::move(options), clock_).sign(file_, file_, {role, level});
  }
  core::ErrorCode failureOf(SignerOptions options, SignerRole role,
                            PadesLevel level = PadesLevel::kBB) {
    const std::string before = core::readText(file_);
    try {
      sign(std::move(options), role, level);
    } catch (const core::Error& error) {
      EXPECT_EQ(core::readText(file_), before);
      return error.code();
    }
    return core::kInternal;
  }
  void base(const test::MinimalPdfOptions& pdf = {}) {
    core::writeFileAtomically(file_, test::minimalPdf(pdf));
  }
  std::string pdfsig() const {
    return core::runChild({"pdfsig", "-nocert", file_}, {}, std::chrono::seconds(30))
        .standard_output;
  }
  // The CMS in the last /Contents, zeros and all.
  std::string lastContents() const {
    const std::string pdf = core::readText(file_);
    const std::size_t begin = pdf.rfind("/Contents <") + 11;
    return pdf.substr(begin, pdf.find('>', begin) - begin);
  }
  int qpdfCheck() const {
    return core::runChild({"qpdf", "--check", file_}, {}, std::chrono::seconds(30)).exit_code;
  }

  core::SystemClock clock_;
  NoSleep no_sleep_;
  std::unique_ptr<TimestampClient> timestamps_;
  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "copy.pdf";
};

TEST_F(PadesSigner, SignsAsOperatorAndThenAsAgencyWithTimestamps) {
  base();
  sign(options(), SignerRole::kOperator, PadesLevel::kBT);
  const std::string first = core::readText(file_);
  sign(options(), SignerRole::kAgency, PadesLevel::kBT);
  EXPECT_TRUE(core::readText(file_).starts_with(first));
  EXPECT_EQ(qpdfCheck(), 0);
  const std::string report = pdfsig();
  EXPECT_THAT(report, HasSubstr("Signature Field Name: CompetentPerson"));
  EXPECT_THAT(report, HasSubstr("Signature Field Name: AgencySeal"));
  EXPECT_THAT(report, HasSubstr("Signature Type: ETSI.CAdES.detached"));
  EXPECT_THAT(report, HasSubstr("Total document signed"));
  EXPECT_THAT(report, Not(HasSubstr("Invalid")));
}

TEST_F(PadesSigner, KeepsTheBaseByteForByte) {
  const std::string original = test::minimalPdf();
  base();
  sign(options(), SignerRole::kOperator);
  EXPECT_TRUE(core::readText(file_).starts_with(original));
}

TEST_F(PadesSigner, ByteRangeLeavesOutExactlyTheContentsString) {
  base();
  sign(options(), SignerRole::kOperator);
  const std::string pdf = core::readText(file_);
  std::smatch match;
  ASSERT_TRUE(std::regex_search(
      pdf, match, std::regex(R"(/ByteRange \[0 +(\d+) +(\d+) +(\d+)\] /Contents <)")));
  const std::size_t begin = std::stoul(match[1]);
  const std::size_t end = std::stoul(match[2]);
  EXPECT_EQ(pdf[begin], '<');
  EXPECT_EQ(pdf[end - 1], '>');
  EXPECT_EQ(pdf.find('>', begin), end - 1);
  EXPECT_EQ(end + std::stoul(match[3]), pdf.size());
}

TEST_F(PadesSigner, ShowsTheTextTheRulesAskForInVietnamese) {
  base();
  auto with_agency = options();
  with_agency.roles[SignerRole::kAgency].words["agency"] = "ỦY BAN NHÂN DÂN PHƯỜNG THỬ NGHIỆM";
  sign(std::move(with_agency), SignerRole::kAgency);
  const std::string text =
      core::runChild({"pdftotext", "-layout", file_, "-"}, {}, std::chrono::seconds(30))
          .standard_output;
  EXPECT_THAT(text, HasSubstr("BẢN SỐ HOÁ"));
  EXPECT_THAT(text, HasSubstr("ỦY BAN NHÂN DÂN PHƯỜNG THỬ NGHIỆM"));
  EXPECT_THAT(text, ::testing::ContainsRegex("20..-..-..T..:..:...07:00"));
}

TEST_F(PadesSigner, WritesALargerHoleWhenTheSignatureOutgrowsIt) {
  base();
  auto tight = options();
  tight.contents_capacity = 100;
  sign(std::move(tight), SignerRole::kAgency, PadesLevel::kBT);
  EXPECT_THAT(pdfsig(), HasSubstr("Signature is Valid"));
  EXPECT_GT(lastContents().size(), 200U);
}

TEST_F(PadesSigner, AppendsACrossReferenceStreamWhereTheBaseHasOne) {
  base({.xref_stream = true});
  sign(options(), SignerRole::kOperator);
  sign(options(), SignerRole::kAgency);
  EXPECT_EQ(qpdfCheck(), 0);
  EXPECT_THAT(pdfsig(), HasSubstr("Total document signed"));
  EXPECT_THAT(pdfsig(), Not(HasSubstr("Invalid")));
}

TEST_F(PadesSigner, AddsAnInvisibleFieldToAForeignDocument) {
  for (const bool stream : {false, true}) {
    base({.xref_stream = stream, .signature_fields = false});
    sign(options(), SignerRole::kOperator);
    sign(options(), SignerRole::kAgency);
    EXPECT_EQ(qpdfCheck(), 0);
    const std::string report = pdfsig();
    EXPECT_THAT(report, HasSubstr("Signature Field Name: AgencySeal"));
    EXPECT_THAT(report, HasSubstr("Total document signed"));
    EXPECT_THAT(report, Not(HasSubstr("Invalid")));
  }
}

TEST_F(PadesSigner, StartsTheRevisionOnANewLineWhenTheBaseEndsWithoutOne) {
  base({.tail = "%%EOF"});
  sign(options(), SignerRole::kOperator);
  EXPECT_THAT(core::readText(file_), HasSubstr("%%EOF\n"));
  EXPECT_EQ(qpdfCheck(), 0);
  EXPECT_THAT(pdfsig(), HasSubstr("Signature is Valid"));
}

TEST_F(PadesSigner, SignsAFileMuchLargerThanItsIncrement) {
  base({.padding_bytes = 20U << 20U});
  sign(options(), SignerRole::kOperator);
  EXPECT_THAT(pdfsig(), HasSubstr("Signature is Valid"));
}

TEST_F(PadesSigner, RefusesAFieldThatIsSigned) {
  base();
  sign(options(), SignerRole::kOperator);
  EXPECT_EQ(failureOf(options(), SignerRole::kCertifier), kFieldFilled);
}

TEST_F(PadesSigner, RefusesTheAgencyBeforeThePersonWhenTheOrderIsSet) {
  base();
  auto ordered = options();
  ordered.roles[SignerRole::kAgency].after_field = "CompetentPerson";
  EXPECT_EQ(failureOf(ordered, SignerRole::kAgency), kOutOfOrder);
  sign(ordered, SignerRole::kOperator);
  sign(ordered, SignerRole::kAgency);
}

TEST_F(PadesSigner, RefusesACertificateOutsideItsValidity) {
  base();
  const auto with_clock = [this](std::chrono::days offset) {
    const core::FixedClock clock(clock_.now() + offset);
    try {
      signing::PadesSigner(options(), clock)
          .sign(file_, file_, {SignerRole::kOperator, PadesLevel::kBB});
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  };
  EXPECT_EQ(with_clock(std::chrono::days(6 * 365)), kCertificateExpired);
  EXPECT_EQ(with_clock(std::chrono::days(-2)), kCertificateNotYetValid);
}

TEST_F(PadesSigner, RefusesACertificateThatIsNotForSigning) {
  base();
  auto wrong = options();
  wrong.roles[SignerRole::kOperator].key =
      std::make_shared<Pkcs12Key>(p12("officer"), pass("officer"));
  EXPECT_EQ(failureOf(wrong, SignerRole::kOperator), kKeyUsageMissing);
}

TEST_F(PadesSigner, SaysInVietnameseWhyItRefuses) {
  base();
  try {
    auto none = options();
    none.roles.erase(SignerRole::kAgency);
    sign(none, SignerRole::kAgency);
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_THAT(error.describe(core::Language::kVietnamese), HasSubstr("khóa ký"));
    EXPECT_THAT(error.describe(core::Language::kVietnamese), HasSubstr("copy.pdf"));
  }
}

TEST_F(PadesSigner, RefusesLevelsWithoutTheServicesTheyNeed) {
  base();
  EXPECT_EQ(failureOf(options(), SignerRole::kOperator, PadesLevel::kBLT), kNoRevocationClient);
  EXPECT_EQ(failureOf(options(), SignerRole::kOperator, PadesLevel::kBLTA), kNoRevocationClient);
  auto no_authority = options();
  no_authority.timestamps = nullptr;
  EXPECT_EQ(failureOf(no_authority, SignerRole::kOperator, PadesLevel::kBT), kNoTimestampAuthority);
}

TEST_F(PadesSigner, RefusesFilesItCannotExtend) {
  const auto code = [this](const std::string& bytes) {
    core::writeFileAtomically(file_, bytes);
    return failureOf(options(), SignerRole::kOperator);
  };
  EXPECT_EQ(code(""), pdf::kUnreadable);
  EXPECT_EQ(code("not a pdf"), pdf::kUnreadable);
  EXPECT_EQ(code("junk\n" + test::minimalPdf()), pdf::kUnsupportedXref);
  EXPECT_EQ(code(test::minimalPdf().substr(0, 700)), pdf::kUnreadable);
  EXPECT_EQ(code(test::minimalPdf({.trailer_entries = " /XRefStm 15"})), pdf::kUnreadable);
}

TEST_F(PadesSigner, RefusesADocumentCertifiedAgainstChanges) {
  base({.catalog_entries = " /Perms << /DocMDP << /Reference [ << /TransformParams "
                           "<< /P 1 >> >> ] >> >>"});
  EXPECT_EQ(failureOf(options(), SignerRole::kOperator), kChangesForbidden);
}

TEST_F(PadesSigner, LeavesTheOldFileAndNoOthersWhenTheAuthorityIsDown) {
  class Down final : public TimestampTransport {
    Bytes exchange(ByteView /*request*/) override { throw core::Error(core::kIo, {}); }
  };
  base();
  TimestampOptions stamps;
  stamps.authorities = {{"down", std::make_shared<Down>(), ""}};
  stamps.trust = {pki() / "trust/root.pem"};
  const TimestampClient client(stamps, clock_, no_sleep_);
  auto without = options();
  without.timestamps = &client;
  EXPECT_EQ(failureOf(without, SignerRole::kOperator, PadesLevel::kBT), kTsaUnavailable);
  EXPECT_EQ(kTsaUnavailable.retry, core::Retry::kTransient);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    static_cast<void>(entry);
    ++files;
  }
  EXPECT_EQ(files, 1);
}

}  // namespace
}  // namespace sohoa::signing
