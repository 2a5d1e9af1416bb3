#include "signing/verifier.h"

#include "core/error.h"
#include "pdf/revisions.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"
#include "signing/verify_document.h"
#include "signing/verify_evidence.h"
#include "signing/verify_online.h"

namespace sohoa::signing {

struct PadesVerifier::Trust {
  StorePtr anchors{X509_STORE_new()};
  Evidence local;
  mutable CertificateCache parsed;
  mutable HashPool hashes;
};

PadesVerifier::PadesVerifier(const VerifierOptions& options)
    : crls_(options.crls), clock_(options.clock), online_(options.online) {
  auto trust = std::make_unique<Trust>();
  for (const auto& anchor : readCertificates(options.trust_anchors)) {
    ensure(X509_STORE_add_cert(trust->anchors.get(), anchor.get()) == 1, kCertificateUnreadable,
           "trust anchor");
  }
  trust->local.certificates = readCertificates(options.intermediates);
  trust_ = std::move(trust);
}

PadesVerifier::~PadesVerifier() = default;

core::VerificationReport PadesVerifier::verify(const std::filesystem::path& file,
                                               const core::VerifyRequest& request) const {
  const pdf::MappedFile bytes(file);
  Evidence crls;
  crls.crls = readCrls(crls_);
  try {
    const pdf::Revisions revisions(bytes);
    std::optional<OnlineEvidence> fetched;
    if (!request.offline && online_ != nullptr) fetched.emplace(*online_);
    DocumentVerification verification(
        revisions,
        {trust_->anchors.get(), &trust_->local, &crls, fetched ? &*fetched : nullptr,
         trust_->parsed, trust_->hashes},
        request.policy, request.at.value_or(clock_.now()));
    auto report = verification.run();
    static_cast<void>(drainOpensslErrors());
    return report;
  } catch (const std::exception&) {
    static_cast<void>(drainOpensslErrors());
    core::VerificationReport report;
    report.findings.push_back({std::string(code::kInternalLimit), {}});
    return report;
  }
}

}  // namespace sohoa::signing
