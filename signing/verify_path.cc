#include "signing/verify_path.h"

#include <chrono>

#include "signing/asn1_time.h"
#include "signing/verify_cms.h"
#include "signing/verify_online.h"

namespace sohoa::signing {
namespace {

void judgeUse(const PathRequest& request, Judgement& judgement) {
  if (request.use == LeafUse::kSigning) {
    // X509_get_key_usage() gives all bits when the extension is absent.
    if ((X509_get_key_usage(request.leaf) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0 ||
        (X509_get_extension_flags(request.leaf) & EXFLAG_KUSAGE) == 0) {
      judgement.doubt(sub::kChainConstraints, code::kKeyUsage);
    }
    return;
  }
  // RFC 3161 clause 2.3: one purpose, and critical; a key that also does other things is none.
  const int at = X509_get_ext_by_NID(request.leaf, NID_ext_key_usage, -1);
  const bool critical = at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(request.leaf, at)) == 1;
  constexpr std::uint32_t kSigns = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
  const bool restricted = (X509_get_extension_flags(request.leaf) & EXFLAG_KUSAGE) != 0;
  const auto usage = X509_get_key_usage(request.leaf);
  const bool signs = !restricted || ((usage & kSigns) != 0 && (usage & ~kSigns) == 0);
  if (!critical || !signs || X509_get_extended_key_usage(request.leaf) != XKU_TIMESTAMP) {
    judgement.doubt(sub::kChainConstraints, code::kTimestampUsage);
  }
}

void explain(int error, const PathRequest& request, Judgement& judgement) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return judgement.doubt(sub::kOutOfBoundsNoPoe, code::kExpired);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      if (request.at_is_proven) return judgement.fail(sub::kNotYetValid, code::kNotYetValid);
      return judgement.doubt(sub::kOutOfBoundsNoPoe, code::kNotYetValid);
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return judgement.fail(sub::kCryptoConstraints, code::kWeakKey);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return judgement.doubt(sub::kNoChain, code::kUntrusted, X509_verify_cert_error_string(error));
    default:
      return judgement.doubt(sub::kChainConstraints, code::kIssuer,
                             X509_verify_cert_error_string(error));
  }
}

void judgeRevoked(const PathRequest& request, const RevocationAnswer& answer,
                  Judgement& judgement) {
  // Without a proven time the signature may be older than the revocation, unless the signer says
  // it is not.
  const bool before = answer.revoked_at <= request.at;
  if ((request.at_is_proven && before) ||
      (request.claimed && *request.claimed >= answer.revoked_at)) {
    judgement.fail(sub::kRevoked, code::kRevoked);
  } else {
    judgement.doubt(sub::kRevokedNoPoe, code::kRevoked);
  }
}

void judgeChain(const PathRequest& request, const std::vector<X509Ptr>& chain,
                std::vector<const Evidence*> evidence, Judgement& judgement) {
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const RevocationQuestion question{chain[i].get(), chain[i + 1].get(), request.at,
                                      request.validAt(), request.now};
    auto answer = askRevocation(question, evidence);
    if (answer.status == RevocationAnswer::Status::kUnknown && request.online != nullptr) {
      evidence.push_back(request.online->about(question));
      answer = askRevocation(question, evidence);
    }
    const auto where = "certificate " + std::to_string(i);
    if (answer.status == RevocationAnswer::Status::kRevoked)
      judgeRevoked(request, answer, judgement);
    if (answer.status == RevocationAnswer::Status::kUnknown) {
      judgement.doubt(sub::kTryLater, code::kRevocationUnknown, where);
    }
    if (answer.revoked_later) judgement.note(code::kRevokedLater, where);
  }
}

// RFC 3161 clause 4: a token cannot be older than the certificate that made it.
void judgeAge(const PathRequest& request, Judgement& judgement) {
  if (request.use == LeafUse::kTimestamping &&
      fromAsn1Time(X509_get0_notBefore(request.leaf)) > request.at) {
    judgement.doubt(sub::kChainConstraints, code::kNotYetValid);
  }
}

X509Ptr sharedCopy(X509* certificate) {
  if (certificate != nullptr) X509_up_ref(certificate);
  return X509Ptr(certificate);
}

}  // namespace

BuiltChain buildChain(X509* leaf, core::Timestamp at, X509_STORE* anchors,
                      const std::vector<X509*>& others) {
  const X509ViewStackPtr untrusted(sk_X509_new_null());
  for (auto* certificate : others) sk_X509_push(untrusted.get(), certificate);
  const StoreCtxPtr context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), anchors, leaf, untrusted.get()) != 1) {
    return {{}, X509_V_ERR_UNSPECIFIED, {}};
  }
  constexpr int kStrength112Bits = 2;
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  // Not system_clock::to_time_t(), whose nanoseconds end in 2262.
  X509_VERIFY_PARAM_set_time(
      parameters, std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(parameters, kStrength112Bits);
  if (X509_verify_cert(context.get()) != 1) {
    return {{},
            X509_STORE_CTX_get_error(context.get()),
            sharedCopy(X509_STORE_CTX_get_current_cert(context.get()))};
  }
  BuiltChain result;
  const auto* chain = X509_STORE_CTX_get0_chain(context.get());
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    result.certificates.push_back(sharedCopy(sk_X509_value(chain, i)));
  }
  return result;
}

std::vector<X509Ptr> judgeTrust(const PathRequest& request, X509_STORE* anchors,
                                const std::vector<X509*>& others, Judgement& judgement) {
  judgeUse(request, judgement);
  auto chain = buildChain(request.leaf, request.validAt(), anchors, others);
  if (chain.certificates.empty()) {
    explain(chain.error, request, judgement);
  } else {
    judgeAge(request, judgement);
  }
  return std::move(chain.certificates);
}

void judgePath(const PathRequest& request, X509_STORE* anchors,
               const std::vector<const Evidence*>& evidence,
               const std::vector<X509*>& more_certificates, Judgement& judgement) {
  auto others = more_certificates;
  for (const auto* each : evidence) {
    for (const auto& certificate : each->certificates) others.push_back(certificate.get());
  }
  const auto chain = judgeTrust(request, anchors, others, judgement);
  judgeChain(request, chain, evidence, judgement);
}

}  // namespace sohoa::signing
