#include "cli/certifier_of.h"

namespace sohoa::cli {

pipeline::Certifier certifierOf(Parts& parts, core::CopySigner& signer,
                                const config::Settings& settings,
                                const std::filesystem::path& scratch, const core::Clock& clock) {
  return {{parts.store(), parts.blobs(), parts.opener(), parts.assembler(), signer,
           parts.verifier({}, {}), parts.warehouse(), parts.entries(), clock,
           [&parts](const std::string& text) { return parts.qrCode(text); }},
          {scratch, settings.signing.level, settings.signing.release_only_passed, settings.unit.id,
           settings.unit.name, settings.certification.book, settings.certification.verify_url,
           parts.appearances()}};
}

}  // namespace sohoa::cli
