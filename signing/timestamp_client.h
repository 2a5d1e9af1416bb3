#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "signing/backoff.h"
#include "signing/bytes.h"

namespace sohoa::signing {

// Carries a timestamp request to an authority and its answer back (RFC 3161). Safe for several
// threads.
class TimestampTransport {
 public:
  virtual ~TimestampTransport() = default;
  // DER TimeStampReq in, DER TimeStampResp out. Throws Error when no answer came.
  [[nodiscard]] virtual Bytes exchange(ByteView request) = 0;
};

struct TimestampAuthority {
  std::string name;  // for messages
  std::shared_ptr<TimestampTransport> transport;
  std::string policy;  // OID to ask for; "" takes the authority's own
};

// Waiting between rounds; a port so that tests do not wait.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual void sleep(std::chrono::milliseconds duration) const = 0;
};

class ThreadSleeper final : public Sleeper {
 public:
  void sleep(std::chrono::milliseconds duration) const override;
};

struct TimestampOptions {
  std::vector<TimestampAuthority> authorities;  // asked in this order
  std::vector<std::filesystem::path> trust;     // PEM files with trust anchors
  BackoffOptions backoff;
  std::chrono::minutes tolerated_skew{10};  // between the token's time and our clock
};

// Gets timestamp tokens and believes none that it has not checked: status, imprint, nonce, policy,
// signature, signing certificate attribute, critical timeStamping purpose, chain to a trust anchor
// at the time of our clock, and a time near that clock. Safe for several threads.
class TimestampClient {
 public:
  // Throws Error(kBadSettings) without authorities or trust anchors, Error(kCertificateUnreadable).
  // The clock and the sleeper outlive the client.
  TimestampClient(TimestampOptions options, const core::Clock& clock, const Sleeper& sleeper);
  ~TimestampClient();

  // A DER TimeStampToken over a SHA-256 digest, byte for byte as the authority made it. Throws
  // Error(kTsaUnavailable), which is transient, when no authority gave one in all rounds.
  [[nodiscard]] Bytes token(const core::Sha256& digest) const;

  // Bytes of the largest token so far, so that room for the next can be kept. Asks for one when
  // there was none. Throws what token() throws.
  [[nodiscard]] std::size_t tokenSize() const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace sohoa::signing
