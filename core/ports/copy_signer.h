#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/appearance.h"

namespace sohoa::core {

// Who signs. A digitised copy carries operator, then agency; a certified copy certifier, then
// agency.
enum class SignerRole { kOperator, kCertifier, kAgency };

// PAdES baseline levels (ETSI EN 319 142-1 clause 6).
enum class PadesLevel { kBB, kBT, kBLT, kBLTA };

[[nodiscard]] std::string_view slug(SignerRole role);   // "operator"
[[nodiscard]] std::string_view slug(PadesLevel level);  // "B-T"
// Throw Error(kBadSettings) on an unknown word.
[[nodiscard]] SignerRole signerRole(std::string_view slug);
[[nodiscard]] PadesLevel padesLevel(std::string_view slug);

struct SignRequest {
  SignerRole role = SignerRole::kOperator;
  PadesLevel level = PadesLevel::kBT;
  // Visible text in place of the role's own; its place is the field's.
  std::optional<SignatureText> text = {};
  // What else is filled in: {"number", "17"} for {number}.
  std::map<std::string, std::string> words = {};
};

// Adds one signature as one incremental revision. Safe for several threads on different files.
class CopySigner {
 public:
  virtual ~CopySigner() = default;

  // Reads `in`, writes `out` atomically (they may be the same file). Refuses when the role's field
  // is filled already, when the key's certificate is not valid now or lacks the key usage.
  // Throws Error; Retry::kTransient when the time authority did not answer.
  virtual void sign(const std::filesystem::path& in, const std::filesystem::path& out,
                    const SignRequest& request) = 0;

  // The same for several signatures one after the other: all of them appear or none. At least one.
  virtual void signAll(const std::filesystem::path& in, const std::filesystem::path& out,
                       std::span<const SignRequest> requests) = 0;

  // Common name on the certificate of the role's key. Throws Error when the role has none.
  [[nodiscard]] virtual std::string signerName(SignerRole role) const = 0;
};

}  // namespace sohoa::core
