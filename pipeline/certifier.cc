#include "pipeline/certifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/file.h"
#include "core/fill_in.h"
#include "core/ports/errors.h"
#include "core/text.h"
#include "pipeline/blobs_to_name.h"
#include "pipeline/copy_parts.h"
#include "pipeline/errors.h"

namespace sohoa::pipeline {

using core::Error;
using core::RegisterEntry;

namespace {

// "Ngày 05 tháng 02 năm 2026"; Decree 30/2020 writes days and the months 1 and 2 with two digits.
std::string dateLine(core::Timestamp time) {
  const std::string iso = core::formatIso8601(time);
  const std::string month = iso.substr(5, 2);
  return core::toNfc("Ngày " + iso.substr(8, 2) + " tháng " +
                     (month > "02" && month[0] == '0' ? month.substr(1) : month) + " năm " +
                     iso.substr(0, 4));
}

}  // namespace

Certifier::Certifier(const CertifierPorts& ports, CertifierOptions options)
    : ports_(ports), options_(std::move(options)) {}

core::DocumentRow Certifier::candidate(const std::string& copy_id) {
  const auto held = ports_.warehouse.find(copy_id);
  if (!held) throw Error(core::kNoSuchCopy, {.detail = copy_id});
  const auto row = ports_.store.findDocument(copy_id);
  if (held->product != core::Product::kDigitised || !row) {
    throw Error(kNotFromPaper, {.detail = copy_id});
  }
  return *row;
}

RegisterEntry Certifier::certify(const std::string& copy_id, bool again) {
  const auto row = candidate(copy_id);
  const auto before = ports_.entries.ofSource(copy_id);
  const bool issued = std::any_of(before.begin(), before.end(), [](const RegisterEntry& entry) {
    return entry.state == core::EntryState::kIssued;
  });
  const bool cut_short = std::any_of(before.begin(), before.end(), [](const RegisterEntry& entry) {
    return entry.state == core::EntryState::kOpen;
  });
  if (issued && !cut_short && !again) throw Error(kAlreadyCertified, {.detail = copy_id});
  const auto& policy =
      requirePolicy(options_.appearances, core::Product::kCertified, ports_.clock.now());
  // A key that is not there must not cost a number.
  const std::string certifier = ports_.signer.signerName(core::SignerRole::kCertifier);
  static_cast<void>(ports_.signer.signerName(core::SignerRole::kAgency));

  auto entry = ports_.entries.open(options_.unit, copy_id, ports_.clock.now());
  entry.certifier = certifier;
  entry.policy = policy.id;
  entry.book = core::fillIn(options_.book, {{"year", std::to_string(entry.year)}});
  if (const auto held = ports_.warehouse.find(entry.copy_id)) {
    entry.content = held->content;  // delivered by a run that died right after
  } else {
    make(row, entry);
  }
  ports_.entries.issue(entry, ports_.clock.now());
  entry.state = core::EntryState::kIssued;
  return entry;
}

void Certifier::make(const core::DocumentRow& row, RegisterEntry& entry) {
  const auto master = ports_.store.master(row.master);
  if (!ports_.blobs.contains(master.sha256)) throw Error(kScanGone, {.file = master.name});
  const auto now = ports_.clock.now();
  const auto& policy = requirePolicy(options_.appearances, core::Product::kCertified, now);
  const auto pages = pageResults(ports_.store, ports_.blobs, row.master, &row.document.pages);
  const auto images = ports_.opener.open(ports_.blobs.localFile(master.sha256), master.name);
  auto spec = copySpec(row, master, pages, *images, policy, now);
  spec.code = ports_.code(codeText(entry));

  const core::TemporaryFolder folder(options_.scratch);
  const auto base = folder.path() / "base.pdf";
  const auto out = folder.path() / "certified.pdf";
  ports_.assembler.assemble(spec, base);
  const std::map<std::string, std::string> words{{"number", std::to_string(entry.number)},
                                                 {"book", entry.book},
                                                 {"date", dateLine(entry.opened)},
                                                 {"agency", options_.unit_name},
                                                 {"copy_form", policy.copy_form}};
  // Evidence follows the last signature: nothing may be signed after it.
  const core::SignRequest requests[] = {
      {core::SignerRole::kCertifier, std::min(options_.level, core::PadesLevel::kBT), policy.person,
       words},
      {core::SignerRole::kAgency, options_.level, policy.agency, words}};
  ports_.signer.signAll(base, out, requests);
  requirePassed(ports_.verifier, out, options_.release_only_passed);

  auto copy = describedCopy(row, master, pages);
  copy.id = entry.copy_id;
  copy.product = core::Product::kCertified;
  copy.unit = options_.unit;
  copy.level = std::string(core::slug(options_.level));
  BlobsToName blobs(ports_.blobs);
  const auto blob = blobs.putFile(out);
  copy.content = blob.id;
  copy.size = blob.size;
  copy.created = now;
  try {
    entry.content = ports_.warehouse.deliver(copy).content;
    blobs.recorded();
  } catch (const Error& error) {
    // Somebody else certified the same paper at this moment; there is one copy of one number.
    const auto held = ports_.warehouse.find(entry.copy_id);
    if (error.code() != core::kCopyConflict || !held) throw;
    entry.content = held->content;
  }
}

std::string Certifier::codeText(const RegisterEntry& entry) const {
  if (!options_.verify_url.empty()) {
    return core::fillIn(options_.verify_url, {{"copy", entry.copy_id}});
  }
  return fmt::format("SOHOA-COPY/1\ncopy={}\nunit={}\nnumber={}\nbook={}\ndate={}", entry.copy_id,
                     entry.unit, entry.number, entry.book,
                     core::formatIso8601(entry.opened).substr(0, 10));
}

}  // namespace sohoa::pipeline
