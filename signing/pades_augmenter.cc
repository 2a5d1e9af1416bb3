#include "signing/pades_augmenter.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "pdf/revisions.h"
#include "signing/errors.h"
#include "signing/evidence_collector.h"
#include "signing/openssl_error.h"
#include "signing/signed_output.h"
#include "signing/verify_document.h"
#include "signing/verify_evidence.h"

namespace sohoa::signing {
namespace {

using core::PadesLevel;

constexpr char kHead[] = "/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161";
constexpr std::size_t kSpareBytes = 256;

std::vector<X509*> views(const SignedData& data) {
  std::vector<X509*> result;
  for (const auto& certificate : data.certificates) result.push_back(certificate.get());
  return result;
}

// SHA-1 of the whole /Contents string, zeros behind the value and all, as other implementations
// have it: it only names the entry.
std::string vriKey(const SignatureSite& site) {
  const auto& contents = site.dictionary->get("Contents")->text;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  ensure(EVP_Digest(contents.data(), contents.size(), digest, &size, EVP_sha1(), nullptr) == 1,
         kCryptoFailed, "EVP_Digest");
  std::string key;
  for (unsigned i = 0; i < size; ++i) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    key += kDigits[digest[i] >> 4U];
    key += kDigits[digest[i] & 15U];
  }
  return key;
}

// A signature or document timestamp as found in the file, and the tokens that date it.
struct Entry {
  SignatureSite site;
  std::unique_ptr<SignedData> signature;
  std::vector<TimestampToken> tokens;
};

[[noreturn]] void refuse(std::string_view code) {
  throw core::Error(kNotSigned, {.detail = std::string(code)});
}

Entry readEntry(const pdf::Revisions& file, SignatureSite site, CertificateCache& cache) {
  Judgement judgement;
  judgeCoverage(file, site, judgement);
  if (!site.covered) refuse(judgement.findings().front().code);
  Entry entry;
  const auto& text = site.dictionary->get("Contents")->text;
  if (site.isTimestamp()) {
    std::string_view problem;
    auto token = readTimestamp({text.begin(), text.end()}, true, cache, problem);
    if (!token) refuse(problem);
    entry.tokens.push_back(std::move(*token));
  } else {
    CmsProblem problem;
    entry.signature = readSignedData({text.begin(), text.end()}, true, cache, problem);
    if (!entry.signature || entry.signature->signer == nullptr) refuse(problem.code);
    for (const auto& attribute : entry.signature->unsigned_attributes) {
      if (attribute.nid != NID_id_smime_aa_timeStampToken) continue;
      for (const auto& value : attribute.values) {
        std::string_view trouble;
        auto token = readTimestamp({value.whole.begin(), value.whole.end()}, false, cache, trouble);
        if (token) entry.tokens.push_back(std::move(*token));
      }
    }
  }
  entry.site = std::move(site);
  return entry;
}

std::vector<Entry> readEntries(const pdf::Revisions& file, CertificateCache& cache) {
  if (!file.readable()) refuse(code::kUnreadable);
  Judgement about_file;
  std::vector<Entry> entries;
  bool signature = false;
  for (auto& site : findSignatures(file, about_file)) {
    entries.push_back(readEntry(file, std::move(site), cache));
    signature = signature || entries.back().signature;
  }
  if (!signature) refuse(code::kNoSignature);
  return entries;
}

// When the entry is proven to have existed: its own tokens, else a later document timestamp.
std::optional<core::Timestamp> provenTime(const Entry& entry, const std::vector<Entry>& all) {
  std::optional<core::Timestamp> time;
  const auto take = [&](core::Timestamp other) { time = time ? std::min(*time, other) : other; };
  for (const auto& token : entry.tokens) take(token.time);
  for (const auto& other : all) {
    if (other.site.isTimestamp() && other.site.revision > entry.site.revision) {
      take(other.tokens.front().time);
    }
  }
  return time;
}

int rank(std::string_view level) {
  constexpr std::string_view kOrder[] = {"", "B-B", "B-T", "B-LT", "B-LTA"};
  return static_cast<int>(std::ranges::find(kOrder, level) - std::begin(kOrder));
}

}  // namespace

struct PadesAugmenter::State {
  explicit State(const core::Clock& own_clock) : clock(own_clock) {}

  StorePtr anchors{X509_STORE_new()};
  Evidence local;
  const RevocationClient* revocation = nullptr;
  const TimestampClient* timestamps = nullptr;
  const core::Clock& clock;
  mutable CertificateCache parsed;
  mutable HashPool hashes;

  void appendTimestamp(SignedOutput& output) const;
  void appendStore(SignedOutput& output) const;
  [[nodiscard]] std::optional<core::Error> shortfall(SignedOutput& output, PadesLevel level) const;
  [[nodiscard]] bool lacksTimestamp(SignedOutput& output) const;
};

bool PadesAugmenter::State::lacksTimestamp(SignedOutput& output) const {
  const pdf::MappedFile bytes(output.written());
  const pdf::Revisions file(bytes);
  const auto entries = readEntries(file, parsed);
  return std::ranges::any_of(entries,
                             [&](const Entry& entry) { return !provenTime(entry, entries); });
}

void PadesAugmenter::State::appendTimestamp(SignedOutput& output) const {
  if (timestamps == nullptr) throw core::Error(kNoTimestampAuthority, {});
  pdf::IncrementalUpdate update(output.written());
  int number = 1;
  const auto name = [&] { return "DocTimeStamp" + std::to_string(number); };
  while (update.signatureField(name())) ++number;
  const auto field = update.addSignatureField(name());
  pdf::SignatureHole hole{update.reserve(), kHead, "", timestamps->tokenSize() + kSpareBytes};
  update.setKey(field.field, "/V", hole.id.reference());
  for (;;) {
    auto increment = update.build(hole);
    const auto digest = output.digest(increment, HashAlgorithm::kSha256);
    std::array<std::uint8_t, core::Sha256::kSize> value{};
    std::ranges::copy(digest, value.begin());
    const auto token = timestamps->token(core::Sha256(value));
    if (token.size() <= hole.capacity) {
      increment.fillHole(token);
      return output.append(increment);
    }
    hole.capacity = token.size() + token.size() / 4;
  }
}

void PadesAugmenter::State::appendStore(SignedOutput& output) const {
  if (revocation == nullptr) throw core::Error(kNoRevocationClient, {});
  pdf::SecurityStoreAdditions additions;
  {
    const pdf::MappedFile bytes(output.written());
    const pdf::Revisions file(bytes);
    const auto entries = readEntries(file, parsed);
    const auto held = readDss(file, file.all().size() - 1, parsed);
    const std::vector<const Evidence*> known{&held, &local};
    EvidenceCollector collector(*revocation, anchors.get(), known);
    for (const auto& entry : entries) {
      const auto key = vriKey(entry.site);
      for (const auto& token : entry.tokens) {
        if (token.data->signer == nullptr) refuse(code::kSignerMissing);
        collector.add(key, token.data->signer, views(*token.data), token.time);
      }
      if (entry.signature) {
        const auto at = provenTime(entry, entries).value_or(clock.now());
        collector.add(key, entry.signature->signer, views(*entry.signature), at);
      }
    }
    additions = collector.store();
  }
  pdf::IncrementalUpdate update(output.written());
  if (update.extendSecurityStore(additions)) output.append(update.build(std::nullopt));
}

// Why the file does not reach the level by itself; nothing when it does.
std::optional<core::Error> PadesAugmenter::State::shortfall(SignedOutput& output,
                                                            PadesLevel level) const {
  const pdf::MappedFile bytes(output.written());
  const pdf::Revisions file(bytes);
  const Evidence none;
  DocumentVerification verification(file, {anchors.get(), &local, &none, nullptr, parsed, hashes},
                                    core::VerifyRequest::Policy::kGeneric, clock.now());
  const auto report = verification.run();
  std::set<std::string> codes;
  bool reached = report.verdict != core::Verdict::kTotalFailed;
  for (const auto& one : report.signatures) {
    // The newest document timestamp is proven by what comes after it, not by this file.
    if (one.level.empty() && one.verdict != core::Verdict::kTotalFailed) continue;
    reached = reached && one.verdict == core::Verdict::kTotalPassed &&
              rank(one.level) >= rank(core::slug(level));
    for (const auto& finding : one.findings) codes.insert(finding.code);
  }
  for (const auto& finding : report.findings) codes.insert(finding.code);
  if (reached) return std::nullopt;
  std::string detail = report.level;
  for (const auto& code : codes) detail += (detail.empty() ? "" : " ") + code;
  const bool hopeless = report.verdict == core::Verdict::kTotalFailed;
  return core::Error(hopeless ? kSignatureBroken : kLevelNotReached, {.detail = detail});
}

PadesAugmenter::PadesAugmenter(const AugmenterOptions& options, const core::Clock& clock) {
  auto state = std::make_unique<State>(clock);
  state->revocation = options.revocation;
  state->timestamps = options.timestamps;
  for (const auto& anchor : readCertificates(options.trust_anchors)) {
    ensure(X509_STORE_add_cert(state->anchors.get(), anchor.get()) == 1, kCertificateUnreadable,
           "trust anchor");
  }
  state->local.certificates = readCertificates(options.intermediates);
  state_ = std::move(state);
}

PadesAugmenter::~PadesAugmenter() = default;

void PadesAugmenter::augment(const std::filesystem::path& in, const std::filesystem::path& out,
                             PadesLevel level) {
  try {
    if (pdf::IncrementalUpdate(in).forbidsChanges()) throw core::Error(kChangesForbidden, {});
    SignedOutput output(in, std::filesystem::file_size(in), out, {HashAlgorithm::kSha256},
                        state_->hashes);
    extend(output, level);
    output.commit();
  } catch (const core::Error& error) {
    throw error.at(in.string());
  }
}

void PadesAugmenter::extend(SignedOutput& output, PadesLevel level) const {
  if (level != PadesLevel::kBLT && level != PadesLevel::kBLTA) {
    throw core::Error(kLevelNotOffered, {.detail = std::string(core::slug(level))});
  }
  if (state_->lacksTimestamp(output)) state_->appendTimestamp(output);
  state_->appendStore(output);
  if (level == PadesLevel::kBLTA) state_->appendTimestamp(output);
  auto problem = state_->shortfall(output, level);
  if (problem && level == PadesLevel::kBLTA) {
    // The document timestamp came from an authority that the evidence so far says nothing about.
    state_->appendStore(output);
    problem = state_->shortfall(output, level);
  }
  if (problem) throw core::Error(*problem);
}

}  // namespace sohoa::signing
