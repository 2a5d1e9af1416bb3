#include "signing/verify_document.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "core/error.h"
#include "signing/asn1_time.h"
#include "signing/certificate_check.h"
#include "signing/verify_digest.h"
#include "signing/verify_evidence.h"

namespace sohoa::signing {
namespace {

constexpr std::chrono::minutes kClockSkew{5};
constexpr std::string_view kPades = "ETSI.CAdES.detached";

Bytes digestOf(const EVP_MD* hash, ByteView bytes) {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, hash, nullptr) != 1) size = 0;
  digest.resize(size);
  return digest;
}

std::vector<X509*> views(const SignedData& data) {
  std::vector<X509*> result;
  for (const auto& certificate : data.certificates) result.push_back(certificate.get());
  return result;
}

void describeSigner(const X509* signer, core::SignatureReport& report) {
  report.signer = namePart(X509_get_subject_name(signer), NID_commonName);
  report.organisation = namePart(X509_get_subject_name(signer), NID_organizationName);
  report.issuer = namePart(X509_get_issuer_name(signer), NID_commonName);
  try {
    report.valid_from = fromAsn1Time(X509_get0_notBefore(signer));
    report.valid_until = fromAsn1Time(X509_get0_notAfter(signer));
  } catch (const core::Error&) {
    // The path has said that the certificate is no good.
  }
}

// What is signed is there byte for byte, whoever signed it and whether it may be believed.
bool isIntact(const SignatureSite& site, const Judgement& judgement) {
  constexpr std::string_view kNo[] = {sub::kFormatFailure, sub::kHashFailure,
                                      sub::kSigCryptoFailure};
  return site.covered && !(judgement.failed() &&
                           std::ranges::find(kNo, judgement.subIndication()) != std::end(kNo));
}

Bytes contentsOf(const SignatureSite& site) {
  const auto& text = site.dictionary->get("Contents")->text;
  return {text.begin(), text.end()};
}

}  // namespace

std::optional<core::Timestamp> parsePdfDate(std::string_view text) {
  if (!text.starts_with("D:") || text.size() < 16) return std::nullopt;
  const auto digits = text.substr(2, 14);
  const auto zone = text.substr(16);
  auto iso = std::string(digits.substr(0, 4));
  for (std::size_t i = 4; i < 14; i += 2) {
    iso += std::string_view("--T::").substr(i / 2 - 2, 1);
    iso += digits.substr(i, 2);
  }
  if (zone.empty() || zone.starts_with("Z")) {
    iso += "Z";
  } else if (zone.size() >= 6 && zone[3] == '\'') {
    iso += std::string(zone.substr(0, 3)) + ":" + std::string(zone.substr(4, 2));
  } else {
    return std::nullopt;
  }
  try {
    return core::parseIso8601(iso);
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

DocumentVerification::DocumentVerification(const pdf::Revisions& file, const DocumentTrust& trust,
                                           core::VerifyRequest::Policy policy, core::Timestamp now)
    : file_(file), trust_(trust), policy_(policy), now_(now) {}

core::VerificationReport DocumentVerification::run() {
  if (file_.readable()) {
    for (auto& site : findSignatures(file_, about_file_)) {
      items_.push_back({});
      items_.back().site = std::move(site);
    }
  }
  judgeStructure();
  if (!file_.readable()) return report();
  store_ = readDss(file_, file_.all().size() - 1, trust_.parsed);
  for (auto& item : items_) readContents(item);
  digestAll();
  // The newest first: each must still be good when the next one covers it, the last one now.
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    if (item->token) judgeDocumentTimestamp(*item);
  }
  for (auto& item : items_) {
    if (item.data) judgeSigner(item);
  }
  judgeTimestampOrder();
  judgeChanges();
  if (policy_ == core::VerifyRequest::Policy::kSohoa) judgeAnatomy();
  for (auto& item : items_) computeLevel(item);
  return report();
}

void DocumentVerification::judgeStructure() {
  const auto first = items_.empty() ? file_.all().size() : items_.front().site.revision;
  for (const auto& finding : file_.findings()) {
    const auto where = finding.object == 0 ? atOffset(finding.offset) : atObject(finding.object);
    const bool leftover = finding.code == pdf::structure::kUnlistedObject &&
                          finding.revision < first &&
                          policy_ == core::VerifyRequest::Policy::kGeneric;
    if (leftover) {
      about_file_.note(finding.code, where);
    } else if (finding.code == pdf::structure::kEncrypted ||
               finding.code == pdf::structure::kLimit ||
               finding.code == pdf::structure::kReaderDisagrees) {
      about_file_.doubt(sub::kFormatFailure, finding.code, where);
    } else {
      about_file_.fail(sub::kFormatFailure, finding.code, where);
    }
  }
  if (!file_.readable() && about_file_.passed()) {
    about_file_.fail(sub::kFormatFailure, code::kUnreadable);
  }
  if (file_.readable() && items_.empty()) about_file_.doubt({}, code::kNoSignature);
}

void DocumentVerification::readContents(Item& item) {
  auto& site = item.site;
  if (site.field.empty()) {
    item.judgement.fail(sub::kFormatFailure, code::kOrphan, atObject(site.number));
  }
  judgeCoverage(file_, site, item.judgement);
  if (const auto* date = site.dictionary->get("M"); date != nullptr) {
    item.claimed = parsePdfDate(date->text);
  }
  if (!site.covered) return;
  if (site.isTimestamp()) {
    std::string_view problem;
    item.token = readTimestamp(contentsOf(site), true, trust_.parsed, problem);
    if (!item.token) item.judgement.fail(sub::kFormatFailure, problem, atObject(site.number));
    return;
  }
  CmsProblem problem;
  item.data = readSignedData(contentsOf(site), true, trust_.parsed, problem);
  if (problem.code == code::kCmsNotDer && policy_ == core::VerifyRequest::Policy::kGeneric) {
    problem = {};
    item.data = readSignedData(encodedAnew(contentsOf(site)), false, trust_.parsed, problem);
    item.ber = item.data != nullptr;
    if (item.ber) item.judgement.note(code::kCmsNotDer, atObject(site.number));
  }
  if (!item.data) item.judgement.fail(sub::kFormatFailure, problem.code, atObject(site.number));
}

void DocumentVerification::digestAll() {
  std::vector<DigestRequest> requests;
  std::vector<Item*> owners;
  for (auto& item : items_) {
    const auto* hash = item.data    ? allowedDigest(item.data->digest_nid)
                       : item.token ? allowedDigest(item.token->imprint_nid)
                                    : nullptr;
    if (hash == nullptr) continue;
    requests.push_back({&item.site, hash, {}});
    owners.push_back(&item);
  }
  digestSites(file_, trust_.hashes, requests);
  for (std::size_t i = 0; i < owners.size(); ++i) owners[i]->digest = std::move(requests[i].digest);
}

// When what a revision holds was last proven to exist already: by the earliest sound document
// timestamp after it, else at the time of control.
core::Timestamp DocumentVerification::provenUntil(std::size_t revision) const {
  auto time = now_;
  for (const auto& other : items_) {
    if (other.token && other.proven && other.site.revision > revision) {
      time = std::min(time, *other.proven);
    }
  }
  return time;
}

void DocumentVerification::judgeTimestampPath(const TimestampToken& token, std::size_t revision,
                                              const EvidenceList& evidence, OnlineEvidence* online,
                                              Judgement& judgement) const {
  if (token.data->signer == nullptr) {
    return judgement.doubt(sub::kNoSigningCertificate, code::kSignerMissing);
  }
  if (token.time > now_ + kClockSkew) {
    judgement.doubt(sub::kTimestampOrder, code::kTimestampFuture);
  }
  // A later timestamp cannot really be older than this one; it is then judged where it claims to
  // be.
  const auto until = std::max(token.time, provenUntil(revision));
  judgePath({token.data->signer, LeafUse::kTimestamping, token.time, now_, true, until, {}, online},
            trust_.anchors, evidence, views(*token.data), judgement);
}

void DocumentVerification::judgeDocumentTimestamp(Item& item) {
  judgeTimestamp(
      *item.token, [&](const EVP_MD*) { return item.digest; }, item.judgement);
  judgeTimestampPath(*item.token, item.site.revision, {&store_, trust_.local, trust_.crls},
                     trust_.online, item.judgement);
  if (item.judgement.passed()) item.proven = item.token->time;
}

void DocumentVerification::judgeProfile(Item& item) {
  const bool pades = item.site.sub_filter == kPades;
  if (!pades && item.site.sub_filter != "adbe.pkcs7.detached") {
    item.judgement.fail(sub::kFormatFailure, code::kSubFilter);
  } else if (!pades && policy_ == core::VerifyRequest::Policy::kSohoa) {
    item.judgement.fail(sub::kFormatFailure, code::kSubFilter);
  } else if (!pades) {
    item.judgement.note(code::kNotPades);
  }
  if (item.data->content || item.data->content_type != NID_pkcs7_data) {
    item.judgement.fail(sub::kFormatFailure, code::kCmsContent);
  }
  if (pades && item.data->attribute(NID_pkcs9_signingTime) != nullptr) {
    item.judgement.doubt(sub::kSigConstraints, code::kSigningTime);
  }
}

void DocumentVerification::judgeSigner(Item& item) {
  judgeProfile(item);
  if (allowedDigest(item.data->digest_nid) == nullptr) {
    item.judgement.fail(sub::kCryptoConstraints, code::kAlgorithm);
  } else {
    judgeSignature(*item.data, item.digest, item.site.sub_filter == kPades, item.judgement);
  }
  if (item.data->signer == nullptr) return;
  judgeSignatureTimestamps(item);
  proveTime(item);
  judgeSignerPath(item, {&store_, trust_.local, trust_.crls}, trust_.online, item.judgement);
}

void DocumentVerification::judgeSignerPath(const Item& item, const EvidenceList& evidence,
                                           OnlineEvidence* online, Judgement& judgement) const {
  judgePath({item.data->signer,
             LeafUse::kSigning,
             item.proven.value_or(now_),
             now_,
             item.proven.has_value(),
             {},
             item.claimed,
             online},
            trust_.anchors, evidence, views(*item.data), judgement);
}

// A timestamp that does not belong to this signature or is broken casts doubt on it; one whose
// authority cannot be believed now proves nothing, and the signature is judged without it.
void DocumentVerification::judgeSignatureTimestamps(Item& item) {
  for (const auto& attribute : item.data->unsigned_attributes) {
    if (attribute.nid != NID_id_smime_aa_timeStampToken) continue;
    for (const auto& value : attribute.values) {
      std::string_view problem;
      auto token =
          readTimestamp({value.whole.begin(), value.whole.end()}, false, trust_.parsed, problem);
      if (!token) {
        item.judgement.doubt(sub::kSigConstraints, code::kTimestampMalformed, std::string(problem));
        continue;
      }
      Judgement own;
      judgeTimestamp(
          *token, [&](const EVP_MD* hash) { return digestOf(hash, item.data->signature); }, own);
      if (!own.passed()) {
        const auto& reason = own.findings().front().code;
        const bool imprint = reason == code::kTimestampImprint;
        item.judgement.doubt(sub::kSigConstraints,
                             imprint ? code::kTimestampImprint : code::kTimestampSignature,
                             imprint ? std::string{} : reason);
        continue;
      }
      judgeTimestampPath(*token, item.site.revision, {&store_, trust_.local, trust_.crls},
                         trust_.online, own);
      if (own.passed()) {
        item.timestamps.push_back(std::move(*token));
      } else {
        item.judgement.note(code::kTimestampUntrusted, own.findings().front().code);
      }
    }
  }
}

// The best signature time: the earliest proof that the signature existed.
void DocumentVerification::proveTime(Item& item) {
  const auto take = [&](core::Timestamp time) {
    if (!item.proven || time < *item.proven) item.proven = time;
  };
  for (const auto& token : item.timestamps) take(token.time);
  for (const auto& other : items_) {
    if (other.token && other.proven && other.site.revision > item.site.revision) {
      take(*other.proven);
    }
  }
}

// A later revision covers an earlier timestamp, so its own cannot be older.
void DocumentVerification::judgeTimestampOrder() {
  std::optional<core::Timestamp> latest;
  for (auto& item : items_) {
    auto own = item.token ? item.proven : std::optional<core::Timestamp>{};
    for (const auto& token : item.timestamps) own = own ? std::max(*own, token.time) : token.time;
    if (!own) continue;
    if (latest && *own + kClockSkew < *latest) {
      item.judgement.doubt(sub::kTimestampOrder, code::kTimestampOrder);
    }
    latest = latest ? std::max(*latest, *own) : *own;
  }
}

void DocumentVerification::judgeLocks(const Item& item, std::size_t revision,
                                      const RevisionChanges& changes, Judgement& judgement) const {
  const auto locks = readLocks(file_, *item.site.dictionary, item.site.revision);
  const bool signs = !changes.signed_fields.empty() || !changes.new_signatures.empty();
  if (locks.no_changes && signs) {
    judgement.fail(sub::kFormatFailure, code::kDocMdp, "revision " + std::to_string(revision));
  }
  for (const auto& field : changes.signed_fields) {
    const bool named = std::ranges::find(locks.fields, field) != locks.fields.end();
    const bool swept =
        locks.all_fields && std::ranges::find(locks.except, field) == locks.except.end();
    if (named || swept) judgement.fail(sub::kFormatFailure, code::kFieldLocked, field);
  }
}

// ISO 32000-1 clause 12.8.2.2: one certification at most, the first signature, and /Perms names it.
void DocumentVerification::judgeCertification() {
  const auto last = file_.all().size() - 1;
  const auto permissions = file_.resolveKey(*catalog(file_, last), "Perms", last);
  const auto* named = permissions->get("DocMDP");
  bool found = named == nullptr;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const auto& site = items_[i].site;
    const bool certifies = readLocks(file_, *site.dictionary, site.revision).certifies;
    const bool is_named = named != nullptr && named->is(pdf::Object::Kind::kReference) &&
                          static_cast<std::uint32_t>(named->integer) == site.number;
    if (certifies && i > 0) {
      items_[i].judgement.fail(sub::kFormatFailure, code::kCertification, atObject(site.number));
    }
    found = found || (is_named && certifies);
  }
  if (!found) about_file_.fail(sub::kFormatFailure, code::kCertification, "Perms");
}

void DocumentVerification::judgeChanges() {
  if (items_.empty()) return;
  judgeCertification();
  const auto first = policy_ == core::VerifyRequest::Policy::kSohoa
                         ? std::size_t{1}
                         : items_.front().site.revision + 1;
  changes_.resize(file_.all().size());
  for (auto revision = first; revision < file_.all().size(); ++revision) {
    changes_[revision] =
        inspectChanges(file_, revision, policy_ == core::VerifyRequest::Policy::kSohoa);
    for (auto& item : items_) {
      if (item.site.revision >= revision) continue;
      for (const auto& finding : changes_[revision].forbidden) {
        item.judgement.fail(sub::kFormatFailure, finding.code, finding.where);
      }
      judgeLocks(item, revision, changes_[revision], item.judgement);
    }
    for (const auto& finding : changes_[revision].forbidden) {
      about_file_.fail(sub::kFormatFailure, finding.code, finding.where);
    }
  }
}

// EN 319 142-1 clause 6.3. The level says what the file itself proves, so local revocation data do
// not raise it, and a store only counts for LTA as far as a document timestamp covers it.
void DocumentVerification::computeLevel(Item& item) {
  if (!item.data || item.ber || item.judgement.failed() || item.site.sub_filter != kPades) return;
  item.level = "B-B";
  if (!item.proven) return;
  item.level = "B-T";
  if (!selfContained(item, store_)) return;
  item.level = "B-LT";
  for (const auto& other : items_) {
    if (!other.token || !other.proven || other.site.revision <= item.site.revision) continue;
    if (selfContained(item, readDss(file_, other.site.revision, trust_.parsed)))
      item.level = "B-LTA";
  }
}

bool DocumentVerification::selfContained(const Item& item, const Evidence& evidence) const {
  if (evidence.crls.empty() && evidence.ocsps.empty()) return false;
  Judgement judgement;
  judgeSignerPath(item, {&evidence}, nullptr, judgement);
  for (const auto& token : item.timestamps) {
    judgeTimestampPath(token, item.site.revision, {&evidence}, nullptr, judgement);
  }
  return judgement.passed();
}

core::VerificationReport DocumentVerification::report() const {
  core::VerificationReport report;
  std::set<std::string> levels;
  for (const auto& item : items_) {
    auto judgement = item.judgement;
    judgement.lower(about_file_.verdict(), about_file_.subIndication());
    core::SignatureReport one;
    one.field = item.site.field;
    const auto* signer = item.data    ? item.data->signer
                         : item.token ? item.token->data->signer
                                      : nullptr;
    if (signer != nullptr) describeSigner(signer, one);
    one.document_timestamp = item.site.isTimestamp();
    one.intact = isIntact(item.site, judgement);
    one.verdict = judgement.verdict();
    one.sub_indication = judgement.subIndication();
    one.level = judgement.failed() ? std::string{} : item.level;
    one.signing_time = item.claimed;
    one.best_signature_time = item.proven;
    const auto rest =
        file_.bytes().subspan(std::min<std::uint64_t>(item.site.end, file_.bytes().size()));
    one.covers_whole_document = item.site.covered && std::ranges::all_of(rest, [](auto byte) {
                                  return byte == '\r' || byte == '\n';
                                });
    one.findings = judgement.findings();
    if (!item.token) levels.insert(one.level);
    report.signatures.push_back(std::move(one));
  }
  // The signatures' own reasons say more than the file's, and the worst of them counts.
  Judgement worst;
  for (const auto& one : report.signatures) worst.lower(one.verdict, one.sub_indication);
  worst.lower(about_file_.verdict(), about_file_.subIndication());
  report.verdict = worst.verdict();
  report.sub_indication = worst.subIndication();
  // "" < "B-B" < "B-LT" < "B-LTA" < "B-T" in the alphabet, which is not their rank.
  for (const auto* level : {"", "B-B", "B-T", "B-LT", "B-LTA"}) {
    if (levels.count(level) == 0) continue;
    report.level = level;
    break;
  }
  report.findings = about_file_.findings();
  return report;
}

}  // namespace sohoa::signing
