#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/ports/destination.h"
#include "core/ports/http_client.h"
#include "core/rest_mapping.h"
#include "warehouse/access_tokens.h"
#include "warehouse/patience.h"

namespace sohoa::warehouse {

struct RestDestinationOptions {
  core::RestMapping mapping{};
  std::string secret{};  // what mapping.secret_file holds
  Retries retries;
  std::uint64_t bytes_per_second = 0;  // at most so many on average; 0: as fast as it goes
};

// Copies for a service that has its own address, field names and answers: one request a copy, as
// the mapping describes it. The bytes carry Repr-Digest or Content-Digest (RFC 9530). That a copy
// comes to stand there once rests on the service: on its Idempotency-Key, on PUT to the copy's own
// address, or on a status that says it has it. The receipt's proof is the service's answer. Errors:
// those of far_answer.h, and the HTTP client's.
class RestDestination final : public core::Destination {
 public:
  // `http` and `clock` outlive this.
  RestDestination(core::HttpClient& http, RestDestinationOptions options, const core::Clock& clock);

  [[nodiscard]] core::Receipt send(const core::OutgoingCopy& copy) override;

 private:
  [[nodiscard]] core::Receipt bring(const core::OutgoingCopy& copy);
  [[nodiscard]] std::string authorization();

  core::HttpClient& http_;
  RestDestinationOptions options_;
  AccessTokens tokens_;
};

}  // namespace sohoa::warehouse
