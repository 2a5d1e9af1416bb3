#include "server/api.h"

#include <algorithm>

#include "server/api_state.h"
#include "server/exchange.h"
#include "server/uri.h"

namespace sohoa::server {

bool Caller::sees(const std::string& other) const {
  return !scope || std::find(scope->begin(), scope->end(), other) != scope->end();
}

Api::Api(const ApiParts& parts, ApiOptions options)
    : state_(std::make_unique<State>(parts, std::move(options))) {
  addMetaRoutes(*state_);
  addTokenRoutes(*state_);
  addSessionRoutes(*state_);
  addOidcRoutes(*state_);
  addCopyRoutes(*state_);
  addDeliveryRoutes(*state_);
  addContentRoutes(*state_);
  addEvidenceRoutes(*state_);
  addVerifyRoutes(*state_);
  addReuseRoutes(*state_);
  addWebhookRoutes(*state_);
  addUploadRoutes(*state_);
  addBatchRoutes(*state_);
  addPaperRoutes(*state_);
  addWarehouseRoutes(*state_);
  addCheckRoutes(*state_);
  addAccountRoutes(*state_);
  addHouseRoutes(*state_);
  addReportRoutes(*state_);
  addBatchDeskRoutes(*state_);
  addQuarantineRoutes(*state_);
  addCertificationRoutes(*state_);
  addCertificationRunRoutes(*state_);
  addScanRoutes(*state_);
  addReviewRoutes(*state_);
  for (auto& route : state_->routes) {
    route.segments = parseTarget(route.path).value_or(Target{}).segments;
  }
}

Api::~Api() = default;

std::unique_ptr<Exchange> Api::open(Request request) {
  return std::make_unique<ApiExchange>(*state_, std::move(request));
}

const std::vector<Route>& Api::routes() const { return state_->routes; }

void Api::startDraining() { state_->draining = true; }

}  // namespace sohoa::server
