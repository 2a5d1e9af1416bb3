#pragma once

// Private to signing/: collecting what verification may rely on.

#include "pdf/revisions.h"
#include "signing/certificate_cache.h"
#include "signing/verify_path.h"

namespace sohoa::signing {

// Certificates from PEM (all of them) or DER files; folders are read one level deep, in name order,
// other files in them are skipped. Throws Error(kCertificateUnreadable) when a named file holds
// none, Error(kIo).
[[nodiscard]] std::vector<X509Ptr> readCertificates(
    const std::vector<std::filesystem::path>& paths);

// The same for CRLs. A folder that is not there holds nothing.
[[nodiscard]] std::vector<CrlPtr> readCrls(const std::vector<std::filesystem::path>& paths);

// The document security store as seen at a revision (EN 319 142-1 clause 5.4.2); entries that
// cannot be read are left out.
[[nodiscard]] Evidence readDss(const pdf::Revisions& file, std::size_t revision,
                               CertificateCache& cache);

}  // namespace sohoa::signing
