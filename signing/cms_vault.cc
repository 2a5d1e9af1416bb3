#include "signing/cms_vault.h"

#include <openssl/rsa.h>

#include <limits>

#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }

void addRecipient(CMS_ContentInfo* cms, X509* certificate) {
  CMS_RecipientInfo* recipient =
      CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM | CMS_BINARY);
  check(recipient != nullptr, "CMS_add1_recipient_cert");
  if (CMS_RecipientInfo_type(recipient) != CMS_RECIPINFO_TRANS) return;
  EVP_PKEY_CTX* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1,
        "RSA-OAEP");
}

}  // namespace

struct CmsVault::State {
  X509Ptr certificate;
};

CmsVault::CmsVault(const std::filesystem::path& certificate)
    : state_(new State{std::move(readPemCertificates(certificate).front())}) {}

CmsVault::~CmsVault() = default;

std::vector<std::uint8_t> CmsVault::seal(std::span<const std::uint8_t> bytes) const {
  check(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()),
        "more than 2 GiB in one piece");
  constexpr unsigned kFlags = CMS_BINARY | CMS_PARTIAL;
  const CmsPtr cms(CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), kFlags));
  check(cms != nullptr, "CMS_encrypt");
  addRecipient(cms.get(), state_->certificate.get());
  // An empty span may have no address, which OpenSSL refuses.
  const BioPtr content(BIO_new_mem_buf(bytes.empty() ? static_cast<const void*>("") : bytes.data(),
                                       static_cast<int>(bytes.size())));
  check(content && CMS_final(cms.get(), content.get(), nullptr, CMS_BINARY) == 1, "CMS_final");
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms.get(), &der);
  check(size > 0, "i2d_CMS_ContentInfo");
  const OpensslMemory memory(der);
  return {der, der + size};
}

}  // namespace sohoa::signing
