#include "signing/verify_online.h"

#include "core/error.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {

const Evidence* OnlineEvidence::about(const RevocationQuestion& question) {
  auto& evidence = answers_.emplace_back();
  try {
    const auto answer =
        client_.ask(toDer(question.certificate), toDer(question.issuer), question.at);
    for (const auto& der : answer.certificates) {
      evidence.certificates.push_back(certificateFromDer(der));
    }
    for (const auto& der : answer.crls()) {
      const auto* at = der.data();
      CrlPtr crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
      if (crl) evidence.crls.push_back(std::move(crl));
    }
    const auto* at = answer.ocsp.data();
    const OcspResponsePtr response(
        answer.ocsp.empty()
            ? nullptr
            : d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(answer.ocsp.size())));
    BasicOcspPtr basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
    if (basic) evidence.ocsps.push_back(std::move(basic));
  } catch (const core::Error&) {
    static_cast<void>(drainOpensslErrors());
  }
  return &evidence;
}

}  // namespace sohoa::signing
