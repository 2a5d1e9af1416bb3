#include <set>

#include "signing/verify_document.h"

namespace sohoa::signing {
namespace {

constexpr std::string_view kFirstField = "CompetentPerson";
constexpr std::string_view kSecondField = "AgencySeal";

}  // namespace

// A copy made here: an unsigned base in one revision, the person's signature, the agency's, then
// only security stores and document timestamps.
void DocumentVerification::judgeAnatomy() {
  if (items_.empty()) return;
  const auto refuse = [&](std::size_t revision) {
    about_file_.fail(sub::kFormatFailure, code::kAnatomy, "revision " + std::to_string(revision));
  };
  judgeBase();
  bool agency = false;
  for (std::size_t i = 1; i < changes_.size(); ++i) {
    const auto& changes = changes_[i];
    const auto signatures = changes.signed_fields.size() + changes.new_signatures.size();
    const bool signs = changes.signed_fields.size() == 1 && signatures == 1 &&
                       !changes.security_store && changes.new_timestamps.empty();
    const bool prolongs = signatures == 0 && changes.new_timestamps.size() <= 1 &&
                          (changes.security_store || !changes.new_timestamps.empty());
    if (i == 1) {
      if (!signs || changes.signed_fields[0] != kFirstField) refuse(i);
    } else if (i == 2 && signs) {
      agency = changes.signed_fields[0] == kSecondField;
      if (!agency) refuse(i);
    } else if (!prolongs) {
      refuse(i);
    }
  }
  if (!agency) return about_file_.doubt(sub::kSigConstraints, code::kAgencyMissing);
  const auto* first = items_.size() > 1 && items_[0].data ? items_[0].data->signer : nullptr;
  const auto* second = items_.size() > 1 && items_[1].data ? items_[1].data->signer : nullptr;
  if (first != nullptr && second != nullptr &&
      X509_NAME_cmp(X509_get_subject_name(first), X509_get_subject_name(second)) == 0) {
    about_file_.fail(sub::kSigConstraints, code::kSameSigner);
  }
}

// Nothing may lie hidden in the base, ready to be brought forward by a later revision.
void DocumentVerification::judgeBase() {
  const auto& base = file_.all().front();
  if (base.xref_stream || base.linearized || items_.front().site.revision == 0) {
    about_file_.fail(sub::kFormatFailure, code::kAnatomy, "revision 0");
  }
  std::set<std::uint32_t> reached;
  std::vector<std::uint32_t> waiting;
  const auto see = [&](const pdf::Object& part) {
    if (!part.is(pdf::Object::Kind::kReference)) return;
    const auto number = static_cast<std::uint32_t>(part.integer);
    if (reached.insert(number).second) waiting.push_back(number);
  };
  pdf::visit(base.trailer, see);
  while (!waiting.empty()) {
    const auto number = waiting.back();
    waiting.pop_back();
    pdf::visit(*file_.object(number, 0), see);
  }
  for (const auto number : file_.numbers(0)) {
    if (reached.count(number) != 0) continue;
    about_file_.fail(sub::kFormatFailure, code::kUnreachable, atObject(number));
  }
}

}  // namespace sohoa::signing
