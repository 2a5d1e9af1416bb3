#include "signing/local_pki_responder.h"

#include "core/file.h"
#include "signing/asn1_time.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

constexpr std::chrono::hours kAnswerValidity{24};

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }

// A plain file name with this extension.
bool isName(std::string_view name, std::string_view extension) {
  return name.size() > extension.size() && name.ends_with(extension) &&
         name.find('/') == std::string_view::npos && !name.starts_with(".");
}

}  // namespace

struct LocalPkiResponder::State {
  std::filesystem::path folder;
  std::string base_url;
  const core::Clock& clock;
  core::HttpClient* next;
  KeyAndChain responder;

  [[nodiscard]] CrlPtr currentCrl() const;
  void addStatus(OCSP_BASICRESP* answer, OCSP_CERTID* id, X509_CRL* crl) const;
  [[nodiscard]] Bytes answerOcsp(ByteView request) const;
  [[nodiscard]] core::HttpResponse serve(std::string_view path, ByteView body) const;
};

CrlPtr LocalPkiResponder::State::currentCrl() const {
  const Bytes bytes = core::readFile(folder / "crls/issuing.crl");
  const auto* at = bytes.data();
  CrlPtr crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
  check(crl != nullptr, "d2i_X509_CRL");
  return crl;
}

void LocalPkiResponder::State::addStatus(OCSP_BASICRESP* answer, OCSP_CERTID* id,
                                         X509_CRL* crl) const {
  X509* const issuer = responder.chain.front().get();
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  const ASN1_TIME* revoked_at = nullptr;
  ASN1_OBJECT* hash = nullptr;
  ASN1_INTEGER* serial = nullptr;
  check(OCSP_id_get0_info(nullptr, &hash, nullptr, &serial, id) == 1, "OCSP_id_get0_info");
  const EVP_MD* function = EVP_get_digestbyobj(hash);
  const CertIdPtr mine(function == nullptr
                           ? nullptr
                           : OCSP_cert_id_new(function, X509_get_subject_name(issuer),
                                              X509_get0_pubkey_bitstr(issuer), serial));
  if (mine && OCSP_id_cmp(mine.get(), id) == 0) {
    X509_REVOKED* entry = nullptr;
    status = V_OCSP_CERTSTATUS_GOOD;
    if (X509_CRL_get0_by_serial(crl, &entry, serial) == 1) {
      status = V_OCSP_CERTSTATUS_REVOKED;
      revoked_at = X509_REVOKED_get0_revocationDate(entry);
    }
  }
  const auto now = toAsn1Time(clock.now());
  const auto until = toAsn1Time(clock.now() + kAnswerValidity);
  const Asn1TimePtr this_update(ASN1_TIME_to_generalizedtime(now.get(), nullptr));
  const Asn1TimePtr next_update(ASN1_TIME_to_generalizedtime(until.get(), nullptr));
  check(OCSP_basic_add1_status(answer, id, status, OCSP_REVOKED_STATUS_NOSTATUS,
                               const_cast<ASN1_TIME*>(revoked_at), this_update.get(),
                               next_update.get()) != nullptr,
        "OCSP_basic_add1_status");
}

Bytes LocalPkiResponder::State::answerOcsp(ByteView body) const {
  const auto* at = body.data();
  const OcspRequestPtr request(d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(body.size())));
  OcspResponsePtr response;
  if (!request) {
    response.reset(OCSP_response_create(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, nullptr));
  } else {
    const auto crl = currentCrl();
    const BasicOcspPtr answer(OCSP_BASICRESP_new());
    for (int i = 0; i < OCSP_request_onereq_count(request.get()); ++i) {
      addStatus(answer.get(), OCSP_onereq_get0_id(OCSP_request_onereq_get0(request.get(), i)),
                crl.get());
    }
    OCSP_copy_nonce(answer.get(), request.get());
    check(OCSP_basic_sign(answer.get(), responder.certificate.get(), responder.key.get(),
                          EVP_sha256(), nullptr, 0) == 1,
          "OCSP_basic_sign");
    response.reset(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, answer.get()));
  }
  unsigned char* der = nullptr;
  const int size = response ? i2d_OCSP_RESPONSE(response.get(), &der) : 0;
  check(size > 0, "i2d_OCSP_RESPONSE");
  const OpensslMemory memory(der);
  return {der, der + size};
}

core::HttpResponse LocalPkiResponder::State::serve(std::string_view path, ByteView body) const {
  if (path == "/ocsp") {
    return {200, {{"content-type", "application/ocsp-response"}}, answerOcsp(body)};
  }
  for (const auto& [folder_name, extension] :
       {std::pair{"crls", ".crl"}, std::pair{"ca", ".cer"}}) {
    const std::string prefix = std::string("/") + folder_name + "/";
    if (!path.starts_with(prefix) || !isName(path.substr(prefix.size()), extension)) continue;
    const auto file = folder / folder_name / path.substr(prefix.size());
    if (std::filesystem::exists(file)) return {200, {}, core::readFile(file)};
  }
  return {404, {}, {}};
}

LocalPkiResponder::LocalPkiResponder(const std::filesystem::path& folder, std::string base_url,
                                     const core::Clock& clock, core::HttpClient* next) {
  auto responder = readPkcs12(folder / "keys/ocsp.p12", folder / "keys/ocsp.pass");
  ensure(!responder.chain.empty(), kKeyUnreadable, "the responder's issuer is missing");
  state_ = std::make_unique<State>(
      State{folder, std::move(base_url), clock, next, std::move(responder)});
}

LocalPkiResponder::~LocalPkiResponder() = default;

core::HttpResponse LocalPkiResponder::send(const core::HttpRequest& request) {
  const std::string_view url(request.url);
  if (url.starts_with(state_->base_url)) {
    auto response = state_->serve(url.substr(state_->base_url.size()), request.body);
    static_cast<void>(drainOpensslErrors());
    return response;
  }
  if (state_->next == nullptr) return {404, {}, {}};
  return state_->next->send(request);
}

}  // namespace sohoa::signing
