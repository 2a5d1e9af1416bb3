// Algorithms, certification, locks and timestamps: what a signature may be and may allow.

#include <gmock/gmock.h>
#include <openssl/pem.h>

#include "signing/certificate_issuer.h"
#include "tests/signing/augmenter_fixture.h"
#include "tests/signing/loose_key.h"

namespace sohoa::test {
namespace {

using core::SignerRole;
using core::Verdict;
using Policy = core::VerifyRequest::Policy;
using signing::Bytes;
using signing::ByteView;
using std::chrono::hours;
using std::chrono::minutes;

class DefectTest : public AugmenterTest {
 protected:
  static core::Timestamp now() { return core::SystemClock().now(); }
  static std::string by(const signing::SigningKey& key, const CmsRecipe& recipe) {
    return signByHand(minimalPdf(), [&](ByteView digest) { return makeCms(key, digest, recipe); });
  }
  static std::string byOperator(const CmsRecipe& recipe) { return by(*key("operator"), recipe); }
  static std::string withEntries(const std::string& entries, const std::string& base) {
    return signByHand(base, entries, [](ByteView covered) {
      const auto digest = core::sha256(covered);
      return makeCms(*key("operator"), digest.bytes(), {});
    });
  }
  static std::shared_ptr<LooseKey> issued(signing::PkeyPtr own) {
    const auto text = core::readText(pki() / "ca/issuing.key");
    const signing::BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const signing::PkeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    const auto authority = signing::readPemCertificates(pki() / "ca/issuing.pem");
    const auto leaf = signing::issueCertificate(
        {.common_name = "TEST Khoá Lạ",
         .organisation = "TEST",
         .not_before = now() - hours(1),
         .not_after = now() + hours(1),
         .extensions = {{NID_key_usage, "critical,digitalSignature,nonRepudiation"}}},
        own.get(), {authority.front().get(), key.get()});
    return std::make_shared<LooseKey>(std::move(own), leaf.get(),
                                      std::vector<X509*>{authority.front().get()});
  }
  // A token over the signature value cannot be had before it is made, so the value is made twice:
  // RSA with PKCS#1 padding gives the same each time.
  static Bytes token(const std::filesystem::path& keys, const core::Clock& clock,
                     const core::Sha256& digest) {
    const NoSleep no_sleep;
    signing::TimestampOptions options;
    options.authorities = {{"local",
                            std::make_shared<signing::LocalTimestampAuthority>(
                                keys / "keys/tsa.p12", keys / "keys/tsa.pass", clock),
                            ""}};
    options.trust = {keys / "trust/root.pem"};
    return signing::TimestampClient(options, clock, no_sleep).token(digest);
  }
  static std::string stamped(const std::function<Bytes(const core::Sha256&)>& stamp) {
    CmsRecipe recipe;
    recipe.scheme.algorithm = signing::SignatureAlgorithm::kRsaPkcs1;
    recipe.signature_oid = "1.2.840.113549.1.1.11";  // sha256WithRSAEncryption
    return signByHand(minimalPdf(), [&](ByteView digest) {
      const auto agency = key("agency");
      const auto cms = makeCms(*agency, digest, recipe);
      recipe.timestamp = stamp(core::sha256(ByteView(cms).last(256)));
      return makeCms(*agency, digest, recipe);
    });
  }
};

class EdwardsKey final : public signing::SigningKey {
 public:
  explicit EdwardsKey(signing::PkeyPtr key, const signing::SigningKey& certified)
      : key_(std::move(key)), certificate_(certified.certificate()), chain_(certified.chain()) {}
  [[nodiscard]] const Bytes& certificate() const override { return certificate_; }
  [[nodiscard]] const std::vector<Bytes>& chain() const override { return chain_; }
  [[nodiscard]] Bytes sign(ByteView message, const signing::SignatureScheme&) const override {
    const signing::MdCtxPtr context(EVP_MD_CTX_new());
    Bytes value(64);
    std::size_t size = value.size();
    EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()), 1);
    EXPECT_EQ(EVP_DigestSign(context.get(), value.data(), &size, message.data(), message.size()),
              1);
    return value;
  }

 private:
  signing::PkeyPtr key_;
  Bytes certificate_;
  std::vector<Bytes> chain_;
};

TEST_F(DefectTest, RefusesAlgorithmsThatAreWeakOrDoNotFitEachOther) {
  // SHA-1; a hash inside the signature that is not the SignerInfo's; RSA claimed for an EC key.
  EXPECT_TRUE(
      rejectedWith(verify(byOperator({.digest_oid = "1.3.14.3.2.26"})), "ALGORITHM_NOT_ALLOWED"));
  EXPECT_TRUE(rejectedWith(verify(byOperator({.signature_oid = "1.2.840.10045.4.3.3"})),
                           "ALGORITHM_NOT_ALLOWED"));
  EXPECT_TRUE(rejectedWith(verify(byOperator({.signature_oid = "1.2.840.113549.1.1.11"})),
                           "SIGNATURE_INVALID"));
  EXPECT_TRUE(
      rejectedWith(verify(byOperator({.signature_oid = "1.2.3.4"})), "ALGORITHM_NOT_ALLOWED"));
  // PSS without its parameters means SHA-1.
  EXPECT_TRUE(rejectedWith(verify(byOperator({.signature_oid = "1.2.840.113549.1.1.10"})),
                           "ALGORITHM_NOT_ALLOWED"));
}

TEST_F(DefectTest, RefusesAShortRsaKey) {
  CmsRecipe recipe;
  recipe.scheme.algorithm = signing::SignatureAlgorithm::kRsaPkcs1;
  recipe.signature_oid = "1.2.840.113549.1.1.11";
  const auto report = verify(by(*issued(signing::newRsaKey(1024)), recipe));
  EXPECT_TRUE(rejectedWith(report, "KEY_TOO_WEAK"));
  EXPECT_EQ(report.sub_indication, "CRYPTO_CONSTRAINTS_FAILURE");
}

TEST_F(DefectTest, AcceptsEd25519) {
  const auto make = [] { return signing::PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); };
  auto own = make();
  EVP_PKEY_up_ref(own.get());
  signing::PkeyPtr shared(own.get());
  const EdwardsKey good(std::move(shared), *issued(std::move(own)));
  const auto with = [](const EdwardsKey& key) {
    return signByHand(minimalPdf(), kPadesEntry, [&](ByteView covered) {
      Bytes digest(64);
      EVP_Digest(covered.data(), covered.size(), digest.data(), nullptr, EVP_sha512(), nullptr);
      return makeCms(key, digest,
                     {.digest_oid = "2.16.840.1.101.3.4.2.3", .signature_oid = "1.3.101.112"});
    });
  };
  const auto report = verify(with(good), Policy::kGeneric);
  EXPECT_NE(report.verdict, Verdict::kTotalFailed) << describe(report);
  EXPECT_TRUE(report.signatures.at(0).intact);
  EXPECT_TRUE(rejectedWith(verify(with(EdwardsKey(make(), good))), "SIGNATURE_INVALID"));
}

TEST_F(DefectTest, DoubtsASignatureWithoutItsCertificate) {
  const auto report = verify(byOperator({.without_certificates = true}));
  EXPECT_TRUE(rejectedWith(report, "SIGNER_CERTIFICATE_MISSING"));
}

TEST_F(DefectTest, KnowsTheOlderFormatsApart) {
  const auto older = withEntries("/SubFilter /adbe.pkcs7.detached", minimalPdf());
  const auto report = verify(older, Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "");
  EXPECT_EQ(report.signatures.at(0).findings.at(0).code, "NOT_PADES");
  EXPECT_TRUE(rejectedWith(verify(older), "SUBFILTER_NOT_ALLOWED"));
  for (const auto* kind : {"adbe.pkcs7.sha1", "adbe.x509.rsa_sha1", "Unheard.of"}) {
    const auto pdf = withEntries(std::string("/SubFilter /") + kind, minimalPdf());
    EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "SUBFILTER_NOT_ALLOWED")) << kind;
  }
}

std::string reference(const std::string& method, const std::string& params) {
  return std::string(kPadesEntry) + " /Reference [<< /Type /SigRef /TransformMethod /" + method +
         " /TransformParams << /Type /TransformParams /V /1.2 " + params + " >> >>]";
}

TEST_F(DefectTest, ACertificationSaysWhetherMoreSignaturesMayFollow) {
  for (const auto* level : {"/P 2", "/P 3", ""}) {
    const auto certified = withEntries(reference("DocMDP", level), minimalPdf());
    const auto report = verify(signedBy(certified, SignerRole::kAgency), Policy::kGeneric);
    EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << level << describe(report);
  }
  const auto closed = withEntries(reference("DocMDP", "/P 1"), minimalPdf());
  EXPECT_EQ(verify(closed, Policy::kGeneric).verdict, Verdict::kTotalPassed);
  EXPECT_TRUE(rejectedWith(verify(signedBy(closed, SignerRole::kAgency), Policy::kGeneric),
                           "DOCMDP_VIOLATED"));
}

// Evil annotations and sneaky signatures (2021): what /P 2 and /P 3 let forms and annotations do is
// no reason to believe a document that shows something else than was signed.
TEST_F(DefectTest, ACertifiedDocumentMayNotBeDrawnOver) {
  const std::string page =
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R "
      "/Annots [7 0 R 8 0 R 160 0 R] >>";
  const std::string widget = "<< /Type /Annot /P 3 0 R /F 4 /Rect [0 0 595 842] ";
  for (const auto* level : {"/P 2", "/P 3"}) {
    const auto certified = withEntries(reference("DocMDP", level), minimalPdf());
    for (const std::string body :
         {"/Subtype /FreeText /Contents (x) >>", "/Subtype /Stamp >>", "/Subtype /Redact >>",
          "/Subtype /Widget /FT /Tx /T (More) /V (x) >>",
          "/Subtype /Widget /FT /Sig /T (More) /AP << /N 4 0 R >> >>"}) {
      const auto pdf = appendRevision(
          certified, {{3, page}, {6, "[7 0 R 8 0 R 160 0 R]"}, {160, widget + body}});
      EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "REVISION_NOT_ALLOWED")) << body;
    }
  }
}

TEST_F(DefectTest, ASecondCertificationIsRefused) {
  auto pdf = signedBy(minimalPdf(), SignerRole::kAgency);
  pdf = withEntries(reference("DocMDP", "/P 2"), pdf);
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "CERTIFICATION_MISPLACED"));
}

TEST_F(DefectTest, ALockHoldsTheFieldsItNamesAndNoOthers) {
  struct Case {
    const char* params;
    bool locked;
  };
  for (const auto& [params, locked] :
       {Case{"/Action /Include /Fields [(AgencySeal)]", true},
        Case{"/Action /Include /Fields [(Agency)]", false},
        Case{"/Action /Include /Fields [(AgencySeal2)]", false}, Case{"/Action /All", true},
        Case{"/Action /Exclude /Fields [(AgencySeal)]", false},
        Case{"/Action /Exclude /Fields [(Agency)]", true}}) {
    const auto pdf =
        signedBy(withEntries(reference("FieldMDP", params), minimalPdf()), SignerRole::kAgency);
    const auto report = verify(pdf, Policy::kGeneric);
    if (locked) {
      EXPECT_TRUE(rejectedWith(report, "LOCKED_FIELD_CHANGED")) << params;
    } else {
      EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << params << describe(report);
    }
  }
}

TEST_F(DefectTest, PersonAndAgencyMustBeTwo) {
  const auto pdf = signedBy(once(), SignerRole::kAgency, key("operator"), clock_);
  EXPECT_TRUE(rejectedWith(verify(pdf), "SAME_SIGNER_TWICE"));
}

// Shadow attack "hide and replace": what lies ready in the base comes forward after signing.
TEST_F(DefectTest, NothingMayLieHiddenInTheBase) {
  const auto base = replaced(minimalPdf(), "/Contents 4 0 R", "               ");
  const auto pdf = signedBy(signedBy(base, SignerRole::kOperator), SignerRole::kAgency);
  EXPECT_TRUE(rejectedWith(verify(pdf), "OBJECT_UNREACHABLE"));
  EXPECT_EQ(verify(pdf, Policy::kGeneric).verdict, Verdict::kTotalPassed);
  const auto forward =
      appendRevision(pdf, {{3,
                            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> "
                            "/Contents 4 0 R /Annots [7 0 R 8 0 R] >>"}});
  EXPECT_TRUE(rejectedWith(verify(forward, Policy::kGeneric), "REVISION_NOT_ALLOWED"));
}

// poppler writes a changed appearance again under the next generation.
TEST_F(DefectTest, AnObjectMayBeRenewedOnlyWhereNothingMeansTheOldOne) {
  const auto renewed = [](const std::string& entries) {
    auto pdf = appendRevision(minimalPdf({.catalog_entries = entries}), {{9, "(old)"}});
    pdf = appendRevision(pdf, {{9, "(new)"}});
    pdf = replacedLast(pdf, "9 0 obj\n(new)", "9 1 obj\n(new)");
    pdf = replacedLast(pdf, "00000 n", "00001 n");
    return signedBy(pdf, SignerRole::kOperator);
  };
  const auto report = verify(renewed(""), Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(verify(renewed(" /Extra 9 1 R"), Policy::kGeneric).verdict, Verdict::kTotalPassed);
  EXPECT_TRUE(rejectedWith(verify(renewed(" /Extra 9 0 R"), Policy::kGeneric), "READERS_DISAGREE"));
}

TEST_F(DefectTest, GivesUpOnAFileOfTooManyRevisions) {
  auto pdf = once();
  for (int i = 0; i < 201; ++i) pdf = appendRevision(pdf, {});
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "INTERNAL_LIMIT"));
}

// Timestamps.

TEST_F(DefectTest, ATimestampOfAStrangerProvesNothing) {
  const core::TemporaryFolder folder;
  signing::createDemoPki(folder.path() / "pki", {.rsa_bits = 2048}, clock_);
  const auto report = verify(stamped([&](const core::Sha256& digest) {
                               return token(folder.path() / "pki", clock_, digest);
                             }),
                             Policy::kGeneric);
  ASSERT_EQ(report.signatures.size(), 1U);
  EXPECT_EQ(report.level, "B-B") << describe(report);
  EXPECT_FALSE(report.signatures[0].best_signature_time);
  EXPECT_EQ(report.signatures[0].findings.at(0).code, "TIMESTAMP_NOT_TRUSTED");
}

TEST_F(DefectTest, ATimestampIsBelievedOnlyWhole) {
  const auto sound = [&](const core::Sha256& digest) { return token(pki(), clock_, digest); };
  EXPECT_EQ(verify(stamped(sound), Policy::kGeneric).level, "B-T");
  EXPECT_TRUE(rejectedWith(verify(stamped([&](const core::Sha256& digest) {
                                    auto bytes = sound(digest);
                                    bytes.back() ^= 1U;
                                    return bytes;
                                  }),
                                  Policy::kGeneric),
                           "TIMESTAMP_SIGNATURE_INVALID"));
  // Copied from another signature.
  EXPECT_TRUE(rejectedWith(
      verify(stamped([&](const core::Sha256&) { return sound(core::sha256("other")); })),
      "TIMESTAMP_IMPRINT_MISMATCH"));
}

TEST_F(DefectTest, ATimestampOfTomorrowIsNotBelievedToday) {
  const core::FixedClock tomorrow(now() + hours(24));
  const auto report =
      verify(stamped([&](const core::Sha256& digest) { return token(pki(), tomorrow, digest); }),
             Policy::kGeneric);
  EXPECT_FALSE(report.signatures.at(0).best_signature_time) << describe(report);
  EXPECT_EQ(report.level, "B-B");
}

TEST_F(DefectTest, ALaterRevisionCannotBeStampedEarlier) {
  const core::FixedClock late(now() + minutes(30));
  const auto first = signedBy(minimalPdf(), SignerRole::kOperator, key("operator"), late);
  const auto report =
      verify(signedBy(first, SignerRole::kAgency), Policy::kGeneric, now() + hours(1));
  EXPECT_TRUE(rejectedWith(report, "TIMESTAMP_ORDER"));
  EXPECT_EQ(report.sub_indication, "TIMESTAMP_ORDER_FAILURE");
}

TEST_F(DefectTest, ADocumentTimestampServesOneRevisionOnly) {
  const auto lasting = augmented(twice(), core::PadesLevel::kBLTA);
  const auto type = lasting.rfind("/Type /DocTimeStamp");
  const auto begin = lasting.rfind("<<", type);
  const auto dictionary = lasting.substr(begin, lasting.find("endobj", type) - begin);
  const auto pdf = appendRevision(
      lasting,
      {{5, "<< /Fields [7 0 R 8 0 R 191 0 R] /SigFlags 3 >>"},
       {190, dictionary},
       {191,
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Again) /F 132 /P 3 0 R /Rect [0 0 0 0] "
        "/V 190 0 R >>"}});
  for (const auto policy : {Policy::kGeneric, Policy::kSohoa}) {
    EXPECT_NE(verify(pdf, policy).verdict, Verdict::kTotalPassed);
  }
}

}  // namespace
}  // namespace sohoa::test
