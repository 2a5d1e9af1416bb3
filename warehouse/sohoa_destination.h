#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/ports/destination.h"
#include "core/ports/http_client.h"
#include "warehouse/access_tokens.h"
#include "warehouse/patience.h"

namespace sohoa::warehouse {

struct SohoaDestinationOptions {
  std::string url;  // "https://kho.example.vn", without a slash at its end
  std::string client;
  std::string secret;
  Retries retries;
  std::uint64_t part_size = 16ULL << 20U;  // bytes of one request
  std::uint64_t bytes_per_second = 0;      // at most so many on average; 0: as fast as it goes
};

// Copies for the warehouse of another Sohoa (docs/warehouse-api.md): the PDF goes up by tus 1.0 and
// goes on where it broke off, also after this process died, since the upload's id is kept with the
// copy; then one call under the Idempotency-Key. The receipt's id is the copy's, its proof the far
// side's signed statement (JWS). Errors: those of far_answer.h, the HTTP client's, and
// Error(core::kCopyConflict).
class SohoaDestination final : public core::Destination {
 public:
  // `http` and `clock` outlive this. Throws Error(core::kBadSettings) for an address that is none.
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

  core::HttpClient& http_;
  SohoaDestinationOptions options_;
  AccessTokens tokens_;
};

}  // namespace sohoa::warehouse
