#include "signing/pades_signer.h"

#include <algorithm>
#include <optional>

#include "core/digest.h"
#include "core/fill_in.h"
#include "core/text.h"
#include "pdf/incremental_update.h"
#include "pdf/text_appearance.h"
#include "pdf/text_string.h"
#include "signing/algorithms.h"
#include "signing/certificate_check.h"
#include "signing/cms_builder.h"
#include "signing/errors.h"
#include "signing/hash_pool.h"
#include "signing/key_files.h"
#include "signing/signed_output.h"

namespace sohoa::signing {
namespace {

constexpr char kPersonField[] = "CompetentPerson";
constexpr char kAgencyField[] = "AgencySeal";
constexpr std::size_t kSpareBytes = 128;
constexpr char kHead[] = "/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached";

// "D:20261122083000+07'00'" (ISO 32000-1 clause 7.9.4).
std::string pdfDate(core::Timestamp time) {
  std::string digits;
  for (const char c : core::formatIso8601(time).substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "(D:" + digits + "+07'00')";
}

using Words = std::map<std::string, std::string>;

pdf::SignatureField emptyField(pdf::IncrementalUpdate& update, const RoleOptions& role) {
  if (update.forbidsChanges()) throw core::Error(kChangesForbidden, {});
  if (!role.after_field.empty()) {
    const auto before = update.signatureField(role.after_field);
    if (before && !before->filled) throw core::Error(kOutOfOrder, {.detail = role.after_field});
  }
  const auto field = update.signatureField(role.field);
  if (!field) return update.addSignatureField(role.field);
  if (field->filled) throw core::Error(kFieldFilled, {.detail = role.field});
  return *field;
}

std::string entriesAfterContents(const RoleOptions& role, const std::string& name,
                                 core::Timestamp now) {
  std::string entries = "/M " + pdfDate(now) + " /Name " + pdf::textString(name);
  if (!role.location.empty()) entries += " /Location " + pdf::textString(role.location);
  if (!role.reason.empty()) entries += " /Reason " + pdf::textString(role.reason);
  return entries;
}

}  // namespace

RoleOptions defaultRole(core::SignerRole role) {
  const core::AppearancePolicy policy;
  RoleOptions options;
  const bool agency = role == core::SignerRole::kAgency;
  options.field = agency ? kAgencyField : kPersonField;
  options.text = agency ? policy.agency : policy.person;
  options.words["copy_form"] = policy.copy_form;
  return options;
}

struct PadesSigner::Identity {
  explicit Identity(const RoleOptions& options)
      : certificates(*options.key),
        scheme(schemeFor(options.key->certificate(), options.rsa_padding)),
        name(subjectCommonName(certificates.own.get())) {}

  SignerCertificates certificates;
  SignatureScheme scheme;
  std::string name;
};

struct PadesSigner::Task {
  core::SignerRole role;
  const RoleOptions* options;
  const core::SignatureText* text;
  Words words;
  const Identity* identity;
  bool stamped;
};

PadesSigner::PadesSigner(SignerOptions options, const core::Clock& clock)
    : options_(std::move(options)), clock_(clock), pool_(std::make_unique<HashPool>()) {}

PadesSigner::~PadesSigner() = default;

void PadesSigner::sign(const std::filesystem::path& in, const std::filesystem::path& out,
                       const core::SignRequest& request) {
  signAll(in, out, {&request, 1});
}

void PadesSigner::signAll(const std::filesystem::path& in, const std::filesystem::path& out,
                          std::span<const core::SignRequest> requests) {
  try {
    signOrThrow(in, out, requests);
  } catch (const core::Error& error) {
    throw error.at(in.string());
  }
}

std::size_t PadesSigner::capacity(const Task& task) {
  if (options_.contents_capacity != 0) return options_.contents_capacity;
  const std::lock_guard lock(measured_mutex_);
  auto& measured = measured_[task.role];
  if (measured == 0) {
    const auto length =
        static_cast<std::size_t>(EVP_MD_get_size(digestOf(task.identity->scheme.hash)));
    measured = CadesSignature(*task.options->key, task.identity->certificates,
                              task.identity->scheme, Bytes(length))
                   .encoded()
                   .size();
  }
  const std::size_t token = task.stamped ? options_.timestamps->tokenSize() : 0;
  return measured + token + kSpareBytes;
}

const PadesSigner::Identity& PadesSigner::identityOf(core::SignerRole role) const {
  const RoleOptions& options = roleOf(role);
  const std::lock_guard lock(measured_mutex_);
  auto& known = identities_[role];
  if (!known) known = std::make_unique<const Identity>(options);
  return *known;
}

void PadesSigner::requireNotRevoked(core::SignerRole role, const SigningKey& key,
                                    core::Timestamp now) {
  constexpr std::chrono::minutes kStillFresh{10};
  if (options_.revocation == nullptr || key.chain().empty()) return;
  {
    const std::lock_guard lock(measured_mutex_);
    const auto last = checked_.find(role);
    if (last != checked_.end() && now - last->second < kStillFresh) return;
  }
  try {
    const auto answer =
        options_.revocation->ask(key.certificate(), key.chain().front(), now - kStillFresh);
    if (answer.revoked_at) {
      throw core::Error(kCertificateRevoked,
                        {.detail = "since " + core::formatIso8601(*answer.revoked_at)});
    }
  } catch (const core::Error& error) {
    if (error.code() == kCertificateRevoked) throw;
    options_.warn(error);
  }
  const std::lock_guard lock(measured_mutex_);
  checked_[role] = now;
}

const RoleOptions& PadesSigner::roleOf(core::SignerRole role) const {
  const auto found = options_.roles.find(role);
  if (found == options_.roles.end() || !found->second.key) {
    throw core::Error(kNoKeyForRole, {.detail = std::string(core::slug(role))});
  }
  return found->second;
}

std::string PadesSigner::signerName(core::SignerRole role) const { return identityOf(role).name; }

PadesSigner::Task PadesSigner::prepare(const core::SignRequest& request, core::Timestamp now) {
  const bool stamped = request.level != core::PadesLevel::kBB;
  if (stamped && options_.timestamps == nullptr) throw core::Error(kNoTimestampAuthority, {});
  const RoleOptions& role = roleOf(request.role);
  const Identity& identity = identityOf(request.role);
  X509* const certificate = identity.certificates.own.get();
  requireUsableForSigning(certificate, now);
  if (!role.unit.empty() && !subjectMentions(certificate, role.unit)) {
    throw core::Error(kWrongUnit, {.detail = role.unit});
  }
  requireNotRevoked(request.role, *role.key, now);
  Words words = request.words;
  words.insert(role.words.begin(), role.words.end());
  words.insert(
      {{"name", identity.name}, {"agency", identity.name}, {"time", core::formatIso8601(now)}});
  return {request.role,     &role,     request.text ? &*request.text : &role.text,
          std::move(words), &identity, stamped};
}

// The form XObject of the visible text; "" for an invisible signature.
std::string PadesSigner::appearance(pdf::IncrementalUpdate& update,
                                    const pdf::SignatureField& field, const Task& task) const {
  if (task.text->lines.empty() || field.rect.width() <= 0 || field.rect.height() <= 0) return {};
  pdf::TextAppearance text;
  for (const std::string& line : task.text->lines)
    text.lines.push_back(core::toNfc(core::fillIn(line, task.words)));
  if (task.text->align_right) text.align = pdf::TextAppearance::Align::kRight;
  text.width = field.rect.width();
  text.height = field.rect.height();
  text.size = task.text->size;
  return font().addText(update, text).reference();
}

pdf::AppearanceFont& PadesSigner::font() const {
  const std::lock_guard lock(measured_mutex_);
  if (!font_) font_ = std::make_unique<pdf::AppearanceFont>(options_.font);
  return *font_;
}

void PadesSigner::signOrThrow(const std::filesystem::path& in, const std::filesystem::path& out,
                              std::span<const core::SignRequest> requests) {
  const core::Timestamp now = clock_.now();
  std::vector<Task> tasks;
  std::vector<HashAlgorithm> hashes;
  auto lasting = core::PadesLevel::kBB;
  for (const auto& request : requests) {
    tasks.push_back(prepare(request, now));
    hashes.push_back(tasks.back().identity->scheme.hash);
    lasting = std::max(lasting, request.level);
  }
  if (tasks.empty()) throw core::Error(core::kInternal, {.detail = "nothing to sign"});
  const bool extend = lasting >= core::PadesLevel::kBLT;
  if (extend && options_.augmenter == nullptr) throw core::Error(kNoRevocationClient, {});
  if (extend) hashes.push_back(HashAlgorithm::kSha256);

  std::optional<SignedOutput> output;
  for (const Task& task : tasks) {
    pdf::IncrementalUpdate update(output ? output->written() : in);
    const pdf::SignatureField field = emptyField(update, *task.options);
    if (const auto form = appearance(update, field, task); !form.empty()) {
      update.setKey(field.widget, "/AP", "<< /N " + form + " >>");
    }
    pdf::SignatureHole hole{update.reserve(), kHead,
                            entriesAfterContents(*task.options, task.identity->name, now),
                            capacity(task)};
    update.setKey(field.field, "/V", hole.id.reference());
    pdf::Increment increment = update.build(hole);
    // Nothing is copied before the first refusal could have come.
    if (!output) output.emplace(in, increment.base_size, out, hashes, *pool_);
    for (;;) {
      const Bytes cms = signature(task, output->digest(increment, task.identity->scheme.hash));
      if (cms.size() <= hole.capacity) {
        increment.fillHole(cms);
        output->append(increment);
        break;
      }
      hole.capacity = cms.size() + cms.size() / 4;
      increment = update.build(hole);
    }
  }
  if (extend) options_.augmenter->extend(*output, lasting);
  output->commit();
}

Bytes PadesSigner::signature(const Task& task, ByteView digest) const {
  CadesSignature signed_data(*task.options->key, task.identity->certificates, task.identity->scheme,
                             digest);
  if (task.stamped) {
    signed_data.addTimestamp(
        options_.timestamps->token(core::sha256(signed_data.signatureValue())));
  }
  return signed_data.encoded();
}

}  // namespace sohoa::signing
