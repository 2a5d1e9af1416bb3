#pragma once

#include <filesystem>
#include <memory>

#include "core/clock.h"
#include "signing/timestamp_client.h"

namespace sohoa::signing {

// A timestamp authority in this process, for demonstration and tests: it proves no more than the
// local clock. RFC 3161, SHA-256/384/512 imprints, random 127-bit serial numbers, accuracy one
// second, signing-certificate-v2.
class LocalTimestampAuthority final : public TimestampTransport {
 public:
  // A PKCS#12 file whose certificate has the critical purpose timeStamping. The clock outlives the
  // authority. Throws Error(kKeyUnreadable).
  LocalTimestampAuthority(const std::filesystem::path& pkcs12,
                          const std::filesystem::path& passphrase_file, const core::Clock& clock);
  ~LocalTimestampAuthority() override;

  [[nodiscard]] Bytes exchange(ByteView request) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::signing
