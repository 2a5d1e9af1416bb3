#include "signing/verify_path.h"

#include <chrono>

#include "signing/verify_cms.h"

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
  // RFC 3161 clause 2.3: one purpose, and critical.
  const int at = X509_get_ext_by_NID(request.leaf, NID_ext_key_usage, -1);
  const bool critical = at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(request.leaf, at)) == 1;
  if (!critical || X509_get_extended_key_usage(request.leaf) != XKU_TIMESTAMP) {
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
  if (request.at_is_proven || (request.claimed && *request.claimed >= answer.revoked_at)) {
    judgement.fail(sub::kRevoked, code::kRevoked);
  } else {
    judgement.doubt(sub::kRevokedNoPoe, code::kRevoked);
  }
}

void judgeChain(const PathRequest& request, STACK_OF(X509) * chain,
                const std::vector<const Evidence*>& evidence, Judgement& judgement) {
  for (int i = 0; i + 1 < sk_X509_num(chain); ++i) {
    const auto answer = askRevocation(sk_X509_value(chain, i), sk_X509_value(chain, i + 1),
                                      evidence, request.at, request.now);
    const auto where = "certificate " + std::to_string(i);
    if (answer.status == RevocationAnswer::Status::kRevoked)
      judgeRevoked(request, answer, judgement);
    if (answer.status == RevocationAnswer::Status::kUnknown) {
      judgement.doubt(sub::kTryLater, code::kRevocationUnknown, where);
    }
    if (answer.revoked_later) judgement.note(code::kRevokedLater, where);
  }
}

}  // namespace

void judgePath(const PathRequest& request, X509_STORE* anchors,
               const std::vector<const Evidence*>& evidence,
               const std::vector<X509*>& more_certificates, Judgement& judgement) {
  judgeUse(request, judgement);
  const X509ViewStackPtr untrusted(sk_X509_new_null());
  for (auto* certificate : more_certificates) sk_X509_push(untrusted.get(), certificate);
  for (const auto* each : evidence) {
    for (const auto& certificate : each->certificates) {
      sk_X509_push(untrusted.get(), certificate.get());
    }
  }
  const StoreCtxPtr context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), anchors, request.leaf, untrusted.get()) != 1) {
    return judgement.doubt(sub::kNoChain, code::kInternalLimit);
  }
  constexpr int kStrength112Bits = 2;
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(request.at));
  X509_VERIFY_PARAM_set_auth_level(parameters, kStrength112Bits);
  if (X509_verify_cert(context.get()) != 1) {
    return explain(X509_STORE_CTX_get_error(context.get()), request, judgement);
  }
  judgeChain(request, X509_STORE_CTX_get0_chain(context.get()), evidence, judgement);
}

}  // namespace sohoa::signing
