// Copies that were made elsewhere come into this warehouse.
#include <fcntl.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/text.h"
#include "pipeline/blobs_to_name.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/judged.h"
#include "server/upload_of.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::size_t kMostBody = 16U << 20U;  // a thousand pages of text and their marks
constexpr std::size_t kMostFields = 200;
constexpr std::size_t kMostValue = 8000;

[[noreturn]] void bad(const std::string& what) { throw Error(kBadRequest, {.detail = what}); }

std::string idOf(const json& object) {
  auto id = neededText(object, "id", 64);
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!plain) bad("id is not of the digits a-z, 0-9 and -");
  return id;
}

core::Sha256 digestOf(const json& object) {
  const auto hex = neededText(object, "sha256", 64);
  const bool whole = hex.size() == 64 && hex.find_first_not_of("0123456789abcdef") == hex.npos;
  if (!whole) bad("sha256 is no 64 lower-case hex digits");
  return core::Sha256::fromHex(hex);
}

std::int64_t countOf(const json& object, const char* name, std::int64_t most) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer())
    bad(std::string(name) + " is no number");
  return wholeNumber(found->dump(), name, 1, most);
}

core::Product productOf(const std::string& word) {
  using core::Product;
  for (const auto one : {Product::kDigitised, Product::kCertified, Product::kArchived}) {
    if (word == core::slug(one)) return one;
  }
  bad("product is digitised, certified or archived");
}

core::Timestamp createdOf(const json& object) {
  try {
    return core::parseIso8601(neededText(object, "created", 40));
  } catch (const Error&) {
    bad("created is no time like 2026-11-23T08:00:00+07:00");
  }
}

std::map<std::string, core::FieldContent> fieldsOf(const json& object) {
  const auto found = object.find("fields");
  if (found == object.end()) return {};
  if (!found->is_object() || found->size() > kMostFields) bad("fields is no object of 200 at most");
  std::map<std::string, core::FieldContent> fields;
  for (const auto& [name, value] : found->items()) {
    const auto text = [&](const json& one) {
      if (!one.is_string() || one.get_ref<const std::string&>().size() > kMostValue) {
        bad("a field is no text of 8000 bytes at most");
      }
      return core::toNfc(one.get_ref<const std::string&>());
    };
    if (name.empty() || name.size() > 64) bad("a field's name is empty or too long");
    if (!value.is_array()) {
      fields[name] = text(value);
      continue;
    }
    std::vector<std::string> list;
    for (const auto& one : value) list.push_back(text(one));
    fields[name] = std::move(list);
  }
  return fields;
}

// What the other warehouse could keep, this one can: a line break read from a paper, say.
std::string lineOf(const json& object, const char* name, std::size_t most) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string()) bad(std::string(name) + " is no text");
  auto text = core::toNfc(found->get_ref<const std::string&>());
  if (text.size() > most) bad(std::string(name) + " is too long");
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

// Line breaks are part of a full text, so it is no textMember.
std::string fullTextOf(const json& object) {
  const auto found = object.find("text");
  if (found == object.end()) return {};
  if (!found->is_string()) bad("text is no text");
  return core::toNfc(found->get_ref<const std::string&>());
}

core::SignedCopy copyOf(const json& object, const Caller& caller) {
  core::SignedCopy copy;
  copy.id = idOf(object);
  copy.product = productOf(neededText(object, "product", 16));
  copy.kind = lineOf(object, "kind", 128);
  copy.title = lineOf(object, "title", 4000);
  copy.unit = neededText(object, "unit", 128);
  copy.batch = "delivery of " + caller.client;
  copy.case_file = lineOf(object, "case_file", 1000);
  copy.subject = lineOf(object, "subject", 64);
  copy.fields = fieldsOf(object);
  copy.text = fullTextOf(object);
  copy.pages = static_cast<int>(countOf(object, "pages", 100000));
  copy.content = digestOf(object);
  copy.size = static_cast<std::uint64_t>(countOf(object, "size", std::int64_t{1} << 40));
  copy.created = createdOf(object);
  return copy;
}

core::Sha256 fileDigest(const std::filesystem::path& path) {
  const core::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) core::throwSystemError(path, errno);
  core::Sha256Stream hash;
  core::readPieces(file.get(), path, [&](auto piece) { hash.update(piece); });
  return hash.finish();
}

// Fails closed: what is not known to be good is not taken.
std::string provenLevel(const Api::State& state, const std::filesystem::path& file,
                        core::Product product) {
  using Policy = core::VerifyRequest::Policy;
  // Whoever says that Sohoa made the copy must bring one that looks so.
  const bool made_so = product != core::Product::kArchived;
  const auto report = judged(
      state, file, {.policy = made_so ? Policy::kSohoa : Policy::kGeneric, .stranger = false});
  const auto verdict = report.value("verdict", std::string());
  const auto is = [&](core::Verdict one) { return verdict == core::slug(one); };
  const bool unproven = is(core::Verdict::kIndeterminate);
  if (!is(core::Verdict::kTotalPassed) && !unproven) throw Error(kSignatureFailed, {});
  const bool is_signed = !report.value("signatures", json::array()).empty();
  if (unproven && !(state.options.take_unproven && is_signed)) {
    throw Error(kSignatureUnproven, {.detail = report.value("sub_indication", std::string())});
  }
  return report.value("level", std::string());
}

// The receipt of a copy that is here. Throws where the catalogue has no place for it.
std::optional<core::DeliveryReceipt> receiptOf(const Api::State& state, const Call& call,
                                               const core::SignedCopy& copy) {
  const auto& catalogue = state.parts.catalogue;
  if (const auto gone = catalogue.tombstone(copy.id)) {
    if (!call.caller.sees(gone->unit)) throw Error(core::kCopyConflict, {.detail = copy.id});
    throw Error(core::kCopyRemoved, {.detail = copy.id});
  }
  const auto there = catalogue.find(copy.id);
  if (!there) return std::nullopt;
  const bool same = there->content == copy.content && call.caller.sees(there->unit);
  if (!same) throw Error(core::kCopyConflict, {.detail = copy.id});
  return core::DeliveryReceipt{there->id, there->content, there->accepted};
}

core::DeliveryReceipt taken(Api::State& state, const Call& call, core::SignedCopy copy,
                            const std::string& upload_id) {
  const auto& parts = state.parts;
  if (auto receipt = receiptOf(state, call, copy)) return *std::move(receipt);
  const auto upload = uploadOf(state, call.caller, upload_id);
  if (!upload.complete()) bad("the upload has gaps");
  const auto file = parts.uploads.file(upload);
  if (upload.length != copy.size || fileDigest(file) != copy.content) {
    parts.uploads.remove(upload.id);
    throw Error(kOtherDigest, {});
  }
  copy.level = provenLevel(state, file, copy.product);
  // Judging takes its time. Bytes of a copy that is refused by now would lie in the store unnamed,
  // and could not be removed: somebody else may have brought the same.
  if (auto receipt = receiptOf(state, call, copy)) return *std::move(receipt);
  pipeline::BlobsToName blobs(parts.blobs);
  if (blobs.putFile(file).id != copy.content) throw Error(kOtherDigest, {});
  auto receipt = parts.catalogue.add(copy, parts.clock.now());
  blobs.recorded();
  return receipt;
}

void dropUpload(Api::State& state, const Call& call, const std::string& upload) {
  const auto left = state.parts.uploads.find(upload, state.parts.clock.now());
  if (left && left->owner == call.caller.client) state.parts.uploads.remove(upload);
}

// No other attempt will bring in by this upload what the catalogue has no place for.
core::DeliveryReceipt takenOrDropped(Api::State& state, const Call& call,
                                     const core::SignedCopy& copy, const std::string& upload) {
  try {
    return taken(state, call, copy, upload);
  } catch (const Error& error) {
    const bool for_good = error.code() == core::kCopyRemoved || error.code() == core::kCopyConflict;
    if (for_good) dropUpload(state, call, upload);
    throw;
  }
}

json receiptJson(const core::DeliveryReceipt& receipt, const core::SignedCopy& copy,
                 const std::string& client) {
  return {{"id", receipt.copy_id},
          {"sha256", receipt.content.hex()},
          {"size", copy.size},
          {"accepted", core::formatIso8601(receipt.accepted)},
          {"client", client}};
}

// Signed by the key of now also where it was given before: who asks again holds it against the keys
// of now.
Response created(const TokenMint& mint, json receipt) {
  for (const char* added : {"warehouse", "receipt"}) receipt.erase(added);
  auto proof = mint.attest(receipt);
  receipt["warehouse"] = mint.issuer();
  receipt["receipt"] = std::move(proof);
  auto response = jsonResponse(receipt, 201);
  response.set("Location", "/api/v1/copies/" + receipt.at("id").get<std::string>());
  return response;
}

// Done again after a crash in any place it ends the same: the id lets the copy in once, and the
// upload goes last.
Response accept(Api::State& state, Call& call, const std::string& body) {
  const auto key = "copy " + idempotencyKey(call.request);
  const auto turn = state.key_turns.wait(call.caller.client + " " + key);
  const auto object =
      parseObject(body, {"upload", "id", "product", "kind", "title", "unit", "case_file", "subject",
                         "fields", "text", "pages", "sha256", "size", "created"});
  const auto upload = neededText(object, "upload", 64);
  const auto copy = copyOf(object, call.caller);
  // Another attempt, perhaps of a newer program, may bring the same copy by another upload and say
  // more of it.
  const auto fingerprint = core::sha256(copy.id + " " + copy.content.hex()).hex();
  auto& book = state.parts.book;
  if (const auto before = book.remembered(call.caller.client, key)) {
    if (before->fingerprint != fingerprint) throw Error(kKeyReused, {});
    return created(state.parts.mint, json::parse(before->answer));
  }
  if (!call.caller.sees(copy.unit)) throw Error(kForbidden, {.detail = "another office"});
  if (copy.fields.count("do_mat") != 0) throw Error(core::kSecretHeld, {});
  const auto answer =
      receiptJson(takenOrDropped(state, call, copy, upload), copy, call.caller.client);
  book.remember(call.caller.client, key, {fingerprint, answer.dump()}, state.parts.clock.now());
  dropUpload(state, call, upload);
  return created(state.parts.mint, answer);
}

}  // namespace

void addDeliveryRoutes(Api::State& state) {
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/copies",
                          .operation = "deliverCopy",
                          .any_of = {core::Role::kArchive},
                          .media_type = "application/json",
                          .most_bytes = kMostBody,
                          .answer = [&state](Call& call, const std::string& body) {
                            return accept(state, call, body);
                          }});
}

}  // namespace sohoa::server
