#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/clock.h"

namespace sohoa::signing {

// When a certificate ends: the first of a PEM or DER file, or that of a PKCS#12 file which the
// first line of `passphrase_file` opens. Nothing when it cannot be read. Never throws.
[[nodiscard]] std::optional<core::Timestamp> certificateEnd(
    const std::filesystem::path& file, const std::filesystem::path& passphrase_file = {});

// The same certificate in more words.
struct CertificateFacts {
  std::string subject;  // its common name, or else the whole name
  std::string issuer;
  core::Timestamp from;
  core::Timestamp until;
};
[[nodiscard]] std::optional<CertificateFacts> certificateFacts(
    const std::filesystem::path& file, const std::filesystem::path& passphrase_file = {});

struct ListTimes {
  core::Timestamp made;
  core::Timestamp next;  // when the next list is promised (RFC 5280 clause 5.1.2.5)
};
// Of a revocation list, PEM or DER. Nothing when it cannot be read or promises no next. Never
// throws.
[[nodiscard]] std::optional<ListTimes> revocationListTimes(const std::filesystem::path& file);

}  // namespace sohoa::signing
