#include "cli/wiring_delivery.h"

#include "cli/wiring_s3.h"
#include "config/rest_mapping.h"
#include "core/error.h"
#include "core/file.h"
#include "net/curl_http_client.h"
#include "server/jws.h"
#include "server/token.h"
#include "store/s3_destination.h"
#include "warehouse/rest_destination.h"
#include "warehouse/sohoa_destination.h"

namespace sohoa::cli {
namespace {

// Owns the connections it is reached by.
class OwnedDestination final : public core::Destination {
 public:
  OwnedDestination(std::unique_ptr<core::HttpClient> http, std::unique_ptr<core::Destination> inner)
      : http_(std::move(http)), inner_(std::move(inner)) {}

  [[nodiscard]] core::Receipt send(const core::OutgoingCopy& copy) override {
    return inner_->send(copy);
  }

 private:
  std::unique_ptr<core::HttpClient> http_;
  std::unique_ptr<core::Destination> inner_;
};

std::unique_ptr<core::HttpClient> httpOf(const config::DeliverySettings& delivery) {
  net::HttpOptions options;
  options.certificates = delivery.tls_ca_file;
  options.client_certificate = delivery.tls_certificate;
  options.client_key = delivery.tls_key;
  requireSetting(options.client_certificate.empty() == options.client_key.empty(),
                 "delivery.tls_key", "set together with tls_certificate");
  return std::make_unique<net::CurlHttpClient>(options);
}

std::unique_ptr<core::Destination> bucket(const config::DeliverySettings& delivery,
                                          const core::Clock& clock) {
  const S3Access access("delivery", delivery.s3);
  store::S3DestinationOptions options;
  options.place = access.place();
  options.prefix = delivery.s3.prefix;
  options.bytes_per_second = delivery.kilobytes_per_second << 10U;
  auto http = access.http();
  auto inner = std::make_unique<store::S3Destination>(*http, access.credentials(),
                                                      std::move(options), clock);
  return std::make_unique<OwnedDestination>(std::move(http), std::move(inner));
}

std::unique_ptr<core::Destination> farSohoa(const config::DeliverySettings& delivery,
                                            const core::Clock& clock) {
  requireSetting(!delivery.sohoa.client_id.empty(), "delivery.sohoa_client_id", "a client's id");
  warehouse::SohoaDestinationOptions options;
  options.url = delivery.sohoa.url;
  options.client = delivery.sohoa.client_id;
  options.secret = secretIn(delivery.sohoa.secret_file, "delivery.sohoa_secret_file");
  options.bytes_per_second = delivery.kilobytes_per_second << 10U;
  options.read_receipt = [](std::string_view receipt, const nlohmann::json& key_set) {
    return server::signedClaims(receipt, key_set, server::kReceiptType);
  };
  if (!delivery.sohoa.keys_file.empty()) options.key_set = core::readText(delivery.sohoa.keys_file);
  auto http = httpOf(delivery);
  auto inner = std::make_unique<warehouse::SohoaDestination>(*http, std::move(options), clock);
  return std::make_unique<OwnedDestination>(std::move(http), std::move(inner));
}

std::unique_ptr<core::Destination> service(const config::DeliverySettings& delivery,
                                           const core::Clock& clock) {
  warehouse::RestDestinationOptions options;
  options.mapping = config::loadRestMapping(delivery.rest_mapping);
  if (options.mapping.auth != core::RestMapping::Auth::kNone) {
    options.secret = secretIn(options.mapping.secret_file,
                              delivery.rest_mapping.string() + ": auth.secret_file");
  }
  options.bytes_per_second = delivery.kilobytes_per_second << 10U;
  auto http = httpOf(delivery);
  auto inner = std::make_unique<warehouse::RestDestination>(*http, std::move(options), clock);
  return std::make_unique<OwnedDestination>(std::move(http), std::move(inner));
}

}  // namespace

std::unique_ptr<core::Destination> openDestination(const config::Settings& settings,
                                                   const std::string& name,
                                                   const core::Clock& clock) {
  for (const auto& delivery : settings.deliveries) {
    if (delivery.name != name) continue;
    const int kinds = (delivery.s3.endpoint.empty() ? 0 : 1) +
                      (delivery.sohoa.url.empty() ? 0 : 1) +
                      (delivery.rest_mapping.empty() ? 0 : 1);
    requireSetting(kinds == 1, "delivery " + name,
                   "given one of s3_endpoint, sohoa_url, rest_mapping");
    if (!delivery.sohoa.url.empty()) return farSohoa(delivery, clock);
    if (!delivery.rest_mapping.empty()) return service(delivery, clock);
    return bucket(delivery, clock);
  }
  throw core::Error(core::kBadSettings, {.detail = "no [[delivery]] has the name " + name});
}

}  // namespace sohoa::cli
