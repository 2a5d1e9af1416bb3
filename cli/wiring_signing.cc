#include "cli/wiring_signing.h"

#include "core/random.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>

#include "net/curl_http_client.h"
#include "signing/demo_pki.h"
#include "signing/file_key.h"
#include "signing/http_timestamp_transport.h"
#include "signing/local_pki_responder.h"
#include "signing/local_timestamp_authority.h"
#include "signing/pades_signer.h"
#include "signing/pin.h"
#include "signing/pkcs11_key.h"
#include "signing/remote_key.h"
#include "signing/verifier.h"

namespace sohoa::cli {
namespace {

constexpr std::string_view kLocalAuthority = "local:";

// The named file, a credential of the service manager, or whoever sits at the terminal.
signing::PinSource pinOf(core::SignerRole role, const config::SignerSettings& signer) {
  if (!signer.passphrase_file.empty()) return signing::pinFromFile(signer.passphrase_file);
  const std::string name(core::slug(role));
  if (std::getenv("CREDENTIALS_DIRECTORY") != nullptr) {
    return signing::pinFromCredential("sohoa-" + name + "-pin");
  }
  return signing::pinFromTerminal("PIN (" + name + ")");
}

// `pin`: of a person who must show it; empty: as the settings say.
std::shared_ptr<const signing::SigningKey> openKey(core::SignerRole role,
                                                   const config::SignerSettings& signer,
                                                   const signing::PinSource& pin,
                                                   core::HttpClient& http) {
  if (!signer.module.empty()) {
    signing::Pkcs11Options options;
    options.module = signer.module;
    options.token = signer.token;
    options.label = signer.label;
    options.pin = pin ? pin : pinOf(role, signer);
    options.own_login = static_cast<bool>(pin);
    options.certificates = signer.certificate;
    return std::make_shared<signing::Pkcs11Key>(options);
  }
  if (!signer.service.empty()) {
    signing::RemoteKeyOptions options{signer.service, signer.credential, {}, pin};
    if (!signer.access_token_file.empty()) {
      options.access_token = signing::pinFromFile(signer.access_token_file);
    }
    if (!pin && !signer.passphrase_file.empty()) {
      options.pin = signing::pinFromFile(signer.passphrase_file);
    }
    return std::make_shared<signing::RemoteKey>(http, std::move(options));
  }
  const bool pem = !signer.certificate.empty();
  if (pin && pem) return std::make_shared<signing::PemKey>(signer.key, signer.certificate, pin);
  if (pin) return std::make_shared<signing::Pkcs12Key>(signer.key, pin);
  if (pem) {
    return std::make_shared<signing::PemKey>(signer.key, signer.certificate,
                                             signer.passphrase_file);
  }
  return std::make_shared<signing::Pkcs12Key>(signer.key, signer.passphrase_file);
}

// Opened when it is first used: workers never certify, and nobody sits there to be asked for a PIN.
// A key that would not open is not tried again, since tokens lock.
class KeyOnDemand final : public signing::SigningKey {
 public:
  explicit KeyOnDemand(std::function<std::shared_ptr<const signing::SigningKey>()> open)
      : open_(std::move(open)) {}

  [[nodiscard]] const signing::Bytes& certificate() const override { return key().certificate(); }
  [[nodiscard]] const std::vector<signing::Bytes>& chain() const override { return key().chain(); }
  [[nodiscard]] signing::Bytes sign(signing::ByteView message,
                                    const signing::SignatureScheme& scheme) const override {
    return key().sign(message, scheme);
  }

 private:
  [[nodiscard]] const signing::SigningKey& key() const {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    if (key_) return *key_;
    try {
      key_ = open_();
    } catch (const core::Error&) {
      failure_ = std::current_exception();
      throw;
    }
    return *key_;
  }

  std::function<std::shared_ptr<const signing::SigningKey>()> open_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const signing::SigningKey> key_;
  mutable std::exception_ptr failure_;
};

// Whether the key is opened only once somebody certifies.
bool isOfPerson(core::SignerRole role, const config::SignerSettings& signer) {
  return role == core::SignerRole::kCertifier &&
         (!signer.module.empty() || signer.passphrase_file.empty());
}

}  // namespace

SigningParts::SigningParts(const config::Settings& settings,
                           const std::vector<core::AppearancePolicy>& appearances,
                           const core::Clock& clock)
    : settings_(settings), appearances_(appearances), clock_(clock) {}

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
      transport = std::make_shared<signing::HttpTimestampTransport>(http(), url);
    }
    options.authorities.push_back({url, std::move(transport), {}});
  }
  timestamps_ = std::make_unique<signing::TimestampClient>(std::move(options), clock_, sleeper_);
  return timestamps_.get();
}

std::optional<core::Timestamp> SigningParts::tryTimestamp() {
  const auto* authorities = timestamps();
  if (authorities == nullptr) return std::nullopt;
  static_cast<void>(authorities->token(core::sha256(core::randomHex(16))));
  return clock_.now();
}

core::HttpClient& SigningParts::http() {
  if (!http_) http_ = std::make_unique<net::CurlHttpClient>();
  return *http_;
}

core::HttpClient& SigningParts::pkiServices() {
  // A backup without keys is verified by what its copies carry.
  const auto& folder = settings_.signing.local_pki;
  if (folder.empty() || !std::filesystem::exists(folder / "keys")) return http();
  if (!local_pki_) {
    local_pki_ = std::make_unique<signing::LocalPkiResponder>(
        settings_.signing.local_pki, signing::DemoPkiOptions{}.base_url, clock_, &http());
  }
  return *local_pki_;
}

const signing::RevocationClient& SigningParts::revocation() {
  if (!revocation_) {
    revocation_ = std::make_unique<signing::RevocationClient>(
        pkiServices(), signing::RevocationOptions{}, clock_, sleeper_);
  }
  return *revocation_;
}

// Somebody waits for a verdict, so each source is asked once.
const signing::RevocationClient& SigningParts::onlineStatus() {
  if (!online_status_) {
    signing::RevocationOptions options;
    options.backoff.rounds = 1;
    options.timeout = std::chrono::seconds(5);
    online_status_ =
        std::make_unique<signing::RevocationClient>(pkiServices(), options, clock_, sleeper_);
  }
  return *online_status_;
}

core::CopyAugmenter& SigningParts::augmenter() {
  if (augmenter_) return *augmenter_;
  signing::AugmenterOptions options;
  options.trust_anchors = settings_.trust.anchors;
  options.intermediates = settings_.trust.intermediates;
  options.revocation = &revocation();
  options.timestamps = timestamps();
  augmenter_ = std::make_unique<signing::PadesAugmenter>(options, clock_);
  return *augmenter_;
}

core::CopySigner& SigningParts::signer() {
  using Role = core::SignerRole;
  if (!signer_) signer_ = signerOf({{Role::kOperator}, {Role::kCertifier}, {Role::kAgency}});
  return *signer_;
}

std::unique_ptr<core::CopySigner> SigningParts::certifierWith(const signing::PinSource& pin) {
  // The person's key first: one token may hold both, and must be asked for this PIN.
  return signerOf({{core::SignerRole::kCertifier, pin}, {core::SignerRole::kAgency}});
}

std::unique_ptr<core::CopySigner> SigningParts::signerOf(const std::vector<WantedRole>& wanted) {
  signing::SignerOptions options;
  const auto& s = settings_.signing;
  const auto* look = core::policyFor(appearances_, core::Product::kDigitised, clock_.now());
  for (const auto& [role, pin] : wanted) {
    const auto& signer = role == core::SignerRole::kOperator    ? s.op
                         : role == core::SignerRole::kCertifier ? s.certifier
                                                                : s.agency;
    if (signer.empty()) continue;
    auto& chosen = options.roles[role] = signing::defaultRole(role);
    const auto open = [this, role = role, &signer, pin = pin] {
      return openKey(role, signer, pin, http());
    };
    chosen.key = !pin && isOfPerson(role, signer) ? std::make_shared<KeyOnDemand>(open) : open();
    chosen.unit = signer.unit;
    chosen.rsa_padding =
        signer.algorithm == "rsa-pkcs1" ? signing::RsaPadding::kPkcs1 : signing::RsaPadding::kPss;
    if (look != nullptr) {
      chosen.text = role == core::SignerRole::kAgency ? look->agency : look->person;
      chosen.words["copy_form"] = look->copy_form;
    }
    chosen.words["agency"] = settings_.unit.name;
  }
  options.timestamps = timestamps();
  static_cast<void>(augmenter());
  options.augmenter = augmenter_.get();
  if (s.check_revocation) options.revocation = &onlineStatus();
  options.warn = [](const core::Error& error) {
    fmt::print(stderr, "{}\n", error.describe(core::Language::kVietnamese));
  };
  options.font = settings_.copy.font;
  return std::make_unique<signing::PadesSigner>(std::move(options), clock_);
}

const core::CopyVerifier& SigningParts::verifier(const std::vector<std::filesystem::path>& anchors,
                                                 const std::vector<std::filesystem::path>& crls) {
  const auto& trust = settings_.trust;
  signing::VerifierOptions options{anchors.empty() ? trust.anchors : anchors, trust.intermediates,
                                   trust.crls, clock_, &onlineStatus()};
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
