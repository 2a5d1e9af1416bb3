#include "server/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/random.h"
#include "core/text.h"
#include "server/errors.h"
#include "server/lasting_right.h"
#include "server/problem.h"

namespace sohoa::server {

using core::Error;

namespace {

constexpr std::size_t kMostPurpose = 64;
constexpr std::size_t kMostCaseFile = 128;

// RFC 9110 names of purposes and case files: short, printable, one line.
bool plain(const std::string& text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

// https://www.w3.org/TR/trace-context/ section 3.2: version 00 as it came, with this server's own
// span; else a new trace.
std::string traceOf(const std::string& parent) {
  const auto hex = [&](std::size_t from, std::size_t count) {
    const auto part = parent.substr(from, count);
    return part.find_first_not_of("0123456789abcdef") == std::string::npos &&
           part.find_first_not_of('0') != std::string::npos;
  };
  const bool whole = parent.size() == 55 && parent.substr(0, 3) == "00-" && parent[35] == '-' &&
                     parent[52] == '-' && hex(3, 32) && hex(36, 16);
  return "00-" + (whole ? parent.substr(3, 32) : core::randomHex(16)) + "-" + core::randomHex(8) +
         "-01";
}

bool isPlace(const std::string& segment) { return segment.front() == '{'; }

bool matches(const Route& route, const std::vector<std::string>& segments,
             std::map<std::string, std::string>& places) {
  const auto& wanted = route.segments;
  if (wanted.size() != segments.size()) return false;
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (isPlace(wanted[i])) {
      found[wanted[i].substr(1, wanted[i].size() - 2)] = segments[i];
    } else if (wanted[i] != segments[i]) {
      return false;
    }
  }
  places = std::move(found);
  return true;
}

std::string mediaType(const std::string& content_type) {
  return core::toLower(core::squeeze(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

ApiExchange::ApiExchange(Api::State& state, Request request) : state_(state) {
  call_.language = languageOf(request.header("accept-language"));
  trace_ = traceOf(request.header("traceparent"));
  call_.request = std::move(request);
}

ApiExchange::~ApiExchange() {
  if (route_ != nullptr && route_->secret) ::explicit_bzero(body_.data(), body_.size());
}

std::optional<Response> ApiExchange::early() {
  bool let_in = false;
  auto response = answered([&] {
    letIn();
    let_in = true;
    return Response{};
  });
  if (let_in) return std::nullopt;
  return finished(std::move(response));
}

void ApiExchange::letIn() {
  const auto target = parseTarget(call_.request.target);
  if (!target) throw Error(kBadRequest, {.detail = "request target"});
  findRoute(*target);
  authenticate();
  limit();
  askPurpose();
  checkBody();
  if (route_->sink) sink_ = route_->sink(call_);
  // So that growing leaves no copies behind.
  if (route_->secret) body_.reserve(route_->most_bytes);
}

void ApiExchange::findRoute(const Target& target) {
  const auto& method = call_.request.method;
  const Route* best = nullptr;
  for (const auto& route : state_.routes) {
    std::map<std::string, std::string> places;
    if (!matches(route, target.segments, places)) continue;
    const bool as_get = method == "HEAD" && route.method == "GET";
    if (route.method != method && !as_get) {
      allowed_.append(allowed_.empty() ? "" : ", ").append(route.method);
      if (route.method == "GET") allowed_ += ", HEAD";
    } else if (best == nullptr || places.size() < call_.path.size()) {
      best = &route;  // a fixed word goes before a place
      call_.path = std::move(places);
    }
  }
  route_ = best;
  // Of every route, for whoever cannot set a header: a link, an EventSource.
  auto query = target.query;
  if (const auto wanted = query.extract("language")) {
    if (wanted.mapped() != "vi" && wanted.mapped() != "en") {
      throw Error(kBadRequest, {.detail = "language is vi or en"});
    }
    call_.language =
        wanted.mapped() == "en" ? core::Language::kEnglish : core::Language::kVietnamese;
  }
  if (route_ == nullptr) throw Error(allowed_.empty() ? kNoSuchRoute : kMethodNotAllowed, {});
  allowed_.clear();
  for (const auto& [name, value] : query) {
    if (std::find(route_->query.begin(), route_->query.end(), name) == route_->query.end()) {
      throw Error(kBadRequest, {.detail = "unknown query parameter " + core::printable(name)});
    }
  }
  call_.query = std::move(query);
}

void ApiExchange::authenticate() {
  static constexpr std::string_view kBearer = "bearer ";
  const auto header = call_.request.header("authorization");
  const bool bearer = core::toLower(header.substr(0, kBearer.size())) == kBearer;
  if (!bearer && route_->open) return;
  if (bearer && !route_->session) {
    admitClient(std::string_view(header).substr(kBearer.size()));
  } else {
    admitOperator();
  }
  if (route_->person && !call_.visitor) throw Error(kForbidden, {.detail = "for people only"});
  requireRole();
}

void ApiExchange::admitClient(std::string_view token) {
  const auto claims = state_.parts.mint.read(token);
  if (!claims) throw Error(kNotAuthenticated, {});
  // RFC 8705 section 3: a bound token is worth nothing without its certificate.
  if (!claims->certificate.empty() && claims->certificate != call_.request.certificate) {
    throw Error(kNotAuthenticated, {.detail = "the token is bound to another certificate"});
  }
  const auto client = state_.parts.book.client(claims->client);
  if (!client || client->disabled) throw Error(kNotAuthenticated, {});
  call_.caller = callerOf(state_, *client);
  call_.retry_after = state_.limiter.wait("client " + client->id, client->per_minute);
}

// A browser sends its cookie with whatever any site makes it send; see SessionKeeper.
void ApiExchange::admitOperator() {
  call_.visitor = state_.sessions.visitor(call_.request);
  if (!call_.visitor) throw Error(kNotAuthenticated, {});
  const auto& [session, person, csrf] = *call_.visitor;
  call_.retry_after =
      state_.limiter.wait("operator " + person.id, state_.options.operator_per_minute);
  state_.sessions.requireOwn(call_.request, *call_.visitor);
  if (session.stage != core::Session::Stage::kFull && !route_->session) {
    throw Error(kLoginUnfinished, {});
  }
  call_.caller = callerOf(state_, person);
}

void ApiExchange::requireRole() const {
  const auto& roles = route_->any_of;
  if (roles.empty()) return;
  if (std::none_of(roles.begin(), roles.end(),
                   [&](core::Role role) { return call_.caller.roles.count(role) != 0; })) {
    throw Error(kForbidden, {.detail = "needs " + joined(roles)});
  }
}

void ApiExchange::limit() {
  if (call_.retry_after > 0) throw Error(kTooManyRequests, {});
}

void ApiExchange::askPurpose() {
  if (!route_->personal) return;
  if (!route_->purpose.empty()) {
    call_.purpose = route_->purpose;
    call_.case_file = call_.path.contains("batch") ? call_.path.at("batch") : "";
    return;
  }
  call_.purpose = call_.request.header("sohoa-purpose");
  call_.case_file = call_.request.header("sohoa-case-file");
  if (!plain(call_.purpose, kMostPurpose) || !plain(call_.case_file, kMostCaseFile)) {
    throw Error(kPurposeRequired, {});
  }
}

void ApiExchange::checkBody() {
  const auto& request = call_.request;
  if (route_->media_type.empty()) {
    if (request.hasBody()) throw Error(kBadRequest, {.detail = "no body is taken here"});
    return;
  }
  if (mediaType(request.header("content-type")) != route_->media_type) {
    throw Error(kWrongMediaType, {.detail = "needs " + route_->media_type});
  }
  if (request.length.value_or(0) > route_->most_bytes) throw Error(kBodyTooLarge, {});
}

std::optional<Response> ApiExchange::receive(std::span<const std::uint8_t> piece) {
  bool taken = false;
  auto response = answered([&] {
    received_ += piece.size();
    if (received_ > route_->most_bytes) throw Error(kBodyTooLarge, {});
    if (sink_) {
      sink_->receive(piece);
    } else {
      body_.append(reinterpret_cast<const char*>(piece.data()), piece.size());  // NOLINT
    }
    taken = true;
    return Response{};
  });
  if (taken) return std::nullopt;
  response.close = true;
  return finished(std::move(response));
}

Response ApiExchange::finish() {
  auto response =
      answered([&] { return sink_ ? sink_->finish(call_) : route_->answer(call_, body_); });
  if (response.events && !route_->open) {
    response.events = whileAllowed(state_, call_, std::move(response.events));
  }
  // Nothing of a paper leaves before it stands in the log that it did, or that it was asked for.
  if (route_->personal) {
    response = answered([&] {
      logAccess(response.status);
      return std::move(response);
    });
  }
  return finished(std::move(response));
}

Response ApiExchange::answered(const std::function<Response()>& work) {
  try {
    return work();
  } catch (const Error& error) {
    auto response = problem(error, call_.language);
    if (error.code() == kMethodNotAllowed) response.set("Allow", allowed_);
    if (error.code() == kTooManyRequests) {
      response.set("Retry-After", std::to_string(std::max(1, call_.retry_after)));
    }
    return response;
  } catch (const std::bad_alloc&) {
    return problem(Error(kOverloaded, {}), call_.language);
  } catch (const std::exception&) {
    // Its text may quote what it stumbled over.
    return problem(Error(core::kInternal, {}), call_.language);
  }
}

void ApiExchange::logAccess(int status) {
  state_.recorder.record({.at = state_.parts.clock.now(),
                          .client = call_.caller.client,
                          .unit = call_.caller.unit,
                          .action = route_->operation,
                          .copy = call_.copy,
                          .purpose = call_.purpose,
                          .case_file = call_.case_file,
                          .status = status});
}

Response ApiExchange::finished(Response response) {
  const bool has = std::any_of(response.headers.begin(), response.headers.end(),
                               [](const auto& header) { return header.first == "Cache-Control"; });
  if (!has) response.set("Cache-Control", "no-store");
  if (route_ != nullptr) {
    for (const auto& [name, value] : route_->headers) response.set(name, value);
  }
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  if (call_.request.encrypted) {
    response.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  }
  response.set("traceparent", trace_);
  return response;
}

void ApiExchange::sent(int status, std::uint64_t bytes) {
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start_;
  const std::string operation = route_ == nullptr ? "none" : route_->operation;
  state_.metrics.count(operation, status, bytes, time);
  if (!state_.options.log) return;
  state_.options.log(nlohmann::json{{"ts", core::formatIso8601(state_.parts.clock.now())},
                                    {"level", status >= 500 ? "error" : "info"},
                                    {"event", "http.request"},
                                    {"operation", operation},
                                    {"status", status},
                                    {"client", call_.caller.client},
                                    {"bytes", bytes},
                                    {"dur_ms", std::int64_t(time.count() * 1000)},
                                    {"trace_id", trace_.substr(3, 32)}}
                         .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace sohoa::server
