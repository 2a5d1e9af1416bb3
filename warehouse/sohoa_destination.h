#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/ports/destination.h"
#include "core/ports/http_client.h"
#include "warehouse/access_tokens.h"
#include "warehouse/patience.h"

namespace sohoa::warehouse {

// The claims of a receipt (JWS of type "receipt+jwt") that a key of the JSON Web Key Set signed;
// nothing of any other text.
using ReceiptReader = std::function<std::optional<nlohmann::json>(std::string_view receipt,
                                                                  const nlohmann::json& key_set)>;

struct SohoaDestinationOptions {
  std::string url;  // "https://kho.example.vn", without a slash at its end
  std::string client;
  std::string secret;
  Retries retries;
  std::uint64_t part_size = 16ULL << 20U;  // bytes of one request
  std::uint64_t bytes_per_second = 0;      // at most so many on average; 0: as fast as it goes
  ReceiptReader read_receipt = [](auto...) { return std::nullopt; };
  // The far side's JSON Web Key Set, got from its people; empty: what its server says of itself.
  std::string key_set = {};
};

// Copies for the warehouse of another Sohoa (docs/warehouse-api.md): the PDF goes up by tus 1.0 and
// goes on where it broke off, also after this process died, since the upload's id is kept with the
// copy; then one call under the Idempotency-Key. The receipt's id is the copy's, its proof the far
// side's signed statement (JWS), which is held against the far side's keys and what was sent.
// Errors: those of far_answer.h, the HTTP client's, Error(core::kCopyConflict), and
// Error(kFarBadReceipt).
class SohoaDestination final : public core::Destination {
 public:
  // `http` and `clock` outlive this. Throws Error(core::kBadSettings) for an address or a key set
  // that is none.
  SohoaDestination(core::HttpClient& http, SohoaDestinationOptions options,
                   const core::Clock& clock);

  [[nodiscard]] core::Receipt send(const core::OutgoingCopy& copy) override;

 private:
  struct Attempt;

  [[nodiscard]] core::HttpResponse exchange(core::HttpRequest request);
  [[nodiscard]] core::Receipt bring(Attempt& attempt);
  // Where the upload stands; nothing when the far side does not have it.
  [[nodiscard]] std::optional<std::uint64_t> offsetOf(const std::string& upload);
  [[nodiscard]] std::string begin(const core::OutgoingCopy& copy);
  void goOn(Attempt& attempt, std::uint64_t offset);
  // Nothing when the far side wants (another) upload first.
  [[nodiscard]] std::optional<core::Receipt> hand(const Attempt& attempt);
  [[nodiscard]] nlohmann::json farKeys();
  [[nodiscard]] std::optional<nlohmann::json> claimsOf(const std::string& receipt);
  void requireProof(const core::OutgoingCopy& copy, const std::string& receipt);

  core::HttpClient& http_;
  SohoaDestinationOptions options_;
  AccessTokens tokens_;
  nlohmann::json keys_;  // null: not known yet
};

}  // namespace sohoa::warehouse
