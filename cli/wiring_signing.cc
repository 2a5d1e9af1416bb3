#include "cli/wiring_signing.h"

#include "net/curl_http_client.h"
#include "signing/demo_pki.h"
#include "signing/http_timestamp_transport.h"
#include "signing/local_timestamp_authority.h"
#include "signing/pades_signer.h"
#include "signing/pkcs12_key.h"
#include "signing/verifier.h"

namespace sohoa::cli {
namespace {

constexpr std::string_view kLocalAuthority = "local:";

signing::RoleOptions roleOptions(core::SignerRole role, const config::SignerSettings& signer,
                                 const config::Settings& settings) {
  auto options = signing::defaultRole(role);
  options.key = std::make_shared<signing::Pkcs12Key>(signer.key, signer.passphrase_file);
  options.rsa_padding =
      signer.algorithm == "rsa-pkcs1" ? signing::RsaPadding::kPkcs1 : signing::RsaPadding::kPss;
  options.appearance.copy_form = settings.signing.copy_form;
  options.appearance.agency = settings.unit.name;
  return options;
}

}  // namespace

SigningParts::SigningParts(const config::Settings& settings, const core::Clock& clock)
    : settings_(settings), clock_(clock) {}

const signing::TimestampClient* SigningParts::timestamps() {
  if (settings_.signing.timestamp_urls.empty()) return nullptr;
  if (timestamps_) return timestamps_.get();
  signing::TimestampOptions options;
  options.trust = settings_.trust.anchors;
  for (const auto& url : settings_.signing.timestamp_urls) {
    std::shared_ptr<signing::TimestampTransport> transport;
    if (url == kLocalAuthority) {
      transport = std::make_shared<signing::LocalTimestampAuthority>(
          settings_.signing.timestamp_key, settings_.signing.timestamp_passphrase_file, clock_);
    } else {
      if (!http_) http_ = std::make_unique<net::CurlHttpClient>();
      transport = std::make_shared<signing::HttpTimestampTransport>(*http_, url);
    }
    options.authorities.push_back({url, std::move(transport), {}});
  }
  timestamps_ = std::make_unique<signing::TimestampClient>(std::move(options), clock_, sleeper_);
  return timestamps_.get();
}

core::CopySigner& SigningParts::signer() {
  if (signer_) return *signer_;
  signing::SignerOptions options;
  const auto& s = settings_.signing;
  for (const auto& [role, signer] : {std::pair{core::SignerRole::kOperator, &s.op},
                                     std::pair{core::SignerRole::kCertifier, &s.certifier},
                                     std::pair{core::SignerRole::kAgency, &s.agency}}) {
    if (!signer->key.empty()) options.roles[role] = roleOptions(role, *signer, settings_);
  }
  options.timestamps = timestamps();
  options.font = settings_.copy.font;
  signer_ = std::make_unique<signing::PadesSigner>(std::move(options), clock_);
  return *signer_;
}

const core::CopyVerifier& SigningParts::verifier(const std::vector<std::filesystem::path>& anchors,
                                                 const std::vector<std::filesystem::path>& crls) {
  const auto& trust = settings_.trust;
  signing::VerifierOptions options{anchors.empty() ? trust.anchors : anchors, trust.intermediates,
                                   trust.crls, clock_};
  options.crls.insert(options.crls.end(), crls.begin(), crls.end());
  verifier_ = std::make_unique<signing::PadesVerifier>(options);
  return *verifier_;
}

void makeDemoPki(const std::filesystem::path& folder, const std::string& unit_name,
                 const core::Clock& clock) {
  signing::DemoPkiOptions options;
  options.unit = unit_name + " (TEST)";
  signing::createDemoPki(folder, options, clock);
}

}  // namespace sohoa::cli
