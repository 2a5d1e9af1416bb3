#include "signing/expiry.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "core/error.h"
#include "core/file.h"
#include "signing/asn1_time.h"
#include "signing/certificate_check.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {
namespace {

// What `read` gives; nothing when it throws. OpenSSL's notes of failed attempts are dropped.
template <class Value, class Read>
std::optional<Value> quietly(Read read) {
  std::optional<Value> value;
  try {
    value = read();
  } catch (const core::Error&) {
  } catch (const std::filesystem::filesystem_error&) {
  }
  ERR_clear_error();
  return value;
}

BioPtr over(const std::vector<std::uint8_t>& bytes) {
  return BioPtr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

X509Ptr certificateIn(const std::filesystem::path& file, const std::filesystem::path& passphrase) {
  const auto bytes = core::readFile(file);
  if (file.extension() == ".p12" || file.extension() == ".pfx") {
    auto word = passphrase.empty() ? std::string() : core::readText(passphrase);
    word.resize(std::min(word.size(), word.find_first_of("\r\n")));
    const Pkcs12Ptr box(d2i_PKCS12_bio(over(bytes).get(), nullptr));
    X509* certificate = nullptr;
    EVP_PKEY* key = nullptr;
    if (box) PKCS12_parse(box.get(), word.c_str(), &key, &certificate, nullptr);
    const PkeyPtr owned(key);
    return X509Ptr(certificate);
  }
  if (X509Ptr found{PEM_read_bio_X509(over(bytes).get(), nullptr, nullptr, nullptr)}) return found;
  return X509Ptr(d2i_X509_bio(over(bytes).get(), nullptr));
}

CrlPtr listIn(const std::filesystem::path& file) {
  const auto bytes = core::readFile(file);
  if (CrlPtr found{PEM_read_bio_X509_CRL(over(bytes).get(), nullptr, nullptr, nullptr)}) {
    return found;
  }
  return CrlPtr(d2i_X509_CRL_bio(over(bytes).get(), nullptr));
}

}  // namespace

std::optional<core::Timestamp> certificateEnd(const std::filesystem::path& file,
                                              const std::filesystem::path& passphrase_file) {
  return quietly<core::Timestamp>([&]() -> std::optional<core::Timestamp> {
    const auto certificate = certificateIn(file, passphrase_file);
    if (!certificate) return std::nullopt;
    return fromAsn1Time(X509_get0_notAfter(certificate.get()));
  });
}

std::optional<CertificateFacts> certificateFacts(const std::filesystem::path& file,
                                                 const std::filesystem::path& passphrase_file) {
  return quietly<CertificateFacts>([&]() -> std::optional<CertificateFacts> {
    const auto certificate = certificateIn(file, passphrase_file);
    if (!certificate) return std::nullopt;
    const auto name = [](const X509_NAME* whole) {
      for (const int part : {NID_commonName, NID_organizationName}) {
        if (auto text = namePart(whole, part); !text.empty()) return text;
      }
      return std::string();
    };
    return CertificateFacts{name(X509_get_subject_name(certificate.get())),
                            name(X509_get_issuer_name(certificate.get())),
                            fromAsn1Time(X509_get0_notBefore(certificate.get())),
                            fromAsn1Time(X509_get0_notAfter(certificate.get()))};
  });
}

std::optional<ListTimes> revocationListTimes(const std::filesystem::path& file) {
  return quietly<ListTimes>([&]() -> std::optional<ListTimes> {
    const auto list = listIn(file);
    if (!list || X509_CRL_get0_nextUpdate(list.get()) == nullptr) return std::nullopt;
    return ListTimes{fromAsn1Time(X509_CRL_get0_lastUpdate(list.get())),
                     fromAsn1Time(X509_CRL_get0_nextUpdate(list.get()))};
  });
}

}  // namespace sohoa::signing
