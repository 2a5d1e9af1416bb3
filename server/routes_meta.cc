// What tells of the server itself.
#include <nlohmann/json.hpp>

#include "server/api_state.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using nlohmann::json;

Response readiness(const Api::State& state) {
  json checks = json::object();
  bool ready = true;
  for (const auto& [name, check] : state.options.readiness) {
    const auto trouble = check();
    checks[name] = trouble.empty() ? "ok" : trouble;
    ready = ready && trouble.empty();
  }
  if (state.draining) checks["server"] = "stopping";
  ready = ready && !state.draining;
  return jsonResponse({{"ready", ready}, {"checks", checks}}, ready ? 200 : 503);
}

Response metrics(const Api::State& state) {
  MetricText text;
  state.metrics.write(text);
  if (state.options.metrics) state.options.metrics(text);
  Response response;
  response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = text.text();
  return response;
}

}  // namespace

void addMetaRoutes(Api::State& state) {
  state.routes.push_back({.method = "GET",
                          .path = "/livez",
                          .operation = "getLiveness",
                          .any_of = {},
                          .open = true,
                          .answer = [](Call&, const std::string&) {
                            return jsonResponse({{"alive", true}});
                          }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/readyz",
       .operation = "getReadiness",
       .any_of = {},
       .open = true,
       .answer = [&state](Call&, const std::string&) { return readiness(state); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/metrics",
       .operation = "getMetrics",
       .any_of = {core::Role::kAudit, core::Role::kAdmin},
       .answer = [&state](Call&, const std::string&) { return metrics(state); }});
  state.routes.push_back({.method = "GET",
                          .path = "/openapi.json",
                          .operation = "getOpenApi",
                          .any_of = {},
                          .open = true,
                          .answer = [](Call&, const std::string&) {
                            Response response;
                            response.set("Content-Type", "application/json");
                            response.set("Cache-Control", "public, max-age=300");
                            response.body = std::string(openApiDocument());
                            return response;
                          }});
  state.routes.push_back({.method = "GET",
                          .path = "/.well-known/jwks.json",
                          .operation = "getTokenKeys",
                          .any_of = {},
                          .open = true,
                          .answer = [&state](Call&, const std::string&) {
                            Response response;
                            response.set("Content-Type", "application/jwk-set+json");
                            response.set("Cache-Control", "public, max-age=300");
                            response.body = state.parts.mint.keySet();
                            return response;
                          }});
}

}  // namespace sohoa::server
