#include "signing/timestamp_exchange.h"

#include "signing/asn1_time.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }
void accept(bool ok, std::string_view reason) { ensure(ok, kTsaBadAnswer, reason); }

void setImprint(TS_REQ* request, const core::Sha256& digest) {
  const TsImprintPtr imprint(TS_MSG_IMPRINT_new());
  const AlgorPtr algorithm(X509_ALGOR_new());
  check(imprint && algorithm &&
            X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1,
        "X509_ALGOR_set0");
  Bytes bytes(digest.bytes().begin(), digest.bytes().end());
  check(TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
            TS_MSG_IMPRINT_set_msg(imprint.get(), bytes.data(), static_cast<int>(bytes.size())) ==
                1 &&
            TS_REQ_set_msg_imprint(request, imprint.get()) == 1,
        "TS_REQ_set_msg_imprint");
}

// TimeStampResp ::= SEQUENCE { status SEQUENCE, timeStampToken ContentInfo OPTIONAL }. Taken from
// the answer itself, because encoding a BER token anew would break its signature.
Bytes rawToken(ByteView answer) {
  const unsigned char* cursor = answer.data();
  const unsigned char* const end = cursor + answer.size();
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  const auto enter = [&] {
    const int result = ASN1_get_object(&cursor, &length, &tag, &tag_class, end - cursor);
    accept((result & 0x81) == 0 && tag == V_ASN1_SEQUENCE && tag_class == V_ASN1_UNIVERSAL,
           "the answer is not a definite-length SEQUENCE");
  };
  enter();
  enter();
  cursor += length;
  const unsigned char* const token = cursor;
  enter();
  return {token, cursor + length};
}

std::string statusOf(TS_RESP* response) {
  const ASN1_INTEGER* status = TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response));
  return "the authority answered with status " + std::to_string(ASN1_INTEGER_get(status));
}

StorePtr storeAt(const std::vector<X509Ptr>& anchors, core::Timestamp now) {
  StorePtr store(X509_STORE_new());
  check(store != nullptr, "X509_STORE_new");
  for (const X509Ptr& anchor : anchors) {
    check(X509_STORE_add_cert(store.get(), anchor.get()) == 1, "X509_STORE_add_cert");
  }
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()),
                             std::chrono::system_clock::to_time_t(
                                 std::chrono::time_point_cast<std::chrono::seconds>(now)));
  return store;
}

}  // namespace

TsRequestPtr timestampRequest(const core::Sha256& digest, const std::string& policy) {
  TsRequestPtr request(TS_REQ_new());
  check(request && TS_REQ_set_version(request.get(), 1) == 1 &&
            TS_REQ_set_cert_req(request.get(), 1) == 1,
        "TS_REQ_new");
  setImprint(request.get(), digest);
  const BignumPtr number(BN_new());
  check(number && BN_rand(number.get(), 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "BN_rand");
  const Asn1IntegerPtr nonce(BN_to_ASN1_INTEGER(number.get(), nullptr));
  check(nonce && TS_REQ_set_nonce(request.get(), nonce.get()) == 1, "TS_REQ_set_nonce");
  if (!policy.empty()) {
    const Asn1ObjectPtr oid(OBJ_txt2obj(policy.c_str(), 1));
    ensure(oid && TS_REQ_set_policy_id(request.get(), oid.get()) == 1, core::kBadSettings,
           "timestamp policy OID");
  }
  return request;
}

Bytes encodeRequest(const TS_REQ* request) {
  unsigned char* der = nullptr;
  const int size = i2d_TS_REQ(request, &der);
  check(size > 0, "i2d_TS_REQ");
  const OpensslMemory memory(der);
  return {der, der + size};
}

Bytes acceptedToken(const TS_REQ* request, ByteView answer, const TimestampTrust& trust) {
  const unsigned char* cursor = answer.data();
  const TsResponsePtr response(d2i_TS_RESP(nullptr, &cursor, static_cast<long>(answer.size())));
  accept(response && cursor == answer.data() + answer.size(), "not a TimeStampResp");
  accept(TS_RESP_get_token(response.get()) != nullptr, statusOf(response.get()));

  const TsVerifierPtr verifier(
      TS_REQ_to_TS_VERIFY_CTX(const_cast<TS_REQ*>(request), nullptr));  // only read from
  check(verifier != nullptr, "TS_REQ_to_TS_VERIFY_CTX");
  TS_VERIFY_CTX_add_flags(verifier.get(), TS_VFY_SIGNATURE);
  // The context takes the store over.
  TS_VERIFY_CTX_set_store(verifier.get(), storeAt(trust.anchors, trust.now).release());
  accept(TS_RESP_verify_response(verifier.get(), response.get()) == 1, "TS_RESP_verify_response");

  const TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  const core::Timestamp time = fromAsn1Time(TS_TST_INFO_get_time(info));
  const auto skew = time > trust.now ? time - trust.now : trust.now - time;
  accept(skew <= trust.tolerated_skew,
         "the token's time " + core::formatIso8601(time) + " is far from this computer's clock");
  return rawToken(answer);
}

}  // namespace sohoa::signing
