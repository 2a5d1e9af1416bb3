#include "cli/wiring_certification.h"

#include <optional>

#include "cli/certifier_of.h"

namespace sohoa::cli {
namespace {

// The signer goes before the parts that it stands on, and with it the login.
struct Bench {
  std::unique_ptr<Parts> parts;
  std::unique_ptr<core::CopySigner> signer;
  std::optional<pipeline::Certifier> certifier;
};

}  // namespace

pipeline::OpenKey openKeyFor(Parts& parts, const config::Settings& settings,
                             std::filesystem::path scratch, const core::Clock& clock) {
  return [&parts, &settings, scratch = std::move(scratch),
          &clock](std::shared_ptr<const core::SecretText> pin) -> pipeline::Certify {
    auto bench = std::make_shared<Bench>();
    bench->parts = parts.partsUnder(settings);
    bench->signer = bench->parts->certifierWith(std::move(pin));
    // A key that is not there is told before the first copy.
    static_cast<void>(bench->signer->signerName(core::SignerRole::kCertifier));
    static_cast<void>(bench->signer->signerName(core::SignerRole::kAgency));
    bench->certifier.emplace(certifierOf(*bench->parts, *bench->signer, settings, scratch, clock));
    // The queue has one request of a copy, and sees that each is certified once.
    return [bench](const std::string& source) { return bench->certifier->certify(source, true); };
  };
}

}  // namespace sohoa::cli
