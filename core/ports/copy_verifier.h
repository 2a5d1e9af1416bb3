#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace sohoa::core {

// ETSI EN 319 102-1 clause 5.1.3.
enum class Verdict { kTotalPassed, kIndeterminate, kTotalFailed };
[[nodiscard]] std::string_view slug(Verdict verdict);  // "TOTAL_PASSED"
[[nodiscard]] Verdict worse(Verdict a, Verdict b);

// A fact that shaped a verdict: a stable code, and the object or byte offset it stands at.
struct Finding {
  std::string code;   // for example "REVISION_NOT_ALLOWED"
  std::string where;  // for example "object 12 0", "offset 80231"; may be empty
};

struct SignatureReport {
  std::string field;         // full field name
  std::string signer;        // subject's common name
  std::string organisation;  // subject's organisation: the unit that answers for the certificate
  std::string issuer;        // issuer's common name
  std::optional<Timestamp> valid_from;  // of the certificate
  std::optional<Timestamp> valid_until;
  bool document_timestamp = false;  // no person's signature
  bool intact = false;              // what it covers is as it was when signed
  Verdict verdict = Verdict::kIndeterminate;
  std::string sub_indication;                    // "" when passed; else an EN 319 102-1 name
  std::string level;                             // computed: "B-B", "B-T", ... or "" for none
  std::optional<Timestamp> signing_time;         // claimed (/M)
  std::optional<Timestamp> best_signature_time;  // proven by a timestamp
  bool covers_whole_document = false;            // its byte range reaches the end of the file
  std::vector<Finding> findings;
};

struct VerificationReport {
  Verdict verdict = Verdict::kIndeterminate;  // the worst of all; INDETERMINATE without signatures
  std::string sub_indication;
  std::string level;                        // the lowest of all signatures
  std::vector<SignatureReport> signatures;  // in the order they were made
  std::vector<Finding> findings;            // about the file
};

struct VerifyRequest {
  enum class Policy {
    kGeneric,  // any PAdES or PKCS#7 signed PDF
    kSohoa,    // only the revision shapes of a copy made here
  };
  Policy policy = Policy::kGeneric;
  std::optional<Timestamp> at;  // time of control; now when absent
  bool offline = true;          // embedded and local evidence only; else issuers are asked too
};

// Judges signed PDF files and fails closed: what cannot be shown is INDETERMINATE, never passed.
// Never throws for what a file contains; throws Error(kIo) when it cannot be read.
// Safe for several threads.
class CopyVerifier {
 public:
  virtual ~CopyVerifier() = default;
  [[nodiscard]] virtual VerificationReport verify(const std::filesystem::path& file,
                                                  const VerifyRequest& request) const = 0;
};

}  // namespace sohoa::core
