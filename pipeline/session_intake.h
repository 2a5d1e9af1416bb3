#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/intake.h"
#include "core/ports/work_store.h"
#include "pipeline/ingest.h"
#include "pipeline/scan_session.h"

namespace sohoa::pipeline {

// "quet-20261122-153012-4f2a91": of this moment (Vietnam time), and of no other session.
[[nodiscard]] std::string newSessionName(const core::Clock& clock);

// A file name without folders and control characters; `fallback` when nothing is left.
[[nodiscard]] std::string fileNameFrom(const std::string& text, const std::string& fallback);

// The files that a session is to the intake: its sheets bound into one, named by the case file,
// and the files beside them, with what is known of them. Throws as ScanSession::bind.
struct SessionFiles {
  std::vector<std::filesystem::path> paths;
  std::map<std::filesystem::path, core::Said> said;
};
[[nodiscard]] SessionFiles filesOf(const ScanSession& session);

// Takes a session's files in as one case file. Again after a crash: changes nothing. Throws Error
// when a file could not be taken; those before it are in.
[[nodiscard]] IngestReport takeSessionIn(const ScanSession& session, core::Intake& intake,
                                         core::WorkStore& store, core::BatchLedger& ledger,
                                         const core::Clock& clock);

}  // namespace sohoa::pipeline
