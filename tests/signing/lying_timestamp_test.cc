#include <gmock/gmock.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/ts.h>

#include <functional>

#include "core/error.h"
#include "signing/asn1_time.h"
#include "signing/certificate_issuer.h"
#include "signing/der.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/timestamp_client.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

constexpr std::uint8_t kData[] = {1, 2, 3};
constexpr char kPolicy[] = "2.25.1";

// What an authority puts into its answer; as it stands, all of it is right.
struct Token {
  int status = 0;
  std::string policy = kPolicy;
  bool other_imprint = false;
  bool other_nonce = false;
  bool no_nonce = false;
  minutes late{0};
  minutes valid_from{-10};
  minutes valid_until{60};
  std::string purpose = "critical,timeStamping";
  std::string usage = "critical,digitalSignature";
  bool plain_content = false;  // signed data that is no TSTInfo
  bool other_key = false;      // the signature is not the certificate's
};

struct Lie {
  std::string name;
  std::string reason;  // part of the refusal
  std::function<void(Token&)> tell;
};

// Makes its answers piece by piece, because OpenSSL's own authority refuses to lie.
class ForgingAuthority final : public TimestampTransport {
 public:
  ForgingAuthority(std::filesystem::path pki, Token token, const core::Clock& clock)
      : pki_(std::move(pki)), token_(std::move(token)), clock_(clock) {}

  Bytes exchange(ByteView request) override {
    const auto* at = request.data();
    const TsRequestPtr asked(d2i_TS_REQ(nullptr, &at, static_cast<long>(request.size())));
    Bytes status = derValue(0x02, Bytes{static_cast<std::uint8_t>(token_.status)});
    Bytes answer = derValue(0x30, status);
    const Bytes token = signedData(info(asked.get()));
    answer.insert(answer.end(), token.begin(), token.end());
    return derValue(0x30, answer);
  }

 private:
  [[nodiscard]] Bytes info(TS_REQ* asked) const {
    const TsTstInfoPtr info(TS_TST_INFO_new());
    TS_TST_INFO_set_version(info.get(), 1);
    const Asn1ObjectPtr policy(OBJ_txt2obj(token_.policy.c_str(), 1));
    TS_TST_INFO_set_policy_id(info.get(), policy.get());
    TS_TST_INFO_set_msg_imprint(info.get(), TS_REQ_get_msg_imprint(asked));
    if (token_.other_imprint) {
      // The bytes of the copy, not of the request.
      auto* imprint = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info.get()));
      Bytes other(ASN1_STRING_get0_data(imprint),
                  ASN1_STRING_get0_data(imprint) + ASN1_STRING_length(imprint));
      other[0] ^= 1U;
      ASN1_STRING_set(imprint, other.data(), static_cast<int>(other.size()));
    }
    const Asn1IntegerPtr serial(ASN1_INTEGER_new());
    ASN1_INTEGER_set(serial.get(), 4711);
    TS_TST_INFO_set_serial(info.get(), serial.get());
    const auto utc = toAsn1Time(clock_.now() + token_.late);
    const Asn1TimePtr time(ASN1_TIME_to_generalizedtime(utc.get(), nullptr));
    TS_TST_INFO_set_time(info.get(), time.get());
    if (!token_.no_nonce) {
      TS_TST_INFO_set_nonce(info.get(),
                            token_.other_nonce ? serial.get() : TS_REQ_get_nonce(asked));
    }
    unsigned char* der = nullptr;
    const int size = i2d_TS_TST_INFO(info.get(), &der);
    const OpensslMemory memory(der);
    return {der, der + size};
  }

  [[nodiscard]] Bytes signedData(const Bytes& content) const {
    const auto key = newP256Key();
    const auto certificate = issued(key.get());
    const auto wrong_key = newP256Key();
    const auto authority = readPemCertificates(pki_ / "ca/issuing.pem");
    constexpr unsigned kFlags = CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES | CMS_PARTIAL;
    const CmsPtr cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags));
    CMS_set1_eContentType(
        cms.get(), OBJ_nid2obj(token_.plain_content ? NID_pkcs7_data : NID_id_smime_ct_TSTInfo));
    CMS_add1_signer(cms.get(), certificate.get(), key.get(), EVP_sha256(), kFlags);
    CMS_add1_cert(cms.get(), authority.front().get());
    const BioPtr data(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    EXPECT_EQ(CMS_final(cms.get(), data.get(), nullptr, kFlags), 1);
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(cms.get(), &der);
    const OpensslMemory memory(der);
    Bytes token(der, der + size);
    if (token_.other_key && !token.empty()) token.back() ^= 1U;
    return token;
  }

  [[nodiscard]] X509Ptr issued(EVP_PKEY* key) const {
    const auto text = core::readText(pki_ / "ca/issuing.key");
    const BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const PkeyPtr authority_key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    const auto authority = readPemCertificates(pki_ / "ca/issuing.pem");
    CertificateSpec spec{"TEST clock",
                         "TEST",
                         clock_.now() + token_.valid_from,
                         clock_.now() + token_.valid_until,
                         {{NID_basic_constraints, "critical,CA:FALSE"}}};
    if (!token_.usage.empty()) spec.extensions.emplace_back(NID_key_usage, token_.usage);
    if (!token_.purpose.empty()) spec.extensions.emplace_back(NID_ext_key_usage, token_.purpose);
    return issueCertificate(spec, key, {authority.front().get(), authority_key.get()});
  }

  std::filesystem::path pki_;
  Token token_;
  const core::Clock& clock_;
};

class NoSleep final : public Sleeper {
 public:
  void sleep(std::chrono::milliseconds /*duration*/) const override {}
};

class LyingTimestamp : public test::DemoPkiTest, public ::testing::WithParamInterface<Lie> {
 protected:
  Bytes token(const Token& made) {
    TimestampOptions options;
    options.authorities = {
        {"forger", std::make_shared<ForgingAuthority>(pki(), made, clock_), kPolicy}};
    options.trust = {pki() / "trust/root.pem"};
    return TimestampClient(options, clock_, sleeper_).token(core::sha256(kData));
  }

  core::SystemClock clock_;
  NoSleep sleeper_;
};

TEST_P(LyingTimestamp, IsRefusedForTheRightReason) {
  Token made;
  GetParam().tell(made);
  try {
    static_cast<void>(token(made));
    FAIL() << "believed";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kTsaUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("forger: signing.tsa_bad_answer"));
    EXPECT_THAT(error.what(), HasSubstr(GetParam().reason));
  }
}

constexpr char kPurpose[] = "TIMESTAMP_CERTIFICATE_USAGE";

const Lie kLies[] = {
    {"WrongNonce", "nonce mismatch", [](Token& t) { t.other_nonce = true; }},
    {"MissingNonce", "nonce not returned", [](Token& t) { t.no_nonce = true; }},
    {"WrongImprint", "TIMESTAMP_IMPRINT_MISMATCH", [](Token& t) { t.other_imprint = true; }},
    {"WrongPolicy", "policy mismatch", [](Token& t) { t.policy = "2.25.2"; }},
    {"ExpiredCertificate", "CERTIFICATE_EXPIRED", [](Token& t) { t.valid_until = minutes(-5); }},
    {"CertificateOfTomorrow", "CERTIFICATE_NOT_YET_VALID",
     [](Token& t) { t.valid_from = minutes(5); }},
    {"NoPurpose", kPurpose, [](Token& t) { t.purpose = ""; }},
    {"PurposeNotCritical", kPurpose, [](Token& t) { t.purpose = "timeStamping"; }},
    {"PurposeAmongOthers", kPurpose,
     [](Token& t) { t.purpose = "critical,timeStamping,emailProtection"; }},
    {"OtherPurpose", kPurpose, [](Token& t) { t.purpose = "critical,OCSPSigning"; }},
    {"KeyForOtherUse", kPurpose, [](Token& t) { t.usage = "critical,keyEncipherment"; }},
    {"DamagedSignature", "SIGNATURE_INVALID", [](Token& t) { t.other_key = true; }},
    {"NotATimestamp", "no timestamp token", [](Token& t) { t.plain_content = true; }},
    {"RejectedWithAToken", "status 2", [](Token& t) { t.status = 2; }},
    {"StillWaitingWithAToken", "status 3", [](Token& t) { t.status = 3; }},
    {"TimeOfAnHourAgo", "far from this computer", [](Token& t) { t.late = minutes(-60); }},
    {"TimeOfNextYear", "far from this computer", [](Token& t) { t.late = hours(365 * 24); }},
};

INSTANTIATE_TEST_SUITE_P(Lies, LyingTimestamp, ::testing::ValuesIn(kLies),
                         [](const auto& each) { return each.param.name; });

// The forger's honest answers are believed, so that each refusal is owed to the lie alone.
class HonestTimestamp : public LyingTimestamp {};

TEST_P(HonestTimestamp, IsBelieved) {
  Token made;
  GetParam().tell(made);
  EXPECT_FALSE(token(made).empty());
}

const Lie kTruths[] = {
    {"Plain", "", [](Token&) {}},
    {"GrantedWithModifications", "", [](Token& t) { t.status = 1; }},
    {"ClockAMinuteLate", "", [](Token& t) { t.late = minutes(-1); }},
};
INSTANTIATE_TEST_SUITE_P(Truths, HonestTimestamp, ::testing::ValuesIn(kTruths),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace sohoa::signing
