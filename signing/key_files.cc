#include "signing/key_files.h"

#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include <algorithm>

#include "core/file.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

constexpr int kPbkdf2Iterations = 10'000;  // the passphrase is 192 random bits

struct Passphrase {
  std::string text;
  ~Passphrase() { OPENSSL_cleanse(text.data(), text.size()); }
};

// Old files are locked with RC2-40 or 3DES key derivation, which the default provider no longer
// offers. Loading one more provider is process-wide, hence once and only when needed.
void loadLegacyProvider() {
  using ProviderPtr = core::UniqueHandle<OSSL_PROVIDER, &OSSL_PROVIDER_unload>;
  static const ProviderPtr legacy(OSSL_PROVIDER_load(nullptr, "legacy"));
  static const ProviderPtr standard(OSSL_PROVIDER_load(nullptr, "default"));
}

struct Parsed {
  PkeyPtr key;
  X509Ptr certificate;
  X509StackPtr others;
};

bool parse(PKCS12* pkcs12, const std::string& passphrase, Parsed& out) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  const bool ok = PKCS12_parse(pkcs12, passphrase.c_str(), &key, &certificate, &others) == 1;
  out.key.reset(key);
  out.certificate.reset(certificate);
  out.others.reset(others);
  return ok;
}

bool issued(X509* issuer, X509* subject) {
  return X509_check_issued(issuer, subject) == X509_V_OK &&
         X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
}

Bytes content(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, data + size};
}

}  // namespace

std::vector<X509Ptr> chainOf(X509* certificate, const std::vector<X509*>& others) {
  std::vector<X509Ptr> chain;
  X509* child = certificate;
  for (std::size_t step = 0; step < others.size() && !issued(child, child); ++step) {
    const auto parent =
        std::ranges::find_if(others, [&](X509* candidate) { return issued(candidate, child); });
    if (parent == others.end()) break;
    X509_up_ref(*parent);
    chain.emplace_back(*parent);
    child = *parent;
  }
  static_cast<void>(drainOpensslErrors());  // failed tries above are no errors
  return chain;
}

std::string readPassphrase(const std::filesystem::path& file) {
  std::string text = core::readText(file);
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

namespace {

KeyAndChain openPkcs12(const std::filesystem::path& file, const Passphrase& passphrase,
                       const core::ErrorCode& wrong) {
  const Bytes bytes = core::readFile(file);
  const unsigned char* cursor = bytes.data();
  const Pkcs12Ptr pkcs12(d2i_PKCS12(nullptr, &cursor, static_cast<long>(bytes.size())));
  ensure(pkcs12 != nullptr, kKeyUnreadable, "not a PKCS#12 file");

  Parsed parsed;
  if (!parse(pkcs12.get(), passphrase.text, parsed)) {
    loadLegacyProvider();
    static_cast<void>(drainOpensslErrors());
    ensure(parse(pkcs12.get(), passphrase.text, parsed), wrong, "PKCS12_parse");
  }
  ensure(parsed.key && parsed.certificate, kKeyUnreadable, "the file lacks a key or a certificate");
  ensure(X509_check_private_key(parsed.certificate.get(), parsed.key.get()) == 1, kKeyMismatch,
         "X509_check_private_key");
  std::vector<X509*> others;
  for (int i = 0; parsed.others && i < sk_X509_num(parsed.others.get()); ++i) {
    others.push_back(sk_X509_value(parsed.others.get(), i));
  }
  std::vector<X509Ptr> chain = chainOf(parsed.certificate.get(), others);
  return {std::move(parsed.key), std::move(parsed.certificate), std::move(chain)};
}

KeyAndChain withCertificates(PkeyPtr key, const std::filesystem::path& file) {
  std::vector<X509Ptr> certificates = readPemCertificates(file);
  const auto own = std::ranges::find_if(certificates, [&](const X509Ptr& each) {
    return X509_check_private_key(each.get(), key.get()) == 1;
  });
  ensure(own != certificates.end(), kKeyMismatch, "X509_check_private_key");
  static_cast<void>(drainOpensslErrors());  // the certificates that did not match
  std::vector<X509*> others;
  for (const auto& each : certificates) others.push_back(each.get());
  auto chain = chainOf(own->get(), others);
  return {std::move(key), std::move(*own), std::move(chain)};
}

struct Answer {
  const Passphrase& passphrase;
  bool asked = false;
};

int answer(char* out, int size, int /*writing*/, void* user) {
  auto& given = *static_cast<Answer*>(user);
  given.asked = true;
  const auto& text = given.passphrase.text;
  if (text.size() > static_cast<std::size_t>(size)) return -1;
  std::copy(text.begin(), text.end(), out);
  return static_cast<int>(text.size());
}

}  // namespace

KeyAndChain readPkcs12(const std::filesystem::path& file,
                       const std::filesystem::path& passphrase_file) {
  return openPkcs12(file, Passphrase{readPassphrase(passphrase_file)}, kKeyUnreadable);
}

KeyAndChain readPkcs12WithPin(const std::filesystem::path& file, const PinSource& pin) {
  return openPkcs12(file, Passphrase{pin()}, kPinRefused);
}

KeyAndChain readPem(const std::filesystem::path& key_file,
                    const std::filesystem::path& certificate_file,
                    const std::filesystem::path& passphrase_file) {
  Passphrase passphrase;
  if (!passphrase_file.empty()) passphrase.text = readPassphrase(passphrase_file);
  const Bytes bytes = core::readFile(key_file);
  const BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  // An explicit passphrase, even an empty one, keeps OpenSSL from asking on the terminal.
  PkeyPtr key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, passphrase.text.data())
                  : nullptr);
  ensure(key != nullptr, kKeyUnreadable, "no private key in PEM");
  return withCertificates(std::move(key), certificate_file);
}

KeyAndChain readPemWithPin(const std::filesystem::path& key_file,
                           const std::filesystem::path& certificate_file, const PinSource& pin) {
  const Passphrase passphrase{pin()};
  Answer given{passphrase};
  const Bytes bytes = core::readFile(key_file);
  const BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  PkeyPtr key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &answer, &given) : nullptr);
  ensure(key != nullptr, given.asked ? kPinRefused : kKeyUnreadable, "PEM_read_bio_PrivateKey");
  if (!given.asked) throw core::Error(kKeyWithoutPin, {.file = key_file.filename().string()});
  return withCertificates(std::move(key), certificate_file);
}

void writePkcs12(const std::filesystem::path& file, const std::filesystem::path& passphrase_file,
                 EVP_PKEY* key, X509* certificate, const std::vector<X509*>& chain,
                 const std::string& friendly_name) {
  unsigned char random[24];
  ensure(RAND_bytes(random, sizeof random) == 1, kCryptoFailed, "RAND_bytes");
  Passphrase passphrase;
  for (const unsigned char byte : random) {
    constexpr char kDigits[] = "0123456789abcdef";
    passphrase.text += kDigits[byte >> 4U];
    passphrase.text += kDigits[byte & 15U];
  }
  const X509ViewStackPtr issuers(sk_X509_new_null());
  for (X509* issuer : chain) {
    ensure(issuers && sk_X509_push(issuers.get(), issuer) > 0, kCryptoFailed, "sk_X509_push");
  }
  const Pkcs12Ptr pkcs12(PKCS12_create(passphrase.text.c_str(), friendly_name.c_str(), key,
                                       certificate, issuers.get(), NID_aes_256_cbc, NID_aes_256_cbc,
                                       kPbkdf2Iterations, kPbkdf2Iterations, 0));
  const BioPtr bio(BIO_new(BIO_s_mem()));
  ensure(pkcs12 && bio && i2d_PKCS12_bio(bio.get(), pkcs12.get()) == 1, kCryptoFailed,
         "PKCS12_create");
  core::writeFileAtomically(passphrase_file, passphrase.text + "\n", 0600);
  core::writeFileAtomically(file, content(bio.get()), 0600);
}

bool isSelfIssued(const X509* certificate) {
  return X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(certificate)) == 0;
}

Bytes toDer(const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  ensure(size > 0, kCryptoFailed, "i2d_X509");
  const OpensslMemory memory(der);
  return {der, der + size};
}

X509Ptr certificateFromDer(ByteView der) {
  const unsigned char* cursor = der.data();
  X509Ptr certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  ensure(certificate && cursor == der.data() + der.size(), kCertificateUnreadable, "d2i_X509");
  return certificate;
}

std::vector<X509Ptr> readPemCertificates(const std::filesystem::path& file) {
  const Bytes bytes = core::readFile(file);
  const BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  std::vector<X509Ptr> certificates;
  while (bio) {
    X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    certificates.push_back(std::move(certificate));
  }
  if (certificates.empty()) {
    throw core::Error(kCertificateUnreadable,
                      {.file = file.string(), .detail = drainOpensslErrors()});
  }
  static_cast<void>(drainOpensslErrors());  // the end of the file is reported as one
  return certificates;
}

void writePemCertificates(const std::filesystem::path& file,
                          const std::vector<X509*>& certificates) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  for (X509* certificate : certificates) {
    ensure(bio && PEM_write_bio_X509(bio.get(), certificate) == 1, kCryptoFailed,
           "PEM_write_bio_X509");
  }
  core::writeFileAtomically(file, content(bio.get()));
}

void writePemKey(const std::filesystem::path& file, EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_secmem()));
  ensure(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr,
                                              nullptr) == 1,
         kCryptoFailed, "PEM_write_bio_PKCS8PrivateKey");
  core::writeFileAtomically(file, content(bio.get()), 0600);
}

}  // namespace sohoa::signing
