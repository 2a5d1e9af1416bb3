#include "signing/demo_pki.h"

#include <optional>
#include <vector>

#include "core/file.h"
#include "signing/certificate_issuer.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

namespace fs = std::filesystem;
using Extensions = std::vector<std::pair<int, std::string>>;

constexpr std::chrono::days kCaValidity{10 * 365};
constexpr std::chrono::days kCrlValidity{365};
constexpr std::chrono::hours kBackdating{1};  // clocks of other machines may be behind
constexpr char kOrganisation[] = "Sohoa TEST PKI";
constexpr char kReadme[] =
    "TEST ONLY. CHỈ DÙNG ĐỂ THỬ NGHIỆM.\n"
    "Keys and certificates made by sohoa for demonstration. They prove nothing about anyone and\n"
    "must never be added to a list of trusted authorities.\n";

struct Authority {
  PkeyPtr key;
  X509Ptr certificate;
  [[nodiscard]] Issuer issuer() const { return {certificate.get(), key.get()}; }
};

void writeCrl(const fs::path& file, const Issuer& issuer, core::Timestamp now) {
  const CrlPtr crl = issueCrl(issuer, now - kBackdating, now + kCrlValidity, 1);
  unsigned char* der = nullptr;
  const int size = i2d_X509_CRL(crl.get(), &der);
  ensure(size > 0, kCryptoFailed, "i2d_X509_CRL");
  const OpensslMemory memory(der);
  core::writeFileAtomically(file, ByteView(der, static_cast<std::size_t>(size)));
}

class DemoPki {
 public:
  DemoPki(fs::path folder, const DemoPkiOptions& options, core::Timestamp now)
      : folder_(std::move(folder)), options_(options), now_(now) {}

  void create() {
    for (const char* name : {"trust", "ca", "crls", "keys", "certs"}) {
      fs::create_directories(folder_ / name);
    }
    core::writeFileAtomically(folder_ / "README.txt", kReadme);
    createAuthorities();
    const std::string signer = "critical,digitalSignature,nonRepudiation";
    createLeaf("operator", options_.operator_name, newP256Key(), {{NID_key_usage, signer}});
    createLeaf("certifier", options_.certifier_name, newP256Key(), {{NID_key_usage, signer}});
    createLeaf("agency", options_.unit, newRsaKey(options_.rsa_bits), {{NID_key_usage, signer}});
    createLeaf("tsa", "Sohoa TEST Time Stamping", newP256Key(),
               {{NID_key_usage, "critical,digitalSignature"},
                {NID_ext_key_usage, "critical,timeStamping"}},
               kCaValidity);
    createLeaf("ocsp", "Sohoa TEST OCSP Responder", newP256Key(),
               {{NID_key_usage, "critical,digitalSignature"},
                {NID_ext_key_usage, "OCSPSigning"},
                {NID_id_pkix_OCSP_noCheck, "ignored"}});
    createLeaf("officer", options_.officer_name, newRsaKey(options_.rsa_bits),
               {{NID_key_usage, "critical,keyEncipherment"}});
  }

 private:
  void createAuthorities() {
    root_.key = newRsaKey(options_.rsa_bits);
    root_.certificate = issueCertificate(spec("Sohoa TEST Root CA", kOrganisation, kCaValidity,
                                              {{NID_basic_constraints, "critical,CA:TRUE"},
                                               {NID_key_usage, "critical,keyCertSign,cRLSign"}}),
                                         root_.key.get(), {nullptr, root_.key.get()});
    issuing_.key = newRsaKey(options_.rsa_bits);
    Extensions extensions{
        {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
        {NID_key_usage, "critical,keyCertSign,cRLSign"},
        {NID_crl_distribution_points, "URI:" + options_.base_url + "/crls/root.crl"},
        {NID_info_access, "caIssuers;URI:" + options_.base_url + "/ca/root.cer"}};
    issuing_.certificate =
        issueCertificate(spec("Sohoa TEST Issuing CA", kOrganisation, kCaValidity, extensions),
                         issuing_.key.get(), root_.issuer());

    writePemCertificates(folder_ / "trust/root.pem", {root_.certificate.get()});
    writePemCertificates(folder_ / "ca/issuing.pem", {issuing_.certificate.get()});
    core::writeFileAtomically(folder_ / "ca/root.cer", toDer(root_.certificate.get()));
    core::writeFileAtomically(folder_ / "ca/issuing.cer", toDer(issuing_.certificate.get()));
    writePemKey(folder_ / "ca/root.key", root_.key.get());
    writePemKey(folder_ / "ca/issuing.key", issuing_.key.get());
    writeCrl(folder_ / "crls/root.crl", root_.issuer(), now_);
    writeCrl(folder_ / "crls/issuing.crl", issuing_.issuer(), now_);
  }

  void createLeaf(const std::string& name, const std::string& common_name, const PkeyPtr& key,
                  Extensions extensions, std::optional<std::chrono::days> validity = {}) {
    extensions.emplace_back(NID_basic_constraints, "critical,CA:FALSE");
    extensions.emplace_back(NID_crl_distribution_points,
                            "URI:" + options_.base_url + "/crls/issuing.crl");
    extensions.emplace_back(NID_info_access, "OCSP;URI:" + options_.base_url +
                                                 "/ocsp,caIssuers;URI:" + options_.base_url +
                                                 "/ca/issuing.cer");
    const X509Ptr certificate =
        issueCertificate(spec(common_name, options_.unit, validity.value_or(options_.leaf_validity),
                              std::move(extensions)),
                         key.get(), issuing_.issuer());
    const std::vector<X509*> chain{issuing_.certificate.get(), root_.certificate.get()};
    writePkcs12(folder_ / "keys" / (name + ".p12"), folder_ / "keys" / (name + ".pass"), key.get(),
                certificate.get(), chain, "sohoa TEST " + name);
    writePemCertificates(folder_ / "certs" / (name + ".pem"),
                         {certificate.get(), chain[0], chain[1]});
  }

  [[nodiscard]] CertificateSpec spec(const std::string& common_name,
                                     const std::string& organisation, std::chrono::days validity,
                                     Extensions extensions) const {
    return {common_name, organisation, now_ - kBackdating, now_ + validity, std::move(extensions)};
  }

  fs::path folder_;
  const DemoPkiOptions& options_;
  core::Timestamp now_;
  Authority root_;
  Authority issuing_;
};

}  // namespace

void createDemoPki(const fs::path& folder, const DemoPkiOptions& options,
                   const core::Clock& clock) {
  if (fs::exists(folder / "ca") || fs::exists(folder / "trust/root.pem")) {
    throw core::Error(kPkiExists, {.file = folder.string()});
  }
  DemoPki(folder, options, clock.now()).create();
}

}  // namespace sohoa::signing
