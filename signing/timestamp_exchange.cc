#include "signing/timestamp_exchange.h"

#include <vector>

#include "signing/errors.h"
#include "signing/openssl_error.h"
#include "signing/verify_path.h"
#include "signing/verify_timestamp.h"

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

// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }
ByteView tokenIn(ByteView answer) {
  constexpr std::uint8_t kGrantedWithMods = 1;
  DerReader outer(answer);
  const auto response = outer.next(kDerSequence);
  DerReader parts(response ? response->content : ByteView{});
  const auto information = parts.next(kDerSequence);
  DerReader inside(information ? information->content : ByteView{});
  const auto status = inside.next(kDerInteger);
  accept(status && status->content.size() == 1 && outer.empty(), "not a TimeStampResp");
  accept(status->content[0] <= kGrantedWithMods,
         "the authority answered with status " + std::to_string(status->content[0]));
  const auto token = parts.next(kDerSequence);
  accept(token && parts.empty(), "not a TimeStampResp");
  return token->whole;
}

// What only the request can tell of an answer (RFC 3161 clause 2.4.2).
void requireAnswers(const TS_REQ* asked, const TimestampToken& token) {
  auto* request = const_cast<TS_REQ*>(asked);  // only read from
  const auto content = *token.data->content;
  const auto* at = content.data();
  const TsTstInfoPtr info(d2i_TS_TST_INFO(nullptr, &at, static_cast<long>(content.size())));
  accept(info && TS_TST_INFO_get_version(info.get()) == 1, "not a TSTInfo");
  const auto* nonce = TS_TST_INFO_get_nonce(info.get());
  accept(nonce != nullptr, "nonce not returned");
  accept(ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(request)) == 0, "nonce mismatch");
  const auto* policy = TS_REQ_get_policy_id(request);
  accept(policy == nullptr || OBJ_cmp(policy, TS_TST_INFO_get_policy_id(info.get())) == 0,
         "policy mismatch");
}

void requirePassed(const Judgement& judgement) {
  std::string reasons;
  if (judgement.passed()) return;
  for (const auto& finding : judgement.findings()) {
    reasons += (reasons.empty() ? "" : ", ") + finding.code;
    if (!finding.where.empty()) reasons += " (" + finding.where + ")";
  }
  accept(false, reasons);
}

void requireTrusted(const TS_REQ* request, const TimestampToken& token,
                    const TimestampTrust& trust) {
  auto* imprint = TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(const_cast<TS_REQ*>(request)));
  const auto* digest = ASN1_STRING_get0_data(imprint);
  Judgement judgement;
  judgeTimestamp(
      token,
      [&](const EVP_MD* hash) {
        const bool asked = EVP_MD_get_type(hash) == NID_sha256;
        return asked ? Bytes(digest, digest + ASN1_STRING_length(imprint)) : Bytes{};
      },
      judgement);
  requirePassed(judgement);
  std::vector<X509*> others;
  for (const auto& certificate : token.data->certificates) others.push_back(certificate.get());
  PathRequest path;
  path.leaf = token.data->signer;
  path.use = LeafUse::kTimestamping;
  path.at = path.now = trust.now;
  path.at_is_proven = true;
  static_cast<void>(judgeTrust(path, trust.anchors, others, judgement));
  requirePassed(judgement);
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
  const ByteView raw = tokenIn(answer);
  std::string_view problem;
  const auto token = readTimestamp({raw.begin(), raw.end()}, false, trust.parsed, problem);
  accept(token.has_value(), "no timestamp token, " + std::string(problem));
  requireTrusted(request, *token, trust);
  requireAnswers(request, *token);
  const auto skew = token->time > trust.now ? token->time - trust.now : trust.now - token->time;
  accept(skew <= trust.tolerated_skew, "the token's time " + core::formatIso8601(token->time) +
                                           " is far from this computer's clock");
  // Not encoded anew, which would break the signature of a token that is not DER.
  return {raw.begin(), raw.end()};
}

}  // namespace sohoa::signing
