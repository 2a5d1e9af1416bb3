// The stable words for the enumerations in core's ports.
#include <string>

#include "core/error.h"
#include "core/ports/certification_queue.h"
#include "core/ports/certification_register.h"
#include "core/ports/copy_signer.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/outbox.h"
#include "core/ports/webhook_book.h"
#include "core/ports/work_store.h"

namespace sohoa::core {

std::string_view slug(SignerRole role) {
  switch (role) {
    case SignerRole::kOperator:
      return "operator";
    case SignerRole::kCertifier:
      return "certifier";
    case SignerRole::kAgency:
      return "agency";
  }
  return "";
}

std::string_view slug(PadesLevel level) {
  switch (level) {
    case PadesLevel::kBB:
      return "B-B";
    case PadesLevel::kBT:
      return "B-T";
    case PadesLevel::kBLT:
      return "B-LT";
    case PadesLevel::kBLTA:
      return "B-LTA";
  }
  return "";
}

SignerRole signerRole(std::string_view word) {
  for (const auto role : {SignerRole::kOperator, SignerRole::kCertifier, SignerRole::kAgency}) {
    if (slug(role) == word) return role;
  }
  throw Error(kBadSettings, {.detail = "unknown signer role: " + std::string(word)});
}

PadesLevel padesLevel(std::string_view word) {
  for (const auto level : {PadesLevel::kBB, PadesLevel::kBT, PadesLevel::kBLT, PadesLevel::kBLTA}) {
    if (slug(level) == word) return level;
  }
  throw Error(kBadSettings, {.detail = "unknown PAdES level: " + std::string(word)});
}

std::string_view slug(EntryState state) {
  switch (state) {
    case EntryState::kOpen:
      return "open";
    case EntryState::kIssued:
      return "issued";
    case EntryState::kVoid:
      return "void";
  }
  return "";
}

std::string_view slug(RequestState state) {
  switch (state) {
    case RequestState::kWaiting:
      return "waiting";
    case RequestState::kCertified:
      return "certified";
    case RequestState::kRefused:
      return "refused";
  }
  return "";
}

std::optional<RequestState> requestState(std::string_view word) {
  for (const auto state :
       {RequestState::kWaiting, RequestState::kCertified, RequestState::kRefused}) {
    if (slug(state) == word) return state;
  }
  return std::nullopt;
}

std::string_view slug(MessageState state) {
  switch (state) {
    case MessageState::kWaiting:
      return "waiting";
    case MessageState::kDelivered:
      return "delivered";
    case MessageState::kDead:
      return "dead";
  }
  return "";
}

std::string_view slug(ConsignmentState state) {
  switch (state) {
    case ConsignmentState::kWaiting:
      return "waiting";
    case ConsignmentState::kDelivered:
      return "delivered";
    case ConsignmentState::kRefused:
      return "refused";
    case ConsignmentState::kWithdrawn:
      return "withdrawn";
  }
  return "";
}

std::string_view slug(Verdict verdict) {
  switch (verdict) {
    case Verdict::kTotalPassed:
      return "TOTAL_PASSED";
    case Verdict::kIndeterminate:
      return "INDETERMINATE";
    case Verdict::kTotalFailed:
      return "TOTAL_FAILED";
  }
  return "";
}

Verdict worse(Verdict a, Verdict b) { return static_cast<int>(a) > static_cast<int>(b) ? a : b; }

std::string_view slug(DocumentState state) {
  switch (state) {
    case DocumentState::kDrafted:
      return "drafted";
    case DocumentState::kAssembled:
      return "assembled";
    case DocumentState::kOperatorSigned:
      return "operator_signed";
    case DocumentState::kExtracted:
      return "extracted";
    case DocumentState::kAgencySigned:
      return "agency_signed";
    case DocumentState::kDelivered:
      return "delivered";
    case DocumentState::kQuarantined:
      return "quarantined";
  }
  return "";
}

std::string_view slug(Stage stage) {
  switch (stage) {
    case Stage::kOpen:
      return "open";
    case Stage::kRead:
      return "read";
    case Stage::kCompose:
      return "compose";
    case Stage::kAssemble:
      return "assemble";
    case Stage::kSignOperator:
      return "sign_operator";
    case Stage::kExtract:
      return "extract";
    case Stage::kSignAgency:
      return "sign_agency";
    case Stage::kDeliver:
      return "deliver";
  }
  return "";
}

std::string_view slug(ReviewWait wait) {
  switch (wait) {
    case ReviewWait::kAsSet:
      return "";
    case ReviewWait::kNever:
      return "never";
    case ReviewWait::kDoubtful:
      return "doubtful";
    case ReviewWait::kAlways:
      return "always";
  }
  return "";
}

ReviewWait reviewWait(std::string_view word) {
  for (const auto wait :
       {ReviewWait::kAsSet, ReviewWait::kNever, ReviewWait::kDoubtful, ReviewWait::kAlways}) {
    if (slug(wait) == word) return wait;
  }
  throw Error(kInternal, {.detail = "no such wait for review: " + std::string(word)});
}

std::string_view slug(Lane lane) {
  switch (lane) {
    case Lane::kCounter:
      return "counter";
    case Lane::kCase:
      return "case";
    case Lane::kBacklog:
      return "backlog";
  }
  return "";
}

}  // namespace sohoa::core
