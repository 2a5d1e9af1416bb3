#pragma once

// Private to signing/: certificates and keys to and from files.

#include <filesystem>
#include <string>
#include <vector>

#include "signing/bytes.h"
#include "signing/openssl_handles.h"
#include "signing/pin.h"

namespace sohoa::signing {

// A private key with its certificate and the issuers of that certificate, nearest first.
struct KeyAndChain {
  PkeyPtr key;
  X509Ptr certificate;
  std::vector<X509Ptr> chain;
};

// Reads a PKCS#12 file (RFC 7292), also one made with RC2-40 or 3DES. The file's order of
// certificates does not matter: the chain is rebuilt from the issuers' signatures.
// Throws Error(kKeyUnreadable, kKeyMismatch), Error(kIo).
[[nodiscard]] KeyAndChain readPkcs12(const std::filesystem::path& file,
                                     const std::filesystem::path& passphrase_file);
// The same with the PIN of a person; throws Error(kPinRefused) when it does not fit.
[[nodiscard]] KeyAndChain readPkcs12WithPin(const std::filesystem::path& file,
                                            const PinSource& pin);

// Reads a private key from PEM and its certificate, with issuers in any order, from another PEM
// file. `passphrase_file` may be empty. Throws Error(kKeyUnreadable, kKeyMismatch,
// kCertificateUnreadable), Error(kIo).
[[nodiscard]] KeyAndChain readPem(const std::filesystem::path& key_file,
                                  const std::filesystem::path& certificate_file,
                                  const std::filesystem::path& passphrase_file);

// The same with the PIN of a person; throws Error(kPinRefused) when it does not fit, and
// Error(kKeyWithoutPin) when the key is not locked.
[[nodiscard]] KeyAndChain readPemWithPin(const std::filesystem::path& key_file,
                                         const std::filesystem::path& certificate_file,
                                         const PinSource& pin);

// The issuers of `certificate` among `others`, nearest first, by their signatures.
[[nodiscard]] std::vector<X509Ptr> chainOf(X509* certificate, const std::vector<X509*>& others);

// Writes PKCS#12 with PBES2, AES-256-CBC and PBKDF2, and a fresh random passphrase beside it, both
// readable by the owner only.
void writePkcs12(const std::filesystem::path& file, const std::filesystem::path& passphrase_file,
                 EVP_PKEY* key, X509* certificate, const std::vector<X509*>& chain,
                 const std::string& friendly_name);

// The first line of the file, without its end of line.
[[nodiscard]] std::string readPassphrase(const std::filesystem::path& file);

// Issuer and subject are one name, as of a root.
[[nodiscard]] bool isSelfIssued(const X509* certificate);
[[nodiscard]] Bytes toDer(const X509* certificate);
// Throws Error(kCertificateUnreadable).
[[nodiscard]] X509Ptr certificateFromDer(ByteView der);
// Every certificate of a PEM file, in order; at least one. Throws Error(kCertificateUnreadable).
[[nodiscard]] std::vector<X509Ptr> readPemCertificates(const std::filesystem::path& file);
void writePemCertificates(const std::filesystem::path& file,
                          const std::vector<X509*>& certificates);
void writePemKey(const std::filesystem::path& file, EVP_PKEY* key);

}  // namespace sohoa::signing
