#include "signing/local_timestamp_authority.h"

#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

// From a random UUID (ITU-T X.667), so that it can be nobody's.
constexpr char kPolicy[] = "2.25.291387429183401938470192837465012938475";

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }

ASN1_INTEGER* randomSerial(TS_RESP_CTX* /*context*/, void* /*data*/) {
  const BignumPtr number(BN_new());
  if (!number || BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1) {
    return nullptr;
  }
  return BN_to_ASN1_INTEGER(number.get(), nullptr);
}

int timeOfClock(TS_RESP_CTX* /*context*/, void* clock, long* seconds, long* microseconds) {
  const core::Timestamp now = static_cast<const core::Clock*>(clock)->now();
  *seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  *microseconds = 0;
  return 1;
}

}  // namespace

struct LocalTimestampAuthority::State {
  KeyAndChain signer;
  const core::Clock& clock;

  TsResponderPtr responder() const;
};

TsResponderPtr LocalTimestampAuthority::State::responder() const {
  TsResponderPtr context(TS_RESP_CTX_new());
  check(context != nullptr, "TS_RESP_CTX_new");
  ensure(TS_RESP_CTX_set_signer_cert(context.get(), signer.certificate.get()) == 1, kKeyUnreadable,
         "the certificate is not for time stamping");
  const X509ViewStackPtr issuers(sk_X509_new_null());
  for (const X509Ptr& issuer : signer.chain) {
    if (isSelfIssued(issuer.get())) continue;
    check(issuers && sk_X509_push(issuers.get(), issuer.get()) > 0, "sk_X509_push");
  }
  const Asn1ObjectPtr policy(OBJ_txt2obj(kPolicy, 1));
  check(policy && TS_RESP_CTX_set_signer_key(context.get(), signer.key.get()) == 1 &&
            TS_RESP_CTX_set_certs(context.get(), issuers.get()) == 1 &&
            TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()) == 1 &&
            TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256()) == 1 &&
            TS_RESP_CTX_set_def_policy(context.get(), policy.get()) == 1 &&
            TS_RESP_CTX_set_accuracy(context.get(), 1, 0, 0) == 1,
        "TS_RESP_CTX");
  for (const EVP_MD* hash : {EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
    check(TS_RESP_CTX_add_md(context.get(), hash) == 1, "TS_RESP_CTX_add_md");
  }
  TS_RESP_CTX_set_serial_cb(context.get(), &randomSerial, nullptr);
  TS_RESP_CTX_set_time_cb(context.get(), &timeOfClock, const_cast<core::Clock*>(&clock));
  return context;
}

LocalTimestampAuthority::LocalTimestampAuthority(const std::filesystem::path& pkcs12,
                                                 const std::filesystem::path& passphrase_file,
                                                 const core::Clock& clock)
    : state_(new State{readPkcs12(pkcs12, passphrase_file), clock}) {
  static_cast<void>(state_->responder());  // refuses an unfit certificate now, not when signing
}

LocalTimestampAuthority::~LocalTimestampAuthority() = default;

Bytes LocalTimestampAuthority::exchange(ByteView request) {
  const TsResponderPtr context = state_->responder();
  const BioPtr bio(BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
  const TsResponsePtr response(bio ? TS_RESP_create_response(context.get(), bio.get()) : nullptr);
  check(response != nullptr, "TS_RESP_create_response");
  unsigned char* der = nullptr;
  const int size = i2d_TS_RESP(response.get(), &der);
  check(size > 0, "i2d_TS_RESP");
  const OpensslMemory memory(der);
  return {der, der + size};
}

}  // namespace sohoa::signing
