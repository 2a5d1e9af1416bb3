#include "pipeline/stage_runner.h"

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>
#include <numeric>
#include <typeinfo>

#include "core/fault.h"
#include "core/file.h"
#include "pipeline/copy_parts.h"
#include "pipeline/discretion.h"
#include "pipeline/errors.h"
#include "pipeline/failure.h"

namespace sohoa::pipeline {
namespace {

using core::Error;
using core::Lease;

core::Sha256 require(const std::optional<core::Sha256>& blob, const char* what) {
  if (!blob) throw Error(core::kInternal, {.detail = std::string("no blob recorded for ") + what});
  return *blob;
}

// A file that stays as it is stays one document: of all pages, of the kind of its first paper.
core::Document whole(const std::vector<core::Document>& documents, int pages) {
  core::Document out;
  out.kind = "unknown";
  if (!documents.empty()) out = documents.front();
  for (const auto& each : documents) {
    if (!out.secret) out.secret = each.secret;
  }
  out.pages.resize(static_cast<std::size_t>(pages));
  std::iota(out.pages.begin(), out.pages.end(), 0);
  return out;
}

// A full disk is no fault of the job, and looking again costs little.
constexpr std::chrono::seconds kDiskDelay{5};

// Measured: 4 bytes a pixel beside a quarter of a gigabyte for engine and code, with room to spare.
constexpr std::int64_t kEngineBytes = 256LL << 20U;
constexpr std::int64_t kBytesPerPixel = 8;

}  // namespace

std::int64_t readingMemory(const core::PageInfo& page) {
  return kEngineBytes + kBytesPerPixel * page.size.width * page.size.height;
}

std::chrono::milliseconds retryDelay(int failures, double random) {
  const auto whole = std::min(300000.0, 1000.0 * static_cast<double>(1 << std::min(failures, 20)));
  return std::chrono::milliseconds(static_cast<long long>(whole * (0.5 + 0.5 * random)));
}

StageRunner::StageRunner(const StagePorts& ports, StageOptions options)
    : ports_(ports),
      options_(std::move(options)),
      reading_{&ports.opener, &ports.reader, &ports.documents},
      jitter_(std::random_device{}()) {}

void StageRunner::run(const Lease& lease) {
  try {
    chooseReading(lease);
    dispatch(lease);
  } catch (const Error& error) {
    fail(lease, error);
  } catch (const std::bad_alloc&) {
    open_master_.reset();
    fail(lease, Error(core::kOutOfMemory, {}));
  } catch (const std::exception& error) {
    // The text of a foreign exception may quote a page, so only its type is kept.
    fail(lease, Error(core::kInternal, {.detail = typeid(error).name()}));
  }
}

void StageRunner::fail(const Lease& lease, const Error& error) {
  if (error.code() == core::kLeaseLost) return;
  const auto failure = failureOf(error);
  const auto now = ports_.clock.now();
  try {
    if (error.code() == core::kDiskFull) {
      ports_.store.postpone(lease, failure, now + kDiskDelay);
    } else if (error.retry() == core::Retry::kTransient) {
      const double random = std::uniform_real_distribution<double>(0, 1)(jitter_);
      ports_.store.retryLater(lease, failure, now + retryDelay(lease.attempt, random));
    } else {
      ports_.store.quarantine(lease, failure, now);
    }
  } catch (const Error& lost) {
    if (lost.code() != core::kLeaseLost) throw;
  }
}

void StageRunner::chooseReading(const Lease& lease) {
  if (!options_.reading_for) return;
  const auto wanted = options_.reading_for(lease);
  if (wanted.opener != reading_.opener) open_master_.reset();
  reading_ = wanted;
}

void StageRunner::dispatch(const Lease& lease) {
  core::crashPoint("stage." + std::string(core::slug(lease.stage)), lease.subject);
  switch (lease.stage) {
    case core::Stage::kOpen:
      return open(lease);
    case core::Stage::kRead:
      return read(lease);
    case core::Stage::kCompose:
      return compose(lease);
    case core::Stage::kAssemble:
      return assemble(lease);
    case core::Stage::kSignOperator:
      return sign(lease, core::SignerRole::kOperator);
    case core::Stage::kExtract:
      return extract(lease);
    case core::Stage::kSignAgency:
      return sign(lease, core::SignerRole::kAgency);
    case core::Stage::kDeliver:
      return deliver(lease);
  }
}

core::PageSource& StageRunner::source(const core::MasterRow& master) {
  if (!open_master_ || open_master_->id != master.id) {
    open_master_.reset();
    open_master_ = OpenMaster{
        master.id, reading_.opener->open(ports_.blobs.localFile(master.sha256), master.name)};
  }
  return *open_master_->source;
}

void StageRunner::open(const Lease& lease) {
  const auto master = ports_.store.master(lease.subject);
  auto& pages = source(master);
  std::vector<std::int64_t> memory;
  for (int page = 0; page < pages.pageCount(); ++page) {
    try {
      memory.push_back(readingMemory(pages.info(page)));
    } catch (const Error&) {
      memory.push_back(0);  // reading it will tell what is wrong with it
    }
  }
  ports_.store.finishOpen(lease, memory, ports_.clock.now());
}

void StageRunner::read(const Lease& lease) {
  const auto page = ports_.store.page(lease.subject);
  const auto master = ports_.store.master(page.master);
  core::PageResult result;
  try {
    result = reading_.reader->read(source(master).raster(page.index), turnOf(master, page.index));
  } catch (const Error& error) {
    throw error.at(master.name, page.index);
  }
  const std::string stored = nlohmann::json(result).dump();
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(stored.data()), stored.size());
  BlobsToName blobs(ports_.blobs);  // empty pages are alike: that of a paper disposed of may go
  const auto blob = blobs.put([&] { return ports_.blobs.put(bytes); });
  const auto mark = result.blank       ? core::PageMark::kBlank
                    : result.separator ? core::PageMark::kSeparator
                                       : core::PageMark::kKept;
  ports_.store.finishRead(lease, mark, blob.id, ports_.clock.now());
  recorded(blobs);
}

void StageRunner::compose(const Lease& lease) {
  const auto pages = pageResults(ports_.store, ports_.blobs, lease.subject);
  const auto master = ports_.store.master(lease.subject);
  for (const int page : master.said.second_images) {
    if (static_cast<std::size_t>(page) >= pages.size()) {
      throw Error(kNoSuchSecondImage, {.file = master.name, .detail = std::to_string(page + 1)});
    }
  }
  auto documents = reading_.documents->split(pages);
  // Whoever scanned it knows, whatever can be read of the mark.
  if (const auto level = master.said.fields.find("do_mat"); level != master.said.fields.end()) {
    for (auto& document : documents) document.secret = document.secret.value_or(level->second);
  }
  const bool archived = signedInput(master).has_value();
  if (archived) documents = {whole(documents, static_cast<int>(pages.size()))};
  const auto waiting = holds(master, pages, archived, documents);
  ports_.store.finishCompose(lease, documents, waiting, ports_.clock.now());
}

std::vector<core::ReviewHold> StageRunner::holds(const core::MasterRow& master,
                                                 const std::vector<core::PageResult>& pages,
                                                 bool whole,
                                                 std::vector<core::Document>& documents) {
  const auto wait =
      master.review == core::ReviewWait::kAsSet ? options_.review.wait : master.review;
  std::vector<core::ReviewHold> holds;
  if (wait == core::ReviewWait::kNever) return holds;
  const auto kinds = reading_.documents->kinds();
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (documents[i].secret) continue;
    core::DocumentRow row;
    row.master = master.id;
    row.document = documents[i];
    auto draft = reading_.documents->extract(pages, documents[i], givenOf(ports_.store, row));
    const auto doubt = doubtOf(draft, kindOf(kinds, draft.kind), options_.review);
    if (wait == core::ReviewWait::kDoubtful && !doubt.doubtful) continue;
    documents[i] = std::move(draft);
    holds.push_back({i, doubt.certainty, whole});
  }
  return holds;
}

void StageRunner::assemble(const Lease& lease) {
  const auto row = ports_.store.document(lease.subject);
  const auto master = ports_.store.master(row.master);
  if (row.document.pages.empty()) throw Error(kNoPagesLeft, {.file = master.name});
  if (const auto report = signedInput(master)) {
    if (report->verdict == core::Verdict::kTotalFailed) {
      throw Error(kSignedInputBroken, {.file = master.name, .detail = joinCodes(*report)});
    }
    return ports_.store.finishPdf(lease, master.sha256, ports_.clock.now());
  }
  const auto pages = pageResults(ports_.store, ports_.blobs, row.master, &row.document.pages);
  const auto now = ports_.clock.now();
  const auto spec =
      copySpec(row, master, pages, source(master),
               requirePolicy(options_.appearances, core::Product::kDigitised, now), now);
  const core::TemporaryFolder folder(options_.scratch);
  const auto out = folder.path() / "base.pdf";
  ports_.assembler.assemble(spec, out);
  finishPdf(lease, out);
}

void StageRunner::finishPdf(const Lease& lease, const std::filesystem::path& pdf) {
  BlobsToName blobs(ports_.blobs);
  ports_.store.finishPdf(lease, blobs.putFile(pdf).id, ports_.clock.now());
  recorded(blobs);
}

// The lease is done with by now: as a failure of the job it would be recorded nowhere.
void StageRunner::recorded(const BlobsToName& blobs) const {
  try {
    blobs.recorded();
  } catch (const Error& error) {
    options_.unsure(error);
  }
}

void StageRunner::sign(const Lease& lease, core::SignerRole role) {
  const auto row = ports_.store.document(lease.subject);
  const auto input = role == core::SignerRole::kAgency ? require(row.operator_pdf, "operator")
                                                       : require(row.base_pdf, "base");
  if (input == ports_.store.master(row.master).sha256) {
    return ports_.store.finishPdf(lease, input, ports_.clock.now());
  }
  const core::TemporaryFolder folder(options_.scratch);
  const auto out = folder.path() / "signed.pdf";
  // Evidence follows the last signature: nothing may be signed after it.
  const auto level = role == core::SignerRole::kAgency
                         ? options_.level
                         : std::min(options_.level, core::PadesLevel::kBT);
  const auto& look =
      requirePolicy(options_.appearances, core::Product::kDigitised, ports_.clock.now());
  const core::SignRequest request{role,
                                  level,
                                  role == core::SignerRole::kAgency ? look.agency : look.person,
                                  {{"copy_form", look.copy_form}}};
  try {
    ports_.signer.sign(ports_.blobs.localFile(input), out, request);
  } catch (const Error& error) {
    // The blob's path tells a person nothing.
    throw Error(error.code(),
                {.file = ports_.store.master(row.master).name, .detail = error.context().detail});
  }
  finishPdf(lease, out);
}

void StageRunner::extract(const Lease& lease) {
  const auto row = ports_.store.document(lease.subject);
  auto document = reading_.documents->extract(
      pageResults(ports_.store, ports_.blobs, row.master, &row.document.pages), row.document,
      givenOf(ports_.store, row));
  if (!document.secret) document.secret = secrecyOf(document);
  ports_.store.finishExtract(lease, document, ports_.clock.now());
}

std::optional<core::VerificationReport> StageRunner::signedInput(const core::MasterRow& master) {
  auto report = ports_.verifier.verify(ports_.blobs.localFile(master.sha256),
                                       {core::VerifyRequest::Policy::kGeneric, std::nullopt, true});
  if (report.signatures.empty()) return {};
  return report;
}

void StageRunner::deliver(const Lease& lease) {
  const auto row = ports_.store.document(lease.subject);
  const auto master = ports_.store.master(row.master);
  const auto pdf = require(row.agency_pdf, "agency");
  const bool archived = pdf == master.sha256;  // signed elsewhere: judged when it was taken over
  if (!archived) {
    requirePassed(ports_.verifier, ports_.blobs.localFile(pdf), options_.release_only_passed);
  }
  auto copy = describedCopy(
      row, master, pageResults(ports_.store, ports_.blobs, row.master, &row.document.pages));
  copy.id = row.copy_id;
  copy.unit = options_.unit;
  copy.level = std::string(core::slug(options_.level));
  if (archived) {
    copy.product = core::Product::kArchived;
    copy.level = signedInput(master).value_or(core::VerificationReport{}).level;
  }
  copy.content = pdf;
  copy.size = std::filesystem::file_size(ports_.blobs.localFile(pdf));
  copy.created = ports_.clock.now();
  static_cast<void>(ports_.warehouse.deliver(copy));
  ports_.store.finishDeliver(lease, ports_.clock.now());
}

}  // namespace sohoa::pipeline
