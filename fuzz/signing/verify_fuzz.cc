#include "core/clock.h"
#include "pdf/revisions.h"
#include "signing/verify_document.h"

// A file that nobody trusts is never accepted, and never more than a verdict comes out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  static const signing::StorePtr anchors(X509_STORE_new());
  static const signing::Evidence none;
  const pdf::Revisions file({data, size});
  for (const auto policy :
       {core::VerifyRequest::Policy::kGeneric, core::VerifyRequest::Policy::kSohoa}) {
    signing::CertificateCache parsed;
    signing::HashPool hashes;
    signing::DocumentVerification verification(
        file, {anchors.get(), &none, &none, nullptr, parsed, hashes}, policy, core::Timestamp{});
    if (verification.run().verdict == core::Verdict::kTotalPassed) __builtin_trap();
  }
  return 0;
}
