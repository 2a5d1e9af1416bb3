#pragma once

// Private to signing/: gathers what proves signatures later.

#include <map>
#include <vector>

#include "pdf/incremental_update.h"
#include "signing/revocation_client.h"
#include "signing/verify_path.h"

namespace sohoa::signing {

class EvidenceCollector {
 public:
  // All outlive the collector.
  EvidenceCollector(const RevocationClient& revocation, X509_STORE* anchors,
                    const std::vector<const Evidence*>& known)
      : revocation_(revocation), anchors_(anchors), known_(known) {}

  // The chain of `leaf` and the status of each certificate in it, for time `at`, on account of the
  // signature with this VRI key. `others` are the certificates that came along with it. Throws
  // Error(kChainIncomplete) and what RevocationClient::ask() throws.
  void add(const std::string& vri_key, X509* leaf, const std::vector<X509*>& others,
           core::Timestamp at);

  [[nodiscard]] const pdf::SecurityStoreAdditions& store() const { return store_; }

 private:
  using Blobs = pdf::SecurityStoreAdditions::Blobs;

  [[nodiscard]] std::vector<X509Ptr> chainOf(X509* leaf, const std::vector<X509*>& others,
                                             core::Timestamp at);
  static std::size_t indexOf(Blobs& blobs, Bytes blob);
  static void note(std::vector<std::size_t>& list, std::size_t index);
  pdf::SecurityStoreAdditions::Related& relatedOf(const std::string& key);

  const RevocationClient& revocation_;
  X509_STORE* anchors_;
  const std::vector<const Evidence*>& known_;
  std::vector<X509Ptr> fetched_;  // issuers found by their addresses
  pdf::SecurityStoreAdditions store_;
};

}  // namespace sohoa::signing
