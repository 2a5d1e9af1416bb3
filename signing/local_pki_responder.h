#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/ports/http_client.h"

namespace sohoa::signing {

// The services that a demo PKI's certificates name, answered in this process for demonstration and
// tests: BASE/ocsp (RFC 6960, SHA-256, delegated responder, nonce given back, valid for one day),
// BASE/crls/NAME.crl and BASE/ca/NAME.cer. A certificate is revoked when the issuing authority's
// CRL in the folder says so. Every other address goes on to the next client.
class LocalPkiResponder final : public core::HttpClient {
 public:
  // `folder` was made by createDemoPki(). Clock and next outlive the responder; without a next,
  // other addresses answer 404. Throws Error(kKeyUnreadable), Error(kIo).
  LocalPkiResponder(const std::filesystem::path& folder, std::string base_url,
                    const core::Clock& clock, core::HttpClient* next);
  ~LocalPkiResponder() override;

  [[nodiscard]] core::HttpResponse send(const core::HttpRequest& request) override;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace sohoa::signing
