#include <algorithm>
#include <chrono>
#include <optional>

#include "core/error.h"
#include "signing/asn1_time.h"
#include "signing/verify_cms.h"
#include "signing/verify_path.h"

namespace sohoa::signing {
namespace {

constexpr std::chrono::minutes kClockSkew{5};

std::optional<core::Timestamp> timeOf(const ASN1_TIME* time) {
  if (time == nullptr || ASN1_TIME_check(time) != 1) return std::nullopt;
  try {
    return fromAsn1Time(time);
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

// A statement speaks for time `at` when it was made after it, or was still in force then.
bool speaksFor(const ASN1_TIME* this_update, const ASN1_TIME* next_update, core::Timestamp at,
               core::Timestamp now, X509* certificate) {
  const auto made = timeOf(this_update);
  if (!made || *made > now + kClockSkew) return false;
  if (*made >= at) {
    const auto expiry = timeOf(X509_get0_notAfter(certificate));
    return expiry && *made <= *expiry;  // issuers drop entries of expired certificates
  }
  const auto next = timeOf(next_update);
  return next && at <= *next;
}

bool signedStrongly(int signature_nid) {
  if (signature_nid == NID_rsassaPss || signature_nid == NID_ED25519 ||
      signature_nid == NID_ED448) {
    return true;
  }
  int hash = NID_undef;
  return OBJ_find_sigid_algs(signature_nid, &hash, nullptr) == 1 && allowedDigest(hash) != nullptr;
}

// RFC 5280 clause 5.2.5: lists for other kinds of certificates, for some reasons or of other
// issuers say nothing complete about this one.
bool scopeCovers(X509_CRL* crl, X509* certificate) {
  for (int i = 0; i < X509_CRL_get_ext_count(crl); ++i) {
    auto* extension = X509_CRL_get_ext(crl, i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (nid == NID_delta_crl) return false;
    if (X509_EXTENSION_get_critical(extension) == 1 && nid != NID_issuing_distribution_point) {
      return false;
    }
  }
  int critical = -1;
  const auto release = [](ISSUING_DIST_POINT* point) { ISSUING_DIST_POINT_free(point); };
  const std::unique_ptr<ISSUING_DIST_POINT, decltype(release)> point(
      static_cast<ISSUING_DIST_POINT*>(
          X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, nullptr)),
      release);
  if (!point) return critical == -1;
  const bool authority = X509_check_ca(certificate) == 1;
  return point->indirectCRL <= 0 && point->onlyattr <= 0 && point->onlysomereasons == nullptr &&
         !(point->onlyuser > 0 && authority) && !(point->onlyCA > 0 && !authority);
}

bool usableCrl(X509_CRL* crl, X509* certificate, X509* issuer, core::Timestamp at,
               core::Timestamp now) {
  auto* key = X509_get0_pubkey(issuer);
  return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) == 0 &&
         (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0 && key != nullptr &&
         signedStrongly(X509_CRL_get_signature_nid(crl)) && scopeCovers(crl, certificate) &&
         speaksFor(X509_CRL_get0_lastUpdate(crl), X509_CRL_get0_nextUpdate(crl), at, now,
                   certificate) &&
         X509_CRL_verify(crl, key) == 1;
}

// A list of the issuer in force when the responder answered does not name it.
bool listedAsGood(X509* responder, X509* issuer, core::Timestamp produced, core::Timestamp now,
                  const std::vector<const Evidence*>& evidence) {
  bool good = false;
  for (const auto* each : evidence) {
    for (const auto& crl : each->crls) {
      if (!usableCrl(crl.get(), responder, issuer, produced, now)) continue;
      X509_REVOKED* entry = nullptr;
      if (X509_CRL_get0_by_cert(crl.get(), &entry, responder) != 0) return false;
      good = true;
    }
  }
  return good;
}

// The issuer itself, or a certificate it issued for this purpose and exempted from checks or, by
// its list, did not revoke (RFC 6960 clause 4.2.2.2).
bool isResponder(X509* signer, X509* issuer, core::Timestamp produced, core::Timestamp now,
                 const std::vector<const Evidence*>& evidence) {
  if (X509_cmp(signer, issuer) == 0) return true;
  const auto begin = timeOf(X509_get0_notBefore(signer));
  const auto end = timeOf(X509_get0_notAfter(signer));
  return X509_NAME_cmp(X509_get_issuer_name(signer), X509_get_subject_name(issuer)) == 0 &&
         X509_verify(signer, X509_get0_pubkey(issuer)) == 1 &&
         (X509_get_extension_flags(signer) & EXFLAG_XKUSAGE) != 0 &&
         (X509_get_extended_key_usage(signer) & XKU_OCSP_SIGN) != 0 &&
         strongEnough(X509_get0_pubkey(signer)) && begin && end && *begin <= produced &&
         produced <= *end &&
         (X509_get_ext_by_NID(signer, NID_id_pkix_OCSP_noCheck, -1) >= 0 ||
          listedAsGood(signer, issuer, produced, now, evidence));
}

bool usableOcsp(OCSP_BASICRESP* response, X509* issuer, core::Timestamp now,
                const std::vector<const Evidence*>& evidence) {
  const X509ViewStackPtr known(sk_X509_new_null());
  sk_X509_push(known.get(), issuer);
  for (const auto* each : evidence) {
    for (const auto& certificate : each->certificates) {
      sk_X509_push(known.get(), certificate.get());
    }
  }
  X509* signer = nullptr;
  const auto produced = timeOf(OCSP_resp_get0_produced_at(response));
  if (!produced || OCSP_resp_get0_signer(response, &signer, known.get()) != 1) return false;
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, OCSP_resp_get0_tbs_sigalg(response));
  return signedStrongly(OBJ_obj2nid(algorithm)) &&
         isResponder(signer, issuer, *produced, now, evidence) &&
         OCSP_basic_verify(response, known.get(), nullptr, OCSP_NOVERIFY) == 1;
}

class Inquiry {
 public:
  explicit Inquiry(const RevocationQuestion& question)
      : certificate_(question.certificate),
        issuer_(question.issuer),
        at_(question.at),
        until_(question.until),
        now_(question.now) {}

  void read(X509_CRL* crl) {
    if (!usableCrl(crl, certificate_, issuer_, at_, now_)) return;
    X509_REVOKED* entry = nullptr;
    if (X509_CRL_get0_by_cert(crl, &entry, certificate_) == 0) return add({}, false);
    add(timeOf(X509_REVOKED_get0_revocationDate(entry)), true);
  }

  void read(OCSP_BASICRESP* response, const std::vector<const Evidence*>& evidence) {
    for (int i = 0; i < OCSP_resp_count(response); ++i) {
      auto* single = OCSP_resp_get0(response, i);
      int reason = 0;
      ASN1_GENERALIZEDTIME* revoked = nullptr;
      ASN1_GENERALIZEDTIME* made = nullptr;
      ASN1_GENERALIZEDTIME* next = nullptr;
      const int status = OCSP_single_get0_status(single, &reason, &revoked, &made, &next);
      if (!names(single) || !speaksFor(made, next, at_, now_, certificate_) ||
          !usableOcsp(response, issuer_, now_, evidence)) {
        continue;
      }
      if (status == V_OCSP_CERTSTATUS_GOOD) add({}, false);
      if (status == V_OCSP_CERTSTATUS_REVOKED) add(timeOf(revoked), true);
    }
  }

  [[nodiscard]] const RevocationAnswer& answer() const { return answer_; }

 private:
  using Status = RevocationAnswer::Status;

  bool names(OCSP_SINGLERESP* single) const {
    auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
    ASN1_OBJECT* hash = nullptr;
    if (OCSP_id_get0_info(nullptr, &hash, nullptr, nullptr, id) != 1) return false;
    const auto* function = EVP_get_digestbyobj(hash);
    if (function == nullptr) return false;
    const auto release = [](OCSP_CERTID* mine) { OCSP_CERTID_free(mine); };
    const std::unique_ptr<OCSP_CERTID, decltype(release)> mine(
        OCSP_cert_to_id(function, certificate_, issuer_), release);
    return mine && OCSP_id_cmp(mine.get(), id) == 0;
  }

  // One voice for "revoked" outweighs all others.
  void add(std::optional<core::Timestamp> revoked_at, bool revoked) {
    if (revoked && (!revoked_at || *revoked_at <= until_)) {
      answer_.status = Status::kRevoked;
      answer_.revoked_at = revoked_at.value_or(at_);
    } else if (answer_.status != Status::kRevoked) {
      answer_.status = Status::kGood;
      answer_.revoked_later = answer_.revoked_later || revoked;
    }
  }

  X509* certificate_;
  X509* issuer_;
  core::Timestamp at_;
  core::Timestamp until_;
  core::Timestamp now_;
  RevocationAnswer answer_;
};

}  // namespace

RevocationAnswer askRevocation(const RevocationQuestion& question,
                               const std::vector<const Evidence*>& evidence) {
  Inquiry inquiry(question);
  for (const auto* each : evidence) {
    for (const auto& crl : each->crls) inquiry.read(crl.get());
    for (const auto& response : each->ocsps) inquiry.read(response.get(), evidence);
  }
  return inquiry.answer();
}

}  // namespace sohoa::signing
