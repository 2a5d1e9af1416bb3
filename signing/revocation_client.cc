#include "signing/revocation_client.h"

#include <map>
#include <mutex>
#include <string>

#include "core/digest.h"
#include "signing/asn1_time.h"
#include "signing/certificate_addresses.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"
#include "signing/verify_path.h"

namespace sohoa::signing {
namespace {

using Status = RevocationAnswer::Status;

constexpr std::size_t kMaxOcsp = 256U << 10U;
constexpr std::size_t kMaxCrl = 64U << 20U;
constexpr std::size_t kMaxCertificates = 256U << 10U;
constexpr std::size_t kMaxKept = 2'000;         // answers of each kind
constexpr std::chrono::minutes kCrlRecheck{5};  // before a list is fetched again
constexpr std::chrono::minutes kClockSkew{5};

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }
void accept(bool ok, const std::string& reason) {
  if (!ok) throw core::Error(kBadRevocationAnswer, {.detail = reason});
}

struct Subject {
  X509Ptr certificate;
  X509Ptr issuer;
};

OcspRequestPtr ocspRequest(const Subject& subject) {
  OcspRequestPtr request(OCSP_REQUEST_new());
  OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), subject.certificate.get(), subject.issuer.get());
  // The request takes the id over.
  check(request && id != nullptr && OCSP_request_add0_id(request.get(), id) != nullptr &&
            OCSP_request_add1_nonce(request.get(), nullptr, -1) == 1,
        "OCSP_REQUEST_new");
  return request;
}

Bytes encoded(OCSP_REQUEST* request) {
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_REQUEST(request, &der);
  check(size > 0, "i2d_OCSP_REQUEST");
  const OpensslMemory memory(der);
  return {der, der + size};
}

BasicOcspPtr basicOf(ByteView der) {
  const auto* at = der.data();
  const OcspResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size())));
  accept(response && at == der.data() + der.size(), "not an OCSP response");
  const int status = OCSP_response_status(response.get());
  accept(status == OCSP_RESPONSE_STATUS_SUCCESSFUL,
         std::string("OCSP status ") + OCSP_response_status_str(status));
  BasicOcspPtr basic(OCSP_response_get1_basic(response.get()));
  accept(basic != nullptr, "OCSP response of an unknown type");
  return basic;
}

Evidence evidenceOf(BasicOcspPtr basic) {
  Evidence evidence;
  const auto* certificates = OCSP_resp_get0_certs(basic.get());
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    X509* certificate = sk_X509_value(certificates, i);
    X509_up_ref(certificate);
    evidence.certificates.emplace_back(certificate);
  }
  evidence.ocsps.push_back(std::move(basic));
  return evidence;
}

// A responder that the issuer delegated its answers to (RFC 6960 clause 4.2.2.2).
bool mayAnswerFor(X509* issuer, X509* responder) {
  return X509_check_issued(issuer, responder) == X509_V_OK &&
         X509_verify(responder, X509_get0_pubkey(issuer)) == 1 &&
         (X509_get_extension_flags(responder) & EXFLAG_XKUSAGE) != 0 &&
         (X509_get_extended_key_usage(responder) & XKU_OCSP_SIGN) != 0;
}

// The newest statement of the answer.
std::optional<core::Timestamp> thisUpdate(OCSP_BASICRESP* basic) {
  std::optional<core::Timestamp> newest;
  for (int i = 0; i < OCSP_resp_count(basic); ++i) {
    ASN1_GENERALIZEDTIME* made = nullptr;
    OCSP_single_get0_status(OCSP_resp_get0(basic, i), nullptr, nullptr, &made, nullptr);
    if (made == nullptr || ASN1_TIME_check(made) != 1) continue;
    const auto time = fromAsn1Time(made);
    newest = newest ? std::max(*newest, time) : time;
  }
  return newest;
}

CrlPtr crlOf(ByteView bytes) {
  const auto* at = bytes.data();
  CrlPtr crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
  accept(crl && at == bytes.data() + bytes.size(), "not a DER revocation list");
  return crl;
}

// One certificate as DER, or the first of a PKCS#7 bundle that issued `child`.
std::optional<Bytes> issuerIn(ByteView answer, X509* child) {
  const auto issued = [&](X509* candidate) {
    return X509_check_issued(candidate, child) == X509_V_OK &&
           X509_verify(child, X509_get0_pubkey(candidate)) == 1;
  };
  const auto* at = answer.data();
  if (const X509Ptr one(d2i_X509(nullptr, &at, static_cast<long>(answer.size()))); one) {
    return issued(one.get()) ? std::optional(toDer(one.get())) : std::nullopt;
  }
  at = answer.data();
  const Pkcs7Ptr bundle(d2i_PKCS7(nullptr, &at, static_cast<long>(answer.size())));
  if (!bundle || OBJ_obj2nid(bundle->type) != NID_pkcs7_signed || bundle->d.sign == nullptr) {
    return std::nullopt;
  }
  for (int i = 0; i < sk_X509_num(bundle->d.sign->cert); ++i) {
    X509* candidate = sk_X509_value(bundle->d.sign->cert, i);
    if (issued(candidate)) return toDer(candidate);
  }
  return std::nullopt;
}

}  // namespace

struct RevocationClient::State {
  struct KeptCrl {
    Bytes bytes;
    core::Timestamp fetched;
  };

  core::HttpClient& http;
  RevocationOptions options;
  const core::Clock& clock;
  const Sleeper& sleeper;
  std::mutex mutex;
  std::map<core::Sha256, RevocationEvidence> ocsps;  // by certificate
  std::map<std::string, KeptCrl> crls;               // by address

  Bytes get(const std::string& url, std::size_t most) const;
  Bytes post(const std::string& url, Bytes body) const;
  RevocationEvidence judged(const Subject& subject, core::Timestamp at, const Evidence& evidence,
                            RevocationEvidence found) const;
  RevocationEvidence judgedOcsp(const Subject& subject, core::Timestamp at, Bytes answer,
                                OCSP_REQUEST* request, Bytes responder_crl);
  Bytes clearingCrl(const Subject& subject, const Evidence& evidence) const;
  std::optional<RevocationEvidence> keptOcsp(const Subject& subject, core::Timestamp at);
  RevocationEvidence askOcsp(const Subject& subject, const std::string& url, core::Timestamp at);
  RevocationEvidence judgedCrl(const Subject& subject, core::Timestamp at, Bytes bytes) const;
  RevocationEvidence askCrl(const Subject& subject, const std::string& url, core::Timestamp at);
};

Bytes RevocationClient::State::get(const std::string& url, std::size_t most) const {
  core::HttpRequest request;
  request.url = url;
  request.timeout = options.timeout;
  request.max_response_bytes = most;
  auto response = http.send(request);
  accept(response.status == 200, "HTTP status " + std::to_string(response.status));
  return std::move(response.body);
}

Bytes RevocationClient::State::post(const std::string& url, Bytes body) const {
  core::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Content-Type", "application/ocsp-request"},
                     {"Accept", "application/ocsp-response"}};
  request.body = std::move(body);
  request.timeout = options.timeout;
  request.max_response_bytes = kMaxOcsp;
  auto response = http.send(request);
  accept(response.status == 200, "HTTP status " + std::to_string(response.status));
  return std::move(response.body);
}

RevocationEvidence RevocationClient::State::judged(const Subject& subject, core::Timestamp at,
                                                   const Evidence& evidence,
                                                   RevocationEvidence found) const {
  const auto now = clock.now();
  const auto answer =
      askRevocation({subject.certificate.get(), subject.issuer.get(), at, now, now}, {&evidence});
  accept(answer.status != Status::kUnknown, "the answer does not speak for this certificate");
  if (answer.status == Status::kRevoked) found.revoked_at = answer.revoked_at;
  return found;
}

RevocationEvidence RevocationClient::State::judgedOcsp(const Subject& subject, core::Timestamp at,
                                                       Bytes answer, OCSP_REQUEST* request,
                                                       Bytes responder_crl) {
  auto basic = basicOf(answer);
  if (request != nullptr) {
    // 1: equal, 2: absent from both, -1: the responder leaves it out.
    const int nonce = OCSP_check_nonce(request, basic.get());
    accept(nonce == 1 || nonce == -1, "the OCSP nonce is not ours");
  }
  const auto made = thisUpdate(basic.get());
  accept(made.has_value(), "the OCSP answer says nothing");
  accept(*made <= clock.now() + kClockSkew, "the OCSP answer is from the future");
  accept(*made + options.tolerated_age >= at, "the OCSP answer is older than the signature");
  RevocationEvidence found;
  auto evidence = evidenceOf(std::move(basic));
  if (responder_crl.empty()) responder_crl = clearingCrl(subject, evidence);
  if (!responder_crl.empty()) evidence.crls.push_back(crlOf(responder_crl));
  found.responder_crl = std::move(responder_crl);
  for (const auto& certificate : evidence.certificates) {
    found.certificates.push_back(toDer(certificate.get()));
  }
  found.ocsp = std::move(answer);
  return judged(subject, at, evidence, std::move(found));
}

// The list that must clear a delegated responder without id-pkix-ocsp-nocheck; empty when none is
// needed or to be had, and then the answer is not believed. Only a certificate that the issuer made
// for answering may send us to an address.
Bytes RevocationClient::State::clearingCrl(const Subject& subject, const Evidence& evidence) const {
  for (const auto& responder : evidence.certificates) {
    if (!mayAnswerFor(subject.issuer.get(), responder.get()) ||
        X509_get_ext_by_NID(responder.get(), NID_id_pkix_OCSP_noCheck, -1) >= 0) {
      continue;
    }
    for (const auto& url : crlAddresses(responder.get())) return get(url, kMaxCrl);
  }
  return {};
}

std::optional<RevocationEvidence> RevocationClient::State::keptOcsp(const Subject& subject,
                                                                    core::Timestamp at) {
  const auto id = core::sha256(toDer(subject.certificate.get()));
  Bytes answer;
  Bytes responder_crl;
  {
    const std::lock_guard lock(mutex);
    const auto found = ocsps.find(id);
    if (found == ocsps.end()) return std::nullopt;
    answer = found->second.ocsp;
    responder_crl = found->second.responder_crl;
  }
  try {
    // Kept answers must have been made after the signature, or a fresh one is worth the question.
    const auto made = thisUpdate(basicOf(answer).get());
    if (!made || *made < std::chrono::floor<std::chrono::seconds>(at)) return std::nullopt;
    return judgedOcsp(subject, at, std::move(answer), nullptr, std::move(responder_crl));
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

RevocationEvidence RevocationClient::State::askOcsp(const Subject& subject, const std::string& url,
                                                    core::Timestamp at) {
  const auto request = ocspRequest(subject);
  auto found = judgedOcsp(subject, at, post(url, encoded(request.get())), request.get(), {});
  const std::lock_guard lock(mutex);
  if (ocsps.size() >= kMaxKept) ocsps.clear();
  ocsps[core::sha256(toDer(subject.certificate.get()))] = found;
  return found;
}

RevocationEvidence RevocationClient::State::judgedCrl(const Subject& subject, core::Timestamp at,
                                                      Bytes bytes) const {
  Evidence evidence;
  evidence.crls.push_back(crlOf(bytes));
  const auto* crl = evidence.crls.front().get();
  if (options.wait_for_next_crl) {
    accept(
        fromAsn1Time(X509_CRL_get0_lastUpdate(crl)) >= std::chrono::floor<std::chrono::seconds>(at),
        "the revocation list is older than the signature");
  }
  const auto* next = X509_CRL_get0_nextUpdate(crl);
  accept(next != nullptr && fromAsn1Time(next) >= clock.now(),
         "the revocation list is out of date");
  RevocationEvidence found;
  found.crl = std::move(bytes);
  return judged(subject, at, evidence, std::move(found));
}

RevocationEvidence RevocationClient::State::askCrl(const Subject& subject, const std::string& url,
                                                   core::Timestamp at) {
  Bytes kept;
  {
    const std::lock_guard lock(mutex);
    const auto found = crls.find(url);
    if (found != crls.end() &&
        (found->second.fetched >= at || clock.now() - found->second.fetched < kCrlRecheck)) {
      kept = found->second.bytes;
    }
  }
  if (!kept.empty()) {
    try {
      return judgedCrl(subject, at, std::move(kept));
    } catch (const core::Error&) {
      // A new one may do better.
    }
  }
  const auto asked = clock.now();
  auto found = judgedCrl(subject, at, get(url, kMaxCrl));
  const std::lock_guard lock(mutex);
  if (crls.size() >= kMaxKept) crls.clear();
  crls[url] = {found.crl, asked};
  return found;
}

RevocationClient::RevocationClient(core::HttpClient& http, RevocationOptions options,
                                   const core::Clock& clock, const Sleeper& sleeper)
    : state_(new State{http, options, clock, sleeper, {}, {}, {}}) {}

RevocationClient::~RevocationClient() = default;

RevocationEvidence RevocationClient::ask(ByteView certificate, ByteView issuer,
                                         core::Timestamp at) const {
  const Subject subject{certificateFromDer(certificate), certificateFromDer(issuer)};
  if (auto kept = state_->keptOcsp(subject, at)) return std::move(*kept);
  const auto responders = ocspAddresses(subject.certificate.get());
  const auto lists = crlAddresses(subject.certificate.get());
  if (responders.empty() && lists.empty()) throw core::Error(kNoRevocationSource, {});
  std::string failures;
  const auto attempt = [&](const auto& source, const std::string& url) {
    try {
      return std::optional(source(url));
    } catch (const core::Error& error) {
      static_cast<void>(drainOpensslErrors());
      failures += (failures.empty() ? "" : "; ") + url + ": " + error.what();
      return std::optional<RevocationEvidence>{};
    }
  };
  for (int round = 0; round < state_->options.backoff.rounds; ++round) {
    if (round > 0) state_->sleeper.sleep(backoff(state_->options.backoff, round));
    failures.clear();
    for (const auto& url : responders) {
      const auto ocsp = [&](const std::string& at_url) {
        return state_->askOcsp(subject, at_url, at);
      };
      if (auto found = attempt(ocsp, url)) return std::move(*found);
    }
    for (const auto& url : lists) {
      const auto crl = [&](const std::string& at_url) {
        return state_->askCrl(subject, at_url, at);
      };
      if (auto found = attempt(crl, url)) return std::move(*found);
    }
  }
  throw core::Error(kRevocationUnavailable, {.detail = failures});
}

std::optional<Bytes> RevocationClient::issuerOf(ByteView certificate) const {
  const auto child = certificateFromDer(certificate);
  for (const auto& url : issuerAddresses(child.get())) {
    try {
      auto found = issuerIn(state_->get(url, kMaxCertificates), child.get());
      static_cast<void>(drainOpensslErrors());
      if (found) return found;
    } catch (const core::Error&) {
      static_cast<void>(drainOpensslErrors());
    }
  }
  return std::nullopt;
}

}  // namespace sohoa::signing
