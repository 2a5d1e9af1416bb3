#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/file.h"
#include "signing/bytes.h"
#include "signing/file_key.h"
#include "signing/local_timestamp_authority.h"
#include "signing/pades_signer.h"
#include "signing/verifier.h"
#include "tests/support/demo_pki_fixture.h"
#include "tests/support/minimal_pdf.h"

namespace sohoa::test {

// Appends one revision written by hand: objects by number, a classic table, a trailer.
std::string appendRevision(const std::string& base, const std::map<int, std::string>& objects,
                           const std::string& trailer_entries = {});

// Replaces the first occurrence; the lengths may differ. Fails the test when there is none.
std::string replaced(std::string text, const std::string& from, const std::string& to);
// The same from the last occurrence.
std::string replacedLast(std::string text, const std::string& from, const std::string& to);

// A CMS signature made piece by piece, so that each piece can be wrong.
struct CmsRecipe {
  int signer_infos = 1;
  bool wrong_ess = false;
  bool without_ess = false;
  bool signing_time = false;
  bool content = false;            // carries eContent
  bool transmit_reversed = false;  // attributes in reverse order, signed as a sorted set
  bool sign_reversed = false;      // the other order is what is signed
  bool repeat_digest_attribute = false;
  bool indefinite_length = false;
  bool without_issuers = false;
  bool without_certificates = false;
  signing::Bytes timestamp = {};  // unsigned attribute
  // What the SignerInfo claims, and what the key is asked for.
  const char* digest_oid = "2.16.840.1.101.3.4.2.1";  // SHA-256
  const char* signature_oid = "1.2.840.10045.4.3.2";  // ecdsa-with-SHA256
  signing::SignatureScheme scheme = {signing::SignatureAlgorithm::kEcdsa,
                                     signing::HashAlgorithm::kSha256};
};
signing::Bytes makeCms(const signing::SigningKey& key, signing::ByteView digest,
                       const CmsRecipe& recipe);

// Fills the first empty field (object 7 of minimalPdf) with a signature dictionary whose /Contents
// is what `cms` makes from the SHA-256 of the byte range.
using CmsMaker = std::function<signing::Bytes(signing::ByteView digest)>;
std::string signByHand(const std::string& base, const CmsMaker& cms);
// The same with other entries in the dictionary, and with the covered bytes instead of their hash.
std::string signByHand(const std::string& base, const std::string& entries, const CmsMaker& cms);
inline constexpr char kPadesEntry[] = "/SubFilter /ETSI.CAdES.detached";

class VerifierTest : public DemoPkiTest {
 protected:
  static std::shared_ptr<const signing::SigningKey> key(const std::string& name);
  // Signed by the product's own signer at level B-T.
  static std::string signedBy(const std::string& base, core::SignerRole role);
  // With any key, and a timestamp by any clock.
  static std::string signedBy(const std::string& base, core::SignerRole role,
                              std::shared_ptr<const signing::SigningKey> key,
                              const core::Clock& clock);
  static const std::string& once();   // operator, over minimalPdf()
  static const std::string& twice();  // then agency

  static core::VerificationReport verify(
      const std::string& pdf,
      core::VerifyRequest::Policy policy = core::VerifyRequest::Policy::kSohoa,
      std::optional<core::Timestamp> at = {});
  static core::VerificationReport verifyWith(const signing::VerifierOptions& options,
                                             const std::string& pdf,
                                             const core::VerifyRequest& request);
  static signing::VerifierOptions options();
};

// Not passed under either policy, and the code is among the findings of both.
::testing::AssertionResult rejectedWith(const core::VerificationReport& report,
                                        const std::string& code);
std::string describe(const core::VerificationReport& report);

}  // namespace sohoa::test
