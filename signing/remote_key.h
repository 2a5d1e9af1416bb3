#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/ports/http_client.h"
#include "signing/key.h"
#include "signing/pin.h"

namespace sohoa::signing {

struct RemoteKeyOptions {
  std::string service;     // base address, for example "https://ky.example.vn/csc/v2"
  std::string credential;  // credentialID
  // Bearer token of the user's or service's session; asked for each request, so that the source can
  // renew it.
  std::function<std::string()> access_token;
  PinSource pin;  // only for credentials that want one for each authorisation
  std::chrono::milliseconds timeout{30000};
};

// A key kept by a remote-signing service, by the Cloud Signature Consortium API v2: the hash goes
// out (credentials/authorize, signatures/signHash), the signature comes back. Only the
// hash leaves this machine, never the document.
class RemoteKey final : public SigningKey {
 public:
  // Asks for the credential's certificate (credentials/info). Throws Error(kRemoteRefused),
  // Error(kCertificateUnreadable), and what the client throws. The client outlives the key.
  RemoteKey(core::HttpClient& client, RemoteKeyOptions options);
  ~RemoteKey() override;

  [[nodiscard]] const Bytes& certificate() const override;
  [[nodiscard]] const std::vector<Bytes>& chain() const override;
  // Throws Error(kRemoteUnavailable), which is transient, when the service is down or overloaded,
  // and Error(kRemoteRefused) when it says no.
  [[nodiscard]] Bytes sign(ByteView message, const SignatureScheme& scheme) const override;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace sohoa::signing
