#include "signing/key.h"

#include <string_view>

#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {

SignatureScheme schemeFor(ByteView certificate_der, RsaPadding padding) {
  const X509Ptr certificate = certificateFromDer(certificate_der);
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  ensure(key != nullptr, kCertificateUnreadable, "the public key is of an unknown kind");
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= 2048) {
    const bool pss = padding == RsaPadding::kPss;
    return {pss ? SignatureAlgorithm::kRsaPss : SignatureAlgorithm::kRsaPkcs1,
            HashAlgorithm::kSha256};
  }
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
    char name[64] = {};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name, sizeof name, &length) == 1) {
      const std::string_view curve(name, length);
      if (curve == "prime256v1") return {SignatureAlgorithm::kEcdsa, HashAlgorithm::kSha256};
      if (curve == "secp384r1") return {SignatureAlgorithm::kEcdsa, HashAlgorithm::kSha384};
    }
  }
  throw core::Error(kKeyWeak, {.detail = std::to_string(EVP_PKEY_get_bits(key)) + " bits, " +
                                         OBJ_nid2sn(EVP_PKEY_get_base_id(key))});
}

}  // namespace sohoa::signing
