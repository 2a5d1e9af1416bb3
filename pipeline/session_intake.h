#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/work_store.h"
#include "pipeline/ingest.h"
#include "pipeline/scan_session.h"

namespace sohoa::pipeline {

// "quet-20261122-153012-4f2a91": of this moment (Vietnam time), and of no other session.
[[nodiscard]] std::string newSessionName(const core::Clock& clock);

// A file name without folders and control characters; `fallback` when nothing is left.
[[nodiscard]] std::string fileNameFrom(const std::string& text, const std::string& fallback);

// Takes in files as a batch; what it is given of `known` is complete but for where it belongs.
using TakeFiles = std::function<IngestReport(const std::vector<std::filesystem::path>& files,
                                             const Foreknowledge& known)>;

struct SessionTaken {
  IngestReport report;               // of what this try took
  std::vector<std::string> earlier;  // batches that had brought the same bytes before
};

// Takes a session's files in as one case file: its sheets bound into one file that is named by the
// case file, and the files beside them. The session's manifest says as what before anything is
// taken, so that each further try, also after a crash, goes on with the same batch and what is in
// is not taken in twice. `mutex`: held when the session is changed, and not otherwise. Throws what
// ScanSession::bind and `take` throw, and Error when a file could not be taken; those before it are
// in, and stay.
[[nodiscard]] SessionTaken takeSessionIn(ScanSession& session, core::WorkStore& store,
                                         core::BatchLedger& ledger, const TakeFiles& take,
                                         std::mutex* mutex = nullptr);

}  // namespace sohoa::pipeline
