#pragma once

// Private to server/: what the routes share.

#include <atomic>

#include "core/seats.h"
#include "pipeline/accounts.h"
#include "pipeline/pace.h"
#include "server/access_recorder.h"
#include "server/api.h"
#include "server/blob_check.h"
#include "server/key_turns.h"
#include "server/limiter.h"
#include "server/session.h"

namespace sohoa::server {

struct Api::State {
  State(const ApiParts& given, ApiOptions chosen)
      : parts(given),
        options(std::move(chosen)),
        recorder(given.book),
        limiter(given.clock),
        sessions(given.operators, given.clock, options.sessions),
        accounts(given.operators, given.book, given.clock),
        blob_check(given.blobs, !options.cached_blobs),
        intakes(options.most_intakes) {}

  ApiParts parts;
  ApiOptions options;
  AccessRecorder recorder;
  Limiter limiter;
  SessionKeeper sessions;
  pipeline::Accounts accounts;
  BlobCheck blob_check;
  KeyTurns key_turns;
  core::Seats intakes;  // of the stores that requests share
  pipeline::Pace pace;
  RequestMetrics metrics;
  std::vector<Route> routes;
  std::atomic<bool> draining = false;
};

// Each adds the routes of one subject. `state` outlives them.
void addMetaRoutes(Api::State& state);
void addTokenRoutes(Api::State& state);
void addSessionRoutes(Api::State& state);
void addOidcRoutes(Api::State& state);
void addCopyRoutes(Api::State& state);
void addDeliveryRoutes(Api::State& state);
void addContentRoutes(Api::State& state);
void addEvidenceRoutes(Api::State& state);
void addVerifyRoutes(Api::State& state);
void addReuseRoutes(Api::State& state);
void addWebhookRoutes(Api::State& state);
void addUploadRoutes(Api::State& state);
void addBatchRoutes(Api::State& state);
void addPaperRoutes(Api::State& state);
void addWarehouseRoutes(Api::State& state);
void addCheckRoutes(Api::State& state);
void addAccountRoutes(Api::State& state);
void addHouseRoutes(Api::State& state);
void addReportRoutes(Api::State& state);
void addBatchDeskRoutes(Api::State& state);
void addQuarantineRoutes(Api::State& state);
void addCertificationRoutes(Api::State& state);
void addCertificationRunRoutes(Api::State& state);
void addScanRoutes(Api::State& state);
void addReviewRoutes(Api::State& state);

}  // namespace sohoa::server
