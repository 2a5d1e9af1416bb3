#include "signing/evidence_collector.h"

#include <algorithm>

#include "signing/errors.h"
#include "signing/key_files.h"

namespace sohoa::signing {
namespace {

constexpr int kMaxFetchedIssuers = 6;

bool lacksIssuer(int error) {
  return error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
         error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

bool isExemptResponder(X509* certificate) {
  return X509_get_ext_by_NID(certificate, NID_id_pkix_OCSP_noCheck, -1) >= 0;
}

}  // namespace

std::size_t EvidenceCollector::indexOf(Blobs& blobs, Bytes blob) {
  const auto found = std::ranges::find(blobs, blob);
  if (found != blobs.end()) return static_cast<std::size_t>(found - blobs.begin());
  blobs.push_back(std::move(blob));
  return blobs.size() - 1;
}

void EvidenceCollector::note(std::vector<std::size_t>& list, std::size_t index) {
  if (std::ranges::find(list, index) == list.end()) list.push_back(index);
}

pdf::SecurityStoreAdditions::Related& EvidenceCollector::relatedOf(const std::string& key) {
  for (auto& related : store_.related) {
    if (related.key == key) return related;
  }
  store_.related.push_back({key, {}, {}, {}});
  return store_.related.back();
}

std::vector<X509Ptr> EvidenceCollector::chainOf(X509* leaf, const std::vector<X509*>& others,
                                                core::Timestamp at) {
  auto candidates = others;
  for (const auto* each : known_) {
    for (const auto& certificate : each->certificates) candidates.push_back(certificate.get());
  }
  for (const auto& certificate : fetched_) candidates.push_back(certificate.get());
  for (int tries = 0;; ++tries) {
    auto chain = buildChain(leaf, at, anchors_, candidates);
    if (!chain.certificates.empty()) return std::move(chain.certificates);
    std::optional<Bytes> issuer;
    if (lacksIssuer(chain.error) && chain.stuck_at && tries < kMaxFetchedIssuers) {
      issuer = revocation_.issuerOf(toDer(chain.stuck_at.get()));
    }
    if (!issuer) {
      throw core::Error(kChainIncomplete, {.detail = X509_verify_cert_error_string(chain.error)});
    }
    fetched_.push_back(certificateFromDer(*issuer));
    candidates.push_back(fetched_.back().get());
  }
}

void EvidenceCollector::add(const std::string& vri_key, X509* leaf,
                            const std::vector<X509*>& others, core::Timestamp at) {
  const auto chain = chainOf(leaf, others, at);
  auto& related = relatedOf(vri_key);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    note(related.certificates, indexOf(store_.certificates, toDer(chain[i].get())));
    if (i + 1 == chain.size() || isExemptResponder(chain[i].get())) continue;
    auto status = revocation_.ask(toDer(chain[i].get()), toDer(chain[i + 1].get()), at);
    if (!status.ocsp.empty()) note(related.ocsps, indexOf(store_.ocsps, std::move(status.ocsp)));
    for (auto& crl : status.crls()) note(related.crls, indexOf(store_.crls, std::move(crl)));
    for (auto& certificate : status.certificates) {
      note(related.certificates, indexOf(store_.certificates, std::move(certificate)));
    }
  }
}

}  // namespace sohoa::signing
