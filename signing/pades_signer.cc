#include "signing/pades_signer.h"

#include "core/text.h"
#include "pdf/incremental_update.h"
#include "pdf/text_appearance.h"
#include "pdf/text_string.h"
#include "signing/algorithms.h"
#include "signing/certificate_check.h"
#include "signing/cms_builder.h"
#include "signing/errors.h"
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

std::string filledIn(std::string line, const AppearanceOptions& appearance, const std::string& name,
                     core::Timestamp time) {
  const std::pair<std::string_view, std::string> values[] = {
      {"{time}", core::formatIso8601(time)},
      {"{copy_form}", appearance.copy_form},
      {"{agency}", appearance.agency.empty() ? name : appearance.agency},
      {"{name}", name}};
  for (const auto& [mark, value] : values) {
    for (std::size_t at = 0; (at = line.find(mark, at)) != std::string::npos; at += value.size()) {
      line.replace(at, mark.size(), value);
    }
  }
  return core::toNfc(line);
}

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
  RoleOptions options;
  if (role == core::SignerRole::kAgency) {
    options.field = kAgencyField;
    options.appearance.lines = {"{copy_form}", "{agency}", "{time}"};
    options.appearance.align_right = true;
  } else {
    options.field = kPersonField;
    options.appearance.lines = {"{name}", "{time}"};
  }
  return options;
}

PadesSigner::PadesSigner(SignerOptions options, const core::Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

void PadesSigner::sign(const std::filesystem::path& in, const std::filesystem::path& out,
                       const core::SignRequest& request) {
  try {
    signOrThrow(in, out, request);
  } catch (const core::Error& error) {
    throw error.at(in.string());
  }
}

std::size_t PadesSigner::capacity(core::SignerRole role, const SigningKey& key,
                                  const SignatureScheme& scheme, bool stamped) {
  if (options_.contents_capacity != 0) return options_.contents_capacity;
  const std::lock_guard lock(measured_mutex_);
  auto& measured = measured_[role];
  if (measured == 0) {
    const auto length = static_cast<std::size_t>(EVP_MD_get_size(digestOf(scheme.hash)));
    measured = buildSignedData(key, scheme, Bytes(length)).size();
  }
  const std::size_t token = stamped ? options_.timestamps->tokenSize() : 0;
  return measured + token + kSpareBytes;
}

void PadesSigner::signOrThrow(const std::filesystem::path& in, const std::filesystem::path& out,
                              const core::SignRequest& request) {
  const bool stamped = request.level == core::PadesLevel::kBT;
  if (!stamped && request.level != core::PadesLevel::kBB) {
    throw core::Error(kLevelNotOffered, {.detail = std::string(core::slug(request.level))});
  }
  if (stamped && options_.timestamps == nullptr) throw core::Error(kNoTimestampAuthority, {});
  const auto found = options_.roles.find(request.role);
  if (found == options_.roles.end() || !found->second.key) {
    throw core::Error(kNoKeyForRole, {.detail = std::string(core::slug(request.role))});
  }
  const RoleOptions& role = found->second;
  const core::Timestamp now = clock_.now();
  const X509Ptr certificate = certificateFromDer(role.key->certificate());
  requireUsableForSigning(certificate.get(), now);
  const SignatureScheme scheme = schemeFor(role.key->certificate(), role.rsa_padding);
  const std::string name = subjectCommonName(certificate.get());

  pdf::IncrementalUpdate update(in);
  const pdf::SignatureField field = emptyField(update, role);
  if (!role.appearance.lines.empty() && field.rect.width() > 0 && field.rect.height() > 0) {
    pdf::TextAppearance text;
    for (const std::string& line : role.appearance.lines) {
      text.lines.push_back(filledIn(line, role.appearance, name, now));
    }
    if (role.appearance.align_right) text.align = pdf::TextAppearance::Align::kRight;
    text.width = field.rect.width();
    text.height = field.rect.height();
    const pdf::ObjectId form = pdf::addTextAppearance(update, text, options_.font);
    update.setKey(field.widget, "/AP", "<< /N " + form.reference() + " >>");
  }
  pdf::SignatureHole hole{update.reserve(), kHead, entriesAfterContents(role, name, now),
                          capacity(request.role, *role.key, scheme, stamped)};
  update.setKey(field.field, "/V", hole.id.reference());

  pdf::Increment increment = update.build(hole);
  SignedOutput output(in, increment.base_size, out, scheme.hash);
  for (;;) {
    Bytes cms = buildSignedData(*role.key, scheme, output.digest(increment));
    if (stamped) {
      cms = addSignatureTimestamp(cms, options_.timestamps->token(signatureValue(cms)));
    }
    if (cms.size() <= hole.capacity) {
      increment.fillHole(cms);
      output.commit(increment);
      return;
    }
    hole.capacity = cms.size() + cms.size() / 4;
    increment = update.build(hole);
  }
}

}  // namespace sohoa::signing
