#pragma once

// Private to signing/: one verification from bytes to report.

#include <memory>
#include <optional>

#include "pdf/revisions.h"
#include "signing/running_digest.h"
#include "signing/verify_changes.h"
#include "signing/verify_cms.h"
#include "signing/verify_fields.h"
#include "signing/verify_path.h"
#include "signing/verify_timestamp.h"

namespace sohoa::signing {

struct DocumentTrust {
  X509_STORE* anchors = nullptr;
  const Evidence* local = nullptr;  // intermediates
  const Evidence* crls = nullptr;
  OnlineEvidence* online = nullptr;  // null: nothing is fetched
  CertificateCache& parsed;
  HashPool& hashes;
};

class DocumentVerification {
 public:
  DocumentVerification(const pdf::Revisions& file, const DocumentTrust& trust,
                       core::VerifyRequest::Policy policy, core::Timestamp now);

  [[nodiscard]] core::VerificationReport run();

 private:
  struct Item {
    SignatureSite site;
    Judgement judgement;
    std::unique_ptr<SignedData> data;        // a signature
    std::optional<TimestampToken> token;     // a document timestamp
    std::vector<TimestampToken> timestamps;  // those of the signature that are sound and trusted
    bool ber = false;                        // not in the DER that PAdES asks for
    Bytes digest;                            // of what it covers
    std::optional<core::Timestamp> claimed;  // /M
    std::optional<core::Timestamp> proven;
    std::string level;
  };
  using EvidenceList = std::vector<const Evidence*>;

  void judgeStructure();
  void readContents(Item& item);
  void digestAll();
  void judgeDocumentTimestamp(Item& item);
  void judgeSigner(Item& item);
  void judgeProfile(Item& item);
  void judgeSignatureTimestamps(Item& item);
  void proveTime(Item& item);
  void judgeTimestampOrder();
  void judgeChanges();
  void judgeLocks(const Item& item, std::size_t revision, const RevisionChanges& changes,
                  Judgement& judgement) const;
  void judgeAnatomy();
  void judgeBase();
  void computeLevel(Item& item);
  [[nodiscard]] bool selfContained(const Item& item, const Evidence& evidence) const;
  // `revision` is the one that holds the token.
  void judgeTimestampPath(const TimestampToken& token, std::size_t revision,
                          const EvidenceList& evidence, OnlineEvidence* online,
                          Judgement& judgement) const;
  void judgeSignerPath(const Item& item, const EvidenceList& evidence, OnlineEvidence* online,
                       Judgement& judgement) const;
  [[nodiscard]] core::Timestamp provenUntil(std::size_t revision) const;
  void judgeCertification();
  [[nodiscard]] core::VerificationReport report() const;

  const pdf::Revisions& file_;
  DocumentTrust trust_;
  core::VerifyRequest::Policy policy_;
  core::Timestamp now_;
  Evidence store_;  // DSS of the last revision
  Judgement about_file_;
  std::vector<Item> items_;
  std::vector<RevisionChanges> changes_;  // by revision; the first stays empty
};

// "D:YYYYMMDDHHmmSS+HH'mm'" (ISO 32000-1 clause 7.9.4), the date and time of day in full.
[[nodiscard]] std::optional<core::Timestamp> parsePdfDate(std::string_view text);

}  // namespace sohoa::signing
