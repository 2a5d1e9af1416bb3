#pragma once

// Private to signing/: how verdicts come about, and the codes that explain them.

#include <string>
#include <string_view>
#include <vector>

#include "core/ports/copy_verifier.h"

namespace sohoa::signing {

// Sub-indications of ETSI EN 319 102-1 clause 5.1.3.
namespace sub {
inline constexpr std::string_view kFormatFailure = "FORMAT_FAILURE";
inline constexpr std::string_view kHashFailure = "HASH_FAILURE";
inline constexpr std::string_view kSigCryptoFailure = "SIG_CRYPTO_FAILURE";
inline constexpr std::string_view kRevoked = "REVOKED";
inline constexpr std::string_view kRevokedNoPoe = "REVOKED_NO_POE";
inline constexpr std::string_view kOutOfBoundsNoPoe = "OUT_OF_BOUNDS_NO_POE";
inline constexpr std::string_view kNotYetValid = "NOT_YET_VALID";
inline constexpr std::string_view kNoChain = "NO_CERTIFICATE_CHAIN_FOUND";
inline constexpr std::string_view kChainConstraints = "CHAIN_CONSTRAINTS_FAILURE";
inline constexpr std::string_view kSigConstraints = "SIG_CONSTRAINTS_FAILURE";
inline constexpr std::string_view kCryptoConstraints = "CRYPTO_CONSTRAINTS_FAILURE";
inline constexpr std::string_view kNoSigningCertificate = "NO_SIGNING_CERTIFICATE_FOUND";
inline constexpr std::string_view kTryLater = "TRY_LATER";
inline constexpr std::string_view kTimestampOrder = "TIMESTAMP_ORDER_FAILURE";
}  // namespace sub

// Codes of findings; stable, programs match them. Those about the file's bytes stand in
// pdf/revisions.h.
namespace code {
inline constexpr std::string_view kNoSignature = "NO_SIGNATURE";
inline constexpr std::string_view kUnreadable = "FILE_UNREADABLE";
inline constexpr std::string_view kInternalLimit = "INTERNAL_LIMIT";
inline constexpr std::string_view kOrphan = "ORPHAN_SIGNATURE";
inline constexpr std::string_view kSharedValue = "SIGNATURE_SHARED_BY_FIELDS";
inline constexpr std::string_view kDictionary = "SIGNATURE_DICTIONARY_MALFORMED";
inline constexpr std::string_view kSubFilter = "SUBFILTER_NOT_ALLOWED";
inline constexpr std::string_view kNotPades = "NOT_PADES";
inline constexpr std::string_view kByteRange = "BYTERANGE_MALFORMED";
inline constexpr std::string_view kByteRangeGap = "BYTERANGE_GAP_IS_NOT_CONTENTS";
inline constexpr std::string_view kByteRangeEnd = "BYTERANGE_NOT_REVISION_END";
inline constexpr std::string_view kContents = "CONTENTS_MALFORMED";
inline constexpr std::string_view kCmsNotDer = "CMS_NOT_DER";
inline constexpr std::string_view kCmsTrailing = "CMS_TRAILING_BYTES";
inline constexpr std::string_view kCmsMalformed = "CMS_MALFORMED";
inline constexpr std::string_view kCmsContent = "CMS_HAS_CONTENT";
inline constexpr std::string_view kSignerCount = "CMS_SIGNER_COUNT";
inline constexpr std::string_view kAttributes = "SIGNED_ATTRIBUTES_MALFORMED";
inline constexpr std::string_view kAttributeOrder = "SIGNED_ATTRIBUTES_NOT_SORTED";
inline constexpr std::string_view kSigningTime = "SIGNING_TIME_PRESENT";
inline constexpr std::string_view kSignerMissing = "SIGNER_CERTIFICATE_MISSING";
inline constexpr std::string_view kEssMissing = "ESS_MISSING";
inline constexpr std::string_view kEssMismatch = "ESS_MISMATCH";
inline constexpr std::string_view kDigest = "DIGEST_MISMATCH";
inline constexpr std::string_view kSignature = "SIGNATURE_INVALID";
inline constexpr std::string_view kAlgorithm = "ALGORITHM_NOT_ALLOWED";
inline constexpr std::string_view kWeakKey = "KEY_TOO_WEAK";
inline constexpr std::string_view kKeyUsage = "KEY_USAGE_NOT_SIGNING";
inline constexpr std::string_view kUntrusted = "CHAIN_NOT_TRUSTED";
inline constexpr std::string_view kIssuer = "ISSUER_NOT_ALLOWED_TO_ISSUE";
inline constexpr std::string_view kExpired = "CERTIFICATE_EXPIRED";
inline constexpr std::string_view kNotYetValid = "CERTIFICATE_NOT_YET_VALID";
inline constexpr std::string_view kRevoked = "CERTIFICATE_REVOKED";
inline constexpr std::string_view kRevokedLater = "CERTIFICATE_REVOKED_AFTER_SIGNING";
inline constexpr std::string_view kRevocationUnknown = "REVOCATION_UNKNOWN";
inline constexpr std::string_view kTimestampMalformed = "TIMESTAMP_MALFORMED";
inline constexpr std::string_view kTimestampImprint = "TIMESTAMP_IMPRINT_MISMATCH";
inline constexpr std::string_view kTimestampSignature = "TIMESTAMP_SIGNATURE_INVALID";
inline constexpr std::string_view kTimestampUsage = "TIMESTAMP_CERTIFICATE_USAGE";
inline constexpr std::string_view kTimestampUntrusted = "TIMESTAMP_NOT_TRUSTED";
inline constexpr std::string_view kTimestampFuture = "TIMESTAMP_IN_FUTURE";
inline constexpr std::string_view kTimestampOrder = "TIMESTAMP_ORDER";
inline constexpr std::string_view kNotAllowed = "REVISION_NOT_ALLOWED";
inline constexpr std::string_view kDocMdp = "DOCMDP_VIOLATED";
inline constexpr std::string_view kCertification = "CERTIFICATION_MISPLACED";
inline constexpr std::string_view kFieldLocked = "LOCKED_FIELD_CHANGED";
inline constexpr std::string_view kAnatomy = "COPY_ANATOMY";
inline constexpr std::string_view kSameSigner = "SAME_SIGNER_TWICE";
inline constexpr std::string_view kAgencyMissing = "AGENCY_SIGNATURE_MISSING";
inline constexpr std::string_view kUnreachable = "OBJECT_UNREACHABLE";
}  // namespace code

// A verdict in the making. It starts as passed and only gets worse; the first reason of the worst
// kind names the sub-indication.
class Judgement {
 public:
  void fail(std::string_view sub_indication, std::string_view code, std::string where = {}) {
    lower(core::Verdict::kTotalFailed, sub_indication);
    note(code, std::move(where));
  }
  void doubt(std::string_view sub_indication, std::string_view code, std::string where = {}) {
    lower(core::Verdict::kIndeterminate, sub_indication);
    note(code, std::move(where));
  }
  // Worth telling, without weight.
  void note(std::string_view code, std::string where = {}) {
    findings_.push_back({std::string(code), std::move(where)});
  }
  void lower(core::Verdict verdict, std::string_view sub_indication) {
    if (verdict == verdict_ || core::worse(verdict, verdict_) != verdict) return;
    verdict_ = verdict;
    sub_indication_ = sub_indication;
  }

  [[nodiscard]] bool passed() const { return verdict_ == core::Verdict::kTotalPassed; }
  [[nodiscard]] bool failed() const { return verdict_ == core::Verdict::kTotalFailed; }
  [[nodiscard]] core::Verdict verdict() const { return verdict_; }
  [[nodiscard]] const std::string& subIndication() const { return sub_indication_; }
  [[nodiscard]] const std::vector<core::Finding>& findings() const { return findings_; }

 private:
  core::Verdict verdict_ = core::Verdict::kTotalPassed;
  std::string sub_indication_;
  std::vector<core::Finding> findings_;
};

[[nodiscard]] inline std::string atOffset(std::uint64_t offset) {
  return "offset " + std::to_string(offset);
}
[[nodiscard]] inline std::string atObject(std::uint32_t number, std::uint32_t generation = 0) {
  return "object " + std::to_string(number) + " " + std::to_string(generation);
}

}  // namespace sohoa::signing
