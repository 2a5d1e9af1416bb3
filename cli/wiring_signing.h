#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "core/appearance.h"
#include "core/clock.h"
#include "core/ports/copy_augmenter.h"
#include "core/ports/copy_signer.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/http_client.h"
#include "signing/pades_augmenter.h"
#include "signing/pin.h"
#include "signing/revocation_client.h"
#include "signing/timestamp_client.h"

namespace sohoa::cli {

// Signer and verifier as the settings ask for them, each made on first use. Whoever signs without
// saying how it looks gets the digitised copy's look. The arguments outlive this object.
class SigningParts {
 public:
  SigningParts(const config::Settings& settings,
               const std::vector<core::AppearancePolicy>& appearances, const core::Clock& clock);

  // Throws Error when a key named in the settings cannot be opened.
  core::CopySigner& signer();
  // A signer of copies certified by a person who shows this PIN, with the certifier's and the
  // agency's keys; made anew, and gone with its login before this object is. Throws as the keys do
  // for a wrong PIN, and Error(kKeyWithoutPin) when nothing would look at it.
  std::unique_ptr<core::CopySigner> certifierWith(const signing::PinSource& pin);
  core::CopyAugmenter& augmenter();
  const core::CopyVerifier& verifier(const std::vector<std::filesystem::path>& anchors,
                                     const std::vector<std::filesystem::path>& crls);

  // Asks an authority for a timestamp; nothing when none is set. Throws Error.
  std::optional<core::Timestamp> tryTimestamp();

 private:
  // The key of a role; with `pin` it is a person's who must show it.
  struct WantedRole {
    core::SignerRole role;
    signing::PinSource pin = {};
  };
  std::unique_ptr<core::CopySigner> signerOf(const std::vector<WantedRole>& wanted);
  const signing::TimestampClient* timestamps();
  const signing::RevocationClient& revocation();
  const signing::RevocationClient& onlineStatus();
  core::HttpClient& pkiServices();
  core::HttpClient& http();

  const config::Settings& settings_;
  const std::vector<core::AppearancePolicy>& appearances_;
  const core::Clock& clock_;
  signing::ThreadSleeper sleeper_;
  std::unique_ptr<core::HttpClient> http_;
  std::unique_ptr<core::HttpClient> local_pki_;
  std::unique_ptr<signing::TimestampClient> timestamps_;
  std::unique_ptr<signing::RevocationClient> revocation_;
  std::unique_ptr<signing::RevocationClient> online_status_;
  std::unique_ptr<signing::PadesAugmenter> augmenter_;
  std::unique_ptr<core::CopySigner> signer_;
  std::unique_ptr<core::CopyVerifier> verifier_;  // of the last anchors and lists asked for
};

void makeDemoPki(const std::filesystem::path& folder, const std::string& unit_name,
                 const core::Clock& clock);

}  // namespace sohoa::cli
